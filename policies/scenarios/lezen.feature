# language: nl
@eigenaar:ontwikkelaars @bron:law-g
Functionaliteit: Lezen wat aan je is verstrekt
  Zonder voorstel R-79 kan niemand iets lezen: een betrokken partner leest wat aan hem is verstrekt als zijn gebruiker op de
  casus zit; politiegegevens alleen als hij ook is aangewezen en gescreend; het RIEC-bureau alleen onder mandaat.
  Het is een voorstel van ons aan de jurist (zekerheid U).

  Achtergrond:
    Gegeven de peildatum 2026-11-22
    En de feiten "niet-uitsluitend-geautomatiseerd, betrokken, op-casus, aan-mij-verstrekt, aangewezen, gescreend"
    En de feiten "bsn-grondslag, naast-strafrechtelijk, niet-bibob-verlopen, niet-genoemd-in-advies, niet-mandaat"
    En de feiten "label-volledig, noodzaak, ontvanger-betrokken, toestemming-verstrekker, verenigbaar, zelfde-regio, tweede-paar-ogen"

  @bron:law-g-r-79
  Abstract Scenario: Een partner leest wat aan hem is verstrekt
    Als "<wie>" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regel>"
    En geldt geen plicht

    Voorbeelden:
      | wie             | wat                     | doel | fase                | regel  |
      | gemeente        | casus                   | oc   | signaal             | R-79.1 |
      | gemeente        | hit                     | hk   | hit-nohit           | R-79.1 |
      | provincie       | bibob                   | ib   | weging              | R-79.1 |
      | politie         | brp                     | oc   | verrijking-half-open | R-79.1 |
      | kmar            | vreemdelingen           | oc   | verrijking-gesloten | R-79.1 |
      | nla             | fiscaal                 | hk   | informatieanalyse   | R-79.1 |
      | uwv             | suwi                    | oc   | casusoverleg        | R-79.1 |
      | nvwa            | interventieadvies       | ib   | interventieadvies   | R-79.1 |
      | om              | strafvorderlijk         | oc   | uitvoering          | R-79.1 |
      | ind             | vreemdelingen-biometrie | oc   | uitvoering          | R-79.1 |
      | fiod            | identificerend          | oc   | weging              | R-79.1 |
      | douane          | toezicht                | oc   | weging              | R-79.1 |
      | gemeente        | bsn                     | oc   | weging              | R-79.1 |
      | gemeente        | bijzonder               | oc   | weging              | R-79.1 |
      | gemeente        | sociaal-medisch         | oc   | weging              | R-79.1 |
      | gemeente        | open-bron               | oc   | weging              | R-79.1 |
      | belastingdienst | anoniem                 | oc   | weging              | R-79.1 |
      | toeslagen       | toeslagen               | oc   | weging              | R-79.1 |
      | gemeente        | wpg-8                   | oc   | signaal             | R-79.2 |
      | om              | wpg-9                   | hk   | informatieanalyse   | R-79.2 |
      | belastingdienst | wpg-10c                 | ib   | uitvoering          | R-79.2 |
      | fiod            | wpg-13                  | oc   | casusoverleg        | R-79.2 |

  @bron:law-g-r-79
  Abstract Scenario: Het RIEC-bureau leest onder mandaat wat aan het bureau is verstrekt
    Gegeven de feiten "mandaat"
    Als "riec-bureau" gegevens "<wat>" wil "lezen" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "toegestaan" op grond van "<regels>"

    Voorbeelden:
      | wat      | doel | fase              | regels         |
      | toezicht | ib   | signaal           | R-79.3         |
      | anoniem  | oc   | weging            | R-79.3         |
      | hit      | oc   | hit-nohit         | R-60.1, R-79.3 |
      | brp      | ib   | uitvoering        | R-79.3         |
      | strafvorderlijk | ib | weging       | R-79.3         |
      | wpg-8    | ib   | signaal           | R-79.4         |
      | wpg-9    | ib   | uitvoering        | R-79.4         |
      | wpg-9    | oc   | informatieanalyse | R-60.1, R-79.4 |

  @bron:law-g-r-79
  Scenario: Een bureau zonder screening leest geen politiegegevens, wel een open bron
    Gegeven de feiten "mandaat, niet-gescreend"
    Als "riec-bureau" gegevens "open-bron" wil "lezen" voor doel "oc" in fase "weging"
    Dan is het besluit "toegestaan" op grond van "R-79.3"

  @bron:law-g-r-79 @bijna:R-79.1 @bijna:R-79.2
  Abstract Scenario: Net niet wat een partner leest: <verschil> (<wat>)
    Gegeven de feiten "<feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | verschil              | feit                  | wie         | wat       | handeling       | aan     | doel     | fase       |
      | niet aan hem verstrekt | niet-aan-mij-verstrekt | gemeente  | open-bron | lezen           | -       | oc       | weging     |
      | niet aan hem verstrekt | niet-aan-mij-verstrekt | gemeente  | wpg-8     | lezen           | -       | oc       | weging     |
      | bureau zonder mandaat | niet-mandaat          | riec-bureau | open-bron | lezen           | -       | oc       | weging     |
      | bureau zonder mandaat | niet-mandaat          | riec-bureau | wpg-8     | lezen           | -       | oc       | weging     |
      | het LIEC              | mandaat               | liec        | open-bron | lezen           | -       | oc       | weging     |
      | het LIEC              | mandaat               | liec        | wpg-8     | lezen           | -       | oc       | weging     |
      | een casusregisseur    | mandaat               | casusregisseur | open-bron | lezen        | -       | oc       | weging     |
      | een private partij    | mandaat               | privaat     | wpg-8     | lezen           | -       | oc       | weging     |
      | met een ontvanger     | mandaat               | gemeente    | open-bron | lezen           | politie | oc       | weging     |
      | met een ontvanger     | mandaat               | gemeente    | wpg-8     | lezen           | politie | oc       | weging     |
      | het logboek           | mandaat               | gemeente    | logboek   | lezen           | -       | oc       | weging     |
      | ontvangen             | mandaat               | gemeente    | open-bron | ontvangen       | -       | oc       | weging     |
      | ontvangen             | mandaat               | gemeente    | wpg-8     | ontvangen       | -       | oc       | weging     |
      | doorgeven             | mandaat               | gemeente    | open-bron | doorverstrekken | -       | oc       | weging     |
      | doorgeven             | mandaat               | gemeente    | wpg-8     | doorverstrekken | -       | oc       | weging     |
      | verstrekken           | mandaat               | gemeente    | open-bron | verstrekken     | -       | oc       | weging     |
      | verstrekken           | mandaat               | gemeente    | wpg-8     | verstrekken     | -       | oc       | weging     |
      | doel controle         | mandaat               | gemeente    | open-bron | lezen           | -       | controle | weging     |
      | doel controle         | mandaat               | gemeente    | wpg-8     | lezen           | -       | controle | weging     |
      | anoniem na afsluiting | mandaat               | gemeente    | anoniem   | lezen           | -       | oc       | afsluiting |
      | anoniem, vernietigd   | mandaat               | gemeente    | anoniem   | lezen           | -       | oc       | vernietigd |

  @bron:law-g-r-79 @bijna:R-79.3 @bijna:R-79.4
  Abstract Scenario: Net niet wat het bureau leest: <verschil> (<wat>)
    Gegeven de feiten "mandaat, <feit>"
    Als "<wie>" gegevens "<wat>" wil "<handeling>" aan "<aan>" voor doel "<doel>" in fase "<fase>"
    Dan is het besluit <besluit>

    Voorbeelden:
      | verschil              | feit                   | wie         | wat       | handeling | aan      | doel     | fase       | besluit                              |
      | niet aan het bureau   | niet-aan-mij-verstrekt | riec-bureau | open-bron | lezen     | -        | ib       | weging     | "niet-geregeld" want geen regel past |
      | niet aan het bureau   | niet-aan-mij-verstrekt | riec-bureau | wpg-8     | lezen     | -        | ib       | weging     | "niet-geregeld" want geen regel past |
      | een partner           | betrokken              | gemeente    | open-bron | lezen     | -        | ib       | weging     | "toegestaan" op grond van "R-79.1"   |
      | een partner           | betrokken              | gemeente    | wpg-8     | lezen     | -        | ib       | weging     | "toegestaan" op grond van "R-79.2"   |
      | met een ontvanger     | betrokken              | riec-bureau | open-bron | lezen     | gemeente | ib       | weging     | "niet-geregeld" want geen regel past |
      | met een ontvanger     | betrokken              | riec-bureau | wpg-8     | lezen     | gemeente | ib       | weging     | "niet-geregeld" want geen regel past |
      | het logboek           | betrokken              | riec-bureau | logboek   | lezen     | -        | ib       | weging     | "niet-geregeld" want geen regel past |
      | ontvangen             | betrokken              | riec-bureau | open-bron | ontvangen | -        | ib       | weging     | "niet-geregeld" want geen regel past |
      | ontvangen             | betrokken              | riec-bureau | wpg-8     | ontvangen | -        | ib       | weging     | "niet-geregeld" want geen regel past |
      | doel rechten          | betrokken              | riec-bureau | open-bron | lezen     | -        | rechten  | weging     | "niet-geregeld" want geen regel past |
      | doel rechten          | betrokken              | riec-bureau | wpg-8     | lezen     | -        | rechten  | weging     | "niet-geregeld" want geen regel past |
      | anoniem na afsluiting | betrokken              | riec-bureau | anoniem   | lezen     | -        | ib       | afsluiting | "niet-geregeld" want geen regel past |
      | anoniem, vernietigd   | betrokken              | riec-bureau | anoniem   | lezen     | -        | ib       | vernietigd | "niet-geregeld" want geen regel past |
      | bureau met doel oc    | niet-aan-mij-verstrekt | riec-bureau | wpg-8     | lezen     | -        | oc       | weging     | "toegestaan" op grond van "R-60.1"   |

  @bron:law-g-r-79 @bijna:R-79.3 @bijna:R-79.4
  Abstract Scenario: Een bureau zonder mandaat leest ook voor Bibob niets
    Als "riec-bureau" gegevens "<wat>" wil "lezen" voor doel "ib" in fase "weging"
    Dan is het besluit "niet-geregeld" want geen regel past

    Voorbeelden:
      | wat       |
      | open-bron |
      | wpg-8     |
