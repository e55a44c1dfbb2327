# SPDX-License-Identifier: EUPL-1.2
"""The body of `add-checkpoint`: the size that the witness last signed, the proof from there, and the checkpoint.

Invariants:
- `encode` and `parse` are each other's inverse, byte for byte.
- Parsing anything at all gives a request or a `RequestError`, nothing else.

Norm: c2sp.org/tlog-witness v1.0.0. What a witness thinks of it stands in `audit.getuige.getuige`.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.proof import jcs
from audit.proof.checkpoint import MAX_SIZE
from audit.proof.tree import HASH_SIZE

PATH = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"
MAX_HASHES = 63
MAX_BODY = 256 * 1024  # 63 hashes and a note with many signatures of 3.3 kB


class RequestError(ValueError):
    """Not a body of `add-checkpoint`; the message is Dutch and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """What a log asks of a witness.

    Attributes:
        oud: the size that the log thinks the witness signed last.
        bewijs: the consistency proof from there.
        notitie: the bytes of the checkpoint.
    """

    oud: int
    bewijs: tuple[bytes, ...]
    notitie: bytes

    def encode(self) -> bytes:
        """Return the body."""
        hashes = "".join(f"{jcs.b64(item)}\n" for item in self.bewijs)
        return f"old {self.oud}\n{hashes}\n".encode() + self.notitie


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type and body of a witness's answer."""

    status: int
    media: str
    body: bytes


def parse(data: bytes) -> AddCheckpoint:
    """Return the request of a body, without looking into the checkpoint.

    Raises:
        RequestError: anything that is not of the form.
    """
    if len(data) > MAX_BODY:
        raise RequestError("het verzoek is te groot")
    head, empty, notitie = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise RequestError("het verzoek heeft niet de juiste vorm") from None
    if not empty or not first.startswith("old ") or len(lines) > MAX_HASHES:
        raise RequestError("het verzoek heeft niet de juiste vorm")
    return AddCheckpoint(parse_size(first.removeprefix("old ")), tuple(map(_hash, lines)), notitie)


def parse_size(text: str) -> int:
    """Return a size in its one decimal form.

    Raises:
        RequestError: another form.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text != "0" and text[0] == "0"):
        raise RequestError("geen geldige omvang in het verzoek")
    size = int(text)
    if size > MAX_SIZE:
        raise RequestError("geen geldige omvang in het verzoek")
    return size


def _hash(line: str) -> bytes:
    try:
        value = jcs.unb64(line)
    except jcs.CanonicalError:
        raise RequestError("geen geldige hash in het verzoek") from None
    if len(value) != HASH_SIZE:
        raise RequestError("geen geldige hash in het verzoek")
    return value
