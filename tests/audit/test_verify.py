# SPDX-License-Identifier: EUPL-1.2
"""Whatever is altered, taken away, moved or added in the log is found and named."""

import contextlib
import shutil

import pytest
import sqlalchemy as sa

from audit import database, kluis, tables
from audit.proof import jcs
from audit.rows import existing_rows, removed_ref, row_ref
from audit.verify import Rooms, verify

SHARD = "oost-2026"
LINES = 270
business = sa.MetaData()
feiten = sa.Table(
    "proef_feiten", business, sa.Column("id", sa.Text, primary_key=True), sa.Column("waarde", sa.Text, nullable=False)
)

# Columns of which an alteration is NOT found, each with its reason. There are none.
UNPROTECTED: dict[tuple[str, str], str] = {}
COLUMNS = [
    (table.name, column.name)
    for table in [*tables.metadata.sorted_tables, *kluis.metadata.sorted_tables]
    for column in table.columns
]


def act(key, persoon=None, shard=SHARD):
    def run(pen):
        values = {"id": key, "waarde": f"w{key}"}
        pen.connection.execute(sa.insert(feiten), values)
        pen.secret("zout", key, b"z" * 32)
        pen.line(shard, {"handeling": "proef", "rijen": [row_ref(feiten, values)]}, persoon)

    return run


