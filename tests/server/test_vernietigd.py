# SPDX-License-Identifier: EUPL-1.2
"""Verifying what was destroyed: with its order all holds, and without one every loss and every lie is found and named."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from audit.database import drop_append_only, writing
from audit.events import Event, misfit
from audit.proof import jcs
from audit.tables import log_bladen
from core.exchange import bewaren
from core.exchange.results import Gedaan
from core.keychain import bewaarbesluit
from core.ledger import bewaring
from core.ledger.tables import omhulsel, verstrekking
from core.ledger.vervallen import vervallen
from tests.core.exchange.test_vernietigen import READER, WHO, Setting, prepared
from tests.kit import DAY, backbone
from tests.server.test_samenhang import Operator, check, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.keychain.bewaarbesluit import Bewaarbesluit

GROUND = "wpg-14"


@dataclass
class Liar:
    """An operator that writes what it likes about records of the police."""

    setting: Setting
    operator: Operator = field(init=False)

    def __post_init__(self) -> None:
        self.operator = Operator(self.setting.backbone)

    def stam(self, sha256: str) -> None:
        """Name an order in the stamlog."""
        made = self.setting.backbone
        entry = {"v": 1, "soort": bewaarbesluit.STAM_SOORT, "bevel_sha256": sha256, "tijd": made.clock.now()}
        made.sequencer.submit(lambda tx: tx.stam(entry)).result(30)

    def log(self, order: Bewaarbesluit, *, keep: bool = True, stam: bool = True, **changes: Any) -> str:
        """Log an order to destroy, as it is or with changes, and return the line."""
        row = {"sleutel": order.sha256, "soort": order.soort, "besluit": order.data}
        if stam:
            self.stam(order.sha256)
        said: dict[str, Any] = {
            "oin": order.oin,
            "record": order.records[0],
            "casus": self.setting.zaak.id,
            "categorie": "wpg-8",
            "bevel_sha256": order.sha256,
            "grondslag": order.grondslag,
            "reden": order.reden,
            **changes,
        }
        rows = [(bewaring.bewaarbesluit, row)] if keep else []
        return "log_openingen_feit:" + self.operator.write(*rows, gebeurtenis=Event.VERNIETIGING_BEVOLEN, **said)[0]


@pytest.fixture(scope="module")
def liar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Liar]:
    """A backbone with one record that was destroyed rightly, and more that were not."""
    with backbone(tmp_path_factory.mktemp("vernietigd")) as made:
        setting = Setting(prepared(made))
        setting.due(0)
        yield Liar(setting)


def test_what_was_destroyed_verifies_and_every_lie_about_it_is_named(liar: Liar) -> None:
    """Present: locked, held, extended and destroyed with an order: no finding. Contrary: one finding per kind of lie."""
    setting = liar.setting
    made, (good, held, *_) = setting.backbone, setting.due(3)
    bewaren.retention_run(made.world)
    hold = setting.order(held, soort="stilstand", grondslag="archiefwet-3", reden="rechtszaak")
    setting.zaak.done(made.exchange.decide_keeping(made[WHO].caller(persoon=True), dict(hold.bron)))
    assert isinstance(setting.send(setting.order(good)), Gedaan)
    before = check(made)
    assert before.geldig, before.to_json()
    shards = (shard for shard in made.world.log.shards() if shard != "stam")
    told = [line.feit for shard in shards for line in made.world.reader.lines(shard) if line.feit]
    assert {(feit["gebeurtenis"], *misfit(feit)) for feit in told if misfit(feit)} == set()
    expected = {("vernietigd-ondanks-stilstand", liar.log(setting.order(held)))}
    expected |= set(_lies(liar))
    assert expected <= named(check(made))


def _lies(liar: Liar) -> Iterator[tuple[str, str]]:
    setting = liar.setting
    made, (record, other, third, fourth) = setting.backbone, setting.due(4)
    yield "vernietigd-door-ander", liar.log(setting.order(record, who=READER))
    yield "vernietigd-zonder-grond", liar.log(setting.order(record, grondslag="omdat-het-kan"))
    yield "vernietigd-zonder-grond", liar.log(setting.order(record), categorie="fiscaal")
    yield "vernietigingsbevel-ontbreekt", liar.log(setting.order(record, reden="weg"), keep=False)
    yield "vernietiging-niet-in-stamlog", liar.log(setting.order(record, reden="stil"), stam=False)
    yield "vernietigingsbevel-wijkt-af", liar.log(setting.order(other), record=record)
    yield "vernietigingsbevel-wijkt-af", liar.log(setting.order(record, gemaakt=made.clock.now() - 40 * DAY))
    bron = dict(setting.order(record).bron)
    forged = bewaarbesluit.read({**bron, "besluit": bron["besluit"] | {"reden": "verzonnen"}})
    liar.log(forged)
    yield "vernietigingsbevel-ongeldig", f"bewaarbesluit:{forged.sha256}"
    liar.stam("ee" * 32)
    with made.engine.connect() as connection:
        where = sa.select(sa.func.max(log_bladen.c.volgnr)).where(log_bladen.c.shard == "stam")
        yield "vernietiging-zonder-regel", f"log_bladen:stam|{connection.execute(where).scalar_one()}"
    liar.operator.write((vervallen, {"sleutel": f"verstrekking/{third}", "reden": "opgeruimd"}))
    yield "vernietigd-zonder-bevel", f"vervallen:verstrekking/{third}"
    left: dict[str, Any] = {
        "casus": "",
        "besluit": "",
        "verstrekker": "",
        "categorie": "",
        "ontvangers": [],
        "gemaakt": 0,
    }
    row = {
        "sleutel": f"{third}/2",
        "record": third,
        "volgnr": 2,
        "soort": "vernietigd",
        "gebeurtenis": jcs.encode(left),
    }
    liar.operator.write((bewaring.bewaring, row))
    yield "vernietigd-zonder-bevel", f"bewaring:{third}/2"
    # Without a word: the rows of a record are gone, and nothing names them.
    with writing(made.engine) as connection:
        for table in (verstrekking, omhulsel):
            for statement in drop_append_only(table.name, made.engine.dialect.name):
                connection.execute(sa.text(statement))
        connection.execute(verstrekking.delete().where(verstrekking.c.sleutel == fourth))
    yield "rij-ontbreekt", f"verstrekking:{fourth}"


def test_a_record_that_was_never_there_needs_no_order(liar: Liar) -> None:
    """Absent: an event of an id that nobody knows is a finding like any other; an empty stand is none."""
    with liar.setting.backbone.engine.connect() as connection:
        assert bewaring.stand(connection, str(uuid.uuid4())) == bewaring.Bewaarstand()
