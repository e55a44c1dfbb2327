# SPDX-License-Identifier: EUPL-1.2
"""The memory of nonces: no signed request is accepted twice, by whichever server process it arrives.

Invariants:
- A pair (key name, nonce) is accepted once; the primary key decides, so two processes cannot both accept it.
- Kept ten minutes, longer than the window plus the skew of the profile, so that forgetting never opens a door.
- Only requests whose signature has held are stored: a stranger cannot fill it.

This table is not protected by the log, on purpose: it holds no act, is emptied all the time, and may be lost. Whoever
deletes rows only makes a replay within 120 seconds possible, and then the idempotency key still makes it the same act.
It therefore lives outside the migrations, and on SQLite in its own file.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, delete, event, insert
from sqlalchemy.exc import IntegrityError

from audit.database import create_engine
from core.contract.http_signature import NONCE_KEPT_MS

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from audit.values import Clock

metadata = MetaData()

nonce = Table(
    "nonce",
    metadata,
    Column("sleutel", String(64), primary_key=True),
    Column("tijd", BigInteger, nullable=False),
    Index("nonce_tijd", "tijd"),
)
"""One used nonce: SHA-256 over key name and nonce, and when it was seen (ms)."""

SWEEP_MS = 60_000
_REMEMBER = insert(nonce)


class Nonces:
    """The shared memory; safe to use from many threads and processes."""

    def __init__(self, address: str, clock: Clock) -> None:
        self._engine = _open(address)
        self._clock = clock
        self._swept = 0

    def create(self) -> None:
        """Make the table when it is absent."""
        metadata.create_all(self._engine)

    def remember(self, keyid: str, value: str, created: int) -> bool:  # noqa: ARG002 - kept by our own clock
        """Store the pair; False when it was there already."""
        now = self._clock.now()
        key = hashlib.sha256(f"{keyid}\0{value}".encode()).hexdigest()
        self._sweep(now)
        try:
            with self._engine.begin() as connection:
                connection.execute(_REMEMBER, {"sleutel": key, "tijd": now})
        except IntegrityError:
            return False
        return True

    def remember_until(self, keyid: str, value: str, until: int) -> bool:
        """Store the pair of a carried request until its term is over; False when it was there already."""
        key = hashlib.sha256(f"{keyid}\0{value}".encode()).hexdigest()
        try:
            with self._engine.begin() as connection:
                connection.execute(_REMEMBER, {"sleutel": key, "tijd": until})
        except IntegrityError:
            return False
        return True

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _sweep(self, now: int) -> None:
        """Forget what is older than ten minutes, at most once a minute per process."""
        if now - self._swept < SWEEP_MS:
            return
        self._swept = now
        with self._engine.begin() as connection:
            connection.execute(delete(nonce).where(nonce.c.tijd < now - NONCE_KEPT_MS))


def _open(address: str) -> Engine:
    """Open the store; it need not wait for the disk, because losing its last moments costs nothing (see above)."""
    engine = create_engine(address)
    quick = "PRAGMA synchronous=NORMAL" if engine.dialect.name == "sqlite" else "SET synchronous_commit TO off"

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(quick)
        cursor.close()
        if engine.dialect.name != "sqlite":
            connection.commit()

    return engine
