# SPDX-License-Identifier: EUPL-1.2
"""Signed HTTP messages: the profile of RFC 9421 that gateway and server share.

A request carries a signature labelled `org` and, where a person acts, one labelled `persoon`; an answer carries one
labelled `antwoord`, which covers the request's `org` signature and so answers that one request only.

Invariants:
- `sign_*` and `verify_*` are the only ways in and out; whoever gets a `VerifiedRequest` may rely on every field of it.
- Exactly the labels, components and parameters of the profile: nothing missing, nothing twice, nothing added.
- The body is compared with Content-Digest (SHA-256), also when it is empty.
- Not older than 120 s, at most 60 s in the future; nonces are remembered only after the signature has held, so that
  strangers cannot fill the store. The answer needs no window: it is bound to a request with its own nonce.
- Taking the person's signature off leaves a request of the organisation alone, which may do less, never more.
- The target URI is what the *receiver* says it is (its configured public address), never the Host field.

Norm: RFC 9421 (labels, components, `req`, Ed25519 as in 3.3.6), RFC 9530 (Content-Digest), W3C Trace Context.

Why two libraries: `http-message-signatures` 3.0 makes the signature base and does the Ed25519 check; it knows several
labels and `"signature";req;key="org"`. It reads the wall clock, lets the last of two equal parameters win and has one
error for all causes; so the profile itself is checked here first, on the structured fields of `http_sf`, with the
clock handed in. What it does not do: look up keys, keep nonces, decide anything about rights.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519

from core.contract import http_signature_errors as errors
from core.contract.ondertekend import Ondertekend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    HeaderLines = Mapping[str, str] | Iterable[tuple[str, str]]

WINDOW_MS: Final = 120_000
SKEW_MS: Final = 60_000
NONCE_KEPT_MS: Final = 600_000  # longer than window and skew together, so a nonce is never forgotten too early

ORG, PERSON, ANSWER = "org", "persoon", "antwoord"
TAGS: Final = {ORG: "knooppunt-organisatie", PERSON: "knooppunt-persoon", ANSWER: "knooppunt-antwoord"}
REQUEST_COMPONENTS: Final = ("@method", "@target-uri", "content-digest", "idempotency-key", "traceparent")
ANSWER_COMPONENTS: Final = ("@status", "content-digest", '"signature";req;key="org"')

_OIN = r"[0-9]{20}"
_ORG_KEY_ID = re.compile(rf"({_OIN})/([0-9a-f]{{64}})")
_PERSON_KEY_ID = re.compile(rf"({_OIN})/persoon/([A-Za-z0-9][A-Za-z0-9._-]{{0,63}})")
_ANSWER_KEY_ID = re.compile(rf"({_OIN})/antwoord")
_NONCE = re.compile(r"[A-Za-z0-9_-]{20,64}")
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TRACE = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(frozen=True)
class OrgKey:
    """An organisation's key for HTTP: its OIN, the id of the key event (hex SHA-256) and the Ed25519 private key."""

    oin: str
    sleutel: str
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True)
class PersonKey:
    """A person's key for HTTP: the person's id inside the organisation, which must not tell who it is."""

    oin: str
    persoon: str
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True)
class AnswerKey:
    """The key with which the operator signs its answers; the public half stands in the deelnemerslijst."""

    oin: str
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True)
class VerifiedRequest:
    """A request whose signatures hold: who sent it, with which key, for which person, as which idempotent act.

    `created` in milliseconds since the epoch; `nonces` are (key name, nonce) pairs, the organisation's first.
    `ondertekend` is what the organisation signed, `ondertekend_persoon` what the person did: the very base that was
    verified, and the signature, so that the line of the act can keep both.
    """

    oin: str
    sleutel: str
    persoon: str | None
    nonces: tuple[tuple[str, str], ...]
    created: int
    idempotency_key: str
    traceparent: str
    ondertekend: Ondertekend = field(repr=False)
    ondertekend_persoon: Ondertekend | None = field(default=None, repr=False)

    @property
    def trace_id(self) -> str:
        """The 32 hex digits of the W3C trace id."""
        return self.traceparent[3:35]

    @property
    def span_id(self) -> str:
        """The 16 hex digits of the caller's span id."""
        return self.traceparent[36:52]


class KeyLookup(Protocol):
    """Where public keys come from: raw 32 byte Ed25519 keys, or None when there is none that is valid at `at_ms`."""

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        """Return the organisation's HTTP key with this id."""
        ...

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        """Return the registered key of this person of this organisation."""
        ...


