# SPDX-License-Identifier: EUPL-1.2
"""Signed HTTP messages: what the profile accepts, what it refuses, and that it computes what RFC 9421 prints."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract import http_signature as hs
from core.contract import http_signature_errors as errors

NOW = 1_790_000_000_000
URL = "https://knooppunt.example/v1/leveringen?na=3"
OIN, OTHER = "00000099000000001000", "00000099000000002000"
BODY = b'{"verstrekkingen":[]}'
HEADERS = {
    "Idempotency-Key": "4c9a2f37-6b1e-4d52-9a44-0c7a51a6e0d1",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "Content-Type": "application/json",
}


def _private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


ORG = hs.OrgKey(OIN, hashlib.sha256(b"org").hexdigest(), _private(1))
PERSON = hs.PersonKey(OIN, "p-17", _private(2))
ANSWER = hs.AnswerKey(OTHER, _private(3))


@dataclass
class Keys:
    """The receiver's keys: one organisation, one person."""

    org: dict[tuple[str, str], bytes] = field(default_factory=lambda: {(OIN, ORG.sleutel): _raw(ORG.key)})
    person: dict[tuple[str, str], bytes] = field(default_factory=lambda: {(OIN, "p-17"): _raw(PERSON.key)})

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        return self.org.get((oin, sleutel))

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        return self.person.get((oin, persoon))


