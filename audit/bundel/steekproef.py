# SPDX-License-Identifier: EUPL-1.2
"""A sample that the operator cannot choose: a seed of the inspector and an earlier checkpoint select the lines.

Invariants:
- The choice follows from the seed, the number and the text of the checkpoint alone: what came after it in the log changes
  nothing, and who knows the three can draw again (`audit.bundel.los.vormen.loting`, and the page).
- Every line below the size is as likely as any other: a draw that would favour some is thrown away and drawn again.
- It is a proof against the operator only when the checkpoint was in the inspector's hands before the seed was told: else the
  operator could have tried heads until the sample pleased it. So the caller asks for the checkpoint as a file.

Norm: docs/adr/0021-evidence-bundle.md; HMAC-SHA-256 (FIPS 198-1) in counter mode, rejection sampling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.bundel.los.vormen import Fout, loting
from audit.proof import checkpoint as checkpoints
from audit.proof import jcs, note, receipt

if TYPE_CHECKING:
    from audit.proof.checkpoint import Checkpoint
    from audit.proof.tlog_policy import TlogPolicy

_SEED = re.compile(r"[ -~]{8,200}")


class SampleError(ValueError):
    """There is no such sample; the message is Dutch."""

    type = "steekproef"


@dataclass(frozen=True, slots=True)
class Steekproef:
    """A sample: the seed, the signed checkpoint (text of its note), its head, and the indexes in the order of drawing."""

    zaad: str
    checkpoint: str
    head: Checkpoint
    indexen: tuple[int, ...]

    @property
    def shard(self) -> str:
        """The name of the shard."""
        return self.head.origin.rpartition("/")[2]

    def to_json(self) -> dict[str, Any]:
        """Return what goes into a bundle as `steekproef.json`."""
        return {
            "v": 1,
            "soort": "steekproef",
            "zaad": self.zaad,
            "aantal": len(self.indexen),
            "checkpoint": self.checkpoint,
            "indexen": list(self.indexen),
        }

    def encode(self) -> bytes:
        """Return the canonical bytes of `to_json`."""
        return jcs.encode(self.to_json())


def draw(zaad: str, aantal: int, signed: bytes, policy: TlogPolicy) -> Steekproef:
    """Return the sample of `aantal` lines.

    Args:
        zaad: of the inspector: 8 to 200 printable ASCII characters.
        aantal: how many different lines.
        signed: the checkpoint that the inspector already had.
        policy: the pinned tlog-policy, under which the checkpoint must be signed.

    Raises:
        SampleError: another seed, number or checkpoint.
    """
    if _SEED.fullmatch(zaad) is None:
        raise SampleError("Een zaad is 8 tot 200 gewone tekens.")
    try:
        receipt.check_log(signed, policy)
        head, _ = checkpoints.parse(signed)
        chosen = loting(zaad, aantal, head.text())
    except (note.NoteError, receipt.ReceiptError):
        raise SampleError("Dit is geen checkpoint van dit log.") from None
    except Fout:
        raise SampleError(
            "Het aantal is minstens 1 en hoogstens het aantal regels van het checkpoint (tot 10000)."
        ) from None
    return Steekproef(zaad, signed.decode(), head, tuple(chosen))