def content_digest(body: bytes) -> str:
    """Return the value of Content-Digest for `body` (RFC 9530, SHA-256)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def new_nonce() -> str:
    """Return a fresh nonce of 128 random bits."""
    return secrets.token_urlsafe(16)


def sign_request(
    method: str,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    org_key: OrgKey,
    person_key: PersonKey | None,
    created: int,
    nonce: str,
) -> dict[str, str]:
    """Return `headers` with Content-Digest, Signature-Input and Signature added.

    Args:
        method: in capitals.
        url: absolute, as it will be sent (percent-encoded).
        body: the exact bytes; empty when there is none.
        headers: must hold Idempotency-Key (UUIDv4) and traceparent.
        org_key: of the organisation that sends.
        person_key: of the person who acts, if any.
        created: milliseconds since the epoch; the signature holds whole seconds.
        nonce: fresh for each sending, also of the same bytes (see `new_nonce`).

    Raises:
        HttpSignatureError: what the receiver would refuse anyway (idempotency key, trace, nonce, other OIN).
    """
    lines = {name: value for name, value in headers.items() if name.lower() not in _OURS}
    lines["Content-Digest"] = content_digest(body)
    _check_fields(_one_line_each(lines, ("idempotency-key", "traceparent")))
    if not _NONCE.fullmatch(nonce):
        raise errors.WrongParametersError("nonce")
    message = _Message(lines, method=method, url=url)
    _add_signature(message, ORG, f"{org_key.oin}/{org_key.sleutel}", org_key.key, created, nonce)
    if person_key is not None:
        if person_key.oin != org_key.oin:
            raise errors.OtherOrganisationError(PERSON)
        keyid = f"{person_key.oin}/persoon/{person_key.persoon}"
        _add_signature(message, PERSON, keyid, person_key.key, created, nonce)
    return lines


def verify_request(
    method: str,
    url: str,
    headers: HeaderLines,
    body: bytes,
    *,
    keys: KeyLookup,
    now: int,
    remember: Callable[[str, str, int], bool],
) -> VerifiedRequest:
    """Check a request against the profile and return who sent it.

    Args:
        method: as received.
        url: the receiver's own public address plus the path and query as received.
        headers: all field lines as received, repeated ones apart.
        body: the exact bytes received.
        keys: where public keys come from.
        now: the receiver's clock in milliseconds since the epoch.
        remember: stores (key name, nonce, created in ms); False when the pair was already there. Called last, once
            per signature, only when all signatures hold.

    Raises:
        HttpSignatureError: the subclass tells the cause.
    """
    fields = _one_line_each(headers, (*_OURS, "idempotency-key", "traceparent"))
    inputs = _read_signatures(fields, ORG, {ORG, PERSON})
    _check_fields(fields)
    for label, parameters in inputs.items():
        _check_window(label, parameters["created"] * 1000, now)
    if fields["content-digest"] != content_digest(body):
        raise errors.WrongDigestError
    oin, sleutel = _key_name(_ORG_KEY_ID, inputs, ORG)
    persoon = _person(inputs, oin)
    message = _Message(fields, method=method, url=url)
    signed = _check_signature(message, ORG, keys.org_key(oin, sleutel, now))
    signed_person = None
    if persoon is not None:
        signed_person = _check_signature(message, PERSON, keys.person_key(oin, persoon, now))
    nonces = tuple((p["keyid"], p["nonce"]) for p in inputs.values())
    for label, p in inputs.items():
        if not remember(p["keyid"], p["nonce"], p["created"] * 1000):
            raise errors.ReplayedError(label)
    created = inputs[ORG]["created"] * 1000
    act = (created, fields["idempotency-key"], fields["traceparent"])
    return VerifiedRequest(oin, sleutel, persoon, nonces, *act, signed, signed_person)


def sign_response(status: int, body: bytes, request_signature: str, key: AnswerKey, created: int) -> dict[str, str]:
    """Return Content-Digest, Signature-Input and Signature of an answer to one request.

    Args:
        status: of the answer.
        body: the exact bytes of the answer.
        request_signature: the value of the request's field Signature; must hold the label `org`.
        key: of the operator.
        created: milliseconds since the epoch.

    Every answer is signed, so its base is written out here: three components in one fixed order, as RFC 9421 section
    2.5 has it. That it is what the library makes and accepts is tested.

    Raises:
        HttpSignatureError: the request carries no readable `org` signature to bind to.
    """
    bound = _dictionary(request_signature, "signature").get(ORG, (None, None))
    if not isinstance(bound[0], bytes):
        raise errors.NotSignedError(ORG)
    digest = content_digest(body)
    covered = f"({' '.join(_quoted(name) for name in ANSWER_COMPONENTS)})"
    parameters = f'{covered};created={created // 1000};keyid="{key.oin}/antwoord";alg="{ED25519.algorithm_id}";tag="{TAGS[ANSWER]}"'
    values = (str(status), digest, http_sf.ser(bound), parameters)
    names = (*(_quoted(name) for name in ANSWER_COMPONENTS), '"@signature-params"')
    base = "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
    signature = base64.b64encode(key.key.sign(base.encode("ascii"))).decode("ascii")
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{ANSWER}={parameters}",
        "Signature": f"{ANSWER}=:{signature}:",
    }


def verify_response(
    status: int, headers: HeaderLines, body: bytes, request_signature: str, *, oin: str, public_key: bytes
) -> None:
    """Check that the operator signed exactly this answer to exactly that request.

    Args:
        status: as received.
        headers: all field lines as received.
        body: the exact bytes received.
        request_signature: the value of the field Signature of the request that was sent.
        oin: of the operator, from the pinned deelnemerslijst.
        public_key: its raw Ed25519 answer key, from the same list.

    Raises:
        HttpSignatureError: the subclass tells the cause; `BadSignatureError` also when it answers another request.
    """
    fields = _one_line_each(headers, _OURS)
    inputs = _read_signatures(fields, ANSWER, {ANSWER})
    if fields["content-digest"] != content_digest(body):
        raise errors.WrongDigestError
    if _key_name(_ANSWER_KEY_ID, inputs, ANSWER)[0] != oin:
        raise errors.UnknownSignerError(ANSWER)
    message = _Message(fields, status=status, request=_Message({"signature": request_signature}))
    _check_signature(message, ANSWER, public_key)


# --- the message, as the library wants to see it

_OURS: Final = ("content-digest", "signature-input", "signature")


class _Message:
    """A request, or an answer when `status` is given."""

    def __init__(
        self,
        headers: dict[str, str],
        method: str = "GET",
        url: str = "https://gebonden.invalid/",
        status: int | None = None,
        request: _Message | None = None,
    ) -> None:
        self.headers = headers
        self.method = method
        self.url = url
        if status is not None:  # the library takes a message with a status code for an answer
            self.status_code = status
            self.request = request


class _OneKey(HTTPSignatureKeyResolver):
    """The key that was already looked up, whatever name is asked for."""

    def __init__(self, private: Ed25519PrivateKey | None = None, public: Ed25519PublicKey | None = None) -> None:
        self.private, self.public = private, public

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:  # noqa: ARG002 - one key only
        return self.public

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey | None:  # noqa: ARG002 - one key only
        return self.private


class _Verifier(HTTPMessageVerifier):
    """The library's check without its wall clock: `_check_window` has been there before, with the clock handed in."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """Accept any time."""


