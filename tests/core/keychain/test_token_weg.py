# SPDX-License-Identifier: EUPL-1.2
"""A token that is taken out of the machine while it is in use, and put back: a file of its own, it ends all sessions."""

import pytest

from core.keychain.custody import FileCustody, TokenCustody, open_token
from core.keychain.custody import token as tokens
from core.keychain.errors import KeystoreError
from core.keychain.keystore import Bestandsrol
from tests import hsm

OIN = "00000099000000001000"


def test_a_token_that_is_taken_away_stops_everything_and_comes_back(tmp_path):
    """Gone, nothing signs or opens and the sentence says why; back in the machine, the same folder works again."""
    access = hsm.fresh_token()
    folder, away = hsm.tokens_folder(), hsm.tokens_folder().with_name("weg")
    place = TokenCustody(tmp_path / "sleutels", open_token(access))
    key = place.make(Bestandsrol.HTTP, OIN)
    folder.rename(away)
    try:
        with pytest.raises(KeystoreError, match="antwoordt niet"):
            key.sleutel.sign("d", b"m")
        with pytest.raises(KeystoreError, match=r"er niet|niet te openen"):
            open_token(access)
    finally:
        away.rename(folder)
    [again] = TokenCustody(tmp_path / "sleutels", open_token(access)).load()
    again.sleutel.public.verify("d", b"m", again.sleutel.sign("d", b"m"))


def test_without_the_extra_files_still_work(tmp_path, monkeypatch):
    """An installation without python-pkcs11 keeps keys in files, and says what a token needs."""
    monkeypatch.setitem(__import__("sys").modules, "pkcs11", None)
    monkeypatch.setattr(tokens, "_OPEN", {})
    with pytest.raises(KeystoreError, match=r"knooppunt\[hsm\]"):
        open_token(tokens.TokenAccess("/x.so", "proef", "1234"))
    assert FileCustody(tmp_path / "sleutels").make(Bestandsrol.HTTP, OIN).sleutel_id
