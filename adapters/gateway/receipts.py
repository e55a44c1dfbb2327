# SPDX-License-Identifier: EUPL-1.2
"""Holding receipts against what was sent: nothing is done, and nothing is opened, without the proof of it.

Invariants:
- A receipt counts only with both signatures of the log and a line whose content equals what this gateway did: who, request,
  record, statement hash, grants hash; for a read also which person.
- Two checkpoints of one log with equal size and different roots are a fork: an alarm with both saved, and supplies stop.
- A checkpoint under a receipt takes no other's place unproven: it is remembered until `shards` or `getuigd` has held it
  against the published tree.
- A log cannot buy time by signing in the future: waiting for the witnesses counts from the own clock at the latest.

Norm: design.md 4 ("No line, no act"). It trusts the pinned tlog-policy and nothing of the answer around the receipt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import VerificationError
from adapters.gateway.shards import split
from adapters.gateway.telling import Telling
from audit.proof import receipt as receipts
from audit.proof import tlog_proof
from audit.proof.tlog_policy import NO_QUORUM
from core.contract.dagtelling import GELEZEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.gateway.store import Store
    from audit.proof.receipt import VerifiedLine
    from audit.proof.tlog_policy import TlogPolicy
    from core.envelope import SealedRecord

__all__ = ["GELEZEN", "ReceiptCheck", "per_record", "receipts_of"]


class ReceiptCheck:
    """Checks receipts for one partner.

    Args:
        oin: the own organisation.
        policy: the pinned tlog-policy.
        store: keeps the last checkpoint seen per log.
        clock: milliseconds since the epoch.
    """

    def __init__(self, oin: str, policy: TlogPolicy, store: Store, clock: Callable[[], int]) -> None:
        self._oin, self._policy, self._store, self._clock = oin, policy, store, clock
        self._telling = Telling(store)

    def supply(self, receipt: Mapping[str, Any], record: SealedRecord, key: str) -> VerifiedLine:
        """Check that the line of a supply says exactly what was sent.

        Args:
            receipt: as it came.
            record: as it was sent.
            key: idempotency key of the request.

        Raises:
            VerificationError: `bewijs-ongeldig`, or `bewijs-ander-stuk` naming the field that differs.
        """
        expected = {
            "record": record.kop["record"],
            "casus": record.kop["casus"],
            "categorie": record.kop["categorie"],
            "verklaring_sha256": record.statement_sha256,
            "toekenningen_sha256": record.grants_sha256,
        }
        return self.act(receipt, key, expected)

    def read(self, receipt: Mapping[str, Any], record: str, key: str, person: str, **about: str) -> VerifiedLine:
        """Check the proof of one's own read; only then a record may be opened. `about`: what else the line must say.

        Raises:
            VerificationError: as `supply`, or `bewijs-andere-persoon`.
        """
        line = self.act(receipt, key, {**about, "record": record, "gebeurtenis": GELEZEN})
        if (line.persoon or {}).get("persoon") != person:
            raise VerificationError("bewijs-andere-persoon", "Het bewijs van inzage noemt een andere persoon.")
        return line

    def act(self, receipt: Mapping[str, Any], key: str, expected: Mapping[str, Any]) -> VerifiedLine:
        """Check that a receipt proves an act of this partner under this request with these fields."""
        line = self.verify(receipt)
        shown = line.feit
        if shown is None:
            raise VerificationError("bewijs-zonder-opening", "Het bewijs toont niet wat er in de regel staat.")
        for name, value in {"oin": self._oin, "verzoek": key, **expected}.items():
            if shown.get(name) != value:
                text = f"Het ontvangstbewijs hoort bij iets anders dan wat deze gateway stuurde ({name})."
                raise VerificationError("bewijs-ander-stuk", text)
        self._telling.proven(key, line)
        return line

    def verify(self, receipt: Mapping[str, Any]) -> VerifiedLine:
        """Check signatures and inclusion, and that the checkpoint does not contradict the last one seen."""
        if not isinstance(receipt, dict):
            raise VerificationError("bewijs-ontbreekt", "Bij het antwoord zit geen ontvangstbewijs.")
        try:
            line = receipts.verify(receipt, self._policy)
        except receipts.ReceiptError as error:
            raise VerificationError("bewijs-ongeldig", f"Het ontvangstbewijs klopt niet: {error}.") from None
        self._compare(line, receipt["bewijs"])
        waits = self._policy.quorum != NO_QUORUM and line.staat != receipts.WITNESSED
        if waits and line.checkpoint.origin.rpartition("/")[2] != receipts.STAM:
            since = min(line.time, self._clock() // 1000)
            self._store.keep_unwitnessed(line.checkpoint.origin, line.checkpoint.size, since)
        return line

    def _compare(self, line: VerifiedLine, proof: str) -> None:
        head = line.checkpoint
        if head.origin.rpartition("/")[2] == receipts.STAM:
            return  # `stamlog` follows this one over all its entries
        note = tlog_proof.parse(proof).checkpoint
        same = self._store.seen_at(head.origin, head.size)
        for root, before in same:
            if root != head.root:
                text = "Een log toont twee verschillende geschiedenissen van gelijke omvang."
                split(self._store, self._clock(), text, before, note)
        if self._store.checkpoint(head.origin) is None:
            self._store.keep_checkpoint(head.origin, head.size, head.root, note)
        elif not same:
            self._store.keep_seen(head.origin, head.size, head.root, note)


def receipts_of(data: Any) -> list[dict[str, Any]]:
    """Return the receipts that an answer carries, one or more.

    Raises:
        VerificationError: there is none.
    """
    found = data.get("bewijs") if isinstance(data, dict) else None
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list) or not found or not all(isinstance(item, dict) for item in found):
        raise VerificationError("bewijs-ontbreekt", "Bij het antwoord zit geen ontvangstbewijs.")
    return found


def per_record(data: Any) -> dict[str, dict[str, Any]]:
    """Return the receipt of each record in the answer to a push, by record id.

    Raises:
        VerificationError: the answer has another shape.
    """
    listed = data.get("verstrekkingen") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise VerificationError("bewijs-ontbreekt", "Het antwoord noemt geen verstrekkingen.")
    if all(isinstance(item, dict) and isinstance(item.get("bewijs"), dict) for item in listed):
        return {str(item.get("record")): item["bewijs"] for item in listed}
    found = receipts_of(data)
    if len(found) != len(listed):
        raise VerificationError("bewijs-ontbreekt", "Niet bij elke verstrekking zit een ontvangstbewijs.")
    return {str(record): receipt for record, receipt in zip(listed, found, strict=True)}
