# SPDX-License-Identifier: EUPL-1.2
"""Attachments at the backbone: uploads that go on, admission only when whole and signed, parts only after a read."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from audit.database import drop_append_only
from audit.proof import jcs, tlog_policy
from audit.rows import existing_rows
from audit.values import LogUnavailableError
from audit.verify import Rooms, verify
from core.contract.bijlagen import DEEL
from core.envelope import Sealing
from core.exchange.bijlagen import READ_MS, Grenzen, Uploads
from core.exchange.results import Conflict, Gedaan, Onbekend, Ongeldig
from core.facts import bundle as bundles
from core.ledger import bijlagen
from core.ledger.bijlagen import bijlage_deel
from core.ledger.rows import Writer
from server.samenhang import Samenhang
from server.samenhang.gewist import LOGGED, explained
from tests.core.exchange.conftest import BASE, WPG, Zaak, both
from tests.kit import ORIGIN, UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.envelope.record import Bijlage
    from core.exchange.caller import Caller

CANARY = b"KANARIE-999990019-in-een-bijlage"


@dataclass
class Los:
    """A push with one attachment, of which nothing was sent yet."""

    record: str
    caller: Caller
    body: dict[str, Any] = field(repr=False)
    bijlage: Bijlage
    data: bytes = field(repr=False)

    @property
    def delen(self) -> list[bytes]:
        """The sealed bytes in parts."""
        return [self.data[at : at + DEEL] for at in range(0, len(self.data), DEEL)]


FASE = "verrijking-gesloten"


@pytest.fixture
def zaak(request: pytest.FixtureRequest, zaken: Callable[[str], Zaak]) -> Zaak:
    """The casus on SQLite, unless a test asks for both databases."""
    return zaken(getattr(request, "param", "sqlite"))


def sealed(zaak: Zaak, size: int = DEEL + 10) -> Los:
    """Seal a record of the police, for the gemeente, with one attachment of `size` bytes."""
    knooppunt, verzoek, record = zaak.knooppunt, str(uuid.uuid4()), str(uuid.uuid4())
    party, world, now = knooppunt["politie"], knooppunt.world, knooppunt.clock.now()
    readers = [world.keys.directory.kem_key(knooppunt[soort].oin, UNIT, now) for soort in ("politie", "gemeente")]
    kop = {
        "record": record,
        "levering": str(uuid.uuid4()),
        "casus": zaak.id,
        "verstrekker": party.oin,
        "eenheid": UNIT,
        "categorie": "wpg-8",
        "doel": "oc",
        "fase": zaak.fase,
        "verwerking": world.register.activity_for("oc", "verstrekken").uri,
        "vrijgave": knooppunt.release.digest,
        "gemaakt": now,
        "bewaren_tot": None,
    }
    act, sink = Sealing(kop, b"inhoud", party.tekenen, readers, verzoek), io.BytesIO()
    named = act.attach(str(uuid.uuid4()), io.BytesIO(CANARY + os.urandom(size - len(CANARY))), sink)
    stated = [knooppunt.fact(n.replace("_", "-"), waarde=v, record=record) for n, v in {**WPG, **BASE}.items()]
    body = {"verstrekkingen": [act.finish().to_json()], "feiten": [bundles.sign(stated, party.oin, party.tekenen)]}
    return Los(record, party.caller(verzoek=verzoek, inhoud=jcs.digest(body)), body, named, sink.getvalue())


def begun(zaak: Zaak, los: Los) -> None:
    """Begin the upload."""
    Zaak.done(zaak.knooppunt.exchange.begin_upload(caller(zaak), los.bijlage.bijlage, len(los.data)))


def caller(zaak: Zaak, who: str = "politie") -> Caller:
    """A fresh request of an organisation."""
    return zaak.knooppunt[who].caller()


def put(zaak: Zaak, los: Los, number: int, data: bytes | None = None) -> Any:
    """Send one part."""
    exchange = zaak.knooppunt.exchange
    return exchange.upload_part(caller(zaak), los.bijlage.bijlage, number, los.delen[number] if data is None else data)


def uploaded(zaak: Zaak, los: Los) -> Los:
    """Send everything of an attachment."""
    begun(zaak, los)
    for number in range(len(los.delen)):
        Zaak.done(put(zaak, los, number))
    assert Zaak.done(zaak.knooppunt.exchange.finish_upload(caller(zaak), los.bijlage.bijlage))["heel"]
    return los


def pushed(zaak: Zaak, los: Los) -> Los:
    """Send everything and push the record."""
    Zaak.done(zaak.knooppunt.exchange.push(los.caller, los.body))
    return los


def reasons(outcome: Any) -> set[str]:
    """The reasons of what was not accepted."""
    assert isinstance(outcome, Ongeldig), outcome
    return {bevinding.reden for bevinding in outcome.bevindingen}


def stored(zaak: Zaak, table: sa.Table, los: Los) -> int:
    """How many rows there are of this attachment."""
    column = table.c.bijlage if table is bijlage_deel else table.c.sleutel
    with zaak.knooppunt.engine.connect() as connection:
        query = sa.select(sa.func.count()).select_from(table).where(column == los.bijlage.bijlage)
        return int(connection.execute(query).scalar_one())


@both
def test_whole_attachment_is_taken_in_and_read_again_byte_for_byte(zaak: Zaak) -> None:
    """An attachment of several parts goes up, in any order, is named by one row of the line, and comes out as it was."""
    los = sealed(zaak, 2 * DEEL + 100)
    begun(zaak, los)
    exchange = zaak.knooppunt.exchange
    for number in (2, 0, 1):
        Zaak.done(put(zaak, los, number))
    Zaak.done(exchange.finish_upload(caller(zaak), los.bijlage.bijlage))
    outcome = exchange.push(los.caller, los.body)
    assert isinstance(outcome, Gedaan), outcome
    rows = [row for row in outcome.bewijs[0]["feit"]["rijen"] if row["tabel"].startswith("bijlage")]
    assert [(row["tabel"], row["sleutel"]) for row in rows] == [("bijlage", los.bijlage.bijlage)]
    reader = zaak.knooppunt["gemeente"].caller(persoon=True)
    Zaak.done(exchange.read(reader, los.record))
    again = replace(caller(zaak, "gemeente"), persoon=reader.persoon)
    got = [exchange.attachment_part(again, los.record, los.bijlage.bijlage, n, reader.verzoek) for n in range(3)]
    assert b"".join(item for item in got if isinstance(item, bytes)) == los.data
    assert isinstance(exchange.attachment_part(again, los.record, los.bijlage.bijlage, 3, reader.verzoek), Onbekend)


@both
def test_parts_may_be_sent_again_and_never_otherwise(zaak: Zaak) -> None:
    """The same part twice is one part; another under its number, a wrong length or number is refused."""
    los = sealed(zaak)
    begun(zaak, los)
    begun(zaak, los)
    assert isinstance(put(zaak, los, 0), Gedaan)
    assert isinstance(put(zaak, los, 0), Gedaan)
    assert isinstance(put(zaak, los, 0, bytes(DEEL)), Conflict)
    assert reasons(put(zaak, los, 1, b"te kort")) == {"lengte"}
    exchange = zaak.knooppunt.exchange
    assert reasons(exchange.upload_part(caller(zaak), los.bijlage.bijlage, 2, b"")) == {"lengte"}
    state = Zaak.done(exchange.upload_state(caller(zaak), los.bijlage.bijlage))
    assert (state["ontbreekt"], state["heel"]) == ([1], False)
    assert isinstance(exchange.finish_upload(caller(zaak), los.bijlage.bijlage), Conflict)
    assert isinstance(exchange.begin_upload(caller(zaak), los.bijlage.bijlage, 7), Conflict)


def test_upload_of_another_is_unknown(zaak: Zaak) -> None:
    """Another organisation gets the constant answer on state, part and end, and cannot begin under that id."""
    los, exchange = sealed(zaak), zaak.knooppunt.exchange
    begun(zaak, los)
    other, key = caller(zaak, "om"), los.bijlage.bijlage
    asked = [
        exchange.upload_state(other, key),
        exchange.upload_part(other, key, 0, los.delen[0]),
        exchange.finish_upload(other, key),
        exchange.upload_state(other, str(uuid.uuid4())),
    ]
    assert asked == [Onbekend()] * 4
    assert isinstance(exchange.begin_upload(other, key, len(los.data)), Conflict)
    assert stored(zaak, bijlage_deel, los) == 0


def test_push_takes_in_nothing_while_an_attachment_is_not_whole(zaak: Zaak) -> None:
    """Nothing begun, begun, all parts without the end: each time refused, nothing stored; then the same push goes."""
    los, exchange = sealed(zaak), zaak.knooppunt.exchange
    assert reasons(exchange.push(los.caller, los.body)) == {"bijlage-ontbreekt"}
    begun(zaak, los)
    for number in range(len(los.delen)):
        assert reasons(exchange.push(los.caller, los.body)) == {"bijlage-ontbreekt"}
        Zaak.done(put(zaak, los, number))
    assert reasons(exchange.push(los.caller, los.body)) == {"bijlage-ontbreekt"}
    assert stored(zaak, bijlagen.bijlage, los) == 0
    Zaak.done(exchange.finish_upload(caller(zaak), los.bijlage.bijlage))
    pushed(zaak, los)
    assert stored(zaak, bijlagen.bijlage, los) == 1
    assert stored(zaak, bijlagen.bijlage_upload, los) == stored(zaak, bijlagen.bijlage_heel, los) == 0
    assert isinstance(exchange.begin_upload(caller(zaak), los.bijlage.bijlage, len(los.data)), Conflict)


def test_other_bytes_than_were_signed_are_refused(zaak: Zaak) -> None:
    """An upload of which one byte differs from the statement is refused by the push, and so is one of another partner."""
    los, exchange = sealed(zaak), zaak.knooppunt.exchange
    spoiled = replace(los, data=los.data[:-1] + bytes([los.data[-1] ^ 1]))
    uploaded(zaak, spoiled)
    assert reasons(exchange.push(los.caller, los.body)) == {"bijlage-anders"}
    strange = sealed(zaak)
    other = zaak.knooppunt["om"]
    Zaak.done(exchange.begin_upload(other.caller(), strange.bijlage.bijlage, len(strange.data)))
    for number, data in enumerate(strange.delen):
        Zaak.done(exchange.upload_part(other.caller(), strange.bijlage.bijlage, number, data))
    Zaak.done(exchange.finish_upload(other.caller(), strange.bijlage.bijlage))
    assert reasons(exchange.push(strange.caller, strange.body)) == {"bijlage-ontbreekt"}


@both
def test_hash_is_the_same_for_who_remembers_nothing(zaak: Zaak) -> None:
    """A process that saw no part of an upload makes the same hash from what is stored."""
    los, world = sealed(zaak), zaak.knooppunt.world
    begun(zaak, los)
    for number in range(len(los.delen)):
        Zaak.done(put(zaak, los, number))
    world.uploads = Uploads()
    Zaak.done(zaak.knooppunt.exchange.finish_upload(caller(zaak), los.bijlage.bijlage))
    with zaak.knooppunt.engine.connect() as connection:
        found = bijlagen.upload(connection, los.bijlage.bijlage)
    assert found is not None
    assert (found.sha256, found.binding) == (hashlib.sha256(los.data).hexdigest(), los.bijlage.binding)


def test_upload_that_is_begun_anew_is_hashed_anew(zaak: Zaak) -> None:
    """What a process remembers of an upload that went is not said of other bytes under the same id."""
    knooppunt, exchange = zaak.knooppunt, zaak.knooppunt.exchange
    los = sealed(zaak)
    other = replace(los, data=bytes(len(los.data)))
    knooppunt.world.bijlage_grenzen = Grenzen(bewaard_ms=900)
    try:
        begun(zaak, los)
        for number in range(len(los.delen)):
            Zaak.done(put(zaak, los, number))
    finally:
        knooppunt.world.bijlage_grenzen = Grenzen()
    knooppunt.clock.shift += 1000
    uploaded(zaak, other)  # whoever begins, begins by clearing away
    with knooppunt.engine.connect() as connection:
        found = bijlagen.upload(connection, los.bijlage.bijlage)
    assert found is not None
    assert found.sha256 == hashlib.sha256(other.data).hexdigest()
    assert reasons(exchange.push(los.caller, los.body)) == {"bijlage-anders"}


def test_what_expired_goes_one_upload_at_a_time(zaak: Zaak) -> None:
    """Nobody waits until all that was left behind is deleted; what waits for that takes no room of its owner."""
    world, exchange, old = zaak.knooppunt.world, zaak.knooppunt.exchange, [sealed(zaak), sealed(zaak)]

    def begin(los: Los, limits: Grenzen) -> Any:
        world.bijlage_grenzen = limits
        return exchange.begin_upload(caller(zaak, "toeslagen"), los.bijlage.bijlage, len(los.data))

    try:
        for los in old:
            Zaak.done(begin(los, Grenzen(bewaard_ms=900)))
            zaak.knooppunt.clock.shift += 10
        zaak.knooppunt.clock.shift += 1000
        Zaak.done(begin(sealed(zaak), Grenzen(uploads=2)))
        assert [stored(zaak, bijlagen.bijlage_upload, los) for los in old] == [0, 1]
        Zaak.done(begin(sealed(zaak), Grenzen(uploads=2)))
        assert [stored(zaak, bijlagen.bijlage_upload, los) for los in old] == [0, 0]
        assert isinstance(begin(sealed(zaak), Grenzen(uploads=2)), Conflict)
    finally:
        world.bijlage_grenzen = Grenzen()


def test_whole_upload_is_hashed_once(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saying again that an upload is whole reads none of its bytes: two gigabytes are not hashed for the asking."""
    los = uploaded(zaak, sealed(zaak))
    zaak.knooppunt.world.uploads = Uploads()
    monkeypatch.setattr(bijlagen, "parts", lambda *_: pytest.fail("alle delen zijn nog eens gelezen"))
    assert Zaak.done(zaak.knooppunt.exchange.finish_upload(caller(zaak), los.bijlage.bijlage))["heel"]


