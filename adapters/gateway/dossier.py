# SPDX-License-Identifier: EUPL-1.2
"""What this gateway knows of its cases, folded from its own feed: the evidence with which it decides.

Invariants:
- Every bundle of statements is verified here again, signature by signature, against the key directory of this gateway; one that
  does not hold is not used, and is an alarm that names its issuer.
- A casus is the fold of its events in order, each number once; a hole or a contradiction makes the casus unusable.
- An event that says this partner did something which this gateway did not do is an alarm.

Norm: design.md 2 ("Facts have issuers"). What the operator could still do: leave a message out, or invent an event of *another*
partner; that partner's own gateway alarms on the latter, and the log keeps both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.codes import READABLE
from adapters.gateway.errors import ConfigError, VerificationError
from audit.proof import jcs
from core.casus.bevindingen import Ongeldig
from core.casus.events import Gebeurtenis, parse
from core.casus.fold import fold
from core.casus.state import CasusStand
from core.facts import Stand, bundle
from core.facts.state import Partij

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.gateway.store import Store
    from core.facts import RecordInfo, Toegelaten
    from core.keychain.directory import KeyDirectory

EVENT, STATEMENT = "casus-gebeurtenis", "feitverklaring"


def event_mark(casus: str, soort: str, gegevens: dict[str, Any]) -> str:
    """Return the hash by which a gateway knows a case event it makes itself.

    The number of a request is given by the backbone when it is asked, so it stays out.
    """
    kept = {name: value for name, value in gegevens.items() if soort != "uitvraag" or name != "uitvraag"}
    return jcs.digest({"casus": casus, "soort": soort, "gegevens": kept})


class Dossier:
    """The cases and statements in the feed that was kept.

    Args:
        store: holds the feed.
        directory: keys and list, verified.
        oin: the own organisation.
        clock: milliseconds since the epoch.
    """

    def __init__(self, store: Store, directory: KeyDirectory, oin: str, clock: Callable[[], int]) -> None:
        self._store, self._directory, self._oin, self._clock = store, directory, oin, clock
        self._statements: dict[str, tuple[Toegelaten, ...]] = {}
        self._cases: dict[str, CasusStand] = {}
        self._broken: dict[str, VerificationError] = {}

    def refresh(self) -> None:
        """Read the kept feed again: statements that are new, and all cases."""
        for message in self._store.feed(STATEMENT):
            self._take_bundle(message)
        events: dict[str, dict[int, dict[str, Any]]] = {}
        for message in self._store.feed(EVENT):
            self._take_event(events, message["gegevens"])
        for casus, numbered in events.items():
            if casus not in self._broken:
                self._fold(casus, [numbered[number] for number in sorted(numbered)])

    def cases(self) -> list[CasusStand]:
        """Return all cases known, in order of opening."""
        return sorted(self._cases.values(), key=lambda case: (case.geopend, case.casus))

    def case(self, casus: str) -> CasusStand:
        """Return a casus.

        Raises:
            ConfigError: this gateway knows no such casus.
            VerificationError: its events contradict each other.
        """
        if casus in self._broken:
            raise self._broken[casus]
        if casus not in self._cases:
            raise ConfigError("Deze casus is bij deze gateway niet bekend; haal eerst de berichten op met `bijwerken`.")
        return self._cases[casus]

    def stand(self, casus: str, record: RecordInfo | None = None, extra: Sequence[Toegelaten] = ()) -> Stand:
        """Return the evidence for a question about a casus, with statements that will travel along as `extra`."""
        stated = [item for found in self._statements.values() for item in found]
        relevant = [
            item
            for item in stated
            if item.verklaring.over.casus in (None, casus)
            and item.verklaring.over.record in (None, record.record if record else None)
        ]
        return Stand(self.case(casus), (*relevant, *extra), record)

    def statements(self) -> list[Toegelaten]:
        """Return every verified statement."""
        return [item for found in self._statements.values() for item in found]

    def party(self, oin: str) -> Partij:
        """Return an organisation as the facts see it; one that is not in the list is of an unknown kind."""
        if oin not in self._directory.lijst:
            return Partij(oin, "onbekend")
        found = self._directory.lijst.deelnemer(oin)
        return Partij(found.oin, found.soort, None, frozenset(found.regios))

    def _take_bundle(self, message: dict[str, Any]) -> None:
        found = message["gegevens"].get("bundel")
        try:
            key = jcs.digest(found)
        except jcs.CanonicalError:
            key = ""
        if key in self._statements:
            return
        at = min(message["tijd"], self._clock())
        checked = bundle.verify(found, self._directory, self._directory.lijst, READABLE, at)
        if not isinstance(checked, Ongeldig):
            self._statements[key] = checked
            return
        issuer = found.get("door", {}).get("oin") if isinstance(found, dict) else None
        text = "Een feitverklaring uit de eigen berichten klopt niet en wordt niet gebruikt."
        reasons = sorted({finding.reden for finding in checked.bevindingen})
        details = {"volgnr": message["volgnr"], "afzender": str(issuer), "redenen": reasons}
        self._store.alarm(self._clock(), "feitverklaring-ongeldig", text, details)

    def _take_event(self, events: dict[str, dict[int, dict[str, Any]]], event: dict[str, Any]) -> None:
        casus, number = str(event.get("casus")), event.get("volgnr")
        numbered = events.setdefault(casus, {})
        if not isinstance(number, int):
            self._break(casus, "Een gebeurtenis heeft geen volgnummer.")
        elif numbered.setdefault(number, event) != event:
            self._break(casus, "Eén volgnummer staat voor twee verschillende gebeurtenissen.")

    def _fold(self, casus: str, events: list[dict[str, Any]]) -> None:
        parsed = [parse(event, READABLE) for event in events]
        good = [event for event in parsed if isinstance(event, Gebeurtenis)]
        folded = fold(good) if len(good) == len(parsed) else None
        if not isinstance(folded, CasusStand):
            self._break(casus, "De gebeurtenissen van deze casus sluiten niet op elkaar aan.")
            return
        self._cases[casus] = folded
        own, since = self._store.own_events(), self._store.rebuilt()
        for event in good:
            if event.door != self._oin or event.tijd < since:
                continue
            if event_mark(casus, event.soort.value, event.gegevens) not in own:
                details = {"casus": casus, "volgnr": event.volgnr, "soort": event.soort.value}
                text = "In een casus staat een gebeurtenis op onze naam die deze gateway niet maakte."
                self._store.alarm(self._clock(), "gebeurtenis-niet-van-ons", text, details)

    def _break(self, casus: str, text: str) -> None:
        self._broken[casus] = VerificationError("casus-gebeurtenissen", text)
        self._cases.pop(casus, None)
        self._store.alarm(self._clock(), "casus-gebeurtenissen", text, {"casus": casus})