class Memory:
    """The receiver's memory of nonces."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, keyid: str, nonce: str, created: int) -> bool:
        fresh = (keyid, nonce) not in self.seen
        self.seen.add((keyid, nonce))
        return fresh


def _sign(person: hs.PersonKey | None = PERSON, created: int = NOW, body: bytes = BODY) -> dict[str, str]:
    return hs.sign_request("POST", URL, body, HEADERS, ORG, person, created, "abcdefghijklmnopqrstuv")


def _verify(headers: dict[str, str] | list[tuple[str, str]], **change: object) -> hs.VerifiedRequest:
    given = {"method": "POST", "url": URL, "body": BODY, "keys": Keys(), "now": NOW, "remember": Memory()} | change
    return hs.verify_request(given.pop("method"), given.pop("url"), headers, given.pop("body"), **given)


def test_round_trip_tells_who_sent_what() -> None:
    """A request signed by organisation and person arrives with both, its key, its idempotency key and its trace."""
    request = _verify(_sign())
    assert (request.oin, request.sleutel, request.persoon) == (OIN, ORG.sleutel, "p-17")
    assert request.created == NOW
    assert request.idempotency_key == HEADERS["Idempotency-Key"]
    assert request.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert request.span_id == "00f067aa0ba902b7"
    assert [nonce for _, nonce in request.nonces] == ["abcdefghijklmnopqrstuv"] * 2


def test_round_trip_without_person_and_body() -> None:
    """An organisation may act without a person, and an empty body has a digest too."""
    headers = hs.sign_request("GET", URL, b"", HEADERS, ORG, None, NOW, hs.new_nonce())
    assert headers["Content-Digest"] == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    assert _verify(headers, method="GET", body=b"").persoon is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"method": "PUT"}, errors.BadSignatureError),
        ({"url": URL.replace("na=3", "na=4")}, errors.BadSignatureError),
        ({"url": URL.replace("knooppunt.example", "ander.example")}, errors.BadSignatureError),
        ({"url": URL.replace("https", "http")}, errors.BadSignatureError),
        ({"body": BODY + b" "}, errors.WrongDigestError),
        ({"body": b""}, errors.WrongDigestError),
        ({"now": NOW + hs.WINDOW_MS + 1}, errors.TooOldError),
        ({"now": NOW - hs.SKEW_MS - 1}, errors.TooNewError),
        ({"keys": Keys(org={})}, errors.UnknownSignerError),
        ({"keys": Keys(person={})}, errors.UnknownSignerError),
        ({"keys": Keys(org={(OIN, ORG.sleutel): _raw(PERSON.key)})}, errors.BadSignatureError),
        ({"keys": Keys(person={(OIN, "p-17"): _raw(ORG.key)})}, errors.BadSignatureError),
        ({"remember": lambda *_: False}, errors.ReplayedError),
    ],
)
def test_other_circumstances_are_refused(change: dict[str, object], error: type[errors.HttpSignatureError]) -> None:
    """The same signed fields do not serve another method, address, body, time, key, or a second time."""
    with pytest.raises(error):
        _verify(_sign(), **change)


def test_the_edges_of_the_window_are_inside() -> None:
    """A request of exactly 120 s old, or exactly 60 s in the future, is accepted."""
    assert _verify(_sign(), now=NOW + hs.WINDOW_MS)
    assert _verify(_sign(), now=NOW - hs.SKEW_MS)


def test_replay_is_refused_and_only_after_a_valid_signature_remembered() -> None:
    """A nonce is used up by a valid request, not by a forged one."""
    memory = Memory()
    with pytest.raises(errors.BadSignatureError):
        _verify(_sign(), remember=memory, url=URL + "0")
    assert not memory.seen
    assert _verify(_sign(), remember=memory)
    with pytest.raises(errors.ReplayedError):
        _verify(_sign(), remember=memory)


def _replace(name: str, old: str, new: str, count: int = -1) -> dict[str, str]:
    headers = _sign()
    assert old in headers[name]
    return headers | {name: headers[name].replace(old, new, count)}


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        (_replace("Signature-Input", "persoon=", "org=", 1), errors.DuplicateError),
        (_replace("Signature", "persoon=", "org=", 1), errors.DuplicateError),
        (_replace("Signature-Input", ";alg=", ';tag="x";alg=', 1), errors.DuplicateError),
        (_replace("Signature-Input", '"@method" ', "", 1), errors.WrongComponentsError),
        (_replace("Signature-Input", '"@method"', '"@method" "@method"', 1), errors.WrongComponentsError),
        (_replace("Signature-Input", '"@method"', '"@method" "content-type"', 1), errors.WrongComponentsError),
        (_replace("Signature-Input", '"content-digest"', '"content-digest";bs', 1), errors.WrongComponentsError),
        (_replace("Signature-Input", '"traceparent"', '"traceparent";sf', 1), errors.WrongComponentsError),
        (_replace("Signature-Input", ";alg=", ";expires=1;alg=", 1), errors.WrongParametersError),
        (_replace("Signature-Input", ';alg="ed25519"', "", 1), errors.WrongParametersError),
        (_replace("Signature-Input", "created=1790000000", "created=1790000000.0", 1), errors.WrongParametersError),
        (_replace("Signature-Input", ';nonce="abcdefghijklmnopqrstuv"', ';nonce=""', 1), errors.WrongParametersError),
        (_replace("Signature-Input", 'alg="ed25519"', 'alg="hmac-sha256"', 1), errors.WrongAlgorithmError),
        (_replace("Signature-Input", "knooppunt-persoon", "knooppunt-organisatie"), errors.WrongTagError),
        (
            _replace("Signature-Input", f'keyid="{OIN}/persoon', f'keyid="{OTHER}/persoon'),
            errors.OtherOrganisationError,
        ),
        (_replace("Signature-Input", f'"{OIN}/{ORG.sleutel}"', f'"{OIN}/persoon/p-17"'), errors.WrongKeyIdError),
        (_replace("Signature-Input", "org=", "sig1="), errors.MalformedError),
        (_replace("Signature-Input", "created=1790000000", "created=1790000001"), errors.BadSignatureError),
        (_replace("Idempotency-Key", "4c9a2f37", "4c9a2f38"), errors.BadSignatureError),
        (_replace("Idempotency-Key", "-4d52-", "-1d52-"), errors.WrongIdempotencyKeyError),
        (_replace("traceparent", "-01", "-00"), errors.BadSignatureError),
        (_replace("traceparent", "4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32), errors.WrongTraceError),
        (_replace("Content-Digest", "sha-256", "sha-512"), errors.WrongDigestError),
        (_sign() | {"Signature": "org=1, persoon=1"}, errors.MalformedError),
        (_sign() | {"Signature": "org=é"}, errors.MalformedError),
        (_sign() | {"Signature-Input": "org=1, persoon=1"}, errors.MalformedError),
        (_sign() | {"Signature-Input": "((("}, errors.MalformedError),
        ({}, errors.NotSignedError),
    ],
)
def test_other_fields_are_refused(headers: dict[str, str], error: type[errors.HttpSignatureError]) -> None:
    """Each departure from the profile in the fields is refused with its own cause."""
    with pytest.raises(error):
        _verify(headers)


@pytest.mark.parametrize("name", ["Content-Digest", "Idempotency-Key", "traceparent", "Signature", "Signature-Input"])
def test_repeated_and_missing_fields_are_refused(name: str) -> None:
    """A field that the profile needs occurs on exactly one line, whatever its capitals."""
    headers = _sign()
    with pytest.raises(errors.MalformedError):
        _verify([*headers.items(), (name.upper(), headers[name])])
    del headers[name]
    with pytest.raises((errors.MalformedError, errors.NotSignedError)):
        _verify(headers)


def test_label_org_cannot_be_left_out() -> None:
    """A person's signature alone is no request, and a stranger's label beside ours is refused."""
    headers = _sign()
    only = {n: headers[n].split(", persoon=")[1] for n in ("Signature", "Signature-Input")}
    with pytest.raises(errors.NotSignedError):
        _verify(headers | {n: "persoon=" + v for n, v in only.items()})
    with pytest.raises(errors.UnknownLabelError):
        _verify(headers | {n: f"{headers[n]}, proxy={v}" for n, v in only.items()})


def test_a_person_of_another_organisation_cannot_sign() -> None:
    """The signing side refuses what the receiver would refuse."""
    with pytest.raises(errors.OtherOrganisationError):
        _sign(hs.PersonKey(OTHER, "p-17", PERSON.key))
    with pytest.raises(errors.WrongIdempotencyKeyError):
        hs.sign_request("GET", URL, b"", HEADERS | {"Idempotency-Key": "1"}, ORG, None, NOW, hs.new_nonce())


def test_an_answer_is_bound_to_its_request() -> None:
    """An answer verifies with the request it answers and with no other, and not with another status or body."""
    one, two = _sign(None)["Signature"], _sign(None, created=NOW + 1000)["Signature"]
    answer = hs.sign_response(201, b"{}", one, ANSWER, NOW)
    key = _raw(ANSWER.key)
    hs.verify_response(201, answer, b"{}", one, oin=OTHER, public_key=key)
    for status, body, signature, oin, public, error in [
        (201, b"{}", two, OTHER, key, errors.BadSignatureError),
        (200, b"{}", one, OTHER, key, errors.BadSignatureError),
        (201, b"{ }", one, OTHER, key, errors.WrongDigestError),
        (201, b"{}", one, OIN, key, errors.UnknownSignerError),
        (201, b"{}", one, OTHER, _raw(ORG.key), errors.BadSignatureError),
    ]:
        with pytest.raises(error):
            hs.verify_response(status, answer, body, signature, oin=oin, public_key=public)


@pytest.mark.parametrize("status", [200, 201, 403, 503])
def test_an_answer_is_signed_as_the_library_signs(status: int) -> None:
    """The base of an answer is written out; the library, given the same answer, writes the same lines to the byte."""
    bound = _sign()["Signature"]
    ours = hs.sign_response(status, BODY, bound, ANSWER, NOW)
    theirs = {"Content-Digest": hs.content_digest(BODY)}
    message = hs._Message(theirs, status=status, request=hs._Message({"signature": bound}))
    hs._add_signature(message, hs.ANSWER, f"{ANSWER.oin}/antwoord", ANSWER.key, NOW, None)
    assert ours == theirs


def test_an_answer_must_be_signed_and_bound() -> None:
    """No signature, or one that does not cover the request, is refused; so is signing an answer to nobody."""
    one = _sign(None)["Signature"]
    answer = hs.sign_response(200, b"", one, ANSWER, NOW)
    with pytest.raises(errors.NotSignedError):
        hs.verify_response(200, {"Content-Digest": answer["Content-Digest"]}, b"", one, oin=OTHER, public_key=b"")
    unbound = answer | {"Signature-Input": answer["Signature-Input"].replace(' "signature";req;key="org"', "")}
    with pytest.raises(errors.WrongComponentsError):
        hs.verify_response(200, unbound, b"", one, oin=OTHER, public_key=_raw(ANSWER.key))
    with pytest.raises(errors.NotSignedError):
        hs.sign_response(200, b"", "persoon=:AA==:", ANSWER, NOW)


def test_no_error_repeats_a_value() -> None:
    """What is wrong is told by name and place in Dutch, never with the value that was sent."""
    with pytest.raises(errors.HttpSignatureError) as caught:
        _verify(_replace("Idempotency-Key", "4c9a2f37", "bsn12345"))
    assert "bsn" not in f"{caught.value!r} {caught.value} {caught.value.diagnose()}"
    assert caught.value.diagnose().endswith(".")
    assert "key" not in repr(ORG).replace("OrgKey", "")


@settings(max_examples=60)
@given(st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]), st.data())
def test_no_flipped_character_survives(name: str, data: st.DataObject) -> None:
    """Any changed character in a signed field or a signature is refused with an error of the family."""
    headers = _sign()
    value = headers[name]
    place = data.draw(st.integers(0, len(value) - 1))
    new = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != value[place]))
    changed = value[:place] + new + value[place + 1 :]
    if changed.replace(" ", "").replace("\t", "") == value.replace(" ", ""):
        return  # optional white space between members carries nothing
    with pytest.raises(errors.HttpSignatureError):
        _verify(headers | {name: changed})


# RFC 9421 appendix B.1.4: the key of the examples.
RFC_KEY = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU="))
RFC_HEADERS = {
    "Host": "example.com",
    "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "Content-Type": "application/json",
    "Content-Length": "18",
}


@pytest.mark.parametrize(
    ("method", "url", "headers", "parameters", "signature"),
    [
        (  # B.2.6, signing a request using ed25519
            "POST",
            "https://example.com/foo?param=Value&Pet=dog",
            RFC_HEADERS,
            '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
        ),
        (  # B.4, HTTP message transformations
            "GET",
            "https://example.org/demo?name1=Value1&Name2=value2",
            {"Date": "Fri, 15 Jul 2022 14:24:55 GMT", "Accept": "application/json, */*"},
            '("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
            "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==",
        ),
    ],
)
def test_vectors_of_rfc_9421(method: str, url: str, headers: dict[str, str], parameters: str, signature: str) -> None:
    """The check under the profile accepts what RFC 9421 prints in B.2.6 and B.4, and nothing beside it."""
    fields = headers | {"Signature-Input": f"sig={parameters}", "Signature": f"sig=:{signature}:"}
    key = hs._OneKey(public=RFC_KEY.public_key())
    verifier = hs._Verifier(signature_algorithm=hs.ED25519, key_resolver=key)
    verifier.allow_label_only_selection = True
    assert len(verifier.verify(hs._Message(fields, method=method, url=url), max_age=None)) == 1
    with pytest.raises(InvalidSignature):
        verifier.verify(hs._Message(fields, method="PUT", url=url), max_age=None)