def test_no_part_without_an_own_logged_read(zaak: Zaak) -> None:
    """Without a read, with a read of another record, person or organisation, or a day later, a part is not given."""
    los, other = pushed(zaak, uploaded(zaak, sealed(zaak))), pushed(zaak, uploaded(zaak, sealed(zaak)))
    exchange, gemeente = zaak.knooppunt.exchange, zaak.knooppunt["gemeente"]
    reader = gemeente.caller(persoon=True)

    def ask(of: Los, who: Caller, read: str = reader.verzoek) -> bytes | Onbekend:
        return exchange.attachment_part(who, of.record, of.bijlage.bijlage, 0, read)

    assert isinstance(ask(los, reader), Onbekend)
    Zaak.done(exchange.read(reader, los.record))
    assert ask(los, reader) == los.delen[0]
    assert isinstance(ask(other, reader), Onbekend)
    assert isinstance(ask(los, gemeente.caller()), Onbekend)
    assert isinstance(ask(los, zaak.knooppunt["om"].caller(persoon=True)), Onbekend)
    assert isinstance(ask(los, reader, los.caller.verzoek), Onbekend)
    assert isinstance(exchange.attachment_part(reader, los.record, str(uuid.uuid4()), 0, reader.verzoek), Onbekend)
    clock = zaak.knooppunt.clock
    clock.shift += READ_MS + 1000
    try:
        assert isinstance(ask(los, reader), Onbekend)
    finally:
        clock.shift -= READ_MS + 1000


