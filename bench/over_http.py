# SPDX-License-Identifier: EUPL-1.2
"""What the processes of the rows over HTTP agree on: addresses, the files they leave each other, and what is asked of a disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ADDRESS: Final = "https://knooppunt.test"
PUSH: Final = "/v1/leveringen"
RECORDS: Final = "/v1/verstrekkingen/"

KEYS: Final = "keys.json"  # public keys of supplier, reader and operator
SECRETS: Final = "reader.json"  # the KEM key of the reader, made up for this run
POLICY: Final = "policy"

CONTENT: Final = b"i" * 4000
HOLDERS: Final = 4  # supplier and recipients
FOREVER: Final = 1 << 52

# How to ask a database what is on disk when it has committed.
DURABILITY: Final = {
    "sqlite": ("PRAGMA", "journal_mode", "synchronous"),
    "postgresql": ("SHOW", "fsync", "synchronous_commit"),
}


@dataclass(frozen=True, slots=True)
class AsOurs:
    """What the bare service takes over from `knooppunt serve`, so that neither is set up better.

    Attributes:
        threads: in which requests are handled.
        keep_seconds: how long a connection stays open unused.
        gc_threshold: objects made between two runs of the garbage collector.
    """

    threads: int
    keep_seconds: int
    gc_threshold: int
