# SPDX-License-Identifier: EUPL-1.2
"""Switches that the harness throws while its processes run: integers in memory that forked processes share.

The clocks of server and gateways read theirs at every question, the slow disk at every commit, the proxy at every piece.
"""

from __future__ import annotations

import mmap
import struct
import time
from enum import IntEnum


class Schakel(IntEnum):
    """What can be thrown."""

    SERVER_CLOCK = 0  # ms
    GATEWAY_CLOCK = 1  # ms
    SLOW = 2  # ms that every commit and every published file takes more
    FULL = 3  # 1: no file of the server may grow
    NETWORK = 4  # 0: well; else what the proxy does to pieces, see `lijn`
    SEED = 5  # of what the proxy does
    DRAIN = 6  # 1: gateways end when their outbox is empty


class Schakels:
    """The shared switches."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8 * len(Schakel))

    def __getitem__(self, which: Schakel) -> int:
        return int(struct.unpack_from("q", self._memory, 8 * which)[0])

    def __setitem__(self, which: Schakel, value: int) -> None:
        struct.pack_into("q", self._memory, 8 * which, value)


class Klok:
    """The machine's clock, moved by a switch."""

    def __init__(self, schakels: Schakels, which: Schakel) -> None:
        self._schakels, self._which = schakels, which

    def now(self) -> int:
        """Return integer milliseconds since the epoch."""
        return time.time_ns() // 1_000_000 + self._schakels[self._which]
