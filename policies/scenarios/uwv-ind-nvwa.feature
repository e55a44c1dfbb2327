# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: UWV, Arbeidsinspectie, IND, NVWA en Douane
  UWV en Arbeidsinspectie geven gegevens over werk en inkomen alleen bij een wettelijke plicht (SUWI 73 en 74, zekerheid
  V-old). De IND geeft wat de ontvanger voor zijn taak nodig heeft, maar nooit gezichten of vingerafdrukken (Vw 107,
  zekerheid V-old). Voor NVWA en Douane (niet-fiscaal) is geen grondslag gevonden (zekerheid U): tot een jurist anders zegt mag het niet.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "label-opsporing, aan-mij-verstrekt, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, aangewezen, gescreend"

  @bron:law-g-r-36
  Abstract Scenario: Zonder wettelijke plicht geen gegevens over werk en inkomen
    Gegeven de feiten "niet-wettelijke-plicht, bevoegdheid-ontvanger"
    Als "<wie>" gegevens "suwi" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-36.1"

    Voorbeelden:
      | wie | aan      | doel     | fase       |
      | uwv | gemeente | oc       | weging     |
      | nla | politie  | hk       | signaal    |
      | uwv | bank     | ib       | uitvoering |
      | nla | -        | controle | vernietigd |

  @bron:law-g-r-36 @bijna:R-36.1
  Abstract Scenario: Net naast het verbod voor werk en inkomen: <verschil>
    Gegeven de feiten "niet-wettelijke-plicht, bevoegdheid-ontvanger"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil       | wie      | wat       | handeling       | aan      | besluit                              |
      | een gemeente   | gemeente | suwi      | verstrekken     | politie  | "niet-geregeld" want geen regel past |
      | de IND         | ind      | suwi      | verstrekken     | politie  | "niet-geregeld" want geen regel past |
      | een open bron  | uwv      | open-bron | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | anoniem        | uwv      | anoniem   | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | lezen          | uwv      | suwi      | lezen           | -        | "toegestaan" op grond van "R-79.1"   |
      | vragen         | uwv      | suwi      | verzoeken       | gemeente | "toegestaan" op grond van "R-80.1"   |
      | doorgeven      | uwv      | suwi      | doorverstrekken | gemeente | "toegestaan" op grond van "R-64.2"   |
      | opnemen        | uwv      | suwi      | opnemen         | -        | "niet-geregeld" want geen regel past |
      | uitvoeren      | uwv      | suwi      | exporteren      | gemeente | "niet-geregeld" want geen regel past |
      | beslissen      | uwv      | suwi      | beslissen       | -        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-37
  Abstract Scenario: Met wettelijke plicht en een gecontroleerde ontvanger mag het UWV verstrekken
    De inhoud van WGS 2.19 is niet nagegaan (zekerheid U).
    Gegeven de feiten "wettelijke-plicht, bevoegdheid-ontvanger"
    Als "uwv" gegevens "suwi" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-37.1"

    Voorbeelden:
      | aan         | fase              |
      | gemeente    | weging            |
      | nla         | informatieanalyse |
      | riec-bureau | uitvoering        |

  @bron:law-g-r-37 @bijna:R-37.1
  Abstract Scenario: Net geen verstrekking door het UWV: <verschil>
    Gegeven de feiten "wettelijke-plicht, bevoegdheid-ontvanger"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie      | wat       | handeling       | aan      | doel     | fase       | besluit                              |
      | de Arbeidsinspectie | nla      | suwi      | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | de IND              | ind      | suwi      | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan het LIEC        | uwv      | suwi      | verstrekken     | liec     | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan een bank        | uwv      | suwi      | verstrekken     | bank     | oc       | weging     | "niet-geregeld" want geen regel past |
      | een open bron       | uwv      | open-bron | verstrekken     | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | doel hk             | uwv      | suwi      | verstrekken     | gemeente | hk       | weging     | "niet-geregeld" want geen regel past |
      | doel ib             | uwv      | suwi      | verstrekken     | gemeente | ib       | weging     | "niet-geregeld" want geen regel past |
      | doel controle       | uwv      | suwi      | verstrekken     | gemeente | controle | weging     | "niet-geregeld" want geen regel past |
      | een fase te vroeg   | uwv      | suwi      | verstrekken     | gemeente | oc       | hit-nohit  | "niet-geregeld" want geen regel past |
      | na de uitvoering    | uwv      | suwi      | verstrekken     | gemeente | oc       | afsluiting | "niet-geregeld" want geen regel past |
      | doorgeven           | uwv      | suwi      | doorverstrekken | gemeente | oc       | weging     | "toegestaan" op grond van "R-64.2"   |
      | vragen              | uwv      | suwi      | verzoeken       | gemeente | oc       | weging     | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand    | uwv      | suwi      | lezen           | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | opnemen             | uwv      | suwi      | opnemen         | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |
      | beslissen           | uwv      | suwi      | beslissen       | gemeente | oc       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-37 @bijna:R-37.1
  Scenario: De ontvanger is niet gecontroleerd
    Gegeven de feiten "wettelijke-plicht, niet-bevoegdheid-ontvanger"
    Als "uwv" gegevens "suwi" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-38
  Abstract Scenario: De IND geeft vanaf de gesloten verrijking wat de ontvanger nodig heeft
    Gegeven de feiten "evenredig"
    Als "ind" gegevens "vreemdelingen" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-38.1"
    En geldt geen plicht

    Voorbeelden:
      | aan         | doel | fase                |
      | politie     | oc   | verrijking-gesloten |
      | riec-bureau | hk   | casusoverleg        |
      | kmar        | oc   | uitvoering          |

  @bron:law-g-r-38 @bijna:R-38.1
  Abstract Scenario: Net geen verstrekking door de IND: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | feit           | wie     | wat           | handeling       | aan     | doel    | fase                 | besluit                              |
      | onevenredig       | niet-evenredig | ind     | vreemdelingen | verstrekken     | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | de politie        | evenredig      | politie | vreemdelingen | verstrekken     | kmar    | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | het UWV           | evenredig      | uwv     | vreemdelingen | verstrekken     | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | de NVWA           | evenredig      | nvwa    | vreemdelingen | verstrekken     | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | aan het LIEC      | evenredig      | ind     | vreemdelingen | verstrekken     | liec    | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | aan het buitenland | evenredig     | ind     | vreemdelingen | verstrekken     | buitenland | oc   | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | een open bron     | evenredig      | ind     | open-bron     | verstrekken     | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | doel ib           | evenredig      | ind     | vreemdelingen | verstrekken     | politie | ib      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | doel rechten      | evenredig      | ind     | vreemdelingen | verstrekken     | politie | rechten | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | een fase te vroeg | evenredig      | ind     | vreemdelingen | verstrekken     | politie | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | bij de weging     | evenredig      | ind     | vreemdelingen | verstrekken     | politie | oc      | weging               | "niet-geregeld" want geen regel past |
      | bij het signaal   | evenredig      | ind     | vreemdelingen | verstrekken     | politie | oc      | signaal              | "niet-geregeld" want geen regel past |
      | na de uitvoering  | evenredig      | ind     | vreemdelingen | verstrekken     | politie | oc      | afsluiting           | "niet-geregeld" want geen regel past |
      | doorgeven         | evenredig      | ind     | vreemdelingen | doorverstrekken | politie | oc      | verrijking-gesloten  | "toegestaan" op grond van "R-64.2"   |
      | vragen            | evenredig      | ind     | vreemdelingen | verzoeken       | politie | oc      | verrijking-gesloten  | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand  | evenredig      | ind     | vreemdelingen | lezen           | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | opnemen           | evenredig      | ind     | vreemdelingen | opnemen         | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | beslissen         | evenredig      | ind     | vreemdelingen | beslissen       | politie | oc      | verrijking-gesloten  | "niet-geregeld" want geen regel past |

  @bron:law-g-r-39
  Abstract Scenario: Gezichten en vingerafdrukken van vreemdelingen verstrekt de IND nooit
    Gegeven de feiten "evenredig, wettelijke-plicht"
    Als "ind" gegevens "vreemdelingen-biometrie" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-39.1"

    Voorbeelden:
      | aan     | doel     | fase                |
      | politie | oc       | verrijking-gesloten |
      | kmar    | hk       | signaal             |
      | bank    | ib       | uitvoering          |
      | -       | controle | vernietigd          |

  @bron:law-g-r-39 @bijna:R-39.1
  Abstract Scenario: Net naast het verbod op biometrie: <verschil>
    Gegeven de feiten "evenredig"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil             | wie     | wat                     | handeling       | aan     | besluit                              |
      | gewone gegevens      | ind     | vreemdelingen           | verstrekken     | politie | "toegestaan" op grond van "R-38.1"   |
      | anoniem              | ind     | anoniem                 | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | de politie           | politie | vreemdelingen-biometrie | verstrekken     | kmar    | "niet-geregeld" want geen regel past |
      | het UWV              | uwv     | vreemdelingen-biometrie | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | de NVWA              | nvwa    | vreemdelingen-biometrie | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | lezen                | ind     | vreemdelingen-biometrie | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | vragen               | ind     | vreemdelingen-biometrie | verzoeken       | politie | "toegestaan" op grond van "R-80.1"   |
      | doorgeven            | ind     | vreemdelingen-biometrie | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |
      | opnemen              | ind     | vreemdelingen-biometrie | opnemen         | -       | "niet-geregeld" want geen regel past |
      | uitvoeren            | ind     | vreemdelingen-biometrie | exporteren      | politie | "niet-geregeld" want geen regel past |
      | beslissen            | ind     | vreemdelingen-biometrie | beslissen       | -       | "niet-geregeld" want geen regel past |

  @bron:law-g-r-40
  Abstract Scenario: NVWA en Douane verstrekken geen toezicht- of politiegegevens tot een jurist een grondslag vindt
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie    | wat      | aan      | doel     | fase                | regels         |
      | nvwa   | toezicht | gemeente | oc       | weging              | R-40.1         |
      | nvwa   | wpg-8    | politie  | hk       | signaal             | R-40.1         |
      | douane | toezicht | om       | ib       | uitvoering          | R-40.1         |
      | douane | wpg-13   | bank     | controle | vernietigd          | R-40.1         |
      | nvwa   | wpg-12   | om       | oc       | verrijking-gesloten | R-16.1, R-40.1 |

  @bron:law-g-r-40 @bijna:R-40.1
  Abstract Scenario: Net naast het verbod voor NVWA en Douane: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil        | wie       | wat       | handeling       | aan      | besluit                              |
      | een provincie   | provincie | toezicht  | verstrekken     | gemeente | "toegestaan" op grond van "R-34.1"   |
      | de IND          | ind       | toezicht  | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | een open bron   | nvwa      | open-bron | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | het advies      | nvwa      | casus     | verstrekken     | gemeente | "niet-geregeld" want geen regel past |
      | lezen           | nvwa      | toezicht  | lezen           | -        | "toegestaan" op grond van "R-79.1"   |
      | vragen          | douane    | toezicht  | verzoeken       | gemeente | "toegestaan" op grond van "R-80.1"   |
      | doorgeven       | douane    | toezicht  | doorverstrekken | gemeente | "toegestaan" op grond van "R-64.2"   |
      | opnemen         | nvwa      | toezicht  | opnemen         | -        | "niet-geregeld" want geen regel past |
      | uitvoeren       | nvwa      | toezicht  | exporteren      | gemeente | "niet-geregeld" want geen regel past |
      | beslissen       | nvwa      | toezicht  | beslissen       | -        | "niet-geregeld" want geen regel past |

  @bron:law-g-r-28 @bijna:R-28.1
  Abstract Scenario: Zonder label opsporing of toezicht, maar geen verstrekking van die soort: <verschil>
    Gegeven de feiten "niet-label-opsporing"
    Als "nla" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil  | wat      | handeling       | aan      | besluit                              |
      | open bron | open-bron | verstrekken    | gemeente | "niet-geregeld" want geen regel past |
      | lezen     | toezicht | lezen           | -        | "toegestaan" op grond van "R-79.1"   |
      | doorgeven | toezicht | doorverstrekken | gemeente | "toegestaan" op grond van "R-64.2"   |
