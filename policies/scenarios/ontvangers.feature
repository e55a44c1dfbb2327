# language: nl
@eigenaar:ontwikkelaars @bron:law-g @bron:law-a2
Functionaliteit: Alle partners als ontvanger
  Per soort gegeven alle dertien partners, het RIEC-bureau en het LIEC op een rij. Fiscale gegevens en Bibob-adviezen hebben
  een eigen lijst van ontvangers (tekst van 2017, zekerheid V-old); politiegegevens gaan naar elke aangewezen deelnemer. Of de IND
  een deelnemend bestuursorgaan is in de zin van het Bpg is niet nagegaan (zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, label-volledig, noodzaak, ontvanger-betrokken, betrokken, op-casus"
    En de feiten "aangewezen, protocol-geldig, relevant, niet-weigeringsgrond, niet-uittreksel-volstaat, niet-besluit-19-20"
    En de feiten "verzoek, convenant-geldig, niet-herkomst-toeslagen, niet-herkomst-lsi, bibob-orgaan"
    En de feiten "toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"

  @bron:law-g-r-06 @bijna:R-06.1
  Abstract Scenario: Fiscale gegevens van de Belastingdienst aan <aan>
    Als "belastingdienst" gegevens "fiscaal" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | aan             | besluit                                  |
      | gemeente        | "toegestaan" op grond van "R-06.1"       |
      | provincie       | "toegestaan" op grond van "R-06.1"       |
      | belastingdienst | "niet-geregeld" want geen regel past     |
      | toeslagen       | "verboden" op grond van "R-04.2, R-08.1" |
      | fiod            | "niet-geregeld" want geen regel past     |
      | douane          | "niet-geregeld" want geen regel past     |
      | nla             | "toegestaan" op grond van "R-06.1"       |
      | politie         | "toegestaan" op grond van "R-06.1"       |
      | kmar            | "toegestaan" op grond van "R-06.1"       |
      | om              | "toegestaan" op grond van "R-06.1"       |
      | ind             | "verboden" op grond van "R-08.1"         |
      | uwv             | "toegestaan" op grond van "R-06.1"       |
      | nvwa            | "verboden" op grond van "R-08.1"         |
      | riec-bureau     | "verboden" op grond van "R-09.2"         |
      | liec            | "verboden" op grond van "R-09.2"         |

  @bron:law-g-r-41 @bijna:R-41.1
  Abstract Scenario: Een Bibob-advies van de gemeente aan <aan>
    Als "gemeente" gegevens "bibob" wil "doorverstrekken" aan "<aan>" voor doel "ib" in fase "weging"
    Dan is het besluit <besluit>

    Voorbeelden:
      | aan             | besluit                                    |
      | gemeente        | "toegestaan" op grond van "R-41.1, R-64.2" |
      | provincie       | "toegestaan" op grond van "R-41.1, R-64.2" |
      | belastingdienst | "toegestaan" op grond van "R-41.1, R-64.2" |
      | toeslagen       | "verboden" op grond van "R-42b.1"          |
      | fiod            | "toegestaan" op grond van "R-41.1, R-64.2" |
      | douane          | "toegestaan" op grond van "R-64.2"         |
      | nla             | "toegestaan" op grond van "R-41.1, R-64.2" |
      | politie         | "toegestaan" op grond van "R-41.1, R-64.2" |
      | kmar            | "toegestaan" op grond van "R-41.1, R-64.2" |
      | om              | "toegestaan" op grond van "R-41.1, R-64.2" |
      | ind             | "verboden" op grond van "R-42b.1"          |
      | uwv             | "verboden" op grond van "R-42b.1"          |
      | nvwa            | "verboden" op grond van "R-42b.1"          |
      | riec-bureau     | "niet-geregeld" want geen regel past       |
      | liec            | "niet-geregeld" want geen regel past       |

  @bron:law-g-r-12 @bijna:R-12.1
  Abstract Scenario: Politiegegevens van artikel 13 aan <aan>
    Als "kmar" gegevens "wpg-13" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "casusoverleg"
    Dan is het besluit <besluit>

    Voorbeelden:
      | aan             | besluit                              |
      | gemeente        | "toegestaan" op grond van "R-12.1"   |
      | provincie       | "toegestaan" op grond van "R-12.1"   |
      | belastingdienst | "toegestaan" op grond van "R-12.1"   |
      | toeslagen       | "toegestaan" op grond van "R-12.1"   |
      | fiod            | "toegestaan" op grond van "R-12.1"   |
      | douane          | "toegestaan" op grond van "R-12.1"   |
      | nla             | "toegestaan" op grond van "R-12.1"   |
      | politie         | "toegestaan" op grond van "R-12.1"   |
      | kmar            | "toegestaan" op grond van "R-12.1"   |
      | om              | "toegestaan" op grond van "R-12.1"   |
      | ind             | "toegestaan" op grond van "R-12.1"   |
      | uwv             | "toegestaan" op grond van "R-12.1"   |
      | nvwa            | "toegestaan" op grond van "R-12.1"   |
      | riec-bureau     | "toegestaan" op grond van "R-12.1"   |
      | liec            | "niet-geregeld" want geen regel past |

  @bron:law-g-r-01
  Abstract Scenario: Toeslagen verstrekt aan niemand, ook niet aan <aan>
    Als "toeslagen" gegevens "open-bron" wil "verstrekken" aan "<aan>" voor doel "oc" in fase "weging"
    Dan is het besluit "verboden" op grond van "R-01.1"

    Voorbeelden:
      | aan             |
      | gemeente        |
      | provincie       |
      | belastingdienst |
      | toeslagen       |
      | fiod            |
      | douane          |
      | nla             |
      | politie         |
      | kmar            |
      | om              |
      | ind             |
      | uwv             |
      | nvwa            |
      | riec-bureau     |
      | liec            |
