# SPDX-License-Identifier: EUPL-1.2
"""What was counted up to certain checkpoints, kept sealed so that a later count only reads what came after.

Invariants:
- It opens only under its own key, for the same days, region, kinds of organisation and counting code: anything else that
  was sealed, or was changed since, is as if it were not there.
- Cases are in it as keyed hashes only: whoever has the file learns nothing of it, and who has the key learns no case.
- The file is written whole or not at all, for its owner only.

Whether the log still is the one that was counted is for `hergebruik`. The rules are not bound in: a figure rests on what
the lines say of the rules, never on the rules of now.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import audit.events.names
import audit.feiten
import gep.bron
import gep.periode
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gep.bron import Logstand
    from gep.periode import Periode

NONCE = 12
_DOMAIN = b"knooppunt/v1/telstand\0"
_COUNTING = (audit.events.names, audit.feiten, gep.bron, gep.periode)
"""What the figures rest on beside this package."""


class Punt(msgspec.Struct, frozen=True):
    """A shard as far as it was counted: its checkpoint, and of how many lines the readable part was there."""

    shard: str
    origin: str
    size: int
    root: str
    aanwezig: int

    @classmethod
    def of(cls, stand: Logstand, aanwezig: int) -> Punt:
        """Return the point at a checkpoint."""
        return cls(stand.shard, stand.origin, stand.size, stand.root, aanwezig)


class Telstand(msgspec.Struct, frozen=True):
    """A count that can be gone on with.

    Attributes:
        geteld: the shards that were counted.
        landelijk: the national shards as they were then: orders to erase come there.
        regels: lines that counted.
        gewist: lines whose readable part was gone.
        tellingen: the rows of each figure.
        casussen: hashes of the cases of the region.
        vreemd: hashes of the other cases that national lines named.
    """

    geteld: tuple[Punt, ...]
    landelijk: tuple[Punt, ...]
    regels: int
    gewist: int
    tellingen: dict[str, list[tuple[tuple[str, ...], int]]]
    casussen: frozenset[bytes]
    vreemd: frozenset[bytes]


class Zegel:
    """Seals and opens the counts of one question, and hashes its cases."""

    def __init__(self, key: bytes, periode: Periode, regio: str | None, soorten: Mapping[str, str]) -> None:
        self._bound = _DOMAIN + jcs.encode([1, code(), str(periode), regio, jcs.digest(dict(soorten))])
        self._aead = AESGCM(_derived(key, b"zegel"))
        self._cases = _derived(key, b"casus")
        self.naam = f"{jcs.digest([str(periode), regio])[:32]}.telstand"

    def casus(self, casus: str) -> bytes:
        """Return the hash under which a case is kept."""
        return hashlib.blake2b(casus.encode(), key=self._cases, digest_size=16).digest()

    def seal(self, stand: Telstand) -> bytes:
        """Return the sealed count."""
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, msgspec.json.encode(stand), self._bound)

    def open(self, data: bytes) -> Telstand | None:
        """Return the count, None when this is not one of ours for this question."""
        try:
            return msgspec.json.decode(self._aead.decrypt(data[:NONCE], data[NONCE:], self._bound), type=Telstand)
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            return None


def code() -> str:
    """Return the hash of all code that makes a figure what it is."""
    files = [*Path(__file__).parent.glob("*.py"), *(Path(module.__file__ or "") for module in _COUNTING)]
    hashes = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def write(path: Path, data: bytes) -> None:
    """Write a file whole, for its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(_DOMAIN + purpose, key=key, digest_size=32).digest()
