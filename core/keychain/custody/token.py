# SPDX-License-Identifier: EUPL-1.2
"""A PKCS#11 token: Ed25519 keys and one AES key-encryption key that never leave it.

Invariants:
- every key object is made sensitive and non-extractable, and one that is not so is refused when it is found;
- the PIN is in no `repr`, log or error; a wrong one, a token that is away and a module that is absent are told apart, in Dutch;
- `seal` is AES-256-GCM inside the token with a fresh nonce, bound to what is given with it;
- one session per token and process, one question at a time: a PKCS#11 session holds one operation.

python-pkcs11 is the optional extra `hsm`, loaded only when a token is asked for. No token of today knows ML-DSA or ML-KEM
(`log-and-crypto.md` E): those seeds lie sealed on disk and are in memory while the process runs (`hsm`).
Norm: PKCS#11 v3 mechanisms CKM_EDDSA and CKM_AES_GCM.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import KeystoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

KEK: Final = "knooppunt-kek"
_ED25519_OID: Final = "1.3.101.112"
_PINS: Final = ("PinIncorrect", "PinInvalid", "PinLenRange")


@dataclass(frozen=True)
class TokenAccess:
    """How to reach a token: the vendor's PKCS#11 module, the label of the token and its PIN."""

    module: str
    label: str
    pin: str = field(repr=False)


class Token:
    """An open token. Make one with `open_token`."""

    def __init__(self, session: Any, label: str) -> None:
        self._session, self.label, self._lock = session, label, RLock()

    def make_ed25519(self, name: str) -> tuple[bytes, TokenEd25519]:
        """Make an Ed25519 pair in the token; return the id of the object and the key."""
        import pkcs11
        from pkcs11.util.ec import encode_named_curve_parameters

        made, kind = os.urandom(16), pkcs11.KeyType.EC_EDWARDS
        with self._asking():
            curve = self._session.create_domain_parameters(
                kind, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(_ED25519_OID)}, local=True
            )
            curve.generate_keypair(
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
                id=made,
                label=name,
                store=True,
                private_template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )
        return made, self.ed25519(made, name)

    def ed25519(self, object_id: bytes, name: str) -> TokenEd25519:
        """Return the key with this object id and name.

        Raises:
            KeystoreError: it is not there, bears another name, or could be taken out of the token.
        """
        import pkcs11

        with self._asking():
            found = {"id": object_id, "label": name, "key_type": pkcs11.KeyType.EC_EDWARDS}
            private = self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, **found)
            public = self._session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, **found)
            _refuse_extractable(private)
            point = bytes(public[pkcs11.Attribute.EC_POINT])
        return TokenEd25519(self, private, point[-32:])  # the point stands in a DER octet string

    def seal(self, secret: bytes, bound: bytes) -> dict[str, str]:
        """Encrypt under the key-encryption key of the token; the first time that key is made."""
        nonce = os.urandom(12)
        with self._asking():
            sealed = self._kek(make=True).encrypt(secret, **_gcm(nonce, bound))
        return {"nonce": jcs.b64(nonce), "gegevens": jcs.b64(bytes(sealed))}

    def unseal(self, value: object, bound: bytes) -> bytes:
        """Return what `seal` hid.

        Raises:
            KeystoreError: another token, other `bound`, or changed.
        """
        import pkcs11

        found = shape.record(value, ("nonce", "gegevens"))
        nonce, sealed = shape.raw(found, "nonce", 12), shape.raw(found, "gegevens")
        with self._asking():
            key = self._kek(make=False)
            try:
                return bytes(key.decrypt(sealed, **_gcm(nonce, bound)))
            except (pkcs11.GeneralError, pkcs11.EncryptedDataInvalid, pkcs11.EncryptedDataLenRange):
                raise KeystoreError("Het verzegelde zaad past niet bij deze token, of het is veranderd.") from None

    def destroy(self, object_id: bytes) -> None:
        """Destroy a pair in the token."""
        with self._asking():
            for item in list(self._session.get_objects({_attribute("ID"): object_id})):
                item.destroy()

    def sign(self, private: Any, message: bytes) -> bytes:
        """Sign with a private key of this token."""
        import pkcs11

        with self._asking():
            return bytes(private.sign(message, mechanism=pkcs11.Mechanism.EDDSA))

    def _kek(self, *, make: bool) -> Any:
        import pkcs11

        wanted = {"object_class": pkcs11.ObjectClass.SECRET_KEY, "key_type": pkcs11.KeyType.AES, "label": KEK}
        try:
            found = self._session.get_key(**wanted)
        except pkcs11.NoSuchKey:
            if not make:
                raise KeystoreError(
                    f"In token {self.label} ontbreekt de sleutel waaronder de zaden verzegeld zijn."
                ) from None
            hidden = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
            found = self._session.generate_key(pkcs11.KeyType.AES, 256, label=KEK, store=True, template=hidden)
        _refuse_extractable(found)
        return found

    @contextmanager
    def _asking(self) -> Iterator[None]:
        import pkcs11

        with self._lock:
            try:
                yield
            except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned):
                raise KeystoreError(f"In token {self.label} ontbreekt een sleutel die in de map genoemd is.") from None
            except pkcs11.PKCS11Error:
                _forget(self)  # the next time it is opened anew
                raise KeystoreError(f"Token {self.label} antwoordt niet. Zit hij nog in het apparaat?") from None


