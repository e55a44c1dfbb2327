# SPDX-License-Identifier: EUPL-1.2
"""`editie.json`: what one edition of the GEB is, in one hash over everything that it holds; that hash is what people sign.

Invariants:
- The hash `editie` is the SHA-256 over the canonical form of all the rest, and the rest holds the SHA-256 of each file. So
  whoever signs the hash signs each file, the period, the checkpoints and the release.
- An edition is read only when every file is there, unaltered, and nothing else lies beside it; else every finding is told
  at once. Signatures are no part of the edition: they are made over it and stand in the log.

Norm: AVG 35; design.md 6 (JCS). Pure: the gateways of partners read it too, before anybody signs. It does not judge what the
edition says: `gep.geb.controleren` does.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

NAAM: Final = "editie.json"
PAGINA, PDF, FORMULIER, BEWIJS = "geb.html", "geb.pdf", "geb.json", "bewijs.json"
BESTANDEN: Final = (PAGINA, PDF, FORMULIER, BEWIJS)
VERSIE: Final = 1
_NAMES: Final = frozenset(
    {
        "v",
        "regio",
        "periode",
        "gemaakt",
        "vrijgave",
        "checkpoints",
        "blauwdruk",
        "mensen",
        "modus",
        "bestanden",
        "editie",
    }
)


class EditieError(ValueError):
    """This folder holds no sound edition; `bevindingen` lists every reason in Dutch."""

    type = "editie-ongeldig"

    def __init__(self, bevindingen: Iterable[str]) -> None:
        self.bevindingen = tuple(bevindingen)
        super().__init__(" ".join(self.bevindingen))


@dataclass(frozen=True)
class Kenmerken:
    """What an edition was made from.

    Attributes:
        regio: code of the region, None for the whole country.
        periode: `EERSTE..LAATSTE`.
        gemaakt: when, ms since the epoch.
        vrijgave: digest of the rules in force.
        checkpoints: origin, size and root of every shard that was read.
        blauwdruk: digest of blueprint and delta, None when there was none.
        mensen: digest of what people wrote, None when they wrote nothing yet.
        modus: of the deelnemerslijst: demo, ketentest or productie.
    """

    regio: str | None
    periode: str
    gemaakt: int
    vrijgave: str
    checkpoints: tuple[Mapping[str, Any], ...]
    blauwdruk: str | None
    mensen: str | None
    modus: str


@dataclass(frozen=True)
class Editie:
    """A verified edition: its features, its hash, and the bytes of its files by name."""

    kenmerken: Kenmerken
    hash: str
    bestanden: Mapping[str, bytes] = field(repr=False)


def make(kenmerken: Kenmerken, bestanden: Mapping[str, bytes]) -> bytes:
    """Return the content of `editie.json` for these files.

    Raises:
        EditieError: a file that belongs to every edition is not among them.
    """
    if lost := [f"Het bestand {name} ontbreekt." for name in BESTANDEN if name not in bestanden]:
        raise EditieError(lost)
    made_from = asdict(kenmerken) | {"checkpoints": [dict(one) for one in kenmerken.checkpoints]}
    rest = {"v": VERSIE, **made_from, "bestanden": {name: _sha256(data) for name, data in sorted(bestanden.items())}}
    return jcs.encode({**rest, "editie": jcs.digest(rest)}) + b"\n"


def read(folder: Path) -> dict[str, Any]:
    """Return what `editie.json` says, before anything is checked but its form and its own hash.

    Raises:
        EditieError: it is not there, has another form, or its hash is not that of the rest.
    """
    try:
        found = jcs.decode((folder / NAAM).read_bytes())
    except OSError:
        raise EditieError([f"Het bestand {NAAM} ontbreekt of is niet te lezen."]) from None
    except jcs.CanonicalError:
        raise EditieError([f"Het bestand {NAAM} is geen geldige JSON."]) from None
    if not _has_form(found):
        raise EditieError([f"Het bestand {NAAM} heeft niet de vorm van een editie."])
    if jcs.digest({name: value for name, value in found.items() if name != "editie"}) != found["editie"]:
        raise EditieError([f"De hash in {NAAM} hoort niet bij wat er verder in staat."])
    return dict(found)


def verify(folder: Path) -> Editie:
    """Return the edition in a folder when it is whole and unaltered.

    Raises:
        EditieError: with every finding: no edition, or a file that is missing, altered, or too many.
    """
    said = read(folder)
    stated: dict[str, str] = said["bestanden"]
    there = {path.name: path for path in folder.iterdir() if path.name != NAAM}
    found = [f"Het bestand {name} ontbreekt." for name in sorted((set(BESTANDEN) | set(stated)) - set(there))]
    found += [f"Het bestand {name} hoort niet bij deze editie." for name in sorted(set(there) - set(stated))]
    data: dict[str, bytes] = {}
    for name in sorted(set(stated) & set(there)):
        found += _loaded(there[name], stated[name], data)
    if found:
        raise EditieError(found)
    return Editie(features(said), said["editie"], data)


def features(said: Mapping[str, Any]) -> Kenmerken:
    """Return the features that the content of an `editie.json` states."""
    names = Kenmerken.__dataclass_fields__
    return Kenmerken(**{name: said[name] for name in names} | {"checkpoints": tuple(said["checkpoints"])})


def _loaded(path: Path, stated: str, data: dict[str, bytes]) -> Iterator[str]:
    try:
        data[path.name] = path.read_bytes()
    except OSError:
        yield f"Het bestand {path.name} is niet te lezen."
        return
    if _sha256(data[path.name]) != stated:
        yield f"Het bestand {path.name} is anders dan toen de editie werd gemaakt."


def _has_form(found: object) -> bool:
    if not isinstance(found, dict) or set(found) != _NAMES or found["v"] != VERSIE:
        return False
    texts = all(isinstance(found[name], str) for name in ("periode", "vrijgave", "modus", "editie"))
    maybe = all(found[name] is None or isinstance(found[name], str) for name in ("regio", "blauwdruk", "mensen"))
    return texts and maybe and type(found["gemaakt"]) is int and _has_lists(found)


def _has_lists(found: Mapping[str, Any]) -> bool:
    files, points = found["bestanden"], found["checkpoints"]
    named = isinstance(files, dict) and all(isinstance(value, str) and _is_name(name) for name, value in files.items())
    kinds = {"origin": str, "size": int, "root": str}
    return named and isinstance(points, list) and all(_is_checkpoint(one, kinds) for one in points)


def _is_checkpoint(one: object, kinds: Mapping[str, type]) -> bool:
    return (
        isinstance(one, dict)
        and set(one) == set(kinds)
        and all(type(one[name]) is kind for name, kind in kinds.items())
    )


def _is_name(name: str) -> bool:
    return name not in ("", ".", "..", NAAM) and "/" not in name and "\\" not in name


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
