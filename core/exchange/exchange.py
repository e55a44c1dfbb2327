# SPDX-License-Identifier: EUPL-1.2
"""The exchange: every act that the backbone knows, in one list. The work is in the modules beside this one.

Each method takes an authenticated `Caller`, blocks until the line of the act stands in a signed checkpoint (so call it
in a worker thread), and returns one of the values of `core.exchange.results`. It never raises for a refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.casus.events import Soort
from core.exchange import (
    afstemmen,
    bewaarbesluiten,
    bewaren,
    bijlagen,
    cases,
    geb,
    keys,
    levensloop,
    merken,
    merksleutels,
    oordelen,
    push,
    reads,
    rechten,
    rechtenbesluiten,
    rechtenloop,
    releases,
    reports,
    statements,
    toekennen,
    vernietigen,
    wissen,
)
from core.exchange.lek import report as report_leak
from core.exchange.omhulsels import of_key
from core.exchange.results import Gedaan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.caller import Caller
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World


class Exchange:
    """All acts. Made once per server process over one `World`."""

    def __init__(self, world: World) -> None:
        self.world = world

    def push(self, caller: Caller, levering: dict[str, Any]) -> Uitkomst:
        """Take in a levering: {"verstrekkingen": [sealed record], "feiten": [bundle]}."""
        return push.push(self.world, caller, levering)

    def read(self, caller: Caller, record: str) -> Uitkomst:
        """Read a verstrekking: decision, line, and only then ciphertext, own wraps and salt."""
        return reads.read(self.world, caller, record)

    def begin_upload(self, caller: Caller, bijlage: str, lengte: int) -> Uitkomst:
        """Begin the upload of an attachment, or say how far it is."""
        return bijlagen.begin(self.world, caller, bijlage, lengte)

    def upload_state(self, caller: Caller, bijlage: str) -> Uitkomst:
        """Return how far an upload of the caller is."""
        return bijlagen.state(self.world, caller, bijlage)

    def upload_part(self, caller: Caller, bijlage: str, deel: int, data: bytes) -> Uitkomst:
        """Keep one part of an upload of the caller."""
        return bijlagen.put(self.world, caller, bijlage, deel, data)

    def finish_upload(self, caller: Caller, bijlage: str) -> Uitkomst:
        """Say that all parts of an upload were sent."""
        return bijlagen.finish(self.world, caller, bijlage)

    def attachment_part(self, caller: Caller, record: str, bijlage: str, deel: int, inzage: str) -> bytes | Onbekend:
        """Return one part of an attachment to who read its record with the request `inzage`."""
        return bijlagen.part(self.world, caller, record, bijlage, deel, inzage)

    def grant(self, caller: Caller, record: str, body: Any) -> Uitkomst:
        """Take in grants made after the push of one record: to own new keys, or to recipients that are added."""
        return toekennen.grant(self.world, caller, record, body)

    def happen(self, caller: Caller, record: str, body: Any) -> Uitkomst:
        """Take in a signed document about a record: withdrawn, replaced, a recipient taken away, released."""
        return levensloop.post(self.world, caller, record, body, levensloop.EVENTS)

    def confirm(self, caller: Caller, record: str, body: Any) -> Uitkomst:
        """Take in the confirmation of a recipient that it carried out what happened to a record."""
        return levensloop.post(self.world, caller, record, body, levensloop.CONFIRMATIONS)

    def dissent(self, caller: Caller, record: str, body: Any) -> Uitkomst:
        """Take in a dissent note of a recipient about a record."""
        return oordelen.add(self.world, caller, record, body)

    def rewrap(self, caller: Caller, body: Any) -> Uitkomst:
        """Take in re-wraps of many records to own new keys as one act."""
        return toekennen.rewrap(self.world, caller, body)

    def open_case(self, caller: Caller, casus: str, gegevens: dict[str, Any]) -> Uitkomst:
        """Open a casus under the id chosen by the caller."""
        return cases.open_case(self.world, caller, casus, gegevens)

    def add_event(self, caller: Caller, casus: str, soort: Soort, gegevens: dict[str, Any]) -> Uitkomst:
        """Add an event to a casus: participants, people, phase, request, answer, advice, closing."""
        return cases.add_event(self.world, caller, casus, soort, gegevens)

    def request(self, caller: Caller, casus: str, gegevens: dict[str, Any]) -> Uitkomst:
        """Ask another participant for one category (an uitvraag)."""
        return cases.add_event(self.world, caller, casus, Soort.UITVRAAG, gegevens)

    def answer(self, caller: Caller, uitvraag: str, gegevens: dict[str, Any]) -> Uitkomst:
        """Answer an uitvraag that was put to the caller."""
        return cases.answer(self.world, caller, uitvraag, gegevens)

    def show_case(self, caller: Caller, casus: str) -> Uitkomst:
        """Return the state of a casus to who takes part in it."""
        return cases.show(self.world, caller, casus)

    def make_tag_key(self, caller: Caller, casus: str, body: dict[str, Any]) -> Uitkomst:
        """Take in a tag key of a casus, or further wraps of the one that lives."""
        return merksleutels.make(self.world, caller, casus, body)

    def show_tag_key(self, caller: Caller, casus: str) -> Uitkomst:
        """Give a member its own wraps of the tag key, and the salt."""
        return merksleutels.show(self.world, caller, casus)

    def put_tags(self, caller: Caller, casus: str, body: dict[str, Any]) -> Uitkomst:
        """Take in the tags of a record of the caller."""
        return merken.put(self.world, caller, casus, body)

    def match_tags(self, caller: Caller, casus: str, record: str | None) -> Uitkomst:
        """Tell which records that the caller may read share identifiers."""
        return merken.matches(self.world, caller, casus, record)

    def admit_statements(self, caller: Caller, bundle: Any) -> Uitkomst:
        """Admit a signed bundle of feitverklaringen of the caller's organisation."""
        return statements.admit(self.world, caller, bundle)

    def challenge(self, caller: Caller, sleutel: bytes) -> Uitkomst:
        """Return a challenge for a KEM key that the caller wants to publish."""
        return keys.challenge(self.world, caller, sleutel)

    def admit_key_event(
        self, caller: Caller, event: dict[str, Any], uitdaging: str | None = None, antwoord: bytes | None = None
    ) -> Uitkomst:
        """Admit a key event; a KEM key needs the id of its challenge and the answer to it."""
        return keys.admit_event(self.world, caller, event, uitdaging, antwoord)

    def erase(self, caller: Caller, order: Any) -> Uitkomst:
        """Take a signed order of the zorgdrager to erase openings of its own lines, log it, and carry it out."""
        return wissen.order(self.world, caller, order)

    def decide_keeping(self, caller: Caller, decision: Any) -> Uitkomst:
        """Take a signed decision on keeping: a hold, its end, or an extension."""
        return bewaarbesluiten.decide(self.world, caller, decision)

    def destroy(self, caller: Caller, order: Any) -> Uitkomst:
        """Take a signed order to destroy items, log it, and carry it out."""
        return vernietigen.order(self.world, caller, order)

    def destruction(self, caller: Caller, sha256: str) -> Gedaan | Onbekend:
        """Return an order to destroy of the caller, with the proof that it was done."""
        return vernietigen.state(self.world, caller, sha256)

    def terms(self, caller: Caller, after: str, limit: int) -> Gedaan:
        """Return the terms of the items on which the caller decides, after record `after`."""
        found = bewaren.overview(self.world, caller.oin, after, limit)
        return Gedaan({"termijnen": found, "volgende": found[-1]["record"] if found else after})

    def decide_geb(self, caller: Caller, decision: Any) -> Uitkomst:
        """Take a signed adoption of an edition of the GEB, or the advice of an FG on it."""
        return geb.decide(self.world, caller, decision)

    def geb_decisions(self, caller: Caller, *, own: bool, editie: str | None) -> Gedaan:
        """Return what was said of editions of the GEB, as metadata."""
        return geb.overview(self.world, caller, own=own, editie=editie)

    def receive_request(self, caller: Caller, body: dict[str, Any]) -> Uitkomst:
        """Take in a request of a citizen, sealed to every controller."""
        return rechten.receive(self.world, caller, body)

    def read_request(self, caller: Caller, verzoek: str) -> Uitkomst:
        """Log the read of a request of a citizen, then return it to controller or contactpunt."""
        return rechtenloop.read(self.world, caller, verzoek)

    def answer_request(self, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
        """Take in the sealed answer of a controller to a request of a citizen."""
        return rechtenloop.answer(self.world, caller, verzoek, body)

    def extend_request(self, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
        """Extend the term of a request of a citizen."""
        return rechtenloop.extend(self.world, caller, verzoek, body)

    def finish_request(self, caller: Caller, verzoek: str, body: dict[str, Any]) -> Uitkomst:
        """End a request of a citizen; its sealed letters go."""
        return rechtenloop.finish(self.world, caller, verzoek, body)

    def restrict(self, caller: Caller, body: dict[str, Any]) -> Uitkomst:
        """Take in the restriction of one item, for one person."""
        return rechtenbesluiten.restrict(self.world, caller, body)

    def decide_informing(self, caller: Caller, body: dict[str, Any]) -> Uitkomst:
        """Take in a decision on informing one person."""
        return rechtenbesluiten.inform(self.world, caller, body)

    def report_refusal(self, caller: Caller, body: Any) -> Uitkomst:
        """Record that the caller's gateway refused its own supply."""
        return reports.refusal(self.world, caller, body)

    def report_mismatch(self, caller: Caller, body: Any) -> Uitkomst:
        """Record that what the caller opened was not what was said, or could not be opened."""
        return reports.mismatch(self.world, caller, body)

    def report_count(self, caller: Caller, body: Any) -> Uitkomst:
        """Take in what the caller's gateway counted of one of its days."""
        return afstemmen.report(self.world, caller, body)

    def feed(self, caller: Caller, after: int, limit: int) -> Gedaan:
        """Return the caller's own messages after number `after`."""
        return reads.feed(self.world, caller, after, limit)

    def report_leaked_key(self, caller: Caller, sleutel: str) -> Uitkomst:
        """Tell the suppliers which of their records a leaked key of the caller opened."""
        return report_leak(self.world, caller, sleutel)

    def own_wraps(self, caller: Caller, sleutel: str, na: str, limiet: int) -> Gedaan:
        """Return the caller's own wraps under one of its keys, of records after `na`."""
        return of_key(self.world, caller, sleutel, na, limiet)

    def receipt(self, caller: Caller, act_id: str) -> Uitkomst:
        """Return an earlier act of the caller again, with its receipts."""
        return reads.receipt(self.world, caller, act_id)

    def request_state(self, caller: Caller, verzoek: str) -> Gedaan:
        """Return whether a request of the caller left a line, by its idempotency key."""
        return reads.request_state(self.world, caller, verzoek)

    def person_key(self, oin: str, persoon: str, at: int) -> bytes | None:
        """Return the Ed25519 key that `oin` registered for its person, valid at `at` (ms), or None."""
        return statements.person_key(self.world, oin, persoon, at)

    def adopt_release(self, bundle: bytes) -> Uitkomst:
        """Take in the next release of the rules (its JSON), handed in by the operator."""
        return releases.adopt(self.world, bundle)

    def release(self, digest: str | None = None) -> Mapping[str, Any] | None:
        """Return a stored release bundle by digest (None: the one in force), or None when it is not there."""
        return releases.stored(self.world, digest)
