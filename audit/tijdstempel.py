# SPDX-License-Identifier: EUPL-1.2
"""RFC 3161 timestamps over checkpoints: an outside clock that says when a head of the log already existed.

Invariants:
- Stamped is the text of the checkpoint (origin, size, root), not its signatures: whoever has a note of that head can check.
- A token is kept only after it verified: granted, for this text and this nonce, under a root that the caller trusts.
- It is optional, and nothing in the log rests on it: witnesses already bound the time from after.

Norm: RFC 3161, through the `rfc3161-client` library. Sending it over the network is the caller's (`post`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509 import Certificate
from rfc3161_client import (
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit.proof import checkpoint
from audit.values import LogError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

FOLDER = "tijdstempel"

__all__ = ["Certificate", "Tijdstempel", "TijdstempelError", "check", "path_of", "roots_of", "size_of", "stamp"]


class TijdstempelError(LogError):
    """No timestamp, or one that does not hold; the message is Dutch."""

    type = "tijdstempel"


@dataclass(frozen=True, slots=True)
class Tijdstempel:
    """A token that verified: the head it is over, the moment it states, and its bytes."""

    head: checkpoint.Checkpoint
    tijd: datetime
    token: bytes


def roots_of(pem: bytes) -> list[Certificate]:
    """Return the trusted certificates of a PEM file.

    Raises:
        TijdstempelError: it holds none.
    """
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise TijdstempelError("Dit bestand bevat geen certificaten.") from None


def stamp(signed: bytes, roots: list[Certificate], post: Callable[[bytes], bytes]) -> Tijdstempel:
    """Ask for a token over the head of a signed checkpoint and verify it.

    Args:
        signed: the checkpoint.
        roots: certificates of time-stamping authorities that are trusted.
        post: sends the bytes of the request and returns those of the response.

    Raises:
        TijdstempelError: the answer is no token, or does not verify.
    """
    head, _ = checkpoint.parse(signed)
    request = (
        TimestampRequestBuilder().data(head.text().encode()).nonce(nonce=True).cert_request(cert_request=True).build()
    )
    token = post(request.as_bytes())
    return Tijdstempel(head, _check(token, head, roots, request.nonce), token)


def check(token: bytes, signed: bytes, roots: list[Certificate]) -> Tijdstempel:
    """Verify a stored token over the head of a checkpoint.

    Raises:
        TijdstempelError: it does not hold.
    """
    head, _ = checkpoint.parse(signed)
    return Tijdstempel(head, _check(token, head, roots, None), token)


def size_of(signed: bytes) -> int:
    """Return the size of the tree of a checkpoint."""
    return checkpoint.parse(signed)[0].size


def path_of(folder: Path, size: int) -> Path:
    """Return where the token over the head of this size lies, in the published folder of its shard."""
    return folder / FOLDER / f"{size}.tsr"


def _check(token: bytes, head: checkpoint.Checkpoint, roots: list[Certificate], nonce: int | None) -> datetime:
    try:
        answer = decode_timestamp_response(token)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(answer, head.text().encode())
    except (ValueError, VerificationError):
        raise TijdstempelError("Het tijdstempel klopt niet, of is niet van een instantie die u vertrouwt.") from None
    return answer.tst_info.gen_time
