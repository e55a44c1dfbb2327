# SPDX-License-Identifier: EUPL-1.2
"""The manifest of an audit pack: the hash of every file, and one hash over all, so that who gets it can tell it is whole.

Invariants:
- The manifest names every other file; a file too many, too few or altered is told, everything at once.
- `SHA256SUMS` says the same in the form that every system can check by itself; that it does is checked like any file.

It proves that the pack is whole, not who made it: the log and its signatures inside do that.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAAM: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"


def add(files: Mapping[str, bytes], about: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files with their manifest and sums."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    rest = {"v": 1, "soort": "auditpakket", **about, "bestanden": hashes}
    whole = jcs.encode({**rest, "pakket": jcs.digest(rest)}) + b"\n"
    return {**files, NAAM: whole, SUMS: _sums(hashes)}


def _sums(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def findings(folder: Path) -> list[str]:
    """Return what is wrong with a pack; empty when it is whole."""
    try:
        told = jcs.decode((folder / NAAM).read_bytes())
        stated: dict[str, str] = dict(told["bestanden"])
        whole = jcs.digest({name: value for name, value in told.items() if name != "pakket"}) == told["pakket"]
    except (OSError, jcs.CanonicalError, KeyError, TypeError, ValueError, AttributeError):
        return [f"{NAAM} ontbreekt of is niet te lezen."]
    found = [] if whole else [f"{NAAM} is veranderd."]
    stated[SUMS] = hashlib.sha256(_sums(stated)).hexdigest()  # who checks by hand reads this one
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found += [f"{name} ontbreekt." for name in sorted(set(stated) - set(there))]
    found += [f"{name} hoort er niet bij." for name in sorted(set(there) - set(stated) - {NAAM})]
    for name in sorted(set(stated) & set(there)):
        if hashlib.sha256(there[name].read_bytes()).hexdigest() != stated[name]:
            found.append(f"{name} is veranderd.")
    return found
