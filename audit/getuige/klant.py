# SPDX-License-Identifier: EUPL-1.2
"""Asking one witness for its cosignatures over one checkpoint, over HTTP.

Invariants:
- Nothing that comes back is believed: lines count only when they hold over this checkpoint, under a key that the pinned
  tlog-policy gives for this address, with a time near ours. Lines of other keys are ignored, a bad one of a known key
  spoils the whole answer.
- A witness that last signed another size says so (409); it is asked once more from there. One that signed more than
  we have is a `Further`: an old backup runs, or there is a second log with our key.
- Everything is bounded: seconds, bytes, redirects (none).

Norm: c2sp.org/tlog-witness v1.0.0. Storing and trying again is `audit.getuige.verzamelen`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import httpx

from audit.getuige import verzoek
from audit.getuige.verzoek import Answer
from audit.proof import checkpoint, note
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Answer", "Endpoint", "HttpPost", "Post", "ask"]

SECONDS = 5.0
CLOCK_SLACK = 60
MAX_ANSWER = 64 * 1024


class WitnessError(LogError):
    """The witness gave no good cosignature; the message is Dutch and says which kind of trouble it is."""

    type = "getuige"


class UnreachableError(WitnessError):
    """No answer within the time: worth trying again later, for any shard."""

    type = "getuige-onbereikbaar"


class RefusedError(WitnessError):
    """The witness refuses this checkpoint."""

    type = "getuige-weigert"


class FurtherError(RefusedError):
    """The witness signed a larger tree than we have."""

    type = "getuige-verder"


class Post(Protocol):
    """Something that posts a body to an address."""

    def __call__(self, url: str, body: bytes) -> Answer:
        """Post.

        Raises:
            UnreachableError: no whole answer in time.
        """
        ...


class HttpPost:
    """Posts over HTTP with kept connections, bounded in time and size."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._client = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False)

    def __call__(self, url: str, body: bytes) -> Answer:
        """Post a body and read a bounded answer."""
        deadline = time.monotonic() + self._seconds
        try:
            with self._client.stream("POST", url, content=body) as answer:
                data = b""
                for part in answer.iter_bytes():
                    data += part
                    if len(data) > MAX_ANSWER or time.monotonic() > deadline:
                        raise UnreachableError("de getuige antwoordt te veel of te langzaam")
                return Answer(answer.status_code, answer.headers.get("content-type", ""), data)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise UnreachableError("de getuige is niet bereikbaar") from None

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a witness is asked, and the keys of the policy that answer there."""

    url: str
    keys: tuple[note.VKey, ...]

    def __str__(self) -> str:
        return self.keys[0].name

    @property
    def address(self) -> str:
        """The address of `add-checkpoint`."""
        return f"{self.url.rstrip('/')}/{verzoek.PATH}"


def ask(
    post: Post, endpoint: Endpoint, data: bytes, known: int, prove: Callable[[int, int], Sequence[bytes]], now: int
) -> tuple[tuple[note.SignedBy, note.NoteSignature], ...]:
    """Return the verified cosignatures of a witness over a checkpoint.

    Args:
        post: posts a body.
        endpoint: the witness.
        data: the note of the checkpoint.
        known: the size that this witness signed last, as far as we know.
        prove: gives the consistency proof between two sizes.
        now: seconds since the epoch.

    Raises:
        WitnessError: one of its kinds.
    """
    head, parsed = checkpoint.parse(data)
    answer = post(endpoint.address, _body(data, head.size, known, prove))
    if answer.status == 409 and answer.media.partition(";")[0].strip() == verzoek.SIZE_TYPE:
        told = _told(answer.body)
        if told > head.size:
            raise FurtherError(f"getuige {endpoint} tekende al voor {told} regels, hier zijn er {head.size}")
        answer = post(endpoint.address, _body(data, head.size, told, prove))
    if answer.status >= 500:
        raise UnreachableError(f"getuige {endpoint} heeft een storing ({answer.status})")
    if answer.status != 200:
        raise RefusedError(f"getuige {endpoint} weigert het checkpoint van {head.origin} ({answer.status})")
    return _verified(endpoint, parsed.text, answer.body, now)


def _body(data: bytes, size: int, old: int, prove: Callable[[int, int], Sequence[bytes]]) -> bytes:
    proof = prove(old, size) if 0 < old < size else ()
    return verzoek.AddCheckpoint(old, tuple(proof), data).encode()


def _told(body: bytes) -> int:
    try:
        return verzoek.parse_size(body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, verzoek.RequestError):
        raise RefusedError("de getuige noemt geen geldige omvang") from None


def _verified(
    endpoint: Endpoint, text: str, body: bytes, now: int
) -> tuple[tuple[note.SignedBy, note.NoteSignature], ...]:
    keys = {(key.name, key.key_id): key for key in endpoint.keys}
    try:
        known = [
            (keys[line.name, line.key_id], line) for line in note.parse_lines(body) if (line.name, line.key_id) in keys
        ]
        good = {key: (checkpoint.check_signature(key, text, line.signature), line) for key, line in known}
    except note.NoteError:
        raise RefusedError(f"het antwoord van getuige {endpoint} houdt geen stand") from None
    if not good:
        raise RefusedError(f"getuige {endpoint} tekent niet met de sleutel van de tlog-policy")
    if any(at is None or abs(at - now) > CLOCK_SLACK for at, _ in good.values()):
        raise RefusedError(f"de klok van getuige {endpoint} wijkt te veel af")
    return tuple((note.SignedBy(key, at), line) for key, (at, line) in good.items())
