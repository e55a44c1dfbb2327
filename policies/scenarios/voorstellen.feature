# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Voorstellen voor de jurist: vragen, opnemen, analyseren, aantekenen en delen
  Voor vragen, opnemen, analyseren, aantekenen, het BSN, het signaal en het advies vonden wij geen wet die het uitdrukkelijk toestaat.
  Regels R-80 tot en met R-89 zijn ons voorstel, alleen met verboden als grens (zekerheid U). In productie
  tellen zij pas als een jurist ze heeft vastgesteld.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "objectieve-aanwijzing, analyse-geregistreerd, bsn-grondslag, aan-mij-verstrekt, mandaat, tweede-paar-ogen"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, niet-brp-autorisatie, brp-aantekening, niet-selectie-bijzonder"
    En de feiten "eigen-gegeven, ontvangers-ingelicht, label-opsporing, niet-genoemd-in-advies, niet-eigen-bevoegdheid"

  @bron:law-g-r-80
  Abstract Scenario: Een betrokken partner vraagt vanaf de weging om gegevens
    Het kader zegt "vanaf de weging", zonder einde. Of vragen na de afsluiting de bedoeling is, is een vraag aan de jurist.
    Als "<wie>" gegevens "<wat>" wil "verzoeken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regel>"

    Voorbeelden:
      | wie         | wat           | aan             | doel | fase              | regel  |
      | gemeente    | wpg-8         | politie         | oc   | weging            | R-80.1 |
      | politie     | fiscaal       | belastingdienst | hk   | uitvoering        | R-80.1 |
      | provincie   | bibob         | gemeente        | ib   | informatieanalyse | R-80.1 |
      | nvwa        | open-bron     | douane          | oc   | vernietigd        | R-80.1 |
      | riec-bureau | vreemdelingen | ind             | oc   | weging            | R-80.2 |
      | riec-bureau | wpg-9         | kmar            | hk   | informatieanalyse | R-80.2 |
      | riec-bureau | suwi          | uwv             | ib   | vernietigd        | R-80.2 |

  @bron:law-g-r-80 @bijna:R-80.1 @bijna:R-80.2
  Abstract Scenario: Net geen vraag aan een partner: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | feit           | wie         | wat       | handeling | aan         | doel     | fase      | besluit                              |
      | niet betrokken        | niet-betrokken | gemeente    | open-bron | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau niet betrokken | niet-betrokken | riec-bureau | open-bron | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau zonder mandaat | niet-mandaat   | riec-bureau | open-bron | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | zonder noodzaak       | niet-noodzaak  | gemeente    | open-bron | verzoeken | politie     | oc       | weging    | "verboden" op grond van "R-52.2"     |
      | het LIEC vraagt       | mandaat        | liec        | open-bron | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | een bank vraagt       | mandaat        | bank        | open-bron | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | een partner vraagt    | mandaat        | gemeente    | open-bron | verzoeken | politie     | oc       | weging    | "toegestaan" op grond van "R-80.1"   |
      | aan het bureau        | mandaat        | gemeente    | open-bron | verzoeken | riec-bureau | oc       | weging    | "niet-geregeld" want geen regel past |
      | aan de FIU            | mandaat        | gemeente    | open-bron | verzoeken | fiu         | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau aan bureau     | mandaat        | riec-bureau | open-bron | verzoeken | riec-bureau | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau aan een bank   | mandaat        | riec-bureau | open-bron | verzoeken | bank        | oc       | weging    | "niet-geregeld" want geen regel past |
      | om de casus           | mandaat        | gemeente    | casus     | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | om iets anoniems      | mandaat        | gemeente    | anoniem   | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau om de casus    | mandaat        | riec-bureau | casus     | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | bureau om anoniem     | mandaat        | riec-bureau | anoniem   | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | doel controle         | mandaat        | gemeente    | open-bron | verzoeken | politie     | controle | weging    | "niet-geregeld" want geen regel past |
      | bureau, doel rechten  | mandaat        | riec-bureau | open-bron | verzoeken | politie     | rechten  | weging    | "niet-geregeld" want geen regel past |
      | een fase te vroeg     | mandaat        | gemeente    | open-bron | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | bureau te vroeg       | mandaat        | riec-bureau | open-bron | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | bureau verstrekt      | mandaat        | riec-bureau | open-bron | verstrekken | politie   | oc       | weging    | "verboden" op grond van "R-61.1"     |
      | bureau zoekt          | mandaat        | riec-bureau | open-bron | zoeken    | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | partner verstrekt     | mandaat        | gemeente    | open-bron | verstrekken | politie   | oc       | weging    | "niet-geregeld" want geen regel past |

  @bron:law-g-r-82
  Abstract Scenario: Een persoon opnemen met een duidelijke en objectieve aanwijzing
    Het kader zegt "signaal en later", dus ook na de afsluiting. Of dat de bedoeling is, is een vraag aan de jurist.
    Als "<wie>" gegevens "identificerend" wil "opnemen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-82.1"

    Voorbeelden:
      | wie      | doel | fase       |
      | gemeente | oc   | signaal    |
      | politie  | hk   | hit-nohit  |
      | nvwa     | ib   | weging     |
      | om       | oc   | uitvoering |
      | kmar     | hk   | afsluiting |
      | fiod     | ib   | vernietigd |

  @bron:law-g-r-82 @bijna:R-82.1
  Abstract Scenario: Net geen persoon opnemen: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | feit                       | wie         | wat            | handeling   | aan     | doel    | besluit                              |
      | geen aanwijzing    | niet-objectieve-aanwijzing | gemeente    | identificerend | opnemen     | -       | oc      | "niet-geregeld" want geen regel past |
      | het bureau         | objectieve-aanwijzing      | riec-bureau | identificerend | opnemen     | -       | oc      | "verboden" op grond van "R-61.1"     |
      | een private partij | objectieve-aanwijzing      | privaat     | identificerend | opnemen     | -       | oc      | "niet-geregeld" want geen regel past |
      | met een ontvanger  | objectieve-aanwijzing      | gemeente    | identificerend | opnemen     | politie | oc      | "niet-geregeld" want geen regel past |
      | een BRP-gegeven    | objectieve-aanwijzing      | gemeente    | brp            | opnemen     | -       | oc      | "niet-geregeld" want geen regel past |
      | een politiegegeven | objectieve-aanwijzing      | politie     | wpg-8          | opnemen     | -       | oc      | "niet-geregeld" want geen regel past |
      | doel rechten       | objectieve-aanwijzing      | gemeente    | identificerend | opnemen     | -       | rechten | "niet-geregeld" want geen regel past |
      | verstrekken        | objectieve-aanwijzing      | gemeente    | identificerend | verstrekken | -       | oc      | "niet-geregeld" want geen regel past |
      | zoeken             | objectieve-aanwijzing      | gemeente    | identificerend | zoeken      | -       | oc      | "niet-geregeld" want geen regel past |

  @bron:law-g-r-83
  Abstract Scenario: Een geregistreerde analyse, door een mens beoordeeld
    Als "<wie>" gegevens "<wat>" wil "analyseren" voor doel "<doel>" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "<regel>"

    Voorbeelden:
      | wie         | wat     | doel | regel  |
      | gemeente    | brp     | oc   | R-83.1 |
      | politie     | wpg-9   | hk   | R-83.1 |
      | toeslagen   | bsn     | oc   | R-83.1 |
      | riec-bureau | brp     | hk   | R-83.2 |
      | riec-bureau | wpg-8   | oc   | R-83.2 |

  @bron:law-g-r-83 @bijna:R-83.1 @bijna:R-83.2
  Abstract Scenario: Net geen analyse: <verschil> (<wie>)
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | feit         | wie         | wat     | handeling  | aan     | doel     | fase                | besluit                              |
      | zonder mandaat        | niet-mandaat | riec-bureau | brp     | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | het LIEC              | mandaat      | liec        | brp     | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | een bank              | mandaat      | bank        | brp     | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | voor een ander        | mandaat      | gemeente    | brp     | analyseren | politie | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | voor een ander        | mandaat      | riec-bureau | brp     | analyseren | politie | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | de casus              | mandaat      | gemeente    | casus   | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | anoniem               | mandaat      | gemeente    | anoniem | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | de casus              | mandaat      | riec-bureau | casus   | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | anoniem               | mandaat      | riec-bureau | anoniem | analyseren | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | zoeken                | mandaat      | riec-bureau | brp     | zoeken     | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | zoeken                | mandaat      | gemeente    | brp     | zoeken     | -       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel ib               | mandaat      | gemeente    | brp     | analyseren | -       | ib       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel controle         | mandaat      | gemeente    | brp     | analyseren | -       | controle | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel ib               | mandaat      | riec-bureau | brp     | analyseren | -       | ib       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel controle         | mandaat      | riec-bureau | brp     | analyseren | -       | controle | informatieanalyse   | "niet-geregeld" want geen regel past |
      | een fase te vroeg     | mandaat      | gemeente    | brp     | analyseren | -       | oc       | verrijking-gesloten | "niet-geregeld" want geen regel past |
      | een fase te laat      | mandaat      | gemeente    | brp     | analyseren | -       | oc       | casusoverleg        | "niet-geregeld" want geen regel past |
      | een fase te vroeg     | mandaat      | riec-bureau | brp     | analyseren | -       | oc       | verrijking-gesloten | "niet-geregeld" want geen regel past |
      | een fase te laat      | mandaat      | riec-bureau | brp     | analyseren | -       | oc       | casusoverleg        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-84
  Abstract Scenario: Wie iets kreeg kan er een twijfel of tegenspraak bij zetten
    Als "<wie>" gegevens "<wat>" wil "aantekenen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-84.1"

    Voorbeelden:
      | wie       | wat               | doel | fase       |
      | toeslagen | brp               | oc   | afsluiting |
      | gemeente  | wpg-8             | hk   | weging     |
      | om        | interventieadvies | ib   | uitvoering |
      | politie   | anoniem           | oc   | signaal    |

  @bron:law-g-r-84 @bijna:R-84.1
  Abstract Scenario: Net geen aantekening: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "toezicht" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil               | feit                   | wie         | handeling  | aan     | doel     | fase       |
      | niet aan hem verstrekt | niet-aan-mij-verstrekt | gemeente    | aantekenen | -       | oc       | weging     |
      | niet betrokken         | niet-betrokken         | gemeente    | aantekenen | -       | oc       | weging     |
      | het bureau             | mandaat                | riec-bureau | aantekenen | -       | oc       | weging     |
      | een bank               | mandaat                | bank        | aantekenen | -       | oc       | weging     |
      | voor een ander         | mandaat                | gemeente    | aantekenen | politie | oc       | weging     |
      | zoeken                 | mandaat                | gemeente    | zoeken     | -       | oc       | weging     |
      | doel controle          | mandaat                | gemeente    | aantekenen | -       | controle | weging     |
      | na de vernietiging     | mandaat                | gemeente    | aantekenen | -       | oc       | vernietigd |

  @bron:law-g-r-86
  Abstract Scenario: Het BSN apart, als een wet het regelt en de noodzaak op schrift staat
    Als "<wie>" gegevens "bsn" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-86.1"

    Voorbeelden:
      | wie      | aan         | doel | fase                |
      | politie  | gemeente    | oc   | weging              |
      | gemeente | riec-bureau | ib   | verrijking-gesloten |
      | uwv      | nvwa        | hk   | uitvoering          |

  @bron:law-g-r-86 @bijna:R-86.1
  Abstract Scenario: Net geen verstrekking van het BSN: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | feit               | wie         | wat       | handeling       | aan     | doel     | fase       | besluit                              |
      | geen wet           | niet-bsn-grondslag | politie     | bsn       | verstrekken     | om      | oc       | weging     | "verboden" op grond van "R-48.1"     |
      | geen noodzaak      | niet-noodzaak      | politie     | bsn       | verstrekken     | om      | oc       | weging     | "verboden" op grond van "R-52.2"     |
      | het bureau         | mandaat            | riec-bureau | bsn       | verstrekken     | om      | oc       | weging     | "verboden" op grond van "R-61.1"     |
      | een private partij | mandaat            | privaat     | bsn       | verstrekken     | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | een bank           | mandaat            | bank        | bsn       | verstrekken     | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan het LIEC       | mandaat            | politie     | bsn       | verstrekken     | liec    | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan een bank       | mandaat            | politie     | bsn       | verstrekken     | bank    | oc       | weging     | "niet-geregeld" want geen regel past |
      | een open bron      | mandaat            | politie     | open-bron | verstrekken     | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | doel controle      | mandaat            | politie     | bsn       | verstrekken     | om      | controle | weging     | "niet-geregeld" want geen regel past |
      | een fase te vroeg  | mandaat            | politie     | bsn       | verstrekken     | om      | oc       | hit-nohit  | "niet-geregeld" want geen regel past |
      | na de uitvoering   | mandaat            | politie     | bsn       | verstrekken     | om      | oc       | afsluiting | "niet-geregeld" want geen regel past |
      | doorgeven          | mandaat            | politie     | bsn       | doorverstrekken | om      | oc       | weging     | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren          | mandaat            | politie     | bsn       | exporteren      | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | vragen             | mandaat            | politie     | bsn       | verzoeken       | om      | oc       | weging     | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand   | mandaat            | politie     | bsn       | lezen           | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | opnemen            | mandaat            | politie     | bsn       | opnemen         | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | beslissen          | mandaat            | politie     | bsn       | beslissen       | om      | oc       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-87
  Abstract Scenario: Het signaal delen: naam en adres, met een objectieve aanwijzing
    Als "<wie>" gegevens "identificerend" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-87.1"

    Voorbeelden:
      | wie      | aan         | doel | fase      |
      | gemeente | politie     | oc   | signaal   |
      | gemeente | riec-bureau | hk   | signaal   |
      | uwv      | toeslagen   | ib   | hit-nohit |

  @bron:law-g-r-87 @bijna:R-87.1
  Abstract Scenario: Net geen signaal dat gedeeld wordt: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | feit                       | wie         | wat            | handeling       | aan     | doel     | fase      | besluit                              |
      | geen aanwijzing   | niet-objectieve-aanwijzing | gemeente    | identificerend | verstrekken     | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | het bureau        | mandaat                    | riec-bureau | identificerend | verstrekken     | politie | oc       | hit-nohit | "verboden" op grond van "R-61.1"     |
      | een private partij | mandaat                   | privaat     | identificerend | verstrekken     | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | een bank          | mandaat                    | bank        | identificerend | verstrekken     | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | aan het LIEC      | mandaat                    | gemeente    | identificerend | verstrekken     | liec    | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | aan een bank      | mandaat                    | gemeente    | identificerend | verstrekken     | bank    | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | een BRP-gegeven   | mandaat                    | gemeente    | brp            | verstrekken     | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | een open bron     | mandaat                    | gemeente    | open-bron      | verstrekken     | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | doel controle     | mandaat                    | gemeente    | identificerend | verstrekken     | politie | controle | hit-nohit | "niet-geregeld" want geen regel past |
      | een fase te laat  | mandaat                    | gemeente    | identificerend | verstrekken     | politie | oc       | weging    | "niet-geregeld" want geen regel past |
      | bij de uitvoering | mandaat                    | gemeente    | identificerend | verstrekken     | politie | oc       | uitvoering | "niet-geregeld" want geen regel past |
      | doorgeven         | mandaat                    | gemeente    | identificerend | doorverstrekken | politie | oc       | hit-nohit | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren         | mandaat                    | gemeente    | identificerend | exporteren      | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | vragen            | mandaat                    | gemeente    | identificerend | verzoeken       | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | lezen aan iemand  | mandaat                    | gemeente    | identificerend | lezen           | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | opnemen           | mandaat                    | gemeente    | identificerend | opnemen         | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | beslissen         | mandaat                    | gemeente    | identificerend | beslissen       | politie | oc       | hit-nohit | "niet-geregeld" want geen regel past |

  @bron:law-g-r-88
  Abstract Scenario: Het advies gaat naar de deelnemers, vanaf het casusoverleg
    Als "<wie>" gegevens "interventieadvies" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-88.1"

    Voorbeelden:
      | wie      | aan         | doel | fase              |
      | gemeente | politie     | oc   | casusoverleg      |
      | politie  | riec-bureau | hk   | interventieadvies |
      | om       | uwv         | oc   | uitvoering        |

  @bron:law-g-r-88 @bijna:R-88.1
  Abstract Scenario: Net geen advies dat gedeeld wordt: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | feit           | wie         | wat               | handeling       | aan     | doel    | fase              | besluit                              |
      | niet betrokken    | niet-betrokken | gemeente    | interventieadvies | verstrekken     | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | het bureau        | mandaat        | riec-bureau | interventieadvies | verstrekken     | politie | oc      | casusoverleg      | "verboden" op grond van "R-61.1"     |
      | een private partij | mandaat       | privaat     | interventieadvies | verstrekken     | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | een bank          | mandaat        | bank        | interventieadvies | verstrekken     | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | aan het LIEC      | mandaat        | gemeente    | interventieadvies | verstrekken     | liec    | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | aan een bank      | mandaat        | gemeente    | interventieadvies | verstrekken     | bank    | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | de casus          | mandaat        | gemeente    | casus             | verstrekken     | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | anoniem           | mandaat        | gemeente    | anoniem           | verstrekken     | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | doel ib           | mandaat        | gemeente    | interventieadvies | verstrekken     | politie | ib      | casusoverleg      | "niet-geregeld" want geen regel past |
      | doel rechten      | mandaat        | gemeente    | interventieadvies | verstrekken     | politie | rechten | casusoverleg      | "niet-geregeld" want geen regel past |
      | een fase te vroeg | mandaat        | gemeente    | interventieadvies | verstrekken     | politie | oc      | informatieanalyse | "niet-geregeld" want geen regel past |
      | bij de weging     | mandaat        | gemeente    | interventieadvies | verstrekken     | politie | oc      | weging            | "niet-geregeld" want geen regel past |
      | na de uitvoering  | mandaat        | gemeente    | interventieadvies | verstrekken     | politie | oc      | afsluiting        | "niet-geregeld" want geen regel past |
      | doorgeven         | mandaat        | gemeente    | interventieadvies | doorverstrekken | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | uitvoeren         | mandaat        | gemeente    | interventieadvies | exporteren      | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | vragen            | mandaat        | gemeente    | interventieadvies | verzoeken       | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | lezen aan iemand  | mandaat        | gemeente    | interventieadvies | lezen           | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | opnemen           | mandaat        | gemeente    | interventieadvies | opnemen         | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |
      | beslissen         | mandaat        | gemeente    | interventieadvies | beslissen       | politie | oc      | casusoverleg      | "niet-geregeld" want geen regel past |

  @bron:law-g-r-89
  Abstract Scenario: Vragen of een naam bekend is
    Als "<wie>" gegevens "hit" wil "verzoeken" aan "<aan>" voor doel "<doel>" in fase "hit-nohit"
    Dan is het besluit "toegestaan" op grond van "R-89.1"

    Voorbeelden:
      | wie       | aan     | doel |
      | gemeente  | politie | oc   |
      | provincie | kmar    | hk   |
      | nvwa      | uwv     | oc   |

  @bron:law-g-r-89 @bijna:R-89.1
  Abstract Scenario: Net geen vraag of een naam bekend is: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | feit                       | wie         | wat       | handeling | aan         | doel     | fase      | besluit                              |
      | geen aanwijzing   | niet-objectieve-aanwijzing | gemeente    | hit       | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | niet betrokken    | niet-betrokken             | gemeente    | hit       | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | het bureau        | mandaat                    | riec-bureau | hit       | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | een private partij | mandaat                   | privaat     | hit       | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | aan het bureau    | mandaat                    | gemeente    | hit       | verzoeken | riec-bureau | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | aan Toeslagen     | mandaat                    | gemeente    | hit       | verzoeken | toeslagen   | oc       | hit-nohit | "verboden" op grond van "R-03.1"     |
      | aan een bank      | mandaat                    | gemeente    | hit       | verzoeken | bank        | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | om een open bron  | mandaat                    | gemeente    | open-bron | verzoeken | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | doel ib           | mandaat                    | gemeente    | hit       | verzoeken | politie     | ib       | hit-nohit | "niet-geregeld" want geen regel past |
      | doel controle     | mandaat                    | gemeente    | hit       | verzoeken | politie     | controle | hit-nohit | "niet-geregeld" want geen regel past |
      | een fase eerder   | mandaat                    | gemeente    | hit       | verzoeken | politie     | oc       | signaal   | "niet-geregeld" want geen regel past |
      | een fase later    | mandaat                    | gemeente    | hit       | verzoeken | politie     | oc       | weging    | "niet-geregeld" want geen regel past |
      | zoeken            | mandaat                    | gemeente    | hit       | zoeken    | politie     | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | verstrekken       | mandaat                    | gemeente    | hit       | verstrekken | politie   | oc       | hit-nohit | "niet-geregeld" want geen regel past |
