# SPDX-License-Identifier: EUPL-1.2
"""Acts on a casus and signed statements of facts, each with the proof of its line before it counts as done.

Invariants:
- An event on our name is remembered before it is sent; any other one in the feed is an alarm (`dossier`).
- One idempotency key per act, kept over the few retries that a passing fault gets; the caller is told when it is not done.
- Title, code name and the subject of a request leave this side sealed.

Norm: design.md 2 (facts have issuers), 4. Who may do what is decided at the backbone, by the rules.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.gateway.diary import Diary
from adapters.gateway.dossier import event_mark
from adapters.gateway.errors import UnreachableError
from adapters.gateway.outbox import backoff_ms
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sealer import Sealer, own_signing_key
from adapters.gateway.subjects import asked_about
from core.casus.events import Soort
from core.casus.sealed import split_salt
from core.facts import bundle
from core.facts.statements import EIGEN_ORGANISATIE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.desk import Desk
    from adapters.gateway.trace import Trace
    from core.facts import Feitverklaring

TRIES = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """What a casus is opened with.

    Attributes:
        regio: RIEC region.
        doel: `oc`, `hk` or `ib`.
        herkomst: code of its origin.
        themas: codes of its themes.
        inbrengers: OINs that bring it in; empty means this partner.
        namens_werkgroep: brought in on behalf of a working group.
        hkp: id of the designation, for purpose `hk`.
    """

    regio: str
    doel: str = "oc"
    herkomst: str = "signaal"
    themas: tuple[str, ...] = ()
    inbrengers: tuple[str, ...] = ()
    namens_werkgroep: bool = False
    hkp: str | None = None


class Casework:
    """Acts of one partner on cases and facts.

    Args:
        desk: the synchronised gateway.
        person: pseudonym of the person who acts, if one does.
    """

    def __init__(self, desk: Desk, person: str | None = None) -> None:
        self._desk, self._person = desk, person

    def open_case(
        self, opening: Opening, title: dict[str, Any] | None = None, readers: Sequence[tuple[str, str]] = ()
    ) -> str:
        """Open a casus and return its id.

        Args:
            opening: the coded part.
            title: `{"titel", "codenaam"?, "toelichting"?}`, sealed to `readers` and this partner.
            readers: `(oin, eenheid)` that may read the title.
        """
        casus = str(uuid.uuid4())
        sealed = None
        if title is not None:
            content = {"soort": "casus", "categorie": "casus", "casusomschrijving": title}
            sealed = self._sealer().text(None, casus, content, readers, opening.doel)
        body = {
            "regio": opening.regio,
            "doel": opening.doel,
            "herkomst": opening.herkomst,
            "themas": list(opening.themas),
            "hkp": opening.hkp,
            "inbrengers": list(opening.inbrengers) or [self._desk.partner.oin],
            "namens_werkgroep": opening.namens_werkgroep,
            "titel": sealed,
        }
        self._event("/v1/casussen", casus, Soort.GEOPEND, body, {"casus": casus, **body})
        return casus

    def add_participant(self, casus: str, oin: str, units: Sequence[str] = (), until: int | None = None) -> None:
        """Let an organisation take part from now on."""
        body = {"oin": oin, "eenheden": list(units), "van": self._desk.clock(), "tot": until}
        self._event(f"/v1/casussen/{casus}/deelnemers", casus, Soort.DEELNEMER_TOEGEVOEGD, body)

    def end_participant(self, casus: str, oin: str, until: int, reason: str | None = None) -> None:
        """End the taking part of an organisation at `until` (ms)."""
        body = {"oin": oin, "tot": until, "reden": reason}
        path = f"/v1/casussen/{casus}/deelnemers/{oin}/beeindiging"
        self._event(path, casus, Soort.DEELNEMER_BEEINDIGD, body, {"tot": until, "reden": reason})

    def add_person(self, casus: str, person: str, until: int | None = None, oin: str | None = None) -> None:
        """Put a person of this partner on the casus, under its pseudonym; `oin` for one of the bureau it gave a mandate."""
        body = {"persoon": person, "oin": oin or self._desk.partner.oin, "van": self._desk.clock(), "tot": until}
        self._event(f"/v1/casussen/{casus}/personen", casus, Soort.PERSOON_TOEGEVOEGD, body)

    def end_person(self, casus: str, person: str, until: int) -> None:
        """Take a person off the casus at `until` (ms)."""
        body = {"persoon": person, "tot": until}
        self._event(f"/v1/casussen/{casus}/personen/beeindiging", casus, Soort.PERSOON_BEEINDIGD, body)

    def set_phase(self, casus: str, phase: str, strand: str = "hoofd", reason: str | None = None) -> None:
        """Bring a strand of the casus into a phase."""
        body = {"streng": strand, "fase": phase, "reden": reason}
        self._event(f"/v1/casussen/{casus}/fase", casus, Soort.FASE_GEZET, body)

    def close_case(self, casus: str, reason: str) -> None:
        """Close the casus."""
        self._event(f"/v1/casussen/{casus}/sluiting", casus, Soort.GESLOTEN, {"reden": reason})

    def analyse(self, casus: str, records: Sequence[str]) -> None:
        """State on which records an analysis rests; their suppliers are told."""
        self._event(f"/v1/casussen/{casus}/analyses", casus, Soort.ANALYSE, {"records": list(records)})

    def advise(self, casus: str, record: str, used: Sequence[str] = ()) -> None:
        """Make a supplied record the advice of the casus; the suppliers of the records it rests on are told."""
        body = {"record": record, "gebruikt": list(used)}
        self._event(f"/v1/casussen/{casus}/adviezen", casus, Soort.ADVIES, body)

    def request(
        self, casus: str, oin: str, category: str, subject: dict[str, Any] | None = None, unit: str | None = None
    ) -> None:
        """Ask another participant for one category.

        Args:
            casus: the casus.
            oin: who is asked.
            category: what is asked for.
            subject: content of kind `uitvraag` (about whom), sealed to the asked unit.
            unit: the unit that is asked; needed with `subject`.
        """
        sealed, span = None, None
        if subject is not None:
            case, start = self._desk.dossier.case(casus), self._desk.clock()
            units = (unit,) if unit else self._desk.directory.units(oin)
            content = {**subject, "soort": "uitvraag", "categorie": category}
            sealed = self._sealer().text(case, casus, content, [(oin, name) for name in units], case.doel)
            diary = Diary(self._desk.logbook, self._desk.clock)
            span = diary.asked(case.doel, category, asked_about(subject), start)
        body = {"aan": oin, "categorie": category, "onderwerp": sealed}
        self._event("/v1/uitvragen", casus, Soort.UITVRAAG, body, {"casus": casus, **body}, span)

    def answer(self, request: str, casus: str, records: Sequence[str] = (), reason: str | None = None) -> None:
        """Answer a request: with the records that were supplied, or refused with a reason that may be shared."""
        kind = "geweigerd" if reason else "verstrekt"
        body = {"soort": kind, "reden": reason, "records": list(records)}
        path = f"/v1/uitvragen/{request}/antwoorden"
        self._event(path, casus, Soort.UITVRAAG_BEANTWOORD, {"uitvraag": request, **body}, body)

    def state(self, statements: Sequence[Feitverklaring], officer: str | None = None) -> list[str]:
        """Sign and state facts, for the organisation or as one of its officers; return the hashes of the statements.

        What is for the own organisation only goes in a bundle of its own, and so does what names a person: a bundle is told
        whole, also as evidence to who may not know that person.
        """
        desk = self._desk
        key = (
            desk.partner.keys.officer(officer)
            if officer
            else own_signing_key(desk.partner, desk.directory, desk.clock())
        )
        own = [item for item in statements if item.feit in EIGEN_ORGANISATIE]
        others = [item for item in statements if item not in own]
        named = [item for item in others if item.over.persoon is not None]
        for part in (own, named, [item for item in others if item not in named]):
            if part:
                self.act("/v1/feitverklaringen", bundle.sign(part, desk.partner.oin, key, officer))
        return [item.hash for item in statements]

    def act(self, path: str, body: dict[str, Any], span: Trace | None = None) -> Any:
        """Post one act, check the proof of its line and return what the server said.

        Args:
            path: where it goes.
            body: what is sent.
            span: of the processing as it stands in the logbook, when it is about people.

        Raises:
            ProblemError: refused. UnreachableError: not done after a few tries. VerificationError: not proven.
        """
        key = str(uuid.uuid4())
        person = self._desk.person_key(self._person) if self._person else None
        for attempt in range(TRIES):
            try:
                answer = self._desk.client.post(path, body, person=person, key=key, trace=span)
                break
            except UnreachableError as error:
                if attempt == TRIES - 1:
                    raise
                time.sleep((error.retry_after_ms or backoff_ms(attempt)) / 1000)
        else:  # pragma: no cover - the loop ends in one of the two ways above
            raise AssertionError
        for receipt in receipts_of(answer.data):
            self._desk.receipts.act(receipt, key, {})
            self._desk.store.keep_receipt("handeling", key, receipt)
        return answer.data

    def ask(self, path: str) -> dict[str, Any]:
        """Get what only a logged read gives, check the proof of its line and return what the server said.

        Raises:
            ProblemError: refused. UnreachableError: the server is away. VerificationError: not proven.
        """
        key = str(uuid.uuid4())
        person = self._desk.person_key(self._person) if self._person else None
        data = self._desk.client.send("GET", path, b"", person=person, key=key).data
        for receipt in receipts_of(data):
            self._desk.receipts.act(receipt, key, {})
            self._desk.store.keep_receipt("handeling", key, receipt)
        return dict(data)

    def _event(
        self,
        path: str,
        casus: str,
        kind: Soort,
        event: dict[str, Any],
        sent: dict[str, Any] | None = None,
        span: Trace | None = None,
    ) -> None:
        mark = event_mark(casus, kind.value, split_salt(event)[0])
        self._desk.store.keep_own_event(mark, f"casus-{kind.value}", self._desk.clock())
        self.act(path, event if sent is None else sent, span)

    def _sealer(self) -> Sealer:
        desk = self._desk
        return Sealer(desk.partner, desk.directory, desk.decider.ruleset.digest, desk.clock())
