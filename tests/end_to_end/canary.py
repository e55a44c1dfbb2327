# SPDX-License-Identifier: EUPL-1.2
"""Searching for people in files: in plain text, UTF-16, hex and base64 at every alignment."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Shorter patterns occur by chance in megabytes of ciphertext.
SHORTEST = 6
SHORTEST_BASE64 = 10


def patterns(secret: str) -> Iterator[bytes]:
    """Yield every form in which `secret` could lie in a file."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
        try:
            data = secret.encode(encoding)
        except UnicodeEncodeError:
            continue
        yield data
        yield data.hex().encode()
        yield data.hex().upper().encode()
        yield from _base64(data)


def _base64(data: bytes) -> Iterator[bytes]:
    for shift in range(3):
        # Characters that also depend on what stands before or after are cut off.
        text = base64.b64encode(b"\0" * shift + data)
        core = text[(0, 2, 3)[shift] : len(text) - (0, 3, 2)[(shift + len(data)) % 3]].rstrip(b"=")
        if len(core) >= SHORTEST_BASE64:
            yield core
            yield core.replace(b"+", b"-").replace(b"/", b"_")


def found_in(paths: Iterable[Path], secrets: Iterable[str]) -> dict[str, str]:
    """Return which secrets occur in which of these files (the first one found), never how."""
    wanted = _Index({secret: set(patterns(secret)) for secret in secrets if len(secret) >= SHORTEST})
    result: dict[str, str] = {}
    for path in paths:
        for secret in wanted.found(path.read_bytes()) - result.keys():
            result[secret] = str(path)
    return result


class _Index:
    """Every form under the pieces of it that a look at each third byte cannot miss: many people, one pass per file.

    A form has at least `STEP + PIECE - 1` bytes, so one of its first `STEP` pieces begins where we look.
    """

    PIECE, STEP = 4, 3

    def __init__(self, forms: dict[str, set[bytes]]) -> None:
        self._pieces: dict[bytes, list[tuple[int, bytes, str]]] = {}
        for secret, several in forms.items():
            for form in several:
                assert len(form) >= self.STEP + self.PIECE - 1
                for at in range(self.STEP):
                    self._pieces.setdefault(form[at : at + self.PIECE], []).append((at, form, secret))

    def found(self, data: bytes) -> set[str]:
        """Return the secrets of which a form lies in these bytes."""
        pieces, size = self._pieces, self.PIECE
        places = [at for at in range(0, len(data), self.STEP) if data[at : at + size] in pieces]
        return {
            secret
            for at in places
            for before, form, secret in pieces[data[at : at + size]]
            if at >= before and data.startswith(form, at - before)
        }