class TokenEd25519(Ed25519PrivateKey):
    """An Ed25519 key in a token, for everything that signs with a key object; what would take it out is refused."""

    def __init__(self, token: Token, private: Any, public: bytes) -> None:
        self._token, self._private, self._public = token, private, public

    def sign(self, data: Any) -> bytes:
        """Let the token sign."""
        return self._token.sign(self._private, bytes(data))

    def public_key(self) -> Ed25519PublicKey:
        """Return the public half."""
        return Ed25519PublicKey.from_public_bytes(self._public)

    def private_bytes(self, encoding: Any, format: Any, encryption_algorithm: Any) -> bytes:  # noqa: A002, ARG002 - the library's
        """Refuse."""
        raise KeystoreError("Deze sleutel ligt in een token en komt daar niet uit.")

    def private_bytes_raw(self) -> bytes:
        """Refuse."""
        raise KeystoreError("Deze sleutel ligt in een token en komt daar niet uit.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


_LIBRARIES: dict[str, Any] = {}
_OPEN: dict[tuple[str, str], tuple[bytes, Token]] = {}
_GUARD = RLock()


def open_token(access: TokenAccess) -> Token:
    """Return the token, logged in.

    Raises:
        KeystoreError: the extra `hsm` or the module is absent, the token is away, or the PIN is wrong or blocked.
    """
    place, digest = (access.module, access.label), hashlib.sha256(access.pin.encode()).digest()
    with _GUARD:
        known, token = _OPEN.get(place, (b"", None))
        if token is None:
            token = Token(_login(access), access.label)
            _OPEN[place] = (digest, token)
        elif known != digest:
            raise KeystoreError(f"De PIN van token {access.label} klopt niet.")
        return token


def _login(access: TokenAccess) -> Any:
    try:
        import pkcs11
    except ImportError:
        raise KeystoreError("Voor sleutels in een token is het onderdeel `knooppunt[hsm]` nodig.") from None
    try:
        if access.module not in _LIBRARIES:
            _LIBRARIES[access.module] = pkcs11.lib(access.module)
        return _opened(_LIBRARIES[access.module], access)
    except pkcs11.PKCS11Error as error:
        raise KeystoreError(_told(type(error).__name__, access.label)) from None


def _opened(library: Any, access: TokenAccess) -> Any:
    """Open a session; a module that lost sight of its tokens is started again once, which ends every other session of it."""
    import pkcs11

    try:
        return library.get_token(token_label=access.label).open(rw=True, user_pin=access.pin)
    except pkcs11.PKCS11Error as error:
        if type(error).__name__ in (*_PINS, "PinLocked", "NoSuchToken"):
            raise
        for place in [place for place in _OPEN if place[0] == access.module]:
            del _OPEN[place]
        library.reinitialize()
        return library.get_token(token_label=access.label).open(rw=True, user_pin=access.pin)


def _told(error: str, label: str) -> str:
    if error in _PINS:
        return f"De PIN van token {label} klopt niet."
    if error == "PinLocked":
        return f"Token {label} is geblokkeerd na te veel verkeerde PIN's."
    if error in ("NoSuchToken", "TokenNotPresent", "TokenNotRecognised"):
        return f"Token {label} is er niet. Sluit hem aan en probeer het opnieuw."
    return f"Token {label} is niet te openen: de PKCS#11-module ontbreekt of geeft een fout."


def _forget(token: Token) -> None:
    with _GUARD:
        for place in [place for place, (_, found) in _OPEN.items() if found is token]:
            del _OPEN[place]


def _refuse_extractable(key: Any) -> None:
    import pkcs11

    if key[pkcs11.Attribute.EXTRACTABLE] or not key[pkcs11.Attribute.SENSITIVE]:
        raise KeystoreError("Een sleutel in de token kan eruit worden gehaald; zo een wordt niet gebruikt.")


def _gcm(nonce: bytes, bound: bytes) -> dict[str, Any]:
    import pkcs11

    return {"mechanism": pkcs11.Mechanism.AES_GCM, "mechanism_param": pkcs11.GCMParams(nonce, bound, 128)}


def _attribute(name: str) -> Any:
    import pkcs11

    return pkcs11.Attribute[name]


__all__ = ["KEK", "Token", "TokenAccess", "TokenEd25519", "open_token"]
