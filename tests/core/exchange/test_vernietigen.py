# SPDX-License-Identifier: EUPL-1.2
"""Destroying items: on an order of who may give it, on a recorded ground, logged first, and really gone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.database import writing
from audit.events import Event
from audit.kluis import EpochKey, KluisError
from audit.proof import jcs, tlog_policy
from audit.values import LogError
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.exchange import vernietigen
from core.exchange.bevelmap import Bevelmap, OrderError
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.keychain import bewaarbesluit
from core.ledger import bewaring, verstrekkingen, vervallen
from core.ledger.tables import omhulsel, verstrekking
from tests.core.exchange.conftest import BASE, WPG, Zaak
from tests.kit import DAY, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exchange.results import Uitkomst
    from core.keychain.bewaarbesluit import Bewaarbesluit
    from tests.kit import Backbone

WHO, READER, STRANGER = "politie", "gemeente", "nvwa"
CONTENT = b"dit gaat weg en komt niet terug"
POOL = 20


class Setting:
    """A casus with records of the police for the gemeente, whose term ends tomorrow."""

    def __init__(self, made: Backbone) -> None:
        self.backbone = made
        self.zaak = Zaak(made)
        self.zaak.phase("verrijking-gesloten")
        self.pool: list[str] = []
        self.long = ""

    def record(self, categorie: str = "wpg-8", *, dagen: int | None = 1) -> str:
        """Supply one record to the gemeente, to be kept so many days, and return its id."""
        made = self.backbone
        end = None if dagen is None else made.clock.now() + dagen * DAY
        kop = {"casus": self.zaak.id, "categorie": categorie, "doel": "oc", "fase": self.zaak.fase, "bewaren_tot": end}
        levering = made.levering(WHO, kop, CONTENT, (READER,), **BASE, **WPG)
        self.zaak.done(made.exchange.push(levering.caller, levering.body))
        return levering.record

    def close(self, dagen: int = 2) -> None:
        """Bring the casus to its end, and the clock past the term."""
        self.zaak.phase("afsluiting")
        self.backbone.clock.shift += dagen * DAY

    def ground(self) -> None:
        """Let a jurist state that a ground for destruction is recorded for this casus."""
        made = self.backbone
        self.zaak.done(made.state(made.jurist_b, made.fact("selectielijst", casus=self.zaak.id)))

    def due(self, count: int = 1) -> list[str]:
        """Records that may be destroyed: closed casus, term over, ground recorded."""
        if not self.pool:
            self.pool = [self.record() for _ in range(POOL)]
            self.long = self.record(dagen=None)
            self.close()
            self.ground()
        return [self.pool.pop() for _ in range(count)]

    def order(self, *records: str, who: str = WHO, **changes: Any) -> Bewaarbesluit:
        """Return a signed order of the police."""
        whole = {
            "soort": "vernietigingsbevel",
            "oin": self.backbone[who].oin,
            "records": records,
            "grondslag": "wpg-14",
            "reden": "termijn-voorbij",
            "gemaakt": self.backbone.clock.now(),
        }
        return bewaarbesluit.make(self.backbone[who].tekenen, **{**whole, **changes})

    def send(self, order: Bewaarbesluit, who: str = WHO) -> Uitkomst:
        """Send an order as an organisation."""
        return self.backbone.exchange.destroy(self.backbone[who].caller(persoon=True), dict(order.bron))

    def read(self, record: str, who: str = READER) -> Uitkomst:
        """Let the person of an organisation read a record."""
        return self.backbone.exchange.read(self.backbone[who].caller(persoon=True), record)

    def rows(self, record: str) -> tuple[int, int]:
        """How many bodies and wraps of a record there are."""
        with self.backbone.engine.connect() as connection:
            body = connection.execute(verstrekking.select().where(verstrekking.c.sleutel == record)).all()
            wraps = connection.execute(omhulsel.select().where(omhulsel.c.record == record)).all()
        return len(body), len(wraps)

    def salt(self, record: str) -> bytes | None:
        """The salt of a record in the kluis."""
        return self.backbone.kluis.get("zout", record)

    def told(self, who: str, soort: str) -> list[dict[str, Any]]:
        """The messages of a kind in the feed of an organisation."""
        feed = self.backbone.exchange.feed(self.backbone[who].caller(), 0, 500).gegevens["berichten"]
        return [message["gegevens"] for message in feed if message["soort"] == soort]


def prepared(made: Backbone) -> Backbone:
    """Give a backbone a folder for orders and a file for its epoch key, as a server has."""
    made.world.bevelen = Bevelmap(made.folder / "wisbevelen")
    made.kluis.key_file = made.folder / "tijdvak.json"
    made.epoch_key.write(made.kluis.key_file)
    return made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all; each test has a casus of its own."""
    with backbone(tmp_path_factory.mktemp("vernietigen")) as made:
        yield prepared(made)


