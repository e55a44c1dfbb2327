# language: nl
@eigenaar:ontwikkelaars @bron:law-g @bron:casus-growshop
Functionaliteit: Verhaal: een vergunning voor een growshop en de Wet Bibob
  Een man vraagt een vergunning voor een growshop. De gemeente doet een eigen Bibob-onderzoek, met een advies van het
  Landelijk Bureau. De Bibob-lijn (Bpg 4:3 lid 1 onder l; Bibob 28; zekerheid V-old) staat los van de RIEC-lijn: een RIEC-casus
  mag het begin van een Bibob-onderzoek zijn, niet de bron ervan.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus"
    En de feiten "niet-weigeringsgrond, niet-uittreksel-volstaat"

  Scenario: De politie geeft gegevens over de aanvrager
    Gegeven de feiten "bibob-persoon, bibob-orgaan"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-19.1"

  Scenario: En over zijn vennoot in de vof
    Gegeven de feiten "bibob-persoon, bibob-orgaan"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-19.1"

  Scenario: Maar niet over de commanditaire vennoot
    Gegeven de feiten "niet-bibob-persoon, bibob-orgaan"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-19.2"

  Scenario: De FIOD heeft geen eigen Bibob-lijn
    Gegeven de feiten "bibob-persoon, bibob-orgaan, label-opsporing"
    Als "fiod" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "verrijking-gesloten"
    Dan is het besluit "niet-geregeld" want geen regel past

  Scenario: De Belastingdienst geeft voor Bibob geen fiscale gegevens via de RIEC-lijn
    Gegeven de feiten "verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  Scenario: Het OM tipt met een strafdossier, na een besluit van de officier
    Gegeven de feiten "ovj-besluit, zwaarwegend-belang, niet-geen-einduitspraak"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-29.1"
    En geldt de plicht "vastleggen-wjsg"

  Scenario: De aanvrager is ooit vrijgesproken en er is geen zwaarwegend belang
    Gegeven de feiten "geen-einduitspraak, niet-zwaarwegend-belang, ovj-besluit"
    Als "om" gegevens "strafvorderlijk" wil "verstrekken" aan "gemeente" voor doel "ib" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-30.1"

  Scenario: De gemeente leest het advies van het Landelijk Bureau
    Gegeven de feiten "aan-mij-verstrekt, niet-bibob-verlopen"
    Als "gemeente" gegevens "bibob" wil "lezen" voor doel "ib" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-79.1"

  Scenario: Een advies van zes jaar oud leest zij niet meer
    Gegeven de feiten "aan-mij-verstrekt, bibob-verlopen"
    Als "gemeente" gegevens "bibob" wil "lezen" voor doel "ib" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-43.1"

  Scenario: De gemeente geeft het advies door aan de politie om haar besluit te onderbouwen
    Gegeven de feiten "bibob-orgaan, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"
    Als "gemeente" gegevens "bibob" wil "doorverstrekken" aan "politie" voor doel "ib" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-41.1, R-64.2"
    En geldt de plicht "melden-geheimhouding"

  Scenario: Een medewerker stuurt het advies in zijn eentje door
    Gegeven de feiten "bibob-orgaan, toestemming-verstrekker, verenigbaar, zelfde-regio, niet-tweede-paar-ogen"
    Als "gemeente" gegevens "bibob" wil "doorverstrekken" aan "politie" voor doel "ib" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-77.1"

  Scenario: Het UWV krijgt het advies voorlopig niet (zekerheid U)
    Gegeven de feiten "bibob-orgaan, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"
    Als "gemeente" gegevens "bibob" wil "doorverstrekken" aan "uwv" voor doel "ib" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-42b.1"

  Scenario: De gemeente legt het advies in de hennepcasus
    Als "gemeente" gegevens "bibob" wil "opnemen" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-42a.2"

  Scenario: De gemeente gebruikt een proces-verbaal uit de hennepcasus om de vergunning te weigeren
    Gegeven de feiten "herkomst-riec"
    Als "gemeente" gegevens "wpg-9" wil "gebruiken" voor doel "ib" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-18.1"

  Scenario: Zij gebruikt wel wat de politie haar voor Bibob gaf, maar daarvoor is hier niets geregeld
    Gegeven de feiten "niet-herkomst-riec"
    Als "gemeente" gegevens "wpg-9" wil "gebruiken" voor doel "ib" in fase "uitvoering"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:jaarverslag-2021
  Scenario: De gemeente vraagt het RIEC om beleidsadvies en stuurt er namen bij
    Als "gemeente" gegevens "identificerend" wil "verstrekken" aan "riec-bureau" voor doel "beleidsadvisering" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-55.1, R-56.1"

  @bron:jaarverslag-2021
  Scenario: Zonder namen is voor beleidsadvies niets geregeld
    Als "gemeente" gegevens "anoniem" wil "verstrekken" aan "riec-bureau" voor doel "beleidsadvisering" in fase "signaal"
    Dan is het besluit "niet-geregeld" want geen regel past
