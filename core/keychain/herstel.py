# SPDX-License-Identifier: EUPL-1.2
"""Recovery of a partner's reading keys by m of n of its own people, without anybody at the operator.

Invariants:
- The recovery key is an X-Wing key of its own. Only its public half stays; its seed is split into SLIP-0039 shares of words,
  `nodig` of `delen`, at least two of them, each in a file under the code of the person who keeps it.
- Sealed to it are only the seeds of the KEM keys of now: what cannot be made anew. No identity, signing or HTTP key is in it,
  so who has the shares and the file can read, and cannot act for the organisation.
- The file is sealed anew without any share (`seal_seeds` needs the public half alone), as a whole, bound to the organisation
  and to the moment at which it was made.
- Fewer shares than needed, of another set, changed, or twice the same are refused, each with its own sentence; no word of a
  share and no seed shows in an error or in `repr`.

Norm: `log-and-crypto.md` E; SLIP-0039. Whose recovery key counts, and that its use is logged, is for `events` and
`directory`; where the file lies and when it is made again is for the gateway.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import KemError, RecoveryError, ShapeError
from core.keychain.kem import ENC_LENGTH, KemPrivateKey, KemPublicKey, hpke_open, hpke_seal

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SHARES: Final = 16
_INFO: Final = b"knooppunt/v1/recovery\0"
_FILE: Final = ("v", "oin", "herstelsleutel", "gemaakt", "sleutels", "verzegeld")
_SEED: Final = ("eenheid", "zaad")
_KEY_LENGTH: Final = 32
_WRAPPED: Final = ENC_LENGTH + _KEY_LENGTH + 16


@dataclass(frozen=True)
class Leessleutel:
    """A KEM key of one unit, as the recovery file holds it."""

    eenheid: str
    sleutel: KemPrivateKey = field(repr=False)


@dataclass(frozen=True)
class Herstelbestand:
    """The readable part of a recovery file, with what is sealed in it.

    Attributes:
        oin: the organisation.
        herstelsleutel: id of the recovery key to which it is sealed.
        gemaakt: ms since the epoch.
        sleutels: ids of the keys inside.
        verzegeld: wrapped key, nonce and ciphertext.
    """

    oin: str
    herstelsleutel: str
    gemaakt: int
    sleutels: tuple[str, ...]
    verzegeld: bytes = field(repr=False)

    @classmethod
    def parse(cls, data: bytes) -> Herstelbestand:
        """Read a file.

        Raises:
            RecoveryError: it is not one.
        """
        try:
            found = shape.record(shape.decode(data), _FILE)
            shape.constant(found, "v", 1)
            return cls(
                shape.oin(found),
                shape.digest(found, "herstelsleutel"),
                shape.number(found, "gemaakt"),
                tuple(shape.digest({"id": one}, "id") for one in shape.items(found, "sleutels")),
                shape.raw(found, "verzegeld"),
            )
        except ShapeError:
            raise RecoveryError("bestand", "Het herstelbestand is niet te lezen.") from None

    def encode(self) -> bytes:
        """Return the canonical bytes of the file."""
        return jcs.encode({**self._header(), "verzegeld": jcs.b64(self.verzegeld)})

    def _header(self) -> dict[str, Any]:
        return {
            "v": 1,
            "oin": self.oin,
            "herstelsleutel": self.herstelsleutel,
            "gemaakt": self.gemaakt,
            "sleutels": list(self.sleutels),
        }

    @property
    def bound(self) -> bytes:
        """What the seal is bound to: everything that can be read."""
        return _INFO + jcs.encode(self._header())


def seal_seeds(public: KemPublicKey, oin: str, keys: Sequence[Leessleutel], tijd: int) -> Herstelbestand:
    """Seal the KEM keys of now to the recovery key.

    Raises:
        RecoveryError: there is no key to seal.
    """
    if not keys:
        raise RecoveryError("leeg", "Er is geen leessleutel om veilig te stellen.")
    listed = sorted(keys, key=lambda key: (key.eenheid, key.sleutel.id))
    made = Herstelbestand(oin, public.id, tijd, tuple(key.sleutel.id for key in listed), b"")
    body = [{"eenheid": key.eenheid, "zaad": jcs.b64(key.sleutel.seed)} for key in listed]
    secret, nonce = AESGCM.generate_key(8 * _KEY_LENGTH), os.urandom(12)
    wrapped = hpke_seal(public, secret, made.bound)
    sealed = AESGCM(secret).encrypt(nonce, jcs.encode({"leessleutels": body}), made.bound)
    return Herstelbestand(oin, public.id, tijd, made.sleutels, wrapped + nonce + sealed)


def open_seeds(private: KemPrivateKey, file: Herstelbestand) -> tuple[Leessleutel, ...]:
    """Return the keys of a recovery file.

    Raises:
        RecoveryError: it is sealed to another key, was changed, or holds other keys than it says.
    """
    data = file.verzegeld
    try:
        secret = hpke_open(private, data[:_WRAPPED], file.bound)
        opened = AESGCM(secret).decrypt(data[_WRAPPED : _WRAPPED + 12], data[_WRAPPED + 12 :], file.bound)
        listed = shape.record(shape.decode(opened), ("leessleutels",))["leessleutels"]
        keys = tuple(_seed(item) for item in listed)
    except (KemError, InvalidTag, ValueError, TypeError):
        raise RecoveryError("past-niet", "Het herstelbestand past niet bij deze delen, of is veranderd.") from None
    if not keys or tuple(key.sleutel.id for key in keys) != file.sleutels:
        raise RecoveryError("past-niet", "In het herstelbestand zitten andere sleutels dan het zegt.")
    return keys


def _seed(item: object) -> Leessleutel:
    found = shape.record(item, _SEED)
    return Leessleutel(shape.name(found, "eenheid"), KemPrivateKey.from_seed(shape.raw(found, "zaad", 32)))


def split(private: KemPrivateKey, nodig: int, delen: int) -> tuple[str, ...]:
    """Split the seed into shares of words, of which `nodig` give it back.

    Raises:
        RecoveryError: one person would be enough, or there are more shares than the scheme has room for.
    """
    if not 2 <= nodig <= delen <= MAX_SHARES:
        raise RecoveryError("aantal", f"Kies 2 tot {MAX_SHARES} delen, en minstens 2 die nodig zijn.")
    return tuple(generate_mnemonics(1, [(nodig, delen)], private.seed)[0])


def combine(words: Sequence[str]) -> KemPrivateKey:
    """Return the recovery key of enough shares.

    Raises:
        RecoveryError: `reden` is "deel" (a share is no share), "dubbel", "ander-stel" or "te-weinig", or "past-niet" when
            the shares are of one set and do not give a key: one of them was forged.
    """
    shares = [_share(item) for item in words]
    if len({share.group_parameters() for share in shares}) > 1:
        raise RecoveryError("ander-stel", "De delen horen niet bij elkaar: zij zijn van verschillende stellen.")
    if len({share.index for share in shares}) != len(shares):
        raise RecoveryError("dubbel", "Hetzelfde deel is twee keer gegeven.")
    needed = shares[0].member_threshold if shares else 2
    if len(shares) < needed:
        raise RecoveryError("te-weinig", f"Er zijn {needed} delen nodig; dit zijn er {len(shares)}.")
    try:
        return KemPrivateKey.from_seed(combine_mnemonics(words[:needed]))
    except (MnemonicError, ShapeError):
        raise RecoveryError("past-niet", "De delen vormen samen geen sleutel: minstens één is veranderd.") from None


def _share(words: str) -> Share:
    try:
        return Share.from_mnemonic(words)
    except MnemonicError:
        raise RecoveryError("deel", "Een deel is niet goed overgenomen: de controlewoorden kloppen niet.") from None
