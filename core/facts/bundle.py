# SPDX-License-Identifier: EUPL-1.2
"""A bundle: statements of one issuer, under one hybrid signature.

Wire form: {"verklaringen": [...], "door": {"oin", "sleutel"} or {"oin", "functionaris", "sleutel"}, "handtekening"}.

Invariants:
- The signature is over the canonical JSON of {"door", "verklaringen"}: the list cannot be cut, mixed or given to another.
- An organisation signs with a signing key that the key directory holds for it; an officer (jurist, fg, stuurgroep …)
  with the key that the deelnemerslijst holds. Both algorithms must verify.
- Verification gives admitted statements with their issuer, or every finding; nothing half.
- No statement lies in the future of the verifier's clock by more than 60 seconds, and none stands twice.

Norm: design.md 2, 6. Whether the issuer may state them is for `admission` and `derive`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from audit.proof import jcs
from core.casus import fields
from core.casus.bevindingen import Bevinding, Ongeldig
from core.facts.state import Toegelaten, Uitgever
from core.facts.statements import Feitverklaring, parse
from core.keychain.errors import KeychainError
from core.keychain.signatures import Signature
from core.keychain.signatures import verify as verify_signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.casus.fields import Codes
    from core.keychain.holders import Signer
    from core.keychain.keys import SigningKey
    from core.keychain.lijst import Deelnemerslijst
    from core.keychain.signatures import PublicKey

DOMEIN = "knooppunt/v1/feit"
MAX_STATEMENTS = 400
SKEW_MS = 60_000


class SigningKeys(Protocol):
    """Where the signing key of an organisation comes from: a `KeyDirectory`, at the exchange also one without time."""

    def signing_key(self, oin: str, at: int, key_id: str | None = None) -> SigningKey:
        """Return the key with this id that counts at ms `at`; raises `UnknownKey` when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Afzender:
    """Who signs: an organisation, or its officer by id, and the id of the key that is used."""

    oin: str
    sleutel: str
    functionaris: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return the `door` of the wire form."""
        officer = {} if self.functionaris is None else {"functionaris": self.functionaris}
        return {"oin": self.oin, "sleutel": self.sleutel, **officer}


def sign(
    verklaringen: Sequence[Feitverklaring], oin: str, key: Signer, functionaris: str | None = None
) -> dict[str, Any]:
    """Return the signed bundle as JSON. `key` is the signing key of the organisation or that of the officer."""
    door = Afzender(oin, key.public.id, functionaris).to_json()
    listed = [verklaring.to_json() for verklaring in verklaringen]
    return {
        "verklaringen": listed,
        "door": door,
        "handtekening": key.sign(DOMEIN, _message(door, listed)).to_json(),
    }


def verify(
    bundle: Any, directory: SigningKeys, lijst: Deelnemerslijst, codes: Codes, op: int
) -> tuple[Toegelaten, ...] | Ongeldig:
    """Return the statements with their issuer, or all findings.

    Args:
        bundle: decoded JSON from outside.
        directory: the verified key events.
        lijst: the pinned deelnemerslijst.
        codes: the closed lists for fields of statements.
        op: when the bundle was received (ms): the key must have been valid then.
    """
    found = fields.check_object("", bundle, {"verklaringen": _some, "door": _door}, also=("handtekening",))
    if found:
        return Ongeldig(tuple(found))
    door = bundle["door"]
    afzender = Afzender(door["oin"], door["sleutel"], door.get("functionaris"))
    issuer = _verify_signature(bundle, afzender, directory, lijst, op)
    if isinstance(issuer, Ongeldig):
        return issuer
    return _read(bundle["verklaringen"], issuer, codes, op)


def _verify_signature(
    bundle: dict[str, Any], afzender: Afzender, directory: SigningKeys, lijst: Deelnemerslijst, op: int
) -> Uitgever | Ongeldig:
    try:
        issuer, key = _resolve(afzender, directory, lijst, op)
        message = _message(bundle["door"], bundle["verklaringen"])
        verify_signature(key, DOMEIN, message, Signature.from_json(bundle.get("handtekening")))
    except (KeychainError, jcs.CanonicalError) as error:
        reden = error.soort if isinstance(error, KeychainError) else "vorm-ongeldig"
        return Ongeldig((Bevinding("handtekening", reden, "De handtekening onder deze feiten klopt niet."),))
    return issuer


def _resolve(afzender: Afzender, directory: SigningKeys, lijst: Deelnemerslijst, op: int) -> tuple[Uitgever, PublicKey]:
    soort = lijst.deelnemer(afzender.oin).soort
    if afzender.functionaris is None:
        return Uitgever(afzender.oin, soort), directory.signing_key(afzender.oin, op, afzender.sleutel).sleutel
    officer = lijst.functionaris(afzender.functionaris)
    if officer.oin != afzender.oin or officer.sleutel.id != afzender.sleutel:
        raise KeychainError("De functionaris, organisatie en sleutel horen niet bij elkaar.")
    return Uitgever(afzender.oin, soort, officer.functie, officer.regio, officer.id), officer.sleutel


def _read(listed: list[Any], issuer: Uitgever, codes: Codes, op: int) -> tuple[Toegelaten, ...] | Ongeldig:
    found: list[Bevinding] = []
    result: list[Toegelaten] = []
    for index, item in enumerate(listed):
        statement = parse(item, codes)
        pad = f"verklaringen[{index}]"
        if isinstance(statement, Ongeldig):
            found += [Bevinding(f"{pad}.{b.pad}", b.reden, b.tekst) for b in statement.bevindingen]
            continue
        if statement.tijd > op + SKEW_MS:
            found += fields.finding(f"{pad}.tijd", "in-toekomst", "Deze verklaring is gedaan na de klok van nu.")
        result.append(Toegelaten(statement, issuer))
    if len({item.verklaring.id for item in result}) != len(result):
        found += fields.finding("verklaringen", "dubbel", "Een verklaring staat twee keer in de bundel.")
    return Ongeldig(tuple(found)) if found else tuple(result)


def _message(door: Any, listed: Any) -> bytes:
    return jcs.encode({"door": door, "verklaringen": listed})


def _some(pad: str, value: Any) -> list[Bevinding]:
    ok = isinstance(value, list) and 1 <= len(value) <= MAX_STATEMENTS
    return [] if ok else fields.finding(pad, "geen-lijst", "Hier hoort een lijst van 1 tot 400 verklaringen.")


def _door(pad: str, value: Any) -> list[Bevinding]:
    found = fields.check_object(pad, value, {"oin": fields.oin, "sleutel": fields.sha256}, also=("functionaris",))
    if isinstance(value, dict) and not isinstance(value.get("functionaris", ""), str):
        found += fields.finding(f"{pad}.functionaris", "geen-code", "Dit is geen functionaris van de lijst.")
    return found