@both
def test_uploads_are_limited_and_what_is_not_finished_goes(zaak: Zaak) -> None:
    """Too large, too many and too much together are refused; after its time an upload is deleted with its parts."""
    world, exchange = zaak.knooppunt.world, zaak.knooppunt.exchange
    los, more = sealed(zaak), sealed(zaak)

    def begin(which: Los, limits: Grenzen) -> Any:
        world.bijlage_grenzen = limits
        return exchange.begin_upload(caller(zaak, "om"), which.bijlage.bijlage, len(which.data))

    try:
        assert isinstance(begin(los, Grenzen(bewaard_ms=900)), Gedaan)
        Zaak.done(exchange.upload_part(caller(zaak, "om"), los.bijlage.bijlage, 0, los.delen[0]))
        with zaak.knooppunt.engine.connect() as connection:
            count, size = bijlagen.open_uploads(connection, zaak.knooppunt["om"].oin, zaak.knooppunt.clock.now())
        assert isinstance(begin(more, Grenzen(uploads=count)), Conflict)
        assert isinstance(begin(more, Grenzen(samen=size + len(more.data) - 1)), Conflict)
        assert reasons(begin(more, Grenzen(lengte=len(more.data) - 1))) == {"te-groot"}
        assert stored(zaak, bijlage_deel, los) == 1
        zaak.knooppunt.clock.shift += 1000
        assert isinstance(begin(more, Grenzen(uploads=count)), Gedaan)
        assert stored(zaak, bijlage_deel, los) == 0
        assert isinstance(exchange.upload_state(caller(zaak, "om"), los.bijlage.bijlage), Onbekend)
    finally:
        world.bijlage_grenzen = Grenzen()


