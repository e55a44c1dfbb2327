# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: De casus en haar fasen
  Een casus begint met een erkende aanleiding en een erkend thema, wordt gedeeld met wie betrokken is, eindigt met een
  advies dat elke partner binnen zijn eigen bevoegdheid uitvoert, en gaat dan dicht. Dit staat in het jaarverslag 2021
  (zekerheid V); dat lezen ophoudt bij de afsluiting komt uit het Machtigingsbesluit 2013 (zekerheid V-old).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "oorsprong-erkend, thema-erkend, objectieve-aanwijzing, eigen-bevoegdheid, tweede-paar-ogen"
    En de feiten "aan-mij-verstrekt, toestemming-verstrekker, verenigbaar, zelfde-regio, aangewezen, gescreend"
    En de feiten "eigen-gegeven, ontvangers-ingelicht, niet-mandaat"

  @bron:law-g-r-50
  Abstract Scenario: Zonder erkende aanleiding geen casus
    Gegeven de feiten "niet-oorsprong-erkend"
    Als "<wie>" gegevens "<wat>" wil "openen" voor doel "<doel>" in fase "signaal"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie         | wat     | doel     | regels         |
      | gemeente    | casus   | oc       | R-50.1         |
      | politie     | casus   | hk       | R-50.1         |
      | ind         | casus   | ib       | R-50.1         |
      | bank        | anoniem | controle | R-50.1         |
      | riec-bureau | casus   | ib       | R-50.1, R-61.1 |

  @bron:law-g-r-50 @bijna:R-50.1
  Abstract Scenario: Geen erkende aanleiding, maar ook geen casus die begint: <verschil>
    Gegeven de feiten "niet-oorsprong-erkend"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "ib" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | wat            | handeling | fase       | besluit                              |
      | een fase later    | casus          | openen    | hit-nohit  | "niet-geregeld" want geen regel past |
      | bij de uitvoering | casus          | openen    | uitvoering | "niet-geregeld" want geen regel past |
      | een persoon       | identificerend | opnemen   | signaal    | "toegestaan" op grond van "R-82.1"   |
      | lezen             | casus          | lezen     | signaal    | "toegestaan" op grond van "R-79.1"   |

  @bron:law-g-r-78
  Abstract Scenario: Zonder erkend thema geen casus voor georganiseerde criminaliteit
    Gegeven de feiten "niet-thema-erkend"
    Als "<wie>" gegevens "<wat>" wil "openen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie       | wat     | regels         |
      | gemeente  | casus   | R-78.1         |
      | provincie | casus   | R-78.1         |
      | fiu       | anoniem | R-78.1         |
      | liec      | casus   | R-61.1, R-78.1 |

  @bron:law-g-r-78 @bijna:R-78.1
  Abstract Scenario: Geen erkend thema, maar net niet verboden: <verschil>
    Gegeven de feiten "niet-thema-erkend"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wat            | handeling | doel     | fase       | besluit                              |
      | een knelpunt       | casus          | openen    | hk       | signaal    | "toegestaan" op grond van "R-81.1"   |
      | Bibob              | casus          | openen    | ib       | signaal    | "toegestaan" op grond van "R-81.1"   |
      | controle           | casus          | openen    | controle | signaal    | "niet-geregeld" want geen regel past |
      | een fase later     | casus          | openen    | oc       | hit-nohit  | "niet-geregeld" want geen regel past |
      | bij de weging      | casus          | openen    | oc       | weging     | "niet-geregeld" want geen regel past |
      | bij de uitvoering  | casus          | openen    | oc       | uitvoering | "niet-geregeld" want geen regel past |
      | een persoon        | identificerend | opnemen   | oc       | signaal    | "toegestaan" op grond van "R-82.1"   |
      | lezen              | casus          | lezen     | oc       | signaal    | "toegestaan" op grond van "R-79.1"   |

  @bron:law-g-r-50 @bron:law-g-r-78
  Scenario: Geen aanleiding en geen thema: beide regels worden genoemd
    Gegeven de feiten "niet-oorsprong-erkend, niet-thema-erkend"
    Als "gemeente" gegevens "casus" wil "openen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-50.1, R-78.1"

  @bron:law-g-r-81
  Abstract Scenario: Elke partner kan een casus openen (voorstel, zekerheid U)
    Als "<wie>" gegevens "casus" wil "openen" voor doel "<doel>" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-81.1"
    En geldt geen plicht

    Voorbeelden:
      | wie       | doel |
      | gemeente  | oc   |
      | provincie | hk   |
      | toeslagen | ib   |
      | nvwa      | oc   |

  @bron:law-g-r-81 @bijna:R-81.1
  Abstract Scenario: Net geen casus openen: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wie         | wat            | handeling | aan     | doel     | fase      | besluit                              |
      | het bureau         | riec-bureau | casus          | openen    | -       | oc       | signaal   | "verboden" op grond van "R-61.1"     |
      | de casusregisseur  | casusregisseur | casus       | openen    | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | een private partij | privaat     | casus          | openen    | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | met een ontvanger  | gemeente    | casus          | openen    | politie | oc       | signaal   | "niet-geregeld" want geen regel past |
      | een persoon        | gemeente    | identificerend | openen    | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | anoniem            | gemeente    | anoniem        | openen    | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | opnemen            | gemeente    | casus          | opnemen   | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | zoeken             | gemeente    | casus          | zoeken    | -       | oc       | signaal   | "niet-geregeld" want geen regel past |
      | voor beeld         | gemeente    | casus          | openen    | -       | beeld    | signaal   | "niet-geregeld" want geen regel past |
      | een fase later     | gemeente    | casus          | openen    | -       | oc       | hit-nohit | "niet-geregeld" want geen regel past |
      | bij de weging      | gemeente    | casus          | openen    | -       | hk       | weging    | "niet-geregeld" want geen regel past |

  @bron:law-g-r-51
  Abstract Scenario: Zonder aanwijzing door de stuurgroep wordt er over een knelpunt niets gedeeld
    Gegeven de feiten "niet-hkp-aangewezen"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "hk" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-51.1"

    Voorbeelden:
      | wie      | wat            | handeling       | aan      | fase       |
      | gemeente | identificerend | verstrekken     | politie  | signaal    |
      | gemeente | toezicht       | doorverstrekken | om       | weging     |
      | politie  | anoniem        | exporteren      | liec     | uitvoering |
      | om       | hit            | verstrekken     | bank     | vernietigd |

  @bron:law-g-r-51 @bijna:R-51.1
  Abstract Scenario: Geen aanwijzing als knelpunt, maar net niet verboden: <verschil>
    Gegeven de feiten "niet-hkp-aangewezen"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil       | wat            | handeling       | aan     | doel     | fase    | besluit                              |
      | doel oc        | identificerend | verstrekken     | politie | oc       | signaal | "toegestaan" op grond van "R-87.1"   |
      | doel ib        | toezicht       | doorverstrekken | om      | ib       | weging  | "toegestaan" op grond van "R-64.2"   |
      | doel controle  | toezicht       | doorverstrekken | om      | controle | weging  | "toegestaan" op grond van "R-64.2"   |
      | lezen          | casus          | lezen           | -       | hk       | weging  | "toegestaan" op grond van "R-79.1"   |
      | vragen         | toezicht       | verzoeken       | om      | hk       | weging  | "toegestaan" op grond van "R-80.1"   |

  @bron:law-g-r-51 @bron:law-g-r-81 @bijna:R-51.1
  Scenario: Een casus over een knelpunt openen kan voor de aanwijzing: het verbod gaat over delen
    Gegeven de feiten "niet-hkp-aangewezen"
    Als "gemeente" gegevens "casus" wil "openen" voor doel "hk" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-81.1"

  @bron:law-g-r-53
  Abstract Scenario: Wie niet bij de casus hoort leest en krijgt niets: <feit>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regel>"

    Voorbeelden:
      | feit                    | wie         | wat     | handeling   | aan      | doel     | fase                 | regel  |
      | niet-betrokken          | uwv         | casus   | lezen       | -        | oc       | weging               | R-53.1 |
      | niet-betrokken          | ind         | anoniem | lezen       | -        | controle | vernietigd           | R-53.1 |
      | niet-betrokken          | riec-bureau | brp     | lezen       | -        | ib       | signaal              | R-53.1 |
      | niet-op-casus           | gemeente    | hit     | lezen       | -        | oc       | weging               | R-53.2 |
      | niet-op-casus           | om          | wpg-8   | lezen       | -        | ib       | verrijking-gesloten  | R-53.2 |
      | niet-op-casus           | liec        | anoniem | lezen       | -        | stat     | vernietigd           | R-53.2 |
      | niet-ontvanger-betrokken | politie    | hit     | verstrekken | gemeente | oc       | hit-nohit            | R-53.3 |
      | niet-ontvanger-betrokken | gemeente   | toezicht | verstrekken | om      | ib       | verrijking-half-open | R-53.3 |
      | niet-ontvanger-betrokken | om         | anoniem | verstrekken | bank     | controle | vernietigd           | R-53.3 |

  @bron:law-g-r-53
  Scenario: Niet betrokken en ook niet op de casus: beide regels worden genoemd
    Gegeven de feiten "niet-betrokken, niet-op-casus"
    Als "gemeente" gegevens "casus" wil "lezen" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-53.1, R-53.2"

  @bron:law-g-r-53 @bijna:R-53.1 @bijna:R-53.2
  Abstract Scenario: Niet betrokken en niet op de casus, maar geen lezen: <handeling>
    Gegeven de feiten "niet-betrokken, <ook>"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling       | ook           | wat       | aan     | besluit                              |
      | ontvangen       | niet-op-casus | toezicht  | -       | "niet-geregeld" want geen regel past |
      | ontvangen       | op-casus      | toezicht  | -       | "niet-geregeld" want geen regel past |
      | doorverstrekken | niet-op-casus | toezicht  | politie | "toegestaan" op grond van "R-64.2"   |
      | verstrekken     | niet-op-casus | toezicht  | politie | "niet-geregeld" want geen regel past |
      | aantekenen      | niet-op-casus | toezicht  | -       | "niet-geregeld" want geen regel past |

  @bron:law-g-r-53 @bijna:R-53.3
  Abstract Scenario: De ontvanger is niet betrokken, maar er wordt niet verstrekt: <handeling>
    Gegeven de feiten "niet-ontvanger-betrokken"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling       | wat            | aan     | besluit                              |
      | doorverstrekken | toezicht       | politie | "toegestaan" op grond van "R-64.2"   |
      | exporteren      | toezicht       | politie | "niet-geregeld" want geen regel past |
      | verzoeken       | toezicht       | politie | "toegestaan" op grond van "R-80.1"   |
      | lezen           | toezicht       | -       | "toegestaan" op grond van "R-79.1"   |
      | opnemen         | identificerend | -       | "toegestaan" op grond van "R-82.1"   |
      | wijzigen        | toezicht       | -       | "toegestaan" op grond van "R-71.1"   |

  @bron:law-g-r-57
  Abstract Scenario: Na de afsluiting leest niemand meer in de casus
    Als "<wie>" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-57.1"

    Voorbeelden:
      | wie         | wat               | doel     | fase       |
      | gemeente    | casus             | oc       | afsluiting |
      | politie     | wpg-8             | hk       | vernietigd |
      | riec-bureau | interventieadvies | oc       | afsluiting |
      | auditor     | hit               | controle | vernietigd |
      | gemeente    | brp               | ib       | afsluiting |

  @bron:law-g-r-57 @bijna:R-57.1
  Abstract Scenario: Net niet na de afsluiting gelezen: <verschil>
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wat     | handeling       | aan     | fase       | besluit                              |
      | de laatste fase    | casus   | lezen           | -       | uitvoering | "toegestaan" op grond van "R-79.1"   |
      | bij het signaal    | casus   | lezen           | -       | signaal    | "toegestaan" op grond van "R-79.1"   |
      | anoniem            | anoniem | lezen           | -       | afsluiting | "niet-geregeld" want geen regel past |
      | ontvangen          | casus   | ontvangen       | -       | afsluiting | "niet-geregeld" want geen regel past |
      | doorgeven          | casus   | doorverstrekken | politie | afsluiting | "niet-geregeld" want geen regel past |
      | verstrekken        | casus   | verstrekken     | politie | afsluiting | "niet-geregeld" want geen regel past |
      | aantekenen         | casus   | aantekenen      | -       | afsluiting | "toegestaan" op grond van "R-84.1"   |

  @bron:law-g-r-58
  Abstract Scenario: Wie in het advies is genoemd leest het
    Gegeven de feiten "genoemd-in-advies, niet-aan-mij-verstrekt"
    Als "<wie>" gegevens "interventieadvies" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-58.1"

    Voorbeelden:
      | wie      | doel | fase              |
      | nvwa     | hk   | interventieadvies |
      | gemeente | oc   | uitvoering        |
      | uwv      | oc   | interventieadvies |

  @bron:law-g-r-58 @bijna:R-58.1
  Abstract Scenario: Net geen lezer van het advies: <verschil>
    Gegeven de feiten "<feit>, niet-aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil           | feit                   | wie         | wat               | handeling | aan     | doel    | fase         |
      | niet genoemd       | niet-genoemd-in-advies | gemeente    | interventieadvies | lezen     | -       | oc      | uitvoering   |
      | het bureau         | genoemd-in-advies      | riec-bureau | interventieadvies | lezen     | -       | oc      | uitvoering   |
      | een private partij | genoemd-in-advies      | privaat     | interventieadvies | lezen     | -       | oc      | uitvoering   |
      | met een ontvanger  | genoemd-in-advies      | gemeente    | interventieadvies | lezen     | politie | oc      | uitvoering   |
      | een ander gegeven  | genoemd-in-advies      | gemeente    | toezicht          | lezen     | -       | oc      | uitvoering   |
      | anoniem            | genoemd-in-advies      | gemeente    | anoniem           | lezen     | -       | oc      | uitvoering   |
      | ontvangen          | genoemd-in-advies      | gemeente    | interventieadvies | ontvangen | -       | oc      | uitvoering   |
      | doorgeven          | genoemd-in-advies      | gemeente    | interventieadvies | doorverstrekken | - | oc      | uitvoering   |
      | verstrekken        | genoemd-in-advies      | gemeente    | interventieadvies | verstrekken | -     | oc      | uitvoering   |
      | doel ib            | genoemd-in-advies      | gemeente    | interventieadvies | lezen     | -       | ib      | uitvoering   |
      | doel rechten       | genoemd-in-advies      | gemeente    | interventieadvies | lezen     | -       | rechten | uitvoering   |
      | een fase te vroeg  | genoemd-in-advies      | gemeente    | interventieadvies | lezen     | -       | oc      | casusoverleg |
      | bij de weging      | genoemd-in-advies      | gemeente    | interventieadvies | lezen     | -       | hk      | weging       |

  @bron:law-g-r-59
  Abstract Scenario: Bij de uitvoering blijft elke partner binnen zijn eigen bevoegdheid
    Gegeven de feiten "niet-eigen-bevoegdheid"
    Als "<wie>" gegevens "<wat>" wil "gebruiken" aan "<aan>" voor doel "<doel>" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-59.1"

    Voorbeelden:
      | wie      | wat               | aan     | doel |
      | gemeente | brp               | -       | oc   |
      | politie  | wpg-8             | -       | hk   |
      | uwv      | interventieadvies | -       | oc   |
      | nvwa     | casus             | politie | hk   |

  @bron:law-g-r-85
  Abstract Scenario: Binnen de eigen bevoegdheid mag het advies worden uitgevoerd (voorstel, zekerheid U)
    Als "<wie>" gegevens "<wat>" wil "gebruiken" voor doel "<doel>" in fase "uitvoering"
    Dan is het besluit "toegestaan" op grond van "R-85.1"

    Voorbeelden:
      | wie      | wat               | doel |
      | gemeente | brp               | hk   |
      | politie  | wpg-8             | oc   |
      | uwv      | interventieadvies | oc   |

  @bron:law-g-r-59 @bron:law-g-r-85 @bijna:R-59.1 @bijna:R-85.1
  Abstract Scenario: Net geen gebruik bij de uitvoering: <verschil> (<feit>)
    Gegeven de feiten "<feit>, niet-aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil          | feit                   | wie         | wat      | handeling | aan     | doel     | fase              |
      | het bureau        | niet-eigen-bevoegdheid | riec-bureau | toezicht | gebruiken | -       | oc       | uitvoering        |
      | het bureau        | eigen-bevoegdheid      | riec-bureau | toezicht | gebruiken | -       | oc       | uitvoering        |
      | een bank          | niet-eigen-bevoegdheid | bank        | toezicht | gebruiken | -       | oc       | uitvoering        |
      | een bank          | eigen-bevoegdheid      | bank        | toezicht | gebruiken | -       | oc       | uitvoering        |
      | voor een ander    | eigen-bevoegdheid      | gemeente    | toezicht | gebruiken | politie | oc       | uitvoering        |
      | anoniem           | niet-eigen-bevoegdheid | gemeente    | anoniem  | gebruiken | -       | oc       | uitvoering        |
      | anoniem           | eigen-bevoegdheid      | gemeente    | anoniem  | gebruiken | -       | oc       | uitvoering        |
      | lezen             | niet-eigen-bevoegdheid | gemeente    | toezicht | lezen     | -       | oc       | uitvoering        |
      | lezen             | eigen-bevoegdheid      | gemeente    | toezicht | lezen     | -       | oc       | uitvoering        |
      | doorgeven         | niet-eigen-bevoegdheid | gemeente    | toezicht | doorverstrekken | bank | oc    | uitvoering        |
      | doorgeven         | eigen-bevoegdheid      | gemeente    | toezicht | doorverstrekken | - | oc       | uitvoering        |
      | doel ib           | niet-eigen-bevoegdheid | gemeente    | toezicht | gebruiken | -       | ib       | uitvoering        |
      | doel ib           | eigen-bevoegdheid      | gemeente    | toezicht | gebruiken | -       | ib       | uitvoering        |
      | doel controle     | niet-eigen-bevoegdheid | gemeente    | toezicht | gebruiken | -       | controle | uitvoering        |
      | doel controle     | eigen-bevoegdheid      | gemeente    | toezicht | gebruiken | -       | controle | uitvoering        |
      | een fase te vroeg | niet-eigen-bevoegdheid | gemeente    | toezicht | gebruiken | -       | oc       | interventieadvies |
      | een fase te vroeg | eigen-bevoegdheid      | gemeente    | toezicht | gebruiken | -       | oc       | interventieadvies |
      | bij het overleg   | niet-eigen-bevoegdheid | gemeente    | toezicht | gebruiken | -       | oc       | casusoverleg      |
      | een fase te laat  | niet-eigen-bevoegdheid | gemeente    | toezicht | gebruiken | -       | oc       | afsluiting        |
      | een fase te laat  | eigen-bevoegdheid      | gemeente    | toezicht | gebruiken | -       | oc       | afsluiting        |

  @bron:law-g-r-60
  Abstract Scenario: Het RIEC-bureau leest onder mandaat van een partner
    Gegeven de feiten "mandaat, niet-aan-mij-verstrekt"
    Als "riec-bureau" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-60.1"

    Voorbeelden:
      | wat               | doel | fase              |
      | casus             | oc   | signaal           |
      | toezicht          | hk   | weging            |
      | wpg-8             | oc   | informatieanalyse |
      | interventieadvies | oc   | uitvoering        |

  @bron:law-g-r-60 @bijna:R-60.1
  Abstract Scenario: Net geen lezen onder mandaat: <verschil>
    Gegeven de feiten "mandaat, niet-aan-mij-verstrekt, <feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil              | feit           | wie         | wat      | handeling | aan      | doel     |
      | een bureau zonder screening | niet-gescreend | riec-bureau | toezicht | lezen | -    | oc       |
      | het LIEC              | betrokken      | liec        | toezicht | lezen     | -        | oc       |
      | een partner           | betrokken      | gemeente    | toezicht | lezen     | -        | oc       |
      | een auditor           | betrokken      | auditor     | toezicht | lezen     | -        | oc       |
      | met een ontvanger     | betrokken      | riec-bureau | toezicht | lezen     | gemeente | oc       |
      | anoniem               | betrokken      | riec-bureau | anoniem  | lezen     | -        | oc       |
      | ontvangen             | betrokken      | riec-bureau | toezicht | ontvangen | -        | oc       |
      | gebruiken             | betrokken      | riec-bureau | toezicht | gebruiken | -        | oc       |
      | doel ib               | betrokken      | riec-bureau | toezicht | lezen     | -        | ib       |
      | doel controle         | betrokken      | riec-bureau | toezicht | lezen     | -        | controle |

  @bron:law-g-r-60 @bijna:R-60.1
  Scenario: Zonder mandaat is er voor het bureau niets geregeld
    Gegeven de feiten "niet-mandaat"
    Als "riec-bureau" gegevens "toezicht" wil "lezen" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-61
  Abstract Scenario: RIEC-bureau en LIEC handelen nooit als verantwoordelijke: <handeling>
    Gegeven de feiten "mandaat, grond-per-geval, selectielijst"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-61.1"

    Voorbeelden:
      | handeling        | wie         | wat            | aan      | doel    | fase       |
      | verstrekken      | riec-bureau | toezicht       | gemeente | oc      | weging     |
      | verstrekken      | liec        | anoniem        | politie  | stat    | vernietigd |
      | doorverstrekken  | riec-bureau | toezicht       | politie  | hk      | uitvoering |
      | beslissen        | liec        | casus          | -        | oc      | weging     |
      | rechten-beperken | riec-bureau | brp            | -        | rechten | weging     |
      | openen           | riec-bureau | casus          | -        | oc      | signaal    |
      | opnemen          | liec        | identificerend | -        | oc      | signaal    |
      | wijzigen         | riec-bureau | casus          | -        | ib      | weging     |
      | vernietigen      | riec-bureau | brp            | -        | oc      | afsluiting |

  @bron:law-g-r-61 @bijna:R-61.1
  Abstract Scenario: Wat niet als verantwoordelijke is, of niet door bureau of LIEC: <verschil>
    Gegeven de feiten "niet-aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | wie         | wat      | handeling | fase    | besluit                              |
      | het LIEC leest        | liec        | toezicht | lezen     | weging  | "niet-geregeld" want geen regel past |
      | het bureau gebruikt   | riec-bureau | toezicht | gebruiken | weging  | "niet-geregeld" want geen regel past |
      | het LIEC trekt in     | liec        | toezicht | intrekken | weging  | "niet-geregeld" want geen regel past |
      | een gemeente opent    | gemeente    | casus    | openen    | signaal | "toegestaan" op grond van "R-81.1"   |
      | een gemeente beslist  | gemeente    | casus    | beslissen | weging  | "niet-geregeld" want geen regel past |
      | de stuurgroep beslist | stuurgroep  | casus    | beslissen | weging  | "niet-geregeld" want geen regel past |
      | een bank beslist      | bank        | casus    | beslissen | weging  | "niet-geregeld" want geen regel past |
