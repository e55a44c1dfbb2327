# SPDX-License-Identifier: EUPL-1.2
"""The tag key of a casus as it travels: made by a member, wrapped to units of members, signed by who wrapped it.

Invariants:
- One wrapping act is one signed list (both algorithms): casus, epoch, maker, time, hash of the salt, binding of the key, and
  per recipient unit the full hash of its KEM key and of its wrap. An operator cannot add itself, or give out a key of its own.
- A wrap is bound to casus, epoch and recipient (HPKE info); moved elsewhere it does not open.
- The key needs the wrapped secret and the salt. The salt lies in the small store and goes first when the casus ends.
- Later wraps of the same epoch have the same binding and the same hash of the salt as the first.

Norm: design.md 6 ("Subjects"); log-and-crypto.md D. Who may be a recipient is for who receives the list: the exchange, and
each gateway from its own dossier.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from audit.proof import jcs
from core.casus import merken
from core.envelope import EnvelopeError
from core.envelope.grants import Omhulsel
from core.keychain import shape, signatures
from core.keychain.errors import KemError, ShapeError, SignatureError
from core.keychain.kem import hpke_open, hpke_seal
from core.keychain.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.keychain.holders import Opener, Signer
    from core.keychain.keys import KemKey
    from core.keychain.signatures import PublicKey

DOMAIN: Final = "knooppunt/v1/merksleutel"
SALT_LENGTH: Final = 32
MAX_RECIPIENTS: Final = 256
REDENEN: Final = ("eerste", "vertrek", "gelekt", "toegevoegd")
_WRAP_INFO: Final = "knooppunt/v1/merk-omhulsel"
_LIST: Final = ("v", "casus", "tijdvak", "door", "tijd", "reden", "zout_sha256", "binding", "ontvangers")
_ENTRY: Final = ("ontvanger", "eenheid", "sleutel", "omhulsel_sha256")


class MerksleutelError(ValueError):
    """A tag key is not what it should be; `reden` is a stable code, the message is Dutch."""

    def __init__(self, reden: str, tekst: str) -> None:
        super().__init__(tekst)
        self.reden, self.tekst = reden, tekst


@dataclass(frozen=True)
class Merksleutel:
    """One wrapping act: the signed list and its wraps; of wraps a reader is given only its own.

    Attributes:
        lijst: the list as it was signed (its fields passed `parse`).
        handtekening: of `lijst["door"]`.
        omhulsels: the wraps.
    """

    lijst: dict[str, Any]
    handtekening: Signature = field(repr=False)
    omhulsels: tuple[Omhulsel, ...] = field(repr=False)

    @property
    def tijdvak(self) -> int:
        """The epoch of the key."""
        return int(self.lijst["tijdvak"])

    @property
    def ontvangers(self) -> tuple[tuple[str, str, str], ...]:
        """Organisation, unit and id of the KEM key of each recipient."""
        return tuple((item["ontvanger"], item["eenheid"], item["sleutel"]) for item in self.lijst["ontvangers"])

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "lijst": self.lijst,
            "handtekening": self.handtekening.to_json(),
            "omhulsels": [wrap.to_json() for wrap in self.omhulsels],
        }


@dataclass(frozen=True)
class Geheim:
    """What a maker has: the secret that is wrapped, and the salt."""

    secret: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Geheim:
        """Return a new one from the system's random source."""
        return cls(os.urandom(merken.KEY_LENGTH), os.urandom(SALT_LENGTH))


def wrap(
    geheim: Geheim,
    about: tuple[str, int],
    recipients: Sequence[KemKey],
    maker: tuple[str, Signer],
    when: tuple[int, str],
) -> Merksleutel:
    """Wrap the secret to units, and sign the list.

    Args:
        geheim: of the epoch.
        about: casus and epoch.
        recipients: keys from the directory.
        maker: OIN and signing key of who wraps.
        when: ms since the epoch, and why (`REDENEN`).
    """
    casus, tijdvak = about
    wraps = tuple(_wrapped(geheim.secret, casus, tijdvak, key) for key in recipients)
    lijst: dict[str, Any] = {
        "v": 1,
        "casus": casus,
        "tijdvak": tijdvak,
        "door": maker[0],
        "tijd": when[0],
        "reden": when[1],
        "zout_sha256": hashlib.sha256(geheim.salt).hexdigest(),
        "binding": merken.binding(merken.tag_key(geheim.secret, geheim.salt, casus, tijdvak)),
        "ontvangers": [_entry(item) for item in wraps],
    }
    return Merksleutel(lijst, maker[1].sign(DOMAIN, jcs.encode(lijst)), wraps)


