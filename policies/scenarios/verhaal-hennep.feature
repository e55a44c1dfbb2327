# language: nl
@eigenaar:ontwikkelaars @bron:law-c2 @bron:casus-hennep
Functionaliteit: Verhaal: hennep in een schuur, van signaal tot vernietiging
  Een toezichthouder van een gemeente ruikt hennep bij een schuur; de eigenaar huurt ook drie woningen. Hennep is een
  landelijk thema (jaarverslag 2021, zekerheid V). De casus loopt alle fasen van het werkproces door; welke gegevens in welke
  fase mogen komt vooral uit het Machtigingsbesluit 2013 (zekerheid V-old, vervallen) en is hier historisch.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, ontvanger-betrokken, betrokken, op-casus"

  @bron:jaarverslag-2021
  Scenario: De gemeente opent een casus op een signaal met thema hennep
    Gegeven de feiten "oorsprong-erkend, thema-erkend"
    Als "gemeente" gegevens "casus" wil "openen" voor doel "oc" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-81.1"

  @bron:jaarverslag-2021
  Scenario: Een buurman klaagt over herrie: dat is geen thema en geen casus
    Gegeven de feiten "oorsprong-erkend, niet-thema-erkend"
    Als "gemeente" gegevens "casus" wil "openen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-78.1"

  @bron:bgs
  Scenario: De eigenaar van de schuur komt in de casus: stroomverbruik en geur zijn op schrift
    Gegeven de feiten "objectieve-aanwijzing"
    Als "gemeente" gegevens "identificerend" wil "opnemen" voor doel "oc" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-82.1"

  @bron:bgs
  Scenario: Zijn zus komt er niet in: over haar is er geen aanwijzing
    Gegeven de feiten "niet-objectieve-aanwijzing"
    Als "gemeente" gegevens "identificerend" wil "opnemen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-49.1"

  Scenario: De gemeente deelt naam en adres van de eigenaar met de politie
    Gegeven de feiten "objectieve-aanwijzing"
    Als "gemeente" gegevens "identificerend" wil "verstrekken" aan "politie" voor doel "oc" in fase "signaal"
    Dan is het besluit "toegestaan" op grond van "R-87.1"

  Scenario: De gemeente vraagt de politie of de naam bekend is
    Gegeven de feiten "objectieve-aanwijzing"
    Als "gemeente" gegevens "hit" wil "verzoeken" aan "politie" voor doel "oc" in fase "hit-nohit"
    Dan is het besluit "toegestaan" op grond van "R-89.1"

  Scenario: De politie antwoordt: ja
    Als "politie" gegevens "hit" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "hit-nohit"
    Dan is het besluit "toegestaan" op grond van "R-21.1"

  Scenario: De politie geeft bij die ja nog geen mutatie mee
    Gegeven de feiten "niet-weigeringsgrond, niet-uittreksel-volstaat, aangewezen, protocol-geldig, relevant, niet-besluit-19-20"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "hit-nohit"
    Dan is het besluit "niet-geregeld" want geen regel past

  Scenario: De gemeente leest het antwoord
    Gegeven de feiten "aan-mij-verstrekt"
    Als "gemeente" gegevens "hit" wil "lezen" voor doel "oc" in fase "hit-nohit"
    Dan is het besluit "toegestaan" op grond van "R-79.1"

  Scenario: Bij de weging staat de noodzaak nog niet op schrift: vragen mag nog niet
    Gegeven de feiten "niet-noodzaak"
    Als "politie" gegevens "brp" wil "verzoeken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-52.2"

  Scenario: Nu staat de noodzaak op schrift en vraagt de politie wie er in de woningen staat
    Gegeven de feiten "noodzaak"
    Als "politie" gegevens "brp" wil "verzoeken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-80.1"

  @bron:wbrp
  Scenario: De gemeente kijkt eerst zelf, half open: BRP met aantekening
    Gegeven de feiten "noodzaak, brp-autorisatie, brp-aantekening"
    Als "gemeente" gegevens "brp" wil "verstrekken" aan "politie" voor doel "oc" in fase "verrijking-half-open"
    Dan is het besluit "toegestaan" op grond van "R-32.1"
    En geldt de plicht "brp-aantekening"

  Scenario: De gemeente geeft de vergunning van de schuur
    Gegeven de feiten "noodzaak"
    Als "gemeente" gegevens "toezicht" wil "verstrekken" aan "politie" voor doel "oc" in fase "verrijking-half-open"
    Dan is het besluit "toegestaan" op grond van "R-34.1"

  Scenario: De gemeente vertelt niet dat de eigenaar hulp krijgt uit de Wmo
    Gegeven de feiten "noodzaak, niet-wettelijke-plicht"
    Als "gemeente" gegevens "sociaal-medisch" wil "verstrekken" aan "politie" voor doel "oc" in fase "verrijking-half-open"
    Dan is het besluit "verboden" op grond van "R-35.1"

  @bron:wpg
  Scenario: In de gesloten verrijking geeft de politie haar mutaties
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-12.1"
    En geldt de plicht "melden-geheimhouding"

  @bron:wpg
  Scenario: De tip van een informant blijft bij de politie
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, om-toestemming"
    Als "politie" gegevens "wpg-12" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-16.1"

  @bron:mb-2013
  Scenario: Het lopende onderzoek zonder toestemming van de officier
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, persoonscategorie-ok, functionaris-geraadpleegd, niet-om-toestemming"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-14.1"

  @bron:mb-2013
  Scenario: Met toestemming van de zaaksofficier mag het
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, persoonscategorie-ok, functionaris-geraadpleegd, om-toestemming"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-13.1"

  @bron:mb-2013
  Scenario: De CIE-officier geeft toestemming voor artikel 10 lid 1 onder a, maar de functionaris is niet geraadpleegd
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, persoonscategorie-ok, om-toestemming, niet-functionaris-geraadpleegd, niet-besluit-19-20"
    Als "politie" gegevens "wpg-10a" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:mb-2013
  Scenario: De CIE-officier geeft toestemming en de functionaris is geraadpleegd
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, persoonscategorie-ok, om-toestemming, functionaris-geraadpleegd"
    Als "politie" gegevens "wpg-10a" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-13.1"

  @bron:mb-2013
  Scenario: De officier geeft toestemming, maar de genoemde persoon is een getuige
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, om-toestemming, functionaris-geraadpleegd, niet-persoonscategorie-ok"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-24.1"

  @bron:mb-2013
  Scenario: De politie houdt het tegen: een inval is ophanden
    Gegeven de feiten "noodzaak, aangewezen, protocol-geldig, relevant, niet-uittreksel-volstaat, persoonscategorie-ok, om-toestemming, functionaris-geraadpleegd, weigeringsgrond"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-26.1"
    En geldt de plicht "deelbare-reden"

  Scenario: De aangewezen lezer van de gemeente leest mee
    Gegeven de feiten "aan-mij-verstrekt, aangewezen, gescreend"
    Als "gemeente" gegevens "wpg-9" wil "lezen" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-79.2"

  Scenario: Haar collega die niet op de casus zit leest niet mee
    Gegeven de feiten "aan-mij-verstrekt, aangewezen, gescreend, niet-op-casus"
    Als "gemeente" gegevens "wpg-9" wil "lezen" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-53.2"

  Scenario: De collega die op de casus zit maar niet is aangewezen leest de vergunning wel
    Gegeven de feiten "aan-mij-verstrekt, niet-aangewezen, niet-gescreend"
    Als "gemeente" gegevens "toezicht" wil "lezen" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-79.1"

  Scenario: Een analist van het bureau met mandaat maakt de analyse
    Gegeven de feiten "mandaat, analyse-geregistreerd"
    Als "riec-bureau" gegevens "wpg-8" wil "analyseren" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-83.2"

  Scenario: Een analist van het bureau zonder mandaat niet
    Gegeven de feiten "niet-mandaat, analyse-geregistreerd"
    Als "riec-bureau" gegevens "wpg-8" wil "analyseren" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

  Scenario: De analist draait een eigen scoremodel dat niemand kent
    Gegeven de feiten "mandaat, niet-analyse-geregistreerd"
    Als "riec-bureau" gegevens "wpg-8" wil "analyseren" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-45.1"

  @bron:crm-toetsingskader
  Scenario: De analist zoekt op geboorteland
    Gegeven de feiten "mandaat, selectie-bijzonder"
    Als "riec-bureau" gegevens "brp" wil "zoeken" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-46.1"

  @bron:jaarverslag-2021
  Scenario: In het casusoverleg gaat het advies naar de Belastingdienst
    Als "gemeente" gegevens "interventieadvies" wil "verstrekken" aan "belastingdienst" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "toegestaan" op grond van "R-88.1"

  @bron:jaarverslag-2021
  Scenario: Het UWV is niet betrokken en krijgt het advies niet
    Gegeven de feiten "niet-ontvanger-betrokken"
    Als "gemeente" gegevens "interventieadvies" wil "verstrekken" aan "uwv" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "verboden" op grond van "R-53.3"

  @bron:jaarverslag-2021
  Scenario: De gemeente trekt de vergunning in, binnen haar eigen bevoegdheid
    Gegeven de feiten "eigen-bevoegdheid"
    Als "gemeente" gegevens "interventieadvies" wil "gebruiken" voor doel "oc" in fase "uitvoering"
    Dan is het besluit "toegestaan" op grond van "R-85.1"

  @bron:jaarverslag-2021
  Scenario: De gemeente wil met het advies een naheffing doen: dat kan alleen de Belastingdienst
    Gegeven de feiten "niet-eigen-bevoegdheid"
    Als "gemeente" gegevens "interventieadvies" wil "gebruiken" voor doel "oc" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-59.1"

  @bron:mb-2013
  Scenario: De casus is afgesloten: de wethouder kan niet meer terugkijken
    Gegeven de feiten "aan-mij-verstrekt"
    Als "gemeente" gegevens "casus" wil "lezen" voor doel "oc" in fase "afsluiting"
    Dan is het besluit "verboden" op grond van "R-57.1"

  @bron:inspectie-oe-2019
  Scenario: Vernietigen zonder selectielijst kan niet
    Gegeven de feiten "niet-selectielijst"
    Als "gemeente" gegevens "toezicht" wil "vernietigen" voor doel "oc" in fase "afsluiting"
    Dan is het besluit "verboden" op grond van "R-73.1"
    En geldt de plicht "vergrendelen"

  @bron:archiefbesluit
  Scenario: Met een selectielijst wel, met een verklaring
    Gegeven de feiten "selectielijst"
    Als "gemeente" gegevens "toezicht" wil "vernietigen" voor doel "oc" in fase "afsluiting"
    Dan is het besluit "toegestaan" op grond van "R-74.1"
    En geldt de plicht "verklaring-vernietiging"
