# SPDX-License-Identifier: EUPL-1.2
"""What happens to a record after its push, as supplier and recipients sign it: one closed document per event.

    {"levensloop": {v, soort, record, oin, tijd, gegevens}, "sleutel": key id, "handtekening": {...}}

| soort | who signs | gegevens |
|---|---|---|
| `ingetrokken` | supplier | reden |
| `nieuwe-versie`, `gecorrigeerd` | supplier | nieuw (the record that replaces it), reden |
| `verwijderd` | supplier | ontvanger, reden |
| `voorwaarden` | supplier, with the push | van, tot (ms or null), samen (OINs that must all have released it) |
| `vrijgegeven` | one of `samen` | stuk (hash of the conditions) |
| `afwijkend-oordeel` | recipient | nieuw (the record with the other opinion) |
| `bevestigd` | recipient | stuk (hash of what is confirmed) |

Invariants:
- Codes, ids and times only: no names and no free text. Another field, or one too few, is refused.
- `sha256` is over the canonical JSON of `levensloop` alone, so the same document has one hash whoever keeps it.
- `toegang` says from conditions, releases and what stopped the record alone whether it may be read at a moment; gateway and
  server ask the same function.

Norm: Wpg 4(4) and 28 (correction with notice); law.md R-71, R-72, R-84. Who may do what is decided at the backbone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError
from core.keychain.signatures import Signature
from core.keychain.signatures import verify as verify_signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.keychain.holders import Signer
    from core.keychain.signatures import PublicKey

DOMEIN: Final = "knooppunt/v1/levensloop"
INGETROKKEN, VERWIJDERD, BEVESTIGD = "ingetrokken", "verwijderd", "bevestigd"
NIEUWE_VERSIE, GECORRIGEERD, OORDEEL = "nieuwe-versie", "gecorrigeerd", "afwijkend-oordeel"
VOORWAARDEN, VRIJGEGEVEN = "voorwaarden", "vrijgegeven"
VERVANGEN: Final = frozenset({NIEUWE_VERSIE, GECORRIGEERD})
STOPT: Final = VERVANGEN | {INGETROKKEN}
"""What ends the serving of a record to its recipients."""
TE_BEVESTIGEN: Final = STOPT | {VERWIJDERD}
REDENEN: Final = (
    "aangevuld",
    "onjuist",
    "onrechtmatig",
    "onvolledig",
    "ontvanger-verwijderd",
    "sleutel-gelekt",
    "verkeerde-ontvanger",
    "verouderd",
)
EMBARGO, AFGELOPEN = "embargo", "toegang-geeindigd"
MAX_SAMEN: Final = 40
_FIELDS: Final = ("v", "soort", "record", "oin", "tijd", "gegevens")


@dataclass(frozen=True, slots=True)
class Levensloop:
    """One document as it is signed."""

    soort: str
    record: str
    oin: str
    tijd: int
    gegevens: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the form that is signed."""
        head = {"v": 1, "soort": self.soort, "record": self.record, "oin": self.oin, "tijd": self.tijd}
        return {**head, "gegevens": dict(self.gegevens)}

    @property
    def sha256(self) -> str:
        """The hash by which lines and other documents name it."""
        return jcs.digest(self.to_json())

    def sign(self, key: Signer) -> dict[str, Any]:
        """Return it as it is sent, under both signatures of the organisation's signing key."""
        value = self.to_json()
        signed = key.sign(DOMEIN, jcs.encode(value))
        return {"levensloop": value, "sleutel": key.id, "handtekening": signed.to_json()}


@dataclass(frozen=True, slots=True)
class Toegang:
    """Whether a record may be read; when not, why as a code, and from when (ms), if time alone opens it."""

    open: bool
    reden: str | None = None
    vanaf: int | None = None
    nieuw: str | None = None


def parse(value: object) -> Levensloop:
    """Read the signed part.

    Raises:
        ShapeError: another shape or kind.
    """
    found = shape.record(value, _FIELDS)
    shape.constant(found, "v", 1)
    check_fields = _GEGEVENS.get(found["soort"]) if isinstance(found["soort"], str) else None
    if check_fields is None:
        raise ShapeError("Dit soort stuk is onbekend.")
    gegevens = check_fields(found["gegevens"])
    head = (found["soort"], shape.uuid4(found, "record"), shape.oin(found), shape.number(found, "tijd"))
    return Levensloop(*head, gegevens)


