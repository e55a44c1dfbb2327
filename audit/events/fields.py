# SPDX-License-Identifier: EUPL-1.2
"""Which fields the readable part (`feit`) of a line of each event has, and what each field says.

Invariants:
- A field means the same in every event (`FIELDS`, one Dutch phrase each); a field without phrase does not exist.
- Every line has the fields of `BASE`; a line of an act also those of `ACT`; the fields of `MAYBE` may stand in each.
- `misfit` names every field that is missing or too much: a line with an unknown field is as wrong as one that lacks one.

It looks at names of fields, not at their values: those are checked where they are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.events.names import Event, named

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Final[dict[str, str]] = {
    # every line
    "v": "versie van de vorm van de regel",
    "tijd": "tijd van de handeling op de klok van de server, in milliseconden sinds 1970",
    "gebeurtenis": "naam van wat er gebeurde",
    "oin": "organisatie die handelde; bij beheer de beheerder",
    "sleutel": "kenmerk van de sleutel die het verzoek ondertekende, of `lokaal` bij een opdracht op de server",
    "rijen": "elke databaserij die de handeling schreef: tabel, sleutel en hash",
    # every act
    "handeling": "kenmerk van de handeling",
    "verzoek": "kenmerk van het verzoek (Idempotency-Key)",
    "verzoek_sha256": "hash van methode, adres en inhoud van het verzoek",
    "trace_id": "kenmerk van het spoor door alle systemen (W3C)",
    "span_id": "kenmerk van de stap van de aanroeper in dat spoor",
    "fsc_transactie": "kenmerk van de FSC-transactie",
    "koerier": "de ondertekende brief waarmee het verzoek in een bestand is meegegeven, met zijn termijn",
    "ondertekend": "de ondertekende tekst en de handtekening van de organisatie onder het verzoek",
    "beslissingen": "elke beslissing: vraag, feiten met bewijs, uitkomst, regels, plichten en vrijgave",
    # what it is about
    "casus": "de casus",
    "record": "de verstrekking",
    "levering": "de levering waarvan de verstrekking deel is",
    "uitvraag": "de uitvraag",
    "categorie": "soort gegevens",
    "ontvanger": "organisatie voor wie het was",
    "ontvangers": "organisaties voor wie het is",
    "verwerking": "verwerkingsactiviteit in het register",
    "verklaring_sha256": "hash van de ondertekende verklaring van de verstrekker",
    "toekenningen_sha256": "hash van de toekenningen aan de ontvangers",
    "stuk": "hash van het ondertekende stuk",
    "bij": "de verstrekking waar het oordeel over gaat",
    "overgeslagen": "verstrekkingen die dit verzoek ook noemde en die zijn overgeslagen",
    "delegatie": "hash van de verklaring waarmee de verstrekker een ander laat toekennen",
    "volgnr": "volgnummer van de laatste gebeurtenis van de casus",
    "soort": "soort gebeurtenis of sleutelhandeling",
    "gevraagd": "wat de vrager wilde doen",
    "reden": "reden, als code",
    "bundel": "hash van de bundel feitverklaringen",
    "feiten": "hash van elke feitverklaring",
    "sleutel_id": "kenmerk van de sleutel waar het over gaat",
    "rol": "waar de sleutel voor dient",
    "vrijgave": "kenmerk van de vrijgave",
    "tijdvak": "het tijdvak van de merksleutel van de casus",
    "merken": "hoeveel merken",
    "records": "de verstrekkingen",
    "treffers": "hoeveel treffers er zijn getoond",
    # requests of citizens
    "rechtenverzoek": "het verzoek van een burger",
    "recht": "welk recht de burger gebruikt, als code",
    "identiteit": "hoe is vastgesteld wie de burger is, als code",
    "handmatig": "organisaties zonder leessleutel, die apart zijn gevraagd",
    "beperking": "kenmerk van de beperking",
    # reported by gateways
    "gemeld_casus": "de casus, volgens de gateway",
    "gemeld_handeling": "de handeling, volgens de gateway",
    "gemeld_categorie": "soort gegevens, volgens de gateway",
    "gemeld_ontvanger": "de ontvanger, volgens de gateway",
    "gemeld_uitkomst": "de uitkomst, volgens de gateway",
    "gemeld_regels": "de regels waarop de uitkomst rust, volgens de gateway",
    "gemeld_vrijgave": "de vrijgave waarmee de gateway besliste",
    "gemeld_record": "de verstrekking, volgens de gateway",
    "gemeld_soort": "soort afwijking",
    "gemeld_velden": "namen van de kenmerken die afwijken",
    "dag": "de dag waarover de afstemming gaat",
    "afstemming": "de ondertekende afstemming zelf: tellingen en wortels",
    # the operator and officers
    "doel": "doel waarvoor gelezen is",
    "wat": "wat er met het gelezene gemaakt is",
    "betreft": "kenmerk van de persoon naar wie gevraagd is: een hash onder een sleutel uit de kluis",
    "vorm": "vorm van het bestand",
    "aantal": "aantal regels of verzoeken",
    "bestand_sha256": "hash van het gemaakte bestand",
    "log_gelezen": "log waaruit de handeling komt",
    "regel_gelezen": "nummer van de regel in dat log",
    "omvang": "aantal regels per log dat is nagerekend",
    "geldig": "of alles klopte",
    "bevindingen": "aantal bevindingen per soort",
    "bevel_sha256": "hash van het ondertekende wisbevel of vernietigingsbevel",
    "besluit_sha256": "hash van het ondertekende besluit over bewaren of over de GEB",
    "editie": "hash van de editie van de GEB",
    "periode": "eerste en laatste dag waar de editie van de GEB over gaat",
    "regio": "RIEC-regio waar de editie van de GEB over gaat; zonder: het hele land",
    "uitkomst": "wat er over de editie van de GEB is besloten of geadviseerd",
    "volledig_op": "vanaf wanneer ook geen back-up van de kluis het vernietigde nog opent, in milliseconden sinds 1970",
    "zorgdrager": "organisatie die het bevel gaf",
    "bevolen": "wanneer het bevel eerder is vastgelegd, in milliseconden sinds 1970",
    "backup_dagen": "hoeveel dagen een back-up van de kluis bewaard blijft",
    "shard_gewist": "log waarin gewist is",
    "opening": "welk deel gewist is: `persoon` of `feit`",
    "regels": "nummers van de regels, als van en tot (niet tot en met)",
    "grondslag": "grond van het besluit, als code",
    "termijn_versie": "versie van de bewaartermijn die is toegepast",
    "lijst_sha256": "vingerafdruk van de deelnemerslijst",
    "lijst_versie": "versie van de deelnemerslijst",
    "tlog_policy_sha256": "hash van de tlog-policy die bij de deelnemerslijst hoort",
    "peildatum": "dag waarop de termijnen zijn gerekend",
    "verlopen": "aantal openingen of verstrekkingen over hun termijn, per soort",
    "vernieuwd": "aantal overlevende sleutels onder de nieuwe tijdvaksleutel",
    "sleutels_oud": "kenmerken van de oude sleutels van het log",
    "sleutels_nieuw": "kenmerken van de nieuwe sleutels van het log",
    "autorisatie": "kenmerk van de autorisatie",
    "besluit": "wat besloten is, als code",
    "tot": "tot wanneer het geldt, in milliseconden sinds 1970",
    "back_up": "kenmerk van de back-up",
    "back_up_tijd": "wanneer de back-up is gemaakt, in milliseconden sinds 1970",
    "verzegeld_voor": "kenmerken van de openbare sleutels waarmee de back-up opengaat",
    "instellingen_sha256": "hash van de werkende instellingen, zonder geheimen",
    "vorige_sha256": "dezelfde hash van de vorige keer",
    "gewijzigd": "namen van de instellingen die veranderden",
    "versie": "versie van het programma",
    "proces": "willekeurig kenmerk van het proces",
    "organisatie": "organisatie van de sleutel waaronder het verzoek kwam",
    "uur": "begin van het uur waarover geteld is, in milliseconden sinds 1970",
    "redenen": "aantal per reden",
}

BASE: Final = frozenset({"v", "tijd", "gebeurtenis", "oin", "sleutel", "rijen"})
ACT: Final = frozenset({"handeling", "verzoek", "verzoek_sha256", "trace_id", "span_id"})
MAYBE: Final = frozenset({"fsc_transactie", "koerier", "ondertekend", "beslissingen"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one event beside the common ones.

    Attributes:
        needs: fields that every line has.
        may: fields that a line may have.
        about: fields that say what the line is about, most specific first (BIO2: object).
        act: whether the line belongs to an act at the exchange; the very first release is taken in without one.
    """

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    act: bool = True


