# SPDX-License-Identifier: EUPL-1.2
"""The openings of many lines at once: does each open, does its leaf commit to it, and what does it say.

Invariants:
- No database and no state: a batch goes in and a value comes out, so that batches can go to other processes.
- An opening is good only when it opens at its place under its key and its leaf commits to it. The leaf is made again from
  both commitments and compared whole, which is the whole check; only when it differs is looked for what is wrong.
- An opening that is not there, or whose key was erased, is handed on: whether an order covers it is known at the end.

Norm: design.md 6. It names no person: nothing of an opening but times, rows and extracts leaves it.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from audit import openings
from audit.proof import leaf, wissing
from audit.values import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# How a stored opening stands: with its key, without a row, without a key that opens, with a key that was erased.
PRESENT, GONE, LOCKED, LOST, ERASED = range(5)
_WHY: Final = {
    GONE: ("opening-ontbreekt", "De opening `{}` van deze regel is er niet meer, en geen wisbevel noemt haar."),
    LOCKED: ("opening-zonder-sleutel", "De sleutel van de opening `{}` in de kluis klopt niet."),
    LOST: ("opening-zonder-sleutel", "De sleutel van de opening `{}` is niet in de kluis."),
    ERASED: ("opening-zonder-sleutel", "De sleutel van de opening `{}` is gewist, en geen wisbevel noemt haar."),
}
_LATEST: Final = 2**53  # ms: what JCS and every database can hold
_decode: Final = json.JSONDecoder().decode  # without looking for other encodings than UTF-8

# What a check of another room wants to know of a line, as rows (soort, sleutel, inhoud); nothing that names a person.
Extract: TypeAlias = "Callable[[Said], Iterable[tuple[str, str, str]]]"

# Table, key and digest of a row (None: removed), with the time and the place of the line that names it.
Claim: TypeAlias = tuple[str, str, "str | None", int, str]


# How an opening stands, its key and its ciphertext (empty when there is none); a line: number, leaf, `feit`, `persoon`.
# Plain tuples, for there are two of them per line, and lines go to other processes.
Sealed: TypeAlias = tuple[int, bytes, bytes]
Line: TypeAlias = tuple[int, bytes, Sealed, Sealed]


class Missing(NamedTuple):
    """An opening that could not be opened for want of its row or key."""

    volgnr: int
    kind: str
    state: int


class Said(NamedTuple):
    """A line that was opened: its place `shard|volgnr`, its leaf, what it says; `persoon` None: nobody, or gone."""

    regel: str
    entry: bytes
    feit: dict[str, Any]
    persoon: dict[str, Any] | None
    persoon_gone: bool


@dataclass(slots=True)
class Opened:
    """What a batch gave; `extracts` are (soort, sleutel, regel, inhoud)."""

    findings: list[Finding] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    erasures: list[wissing.Wissing] = field(default_factory=list)
    extracts: list[tuple[str, str, str, str]] = field(default_factory=list)


def why_missing(kind: str, state: int) -> tuple[str, str]:
    """Return the kind of finding and the sentence for an opening that no order explains."""
    soort, text = _WHY[state]
    return soort, text.format(kind)


def open_batch(shard: str, batch: Sequence[Line], extract: Extract | None = None) -> Opened:
    """Open the lines of one shard and return what they gave."""
    result = Opened()
    decrypt = openings.decrypter(openings.FEIT, shard), openings.decrypter(openings.PERSOON, shard)
    digest, no_person = hmac.digest, leaf.no_person
    for line in batch:
        volgnr, entry, (state, key, data), (person_state, person_key, person_data) = line
        feit = persoon = None
        whole = state == PRESENT
        try:
            if whole:
                feit = decrypt[0](data, key, volgnr)
            if person_state == PRESENT:
                persoon = decrypt[1](person_data, person_key, volgnr)
        except openings.OpeningError:
            whole = False
        if whole and feit is not None:
            c_feit = digest(key, feit, "sha256").hex()
            if persoon is not None:
                c_persoon = digest(person_key, persoon, "sha256").hex()
            else:
                c_persoon = no_person(key) if person_state == GONE else ""
            whole = entry == f'{{"c_feit":"{c_feit}","c_persoon":"{c_persoon}","v":1}}'.encode()
        if not whole:
            feit, persoon = _examine(result, shard, line)
        if feit is not None:
            _said(result, shard, line, (feit, persoon), extract)
    return result


def _plain(sealed: Sealed, kind: str, shard: str, index: int) -> bytes | None:
    """Return the bytes of an opening, None when it is not there or does not open."""
    state, key, data = sealed
    try:
        return openings.decrypt(data, key, kind, shard, index) if state == PRESENT else None
    except openings.OpeningError:
        return None


def _examine(result: Opened, shard: str, line: Line) -> tuple[bytes | None, bytes | None]:
    """Say what is wrong with a line that is not whole; return what is good of it."""
    volgnr, entry, feit, persoon = line
    try:
        blad = leaf.parse(entry)
    except leaf.LeafError:
        result.findings.append(Finding("regel-gewijzigd", f"log_bladen:{shard}|{volgnr}", "Dit is geen blad."))
        return None, None
    good = _one(result, shard, volgnr, (feit, openings.FEIT), blad.c_feit)
    never = persoon[0] == GONE and (good is None or not leaf.has_person(blad, feit[1]))
    if never:  # or nobody can tell, without the key of `feit`
        return good, None
    return good, _one(result, shard, volgnr, (persoon, openings.PERSOON), blad.c_persoon)


def _one(result: Opened, shard: str, index: int, stored: tuple[Sealed, str], commitment: str) -> bytes | None:
    (state, key, _), kind = stored
    if state != PRESENT:
        result.missing.append(Missing(index, kind, state))
        return None
    data = _plain(stored[0], kind, shard, index)
    if data is None or hmac.digest(key, data, "sha256").hex() != commitment:
        waar = f"log_openingen_{kind}:{shard}|{index}"
        result.findings.append(Finding("opening-gewijzigd", waar, f"De opening `{kind}` past niet bij het blad."))
        return None
    return data


def _said(result: Opened, shard: str, line: Line, plain: tuple[bytes, bytes | None], extract: Extract | None) -> None:
    """Take what a line says: its time, the rows it names, an erasure, and what other rooms want of it."""
    feit, persoon = plain
    volgnr, entry, _, _ = line
    regel = f"{shard}|{volgnr}"
    try:
        value = _decode(feit.decode())
        tijd, claims = _named(value, regel)
    except (ValueError, KeyError, TypeError, RecursionError):
        waar = f"log_openingen_feit:{regel}"
        text = "Deze regel heeft geen tijd, of haar lijst van rijen heeft niet de juiste vorm."
        result.findings.append(Finding("regel-ongeldig", waar, text))
        return
    result.claims += claims
    result.times.append((volgnr, tijd))
    erased = wissing.read(value, shard, volgnr)
    if erased is not None:
        result.erasures.append(erased)
    if extract is not None:
        gone = bool(result.missing) and result.missing[-1][:2] == (volgnr, openings.PERSOON)
        try:
            said = Said(regel, entry, value, None if persoon is None else _decode(persoon.decode()), gone)
            result.extracts += [(soort, sleutel, regel, inhoud) for soort, sleutel, inhoud in extract(said)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            text = "Deze regel zegt iets in een vorm die geen handeling heeft."
            result.findings.append(Finding("regel-ongeldig", f"log_openingen_feit:{regel}", text))


def _named(value: dict[str, Any], regel: str) -> tuple[int, list[Claim]]:
    """Return the time of a line and the rows that it names.

    Raises:
        KeyError, TypeError: it has another form.
    """
    tijd = value["tijd"]
    claims = [(item["tabel"], item["sleutel"], item["sha256"], tijd, regel) for item in value.get("rijen", ())]
    for tabel, sleutel, sha256, _, _ in claims:
        if type(tabel) is not str or type(sleutel) is not str or (sha256 is not None and type(sha256) is not str):
            raise TypeError
    if type(tijd) is not int or not 0 <= tijd < _LATEST:
        raise TypeError
    return tijd, claims