@pytest.fixture(scope="module")
def setting(running: Backbone) -> Setting:
    """A closed casus with more records that are due than the tests here destroy."""
    made = Setting(running)
    made.pool = [*made.due(), *made.pool]
    return made


@pytest.fixture
def fresh(running: Backbone) -> Setting:
    """A casus of its own, open and without a ground."""
    return Setting(running)


def reasons(outcome: Uitkomst) -> list[tuple[str, str]]:
    """The findings of a refusal, as place and code."""
    assert isinstance(outcome, Ongeldig), outcome
    return [(finding.pad, finding.reden) for finding in outcome.bevindingen]


def opened(made: Backbone, sealed: dict[str, Any], salt: bytes | None) -> list[bytes]:
    """Try every private key of every organisation on a sealed record, as the gateway would."""
    found = []
    record = SealedRecord.from_json(sealed if salt is None else {**sealed, "zout": jcs.b64(salt)})
    signer = made.world.keys.signing_key(made[WHO].oin, made.clock.now(), record.kop["sleutel"])
    for party in made.partijen.values():
        for wrap in record.omhulsels:
            try:
                found.append(open_record(record, party.kem, party.oin, wrap.eenheid, signer, made.clock.now()))
            except EnvelopeError:
                continue
    return found


def test_a_destroyed_record_is_gone_and_who_could_read_it_is_told(knooppunt: Backbone) -> None:
    """Present: salt, wraps and body are gone on both databases; supplier and recipient hear it, a stranger hears nothing."""
    setting = Setting(prepared(knooppunt))
    record, kept = setting.record(), setting.record(dagen=None)
    setting.close()
    setting.ground()
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    assert (setting.rows(record), setting.salt(record)) == ((0, 0), None)
    assert setting.rows(kept) == (1, 2)
    assert setting.salt(kept) is not None, "what was not named lives on under the new epoch"
    answer = setting.read(record)
    assert isinstance(answer, Geweigerd)
    assert (answer.soort, answer.regels, answer.waar) == ("vernietigd", (), {"record": record})
    assert isinstance(setting.read(record, STRANGER), Onbekend)
    told = setting.told(READER, "vernietigd")
    assert told == setting.told(WHO, "vernietigd")
    assert [item["record"] for item in told] == [record]
    assert setting.told(STRANGER, "vernietigd") == []


def test_the_line_names_what_went_and_the_last_line_from_when_no_backup_opens_it(setting: Setting) -> None:
    """Present: order, ground and decision stand in the line; completion counts the backup term of the kluis on top."""
    made = setting.backbone
    (record,) = setting.due()
    order = setting.order(record)
    outcome = setting.send(order)
    assert isinstance(outcome, Gedaan)
    (line,) = outcome.bewijs
    feit = line["feit"]
    assert (feit["gebeurtenis"], feit["record"], feit["bevel_sha256"]) == (
        Event.VERNIETIGING_BEVOLEN,
        record,
        order.sha256,
    )
    assert feit["beslissingen"][0]["regels"] == ["R-74.1"]
    assert "verklaring-vernietiging" in feit["beslissingen"][0]["plichten"]
    gone = {item["sleutel"] for item in feit["rijen"] if item["sha256"] is None}
    assert record in gone
    assert sum(key.startswith(f"{record}/") for key in gone) == 2
    state = made.exchange.destruction(made[WHO].caller(), order.sha256)
    assert isinstance(state, Gedaan)
    done = state.gegevens["voltooid"]["feit"]
    assert (done["gebeurtenis"], done["bevel_sha256"], done["aantal"]) == (
        Event.VERNIETIGING_VOLTOOID,
        order.sha256,
        1,
    )
    assert done["volledig_op"] == done["tijd"] + 30 * DAY
    assert isinstance(made.exchange.destruction(made[READER].caller(), order.sha256), Onbekend)
    assert isinstance(made.exchange.destruction(made[WHO].caller(), "0" * 64), Onbekend)


