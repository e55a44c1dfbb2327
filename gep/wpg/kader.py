# SPDX-License-Identifier: EUPL-1.2
"""The framework decisions as a section and as an account of their own, and the consents of the OM in a period.

Invariant: what ends soon, has ended or was withdrawn is shown with what holds; nothing is left out because it is old.

Norm: as `gep.wpg.kaderbesluiten`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from core.ledger.tables import feitverklaring
from gep.document.blokken import Alinea, Sectie, Tabel
from gep.document.document import Document
from gep.periode import day_of, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from core.exchange.world import World
    from gep.document.blokken import Blok
    from gep.periode import Periode
    from gep.wpg.kaderbesluiten import Kaderbesluit

OM: Final = "om-toestemming"
TITLE: Final = "Kaderbesluiten"
_HEADS: Final = ("Besluit", "Van wie", "Regio", "Over", "Grondslag", "Geldt van", "Geldt tot", "Staat", "Aantal")


def section(nummer: str, found: tuple[Kaderbesluit, ...], naam: Callable[[str], str], at: int) -> Sectie:
    """Return the section with every framework decision as it stands at ms `at`."""
    rows = tuple(_row(one, naam) for one in found)
    blokken: tuple[Blok, ...] = (
        Alinea(
            f"Zo stonden de besluiten er op {moment_in_words(at)} voor. Elk besluit is ondertekend en opgenomen in het log."
        ),
        Tabel(
            "kaderbesluiten",
            "Besluiten waar verstrekkingen op rusten",
            _HEADS,
            rows,
            leeg="Er is geen kaderbesluit vastgelegd.",
        ),
        Alinea(
            "Loopt een besluit af, dan worden verstrekkingen die erop rusten vanzelf geweigerd. Of een besluit klopt, beoordelen mensen."
        ),
    )
    return Sectie(nummer, TITLE, blokken)


def sentence(one: Kaderbesluit, naam: Callable[[str], str]) -> str:
    """Return one decision as a line for people."""
    feit, who, regio, about, grondslag, van, tot, staat, aantal = _row(one, naam)
    times = "" if aantal == 1 else f" ({aantal} keer)"
    return f"{feit}: {who}, {regio}, over {about}, {grondslag}, van {van} tot {tot}: {staat}{times}"


def document(found: tuple[Kaderbesluit, ...], naam: Callable[[str], str], at: int, modus: str) -> Document:
    """Return the framework decisions as an account of their own."""
    return Document(
        titel="Kaderbesluiten",
        ondertitel="Besluiten waar verstrekkingen op rusten",
        kenmerken=(("Gemaakt", moment_in_words(at)), ("Modus", modus)),
        waarschuwingen=("Dit is geen juridisch oordeel. Het laat zien wat is ondertekend en opgenomen.",),
        secties=(section("1", found, naam, at),),
        voet="Gemaakt door Knooppunt uit toegelaten feitverklaringen.",
    )


def consents(world: World, connection: Connection, periode: Periode) -> dict[str, int]:
    """Return how many statements on consent the OM made in a period: given, and withdrawn."""
    table = feitverklaring.c
    within = (table.feit == OM, table.tijd >= periode.van, table.tijd < periode.tot)
    hashes = list(connection.execute(select(table.bundel).where(*within).distinct().order_by(table.bundel)).scalars())
    stated = world.bundles.statements(connection, hashes)
    words = {True: "toestemming gegeven", False: "toestemming niet gegeven of ingetrokken"}
    return dict(Counter(words[item.verklaring.waarde is True] for item in stated if item.verklaring.feit == OM))


def _row(one: Kaderbesluit, naam: Callable[[str], str]) -> tuple[str | int, ...]:
    who = naam(one.uitgever) + ("" if one.functie is None else f" ({one.functie})")
    about = naam(one.organisatie) if one.organisatie else ("losse casussen" if one.per_casus else "alle")
    van = "per casus" if one.per_casus else day_of(one.van).isoformat()
    tot = "per casus" if one.per_casus else "geen einde" if one.tot is None else day_of(one.tot).isoformat()
    return (one.feit, who, one.regio or "hele land", about, one.grondslag, van, tot, one.staat, one.aantal)
