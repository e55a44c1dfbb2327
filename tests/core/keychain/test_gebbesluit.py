# SPDX-License-Identifier: EUPL-1.2
"""The signed documents over an edition of the GEB: what is well-formed, and whose signatures make one count."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.keychain import gebbesluit
from core.keychain.errors import KeychainError, ShapeError, SignatureError, UnknownKey
from core.keychain.gebbesluit import FG_DOMAIN, Gebbesluit, Over
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from core.keychain.keys import SigningKey
    from core.keychain.lijst import Deelnemerslijst

OIN = "00000099000000001000"
OVER = Over("ab" * 32, "limburg", "2026-01-01..2026-12-31")
ORG, FG = PrivateKey.generate(), PrivateKey.generate()


class Keys:
    """A directory with one signing key."""

    def signing_key(self, oin: str, at: int, key_id: str) -> SigningKey:
        del at
        if (oin, key_id) != (OIN, ORG.id):
            raise UnknownKey("onbekend")
        return type("Sleutel", (), {"sleutel": ORG.public})()  # type: ignore[no-any-return]


class Lijst:
    """A list with one officer."""

    def __init__(self, functie: str = "fg", oin: str = OIN, key: PrivateKey = FG) -> None:
        self.person = type("Persoon", (), {"oin": oin, "functie": functie, "sleutel": key.public})()

    def functionaris(self, person: str) -> Any:
        if person != "fg-1":
            raise UnknownKey("onbekend")
        return self.person


def adoption() -> Gebbesluit:
    return gebbesluit.adopt(ORG, oin=OIN, over=OVER, uitkomst="vastgesteld", gemaakt=1)


def advice(key: PrivateKey = FG, who: str = "fg-1") -> Gebbesluit:
    return gebbesluit.advise(
        ORG, (who, key), oin=OIN, over=OVER, uitkomst="negatief", advies_sha256="cd" * 32, gemaakt=1
    )


def lijst(*given: Any) -> Deelnemerslijst:
    made: Any = Lijst(*given)
    return made  # type: ignore[no-any-return]


def test_both_kinds_hold_under_their_signatures() -> None:
    """Present: an adoption holds by the organisation alone, an advice by the organisation and its FG."""
    for made in (adoption(), advice()):
        made.check(Keys(), 2)
        made.check_fg(lijst())
        assert gebbesluit.read(jcs.decode(made.data)).sha256 == made.sha256
    assert (adoption().functionaris, adoption().advies_sha256) == (None, None)
    assert advice().functionaris == "fg-1"


@pytest.mark.parametrize(
    ("known", "error"),
    [
        (("jurist",), UnknownKey),
        (("coordinerend-fg",), UnknownKey),
        (("fg", "00000099000000009999"), UnknownKey),
        (("fg", OIN, ORG), SignatureError),
    ],
)
def test_an_advice_counts_only_by_the_own_fg(known: tuple[Any, ...], error: type[KeychainError]) -> None:
    """Contrary: another function, an FG of another organisation, or another key of the FG refuses the advice."""
    with pytest.raises(error):
        advice().check_fg(lijst(*known))
    with pytest.raises(UnknownKey):
        advice(who="fg-2").check_fg(lijst())


def test_no_signature_stands_in_the_place_of_another() -> None:
    """Contrary: the organisation's signature is not that of its FG, nor that under another kind or another edition."""
    swapped = {**advice().bron, "handtekening_fg": advice().bron["handtekening"]}
    with pytest.raises(SignatureError):
        gebbesluit.read(swapped).check_fg(lijst(("fg"), OIN, ORG))
    other = copy.deepcopy(dict(adoption().bron))
    other["besluit"]["editie"] = "ef" * 32
    with pytest.raises(SignatureError):
        gebbesluit.read(other).check(Keys(), 2)
    body = adoption().bron["besluit"]
    other["besluit"] = body
    other["handtekening"] = ORG.sign(gebbesluit.domain(gebbesluit.ADVIES), jcs.encode(body)).to_json()
    with pytest.raises(SignatureError):
        gebbesluit.read(other).check(Keys(), 2)
    assert FG_DOMAIN not in {gebbesluit.domain(soort) for soort in gebbesluit.UITKOMSTEN}


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"soort": "iets"},
        {"uitkomst": "positief"},
        {"uitkomst": "misschien"},
        {"advies_sha256": "cd" * 32},
        {"functionaris": "fg-1"},
        {"editie": "kort"},
        {"regio": "Met Hoofdletter"},
        {"periode": "2026-01-01"},
        {"periode": "2026-12-31..2026-01-01"},
        {"periode": 2026},
        {"oin": "1"},
        {"meer": 1},
    ],
)
def test_another_shape_is_refused(change: dict[str, Any]) -> None:
    """Absent: a field too much, a missing one, or a value of another kind is no decision."""
    whole = copy.deepcopy(dict(adoption().bron))
    whole["besluit"] |= change
    with pytest.raises(ShapeError):
        gebbesluit.read(whole)


def test_an_advice_without_its_fg_is_no_advice() -> None:
    """Absent: an advice without the signature of the FG, or an adoption with one, is not well-formed."""
    with pytest.raises(ShapeError):
        gebbesluit.read({**advice().bron, "handtekening_fg": None})
    with pytest.raises(ShapeError):
        gebbesluit.read({**adoption().bron, "handtekening_fg": adoption().bron["handtekening"]})
    with pytest.raises(ShapeError):
        gebbesluit.read(["iets"])
