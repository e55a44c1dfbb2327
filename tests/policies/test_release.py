# SPDX-License-Identifier: EUPL-1.2
"""Releases: whole, unaltered, canonical, or not at all."""

import hashlib
import json
from datetime import date

import pytest

from audit.proof import jcs
from policies import FOLDER, Release, ReleaseError, RuleSetError, make_release
from policies.manifest import Vaststelling, digest_of, encode, engine_versions, make_manifest
from policies.manifestvorm import begins, read_manifest
from tests.policies.world import files_with, p_row, question, real_files


@pytest.fixture(scope="module")
def release() -> Release:
    """An unsigned release of our own folder."""
    return make_release(FOLDER, in_werking="2026-11-22", vorige="sha256:" + "0" * 64, opsteller="jurist-1")


def test_the_digest_is_the_hash_of_canonical_bytes(release):
    """The manifest is the same bytes as RFC 8785 makes, and its hash is what decisions cite."""
    assert jcs.encode(jcs.decode(release.manifest)) == release.manifest
    assert release.digest == "sha256:" + hashlib.sha256(release.manifest).hexdigest()
    assert release.rules("demo").decide(question(wie="toeslagen")).vrijgave == release.digest


def test_a_release_travels_as_json(release):
    """A bundle with signatures comes back equal."""
    signed = release.signed_by(({"functionaris": "a", "ed25519": "x"},))
    again = Release.from_json(json.loads(json.dumps(signed.to_json())))
    assert again == signed
    assert again.signatures == signed.signatures


def test_the_manifest_names_every_file_and_the_engine(release):
    """All rule files are named with their hash, with engine versions and adoption data."""
    data = release.data
    assert set(data["bestanden"]) == set(real_files())
    assert data["motor"]["pycasbin"].startswith("2.8")
    assert (data["in_werking"], data["opsteller"]) == ("2026-11-22", "jurist-1")


def test_a_partial_set_is_refused(release):
    """Leaving out any one file refuses the release."""
    for name in release.files:
        rest = {n: data for n, data in release.files.items() if n != name}
        with pytest.raises(ReleaseError, match="ontbreekt"):
            Release(release.manifest, rest)


def test_an_altered_file_is_refused(release):
    """One changed byte in any file refuses the release."""
    for name, data in release.files.items():
        with pytest.raises(ReleaseError, match="gewijzigd"):
            Release(release.manifest, {**release.files, name: data + b"\n"})


def test_an_extra_file_is_refused(release):
    """A file that the manifest does not name refuses the release."""
    with pytest.raises(ReleaseError, match="hoort er niet bij"):
        Release(release.manifest, {**release.files, "regels/extra.csv": b""})


def test_a_manifest_that_is_not_canonical_is_refused(release):
    """Spaces, another order, an unknown or missing field, another engine: refused."""
    data = json.loads(release.manifest)
    bad = [
        json.dumps(data).encode(), b"", b"[]", b"\xff", release.manifest + b"\n", b"[" * 100_000,
        encode({**data, "extra": 1}), encode({k: v for k, v in data.items() if k != "vorige"}), encode({**data, "v": 3}),
        encode({**data, "motor": {"beleid": "ander/1"}}), encode({**data, "bestanden": {}}), encode({**data, "vorige": "x"}),
        encode({**data, "bestanden": {"model.conf": "x"}}), encode({**data, "v": 1}), encode({**data, "v": True}),
    ]  # fmt: skip
    for manifest in bad:
        with pytest.raises(ReleaseError):
            Release(manifest, release.files)


def test_a_manifest_says_what_was_seen_proven_and_adopted():
    """Report, proofs and adoption stand in the manifest as they were given; left out they are null, never absent."""
    seen, proven = digest_of(b"rapport"), digest_of(b"proeven")
    adopted = Vaststelling("stuurgroep-limburg", "2026-11-20")
    data = make_release(FOLDER, opsteller="a", effect=seen, proeven=proven, vastgesteld=adopted).data
    assert (data["effect"], data["proeven"]) == (seen, proven)
    assert data["vastgesteld"] == {"orgaan": "stuurgroep-limburg", "datum": "2026-11-20"}
    assert data["motor"] == engine_versions()
    assert {data[name] for name in ("in_werking", "vorige")} == {None}


