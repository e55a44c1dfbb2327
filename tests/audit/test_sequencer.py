# SPDX-License-Identifier: EUPL-1.2
"""Acts and their lines: together or not at all, and answered only under a signed checkpoint."""

import threading

import pytest
import sqlalchemy as sa

from audit import sequencer as sequencer_module
from audit.proof import checkpoint, jcs, receipt, tree
from audit.rows import existing_rows, row_ref
from audit.values import LogError, LogFullError, LogUnavailableError

SHARD = "oost-2026"
RESULT_SECONDS = 30


def feiten_table(backbone):
    return sa.Table("proef_feiten", sa.MetaData(), autoload_with=backbone.engine)


def write_act(table, key, waarde="x", persoon=None):
    def act(pen):
        values = {"id": key, "waarde": waarde}
        pen.connection.execute(sa.insert(table), values)
        pen.secret("zout", key, b"z" * 32)
        return pen.line(SHARD, {"handeling": "proef", "rijen": [row_ref(table, values)]}, persoon)

    return act


def run(sequencer, act):
    return sequencer.submit(act).result(RESULT_SECONDS)


def test_line_is_answered_with_proof(running):
    """An act comes back with lines under a checkpoint that both signatures carry, and the receipt verifies."""
    backbone, sequencer = running
    table = feiten_table(backbone)
    done = run(sequencer, write_act(table, "a", persoon={"persoon": "p1"}))
    assert done.value.index == 0
    assert (done.lines[0].shard, done.lines[0].index, done.lines[0].size) == (SHARD, 0, 1)
    shown = backbone.log.receipt_of(done.lines[0])
    line = receipt.verify(shown, backbone.policy)
    assert line.feit["handeling"] == "proef"
    assert line.feit["tijd"] == backbone.clock.now()
    assert line.persoon == {"persoon": "p1"}
    assert line.persoon_bekend
    assert line.staat == "opgenomen"
    assert jcs.encode(shown) == jcs.encode(backbone.log.receipt(SHARD, 0))
    assert jcs.encode(list(backbone.log.prove(done.written))) == jcs.encode([shown])
    assert backbone.kluis.get("zout", "a") == b"z" * 32
    hidden = receipt.verify(backbone.log.receipt(SHARD, 0, persoon=False), backbone.policy)
    assert hidden.persoon is None
    assert not hidden.persoon_bekend


def test_line_without_person_shows_that_there_never_was_one(running):
    """A line without a part about people proves so with the key of `feit` alone."""
    backbone, sequencer = running
    run(sequencer, write_act(feiten_table(backbone), "a"))
    line = receipt.verify(backbone.log.receipt(SHARD, 0), backbone.policy)
    assert line.persoon is None
    assert line.persoon_bekend


def test_shard_opens_in_the_stamlog(running):
    """The first line of a shard opens it: the stamlog names its origin and keys."""
    backbone, sequencer = running
    run(sequencer, write_act(feiten_table(backbone), "a"))
    done = run(sequencer, lambda pen: pen.stam({"soort": "deelnemerslijst", "sha256": "0" * 64}))
    entries = [line.stam for line in backbone.reader.lines("stam")]
    assert [entry["soort"] for entry in entries] == ["shard-geopend", "shard-geopend", "deelnemerslijst"]
    assert entries[1]["origin"].endswith("/oost-2026")
    assert entries[1]["vkeys"] == [str(key) for key in backbone.signer.vkeys(entries[1]["origin"])]
    shown = receipt.verify(backbone.log.receipt_of(done.lines[0]), backbone.policy)
    assert jcs.decode(shown.entry)["soort"] == "deelnemerslijst"


