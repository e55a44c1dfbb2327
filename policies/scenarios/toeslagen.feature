# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Toeslagen doet mee, maar verstrekt niets
  Toeslagen is partner in het convenant, maar kan (nog) niet verstrekken. Dat staat in voetnoot 2 van het
  jaarverslag 2021 (zekerheid V); de Awir (artikel 38 en 39, zekerheid V-old) geeft geen grondslag.
  Een omweg via de Belastingdienst mag ook niet. Of Toeslagen mag lezen is niet nagegaan (zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen"
    En de feiten "betrokken, op-casus, niet-herkomst-toeslagen, niet-herkomst-lsi, objectieve-aanwijzing"

  @bron:law-g-r-01
  Abstract Scenario: Toeslagen verstrekt niets, aan niemand en in geen enkele fase
    Als "toeslagen" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wat               | aan         | doel   | fase                 | regels         |
      | toeslagen         | gemeente    | oc     | weging               | R-01.1         |
      | toeslagen         | politie     | hk     | signaal              | R-01.1         |
      | identificerend    | fiod        | oc     | hit-nohit            | R-01.1         |
      | fiscaal           | gemeente    | oc     | verrijking-gesloten  | R-01.1         |
      | open-bron         | om          | ib     | verrijking-half-open | R-01.1         |
      | interventieadvies | riec-bureau | oc     | casusoverleg         | R-01.1         |
      | anoniem           | liec        | stat   | uitvoering           | R-01.1         |
      | casus             | uwv         | oc     | afsluiting           | R-01.1         |
      | toeslagen         | privaat     | oc     | vernietigd           | R-01.1         |
      | toeslagen         | gemeente    | beeld  | informatieanalyse    | R-01.1, R-56.1 |

  @bron:law-g-r-01
  Scenario: Ook als alle toestemmingen binnen zijn verstrekt Toeslagen niets
    Gegeven de feiten "verzoek, convenant-geldig, protocol-geldig, bevoegdheid-ontvanger, wettelijke-plicht"
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "belastingdienst" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1"
    En geldt geen plicht

  @bron:law-g-r-01
  Abstract Scenario: Toeslagen geeft ook niets door
    Gegeven de feiten "zelfde-regio, toestemming-verstrekker, verenigbaar, tweede-paar-ogen"
    Als "toeslagen" gegevens "<wat>" wil "doorverstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-01.2"

    Voorbeelden:
      | wat       | aan      | doel | fase       |
      | open-bron | gemeente | ib   | weging     |
      | brp       | politie  | oc   | signaal    |
      | casus     | bank     | hk   | afsluiting |

  @bron:law-g-r-01 @bijna:R-01.1 @bijna:R-01.2
  Abstract Scenario: Een andere partner met hetzelfde gegeven valt niet onder het verbod voor Toeslagen
    Gegeven de feiten "zelfde-regio, toestemming-verstrekker, verenigbaar, tweede-paar-ogen"
    Als "<wie>" gegevens "open-bron" wil "<handeling>" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wie  | handeling       | besluit                               |
      | ind  | verstrekken     | "niet-geregeld" want geen regel past  |
      | nvwa | verstrekken     | "niet-geregeld" want geen regel past  |
      | ind  | doorverstrekken | "toegestaan" op grond van "R-64.2"    |

  @bron:law-g-r-01 @bijna:R-01.1 @bijna:R-01.2
  Abstract Scenario: Wat Toeslagen als partner wel mag
    Het verbod gaat over verstrekken en doorgeven. Een casus openen, iemand opnemen of iets vragen is geen verstrekken.
    Gegeven de feiten "oorsprong-erkend, thema-erkend, eigen-bevoegdheid, anoniem-getoetst, eigen-gegeven, ontvangers-ingelicht"
    Als "toeslagen" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regel>"

    Voorbeelden:
      | wat            | handeling  | aan      | doel | fase       | regel  |
      | casus          | openen     | -        | oc   | signaal    | R-81.1 |
      | identificerend | opnemen    | -        | oc   | signaal    | R-82.1 |
      | suwi           | verzoeken  | uwv      | oc   | weging     | R-80.1 |
      | casus          | gebruiken  | -        | oc   | uitvoering | R-85.1 |
      | casus          | wijzigen   | -        | oc   | weging     | R-71.1 |
      | anoniem        | exporteren | gemeente | stat | uitvoering | R-66.1 |

  @bron:law-g-r-01 @bijna:R-01.2
  Abstract Scenario: Lezen of beslissen is geen doorgeven
    Gegeven de feiten "niet-aan-mij-verstrekt, tweede-paar-ogen"
    Als "toeslagen" gegevens "casus" wil "<handeling>" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | handeling |
      | lezen     |
      | beslissen |

  @bron:law-g-r-02
  Abstract Scenario: Geen omweg: de Belastingdienst verstrekt geen gegevens van Toeslagen
    Als "belastingdienst" gegevens "toeslagen" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-02.1"

    Voorbeelden:
      | aan         | doel | fase                |
      | gemeente    | oc   | weging              |
      | politie     | hk   | verrijking-gesloten |
      | riec-bureau | ib   | signaal             |
      | bank        | oc   | vernietigd          |

  @bron:law-g-r-02
  Abstract Scenario: De herkomst telt, niet het etiket
    Gegeven de feiten "herkomst-toeslagen, verzoek, convenant-geldig"
    Als "belastingdienst" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wat            | doel | fase       | regels         |
      | fiscaal        | oc   | weging     | R-02.2         |
      | identificerend | hk   | signaal    | R-02.2         |
      | casus          | ib   | afsluiting | R-02.2         |
      | toeslagen      | oc   | weging     | R-02.1, R-02.2 |

  @bron:law-g-r-02 @bijna:R-02.1 @bijna:R-02.2
  Abstract Scenario: Het omwegverbod staat er alleen voor de Belastingdienst
    Voor andere partners is over gegevens van Toeslagen niets geregeld, en dat is ook geen toestemming.
    Gegeven de feiten "herkomst-toeslagen"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie     | wat       |
      | douane  | toeslagen |
      | fiod    | toeslagen |
      | douane  | open-bron |
      | politie | open-bron |

  @bron:law-g-r-02 @bijna:R-02.1
  Scenario: Een open bron van de Belastingdienst die niet van Toeslagen komt
    Als "belastingdienst" gegevens "open-bron" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-02 @bijna:R-02.1 @bijna:R-02.2
  Abstract Scenario: Andere handelingen van de Belastingdienst met gegevens die van Toeslagen komen
    Gegeven de feiten "herkomst-toeslagen, aan-mij-verstrekt, zelfde-regio, toestemming-verstrekker, verenigbaar, tweede-paar-ogen"
    Als "belastingdienst" gegevens "toeslagen" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling       | aan      | besluit                              |
      | lezen           | -        | "toegestaan" op grond van "R-79.1"   |
      | verzoeken       | gemeente | "toegestaan" op grond van "R-80.1"   |
      | doorverstrekken | gemeente | "toegestaan" op grond van "R-64.2"   |
      | exporteren      | gemeente | "niet-geregeld" want geen regel past |
      | opnemen         | -        | "niet-geregeld" want geen regel past |
      | beslissen       | -        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-03
  Abstract Scenario: Aan Toeslagen vragen heeft geen zin: Toeslagen kan (nog) niet verstrekken
    Als "<wie>" gegevens "<wat>" wil "verzoeken" aan "toeslagen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-03.1"

    Voorbeelden:
      | wie         | wat            | doel | fase       |
      | gemeente    | toeslagen      | oc   | weging     |
      | politie     | hit            | hk   | hit-nohit  |
      | riec-bureau | toeslagen      | ib   | uitvoering |
      | liec        | anoniem        | stat | vernietigd |
      | fiu         | identificerend | oc   | signaal    |

  @bron:law-g-r-03 @bijna:R-03.1
  Scenario: Aan een andere partner mag de vraag wel
    Als "gemeente" gegevens "vreemdelingen" wil "verzoeken" aan "ind" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-80.1"

  @bron:law-g-r-03 @bijna:R-03.1
  Scenario: Iets aan Toeslagen geven is geen vraag
    Als "douane" gegevens "open-bron" wil "verstrekken" aan "toeslagen" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-04
  Abstract Scenario: Toeslagen krijgt geen fiscale gegevens voor een RIEC-casus
    Gegeven de feiten "aan-mij-verstrekt"
    Als "toeslagen" gegevens "fiscaal" wil "<handeling>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-04.1"

    Voorbeelden:
      | handeling | doel     | fase       |
      | lezen     | oc       | weging     |
      | ontvangen | hk       | signaal    |
      | lezen     | ib       | uitvoering |
      | ontvangen | controle | vernietigd |

  @bron:law-g-r-04 @bijna:R-04.1
  Abstract Scenario: Wat net geen fiscaal gegeven voor Toeslagen is
    Als "<wie>" gegevens "<wat>" wil "ontvangen" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie       | wat             |
      | ind       | fiscaal         |
      | uwv       | fiscaal         |
      | toeslagen | strafvorderlijk |
      | toeslagen | open-bron       |
      | toeslagen | anoniem         |

  @bron:law-g-r-04 @bijna:R-04.1
  Scenario: Een aantekening bij een fiscaal gegeven is geen ontvangen of lezen
    Gegeven de feiten "aan-mij-verstrekt"
    Als "toeslagen" gegevens "fiscaal" wil "aantekenen" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-84.1"

  @bron:law-g-r-04
  Abstract Scenario: Niemand verstrekt fiscale gegevens aan Toeslagen
    Gegeven de feiten "verzoek, convenant-geldig"
    Als "<wie>" gegevens "fiscaal" wil "verstrekken" aan "toeslagen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie             | doel | fase       | regels         |
      | douane          | oc   | weging     | R-04.2         |
      | gemeente        | hk   | uitvoering | R-04.2         |
      | fiod            | ib   | signaal    | R-04.2         |
      | belastingdienst | oc   | weging     | R-04.2, R-08.1 |

  @bron:law-g-r-04 @bijna:R-04.2
  Abstract Scenario: Net geen fiscaal gegeven aan Toeslagen: <verschil>
    Gegeven de feiten "verzoek, convenant-geldig, eigen-gegeven, tweede-paar-ogen, toestemming-verstrekker, verenigbaar, zelfde-regio"
    Als "douane" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wat             | handeling       | aan       | besluit                              |
      | andere ontvanger    | fiscaal         | verstrekken     | ind       | "niet-geregeld" want geen regel past |
      | andere ontvanger    | fiscaal         | verstrekken     | fiod      | "niet-geregeld" want geen regel past |
      | andere soort        | strafvorderlijk | verstrekken     | toeslagen | "niet-geregeld" want geen regel past |
      | geen ontvanger past | fiscaal         | lezen           | toeslagen | "niet-geregeld" want geen regel past |
      | geen ontvanger past | fiscaal         | opnemen         | toeslagen | "niet-geregeld" want geen regel past |
      | een vraag           | fiscaal         | verzoeken       | toeslagen | "verboden" op grond van "R-03.1"     |
      | doorgeven           | fiscaal         | doorverstrekken | toeslagen | "verboden" op grond van "R-10.1"     |
      | uitvoer             | fiscaal         | exporteren      | toeslagen | "verboden" op grond van "R-67.1"     |
      | beslissen           | fiscaal         | beslissen       | toeslagen | "niet-geregeld" want geen regel past |

  @bron:law-g-r-05
  Abstract Scenario: Een betrokken Toeslagen leest het interventieadvies (voorlopig voorstel, zekerheid U)
    Gegeven de feiten "niet-genoemd-in-advies, niet-aan-mij-verstrekt"
    Als "toeslagen" gegevens "interventieadvies" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-05.1"
    En geldt geen plicht

    Voorbeelden:
      | doel | fase              |
      | oc   | interventieadvies |
      | oc   | uitvoering        |
      | hk   | uitvoering        |

  @bron:law-g-r-05 @bijna:R-05.1
  Abstract Scenario: Net geen advies voor Toeslagen: <verschil>
    Gegeven de feiten "niet-genoemd-in-advies, niet-aan-mij-verstrekt, niet-eigen-gegeven"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil          | wie       | wat               | handeling | aan      | doel     | fase              |
      | andere partner    | ind       | interventieadvies | lezen     | -        | oc       | uitvoering        |
      | met een ontvanger | toeslagen | interventieadvies | lezen     | gemeente | oc       | uitvoering        |
      | ander gegeven     | toeslagen | hit               | lezen     | -        | oc       | uitvoering        |
      | ander gegeven     | toeslagen | toezicht          | lezen     | -        | oc       | interventieadvies |
      | andere handeling  | toeslagen | interventieadvies | ontvangen | -        | oc       | uitvoering        |
      | andere handeling  | toeslagen | interventieadvies | zoeken    | -        | hk       | uitvoering        |
      | doel ib           | toeslagen | interventieadvies | lezen     | -        | ib       | uitvoering        |
      | doel controle     | toeslagen | interventieadvies | lezen     | -        | controle | uitvoering        |
      | een fase eerder   | toeslagen | interventieadvies | lezen     | -        | oc       | casusoverleg      |
      | veel eerder       | toeslagen | interventieadvies | lezen     | -        | oc       | signaal           |

  @bron:law-g-r-05 @bijna:R-05.1
  Scenario: Na de uitvoering leest niemand meer
    Als "toeslagen" gegevens "interventieadvies" wil "lezen" voor doel "oc" in fase "afsluiting"
    Dan is het besluit "verboden" op grond van "R-57.1"

  @bron:law-g-r-05 @bijna:R-05.1
  Scenario: Een Toeslagen dat niet betrokken is leest niets
    Gegeven de feiten "niet-betrokken"
    Als "toeslagen" gegevens "interventieadvies" wil "lezen" voor doel "oc" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-53.1"

  @bron:law-g-r-01 @bijna:R-01.1
  Scenario: Voor 1 april 2020 geldt geen enkele regel, ook dit verbod niet
    Gegeven de peildatum 2020-03-31
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-01
  Scenario: Vanaf 1 april 2020 geldt het verbod
    Gegeven de peildatum 2020-04-01
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1"
