# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Logboek, eigen gegevens, vernietigen en rechten van burgers
  Het logboek is er voor wie controleert (Wpg 32a, zekerheid V). Een partner wijzigt alleen wat van hem is (Wpg 4, zekerheid
  V) en vernietigt alleen met een selectielijst (Archiefwet, zekerheid V en V-old). Een burger heeft één deur: het
  contactpunt (BGS 1.1, zekerheid V), en een beperking van zijn rechten heeft per geval een grond (UAVG 41, zekerheid V).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "doel-vermeld, eigen-gegeven, ontvangers-ingelicht, selectielijst, identiteit-vastgesteld, grond-per-geval"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, niet-aan-mij-verstrekt, objectieve-aanwijzing"
    En de feiten "oorsprong-erkend, thema-erkend, niet-mandaat, niet-genoemd-in-advies, niet-selectie-bijzonder"

  @bron:law-g-r-68
  Abstract Scenario: Wie controleert leest het logboek en zegt waarvoor
    Als "<wie>" gegevens "logboek" wil "logboek-lezen" voor doel "controle" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-68.1"
    En geldt de plicht "logregel-van-lezen"

    Voorbeelden:
      | wie                 | fase       |
      | fg                  | signaal    |
      | privacyfunctionaris | weging     |
      | coordinerend-fg     | afsluiting |
      | auditor             | vernietigd |

  @bron:law-g-r-68 @bijna:R-68.1
  Abstract Scenario: Net geen controle van het logboek: <verschil>
    Gegeven de feiten "<feit>"
    Als "auditor" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil           | feit              | wat     | handeling     | aan      | doel     |
      | doel niet vermeld  | niet-doel-vermeld | logboek | logboek-lezen | -        | controle |
      | voor een ander     | doel-vermeld      | logboek | logboek-lezen | gemeente | controle |
      | een ander gegeven  | doel-vermeld      | casus   | logboek-lezen | -        | controle |
      | gewoon lezen       | doel-vermeld      | logboek | lezen         | -        | controle |
      | voor de casus      | doel-vermeld      | logboek | logboek-lezen | -        | oc       |
      | voor de rechten    | doel-vermeld      | logboek | logboek-lezen | -        | rechten  |

  @bron:law-g-r-69
  Abstract Scenario: Alle anderen lezen het logboek niet
    Als "<wie>" gegevens "logboek" wil "logboek-lezen" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-69.1"

    Voorbeelden:
      | wie                  | aan      | doel     | fase       |
      | beheerder            | -        | controle | weging     |
      | gemeente             | -        | controle | signaal    |
      | riec-bureau          | -        | oc       | uitvoering |
      | liec                 | -        | stat     | vernietigd |
      | privaat              | bank     | controle | weging     |
      | contactpunt          | -        | rechten  | weging     |
      | jurist               | -        | controle | weging     |
      | stuurgroep           | -        | hk       | weging     |
      | rac                  | -        | controle | weging     |
      | autorisatiebeheerder | -        | controle | weging     |
      | casusregisseur       | -        | oc       | weging     |
      | zorgdrager           | -        | controle | afsluiting |
      | toezichthouder       | gemeente | controle | weging     |

  @bron:law-g-r-69 @bijna:R-69.1
  Abstract Scenario: Net naast het verbod op het logboek: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" voor doel "controle" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wie       | wat     | handeling     | besluit                              |
      | een fg             | fg        | logboek | logboek-lezen | "toegestaan" op grond van "R-68.1"   |
      | een ander gegeven  | beheerder | casus   | logboek-lezen | "niet-geregeld" want geen regel past |
      | een andere handeling | beheerder | logboek | zoeken      | "niet-geregeld" want geen regel past |

  @bron:law-g-r-71
  Abstract Scenario: Een partner wijzigt of trekt in wat van hem is, en de ontvangers horen het
    Als "<wie>" gegevens "<wat>" wil "<handeling>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-71.1"
    En geldt de plicht "melden-ontvangers"

    Voorbeelden:
      | wie       | wat     | handeling | doel     | fase       |
      | politie   | brp     | intrekken | oc       | weging     |
      | gemeente  | casus   | wijzigen  | hk       | signaal    |
      | toeslagen | wpg-8   | wijzigen  | ib       | uitvoering |
      | uwv       | anoniem | intrekken | controle | vernietigd |

  @bron:law-g-r-71 @bijna:R-71.1
  Abstract Scenario: Net geen wijziging van een eigen gegeven: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "open-bron" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil                 | feit                      | wie         | handeling   | aan     | besluit                              |
      | ontvangers horen niets   | niet-ontvangers-ingelicht | gemeente    | intrekken   | -       | "niet-geregeld" want geen regel past |
      | het bureau trekt in      | eigen-gegeven             | riec-bureau | intrekken   | -       | "niet-geregeld" want geen regel past |
      | een bank wijzigt         | eigen-gegeven             | bank        | wijzigen    | -       | "niet-geregeld" want geen regel past |
      | voor een ander           | eigen-gegeven             | gemeente    | wijzigen    | politie | "niet-geregeld" want geen regel past |
      | beslissen                | eigen-gegeven             | gemeente    | beslissen   | -       | "niet-geregeld" want geen regel past |
      | zoeken                   | eigen-gegeven             | gemeente    | zoeken      | -       | "niet-geregeld" want geen regel past |

  @bron:law-g-r-72
  Abstract Scenario: Niemand wijzigt wat van een ander is
    Gegeven de feiten "niet-eigen-gegeven"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie         | wat     | handeling | aan     | doel     | fase       | regels         |
      | gemeente    | brp     | wijzigen  | -       | oc       | weging     | R-72.1         |
      | ind         | casus   | wijzigen  | -       | hk       | signaal    | R-72.1         |
      | bank        | anoniem | intrekken | politie | controle | vernietigd | R-72.1         |
      | riec-bureau | casus   | wijzigen  | -       | ib       | uitvoering | R-61.1, R-72.1 |

  @bron:law-g-r-72 @bijna:R-72.1
  Abstract Scenario: Een gegeven van een ander, maar geen wijziging: <handeling>
    Gegeven de feiten "niet-eigen-gegeven"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat     | handeling  | fase       | besluit                              |
      | casus   | beslissen  | weging     | "niet-geregeld" want geen regel past |
      | casus   | openen     | signaal    | "toegestaan" op grond van "R-81.1"   |
      | brp     | aantekenen | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-73
  Abstract Scenario: Zonder selectielijst wordt er niets vernietigd: vergrendelen en een vlag
    Gegeven de feiten "niet-selectielijst"
    Als "<wie>" gegevens "<wat>" wil "vernietigen" aan "<aan>" voor doel "<doel>" in fase "afsluiting"
    Dan is het besluit "verboden" op grond van "<regels>"
    En geldt de plicht "vergrendelen"
    En geldt de plicht "archiefvlag"

    Voorbeelden:
      | wie        | wat     | aan     | doel     | regels         |
      | gemeente   | brp     | -       | oc       | R-73.1         |
      | politie    | wpg-8   | -       | ib       | R-73.1         |
      | zorgdrager | logboek | bank    | controle | R-73.1         |
      | liec       | casus   | -       | hk       | R-61.1, R-73.1 |

  @bron:law-g-r-74
  Abstract Scenario: Met een selectielijst vernietigt de partner en maakt daarvan een verklaring
    Als "<wie>" gegevens "<wat>" wil "vernietigen" voor doel "<doel>" in fase "afsluiting"
    Dan is het besluit "toegestaan" op grond van "R-74.1"
    En geldt de plicht "verklaring-vernietiging"

    Voorbeelden:
      | wie      | wat     | doel     |
      | gemeente | brp     | oc       |
      | om       | casus   | ib       |
      | uwv      | anoniem | controle |

  @bron:law-g-r-73 @bron:law-g-r-74 @bijna:R-73.1 @bijna:R-74.1
  Abstract Scenario: Net geen vernietiging bij de afsluiting: <verschil> (<feit>)
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "open-bron" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | feit               | wie         | handeling   | aan     | fase       | besluit                              |
      | een fase te vroeg   | niet-selectielijst | gemeente    | vernietigen | -       | uitvoering | "niet-geregeld" want geen regel past |
      | een fase te vroeg   | selectielijst      | gemeente    | vernietigen | -       | uitvoering | "niet-geregeld" want geen regel past |
      | al vernietigd       | niet-selectielijst | gemeente    | vernietigen | -       | vernietigd | "niet-geregeld" want geen regel past |
      | al vernietigd       | selectielijst      | gemeente    | vernietigen | -       | vernietigd | "niet-geregeld" want geen regel past |
      | een andere handeling | niet-selectielijst | gemeente   | wijzigen    | -       | afsluiting | "toegestaan" op grond van "R-71.1"   |
      | een andere handeling | niet-selectielijst | gemeente   | zoeken      | -       | afsluiting | "niet-geregeld" want geen regel past |
      | een andere handeling | selectielijst     | gemeente    | beslissen   | -       | afsluiting | "niet-geregeld" want geen regel past |
      | een bank            | selectielijst      | bank        | vernietigen | -       | afsluiting | "niet-geregeld" want geen regel past |
      | een private partij  | selectielijst      | privaat     | vernietigen | -       | afsluiting | "niet-geregeld" want geen regel past |
      | de zorgdrager       | selectielijst      | zorgdrager  | vernietigen | -       | afsluiting | "niet-geregeld" want geen regel past |
      | voor een ander      | selectielijst      | gemeente    | vernietigen | politie | afsluiting | "niet-geregeld" want geen regel past |

  @bron:law-g-r-75
  Abstract Scenario: Een burger vraagt, het contactpunt neemt aan en zet het uit
    Als "contactpunt" gegevens "<wat>" wil "rechtenverzoek-ontvangen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-75.1"
    En geldt de plicht "uitzetten-bij-verantwoordelijken"
    En geldt de plicht "klok-een-maand"

    Voorbeelden:
      | wat   | doel    | fase       |
      | brp   | rechten | weging     |
      | wpg-8 | oc      | signaal    |
      | suwi  | rechten | vernietigd |

  @bron:law-g-r-75 @bijna:R-75.1
  Abstract Scenario: Net geen verzoek van een burger bij het contactpunt: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "rechten" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil               | feit                        | wie         | wat   | handeling                | aan      |
      | identiteit onbekend    | niet-identiteit-vastgesteld | contactpunt | brp   | rechtenverzoek-ontvangen | -        |
      | een gemeente           | identiteit-vastgesteld      | gemeente    | brp   | rechtenverzoek-ontvangen | -        |
      | het bureau             | identiteit-vastgesteld      | riec-bureau | brp   | rechtenverzoek-ontvangen | -        |
      | een jurist             | identiteit-vastgesteld      | jurist      | brp   | rechtenverzoek-ontvangen | -        |
      | met een ontvanger      | identiteit-vastgesteld      | contactpunt | brp   | rechtenverzoek-ontvangen | gemeente |
      | over de casus          | identiteit-vastgesteld      | contactpunt | casus | rechtenverzoek-ontvangen | -        |
      | anoniem                | identiteit-vastgesteld      | contactpunt | anoniem | rechtenverzoek-ontvangen | -      |
      | een andere handeling   | identiteit-vastgesteld      | contactpunt | brp   | zoeken                   | -        |

  @bron:law-g-r-76
  Abstract Scenario: De verantwoordelijke beperkt een recht met een grond per geval en een einddatum
    Als "<wie>" gegevens "<wat>" wil "rechten-beperken" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-76.1"
    En geldt de plicht "einddatum-beperking"

    Voorbeelden:
      | wie      | wat   | doel    | fase       |
      | gemeente | brp   | rechten | weging     |
      | politie  | wpg-9 | oc      | signaal    |
      | ind      | vreemdelingen | rechten | vernietigd |

  @bron:law-g-r-76
  Abstract Scenario: Zonder grond per geval geen beperking
    Gegeven de feiten "niet-grond-per-geval"
    Als "<wie>" gegevens "<wat>" wil "rechten-beperken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie         | wat   | aan     | doel    | fase       | regels         |
      | gemeente    | brp   | -       | rechten | weging     | R-76.2         |
      | contactpunt | wpg-8 | politie | oc      | vernietigd | R-76.2         |
      | riec-bureau | suwi  | -       | rechten | signaal    | R-61.1, R-76.2 |

  @bron:law-g-r-76 @bijna:R-76.1 @bijna:R-76.2
  Abstract Scenario: Net geen beperking van een recht: <verschil> (<feit>)
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "rechten" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil             | feit                 | wie         | wat       | handeling        | aan     | besluit                              |
      | het contactpunt      | grond-per-geval      | contactpunt | brp       | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | een private partij   | grond-per-geval      | privaat     | brp       | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | een bank             | grond-per-geval      | bank        | brp       | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | voor een ander       | grond-per-geval      | gemeente    | brp       | rechten-beperken | politie | "niet-geregeld" want geen regel past |
      | de casus             | grond-per-geval      | gemeente    | casus     | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | de casus             | niet-grond-per-geval | gemeente    | casus     | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | anoniem              | grond-per-geval      | gemeente    | anoniem   | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | anoniem              | niet-grond-per-geval | gemeente    | anoniem   | rechten-beperken | -       | "niet-geregeld" want geen regel past |
      | beslissen            | grond-per-geval      | gemeente    | brp       | beslissen        | -       | "niet-geregeld" want geen regel past |
      | beslissen            | niet-grond-per-geval | gemeente    | brp       | beslissen        | -       | "niet-geregeld" want geen regel past |
      | wijzigen             | niet-grond-per-geval | gemeente    | brp       | wijzigen         | -       | "toegestaan" op grond van "R-71.1"   |
      | zoeken               | niet-grond-per-geval | gemeente    | brp       | zoeken           | -       | "niet-geregeld" want geen regel past |
