# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Uitvoer buiten de voorziening
  Voor statistiek en beelden gaan alleen anonieme gegevens naar LIEC of private partijen (Machtigingsbesluit 2013, artikel 7
  lid 2; zekerheid V-old voor artikel 9 en 10 a, anders zekerheid U). De grens van anoniem bepaalt een jurist. Politiële, fiscale en
  strafvorderlijke gegevens vallen buiten de Woo (5.1, zekerheid V; dat 8.8 de Wpg en de AWR noemt is niet nagegaan, U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "anoniem-getoetst, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, niet-aan-mij-verstrekt, aangewezen, gescreend"
    En de feiten "niet-herkomst-riec"

  @bron:law-g-r-65
  Abstract Scenario: Persoonsgegevens gaan nooit als statistiek of beeld naar LIEC of een private partij
    Als "<wie>" gegevens "<wat>" wil "exporteren" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie         | wat     | aan     | doel  | fase       | regels                 |
      | politie     | wpg-9   | liec    | stat  | weging     | R-56.1, R-65.1, R-67.1 |
      | kmar        | wpg-10a | privaat | beeld | vernietigd | R-56.1, R-65.1, R-67.1 |
      | gemeente    | brp     | privaat | beeld | signaal    | R-56.1, R-65.2         |
      | riec-bureau | suwi    | liec    | stat  | vernietigd | R-56.1, R-65.2         |
      | politie     | wpg-8   | liec    | stat  | weging     | R-56.1, R-65.2, R-67.1 |
      | politie     | wpg-10c | liec    | stat  | weging     | R-56.1, R-65.2, R-67.1 |

  @bron:law-g-r-65 @bijna:R-65.1 @bijna:R-65.2
  Abstract Scenario: Net naast het verbod op uitvoer voor statistiek of beeld: <verschil>
    Als "politie" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wat     | handeling       | aan      | doel     | besluit                                  |
      | aan een gemeente    | wpg-9   | exporteren      | gemeente | stat     | "verboden" op grond van "R-56.1, R-67.1" |
      | aan een bank        | wpg-9   | exporteren      | bank     | beeld    | "verboden" op grond van "R-56.1, R-67.1" |
      | aan een gemeente    | brp     | exporteren      | gemeente | stat     | "verboden" op grond van "R-56.1"         |
      | zonder ontvanger    | brp     | exporteren      | -        | beeld    | "verboden" op grond van "R-56.1"         |
      | de casus            | casus   | exporteren      | liec     | stat     | "niet-geregeld" want geen regel past     |
      | anoniem             | anoniem | exporteren      | liec     | stat     | "toegestaan" op grond van "R-66.1"       |
      | verstrekken         | wpg-9   | verstrekken     | liec     | stat     | "verboden" op grond van "R-56.1"         |
      | doorgeven           | wpg-9   | doorverstrekken | liec     | stat     | "verboden" op grond van "R-56.1"         |
      | doorgeven           | brp     | doorverstrekken | privaat  | beeld    | "verboden" op grond van "R-56.1"         |
      | doel oc             | wpg-9   | exporteren      | liec     | oc       | "verboden" op grond van "R-67.1"         |
      | doel oc             | brp     | exporteren      | privaat  | oc       | "niet-geregeld" want geen regel past     |
      | beleidsadvies       | brp     | exporteren      | liec     | beleidsadvisering | "verboden" op grond van "R-55.1, R-56.1" |
      | beleidsadvies       | wpg-9   | exporteren      | liec     | beleidsadvisering | "verboden" op grond van "R-55.1, R-56.1, R-67.1" |

  @bron:law-g-r-66
  Abstract Scenario: Anonieme gegevens waar een jurist naar keek mogen naar buiten voor statistiek
    Als "<wie>" gegevens "anoniem" wil "exporteren" aan "<aan>" voor doel "stat" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-66.1"
    En geldt geen plicht

    Voorbeelden:
      | wie      | aan         | fase       |
      | politie  | liec        | signaal    |
      | gemeente | privaat     | weging     |
      | om       | riec-bureau | uitvoering |
      | nvwa     | gemeente    | uitvoering |

  @bron:law-g-r-66 @bijna:R-66.1
  Abstract Scenario: Net geen anonieme statistiek: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil           | feit                 | wie         | wat     | handeling       | aan   | doel     | fase       |
      | niet getoetst      | niet-anoniem-getoetst | politie    | anoniem | exporteren      | liec  | stat     | uitvoering |
      | het bureau         | anoniem-getoetst     | riec-bureau | anoniem | exporteren      | liec  | stat     | uitvoering |
      | het LIEC           | anoniem-getoetst     | liec        | anoniem | exporteren      | liec  | stat     | uitvoering |
      | een bank           | anoniem-getoetst     | bank        | anoniem | exporteren      | liec  | stat     | uitvoering |
      | aan een bank       | anoniem-getoetst     | politie     | anoniem | exporteren      | bank  | stat     | uitvoering |
      | zonder ontvanger   | anoniem-getoetst     | politie     | anoniem | exporteren      | -     | stat     | uitvoering |
      | aan de beheerder   | anoniem-getoetst     | politie     | anoniem | exporteren      | beheerder | stat | uitvoering |
      | de casus           | anoniem-getoetst     | politie     | casus   | exporteren      | liec  | stat     | uitvoering |
      | het advies         | anoniem-getoetst     | politie     | interventieadvies | exporteren | liec | stat  | uitvoering |
      | verstrekken        | anoniem-getoetst     | politie     | anoniem | verstrekken     | liec  | stat     | uitvoering |
      | doorgeven          | anoniem-getoetst     | politie     | anoniem | doorverstrekken | liec  | stat     | uitvoering |
      | lezen              | anoniem-getoetst     | politie     | anoniem | lezen           | liec  | stat     | uitvoering |
      | voor een beeld     | anoniem-getoetst     | politie     | anoniem | exporteren      | liec  | beeld    | uitvoering |
      | voor beleidsadvies | anoniem-getoetst     | politie     | anoniem | exporteren      | liec  | beleidsadvisering | uitvoering |
      | voor de casus      | anoniem-getoetst     | politie     | anoniem | exporteren      | liec  | oc       | uitvoering |
      | na de uitvoering   | anoniem-getoetst     | politie     | anoniem | exporteren      | liec  | stat     | afsluiting |
      | na vernietiging    | anoniem-getoetst     | politie     | anoniem | exporteren      | liec  | stat     | vernietigd |

  @bron:law-g-r-67
  Abstract Scenario: Politiële, fiscale en strafvorderlijke gegevens worden niet openbaar
    Als "<wie>" gegevens "<wat>" wil "exporteren" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-67.1"
    En geldt de plicht "naar-jurist"

    Voorbeelden:
      | wie         | wat             | aan      | doel     | fase       |
      | politie     | wpg-8           | -        | oc       | weging     |
      | douane      | fiscaal         | -        | hk       | signaal    |
      | om          | strafvorderlijk | gemeente | ib       | uitvoering |
      | riec-bureau | wpg-12          | bank     | controle | vernietigd |

  @bron:law-g-r-67 @bijna:R-67.1
  Abstract Scenario: Net niet buiten de Woo: <wat> <handeling>
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat             | handeling       | aan | besluit                              |
      | toezicht        | exporteren      | -   | "niet-geregeld" want geen regel past |
      | brp             | exporteren      | -   | "niet-geregeld" want geen regel past |
      | casus           | exporteren      | -   | "niet-geregeld" want geen regel past |
      | anoniem         | exporteren      | -   | "niet-geregeld" want geen regel past |
      | strafvorderlijk | verstrekken     | om  | "niet-geregeld" want geen regel past |
      | strafvorderlijk | doorverstrekken | om  | "toegestaan" op grond van "R-64.2"   |
      | strafvorderlijk | lezen           | -   | "niet-geregeld" want geen regel past |
