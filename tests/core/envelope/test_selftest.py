# SPDX-License-Identifier: EUPL-1.2
"""The start-up self-test passes here, and fails when an algorithm computes something else."""

import pytest

from audit.proof import jcs
from core.envelope import SelftestError, selftest
from core.envelope import body as body_module
from core.envelope import selftest as _function
from core.keychain import signatures


def test_all_algorithms_are_tested():
    """Hash, KEM, body and signatures are each named in the result."""
    assert len(selftest()) == 4
    assert any("X-Wing" in name for name in selftest())


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (body_module, "derive", lambda *_: bytes(32)),
        (body_module, "decrypt", lambda *_: b""),
        (signatures, "verify", lambda *_: None),
        (signatures.PrivateKey, "sign", lambda *_: signatures.Signature(bytes(64), bytes(3309))),
    ],
    ids=["derivation", "decryption", "verifies-anything", "signs-nothing"],
)
def test_a_wrong_algorithm_stops_the_process(monkeypatch, module, name, broken):
    """A derivation, decryption, verification or signature that is not the real one is found."""
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(SelftestError, match="mislukt"):
        _function()


def test_the_known_answers_hold_no_real_key():
    """The seeds of the self-test are derived from a public sentence, so nobody can take them for a secret."""
    import hashlib
    from importlib import resources

    known = jcs.decode(resources.files("core.envelope").joinpath("zelftest.json").read_bytes())
    assert jcs.unb64(known["kem"]["geheim"]["x-wing"]) == hashlib.sha256(b"knooppunt zelftest kem").digest()
