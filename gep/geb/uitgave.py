# SPDX-License-Identifier: EUPL-1.2
"""Which software made an edition: one digest over all that turns the record into sentences, tables and a PDF.

Invariants:
- The same digest makes the same edition from the same record. With another digest a difference in words proves nothing.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING, Final

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_TOOLS: Final = ("typst", "vl-convert-python", "jinja2")
_KINDS: Final = (".py", ".toml", ".json", ".jinja", ".typ", ".css")


@cache
def digest() -> str:
    """Return the digest of this version: every file of `gep`, and the versions of the tools that set the pages."""
    files = {name: hashlib.sha256(part.read_bytes()).hexdigest() for name, part in _files(resources.files("gep"), "")}
    return f"sha256:{jcs.digest([files, {tool: metadata.version(tool) for tool in _TOOLS}])}"


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for part in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}/{part.name}"
        if part.is_dir():
            yield from _files(part, name)
        elif part.name.endswith(_KINDS):
            yield name, part
