# SPDX-License-Identifier: EUPL-1.2
"""Reads, the own feed, receipts and refusals that may not be told: what each organisation gets, and nothing more."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from audit.proof import receipt, tlog_policy
from core.exchange.results import Gedaan, Geweigerd, Onbekend
from core.ledger.errors import LedgerError
from tests.core.exchange.conftest import Zaak
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in which the police may supply."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


def test_feed_comes_in_pages_without_holes(zaak: Zaak, knooppunt: Backbone) -> None:
    """The feed of an organisation is numbered from one without holes, however small the pages, and ends empty."""
    reader, exchange = knooppunt["gemeente"].caller(), knooppunt.exchange
    after, numbers = 0, []
    while True:
        page = exchange.feed(reader, after, 3).gegevens
        assert len(page["berichten"]) <= 3
        if not page["berichten"]:
            break
        numbers += [message["volgnr"] for message in page["berichten"]]
        after = page["volgende"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert exchange.feed(reader, after, 3).gegevens == {"berichten": [], "volgende": after}
    whole = exchange.feed(reader, 0, 10_000).gegevens["berichten"]
    assert len(whole) == min(len(numbers), 500)


def test_feed_tells_reader_and_supplier(zaak: Zaak, knooppunt: Backbone) -> None:
    """A supply is told to its reader, the read to its supplier, and neither to a third."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    zaak.done(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record))

    def told(who: str) -> list[str]:
        found = knooppunt.exchange.feed(knooppunt[who].caller(), 0, 500).gegevens["berichten"]
        return [m["soort"] for m in found if m["gegevens"].get("record") == levering.record]

    assert told("gemeente") == ["verstrekking"]
    assert told("politie") == ["inzage"]
    assert told("om") == []


