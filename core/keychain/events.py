# SPDX-License-Identifier: EUPL-1.2
"""Key events: how an organisation publishes and withdraws its signing, HTTP and KEM keys in the stamlog.

Invariants:
- an event is the stamlog entry itself, canonical JSON signed by the organisation's identity key; the operator only
  stores it;
- a new signing or HTTP key signs the event itself (proof of possession), so nobody publishes another's key as its own;
- a KEM key cannot sign: it answers an HPKE challenge before the event is admitted, and the event holds the hashes of
  challenge and answer;
- the same holds for a recovery key (`herstel`), also when it was used: `recovered` says so for everybody to see.

What the KEM proof does *not* show: a third party cannot recompute the answer from the hashes; it sees that the
organisation states, under its identity key, an exchange of which the admitting server checked the answer. An
organisation that conspires with the operator can therefore publish a KEM key that it does not hold. It gains nothing:
it cannot open what is sealed to that key, and a key that another organisation already published is refused by
`directory`.

Norm: design.md 2. Which events count together is for `directory`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain import shape, signatures
from core.keychain.errors import EventError, ShapeError, SignatureError
from core.keychain.kem import KemPublicKey, hpke_open, hpke_seal
from core.keychain.keys import AnyPublicKey, HttpPublicKey, Rol, public_from_json
from core.keychain.signatures import PublicKey, Signature
from core.keychain.suite2 import KemPrivateKey2, KemPublicKey2, PrivateKey2, PublicKey2
from core.keychain.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.keychain.holders import AnyHolder, RecordOpener, Signer
    from core.keychain.suites import AnyKemPublic, AnySignature

EVENT_DOMAIN = "knooppunt/v1/key-event"
POSSESSION_DOMAIN = "knooppunt/v1/key-possession"
_CHALLENGE = b"knooppunt/v1/kem-challenge\0"
_ANSWER = b"knooppunt/v1/kem-answer\0"

# No key lives longer than two years: an unused key that lies around is a risk, and rotation must be practised.
MAX_TERM_MS = 731 * 24 * 3600 * 1000

_COMMON = ("v", "soort", "oin", "eenheid", "rol", "sleutel_id", "tijd", "handtekening")
_PUBLISHED = ("sleutel", "geldig_van", "geldig_tot")


class Soort(StrEnum):
    """The kinds of key events: published, withdrawn, and everything recovered with the recovery key."""

    GEPUBLICEERD = "sleutel-gepubliceerd"
    INGETROKKEN = "sleutel-ingetrokken"
    HERSTELD = "sleutels-hersteld"


@dataclass(frozen=True)
class KemBezit:
    """Hashes of the challenge and of the answer, hex."""

    uitdaging_sha256: str
    antwoord_sha256: str

    def to_json(self) -> dict[str, str]:
        """Return the wire form."""
        return {"uitdaging_sha256": self.uitdaging_sha256, "antwoord_sha256": self.antwoord_sha256}


@dataclass(frozen=True)
class KeyEvent:
    """A well-formed key event; `check` says whether it is also true.

    Attributes:
        soort: published, withdrawn or recovered.
        oin: the organisation.
        eenheid: the unit, for KEM keys only.
        rol: tekenen, http, kem or herstel.
        sleutel_id: id of the key.
        tijd: ms since the epoch at which the organisation made the event; for a withdrawal the end of the key.
        sleutel: the key; None for a withdrawal.
        geldig_van: first ms at which the key counts (0 for a withdrawal).
        geldig_tot: first ms at which it no longer counts (0 for a withdrawal).
        bron: the whole event as it stands in the log.
    """

    soort: Soort
    oin: str
    eenheid: str | None
    rol: Rol
    sleutel_id: str
    tijd: int
    sleutel: AnyPublicKey | None
    geldig_van: int
    geldig_tot: int
    bron: Mapping[str, Any] = field(repr=False)

    @classmethod
    def from_json(cls, value: object) -> KeyEvent:
        """Read an event.

        Raises:
            ShapeError: a missing, unknown or malformed field.
        """
        kind = value.get("soort") if isinstance(value, dict) else None
        published = kind == Soort.GEPUBLICEERD
        # A missing proof is a well-formed event without possession: `check` names it as such.
        proven = ("bezit",) if published or kind == Soort.HERSTELD else ()
        found = shape.record(value, _COMMON + _PUBLISHED if published else _COMMON, proven)
        shape.constant(found, "v", 1)
        if kind not in list(Soort) or found["rol"] not in list(Rol):
            raise ShapeError("De soort of de rol is onbekend.")
        rol = Rol(found["rol"])
        Signature.from_json(found["handtekening"])
        event = cls(
            soort=Soort(str(kind)),
            oin=shape.oin(found),
            eenheid=_unit(found, rol),
            rol=rol,
            sleutel_id=shape.digest(found, "sleutel_id"),
            tijd=shape.number(found, "tijd"),
            sleutel=public_from_json(rol, found["sleutel"]) if published else None,
            geldig_van=shape.number(found, "geldig_van") if published else 0,
            geldig_tot=shape.number(found, "geldig_tot") if published else 0,
            bron=found,
        )
        event._check_shape()
        return event

    def check(self, identity: PublicKey) -> None:
        """Return only when the identity key signed this event and the key itself proved possession.

        Raises:
            EventError: `reden` is "identiteit" or "bezit".
        """
        body = without(self.bron, "handtekening")
        try:
            signature = Signature.from_json(self.bron["handtekening"])
            signatures.verify(identity, EVENT_DOMAIN, jcs.encode(body), signature)
        except (ShapeError, SignatureError):
            raise EventError("identiteit", "De organisatie heeft deze gebeurtenis niet zelf ondertekend.") from None
        try:
            if self.sleutel is not None:
                _check_possession(self.sleutel, body)
            elif self.soort is Soort.HERSTELD:
                _check_answered(body.get("bezit"))
        except (ShapeError, SignatureError):
            raise EventError("bezit", "Het bewijs ontbreekt dat de organisatie deze sleutel bezit.") from None

    def _check_shape(self) -> None:
        if self.soort is Soort.HERSTELD and self.rol is not Rol.HERSTEL:
            raise ShapeError("Alleen een herstelsleutel herstelt sleutels.")
        if self.sleutel is None:
            return
        if self.sleutel.id != self.sleutel_id:
            raise ShapeError("De sleutel heeft een ander kenmerk.")
        if not self.geldig_van < self.geldig_tot <= self.geldig_van + MAX_TERM_MS:
            raise ShapeError("De geldigheid van de sleutel is leeg of langer dan twee jaar.")


def publish(
    identity: Signer,
    oin: str,
    key: AnyHolder | PrivateKey2 | KemPrivateKey2 | AnyKemPublic,
    term: tuple[int, int],
    tijd: int,
    *,
    eenheid: str | None = None,
    bezit: KemBezit | None = None,
    herstel: bool = False,
) -> dict[str, Any]:
    """Return a signed event that publishes a key.

    Args:
        identity: the organisation's identity key.
        oin: the organisation.
        key: a signing or HTTP private key (it proves itself), or a KEM key (then `eenheid` and `bezit` are needed).
        term: first ms at which the key counts, and first ms at which it no longer does.
        tijd: ms since the epoch.
        eenheid: the unit of a KEM key.
        bezit: the hashes from `answer_challenge`.
        herstel: the KEM key is the recovery key of the organisation; it has no unit.

    Raises:
        ShapeError: the event would not be well-formed.
    """
    public = key if isinstance(key, (KemPublicKey, KemPublicKey2)) else key.public
    body: dict[str, Any] = {
        "v": 1,
        "soort": Soort.GEPUBLICEERD.value,
        "oin": oin,
        "eenheid": eenheid,
        "rol": Rol.HERSTEL.value if herstel else _role(public).value,
        "sleutel": public.to_json(),
        "sleutel_id": public.id,
        "geldig_van": term[0],
        "geldig_tot": term[1],
        "tijd": tijd,
    }
    return _signed(identity, {**body, "bezit": _prove(key, body, bezit)})


def withdraw(
    identity: Signer, oin: str, rol: Rol, sleutel_id: str, tijd: int, *, eenheid: str | None = None
) -> dict[str, Any]:
    """Return a signed event that withdraws a key from `tijd` on."""
    return _signed(
        identity,
        {
            "v": 1,
            "soort": Soort.INGETROKKEN.value,
            "oin": oin,
            "eenheid": eenheid,
            "rol": rol.value,
            "sleutel_id": sleutel_id,
            "tijd": tijd,
        },
    )


def recovered(identity: Signer, oin: str, sleutel_id: str, tijd: int, bezit: KemBezit) -> dict[str, Any]:
    """Return a signed event that says that the recovery key was used: from `tijd` on no key of before it is sealed to."""
    body = {
        "v": 1,
        "soort": Soort.HERSTELD.value,
        "oin": oin,
        "eenheid": None,
        "rol": Rol.HERSTEL.value,
        "sleutel_id": sleutel_id,
        "tijd": tijd,
        "bezit": bezit.to_json(),
    }
    return _signed(identity, body)


@dataclass(frozen=True)
class Uitdaging:
    """A challenge for a KEM key, made by the admitting server.

    Attributes:
        uitdaging: goes to the organisation.
        geheim: stays at the server until the answer has come; never logged.
    """

    uitdaging: bytes = field(repr=False)
    geheim: bytes = field(repr=False)


def make_challenge(public: AnyKemPublic, oin: str) -> Uitdaging:
    """Return a fresh challenge that only the holder of the private key can answer for this organisation."""
    secret = os.urandom(32)
    return Uitdaging(hpke_seal(public, secret, _bound(_CHALLENGE, public.id, oin)), secret)


def answer_challenge(private: RecordOpener, oin: str, challenge: bytes) -> tuple[bytes, KemBezit]:
    """Return the 32-byte answer and the hashes for the event.

    Raises:
        KemError: the challenge is not for this key and organisation.
    """
    secret = hpke_open(private, challenge, _bound(_CHALLENGE, private.id, oin))
    answer = _answer(secret, private.id, oin)
    return answer, KemBezit(hashlib.sha256(challenge).hexdigest(), hashlib.sha256(answer).hexdigest())


def check_answer(event: KeyEvent, challenge: Uitdaging, answer: bytes) -> None:
    """Check at admission that the event, the challenge and the answer belong together.

    Raises:
        EventError: `reden` is "bezit".
    """
    expected = _answer(challenge.geheim, event.sleutel_id, event.oin)
    hashes = KemBezit(hashlib.sha256(challenge.uitdaging).hexdigest(), hashlib.sha256(answer).hexdigest()).to_json()
    if (
        event.rol not in (Rol.KEM, Rol.HERSTEL)
        or not hmac.compare_digest(expected, answer)
        or event.bron.get("bezit") != hashes
    ):
        raise EventError("bezit", "Het antwoord op de uitdaging klopt niet.")


def without(event: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return the event without these fields: what a signature covers."""
    return {name: value for name, value in event.items() if name not in names}


