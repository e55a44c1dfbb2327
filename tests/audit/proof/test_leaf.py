# SPDX-License-Identifier: EUPL-1.2
"""The commitments of a leaf are HMAC-SHA-256 as the standard library makes it."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.proof import jcs, leaf

KEYS = st.binary(min_size=leaf.KEY_SIZE, max_size=leaf.KEY_SIZE)


@given(KEYS, st.binary(max_size=300))
def test_a_commitment_is_an_hmac(key, data):
    """Whatever key and bytes: the commitment is the HMAC of FIPS 198-1."""
    assert leaf.commit(data, key) == hmac.digest(key, data, hashlib.sha256).hex()


@given(KEYS)
def test_no_person_is_an_hmac_under_a_derived_key(key):
    """A line without a person commits to null under the key that its own key gives."""
    derived = hmac.digest(key, b"knooppunt/v1/geen-persoon", hashlib.sha256)
    assert leaf.no_person(key) == hmac.digest(derived, b"null", hashlib.sha256).hex()


@pytest.mark.parametrize("persoon", [None, {"persoon": "p"}])
def test_a_made_leaf_is_what_its_openings_commit_to(persoon):
    """Made with or without a person, a leaf parses, fits its openings and tells whether there is a person."""
    made = leaf.make({"v": 1, "tijd": 5}, persoon)
    parsed = leaf.parse(made.entry)
    leaf.check_feit(parsed, *made.feit)
    assert leaf.has_person(parsed, made.feit.key) == (persoon is not None)
    if persoon is not None:
        leaf.check_persoon(parsed, *made.persoon)
        assert jcs.decode(made.persoon.data) == persoon


def test_a_short_key_commits_to_nothing():
    """A key of another size is refused, where HMAC itself would take any."""
    for key in (b"", b"x" * 31, b"x" * 33):
        with pytest.raises(leaf.LeafError):
            leaf.commit(b"{}", key)