def _quoted(name: str) -> str:
    return name if name.startswith('"') else f'"{name}"'


def _components(label: str) -> tuple[str, ...]:
    return ANSWER_COMPONENTS if label == ANSWER else REQUEST_COMPONENTS


def _add_signature(
    message: _Message, label: str, keyid: str, key: Ed25519PrivateKey, created: int, nonce: str | None
) -> None:
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(private=key)).sign(
        message,
        key_id=keyid,
        created=datetime.fromtimestamp(created // 1000, tz=UTC),
        nonce=nonce,
        label=label,
        tag=TAGS[label],
        covered_component_ids=_components(label),
        append_if_signature_exists=True,
        use_existing_digest=True,
    )


def _check_signature(message: _Message, label: str, public_key: bytes | None) -> Ondertekend:
    """Check one signature and return it with the base that the library made and verified."""
    if public_key is None:
        raise errors.UnknownSignerError(label)
    try:
        key = _OneKey(public=Ed25519PublicKey.from_public_bytes(public_key))
        verifier = _Verifier(signature_algorithm=ED25519, key_resolver=key)
        found = verifier.verify(message, max_age=None, expect_tag=TAGS[label], expect_label=label)
    except Exception:  # noqa: BLE001 - whatever the library trips over, the signature does not hold
        raise errors.BadSignatureError(label) from None
    if len(found) != 1:
        raise errors.BadSignatureError(label)
    base = "\n".join(f"{name}: {value}" for name, value in found[0].covered_components.items())
    value: bytes = _dictionary(message.headers["signature"], "signature")[label][0]
    return Ondertekend(base, value)


# --- the profile


def _one_line_each(headers: HeaderLines, names: Iterable[str]) -> dict[str, str]:
    """Return the named fields; each must occur on exactly one line."""
    wanted = set(names)
    found: dict[str, str] = {}
    pairs = headers.items() if hasattr(headers, "items") else headers
    for name, value in pairs:
        lower = name.lower()
        if lower not in wanted:
            continue
        if lower in found:
            raise errors.MalformedError(lower)
        found[lower] = value
    for name in ("signature", "signature-input"):
        if name in wanted and name not in found:
            raise errors.NotSignedError(name)
    for name in wanted:
        if name not in found:
            raise errors.MalformedError(name)
    return found


def _dictionary(value: str, name: str) -> dict[str, Any]:
    """Parse a structured dictionary without any doubled key or parameter."""

    def refuse(key: str, _context: str) -> NoReturn:
        raise errors.DuplicateError(f"{name}, {key}" if len(key) < 32 else name)

    try:
        parsed = http_sf.parse(value.encode("ascii"), tltype="dictionary", on_duplicate_key=refuse)
    except (ValueError, IndexError, OverflowError):
        raise errors.MalformedError(name) from None
    if not isinstance(parsed, dict):
        raise errors.MalformedError(name)
    return parsed


def _read_signatures(fields: Mapping[str, str], needed: str, allowed: set[str]) -> dict[str, dict[str, Any]]:
    """Return the parameters per label, the needed label first, after checking labels, components and parameters."""
    inputs = _dictionary(fields["signature-input"], "signature-input")
    values = _dictionary(fields["signature"], "signature")
    if inputs.keys() != values.keys():
        raise errors.MalformedError("signature")
    if needed not in inputs:
        raise errors.NotSignedError(needed)
    if not inputs.keys() <= allowed:
        raise errors.UnknownLabelError
    labels = [needed, *sorted(inputs.keys() - {needed})]
    return {label: _read_signature(label, inputs[label], values[label]) for label in labels}


def _read_signature(label: str, member: Any, value: Any) -> dict[str, Any]:
    covered: Any = member[0]
    parameters: dict[str, Any] = member[1]
    if not isinstance(covered, list):
        raise errors.MalformedError("signature-input")
    names = sorted(http_sf.ser(item) for item in covered)
    if names != sorted(_quoted(name) for name in _components(label)):
        raise errors.WrongComponentsError(label)
    types = {"created": int, "keyid": str, "alg": str, "tag": str} | ({} if label == ANSWER else {"nonce": str})
    if parameters.keys() != types.keys() or any(type(parameters[name]) is not kind for name, kind in types.items()):
        raise errors.WrongParametersError(label)
    if label != ANSWER and not _NONCE.fullmatch(parameters["nonce"]):
        raise errors.WrongParametersError(f"{label}, nonce")
    if parameters["alg"] != ED25519.algorithm_id:
        raise errors.WrongAlgorithmError(label)
    if parameters["tag"] != TAGS[label]:
        raise errors.WrongTagError(label)
    if not isinstance(value[0], bytes) or value[1]:
        raise errors.MalformedError("signature")
    return parameters


def _key_name(pattern: re.Pattern[str], inputs: Mapping[str, Mapping[str, Any]], label: str) -> tuple[str, ...]:
    match = pattern.fullmatch(inputs[label]["keyid"])
    if match is None:
        raise errors.WrongKeyIdError(label)
    return match.groups()


def _person(inputs: Mapping[str, Mapping[str, Any]], oin: str) -> str | None:
    if PERSON not in inputs:
        return None
    of_oin, persoon = _key_name(_PERSON_KEY_ID, inputs, PERSON)
    if of_oin != oin:
        raise errors.OtherOrganisationError(PERSON)
    return persoon


def _check_window(label: str, created: int, now: int) -> None:
    if now - created > WINDOW_MS:
        raise errors.TooOldError(label)
    if created - now > SKEW_MS:
        raise errors.TooNewError(label)


def _check_fields(fields: Mapping[str, str]) -> None:
    if not _UUID4.fullmatch(fields["idempotency-key"]):
        raise errors.WrongIdempotencyKeyError
    if not _TRACE.fullmatch(fields["traceparent"]):
        raise errors.WrongTraceError
