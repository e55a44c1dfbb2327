# SPDX-License-Identifier: EUPL-1.2
"""Receipts: one line of the log, opened, with the proof that it stands in a signed checkpoint.

Shape (JSON): `{"log": origin, "index": n, "blad": {...}, "feit": {...}|null, "feit_sleutel": b64|null,
"persoon": {...}|null, "persoon_sleutel": b64|null, "bewijs": tlog-proof text, "staat": "opgenomen"|"getuigd"}`.
In the stamlog `blad` is the entry itself and the four fields of openings are null.

Invariants:
- The checkpoint carries BOTH good signatures of the log, Ed25519 and ML-DSA-44, under keys of the pinned policy.
- Openings that are shown fit the leaf. `persoon` null with no key means: no person in the line (then the key of `feit`
  proves it) or not shown; `VerifiedLine.persoon_bekend` tells which.
- "getuigd" is believed only when the cosignatures in the proof make the quorum of the policy.

Norm: design.md 4 and 6. It fetches nothing and knows no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.proof import checkpoint, jcs, leaf, note, tlog_proof, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.proof.tlog_policy import TlogPolicy

INCLUDED = "opgenomen"
WITNESSED = "getuigd"
STAM = "stam"
_FIELDS = frozenset({"log", "index", "blad", "feit", "feit_sleutel", "persoon", "persoon_sleutel", "bewijs", "staat"})
_REQUIRED = frozenset({note.ED25519, note.MLDSA44_COSIGNATURE})


class ReceiptError(ValueError):
    """The receipt does not prove what it says; the message is Dutch and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """What a receipt proves.

    Attributes:
        staat: "opgenomen", or "getuigd" when the policy's quorum of witnesses cosigned.
        time: when the log signed, seconds since the epoch.
        persoon_bekend: True when `persoon` is all there ever was; False when a part may be withheld or erased.
        entry: the bytes of the leaf.
    """

    checkpoint: checkpoint.Checkpoint
    index: int
    entry: bytes = field(repr=False)
    feit: dict[str, Any] | None = field(repr=False)
    persoon: dict[str, Any] | None = field(repr=False)
    persoon_bekend: bool
    staat: str
    time: int


def build(ref: tuple[str, int], entry: bytes, openings: tuple[leaf.Opening | None, ...], proof: str) -> dict[str, Any]:
    """Return the receipt of a line: `ref` is (origin, index), `openings` is (feit, persoon)."""
    feit, persoon = openings
    return {
        "log": ref[0],
        "index": ref[1],
        "blad": jcs.decode(entry),
        "feit": feit.value() if feit else None,
        "feit_sleutel": jcs.b64(feit.key) if feit else None,
        "persoon": persoon.value() if persoon else None,
        "persoon_sleutel": jcs.b64(persoon.key) if persoon else None,
        "bewijs": proof,
        "staat": INCLUDED,
    }


def verify(receipt: Mapping[str, Any], policy: TlogPolicy) -> VerifiedLine:
    """Check a receipt against a pinned policy.

    Raises:
        ReceiptError: anything in it that is not proven.
    """
    if set(receipt) != _FIELDS:
        raise ReceiptError("het ontvangstbewijs heeft niet de juiste velden")
    try:
        return _verify(receipt, policy)
    except ReceiptError:
        raise
    except (jcs.CanonicalError, leaf.LeafError, tlog_proof.TlogProofError, note.NoteError, tree.ProofError) as error:
        raise ReceiptError(f"het ontvangstbewijs klopt niet: {error}") from None
    except (TypeError, AttributeError, KeyError):
        raise ReceiptError("het ontvangstbewijs heeft niet de juiste vorm") from None


def _verify(receipt: Mapping[str, Any], policy: TlogPolicy) -> VerifiedLine:
    entry = jcs.encode(receipt["blad"])
    proof = tlog_proof.parse(receipt["bewijs"])
    head = proof.check(tree.hash_leaf(entry))
    if head.origin != receipt["log"] or proof.index != receipt["index"] or isinstance(receipt["index"], bool):
        raise ReceiptError("het bewijs hoort bij een andere regel")
    signed, time = check_log(proof.checkpoint, policy)
    staat = WITNESSED if policy.quorum != "none" and policy.satisfied(s.key for s in signed.signed_by) else INCLUDED
    if receipt["staat"] not in {INCLUDED, staat}:
        raise ReceiptError("het bewijs draagt niet genoeg getuigen")
    feit, persoon, known = _openings(receipt, entry)
    return VerifiedLine(head, proof.index, entry, feit, persoon, known, staat, time)


def check_log(data: bytes, policy: TlogPolicy) -> tuple[checkpoint.SignedCheckpoint, int]:
    """Check that a checkpoint carries both signatures of a log of the policy; return it and its time in seconds.

    Raises:
        ReceiptError: an unknown log, or one of the two signatures is missing.
        NoteError: not a checkpoint, or a bad signature.
    """
    head, _ = checkpoint.parse(data)
    keys = policy.log_keys(head.origin)
    if {key.type for key in keys} != _REQUIRED:
        raise ReceiptError("het log is niet bekend met beide soorten sleutels")
    signed = checkpoint.open_signed(data, [*keys, *policy.witnesses.values()])
    own = {s.key for s in signed.signed_by} & set(keys)
    time = signed.time()
    if {key.type for key in own} != _REQUIRED or time is None:
        raise ReceiptError("het checkpoint mist een handtekening van het log")
    return signed, time


def _openings(receipt: Mapping[str, Any], entry: bytes) -> tuple[dict[str, Any] | None, dict[str, Any] | None, bool]:
    if receipt["log"].rpartition("/")[2] == STAM:
        if any(receipt[name] is not None for name in ("feit", "feit_sleutel", "persoon", "persoon_sleutel")):
            raise ReceiptError("een regel van de stamlog heeft geen openingen")
        return None, None, True
    blad = leaf.parse(entry)
    feit, feit_key = _opening(receipt, "feit")
    persoon, persoon_key = _opening(receipt, "persoon")
    if feit_key is not None:
        leaf.check_feit(blad, jcs.encode(feit), feit_key)
    if persoon_key is not None:
        leaf.check_persoon(blad, jcs.encode(persoon), persoon_key)
    known = persoon_key is not None or (feit_key is not None and not leaf.has_person(blad, feit_key))
    return feit, persoon, known


def _opening(receipt: Mapping[str, Any], name: str) -> tuple[dict[str, Any] | None, bytes | None]:
    value, key = receipt[name], receipt[f"{name}_sleutel"]
    if (value is None) != (key is None):
        raise ReceiptError("een opening zonder sleutel, of een sleutel zonder opening")
    if value is None:
        return None, None
    if not isinstance(value, dict):
        raise ReceiptError("een opening is geen object")
    return value, jcs.unb64(key)
