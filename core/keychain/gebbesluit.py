# SPDX-License-Identifier: EUPL-1.2
"""What a controller and its FG say of one edition of the GEB, signed over the hash of that edition.

Wire form: {"besluit": {"v", "soort", "oin", "editie", "regio", "periode", "uitkomst", "advies_sha256", "functionaris",
"gemaakt"}, "sleutel", "handtekening", "handtekening_fg"}.

Invariants:
- An adoption is signed by the organisation. An advice is signed by the organisation *and* by its FG, with the FG's own key of
  the deelnemerslijst; each signs for a domain of its own, so that neither signature can stand in the place of the other.
- The outcome fits the kind. An advice names its text by hash and the FG by id; an adoption names neither. The text of an
  advice stays with people: nothing of it stands here.

Norm: AVG 35 (2), Wpg 4c, Wpg 36; law.md E. Whether this organisation may decide at all is asked at `core.exchange.geb`; what an
edition is stands in `core.contract.editie`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.keychain import shape, signatures
from core.keychain.errors import ShapeError, UnknownKey
from core.keychain.signatures import Signature
from core.keychain.stuk import Stuk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.keychain.holders import Signer
    from core.keychain.lijst import Deelnemerslijst
    from core.keychain.stuk import SigningKeys

VASTSTELLING: Final = "vaststelling"
ADVIES: Final = "fg-advies"
FG: Final = "fg"
UITKOMSTEN: Final[Mapping[str, tuple[str, ...]]] = {
    VASTSTELLING: ("vastgesteld", "niet-vastgesteld"),
    ADVIES: ("positief", "positief-met-voorwaarden", "negatief"),
}
"""What each kind of document can say."""
GEBEURTENISSEN: Final[Mapping[str, str]] = {
    VASTSTELLING: "backbone:geb:vastgesteld",
    ADVIES: "backbone:geb:geadviseerd",
}
"""What the line says that proves each kind was taken in."""
FG_DOMAIN: Final = "knooppunt/v1/geb-handtekening-fg"
_BODY = (
    "v",
    "soort",
    "oin",
    "editie",
    "regio",
    "periode",
    "uitkomst",
    "advies_sha256",
    "functionaris",
    "gemaakt",
)
_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Over:
    """Which edition a document is about: its hash, region (None: the whole country) and period (`EERSTE..LAATSTE`)."""

    editie: str
    regio: str | None
    periode: str


@dataclass(frozen=True)
class Gebbesluit(Stuk):
    """An adoption or an advice; `read`, `adopt` and `advise` give only well-formed ones.

    Attributes:
        soort: `VASTSTELLING` or `ADVIES`.
        oin: the controller.
        over: the edition.
        uitkomst: one of the outcomes of its kind.
        advies_sha256: hash of the text of the advice; None for an adoption.
        functionaris: id of the FG; None for an adoption.
        gemaakt: ms since the epoch.
        sleutel: id of the signing key of the organisation.
        bron: the whole signed document.
    """

    soort: str
    oin: str
    over: Over
    uitkomst: str
    advies_sha256: str | None
    functionaris: str | None
    gemaakt: int
    sleutel: str
    bron: Mapping[str, Any] = field(repr=False)

    def check(self, keys: SigningKeys, at: int) -> None:
        """Return only when the named key counted for the organisation at ms `at` and both its signatures are good.

        Raises:
            UnknownKey: the organisation has no such key then.
            SignatureError: a signature is not good.
        """
        self._verify(keys, at, domain(self.soort), "besluit")

    def check_fg(self, lijst: Deelnemerslijst) -> None:
        """Return only when an advice is signed by an FG of this organisation; an adoption asks for none.

        Raises:
            UnknownKey: the person is not in the list, works elsewhere, or is no FG.
            SignatureError: a signature is not good.
        """
        if self.functionaris is None:
            return
        person = lijst.functionaris(self.functionaris)
        if person.oin != self.oin or person.functie != FG:
            raise UnknownKey("Deze functionaris is geen FG van deze organisatie.")
        signature = Signature.from_json(self.bron["handtekening_fg"])
        signatures.verify(person.sleutel, FG_DOMAIN, jcs.encode(self.bron["besluit"]), signature)


def domain(soort: str) -> str:
    """Return the domain under which an organisation signs a document of this kind."""
    return f"knooppunt/v1/geb-{soort}"


def adopt(key: Signer, *, oin: str, over: Over, uitkomst: str, gemaakt: int) -> Gebbesluit:
    """Return the signed decision of a controller to adopt an edition, or not to.

    Raises:
        ShapeError: it would not be well-formed.
    """
    return read(_signed(key, _body(VASTSTELLING, oin, over, uitkomst, gemaakt), None))


def advise(
    key: Signer, fg: tuple[str, Signer], *, oin: str, over: Over, uitkomst: str, advies_sha256: str, gemaakt: int
) -> Gebbesluit:
    """Return the signed advice of an FG (id and key) on an edition, of the text with this hash.

    Raises:
        ShapeError: it would not be well-formed.
    """
    person, own = fg
    body = {
        **_body(ADVIES, oin, over, uitkomst, gemaakt),
        "advies_sha256": advies_sha256,
        "functionaris": person,
    }
    return read(_signed(key, body, own.sign(FG_DOMAIN, jcs.encode(body)).to_json()))


def _body(soort: str, oin: str, over: Over, uitkomst: str, gemaakt: int) -> dict[str, Any]:
    return {
        "v": 1,
        "soort": soort,
        "oin": oin,
        "editie": over.editie,
        "regio": over.regio,
        "periode": over.periode,
        "uitkomst": uitkomst,
        "advies_sha256": None,
        "functionaris": None,
        "gemaakt": gemaakt,
    }


def _signed(key: Signer, body: dict[str, Any], fg: dict[str, str] | None) -> dict[str, Any]:
    signature = key.sign(domain(body["soort"]), jcs.encode(body)).to_json()
    return {"besluit": body, "sleutel": key.id, "handtekening": signature, "handtekening_fg": fg}


def read(value: object) -> Gebbesluit:
    """Read a document; nothing of its signatures is believed before `check` and `check_fg`.

    Raises:
        ShapeError: another shape.
    """
    whole = shape.record(value, ("besluit", "sleutel", "handtekening", "handtekening_fg"))
    found = shape.record(whole["besluit"], _BODY)
    shape.constant(found, "v", 1)
    if found["soort"] not in UITKOMSTEN or found["uitkomst"] not in UITKOMSTEN[found["soort"]]:
        raise ShapeError("Soort en uitkomst van dit besluit horen niet bij elkaar.")
    advises = found["soort"] == ADVIES
    given = (found["advies_sha256"], found["functionaris"], whole["handtekening_fg"])
    if any((item is not None) != advises for item in given):
        raise ShapeError("Een advies, en alleen een advies, noemt een tekst en een FG, en draagt diens handtekening.")
    Signature.from_json(whole["handtekening"])
    if advises:
        Signature.from_json(whole["handtekening_fg"])
    return Gebbesluit(
        soort=found["soort"],
        oin=shape.oin(found),
        over=Over(shape.digest(found, "editie"), _region(found), _period(found)),
        uitkomst=found["uitkomst"],
        advies_sha256=shape.digest(found, "advies_sha256") if advises else None,
        functionaris=shape.name(found, "functionaris") if advises else None,
        gemaakt=shape.number(found, "gemaakt"),
        sleutel=shape.digest(whole, "sleutel"),
        bron=whole,
    )


def _region(found: Mapping[str, Any]) -> str | None:
    return None if found["regio"] is None else shape.name(found, "regio")


def _period(found: Mapping[str, Any]) -> str:
    value = found["periode"]
    if not isinstance(value, str) or _PERIOD.fullmatch(value) is None or value[:10] > value[12:]:
        raise ShapeError("Veld periode is geen periode van dag tot dag.")
    return value
