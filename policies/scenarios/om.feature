# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Het OM beslist zelf over strafvorderlijke gegevens
  Het OM mag strafvorderlijke gegevens verstrekken, maar hoeft niet: de officier beslist en er moet een zwaarwegend
  algemeen belang zijn (Wjsg 39f en 39j, zekerheid V-old). Bij sepot, vrijspraak of zonder einduitspraak staat de
  OM-Aanwijzing het zonder zo'n belang niet toe (zekerheid V-old).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "ovj-besluit, zwaarwegend-belang, niet-geen-einduitspraak, aan-mij-verstrekt"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"

  @bron:law-g-r-29
  Abstract Scenario: De officier besloot en het belang weegt zwaar
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-29.1"
    En geldt de plicht "vastleggen-wjsg"

    Voorbeelden:
      | aan         | doel | fase                |
      | gemeente    | oc   | signaal             |
      | uwv         | ib   | weging              |
      | riec-bureau | hk   | verrijking-gesloten |
      | toeslagen   | oc   | casusoverleg        |
      | politie     | oc   | uitvoering          |

  @bron:law-g-r-29
  Scenario: Een sepot houdt het niet tegen als het belang zwaar weegt
    Gegeven de feiten "geen-einduitspraak"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-29.1"

  @bron:law-g-r-29 @bijna:R-29.1
  Abstract Scenario: Net geen verstrekking door het OM: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie     | wat             | handeling       | aan      | doel     | fase       | besluit                              |
      | de politie          | politie | strafvorderlijk | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | een gemeente        | gemeente | strafvorderlijk | verstrekken    | om       | oc       | weging     | "niet-geregeld" want geen regel past |
      | de FIOD             | fiod    | strafvorderlijk | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan het LIEC        | om      | strafvorderlijk | verstrekken     | liec     | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan een bank        | om      | strafvorderlijk | verstrekken     | bank     | oc       | weging     | "niet-geregeld" want geen regel past |
      | een open bron       | om      | open-bron       | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | een fiscaal gegeven | om      | fiscaal         | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | een anoniem gegeven | om      | anoniem         | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | doel controle       | om      | strafvorderlijk | verstrekken     | gemeente | controle | weging     | "niet-geregeld" want geen regel past |
      | doel beeld          | om      | strafvorderlijk | verstrekken     | gemeente | beeld    | weging     | "verboden" op grond van "R-56.1"     |
      | na de uitvoering    | om      | strafvorderlijk | verstrekken     | gemeente | oc       | afsluiting | "niet-geregeld" want geen regel past |
      | na de vernietiging  | om      | strafvorderlijk | verstrekken     | gemeente | oc       | vernietigd | "niet-geregeld" want geen regel past |
      | doorgeven           | om      | strafvorderlijk | doorverstrekken | gemeente | oc       | weging     | "toegestaan" op grond van "R-64.2"   |
      | vragen              | om      | strafvorderlijk | verzoeken       | gemeente | oc       | weging     | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand    | om      | strafvorderlijk | lezen           | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | opnemen             | om      | strafvorderlijk | opnemen         | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | beslissen           | om      | strafvorderlijk | beslissen       | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-29 @bijna:R-29.1
  Abstract Scenario: Zonder besluit van de officier of zonder zwaarwegend belang geen grondslag: <feit>
    Gegeven de feiten "<feit>"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | feit                     |
      | niet-ovj-besluit         |
      | niet-zwaarwegend-belang  |

  @bron:law-g-r-30
  Abstract Scenario: Sepot, vrijspraak of geen einduitspraak, en geen zwaarwegend belang
    Gegeven de feiten "geen-einduitspraak, niet-zwaarwegend-belang"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-30.1"
    En geldt geen plicht

    Voorbeelden:
      | aan      | doel     | fase       |
      | gemeente | oc       | weging     |
      | uwv      | ib       | signaal    |
      | bank     | hk       | uitvoering |
      | -        | controle | vernietigd |

  @bron:law-g-r-30 @bijna:R-30.1
  Scenario: Geen zwaarwegend belang, maar wel een einduitspraak
    Gegeven de feiten "niet-zwaarwegend-belang"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "uwv" voor doel "ib" in fase "signaal"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-30 @bijna:R-30.1
  Abstract Scenario: Net naast het verbod bij sepot of vrijspraak: <verschil>
    Gegeven de feiten "geen-einduitspraak, niet-zwaarwegend-belang"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wie      | wat             | handeling       | aan      | besluit                              |
      | de politie         | politie  | strafvorderlijk | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | een fiscaal gegeven | om      | fiscaal         | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | een open bron      | om       | open-bron       | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | doorgeven          | om       | strafvorderlijk | doorverstrekken | gemeente | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren          | om       | strafvorderlijk | exporteren      | gemeente | "verboden" op grond van "R-67.1"     |
      | lezen              | om       | strafvorderlijk | lezen           | -        | "toegestaan" op grond van "R-79.1"   |
      | opnemen            | om       | strafvorderlijk | opnemen         | -        | "niet-geregeld" want geen regel past |
      | vragen             | om       | strafvorderlijk | verzoeken       | gemeente | "toegestaan" op grond van "R-80.1"   |
      | beslissen          | om       | strafvorderlijk | beslissen       | -        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-31
  Scenario: Een vraag aan het OM geeft nooit vanzelf toegang
    R-31 is geen rij: vragen mag, maar het antwoord is een eigen besluit van de officier.
    Als "gemeente" gegevens "strafvorderlijk" wil "verzoeken" aan "om" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-80.1"

  @bron:law-g-r-31 @bijna:R-29.1
  Scenario: Gevraagd en gekregen is niet hetzelfde: zonder besluit van de officier is er niets
    Gegeven de feiten "verzoek, niet-ovj-besluit"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past
