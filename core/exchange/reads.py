# SPDX-License-Identifier: EUPL-1.2
"""Reading a verstrekking, and the messages and receipts of an organisation.

Invariants:
- A read is decided, its line stands in a signed checkpoint, and only then ciphertext, the reader's wrap and the shred
  salt leave the backbone.
- What was withdrawn or replaced, is under embargo or past its end is refused to its recipients with that reason.
- What is locked or destroyed is refused with that reason, to who could read it before, and to nobody else.
- Who is no recipient, or asks for a record that does not exist, gets the constant answer.
- The own feed and own receipts are not reading the log: they hold only what concerns the organisation itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.events import Event
from audit.proof import jcs
from core.exchange import bewaren, decide, gebruik, levensloop, standing
from core.exchange.act import CASUS_LEZEN, INZAGE, MERKEN_VERGELIJKEN, MERKSLEUTEL_LEZEN
from core.exchange.push import SALT
from core.exchange.results import Gedaan, Geweigerd, Onbekend
from core.ledger import berichten, handelingen, verstrekkingen
from core.ledger.errors import LedgerError

if TYPE_CHECKING:
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

LEZEN = "lezen"
MAX_FEED = 500
NOT_AGAIN = frozenset({CASUS_LEZEN, MERKSLEUTEL_LEZEN, MERKEN_VERGELIJKEN})


def read(world: World, caller: Caller, record: str) -> Uitkomst:
    """Decide and log the read of `record`, then return it with only the caller's own wraps and the salt."""
    world.require_witnesses(supply=False)
    outcome = world.runner.run(caller, INZAGE, lambda act: _decide(world, act, record))
    if not isinstance(outcome, Gedaan):
        return outcome
    with world.reading() as connection:
        sealed = verstrekkingen.sealed_for(connection, record, caller.oin)
        holders = list(verstrekkingen.recipients(connection, record))
    salt = world.kluis.get(SALT, record)
    if salt is None:
        raise LedgerError("Het zout van een verstrekking")
    given = {"record": {**sealed, "zout": jcs.b64(salt)}, "ontvangers": holders}
    return replace(outcome, gegevens={**outcome.gegevens, **given})


def _decide(world: World, act: Act, record: str) -> Gedaan | Geweigerd | Onbekend:
    kop, readers, casus = standing.stored(act, record)
    if kop is None or act.caller.oin not in readers:
        return bewaren.gone(world, act, record) or standing.unknown(act, LEZEN, record=record)
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, LEZEN, record=record)
    if bewaren.item_of(world, act.connection, kop).locked(act.tijd):
        return bewaren.refused(act, case.id, record, bewaren.VERGRENDELD)
    info = standing.record_info(kop, readers)
    vraag = standing.question(world, act, LEZEN, kop["categorie"], case, record=record)
    stand = standing.stand_for(world, act, case, record=info, organisations=(kop["verstrekker"],))
    besluit = decide.ask_in_case(world, act, case, vraag, stand)
    if not besluit:
        act.refuse(Event.LEZING_GEWEIGERD, casus=case.id, record=record)
        return besluit.refusal(decide.Relatie.LID, record=record)
    why = levensloop.stopped(act.connection, kop, act.caller.oin, act.tijd)
    if why is not None:
        return levensloop.refuse_reading(act, case.id, record, why)
    line = act.line(
        case.regio,
        Event.VERSTREKKING_GELEZEN,
        casus=case.id,
        record=record,
        categorie=kop["categorie"],
        verwerking=besluit.verwerking,
    )
    gebruik.tell(act, line, kop, gebruik.GELEZEN)
    return Gedaan({"beslissing": besluit.in_line()})


def feed(world: World, caller: Caller, after: int, limit: int) -> Gedaan:
    """Return at most `limit` (and never more than 500) messages of the caller after number `after`."""
    with world.reading() as connection:
        found = berichten.feed(connection, caller.oin, after, min(limit, MAX_FEED))
    return Gedaan({"berichten": found, "volgende": found[-1]["volgnr"] if found else after})


def receipt(world: World, caller: Caller, act_id: str) -> Uitkomst:
    """Return again the answer and the receipts of an act of the caller, by the id of the act."""
    with world.reading() as connection:
        row = handelingen.by_id(connection, caller.oin, act_id)
    if row is None:
        return Onbekend()
    outcome = world.runner.stored_answer(row)
    # What was read is not shown again here, where nobody asks who reads: only that it was, and the proof.
    return replace(outcome, gegevens={}) if isinstance(outcome, Gedaan) and row["soort"] in NOT_AGAIN else outcome


def request_state(world: World, caller: Caller, verzoek: str) -> Gedaan:
    """Return whether the request under this idempotency key of the caller left a line, with the proofs it may see.

    It does nothing and decides nothing: a gateway that never got its answer learns whether it has to count that request.
    """
    with world.reading() as connection:
        row = handelingen.by_request(connection, caller.oin, verzoek)
    if row is None:
        return Gedaan({"verzoek": verzoek, "vastgelegd": False})
    outcome = world.runner.stored_answer(row)
    proofs = outcome.bewijs if isinstance(outcome, (Gedaan, Geweigerd)) else ()
    return Gedaan({"verzoek": verzoek, "vastgelegd": True, "gedaan": isinstance(outcome, Gedaan)}, proofs)
