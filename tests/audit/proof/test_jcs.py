# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON: one form for each value, and nothing outside the subset."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.proof import jcs

ASCII = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-jcs.MAX_INT, jcs.MAX_INT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
)


@given(VALUES)
def test_one_form(value):
    """Encoding is the reverse of decoding, sorted and compact, and the digest is that of its bytes."""
    data = jcs.encode(value)
    assert jcs.decode(data) == value
    assert jcs.encode(jcs.decode(data)) == data
    assert data == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_examples():
    """Keys are sorted, escapes are the short ones, other characters stand as they are."""
    assert jcs.encode({"b": 1, "a": ["é\n\x01", True, None]}) == '{"a":["é\\n\\u0001",true,null],"b":1}'.encode()
    assert jcs.digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), {"é": 1}, {1: 2}, "\ud800", b"x", {1, 2}, deep(70)])
def test_values_outside_the_subset(value):
    """Floats, large integers, keys that are no ASCII text, lone surrogates, other types and great depth are refused."""
    with pytest.raises(jcs.CanonicalError):
        jcs.encode(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        "1.0",
        "1e3",
        "NaN",
        "Infinity",
        "9007199254740992",
        "9" * 5000,
        '{"é":1}',
        "",
        "{",
        b"\xff",
        "[" * 100000,
    ],
)
def test_texts_outside_the_subset(text):
    """Duplicate keys, other numbers, broken text and bombs are refused with the one error."""
    with pytest.raises(jcs.CanonicalError) as caught:
        jcs.decode(text)
    assert len(str(caught.value)) < 80


@given(st.binary(max_size=40))
def test_base64_has_one_form(data):
    """Base64 goes forth and back; forms that mean the same bytes are refused."""
    text = jcs.b64(data)
    assert jcs.unb64(text) == data
    assert text == base64.b64encode(data).decode()
    for bad in (text.rstrip("=") if text.endswith("=") else text + "=", text + "\n", " " + text, text + "é"):
        with pytest.raises(jcs.CanonicalError):
            jcs.unb64(bad)


def test_base64_trailing_bits():
    """Bits that stand for nothing must be zero."""
    with pytest.raises(jcs.CanonicalError):
        jcs.unb64("QR==")
    with pytest.raises(jcs.CanonicalError):
        jcs.unb64("-_8=")


def test_every_python_writes_the_same_bytes(monkeypatch):
    """Without the C part of the standard encoder the same values give the same bytes."""
    values = ({"b": 1, "a": [True, None, 'é\u2028"\\\n'], "c": {}}, [], "x", 7, None, {"z": {"y": [{"x": -1}]}})
    monkeypatch.setattr("json.encoder.c_make_encoder", None)
    plain = jcs._encoder()
    for value in values:
        assert plain(value).encode() == jcs.encode(value)
