# SPDX-License-Identifier: EUPL-1.2
"""What this gateway does with personal data, as it is written down in the partner's logbook: one method per kind of act.

Invariants:
- The processing activity comes from the register, by purpose, act, category and time; what is not registered is not done.
- An act with anything of a confidential category in it is wholly confidential: its numbers and its content go together.
- What is decided against is written down too: deciding about somebody's data is a processing. A refusal is no error.
- The trace of the supply is the trace of who reads it: the reader's span stands under the supplier's, and names the supplier as
  the calling application, by the OIN whose signature under the record was verified.

Norm: LDV 1.0.0 (sections 3.3 and 4); design.md 6. Records are made and kept by `logbook`; nothing here decides.
"""

from __future__ import annotations

import contextlib
import os
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, GatewayError
from adapters.gateway.logbook import TYPE_BSN, TYPE_REFERENCE, Act, Fault, Status, Subject
from adapters.gateway.logbook.record import processor_of
from adapters.gateway.proposal import contents
from adapters.gateway.subjects import data_subjects
from adapters.gateway.trace import Trace
from core.contract import verwerkingen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from adapters.gateway.logbook import Logbook
    from adapters.gateway.proposal import Voorstel
    from adapters.gateway.sealer import Sealed
    from core.contract.inhoud import Inhoud
    from core.contract.verwerkingen import Verwerking

SUPPLY, READ, SEARCH, ASK, OPEN = "verstrekken", "lezen", "zoeken", "verzoeken", "openen"
RIGHTS: Final = "rechten"
_KINDS: Final = {"bsn": TYPE_BSN, "onderwerp": TYPE_REFERENCE}


class Diary:
    """Writes the acts of one gateway down.

    Args:
        logbook: of the partner.
        clock: milliseconds since the epoch.
        environment: where `TRACEPARENT` of the partner's own system stands; the process's when absent.
    """

    def __init__(
        self, logbook: Logbook, clock: Callable[[], int], environment: Mapping[str, str] | None = None
    ) -> None:
        self._logbook, self._clock = logbook, clock
        self._environment = os.environ if environment is None else environment

    def begin(self) -> Trace:
        """Return the span of a new act: under the span of the system that started this process, if it named one."""
        return Trace.from_environment(self._environment)

    def supplied(self, sealed: Sealed, start: int, name: str, above: Trace | None = None) -> Trace:
        """Note a supply that was sealed; return its span, which goes along to the backbone.

        Args:
            sealed: records with their content.
            start: when it began, ms.
            name: what was done, for people.
            above: the span of an earlier attempt, whose trace goes on.
        """
        span = self.begin() if above is None else above.child()
        kop = sealed.records[0].kop
        activity = self.activity(kop["doel"], SUPPLY, [record.kop["categorie"] for record in sealed.records])
        self._logbook.write(self._act(name, activity, start, span), data_subjects(sealed.contents))
        return span

    def refused(self, voorstel: Voorstel, doel: str, start: int) -> None:
        """Note a proposal that the rules, as this gateway applies them, did not allow."""
        activity = self.activity(doel, SUPPLY, [voorstel.categorie])
        act = self._act("verstrekking geweigerd door de eigen gateway", activity, start, self.begin())
        self._logbook.write(replace(act, status=Status.UNSET), data_subjects(contents(voorstel)))

    def asked(self, doel: str, categorie: str, subjects: Iterable[Subject], start: int) -> Trace:
        """Note a request about someone, sealed to who is asked; return its span."""
        span = self.begin()
        activity = self.activity(doel, ASK, [categorie])
        self._logbook.write(self._act("uitvraag verzegeld", activity, start, span), list(subjects))
        return span

    def reading(self, announced: Mapping[str, Any]) -> Trace:
        """Return the span of a read: under the supplier's span that the announcement names, else of a trace of its own."""
        above = announced.get("spoor")
        found = Trace.joined(above.get("trace_id"), above.get("span_id")) if isinstance(above, dict) else None
        return found or self.begin()

    def opened(
        self, content: Inhoud, kop: Mapping[str, Any], span: Trace, start: int, categorieen: Iterable[str] = ()
    ) -> None:
        """Note that a record of another organisation was opened, its signature verified.

        Args:
            content: what is in it.
            kop: its header.
            span: of the read.
            start: when it began, ms.
            categorieen: of everything else in the same levering that was announced.
        """
        activity = self.activity(kop["doel"], READ, [kop["categorie"], *categorieen])
        act = self._act("verstrekking ingezien", activity, start, span)
        called = processor_of(kop["verstrekker"]) if span.parent is not None else None
        self._logbook.write(replace(act, processor=called), data_subjects([content]))

    def not_opened(self, kop: Mapping[str, Any], span: Trace, start: int, name: str) -> None:
        """Note a read that brought no content: about nobody, since nothing of anybody was seen."""
        activity = self.activity(kop["doel"], READ, [kop["categorie"]])
        self._logbook.write(replace(self._act(name, activity, start, span), status=Status.UNSET), [])

    def searched(self, kind: str, value: str) -> None:
        """Note a search in the local index, before it is done."""
        activity = self.activity(RIGHTS, SEARCH, [])
        now = self._clock()
        subjects = [Subject(value, _KINDS[kind])] if kind in _KINDS else []
        self._logbook.write(self._act("eigen index doorzocht", activity, now, self.begin()), subjects)

    def looked_up(self, doel: str, categorie: str, subject: Subject, start: int) -> None:
        """Note that the own source was asked about somebody for another partner: the same record for a hit and for none."""
        activity = self.activity(doel, SEARCH, [categorie])
        self._logbook.write(
            self._act("vraag om een hit beantwoord uit de eigen bron", activity, start, self.begin()), [subject]
        )

    def right(self, name: str, handeling: str, subject: Subject, start: int) -> Trace:
        """Note what is done for somebody who uses a right; the same record whatever was found. Return its span."""
        span = self.begin()
        self._logbook.write(self._act(name, self.activity(RIGHTS, handeling, []), start, span), [subject])
        return span

    @contextmanager
    def faults(self, name: str, doel: Callable[[], str], handeling: str, categorie: str) -> Iterator[None]:
        """Note an internal fault in the block as an `Error`, and let it go on; errors of the gateway itself are no faults."""
        start = self._clock()
        try:
            yield
        except GatewayError:
            raise
        except Exception as error:
            with contextlib.suppress(GatewayError):
                act = self._act(name, self.activity(doel(), handeling, [categorie]), start, self.begin())
                self._logbook.write(replace(act, status=Status.ERROR, fault=Fault.of(error)), [])
            raise

    def activity(self, doel: str, handeling: str, categorieen: Iterable[str]) -> Verwerking:
        """Return the activity in force: the confidential one when any of the categories has one.

        Raises:
            ConfigError: none is registered for this purpose and act.
        """
        rows, now = verwerkingen.load(), self._clock()
        try:
            found = [rows.for_act(doel, handeling, now, categorie) for categorie in (*categorieen, None)]
        except verwerkingen.UnknownActivity:
            raise ConfigError("Voor dit doel en deze handeling staat geen verwerking in het register.") from None
        return next((row for row in found if row.vertrouwelijk), found[-1])

    def _act(self, name: str, activity: Verwerking, start: int, span: Trace) -> Act:
        return Act(name, activity.uri, start, self._clock(), span, bool(activity.vertrouwelijk))
