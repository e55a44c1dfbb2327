# SPDX-License-Identifier: EUPL-1.2
"""Lines of a text file in a declared encoding, with line numbers and bounded memory.

Invariants:
- No line is held beyond the limit: the rest of a longer one is read past and the line is reported.
- The encoding is the declared one. A Windows-1252 line whose non-ASCII bytes form valid UTF-8 is reported as not being
  in it, since Windows-1252 accepts nearly every byte and would silently give wrong names.
- NUL bytes, a byte order mark where none belongs, and UTF-16 stop the whole file.

It knows nothing of columns.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple

from adapters.bestand.fouten import BestandsFout

if TYPE_CHECKING:
    from collections.abc import Iterator

Codering = Literal["windows-1252", "utf-8"]

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STUUR: Final = frozenset(range(32)) - {9} | {127}
_STUUR_BYTES: Final = bytes(sorted(_STUUR))
_C1: Final = re.compile("[\x80-\x9f]")


class Regel(NamedTuple):
    """One line without its line ending.

    Attributes:
        nummer: 1-based line number.
        tekst: the text, empty when `reden` is set.
        reden: code of what is wrong with the line, or "".
        afgesloten: whether a line ending followed.
        niet_ascii: whether it held bytes above 127.
    """

    nummer: int
    tekst: str
    reden: str
    afgesloten: bool
    niet_ascii: bool


def read_lines(stream: BinaryIO, codering: Codering, *, bom: bool, limit: int) -> Iterator[Regel]:
    """Yield the lines of a binary stream.

    Args:
        stream: positioned at the start of the file.
        codering: the declared encoding.
        bom: whether a UTF-8 byte order mark is allowed (and skipped).
        limit: bytes in one line.

    Raises:
        BestandsFout: NUL byte, byte order mark that is not allowed, or UTF-16.
    """
    nummer = 0
    while raw := stream.readline(limit + 1):
        nummer += 1
        if nummer == 1:
            raw = _without_bom(raw, allowed=bom)
        if b"\0" in raw:
            raise BestandsFout("nul-teken", regel=nummer)
        if len(raw) > limit and not raw.endswith(b"\n"):
            afgesloten = _skip_rest(stream, limit, nummer)
            yield Regel(nummer, "", "regel-te-lang", afgesloten, niet_ascii=False)
            continue
        afgesloten = raw.endswith(b"\n")
        yield _decode(nummer, raw.removesuffix(b"\n").removesuffix(b"\r"), codering, afgesloten=afgesloten)


def _without_bom(raw: bytes, *, allowed: bool) -> bytes:
    if raw.startswith(_UTF16):
        raise BestandsFout("verkeerde-codering", regel=1)
    if raw.startswith(codecs.BOM_UTF8):
        if not allowed:
            raise BestandsFout("bom-niet-toegestaan", regel=1)
        return raw[len(codecs.BOM_UTF8) :]
    return raw


def _skip_rest(stream: BinaryIO, limit: int, nummer: int) -> bool:
    """Read past the rest of a line in bounded steps; tell whether it ended in a newline."""
    while chunk := stream.readline(limit):
        if b"\0" in chunk:
            raise BestandsFout("nul-teken", regel=nummer)
        if chunk.endswith(b"\n"):
            return True
    return False


def _decode(nummer: int, raw: bytes, codering: Codering, *, afgesloten: bool) -> Regel:
    niet_ascii = not raw.isascii()
    reden = ""
    tekst = ""
    if len(raw) != len(raw.translate(None, _STUUR_BYTES)):
        reden = "stuurteken"
    elif not niet_ascii:
        tekst = raw.decode("ascii")
    else:
        tekst, reden = _decode_declared(raw, codering)
    return Regel(nummer, tekst, reden, afgesloten, niet_ascii)


def _decode_declared(raw: bytes, codering: Codering) -> tuple[str, str]:
    if codering == "windows-1252" and _is_utf8(raw):
        return "", "codering-regel"
    try:
        tekst = raw.decode(codering)
    except UnicodeDecodeError:
        return "", "codering-regel"
    if _C1.search(tekst):
        return "", "stuurteken"
    return tekst, ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
