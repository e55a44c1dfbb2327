# SPDX-License-Identifier: EUPL-1.2
"""The fast way to the accountability parts gives what the ordinary reader gives, and no more."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from audit import feiten, openings
from audit.feiten import read_feiten
from audit.proof.jcs import encode
from audit.proof.leaf import KEY_SIZE
from audit.tables import log_openingen_feit
from audit.values import LogError

SHARD = "noord-2026"
LINES = 23


@pytest.fixture
def filled(running, monkeypatch):
    """A shard with lines in several chunks; each line names a person too."""
    backbone, sequencer = running
    monkeypatch.setattr(feiten, "CHUNK", 7)
    for number in range(LINES):
        line = {"gebeurtenis": "proef", "nr": number}
        sequencer.submit(lambda pen, line=line: pen.line(SHARD, line, {"persoon": "Kwispelstaart"})).result(10)
    return backbone


def read(backbone, places=range(LINES)):
    """Return what comes, chunk after chunk."""
    return [data for chunk in read_feiten(backbone.engine, backbone.kluis, SHARD, places) for data in chunk]


def test_it_gives_what_the_reader_gives_and_nobody(filled) -> None:
    """Line by line the same part as the ordinary reader opens, of any stretch, and the person in none of it."""
    opened = [line.feit for line in filled.reader.lines(SHARD)]
    assert len(opened) == LINES
    assert [json.loads(data) for data in read(filled)] == opened
    assert [json.loads(data) for data in read(filled, range(5, 16))] == opened[5:16]
    assert read(filled, range(4, 4)) == []
    assert b"Kwispelstaart" not in b"".join(read(filled))
    assert all(data == encode(feit) for data, feit in zip(read(filled), opened, strict=True))


def test_a_line_that_is_not_there_is_an_error(filled) -> None:
    """A hole, or a stretch beyond the end, gives no lines at all."""
    with pytest.raises(LogError, match="ontbreekt een regel"):
        read(filled, range(LINES + 1))


def test_what_was_erased_comes_as_nothing(filled) -> None:
    """The key of one line goes: that line comes as None, the rest is what it was."""
    before = read(filled)
    with filled.engine.connect() as connection:
        where = (log_openingen_feit.c.shard == SHARD) & (log_openingen_feit.c.volgnr == 12)
        name, place = connection.execute(
            sa.select(log_openingen_feit.c.sleutel, log_openingen_feit.c.plaats).where(where)
        ).one()
    start, end = place * KEY_SIZE, (place + 1) * KEY_SIZE
    filled.kluis.revise(openings.KLUIS_KIND, [name], lambda _, value: value[:start] + bytes(KEY_SIZE) + value[end:])
    after = read(filled)
    assert after[12] is None
    assert [data for at, data in enumerate(after) if at != 12] == [data for at, data in enumerate(before) if at != 12]


def test_a_part_that_does_not_open_is_an_error(filled) -> None:
    """A key that is cut short stops the reading: there are no figures of half a log."""
    with filled.engine.connect() as connection:
        name = connection.execute(sa.select(log_openingen_feit.c.sleutel).limit(1)).scalar_one()
    filled.kluis.revise(openings.KLUIS_KIND, [name], lambda _, __: b"kort")
    with pytest.raises(openings.OpeningError, match="32 bytes"):
        read(filled)
