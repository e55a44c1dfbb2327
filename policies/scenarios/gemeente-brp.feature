# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Gemeente en provincie: BRP, eigen toezicht en sociaal domein
  Gegevens uit de BRP gaan alleen mee met een autorisatiebesluit (Wet BRP 3.2 en 3.5, zekerheid V-old) en met een
  aantekening van de verstrekking (3.11, zekerheid V). Eigen toezicht mag vanaf de half open verrijking (Awb 2:5,
  zekerheid U). Gegevens uit zorg en sociaal domein blijven thuis, tenzij een wet het uitdrukkelijk regelt (zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "brp-autorisatie, brp-aantekening, aan-mij-verstrekt, niet-objectieve-aanwijzing"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, label-opsporing"

  @bron:law-g-r-32
  Abstract Scenario: BRP en identificerende gegevens, van signaal tot en met uitvoering
    Als "gemeente" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-32.1"
    En geldt de plicht "brp-aantekening"

    Voorbeelden:
      | wat            | aan         | doel | fase                 |
      | brp            | politie     | oc   | signaal              |
      | brp            | riec-bureau | ib   | verrijking-half-open |
      | identificerend | om          | hk   | weging               |
      | brp            | ind         | oc   | uitvoering           |

  @bron:law-g-r-32 @bijna:R-32.1
  Abstract Scenario: Net geen verstrekking uit de BRP: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie       | wat       | handeling       | aan     | doel     | fase       | besluit                              |
      | een provincie       | provincie | brp       | verstrekken     | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | de politie          | politie   | brp       | verstrekken     | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | de IND              | ind       | brp       | verstrekken     | om      | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan het LIEC        | gemeente  | brp       | verstrekken     | liec    | oc       | weging     | "niet-geregeld" want geen regel past |
      | aan het Veiligheidshuis | gemeente | brp    | verstrekken     | veiligheidshuis | oc | weging   | "niet-geregeld" want geen regel past |
      | een open bron       | gemeente  | open-bron | verstrekken     | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | doel controle       | gemeente  | brp       | verstrekken     | politie | controle | weging     | "niet-geregeld" want geen regel past |
      | na de uitvoering    | gemeente  | brp       | verstrekken     | politie | oc       | afsluiting | "niet-geregeld" want geen regel past |
      | na de vernietiging  | gemeente  | identificerend | verstrekken | politie | oc      | vernietigd | "niet-geregeld" want geen regel past |
      | doorgeven           | gemeente  | brp       | doorverstrekken | politie | oc       | weging     | "toegestaan" op grond van "R-64.2"   |
      | uitvoeren           | gemeente  | brp       | exporteren      | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | vragen              | gemeente  | brp       | verzoeken       | politie | oc       | weging     | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand    | gemeente  | brp       | lezen           | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | opnemen             | gemeente  | brp       | opnemen         | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | beslissen           | gemeente  | brp       | beslissen       | politie | oc       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-32 @bijna:R-32.1
  Abstract Scenario: Zonder autorisatiebesluit geeft de gemeente niets uit de BRP
    Gegeven de feiten "niet-brp-autorisatie"
    Als "gemeente" gegevens "<wat>" wil "verstrekken" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wat            |
      | brp            |
      | identificerend |

  @bron:law-g-r-33
  Abstract Scenario: Zonder aantekening gaat er niets uit de BRP de deur uit
    Gegeven de feiten "niet-brp-aantekening"
    Als "gemeente" gegevens "brp" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-33.1"
    En geldt de plicht "brp-aantekening"

    Voorbeelden:
      | aan     | doel     | fase       |
      | politie | oc       | weging     |
      | om      | hk       | signaal    |
      | bank    | ib       | uitvoering |
      | -       | controle | vernietigd |

  @bron:law-g-r-33 @bijna:R-33.1
  Abstract Scenario: De aantekening is er voor verstrekken uit de BRP door de gemeente: <verschil>
    Gegeven de feiten "niet-brp-aantekening"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | wie       | wat            | handeling       | aan     | besluit                              |
      | identificerend        | gemeente  | identificerend | verstrekken     | politie | "toegestaan" op grond van "R-32.1"   |
      | anoniem               | gemeente  | anoniem        | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | open bron             | gemeente  | open-bron      | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | een provincie         | provincie | brp            | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | de politie            | politie   | brp            | verstrekken     | om      | "niet-geregeld" want geen regel past |
      | doorgeven             | gemeente  | brp            | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |
      | lezen                 | gemeente  | brp            | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | vragen                | gemeente  | brp            | verzoeken       | politie | "toegestaan" op grond van "R-80.1"   |
      | opnemen               | gemeente  | brp            | opnemen         | -       | "niet-geregeld" want geen regel past |
      | uitvoeren             | gemeente  | brp            | exporteren      | politie | "niet-geregeld" want geen regel past |
      | beslissen             | gemeente  | brp            | beslissen       | -       | "niet-geregeld" want geen regel past |

  @bron:law-g-r-34
  Abstract Scenario: Eigen vergunningen en toezicht vanaf de half open verrijking (zekerheid U)
    Als "<wie>" gegevens "toezicht" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-34.1"
    En geldt geen plicht

    Voorbeelden:
      | wie       | aan         | doel | fase                 |
      | gemeente  | politie     | oc   | verrijking-half-open |
      | gemeente  | riec-bureau | hk   | informatieanalyse    |
      | provincie | om          | ib   | verrijking-gesloten  |
      | provincie | gemeente    | oc   | uitvoering           |

  @bron:law-g-r-34 @bijna:R-34.1
  Abstract Scenario: Net geen verstrekking uit eigen toezicht: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wie      | wat       | handeling       | aan     | doel    | fase                 | besluit                              |
      | de politie         | politie  | toezicht  | verstrekken     | om      | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | de Arbeidsinspectie | nla     | toezicht  | verstrekken     | om      | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | aan het LIEC       | gemeente | toezicht  | verstrekken     | liec    | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | aan een bank       | gemeente | toezicht  | verstrekken     | bank    | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | politiegegevens    | gemeente | wpg-8     | verstrekken     | om      | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | een open bron      | gemeente | open-bron | verstrekken     | politie | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | doel rechten       | gemeente | toezicht  | verstrekken     | politie | rechten | verrijking-half-open | "niet-geregeld" want geen regel past |
      | een fase te vroeg  | gemeente | toezicht  | verstrekken     | politie | oc      | weging               | "niet-geregeld" want geen regel past |
      | bij het signaal    | gemeente | toezicht  | verstrekken     | politie | oc      | signaal              | "niet-geregeld" want geen regel past |
      | na de uitvoering   | gemeente | toezicht  | verstrekken     | politie | oc      | afsluiting           | "niet-geregeld" want geen regel past |
      | doorgeven          | gemeente | toezicht  | doorverstrekken | politie | oc      | verrijking-half-open | "toegestaan" op grond van "R-64.2"   |
      | vragen             | gemeente | toezicht  | verzoeken       | politie | oc      | verrijking-half-open | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand   | gemeente | toezicht  | lezen           | politie | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | opnemen            | gemeente | toezicht  | opnemen         | politie | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | beslissen          | gemeente | toezicht  | beslissen       | politie | oc      | verrijking-half-open | "niet-geregeld" want geen regel past |

  @bron:law-g-r-35
  Abstract Scenario: Gegevens uit zorg en sociaal domein blijven thuis zonder wettelijke plicht
    Gegeven de feiten "niet-wettelijke-plicht"
    Als "gemeente" gegevens "sociaal-medisch" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-35.1"

    Voorbeelden:
      | aan             | doel     | fase                 |
      | politie         | oc       | weging               |
      | om              | hk       | signaal              |
      | veiligheidshuis | ib       | uitvoering           |
      | -               | controle | vernietigd           |

  @bron:law-g-r-35 @bijna:R-35.1
  Scenario: Met een wettelijke plicht is het niet verboden, maar ook nog nergens toegestaan
    Gegeven de feiten "wettelijke-plicht"
    Als "gemeente" gegevens "sociaal-medisch" wil "verstrekken" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-35 @bijna:R-35.1
  Abstract Scenario: Net naast het verbod voor zorg en sociaal domein: <verschil>
    Gegeven de feiten "niet-wettelijke-plicht"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil      | wie       | wat             | handeling       | aan     | besluit                              |
      | een provincie | provincie | sociaal-medisch | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | de politie    | politie   | sociaal-medisch | verstrekken     | om      | "niet-geregeld" want geen regel past |
      | een open bron | gemeente  | open-bron       | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | anoniem       | gemeente  | anoniem         | verstrekken     | politie | "niet-geregeld" want geen regel past |
      | doorgeven     | gemeente  | sociaal-medisch | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |
      | lezen         | gemeente  | sociaal-medisch | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | vragen        | gemeente  | sociaal-medisch | verzoeken       | politie | "toegestaan" op grond van "R-80.1"   |
      | opnemen       | gemeente  | sociaal-medisch | opnemen         | -       | "niet-geregeld" want geen regel past |
      | uitvoeren     | gemeente  | sociaal-medisch | exporteren      | politie | "niet-geregeld" want geen regel past |
      | beslissen     | gemeente  | sociaal-medisch | beslissen       | -       | "niet-geregeld" want geen regel past |
