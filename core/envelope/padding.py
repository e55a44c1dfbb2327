# SPDX-License-Identifier: EUPL-1.2
"""Padding of content, so that its length tells little: fixed buckets, then Padme.

Invariants:
- `unpad(pad(x)) == x`, and every padded text has exactly one reading;
- up to 64 KiB only four lengths exist beside 64 KiB itself; above it the length leaks at most O(log log n) bits.

One 0x80 byte ends the content, zero bytes fill the bucket (ISO/IEC 7816-4). So content of exactly a bucket's
length goes to the next bucket. Norm: `log-and-crypto.md` D2; Padme: PURBs, PETS 2019. It hides no traffic patterns.
"""

from __future__ import annotations

from core.envelope.errors import EnvelopeError, Reden

BUCKETS = (256, 1024, 4096, 16384, 65536)
MAX_CONTENT = 16 * 1024 * 1024  # larger things go as attachments, which stream


def padded_size(length: int) -> int:
    """Return the size in bytes after padding of `length` bytes of content."""
    need = length + 1
    for bucket in BUCKETS:
        if need <= bucket:
            return bucket
    return _padme(need)


def pad(content: bytes) -> bytes:
    """Return `content || 0x80 || 0x00...`, `padded_size(len(content))` bytes long."""
    return (content + b"\x80").ljust(padded_size(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the content.

    Raises:
        EnvelopeError: no end mark, or a length that `pad` would not have chosen.
    """
    body = padded.rstrip(b"\0")
    if not body.endswith(b"\x80") or padded_size(len(body) - 1) != len(padded):
        raise EnvelopeError(Reden.OPVULLING)
    return body[:-1]


def _padme(length: int) -> int:
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask
