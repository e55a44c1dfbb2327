# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: De Belastingdienst en de Douane geven fiscale gegevens alleen op verzoek
  Fiscale gegevens zijn geheim (AWR artikel 67). De uitvoeringsregeling (artikel 43c lid 1 onder m) laat verstrekken toe
  aan zeven soorten ontvangers, als er een convenant is en als de ontvanger erom vraagt. Wij lazen de tekst van 2017
  (zekerheid V-old): de lijst van nu moet een jurist nog nakijken.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "niet-herkomst-toeslagen, niet-herkomst-lsi, verzoek, convenant-geldig, tweede-paar-ogen, niet-selectie-bijzonder"

  @bron:law-g-r-06
  Abstract Scenario: Op verzoek van een ontvanger van de lijst mag het
    Als "<wie>" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-06.1"
    En geldt de plicht "melden-geheimhouding"

    Voorbeelden:
      | wie             | aan       | doel | fase                 |
      | belastingdienst | gemeente  | oc   | weging               |
      | belastingdienst | provincie | oc   | verrijking-half-open |
      | belastingdienst | politie   | hk   | verrijking-gesloten  |
      | belastingdienst | om        | oc   | informatieanalyse    |
      | belastingdienst | kmar      | oc   | casusoverleg         |
      | belastingdienst | nla       | hk   | interventieadvies    |
      | belastingdienst | uwv       | oc   | uitvoering           |
      | douane          | gemeente  | oc   | weging               |
      | douane          | uwv       | hk   | uitvoering           |

  @bron:law-g-r-06 @bijna:R-06.1
  Abstract Scenario: Net buiten de lijst van artikel 43c: <verschil>
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil                           | wie             | wat             | aan      | doel     | fase       |
      | de FIOD heeft een eigen lijn       | fiod            | fiscaal         | gemeente | oc       | weging     |
      | de gemeente is geen fiscus         | gemeente        | fiscaal         | politie  | oc       | weging     |
      | de FIOD staat niet op de lijst     | belastingdienst | fiscaal         | fiod     | oc       | weging     |
      | een bank staat niet op de lijst    | belastingdienst | fiscaal         | bank     | oc       | weging     |
      | een strafdossier is niet fiscaal   | belastingdienst | strafvorderlijk | gemeente | oc       | weging     |
      | een open bron is niet fiscaal      | douane          | open-bron       | gemeente | oc       | weging     |
      | Bibob heeft een eigen lijn         | belastingdienst | fiscaal         | gemeente | ib       | weging     |
      | controle is geen doel voor deze lijn | belastingdienst | fiscaal       | gemeente | controle | weging     |
      | een fase te vroeg                  | belastingdienst | fiscaal         | gemeente | oc       | hit-nohit  |
      | veel te vroeg                      | douane          | fiscaal         | gemeente | hk       | signaal    |
      | een fase te laat                   | belastingdienst | fiscaal         | gemeente | oc       | afsluiting |
      | veel te laat                       | douane          | fiscaal         | gemeente | oc       | vernietigd |

  @bron:law-g-r-06 @bijna:R-06.1
  Scenario: Zonder geldig convenant met deze organen is er geen grondslag
    Gegeven de feiten "niet-convenant-geldig"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-06 @bijna:R-06.1
  Abstract Scenario: Alleen verstrekken is geregeld, en niet: <handeling>
    Als "belastingdienst" gegevens "fiscaal" wil "<handeling>" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling       | besluit                              |
      | lezen           | "niet-geregeld" want geen regel past |
      | opnemen         | "niet-geregeld" want geen regel past |
      | beslissen       | "niet-geregeld" want geen regel past |
      | gebruiken       | "niet-geregeld" want geen regel past |
      | verzoeken       | "toegestaan" op grond van "R-80.1"   |
      | exporteren      | "verboden" op grond van "R-67.1"     |

  @bron:law-g-r-06 @bijna:R-06.1
  Scenario: Op verzoek, maar zonder toets op noodzaak
    Gegeven de feiten "niet-noodzaak"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-52.2"

  @bron:law-g-r-07
  Abstract Scenario: Ongevraagd geeft de fiscus niets, in geen enkele fase
    Gegeven de feiten "niet-verzoek"
    Als "<wie>" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie             | aan         | doel | fase       | regels         |
      | belastingdienst | gemeente    | oc   | weging     | R-07.1         |
      | belastingdienst | fiod        | hk   | signaal    | R-07.1         |
      | douane          | politie     | hk   | uitvoering | R-07.1         |
      | douane          | bank        | oc   | vernietigd | R-07.1         |
      | belastingdienst | nvwa        | oc   | weging     | R-07.1, R-08.1 |
      | belastingdienst | riec-bureau | oc   | weging     | R-07.1, R-09.2 |

  @bron:law-g-r-07 @bijna:R-07.1
  Abstract Scenario: Het verbod op ongevraagd verstrekken gaat alleen over de fiscus en de casus: <verschil>
    Gegeven de feiten "niet-verzoek"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | wie             | wat             | handeling       | aan      | doel     | besluit                              |
      | een andere partner    | fiod            | fiscaal         | verstrekken     | gemeente | oc       | "niet-geregeld" want geen regel past |
      | een ander gegeven     | belastingdienst | strafvorderlijk | verstrekken     | gemeente | oc       | "niet-geregeld" want geen regel past |
      | een anoniem gegeven   | belastingdienst | anoniem         | verstrekken     | gemeente | oc       | "niet-geregeld" want geen regel past |
      | doel ib               | belastingdienst | fiscaal         | verstrekken     | gemeente | ib       | "niet-geregeld" want geen regel past |
      | doel rechten          | belastingdienst | fiscaal         | verstrekken     | gemeente | rechten  | "niet-geregeld" want geen regel past |
      | doorgeven             | belastingdienst | fiscaal         | doorverstrekken | gemeente | oc       | "verboden" op grond van "R-10.1"     |
      | lezen                 | douane          | fiscaal         | lezen           | gemeente | oc       | "niet-geregeld" want geen regel past |
      | opnemen               | douane          | fiscaal         | opnemen         | -        | oc       | "niet-geregeld" want geen regel past |
      | vragen                | douane          | fiscaal         | verzoeken       | gemeente | oc       | "toegestaan" op grond van "R-80.1"   |
      | gebruiken             | douane          | fiscaal         | gebruiken       | -        | oc       | "niet-geregeld" want geen regel past |

  @bron:law-g-r-08
  Abstract Scenario: Wie niet op de lijst staat krijgt ook op verzoek niets van de Belastingdienst
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | aan       | doel    | fase       | regels         |
      | nvwa      | oc      | weging     | R-08.1         |
      | ind       | hk      | signaal    | R-08.1         |
      | ind       | ib      | afsluiting | R-08.1         |
      | nvwa      | rechten | vernietigd | R-08.1         |
      | toeslagen | oc      | uitvoering | R-04.2, R-08.1 |

  @bron:law-g-r-08 @bijna:R-08.1
  Abstract Scenario: Net naast het verbod voor IND, NVWA en Toeslagen: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil             | wie             | wat             | handeling   | aan      | besluit                              |
      | de Douane            | douane          | fiscaal         | verstrekken | nvwa     | "niet-geregeld" want geen regel past |
      | de politie           | politie         | fiscaal         | verstrekken | nvwa     | "niet-geregeld" want geen regel past |
      | het UWV ontvangt     | belastingdienst | fiscaal         | verstrekken | uwv      | "toegestaan" op grond van "R-06.1"   |
      | de FIOD ontvangt     | belastingdienst | fiscaal         | verstrekken | fiod     | "niet-geregeld" want geen regel past |
      | een ander gegeven    | belastingdienst | strafvorderlijk | verstrekken | ind      | "niet-geregeld" want geen regel past |
      | lezen                | belastingdienst | fiscaal         | lezen       | ind      | "niet-geregeld" want geen regel past |
      | vragen               | belastingdienst | fiscaal         | verzoeken   | ind      | "toegestaan" op grond van "R-80.1"   |
      | opnemen              | belastingdienst | fiscaal         | opnemen     | ind      | "niet-geregeld" want geen regel past |
      | uitvoeren            | belastingdienst | fiscaal         | exporteren  | ind      | "verboden" op grond van "R-67.1"     |

  @bron:law-g-r-09
  Abstract Scenario: Het RIEC-bureau en het LIEC ontvangen geen fiscale gegevens
    Als "<wie>" gegevens "fiscaal" wil "ontvangen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-09.1"

    Voorbeelden:
      | wie         | doel | fase       |
      | riec-bureau | oc   | weging     |
      | liec        | hk   | signaal    |
      | liec        | ib   | vernietigd |

  @bron:law-g-r-09
  Abstract Scenario: En niemand verstrekt ze aan het RIEC-bureau of het LIEC
    Als "<wie>" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-09.2"

    Voorbeelden:
      | wie             | aan         | doel | fase       |
      | belastingdienst | riec-bureau | oc   | weging     |
      | douane          | liec        | hk   | uitvoering |
      | gemeente        | riec-bureau | ib   | signaal    |
      | fiod            | liec        | oc   | vernietigd |

  @bron:law-g-r-09 @bijna:R-09.1 @bijna:R-09.2
  Abstract Scenario: Net naast het verbod voor bureau en LIEC: <verschil>
    Gegeven de feiten "mandaat, gescreend, niet-aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil                     | wie         | wat             | handeling   | aan         | besluit                              |
      | een partner ontvangt         | gemeente    | fiscaal         | ontvangen   | -           | "niet-geregeld" want geen regel past |
      | een bank ontvangt            | bank        | fiscaal         | ontvangen   | -           | "niet-geregeld" want geen regel past |
      | een strafdossier             | riec-bureau | strafvorderlijk | ontvangen   | -           | "niet-geregeld" want geen regel past |
      | een open bron                | liec        | open-bron       | ontvangen   | -           | "niet-geregeld" want geen regel past |
      | lezen onder mandaat          | riec-bureau | fiscaal         | lezen       | -           | "toegestaan" op grond van "R-60.1"   |
      | een bank is geen bureau      | fiod        | fiscaal         | verstrekken | bank        | "niet-geregeld" want geen regel past |
      | een partner is geen bureau   | fiod        | fiscaal         | verstrekken | politie     | "niet-geregeld" want geen regel past |
      | een ander gegeven            | fiod        | strafvorderlijk | verstrekken | riec-bureau | "niet-geregeld" want geen regel past |
      | uitvoeren                    | fiod        | fiscaal         | exporteren  | riec-bureau | "verboden" op grond van "R-67.1"     |
      | opnemen                      | fiod        | fiscaal         | opnemen     | riec-bureau | "niet-geregeld" want geen regel past |
      | vragen                       | fiod        | fiscaal         | verzoeken   | riec-bureau | "niet-geregeld" want geen regel past |
      | lezen kent geen ontvanger    | fiod        | fiscaal         | lezen       | riec-bureau | "niet-geregeld" want geen regel past |
      | zoeken                       | om          | fiscaal         | zoeken      | liec        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-10
  Abstract Scenario: Fiscale gegevens geeft niemand door
    Gegeven de feiten "zelfde-regio, toestemming-verstrekker, verenigbaar"
    Als "<wie>" gegevens "fiscaal" wil "doorverstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-10.1"

    Voorbeelden:
      | wie             | aan      | doel    | fase       |
      | gemeente        | politie  | oc      | weging     |
      | politie         | om       | hk      | signaal    |
      | belastingdienst | gemeente | ib      | uitvoering |
      | fiu             | bank     | rechten | vernietigd |

  @bron:law-g-r-10 @bijna:R-10.1
  Abstract Scenario: Net geen doorgeven van een fiscaal gegeven: <verschil>
    Gegeven de feiten "zelfde-regio, toestemming-verstrekker, verenigbaar, aan-mij-verstrekt, eigen-bevoegdheid"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "uitvoering"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie      | wat             | handeling       | aan     | besluit                              |
      | een strafdossier    | gemeente | strafvorderlijk | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |
      | een anoniem gegeven | gemeente | anoniem         | doorverstrekken | politie | "niet-geregeld" want geen regel past |
      | zelf gebruiken      | gemeente | fiscaal         | gebruiken       | -       | "toegestaan" op grond van "R-85.1"   |
      | zelf lezen          | gemeente | fiscaal         | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | erover beslissen    | gemeente | fiscaal         | beslissen       | -       | "niet-geregeld" want geen regel past |
      | verstrekken         | douane   | fiscaal         | verstrekken     | politie | "toegestaan" op grond van "R-06.1"   |

  @bron:law-g-r-11
  Abstract Scenario: Gegevens van de LSI-lijn gebruikt de Belastingdienst niet in een RIEC-casus
    De LSI is een ander samenwerkingsverband, met een eigen grondslag (SUWI artikel 64, zekerheid V-old).
    Gegeven de feiten "herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | aan      | doel | fase       | regels         |
      | gemeente | oc   | weging     | R-11.1         |
      | politie  | hk   | signaal    | R-11.1         |
      | bank     | ib   | vernietigd | R-11.1         |
      | nvwa     | oc   | uitvoering | R-08.1, R-11.1 |

  @bron:law-g-r-11 @bijna:R-11.1
  Abstract Scenario: Net naast het verbod voor de LSI-lijn: <verschil>
    Gegeven de feiten "herkomst-lsi, aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wie             | wat             | handeling   | aan      | besluit                              |
      | de Douane          | douane          | fiscaal         | verstrekken | gemeente | "toegestaan" op grond van "R-06.1"   |
      | de FIOD            | fiod            | fiscaal         | verstrekken | gemeente | "niet-geregeld" want geen regel past |
      | een ander gegeven  | belastingdienst | strafvorderlijk | verstrekken | gemeente | "niet-geregeld" want geen regel past |
      | lezen              | belastingdienst | fiscaal         | lezen       | -        | "toegestaan" op grond van "R-79.1"   |
      | opnemen            | belastingdienst | fiscaal         | opnemen     | gemeente | "niet-geregeld" want geen regel past |
      | vragen             | belastingdienst | fiscaal         | verzoeken   | gemeente | "toegestaan" op grond van "R-80.1"   |
      | uitvoeren          | belastingdienst | fiscaal         | exporteren  | gemeente | "verboden" op grond van "R-67.1"     |
      | beslissen          | belastingdienst | fiscaal         | beslissen   | gemeente | "niet-geregeld" want geen regel past |

  @bron:law-g-r-07 @bijna:R-07.1
  Scenario: De vraag aan de Belastingdienst om een ondermijningsbeeld te maken
    Gegeven de feiten "niet-verzoek"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "beeld" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-56.1"
