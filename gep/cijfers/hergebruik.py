# SPDX-License-Identifier: EUPL-1.2
"""Going on with an earlier count, only when that gives exactly what counting everything would give.

Invariants:
- The log must hold the checkpoints of then: same origin, and a consistency proof from their root to that of now.
- No opening may have gone since: the lines that could be read are all still there, and no order to erase was logged.
- Anything that does not fit, in the file or in the log, means counting everything; the file is thrown away then.
- What is kept is a help: that it cannot be written is no reason to give no figures.

Norm: RFC 9162 2.1.4 (consistency). It counts nothing: `tellen` does.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from audit.events import Event
from audit.feiten import read_feiten
from audit.proof import jcs
from audit.proof.tree import ProofError, verify_consistency
from audit.tables import log_openingen_feit
from gep.bron import LANDELIJK
from gep.cijfers import telstand
from gep.cijfers.regel import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from audit.log import Log
    from gep.bron import Logstand
    from gep.cijfers.telstand import Punt, Telstand, Zegel

MOST = 32
"""Counts that are kept: the oldest goes when another comes."""


class Bewaarder:
    """Keeps counts in a folder of the operator, sealed under a key of the kluis."""

    def __init__(self, log: Log, folder: Path, key: bytes) -> None:
        self._log = log
        self._folder = folder
        self.key = key

    def find(self, zegel: Zegel, chosen: Sequence[Logstand], alle: Sequence[Logstand]) -> Telstand | None:
        """Return the count to go on with, None when everything must be counted.

        Args:
            zegel: of this question.
            chosen: the shards that will be counted, at their checkpoints.
            alle: all shards of the log, at their checkpoints.
        """
        path = self._folder / zegel.naam
        try:
            data = path.read_bytes()
        except OSError:
            return None
        found = zegel.open(data)
        if found is not None and self._holds(found, chosen, alle):
            return found
        with suppress(OSError):
            path.unlink()
        return None

    def keep(self, zegel: Zegel, stand: Telstand) -> None:
        """Keep a count in the place of the one before it."""
        with suppress(OSError):
            telstand.write(self._folder / zegel.naam, zegel.seal(stand))
            files = sorted(self._folder.glob("*.telstand"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
            for file in files[MOST:]:
                file.unlink(missing_ok=True)

    def _holds(self, found: Telstand, chosen: Sequence[Logstand], alle: Sequence[Logstand]) -> bool:
        return (
            all(self._grew(punt, chosen) and self._complete(punt) for punt in found.geteld)
            and all(self._grew(punt, alle) for punt in found.landelijk)
            and not self._erasing(found.landelijk, alle)
        )

    def _grew(self, punt: Punt, standen: Sequence[Logstand]) -> bool:
        """Tell whether the log of now holds the checkpoint of then."""
        now = next((stand for stand in standen if stand.shard == punt.shard), None)
        if now is None or now.origin != punt.origin or not 0 < punt.size <= now.size:
            return False
        try:
            proof = self._log.consistency(punt.shard, punt.size, now.size)
            verify_consistency(punt.size, now.size, jcs.unb64(punt.root), jcs.unb64(now.root), proof)
        except (ProofError, jcs.CanonicalError):
            return False
        return True

    def _complete(self, punt: Punt) -> bool:
        table = log_openingen_feit
        query = select(func.count()).where(table.c.shard == punt.shard, table.c.volgnr < punt.size)
        with self._log.engine.connect() as connection:
            return connection.execute(query).scalar_one() == punt.aanwezig

    def _erasing(self, earlier: Sequence[Punt], alle: Sequence[Logstand]) -> bool:
        """Tell whether an order to erase was logged since."""
        sizes = {punt.shard: punt.size for punt in earlier}
        for stand in alle:
            if stand.regio == LANDELIJK:
                places = range(sizes.get(stand.shard, 0), stand.size)
                for chunk in read_feiten(self._log.engine, self._log.kluis, stand.shard, places):
                    if any(decode(data).gebeurtenis == Event.WISSING_BEVOLEN for data in chunk if data is not None):
                        return True
        return False