def _unit(found: Mapping[str, Any], rol: Rol) -> str | None:
    if rol is Rol.KEM:
        return shape.name(found, "eenheid")
    if found["eenheid"] is not None:
        raise ShapeError("Alleen een KEM-sleutel hoort bij een eenheid.")
    return None


def _role(public: AnyPublicKey) -> Rol:
    match public:
        case PublicKey() | PublicKey2():
            return Rol.TEKENEN
        case HttpPublicKey():
            return Rol.HTTP
        case KemPublicKey() | KemPublicKey2():
            return Rol.KEM


def _prove(
    key: AnyHolder | PrivateKey2 | KemPrivateKey2 | AnyKemPublic, body: Mapping[str, Any], bezit: KemBezit | None
) -> dict[str, str]:
    if isinstance(key, (KemPublicKey, KemPublicKey2)) or not hasattr(key, "sign"):
        return _answered(bezit)
    signed: AnySignature | bytes = key.sign(POSSESSION_DOMAIN, jcs.encode(body))
    return {"ed25519": jcs.b64(signed)} if isinstance(signed, bytes) else signed.to_json()


def _answered(bezit: KemBezit | None) -> dict[str, str]:
    if bezit is not None:
        return bezit.to_json()
    raise ShapeError("Een KEM-sleutel wordt pas gepubliceerd na het beantwoorden van een uitdaging.")


