# SPDX-License-Identifier: EUPL-1.2
"""Is this file a plain, small workbook? Looked at before any part of it is parsed.

Invariants:
    * bounded: file, number of parts, unpacked size; a part is never unpacked beyond the size it gives itself;
    * no macro, no link to another file, no encryption, no part twice;
    * every XML part is UTF-8 without a document type: no entity can be declared, so none can be expanded or fetched.

Norm: OWASP, XML External Entity Prevention. Does not: read cells.
"""

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_FILE: Final = 16 * 1024 * 1024
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_PARTS: Final = 400
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_FORBIDDEN: Final = (
    ("vbaproject", "macro's"),
    ("externallinks/", "koppelingen naar andere bestanden"),
    ("connections", "koppelingen naar gegevensbronnen"),
    ("embeddings/", "ingesloten bestanden"),
    ("activex", "besturingselementen"),
)
_XML: Final = (".xml", ".rels", ".vml")


def package_problem(data: bytes) -> str | None:
    """Say in Dutch why this is no workbook that we open, or None."""
    if len(data) > MAX_FILE:
        return f"het bestand is groter dan {MAX_FILE // 1024 // 1024} MB."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _list_problem(package.infolist()) or _parts_problem(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return "dit is geen xlsx-bestand, of het is beschadigd of versleuteld."


def _list_problem(parts: list[zipfile.ZipInfo]) -> str | None:
    names = [part.filename.lower() for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return f"uitgepakt is het bestand groter dan {MAX_UNPACKED // 1024 // 1024} MB, of het heeft te veel delen."
    if len(set(names)) != len(names):
        return "het bestand bevat een deel twee keer."
    for word, told in _FORBIDDEN:
        if any(word in name for name in names):
            return f"het bestand bevat {told}; bewaar het als gewone xlsx zonder."
    return None


def _parts_problem(package: zipfile.ZipFile) -> str | None:
    xml = (part for part in package.infolist() if part.filename.lower().endswith(_XML))
    checks: tuple[Callable[[bytes], str | None], ...] = (_encoding_problem, _type_problem)
    return next((told for part in xml for check in checks if (told := check(package.read(part)))), None)


def _encoding_problem(data: bytes) -> str | None:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    named = _ENCODING.match(start)
    plain = start.startswith(b"<") and b"\x00" not in data and (named is None or named[1].lower() == b"utf-8")
    return None if plain else "een deel van het bestand is geen XML in UTF-8."


def _type_problem(data: bytes) -> str | None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return "een deel van het bestand heeft een documenttype of entiteiten; een spreadsheet heeft die niet nodig."
    return None
