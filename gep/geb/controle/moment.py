# SPDX-License-Identifier: EUPL-1.2
"""Whether the moment of an edition and its checkpoints go together: what was there then, it read, and nothing later.

Invariants:
- An edition that left out a log, or read less of it than there was, is no edition of its moment: its figures follow from
  its checkpoints, and still they are not what happened.
- Lines of the last hour before the edition may be missing: an act stands in a checkpoint a little later.

It asks only what it needs: the first line that was not read and the last that was. A line that was erased tells no moment.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gep.cijfers.regel import decode
from gep.cijfers.tellen import chosen
from gep.geb.controle.bevinding import Bevinding, Soort
from gep.periode import Periode, moment_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.contract.editie import Kenmerken
    from gep.bron import Bron, Logstand

SPELING: Final = 3_600_000
"""How much later (ms) than its own moment a line may stand in a checkpoint."""


def moments(nu: Bron, kenmerken: Kenmerken) -> Iterator[Bevinding]:
    """Yield what an edition of that moment cannot have left out, or cannot have known yet."""
    gemaakt = kenmerken.gemaakt
    if gemaakt > nu.gemaakt + SPELING:
        text = "Volgens editie.json is de editie later gemaakt dan nu."
        yield Bevinding(Soort.ONWAAR, text, {"veld": "gemaakt"}, str(gemaakt), str(nu.gemaakt))
    cited = {point["origin"]: point["size"] for point in kenmerken.checkpoints}
    yield from (_absent(stand) for stand in nu.stam if stand.origin not in cited)
    for stand in chosen(nu, Periode.parse(kenmerken.periode), kenmerken.regio):
        size = cited.get(stand.origin, 0)
        if _before(nu, stand, size, gemaakt - SPELING):
            yield _passed_over(stand, size, gemaakt)
        elif size and (last := _tijd(nu, stand, size - 1)) is not None and last > gemaakt + SPELING:
            text = f"De editie noemt een regel van {stand.origin} die later is dan zijzelf."
            yield Bevinding(Soort.ONWAAR, text, {"checkpoint": stand.origin, "veld": "gemaakt"})


def _before(nu: Bron, stand: Logstand, size: int, moment: int) -> bool:
    """Return whether the first line that was not read is from before a moment."""
    found = _tijd(nu, stand, size) if size < stand.size else None
    return found is not None and found < moment


def _tijd(nu: Bron, stand: Logstand, place: int) -> int | None:
    (chunk,) = nu.feiten(replace(stand, size=place + 1), place)
    return None if chunk[0] is None else decode(chunk[0]).tijd


def _absent(stand: Logstand) -> Bevinding:
    return Bevinding(Soort.ONWAAR, f"De editie noemt het log {stand.origin} niet.", {"checkpoint": stand.origin})


def _passed_over(stand: Logstand, size: int, gemaakt: int) -> Bevinding:
    text = (
        f"De editie las {size} regels van {stand.origin}. "
        f"Op het moment dat zij noemt ({moment_in_words(gemaakt)}) waren er meer."
    )
    return Bevinding(Soort.ONWAAR, text, {"checkpoint": stand.origin, "veld": "gemaakt"}, str(size), None)
