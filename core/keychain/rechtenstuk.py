# SPDX-License-Identifier: EUPL-1.2
"""Signed documents about requests of citizens: the request itself, its course, answers, restrictions, and informing.

Wire form: {"stuk": {"v", "soort", "oin", "gemaakt", …}, "sleutel", "handtekening"}. By the contactpunt, under the key that the
deelnemerslijst holds of that officer: `verzoek`, `verlenging`, `afronding`. By a controller, under its signing key:
`antwoord`, `beperking`, `informeren`.

Invariants:
- Nothing in a document says about whom: ids, codes, times, organisations, and hashes of what is sealed or kept elsewhere.
- A request names every controller: with the wraps it was sealed in, or as one that must be asked by hand.
- The officer stands in it by the id of a key only; the deelnemerslijst says who that is.
- What is hashed and verified is the document as it was read.

Norm: law.md R-75, R-76; BGS 1.1(1). Which codes there are is `core.contract.rechten`; whether they fit is asked at the exchange.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import ShapeError, UnknownKey
from core.keychain.signatures import Signature
from core.keychain.stuk import Stuk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.keychain.holders import Signer
    from core.keychain.keys import SigningKey
    from core.keychain.lijst import Deelnemerslijst, Functionaris
    from core.keychain.signatures import PublicKey
    from core.keychain.stuk import SigningKeys

    Check = Callable[[Mapping[str, Any], str], Any]

DOMAIN: Final = "knooppunt/v1/rechten"
CONTACTPUNT: Final = "contactpunt"
VERZOEK, VERLENGING, AFRONDING = "verzoek", "verlenging", "afronding"
ANTWOORD, BEPERKING, INFORMEREN = "antwoord", "beperking", "informeren"
VAN_CONTACTPUNT: Final = frozenset({VERZOEK, VERLENGING, AFRONDING})
MAX_CONTROLLERS: Final = 1000
MAX_RECORDS: Final = 500
_COMMON: Final = ("v", "soort", "oin", "gemaakt")
_ENTRY: Final = ("ontvanger", "eenheid", "sleutel", "omhulsel_sha256")
_CODE: Final = re.compile(r"(?=.{2,60}\Z)(?!.*[0-9]{5})[a-z0-9]+(?:-[a-z0-9]+)*")


def _code(found: Mapping[str, Any], name: str) -> str:
    value = found[name]
    if not isinstance(value, str) or _CODE.fullmatch(value) is None:
        raise ShapeError(f"Veld {name} is geen code.")
    return value


def _or_none(check: Check) -> Check:
    return lambda found, name: None if found[name] is None else check(found, name)


def _entries(found: Mapping[str, Any], name: str) -> list[Any]:
    listed = shape.items(found, name, 4 * MAX_CONTROLLERS)
    for item in listed:
        entry = shape.record(item, _ENTRY)
        shape.oin(entry, "ontvanger")
        shape.name(entry, "eenheid")
        shape.digest(entry, "sleutel")
        shape.digest(entry, "omhulsel_sha256")
    if len({(item["ontvanger"], item["eenheid"], item["sleutel"]) for item in listed}) != len(listed):
        raise ShapeError(f"In veld {name} staat een sleutel twee keer.")
    return listed


def _oins(found: Mapping[str, Any], name: str) -> list[str]:
    listed = [shape.oin({name: item}, name) for item in shape.items(found, name, MAX_CONTROLLERS)]
    if listed != sorted(set(listed)):
        raise ShapeError(f"Veld {name} loopt op, en noemt iedereen één keer.")
    return listed


def _records(found: Mapping[str, Any], name: str) -> list[str]:
    listed = [shape.uuid4({name: item}, name) for item in shape.items(found, name, MAX_RECORDS)]
    if listed != sorted(set(listed)):
        raise ShapeError(f"Veld {name} loopt op, en noemt elk record één keer.")
    return listed


_FIELDS: Final[Mapping[str, Mapping[str, Check]]] = {
    VERZOEK: {
        "verzoek": shape.uuid4,
        "recht": _code,
        "regio": _or_none(shape.name),
        "ontvangen": shape.number,
        "identiteit": _code,
        "eenheid": shape.name,
        "vraag_sha256": shape.digest,
        "aan": _entries,
        "handmatig": _oins,
    },
    VERLENGING: {"verzoek": shape.uuid4, "tot": shape.number, "reden": _code},
    AFRONDING: {"verzoek": shape.uuid4, "uitkomst": _code},
    ANTWOORD: {"verzoek": shape.uuid4, "antwoord_sha256": shape.digest, "aan": _entries},
    BEPERKING: {
        "beperking": shape.uuid4,
        "categorie": shape.name,
        "grond": _or_none(_code),
        "reden": _or_none(_code),
        "tot": _or_none(shape.number),
        "onderdeel_sha256": shape.digest,
        "motivering_sha256": _or_none(shape.digest),
    },
    INFORMEREN: {
        "besluit": _code,
        "grond": _or_none(_code),
        "tot": _or_none(shape.number),
        "records": _records,
        "persoon_sha256": shape.digest,
    },
}


@dataclass(frozen=True)
class Rechtenstuk(Stuk):
    """A document as it was made; `read` and `make` give only well-formed ones.

    Attributes:
        soort: kind of document.
        oin: the organisation of who signed.
        gemaakt: ms since the epoch.
        velden: the fields of its kind.
        sleutel: id of the signing key.
        bron: the whole signed document.
    """

    soort: str
    oin: str
    gemaakt: int
    velden: Mapping[str, Any] = field(repr=False)
    sleutel: str
    bron: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.velden[name]

    @property
    def controllers(self) -> tuple[str, ...]:
        """Every controller that a request names, sealed to or not, in order."""
        return tuple(sorted({item["ontvanger"] for item in self["aan"]} | set(self["handmatig"])))

    def check(self, keys: SigningKeys, at: int) -> None:
        """Return only when the named key counted for its signer at ms `at` and both signatures are good.

        Raises:
            UnknownKey: no such key then.
            SignatureError: a signature is not good.
        """
        self._verify(keys, at, DOMAIN, "stuk")


def make(key: Signer, soort: str, oin: str, gemaakt: int, **velden: Any) -> Rechtenstuk:
    """Return a signed document.

    Raises:
        ShapeError: it would not be well-formed.
    """
    body = {"v": 1, "soort": soort, "oin": oin, "gemaakt": gemaakt, **velden}
    signature = key.sign(DOMAIN, jcs.encode(body)).to_json()
    return read({"stuk": body, "sleutel": key.id, "handtekening": signature}, soort)


def read(value: object, soort: str | None = None) -> Rechtenstuk:
    """Read a document, of one kind when that is asked; nothing of its signatures is believed before `check`.

    Raises:
        ShapeError: another shape.
    """
    whole = shape.record(value, ("stuk", "sleutel", "handtekening"))
    found = whole["stuk"]
    kind = found.get("soort") if isinstance(found, dict) else None
    if not isinstance(kind, str) or kind not in _FIELDS or soort not in (None, kind):
        raise ShapeError("Dit is een ander soort stuk.")
    checks = _FIELDS[kind]
    found = shape.record(found, (*_COMMON, *checks))
    shape.constant(found, "v", 1)
    velden = {name: check(found, name) for name, check in checks.items()}
    Signature.from_json(whole["handtekening"])
    return Rechtenstuk(
        soort=kind,
        oin=shape.oin(found),
        gemaakt=shape.number(found, "gemaakt"),
        velden=velden,
        sleutel=shape.digest(whole, "sleutel"),
        bron=whole,
    )


@dataclass(frozen=True, slots=True)
class _Key:
    sleutel: PublicKey


class Contactpunten:
    """The keys of the officers with the function contactpunt, in the place of signing keys."""

    def __init__(self, lijst: Deelnemerslijst) -> None:
        self._lijst = lijst

    def officer(self, oin: str, key_id: str) -> Functionaris:
        """Return the contactpunt of an organisation that has this key.

        Raises:
            UnknownKey: there is none.
        """
        for item in self._lijst.functionarissen:
            if (item.oin, item.functie, item.sleutel.id) == (oin, CONTACTPUNT, key_id):
                return item
        raise UnknownKey("Dit is geen sleutel van een contactpunt op de deelnemerslijst.")

    def signing_key(self, oin: str, at: int, key_id: str) -> SigningKey:  # noqa: ARG002 -- keys of the list hold as long as it
        """Return the key with this id, as `Stuk` asks for it."""
        return _Key(self.officer(oin, key_id).sleutel)  # type: ignore[return-value]


def controllers(lijst: Deelnemerslijst, regio: str | None, workers: frozenset[str]) -> tuple[str, ...]:
    """Return every controller of a region (None: of the country): who is no worker for others and works there."""
    found = (
        item.oin
        for item in lijst.deelnemers
        if item.soort not in workers and (regio is None or not item.regios or regio in item.regios)
    )
    return tuple(sorted(found))
