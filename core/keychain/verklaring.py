# SPDX-License-Identifier: EUPL-1.2
"""The verklaring van vernietiging: an order, the lines that logged it, and the line that says when it was done, as one document.

Wire form: {"v", "soort", "bevel", "bewijs": [receipt], "voltooid": receipt}.

Invariants:
- It proves itself: the order under both signatures of who gave it, and every line under the pinned tlog-policy. It names what
  was destroyed, on which ground, how, and from when no backup opens it any more.
- It holds no content and no person: record ids, categories, codes and times; who pressed the button is left out.

Norm: Archiefbesluit 8 (specification, ground and manner of destruction); law.md D3, R-74. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs, receipt
from core.keychain import bewaarbesluit, shape
from core.keychain.errors import KeychainError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audit.proof.tlog_policy import TlogPolicy
    from core.keychain.bewaarbesluit import Bewaarbesluit
    from core.keychain.stuk import SigningKeys

SOORT: Final = "verklaring-van-vernietiging"
BEVOLEN: Final = "backbone:verstrekking:vernietigd"
HERHAALD: Final = "beheer:vernietiging:herhaald"
"""What a log that lost the order in a restore was told again; it names who ordered and when that was logged first."""
VOLTOOID: Final = "beheer:vernietiging:voltooid"
WIJZE: Final = (
    "Eerst is het zout gewist en kreeg de kluis een nieuwe sleutel; daarna zijn de omhulsels gewist, en daarna de inhoud met haar "
    "bijlagen. Zonder zout gaat geen kopie meer open, met welke sleutel ook."
)
_NOBODY: Final = {"persoon": None, "persoon_sleutel": None}


@dataclass(frozen=True, slots=True)
class Onderdeel:
    """One destroyed item: what it was, without what was in it."""

    record: str
    casus: str
    categorie: str


@dataclass(frozen=True, slots=True)
class Verklaring:
    """What a verklaring proves; times in ms since the epoch.

    Attributes:
        bevel: the order.
        onderdelen: what was destroyed.
        bevolen: when the order was logged.
        voltooid: when database and kluis no longer had it.
        volledig_op: from when no backup of the kluis can open it either.
        backup_dagen: how long such a backup is kept.
    """

    bevel: Bewaarbesluit
    onderdelen: tuple[Onderdeel, ...]
    bevolen: int
    voltooid: int
    volledig_op: int
    backup_dagen: int


def make(bevel: Mapping[str, Any], bewijs: Sequence[Mapping[str, Any]], voltooid: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document; whoever gave the order is left out of every receipt."""
    lines = [{**one, **_NOBODY} for one in bewijs]
    return {"v": 1, "soort": SOORT, "bevel": dict(bevel), "bewijs": lines, "voltooid": {**voltooid, **_NOBODY}}


def check(value: object, policy: TlogPolicy, keys: SigningKeys) -> Verklaring:
    """Return what a verklaring proves.

    Raises:
        KeychainError: another shape, a signature that is not good, or proof of something else.
    """
    whole = shape.record(value, ("v", "soort", "bevel", "bewijs", "voltooid"))
    shape.constant(whole, "v", 1)
    shape.constant(whole, "soort", SOORT)
    bevel = bewaarbesluit.read(whole["bevel"])
    if bevel.soort != bewaarbesluit.VERNIETIGING:
        raise ShapeError("Dit besluit is geen vernietigingsbevel.")
    lines = [
        _line(one, policy, (BEVOLEN, HERHAALD), bevel)
        for one in shape.items(whole, "bewijs", bewaarbesluit.MAX_RECORDS)
    ]
    done = _line(whole["voltooid"], policy, (VOLTOOID,), bevel)
    if sorted(line["record"] for line in lines) != list(bevel.records) or done["aantal"] != len(lines):
        raise ShapeError("De regels gaan niet over precies de records van dit bevel.")
    if any(
        (line.get("zorgdrager", line["oin"]), line["grondslag"], line["reden"])
        != (bevel.oin, bevel.grondslag, bevel.reden)
        for line in lines
    ):
        raise ShapeError("De regels noemen iets anders dan dit bevel.")
    bevolen = int(lines[0].get("bevolen", lines[0]["tijd"]))
    bevel.check(keys, bevolen)
    parts = tuple(Onderdeel(line["record"], line.get("casus", "-"), line.get("categorie", "-")) for line in lines)
    return Verklaring(bevel, parts, bevolen, done["tijd"], done["volledig_op"], done["backup_dagen"])


def _line(shown: Any, policy: TlogPolicy, events: tuple[str, ...], bevel: Bewaarbesluit) -> dict[str, Any]:
    """Return what a proven line says, when it is of one of these events and of this order."""
    try:
        feit = receipt.verify(shown, policy).feit
    except (receipt.ReceiptError, jcs.CanonicalError, TypeError):
        raise ShapeError("Een regel van deze verklaring is niet bewezen.") from None
    if feit is None or feit.get("gebeurtenis") not in events or feit.get("bevel_sha256") != bevel.sha256:
        raise ShapeError("Een regel van deze verklaring hoort bij iets anders.")
    return feit


def text(found: Verklaring, when: Any) -> list[str]:
    """Return the verklaring as lines to read; `when` writes a moment (ms) for people."""
    bevel = found.bevel
    items = [f"  {item.record}  {item.categorie}  casus {item.casus}" for item in found.onderdelen]
    return [
        "VERKLARING VAN VERNIETIGING (Archiefbesluit 8)",
        f"Organisatie: {bevel.oin}",
        f"Bevel: {bevel.sha256}, gegeven {when(bevel.gemaakt)}, vastgelegd {when(found.bevolen)}",
        f"Grond: {bevel.grondslag}. Reden: {bevel.reden}.",
        f"Vernietigd ({len(items)}):",
        *items,
        f"Wijze: {WIJZE}",
        f"Uitgevoerd in database en kluis: {when(found.voltooid)}",
        f"Volledig, ook in back-ups: {when(found.volledig_op)} (een back-up van de kluis blijft {found.backup_dagen} dagen)",
    ]


__all__ = ["KeychainError", "Onderdeel", "Verklaring", "check", "make", "text"]
