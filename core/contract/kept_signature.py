# SPDX-License-Identifier: EUPL-1.2
"""Checking, long after, the signature that a line keeps of the request it came from.

Invariants:
- Accepted is exactly what `core.contract.http_signature` accepts of a request: the components of the profile, each once,
  under the tag of the party, with Ed25519.
- The signature is bound to its line: the key name is that of the line's party, and idempotency key, trace, method, target and
  body digest are those that the line states. So a signature of one request cannot stand in the line of another.
- Nothing but the line and the public key is needed: no header, no clock, no address of the server.

Norm: RFC 9421 sections 2.5 and 3.2, RFC 9530. Whether the key was valid when the line was included is for its caller, who
has the keys and their times.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.contract.http_signature import ORG, PERSON, REQUEST_COMPONENTS, TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE = re.compile(r'"([@a-z-]+)": ([ -~]*)')
_ONE = r'(?:created=[0-9]{1,15}|nonce="[A-Za-z0-9_-]{20,64}"|keyid="[^"\\]{1,160}"|alg="ed25519"|tag="[a-z-]{1,40}")'
_PARAMETERS = re.compile(rf"\(([^)]*)\)(?:;{_ONE}){{5}}")
_PARAMETER = re.compile(r';(created|nonce|keyid|alg|tag)=(?:"([^"]*)"|([0-9]+))')
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
_SIGNATURE_PARAMS: Final = "@signature-params"


class KeptSignatureError(ValueError):
    """A kept signature does not hold, or belongs to another line. The message is Dutch and repeats no value."""

    type = "bewaarde-handtekening"


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """What a party provably asked: its key name, when it signed (ms), with which method, of what, with which body."""

    sleutelnaam: str = field(repr=False)
    gemaakt: int
    methode: str
    doel: str
    inhoud_sha256: str
    nonce: str = field(repr=False)


def verify_kept(
    ondertekend: object, public_key: bytes, feit: Mapping[str, Any], persoon: Mapping[str, Any] | None = None
) -> KeptRequest:
    """Check the signature that a line keeps, and that it was put to the request of this very line.

    Args:
        ondertekend: the value of `ondertekend` in `feit`, or in `persoon` for the signature of the person.
        public_key: raw Ed25519 key of the party: the HTTP key `feit["sleutel"]`, or the registered key of the person.
        feit: the readable part of the line.
        persoon: the part about the person, when it is the person's signature that is checked.

    Raises:
        KeptSignatureError: anything that does not fit.
    """
    basis, signature = _parts(ondertekend)
    fields = _fields(basis)
    covered, parameters = _parameters(fields[_SIGNATURE_PARAMS])
    _demand(covered == tuple(fields)[:-1], "de basis noemt andere onderdelen dan zij bevat")
    _demand(set(covered) == set(REQUEST_COMPONENTS), "de handtekening dekt niet de onderdelen van het profiel")
    _demand(parameters["tag"] == TAGS[ORG if persoon is None else PERSON], "de handtekening is voor iets anders gezet")
    _demand(parameters["keyid"] == _key_name(feit, persoon), "de handtekening is van een ander")
    _check(public_key, basis, signature)
    digest = _DIGEST.fullmatch(fields["content-digest"])
    _demand(digest is not None, "de hash van de inhoud is onleesbaar")
    assert digest is not None
    body = base64.b64decode(digest[1]).hex()
    _bind(fields, body, feit)
    return KeptRequest(
        parameters["keyid"],
        int(parameters["created"]) * 1000,
        fields["@method"],
        fields["@target-uri"],
        body,
        parameters["nonce"],
    )


def request_sha256(method: str, target: str, body_sha256: str) -> str:
    """Return what an idempotency key stands for: the hash of method, target (path and query) and body hash."""
    return hashlib.sha256(b"\n".join((method.encode(), target.encode(), body_sha256.encode()))).hexdigest()


def _parts(ondertekend: object) -> tuple[str, bytes]:
    if not isinstance(ondertekend, dict) or set(ondertekend) != {"basis", "handtekening"}:
        raise KeptSignatureError("de bewaarde handtekening heeft niet de juiste velden")
    basis, signature = ondertekend["basis"], ondertekend["handtekening"]
    if not isinstance(basis, str) or not isinstance(signature, str):
        raise KeptSignatureError("de bewaarde handtekening is geen tekst")
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        raise KeptSignatureError("de bewaarde handtekening is geen base64") from None
    _demand(base64.b64encode(raw).decode() == signature, "de bewaarde handtekening staat niet in haar ene vorm")
    return basis, raw


def _fields(basis: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in basis.split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or match[1] in found:
            raise KeptSignatureError("de basis heeft niet de juiste vorm")
        found[match[1]] = match[2]
    _demand(tuple(found)[-1:] == (_SIGNATURE_PARAMS,), "de basis eindigt niet op haar parameters")
    return found


def _parameters(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    match = _PARAMETERS.fullmatch(text)
    _demand(match is not None, "de parameters van de handtekening zijn onleesbaar")
    assert match is not None
    covered = tuple(name.strip('"') for name in match[1].split(" "))
    _demand(match[1] == " ".join(f'"{name}"' for name in covered), "de onderdelen zijn onleesbaar")
    found = {name: quoted or number for name, quoted, number in _PARAMETER.findall(text)}
    _demand(set(found) == {"created", "nonce", "keyid", "alg", "tag"}, "een parameter ontbreekt of komt twee keer voor")
    return covered, found


def _key_name(feit: Mapping[str, Any], persoon: Mapping[str, Any] | None) -> str:
    if persoon is None:
        return f"{feit.get('oin')}/{feit.get('sleutel')}"
    _demand(persoon.get("oin") == feit.get("oin"), "de persoon hoort bij een andere organisatie")
    return f"{persoon.get('oin')}/persoon/{persoon.get('persoon')}"


def _check(public_key: bytes, basis: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, basis.encode("ascii"))
    except (InvalidSignature, ValueError):
        raise KeptSignatureError("de handtekening klopt niet") from None


def _bind(fields: Mapping[str, str], body: str, feit: Mapping[str, Any]) -> None:
    _demand(fields["idempotency-key"] == feit.get("verzoek"), "de handtekening hoort bij een ander verzoek")
    trace = f"00-{feit.get('trace_id')}-{feit.get('span_id')}-"
    _demand(fields["traceparent"].startswith(trace), "de handtekening hoort bij een andere trace")
    # The line's hash is over path and query as they came in; what stands before them is the server's public address,
    # with or without a path of its own. One of the ends of the address must give the hash.
    uri, stated = fields["@target-uri"], feit.get("verzoek_sha256")
    ends = [uri[at:] for at, sign in enumerate(uri) if sign == "/"]
    fits = any(request_sha256(fields["@method"], end, body) == stated for end in ends)
    _demand(fits, "de handtekening hoort bij een ander adres of een andere inhoud")


def _demand(holds: bool, text: str) -> None:  # noqa: FBT001 - reads as a sentence where it stands
    if not holds:
        raise KeptSignatureError(text)
