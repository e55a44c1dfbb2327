# language: nl
@eigenaar:ontwikkelaars @bron:law-g @bron:privacyprotocol-2020
Functionaliteit: Voor 1 april 2020 geldt geen enkele regel
  De regels beginnen bij het Privacyprotocol van april 2020 (titel gelezen, zekerheid V; de tekst zelf niet). Een vraag
  over een dag daarvoor krijgt geen besluit: niet verboden en niet toegestaan. Alle regels lopen door tot een jurist
  anders zegt; de WGS van 1 maart 2025 is een open vraag, geen einddatum.

  Achtergrond:
    Gegeven de peildatum 2020-03-31

  Abstract Scenario: De dag ervoor is niets verboden, hoe slecht de feiten ook zijn: <wie> <handeling> <wat> (<doel>)
    Gegeven de feiten "uitsluitend-geautomatiseerd, niet-label-volledig, niet-noodzaak, niet-ontvanger-betrokken, niet-hkp-aangewezen"
    En de feiten "niet-betrokken, niet-op-casus, niet-aangewezen, niet-gescreend, niet-om-toestemming, niet-persoonscategorie-ok"
    En de feiten "weigeringsgrond, uittreksel-volstaat, niet-label-opsporing, herkomst-toeslagen, herkomst-lsi, niet-verzoek"
    En de feiten "geen-einduitspraak, niet-zwaarwegend-belang, niet-brp-aantekening, niet-wettelijke-plicht, bibob-verlopen"
    En de feiten "herkomst-riec, niet-bibob-persoon, niet-bsn-grondslag, niet-naast-strafrechtelijk, selectie-bijzonder"
    En de feiten "niet-analyse-geregistreerd, niet-objectieve-aanwijzing, niet-oorsprong-erkend, niet-thema-erkend, niet-eigen-bevoegdheid"
    En de feiten "niet-zelfde-regio, niet-toestemming-verstrekker, niet-verenigbaar, niet-tweede-paar-ogen, niet-eigen-gegeven"
    En de feiten "niet-selectielijst, niet-grond-per-geval"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie             | wat                     | handeling        | aan         | doel              | fase                |
      | toeslagen       | toeslagen               | verstrekken      | gemeente    | oc                | weging              |
      | toeslagen       | brp                     | doorverstrekken  | gemeente    | oc                | weging              |
      | belastingdienst | toeslagen               | verstrekken      | gemeente    | oc                | weging              |
      | gemeente        | toeslagen               | verzoeken        | toeslagen   | oc                | weging              |
      | toeslagen       | fiscaal                 | lezen            | -           | oc                | weging              |
      | douane          | fiscaal                 | verstrekken      | toeslagen   | oc                | weging              |
      | belastingdienst | fiscaal                 | verstrekken      | nvwa        | oc                | weging              |
      | liec            | fiscaal                 | ontvangen        | -           | oc                | weging              |
      | fiod            | fiscaal                 | verstrekken      | riec-bureau | oc                | weging              |
      | gemeente        | fiscaal                 | doorverstrekken  | politie     | oc                | weging              |
      | politie         | wpg-9                   | verstrekken      | gemeente    | oc                | weging              |
      | politie         | wpg-12                  | verstrekken      | gemeente    | oc                | informatieanalyse   |
      | gemeente        | wpg-10b                 | doorverstrekken  | om          | oc                | informatieanalyse   |
      | gemeente        | wpg-9                   | gebruiken        | -           | ib                | uitvoering          |
      | kmar            | wpg-8                   | verstrekken      | gemeente    | ib                | signaal             |
      | gemeente        | wpg-8                   | bevragen         | politie     | oc                | verrijking-gesloten |
      | gemeente        | wpg-8                   | lezen            | -           | oc                | verrijking-gesloten |
      | fiod            | toezicht                | verstrekken      | gemeente    | oc                | weging              |
      | om              | strafvorderlijk         | verstrekken      | gemeente    | oc                | weging              |
      | gemeente        | brp                     | verstrekken      | politie     | oc                | weging              |
      | gemeente        | sociaal-medisch         | verstrekken      | politie     | oc                | weging              |
      | uwv             | suwi                    | verstrekken      | gemeente    | oc                | weging              |
      | ind             | vreemdelingen-biometrie | verstrekken      | politie     | oc                | weging              |
      | nvwa            | toezicht                | verstrekken      | gemeente    | oc                | weging              |
      | gemeente        | bibob                   | lezen            | -           | oc                | weging              |
      | gemeente        | bibob                   | verstrekken      | politie     | oc                | weging              |
      | gemeente        | bibob                   | doorverstrekken  | uwv         | ib                | weging              |
      | gemeente        | bibob                   | lezen            | -           | ib                | weging              |
      | gemeente        | brp                     | analyseren       | -           | oc                | informatieanalyse   |
      | gemeente        | bijzonder               | zoeken           | -           | oc                | informatieanalyse   |
      | politie         | bijzonder               | verstrekken      | gemeente    | oc                | weging              |
      | gemeente        | bsn                     | lezen            | -           | oc                | weging              |
      | gemeente        | identificerend          | opnemen          | -           | oc                | signaal             |
      | gemeente        | casus                   | openen           | -           | oc                | signaal             |
      | politie         | anoniem                 | exporteren       | gemeente    | hk                | weging              |
      | gemeente        | casus                   | lezen            | -           | oc                | afsluiting          |
      | gemeente        | brp                     | gebruiken        | -           | beleidsadvisering | weging              |
      | gemeente        | casus                   | gebruiken        | -           | oc                | uitvoering          |
      | liec            | casus                   | beslissen        | -           | oc                | weging              |
      | gemeente        | wpg-9                   | doorverstrekken  | om          | oc                | weging              |
      | politie         | wpg-9                   | exporteren       | liec        | stat              | weging              |
      | gemeente        | brp                     | exporteren       | privaat     | beeld             | weging              |
      | beheerder       | logboek                 | logboek-lezen    | -           | controle          | weging              |
      | gemeente        | brp                     | wijzigen         | -           | oc                | weging              |
      | gemeente        | brp                     | vernietigen      | -           | oc                | afsluiting          |
      | gemeente        | brp                     | rechten-beperken | -           | rechten           | weging              |

  Abstract Scenario: De dag ervoor is ook niets toegestaan, hoe goed de feiten ook zijn: <wie> <handeling> <wat> (<doel>)
    Gegeven de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, hkp-aangewezen"
    En de feiten "betrokken, op-casus, aangewezen, gescreend, om-toestemming, persoonscategorie-ok, niet-weigeringsgrond"
    En de feiten "niet-uittreksel-volstaat, label-opsporing, verzoek, convenant-geldig, protocol-geldig, relevant"
    En de feiten "functionaris-geraadpleegd, besluit-19-20, ovj-besluit, zwaarwegend-belang, brp-autorisatie, brp-aantekening"
    En de feiten "wettelijke-plicht, bevoegdheid-ontvanger, evenredig, bibob-persoon, bibob-orgaan, bsn-grondslag"
    En de feiten "analyse-geregistreerd, objectieve-aanwijzing, oorsprong-erkend, thema-erkend, eigen-bevoegdheid, genoemd-in-advies"
    En de feiten "zelfde-regio, toestemming-verstrekker, verenigbaar, tweede-paar-ogen, eigen-gegeven, ontvangers-ingelicht"
    En de feiten "anoniem-getoetst, doel-vermeld, selectielijst, identiteit-vastgesteld, grond-per-geval, mandaat, aan-mij-verstrekt"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie             | wat               | handeling                | aan         | doel     | fase                |
      | toeslagen       | interventieadvies | lezen                    | -           | oc       | uitvoering          |
      | belastingdienst | fiscaal           | verstrekken              | gemeente    | oc       | weging              |
      | politie         | wpg-8             | verstrekken              | gemeente    | oc       | verrijking-gesloten |
      | politie         | wpg-9             | verstrekken              | gemeente    | oc       | informatieanalyse   |
      | fiod            | wpg-10c           | verstrekken              | om          | oc       | informatieanalyse   |
      | politie         | wpg-8             | verstrekken              | gemeente    | ib       | signaal             |
      | kmar            | hit               | verstrekken              | gemeente    | hk       | hit-nohit           |
      | om              | strafvorderlijk   | verstrekken              | gemeente    | oc       | weging              |
      | gemeente        | brp               | verstrekken              | politie     | oc       | weging              |
      | gemeente        | toezicht          | verstrekken              | politie     | oc       | uitvoering          |
      | uwv             | suwi              | verstrekken              | nla         | oc       | weging              |
      | ind             | vreemdelingen     | verstrekken              | kmar        | oc       | uitvoering          |
      | gemeente        | bibob             | doorverstrekken          | om          | ib       | weging              |
      | gemeente        | wpg-9             | doorverstrekken          | om          | oc       | uitvoering          |
      | politie         | anoniem           | exporteren               | liec        | stat     | uitvoering          |
      | auditor         | logboek           | logboek-lezen            | -           | controle | weging              |
      | gemeente        | brp               | intrekken                | -           | oc       | weging              |
      | gemeente        | brp               | vernietigen              | -           | oc       | afsluiting          |
      | contactpunt     | brp               | rechtenverzoek-ontvangen | -           | rechten  | weging              |
      | gemeente        | brp               | rechten-beperken         | -           | rechten  | weging              |
      | gemeente        | interventieadvies | lezen                    | -           | oc       | uitvoering          |
      | gemeente        | wpg-8             | lezen                    | -           | oc       | weging              |
      | riec-bureau     | hit               | lezen                    | -           | oc       | weging              |
      | riec-bureau     | wpg-9             | lezen                    | -           | oc       | informatieanalyse   |
      | gemeente        | wpg-8             | verzoeken                | politie     | oc       | weging              |
      | riec-bureau     | wpg-8             | verzoeken                | politie     | oc       | weging              |
      | gemeente        | casus             | openen                   | -           | oc       | signaal             |
      | gemeente        | identificerend    | opnemen                  | -           | oc       | signaal             |
      | gemeente        | brp               | analyseren               | -           | oc       | informatieanalyse   |
      | riec-bureau     | brp               | analyseren               | -           | oc       | informatieanalyse   |
      | gemeente        | brp               | aantekenen               | -           | oc       | weging              |
      | gemeente        | brp               | gebruiken                | -           | oc       | uitvoering          |
      | politie         | bsn               | verstrekken              | gemeente    | oc       | weging              |
      | gemeente        | identificerend    | verstrekken              | politie     | oc       | signaal             |
      | gemeente        | interventieadvies | verstrekken              | politie     | oc       | casusoverleg        |
      | gemeente        | hit               | verzoeken                | politie     | oc       | hit-nohit           |

  @bron:law-h-1
  Abstract Scenario: Ook na 1 maart 2025 en ver daarna gelden de regels (<dag>)
    De WGS geldt vanaf 1 maart 2025 (datum: zekerheid S). Wat er dan van de oude regels overblijft is vraag 1 aan de jurist (zekerheid U).
    Gegeven de peildatum <dag>
    Als "toeslagen" gegevens "toeslagen" wil "verstrekken" aan "gemeente" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1"

    Voorbeelden:
      | dag        |
      | 2020-04-01 |
      | 2025-02-28 |
      | 2025-03-01 |
      | 2040-01-01 |
