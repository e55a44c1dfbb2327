# SPDX-License-Identifier: EUPL-1.2
"""What differs between two rule sets beside outcomes: rows, sources, every list of the vocabulary, and attachments.

Purpose: who may state a fact, who is told of a row or what a duty is can change without any row; a jurist sees that too.

Invariants:
    * every value of the vocabulary and of the sources stands in some entry, so none can change in silence;
    * entries and their order depend on the rule sets alone.

Norm: design.md 1 (3). Does not: say what a difference does to requests (`policies.analyse.verschil`).
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from policies.loader import Checked
from policies.rows import VELDEN, Row
from policies.vocabulary import Vocabulary

Tekst: TypeAlias = Mapping[str, str]
_INVARIANTEN: Final = "invarianten.toml"
_NO_MEANING: Final = frozenset({"code", "regel", "feit"})  # its name, and where it stands in the file


@dataclass(frozen=True, slots=True)
class RijVerschil:
    """A row or entry that came, went or changed: the cells that differ, as (column, was, becomes)."""

    id: str
    soort: str
    cellen: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The difference as a JSON object."""
        return {"id": self.id, "soort": self.soort, "cellen": [list(cell) for cell in self.cellen]}


def compare_rows(oud: Iterable[Row], nieuw: Iterable[Row]) -> tuple[RijVerschil, ...]:
    """The rules, cell by cell."""
    return _compare(*({row.id: dict(zip(VELDEN, row.cellen, strict=True)) for row in rows} for rows in (oud, nieuw)))


def compare_sources(oud: Checked, nieuw: Checked) -> tuple[RijVerschil, ...]:
    """The sources and the open questions."""
    return _compare(*(dict(_sources(one)) for one in (oud, nieuw)))


def compare_codes(oud: Checked, nieuw: Checked) -> tuple[RijVerschil, ...]:
    """The codes of the columns with all that is said of them."""
    return _compare(*(dict(_codes(one.vocabulary)) for one in (oud, nieuw)))


def compare_lists(oud: Checked, nieuw: Checked) -> tuple[RijVerschil, ...]:
    """All of the vocabulary that is no code: groups with their members, facts, duties, the request, who is told."""
    return _compare(*(dict(_lists(one)) for one in (oud, nieuw)))


def compare_attachments(oud: Checked, nieuw: Checked) -> tuple[RijVerschil, ...]:
    """What proves the rules: the invariants one by one, other files by name and hash."""
    return _compare(*(dict(_attachments(one)) for one in (oud, nieuw)))


def _sources(checked: Checked) -> Iterator[tuple[str, Tekst]]:
    yield from ((code, _fields(source)) for code, source in checked.sources.items())
    yield from ((f"vraag {number}", {"tekst": text}) for number, text in checked.vragen.items())


def _codes(vocabulary: Vocabulary) -> Iterator[tuple[str, Tekst]]:
    for kolom, terms in vocabulary.codes.items():
        yield from ((f"{kolom}: {code}", _fields(term)) for code, term in terms.items())


def _lists(checked: Checked) -> Iterator[tuple[str, Tekst]]:
    vocabulary = checked.vocabulary
    for kolom, groups in vocabulary.groups.items():
        for code, group in groups.items():
            yield f"groep {kolom}: {code}", {**_fields(group), "leden": _text(checked.closure.leaves(kolom, code))}
    entries = {"feit": vocabulary.facts, "plicht": vocabulary.plichten, "toonbaar": vocabulary.toonbaar}
    entries |= {"verzoek": vocabulary.verzoek.velden, "verzoek, zoek": vocabulary.verzoek.zoek}
    entries["verzoek, afgeleid"] = {one.feit: one for one in vocabulary.verzoek.afgeleid}
    for name, table in entries.items():
        yield from ((f"{name}: {code}", _fields(entry)) for code, entry in table.items())
    texts = {"bevoegd": vocabulary.bevoegd, "status": vocabulary.status, "plaats": vocabulary.plaatsen}
    for name, words in texts.items():
        yield from ((f"{name}: {code}", {"inhoud": _text(value)}) for code, value in words.items())
    yield "grens: nooit-ontvanger", {"inhoud": _text(vocabulary.nooit_ontvanger)}
    yield from ((f"volgorde: {kolom}", {"inhoud": " ".join(terms)}) for kolom, terms in vocabulary.codes.items())


def _attachments(checked: Checked) -> Iterator[tuple[str, Tekst]]:
    for name, data in checked.bijlagen.items():
        if name == _INVARIANTEN and (found := _invariants(data)) is not None:
            yield from found.items()
        else:
            yield name, {"sha256": hashlib.sha256(data).hexdigest()}


def _invariants(data: bytes) -> dict[str, Tekst] | None:
    """The invariants by id; None when they cannot be read as a list of them, so that the file is told as a whole."""
    try:
        items = tomllib.loads(data.decode())["invariant"]
        return {f"invariant {item['id']}": {key: _text(value) for key, value in item.items()} for item in items}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _fields(value: Any) -> dict[str, str]:
    return {one.name: _text(getattr(value, one.name)) for one in fields(value) if one.name not in _NO_MEANING}


def _text(value: object) -> str:
    """A value as text, the same for equal values: sets have no order of their own."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(_text, value)))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_text(found)}" for key, found in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def _compare(oud: Mapping[str, Tekst], nieuw: Mapping[str, Tekst]) -> tuple[RijVerschil, ...]:
    result = []
    for code in dict.fromkeys([*oud, *nieuw]):
        before, after = oud.get(code), nieuw.get(code)
        if before is None or after is None:
            result.append(RijVerschil(code, "toegevoegd" if before is None else "verdwenen"))
        elif before != after:
            keys = dict.fromkeys([*before, *after])
            cells = tuple((key, before.get(key, ""), after.get(key, "")) for key in keys)
            result.append(RijVerschil(code, "gewijzigd", tuple(cell for cell in cells if cell[1] != cell[2])))
    return tuple(result)
