# SPDX-License-Identifier: EUPL-1.2
"""Lines of every event, with the fields that lines of that event have, written in a real log at moments of choice."""

from __future__ import annotations

import random
import uuid
from datetime import datetime
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit.events import Event, misfit
from audit.events.fields import required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from audit.transaction import Transaction
    from tests.kit import Backbone

NL = ZoneInfo("Europe/Amsterdam")
LANDELIJK = "landelijk"
OINS = tuple(f"0000009900000000{number}00" for number in (10, 11, 12, 13))
CODES: dict[str, tuple[str, ...]] = {
    "categorie": ("wpg-8", "wpg-9", "fiscaal", "bsn"),
    "reden": ("termijn-voorbij", "onjuist", "archief"),
    "grondslag": ("avg-17", "wpg-14"),
    "soort": ("stilstand", "verlenging", "gepubliceerd"),
    "besluit": ("bevestigd", "ingetrokken"),
    "rol": ("lezen", "tekenen"),
    "recht": ("inzage", "wissen"),
    "gevraagd": ("lezen", "verstrekken"),
    "uitkomst": ("vastgesteld", "akkoord"),
    "doel": ("controle", "verantwoording"),
    "opening": ("feit", "persoon"),
    "verwerking": ("https://knooppunt.example/verwerkingen/oc", "https://knooppunt.example/verwerkingen/hk"),
    "vrijgave": ("sha256:aa", "sha256:bb"),
    "zorgdrager": OINS,
    "organisatie": OINS,
    "gemeld_handeling": ("verstrekken",),
    "gemeld_categorie": ("wpg-9", "fiscaal"),
    "gemeld_uitkomst": ("verboden", "niet-geregeld"),
}
OUTCOMES = ("toegestaan", "verboden", "niet-geregeld", "niet-vaststelbaar")
REGIONAL = {event for event in Event if "casus" in required(event) and event.resultaat != "geweigerd"}


_REFUSED_READS = (["doel", "reden", "wat", "verwerking"], ["casus", "record", "reden"], ["casus", "record"])


class Verzinner:
    """Makes lines, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._refused_reads = cycle(_REFUSED_READS)

    def of(self, event: Event, casus: str) -> dict[str, Any]:
        """Return a line of an event about a casus, without the time and version that the log gives it."""
        asked = {"beslissingen"} if event.wpg or event.resultaat == "geweigerd" or "spoor" in event else set()
        feit = {name: self._value(event, name, casus) for name in sorted({*required(event), *asked} - {"v", "tijd"})}
        feit["gebeurtenis"] = event.value
        if event == Event.GATEWAY_WEIGERDE:
            feit |= {"gemeld_casus": casus, "gemeld_ontvanger": self.rng.choice([*OINS, "onbekend"])}
        if event in (Event.LEZING_GEWEIGERD, Event.GEB_GEWEIGERD) or event.resultaat == "geweigerd":
            feit |= {name: self._value(event, name, casus) for name in self._sometimes(event)}
        if event == Event.LEZING_GEWEIGERD and "wat" in feit:  # what is made of it is said of the log alone
            for decision in feit["beslissingen"]:
                decision["vraag"]["handeling"] = "logboek-lezen"
        assert misfit(feit | {"v": 1, "tijd": 0}) == [], event
        return feit

    def _sometimes(self, event: Event) -> list[str]:
        """Return fields that a refusal may have: a read of the log has a purpose, one of a record a case."""
        if event == Event.LEZING_GEWEIGERD:
            return next(self._refused_reads)
        maybe = {Event.VERNIETIGING_GEWEIGERD: ["redenen", "casus"], Event.ONBEKEND_GEVRAAGD: ["casus"]}
        return maybe.get(event, [])

    def _value(self, event: Event, name: str, casus: str) -> Any:
        make = self._makers(event, casus).get(name)
        if make is not None:
            return make()
        return self.rng.choice(CODES[name]) if name in CODES else str(uuid.UUID(int=self.rng.getrandbits(128)))

    def _makers(self, event: Event, casus: str) -> dict[str, Callable[[], Any]]:
        """Return how the fields are made that are no code and no id."""
        rng = self.rng
        number = partial(rng.randint, 0, 3)
        return {
            "casus": lambda: casus,
            "oin": lambda: rng.choice(OINS),
            "ontvangers": lambda: rng.sample(OINS, rng.randint(1, 3)),
            "beslissingen": lambda: [self._decision(event) for _ in range(rng.randint(1, 2))],
            "rijen": lambda: [self._row() for _ in range(rng.randint(0, 4))],
            "redenen": lambda: {reason: rng.randint(1, 3) for reason in rng.sample(["te-laat", "te-lang", "ander"], 2)},
            "regels": lambda: [[3, 5], [8, 9]],
            "gemeld_regels": lambda: rng.choice([[], ["R-14.1"], ["R-01.1", "R-14.1"]]),
            "aantal": number,
            "merken": number,
            "treffers": number,
            "geldig": lambda: rng.random() < 0.5,
        }

    def _row(self) -> dict[str, str]:
        """Return a row that was written; its key looks like another table, but is a text within a text."""
        table = self.rng.choice(("feitverklaring", "bijlage", "verstrekking", "handeling"))
        return {"tabel": table, "sleutel": '"tabel":"feitverklaring"', "sha256": "0" * 64}

    def _decision(self, event: Event) -> dict[str, Any]:
        rng = self.rng
        outcome = rng.choice(OUTCOMES[1:] if event.resultaat == "geweigerd" else OUTCOMES[:2])
        vraag = {
            "wie": rng.choice(["politie", "gemeente", "fg"]), "aan": rng.choice(["om", "ind", "-"]),
            "wat": rng.choice(["wpg-8", "fiscaal", "hit"]), "doel": rng.choice(["oc", "hk"]), "datum": "2026-11-22",
            "handeling": rng.choice(["verstrekken", "lezen", "logboek-lezen"]), "fase": rng.choice(["weging", "advies"]),
            "feiten": ["relevant"],
        }  # fmt: skip
        regels = [] if outcome == "niet-geregeld" else rng.sample(["R-01.1", "R-12.1", "R-14.1"], rng.randint(1, 2))
        vrijgave = rng.choice(CODES["vrijgave"])
        told = {"id": "x", "feiten": {}, "plichten": []}
        return told | {"vraag": vraag, "uitkomst": outcome, "regels": regels, "vrijgave": vrijgave}


def moment(text: str) -> int:
    """Return a moment in the Netherlands, as ms since the epoch."""
    return int(datetime.fromisoformat(text).replace(tzinfo=NL).timestamp() * 1000)


def write(knooppunt: Backbone, tijd: int, lines: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Write lines at a moment; each comes with its region, and stands in the shard of that region and Dutch year."""
    year = datetime.fromtimestamp(tijd / 1000, tz=NL).year
    knooppunt.clock.shift += tijd - knooppunt.clock.now()

    def body(pen: Transaction) -> None:
        for regio, feit in lines:
            pen.line(f"{regio}-{year}", feit)

    knooppunt.sequencer.submit(body).result(60)


def mixed(seed: int, count: int, cases: dict[str, list[str]]) -> list[tuple[str, dict[str, Any]]]:
    """Return lines of all events, some often, about cases of several regions; what has no region stands nationally."""
    made = Verzinner(seed)
    events = sorted(Event)
    found = []
    for number in range(count):
        event = events[number % len(events)]
        regio = made.rng.choice(sorted(cases))
        feit = made.of(event, made.rng.choice(cases[regio]))
        found.append((regio if event in REGIONAL else LANDELIJK, feit))
    return found
