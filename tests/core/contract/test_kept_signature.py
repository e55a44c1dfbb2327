# SPDX-License-Identifier: EUPL-1.2
"""A signature that a line keeps: it holds for its own line and key, and for nothing else."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.contract import http_signature as hs
from core.contract.kept_signature import KeptSignatureError, request_sha256, verify_kept

NOW = 1_790_000_000_000
TARGET = "/v1/leveringen?na=3"
OIN, OTHER = "00000099000000001000", "00000099000000002000"
PSEUDONYM = "5e0e9c3a-2f0a-4a9b-8c55-0d8f3b6a7c11"
BODY = b'{"verstrekkingen":[]}'
KEY = "4c9a2f37-6b1e-4d52-9a44-0c7a51a6e0d1"
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
HEADERS = {"Idempotency-Key": KEY, "traceparent": f"00-{TRACE}-{SPAN}-01"}
ORG = hs.OrgKey(OIN, hashlib.sha256(b"org").hexdigest(), Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))
PERSON = hs.PersonKey(OIN, PSEUDONYM, Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32))


class Keys:
    """The public halves of both keys."""

    org = ORG.key.public_key().public_bytes_raw()
    person = PERSON.key.public_key().public_bytes_raw()

    def org_key(self, oin: str, sleutel: str, at_ms: int) -> bytes | None:
        return self.org

    def person_key(self, oin: str, persoon: str, at_ms: int) -> bytes | None:
        return self.person


def line(prefix: str = "https://knooppunt.example", **headers: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `feit` and `persoon` as the exchange writes them of one signed request."""
    url = prefix + TARGET
    sent = hs.sign_request("POST", url, BODY, HEADERS | headers, ORG, PERSON, NOW, hs.new_nonce())
    verified = hs.verify_request("POST", url, sent, BODY, keys=Keys(), now=NOW, remember=lambda *_: True)
    assert verified.ondertekend_persoon is not None
    feit = {
        "oin": OIN,
        "sleutel": ORG.sleutel,
        "verzoek": KEY,
        "verzoek_sha256": request_sha256("POST", TARGET, hashlib.sha256(BODY).hexdigest()),
        "trace_id": TRACE,
        "span_id": SPAN,
        "ondertekend": verified.ondertekend.to_json(),
    }
    return feit, {"oin": OIN, "persoon": PSEUDONYM, "ondertekend": verified.ondertekend_persoon.to_json()}


@pytest.mark.parametrize("prefix", ["https://knooppunt.example", "http://127.0.0.1:8080", "https://a.example/diep/pad"])
def test_both_signatures_hold_for_their_own_line(prefix: str) -> None:
    """What organisation and person signed can be checked from the line alone, wherever the server stood."""
    feit, persoon = line(prefix)
    kept = verify_kept(feit["ondertekend"], Keys.org, feit)
    assert (kept.sleutelnaam, kept.gemaakt, kept.methode) == (f"{OIN}/{ORG.sleutel}", NOW, "POST")
    assert (kept.doel, kept.inhoud_sha256) == (prefix + TARGET, hashlib.sha256(BODY).hexdigest())
    assert verify_kept(persoon["ondertekend"], Keys.person, feit, persoon).sleutelnaam.endswith(PSEUDONYM)


def test_signed_text_of_the_organisation_names_no_person() -> None:
    """The person stands only in what is erased with the person, and neither shows in a repr."""
    feit, persoon = line()
    assert PSEUDONYM not in str(feit)
    assert PSEUDONYM in persoon["ondertekend"]["basis"]
    assert PSEUDONYM not in repr(verify_kept(persoon["ondertekend"], Keys.person, feit, persoon))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("oin", OTHER),
        ("sleutel", "ab" * 32),
        ("verzoek", "4c9a2f37-6b1e-4d52-9a44-0c7a51a6e0d2"),
        ("verzoek_sha256", request_sha256("PUT", TARGET, hashlib.sha256(BODY).hexdigest())),
        ("verzoek_sha256", request_sha256("POST", "/v1/leveringen", hashlib.sha256(BODY).hexdigest())),
        ("verzoek_sha256", request_sha256("POST", TARGET, hashlib.sha256(b"{}").hexdigest())),
        ("trace_id", "5" * 32),
        ("span_id", "5" * 16),
    ],
)
def test_signature_of_another_request_is_refused(field: str, value: str) -> None:
    """A good signature does not serve a line of another party, request, method, address, body or trace."""
    feit, persoon = line()
    with pytest.raises(KeptSignatureError):
        verify_kept(feit["ondertekend"], Keys.org, feit | {field: value})
    if field != "sleutel":  # the person's signature does not name the key of the organisation
        with pytest.raises(KeptSignatureError):
            verify_kept(persoon["ondertekend"], Keys.person, feit | {field: value}, persoon)


def test_signatures_do_not_stand_in_for_one_another() -> None:
    """That of the person is not that of the organisation, nor the other way round, also under the other's key."""
    feit, persoon = line()
    for signed, key, who in [
        (persoon["ondertekend"], Keys.person, None),
        (feit["ondertekend"], Keys.org, persoon),
        (feit["ondertekend"], Keys.person, None),
        (persoon["ondertekend"], Keys.org, persoon),
    ]:
        with pytest.raises(KeptSignatureError):
            verify_kept(signed, key, feit, who)


def test_any_changed_byte_of_the_base_is_refused() -> None:
    """No byte of the signed text can be another, and none can be left out or put in."""
    feit, _ = line()
    basis = feit["ondertekend"]["basis"]
    for at in range(len(basis)):
        for changed in (basis[:at] + chr(ord(basis[at]) ^ 1) + basis[at + 1 :], basis[:at] + basis[at + 1 :]):
            with pytest.raises(KeptSignatureError):
                verify_kept({**feit["ondertekend"], "basis": changed}, Keys.org, feit)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        {},
        {"basis": "x"},
        {"basis": 1, "handtekening": ""},
        {"basis": "", "handtekening": "%"},
        {"basis": "", "x": 1},
    ],
)
def test_other_shapes_are_refused_with_our_own_error(value: object) -> None:
    """What is no kept signature at all is refused as such."""
    with pytest.raises(KeptSignatureError):
        verify_kept(value, Keys.org, line()[0])


def test_signed_for_another_use_is_refused() -> None:
    """A signature of the same key over fewer components or under another tag proves nothing."""
    feit, _ = line()
    basis = feit["ondertekend"]["basis"]
    lines = basis.split("\n")
    fewer = "\n".join(lines[1:]).replace('("@method" ', "(")
    tagged = basis.replace("knooppunt-organisatie", "knooppunt-antwoord")
    doubled = basis.replace(";alg=", ';tag="knooppunt-organisatie";alg=', 1).replace(';alg="ed25519"', "", 1)
    for forged in (fewer, tagged, doubled):
        signed = {"basis": forged, "handtekening": base64.b64encode(ORG.key.sign(forged.encode())).decode()}
        with pytest.raises(KeptSignatureError):
            verify_kept(signed, Keys.org, feit)


def test_kept_values_do_not_show() -> None:
    """The base of a person would tell the pseudonym: the value hides both its parts."""
    url = "https://knooppunt.example" + TARGET
    sent = hs.sign_request("POST", url, BODY, HEADERS, ORG, PERSON, NOW, hs.new_nonce())
    verified = hs.verify_request("POST", url, sent, BODY, keys=Keys(), now=NOW, remember=lambda *_: True)
    assert PSEUDONYM not in repr(verified.ondertekend_persoon)
    assert PSEUDONYM not in repr(replace(verified, persoon=None, nonces=()))
