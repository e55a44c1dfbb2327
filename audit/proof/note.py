# SPDX-License-Identifier: EUPL-1.2
"""Signed notes: the text format in which logs and witnesses sign, and the keys that verify it.

Invariants:
- A note is UTF-8 without control characters but LF; the text ends with LF; signatures stand behind the last empty line.
- Lines of unknown (name, key id) are ignored; a known one with a bad signature spoils the whole note; at least one
  known good one is needed.
- Parsing anything at all gives a note or a `NoteError`, nothing else.

Norm: c2sp.org/signed-note v1.0.0. What the signature of a cosigner covers stands in `audit.proof.checkpoint`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.proof import jcs

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06
KEY_SIZES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA44_COSIGNATURE: 1312}

MAX_NOTE = 512 * 1024
MAX_SIGNATURES = 100
_PREFIX = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """Not a note, not a key, or not signed as it should be."""


@dataclass(frozen=True, slots=True)
class VKey:
    """A verifier key: the name, the type of signature and the raw public key."""

    name: str
    type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature line names this key."""
        data = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(data).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{jcs.b64(bytes([self.type]) + self.public)}"

    def renamed(self, name: str) -> VKey:
        """Return the same public key under another name."""
        check_name(name)
        return VKey(name, self.type, self.public)

    @classmethod
    def parse(cls, text: str) -> VKey:
        """Return the key of a `name+hex+base64` text.

        Raises:
            NoteError: another form, a wrong key id, an unknown type or a key of the wrong size.
        """
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise NoteError("geen geldige vkey")
        name, key_id, encoded = parts
        check_name(name)
        try:
            data = jcs.unb64(encoded)
        except jcs.CanonicalError:
            raise NoteError("geen geldige vkey") from None
        if len(data) < 1 or KEY_SIZES.get(data[0]) != len(data) - 1:
            raise NoteError("onbekende soort sleutel of verkeerde lengte")
        key = cls(name, data[0], data[1:])
        if key.key_id.hex() != key_id:
            raise NoteError("de sleutel-id past niet bij de sleutel")
        return key


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_PREFIX}{self.name} {jcs.b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """The text (ending in LF) and its signature lines."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        """Return the bytes of the note."""
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


# (key, text, signature) -> time of signing in seconds, or None; raises NoteError when bad
Check: TypeAlias = Callable[[VKey, str, bytes], "int | None"]


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A key whose signature is good, and the time it states (seconds since the epoch), if it states one."""

    key: VKey
    time: int | None


def check_name(name: str) -> None:
    """Raise NoteError unless this can be the name of a key."""
    if not name or "+" in name or any(char.isspace() or char < " " or "\ud800" <= char <= "\udfff" for char in name):
        raise NoteError("geen geldige naam van een sleutel")


def parse(data: bytes) -> Note:
    """Return the note, without verifying anything.

    Raises:
        NoteError: anything that is not a note.
    """
    if len(data) > MAX_NOTE:
        raise NoteError("de notitie is te groot")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("de notitie is geen UTF-8") from None
    if _CONTROL.search(whole):
        raise NoteError("stuurteken in de notitie")
    text, empty, tail = whole.rpartition("\n\n")
    if not empty or not tail.endswith("\n"):
        raise NoteError("de notitie heeft geen handtekeningen")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("te veel handtekeningen")
    return Note(text + "\n", tuple(_parse_line(line) for line in lines))


def parse_lines(data: bytes) -> tuple[NoteSignature, ...]:
    """Return signature lines that stand by themselves, each ending with LF, as a witness answers them.

    Raises:
        NoteError: anything else.
    """
    if len(data) > MAX_NOTE:
        raise NoteError("te veel handtekeningen")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("de handtekeningen zijn geen UTF-8") from None
    if _CONTROL.search(text) or not text.endswith("\n"):
        raise NoteError("geen geldige regel van een handtekening")
    lines = text[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("te veel handtekeningen")
    return tuple(_parse_line(line) for line in lines)


def _parse_line(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(_PREFIX).partition(" ")
    if not line.startswith(_PREFIX) or not space:
        raise NoteError("geen geldige regel van een handtekening")
    check_name(name)
    try:
        data = jcs.unb64(encoded)
    except jcs.CanonicalError:
        raise NoteError("geen geldige regel van een handtekening") from None
    if len(data) < 5:
        raise NoteError("geen geldige regel van een handtekening")
    return NoteSignature(name, data[:4], data[4:])


def verify(note: Note, keys: Iterable[VKey], check: Check) -> tuple[SignedBy, ...]:
    """Return who of `keys` signed the note.

    Raises:
        NoteError: no known key signed it, or a known one signed it badly.
    """
    known = {(key.name, key.key_id): key for key in keys}
    good: dict[VKey, SignedBy] = {}
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None:
            time = check(key, note.text, line.signature)
            good.setdefault(key, SignedBy(key, time))
    if not good:
        raise NoteError("geen handtekening van een bekende sleutel")
    return tuple(good.values())


def check_ed25519(key: VKey, text: str, signature: bytes) -> int | None:
    """Check a plain note signature (type 0x01)."""
    if key.type != ED25519:
        raise NoteError("soort sleutel past niet bij een gewone notitie")
    verify_ed25519(key.public, text.encode(), signature)
    return None


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> None:
    """Raise NoteError unless the raw Ed25519 signature is good."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NoteError("een handtekening klopt niet") from None
