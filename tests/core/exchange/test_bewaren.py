# SPDX-License-Identifier: EUPL-1.2
"""Keeping: every item has a term; at its end it is locked; a hold and an extension are decisions of who cares for it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from core.exchange import bewaren
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend
from core.ledger import bewaring
from core.register.bewaartermijnen import later
from tests.core.exchange.test_vernietigen import READER, STRANGER, WHO, Setting, prepared, reasons
from tests.kit import DAY, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exchange.results import Uitkomst
    from core.keychain.bewaarbesluit import Bewaarbesluit
    from tests.kit import Backbone

MOTIVATION = "ab" * 32


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """One open casus for all; each test has records of its own."""
    with backbone(tmp_path_factory.mktemp("bewaren")) as made:
        yield Setting(prepared(made))


def decide(setting: Setting, besluit: Bewaarbesluit, who: str = WHO) -> Uitkomst:
    """Send a decision as the person of an organisation."""
    made = setting.backbone
    return made.exchange.decide_keeping(made[who].caller(persoon=True), dict(besluit.bron))


def extension(setting: Setting, record: str, tot: int, who: str = WHO, **changes: Any) -> Bewaarbesluit:
    """Return a signed extension."""
    given = {"soort": "verlenging", "grondslag": "wgs-bewaren", "reden": "onderzoek-loopt", **changes}
    return setting.order(record, who=who, verlenging=(tot, MOTIVATION), **given)


def hold(setting: Setting, *records: str, soort: str = "stilstand", **changes: Any) -> Bewaarbesluit:
    """Return a signed hold, or its end."""
    given = {"soort": soort, "grondslag": "archiefwet-3", "reden": "rechtszaak", **changes}
    return setting.order(*records, **given)


def terms(made: Backbone, who: str) -> dict[str, dict[str, Any]]:
    """The terms that an organisation sees, by record."""
    found = made.exchange.terms(made[who].caller(), "", 500).gegevens["termijnen"]
    return {item["record"]: item for item in found}


def test_at_its_end_an_item_is_locked_also_before_a_run_came_by(knooppunt: Backbone) -> None:
    """Present, on both databases: readable until its end, then refused with its own type; the run locks, logs and tells once."""
    setting = Setting(prepared(knooppunt))
    short, long = setting.record(), setting.record(dagen=None)
    assert isinstance(setting.read(short), Gedaan)
    knooppunt.clock.shift += 2 * DAY
    for _ in range(2):
        refused = setting.read(short)
        assert isinstance(refused, Geweigerd)
        assert (refused.soort, refused.waar) == ("vergrendeld", {"record": short})
        assert bewaren.retention_run(knooppunt.world) in ({"verstrekkingen": 1}, {"verstrekkingen": 0})
    assert isinstance(setting.read(short, STRANGER), Onbekend)
    assert isinstance(setting.read(long), Gedaan)
    assert [told["record"] for told in setting.told(WHO, "vergrendeld")] == [short]
    assert setting.told(READER, "vergrendeld") == []
    assert setting.rows(short) == (1, 2), "locked is not destroyed"
    events = [feit["gebeurtenis"] for feit in _lines(knooppunt)]
    assert events.count(Event.VERSTREKKING_VERGRENDELD) == 1
    assert events.count(Event.BEWAARTERMIJN_GEDRAAID) == 2


def _lines(made: Backbone) -> list[dict[str, Any]]:
    world = made.world
    shards = [shard for shard in world.log.shards() if shard != "stam"]
    return [line.feit for shard in shards for line in world.reader.lines(shard) if line.feit is not None]


def test_supplier_and_zorgdrager_see_terms_and_others_none(setting: Setting) -> None:
    """Present and absent: term, ground, certainty and zorgdrager per item; a recipient sees none, until it is named."""
    made, record = setting.backbone, setting.record()
    item = terms(made, WHO)[record]
    assert item["einde"] < made.clock.now() + 2 * DAY
    assert (item["grondslag"], item["zekerheid"], item["zorgdragers"]) == ("wgs-bewaren", "U", [made[WHO].oin])
    assert not item.keys() & {"inhoud", "omhulsels", "zout"}
    assert record not in terms(made, READER)
    setting.zaak.done(made.state(WHO, made.fact("zorgdrager", organisatie=made[READER].oin)))
    assert terms(made, READER)[record]["zorgdragers"] == [made[WHO].oin, made[READER].oin]
    setting.zaak.done(made.state(WHO, made.fact("zorgdrager", waarde=False, organisatie=made[READER].oin)))
    assert record not in terms(made, READER)
    first = made.exchange.terms(made[WHO].caller(), "", 1).gegevens
    rest = made.exchange.terms(made[WHO].caller(), first["volgende"], 500).gegevens["termijnen"]
    assert len(rest) == len(terms(made, WHO)) - 1
    assert {entry["record"] for entry in bewaren.overview(made.world)} >= set(terms(made, WHO))


def test_an_extension_is_counted_and_bounded(setting: Setting) -> None:
    """Present and contrary: once, a year at most and after the old end; more often or further is named, and is a line."""
    made, record = setting.backbone, setting.record()
    end = terms(made, WHO)[record]["einde"]
    most = later(end, 1)
    for tot in (end, most + 1):
        assert reasons(decide(setting, extension(setting, record, tot))) == [("besluit.records[0]", "te-lang")]
    assert isinstance(decide(setting, extension(setting, record, most)), Gedaan)
    item = terms(made, WHO)[record]
    assert (item["einde"], item["verlengingen"]) == (most, 1)
    again = reasons(decide(setting, extension(setting, record, most + DAY)))
    assert ("besluit.records[0]", "te-vaak-verlengd") in again
    told = [feit for feit in _lines(made) if feit.get("record") == record]
    assert [feit["tot"] for feit in told if feit["gebeurtenis"] == Event.BEWAREN_BESLOTEN] == [most]
    refused = [feit["redenen"] for feit in _lines(made) if feit["gebeurtenis"] == Event.BEWAREN_GEWEIGERD]
    assert {"te-lang": 1} in refused
    assert MOTIVATION not in str(told), "not even the hash of the motivation stands in the line: the decision has it"


def test_what_is_locked_is_not_extended_and_what_was_extended_is_read_until_its_new_end(setting: Setting) -> None:
    """Present and contrary: before the end an extension keeps it open; after the end it comes too late."""
    made = setting.backbone
    kept, late = setting.record(), setting.record()
    tot = terms(made, WHO)[kept]["einde"] + 30 * DAY
    assert isinstance(decide(setting, extension(setting, kept, tot)), Gedaan)
    made.clock.shift += 2 * DAY
    assert isinstance(setting.read(kept), Gedaan)
    found = reasons(decide(setting, extension(setting, late, tot)))
    assert found == [("besluit.records[0]", "vergrendeld")]


def test_a_hold_is_lifted_by_who_set_it(setting: Setting) -> None:
    """Present, contrary, absent: set once, lifted once, by the same organisation; another one has no say."""
    made, (first, second) = setting.backbone, (setting.record(dagen=None), setting.record(dagen=None))
    assert reasons(decide(setting, hold(setting, first, soort="opheffing"))) == [
        ("besluit.records[0]", "niet-stilgezet")
    ]
    besluit = hold(setting, first, second)
    assert isinstance(decide(setting, besluit), Gedaan)
    assert isinstance(decide(setting, besluit), Conflict)
    assert {reden for _, reden in reasons(decide(setting, hold(setting, first, second, reden="klacht")))} == {
        "al-stilgezet"
    }
    assert terms(made, WHO)[first]["stilstanden"] == [made[WHO].oin]
    for who in (READER, STRANGER):
        assert isinstance(decide(setting, hold(setting, first, soort="opheffing", who=who), who), Onbekend)
    assert isinstance(decide(setting, hold(setting, first, soort="opheffing")), Gedaan)
    with made.engine.connect() as connection:
        stands = bewaring.stands(connection, [first, second])
    assert [stands[record].stilstanden for record in (first, second)] == [frozenset(), frozenset({made[WHO].oin})]


def test_an_order_to_destroy_is_no_decision_on_keeping_and_ids_tell_nothing(setting: Setting) -> None:
    """Contrary: another address for another kind; an invented id gets the constant answer; no shape is named as such."""
    record = setting.record(dagen=None)
    assert reasons(decide(setting, setting.order(record))) == [("besluit.soort", "soort")]
    assert isinstance(decide(setting, hold(setting, str(uuid.uuid4()))), Onbekend)
    made = setting.backbone
    assert reasons(made.exchange.decide_keeping(made[WHO].caller(), [])) == [("", "vorm")]


def test_a_decision_is_about_one_casus(setting: Setting) -> None:
    """Contrary: records of two cases in one decision are named, and nothing happens."""
    other = Setting(setting.backbone)
    records = sorted((setting.record(dagen=None), other.record(dagen=None)))
    found = reasons(decide(setting, hold(setting, *records)))
    assert found == [("besluit.records[1]", "andere-casus")]
