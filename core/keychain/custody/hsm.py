# SPDX-License-Identifier: EUPL-1.2
"""Keys with a token: Ed25519 halves live in it, post-quantum seeds lie on disk sealed under its key-encryption key.

Invariants:
- the folder without the token opens nothing: no file holds a seed in the clear, and nothing that a passphrase would open;
- the readable part of a file, public half included, is bound into the seal and into the name of the object in the token;
  so a file that is renamed, swapped or edited is refused;
- a public half is what the token and the seed say, never what the file says: the file is compared with it.

File: as `keystore`, with `"token": {"object"?, "openbaar", "zaad"?}`. Hybrid keys have both halves, HTTP keys only the object,
KEM keys only the sealed seed. ML-DSA and KEM seeds are in memory from their first use until the process ends: today's
tokens do neither algorithm. When one does, only this module changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from audit.proof import jcs
from core.keychain import keystore, shape
from core.keychain.errors import KeystoreError, ShapeError
from core.keychain.holders import mark
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPublicKey
from core.keychain.keystore import HEADER, KINDS, Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey, PublicKey, Signature, domain_bytes, sign_both

if TYPE_CHECKING:
    from pathlib import Path

    from core.keychain.custody.token import Token, TokenEd25519

_WRAP: Final = b"knooppunt/v1/bewaring\0"
_SEED: Final = b"knooppunt/v1/zaad\0"


@dataclass(frozen=True, eq=False)
class TokenHttpKey:
    """An HTTP key of which the private half is in the token."""

    key_object: TokenEd25519 = field(repr=False)

    @cached_property
    def public(self) -> HttpPublicKey:
        """The public half."""
        return HttpPublicKey(self.key_object.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @property
    def marks(self) -> tuple[bytes, ...]:
        """The one part is its own mark."""
        return (self.public.ed25519,)

    def sign(self, domain: str, message: bytes) -> bytes:
        """Sign `domain || 0x00 || message` in the token."""
        return self.key_object.sign(domain_bytes(domain) + b"\0" + message)


@dataclass(frozen=True, eq=False)
class TokenSigner:
    """A hybrid key: the Ed25519 half in the token, the ML-DSA half from an unsealed seed."""

    suite: ClassVar[int] = 1
    ed25519: TokenEd25519 = field(repr=False)
    mldsa65_seed: bytes = field(repr=False)

    @cached_property
    def _mldsa(self) -> MLDSA65PrivateKey:
        return MLDSA65PrivateKey.from_seed_bytes(self.mldsa65_seed)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey(self.ed25519.public_key().public_bytes_raw(), self._mldsa.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """The id of the public half."""
        return self.public.id

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """One mark per part."""
        return self.public.ed25519, mark(self.mldsa65_seed)

    def sign(self, domain: str, message: bytes) -> Signature:
        """Sign with both algorithms; without the token there is no signature at all."""
        return sign_both(self.ed25519, self._mldsa, domain, message)


class TokenCustody:
    """The keys of one folder under one token.

    Args:
        folder: where the files stand; made when the first key is.
        token: opened with its PIN.
    """

    def __init__(self, folder: Path, token: Token) -> None:
        self._folder, self._token = folder, token

    def load(self) -> tuple[StoredKey, ...]:
        """Return every key of the folder; none when the folder is not there yet."""
        keystore.check_folder(self._folder)
        return keystore.one_role_each(self._load(path) for path in sorted(self._folder.glob("*.json")))

    def make(
        self, rol: Bestandsrol, oin: str, *, eenheid: str | None = None, naam: str | None = None, suite: int = 1
    ) -> StoredKey:
        """Make the halves where each belongs, and write the file."""
        if suite != 1:
            raise KeystoreError("Sleutels van deze suite kunnen nog niet met een token.")
        made = KINDS[rol].generate()
        blank = StoredKey(rol, oin, made, eenheid, naam)
        if isinstance(made, KemPrivateKey):
            self._write(blank, None, made.seed)
            return blank
        object_id, ed25519 = self._token.make_ed25519(_name(blank.header()))
        if not isinstance(made, PrivateKey):
            key = replace(blank, sleutel=TokenHttpKey(ed25519))
            self._write(key, object_id, None)
            return key
        key = replace(blank, sleutel=TokenSigner(ed25519, made.mldsa65_seed))
        self._write(key, object_id, made.mldsa65_seed)
        return key

    def keep(self, key: StoredKey) -> None:
        """Take in a KEM key with its seed, sealed. Ed25519 keys are made in the token or not at all."""
        if not isinstance(key.sleutel, KemPrivateKey):
            raise KeystoreError("Een tekensleutel die buiten de token is gemaakt, gaat er niet in. Maak een nieuwe.")
        keystore.one_role_each((*self.load(), key))
        self._write(key, None, key.sleutel.seed)

    def remove(self, key: StoredKey) -> None:
        """Destroy the object in the token and delete the file."""
        path = self._folder / keystore.file_name(key)
        found = self._read(path)["token"]
        if "object" in found:
            self._token.destroy(_object_id(found))
        keystore.destroy(path)

    def wrap(self, secret: bytes, bound: bytes) -> dict[str, Any]:
        """Hide a secret under the key-encryption key of the token."""
        return dict(self._token.seal(secret, _WRAP + bound))

    def unwrap(self, wrapped: object, bound: bytes) -> bytes:
        """Return what `wrap` hid."""
        try:
            return self._token.unseal(wrapped, _WRAP + bound)
        except ShapeError:
            raise KeystoreError("Dit is geen geheim dat hier is verpakt.") from None

    def _write(self, key: StoredKey, object_id: bytes | None, seed: bytes | None) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        token: dict[str, Any] = {"openbaar": key.sleutel.public.to_json()}
        if object_id is not None:
            token["object"] = object_id.hex()
        if seed is not None:
            token["zaad"] = self._token.seal(seed, _bound({**key.header(), **token}))
        path = self._folder / keystore.file_name(key)
        keystore.write_file(path, jcs.encode({**key.header(), "token": token}))

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            found = _fields(keystore.read_file(path))
        except ShapeError as error:
            raise KeystoreError(f"Het sleutelbestand {path.name} is niet leesbaar. {error}") from None
        if found.keys() & {"sleutel", "versleuteld"}:
            raise KeystoreError(f"{path.name} ligt buiten de token. Maak de sleutel opnieuw met de token.")
        return found

    def _load(self, path: Path) -> StoredKey:
        found = self._read(path)
        header, token = {name: found[name] for name in HEADER}, found["token"]
        try:
            key = StoredKey(
                rol=Bestandsrol(found["rol"]),
                oin=shape.oin(found),
                sleutel=self._holder(header, token),
                eenheid=None if found["eenheid"] is None else shape.name(found, "eenheid"),
                naam=None if found["naam"] is None else shape.text(found, "naam", 64),
            )
        except ShapeError as error:
            raise KeystoreError(f"Het sleutelbestand {path.name} is niet leesbaar. {error}") from None
        if key.header() != header or key.sleutel.public.to_json() != token["openbaar"]:
            raise KeystoreError(f"Het sleutelbestand {path.name} noemt een andere sleutel dan in de token ligt.")
        return key

    def _holder(self, header: dict[str, Any], token: dict[str, Any]) -> TokenSigner | TokenHttpKey | KemPrivateKey:
        kind = KINDS[Bestandsrol(header["rol"])]
        wanted = {KemPrivateKey: {"zaad"}, PrivateKey: {"zaad", "object"}}.get(kind, {"object"})
        if token.keys() - {"openbaar"} != wanted:
            raise ShapeError("Een deel van de sleutel ontbreekt, of is te veel.")
        seed = b""
        if "zaad" in token:
            bound = {**header, **{name: value for name, value in token.items() if name != "zaad"}}
            seed = self._token.unseal(token["zaad"], _bound(bound))
        if "object" not in token:
            return KemPrivateKey.from_seed(seed)
        ed25519 = self._token.ed25519(_object_id(token), _name(header))
        return TokenSigner(ed25519, seed) if seed else TokenHttpKey(ed25519)


def _fields(data: bytes) -> dict[str, Any]:
    found = shape.record(shape.decode(data), HEADER, keystore.SECRETS)
    shape.constant(found, "v", 1)
    if found["rol"] not in list(Bestandsrol) or len(found.keys() & set(keystore.SECRETS)) != 1:
        raise ShapeError("De rol of de sleutel ontbreekt.")
    if "token" in found:
        shape.record(found["token"], ("openbaar",), ("object", "zaad"))
    return dict(found)


def _bound(fields: dict[str, Any]) -> bytes:
    return _SEED + jcs.encode(fields)


def _object_id(token: dict[str, Any]) -> bytes:
    try:
        return bytes.fromhex(token["object"])
    except (TypeError, ValueError):
        raise ShapeError("Het kenmerk van de sleutel in de token is geen hexadecimaal getal.") from None


def _name(header: dict[str, Any]) -> str:
    """Return what the object in the token is called: role and owner, so that no file can give it another role."""
    return f"{header['rol']}/{header['oin']}/{header['naam'] or ''}"
