# SPDX-License-Identifier: EUPL-1.2
"""The committing cipher of the body against the published vectors of c2sp.org/chunked-encryption."""

import base64
import hashlib
import json
import zlib
from importlib import resources

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag


def _load():
    text = resources.files("cryptography_vectors").joinpath("chunked-encryption", "vectors.json").read_text()
    return [v for v in json.loads(text)["vectors"] if v["aead"] == "AEAD_AES_256_GCM"]


VECTORS = _load()


def _decrypt(vector):
    data = base64.b64decode(vector["ciphertext"])
    if vector.get("compressed"):
        data = zlib.decompress(data)
    decryptor = Cobblestone256Decryptor(bytes.fromhex(vector["key"]), vector["context"].encode())
    return decryptor.update(data) + decryptor.finalize()


def test_all_vectors_are_there():
    """A lost vector file fails the run."""
    good = [v for v in VECTORS if v["expect"] == "success"]
    assert (len(good), len(VECTORS) - len(good)) == (9, 25)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_chunked_encryption_vector(vector):
    """Good ciphertexts give their payload; every other one is refused by the end at the latest."""
    if vector["expect"] == "success":
        opened = _decrypt(vector)
        assert hashlib.sha256(opened).hexdigest() == vector["payload_sha256"]
        assert len(opened) == int(vector["payload_length"])
    else:
        with pytest.raises(InvalidTag):
            _decrypt(vector)