def test_with_all_private_keys_nothing_opens_any_more_also_from_an_older_kluis(setting: Setting) -> None:
    """Contrary with its control: before, the readers' keys open it; after, no key of anyone does, not with an older kluis."""
    made = setting.backbone
    (record,) = setting.due()
    with made.engine.connect() as connection:
        sealed = verstrekkingen.sealed_for(connection, record, made[READER].oin)
    salt = setting.salt(record)
    assert opened(made, sealed, salt) == [CONTENT], "the control: it opened"
    with made.kluis.engine.connect() as connection:
        old = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM kluis_waarden WHERE soort = 'zout'")]
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    assert opened(made, sealed, None) == []
    assert opened(made, sealed, bytes(32)) == []
    assert made.kluis.key_file is not None
    now = EpochKey.read(made.kluis.key_file)
    (row,) = [row for row in old if row[1] == record]
    with pytest.raises(KluisError):
        now.open("zout", record, bytes(row[3]))
    assert not any(salt is not None and salt in path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert not any(CONTENT in path.read_bytes() for path in made.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("grondslag", "reden"), [("selectielijst-2031", "grond-onbekend"), ("mb2013-7", "grond-past-niet")]
)
def test_only_a_recorded_ground_that_covers_the_item_counts(setting: Setting, grondslag: str, reden: str) -> None:
    """Contrary: a ground that nobody recorded, or for another category, destroys nothing; the attempt is a line."""
    (record,) = setting.due()
    order = setting.order(record, grondslag=grondslag)
    assert reasons(setting.send(order)) == [("besluit.records[0]", reden)]
    assert setting.rows(record) == (1, 2)
    shard = max(name for name in setting.backbone.world.log.shards() if name.startswith("landelijk-"))
    last = list(setting.backbone.world.reader.lines(shard))[-1]
    assert last.feit is not None
    assert (last.feit["gebeurtenis"], last.feit["redenen"]) == (Event.VERNIETIGING_GEWEIGERD, {reden: 1})


def test_without_a_statement_of_a_jurist_it_is_blocked_locked_and_flagged(fresh: Setting) -> None:
    """R-73: refused with its row; the item is locked, flagged for its zorgdrager, and the supplier is told. Nothing goes."""
    setting = fresh
    made, record = setting.backbone, setting.record()
    setting.close()
    outcome = setting.send(setting.order(record))
    assert isinstance(outcome, Geweigerd)
    assert [rule["id"] for rule in outcome.regels] == ["R-73.1"]
    assert setting.rows(record) == (1, 2)
    with made.engine.connect() as connection:
        stand = bewaring.stand(connection, record)
    assert (stand.vergrendeld, stand.archiefvlag, stand.vernietigd) == (True, True, None)
    assert [item["reden"] for item in setting.told(WHO, "vergrendeld") if item["record"] == record] == [
        "geen-grondslag"
    ]
    assert isinstance(setting.send(setting.order(record)), Geweigerd)
    with made.engine.connect() as connection:
        assert bewaring.stand(connection, record) == stand, "a second attempt locks and flags nothing twice"


def test_an_order_outside_the_closing_of_the_case_is_not_regulated(fresh: Setting) -> None:
    """Contrary: R-74 is of the last phase; with a ground but in an open case nothing is destroyed."""
    setting = fresh
    record = setting.record()
    setting.backbone.clock.shift += 2 * DAY
    setting.ground()
    outcome = setting.send(setting.order(record))
    assert isinstance(outcome, Geweigerd)
    assert outcome.uitkomst == "niet-geregeld"
    assert setting.rows(record) == (1, 2)


def test_everything_wrong_is_told_at_once_and_one_bad_item_saves_all(setting: Setting) -> None:
    """Contrary: a running term and a hold are named per item; nothing of the order is carried out."""
    made = setting.backbone
    held, fine = setting.due(2)
    long = setting.long
    hold = setting.order(held, soort="stilstand", reden="rechtszaak", grondslag="archiefwet-3")
    setting.zaak.done(made.exchange.decide_keeping(made[WHO].caller(), dict(hold.bron)))
    order = setting.order(long, held, fine)
    wrong = dict(reasons(setting.send(order)))
    assert wrong == {
        f"besluit.records[{order.records.index(long)}]": "termijn-loopt",
        f"besluit.records[{order.records.index(held)}]": "stilstand",
    }
    assert setting.rows(fine) == (1, 2)
    lift = setting.order(held, soort="opheffing", reden="rechtszaak-voorbij", grondslag="archiefwet-3")
    setting.zaak.done(made.exchange.decide_keeping(made[WHO].caller(), dict(lift.bron)))
    assert isinstance(setting.send(setting.order(held, fine)), Gedaan)
    assert (setting.rows(held), setting.rows(fine), setting.rows(long)) == ((0, 0), (0, 0), (1, 2))
    assert dict(reasons(setting.send(setting.order(fine)))) == {"besluit.records[0]": "al-vernietigd"}


def test_only_supplier_or_its_zorgdrager_orders_and_others_learn_nothing(setting: Setting) -> None:
    """Contrary and present: a recipient, a stranger and an invented id get one answer; a named zorgdrager may order."""
    made = setting.backbone
    (record,) = setting.due()
    for who in (READER, STRANGER):
        assert isinstance(setting.send(setting.order(record, who=who), who), Onbekend)
    assert isinstance(setting.send(setting.order(str(uuid.uuid4()))), Onbekend)
    assert isinstance(setting.send(setting.order(record, str(uuid.uuid4()))), Onbekend)
    named = made.fact("zorgdrager", organisatie=made[READER].oin)
    setting.zaak.done(made.state("om", named))
    assert isinstance(setting.send(setting.order(record, who=READER), READER), Onbekend), (
        "named by another than the supplier"
    )
    setting.zaak.done(made.state(WHO, made.fact("zorgdrager", organisatie=made[READER].oin)))
    try:
        assert isinstance(setting.send(setting.order(record, who=READER), READER), Gedaan)
    finally:
        setting.zaak.done(made.state(WHO, made.fact("zorgdrager", waarde=False, organisatie=made[READER].oin)))
    assert setting.rows(record) == (0, 0)


def test_an_order_counts_once_and_only_with_good_signatures_of_today(setting: Setting) -> None:
    """Contrary: another's name, a changed order, an old one, another kind; the same request again gives the same answer."""
    made = setting.backbone
    (record,) = setting.due()
    order = setting.order(record)
    assert reasons(setting.send(order, READER)) == [("besluit.oin", "ander")]
    forged = {**order.bron, "besluit": {**order.bron["besluit"], "reden": "andere-reden"}}
    assert reasons(made.exchange.destroy(made[WHO].caller(), forged)) == [("handtekening", "handtekening")]
    old = setting.order(record, gemaakt=made.clock.now() - 31 * DAY)
    assert reasons(setting.send(old)) == [("besluit.gemaakt", "tijd")]
    assert reasons(setting.send(setting.order(record, soort="stilstand"))) == [("besluit.soort", "soort")]
    person = made[WHO].caller(persoon=True)
    assert reasons(made.exchange.destroy(person, {"besluit": 1})) == [("", "vorm")]
    unknown = {**order.bron, "sleutel": "0" * 64}
    assert reasons(made.exchange.destroy(made[WHO].caller(), unknown)) == [("sleutel", "sleutel")]
    machine = made.exchange.destroy(made[WHO].caller(), dict(setting.order(record, reden="zonder-mens").bron))
    assert isinstance(machine, Geweigerd), "no machine orders this by itself"
    assert [rule["id"] for rule in machine.regels] == ["R-44.1"]
    caller = made[WHO].caller(persoon=True, inhoud="een")
    first = made.exchange.destroy(caller, dict(order.bron))
    assert isinstance(first, Gedaan)
    again = made.exchange.destroy(caller, dict(order.bron))
    assert isinstance(again, Gedaan)
    assert again.gegevens == first.gegevens
    replayed = setting.send(order)
    assert isinstance(replayed, Conflict)
    assert replayed.soort == "bestaat-al"


STEPS = ("_salts", "_rows", "_leave_nothing")


@pytest.mark.parametrize("step", STEPS)
def test_a_stop_at_any_point_is_ended_at_the_next_start(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A stop before salt, before wraps, or before the cleaning: nobody reads it meanwhile, and a start ends it, once."""
    made = setting.backbone
    policy = tlog_policy.parse(made.policy_text.encode())
    (record,) = setting.due()
    with monkeypatch.context() as patch:
        patch.setattr(made.world.vernietiger, step, _stopped)
        with pytest.raises(LogError, match="stroom"):
            setting.send(setting.order(record))
    assert (setting.salt(record) is None) == (step != "_salts"), "the salt goes first"
    assert setting.rows(record) == ((0, 0) if step == "_leave_nothing" else (1, 2))
    answer = setting.read(record)
    assert isinstance(answer, Geweigerd)
    assert answer.soort == "vernietigd", "named as gone is gone for everyone, from the line on"
    vernietigen.resume(made.world, policy)
    assert (setting.rows(record), setting.salt(record)) == ((0, 0), None)
    assert vernietigen.resume(made.world, policy) == 0
    with made.engine.connect() as connection:
        left = bewaring.stand(connection, record).vernietigd
    assert left is not None
    state = made.exchange.destruction(made[WHO].caller(), left["besluit"])
    assert isinstance(state, Gedaan)
    assert state.gegevens["voltooid"] is not None


def test_a_body_that_came_back_without_the_log_is_destroyed_again(setting: Setting) -> None:
    """A table put back from before the order: at the next start rows and salt are gone again."""
    made = setting.backbone
    policy = tlog_policy.parse(made.policy_text.encode())
    (record,) = setting.due()
    with made.engine.connect() as connection:
        body = connection.execute(verstrekking.select().where(verstrekking.c.sleutel == record)).mappings().one()
    salt = setting.salt(record)
    assert salt is not None
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    with writing(made.engine) as connection:
        connection.execute(verstrekking.insert(), [dict(body)])
    made.kluis.put("zout", record, salt)
    assert vernietigen.resume(made.world, policy) == 1
    assert (setting.rows(record), setting.salt(record)) == ((0, 0), None)


def test_what_was_destroyed_never_comes_back_under_its_id(setting: Setting, fresh: Setting) -> None:
    """Contrary: a new record under the id of a destroyed one is refused."""
    made, other = setting.backbone, fresh
    (record,) = setting.due()
    assert isinstance(setting.send(setting.order(record)), Gedaan)
    kop = {"record": record, "casus": other.zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": other.zaak.fase}
    sealed = made.levering(WHO, kop, CONTENT, (READER,), **BASE, **WPG)
    body = {**sealed.body, "feiten": []}
    outcome = made.exchange.push(sealed.caller, body)
    assert reasons(outcome) == [("verstrekkingen", "bestaat-al")]


def test_nothing_is_served_while_an_order_to_destroy_is_nowhere(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Contrary: the stamlog names a destruction of which neither database nor folder holds the order: refuse to start."""
    made = setting.backbone
    policy = tlog_policy.parse(made.policy_text.encode())
    (record,) = setting.due()
    order = setting.order(record)
    assert isinstance(setting.send(order), Gedaan)
    assert made.world.bevelen is not None
    assert order.sha256 in {kept.sha256 for kept in made.world.bevelen.destructions(policy)}
    monkeypatch.setattr(bewaring, "destructions", lambda _connection: iter(()))
    vernietigen.resume(made.world, policy)  # the folder has them all
    monkeypatch.setattr(made.world, "bevelen", None)
    with pytest.raises(OrderError, match="ontbreekt het bevel"):
        vernietigen.resume(made.world, policy)


def test_the_rules_are_asked_for_every_item(setting: Setting) -> None:
    """Present: an order for two items leaves a line and a decision for each, side by side."""
    records = setting.due(2)
    outcome = setting.send(setting.order(*records))
    assert isinstance(outcome, Gedaan)
    told = [(line["feit"]["record"], len(line["feit"]["beslissingen"])) for line in outcome.bewijs]
    assert told == [(record, 1) for record in sorted(records)]
    with setting.backbone.engine.connect() as connection:
        assert vervallen.why_gone(connection, "verstrekking", records[0]) == "vernietigd"


def _stopped(*_args: object) -> int:
    raise LogError("stroom weg")
