# SPDX-License-Identifier: EUPL-1.2
"""The file in which people write: made with an empty place and its question for each, and added to, never overwritten.

Invariants:
- What stands in the file stays, byte for byte: new places come after it.
- A place is made once: one that the file already has, filled or not, is not made again.

Norm: issue "GEP" ("their text lives in a file of their own, merged, never overwritten").
"""

from __future__ import annotations

import json
import secrets
import shutil
import tomllib
from typing import TYPE_CHECKING, Any, Final

from gep.geb.mensen import LANDELIJK
from gep.geb.plaatsen import GROEPEN, LOS, PER_RIJ, question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Rijen = Mapping[str, Mapping[str, str]]

HEAD: Final = """\
# Teksten van mensen bij de GEB. Dit bestand is van u: het programma vult alleen nieuwe lege plaatsen aan, onderaan.
# Vul per antwoord in: de tekst, wie het schreef (uw functie) en wanneer (bijvoorbeeld "2026-12-31").
# Laat leeg wat nog niet is beoordeeld. Noem geen burgers.
"""
_META: Final = 'wie = ""\nwanneer = ""\n'


def extended(text: str | None, regio: str | None, rijen: Rijen) -> str:
    """Return the file with an empty place for every question that has none yet; `text` is what stands there, if anything.

    Args:
        text: the file as it is, None when there is none.
        regio: the region that the GEB is about.
        rijen: per group the codes of its rows with what each is about.
    """
    data: dict[str, Any] = {} if text is None else tomllib.loads(text)
    start = f"{HEAD}regio = {_quoted(regio or LANDELIJK)}\n{_own_rows()}" if text is None else text
    missing = [*_single(data.get("antwoord", {})), *_rows(data.get("rij", {}), rijen)]
    gap = "" if start.endswith("\n") else "\n"
    return start + (gap + "\n" + "\n".join(missing) if missing else "")


def _single(known: Mapping[str, Any]) -> Iterator[str]:
    for task in LOS:
        if task not in known:
            yield f'# {task}: {question(task)}\n[antwoord."{task}"]\ntekst = ""\n{_META}'


def _rows(known: Mapping[str, Any], rijen: Rijen) -> Iterator[str]:
    for group, tasks in PER_RIJ.items():
        for code, about in rijen[group].items():
            if code not in known.get(group, {}):
                asked = "".join(f'# {question(task)}\n"{task}" = ""\n' for task in tasks)
                yield f'# {group}: {about}\n[rij."{group}"."{code}"]\n{_META}{asked}'


def _own_rows() -> str:
    """Rows that people make themselves stand as an example in a comment."""
    parts = ["\n# Deze rijen maakt u zelf. Haal de # weg en herhaal het blok zo vaak als nodig is.\n"]
    for group, tasks in GROEPEN.items():
        asked = "".join(f'# "{task}" = ""  # {question(task)}\n' for task in tasks)
        parts.append(f'# [[groep."{group}"]]\n# wie = ""\n# wanneer = ""\n{asked}')
    return "".join(parts)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def complete(path: Path, regio: str | None, rijen: Rijen) -> bool:
    """Bring the file up to date with the places of this edition; return whether anything was added.

    It only grows, and by whole places: the new content takes the place of the old in one step, where the file really is and
    for whom may read it. What was saved meanwhile is read again first. A file that is no TOML any more is left alone.
    """
    path = path.resolve()
    while True:
        before = path.read_bytes() if path.exists() else None
        try:
            after = extended(None if before is None else before.decode("utf-8"), regio, rijen).encode()
        except (ValueError, RecursionError, AttributeError, TypeError):
            return False
        if after == before:
            return False
        if _replaced(path, before, after):
            return True


def _replaced(path: Path, before: bytes | None, after: bytes) -> bool:
    """Put the new content in place, unless somebody saved something else since it was read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(after)
        if before is not None:
            shutil.copymode(path, fresh)
        if (path.read_bytes() if path.exists() else None) != before:
            return False
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True