def _check_possession(public: AnyPublicKey, body: Mapping[str, Any]) -> None:
    proof, message = body.get("bezit"), jcs.encode(without(body, "bezit"))
    match public:
        case PublicKey() | PublicKey2():
            signed = SUITES[public.suite].signature.from_json(proof)
            signatures.verify(public, POSSESSION_DOMAIN, message, signed)
        case HttpPublicKey():
            found = shape.record(proof, ("ed25519",))
            public.verify(POSSESSION_DOMAIN, message, shape.raw(found, "ed25519", 64))
        case KemPublicKey() | KemPublicKey2():
            _check_answered(proof)


def _check_answered(proof: object) -> None:
    found = shape.record(proof, ("uitdaging_sha256", "antwoord_sha256"))
    shape.digest(found, "uitdaging_sha256")
    shape.digest(found, "antwoord_sha256")


def _signed(identity: Signer, body: dict[str, Any]) -> dict[str, Any]:
    event = {**body, "handtekening": identity.sign(EVENT_DOMAIN, jcs.encode(body)).to_json()}
    KeyEvent.from_json(event)
    return event


def _bound(domain: bytes, key_id: str, oin: str) -> bytes:
    return domain + bytes.fromhex(key_id) + oin.encode("ascii")


def _answer(secret: bytes, key_id: str, oin: str) -> bytes:
    return hmac.new(secret, _bound(_ANSWER, key_id, oin), hashlib.sha256).digest()