def key_id(value: object) -> str:
    """Return the id of the key that a document says it was signed with; an empty text when it says none."""
    return str(value.get("sleutel")) if isinstance(value, dict) else ""


def check(value: object, key: PublicKey) -> Levensloop:
    """Read a document as it was sent and check both signatures under `key`.

    Raises:
        KeychainError: another shape, another key, or a signature that does not hold.
    """
    found = shape.record(value, ("levensloop", "sleutel", "handtekening"))
    if found["sleutel"] != key.id:
        raise ShapeError("Het stuk is met een andere sleutel getekend.")
    read = parse(found["levensloop"])
    verify_signature(key, DOMEIN, jcs.encode(read.to_json()), Signature.from_json(found["handtekening"]))
    return read


def toegang(happened: Iterable[Levensloop], verstrekker: str, tijd: int) -> Toegang:
    """Return whether recipients may read a record at `tijd` (ms), from the checked documents about it."""
    listed = list(happened)
    for one in listed:
        if one.soort in STOPT and one.oin == verstrekker:
            return Toegang(open=False, reden=one.soort, nieuw=one.gegevens.get("nieuw"))
    for one in listed:
        if one.soort == VOORWAARDEN and one.oin == verstrekker:
            found = _conditions(one, listed, tijd)
            if not found.open:
                return found
    return Toegang(open=True)


def _conditions(one: Levensloop, listed: list[Levensloop], tijd: int) -> Toegang:
    van, tot = one.gegevens["van"], one.gegevens["tot"]
    released = {item.oin for item in listed if item.soort == VRIJGEGEVEN and item.gegevens["stuk"] == one.sha256}
    if not set(one.gegevens["samen"]) <= released:
        return Toegang(open=False, reden=EMBARGO)
    if van is not None and tijd < van:
        return Toegang(open=False, reden=EMBARGO, vanaf=van)
    if tot is not None and tijd >= tot:
        return Toegang(open=False, reden=AFGELOPEN)
    return Toegang(open=True)


def _reason(found: Mapping[str, Any]) -> str:
    if found["reden"] not in REDENEN:
        raise ShapeError("Deze reden staat niet in de lijst.")
    return str(found["reden"])


def _withdrawn(value: object) -> dict[str, Any]:
    found = shape.record(value, ("reden",))
    return {"reden": _reason(found)}


def _replaced(value: object) -> dict[str, Any]:
    found = shape.record(value, ("nieuw", "reden"))
    return {"nieuw": shape.uuid4(found, "nieuw"), "reden": _reason(found)}


def _removed(value: object) -> dict[str, Any]:
    found = shape.record(value, ("ontvanger", "reden"))
    return {"ontvanger": shape.oin(found, "ontvanger"), "reden": _reason(found)}


def _opinion(value: object) -> dict[str, Any]:
    return {"nieuw": shape.uuid4(shape.record(value, ("nieuw",)), "nieuw")}


def _about(value: object) -> dict[str, Any]:
    return {"stuk": shape.digest(shape.record(value, ("stuk",)), "stuk")}


def conditions(value: object) -> dict[str, Any]:
    """Read what conditions say: from when, after whose release, until when.

    Raises:
        ShapeError: another shape, nothing at all, or an end that is not after the beginning.
    """
    found = shape.record(value, ("van", "samen", "tot"))
    together = [shape.oin({"oin": item}) for item in shape.items(found, "samen", MAX_SAMEN)]
    van, tot = shape.number_or_none(found, "van"), shape.number_or_none(found, "tot")
    if together != sorted(set(together)) or (van is None and tot is None and not together):
        raise ShapeError("Hier hoort een moment, een einde, of een lijst van organisaties op volgorde.")
    if van is not None and tot is not None and tot <= van:
        raise ShapeError("Het einde ligt niet na het begin.")
    return {"van": van, "samen": together, "tot": tot}


_GEGEVENS: Final[Mapping[str, Callable[[object], dict[str, Any]]]] = {
    INGETROKKEN: _withdrawn,
    NIEUWE_VERSIE: _replaced,
    GECORRIGEERD: _replaced,
    VERWIJDERD: _removed,
    OORDEEL: _opinion,
    BEVESTIGD: _about,
    VRIJGEGEVEN: _about,
    VOORWAARDEN: conditions,
}
SOORTEN: Final = tuple(_GEGEVENS)