@both
def test_database_keeps_what_was_taken_in_until_it_is_named(zaak: Zaak) -> None:
    """Parts of a record cannot be deleted or changed; once the attachment is named as gone, it goes with all parts."""
    los, engine = pushed(zaak, uploaded(zaak, sealed(zaak))), zaak.knooppunt.engine
    for statement in (
        "DELETE FROM bijlage_deel WHERE bijlage = :key",
        "UPDATE bijlage_deel SET sha256 = 'x' WHERE bijlage = :key",
        "DELETE FROM bijlage WHERE sleutel = :key",
        "UPDATE bijlage_upload SET oin = 'x'" if stored(zaak, bijlagen.bijlage_upload, los) else "DELETE FROM bijlage",
    ):
        with pytest.raises(DatabaseError, match="alleen toevoegen"), engine.begin() as connection:
            connection.execute(sa.text(statement), {"key": los.bijlage.bijlage} if ":key" in statement else {})
    with engine.connect() as connection, connection.begin() as undo:
        named = bijlagen.mark(Writer(connection), connection, los.record, "proef", 7)
        assert [(ref["tabel"], ref["sha256"] is None) for ref in named] == [("vervallen", False), ("bijlage", True)]
        assert bijlagen.remove(connection, los.record) == len(los.delen)
        assert bijlagen.of_record(connection, los.record) == []
        undo.rollback()
    assert stored(zaak, bijlage_deel, los) == len(los.delen)


