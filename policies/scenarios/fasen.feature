# language: nl
@eigenaar:ontwikkelaars @bron:law-g @bron:law-c2
Functionaliteit: De elf fasen van een casus: wat mag wanneer
  Per soort gegeven alle fasen op een rij, zodat een jurist in één oogopslag ziet waar het begint en waar het ophoudt. De
  fasen komen uit het jaarverslag 2021 (zekerheid V) en het Machtigingsbesluit 2013 (zekerheid V-old, vervallen); het
  Privacyprotocol van nu kan andere fasen hebben (vraag 5 aan de jurist).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus"
    En de feiten "aangewezen, gescreend, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, niet-besluit-19-20"
    En de feiten "om-toestemming, functionaris-geraadpleegd, persoonscategorie-ok, brp-autorisatie, brp-aantekening"
    En de feiten "verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi, ovj-besluit, zwaarwegend-belang"
    En de feiten "niet-geen-einduitspraak, wettelijke-plicht, bevoegdheid-ontvanger, evenredig, aan-mij-verstrekt"

  @bron:law-g-r-12 @bijna:R-12.1
  Abstract Scenario: De politie geeft artikel 8 van gesloten verrijking tot en met interventieadvies
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "niet-geregeld" want geen regel past |
      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | verrijking-gesloten  | "toegestaan" op grond van "R-12.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-12.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-12.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-12.1"   |
      | uitvoering           | "niet-geregeld" want geen regel past |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-13 @bijna:R-13.1
  Abstract Scenario: De politie geeft artikel 9 vanaf de analyse, en eerder dan de verrijking is het verboden
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "verboden" op grond van "R-17.1"     |
      | hit-nohit            | "verboden" op grond van "R-17.1"     |
      | weging               | "verboden" op grond van "R-17.1"     |
      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | informatieanalyse    | "toegestaan" op grond van "R-13.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-13.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-13.1"   |
      | uitvoering           | "toegestaan" op grond van "R-13.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-32 @bijna:R-32.1
  Abstract Scenario: De gemeente geeft BRP-gegevens van signaal tot en met uitvoering
    Als "gemeente" gegevens "brp" wil "verstrekken" aan "politie" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "toegestaan" op grond van "R-32.1"   |
      | hit-nohit            | "toegestaan" op grond van "R-32.1"   |
      | weging               | "toegestaan" op grond van "R-32.1"   |
      | verrijking-half-open | "toegestaan" op grond van "R-32.1"   |
      | verrijking-gesloten  | "toegestaan" op grond van "R-32.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-32.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-32.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-32.1"   |
      | uitvoering           | "toegestaan" op grond van "R-32.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-34 @bijna:R-34.1
  Abstract Scenario: De gemeente geeft eigen toezicht vanaf de half open verrijking
    Als "gemeente" gegevens "toezicht" wil "verstrekken" aan "politie" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "niet-geregeld" want geen regel past |
      | verrijking-half-open | "toegestaan" op grond van "R-34.1"   |
      | verrijking-gesloten  | "toegestaan" op grond van "R-34.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-34.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-34.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-34.1"   |
      | uitvoering           | "toegestaan" op grond van "R-34.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-06 @bijna:R-06.1
  Abstract Scenario: De Belastingdienst geeft fiscale gegevens op verzoek, vanaf de weging
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "toegestaan" op grond van "R-06.1"   |
      | verrijking-half-open | "toegestaan" op grond van "R-06.1"   |
      | verrijking-gesloten  | "toegestaan" op grond van "R-06.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-06.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-06.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-06.1"   |
      | uitvoering           | "toegestaan" op grond van "R-06.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-29 @bijna:R-29.1
  Abstract Scenario: Het OM geeft strafvorderlijke gegevens van signaal tot en met uitvoering
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "toegestaan" op grond van "R-29.1"   |
      | hit-nohit            | "toegestaan" op grond van "R-29.1"   |
      | weging               | "toegestaan" op grond van "R-29.1"   |
      | verrijking-half-open | "toegestaan" op grond van "R-29.1"   |
      | verrijking-gesloten  | "toegestaan" op grond van "R-29.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-29.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-29.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-29.1"   |
      | uitvoering           | "toegestaan" op grond van "R-29.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-37 @bijna:R-37.1
  Abstract Scenario: Het UWV geeft gegevens over werk en inkomen vanaf de weging
    Als "uwv" gegevens "suwi" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "toegestaan" op grond van "R-37.1"   |
      | verrijking-half-open | "toegestaan" op grond van "R-37.1"   |
      | verrijking-gesloten  | "toegestaan" op grond van "R-37.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-37.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-37.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-37.1"   |
      | uitvoering           | "toegestaan" op grond van "R-37.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-38 @bijna:R-38.1
  Abstract Scenario: De IND geeft gegevens vanaf de gesloten verrijking
    Als "ind" gegevens "vreemdelingen" wil "verstrekken" aan "politie" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "niet-geregeld" want geen regel past |
      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | verrijking-gesloten  | "toegestaan" op grond van "R-38.1"   |
      | informatieanalyse    | "toegestaan" op grond van "R-38.1"   |
      | casusoverleg         | "toegestaan" op grond van "R-38.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-38.1"   |
      | uitvoering           | "toegestaan" op grond van "R-38.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-88 @bijna:R-88.1
  Abstract Scenario: Het advies wordt gedeeld vanaf het casusoverleg
    Als "gemeente" gegevens "interventieadvies" wil "verstrekken" aan "politie" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                              |
      | signaal              | "niet-geregeld" want geen regel past |
      | hit-nohit            | "niet-geregeld" want geen regel past |
      | weging               | "niet-geregeld" want geen regel past |
      | verrijking-half-open | "niet-geregeld" want geen regel past |
      | verrijking-gesloten  | "niet-geregeld" want geen regel past |
      | informatieanalyse    | "niet-geregeld" want geen regel past |
      | casusoverleg         | "toegestaan" op grond van "R-88.1"   |
      | interventieadvies    | "toegestaan" op grond van "R-88.1"   |
      | uitvoering           | "toegestaan" op grond van "R-88.1"   |
      | afsluiting           | "niet-geregeld" want geen regel past |
      | vernietigd           | "niet-geregeld" want geen regel past |

  @bron:law-g-r-79 @bijna:R-79.1
  Abstract Scenario: Een deelnemer leest de casus tot en met de uitvoering, daarna niemand
    Als "gemeente" gegevens "casus" wil "lezen" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | fase                 | besluit                            |
      | signaal              | "toegestaan" op grond van "R-79.1" |
      | hit-nohit            | "toegestaan" op grond van "R-79.1" |
      | weging               | "toegestaan" op grond van "R-79.1" |
      | verrijking-half-open | "toegestaan" op grond van "R-79.1" |
      | verrijking-gesloten  | "toegestaan" op grond van "R-79.1" |
      | informatieanalyse    | "toegestaan" op grond van "R-79.1" |
      | casusoverleg         | "toegestaan" op grond van "R-79.1" |
      | interventieadvies    | "toegestaan" op grond van "R-79.1" |
      | uitvoering           | "toegestaan" op grond van "R-79.1" |
      | afsluiting           | "verboden" op grond van "R-57.1"   |
      | vernietigd           | "verboden" op grond van "R-57.1"   |
