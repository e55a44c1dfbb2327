# SPDX-License-Identifier: EUPL-1.2
"""The language of the GEB: short sentences, and the words of the glossary instead of their English ones (level B1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gep.document.blokken import Alinea, Beeld, Cijferlijst, Lijst, Open, Tabel
from gep.geb.blauwdruk import landelijk, of_region
from gep.geb.mensenbestand import HEAD
from tests.kit import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gep.document.blokken import Blok
    from gep.geb.maken import Geb

MAX_WORDS = 20
WRITTEN = (
    "tekst",
    "zin",
    "feit",
    "procedure",
    "oorsprong",
    "beheerder",
    "doel",
    "wat",
    "termijn",
    "bevat",
    "toelichting",
)
"""Fields of the blueprint that hold words of ours; the others are codes, names of laws or files."""

SPOKEN = ("Belang", "Feit", "Maatregel", "Procedure", "Risico", "Toelichting", "Vertrouwen", "Waarom", "Wat er ligt")
"""Columns whose cells are sentences."""

SAME_WORD = frozenset({
    *("alarm", "audit", "backbone", "checkpoint", "log", "mandate", "person", "record", "register", "server", "size", "trail"),
    *("gap", "line", "hit", "match", "test", "row", "root", "act", "case", "fact", "term", "stale", "dpia"),
})  # fmt: skip
"""Words of the English column that are Dutch too, or stand in a name."""


def sentences(text: str) -> list[str]:
    """Return a text in sentences."""
    return [part for part in re.split(r"(?<=[.?:;!])\s+", text) if part]


def too_long(texts: Iterable[str]) -> list[str]:
    """Return the sentences of more than twenty words."""
    return [part for text in texts for part in sentences(text) if len(part.split()) > MAX_WORDS]


def words_of(blok: Blok) -> Iterator[str]:
    """Give the sentences of ours in a block."""
    match blok:
        case Alinea() | Open():
            yield blok.tekst
        case Lijst():
            yield from blok.punten
        case Tabel():
            yield from (blok.bijschrift, blok.leeg, *blok.koppen)
            told = [place for place, kop in enumerate(blok.koppen) if kop in SPOKEN]
            yield from (str(rij[place]) for rij in blok.rijen for place in told)
        case Cijferlijst():
            yield from (blok.bijschrift, *(label for label, _ in blok.rijen))
        case Beeld():
            yield from (blok.bijschrift, blok.samenvatting)
        case _:
            return


def written(geb: Geb) -> list[str]:
    """Return every sentence of ours in an edition and in the blueprint."""
    parts = [row for soort in landelijk().delen.values() for row in soort]
    parts += [
        row for region in ("oost-brabant", "zeeland-west-brabant") for row in of_region(region).all("toelichting")
    ]
    fixed = [str(row[field]) for row in parts for field in WRITTEN if field in row]
    blocks = [text for sectie in geb.document.secties for blok in sectie.blokken for text in words_of(blok)]
    return [*fixed, *blocks, *geb.document.waarschuwingen, geb.document.voet, HEAD.replace("#", "")]


def test_no_sentence_has_more_than_twenty_words(geb) -> None:
    """Every sentence of ours in the edition, the blueprint and the file for people is short; a long one would be found."""
    texts = written(geb)
    assert len(texts) > 300
    assert too_long(texts) == []
    assert len(too_long(["Een zin. " + "woord " * 21])) == 1


def english() -> set[str]:
    """Return the English words of the glossary that are no Dutch words of it."""
    rows = [line.split("|") for line in (ROOT / "docs" / "woordenlijst.md").read_text("utf-8").splitlines()]
    pairs = [
        (row[1].strip(), row[2].strip()) for row in rows if len(row) > 4 and row[1].strip() not in ("woord", "---")
    ]
    dutch = {word for left, _ in pairs for word in re.findall(r"[\w-]+", left.lower())}
    single = {
        word.strip().lower() for _, right in pairs for word in re.split(r"[,;/]", right) if " " not in word.strip()
    }
    return single - dutch - SAME_WORD


def test_the_words_are_those_of_the_glossary(geb) -> None:
    """No English word stands where the glossary has a Dutch one; the list of words is the one of the glossary."""
    forbidden = english()
    assert {"supplier", "recipient", "operator", "ledger", "backup"} <= forbidden
    used = {word for text in written(geb) for word in re.findall(r"[a-zà-ü-]+", text.lower())}
    assert used & forbidden == set()


@pytest.mark.parametrize("name", ["geb-maken", "geb-blauwdruk", "geb-aanvullen", "rechten"])
def test_the_guides_are_short_of_sentence_too(name) -> None:
    """The guides to making and filling in a GEB, and to the rights of citizens, keep to the same language."""
    page = (ROOT / "docs" / "handleiding" / f"{name}.md").read_text("utf-8")
    prose = re.sub(r"```.*?```|\|[^\n]*|\]\([^)]*\)", " ", page, flags=re.DOTALL)
    parts = [line for line in prose.splitlines() if line.strip()]
    assert len(parts) > 8
    assert too_long(parts) == []
