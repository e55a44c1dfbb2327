# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Adviezen van het Landelijk Bureau Bibob
  Een Bibob-advies is geheim en gaat alleen naar de deelnemers die artikel 28 Bibob noemt, om het bestuursorgaan te helpen
  (zekerheid V-old). Of IND, UWV, NVWA en Toeslagen ook meetellen is een open vraag (zekerheid U): voorlopig niet.
  Een advies is na vijf jaar te oud (artikel 29, zekerheid V-old; de vijf jaar komt van de VNG, zekerheid S).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "bibob-orgaan, niet-bibob-verlopen, aan-mij-verstrekt, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"

  @bron:law-g-r-41
  Abstract Scenario: Het bestuursorgaan dat beslist geeft het advies door aan een genoemde deelnemer
    Als "<wie>" gegevens "bibob" wil "doorverstrekken" aan "<aan>" voor doel "ib" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-41.1, R-64.2"
    En geldt de plicht "melden-geheimhouding"
    En geldt de plicht "melden-partners"

    Voorbeelden:
      | wie       | aan             | fase       |
      | gemeente  | politie         | signaal    |
      | gemeente  | om              | weging     |
      | provincie | belastingdienst | weging     |
      | provincie | fiod            | uitvoering |
      | gemeente  | nla             | weging     |
      | gemeente  | kmar            | weging     |
      | provincie | gemeente        | uitvoering |
      | gemeente  | provincie       | weging     |

  @bron:law-g-r-41 @bijna:R-41.1
  Abstract Scenario: Wie niet zelf beslist over Bibob valt niet onder artikel 28 lid 2: <verschil>
    Als "<wie>" gegevens "<wat>" wil "doorverstrekken" aan "<aan>" voor doel "ib" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-64.2"
    En geldt de plicht "melden-partners"

    Voorbeelden:
      | verschil            | wie      | wat       | aan     |
      | de politie          | politie  | bibob     | om      |
      | de Belastingdienst  | belastingdienst | bibob | om   |
      | de IND              | ind      | bibob     | om      |
      | aan de Douane       | gemeente | bibob     | douane  |
      | een open bron       | gemeente | open-bron | politie |
      | een strafdossier    | gemeente | strafvorderlijk | politie |

  @bron:law-g-r-41 @bijna:R-41.1
  Abstract Scenario: Net geen doorgeven van het advies: <verschil>
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | feit              | wie      | wat     | handeling       | aan     | doel     | fase       | besluit                              |
      | niet bevoegd        | niet-bibob-orgaan | gemeente | bibob   | doorverstrekken | politie | ib       | weging     | "toegestaan" op grond van "R-64.2"   |
      | zonder toestemming  | niet-toestemming-verstrekker | gemeente | bibob | doorverstrekken | politie | ib | weging | "verboden" op grond van "R-63.4"   |
      | aan het LBB         | bibob-orgaan      | gemeente | bibob   | doorverstrekken | lbb     | ib       | weging     | "niet-geregeld" want geen regel past |
      | aan het bureau      | bibob-orgaan      | gemeente | bibob   | doorverstrekken | riec-bureau | ib   | weging     | "niet-geregeld" want geen regel past |
      | anoniem             | bibob-orgaan      | gemeente | anoniem | doorverstrekken | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | na de uitvoering    | bibob-orgaan      | gemeente | bibob   | doorverstrekken | politie | ib       | afsluiting | "niet-geregeld" want geen regel past |
      | na de vernietiging  | bibob-orgaan      | gemeente | bibob   | doorverstrekken | politie | ib       | vernietigd | "niet-geregeld" want geen regel past |
      | doel oc             | bibob-orgaan      | gemeente | bibob   | doorverstrekken | politie | oc       | weging     | "verboden" op grond van "R-42a.1"    |
      | uitvoeren           | bibob-orgaan      | gemeente | bibob   | exporteren      | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | verstrekken         | bibob-orgaan      | gemeente | bibob   | verstrekken     | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | lezen aan iemand    | bibob-orgaan      | gemeente | bibob   | lezen           | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | gebruiken           | bibob-orgaan      | gemeente | bibob   | gebruiken       | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | beslissen           | bibob-orgaan      | gemeente | bibob   | beslissen       | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | opnemen             | bibob-orgaan      | gemeente | bibob   | opnemen         | politie | ib       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-42a
  Abstract Scenario: Voor een ander doel dan de integriteitsbeoordeling leest of krijgt niemand het advies
    Als "<wie>" gegevens "bibob" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie      | handeling       | aan     | doel     | fase       | regels          |
      | gemeente | lezen           | -       | oc       | weging     | R-42a.1         |
      | gemeente | doorverstrekken | politie | hk       | signaal    | R-42a.1         |
      | politie  | doorverstrekken | bank    | rechten  | vernietigd | R-42a.1         |
      | om       | lezen           | -       | controle | uitvoering | R-42a.1         |
      | gemeente | lezen           | -       | beeld    | weging     | R-42a.1, R-56.1 |

  @bron:law-g-r-42a
  Abstract Scenario: Het advies komt ook niet in een casusdossier voor een ander doel
    Als "<wie>" gegevens "bibob" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-42a.2"

    Voorbeelden:
      | wie       | handeling   | aan     | doel | fase         |
      | gemeente  | verstrekken | politie | oc   | weging       |
      | gemeente  | opnemen     | -       | hk   | signaal      |
      | provincie | verstrekken | bank    | hk   | vernietigd   |
      | politie   | opnemen     | -       | oc   | casusoverleg |

  @bron:law-g-r-42a @bijna:R-42a.1 @bijna:R-42a.2
  Abstract Scenario: Net naast het verbod op ander gebruik van het advies: <verschil>
    Gegeven de feiten "objectieve-aanwijzing, eigen-bevoegdheid, thema-erkend"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil                | wat       | handeling       | aan     | doel     | fase       | besluit                              |
      | lezen voor Bibob        | bibob     | lezen           | -       | ib       | weging     | "toegestaan" op grond van "R-79.1"   |
      | een open bron lezen     | open-bron | lezen           | -       | oc       | weging     | "toegestaan" op grond van "R-79.1"   |
      | anoniem doorgeven       | anoniem   | doorverstrekken | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | een open bron doorgeven | open-bron | doorverstrekken | politie | oc       | weging     | "toegestaan" op grond van "R-64.2"   |
      | vragen naar het advies  | bibob     | verzoeken       | politie | oc       | weging     | "toegestaan" op grond van "R-80.1"   |
      | gebruiken               | bibob     | gebruiken       | -       | oc       | uitvoering | "toegestaan" op grond van "R-85.1"   |
      | beslissen               | bibob     | beslissen       | -       | oc       | weging     | "niet-geregeld" want geen regel past |
      | ontvangen               | bibob     | ontvangen       | -       | oc       | weging     | "niet-geregeld" want geen regel past |
      | verstrekken voor Bibob  | bibob     | verstrekken     | politie | ib       | weging     | "niet-geregeld" want geen regel past |
      | verstrekken, controle   | bibob     | verstrekken     | politie | controle | weging     | "niet-geregeld" want geen regel past |
      | opnemen voor Bibob      | bibob     | opnemen         | -       | ib       | weging     | "niet-geregeld" want geen regel past |
      | iemand opnemen          | identificerend | opnemen    | -       | oc       | signaal    | "toegestaan" op grond van "R-82.1"   |
      | een open bron geven     | open-bron | verstrekken     | politie | oc       | weging     | "niet-geregeld" want geen regel past |
      | anoniem geven           | anoniem   | verstrekken     | politie | oc       | weging     | "niet-geregeld" want geen regel past |

  @bron:law-g-r-42b
  Abstract Scenario: Aan IND, UWV, NVWA of Toeslagen gaat het advies voorlopig niet (zekerheid U)
    Als "<wie>" gegevens "bibob" wil "doorverstrekken" aan "<aan>" voor doel "ib" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-42b.1"

    Voorbeelden:
      | wie       | aan       | fase       |
      | gemeente  | uwv       | weging     |
      | provincie | ind       | signaal    |
      | politie   | nvwa      | uitvoering |
      | gemeente  | toeslagen | vernietigd |

  @bron:law-g-r-42b @bijna:R-42b.1
  Abstract Scenario: Net naast het verbod voor IND, UWV, NVWA en Toeslagen: <verschil>
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "uitvoering"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil         | wat       | handeling       | aan    | doel | besluit                              |
      | aan de Douane    | bibob     | doorverstrekken | douane | ib   | "toegestaan" op grond van "R-64.2"   |
      | aan de politie   | bibob     | doorverstrekken | politie | ib  | "toegestaan" op grond van "R-41.1, R-64.2" |
      | een open bron    | open-bron | doorverstrekken | uwv    | ib   | "toegestaan" op grond van "R-64.2"   |
      | anoniem          | anoniem   | doorverstrekken | uwv    | ib   | "niet-geregeld" want geen regel past |
      | doel oc          | bibob     | doorverstrekken | uwv    | oc   | "verboden" op grond van "R-42a.1"    |
      | doel beeld       | bibob     | doorverstrekken | uwv    | beeld | "verboden" op grond van "R-42a.1, R-56.1" |
      | verstrekken      | bibob     | verstrekken     | uwv    | ib   | "niet-geregeld" want geen regel past |
      | lezen aan iemand | bibob     | lezen           | uwv    | ib   | "niet-geregeld" want geen regel past |
      | gebruiken        | bibob     | gebruiken       | uwv    | ib   | "niet-geregeld" want geen regel past |
      | beslissen        | bibob     | beslissen       | uwv    | ib   | "niet-geregeld" want geen regel past |
      | vragen           | bibob     | verzoeken       | uwv    | ib   | "toegestaan" op grond van "R-80.1"   |

  @bron:law-g-r-43
  Abstract Scenario: Een advies dat te oud is leest niemand meer
    Gegeven de feiten "bibob-verlopen"
    Als "<wie>" gegevens "bibob" wil "lezen" voor doel "ib" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-43.1"

    Voorbeelden:
      | wie       | fase       |
      | gemeente  | weging     |
      | provincie | signaal    |
      | politie   | uitvoering |

  @bron:law-g-r-43 @bijna:R-43.1
  Abstract Scenario: Te oud, maar geen lezen voor Bibob: <verschil>
    Gegeven de feiten "bibob-verlopen"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil      | wat       | handeling       | aan     | doel | besluit                              |
      | een open bron | open-bron | lezen           | -       | ib   | "toegestaan" op grond van "R-79.1"   |
      | anoniem       | anoniem   | lezen           | -       | ib   | "toegestaan" op grond van "R-79.1"   |
      | doorgeven     | bibob     | doorverstrekken | politie | ib   | "toegestaan" op grond van "R-41.1, R-64.2" |
      | ontvangen     | bibob     | ontvangen       | -       | ib   | "niet-geregeld" want geen regel past |
      | verstrekken   | bibob     | verstrekken     | politie | ib   | "niet-geregeld" want geen regel past |
      | doel oc       | bibob     | lezen           | -       | oc   | "verboden" op grond van "R-42a.1"    |
      | doel beeld    | bibob     | lezen           | -       | beeld | "verboden" op grond van "R-42a.1, R-56.1" |
