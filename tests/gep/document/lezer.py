# SPDX-License-Identifier: EUPL-1.2
"""Reads a PDF as a machine for people who cannot see does: its tags, its language, and the text under each tag."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator


class Gelezen:
    """An opened PDF."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.root = self.pdf.Root

    def faults(self) -> list[str]:
        """Return what keeps it from being an accessible Dutch document."""
        checks = {
            "geen tags": bool(self.root.get("/MarkInfo", {}).get("/Marked", False)) and "/StructTreeRoot" in self.root,
            "taal": str(self.root.get("/Lang", "")).split("-")[0] == "nl",
            "titel": bool(self.pdf.docinfo.get("/Title")) if "/Info" in self.pdf.trailer else False,
            "toon titel": bool(self.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "ua": self._part() == "1",
        }
        return [name for name, good in checks.items() if not good]

    def _part(self) -> str:
        with self.pdf.open_metadata() as meta:
            return str(meta.get("pdfuaid:part", ""))

    def tags(self) -> Counter[str]:
        """Return how often each tag stands in the structure, under its standard name."""
        return Counter(name for name, _ in self.nodes())

    def nodes(self) -> Iterator[tuple[str, Any]]:
        """Give every element of the structure in reading order."""
        roles = {str(key): str(value) for key, value in self.root.StructTreeRoot.get("/RoleMap", {}).items()}
        todo = [self.root.StructTreeRoot.K]
        while todo:
            node = todo.pop(0)
            if isinstance(node, pikepdf.Array):
                todo = [*node, *todo]
            elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
                name = str(node.S)
                yield roles.get(name, name).lstrip("/"), node
                todo = [*([node.K] if "/K" in node else []), *todo]

    def text(self) -> str:
        """Return the text of all pages, without spaces and hyphens: lines break where they must."""
        return squeezed("".join(_page_text(page) for page in self.pdf.pages))


def squeezed(text: str) -> str:
    """Return a text without what the breaking of lines changes."""
    return re.sub(r"[\s\u00ad\u00a0\-\u2010]", "", text)


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    found: list[str] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            found += [_decoded(bytes(piece), current) for piece in pieces if isinstance(piece, pikepdf.String)]
    return "".join(found)


def _decoded(data: bytes, current: dict[int, str]) -> str:
    return "".join(current.get(int.from_bytes(data[at : at + 2]), "?") for at in range(0, len(data), 2))


def _unicode(font: Any) -> dict[int, str]:
    """Return what each glyph of a font reads as."""
    cmap = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, to in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(to).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, to in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                found[int(low, 16) + step] = chr(int(to, 16) + step)
    return found