def test_an_act_that_raises_leaves_nothing(running):
    """A failing act gets its own exception and leaves no row, line, secret or shard; its neighbours go on."""
    backbone, sequencer = running
    table = feiten_table(backbone)
    gate = threading.Event()

    def failing(pen):
        write_act(table, "b")(pen)
        pen.line("west-2026", {"handeling": "proef"})
        raise KeyError("eigen fout")

    def waiting(pen):
        gate.wait(RESULT_SECONDS)
        return write_act(table, "a")(pen)

    futures = [sequencer.submit(act) for act in (waiting, failing, write_act(table, "c"), write_act(table, "a"))]
    gate.set()
    assert futures[0].result(RESULT_SECONDS).lines[0].index == 0
    with pytest.raises(KeyError, match="eigen fout"):
        futures[1].result(RESULT_SECONDS)
    assert futures[2].result(RESULT_SECONDS).lines[0].index == 1
    with pytest.raises(sa.exc.IntegrityError):
        futures[3].result(RESULT_SECONDS)
    assert backbone.kluis.get("zout", "b") is None
    assert "west-2026" not in backbone.log.shards()
    with backbone.engine.connect() as connection:
        assert [key for _, key, _ in existing_rows(connection, [table])] == ["a", "c"]


def test_many_threads_one_order(running):
    """Acts of many threads get each their own index, none lost or doubled, and every receipt verifies."""
    backbone, sequencer = running
    table = feiten_table(backbone)
    results = []

    def work(name):
        for number in range(20):
            results.append(run(sequencer, write_act(table, f"{name}-{number}")))  # noqa: PERF401 - as each comes

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done.lines[0].index for done in results) == list(range(160))
    for done in results:
        receipt.verify(backbone.log.receipt_of(done.lines[0]), backbone.policy)
    head = checkpoint.parse(backbone.log.checkpoint(SHARD))[0]
    assert head.size == 160
    assert len(list(backbone.reader.lines(SHARD))) == 160


def test_growth_over_tile_borders(running):
    """Around 256 and 65 536 leaves proofs, tiles and consistency between all batches hold."""
    backbone, sequencer = running
    sizes = []
    for count in (1, 254, 1, 1, 300, 100):

        def act(pen, count=count):
            for number in range(count):
                pen.line(SHARD, {"n": number})

        sizes.append(run(sequencer, act).lines[-1].size)
    assert sizes == [1, 255, 256, 257, 557, 657]
    final = checkpoint.parse(backbone.log.checkpoint(SHARD))[0]
    for size in sizes:
        note = jcs.encode(backbone.log.receipt(SHARD, 0, size))
        assert note
        old = receipt.verify(backbone.log.receipt(SHARD, size - 1, size), backbone.policy).checkpoint
        if size < final.size:
            proof = backbone.log.consistency(SHARD, size, final.size)
            tree.verify_consistency(size, final.size, old.root, final.root, proof)
    folder = backbone.folder / "log" / SHARD
    assert (folder / "tile/0/000").stat().st_size == 8192
    assert not (folder / "tile/0/000.p").exists()
    assert (folder / "tile/0/002.p/145").exists()
    assert (folder / "tile/1/000.p/2").exists()
    assert len((folder / "vkeys").read_text().splitlines()) == 2


def test_time_and_names_are_the_logs(running):
    """An act cannot set the time of its line, use an impossible shard or write acts in the stamlog."""
    _, sequencer = running
    bad = [("oost-2026", {"tijd": 5}), ("../x", {}), ("stam", {}), ("Oost", {}), ("oost-2026", {"v": 2})]
    for shard, feit in bad:
        with pytest.raises(LogError):
            run(sequencer, lambda pen, s=shard, f=feit: pen.line(s, f))
    with pytest.raises(LogError):
        run(sequencer, lambda pen: pen.stam({"soort": "x" * 70_000}))


