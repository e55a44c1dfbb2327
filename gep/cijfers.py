# SPDX-License-Identifier: EUPL-1.2
"""All figures from the log in one streaming pass.

Invariants:
- Each line is looked at once; what is kept grows with the number of organisations, categories and rules, not with the
  number of lines. Only for one region the ids of its cases are kept, to find its refusals in the national shard.
- A figure is a name of `TELLINGEN` and rows of codes with a count. Nothing about a person is read.
- Refusals are counted per question to the rules: one refused act may hold several.

Norm: Wpg 32 and 32a, AVG 35; design.md 6 (what a line holds: `core.exchange`). It judges nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.values import STAM
from gep.bron import LANDELIJK, Bron, Logstand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gep.periode import Periode

KNOOPPUNT, GATEWAY = "knooppunt", "gateway"

TELLINGEN: Final = {
    "handelingen": "Regels in het log per soort gebeurtenis.",
    "deelnemers": "Regels in het log per organisatie die handelde.",
    "verstrekkingen": "Verstrekkingen per categorie, verstrekker en ontvanger. Met twee ontvangers telt zij twee keer.",
    "records": "Verzegelde records per categorie en verstrekker. Elk record telt één keer.",
    "lezingen": "Keren dat een record is opgehaald, per categorie en lezer.",
    "weigeringen": "Geweigerde vragen aan de regels, per plaats, vrager, handeling, categorie, ontvanger en uitkomst.",
    "weigeringen-per-regel": "Geweigerde vragen per regel die de weigering droeg, en per plaats.",
    "onbekend": "Vragen naar iets dat niet bestaat of waar de vrager niet bij hoort, per organisatie.",
    "casussen": "Geopende casussen, gezette fasen en gesloten casussen per regio.",
    "grondslagen": "Toegestane vragen bij verstrekkingen, per regel die ze toestond.",
    "doelen": "Toegestane vragen bij verstrekkingen, per doel.",
    "fasen": "Toegestane vragen bij verstrekkingen, per fase van de casus.",
    "verwerkingen": "Regels in het log per verwerking uit het register.",
    "feiten": "Feitverklaringen per organisatie die ze aflegde.",
    "vrijgaven": "Vragen aan de regels per vrijgave waarmee is beslist.",
}

_CASUS: Final = {
    Event.CASUS_GEOPEND: "geopend",
    Event.CASUS_FASE_GEZET: "fase gezet",
    Event.CASUS_GESLOTEN: "gesloten",
}
_REFUSED: Final = frozenset({Event.VERSTREKKING_GEWEIGERD, Event.LEZING_GEWEIGERD, Event.CASUS_GEWEIGERD})


@dataclass
class Cijfers:
    """The figures of one period and region.

    Attributes:
        periode: the days that count.
        regio: the region, None for the whole country.
        standen: the checkpoints of the shards that were read.
        regels: lines that counted.
        gewist: lines whose readable part was erased; they cannot be placed in a period and count nowhere else.
    """

    periode: Periode
    regio: str | None
    standen: tuple[Logstand, ...]
    regels: int = 0
    gewist: int = 0
    tellingen: dict[str, Counter[tuple[str, ...]]] = field(
        default_factory=lambda: {name: Counter() for name in TELLINGEN}
    )

    def rows(self, telling: str) -> list[tuple[tuple[str, ...], int]]:
        """Return the rows of a figure, in the order of their codes."""
        return sorted(self.tellingen[telling].items())

    def total(self, telling: str, *start: str) -> int:
        """Return the sum of a figure over the rows whose codes begin with `start`."""
        return sum(count for key, count in self.tellingen[telling].items() if key[: len(start)] == start)

    def per(self, telling: str, place: int) -> Counter[str]:
        """Return a figure summed per code at `place`."""
        summed: Counter[str] = Counter()
        for key, count in self.tellingen[telling].items():
            summed[key[place]] += count
        return summed


def gather(bron: Bron, periode: Periode, regio: str | None = None) -> Cijfers:
    """Read every shard that can matter once, and count.

    Raises:
        audit.values.LogError: a line is missing or does not open: there are no figures of half a log.
    """
    standen = tuple(_chosen(bron, periode, regio))
    counter = _Counter(bron, Cijfers(periode, regio, standen))
    for stand in standen:
        for line in bron.lines(stand):
            counter.take(stand, line.feit)
    return counter.cijfers


def _chosen(bron: Bron, periode: Periode, regio: str | None) -> Iterator[Logstand]:
    """Give the act shards to read: regions first, so that their cases are known when the national one comes."""
    acts = [stand for stand in bron.standen if stand.shard != STAM]
    for stand in sorted(acts, key=lambda item: (item.regio == LANDELIJK, item.shard)):
        mine = regio is None or stand.regio in (regio, LANDELIJK)
        older = regio is not None and stand.regio == regio  # earlier years tell which cases belong to the region
        if mine and (older or stand.jaar is None or periode.touches(stand.jaar)):
            yield stand


class _Counter:
    """Takes lines one by one."""

    def __init__(self, bron: Bron, cijfers: Cijfers) -> None:
        self.cijfers = cijfers
        self._van, self._tot = cijfers.periode.van, cijfers.periode.tot
        self._soorten = {deelnemer.oin: deelnemer.soort for deelnemer in bron.lijst.deelnemers}
        self._casussen: set[str] = set()
        self._by_event: dict[str, Callable[[dict[str, Any]], None]] = {
            Event.VERSTREKKING_OPGENOMEN: self._supply,
            Event.VERSTREKKING_GELEZEN: self._read,
            Event.ONBEKEND_GEVRAAGD: self._unknown,
            Event.GATEWAY_WEIGERDE: self._gateway_refusal,
            **dict.fromkeys(_REFUSED, self._refusal),
        }

    def take(self, stand: Logstand, feit: dict[str, Any] | None) -> None:
        if feit is None:
            self.cijfers.gewist += 1
            return
        if not self._is_mine(stand, feit) or not self._van <= feit["tijd"] < self._tot:
            return
        self.cijfers.regels += 1
        event = feit["gebeurtenis"]
        self._add("handelingen", event)
        self._general(feit)
        if event in _CASUS:
            self._add("casussen", stand.regio, _CASUS[event])
        handler = self._by_event.get(event)
        if handler is not None:
            handler(feit)

    def _is_mine(self, stand: Logstand, feit: dict[str, Any]) -> bool:
        if self.cijfers.regio is None:
            return True
        casus = feit.get("casus") or feit.get("gemeld_casus")
        if stand.regio != LANDELIJK:
            if casus is not None:
                self._casussen.add(casus)
            return True
        return casus in self._casussen

    def _general(self, feit: dict[str, Any]) -> None:
        oin = feit.get("oin")
        if oin is not None:
            self._add("deelnemers", oin)
        if "verwerking" in feit:
            self._add("verwerkingen", feit["verwerking"])
        stated = sum(row["tabel"] == "feitverklaring" for row in feit.get("rijen", ()))
        if stated and oin is not None:
            self._add("feiten", oin, count=stated)
        for decision in feit.get("beslissingen", ()):
            self._add("vrijgaven", decision["vrijgave"])

    def _supply(self, feit: dict[str, Any]) -> None:
        categorie, oin = feit["categorie"], feit["oin"]
        self._add("records", categorie, oin)
        for ontvanger in feit["ontvangers"]:
            self._add("verstrekkingen", categorie, oin, ontvanger)
        for decision in feit["beslissingen"]:
            self._add("doelen", decision["vraag"]["doel"])
            self._add("fasen", decision["vraag"]["fase"])
            for regel in decision["regels"]:
                self._add("grondslagen", regel)

    def _read(self, feit: dict[str, Any]) -> None:
        self._add("lezingen", feit["categorie"], feit["oin"])

    def _unknown(self, feit: dict[str, Any]) -> None:
        self._add("onbekend", feit["oin"])

    def _refusal(self, feit: dict[str, Any]) -> None:
        for decision in feit.get("beslissingen", ()):
            if decision["uitkomst"] == "toegestaan":
                continue
            vraag = decision["vraag"]
            key = (vraag["handeling"], vraag["wat"], vraag["aan"], decision["uitkomst"])
            self._refused(KNOOPPUNT, feit["oin"], key, decision["regels"])

    def _gateway_refusal(self, feit: dict[str, Any]) -> None:
        to = self._soorten.get(feit.get("gemeld_ontvanger", ""), "-")
        key = (feit["gemeld_handeling"], feit["gemeld_categorie"], to, feit["gemeld_uitkomst"])
        self._refused(GATEWAY, feit["oin"], key, feit["gemeld_regels"])

    def _refused(self, where: str, oin: str, key: tuple[str, ...], regels: list[str]) -> None:
        self._add("weigeringen", where, oin, *key)
        for regel in regels or ["-"]:
            self._add("weigeringen-per-regel", regel, where)

    def _add(self, telling: str, *key: str, count: int = 1) -> None:
        self.cijfers.tellingen[telling][key] += count
