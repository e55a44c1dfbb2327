# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Doorgeven aan een derde of aan een andere regio
  Wat een partner in een casus kreeg, geeft hij alleen door met toestemming vooraf van de verstrekker, voor een plicht of
  taak die ermee verenigbaar is (Machtigingsbesluit 2013, artikel 6). Voor artikel 9 en 10 a is dat gelezen (zekerheid
  V-old, vervallen); voor andere gegevens is het onze uitbreiding (zekerheid U). Een tweede persoon kijkt mee (goede
  praktijk, zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, niet-herkomst-riec"
    En de feiten "aan-mij-verstrekt, aangewezen, gescreend, eigen-bevoegdheid"

  @bron:law-g-r-64
  Abstract Scenario: Met toestemming en voor een verenigbaar doel mag een partner iets doorgeven
    Als "<wie>" gegevens "<wat>" wil "doorverstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regel>"
    En geldt de plicht "melden-partners"

    Voorbeelden:
      | wie      | wat             | aan      | doel | fase                | regel  |
      | gemeente | wpg-9           | om       | oc   | informatieanalyse   | R-64.1 |
      | politie  | wpg-10a         | kmar     | hk   | uitvoering          | R-64.1 |
      | om       | wpg-9           | gemeente | ib   | signaal             | R-64.1 |
      | gemeente | brp             | om       | oc   | signaal             | R-64.2 |
      | uwv      | suwi            | nla      | hk   | uitvoering          | R-64.2 |
      | kmar     | wpg-8           | ind      | oc   | verrijking-gesloten | R-64.2 |
      | om       | strafvorderlijk | politie  | ib   | weging              | R-64.2 |

  @bron:law-g-r-64 @bijna:R-64.1 @bijna:R-64.2
  Abstract Scenario: Net geen doorgeven binnen het convenant: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil                | wie         | wat               | handeling       | aan         | doel | fase              | besluit                              |
      | het bureau geeft door   | riec-bureau | brp               | doorverstrekken | politie     | oc   | weging            | "verboden" op grond van "R-61.1"     |
      | een bank geeft door     | bank        | brp               | doorverstrekken | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | een bank, artikel 9     | bank        | wpg-9             | doorverstrekken | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | een private partij      | privaat     | brp               | doorverstrekken | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | privaat, artikel 9      | privaat     | wpg-9             | doorverstrekken | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | aan het bureau          | gemeente    | brp               | doorverstrekken | riec-bureau | oc   | weging            | "niet-geregeld" want geen regel past |
      | artikel 9 aan het bureau | gemeente   | wpg-9             | doorverstrekken | riec-bureau | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | aan een private partij  | gemeente    | brp               | doorverstrekken | privaat     | oc   | weging            | "niet-geregeld" want geen regel past |
      | artikel 9 naar buitenland | politie   | wpg-9             | doorverstrekken | buitenland  | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | het advies              | gemeente    | interventieadvies | doorverstrekken | politie     | oc   | uitvoering        | "niet-geregeld" want geen regel past |
      | anoniem                 | gemeente    | anoniem           | doorverstrekken | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | na de uitvoering        | gemeente    | brp               | doorverstrekken | politie     | oc   | afsluiting        | "niet-geregeld" want geen regel past |
      | na de vernietiging      | gemeente    | brp               | doorverstrekken | politie     | oc   | vernietigd        | "niet-geregeld" want geen regel past |
      | artikel 9, afsluiting   | gemeente    | wpg-9             | doorverstrekken | politie     | oc   | afsluiting        | "niet-geregeld" want geen regel past |
      | artikel 9, vernietigd   | gemeente    | wpg-9             | doorverstrekken | politie     | oc   | vernietigd        | "niet-geregeld" want geen regel past |
      | lezen aan iemand        | gemeente    | open-bron         | lezen           | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | gebruiken               | gemeente    | open-bron         | gebruiken       | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | beslissen               | gemeente    | open-bron         | beslissen       | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | verstrekken             | gemeente    | open-bron         | verstrekken     | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | uitvoeren               | gemeente    | open-bron         | exporteren      | politie     | oc   | weging            | "niet-geregeld" want geen regel past |
      | vragen                  | gemeente    | open-bron         | verzoeken       | politie     | oc   | weging            | "toegestaan" op grond van "R-80.1"   |
      | artikel 9 lezen         | gemeente    | wpg-9             | lezen           | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | artikel 9 gebruiken     | gemeente    | wpg-9             | gebruiken       | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | artikel 9 beslissen     | gemeente    | wpg-9             | beslissen       | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | artikel 9 verstrekken   | gemeente    | wpg-9             | verstrekken     | politie     | oc   | informatieanalyse | "niet-geregeld" want geen regel past |
      | artikel 10 c doorgeven  | gemeente    | wpg-10c           | doorverstrekken | politie     | oc   | informatieanalyse | "toegestaan" op grond van "R-64.2"   |

  @bron:law-g-r-62
  Abstract Scenario: Naar een andere regio zonder toestemming gaat niets
    Zonder toestemming botst het ook met de regel over derden: beide regels worden genoemd.
    Gegeven de feiten "niet-zelfde-regio, niet-toestemming-verstrekker"
    Als "<wie>" gegevens "<wat>" wil "doorverstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie      | wat     | aan     | doel     | fase              | regels                 |
      | gemeente | wpg-9   | om      | oc       | informatieanalyse | R-62.1, R-63.2         |
      | politie  | wpg-10a | bank    | controle | vernietigd        | R-62.1, R-63.2         |
      | gemeente | brp     | om      | oc       | weging            | R-62.2, R-63.4         |
      | uwv      | suwi    | bank    | rechten  | vernietigd        | R-62.2, R-63.4         |
      | kmar     | wpg-10c | politie | ib       | signaal           | R-62.2, R-63.4         |

  @bron:law-g-r-62
  Scenario: Naar een andere regio met toestemming mag wel
    Gegeven de feiten "niet-zelfde-regio"
    Als "gemeente" gegevens "brp" wil "doorverstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-64.2"

  @bron:law-g-r-62 @bron:law-g-r-63 @bijna:R-62.1 @bijna:R-62.2
  Abstract Scenario: Binnen de regio telt alleen dat de verstrekker toestemming geeft
    Gegeven de feiten "niet-toestemming-verstrekker"
    Als "gemeente" gegevens "<wat>" wil "doorverstrekken" aan "om" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "<regel>"

    Voorbeelden:
      | wat     | regel  |
      | wpg-9   | R-63.2 |
      | wpg-10a | R-63.2 |
      | brp     | R-63.4 |
      | wpg-8   | R-63.4 |

  @bron:law-g-r-62 @bijna:R-62.1 @bijna:R-63.2
  Scenario: Artikel 9 naar een andere regio met toestemming van de officier
    Gegeven de feiten "niet-zelfde-regio"
    Als "politie" gegevens "wpg-9" wil "doorverstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-64.1"

  @bron:law-g-r-63
  Abstract Scenario: Niet verenigbaar met het doel: dan niet doorgeven
    Gegeven de feiten "niet-verenigbaar"
    Als "<wie>" gegevens "<wat>" wil "doorverstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regel>"

    Voorbeelden:
      | wie      | wat     | aan     | doel     | fase              | regel  |
      | gemeente | wpg-10a | om      | oc       | informatieanalyse | R-63.1 |
      | kmar     | wpg-9   | bank    | rechten  | vernietigd        | R-63.1 |
      | gemeente | brp     | om      | oc       | weging            | R-63.3 |
      | gemeente | wpg-10c | om      | oc       | informatieanalyse | R-63.3 |
      | politie  | wpg-8   | privaat | controle | vernietigd        | R-63.3 |

  @bron:law-g-r-63
  Scenario: Niet verenigbaar en geen toestemming: beide regels worden genoemd
    Gegeven de feiten "niet-verenigbaar, niet-toestemming-verstrekker"
    Als "gemeente" gegevens "brp" wil "doorverstrekken" aan "om" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-63.3, R-63.4"

  @bron:law-g-r-62 @bron:law-g-r-63 @bijna:R-62.1 @bijna:R-62.2 @bijna:R-63.1 @bijna:R-63.2 @bijna:R-63.3 @bijna:R-63.4
  Abstract Scenario: Andere regio, geen toestemming, niet verenigbaar, maar er wordt geen persoonsgegeven doorgegeven: <wat> <handeling>
    Gegeven de feiten "niet-zelfde-regio, niet-toestemming-verstrekker, niet-verenigbaar"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "uitvoering"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat     | handeling       | aan     | besluit                              |
      | casus   | doorverstrekken | politie | "niet-geregeld" want geen regel past |
      | hit     | doorverstrekken | politie | "niet-geregeld" want geen regel past |
      | anoniem | doorverstrekken | politie | "niet-geregeld" want geen regel past |
      | toezicht | lezen          | -       | "toegestaan" op grond van "R-79.1"   |
      | wpg-9   | lezen           | -       | "toegestaan" op grond van "R-79.2"   |
      | toezicht | gebruiken      | -       | "toegestaan" op grond van "R-85.1"   |
      | wpg-9   | gebruiken       | -       | "toegestaan" op grond van "R-85.1"   |
      | toezicht | beslissen      | -       | "niet-geregeld" want geen regel past |
      | wpg-9   | beslissen       | -       | "niet-geregeld" want geen regel past |
      | open-bron | verstrekken   | om      | "niet-geregeld" want geen regel past |
      | wpg-9   | verstrekken     | om      | "niet-geregeld" want geen regel past |
      | toezicht | exporteren     | om      | "niet-geregeld" want geen regel past |
      | wpg-9   | verzoeken       | om      | "toegestaan" op grond van "R-80.1"   |

  @bron:law-g-r-77
  Abstract Scenario: Niemand beslist of geeft door in zijn eentje
    Gegeven de feiten "niet-tweede-paar-ogen"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-77.1"

    Voorbeelden:
      | wie        | wat     | handeling       | aan  | doel     | fase       |
      | stuurgroep | casus   | beslissen       | -    | hk       | weging     |
      | gemeente   | brp     | doorverstrekken | om   | oc       | signaal    |
      | bank       | anoniem | doorverstrekken | bank | controle | vernietigd |
      | jurist     | logboek | beslissen       | -    | rechten  | afsluiting |

  @bron:law-g-r-77 @bijna:R-77.1
  Abstract Scenario: Zonder tweede paar ogen, maar geen beslissen of doorgeven: <handeling>
    Gegeven de feiten "niet-tweede-paar-ogen, objectieve-aanwijzing, eigen-gegeven, ontvangers-ingelicht, oorsprong-erkend, thema-erkend"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling   | wat            | aan     | fase       | besluit                              |
      | lezen       | toezicht       | -       | weging     | "toegestaan" op grond van "R-79.1"   |
      | gebruiken   | toezicht       | -       | uitvoering | "toegestaan" op grond van "R-85.1"   |
      | verstrekken | open-bron      | politie | weging     | "niet-geregeld" want geen regel past |
      | exporteren  | open-bron      | politie | weging     | "niet-geregeld" want geen regel past |
      | openen      | casus          | -       | signaal    | "toegestaan" op grond van "R-81.1"   |
      | wijzigen    | casus          | -       | weging     | "toegestaan" op grond van "R-71.1"   |

  @bron:law-g-r-62
  Scenario: Een fiscaal gegeven blijft ook met toestemming waar het is
    Gegeven de feiten "niet-zelfde-regio"
    Als "gemeente" gegevens "fiscaal" wil "doorverstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-10.1"

  @bron:law-g-r-64 @bijna:R-39.1 @bijna:R-48.1 @bijna:R-17.1 @bijna:R-36.1
  Abstract Scenario: Wat R-64 openlaat, met de toestemming als enige rem: <wie> geeft <wat> door (<feit>)
    Verbieden bij verstrekken geldt niet vanzelf bij doorgeven: alleen R-01, R-10, R-16, R-18, R-42a en R-42b noemen het. Zo staat het
    in het juridisch kader (R-62 tot en met R-64, zekerheid U buiten artikel 9 en 10 a). Of dat de bedoeling is, is een vraag aan de jurist.
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "doorverstrekken" aan "politie" voor doel "oc" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regel>"
    En geldt de plicht "melden-partners"

    Voorbeelden:
      | wie      | wat                     | feit                     | fase    | regel  |
      | ind      | vreemdelingen-biometrie | niet-evenredig           | weging  | R-64.2 |
      | gemeente | bsn                     | niet-bsn-grondslag       | weging  | R-64.2 |
      | gemeente | sociaal-medisch         | niet-wettelijke-plicht   | weging  | R-64.2 |
      | uwv      | suwi                    | niet-wettelijke-plicht   | weging  | R-64.2 |
      | gemeente | brp                     | niet-ontvanger-betrokken | signaal | R-64.2 |
      | gemeente | brp                     | niet-label-volledig      | weging  | R-64.2 |
      | kmar     | wpg-9                   | niet-om-toestemming      | signaal | R-64.1 |
