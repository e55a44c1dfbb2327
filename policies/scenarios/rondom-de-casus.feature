# language: nl
@eigenaar:ontwikkelaars @bron:policy-vocabulaire
Functionaliteit: Partijen om een casus heen en functies zonder rol
  Banken, FIU, DNB, Veiligheidshuis, Landelijk Bureau Bibob, SKC, private partijen en het buitenland zijn geen
  convenantpartner: voor hen is niets geregeld (keuze van dit model; dat private partijen niets krijgen: zekerheid U). Functies
  als de jurist of de casusregisseur krijgen geen gegevens uit een casus. Niet geregeld is geen toestemming.

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus"
    En de feiten "brp-autorisatie, brp-aantekening, aangewezen, gescreend, aan-mij-verstrekt, objectieve-aanwijzing"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen, niet-selectie-bijzonder"

  @bijna:R-32.1
  Abstract Scenario: De gemeente verstrekt niet aan <aan>
    Als "gemeente" gegevens "brp" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | aan                  |
      | privaat              |
      | buitenland           |
      | fiu                  |
      | bank                 |
      | dnb                  |
      | veiligheidshuis      |
      | lbb                  |
      | skc                  |
      | fg                   |
      | privacyfunctionaris  |
      | coordinerend-fg      |
      | auditor              |
      | contactpunt          |
      | jurist               |
      | stuurgroep           |
      | rac                  |
      | autorisatiebeheerder |
      | casusregisseur       |
      | zorgdrager           |
      | toezichthouder       |
      | beheerder            |

  @bijna:R-64.2
  Abstract Scenario: En geeft ook niets door aan <aan>
    Als "gemeente" gegevens "toezicht" wil "doorverstrekken" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | aan             |
      | fiu             |
      | bank            |
      | dnb             |
      | veiligheidshuis |
      | buitenland      |
      | skc             |
      | liec            |
      | beheerder       |

  @bijna:R-79.1
  Abstract Scenario: <wie> leest niets uit een casus
    Als "<wie>" gegevens "toezicht" wil "lezen" voor doel "oc" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie             |
      | privaat         |
      | buitenland      |
      | fiu             |
      | bank            |
      | dnb             |
      | veiligheidshuis |
      | lbb             |
      | skc             |
      | stuurgroep      |
      | rac             |
      | toezichthouder  |
      | auditor         |
      | beheerder       |

  Abstract Scenario: <wie> kan niets verstrekken via deze regels
    Als "<wie>" gegevens "<wat>" wil "verstrekken" aan "gemeente" voor doel "<doel>" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wie             | wat            | doel |
      | fiu             | fiscaal        | oc   |
      | bank            | identificerend | oc   |
      | lbb             | bibob          | ib   |
      | veiligheidshuis | toezicht       | oc   |
      | buitenland      | identificerend | oc   |
      | dnb             | toezicht       | oc   |
      | skc             | anoniem        | oc   |

  Abstract Scenario: Ook voor hen gelden de verboden: <wie>
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "weging"
    Dan is het besluit "verboden" op grond van "<regels>"

    Voorbeelden:
      | wie        | wat    | handeling       | aan       | doel | regels |
      | fiu        | hit    | verzoeken       | toeslagen | oc   | R-03.1 |
      | buitenland | wpg-8  | bevragen        | politie   | oc   | R-20.1 |
      | lbb        | bibob  | verstrekken     | gemeente  | oc   | R-42a.2 |
      | bank       | brp    | gebruiken       | -         | stat | R-56.1 |
      | skc        | wpg-12 | verstrekken     | gemeente  | oc   | R-16.1 |
