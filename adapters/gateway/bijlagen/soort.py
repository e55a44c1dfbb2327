# SPDX-License-Identifier: EUPL-1.2
"""What a file really is: its content held against the kind that its name or its supplier says.

Invariants:
- The content decides, never the name: a file whose content is not recognised as the stated kind is refused.
- A file that is a zip inside must hold what its kind holds, and no macros; its table of contents is read only up to a limit.
- Plain text is read to its end in pieces: UTF-8 without control characters, and nothing that would run or is markup.
- Memory holds one piece, whatever the size. No finding repeats a name or content.

Recognising is puremagic's work. It looks for no viruses: that is for the partner, before it supplies and after it reads.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

import puremagic

from core.contract.bijlagen import MAX_BYTES, TOEGESTAAN, TYPEN, type_of_name

if TYPE_CHECKING:
    from pathlib import Path

    from core.contract.bijlagen import Bestandstype

PIECE: Final = 1024 * 1024
_HEAD: Final = 64 * 1024
_TABLE: Final = 1024 * 1024
_MACROS: Final = "vbaproject.bin"
_SURE: Final = 0.4  # of puremagic: from here on a text is something else than text
_KEPT: Final = frozenset("\t\n\r")


class SoortError(ValueError):
    """A file may not go as an attachment; `reden` is stable, the text is Dutch and names no file."""

    def __init__(self, reden: str, text: str) -> None:
        super().__init__(text)
        self.reden = reden


@dataclass(frozen=True, slots=True)
class Gezien:
    """A file that was read to its end: its kind, length and hash."""

    type: str
    lengte: int
    sha256: str = field(repr=False)


def look(path: Path, name: str, category: str, stated: str | None = None) -> Gezien:
    """Read a file to its end and return what it is.

    Args:
        path: the file.
        name: the name it goes under; its ending says the kind unless `stated` does.
        category: of the record it belongs to.
        stated: the kind that its supplier states, or None.

    Raises:
        SoortError: empty, too large, a kind that the category does not take, or content of another kind.
        OSError: it cannot be read.
    """
    by_name = type_of_name(name)
    kind = stated or by_name
    if kind is None or kind not in TYPEN:
        raise SoortError("bijlagesoort-onbekend", "Deze soort bestand kan geen bijlage zijn.")
    if by_name != kind:
        raise SoortError("bijlagesoort-naam", "De naam van het bestand past niet bij de soort.")
    if kind not in TOEGESTAAN.get(category, frozenset()):
        raise SoortError("bijlage-bij-categorie", "Dit soort bestand hoort niet bij de categorie.")
    size = path.stat().st_size
    if not 1 <= size <= MAX_BYTES:
        raise SoortError("bijlage-omvang", "Een bijlage is niet leeg en hoogstens 2 GiB.")
    if not _is(path, TYPEN[kind]):
        raise SoortError("bijlagesoort-inhoud", "De inhoud van het bestand is iets anders dan de soort zegt.")
    with path.open("rb") as file:
        return _hashed(file, kind)


def _is(path: Path, row: Bestandstype) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        best, certain = _recognised(head)
        if not row.herkend:
            return certain < _SURE and not head.startswith(b"#!") and _is_text(head, file)
    return best in row.herkend and (not row.bevat or _holds(path, row.bevat))


def _recognised(head: bytes) -> tuple[str, float]:
    """Return what puremagic is most sure of and how sure, among what has a media type."""
    try:
        found = [item for item in puremagic.magic_string(head) if item.mime_type]
    except (puremagic.PureError, ValueError):
        return "", 0.0
    best = max(found, key=lambda item: float(item.confidence), default=None)
    return ("", 0.0) if best is None else (str(best.mime_type), float(best.confidence))


def _is_text(piece: bytes, file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece:
            text = decoder.decode(piece)
            if any(char < " " and char not in _KEPT for char in text):
                return False
            piece = file.read(PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _holds(path: Path, wanted: frozenset[str]) -> bool:
    """Return whether a zip of which the table of contents is not too large holds `wanted` and no macros."""
    try:
        with path.open("rb", buffering=0) as raw, _Bounded(raw) as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return wanted <= names and not any(name.lower().endswith(_MACROS) for name in names)


class _Bounded(io.BufferedReader):
    """A file of which nobody reads more than `_TABLE` at once, whatever its own fields (zip64 too) say of a length."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _TABLE + 1 if size is None or size < 0 else size
        found = super().read(min(wanted, _TABLE + 1))
        if len(found) > _TABLE:
            raise zipfile.BadZipFile
        return found


def _hashed(file: BinaryIO, kind: str) -> Gezien:
    total, length = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        total.update(piece)
        length += len(piece)
    return Gezien(kind, length, total.hexdigest())