def test_verification_holds_every_part_against_the_statement(tmp_path: Path) -> None:
    """A spoiled part, a part too few, a part that belongs to nothing and an attachment too few are found and named."""
    with backbone(tmp_path) as knooppunt:
        zaak = Zaak(knooppunt)
        zaak.phase("verrijking-gesloten")
        los = pushed(zaak, uploaded(zaak, sealed(zaak)))
        _spoil(knooppunt, los)


def _spoil(knooppunt: Backbone, los: Los) -> None:
    assert found(knooppunt) == set()
    key, where = los.bijlage.bijlage, bijlage_deel.c.sleutel == f"{los.bijlage.bijlage}/1"
    strange = {"sleutel": "x/0", "bijlage": "x", "volgnr": 0, "sha256": "x", "deel": b"x"}
    other = bijlage_deel.update().where(where).values(deel=bytes(len(los.delen[1])))
    cases: tuple[tuple[set[tuple[str, str]], Any], ...] = (
        ({("bijlage-los", "bijlage_deel:x")}, bijlage_deel.insert().values(strange)),
        ({("bijlage-ongeldig", f"bijlage:{key}")}, bijlage_deel.delete().where(where)),
        ({("bijlage-ongeldig", f"bijlage:{key}"), ("bijlage-ongeldig", f"bijlage_deel:{key}/1")}, other),
        (
            {("bijlage-wijkt-af", f"verstrekking:{los.record}"), ("bijlage-los", f"bijlage_deel:{key}"),
             ("rij-ontbreekt", f"bijlage:{key}")},
            bijlagen.bijlage.delete().where(bijlagen.bijlage.c.sleutel == key),
        ),
    )  # fmt: skip
    with knooppunt.engine.begin() as connection:
        for table in SPOILED:
            for ddl in drop_append_only(table.name, knooppunt.engine.dialect.name):
                connection.exec_driver_sql(ddl)
    for expected, statement in cases:
        with knooppunt.engine.begin() as connection:
            kept = {table: connection.execute(sa.select(table)).mappings().all() for table in SPOILED}
            connection.execute(statement)
        assert found(knooppunt) == expected
        with knooppunt.engine.begin() as connection:
            for table, rows in kept.items():
                connection.execute(table.delete())
                connection.execute(table.insert(), [dict(row) for row in rows])


SPOILED = (bijlagen.bijlage, bijlage_deel)


def found(knooppunt: Backbone) -> set[tuple[str, str]]:
    """What the verification of everything finds."""
    policy = tlog_policy.parse(knooppunt.policy_text.encode())
    checks = Samenhang(knooppunt.world.lijsten, ORIGIN, knooppunt.clock.now())
    rooms = Rooms(lambda there: existing_rows(there, LOGGED), None, checks.extract, checks.findings, explained)
    report = verify(knooppunt.engine, knooppunt.kluis, knooppunt.folder, policy, rooms)
    return {(finding.soort, finding.waar) for finding in report.bevindingen}


def test_full_disk_says_so_and_leaves_nothing_half(tmp_path: Path) -> None:
    """When the database cannot grow a part is refused as a whole; with room again the same upload goes on and is pushed."""
    with backbone(tmp_path) as knooppunt:
        zaak = Zaak(knooppunt)
        zaak.phase("verrijking-gesloten")
        los, full = sealed(zaak, 3 * DEEL), [True]

        @sa.event.listens_for(knooppunt.engine, "checkout")
        def limit(connection: Any, *_: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 20 if full[0] else 2**31 - 2}")

        begun(zaak, los)
        with pytest.raises((LogUnavailableError, DatabaseError)):
            put(zaak, los, 0)
        assert stored(zaak, bijlage_deel, los) == 0
        full[0] = False
        pushed(zaak, uploaded(zaak, los))
        assert found(knooppunt) == set()
