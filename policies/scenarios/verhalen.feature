# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Verhalen uit het werk: verzoeken, vertrekkende partners, vergissingen en rechten
  Korte verhalen met mensen die iets willen dat mag, net niet mag, of waar nog niets voor is geregeld. Wat is gelezen staat bij
  de regels zelf; wie betrokken moet zijn komt uit het jaarverslag 2021 (zekerheid V), het werkproces vooral uit het
  Machtigingsbesluit 2013 (zekerheid V-old) en het lezen en vragen uit ons eigen voorstel (zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus"

  @bron:casus-fiscaal
  Scenario: De inspecteur stuurt uit zichzelf een overzicht van rekeningen
    Gegeven de feiten "niet-verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-07.1"

  @bron:casus-fiscaal
  Scenario: De gemeente vraagt er eerst om
    Als "gemeente" gegevens "fiscaal" wil "verzoeken" aan "belastingdienst" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-80.1"

  @bron:casus-fiscaal
  Scenario: Dan mag de inspecteur antwoorden
    Gegeven de feiten "verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-06.1"

  @bron:casus-fiscaal
  Scenario: De gemeente mailt het overzicht door aan de provincie
    Gegeven de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"
    Als "gemeente" gegevens "fiscaal" wil "doorverstrekken" aan "provincie" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-10.1"

  @bron:casus-fiscaal
  Scenario: In het overzicht staat een kindertoeslag die van Toeslagen komt
    Gegeven de feiten "verzoek, convenant-geldig, herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-02.2"

  @bron:casus-fiscaal
  Scenario: Het RIEC-bureau vraagt of het overzicht op zijn naam kan komen
    Gegeven de feiten "verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "riec-bureau" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-09.2"

  @bron:casus-fiscaal
  Scenario: Het convenant met dit orgaan is niet meer geldig
    Gegeven de feiten "verzoek, niet-convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi"
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "politie" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:casus-vertrek
  Scenario: De IND is uit de casus gestapt en leest niet meer
    Gegeven de feiten "niet-betrokken, aan-mij-verstrekt"
    Als "ind" gegevens "casus" wil "lezen" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-53.1"

  @bron:casus-vertrek
  Scenario: Er gaat ook niets nieuws meer naar de IND
    Gegeven de feiten "niet-ontvanger-betrokken, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "ind" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-53.3"

  @bron:casus-vertrek
  Scenario: De IND trekt wel nog in wat van haar was, en iedereen hoort het
    Gegeven de feiten "niet-betrokken, eigen-gegeven, ontvangers-ingelicht"
    Als "ind" gegevens "vreemdelingen" wil "intrekken" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-71.1"
    En geldt de plicht "melden-ontvangers"

  @bron:casus-vertrek
  Scenario: De IND zet er geen aantekening meer bij
    Gegeven de feiten "niet-betrokken, aan-mij-verstrekt"
    Als "ind" gegevens "toezicht" wil "aantekenen" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:casus-personeel
  Scenario: De screening van de lezer bij het OM is gisteren verlopen
    Gegeven de feiten "aan-mij-verstrekt, aangewezen, niet-gescreend"
    Als "om" gegevens "wpg-8" wil "lezen" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-23.1"

  @bron:casus-personeel
  Scenario: De nieuwe lezer bij het UWV is nog niet aangewezen
    Gegeven de feiten "aan-mij-verstrekt, niet-aangewezen, gescreend"
    Als "uwv" gegevens "wpg-13" wil "lezen" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "verboden" op grond van "R-22.1"

  @bron:casus-personeel
  Scenario: De beheerder zoekt een storing en wil in het logboek kijken
    Gegeven de feiten "doel-vermeld"
    Als "beheerder" gegevens "logboek" wil "logboek-lezen" voor doel "controle" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-69.1"

  @bron:casus-personeel
  Abstract Scenario: De beheerder krijgt nooit gegevens uit een casus: <wat>
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "beheerder" voor doel "oc" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | wie       | wat       | fase       | besluit                              |
      | gemeente  | open-bron | weging     | "niet-geregeld" want geen regel past |
      | gemeente  | casus     | weging     | "niet-geregeld" want geen regel past |
      | toeslagen | toeslagen | weging     | "verboden" op grond van "R-01.1"     |

  @bron:casus-knelpunt
  Scenario: Een vakantiepark is door de stuurgroep aangewezen: de gemeente deelt
    Gegeven de feiten "hkp-aangewezen"
    Als "gemeente" gegevens "toezicht" wil "verstrekken" aan "nla" voor doel "hk" in fase "verrijking-half-open"
    Dan is het besluit "toegestaan" op grond van "R-34.1"

  @bron:casus-knelpunt
  Scenario: Een ander park is niet aangewezen: de gemeente deelt niet
    Gegeven de feiten "niet-hkp-aangewezen"
    Als "gemeente" gegevens "toezicht" wil "verstrekken" aan "nla" voor doel "hk" in fase "verrijking-half-open"
    Dan is het besluit "verboden" op grond van "R-51.1"

  @bron:casus-knelpunt
  Scenario: De voorzitter van de stuurgroep wijst het park in zijn eentje aan
    Gegeven de feiten "niet-tweede-paar-ogen"
    Als "stuurgroep" gegevens "casus" wil "beslissen" voor doel "hk" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-77.1"

  @bron:casus-knelpunt
  Scenario: Het UWV heeft alleen een grondslag voor georganiseerde criminaliteit
    Gegeven de feiten "hkp-aangewezen, wettelijke-plicht, bevoegdheid-ontvanger"
    Als "uwv" gegevens "suwi" wil "verstrekken" aan "gemeente" voor doel "hk" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:casus-vreemdelingen
  Scenario: De politie vraagt de IND om een pasfoto van een uitgebuite werknemer
    Gegeven de feiten "evenredig"
    Als "ind" gegevens "vreemdelingen-biometrie" wil "verstrekken" aan "politie" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-39.1"

  @bron:casus-vreemdelingen
  Scenario: De IND geeft wel de verblijfsstatus, evenredig en vanaf de gesloten verrijking
    Gegeven de feiten "evenredig"
    Als "ind" gegevens "vreemdelingen" wil "verstrekken" aan "nla" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-38.1"

  @bron:casus-vreemdelingen
  Scenario: Een zoekvraag naar alle werknemers met één nationaliteit
    Gegeven de feiten "selectie-bijzonder"
    Als "nla" gegevens "vreemdelingen" wil "zoeken" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-46.1"

  @bron:casus-automaat
  Scenario: Een lijst die een computer zelf maakte komt de casus niet in
    Gegeven de feiten "uitsluitend-geautomatiseerd, objectieve-aanwijzing"
    Als "nvwa" gegevens "identificerend" wil "opnemen" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-44.1"

  @bron:casus-automaat
  Scenario: Een koppeling met het politiesysteem, alleen om sneller te werken
    Als "gemeente" gegevens "wpg-8" wil "bevragen" aan "politie" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-20.1"

  @bron:casus-correctie
  Scenario: De Douane ziet een fout in een gegeven van de politie en wil het verbeteren
    Gegeven de feiten "niet-eigen-gegeven, aan-mij-verstrekt"
    Als "douane" gegevens "wpg-8" wil "wijzigen" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "verboden" op grond van "R-72.1"

  @bron:casus-correctie
  Scenario: De Douane zet er wel een aantekening bij
    Gegeven de feiten "niet-eigen-gegeven, aan-mij-verstrekt"
    Als "douane" gegevens "wpg-8" wil "aantekenen" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "toegestaan" op grond van "R-84.1"

  @bron:casus-correctie
  Scenario: De politie verbetert het zelf, maar één ontvanger zou het niet horen
    Gegeven de feiten "eigen-gegeven, niet-ontvangers-ingelicht"
    Als "politie" gegevens "wpg-8" wil "wijzigen" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:casus-inzage
  Scenario: Een vrouw vraagt wat er over haar staat en toont haar paspoort
    Gegeven de feiten "identiteit-vastgesteld"
    Als "contactpunt" gegevens "brp" wil "rechtenverzoek-ontvangen" voor doel "rechten" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-75.1"
    En geldt de plicht "klok-een-maand"

  @bron:casus-inzage
  Scenario: Zij belt met een anoniem nummer
    Gegeven de feiten "niet-identiteit-vastgesteld"
    Als "contactpunt" gegevens "brp" wil "rechtenverzoek-ontvangen" voor doel "rechten" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

  @bron:casus-inzage
  Scenario: De politie beperkt de inzage omdat een onderzoek loopt, met reden en einddatum
    Gegeven de feiten "grond-per-geval"
    Als "politie" gegevens "wpg-9" wil "rechten-beperken" voor doel "rechten" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-76.1"
    En geldt de plicht "einddatum-beperking"

  @bron:casus-inzage
  Scenario: Een standaardbrief voor iedereen is geen grond per geval
    Gegeven de feiten "niet-grond-per-geval"
    Als "gemeente" gegevens "toezicht" wil "rechten-beperken" voor doel "rechten" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-76.2"

  @bron:casus-inzage
  Scenario: Het RIEC-bureau schrijft de afwijzing zelf
    Gegeven de feiten "grond-per-geval, mandaat"
    Als "riec-bureau" gegevens "brp" wil "rechten-beperken" voor doel "rechten" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-61.1"

  @bron:casus-woo
  Scenario: Een journalist vraagt met de Woo om politiegegevens uit casussen
    Als "politie" gegevens "wpg-8" wil "exporteren" voor doel "oc" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-67.1"
    En geldt de plicht "naar-jurist"

  @bron:casus-woo
  Scenario: Het LIEC telt zaken voor de jaarcijfers, zonder namen en getoetst
    Gegeven de feiten "anoniem-getoetst"
    Als "politie" gegevens "anoniem" wil "exporteren" aan "liec" voor doel "stat" in fase "uitvoering"
    Dan is het besluit "toegestaan" op grond van "R-66.1"

  @bron:casus-woo
  Scenario: Een bank aan de fenomeentafel wil namen van rekeninghouders
    Als "gemeente" gegevens "identificerend" wil "exporteren" aan "privaat" voor doel "beeld" in fase "uitvoering"
    Dan is het besluit "verboden" op grond van "R-56.1, R-65.2"

  @bron:casus-andere-regio
  Scenario: De verdachte verhuist: de politie wil het dossier aan een andere regio geven
    Gegeven de feiten "niet-zelfde-regio, niet-toestemming-verstrekker, verenigbaar, tweede-paar-ogen"
    Als "gemeente" gegevens "wpg-9" wil "doorverstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "verboden" op grond van "R-62.1, R-63.2"

  @bron:casus-andere-regio
  Scenario: De officier en de functionaris stemmen vooraf in
    Gegeven de feiten "niet-zelfde-regio, toestemming-verstrekker, verenigbaar, tweede-paar-ogen"
    Als "gemeente" gegevens "wpg-9" wil "doorverstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "toegestaan" op grond van "R-64.1"

  @bron:casus-bsn
  Scenario: De politie wil het BSN meegeven om te koppelen, maar geen wet noemt dit
    Gegeven de feiten "niet-bsn-grondslag"
    Als "politie" gegevens "bsn" wil "verstrekken" aan "belastingdienst" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "verboden" op grond van "R-48.1"
    En geldt de plicht "pseudoniem-tonen"

  @bron:casus-zorg
  Scenario: Een verslaving staat los van elk strafbaar feit in het dossier
    Gegeven de feiten "niet-naast-strafrechtelijk"
    Als "gemeente" gegevens "bijzonder" wil "verstrekken" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-47.1"

  @bron:casus-zorg
  Scenario: Ook naast een strafbaar feit is er geen regel die het toestaat
    Gegeven de feiten "naast-strafrechtelijk"
    Als "gemeente" gegevens "bijzonder" wil "verstrekken" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past
