# SPDX-License-Identifier: EUPL-1.2
"""Counting holds as much memory for many lines as for few, also when no two lines are alike."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gep.bron import Bron, Logstand
from gep.cijfers import gather, teller
from gep.periode import Periode
from tests.gep.cijfers.regels import moment
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = Periode.parse("2027-01-01..2027-12-31")
PER_CHUNK = 500
STAND = Logstand("landelijk-2027", "proef/log", 1, "")


@pytest.fixture(scope="module")
def leeg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bron]:
    """What a backbone gives on which nothing happened."""
    with backbone(tmp_path_factory.mktemp("geheugen")) as made:
        yield Bron.of_world(made.world)


def peak(bron: Bron, chunks: int) -> int:
    """Return the most memory that counting so many chunks of lines took, each line of a form of its own."""
    tijd = moment("2027-02-01T12:00:00")

    def lines(_stand: Logstand, _start: int) -> Iterator[list[bytes | None]]:
        for chunk in range(chunks):
            yield [
                b'{"gebeurtenis":"beheer:server:gestart","oin":"0","reden":"%d","tijd":%d}'
                % (chunk * PER_CHUNK + n, tijd)
                for n in range(PER_CHUNK)
            ]

    tracemalloc.start()
    try:
        found = gather(replace(bron, feiten=lines, standen=(STAND,)), YEAR)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert found.total("handelingen") == found.regels == chunks * PER_CHUNK


def test_memory_does_not_grow_with_the_lines(leeg: Bron, monkeypatch) -> None:
    """Four times as many lines take no more memory; kept all they would take four times as much, which shows as well."""
    monkeypatch.setattr(teller, "MOST", 1000)
    peak(leeg, 2)
    few, many = peak(leeg, 6), peak(leeg, 24)
    assert many < few * 1.2
    monkeypatch.setattr(teller, "MOST", 1_000_000)
    assert peak(leeg, 24) > many * 2
