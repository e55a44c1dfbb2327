# SPDX-License-Identifier: EUPL-1.2
"""Signed decisions about keeping items: a hold and its end, an extension, and the order to destroy.

Wire form: {"besluit": {"v", "soort", "oin", "records", "grondslag", "reden", "tot", "motivering_sha256", "gemaakt"},
"sleutel", "handtekening"}.

Invariants:
- `soort` is one of `SOORTEN`, and each has its own domain of signatures: an extension never counts as an order to destroy.
- Ground and reason are codes and the motivation is a hash: nobody's name can stand in a decision that is kept for ever.
  The motivation itself stays with who decided, sealed under a random value that only it has.
- A new end and a motivation are there for an extension, and only there; records rise and each stands there once.

Norm: law.md R-73, R-74, D3; Archiefbesluit 8. Whether the orderer may decide this is asked at `core.exchange`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.signatures import Signature
from core.keychain.stuk import Stuk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.holders import Signer
    from core.keychain.stuk import SigningKeys

STILSTAND: Final = "stilstand"
OPHEFFING: Final = "opheffing"
VERLENGING: Final = "verlenging"
VERNIETIGING: Final = "vernietigingsbevel"
SOORTEN: Final = (STILSTAND, OPHEFFING, VERLENGING, VERNIETIGING)
STAM_SOORT: Final = "records-vernietigd"
MAX_RECORDS: Final = 500
_BODY = ("v", "soort", "oin", "records", "grondslag", "reden", "tot", "motivering_sha256", "gemaakt")
_CODE = re.compile(r"(?=.{3,80}\Z)(?!.*[0-9]{5})[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Bewaarbesluit(Stuk):
    """A decision as it was made; `read` and `make` give only well-formed ones.

    Attributes:
        soort: one of `SOORTEN`.
        oin: who decides: the supplier, or the zorgdrager that the supplier named.
        records: the items, in rising order.
        grondslag: code of the ground.
        reden: code of the reason.
        tot: the new end, ms; only for an extension.
        motivering_sha256: commitment to the sealed motivation, or None.
        gemaakt: ms since the epoch.
        sleutel: id of the signing key.
        bron: the whole signed document.
    """

    soort: str
    oin: str
    records: tuple[str, ...]
    grondslag: str
    reden: str
    tot: int | None
    motivering_sha256: str | None
    gemaakt: int
    sleutel: str
    bron: Mapping[str, Any] = field(repr=False)

    def check(self, keys: SigningKeys, at: int) -> None:
        """Return only when the named key counted for who decided at ms `at` and both signatures are good.

        Raises:
            UnknownKey: the organisation has no such key then.
            SignatureError: a signature is not good.
        """
        self._verify(keys, at, domain(self.soort), "besluit")


def domain(soort: str) -> str:
    """Return the domain under which a decision of this kind is signed."""
    return f"knooppunt/v1/{soort}"


def make(
    key: Signer,
    *,
    soort: str,
    oin: str,
    records: Sequence[str],
    grondslag: str,
    reden: str,
    gemaakt: int,
    verlenging: tuple[int, str] | None = None,
) -> Bewaarbesluit:
    """Return a signed decision; `verlenging` is the new end with the commitment to its motivation.

    Raises:
        ShapeError: it would not be well-formed.
    """
    tot, motivering = verlenging or (None, None)
    body: dict[str, Any] = {
        "v": 1,
        "soort": soort,
        "oin": oin,
        "records": sorted(records),
        "grondslag": grondslag,
        "reden": reden,
        "tot": tot,
        "motivering_sha256": motivering,
        "gemaakt": gemaakt,
    }
    signature = key.sign(domain(soort), jcs.encode(body)).to_json()
    return read({"besluit": body, "sleutel": key.id, "handtekening": signature})


def read(value: object) -> Bewaarbesluit:
    """Read a decision; nothing of its signatures is believed before `Bewaarbesluit.check`.

    Raises:
        ShapeError: another shape.
    """
    whole = shape.record(value, ("besluit", "sleutel", "handtekening"))
    found = shape.record(whole["besluit"], _BODY)
    shape.constant(found, "v", 1)
    if found["soort"] not in SOORTEN:
        raise ShapeError("Veld soort is geen soort bewaarbesluit.")
    extends = found["soort"] == VERLENGING
    if any((found[name] is not None) != extends for name in ("tot", "motivering_sha256")):
        raise ShapeError("Een verlenging, en alleen zij, noemt een nieuw einde en een motivering.")
    Signature.from_json(whole["handtekening"])
    return Bewaarbesluit(
        soort=found["soort"],
        oin=shape.oin(found),
        records=_records(found),
        grondslag=_code(found, "grondslag"),
        reden=_code(found, "reden"),
        tot=shape.number(found, "tot") if extends else None,
        motivering_sha256=shape.digest(found, "motivering_sha256") if extends else None,
        gemaakt=shape.number(found, "gemaakt"),
        sleutel=shape.digest(whole, "sleutel"),
        bron=whole,
    )


def commitment(salt: bytes, motivering: str) -> str:
    """Return what a decision says of its motivation: nobody guesses the text from it without `salt`."""
    return hashlib.sha256(salt + motivering.encode()).hexdigest()


def _records(found: Mapping[str, Any]) -> tuple[str, ...]:
    value = found["records"]
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_RECORDS:
        raise ShapeError(f"Veld records is een lijst van 1 tot {MAX_RECORDS} records.")
    records = tuple(shape.uuid4({"records": item}, "records") for item in value)
    if list(records) != sorted(set(records)):
        raise ShapeError("De records lopen op en staan er elk één keer.")
    return records


def _code(found: Mapping[str, Any], name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or _CODE.fullmatch(value) is None:
        raise ShapeError(f"Veld {name} is geen code.")
    return value
