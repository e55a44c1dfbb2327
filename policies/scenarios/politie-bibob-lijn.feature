# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Politiegegevens voor een Bibob-besluit
  Voor een eigen Bibob-besluit mag een bestuursorgaan politiegegevens krijgen, alleen over de betrokkene en zijn
  bestuurders, maten of vennoten (Bpg 4:3 lid 1 onder l, zekerheid V-old). Dat is een andere grondslag dan de
  RIEC-lijn. De commanditaire vennoot hoort er niet bij.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus, aan-mij-verstrekt"
    En de feiten "bibob-persoon, bibob-orgaan, niet-weigeringsgrond, niet-uittreksel-volstaat, label-opsporing, aangewezen, gescreend"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, niet-herkomst-riec, niet-besluit-19-20"
    En de feiten "om-toestemming, persoonscategorie-ok, niet-protocol-geldig"

  @bron:law-g-r-19
  Abstract Scenario: Politie en KMar geven gegevens over de betrokkene van een Bibob-onderzoek
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "ib" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-19.1"
    En geldt de plicht "melden-geheimhouding"

    Voorbeelden:
      | wie     | wat     | aan       | fase                 |
      | politie | wpg-8   | gemeente  | signaal              |
      | politie | wpg-9   | provincie | weging               |
      | kmar    | wpg-10a | gemeente  | verrijking-half-open |
      | kmar    | wpg-10c | gemeente  | casusoverleg         |
      | politie | wpg-13  | gemeente  | uitvoering           |

  @bron:law-g-r-19 @bijna:R-19.1
  Abstract Scenario: Net buiten de Bibob-lijn: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil             | wie      | wat      | handeling       | aan         | doel     | fase       | besluit                              |
      | de FIOD              | fiod     | wpg-8    | verstrekken     | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | de Arbeidsinspectie  | nla      | wpg-8    | verstrekken     | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | een provincie        | provincie | wpg-8   | verstrekken     | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | aan het bureau       | politie  | wpg-8    | verstrekken     | riec-bureau | ib       | weging     | "niet-geregeld" want geen regel past |
      | aan het LBB          | politie  | wpg-8    | verstrekken     | lbb         | ib       | weging     | "niet-geregeld" want geen regel past |
      | artikel 12           | politie  | wpg-12   | verstrekken     | gemeente    | ib       | weging     | "verboden" op grond van "R-16.1"     |
      | toezicht             | politie  | toezicht | verstrekken     | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | een open bron        | kmar     | open-bron | verstrekken    | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | strafdossier         | kmar     | strafvorderlijk | verstrekken | gemeente | ib       | weging     | "niet-geregeld" want geen regel past |
      | doel oc              | politie  | wpg-8    | verstrekken     | gemeente    | oc       | weging     | "niet-geregeld" want geen regel past |
      | doel beeld           | politie  | wpg-8    | verstrekken     | gemeente    | beeld    | weging     | "verboden" op grond van "R-56.1"     |
      | doel controle        | politie  | wpg-8    | verstrekken     | gemeente    | controle | weging     | "niet-geregeld" want geen regel past |
      | na de uitvoering     | politie  | wpg-8    | verstrekken     | gemeente    | ib       | afsluiting | "niet-geregeld" want geen regel past |
      | na de vernietiging   | kmar     | wpg-9    | verstrekken     | gemeente    | ib       | vernietigd | "niet-geregeld" want geen regel past |
      | doorgeven            | politie  | wpg-8    | doorverstrekken | gemeente    | ib       | weging     | "toegestaan" op grond van "R-64.2"   |
      | vragen               | politie  | wpg-8    | verzoeken       | gemeente    | ib       | weging     | "toegestaan" op grond van "R-80.1"   |
      | opnemen              | politie  | wpg-8    | opnemen         | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | lezen aan iemand     | politie  | wpg-8    | lezen           | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |
      | beslissen            | politie  | wpg-8    | beslissen       | gemeente    | ib       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-19 @bijna:R-19.1
  Scenario: Een organisatie die niet bevoegd is volgens de Wet Bibob krijgt niets
    Gegeven de feiten "niet-bibob-orgaan"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "uwv" voor doel "ib" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-19 @bijna:R-19.1
  Abstract Scenario: Over een andere persoon, zoals de commanditaire vennoot of een buurman, mag het nooit
    Gegeven de feiten "niet-bibob-persoon"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "ib" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-19.2"

    Voorbeelden:
      | wie     | wat     | aan      | fase       |
      | politie | wpg-8   | gemeente | weging     |
      | kmar    | wpg-9   | bank     | signaal    |
      | politie | wpg-10c | -        | vernietigd |

  @bron:law-g-r-19 @bijna:R-19.2
  Abstract Scenario: Net naast het verbod op andere personen: <verschil>
    Gegeven de feiten "niet-bibob-persoon"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil      | wie      | wat      | handeling       | aan      | doel  | besluit                              |
      | de FIOD       | fiod     | wpg-8    | verstrekken     | gemeente | ib    | "niet-geregeld" want geen regel past |
      | een gemeente  | gemeente | wpg-8    | verstrekken     | om       | ib    | "niet-geregeld" want geen regel past |
      | artikel 10 b  | politie  | wpg-10b  | verstrekken     | gemeente | ib    | "verboden" op grond van "R-16.1"     |
      | toezicht      | politie  | toezicht | verstrekken     | gemeente | ib    | "niet-geregeld" want geen regel past |
      | strafdossier  | politie  | strafvorderlijk | verstrekken | gemeente | ib | "niet-geregeld" want geen regel past |
      | doel oc       | politie  | wpg-8    | verstrekken     | gemeente | oc    | "niet-geregeld" want geen regel past |
      | doel beeld    | politie  | wpg-8    | verstrekken     | gemeente | beeld | "verboden" op grond van "R-56.1"     |
      | doorgeven     | politie  | wpg-8    | doorverstrekken | gemeente | ib    | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren     | politie  | wpg-8    | exporteren      | gemeente | ib    | "verboden" op grond van "R-67.1"     |
      | lezen         | politie  | wpg-8    | lezen           | -        | ib    | "toegestaan" op grond van "R-79.2"   |
      | opnemen       | politie  | wpg-8    | opnemen         | -        | ib    | "niet-geregeld" want geen regel past |
      | vragen        | politie  | wpg-8    | verzoeken       | gemeente | ib    | "toegestaan" op grond van "R-80.1"   |
      | beslissen     | politie  | wpg-8    | beslissen       | -        | ib    | "niet-geregeld" want geen regel past |

  @bron:law-g-r-19 @bijna:R-19.2
  Scenario: De RIEC-lijn blokkeert de Bibob-lijn niet: geen toestemming van het OM nodig
    Gegeven de feiten "niet-om-toestemming, niet-persoonscategorie-ok"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-19.1"

  @bron:law-g-r-12 @bijna:R-19.2
  Scenario: En de Bibob-lijn blokkeert de RIEC-lijn niet
    Gegeven de feiten "niet-bibob-persoon, niet-bibob-orgaan, protocol-geldig, relevant"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-12.1"