def test_a_batch_ends_in_number_and_in_time(backbone, monkeypatch):
    """No batch takes more acts than its limit, none goes on after its time, and acts before `stop` are all answered."""

    def sizes(count):
        sequencer = backbone.sequencer()
        sequencer.start()
        gate = threading.Event()
        jobs = [sequencer.submit(lambda _: gate.wait(RESULT_SECONDS))]
        jobs += [sequencer.submit(lambda pen: pen.line(SHARD, {"handeling": "proef"})) for _ in range(count)]
        gate.set()
        sequencer.stop()
        return [job.result(RESULT_SECONDS).lines[0].size for job in jobs[1:]]

    assert sizes(5) == [5] * 5
    monkeypatch.setattr(sequencer_module, "MAX_BATCH", 3)
    assert sizes(5) == [7, 7, 10, 10, 10]
    monkeypatch.setattr(sequencer_module, "MAX_SECONDS", 0.0)
    assert sizes(3) == [11, 12, 13]


def test_waiting_has_an_end(running):
    """Who waits too short hears so, and can ask again; several may wait on one answer."""
    _, sequencer = running
    gate, heard = threading.Event(), []
    job = sequencer.submit(lambda pen: gate.wait(RESULT_SECONDS) and pen.line(SHARD, {"handeling": "proef"}))
    with pytest.raises(TimeoutError):
        job.result(0.01)
    assert not job.done()
    threads = [threading.Thread(target=lambda: heard.append(job.result(RESULT_SECONDS))) for _ in range(3)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert [done.lines[0].index for done in heard] == [0, 0, 0]
    assert job.done()


def test_answers_show_no_content(running):
    """Neither an answer nor what hangs on it shows an opening or its key when it is printed."""
    _, sequencer = running
    done = run(sequencer, lambda pen: pen.line(SHARD, {"wie": "KANARIE"}, {"persoon": "KANARIE"}))
    assert "KANARIE" not in repr(done)
    assert done.written[0].feit.key.hex() not in repr(done)
    assert "KANARIE" not in repr(done.written[0].persoon)


def test_what_another_process_left_unpublished_is_shown_when_asked(any_backbone, monkeypatch):
    """A process that ends between commit and publication: another one publishes before it gives the proof again."""
    one, two = any_backbone.sequencer(), any_backbone.sequencer()
    one.start()
    two.start()
    table = feiten_table(any_backbone)

    def full(*_given, **_more):
        raise OSError("schijf vol")

    monkeypatch.setattr(one.publisher, "publish", full)
    with pytest.raises(LogUnavailableError):
        run(one, write_act(table, "a"))
    assert [two.publisher.published_size(shard) for shard in ("stam", SHARD)] == [0, 0]
    with pytest.raises(LogUnavailableError):
        one.show(SHARD)
    two.show(SHARD)
    assert two.publisher.published_size(SHARD) == 1
    assert two.publisher.published("stam") == any_backbone.log.checkpoint("stam")
    before = two.publisher.published(SHARD)
    two.show(SHARD)
    assert two.publisher.published(SHARD) == before
    for sequencer in (one, two):
        sequencer.stop()


def test_a_stopped_log_takes_nothing(running):
    """After `stop` an act is refused at once; stopping twice is fine."""
    _, sequencer = running
    sequencer.stop()
    sequencer.stop()
    with pytest.raises(LogUnavailableError):
        sequencer.submit(lambda pen: None)


def test_queue_is_bounded(running):
    """With as many acts waiting as may wait, the next is refused at once and never happens; afterwards there is room."""
    backbone, sequencer = running
    table = feiten_table(backbone)
    sequencer.most = 3
    inside, go = threading.Event(), threading.Event()

    def slow(_pen):
        inside.set()
        go.wait(RESULT_SECONDS)

    first = sequencer.submit(slow)
    inside.wait(RESULT_SECONDS)
    waiting = [sequencer.submit(write_act(table, str(number))) for number in range(3)]
    with pytest.raises(LogFullError):
        sequencer.submit(write_act(table, "te-veel"))
    assert sequencer.waiting == 3
    go.set()
    for job in (first, *waiting):
        job.result(RESULT_SECONDS)
    run(sequencer, write_act(table, "later"))
    with backbone.engine.connect() as connection:
        assert set(connection.execute(sa.select(table.c.id)).scalars()) == {"0", "1", "2", "later"}
