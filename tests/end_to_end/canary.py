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
    wanted = {secret: set(patterns(secret)) for secret in secrets if len(secret) >= SHORTEST}
    result: dict[str, str] = {}
    for path in paths:
        data = path.read_bytes()
        for secret, forms in wanted.items():
            if secret not in result and any(form in data for form in forms):
                result[secret] = str(path)
    return result
