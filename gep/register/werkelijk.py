# SPDX-License-Identifier: EUPL-1.2
"""Who really received what, per processing activity: one pass over the log.

Invariants:
- Only what was taken in counts: every recipient of every supply, as in the figure `verstrekkingen`.
- A category with a confidential activity counts there, as the logbooks of the gateways record it.
- Recipients are kinds of organisation; an organisation that left the deelnemerslijst counts as `onbekend`.

Norm: AVG 30(1)(d). It names no case, record or person.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec

from audit.events import Event
from audit.values import STAM
from core.contract.verwerkingen import UnknownActivity
from gep.cijfers.regel import RegelError
from gep.register.velden import Werkelijk
from gep.voortgang import silent

if TYPE_CHECKING:
    from gep.bron import Bron
    from gep.voortgang import Voortgang

VERSTREKKEN: Final = "verstrekken"
ONBEKEND: Final = "onbekend"
_EVENTS: Final = (Event.VERSTREKKING_OPGENOMEN.value, Event.TOEKENNING_TOEGEVOEGD.value)
_NAMES: Final = tuple(f'"gebeurtenis":"{name}"'.encode() for name in _EVENTS)


class _Feit(msgspec.Struct, frozen=True, gc=False):
    """What is looked at of a line."""

    tijd: int
    gebeurtenis: str
    categorie: str = ""
    verwerking: str = ""
    ontvangers: tuple[str, ...] = ()


_decoder: Final = msgspec.json.Decoder(_Feit)


def counted(bron: Bron, voortgang: Voortgang | None = None) -> dict[tuple[str, int], tuple[Werkelijk, ...]]:
    """Return per code and version of an activity who received what, and how often.

    Raises:
        audit.values.LogError: the log cannot be read whole.
        gep.voortgang.Onderbroken: somebody asked to stop.
    """
    kinds = {item.oin: item.soort for item in bron.lijst.deelnemers}
    counts: Counter[tuple[str, int, str, str]] = Counter()
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    total, done, tell = sum(stand.size for stand in acts), 0, voortgang or silent
    for stand in acts:
        for chunk in bron.feiten(stand, 0):
            for data in chunk:
                if data is not None and any(name in data for name in _NAMES):
                    _count(bron, counts, kinds, _decode(data))
            done += len(chunk)
            tell(done, total)
    return _grouped(counts)


def _decode(data: bytes) -> _Feit:
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise RegelError("een logregel heeft een andere vorm dan regels hebben; er is niets geteld") from None


def _count(bron: Bron, counts: Counter[tuple[str, int, str, str]], kinds: dict[str, str], feit: _Feit) -> None:
    if feit.gebeurtenis not in _EVENTS:
        return
    found = bron.register.activity(feit.verwerking, feit.tijd)
    with suppress(UnknownActivity):
        found = bron.register.activity_for(found.doel, VERSTREKKEN, feit.tijd, feit.categorie)
    for oin in feit.ontvangers:
        counts[found.code, found.versie, feit.categorie, kinds.get(oin, ONBEKEND)] += 1


def _grouped(counts: Counter[tuple[str, int, str, str]]) -> dict[tuple[str, int], tuple[Werkelijk, ...]]:
    found: dict[tuple[str, int], list[Werkelijk]] = {}
    for (code, versie, categorie, kind), count in sorted(counts.items()):
        found.setdefault((code, versie), []).append(Werkelijk(categorie, kind, count))
    return {key: tuple(items) for key, items in found.items()}