def _shape(needs: str, may: str = "", about: str = "", *, act: bool = True) -> Shape:
    return Shape(tuple(needs.split()), tuple(may.split()), tuple(about.split() or needs.split()[:1]), act)


_CASUS = _shape("casus volgnr soort verwerking")
_HAPPENED = _shape("casus record categorie soort stuk", about="record casus")
_READ = "doel reden wat verwerking"
_ASKED = "casus record betreft"
_GEB = _shape("editie periode uitkomst besluit_sha256", "regio", about="editie")

_SHAPES: Final[dict[Event, Shape]] = {
    Event.VERSTREKKING_OPGENOMEN: _shape(
        "casus record levering categorie verwerking verklaring_sha256 toekenningen_sha256 ontvangers beslissingen",
        "stuk",
        "record casus",
    ),
    Event.VERSTREKKING_GEWEIGERD: _shape("casus record ontvanger", about="record casus"),
    Event.VERSTREKKING_GELEZEN: _shape("casus record categorie verwerking", about="record casus"),
    Event.LEZING_GEWEIGERD: _shape("", f"casus record betreft {_READ}", about="record casus wat"),
    Event.ONBEKEND_GEVRAAGD: _shape("gevraagd reden", "casus record uitvraag", about="record uitvraag casus gevraagd"),
    Event.TOEKENNING_TOEGEVOEGD: _shape(
        "casus record categorie verwerking toekenningen_sha256 ontvangers beslissingen", "delegatie", "record casus"
    ),
    Event.TOEKENNING_HERSLEUTELD: _shape("casus record categorie toekenningen_sha256", "overgeslagen", "record casus"),
    Event.TOEKENNING_GEWEIGERD: _shape("casus record", "ontvanger", "record casus"),
    Event.VERSTREKKING_INGETROKKEN: _HAPPENED,
    Event.VERSTREKKING_VERVANGEN: _HAPPENED,
    Event.ONTVANGER_VERWIJDERD: _HAPPENED,
    Event.VERSTREKKING_VRIJGEGEVEN: _HAPPENED,
    Event.VERSTREKKING_BEVESTIGD: _HAPPENED,
    Event.OORDEEL_TOEGEVOEGD: _shape(
        "casus record bij stuk levering categorie verwerking verklaring_sha256 toekenningen_sha256 ontvangers beslissingen",
        about="record bij casus",
    ),
    Event.LEVENSLOOP_GEWEIGERD: _shape("casus record soort", about="record casus"),
    Event.CASUS_GEOPEND: _CASUS,
    Event.CASUS_GEWIJZIGD: _CASUS,
    Event.CASUS_FASE_GEZET: _CASUS,
    Event.CASUS_GESLOTEN: _CASUS,
    Event.ADVIES_GEGEVEN: _CASUS,
    Event.UITVRAAG_GESTELD: _CASUS,
    Event.UITVRAAG_BEANTWOORD: _CASUS,
    Event.CASUS_GELEZEN: _shape("casus volgnr"),
    Event.CASUS_GEWEIGERD: _shape("casus soort"),
    Event.MERKSLEUTEL_GEMAAKT: _shape("casus tijdvak reden ontvangers verwerking"),
    Event.MERKSLEUTEL_GELEZEN: _shape("casus verwerking", "tijdvak"),
    Event.MERKEN_OPGENOMEN: _shape("casus record tijdvak merken verwerking", about="record casus"),
    Event.MERKEN_VERGELEKEN: _shape("casus treffers verwerking"),
    Event.MERK_TREFFER: _shape("casus records merken", about="records casus"),
    Event.MERKEN_GEWEIGERD: _shape("casus gevraagd", "record"),
    Event.FEIT_TOEGELATEN: _shape("bundel feiten"),
    Event.FEIT_GEWEIGERD: _shape("reden", "bundel", about="bundel reden"),
    Event.SLEUTEL_GEWIJZIGD: _shape("sleutel_id rol soort"),
    Event.SLEUTELS_HERSTELD: _shape("sleutel_id rol soort"),
    Event.SLEUTEL_GELEKT: _shape("sleutel_id aantal"),
    Event.AANMELDING_GEWEIGERD: _shape("sleutel_id organisatie uur aantal redenen"),
    Event.VRIJGAVE_OPGENOMEN: _shape("vrijgave", act=False),
    Event.GATEWAY_WEIGERDE: _shape(
        "gemeld_handeling gemeld_categorie gemeld_uitkomst gemeld_regels gemeld_vrijgave",
        "gemeld_casus gemeld_ontvanger",
        about="gemeld_casus gemeld_categorie",
    ),
    Event.AFWIJKING_GEMELD: _shape("gemeld_record gemeld_soort gemeld_velden"),
    Event.ONTSLEUTELING_MISLUKT: _shape("gemeld_record gemeld_soort gemeld_velden"),
    Event.AFSTEMMING_GEMELD: _shape("dag afstemming"),
    Event.RECHTENVERZOEK_ONTVANGEN: _shape(
        "rechtenverzoek recht identiteit stuk tot ontvangers handmatig verwerking beslissingen", about="rechtenverzoek"
    ),
    Event.RECHTENVERZOEK_GELEZEN: _shape("rechtenverzoek recht verwerking"),
    Event.RECHTENVERZOEK_BEANTWOORD: _shape("rechtenverzoek recht stuk tot verwerking"),
    Event.RECHTENVERZOEK_VERLENGD: _shape("rechtenverzoek stuk tot reden verwerking"),
    Event.RECHTENVERZOEK_AFGEROND: _shape("rechtenverzoek stuk tot besluit verwerking"),
    Event.RECHTENVERZOEK_GEWEIGERD: _shape("gevraagd", "redenen rechtenverzoek"),
    Event.RECHTEN_BEPERKT: _shape(
        "beperking categorie grondslag reden tot stuk verwerking beslissingen", about="beperking categorie"
    ),
    Event.INFORMEREN_BESLOTEN: _shape("besluit records stuk verwerking", "grondslag tot", about="records besluit"),
    Event.LOG_GECONTROLEERD: _shape(f"{_READ} omvang geldig bevindingen", about="geldig omvang"),
    Event.WISSING_BEVOLEN: _shape(
        "bevel_sha256 shard_gewist opening regels grondslag reden termijn_versie", about="shard_gewist"
    ),
    Event.WISSING_GEWEIGERD: _shape("bevel_sha256 shard_gewist opening regels redenen", about="shard_gewist"),
    Event.BEWAREN_BESLOTEN: _shape("casus record soort besluit_sha256 grondslag reden", "tot", about="record casus"),
    Event.BEWAREN_GEWEIGERD: _shape("soort besluit_sha256 redenen", about="besluit_sha256 soort"),
    Event.GEB_VASTGESTELD: _GEB,
    Event.GEB_GEADVISEERD: _GEB,
    Event.GEB_GEWEIGERD: _shape("redenen", "soort besluit_sha256", about="besluit_sha256 soort redenen"),
    Event.VERSTREKKING_VERGRENDELD: _shape("casus record categorie reden", about="record casus"),
    Event.VERNIETIGING_BEVOLEN: _shape(
        "casus record categorie bevel_sha256 grondslag reden beslissingen", about="record casus"
    ),
    Event.VERNIETIGING_GEWEIGERD: _shape("bevel_sha256", "casus record redenen", about="record casus bevel_sha256"),
    Event.VERNIETIGING_HERHAALD: _shape(
        "record bevel_sha256 zorgdrager bevolen grondslag reden", "casus categorie", about="record bevel_sha256"
    ),
    Event.VERNIETIGING_VOLTOOID: _shape("bevel_sha256 aantal volledig_op backup_dagen", about="bevel_sha256"),
    Event.BEWAARTERMIJN_GEDRAAID: _shape("peildatum verlopen", "vernieuwd"),
    Event.LOGSLEUTEL_GEWISSELD: _shape("sleutels_oud sleutels_nieuw", "reden", about="sleutels_nieuw", act=False),
    Event.LIJST_OVERGENOMEN: _shape("lijst_sha256 lijst_versie tlog_policy_sha256", act=False),
    Event.SPOOR_GELEZEN: _shape(_READ, _ASKED, about="casus record wat"),
    Event.SPOOR_GEEXPORTEERD: _shape(f"{_READ} vorm aantal bestand_sha256", _ASKED, about="casus record wat"),
    Event.BUNDEL_GEMAAKT: _shape(f"{_READ} log_gelezen regel_gelezen bestand_sha256", about="regel_gelezen wat"),
    Event.BEVOEGDHEID_HERBEVESTIGD: _shape("autorisatie besluit tot", "reden"),
    Event.NOOD_BEOORDEELD: _shape(f"{_READ} log_gelezen regel_gelezen besluit", about="regel_gelezen wat"),
    Event.BACK_UP_BEGONNEN: _shape("back_up verzegeld_voor"),
    Event.BACK_UP_TERUGGEZET: _shape("back_up back_up_tijd"),
    Event.INSTELLING_GEWIJZIGD: _shape("instellingen_sha256 gewijzigd", "vorige_sha256", about="gewijzigd"),
    Event.SERVER_GESTART: _shape("proces versie instellingen_sha256"),
    Event.SERVER_GESTOPT: _shape("proces versie"),
}


def shape_of(event: Event) -> Shape:
    """Return the fields of an event."""
    return _SHAPES[event]


def required(event: Event) -> tuple[str, ...]:
    """Return the fields that every line of this event has, the common ones first, in the order of `FIELDS`."""
    shape = _SHAPES[event]
    return _ordered(BASE | (ACT if shape.act else frozenset()) | set(shape.needs))


def optional(event: Event) -> tuple[str, ...]:
    """Return the fields that a line of this event may have, in the order of `FIELDS`."""
    shape = _SHAPES[event]
    return _ordered((MAYBE | (frozenset() if shape.act else ACT) | set(shape.may)) - set(required(event)))


def misfit(feit: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the fields of a line, as `-field` (missing) and `+field` (too much); empty when all fit.

    Raises:
        ValueError: the line has no event, or one that does not exist.
    """
    event = named(feit.get("gebeurtenis"))
    needed, allowed = set(required(event)), set(optional(event))
    missing, extra = needed - feit.keys(), feit.keys() - needed - allowed
    return sorted([f"-{name}" for name in missing] + [f"+{name}" for name in extra])


def _ordered(names: frozenset[str] | set[str]) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if name in names)
