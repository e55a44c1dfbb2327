# SPDX-License-Identifier: EUPL-1.2
"""What must hold after every run, looked up in the files and databases themselves.

- every supply that a gateway said it holds is `klaar` in its outbox, once, and nothing waits, died or gave an alarm;
- every receipt that a gateway kept verifies under the pinned policy, and the leaf it speaks of stands in the log there;
- the ledger has exactly one act per idempotency key that was used, and exactly the records that were supplied, each once.

`everything` adds `audit verifieer`: log, ledger, openings, decisions and signatures, all of it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from adapters.gateway.outbox import Outbox
from adapters.gateway.store import Store
from adapters.gateway.supply import LEVERINGEN
from audit.database import create_engine
from audit.proof import jcs, receipt, tlog_policy
from audit.tables import log_bladen
from core.ledger.tables import handeling, verstrekking
from server.commandline.audit.verifieer import check
from tests.chaos.toneel import SUPPLIERS

if TYPE_CHECKING:
    from adapters.gateway.outbox import Entry
    from tests.chaos.toneel import Toneel


def run(toneel: Toneel, told: dict[str, list[str]], since: int) -> None:
    """Check one run; receipts of the outbox entries from `since` on."""
    policy = tlog_policy.parse((toneel.partner("politie") / "tlog-policy").read_bytes())
    engine = create_engine(toneel.settings.database)
    try:
        with engine.connect() as connection:
            for soort in SUPPLIERS:
                store = Store(toneel.partner(soort) / "gateway.sqlite")
                try:
                    _partner(toneel.oins[soort], store, connection, told[soort], (policy, since))
                finally:
                    store.close()
    finally:
        engine.dispose()


def _partner(oin: str, store: Store, connection: sa.Connection, told: list[str], how: tuple[Any, int]) -> None:
    assert store.alarms() == [], "een gateway sloeg alarm"
    entries = Outbox(store).entries()
    states = Counter(entry.state for entry in entries)
    assert set(states) <= {"klaar", "vervangen"}, (
        f"de outbox van {oin} is niet leeg: {dict(states)} {_reasons(entries)}"
    )
    done = [entry for entry in entries if entry.state == "klaar" and entry.path == LEVERINGEN]
    records = [record for entry in done for record in _records(entry)]
    assert sorted(records) == sorted(set(records)), "een verstrekking staat twee keer in een outbox"
    gone = {record for entry in entries if entry.state == "vervangen" for record in _records(entry)}
    assert set(told) <= set(records) | gone, "een verstrekking die in de outbox lag is weg"
    _in_ledger(oin, connection, entries, records)
    for entry in done[how[1] :]:
        for record in _records(entry):
            _proven(store, connection, record, how[0])


def _reasons(entries: list[Entry]) -> list[Any]:
    return [(entry.path, entry.reason, entry.answer) for entry in entries if entry.state not in ("klaar", "vervangen")]


def _records(entry: Entry) -> list[str]:
    return [item["kop"]["record"] for item in jcs.decode(entry.body)["verstrekkingen"]]


def _in_ledger(oin: str, connection: sa.Connection, entries: list[Entry], records: list[str]) -> None:
    acts = Counter(connection.execute(sa.select(handeling.c.verzoek).where(handeling.c.oin == oin)).scalars())
    for entry in entries:
        expected = 1 if entry.state == "klaar" else 0
        assert acts[entry.key] == expected, f"{acts[entry.key]} handelingen onder één sleutel ({entry.state})"
    stored = connection.execute(sa.select(verstrekking.c.sleutel).where(verstrekking.c.verstrekker == oin)).scalars()
    assert sorted(stored) == sorted(records), "het grootboek en de outbox zijn het niet eens"


def _proven(store: Store, connection: sa.Connection, record: str, policy: Any) -> None:
    kept = store.receipt("verstrekking", record)
    assert kept is not None, "een verstrekking is klaar zonder ontvangstbewijs"
    line = receipt.verify(kept, policy)
    shard = line.checkpoint.origin.rpartition("/")[2]
    place = (log_bladen.c.shard == shard, log_bladen.c.volgnr == line.index)
    leaf = connection.execute(sa.select(log_bladen.c.blad).where(*place)).scalar()
    assert leaf is not None, "een bewezen regel staat niet in het log"
    assert bytes(leaf) == line.entry, "op de plaats van een bewezen regel staat een andere"


def everything(toneel: Toneel) -> None:
    """Verify the whole log and ledger as `audit verifieer` does."""
    report = check(toneel.settings)
    assert report.geldig, report.to_json()
