# SPDX-License-Identifier: EUPL-1.2
"""What each organisation should have counted per Dutch day, worked out from the lines of the log, and the comparison.

    tellingen = Dagtellingen()
    for line in lines: tellingen.add(origin, index, leaf_hash, feit)
    for finding in tellingen.compare(now): ...

The afstemmingen themselves are lines too (`gateway:afstemming:gemeld`), so the lines are all it needs.

Invariants:
- Counted are the lines of acts that came in as a request: those with `verzoek`, unless they were made at the server (`lokaal`).
  Only what can be done there is taken for that: a read that says `lokaal` is a line that no gateway asked for.
  A line without a kept signature counts under the time of the line and without a body hash, so it never fits what a gateway
  counted: what the operator invents is found.
- A day that differs is named with what differs. A day with requests and no afstemming is named when a later one is there, or
  when `PATIENCE_MS` has passed since its end: a gateway sends it the next time that it runs.
- Each organisation's afstemmingen form one chain: each names the one before it, in the order of the days.

Per line and kind it keeps 32 bytes, never the line. It checks no signature: that is `core.contract.afstemming.check` and
`core.contract.kept_signature`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.contract import afstemming as form
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.contract.afstemming import Afstemming, Telling

GEMELD: Final = "gateway:afstemming:gemeld"
GELEZEN: Final = "backbone:verstrekking:gelezen"
GEWEIGERD: Final = frozenset(
    {
        "backbone:verstrekking:geweigerd",
        "backbone:lezing:geweigerd",
        "backbone:toekenning:geweigerd",
        "backbone:levensloop:geweigerd",
        "backbone:onbekend:gevraagd",
        "backbone:casus:geweigerd",
        "backbone:bewaren:geweigerd",
        "backbone:vernietiging:geweigerd",
        "beheer:wissing:geweigerd",
        "backbone:feit:geweigerd",
    }
)
"""Refusals: a request like any other, but its line is not always shown, so no proof is counted."""

LOKAAL: Final = "lokaal"
EIGEN: Final = ("beheer:", "backbone:vrijgave:", "backbone:aanmelding:", "backbone:lezing:geweigerd")
"""Beginnings of the events that may come from a command at the server; the verifier of bundles has the same ones."""

PATIENCE_MS: Final = 7 * 24 * 3600 * 1000
_CREATED = re.compile(r'(?:^|\n)"@signature-params": \([^)\n]*\)[^\n]*;created=([0-9]{1,15})(?:;|$)')
_DIGEST = re.compile(r'(?:^|\n)"content-digest": sha-256=:([A-Za-z0-9+/]{43}=):(?:\n|$)')


@dataclass(slots=True)
class _Day:
    verzoeken: set[bytes] = field(default_factory=set)
    bewijzen: set[bytes] = field(default_factory=set)
    openingen: set[bytes] = field(default_factory=set)

    def telling(self, name: str) -> Telling:
        return form.telling(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Verschil:
    """An afstemming that is not what the lines say. `wat`: a count, `ontbreekt`, `keten` or `vorm`."""

    oin: str
    dag: str
    wat: str
    tekst: str


class Dagtellingen:
    """Counts while lines go by, and compares at the end."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], _Day] = {}
        self._stated: dict[str, list[Afstemming]] = {}
        self._bad: list[Verschil] = []

    def add(self, origin: str, index: int, leaf_hash: bytes, feit: Mapping[str, Any]) -> None:
        """Take one line of an act shard: where it stands, its leaf hash and what it says."""
        if feit.get("gebeurtenis") == GEMELD:
            self._take(feit)
        oin, verzoek = feit.get("oin"), feit.get("verzoek")
        local = feit.get("sleutel") == LOKAAL and str(feit.get("gebeurtenis")).startswith(EIGEN)
        if not isinstance(oin, str) or not isinstance(verzoek, str) or local:
            return
        created, body = signed_part(feit)
        day = self._days.setdefault((oin, form.dutch_day(created)), _Day())
        day.verzoeken.add(form.request_leaf(verzoek, body))
        if feit.get("gebeurtenis") in GEWEIGERD:
            return
        day.bewijzen.add(form.proof_leaf(origin, index, leaf_hash))
        if feit.get("gebeurtenis") == GELEZEN:
            day.openingen.add(form.opening_leaf(str(feit.get("record")), origin, index))

    def expected(self, oin: str, dag: str) -> dict[str, Telling]:
        """Return what the lines say that this organisation should have counted on this day."""
        day = self._days.get((oin, dag), _Day())
        return {name: day.telling(name) for name in form.TELLINGEN}

    def compare(self, now: int) -> Iterator[Verschil]:
        """Yield everything in which the afstemmingen differ from the lines; `now` in ms tells which are late."""
        yield from self._bad
        for oin, stated in sorted(self._stated.items()):
            yield from _chain(oin, stated)
            for item in stated:
                yield from self._differences(item)
        yield from self._missing(now)

    def _take(self, feit: Mapping[str, Any]) -> None:
        oin, dag = str(feit.get("oin")), str(feit.get("dag"))
        value = feit.get("afstemming")
        try:
            read = form.parse(value.get("afstemming") if isinstance(value, dict) else None)
        except ShapeError:
            self._bad.append(Verschil(oin, dag, "vorm", "De afstemming in de regel heeft niet de juiste vorm."))
            return
        if (read.oin, read.dag) != (oin, dag):
            self._bad.append(Verschil(oin, dag, "vorm", "De afstemming hoort bij een andere organisatie of dag."))
            return
        self._stated.setdefault(oin, []).append(read)

    def _differences(self, stated: Afstemming) -> Iterator[Verschil]:
        found = self.expected(stated.oin, stated.dag)
        for name, telling in found.items():
            own: Telling = getattr(stated, name)
            if own != telling:
                many = f"de gateway telde {own.aantal} {name}, het log heeft er {telling.aantal}"
                text = many if own.aantal != telling.aantal else f"evenveel {name}, maar niet dezelfde"
                yield Verschil(stated.oin, stated.dag, name, f"Afstemming van {stated.dag}: {text}.")

    def _missing(self, now: int) -> Iterator[Verschil]:
        for oin, dag in sorted(self._days):
            days = {item.dag for item in self._stated.get(oin, ())}
            late = form.day_end(dag) + PATIENCE_MS < now or dag < max(days, default="")
            if dag not in days and late:
                yield Verschil(oin, dag, "ontbreekt", f"Van {dag} zijn er regels, maar er is geen afstemming.")


def signed_part(feit: Mapping[str, Any]) -> tuple[int, str]:
    """Return when the organisation signed (ms) and the hex hash of the body, as its kept base says.

    Without a kept signature: the time of the line, and no hash.
    """
    kept = feit.get("ondertekend")
    basis = str(kept.get("basis")) if isinstance(kept, dict) else ""
    created, digest = _CREATED.search(basis), _DIGEST.search(basis)
    if created is None or digest is None:
        return int(feit.get("tijd", 0)), ""
    return int(created[1]) * 1000, jcs.unb64(digest[1]).hex()


def _chain(oin: str, stated: list[Afstemming]) -> Iterator[Verschil]:
    ordered = sorted(stated, key=lambda item: item.dag)
    before: Afstemming | None = None
    for item in ordered:
        if before is not None and before.dag == item.dag:
            yield Verschil(oin, item.dag, "keten", f"Van {item.dag} zijn er twee afstemmingen.")
        elif item.vorige != (None if before is None else before.sha256):
            yield Verschil(oin, item.dag, "keten", f"De afstemming van {item.dag} sluit niet aan op de vorige.")
        before = item