def test_receipt_is_given_again_to_who_acted(zaak: Zaak, knooppunt: Backbone) -> None:
    """The same answer and proof come back by the id of the act, for its own organisation alone."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    done = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(done, Gedaan)
    line = receipt.verify(done.bewijs[0], tlog_policy.parse(knooppunt.policy_text.encode()))
    assert line.feit is not None
    act = str(line.feit["handeling"])
    assert knooppunt.exchange.receipt(knooppunt["politie"].caller(), act) == done
    assert knooppunt.exchange.receipt(knooppunt["gemeente"].caller(), act) == Onbekend()
    assert knooppunt.exchange.receipt(knooppunt["politie"].caller(), str(uuid.uuid4())) == Onbekend()


def test_unknown_answer_is_stored_and_given_again(zaak: Zaak, knooppunt: Backbone) -> None:
    """An attempt from outside is an act as well: asked again under its key it is the same constant, and one line."""
    caller, before = knooppunt["ind"].caller(persoon=True), lines(knooppunt)
    assert knooppunt.exchange.read(caller, str(uuid.uuid4())) == Onbekend()
    assert knooppunt.exchange.read(caller, str(uuid.uuid4())) == Onbekend()
    assert lines(knooppunt) == before + 1


def lines(knooppunt: Backbone) -> int:
    """Count the lines of the national shard."""
    path = next((knooppunt.folder / "log").glob("landelijk-*/checkpoint"))
    return int(path.read_text("utf-8").splitlines()[1])


def test_rows_for_officers_are_told_to_the_om(knooppunt: Backbone) -> None:
    """A refusal by a row for officers is shown to the OM that supplies, with its row and the proof of its line."""
    zaak = Zaak(knooppunt)
    levering = zaak.supply("om", "strafvorderlijk", "gemeente", geen_einduitspraak=True)
    refused = knooppunt.exchange.push(levering.caller, levering.body)
    assert isinstance(refused, Geweigerd)
    assert not refused.verborgen
    assert [rule["id"] for rule in refused.regels] == ["R-30.1"]
    assert knooppunt.exchange.push(levering.caller, levering.body) == refused
    assert refused.bewijs[0]["feit"]["beslissingen"][0]["regels"] == ["R-30.1"]


def test_organisation_that_left_does_not_read(zaak: Zaak, knooppunt: Backbone) -> None:
    """What was supplied to an organisation does not exist for it once it no longer takes part."""
    from core.casus.events import Soort

    levering = zaak.supply("politie", "wpg-8", "om")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    end = {"oin": knooppunt["om"].oin, "tot": knooppunt.clock.now(), "reden": None}
    zaak.done(zaak.event("gemeente", Soort.DEELNEMER_BEEINDIGD, **end))
    assert knooppunt.exchange.read(knooppunt["om"].caller(persoon=True), levering.record) == Onbekend()


def test_record_whose_salt_is_gone_is_no_answer(zaak: Zaak, knooppunt: Backbone) -> None:
    """Without its salt a record cannot be given: a fault of the store, told without a word of the record."""
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    knooppunt.kluis.delete("zout", levering.record)
    with pytest.raises(LedgerError) as caught:
        knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record)
    assert levering.record not in str(caught.value)


def test_transaction_of_fsc_is_kept(zaak: Zaak, knooppunt: Backbone) -> None:
    """A transaction id of FSC stands in line and decision record, so that both logs can be joined."""
    from dataclasses import replace

    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    transaction = str(uuid.uuid4())
    caller = replace(knooppunt["gemeente"].caller(persoon=True), fsc_transactie=transaction)
    done = knooppunt.exchange.read(caller, levering.record)
    assert isinstance(done, Gedaan)
    line = receipt.verify(done.bewijs[0], tlog_policy.parse(knooppunt.policy_text.encode()))
    assert line.feit is not None
    assert line.feit["fsc_transactie"] == transaction


def test_stored_answer_of_an_unknown_kind_is_an_error(knooppunt: Backbone) -> None:
    """An answer that no version of this program wrote is not guessed at."""
    from core.exchange.act import _decode

    with pytest.raises(ValueError, match="onbekend soort"):
        _decode({"v": 1, "soort": "misschien"}, ())


def test_release_is_given_by_digest(knooppunt: Backbone) -> None:
    """The release in force and a release by its digest are given; another digest gives nothing."""
    current = knooppunt.exchange.release()
    assert current is not None
    assert current == knooppunt.exchange.release(knooppunt.release.digest)
    assert knooppunt.exchange.release("sha256:" + "0" * 64) is None


def test_person_key_is_that_of_the_own_organisation(zaak: Zaak, knooppunt: Backbone) -> None:
    """A person is known under the organisation that registered it, and under no other."""
    gemeente, now = knooppunt["gemeente"], knooppunt.clock.now()
    key = knooppunt.exchange.person_key(gemeente.oin, gemeente.persoon, now)
    assert key == gemeente.persoon_sleutel.public.ed25519
    assert knooppunt.exchange.person_key(knooppunt["om"].oin, gemeente.persoon, now) is None


def test_line_that_is_not_signed_yet_is_waited_for(zaak: Zaak, knooppunt: Backbone) -> None:
    """An act whose checkpoint another process is still signing is answered once that is there, and else not at all."""
    import sqlalchemy as sa

    from audit.database import drop_append_only
    from audit.tables import log_checkpoints
    from audit.values import LogUnavailableError
    from core.exchange.act import Runner

    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    levering = made.supply("politie", "wpg-8", "gemeente")
    done = knooppunt.exchange.push(levering.caller, levering.body)
    with knooppunt.engine.begin() as connection:
        newest = sa.select(log_checkpoints).order_by(log_checkpoints.c.omvang.desc())
        shard = done.bewijs[0]["log"].rpartition("/")[2]
        row = dict(connection.execute(newest.where(log_checkpoints.c.shard == shard)).mappings().first() or {})
        for statement in drop_append_only(log_checkpoints.name, "sqlite"):
            connection.exec_driver_sql(statement)
        here = (log_checkpoints.c.shard == shard) & (log_checkpoints.c.omvang == row["omvang"])
        connection.execute(log_checkpoints.delete().where(here))
    hasty = Runner(knooppunt.sequencer, knooppunt.world, timeout=0.1)
    with knooppunt.engine.connect() as connection:
        from core.ledger import handelingen

        act = handelingen.by_request(connection, levering.caller.oin, levering.caller.verzoek)
    with pytest.raises(LogUnavailableError):
        hasty.stored_answer(act)
    with knooppunt.engine.begin() as connection:
        connection.execute(log_checkpoints.insert().values(row))
    assert hasty.stored_answer(act) == done
