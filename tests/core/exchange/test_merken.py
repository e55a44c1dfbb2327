# SPDX-License-Identifier: EUPL-1.2
"""Case tags at the exchange: matches that both records' reader sees, logged and told; and everybody who sees nothing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.casus.merksleutel import Geheim
from core.contract.levensloop import Levensloop
from core.exchange import merken
from core.exchange.results import Conflict, Geweigerd, Onbekend, Ongeldig
from core.ledger import casusmerken, handelingen
from tests.core.exchange.merkzaak import Merkzaak
from tests.kit import DAY, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

KVK, ANDER = "90001354", "90004213"


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Merkzaak:
    """A casus of its own."""
    return Merkzaak(knooppunt)


def lines(zaak: Merkzaak, *names: str) -> list[dict[str, Any]]:
    """Return the lines of these events about this casus."""
    log = zaak.knooppunt.world
    found = (line.feit or {} for shard in log.log.shards() if shard != "stam" for line in log.reader.lines(shard))
    return [feit for feit in found if feit.get("casus") == zaak.id and feit["gebeurtenis"] in names]


def told(zaak: Merkzaak, who: str) -> list[dict[str, Any]]:
    """Return the matches of which an organisation is told."""
    feed: list[dict[str, Any]] = []
    while page := zaak.knooppunt.exchange.feed(zaak.knooppunt[who].caller(), len(feed), 500).gegevens["berichten"]:
        feed += page
    inzagen = (item["gegevens"] for item in feed if item["soort"] == "inzage")
    return [item for item in inzagen if item["wat"] == "treffer"]


def test_match_is_seen_by_who_reads_both_logged_and_told(zaak: Merkzaak) -> None:
    """Two records with one identifier are a match for the reader of both: a line of its own, and told to both suppliers."""
    key = zaak.first()
    one, two = zaak.supplied("gemeente", "politie", "om"), zaak.supplied("politie", "gemeente")
    zaak.done(zaak.tag("gemeente", one, key, KVK, ANDER))
    zaak.done(zaak.tag("politie", two, key, KVK))
    found = zaak.done(zaak.matches("gemeente"))["treffers"]
    assert found == [{"records": sorted((one, two)), "merken": 1}]
    [compared] = lines(zaak, "backbone:merken:vergeleken")
    [line] = lines(zaak, "backbone:merken:treffer")
    assert compared["treffers"] == 1
    assert {item["vraag"]["wat"] for item in compared["beslissingen"]} == {"casus", "toezicht", "wpg-8"}
    assert (line["records"], line["merken"], line["oin"]) == (sorted((one, two)), 1, zaak.knooppunt["gemeente"].oin)
    for who, record in (("gemeente", one), ("politie", two)):
        mine = [item for item in told(zaak, who) if item["record"] == record]
        assert [item["door"] for item in mine] == [zaak.knooppunt["gemeente"].oin]
        where = next(
            item for item in zaak.knooppunt.world.reader.lines(mine[0]["log"]) if item.index == mine[0]["regel"]
        )
        assert (where.feit or {})["gebeurtenis"] == "backbone:merken:treffer"
    assert zaak.done(zaak.matches("gemeente", two))["treffers"] == found
    assert zaak.done(zaak.matches("gemeente", str(uuid.uuid4())))["treffers"] == []


def test_who_reads_one_of_the_two_sees_nothing(zaak: Merkzaak) -> None:
    """A member that got one of the records, or none, is answered exactly as when there is no match; that is logged too."""
    key = zaak.first()
    one, two = zaak.supplied("gemeente", "politie", "om"), zaak.supplied("politie", "gemeente")
    before = zaak.done(zaak.matches("om"))
    zaak.done(zaak.tag("gemeente", one, key, KVK))
    zaak.done(zaak.tag("politie", two, key, KVK))
    for who in ("om", "belastingdienst"):
        assert zaak.done(zaak.matches(who)) == before
    assert before["treffers"] == []
    assert lines(zaak, "backbone:merken:treffer") == []
    assert [line["treffers"] for line in lines(zaak, "backbone:merken:vergeleken")] == [0, 0, 0]
    assert not {one, two} & {item["record"] for who in ("gemeente", "politie") for item in told(zaak, who)}


def test_rules_decide_each_record_of_a_match(zaak: Merkzaak) -> None:
    """A record that the rules do not let this person read takes part in no match; without a person nothing is compared."""
    key = zaak.first()
    one, two = zaak.supplied("gemeente", "om"), zaak.supplied("politie", "gemeente", "om")
    zaak.done(zaak.tag("gemeente", one, key, KVK))
    zaak.done(zaak.tag("politie", two, key, KVK))
    assert len(zaak.done(zaak.matches("om"))["treffers"]) == 1
    om = zaak.knooppunt["om"]
    zaak.done(zaak.knooppunt.state("om", zaak.knooppunt.fact("gescreend", waarde=False, persoon=om.persoon)))
    assert zaak.done(zaak.matches("om"))["treffers"] == []
    refused = lines(zaak, "backbone:merken:vergeleken")[-1]["beslissingen"]
    assert "verboden" in {item["uitkomst"] for item in refused}
    nobody = zaak.matches("om", persoon=False)
    assert isinstance(nobody, Geweigerd)
    assert [line["gevraagd"] for line in lines(zaak, "backbone:merken:geweigerd")] == ["merken-vergelijken"]


def test_outsiders_and_what_is_not_there_get_the_constant_answer(zaak: Merkzaak, knooppunt: Backbone) -> None:
    """Who takes no part learns nothing from key, tags or matches; nor does a member that tags what is not its own."""
    key = zaak.first()
    record = zaak.supplied("gemeente", "om")
    for who in ("ind", "fiod"):
        assert zaak.shown(who) == Onbekend()
        assert zaak.matches(who) == Onbekend()
        assert zaak.tag(who, record, key, KVK) == Onbekend()
        assert zaak.make(who, zaak.wrapped(who, Geheim.generate(), (who,)), None) == Onbekend()
    assert zaak.tag("om", record, key, KVK) == Onbekend()
    assert zaak.tag("gemeente", str(uuid.uuid4()), key, KVK) == Onbekend()
    other = Merkzaak(knooppunt)
    other.first()
    assert other.tag("gemeente", record, key, KVK) == Onbekend()


def test_tags_of_two_casussen_are_unrelated(zaak: Merkzaak, knooppunt: Backbone) -> None:
    """One identifier has other tags in another casus, under keys of one maker too, and no match crosses the casus."""
    other = Merkzaak(knooppunt)
    keys = (zaak.first(), other.first())
    for case, key in zip((zaak, other), keys, strict=True):
        case.done(case.tag("gemeente", case.supplied("gemeente", "om"), key, KVK))
    with knooppunt.engine.connect() as connection:
        oin = knooppunt["om"].oin
        tagged = [tag for case in (zaak, other) for tag, _ in casusmerken.readable(connection, case.id, oin)]
    assert len(tagged) == len(set(tagged)) == 2
    assert all(case.done(case.matches("om"))["treffers"] == [] for case in (zaak, other))
    wrong = zaak.tag("gemeente", zaak.supplied("gemeente", "om"), keys[1], KVK)
    zaak.done(wrong)  # tags under the key of another casus are bytes like any other, and match nothing
    assert zaak.done(zaak.matches("om"))["treffers"] == []


def test_limits(zaak: Merkzaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags of a record come once and are bounded; so is a casus; a value that ties too many of one's records is no match."""
    key = zaak.first()
    records = [zaak.supplied("gemeente", "om") for _ in range(4)]
    caller = zaak.knooppunt["gemeente"].caller
    for listed in ([], ["AAAA"], ["A" * 22 + "=="] * 2, ["!"], [""] * (merken.MAX_PER_RECORD + 1)):
        body = {"record": records[0], "tijdvak": 1, "merken": listed}
        assert isinstance(zaak.knooppunt.exchange.put_tags(caller(), zaak.id, body), Ongeldig)
    for record in records[:3]:
        zaak.done(zaak.tag("gemeente", record, key, KVK))
    assert zaak.tag("gemeente", records[0], key, ANDER) == Conflict("bestaat-al", "Dit record heeft al merken.")
    assert len(zaak.done(zaak.matches("om"))["treffers"]) == 3
    monkeypatch.setattr(merken, "MAX_TREFFERS", 2)
    assert len(zaak.done(zaak.matches("om"))["treffers"]) == 2
    monkeypatch.setattr(merken, "MAX_PER_MERK", 2)
    assert zaak.done(zaak.matches("om"))["treffers"] == []
    monkeypatch.setattr(merken, "MAX_PER_CASUS", 3)
    full = zaak.tag("gemeente", records[3], key, ANDER)
    assert isinstance(full, Conflict)
    assert "hoogstens 3" in full.tekst


