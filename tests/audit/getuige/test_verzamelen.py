# SPDX-License-Identifier: EUPL-1.2
"""The operator's side of witnessing: what is asked, what is believed and stored, and what is published."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from audit.getuige import klant, quorum, tabel
from audit.getuige.sleutel import WitnessKey
from audit.getuige.verzamelen import endpoints
from audit.proof import checkpoint, note, receipt, tlog_policy
from audit.publish import Publisher
from audit.signer import policy_text
from audit.verify import verify
from tests.audit.conftest import PREFIX, Backbone
from tests.getuigen import Kring

SHARD = "noord-2026"


class Stand:
    """A running log with three witnesses, of which two make the quorum, and one outside it."""

    def __init__(self, backbone: Backbone, folder) -> None:
        self.backbone = backbone
        self.sequencer = backbone.sequencer()
        self.sequencer.start()
        self.kring = Kring(folder, policy_text(backbone.signer, PREFIX), backbone.clock, buiten=1)
        self.publisher = Publisher(backbone.folder)
        self.collector = self.kring.collector(backbone.engine, self.publisher)

    def write(self, count=1):
        lines = [{"handeling": "proef"}] * count
        self.sequencer.submit(lambda pen: [pen.line(SHARD, feit) for feit in lines]).result(30)

    def newest(self, shard=SHARD):
        with self.backbone.engine.connect() as connection:
            return quorum.newest(connection, shard, self.kring.policy)

    def rows(self):
        with self.backbone.engine.connect() as connection:
            return connection.execute(sa.select(tabel.log_medeondertekeningen)).all()

    def file(self, name, shard=SHARD):
        path = self.backbone.folder / "log" / shard / name
        return path.read_bytes() if path.exists() else None


@pytest.fixture
def stand(backbone, tmp_path):
    made = Stand(backbone, tmp_path / "getuigen")
    yield made
    made.collector.stop()
    made.sequencer.stop()


@pytest.fixture
def any_stand(any_backbone, tmp_path):
    made = Stand(any_backbone, tmp_path / "getuigen")
    yield made
    made.collector.stop()
    made.sequencer.stop()


def test_each_shard_gets_its_quorum_and_file(any_stand):
    """After a round every shard has a `getuigd` that satisfies the policy, and its checkpoint carries cosignatures."""
    any_stand.write(3)
    assert any_stand.newest() is None
    assert any_stand.collector.round()
    for shard in ("stam", SHARD):
        found = any_stand.newest(shard)
        assert found is not None
        assert found.tijd == any_stand.backbone.clock.now() // 1000
        signed, _ = receipt.check_log(any_stand.file("getuigd", shard), any_stand.kring.policy)
        assert any_stand.kring.policy.satisfied(item.key for item in signed.signed_by)
        assert len(signed.signed_by) == 2 + 4
        assert any_stand.file("checkpoint", shard) == any_stand.file("getuigd", shard) == found.notitie
    assert len(any_stand.rows()) == 2 * 4


def test_a_log_goes_on_and_the_quorum_follows(stand):
    """Later checkpoints are proven from what each witness signed before; what is unchanged is not asked again."""
    stand.write(2)
    stand.collector.round()
    first = stand.newest()
    stand.write(400)
    assert stand.newest() == first
    stand.collector.round()
    assert stand.newest().omvang == 402
    before = len(stand.rows())
    stand.collector.round()
    assert len(stand.rows()) == before


def test_without_a_quorum_nothing_is_witnessed(stand):
    """One witness of three is no quorum; what was witnessed before stays, and waiting is counted from the first line."""
    stand.write()
    stand.collector.round()
    before = stand.file("getuigd")
    stand.kring.off("g1", "g2")
    stand.backbone.clock.time += 30_000
    stand.write()
    stand.collector.round()
    with stand.backbone.engine.connect() as connection:
        waiting = quorum.waiting_since(connection, SHARD, stand.kring.policy)
    assert waiting == stand.backbone.clock.now() // 1000
    assert stand.file("getuigd") == before
    assert stand.collector.problem() is None
    stand.backbone.clock.time += 61_000
    assert "laat op zich wachten" in stand.collector.problem()
    stand.kring.on()
    stand.collector.round()
    assert stand.newest().omvang == 2
    assert stand.collector.problem() is None


def test_quorum_of_policy_none_never_stands(stand):
    """With `quorum none` no checkpoint is ever witnessed, whoever cosigned it."""
    stand.write()
    stand.collector.round()
    with stand.backbone.engine.connect() as connection:
        assert quorum.newest(connection, SHARD, stand.backbone.policy) is None


def test_times_around_a_line(stand):
    """A line lies between the newest quorum without it and the oldest with it."""
    policy, times = stand.kring.policy, []
    for _ in range(3):
        stand.backbone.clock.time += 10_000
        stand.write()
        stand.collector.round()
        times.append(stand.backbone.clock.now() // 1000)
    with stand.backbone.engine.connect() as connection:
        assert quorum.before(connection, SHARD, 0, policy) is None
        assert quorum.before(connection, SHARD, 1, policy).tijd == times[0]
        assert quorum.over(connection, SHARD, 1, policy).tijd == times[1]
        assert quorum.over(connection, SHARD, 3, policy) is None


def test_quorum_stands_from_the_last_signature_it_needed(stand):
    """Of three times the second is that of a quorum of two; a later one does not move it."""
    stand.write()
    for name, later in (("g0", 0), ("g1", 7_000), ("g2", 9_000)):
        stand.kring.off()
        stand.kring.on(name)
        stand.backbone.clock.time += later
        stand.collector.round()
    expected = stand.backbone.clock.now() // 1000 - 9
    assert stand.newest().tijd == expected


def test_a_new_collector_finds_where_each_witness_is(stand):
    """A process that starts anew, or whose memory is behind, learns the size from the table or from the witness (409)."""
    stand.write(2)
    stand.collector.round()
    with stand.backbone.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_medeondertekeningen_geen_delete")
        connection.execute(sa.delete(tabel.log_medeondertekeningen))
    stand.write(2)
    fresh = stand.kring.collector(stand.backbone.engine, stand.publisher)
    fresh.round()
    assert stand.newest().omvang == 4
    assert fresh.problem() is None


def test_a_row_that_does_not_hold_counts_for_nothing(stand):
    """A signature line that was altered in the database is left out; without it there is no quorum."""
    stand.kring.off("g2")
    stand.write()
    stand.collector.round()
    assert stand.newest() is not None
    table = tabel.log_medeondertekeningen
    row = next(row for row in stand.rows() if row.shard == SHARD and "g0" in row.sleutel)
    other = row.regel[:-10] + (b"AAAA" if row.regel[-10:-6] != b"AAAA" else b"BBBB") + row.regel[-6:]
    for line in (other, b"geen regel", b"\xff\n", row.regel + row.regel):
        with stand.backbone.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_medeondertekeningen_geen_update")
            same = (table.c.shard == SHARD) & (table.c.sleutel == row.sleutel)
            connection.execute(sa.update(table).where(same).values(regel=line))
        assert stand.newest() is None


def test_rows_cannot_be_changed_or_removed(any_stand):
    """The table refuses UPDATE and DELETE in the database itself."""
    any_stand.write()
    any_stand.collector.round()
    for statement in ("UPDATE log_medeondertekeningen SET tijd = 1", "DELETE FROM log_medeondertekeningen"):
        with pytest.raises(sa.exc.DBAPIError), any_stand.backbone.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def answer(stand, change):
    """Return a way to ask in which witness g0 answers something else."""

    def post(url, body):
        given = stand.kring.post(url, body)
        return change(given) if "g0." in url else given

    stand.collector._post = post
    stand.kring.off("g2")
    stand.write()
    stand.collector.round()


LIES = {
    "niets": lambda a: klant.Answer(200, a.media, b""),
    "geen regels": lambda a: klant.Answer(200, a.media, b"<html>\n"),
    "andere status": lambda a: klant.Answer(202, a.media, a.body),
    "bit om": lambda a: klant.Answer(200, a.media, a.body[:200] + bytes([a.body[200] ^ 1]) + a.body[201:]),
    "geweigerd": lambda a: klant.Answer(403, a.media, b""),
    "storing": lambda a: klant.Answer(500, a.media, b""),
    "gekke omvang": lambda a: klant.Answer(409, "text/x.tlog.size", b"01\n"),
    "geen omvang": lambda a: klant.Answer(409, "text/plain", b"1\n"),
    "doorverwezen": lambda a: klant.Answer(302, a.media, b""),
}


@pytest.mark.parametrize("name", LIES)
def test_a_bad_answer_is_not_stored(stand, name):
    """Whatever else than good lines a witness answers, nothing of it is stored and no quorum stands."""
    answer(stand, LIES[name])
    assert not any("g0" in row.sleutel for row in stand.rows())
    assert stand.newest() is None


def test_cosignature_of_an_unknown_key_is_ignored(stand):
    """A line of a key outside the policy does not count; beside a good one it does no harm and is not stored."""
    strange = WitnessKey.generate("getuige.example/g9")

    def change(given):
        line = strange.cosign(checkpoint.Checkpoint("x", 0, bytes(32)), 1)[0]
        return klant.Answer(200, given.media, given.body + str(line).encode())

    answer(stand, change)
    assert stand.newest() is not None
    assert not any("g9" in row.sleutel for row in stand.rows())


def test_a_witness_with_a_wrong_clock_is_told(stand):
    """A cosignature whose time is more than a minute from ours is refused: it would move the time of lines."""

    class Ahead:
        def now(self):
            return stand.backbone.clock.now() + 61_000

    stand.kring.witnesses["g0"]._clock = Ahead()
    stand.kring.off("g2")
    stand.write()
    stand.collector.round()
    assert stand.newest() is None
    assert "weigert" in stand.collector.problem()


def test_a_witness_that_saw_more_is_an_alarm(stand):
    """A witness that signed a larger tree than we have tells of an old backup or a second log: nothing is asked again."""
    stand.write(2)
    stand.collector.round()
    more = klant.Answer(409, "text/x.tlog.size", b"99\n")
    stand.collector._post = lambda _url, _body: more
    stand.write()
    stand.collector.round()
    assert "oude back-up" in stand.collector.problem()
    assert stand.newest().omvang == 2


def test_a_witness_out_of_reach_is_left_alone_for_a_while(stand):
    """After failures a witness is asked less often; one that answers again counts at once."""
    stand.collector._seconds = 1000.0
    stand.kring.off("g0")
    stand.write()
    told = []
    stand.collector.tell = told.append
    stand.collector.round()
    asked = []
    stand.collector._post = lambda url, body: (asked.append(url), stand.kring.post(url, body))[1]
    stand.write()
    stand.collector.round()
    assert not any("g0." in url for url in asked)
    assert told == ["de getuige is niet bereikbaar"]
    stand.collector._pause.clear()
    stand.kring.on("g0")
    stand.collector.round()
    assert sum("g0" in row.sleutel and (row.shard, row.omvang) == (SHARD, 2) for row in stand.rows()) == 1


def test_one_process_collects_at_a_time(any_stand):
    """While one collector is at work another one does nothing; afterwards it may."""
    any_stand.write()
    second = any_stand.kring.collector(any_stand.backbone.engine, any_stand.publisher)
    seen = []

    def post(url, body):
        seen.append(second.round())
        return any_stand.kring.post(url, body)

    any_stand.collector._post = post
    assert any_stand.collector.round()
    assert seen
    assert not any(seen)
    assert second.round()


def test_the_thread_collects_by_itself_and_stops(stand):
    """Started, it asks without being told, at once when somebody waits, and ends when asked."""
    stand.collector._seconds = 600.0
    stand.collector.start()
    stand.write()
    for _ in range(200):
        stand.collector.soon()
        if stand.newest() is not None:
            break
        stand.collector._thread.join(0.02)
    assert stand.newest() is not None
    stand.collector.stop()
    assert not stand.collector._thread.is_alive()


def test_files_are_repaired_and_never_go_back(stand):
    """What a crash or a restart left out is published again; an older quorum never replaces a newer one."""
    stand.write()
    stand.collector.round()
    old = stand.newest()
    stand.write()
    stand.collector.round()
    new = stand.file("getuigd")
    assert stand.publisher.publish_witnessed(SHARD, old.notitie, old.notitie)
    assert stand.file("getuigd") == stand.file("checkpoint") == new
    (stand.backbone.folder / "log" / SHARD / "getuigd").unlink()
    with stand.backbone.engine.connect() as connection:
        plain = note.parse(stand.backbone.log.checkpoint(SHARD))
        stand.publisher.publish(connection, SHARD, plain.encode(), (), afresh=True)
    assert len(checkpoint.parse(stand.file("checkpoint"))[1].signatures) == 2
    stand.collector.round()
    assert stand.file("getuigd") == stand.file("checkpoint") == new


def test_the_quorum_is_never_published_before_its_tiles(stand):
    """A checkpoint beyond what the log published is not put under `getuigd`."""
    stand.write()
    stand.collector.round()
    shorter = stand.file("checkpoint")
    stand.write()
    stand.collector.round()
    newest = stand.newest()
    folder = stand.backbone.folder / "log" / SHARD
    (folder / "getuigd").unlink()
    (folder / "checkpoint").write_bytes(shorter)
    assert not stand.publisher.publish_witnessed(SHARD, newest.notitie, newest.notitie)
    assert stand.file("getuigd") is None
    (folder / "checkpoint").unlink()
    assert not stand.publisher.publish_witnessed(SHARD, newest.notitie, newest.notitie)


def test_a_log_with_witnesses_verifies_and_starts_again(stand):
    """Cosignatures under the published checkpoint and `getuigd` are no finding, and the log starts on them."""
    stand.write(2)
    stand.collector.round()
    backbone = stand.backbone
    assert verify(backbone.engine, backbone.kluis, backbone.folder, stand.kring.policy).to_json()["bevindingen"] == []
    stand.sequencer.stop()
    again = backbone.sequencer()
    again.start()
    again.stop()


def test_keys_with_one_address_are_one_witness():
    """Witness lines of a policy with the same address are asked once; those without one are not asked."""
    key = WitnessKey.generate("getuige.example/a")
    text = f"log {_log()}\nwitness a {key.vkey} http://a\nwitness b {key.classic} http://a\nwitness c {_other()}\nquorum a\n"
    (only,) = endpoints(tlog_policy.parse(text.encode()))
    assert (only.address, len(only.keys)) == ("http://a/add-checkpoint", 2)


def _log():
    return note.VKey("log.example/x", note.ED25519, bytes(32))


def _other():
    return WitnessKey.generate("getuige.example/c").vkey
