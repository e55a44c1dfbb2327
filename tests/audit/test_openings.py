# SPDX-License-Identifier: EUPL-1.2
"""Where opening keys lie, how one is erased, and that the rest stays readable."""

import pytest
import sqlalchemy as sa

from audit import openings
from audit.database import scrub, writing
from audit.kluis import KluisError, Value, kluis_waarden
from audit.proof import receipt
from audit.proof.leaf import Opening
from audit.tables import log_openingen_feit, log_openingen_persoon

SHARD = "oost-2026"


def fill(backbone, count=5):
    """Write lines in one act, so in one batch."""

    def act(pen):
        for number in range(count):
            pen.line(SHARD, {"n": number}, {"persoon": f"p-{number}"})

    sequencer = backbone.sequencer()
    sequencer.start()
    sequencer.submit(act).result(30)
    sequencer.stop()


def erase(backbone, volgnrs, kind):
    with writing(backbone.engine) as connection:
        return openings.erase(connection, backbone.kluis, SHARD, volgnrs, kind)


def stored_keys(backbone):
    with backbone.kluis.engine.connect() as connection:
        refs = list(connection.execute(sa.select(kluis_waarden.c.ref)).scalars())
    return backbone.kluis.get_many(openings.KLUIS_KIND, refs)


def test_keys_of_a_batch_are_two_values(any_backbone):
    """One batch leaves one value of keys per kind in the kluis, and each row names its own place in it."""
    fill(any_backbone)
    assert sorted(len(value) for value in stored_keys(any_backbone).values()) == [5 * 32, 5 * 32]
    with any_backbone.engine.connect() as connection:
        for table in (log_openingen_feit, log_openingen_persoon):
            rows = connection.execute(sa.select(table).order_by(table.c.volgnr)).all()
            assert [row.plaats for row in rows] == [0, 1, 2, 3, 4]
            assert len({row.sleutel for row in rows}) == 1


def test_erasing_takes_one_kind_of_some_lines(any_backbone):
    """Erasing the part about people takes their rows and keys, and neither their lines, proofs nor neighbours."""
    fill(any_backbone)
    before = b"".join(stored_keys(any_backbone).values())
    assert erase(any_backbone, [1, 3, 3], openings.PERSOON) == 2
    scrub(any_backbone.engine, log_openingen_persoon.name)
    lines = list(any_backbone.reader.lines(SHARD))
    assert [line.persoon and line.persoon["persoon"] for line in lines] == ["p-0", None, "p-2", None, "p-4"]
    assert [line.erased for line in lines] == [(), ("persoon",), (), ("persoon",), ()]
    assert [line.feit["n"] for line in lines] == [0, 1, 2, 3, 4]
    after = b"".join(stored_keys(any_backbone).values())
    assert sum(after[at : at + 32] == bytes(32) for at in range(0, len(after), 32)) == 2
    assert len(after) == len(before)
    shown = receipt.verify(any_backbone.log.receipt(SHARD, 1), any_backbone.policy)
    assert shown.persoon is None
    assert not shown.persoon_bekend


def test_erasing_again_changes_nothing(any_backbone):
    """Erasing is repeatable, also what never was there; a crash between keys and rows is ended by doing it again."""
    fill(any_backbone)
    with any_backbone.engine.connect() as connection:  # never committed
        openings.erase(connection, any_backbone.kluis, SHARD, [2], openings.FEIT)
    assert list(any_backbone.reader.lines(SHARD))[2].erased == ("feit",)
    assert erase(any_backbone, [2], openings.FEIT) == 1
    assert erase(any_backbone, [2, 99], openings.FEIT) == 0
    assert erase(any_backbone, [], openings.FEIT) == 0
    assert [line.erased for line in any_backbone.reader.lines(SHARD)] == [(), (), ("feit",), (), ()]


