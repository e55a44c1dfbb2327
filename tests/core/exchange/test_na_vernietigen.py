# SPDX-License-Identifier: EUPL-1.2
"""What is left after destroying: attachments and tags gone too, evidence that still answers, a backup that opens nothing."""

from __future__ import annotations

import shutil
import uuid
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from audit.database import create_engine, writing
from audit.events import Event
from audit.kluis import Kluis
from core.exchange import bewijs, nietgelezen
from core.exchange.results import Gedaan, Geweigerd, Onbekend
from core.exchange.spoor.kennis import Ledgerkennis
from core.ledger import verstrekkingen
from core.ledger.bijlagen import bijlage, bijlage_deel
from core.ledger.casusmerken import casusmerk
from core.ledger.tables import verstrekking
from server.commandline.beheer.wissen import replay
from server.settings import Settings
from server.setup import EPOCH_FILE
from tests.core.exchange.test_bijlagen import pushed, sealed, uploaded
from tests.core.exchange.test_vernietigen import CONTENT, READER, WHO, Setting, opened, prepared
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.register.bewaartermijnen import Bewaartermijnen
    from tests.kit import Backbone


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all."""
    with backbone(tmp_path_factory.mktemp("na")) as made:
        yield prepared(made)


@pytest.fixture
def setting(running: Backbone) -> Setting:
    """A casus of its own, with nothing in it yet."""
    return Setting(running)


def test_what_hangs_on_a_record_is_refused_when_it_is_locked_and_goes_with_it(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Present and contrary: a part is given, not any more when locked; attachment, parts and tag go with the record."""
    made, exchange = setting.backbone, setting.backbone.exchange
    los = pushed(setting.zaak, uploaded(setting.zaak, sealed(setting.zaak)))
    tag = {"sleutel": str(uuid.uuid4()), "casus": setting.zaak.id, "tijdvak": 1, "tijd": 1, "merk": b"merk"}
    with writing(made.engine) as connection:
        connection.execute(casusmerk.insert(), [{**tag, "record": los.record}])
    reader = made[READER].caller(persoon=True)
    setting.zaak.done(exchange.read(reader, los.record))

    def part() -> object:
        return exchange.attachment_part(reader, los.record, los.bijlage.bijlage, 0, reader.verzoek)

    assert part() == los.delen[0]
    monkeypatch.setattr(made.world, "bewaartermijnen", _at_once(made))
    setting.close(0)
    assert isinstance(setting.send(setting.order(los.record)), Geweigerd)
    assert isinstance(part(), Onbekend)
    setting.ground()
    assert isinstance(setting.send(setting.order(los.record)), Gedaan)
    with made.engine.connect() as connection:
        left = [
            connection.execute(select(func.count()).select_from(table).where(where)).scalar_one()
            for table, where in (
                (bijlage, bijlage.c.record == los.record),
                (bijlage_deel, bijlage_deel.c.bijlage == los.bijlage.bijlage),
                (casusmerk, casusmerk.c.record == los.record),
            )
        ]
    assert left == [0, 0, 0]


def _at_once(made: Backbone) -> Bewaartermijnen:
    """The register, in which the first ground does not wait for the term."""
    found = copy(made.world.bewaartermijnen)
    found.gronden = tuple(replace(ground, na_termijn=False) for ground in found.gronden)
    return found


def test_evidence_of_what_was_destroyed_still_answers(setting: Setting) -> None:
    """Present: bundle of the supply and owner in the trail as before; who asks for not-read hears that it was destroyed."""
    made, (record,) = setting.backbone, setting.due()
    world = made.world
    places = [
        (shard, line.index)
        for shard in world.log.shards()
        if shard != "stam"
        for line in world.reader.lines(shard)
        if line.feit and line.feit.get("record") == record and line.feit["gebeurtenis"] == Event.VERSTREKKING_OPGENOMEN
    ]
    bron = bewijs.Bron(world, made.policy_text.encode(), lambda _shard: None)
    before, supplied = Ledgerkennis(world, str).eigenaren([record]), Ledgerkennis(world, str).verstrekt(record)
    assert nietgelezen.report(bron, record)["ontvangers"]
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    head, files = bewijs.gather(bron, *places[0])
    assert head
    assert files
    assert Ledgerkennis(world, str).eigenaren([record]) == before == {record: made[WHO].oin}
    assert Ledgerkennis(world, str).verstrekt(record) == supplied == (made[WHO].oin, frozenset({made[READER].oin}))
    assert Ledgerkennis(world, str).verstrekt(str(uuid.uuid4())) is None
    with pytest.raises(nietgelezen.RecordError, match="vernietigd"):
        nietgelezen.report(bron, record)
    with pytest.raises(nietgelezen.RecordError, match="staat niet"):
        nietgelezen.report(bron, str(uuid.uuid4()))


def test_a_backup_from_before_opens_and_after_replaying_nothing_of_it_does(setting: Setting, tmp_path: Path) -> None:
    """The control: database, kluis and epoch key of before, put back, open it. After replaying the orders no key does."""
    made, (record, kept) = setting.backbone, setting.due(2)
    assert made.kluis.key_file is not None
    for engine, name in ((made.engine, "knooppunt.sqlite"), (made.kluis.engine, "kluis.sqlite")):
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM INTO ?", (str(tmp_path / name),))
    keys = tmp_path / "sleutels"
    keys.mkdir()
    shutil.copy(made.kluis.key_file, keys / EPOCH_FILE)
    (tmp_path / "tlog-policy").write_text(made.policy_text, "utf-8")
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    back = Settings(data_dir=tmp_path, log_dir=made.folder, wisbevel_dir=made.folder / "wisbevelen")
    assert _opens(made, back, record) == ([CONTENT], [CONTENT]), "the backup opens what was destroyed since"
    lost = Settings(data_dir=tmp_path, log_dir=made.folder, wisbevel_dir=tmp_path / "leeg")
    assert replay(lost, ()).ontbreekt, "without the orders nobody goes on"
    assert _opens(made, back, record) == ([CONTENT], [CONTENT])
    done = replay(lost, [made.folder / "wisbevelen"])
    assert (done.ontbreekt, done.vernietigd) == ([], done.bevelen)
    assert _opens(made, back, record) == ([], [])
    assert _opens(made, back, kept) == ([CONTENT], [CONTENT]), "what nobody ordered to destroy came back whole"
    assert replay(back, ()).vernietigd == 0


def _opens(made: Backbone, back: Settings, record: str) -> tuple[list[bytes], list[bytes]]:
    """What supplier and reader can open of a record in these stores, with every private key there is."""
    engine, kluis = create_engine(back.database), Kluis.open(back.kluis, back.keys / EPOCH_FILE)
    try:
        salt = kluis.get("zout", record)
        with engine.connect() as connection:
            there = connection.execute(verstrekking.select().where(verstrekking.c.sleutel == record)).first()
            wraps = [made[who].oin for who in (WHO, READER)]
            sealed = [verstrekkingen.sealed_for(connection, record, oin) for oin in wraps if there]
    finally:
        engine.dispose()
        kluis.engine.dispose()
    # Without a salt there is nothing to try but a guess.
    found = [opened(made, one, salt or bytes(32)) for one in sealed] or [[], []]
    return found[0], found[1]
