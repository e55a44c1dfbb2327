# SPDX-License-Identifier: EUPL-1.2
"""Erasure orders: the zorgdrager orders that openings of its own lines are erased, under both its signatures.

Wire form: {"bevel": {"v", "soort", "oin", "opening", "shard", "regels", "grondslag", "reden", "gemaakt"}, "sleutel",
"handtekening"}.

Invariants:
- An order names lines of one shard and one kind of opening, as ranges that rise and do not overlap.
- Ground and reason are codes, so nobody's name can stand in an order that is kept for ever.
- `sha256` is over the whole signed document: the hash that stands in the public stamlog cannot be guessed from content.

Norm: design.md 6; Archiefbesluit 8 (what is destroyed, on which ground, how). Whether the lines are the orderer's own and
their term has ended is asked where the log is (`core.exchange.wissen`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from audit.proof.wissing import KINDS
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.signatures import Signature
from core.keychain.stuk import Stuk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.holders import Signer
    from core.keychain.stuk import SigningKeys

DOMAIN: Final = "knooppunt/v1/wisbevel"
SOORT: Final = "wisbevel"
STAM_SOORT: Final = "openingen-gewist"
MAX_RANGES: Final = 10_000
MAX_LINES: Final = 200_000
_BODY = ("v", "soort", "oin", "opening", "shard", "regels", "grondslag", "reden", "gemaakt")
_CODE = re.compile(r"(?=.{3,80}\Z)(?!.*[0-9]{5})[a-z0-9]+(?:-[a-z0-9]+)*")
_SHARD = re.compile(r"(?!stam\Z)[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Wisbevel(Stuk):
    """An order as it was made; `read` and `make` give only well-formed ones.

    Attributes:
        oin: the zorgdrager that orders.
        opening: "persoon" or "feit".
        shard: whose lines.
        regels: ranges of line numbers, each from and up to but not including.
        grondslag: code of the ground.
        reden: code of the reason.
        gemaakt: ms since the epoch.
        sleutel: id of the signing key.
        bron: the whole signed document.
    """

    oin: str
    opening: str
    shard: str
    regels: tuple[tuple[int, int], ...]
    grondslag: str
    reden: str
    gemaakt: int
    sleutel: str
    bron: Mapping[str, Any] = field(repr=False)

    @property
    def aantal(self) -> int:
        """How many lines it names."""
        return sum(end - start for start, end in self.regels)

    def check(self, keys: SigningKeys, at: int) -> None:
        """Return only when the named key counted for the orderer at ms `at` and both signatures are good.

        Raises:
            UnknownKey: the organisation has no such key then.
            SignatureError: a signature is not good.
        """
        self._verify(keys, at, DOMAIN, "bevel")


def make(
    key: Signer,
    *,
    oin: str,
    opening: str,
    shard: str,
    regels: Sequence[tuple[int, int]],
    grondslag: str,
    reden: str,
    gemaakt: int,
) -> Wisbevel:
    """Return a signed order.

    Raises:
        ShapeError: it would not be well-formed.
    """
    body: dict[str, Any] = {
        "v": 1,
        "soort": SOORT,
        "oin": oin,
        "opening": opening,
        "shard": shard,
        "regels": [list(item) for item in regels],
        "grondslag": grondslag,
        "reden": reden,
        "gemaakt": gemaakt,
    }
    signature = key.sign(DOMAIN, jcs.encode(body)).to_json()
    return read({"bevel": body, "sleutel": key.id, "handtekening": signature})


def read(value: object) -> Wisbevel:
    """Read an order; nothing of its signatures is believed before `Wisbevel.check`.

    Raises:
        ShapeError: another shape.
    """
    whole = shape.record(value, ("bevel", "sleutel", "handtekening"))
    found = shape.record(whole["bevel"], _BODY)
    shape.constant(found, "v", 1)
    shape.constant(found, "soort", SOORT)
    if not isinstance(found["opening"], str) or found["opening"] not in KINDS:
        raise ShapeError("Veld opening is `persoon` of `feit`.")
    Signature.from_json(whole["handtekening"])
    return Wisbevel(
        oin=shape.oin(found),
        opening=found["opening"],
        shard=_matched(found, "shard", _SHARD),
        regels=_ranges(found["regels"]),
        grondslag=_matched(found, "grondslag", _CODE),
        reden=_matched(found, "reden", _CODE),
        gemaakt=shape.number(found, "gemaakt"),
        sleutel=shape.digest(whole, "sleutel"),
        bron=whole,
    )


def _ranges(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_RANGES:
        raise ShapeError(f"Veld regels is een lijst van 1 tot {MAX_RANGES} bereiken.")
    found = [item for item in value if isinstance(item, list) and len(item) == 2 and all(type(n) is int for n in item)]
    if len(found) != len(value) or not all(0 <= start < end < 2**53 for start, end in found):
        raise ShapeError("Een bereik is [van, tot], met tot na van.")
    if any(before[1] > after[0] for before, after in pairwise(found)):
        raise ShapeError("De bereiken lopen op en overlappen niet.")
    if sum(end - start for start, end in found) > MAX_LINES:
        raise ShapeError(f"Een bevel noemt hoogstens {MAX_LINES} regels; maak er meer dan een.")
    return tuple((start, end) for start, end in found)


def _matched(found: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = found[name]
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ShapeError(f"Veld {name} is geen code.")
    return value
