# SPDX-License-Identifier: EUPL-1.2
"""The count of a supplier in a breach: how many persons its own records are about, under both its signatures.

Wire form: {"telling": {"v", "soort", "oin", "over", "records_sha256", "bekend", "onbekend", "personen", "categorieen",
"gemaakt"}, "sleutel", "handtekening"}.

Invariants:
- It counts and names nobody: numbers, codes of categories, a hash over the record ids that were asked about.
- `records_sha256` says over which records it is, so that it cannot stand for another list; `over` says for which report or
  for which leaked key they were listed.
- A record that the supplier cannot count is in `onbekend`, never taken for nobody.

Norm: AVG 33(3)(a): categories and number of persons as far as possible. Counting is the supplier's gateway's; the backbone
has no index of people. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.signatures import Signature
from core.keychain.stuk import Stuk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.keychain.holders import Signer
    from core.keychain.stuk import SigningKeys

DOMAIN: Final = "knooppunt/v1/datalektelling"
SOORT: Final = "datalektelling"
VERZOEK: Final = "telverzoek"
MAX_CATEGORIEEN: Final = 200
MAX_RECORDS: Final = 1_000_000
_BODY = ("v", "soort", "oin", "over", "records_sha256", "bekend", "onbekend", "personen", "categorieen", "gemaakt")
_ASKED = ("v", "soort", "over", "verstrekker", "records", "records_sha256")
_OVER = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Verzoek:
    """What a supplier is asked to count: its own records, each with its category, for one report or one leaked key."""

    over: str
    verstrekker: str
    records: tuple[tuple[str, str], ...]

    @property
    def records_sha256(self) -> str:
        """Hash over the ids."""
        return records_digest(record for record, _ in self.records)

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        listed = [{"record": record, "categorie": categorie} for record, categorie in self.records]
        return {
            "v": 1,
            "soort": VERZOEK,
            "over": self.over,
            "verstrekker": self.verstrekker,
            "records": listed,
            "records_sha256": self.records_sha256,
        }

    @classmethod
    def from_json(cls, value: object) -> Verzoek:
        """Read the wire form.

        Raises:
            ShapeError: another shape, a record twice, or another hash than of these records.
        """
        found = shape.record(value, _ASKED)
        shape.constant(found, "v", 1)
        shape.constant(found, "soort", VERZOEK)
        records = tuple(_asked(item) for item in shape.items(found, "records", MAX_RECORDS))
        if len({record for record, _ in records}) != len(records):
            raise ShapeError("Een record staat er twee keer in.")
        made = cls(_over(found), shape.oin(found, "verstrekker"), records)
        shape.constant(found, "records_sha256", made.records_sha256)
        return made


@dataclass(frozen=True)
class Datalektelling(Stuk):
    """A count as it was made; `read` and `make` give only well-formed ones.

    Attributes:
        oin: the supplier that counted.
        over: id of the report, or of the leaked key, for which was counted.
        records_sha256: hash over the ids of the records that were asked about.
        bekend: how many of those it could count.
        onbekend: how many it could not.
        personen: distinct natural persons in what it could count.
        categorieen: the same per category; one person can be in several.
        gemaakt: ms since the epoch.
        sleutel: id of the signing key.
        bron: the whole signed document.
    """

    oin: str
    over: str
    records_sha256: str
    bekend: int
    onbekend: int
    personen: int
    categorieen: Mapping[str, int]
    gemaakt: int
    sleutel: str
    bron: Mapping[str, Any] = field(repr=False)

    def check(self, keys: SigningKeys) -> None:
        """Return only when the named key counted for the supplier when it counted, and both signatures are good.

        Raises:
            UnknownKey: the organisation had no such key then.
            SignatureError: a signature is not good.
        """
        self._verify(keys, self.gemaakt, DOMAIN, "telling")


def records_digest(records: Iterable[str]) -> str:
    """Return the hash over record ids, in whichever order they come."""
    return jcs.digest(sorted(records))


def make(key: Signer, body: Mapping[str, Any]) -> Datalektelling:
    """Return a signed count of the fields in `body` (all but `v` and `soort`).

    Raises:
        ShapeError: it would not be well-formed.
    """
    whole = {"v": 1, "soort": SOORT, **body}
    signature = key.sign(DOMAIN, jcs.encode(whole)).to_json()
    return read({"telling": whole, "sleutel": key.id, "handtekening": signature})


def read(value: object) -> Datalektelling:
    """Read a count; nothing of its signatures is believed before `Datalektelling.check`.

    Raises:
        ShapeError: another shape.
    """
    whole = shape.record(value, ("telling", "sleutel", "handtekening"))
    found = shape.record(whole["telling"], _BODY)
    shape.constant(found, "v", 1)
    shape.constant(found, "soort", SOORT)
    Signature.from_json(whole["handtekening"])
    counted = {name: shape.number(found, name) for name in ("bekend", "onbekend", "personen", "gemaakt")}
    per = _categories(found["categorieen"])
    if any(count > counted["personen"] for count in per.values()) or sum(per.values()) < counted["personen"]:
        raise ShapeError("De aantallen per categorie passen niet bij het aantal personen.")
    return Datalektelling(
        oin=shape.oin(found),
        over=_over(found),
        records_sha256=shape.digest(found, "records_sha256"),
        categorieen=per,
        sleutel=shape.digest(whole, "sleutel"),
        bron=whole,
        **counted,
    )


def _categories(value: object) -> dict[str, int]:
    if not isinstance(value, dict) or len(value) > MAX_CATEGORIEEN:
        raise ShapeError("Veld categorieen is geen lijst van aantallen per categorie.")
    return {shape.name({"categorie": code}, "categorie"): shape.number(value, code) for code in value}


def _asked(value: object) -> tuple[str, str]:
    found = shape.record(value, ("record", "categorie"))
    return shape.uuid4(found, "record"), shape.name(found, "categorie")


def _over(found: Mapping[str, Any]) -> str:
    value = found["over"]
    if not isinstance(value, str) or _OVER.fullmatch(value) is None:
        raise ShapeError("Veld over is geen kenmerk van een rapport of van een sleutel.")
    return value
