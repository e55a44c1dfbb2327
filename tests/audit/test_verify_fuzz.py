# SPDX-License-Identifier: EUPL-1.2
"""Whatever bytes lie in files, rows and forms, verification gives findings or its own error, never another."""

import contextlib
import hmac
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import openings
from audit.proof import jcs, leaf, tiles, wissing
from audit.values import LogError
from audit.verify.book import Book
from audit.verify.opened import ERASED, GONE, LOCKED, LOST, PRESENT, open_batch
from audit.verify.resume import Voortgang
from core.contract import afstemming, kept_signature
from core.keychain import wisbevel
from core.keychain.errors import KeychainError
from core.keychain.signatures import PrivateKey

OIN = "00000099000000001000"
KEY = PrivateKey.generate()
LEAF = leaf.make({"v": 1, "tijd": 5, "rijen": [{"tabel": "t", "sleutel": "s", "sha256": None}]}, {"persoon": "p"})
SHARD = "oost-2026"
FEIT = (PRESENT, LEAF.feit.key, openings.seal(LEAF.feit, "feit", SHARD, 7))
WIE = (PRESENT, LEAF.persoon.key, openings.seal(LEAF.persoon, "persoon", SHARD, 7))
BUNDLE = tiles.encode_bundle([LEAF.entry] * 3)
COUNT = afstemming.Afstemming(OIN, "2026-03-01", *[afstemming.telling([bytes(32)])] * 3, None).sign(KEY)
ORDER = wisbevel.make(
    KEY, oin=OIN, opening="feit", shard=SHARD, regels=[(1, 4)], grondslag="wpg-14", reden="termijn", gemaakt=5
)
ERASURE = {
    "gebeurtenis": wissing.EVENT,
    "bevel_sha256": "0" * 64,
    "shard_gewist": SHARD,
    "opening": "feit",
    "regels": [[1, 2]],
}
PROGRESS = jcs.encode(
    {"v": 1, "tlog_policy_sha256": "0" * 64, "shards": {SHARD: {"omvang": 3, "wortel": jcs.b64(bytes(32))}}}
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | st.text(max_size=20) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@st.composite
def mutated(draw, data):
    """Good bytes with a few of them changed, cut, doubled or put in."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(out)))
        match draw(st.integers(0, 3)):
            case 0 if at < len(out):
                out[at] = draw(st.integers(0, 255))
            case 1:
                out[at:at] = draw(st.binary(max_size=5))
            case 2:
                del out[at : at + draw(st.integers(1, 40))]
            case _:
                out += out[at : at + 30]
    return bytes(out)


@st.composite
def twisted(draw, value):
    """A good JSON value with anything in the place of one of its parts."""
    if not isinstance(value, (dict, list)) or not value or draw(st.integers(0, 3)) == 0:
        return draw(anything)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [draw(twisted(item)) if index == at else item for index, item in enumerate(value)]
    name = draw(st.sampled_from(sorted(value)))
    return {**value, name: draw(twisted(value[name]))}


@settings(max_examples=300, deadline=None)
@given(mutated(BUNDLE))
def test_bundles(data):
    """A bundle is read to entries that give it back, or refused with a TileError."""
    with contextlib.suppress(tiles.TileError):
        entries = tiles.decode_bundle(data)
        assert not entries or tiles.encode_bundle(entries) == data


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_lines_and_openings(data):
    """A line of which leaf, opening or state was altered gives findings or is told missing; it never raises."""
    entry = data.draw(st.just(LEAF.entry) | mutated(LEAF.entry))
    feit, persoon = (
        data.draw(st.sampled_from([good, (GONE, b"", b""), (LOST, b"", good[2]), (LOCKED, b"", b"x"), (ERASED, b"", good[2])])
        | mutated(good[2]).map(lambda bad, key=good[1]: (PRESENT, key, bad)))
        for good in (FEIT, WIE)
    )  # fmt: skip
    result = open_batch(SHARD, [(7, entry, feit, persoon)])
    whole = (entry, feit, persoon) == (LEAF.entry, FEIT, WIE)
    assert bool(result.findings or result.missing) is not whole
    assert bool(result.claims) <= (feit == FEIT)


@settings(max_examples=150, deadline=None)
@given(twisted({"tijd": 5, "rijen": [{"tabel": "t", "sleutel": "s", "sha256": "0"}], **ERASURE}))
def test_what_lines_say(value):
    """A well-committed line of any content gives what it says or the finding that it is not valid."""
    encoded = json.dumps(value).encode()
    made = leaf.Opening(encoded, bytes(range(32)))
    entry = f'{{"c_feit":"{leaf.commit(encoded, made.key)}","c_persoon":"{leaf.no_person(made.key)}","v":1}}'.encode()
    sealed = (PRESENT, made.key, openings.seal(made, "feit", SHARD, 7))
    result = open_batch(SHARD, [(7, entry, sealed, (GONE, b"", b""))])
    assert {finding.soort for finding in result.findings} <= {"regel-ongeldig"}
    assert len(result.findings) + len(result.times) == 1


@pytest.mark.parametrize(
    "said",
    [
        b'{"tijd":5,"diep":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"tijd":%d,"rijen":[{"sha256":null,"sleutel":"s","tabel":"t"}]}' % 2**70,
        b'{"tijd":-1}',
    ],
    ids=["diep", "laat", "vroeg"],
)
def test_what_breaks_a_reader_is_a_finding(said):
    """Contrary: an opening that its leaf commits to, made to stop whoever verifies, is named and stops nobody."""
    opening = leaf.Opening(said, bytes([7] * 32))
    c_feit = hmac.digest(opening.key, said, "sha256").hex()
    entry = f'{{"c_feit":"{c_feit}","c_persoon":"{leaf.no_person(opening.key)}","v":1}}'.encode()
    sealed = (PRESENT, opening.key, openings.seal(opening, "feit", SHARD, 7))
    opened = open_batch(SHARD, [(7, entry, sealed, (GONE, b"", b""))])
    assert [(item.soort, item.waar) for item in opened.findings] == [
        ("regel-ongeldig", f"log_openingen_feit:{SHARD}|7")
    ]
    with contextlib.closing(Book()) as book:
        book.take(SHARD, opened)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_signed_forms(data):
    """An afstemming, an order, an erasure or a kept signature of any form is read or refused with our own error."""
    with contextlib.suppress(KeychainError, jcs.CanonicalError):
        bad = data.draw(twisted(COUNT))
        afstemming.check(bad, KEY.public)
        assert bad == COUNT
    with contextlib.suppress(KeychainError):
        wisbevel.read(data.draw(twisted(dict(ORDER.bron))))
    bad = data.draw(twisted(ERASURE))
    assert not isinstance(bad, dict) or wissing.read(bad, SHARD, 3) is None or bad["gebeurtenis"] == wissing.EVENT
    kept = data.draw(twisted({"basis": '"@method": POST\n"@signature-params": ()', "handtekening": "AA=="}))
    with contextlib.suppress(kept_signature.KeptSignatureError):
        kept_signature.verify_kept(kept, KEY.public.ed25519, {})
        raise AssertionError("nothing of this was ever signed")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(PROGRESS))
def test_files_of_progress(tmp_path, data):
    """A file of progress is read, or refused with our own error."""
    path = tmp_path / "voortgang"
    path.write_bytes(data)
    with contextlib.suppress(LogError):
        read = Voortgang.read(path, "0" * 64)
        assert read is None or all(point.omvang > 0 for point in read.shards.values())
