# SPDX-License-Identifier: EUPL-1.2
"""Blind leaves: what stands in the tree of an act shard, and the openings that give it meaning.

Invariants:
- A leaf is exactly `JCS{"c_feit", "c_persoon", "v": 1}`: two hex HMAC-SHA-256 commitments under independent 32-byte
  keys. Every leaf has the same length, so tiles tell nobody whether a line is about a person.
- A line without a person commits to `null` under a key derived from the other one: whoever holds the opening of
  `feit` can see that there never was more, and nothing has to be stored for it.
- Without its key an opening cannot be checked and a leaf cannot be guessed back.

Norm: HMAC (FIPS 198-1) as a hiding commitment; design.md 6. It encrypts nothing and keeps nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_SIZE = 32
_NO_PERSON = b"knooppunt/v1/geen-persoon"
_NULL = b"null"
_sha256 = hashlib.sha256
# FIPS 198-1: the key, filled up with zeros to a block, exclusive-or 0x36 or 0x5c.
_INNER, _OUTER = bytes(x ^ 0x36 for x in range(256)), bytes(x ^ 0x5C for x in range(256))
_INNER_PAD, _OUTER_PAD = b"\x36" * (64 - KEY_SIZE), b"\x5c" * (64 - KEY_SIZE)
_HEX = re.compile(r"[0-9a-f]{64}")


class LeafError(ValueError):
    """A leaf that is not of the one form, or an opening that does not fit it."""


class Opening(NamedTuple):
    """The canonical bytes of an opening and the key of its commitment."""

    data: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Opening(…)"

    def value(self) -> Any:
        """Return the JSON value."""
        return jcs.decode(self.data)


class OpenedLeaf(NamedTuple):
    """A leaf with its openings."""

    entry: bytes
    feit: Opening
    persoon: Opening | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """The two commitments, lowercase hex."""

    c_feit: str
    c_persoon: str


def make(feit: dict[str, Any], persoon: Mapping[str, Any] | None) -> OpenedLeaf:
    """Return a fresh leaf over both openings under new random keys."""
    first = Opening(jcs.encode(feit), os.urandom(KEY_SIZE))
    if persoon is None:
        return OpenedLeaf(_entry(*_both(first)), first, None)
    second = Opening(jcs.encode(dict(persoon)), os.urandom(KEY_SIZE))
    return OpenedLeaf(_entry(commit(first.data, first.key), commit(second.data, second.key)), first, second)


def commit(data: bytes, key: bytes) -> str:
    """Return the hex commitment to canonical bytes under a 32-byte key."""
    if len(key) != KEY_SIZE:
        raise LeafError("de sleutel van een opening is 32 bytes")
    return _hmac(key, data).hex()


def _both(feit: Opening) -> tuple[str, str]:
    """Return `commit` and `no_person` of a line without person, which is most lines: the key is prepared once."""
    data, key = feit
    inner, outer = key.translate(_INNER) + _INNER_PAD, key.translate(_OUTER) + _OUTER_PAD
    derived = _sha256(outer + _sha256(inner + _NO_PERSON).digest()).digest()
    committed = _sha256(outer + _sha256(inner + data).digest()).hexdigest()
    return committed, _hmac(derived, _NULL).hex()


def _hmac(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256 under a key of at most a block: the standard library's call costs more than both its hashes."""
    inner = _sha256(key.translate(_INNER) + _INNER_PAD + data).digest()
    return _sha256(key.translate(_OUTER) + _OUTER_PAD + inner).digest()


def parse(entry: bytes) -> Leaf:
    """Return the commitments of a leaf.

    Raises:
        LeafError: anything but the one canonical form.
    """
    try:
        value = jcs.decode(entry)
        leaf = Leaf(value["c_feit"], value["c_persoon"])
    except (jcs.CanonicalError, KeyError, TypeError):
        raise LeafError("geen geldig blad") from None
    if not _hex(leaf.c_feit) or not _hex(leaf.c_persoon) or _entry(leaf.c_feit, leaf.c_persoon) != entry:
        raise LeafError("geen geldig blad")
    return leaf


def check_feit(leaf: Leaf, data: bytes, key: bytes) -> None:
    """Raise LeafError unless the opening is the one the leaf commits to."""
    if not hmac.compare_digest(commit(data, key), leaf.c_feit):
        raise LeafError("de opening `feit` past niet bij het blad")


def check_persoon(leaf: Leaf, data: bytes, key: bytes) -> None:
    """Raise LeafError unless the opening is the one the leaf commits to."""
    if not hmac.compare_digest(commit(data, key), leaf.c_persoon):
        raise LeafError("de opening `persoon` past niet bij het blad")


def has_person(leaf: Leaf, feit_key: bytes) -> bool:
    """Tell whether a part about people was ever committed to, given the key of `feit`."""
    return not hmac.compare_digest(no_person(feit_key), leaf.c_persoon)


def no_person(feit_key: bytes) -> str:
    """Return the commitment of a line in which no person ever was."""
    return commit(_NULL, _hmac(feit_key, _NO_PERSON))


def _entry(c_feit: str, c_persoon: str) -> bytes:
    return f'{{"c_feit":"{c_feit}","c_persoon":"{c_persoon}","v":1}}'.encode("ascii")


def _hex(text: object) -> bool:
    return isinstance(text, str) and _HEX.fullmatch(text) is not None