def test_rows_of_the_first_release_stay_readable(any_backbone):
    """A row with a key of its own, as v0.1.0 left them, is read and erased by the same code."""
    fill(any_backbone, 2)
    keys = {len(value): value for value in stored_keys(any_backbone).values()}
    assert list(keys) == [64]
    with any_backbone.engine.connect() as connection:
        row = connection.execute(
            sa.select(log_openingen_feit).where(log_openingen_feit.c.volgnr == 1, log_openingen_feit.c.shard == SHARD)
        ).one()
    own = stored_keys(any_backbone)[row.sleutel][32:]
    any_backbone.kluis.put(openings.KLUIS_KIND, "oud", own)
    with writing(any_backbone.engine) as connection:
        connection.execute(sa.delete(log_openingen_feit).where(log_openingen_feit.c.volgnr == 1))
        old = {"shard": SHARD, "volgnr": 1, "sleutel": "oud", "cijfertekst": row.cijfertekst}
        connection.execute(sa.insert(log_openingen_feit).values(old))
    assert [line.feit["n"] for line in any_backbone.reader.lines(SHARD)] == [0, 1]
    assert erase(any_backbone, [1], openings.FEIT) == 1
    assert any_backbone.kluis.get(openings.KLUIS_KIND, "oud") == bytes(32)


def test_freed_pages_hold_nothing(backbone):
    """On SQLite neither the ciphertext nor the sealed keys remain in any file once they are erased and scrubbed."""
    fill(backbone)
    with backbone.engine.connect() as connection:
        data = connection.execute(sa.select(log_openingen_feit.c.cijfertekst)).scalars().all()
    with backbone.kluis.engine.connect() as connection:
        sealed = connection.execute(sa.select(kluis_waarden.c.waarde)).scalars().all()
    files = [path for path in backbone.folder.parent.rglob("*") if ".sqlite" in path.name]
    assert all(any(item in path.read_bytes() for path in files) for item in (*data, *sealed))
    erase(backbone, range(5), openings.FEIT)
    erase(backbone, range(5), openings.PERSOON)
    scrub(backbone.engine, log_openingen_feit.name)
    for path in files:
        content = path.read_bytes() if path.exists() else b""
        assert not any(item in content for item in (*data, *sealed)), path


def test_a_place_that_is_not_there_is_an_error():
    """A place outside the value, or a value of half a key, is an error and never an erased opening."""
    value = bytes(32) + b"k" * 32
    assert openings.key_at(value, 0) is None
    assert openings.key_at(value, 1) == b"k" * 32
    for bad, place in ((value, 2), (value, -1), (value[:-1], 0), (b"", 0)):
        with pytest.raises(openings.OpeningError):
            openings.key_at(bad, place)
    with pytest.raises(openings.OpeningError):
        openings.unseal(b"", b"short", openings.FEIT, SHARD, 0)


def test_an_empty_batch_keeps_no_keys():
    """Without openings of a kind the kluis gets nothing; with them one value, in order."""
    sealer = openings.Sealer(openings.FEIT)
    assert sealer.secrets() == []
    sealer.add(Opening(b"{}", b"a" * 32), SHARD, 7)
    sealer.add(Opening(b"{}", b"b" * 32), SHARD, 8)
    (value,) = sealer.secrets()
    assert value.value == b"a" * 32 + b"b" * 32
    assert [row[4] for row in sealer.rows] == [0, 1]
    assert openings.unseal(sealer.rows[1][3], b"b" * 32, openings.FEIT, SHARD, 8).data == b"{}"


def test_revising_the_kluis_is_all_or_nothing(any_backbone):
    """A value that does not open stops a revision before anything is changed; an absent one is passed over."""
    kluis = any_backbone.kluis
    kluis.put_many([Value("proef", "a", b"een"), Value("proef", "b", b"twee")])
    assert kluis.revise("proef", ["a", "weg"], lambda ref, value: value + ref.encode()) == 1
    assert kluis.get("proef", "a") == b"eena"
    with kluis.engine.begin() as connection:
        connection.execute(sa.update(kluis_waarden).where(kluis_waarden.c.ref == "b").values(waarde=b"x" * 40))
    with pytest.raises(KluisError):
        kluis.revise("proef", ["a", "b"], lambda _, __: b"anders")
    assert kluis.get("proef", "a") == b"eena"
