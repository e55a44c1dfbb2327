# language: nl
@eigenaar:ontwikkelaars @bron:ontwerp-besluitvolgorde
Functionaliteit: Onbekende codes en ontbrekende feiten leiden nooit tot toestaan
  Een feit staat vast, staat vast dat niet, of is onbekend. Zou een verbod passen als een onbekend feit vaststond, dan is er
  geen besluit: het antwoord noemt het feit en wie het kan geven. Een code die niet bestaat geeft ook geen besluit.
  Dit is een keuze van het ontwerp (zekerheid U): de wet kent geen onbekende feiten, wel zorgvuldigheid.

  Achtergrond:
    Gegeven de peildatum 2026-11-22

  Abstract Scenario: Een code die niet bestaat: <code>
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-vaststelbaar" want "<code>" is geen bekende code
    En geldt geen plicht

    Voorbeelden:
      | code              | wie              | wat    | handeling   | aan       | doel  | fase       |
      | gemeenten         | gemeenten        | brp    | verstrekken | politie   | oc    | weging     |
      | riec              | riec             | brp    | verstrekken | politie   | oc    | weging     |
      | convenantpartner  | convenantpartner | brp    | verstrekken | politie   | oc    | weging     |
      | polite            | gemeente         | brp    | verstrekken | polite    | oc    | weging     |
      | partner-of-bureau | gemeente         | brp    | verstrekken | partner-of-bureau | oc | weging |
      | wpg-11            | politie          | wpg-11 | verstrekken | gemeente  | oc    | weging     |
      | wpg               | politie          | wpg    | verstrekken | gemeente  | oc    | weging     |
      | persoonsgegevens  | gemeente         | persoonsgegevens | lezen | -     | oc    | weging     |
      | delen             | gemeente         | brp    | delen       | politie   | oc    | weging     |
      | kopieren          | gemeente         | brp    | kopieren    | politie   | oc    | weging     |
      | fraude            | gemeente         | brp    | verstrekken | politie   | fraude | weging    |
      | oc-hk             | gemeente         | brp    | verstrekken | politie   | oc-hk | weging     |
      | verrijking        | gemeente         | brp    | verstrekken | politie   | oc    | verrijking |
      | weging-tm-uitvoering | gemeente      | brp    | verstrekken | politie   | oc    | weging-tm-uitvoering |

  Abstract Scenario: Iedereen, alles of niets is geen antwoord op wie of wat: <code>
    Als "<wie>" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "weging"
    Dan is het besluit "niet-vaststelbaar" want "<code>" is geen bekende code

    Voorbeelden:
      | code | wie      | wat | doel |
      | *    | *        | brp | oc   |
      | *    | gemeente | *   | oc   |
      | *    | gemeente | brp | *    |
      | -    | -        | brp | oc   |

  Abstract Scenario: Een feit dat niet bestaat telt niet stilletjes mee: <feit>
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, <feit>"
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-vaststelbaar" want "<feit>" is geen bekende code

    Voorbeelden:
      | feit                    |
      | toestemming-om          |
      | niet-niet-om-toestemming |
      | spoed                   |

  @bron:law-g-r-01
  Scenario: Een verbod zonder voorwaarden heeft geen feiten nodig
    Gegeven geen feiten
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1"

  @bron:law-g-r-20
  Scenario: Ook zonder feiten kijkt niemand in een politiesysteem
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd"
    Als "gemeente" gegevens "wpg-8" wil "bevragen" aan "politie" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-20.1"

  @bron:law-g-r-53
  Scenario: Weten wij niets over de lezer, dan noemt het antwoord alles wat ontbreekt
    Gegeven geen feiten
    Als "gemeente" gegevens "wpg-8" wil "lezen" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "niet-vaststelbaar" op grond van "R-22.1, R-23.1, R-44.1, R-53.1, R-53.2"
    En ontbreekt het feit "aangewezen" bij "eigen-partner"
    En ontbreekt het feit "gescreend" bij "eigen-partner"
    En ontbreekt het feit "uitsluitend-geautomatiseerd" bij "verstrekker"
    En ontbreekt het feit "betrokken" bij "backbone"
    En ontbreekt het feit "op-casus" bij "eigen-partner"

  Abstract Scenario: De leveranciersfeiten ontbreken bij een politiegegeven: <feit>
    Gegeven de feiten "<feiten>"
    Als "politie" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "informatieanalyse"
    Dan is het besluit "niet-vaststelbaar" op grond van "<regel>"
    En ontbreekt het feit "<feit>" bij "<bij>"

    Voorbeelden:
      | feit                        | bij         | wat   | regel  | feiten |
      | weigeringsgrond             | verstrekker | wpg-8 | R-26.1 | niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat |
      | uittreksel-volstaat         | verstrekker | wpg-8 | R-27.1 | niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-weigeringsgrond |
      | uitsluitend-geautomatiseerd | backbone    | wpg-8 | R-44.1 | label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond |
      | label-volledig              | verstrekker | wpg-8 | R-54.1 | niet-uitsluitend-geautomatiseerd, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond |
      | noodzaak                    | deelnemer   | wpg-8 | R-52.2 | niet-uitsluitend-geautomatiseerd, label-volledig, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond |
      | ontvanger-betrokken         | backbone    | wpg-8 | R-53.3 | niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, niet-uittreksel-volstaat, niet-weigeringsgrond |
      | om-toestemming              | om          | wpg-9 | R-14.1 | niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond, persoonscategorie-ok |
      | persoonscategorie-ok        | verstrekker | wpg-9 | R-24.1 | niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond, om-toestemming |
      | noodzaak                    | deelnemer   | wpg-9 | R-52.1 | niet-uitsluitend-geautomatiseerd, label-volledig, ontvanger-betrokken, niet-uittreksel-volstaat, niet-weigeringsgrond, om-toestemming, persoonscategorie-ok |

  Abstract Scenario: Een verbod zou kunnen passen, maar een feit is onbekend: <feit> (<regel>)
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus, <ook>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-vaststelbaar" op grond van "<regel>"
    En ontbreekt het feit "<feit>" bij "<bij>"

    Voorbeelden:
      | feit                   | bij         | regel  | ook                     | wie             | wat             | handeling       | aan      | doel | fase              |
      | herkomst-toeslagen     | verstrekker | R-02.2 | niet-herkomst-lsi, verzoek | belastingdienst | fiscaal      | verstrekken     | gemeente | oc   | weging            |
      | herkomst-lsi           | verstrekker | R-11.1 | niet-herkomst-toeslagen, verzoek | belastingdienst | fiscaal | verstrekken    | gemeente | oc   | weging            |
      | verzoek                | ontvanger   | R-07.1 | convenant-geldig        | douane          | fiscaal         | verstrekken     | gemeente | oc   | weging            |
      | herkomst-riec          | backbone    | R-18.1 | aangewezen              | gemeente        | wpg-9           | gebruiken       | -        | ib   | uitvoering        |
      | bibob-persoon          | verstrekker | R-19.2 | bibob-orgaan            | kmar            | wpg-8           | verstrekken     | gemeente | ib   | weging            |
      | aangewezen             | eigen-partner | R-22.1 | gescreend             | gemeente        | wpg-8           | lezen           | -        | oc   | weging            |
      | gescreend              | eigen-partner | R-23.1 | aangewezen            | gemeente        | wpg-8           | lezen           | -        | oc   | weging            |
      | label-opsporing        | verstrekker | R-28.1 | relevant                | fiod            | wpg-8           | verstrekken     | gemeente | oc   | verrijking-gesloten |
      | geen-einduitspraak     | om          | R-30.1 | niet-zwaarwegend-belang | om              | strafvorderlijk | verstrekken     | gemeente | oc   | weging            |
      | zwaarwegend-belang     | om          | R-30.1 | geen-einduitspraak      | om              | strafvorderlijk | verstrekken     | gemeente | oc   | weging            |
      | brp-aantekening        | backbone    | R-33.1 | brp-autorisatie         | gemeente        | brp             | verstrekken     | politie  | oc   | weging            |
      | wettelijke-plicht      | jurist      | R-35.1 | relevant                | gemeente        | sociaal-medisch | verstrekken     | politie  | oc   | weging            |
      | wettelijke-plicht      | fg          | R-36.1 | bevoegdheid-ontvanger   | uwv             | suwi            | verstrekken     | politie  | oc   | weging            |
      | bibob-verlopen         | verstrekker | R-43.1 | aan-mij-verstrekt       | gemeente        | bibob           | lezen           | -        | ib   | weging            |
      | analyse-geregistreerd  | fg          | R-45.1 | relevant                | gemeente        | brp             | analyseren      | -        | oc   | informatieanalyse |
      | selectie-bijzonder     | eigen-partner | R-46.1 | relevant              | gemeente        | bijzonder       | zoeken          | -        | oc   | weging            |
      | naast-strafrechtelijk  | verstrekker | R-47.1 | aan-mij-verstrekt       | gemeente        | bijzonder       | lezen           | -        | oc   | weging            |
      | bsn-grondslag          | jurist      | R-48.1 | aan-mij-verstrekt       | gemeente        | bsn             | lezen           | -        | oc   | weging            |
      | objectieve-aanwijzing  | deelnemer   | R-49.1 | relevant                | gemeente        | identificerend  | opnemen         | -        | oc   | signaal           |
      | oorsprong-erkend       | backbone    | R-50.1 | thema-erkend            | gemeente        | casus           | openen          | -        | oc   | signaal           |
      | thema-erkend           | stuurgroep  | R-78.1 | oorsprong-erkend        | gemeente        | casus           | openen          | -        | oc   | signaal           |
      | hkp-aangewezen         | stuurgroep  | R-51.1 | relevant                | gemeente        | toezicht        | verstrekken     | politie  | hk   | informatieanalyse |
      | eigen-bevoegdheid      | eigen-partner | R-59.1 | relevant              | gemeente        | casus           | gebruiken       | -        | oc   | uitvoering        |
      | verenigbaar            | eigen-partner | R-63.1 | zelfde-regio, toestemming-verstrekker, tweede-paar-ogen | gemeente | wpg-9 | doorverstrekken | om | oc | weging |
      | verenigbaar            | eigen-partner | R-63.3 | zelfde-regio, toestemming-verstrekker, tweede-paar-ogen | gemeente | brp | doorverstrekken | om | oc | weging |
      | toestemming-verstrekker | verstrekker | R-63.2 | zelfde-regio, verenigbaar, tweede-paar-ogen | gemeente | wpg-9       | doorverstrekken | om      | oc   | weging            |
      | toestemming-verstrekker | verstrekker | R-63.4 | zelfde-regio, verenigbaar, tweede-paar-ogen | gemeente | brp         | doorverstrekken | om      | oc   | weging            |
      | tweede-paar-ogen       | backbone    | R-77.1 | relevant                | stuurgroep      | casus           | beslissen       | -        | hk   | weging            |
      | eigen-gegeven          | backbone    | R-72.1 | ontvangers-ingelicht    | gemeente        | casus           | wijzigen        | -        | oc   | weging            |
      | selectielijst          | jurist      | R-73.1 | relevant                | gemeente        | brp             | vernietigen     | -        | oc   | afsluiting        |
      | grond-per-geval        | eigen-partner | R-76.2 | relevant              | gemeente        | brp             | rechten-beperken | -       | rechten | weging         |

  @bron:law-g-r-62
  Scenario: Of het naar een andere regio gaat en of er toestemming is, is onbekend
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, verenigbaar, tweede-paar-ogen"
    Als "gemeente" gegevens "brp" wil "doorverstrekken" aan "om" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-vaststelbaar" op grond van "R-62.2, R-63.4"
    En ontbreekt het feit "zelfde-regio" bij "backbone"
    En ontbreekt het feit "toestemming-verstrekker" bij "verstrekker"

  Abstract Scenario: Niets verbiedt het, maar om toe te staan ontbreekt nog: <feit> (<regel>)
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-weigeringsgrond, niet-uittreksel-volstaat, <ook>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-vaststelbaar" op grond van "<regel>"
    En ontbreekt het feit "<feit>" bij "<bij>"

    Voorbeelden:
      | feit                      | bij         | regel  | ook                                              | wie      | wat             | handeling   | aan      | doel | fase                |
      | convenant-geldig          | stuurgroep  | R-06.1 | verzoek, niet-herkomst-lsi, niet-herkomst-toeslagen | belastingdienst | fiscaal | verstrekken | gemeente | oc   | weging              |
      | aangewezen                | eigen-partner | R-12.1 | protocol-geldig, relevant                      | kmar     | wpg-8           | verstrekken | gemeente | oc   | verrijking-gesloten |
      | protocol-geldig           | jurist      | R-12.1 | aangewezen, relevant                             | kmar     | wpg-8           | verstrekken | gemeente | oc   | verrijking-gesloten |
      | relevant                  | verstrekker | R-12.1 | aangewezen, protocol-geldig                      | kmar     | wpg-13          | verstrekken | gemeente | oc   | interventieadvies   |
      | functionaris-geraadpleegd | verstrekker | R-13.1 | aangewezen, protocol-geldig, relevant, om-toestemming | kmar | wpg-9          | verstrekken | gemeente | oc   | informatieanalyse   |
      | besluit-19-20             | verstrekker | R-25.1 | relevant                                         | politie  | wpg-8           | verstrekken | gemeente | oc   | weging              |
      | bibob-orgaan              | jurist      | R-19.1 | bibob-persoon                                    | politie  | wpg-8           | verstrekken | gemeente | ib   | weging              |
      | ovj-besluit               | om          | R-29.1 | zwaarwegend-belang                               | om       | strafvorderlijk | verstrekken | gemeente | oc   | weging              |
      | brp-autorisatie           | fg          | R-32.1 | brp-aantekening                                  | gemeente | brp             | verstrekken | politie  | oc   | weging              |
      | bevoegdheid-ontvanger     | verstrekker | R-37.1 | wettelijke-plicht                                | uwv      | suwi            | verstrekken | gemeente | oc   | weging              |
      | evenredig                 | verstrekker | R-38.1 | relevant                                         | ind      | vreemdelingen   | verstrekken | politie  | oc   | verrijking-gesloten |
      | doel-vermeld              | backbone    | R-68.1 | relevant                                         | auditor  | logboek         | logboek-lezen | -      | controle | weging          |
      | anoniem-getoetst          | jurist      | R-66.1 | relevant                                         | politie  | anoniem         | exporteren  | liec     | stat | uitvoering          |
      | identiteit-vastgesteld    | eigen-partner | R-75.1 | relevant                                       | contactpunt | brp          | rechtenverzoek-ontvangen | - | rechten | weging        |
      | mandaat                   | deelnemer   | R-80.2 | betrokken                                        | riec-bureau | open-bron    | verzoeken   | politie  | oc   | weging              |
      | aan-mij-verstrekt         | backbone    | R-79.1 | betrokken, op-casus                              | gemeente | casus           | lezen       | -        | oc   | weging              |
      | objectieve-aanwijzing     | deelnemer   | R-89.1 | betrokken                                        | gemeente | hit             | verzoeken   | politie  | oc   | hit-nohit           |
      | ontvangers-ingelicht      | backbone    | R-71.1 | eigen-gegeven                                    | gemeente | casus           | wijzigen    | -        | oc   | weging              |

  @bron:law-g-r-58
  Scenario: Ook bij toestaan telt elk pad: het advies lezen kan op twee gronden
    Gegeven de feiten "betrokken, op-casus"
    Als "gemeente" gegevens "interventieadvies" wil "lezen" voor doel "oc" in fase "uitvoering"
    Dan is het besluit "niet-vaststelbaar" op grond van "R-58.1, R-79.1"
    En ontbreekt het feit "genoemd-in-advies" bij "verstrekker"
    En ontbreekt het feit "aan-mij-verstrekt" bij "backbone"

  @bron:law-g-r-14 @bron:law-g-r-17
  Scenario: Een zeker verbod gaat voor een onzeker verbod
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd"
    Als "politie" gegevens "wpg-9" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "signaal"
    Dan is het besluit "verboden" op grond van "R-17.1"

  @bron:law-g-r-26
  Scenario: Een onzeker verbod gaat voor een zekere toestemming
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, aangewezen, protocol-geldig, relevant"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "niet-vaststelbaar" op grond van "R-26.1"
    En ontbreekt het feit "weigeringsgrond" bij "verstrekker"

  @bron:law-g-r-26
  Scenario: Zodra de politie zegt dat er geen weigeringsgrond is mag het
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, niet-uittreksel-volstaat, aangewezen, protocol-geldig, relevant, niet-weigeringsgrond"
    Als "politie" gegevens "wpg-8" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "verrijking-gesloten"
    Dan is het besluit "toegestaan" op grond van "R-12.1"