def test_the_same_request_again_tells_it_again_without_a_second_line(zaak: Merkzaak) -> None:
    """A repeated request gives the same answer while the asker may still compare, and no more once it may not."""
    key = zaak.first()
    records = [zaak.supplied(who, "om") for who in ("gemeente", "politie")]
    for who, record in zip(("gemeente", "politie"), records, strict=True):
        zaak.done(zaak.tag(who, record, key, KVK))
    exchange, caller = zaak.knooppunt.exchange, zaak.knooppunt["om"].caller(persoon=True)
    first = exchange.match_tags(caller, zaak.id, None)
    again = exchange.match_tags(caller, zaak.id, None)
    assert first == again
    assert len(lines(zaak, "backbone:merken:vergeleken")) == 1
    with zaak.knooppunt.engine.connect() as connection:
        act = handelingen.by_request(connection, caller.oin, caller.verzoek)
    assert act is not None
    # where nobody asks who reads, nothing is shown again
    assert zaak.done(exchange.receipt(caller, act["sleutel"])) == {}
    zaak.done(zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond"))
    assert isinstance(exchange.match_tags(caller, zaak.id, None), Conflict)


def test_record_under_embargo_takes_part_in_no_match(zaak: Merkzaak) -> None:
    """A record that its reader may not open yet matches nothing for that reader; its supplier sees the match at once."""
    key, knooppunt = zaak.first(), zaak.knooppunt
    one, two = zaak.supplied("politie", "gemeente"), embargoed(zaak)
    for who, record in (("politie", one), ("gemeente", two)):
        zaak.done(zaak.tag(who, record, key, KVK))
    assert zaak.done(zaak.matches("politie"))["treffers"] == []
    assert len(zaak.done(zaak.matches("gemeente"))["treffers"]) == 1
    knooppunt.clock.shift += DAY + 1000
    assert len(zaak.done(zaak.matches("politie"))["treffers"]) == 1


def embargoed(zaak: Merkzaak) -> str:
    """Let the gemeente supply a record that its readers may open in a day."""
    knooppunt, levering = zaak.knooppunt, zaak.supply("gemeente", "toezicht", "politie", "om")
    supplier, now = knooppunt["gemeente"], knooppunt.clock.now()
    terms = {"van": now + DAY, "samen": [], "tot": None}
    levering.body["levensloop"] = [
        Levensloop("voorwaarden", levering.record, supplier.oin, now, terms).sign(supplier.tekenen)
    ]
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    return str(levering.record)


def test_what_may_not_be_read_plays_no_part_in_a_limit(zaak: Merkzaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hidden record neither makes a value too common nor takes the place of a match: nothing of it can be told."""
    key = zaak.first()
    mine, theirs, hidden = zaak.supplied("politie", "gemeente"), zaak.supplied("gemeente", "politie"), embargoed(zaak)
    for who, record in (("politie", mine), ("gemeente", theirs)):
        zaak.done(zaak.tag(who, record, key, KVK))
    monkeypatch.setattr(merken, "MAX_PER_MERK", 2)
    monkeypatch.setattr(merken, "MAX_TREFFERS", 1)
    before = zaak.done(zaak.matches("politie"))["treffers"]
    assert before == [{"records": sorted((mine, theirs)), "merken": 1}]
    zaak.done(zaak.tag("gemeente", hidden, key, KVK))
    assert zaak.done(zaak.matches("politie"))["treffers"] == before
    assert zaak.done(zaak.matches("politie", mine))["treffers"] == before
    assert zaak.done(zaak.matches("politie", hidden))["treffers"] == []
    decided = lines(zaak, "backbone:merken:vergeleken")[-2]["beslissingen"]
    assert len(decided) == 3  # the casus and two records; of the hidden one nothing is asked


def test_so_many_records_are_decided_in_one_question(zaak: Merkzaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """A casus with very many tied records does not hold up everybody: what is over the bound is asked per record."""
    key = zaak.first()
    records = sorted(zaak.supplied("gemeente", "om") for _ in range(3))
    for record in records:
        zaak.done(zaak.tag("gemeente", record, key, KVK))
    monkeypatch.setattr(merken, "MAX_DECIDED", 2)
    assert [item["records"] for item in zaak.done(zaak.matches("om"))["treffers"]] == [records[:2]]
    assert len(lines(zaak, "backbone:merken:vergeleken")[-1]["beslissingen"]) == 3
    assert [item["records"] for item in zaak.done(zaak.matches("om", records[2]))["treffers"]] == [
        [records[0], records[2]]
    ]
