# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Politiegegevens in de RIEC-lijn
  Politie, KMar, FIOD en Arbeidsinspectie verstrekken politiegegevens aan aangewezen deelnemers, als er schriftelijke
  afspraken zijn en het gegeven relevant is (Wpg 18, zekerheid V; Bpg 4:3 lid 7, zekerheid V-old). Artikel 9 en
  10 lid 1 onder a vragen toestemming van het OM en pas vanaf de analyse (Machtigingsbesluit 2013, zekerheid V-old,
  vervallen). Wat daarvan na 1 maart 2025 nog geldt is een open vraag voor de jurist.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen, betrokken, op-casus"
    En de feiten "aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, om-toestemming, functionaris-geraadpleegd"
    En de feiten "persoonscategorie-ok, label-opsporing, niet-besluit-19-20, niet-herkomst-riec, tweede-paar-ogen, gescreend, aan-mij-verstrekt"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, niet-bibob-persoon, eigen-bevoegdheid"

  @bron:law-g-r-12
  Abstract Scenario: Artikel 8 en 13: van gesloten verrijking tot en met interventieadvies
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-12.1"
    En geldt de plicht "melden-geheimhouding"

    Voorbeelden:
      | wie     | wat    | aan             | doel | fase                |
      | politie | wpg-8  | gemeente        | oc   | verrijking-gesloten |
      | politie | wpg-13 | belastingdienst | hk   | informatieanalyse   |
      | kmar    | wpg-8  | om              | oc   | casusoverleg        |
      | fiod    | wpg-13 | riec-bureau     | oc   | interventieadvies   |
      | nla     | wpg-8  | ind             | hk   | verrijking-gesloten |

  @bron:law-g-r-12 @bijna:R-12.1
  Abstract Scenario: Net buiten de lijn voor artikel 8 en 13: <verschil>
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil                           | wie      | wat      | aan      | doel     | fase                 |
      | een gemeente is geen politie       | gemeente | wpg-8    | om       | oc       | verrijking-gesloten  |
      | het LIEC is geen deelnemer         | politie  | wpg-8    | liec     | oc       | verrijking-gesloten  |
      | een bank is geen deelnemer         | politie  | wpg-8    | bank     | oc       | verrijking-gesloten  |
      | zonder ontvanger                   | kmar     | wpg-8    | -        | oc       | verrijking-gesloten  |
      | artikel 9 pas vanaf de analyse     | politie  | wpg-9    | gemeente | oc       | verrijking-gesloten  |
      | artikel 10 c pas vanaf de analyse  | kmar     | wpg-10c  | gemeente | oc       | verrijking-gesloten  |
      | toezicht is geen politiegegeven    | politie  | toezicht | gemeente | oc       | verrijking-gesloten  |
      | Bibob heeft een eigen lijn         | nla      | wpg-8    | gemeente | ib       | verrijking-gesloten  |
      | controle is een ander doel         | fiod     | wpg-8    | gemeente | controle | verrijking-gesloten  |
      | een fase te vroeg                  | politie  | wpg-8    | gemeente | oc       | verrijking-half-open |
      | bij het signaal                    | politie  | wpg-13   | gemeente | hk       | signaal              |
      | een fase te laat                   | politie  | wpg-8    | gemeente | oc       | uitvoering           |
      | na de afsluiting                   | kmar     | wpg-13   | gemeente | oc       | afsluiting           |

  @bron:law-g-r-12 @bijna:R-12.1
  Abstract Scenario: Zonder aanwijzing, afspraken of relevantie geen artikel 8: <feit>
    Gegeven de feiten "<feit>"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | feit                 |
      | niet-aangewezen      |
      | niet-protocol-geldig |
      | niet-relevant        |

  @bron:law-g-r-12 @bijna:R-12.1
  Abstract Scenario: De lijn voor artikel 8 en 13 gaat over verstrekken, en niet over <handeling>
    Als "kmar" gegevens "wpg-8" wil "<handeling>" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit <besluit>

    Voorbeelden:
      | handeling       | besluit                              |
      | doorverstrekken | "toegestaan" op grond van "R-64.2"   |
      | verzoeken       | "toegestaan" op grond van "R-80.1"   |
      | lezen           | "niet-geregeld" want geen regel past |
      | opnemen         | "niet-geregeld" want geen regel past |
      | beslissen       | "niet-geregeld" want geen regel past |
      | exporteren      | "verboden" op grond van "R-67.1"     |
      | bevragen        | "verboden" op grond van "R-20.1"     |

  @bron:law-g-r-13
  Abstract Scenario: Artikel 9 en 10 lid 1 onder a: vanaf de analyse, met toestemming van het OM
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-13.1"
    En geldt de plicht "melden-geheimhouding"

    Voorbeelden:
      | wie     | wat     | aan         | doel | fase              |
      | politie | wpg-9   | gemeente    | oc   | informatieanalyse |
      | politie | wpg-10a | om          | hk   | uitvoering        |
      | kmar    | wpg-9   | riec-bureau | oc   | casusoverleg      |
      | fiod    | wpg-10a | politie     | oc   | interventieadvies |
      | nla     | wpg-9   | uwv         | hk   | informatieanalyse |

  @bron:law-g-r-13 @bijna:R-13.1
  Abstract Scenario: Net buiten de lijn voor artikel 9 en 10 a: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil            | wie      | wat      | handeling       | aan      | doel     | fase                | besluit                              |
      | een gemeente        | gemeente | wpg-9    | verstrekken     | om       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | aan het LIEC        | politie  | wpg-9    | verstrekken     | liec     | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | aan een bank        | fiod     | wpg-10a  | verstrekken     | bank     | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | artikel 10 c        | politie  | wpg-10c  | verstrekken     | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-15.1"   |
      | artikel 8           | politie  | wpg-8    | verstrekken     | gemeente | oc       | uitvoering          | "niet-geregeld" want geen regel past |
      | toezicht            | kmar     | toezicht | verstrekken     | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel ib             | nla      | wpg-9    | verstrekken     | gemeente | ib       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel rechten        | nla      | wpg-9    | verstrekken     | gemeente | rechten  | informatieanalyse   | "niet-geregeld" want geen regel past |
      | een fase te vroeg   | politie  | wpg-9    | verstrekken     | gemeente | oc       | verrijking-gesloten | "niet-geregeld" want geen regel past |
      | bij het signaal     | politie  | wpg-9    | verstrekken     | gemeente | oc       | signaal             | "verboden" op grond van "R-17.1"     |
      | na de afsluiting    | politie  | wpg-9    | verstrekken     | gemeente | oc       | afsluiting          | "niet-geregeld" want geen regel past |
      | doorgeven           | politie  | wpg-9    | doorverstrekken | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-64.1"   |
      | vragen              | politie  | wpg-9    | verzoeken       | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand    | politie  | wpg-9    | lezen           | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | opnemen             | politie  | wpg-9    | opnemen         | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | beslissen           | politie  | wpg-9    | beslissen       | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |

  @bron:law-g-r-13 @bijna:R-13.1
  Abstract Scenario: Ook met toestemming van het OM mist er iets: <feit>
    Gegeven de feiten "<feit>"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | feit                           |
      | niet-aangewezen                |
      | niet-protocol-geldig           |
      | niet-relevant                  |
      | niet-functionaris-geraadpleegd |

  @bron:law-g-r-14
  Abstract Scenario: Zonder toestemming van het OM gaat artikel 9 of 10 a niet naar de casus
    Gegeven de feiten "niet-om-toestemming"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie     | wat     | aan      | doel | fase              | regels         |
      | politie | wpg-9   | gemeente | oc   | informatieanalyse | R-14.1         |
      | kmar    | wpg-10a | bank     | hk   | uitvoering        | R-14.1         |
      | fiod    | wpg-9   | om       | oc   | vernietigd        | R-14.1         |
      | nla     | wpg-10a | gemeente | oc   | weging            | R-14.1, R-17.1 |

  @bron:law-g-r-15
  Abstract Scenario: Artikel 10 lid 1 onder c kan zonder toestemming van het OM, maar ook pas vanaf de analyse
    Gegeven de feiten "niet-om-toestemming, niet-functionaris-geraadpleegd"
    Als "<wie>" gegevens "wpg-10c" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-15.1"

    Voorbeelden:
      | wie     | aan         | doel | fase              |
      | politie | gemeente    | oc   | informatieanalyse |
      | kmar    | riec-bureau | hk   | casusoverleg      |
      | fiod    | om          | oc   | interventieadvies |
      | nla     | douane      | oc   | uitvoering        |

  @bron:law-g-r-15 @bijna:R-15.1
  Abstract Scenario: Net buiten de lijn voor artikel 10 c: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil          | wie      | wat      | handeling       | aan      | doel     | fase                | besluit                              |
      | een gemeente      | gemeente | wpg-10c  | verstrekken     | om       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | aan het LIEC      | politie  | wpg-10c  | verstrekken     | liec     | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | aan de FIU        | politie  | wpg-10c  | verstrekken     | fiu      | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | een open bron     | fiod     | open-bron | verstrekken    | om       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel ib           | fiod     | wpg-10c  | verstrekken     | gemeente | ib       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | doel controle     | fiod     | wpg-10c  | verstrekken     | gemeente | controle | informatieanalyse   | "niet-geregeld" want geen regel past |
      | een fase te vroeg | politie  | wpg-10c  | verstrekken     | gemeente | oc       | verrijking-gesloten | "niet-geregeld" want geen regel past |
      | half open         | politie  | wpg-10c  | verstrekken     | gemeente | oc       | verrijking-half-open | "niet-geregeld" want geen regel past |
      | na de afsluiting  | politie  | wpg-10c  | verstrekken     | gemeente | oc       | afsluiting          | "niet-geregeld" want geen regel past |
      | doorgeven         | kmar     | wpg-10c  | doorverstrekken | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-64.2"   |
      | vragen            | kmar     | wpg-10c  | verzoeken       | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand  | kmar     | wpg-10c  | lezen           | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | opnemen           | kmar     | wpg-10c  | opnemen         | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | beslissen         | kmar     | wpg-10c  | beslissen       | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |

  @bron:law-g-r-15 @bijna:R-15.1
  Abstract Scenario: Artikel 10 c vraagt dezelfde afspraken als artikel 8: <feit>
    Gegeven de feiten "<feit>"
    Als "politie" gegevens "wpg-10c" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | feit                 |
      | niet-aangewezen      |
      | niet-protocol-geldig |
      | niet-relevant        |

  @bron:law-g-r-16
  Abstract Scenario: Terrorisme (10 b) en informanten (12) gaan nooit naar een casus
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie      | wat     | handeling       | aan      | doel    | fase              | regels |
      | politie  | wpg-12  | verstrekken     | gemeente | oc      | informatieanalyse | R-16.1 |
      | politie  | wpg-10b | verstrekken     | om       | hk      | signaal           | R-16.1 |
      | fiod     | wpg-12  | verstrekken     | bank     | ib      | uitvoering        | R-16.1 |
      | gemeente | wpg-10b | verstrekken     | politie  | rechten | vernietigd        | R-16.1 |
      | gemeente | wpg-12  | doorverstrekken | politie  | oc      | casusoverleg      | R-16.2 |
      | om       | wpg-10b | doorverstrekken | bank     | rechten | vernietigd        | R-16.2 |
      | kmar     | wpg-12  | doorverstrekken | gemeente | ib      | signaal           | R-16.2 |

  @bron:law-g-r-16 @bijna:R-16.1 @bijna:R-16.2
  Abstract Scenario: Net geen verstrekken of doorgeven van wat nooit gedeeld wordt: <verschil>
    Als "politie" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil           | wat     | handeling       | aan      | fase                | besluit                              |
      | artikel 13         | wpg-13  | verstrekken     | gemeente | verrijking-gesloten | "toegestaan" op grond van "R-12.1"   |
      | artikel 10 c       | wpg-10c | doorverstrekken | gemeente | informatieanalyse   | "toegestaan" op grond van "R-64.2"   |
      | artikel 9          | wpg-9   | doorverstrekken | gemeente | informatieanalyse   | "toegestaan" op grond van "R-64.1"   |
      | zelf lezen         | wpg-12  | lezen           | -        | informatieanalyse   | "toegestaan" op grond van "R-79.2"   |
      | zelf gebruiken     | wpg-12  | gebruiken       | -        | uitvoering          | "toegestaan" op grond van "R-85.1"   |
      | ernaar vragen      | wpg-12  | verzoeken       | gemeente | informatieanalyse   | "toegestaan" op grond van "R-80.1"   |
      | opnemen            | wpg-10b | opnemen         | gemeente | informatieanalyse   | "niet-geregeld" want geen regel past |
      | beslissen          | wpg-10b | beslissen       | -        | informatieanalyse   | "niet-geregeld" want geen regel past |
      | uitvoeren          | wpg-12  | exporteren      | gemeente | informatieanalyse   | "verboden" op grond van "R-67.1"     |

  @bron:law-g-r-17
  Abstract Scenario: Artikel 9 en 10 zijn te vroeg bij signaal, hit of geen hit en weging
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-17.1"

    Voorbeelden:
      | wie     | wat     | aan      | doel | fase      |
      | politie | wpg-9   | gemeente | oc   | signaal   |
      | kmar    | wpg-10a | om       | hk   | hit-nohit |
      | fiod    | wpg-10c | bank     | oc   | weging    |
      | nla     | wpg-9   | -        | oc   | weging    |

  @bron:law-g-r-17 @bijna:R-17.1
  Abstract Scenario: Net niet te vroeg: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "gemeente" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | wie      | wat      | handeling       | doel     | fase                 | besluit                              |
      | een fase verder       | politie  | wpg-9    | verstrekken     | oc       | verrijking-half-open | "niet-geregeld" want geen regel past |
      | na de vernietiging    | politie  | wpg-10c  | verstrekken     | oc       | vernietigd           | "niet-geregeld" want geen regel past |
      | een provincie         | provincie | wpg-9   | verstrekken     | oc       | weging               | "niet-geregeld" want geen regel past |
      | artikel 8             | politie  | wpg-8    | verstrekken     | oc       | weging               | "niet-geregeld" want geen regel past |
      | artikel 10 b          | politie  | wpg-10b  | verstrekken     | oc       | weging               | "verboden" op grond van "R-16.1"     |
      | toezicht              | politie  | toezicht | verstrekken     | oc       | weging               | "niet-geregeld" want geen regel past |
      | doel ib               | fiod     | wpg-9    | verstrekken     | ib       | weging               | "niet-geregeld" want geen regel past |
      | doel controle         | fiod     | wpg-9    | verstrekken     | controle | weging               | "niet-geregeld" want geen regel past |
      | vragen                | politie  | wpg-9    | verzoeken       | oc       | weging               | "toegestaan" op grond van "R-80.1"   |
      | doorgeven             | politie  | wpg-9    | doorverstrekken | oc       | weging               | "toegestaan" op grond van "R-64.1"   |
      | lezen aan iemand      | politie  | wpg-9    | lezen           | oc       | weging               | "niet-geregeld" want geen regel past |
      | opnemen               | politie  | wpg-9    | opnemen         | oc       | weging               | "niet-geregeld" want geen regel past |

  @bron:law-g-r-18
  Abstract Scenario: Wat in een RIEC-casus is verkregen gaat niet naar een beeld of een Bibob-besluit
    De casus mag wel het begin zijn van een eigen Bibob-onderzoek (overwegingen Machtigingsbesluit 2013, zekerheid V-old).
    Gegeven de feiten "herkomst-riec"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie      | wat     | handeling       | aan      | doel  | fase         | regels         |
      | gemeente | wpg-9   | gebruiken       | -        | ib    | casusoverleg | R-18.1         |
      | politie  | wpg-10a | gebruiken       | -        | beeld | uitvoering   | R-18.1, R-56.1 |
      | gemeente | wpg-10c | doorverstrekken | politie  | ib    | signaal      | R-18.1         |
      | om       | wpg-9   | doorverstrekken | gemeente | ib    | vernietigd   | R-18.1         |

  @bron:law-g-r-18 @bijna:R-18.1
  Abstract Scenario: Net geen hergebruik: <verschil>
    Gegeven de feiten "<herkomst>"
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "uitvoering"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | herkomst           | wat     | handeling       | aan     | doel | besluit                              |
      | niet uit een casus    | niet-herkomst-riec | wpg-9   | gebruiken       | -       | ib   | "niet-geregeld" want geen regel past |
      | artikel 8             | herkomst-riec      | wpg-8   | gebruiken       | -       | ib   | "niet-geregeld" want geen regel past |
      | artikel 12            | herkomst-riec      | wpg-12  | gebruiken       | -       | ib   | "niet-geregeld" want geen regel past |
      | een open bron         | herkomst-riec      | open-bron | gebruiken     | -       | ib   | "niet-geregeld" want geen regel past |
      | voor de casus zelf    | herkomst-riec      | wpg-9   | gebruiken       | -       | oc   | "toegestaan" op grond van "R-85.1"   |
      | voor statistiek       | herkomst-riec      | wpg-9   | gebruiken       | -       | stat | "verboden" op grond van "R-56.1"     |
      | lezen                 | herkomst-riec      | wpg-9   | lezen           | -       | ib   | "toegestaan" op grond van "R-79.2"   |
      | beslissen             | herkomst-riec      | wpg-9   | beslissen       | -       | ib   | "niet-geregeld" want geen regel past |
      | verstrekken           | herkomst-riec      | wpg-9   | verstrekken     | politie | ib   | "niet-geregeld" want geen regel past |
      | doorgeven in de casus | herkomst-riec      | wpg-9   | doorverstrekken | politie | oc   | "toegestaan" op grond van "R-64.1"   |

  @bron:law-g-r-20
  Abstract Scenario: Niemand kijkt zelf in de systemen van de politie
    Als "<wie>" gegevens "<wat>" wil "bevragen" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-20.1"

    Voorbeelden:
      | wie         | wat     | aan     | doel     | fase                |
      | gemeente    | wpg-8   | politie | oc       | verrijking-gesloten |
      | riec-bureau | wpg-9   | politie | hk       | signaal             |
      | liec        | wpg-12  | kmar    | ib       | uitvoering          |
      | om          | wpg-13  | -       | controle | vernietigd          |

  @bron:law-g-r-20 @bijna:R-20.1
  Abstract Scenario: Het verbod op rechtstreeks kijken gaat over politiegegevens: <wat> <handeling>
    Als "gemeente" gegevens "<wat>" wil "<handeling>" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wat             | handeling | besluit                              |
      | toezicht        | bevragen  | "niet-geregeld" want geen regel past |
      | strafvorderlijk | bevragen  | "niet-geregeld" want geen regel past |
      | anoniem         | bevragen  | "niet-geregeld" want geen regel past |
      | wpg-8           | verzoeken | "toegestaan" op grond van "R-80.1"   |

  @bron:law-g-r-21
  Abstract Scenario: Bij hit of geen hit is het antwoord alleen ja of nee
    Als "<wie>" gegevens "hit" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "hit-nohit"
    Dan is het besluit "toegestaan" op grond van "R-21.1"
    En geldt geen plicht

    Voorbeelden:
      | wie     | aan         | doel |
      | politie | gemeente    | oc   |
      | politie | toeslagen   | oc   |
      | kmar    | riec-bureau | hk   |

  @bron:law-g-r-21 @bijna:R-21.1
  Abstract Scenario: Net geen antwoord hit of geen hit: <verschil>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil            | wie      | wat      | handeling   | aan      | doel    | fase      |
      | de FIOD antwoordt   | fiod     | hit      | verstrekken | gemeente | oc      | hit-nohit |
      | een gemeente antwoordt | gemeente | hit   | verstrekken | politie  | oc      | hit-nohit |
      | aan het LIEC        | politie  | hit      | verstrekken | liec     | oc      | hit-nohit |
      | aan een bank        | politie  | hit      | verstrekken | bank     | oc      | hit-nohit |
      | het gegeven zelf    | politie  | wpg-8    | verstrekken | gemeente | oc      | hit-nohit |
      | een open bron       | politie  | open-bron | verstrekken | gemeente | oc     | hit-nohit |
      | een anoniem gegeven | politie  | anoniem  | verstrekken | gemeente | oc      | hit-nohit |
      | doel ib             | politie  | hit      | verstrekken | gemeente | ib      | hit-nohit |
      | doel rechten        | politie  | hit      | verstrekken | gemeente | rechten | hit-nohit |
      | een fase eerder     | politie  | hit      | verstrekken | gemeente | oc      | signaal   |
      | een fase later      | politie  | hit      | verstrekken | gemeente | oc      | weging    |
      | veel later          | kmar     | hit      | verstrekken | gemeente | oc      | afsluiting |
      | doorgeven           | politie  | hit      | doorverstrekken | gemeente | oc  | hit-nohit |
      | uitvoeren           | politie  | hit      | exporteren  | gemeente | oc      | hit-nohit |
      | opnemen             | politie  | hit      | opnemen     | gemeente | oc      | hit-nohit |
      | lezen aan iemand    | politie  | hit      | lezen       | gemeente | oc      | hit-nohit |
      | beslissen           | politie  | hit      | beslissen   | gemeente | oc      | hit-nohit |

  @bron:law-g-r-89 @bijna:R-89.1
  Scenario: De politie vraagt zelf om een hit zonder aanwijzing vast te leggen
    Gegeven de feiten "niet-objectieve-aanwijzing"
    Als "politie" gegevens "hit" wil "verzoeken" aan "gemeente" voor doel "oc" in fase "hit-nohit"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:law-g-r-22
  Abstract Scenario: Politiegegevens leest alleen wie is aangewezen en gescreend (<feit>)
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regel>"

    Voorbeelden:
      | feit            | wie         | wat    | doel     | fase                | regel  |
      | niet-aangewezen | gemeente    | wpg-8  | oc       | verrijking-gesloten | R-22.1 |
      | niet-aangewezen | om          | wpg-9  | ib       | signaal             | R-22.1 |
      | niet-aangewezen | riec-bureau | wpg-12 | controle | uitvoering          | R-22.1 |
      | niet-gescreend  | gemeente    | wpg-13 | oc       | verrijking-gesloten | R-23.1 |
      | niet-gescreend  | ind         | wpg-8  | ib       | weging              | R-23.1 |
      | niet-gescreend  | riec-bureau | wpg-9  | hk       | informatieanalyse   | R-23.1 |

  @bron:law-g-r-23
  Scenario: Niet aangewezen en niet gescreend: beide regels worden genoemd
    Gegeven de feiten "niet-aangewezen, niet-gescreend"
    Als "gemeente" gegevens "wpg-8" wil "lezen" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-22.1, R-23.1"

  @bron:law-g-r-22 @bron:law-g-r-23 @bijna:R-22.1 @bijna:R-23.1
  Abstract Scenario: Zonder aanwijzing en screening, maar geen politiegegevens lezen: <verschil>
    Gegeven de feiten "niet-aangewezen, niet-gescreend"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil         | wie      | wat             | handeling       | aan     | besluit                              |
      | toezicht lezen   | gemeente | toezicht        | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | strafdossier     | gemeente | strafvorderlijk | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | de casus lezen   | gemeente | casus           | lezen           | -       | "toegestaan" op grond van "R-79.1"   |
      | doorgeven        | gemeente | wpg-8           | doorverstrekken | politie | "toegestaan" op grond van "R-64.2"   |
      | ontvangen        | gemeente | wpg-8           | ontvangen       | -       | "niet-geregeld" want geen regel past |
      | verstrekken      | politie  | wpg-8           | verstrekken     | gemeente | "niet-geregeld" want geen regel past |

  @bron:law-g-r-24
  Abstract Scenario: Getuigen, slachtoffers en toevallige familie staan niet in artikel 9-gegevens voor de casus
    Artikel 4 lid 2 van het Machtigingsbesluit 2013 noemt drie soorten personen (zekerheid V-old); wie daarbuiten valt is onze lezing (zekerheid U).
    Gegeven de feiten "niet-persoonscategorie-ok"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wat     | aan      | doel | fase              | regels         |
      | wpg-9   | gemeente | oc   | informatieanalyse | R-24.1         |
      | wpg-10a | bank     | hk   | vernietigd        | R-24.1         |
      | wpg-9   | om       | oc   | signaal           | R-17.1, R-24.1 |

  @bron:law-g-r-25
  Abstract Scenario: Met een besluit volgens artikel 19 of 20 Wpg kan artikel 8 en 13 ook eerder
    Gegeven de feiten "besluit-19-20, niet-protocol-geldig"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-25.1"
    En geldt de plicht "melden-geheimhouding"
    En geldt de plicht "jaaroverzicht-wpg20"

    Voorbeelden:
      | wat    | aan         | fase       |
      | wpg-8  | gemeente    | signaal    |
      | wpg-13 | riec-bureau | weging     |
      | wpg-8  | ind         | uitvoering |

  @bron:law-g-r-25
  Abstract Scenario: En artikel 9 en 10 na overleg met de functionaris, als het dringend nodig is
    Gegeven de feiten "besluit-19-20, niet-protocol-geldig"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "R-25.2"
    En geldt de plicht "jaaroverzicht-wpg20"

    Voorbeelden:
      | wat     | aan         | fase                 |
      | wpg-9   | gemeente    | verrijking-half-open |
      | wpg-10a | om          | informatieanalyse    |
      | wpg-10c | riec-bureau | uitvoering           |

  @bron:law-g-r-25
  Scenario: Twee grondslagen tegelijk: beide regels en alle plichten
    Gegeven de feiten "besluit-19-20"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-12.1, R-25.1"
    En geldt de plicht "melden-geheimhouding"
    En geldt de plicht "jaaroverzicht-wpg20"

  @bron:law-g-r-25 @bijna:R-25.1 @bijna:R-25.2
  Abstract Scenario: Net buiten het besluit volgens artikel 19 of 20: <verschil>
    Gegeven de feiten "besluit-19-20, niet-protocol-geldig, <feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | feit             | wie     | wat      | handeling       | aan      | doel     | fase                 | besluit                              |
      | de KMar               | niet-relevant    | kmar    | wpg-8    | verstrekken     | gemeente | oc       | weging               | "niet-geregeld" want geen regel past |
      | de KMar met artikel 9 | niet-relevant    | kmar    | wpg-9    | verstrekken     | gemeente | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | aan het LIEC          | niet-relevant    | politie | wpg-8    | verstrekken     | liec     | oc       | weging               | "niet-geregeld" want geen regel past |
      | artikel 9 aan het LIEC | niet-relevant   | politie | wpg-9    | verstrekken     | liec     | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | aan een bank          | niet-relevant    | politie | wpg-10c  | verstrekken     | bank     | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | toezicht              | niet-relevant    | politie | toezicht | verstrekken     | gemeente | oc       | weging               | "niet-geregeld" want geen regel past |
      | doel hk               | niet-relevant    | politie | wpg-8    | verstrekken     | gemeente | hk       | weging               | "niet-geregeld" want geen regel past |
      | artikel 9, doel hk    | niet-relevant    | politie | wpg-9    | verstrekken     | gemeente | hk       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | doel controle         | niet-relevant    | politie | wpg-8    | verstrekken     | gemeente | controle | weging               | "niet-geregeld" want geen regel past |
      | na de afsluiting      | niet-relevant    | politie | wpg-8    | verstrekken     | gemeente | oc       | afsluiting           | "niet-geregeld" want geen regel past |
      | artikel 9 na afsluiting | niet-relevant  | politie | wpg-10c  | verstrekken     | gemeente | oc       | afsluiting           | "niet-geregeld" want geen regel past |
      | te vroeg              | niet-relevant    | politie | wpg-9    | verstrekken     | gemeente | oc       | weging               | "verboden" op grond van "R-17.1"     |
      | geen functionaris     | niet-functionaris-geraadpleegd | politie | wpg-9 | verstrekken | gemeente | oc     | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | doorgeven             | niet-relevant    | politie | wpg-8    | doorverstrekken | gemeente | oc       | weging               | "toegestaan" op grond van "R-64.2"   |
      | artikel 9 doorgeven   | niet-relevant    | politie | wpg-9    | doorverstrekken | gemeente | oc       | verrijking-gesloten  | "toegestaan" op grond van "R-64.1"   |
      | vragen                | niet-relevant    | politie | wpg-8    | verzoeken       | gemeente | oc       | weging               | "toegestaan" op grond van "R-80.1"   |
      | artikel 9 vragen      | niet-relevant    | politie | wpg-9    | verzoeken       | gemeente | oc       | verrijking-gesloten  | "toegestaan" op grond van "R-80.1"   |
      | lezen aan iemand      | niet-relevant    | politie | wpg-8    | lezen           | gemeente | oc       | weging               | "niet-geregeld" want geen regel past |
      | artikel 9 lezen       | niet-relevant    | politie | wpg-9    | lezen           | gemeente | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | opnemen               | niet-relevant    | politie | wpg-8    | opnemen         | gemeente | oc       | weging               | "niet-geregeld" want geen regel past |
      | artikel 9 opnemen     | niet-relevant    | politie | wpg-9    | opnemen         | gemeente | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | beslissen             | niet-relevant    | politie | wpg-8    | beslissen       | gemeente | oc       | weging               | "niet-geregeld" want geen regel past |
      | beslissen artikel 9   | niet-relevant    | politie | wpg-9    | beslissen       | gemeente | oc       | verrijking-gesloten  | "niet-geregeld" want geen regel past |

  @bron:law-g-r-25 @bijna:R-25.1 @bijna:R-25.2
  Abstract Scenario: Zonder besluit volgens artikel 19 of 20 en zonder afspraken is er niets
    Gegeven de feiten "niet-protocol-geldig"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wat   |
      | wpg-8 |
      | wpg-9 |

  @bron:law-g-r-26
  Abstract Scenario: De politie houdt zelf iets tegen
    Een weigeringsgrond is opsporingsbelang, nationale veiligheid of veiligheid van personen (Machtigingsbesluit 2013, artikel 4).
    Gegeven de feiten "weigeringsgrond"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"
    En geldt de plicht "deelbare-reden"

    Voorbeelden:
      | wat     | aan      | doel    | fase                | regels         |
      | wpg-8   | gemeente | oc      | verrijking-gesloten | R-26.1         |
      | wpg-9   | om       | hk      | uitvoering          | R-26.1         |
      | wpg-13  | bank     | rechten | vernietigd          | R-26.1         |
      | wpg-12  | om       | oc      | signaal             | R-16.1, R-26.1 |

  @bron:law-g-r-27
  Abstract Scenario: Volstaat een uittreksel, dan geen volledig proces-verbaal
    Gegeven de feiten "uittreksel-volstaat"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "R-27.1"
    En geldt de plicht "uittreksel-voorstellen"

    Voorbeelden:
      | wat    | aan      | doel    | fase                |
      | wpg-8  | gemeente | oc      | verrijking-gesloten |
      | wpg-9  | om       | hk      | uitvoering          |
      | wpg-13 | bank     | rechten | vernietigd          |

  @bron:law-g-r-28
  Abstract Scenario: FIOD, Arbeidsinspectie en NVWA zetten er altijd bij of het opsporing of toezicht is
    Gegeven de feiten "niet-label-opsporing"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie  | wat      | aan      | doel    | fase                | regels         |
      | fiod | wpg-8    | gemeente | oc      | verrijking-gesloten | R-28.1         |
      | nla  | toezicht | om       | hk      | signaal             | R-28.1         |
      | nla  | wpg-13   | bank     | rechten | vernietigd          | R-28.1         |
      | nvwa | toezicht | gemeente | oc      | weging              | R-28.1, R-40.1 |

  @bron:law-g-r-14 @bron:law-g-r-26 @bron:law-g-r-27 @bijna:R-14.1 @bijna:R-24.1 @bijna:R-26.1 @bijna:R-27.1 @bijna:R-28.1
  Abstract Scenario: Deze verboden gaan over het verstrekken van politiegegevens door die partij: <verschil>
    Gegeven de feiten "niet-om-toestemming, weigeringsgrond, uittreksel-volstaat, niet-persoonscategorie-ok, niet-label-opsporing"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil                    | wie      | wat       | handeling       | aan      | doel     | fase                | besluit                              |
      | politie leest               | politie  | wpg-9     | lezen           | -        | oc       | informatieanalyse   | "toegestaan" op grond van "R-79.2"   |
      | politie neemt op            | politie  | wpg-9     | opnemen         | -        | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | politie vraagt              | politie  | wpg-9     | verzoeken       | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-80.1"   |
      | politie geeft door          | politie  | wpg-9     | doorverstrekken | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-64.1"   |
      | politie voert uit           | politie  | wpg-9     | exporteren      | gemeente | oc       | informatieanalyse   | "verboden" op grond van "R-67.1"     |
      | politie beslist             | politie  | wpg-9     | beslissen       | -        | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | FIOD leest                  | fiod     | wpg-9     | lezen           | -        | oc       | informatieanalyse   | "toegestaan" op grond van "R-79.2"   |
      | FIOD neemt op               | fiod     | wpg-9     | opnemen         | -        | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | FIOD vraagt                 | fiod     | wpg-9     | verzoeken       | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-80.1"   |
      | FIOD geeft door             | fiod     | wpg-9     | doorverstrekken | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-64.1"   |
      | KMar met artikel 8          | kmar     | wpg-8     | verstrekken     | gemeente | oc       | verrijking-gesloten | "toegestaan" op grond van "R-12.1"   |
      | KMar met artikel 10 c       | kmar     | wpg-10c   | verstrekken     | gemeente | oc       | informatieanalyse   | "toegestaan" op grond van "R-15.1"   |
      | gemeente met artikel 9      | gemeente | wpg-9     | verstrekken     | om       | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | politie, open bron          | politie  | open-bron | verstrekken     | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | politie, toezicht           | politie  | toezicht  | verstrekken     | gemeente | oc       | informatieanalyse   | "niet-geregeld" want geen regel past |
      | politie, strafdossier       | politie  | strafvorderlijk | verstrekken | gemeente | oc     | informatieanalyse   | "niet-geregeld" want geen regel past |
      | FIOD, strafdossier          | fiod     | strafvorderlijk | verstrekken | gemeente | oc     | informatieanalyse   | "niet-geregeld" want geen regel past |
      | FIOD, doel ib               | fiod     | identificerend | verstrekken | gemeente | ib      | informatieanalyse   | "niet-geregeld" want geen regel past |

  @bron:law-g-r-24 @bijna:R-24.1
  Abstract Scenario: De toets op soorten personen geldt voor de politie bij artikel 9 en 10 a: <verschil>
    Gegeven de feiten "niet-persoonscategorie-ok"
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "<doel>" in fase "informatieanalyse"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil      | wie     | wat     | doel     | besluit                              |
      | de KMar       | kmar    | wpg-9   | oc       | "toegestaan" op grond van "R-13.1"   |
      | artikel 10 c  | politie | wpg-10c | oc       | "toegestaan" op grond van "R-15.1"   |
      | artikel 8     | politie | wpg-8   | oc       | "toegestaan" op grond van "R-12.1"   |
      | doel ib       | politie | wpg-9   | ib       | "verboden" op grond van "R-19.2"     |
      | doel controle | politie | wpg-9   | controle | "niet-geregeld" want geen regel past |

  @bron:law-g-r-14 @bijna:R-14.1
  Abstract Scenario: Toestemming van het OM is er voor de casus, niet voor <doel>
    Gegeven de feiten "niet-om-toestemming"
    Als "fiod" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "<doel>" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | doel     |
      | ib       |
      | controle |

  @bron:law-g-r-28 @bijna:R-28.1
  Scenario: De politie hoeft niet te zeggen of het opsporing of toezicht is
    Gegeven de feiten "niet-label-opsporing"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-12.1"