def fill(backbone, lines=LINES):
    sequencer = backbone.sequencer()
    sequencer.start()
    sequencer.submit(act("0")).result(30)
    for batch in (range(1, lines // 2), range(lines // 2, lines)):

        def many(pen, batch=batch):
            for number in batch:
                act(str(number), {"persoon": "p"} if number % 3 == 0 else None)(pen)

        sequencer.submit(many).result(30)
    sequencer.submit(act("west", {"persoon": "q"}, "west-2026")).result(30)
    sequencer.submit(act("laatst", {"persoon": "q"})).result(30)
    sequencer.stop()


ROOMS = Rooms(
    rows=lambda connection: existing_rows(connection, [feiten]),
    secrets=lambda connection: (("zout", key) for key in connection.execute(sa.select(feiten.c.id)).scalars()),
)


def check(backbone):
    return verify(backbone.engine, backbone.kluis, backbone.folder, backbone.policy, ROOMS).bevindingen


def drop_triggers(backbone):
    with backbone.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            for statement in database.drop_append_only(table.name, backbone.engine.dialect.name):
                connection.exec_driver_sql(statement)


@pytest.fixture
def at_once(monkeypatch):
    """Nobody is at work: verification need not wait for files to come up with the database."""
    monkeypatch.setattr("audit.verify.SETTLE_SECONDS", 0.0)


@pytest.fixture
def filled(backbone, at_once):
    """A filled log on SQLite whose triggers the intruder has dropped."""
    fill(backbone)
    drop_triggers(backbone)
    return backbone


def other(value):
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, int):
        return value + 1000
    return value[:-1] + ("a" if value[-1] != "a" else "b")


def key_of(table, row):
    return "|".join(str(row[column.name]) for column in table.primary_key.columns)


def victims(engine, table):
    """The first, a middle and the last row of a table."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings().all()
    return [dict(rows[index]) for index in sorted({0, len(rows) // 2, len(rows) - 1})]


@contextlib.contextmanager
def altered(engine, table, row, column):
    new = dict(row) | {column: other(row[column])}

    def change(old, values):
        where = [c == old[c.name] for c in table.primary_key.columns]
        with engine.begin() as connection:
            assert connection.execute(sa.update(table).where(*where).values(values)).rowcount == 1

    change(row, new)
    yield new
    change(new, row)


def assert_every_column_is_covered(backbone, wanted):
    for name, column in wanted:
        if (name, column) in UNPROTECTED:
            continue
        table = (tables.metadata.tables | kluis.metadata.tables)[name]
        engine = backbone.kluis.engine if name == "kluis_waarden" else backbone.engine
        for row in victims(engine, table):
            with altered(engine, table, row, column) as new:
                found = check(backbone)
            named = {finding.waar for finding in found}
            places = {f"{name}:{key_of(table, row)}", f"{name}:{key_of(table, new)}"}
            assert named & places, (name, column, row, [f.to_json() for f in found][:5])
    assert check(backbone) == []


def test_a_good_log_has_no_findings(any_backbone):
    """A log as it was written, with its rows and secrets, verifies on both databases, and again after a restart."""
    fill(any_backbone)
    report = verify(any_backbone.engine, any_backbone.kluis, any_backbone.folder, any_backbone.policy)
    assert report.geldig, report.to_json()
    assert check(any_backbone) == []
    assert report.regels == LINES + 2 + 3
    assert {point["origin"].rpartition("/")[2]: point["size"] for point in report.checkpoints} == {
        "stam": 3,
        SHARD: LINES + 1,
        "west-2026": 1,
    }
    sequencer = any_backbone.sequencer()
    sequencer.start()
    sequencer.submit(act("x")).result(30)
    sequencer.stop()
    assert check(any_backbone) == []


def test_every_column_of_every_table(filled):
    """One stored value altered, in any column of any table of the log or the kluis, is found and its row named."""
    assert {name for name, _ in COLUMNS} == {*tables.metadata.tables, "kluis_waarden"}
    assert_every_column_is_covered(filled, COLUMNS)


@pytest.mark.parametrize("any_backbone", ["postgresql"], indirect=True)
def test_some_columns_on_postgresql(any_backbone, at_once):
    """The same on PostgreSQL, for the last column of each table of the main database."""
    fill(any_backbone)
    drop_triggers(any_backbone)
    last = {name: column for name, column in COLUMNS if name != "kluis_waarden"}
    assert_every_column_is_covered(any_backbone, last.items())


@pytest.mark.parametrize("name", [table.name for table in tables.metadata.sorted_tables])
def test_a_row_taken_away(filled, name):
    """A deleted row of any table is found; the place is named."""
    table = tables.metadata.tables[name]
    for row in victims(filled.engine, table):
        where = [c == row[c.name] for c in table.primary_key.columns]
        with filled.engine.begin() as connection:
            connection.execute(sa.delete(table).where(*where))
        found = check(filled)
        key = key_of(table, row)
        next_head = {f.waar for f in found if f.soort == "hoofd-gewijzigd"}
        lost_last = {f.waar for f in found if f.soort in {"regel-toegevoegd", "checkpoint-toegevoegd"}}
        assert {f"{name}:{key}", f"{name.replace('checkpoints', 'hoofden')}:{key}"} & {f.waar for f in found} or (
            name == "log_hoofden" and (next_head or lost_last)
        ), (row, found)
        with filled.engine.begin() as connection:
            connection.execute(sa.insert(table).values(row))
    assert check(filled) == []


@pytest.mark.parametrize("name", [table.name for table in tables.metadata.sorted_tables])
def test_a_row_added(filled, name):
    """An added row of any table is found, whether at the end or in a shard that does not exist."""
    table = tables.metadata.tables[name]
    row = victims(filled.engine, table)[-1]
    number = [c.name for c in table.primary_key.columns][-1]
    extras = [dict(row) | {"shard": "zuid-2026"}]
    if number != "shard":
        follows = {"vorige": 4999} if name == "log_hoofden" else {}  # a second successor is refused by the database
        extras.append(dict(row) | {number: 5000} | follows)
    for extra in extras:
        with filled.engine.begin() as connection:
            connection.execute(sa.insert(table).values(extra))
        found = check(filled)
        assert f"{name}:{key_of(table, extra)}" in {f.waar for f in found}, found
        with filled.engine.begin() as connection:
            connection.execute(sa.delete(table).where(*[c == extra[c.name] for c in table.primary_key.columns]))
    assert check(filled) == []


def test_two_lines_exchanged(filled):
    """Two lines that changed places (with all that hangs on them in the same table) are found and named."""
    table = tables.log_bladen
    with filled.engine.begin() as connection:
        here = table.c.shard == SHARD
        for old, new in ((5, -1), (7, 5), (-1, 7)):
            connection.execute(sa.update(table).where(here, table.c.volgnr == old).values(volgnr=new))
    named = {f.waar for f in check(filled)}
    assert {f"log_openingen_feit:{SHARD}|5", f"log_openingen_feit:{SHARD}|7"} <= named
    assert any("tile/0/000" in waar for waar in named)


def test_a_line_rewritten_with_its_hash(filled):
    """A line whose hash was made to fit again is betrayed by the root, the tile file and its opening."""
    from audit.proof.tree import hash_leaf

    table = tables.log_bladen
    entry = jcs.encode({"c_feit": "0" * 64, "c_persoon": "1" * 64, "v": 1})
    with filled.engine.begin() as connection:
        where = (table.c.shard == SHARD) & (table.c.volgnr == 9)
        connection.execute(sa.update(table).where(where).values(blad=entry, hash=hash_leaf(entry)))
    found = check(filled)
    assert f"log_openingen_feit:{SHARD}|9" in {f.waar for f in found}
    assert sum(f.soort == "wortel-wijkt-af" for f in found) == 1
    assert any(f.soort == "bestand-gewijzigd" and "hash 9" in f.tekst for f in found)


def test_a_newest_checkpoint_signed_by_another_key(filled):
    """A checkpoint that another key signed is refused, even when that key stands in the table of shards."""
    from audit.proof import checkpoint
    from audit.signer import LogSigner

    stranger = LogSigner.generate()
    table = tables.log_checkpoints
    with filled.engine.begin() as connection:
        row = connection.execute(sa.select(table).where(table.c.shard == "west-2026")).mappings().one()
        head, _ = checkpoint.parse(row["notitie"])
        connection.execute(
            sa.update(table).where(table.c.shard == "west-2026").values(notitie=stranger.sign(head, filled.clock.now()))
        )
        keys = stranger.vkeys(head.origin)
        connection.execute(
            sa.update(tables.log_shards)
            .where(tables.log_shards.c.shard == "west-2026")
            .values(vkey_ed25519=str(keys[0]), vkey_mldsa44=str(keys[1]))
        )
    named = {f.waar for f in check(filled)}
    assert {"log_checkpoints:west-2026|1", "log_shards:west-2026", "log/west-2026/checkpoint"} <= named


def test_rows_beside_the_log(filled):
    """A business row that is changed, removed or smuggled in is named; one removed by a logged act is fine."""
    for statement, soort, key in (
        (sa.update(feiten).where(feiten.c.id == "3").values(waarde="anders"), "rij-gewijzigd", "3"),
        (sa.delete(feiten).where(feiten.c.id == "4"), "rij-ontbreekt", "4"),
        (sa.insert(feiten).values(id="smokkel", waarde="x"), "rij-toegevoegd", "smokkel"),
    ):
        with filled.engine.begin() as connection:
            connection.execute(statement)
        assert (soort, f"proef_feiten:{key}") in {(f.soort, f.waar) for f in check(filled)}


def test_a_removal_that_is_logged(backbone):
    """A row that a later line removes is no finding."""
    fill(backbone, 6)
    sequencer = backbone.sequencer()
    sequencer.start()

    def remove(pen):
        pen.connection.execute(sa.delete(feiten).where(feiten.c.id == "2"))
        pen.line(SHARD, {"handeling": "gewist", "rijen": [removed_ref(feiten, {"id": "2"})]})

    sequencer.submit(remove).result(30)
    sequencer.stop()
    assert check(backbone) == []


def test_a_secret_taken_away(filled):
    """A salt or an opening key that is gone is named."""
    filled.kluis.delete("zout", "3")
    assert "kluis_waarden:zout|3" in {f.waar for f in check(filled)}
    with filled.engine.connect() as connection:
        table = tables.log_openingen_feit
        name = connection.execute(sa.select(table.c.sleutel).where(table.c.volgnr == 11)).scalar_one()
    filled.kluis.delete("opening", name)
    assert f"log_openingen_feit:{SHARD}|11" in {f.waar for f in check(filled)}


def test_every_published_file(filled):
    """Each published file is missed when it goes and named when one byte of it changes; a stranger is named too."""
    root = filled.folder / "log"
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != ".slot")
    assert len(files) > 15
    for path in files:
        where = str(path.relative_to(filled.folder))
        data = path.read_bytes()
        path.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
        assert where in {f.waar for f in check(filled)}, where
        partial = ".p/" in where
        path.unlink()
        if not partial:
            assert where in {f.waar for f in check(filled)}, where
        path.write_bytes(data)
    (root / SHARD / "tile/0/999").write_bytes(b"x")
    (root / "vreemd").mkdir()
    assert {f"log/{SHARD}/tile/0/999", "log/vreemd"} <= {f.waar for f in check(filled)}


def test_a_shard_taken_away(filled):
    """A whole shard removed with its row, lines and files is missed, because the stamlog opened it."""
    with filled.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.delete(table).where(table.c.shard == "west-2026"))
    shutil.rmtree(filled.folder / "log" / "west-2026")
    assert ("shard-ontbreekt", "log_shards:west-2026") in {(f.soort, f.waar) for f in check(filled)}


def test_triggers_refuse_changes(any_backbone):
    """The database itself refuses to change or delete lines; only openings can be deleted."""
    fill(any_backbone)
    for table in tables.metadata.sorted_tables:
        for statement in (sa.update(table).values(shard="x"), sa.delete(table)):
            allowed = table.name in tables.DELETABLE and statement.is_delete
            outcome = contextlib.nullcontext() if allowed else pytest.raises(sa.exc.DBAPIError)
            with outcome, any_backbone.engine.begin() as connection:
                connection.execute(statement)


def test_verifying_beside_a_working_log(running):
    """Verification of a log at work finds nothing: it looks at one moment of database and files."""
    backbone, sequencer = running
    futures = [sequencer.submit(act(str(number))) for number in range(50)]
    for number in range(50, 200):
        futures.append(sequencer.submit(act(str(number))))
        if number % 50 == 0:
            assert check(backbone) == []
    for future in futures:
        future.result(30)
    assert check(backbone) == []


def remembered(report):
    from audit.verify import Voortgang

    return Voortgang.of_report(report, "0" * 64)


def again(backbone, since):
    from audit.verify import Run

    told = []
    run = Run(lambda *step: told.append(step), since)
    return verify(backbone.engine, backbone.kluis, backbone.folder, backbone.policy, ROOMS, run), told


def more(backbone, count):
    sequencer = backbone.sequencer()
    sequencer.start()
    sequencer.submit(lambda pen: [act(f"meer-{count}-{n}")(pen) for n in range(count)]).result(30)
    sequencer.stop()


def test_going_on_from_an_earlier_verification(backbone, at_once, tmp_path):
    """Only new lines are read after a clean run, whatever the size was; a defect among them is found, an old one not."""
    from audit.verify import Voortgang

    fill(backbone)
    whole = verify(backbone.engine, backbone.kluis, backbone.folder, backbone.policy, ROOMS)
    path = tmp_path / "voortgang.json"
    remembered(whole).write(path)
    for count in (1, 240, 300):
        since = Voortgang.read(path, "0" * 64)
        more(backbone, count)
        report, told = again(backbone, since)
        assert report.geldig, report.to_json()
        assert report.vanaf[SHARD] == since.of(SHARD).omvang
        assert report.regels == count + 3  # the stamlog is read whole, the other shard has nothing new
        assert told[-1][0] == "kluis"
        remembered(report).write(path)
    drop_triggers(backbone)
    since = Voortgang.read(path, "0" * 64)
    more(backbone, 5)
    table = tables.log_bladen
    for index, seen in ((3, False), (LINES + 1 + 541 + 2, True)):
        row = next(r for r in victims_at(backbone.engine, table, index))
        with altered(backbone.engine, table, row, "blad"):
            assert (f"log_bladen:{SHARD}|{index}" in {f.waar for f in again(backbone, since)[0].bevindingen}) is seen
    assert again(backbone, since)[0].geldig


def victims_at(engine, table, index):
    with engine.connect() as connection:
        query = sa.select(table).where(table.c.shard == SHARD, table.c.volgnr == index)
        return [dict(row) for row in connection.execute(query).mappings()]


def test_a_log_that_is_not_the_one_of_then(backbone, at_once):
    """When the stored tree does not give the remembered root any more that is told, and all lines are read again."""
    from audit.verify.resume import Punt, Voortgang

    fill(backbone)
    for size, root in ((LINES, bytes(32)), (LINES + 5000, bytes(32))):
        report, _ = again(backbone, Voortgang("0" * 64, {SHARD: Punt(size, root)}))
        assert {f.soort for f in report.bevindingen} == {"voortgang-wijkt-af"}
        assert report.regels == LINES + 2 + 3
        assert report.vanaf == {}


@pytest.mark.parametrize(
    "content", [b"{}", b"nee", b'{"shards":{"x":{"omvang":0,"wortel":""}},"tlog_policy_sha256":""}']
)
def test_a_broken_file_of_progress(tmp_path, content):
    """What is no progress, or of another policy, is refused with our own error."""
    from audit.verify.resume import ProgressFileError, Voortgang

    (tmp_path / "v").write_bytes(content)
    with pytest.raises(ProgressFileError):
        Voortgang.read(tmp_path / "v", "0" * 64)
    Voortgang("1" * 64).write(tmp_path / "w")
    with pytest.raises(ProgressFileError):
        Voortgang.read(tmp_path / "w", "0" * 64)
    assert Voortgang.read(tmp_path / "geen", "0" * 64) is None


def test_other_processes_find_the_same(filled):
    """With helping processes the findings are the same as without, in number and place."""
    from audit.verify import Run

    table = tables.log_openingen_feit
    row = victims(filled.engine, table)[1]
    for bad in (False, True):
        with altered(filled.engine, table, row, "cijfertekst") if bad else contextlib.nullcontext():
            alone = verify(filled.engine, filled.kluis, filled.folder, filled.policy, ROOMS)
            run = Run(processes=2)
            helped = verify(filled.engine, filled.kluis, filled.folder, filled.policy, ROOMS, run)
        assert helped.to_json() == alone.to_json()
        assert helped.geldig is not bad
