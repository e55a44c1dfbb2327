# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Regels voor elk persoonsgegeven
  Deze verboden gelden voor iedereen en voor elk persoonsgegeven: geen besluit door een machine alleen (Wpg 7a, zekerheid V),
  geen analyse buiten het register (WGS, zekerheid U), geen BSN zonder wet (UAVG 46, zekerheid V), noodzaak op schrift
  (Machtigingsbesluit 2013, zekerheid V-old; voor andere gegevens dan artikel 9 en 10 a zekerheid U), en alleen de drie
  doelen van het convenant (zekerheid V).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "analyse-geregistreerd, niet-selectie-bijzonder, naast-strafrechtelijk, bsn-grondslag, objectieve-aanwijzing"
    En de feiten "aan-mij-verstrekt, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, wettelijke-plicht"
    En de feiten "aangewezen, gescreend, protocol-geldig, relevant, om-toestemming, functionaris-geraadpleegd, persoonscategorie-ok"
    En de feiten "niet-weigeringsgrond, niet-uittreksel-volstaat, eigen-bevoegdheid, eigen-gegeven, ontvangers-ingelicht"
    En de feiten "brp-aantekening, niet-brp-autorisatie, niet-besluit-19-20, oorsprong-erkend, thema-erkend"

  @bron:law-g-r-44
  Abstract Scenario: Een machine alleen kiest of beslist nooit
    Gegeven de feiten "uitsluitend-geautomatiseerd"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-44.1"

    Voorbeelden:
      | wie         | wat            | handeling   | aan      | doel     | fase              |
      | politie     | wpg-8          | verstrekken | gemeente | oc       | verrijking-gesloten |
      | gemeente    | identificerend | opnemen     | -        | oc       | signaal           |
      | riec-bureau | fiscaal        | analyseren  | -        | hk       | informatieanalyse |
      | gemeente    | brp            | gebruiken   | -        | ib       | uitvoering        |
      | om          | open-bron      | zoeken      | -        | controle | vernietigd        |
      | contactpunt | suwi           | rechtenverzoek-ontvangen | - | rechten | afsluiting    |

  @bron:law-g-r-44 @bijna:R-44.1
  Abstract Scenario: Geautomatiseerd, maar geen persoonsgegeven: <wat>
    Gegeven de feiten "uitsluitend-geautomatiseerd"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "oc" in fase "signaal"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat     | handeling  | besluit                              |
      | casus   | openen     | "toegestaan" op grond van "R-81.1"   |
      | hit     | lezen      | "toegestaan" op grond van "R-79.1"   |
      | anoniem | analyseren | "niet-geregeld" want geen regel past |
      | logboek | zoeken     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-44 @bijna:R-44.1
  Scenario: Een mens heeft de selectie beoordeeld
    Als "gemeente" gegevens "identificerend" wil "opnemen" voor doel "oc" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-82.1"

  @bron:law-g-r-45
  Abstract Scenario: Een analyse die niet in het register staat mag niet
    Gegeven de feiten "niet-analyse-geregistreerd"
    Als "<wie>" gegevens "<wat>" wil "analyseren" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-45.1"

    Voorbeelden:
      | wie         | wat     | doel     | fase              |
      | gemeente    | brp     | oc       | informatieanalyse |
      | riec-bureau | wpg-9   | hk       | signaal           |
      | liec        | fiscaal | controle | vernietigd        |

  @bron:law-g-r-45 @bijna:R-45.1
  Abstract Scenario: Geen geregistreerde analyse, maar ook geen analyse van een persoonsgegeven: <verschil>
    Gegeven de feiten "niet-analyse-geregistreerd"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil | wat     | handeling  |
      | casus    | casus   | analyseren |
      | anoniem  | anoniem | analyseren |
      | zoeken   | brp     | zoeken     |

  @bron:law-g-r-46
  Abstract Scenario: Afkomst of nationaliteit is nooit een zoekcriterium
    Gegeven de feiten "selectie-bijzonder"
    Als "<wie>" gegevens "<wat>" wil "zoeken" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-46.1"

    Voorbeelden:
      | wie         | wat           | doel    | fase              |
      | gemeente    | bijzonder     | oc      | informatieanalyse |
      | riec-bureau | vreemdelingen | hk      | signaal           |
      | politie     | wpg-8         | rechten | vernietigd        |

  @bron:law-g-r-46 @bijna:R-46.1
  Abstract Scenario: Net geen verboden zoekvraag: <verschil>
    Gegeven de feiten "<feit>"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | feit                   | wat       | handeling  | besluit                              |
      | een gewoon kenmerk | niet-selectie-bijzonder | bijzonder | zoeken   | "niet-geregeld" want geen regel past |
      | zoeken in casussen | selectie-bijzonder    | casus     | zoeken     | "niet-geregeld" want geen regel past |
      | anoniem zoeken    | selectie-bijzonder     | anoniem   | zoeken     | "niet-geregeld" want geen regel past |
      | lezen             | selectie-bijzonder     | bijzonder | lezen      | "toegestaan" op grond van "R-79.1"   |

  @bron:law-g-r-47
  Abstract Scenario: Bijzondere gegevens staan nooit op zichzelf
    Gegeven de feiten "niet-naast-strafrechtelijk"
    Als "<wie>" gegevens "bijzonder" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-47.1"

    Voorbeelden:
      | wie      | handeling   | aan      | doel     | fase       |
      | politie  | verstrekken | gemeente | oc       | weging     |
      | gemeente | lezen       | -        | ib       | signaal    |
      | ind      | verstrekken | bank     | controle | vernietigd |

  @bron:law-g-r-47 @bijna:R-47.1
  Abstract Scenario: Net geen bijzonder gegeven op zichzelf: <verschil>
    Gegeven de feiten "<feit>"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil        | feit                       | wat       | handeling       | aan     | besluit                              |
      | naast een feit  | naast-strafrechtelijk      | bijzonder | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | gewoon gegeven  | niet-naast-strafrechtelijk | open-bron | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | de casus        | niet-naast-strafrechtelijk | casus     | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | anoniem         | niet-naast-strafrechtelijk | anoniem   | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | aantekenen      | niet-naast-strafrechtelijk | bijzonder | aantekenen      | -       | "toegestaan" op grond van "R-84.1"   |
      | doorgeven       | niet-naast-strafrechtelijk | bijzonder | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |

  @bron:law-g-r-48
  Abstract Scenario: Zonder wet geen BSN: de lezer ziet een pseudoniem
    Gegeven de feiten "niet-bsn-grondslag"
    Als "<wie>" gegevens "bsn" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-48.1"
    En geldt de plicht "pseudoniem-tonen"

    Voorbeelden:
      | wie      | handeling   | aan     | doel     | fase                |
      | gemeente | lezen       | -       | oc       | weging              |
      | politie  | verstrekken | om      | hk       | verrijking-gesloten |
      | uwv      | verstrekken | bank    | controle | vernietigd          |

  @bron:law-g-r-48 @bijna:R-48.1
  Abstract Scenario: Net geen BSN zonder wet: <verschil>
    Gegeven de feiten "<feit>"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil       | feit               | wat       | handeling       | aan     | besluit                              |
      | met een wet    | bsn-grondslag      | bsn       | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | met een wet    | bsn-grondslag      | bsn       | verstrekken     | politie | "toegestaan" op grond van "R-86.1"   |
      | ander gegeven  | niet-bsn-grondslag | brp       | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | de casus       | niet-bsn-grondslag | casus     | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | anoniem        | niet-bsn-grondslag | anoniem   | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | aantekenen     | niet-bsn-grondslag | bsn       | aantekenen      | -       | "toegestaan" op grond van "R-84.1"   |
      | vragen         | niet-bsn-grondslag | bsn       | verzoeken       | politie | "toegestaan" op grond van "R-80.1"   |

  @bron:law-g-r-49
  Abstract Scenario: Zonder duidelijke en objectieve aanwijzing komt niemand in een casus (zekerheid S)
    Gegeven de feiten "niet-objectieve-aanwijzing"
    Als "<wie>" gegevens "identificerend" wil "opnemen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie         | regels         |
      | gemeente    | R-49.1         |
      | politie     | R-49.1         |
      | privaat     | R-49.1         |
      | riec-bureau | R-49.1, R-61.1 |

  @bron:law-g-r-49 @bijna:R-49.1
  Abstract Scenario: Net naast de eis van een aanwijzing bij het signaal: <verschil>
    Gegeven de feiten "niet-objectieve-aanwijzing"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | wat            | handeling   | aan     | doel | fase       | besluit                              |
      | een fase later    | identificerend | opnemen     | -       | oc   | hit-nohit  | "niet-geregeld" want geen regel past |
      | bij de weging     | identificerend | opnemen     | -       | oc   | weging     | "niet-geregeld" want geen regel past |
      | bij de uitvoering | identificerend | opnemen     | -       | oc   | uitvoering | "niet-geregeld" want geen regel past |
      | na afsluiting     | identificerend | opnemen     | -       | oc   | vernietigd | "niet-geregeld" want geen regel past |
      | doel hk           | identificerend | opnemen     | -       | hk   | signaal    | "niet-geregeld" want geen regel past |
      | doel ib           | identificerend | opnemen     | -       | ib   | signaal    | "niet-geregeld" want geen regel past |
      | een BRP-gegeven   | brp            | opnemen     | -       | oc   | signaal    | "niet-geregeld" want geen regel past |
      | de casus          | casus          | opnemen     | -       | oc   | signaal    | "niet-geregeld" want geen regel past |
      | verstrekken       | identificerend | verstrekken | politie | oc   | signaal    | "niet-geregeld" want geen regel past |
      | wijzigen          | identificerend | wijzigen    | -       | oc   | signaal    | "toegestaan" op grond van "R-71.1"   |
      | lezen             | identificerend | lezen       | -       | oc   | signaal    | "toegestaan" op grond van "R-79.1"   |

  @bron:law-g-r-52
  Abstract Scenario: Vanaf de weging staat de noodzaak op schrift
    Gegeven de feiten "niet-noodzaak"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie      | wat     | handeling   | aan      | doel     | fase                 | regels         |
      | politie  | wpg-9   | verstrekken | gemeente | oc       | informatieanalyse    | R-52.1         |
      | gemeente | wpg-10a | verzoeken   | politie  | hk       | weging               | R-52.1         |
      | kmar     | wpg-9   | verstrekken | bank     | controle | vernietigd           | R-52.1         |
      | politie  | wpg-8   | verstrekken | gemeente | oc       | verrijking-gesloten  | R-52.2         |
      | gemeente | wpg-8   | verzoeken   | politie  | ib       | weging               | R-52.2         |
      | ind      | bsn     | verstrekken | -        | rechten  | vernietigd           | R-52.2         |
      | om       | wpg-12  | verzoeken   | politie  | oc       | verrijking-half-open | R-52.2         |
      | om       | wpg-10c | verzoeken   | politie  | oc       | informatieanalyse    | R-52.2         |

  @bron:law-g-r-52 @bijna:R-52.1 @bijna:R-52.2
  Abstract Scenario: Zonder toets op noodzaak, maar net niet verboden: <verschil>
    Gegeven de feiten "niet-noodzaak"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie      | wat            | handeling       | aan      | doel | fase              | besluit                              |
      | voor de weging      | gemeente | identificerend | verstrekken     | politie  | oc   | hit-nohit         | "toegestaan" op grond van "R-87.1"   |
      | bij het signaal     | gemeente | wpg-8          | verzoeken       | politie  | oc   | signaal           | "niet-geregeld" want geen regel past |
      | artikel 9, signaal  | gemeente | wpg-9          | verzoeken       | politie  | oc   | hit-nohit         | "niet-geregeld" want geen regel past |
      | geen persoon        | gemeente | hit            | verzoeken       | politie  | oc   | hit-nohit         | "toegestaan" op grond van "R-89.1"   |
      | het advies          | gemeente | interventieadvies | verstrekken  | politie  | oc   | uitvoering        | "toegestaan" op grond van "R-88.1"   |
      | anoniem             | gemeente | anoniem        | verstrekken     | politie  | oc   | weging            | "niet-geregeld" want geen regel past |
      | lezen               | gemeente | open-bron      | lezen           | -        | oc   | weging            | "toegestaan" op grond van "R-79.1"   |
      | artikel 9 lezen     | gemeente | wpg-9          | lezen           | -        | oc   | informatieanalyse | "toegestaan" op grond van "R-79.2"   |
      | doorgeven           | gemeente | open-bron      | doorverstrekken | politie  | oc   | weging            | "toegestaan" op grond van "R-64.2"   |
      | artikel 9 doorgeven | gemeente | wpg-9          | doorverstrekken | politie  | oc   | informatieanalyse | "toegestaan" op grond van "R-64.1"   |

  @bron:law-g-r-54
  Abstract Scenario: Zonder herkomst, feit of oordeel en betrouwbaarheid gaat niets mee
    Gegeven de feiten "niet-label-volledig"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-54.1"

    Voorbeelden:
      | wie      | wat            | aan      | doel     | fase                |
      | politie  | wpg-8          | gemeente | oc       | verrijking-gesloten |
      | gemeente | identificerend | politie  | ib       | signaal             |
      | om       | wpg-9          | bank     | hk       | weging              |
      | uwv      | suwi           | -        | controle | vernietigd          |

  @bron:law-g-r-54 @bijna:R-54.1
  Abstract Scenario: Labels niet volledig, maar geen verstrekking van een persoonsgegeven: <verschil>
    Gegeven de feiten "niet-label-volledig"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil   | wat               | handeling       | aan     | fase         | besluit                              |
      | het advies | interventieadvies | verstrekken     | politie | casusoverleg | "toegestaan" op grond van "R-88.1"   |
      | anoniem    | anoniem           | verstrekken     | politie | weging       | "niet-geregeld" want geen regel past |
      | doorgeven  | open-bron         | doorverstrekken | politie | weging       | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren  | open-bron         | exporteren      | politie | weging       | "niet-geregeld" want geen regel past |
      | lezen      | open-bron         | lezen           | -       | weging       | "toegestaan" op grond van "R-79.1"   |
      | opnemen    | identificerend    | opnemen         | -       | weging       | "toegestaan" op grond van "R-82.1"   |
      | vragen     | open-bron         | verzoeken       | politie | weging       | "toegestaan" op grond van "R-80.1"   |
      | wijzigen   | open-bron         | wijzigen        | -       | weging       | "toegestaan" op grond van "R-71.1"   |

  @bron:law-g-r-55
  Abstract Scenario: Voor beleidsadvies over Bibob gaan er geen persoonsgegevens heen en weer
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "beleidsadvisering" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-55.1, R-56.1"

    Voorbeelden:
      | wie         | wat     | handeling   | aan     | fase       |
      | gemeente    | brp     | verstrekken | politie | weging     |
      | riec-bureau | wpg-8   | lezen       | -       | signaal    |
      | bank        | fiscaal | gebruiken   | -       | vernietigd |

  @bron:law-g-r-56
  Abstract Scenario: Een ander doel dan de drie van het convenant is geen doel
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-56.1"

    Voorbeelden:
      | wie         | wat       | handeling   | aan     | doel  | fase       |
      | gemeente    | brp       | gebruiken   | -       | stat  | weging     |
      | politie     | wpg-8     | verstrekken | om      | beeld | signaal    |
      | riec-bureau | open-bron | analyseren  | -       | stat  | vernietigd |

  @bron:law-g-r-55 @bron:law-g-r-56 @bijna:R-55.1 @bijna:R-56.1
  Abstract Scenario: Net geen ander doel met persoonsgegevens: <wat> <handeling> voor <doel>
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat     | handeling | doel              | besluit                              |
      | brp     | gebruiken | controle          | "niet-geregeld" want geen regel past |
      | brp     | gebruiken | rechten           | "niet-geregeld" want geen regel past |
      | brp     | gebruiken | oc                | "niet-geregeld" want geen regel past |
      | brp     | gebruiken | ib                | "niet-geregeld" want geen regel past |
      | brp     | gebruiken | stat              | "verboden" op grond van "R-56.1"     |
      | casus   | gebruiken | beleidsadvisering | "niet-geregeld" want geen regel past |
      | anoniem | gebruiken | beleidsadvisering | "niet-geregeld" want geen regel past |
      | casus   | gebruiken | stat              | "niet-geregeld" want geen regel past |
      | anoniem | gebruiken | beeld             | "niet-geregeld" want geen regel past |