@pytest.mark.parametrize(
    ("name", "value"),
    [("in_werking", "22-11-2026"), ("in_werking", 5), ("in_werking", "20261122"), ("opsteller", "Jan de Vries"), ("opsteller", ""),
     ("effect", "0" * 64), ("effect", 0), ("proeven", "x"), ("vorige", 5), ("vastgesteld", {}), ("vastgesteld", "stuurgroep"),
     ("vastgesteld", {"orgaan": "stuurgroep"}), ("vastgesteld", {"orgaan": "Stuurgroep", "datum": "2026-11-20"}),
     ("vastgesteld", {"orgaan": "stuurgroep", "datum": "20 november"}), ("vastgesteld", {"orgaan": "a", "datum": "2026-11-20", "door": "b"}),
     ("motor", {"beleid": "knooppunt-policies/1"}), ("motor", {**engine_versions(), "casbin": "1"}),
     ("motor", {**engine_versions(), "python": 3}), ("motor", [])],
)  # fmt: skip
def test_a_field_of_another_form_is_refused(release, name, value):
    """Each field of version 2 has one form; a name of a person, a loose date or an extra key is refused."""
    data = json.loads(release.manifest)
    assert read_manifest(release.manifest) == data
    with pytest.raises(ReleaseError):
        read_manifest(encode({**data, name: value}))


@pytest.mark.parametrize(("in_werking", "found"), [(None, None), ("2026-11-22", date(2026, 11, 22)), ("ooit", None)])
def test_a_manifest_of_version_1_stays_readable(in_werking, found):
    """Version 1 keeps its own six fields and its looser form: what cites it must stay decidable."""
    files = real_files()
    data = json.loads(make_manifest(files, in_werking=None, opsteller="opsteller-1"))
    old = {name: data[name] for name in ("bestanden", "in_werking", "vorige", "opsteller")}
    old |= {"v": 1, "motor": {"beleid": "knooppunt-policies/1", "pycasbin": "2.8.0"}, "in_werking": in_werking}
    release = Release(encode(old), files)
    assert release.rules("demo").digest == release.digest
    assert begins(release.data) == found
    with pytest.raises(ReleaseError):
        Release(encode({**old, "effect": None}), files)


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"manifest": "x", "bestanden": {}, "handtekeningen": []}, {"manifest": 1, "bestanden": {}, "handtekeningen": []},
     {"manifest": "", "bestanden": [], "handtekeningen": []}, {"manifest": "", "bestanden": {}, "handtekeningen": [1]},
     {"manifest": "", "bestanden": {"a": "YQ"}, "handtekeningen": []}],
)  # fmt: skip
def test_a_malformed_bundle_is_refused(value):
    """A bundle of another shape, or with loose base64, is refused."""
    with pytest.raises(ReleaseError):
        Release.from_json(value)


def test_a_whole_release_with_bad_rules_still_does_not_load():
    """Hashes that fit do not make bad rules good."""
    files = files_with([p_row(eft="Deny")])
    whole = Release(make_manifest(files), files)
    with pytest.raises(RuleSetError):
        whole.rules("demo")


def test_a_folder_with_faults_makes_no_release(tmp_path):
    """Nothing is released that does not pass the check."""
    for name, data in files_with([p_row(status="klaar")]).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    with pytest.raises(RuleSetError):
        make_release(tmp_path)


def test_a_manifest_holds_no_float_and_no_accent():
    """What could be written in two ways is refused before it is hashed."""
    for value in ({"a": 1.5}, {"a": ["é"]}, {"é": 1}, {"a": [{"b": 0.0}]}):
        with pytest.raises(ValueError, match="ASCII"):
            encode(value)


def test_a_release_shows_no_rules_in_its_repr(release):
    """The representation of a release does not spill its files."""
    assert "wpg-verstrekker" not in repr(release)