def parse(value: object) -> Merksleutel:
    """Read the wire form of a wrapping act, with all or only some of its wraps.

    Raises:
        MerksleutelError: another shape, or a wrap that the list does not name.
    """
    try:
        found = shape.record(value, ("lijst", "handtekening", "omhulsels"))
        lijst = dict(shape.record(found["lijst"], _LIST))
        _check_list(lijst)
        wraps = tuple(Omhulsel.from_json(item) for item in shape.items(found, "omhulsels", MAX_RECIPIENTS))
        made = Merksleutel(lijst, Signature.from_json(found["handtekening"]), wraps)
    except (ShapeError, EnvelopeError):
        raise MerksleutelError("vorm", "Dit is geen merksleutel.") from None
    named = [tuple(sorted(item.items())) for item in lijst["ontvangers"]]
    if not {tuple(sorted(_entry(item).items())) for item in wraps} <= set(named):
        raise MerksleutelError("omhulsel", "Een omhulsel hoort niet bij de lijst.")
    return made


def verify(made: Merksleutel, signer: PublicKey) -> None:
    """Return only when the list was signed with this key.

    Raises:
        MerksleutelError: it was not.
    """
    try:
        signatures.verify(signer, DOMAIN, jcs.encode(made.lijst), made.handtekening)
    except SignatureError:
        raise MerksleutelError("handtekening", "De handtekening onder de merksleutel klopt niet.") from None


def unwrap(made: Merksleutel, salt: bytes, own: Opener, oin: str, eenheid: str) -> tuple[Geheim, bytes]:
    """Return the secret and the tag key, after holding both against the signed list.

    Raises:
        MerksleutelError: no wrap for this key, or another secret or salt than the list says.
    """
    mine = next((item for item in made.omhulsels if item.holder == (oin, eenheid, own.id)), None)
    if mine is None:
        raise MerksleutelError("geen-omhulsel", "Er is geen omhulsel voor een sleutel van deze partner.")
    casus = made.lijst["casus"]
    try:
        secret = hpke_open(own, mine.omhulsel, _info(casus, made.tijdvak, oin, eenheid))
    except KemError:
        raise MerksleutelError("omhulsel", "Het omhulsel van de merksleutel gaat niet open.") from None
    key = merken.tag_key(secret, salt, casus, made.tijdvak)
    if hashlib.sha256(salt).hexdigest() != made.lijst["zout_sha256"] or merken.binding(key) != made.lijst["binding"]:
        raise MerksleutelError("binding", "De merksleutel is een andere dan de maker tekende.")
    return Geheim(secret, salt), key


def only_for(items: Iterable[Merksleutel], oin: str) -> list[Merksleutel]:
    """Return the lists with only the wraps of one organisation; the lists stay whole, for every reader checks them."""
    return [
        Merksleutel(item.lijst, item.handtekening, tuple(w for w in item.omhulsels if w.ontvanger == oin))
        for item in items
    ]


def _check_list(lijst: dict[str, Any]) -> None:
    shape.constant(lijst, "v", 1)
    shape.uuid4(lijst, "casus")
    shape.number(lijst, "tijdvak", 1)
    shape.oin(lijst, "door")
    shape.number(lijst, "tijd")
    shape.digest(lijst, "zout_sha256")
    shape.digest(lijst, "binding")
    if lijst["reden"] not in REDENEN:
        raise ShapeError("De reden van een merksleutel is niet bekend.")
    entries = shape.items(lijst, "ontvangers", MAX_RECIPIENTS)
    for item in entries:
        entry = shape.record(item, _ENTRY)
        shape.oin(entry, "ontvanger")
        shape.name(entry, "eenheid")
        shape.digest(entry, "sleutel")
        shape.digest(entry, "omhulsel_sha256")
    if not entries or len({(i["ontvanger"], i["eenheid"], i["sleutel"]) for i in entries}) != len(entries):
        raise ShapeError("Een merksleutel heeft ontvangers, en elk een keer.")


def _wrapped(secret: bytes, casus: str, tijdvak: int, key: KemKey) -> Omhulsel:
    eenheid = key.eenheid or ""
    sealed = hpke_seal(key.sleutel, secret, _info(casus, tijdvak, key.oin, eenheid))
    return Omhulsel(key.oin, eenheid, key.sleutel_id, sealed)


def _entry(item: Omhulsel) -> dict[str, str]:
    sha256 = hashlib.sha256(item.omhulsel).hexdigest()
    return {"ontvanger": item.ontvanger, "eenheid": item.eenheid, "sleutel": item.sleutel, "omhulsel_sha256": sha256}


def _info(casus: str, tijdvak: int, oin: str, eenheid: str) -> bytes:
    return f"{_WRAP_INFO}\0{casus}\0{tijdvak}\0{oin}\0{eenheid}".encode()
