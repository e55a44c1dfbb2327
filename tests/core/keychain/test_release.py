# SPDX-License-Identifier: EUPL-1.2
"""Releases of version 1: two jurists, both known, neither the author. Of version 2: `test_tekenrecht`."""

from dataclasses import dataclass, field, replace

import pytest

from audit.proof import jcs
from core.keychain.errors import ReleaseError
from core.keychain.release import check_release, digest, sign_release
from core.keychain.signatures import PrivateKey
from tests.core.keychain.vrijgaven import Kring, Stam

FILES = {"regels/wpg.csv": b"p, politie\n", "model.conf": b"[request_definition]\n"}


@dataclass(frozen=True)
class Bundle:
    """What `policies.release.Release` looks like from the key chain."""

    manifest: bytes
    files: dict = field(default_factory=lambda: dict(FILES))
    signatures: tuple = ()


def _manifest(author="jurist-c"):
    import hashlib

    named = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    return jcs.encode({"v": 1, "bestanden": named, "opsteller": author})


def _bundle(coop, *people, author="jurist-c"):
    manifest = _manifest(author)
    return Bundle(manifest, signatures=tuple(sign_release(manifest, name, coop.people[name]) for name in people))


def test_two_jurists_release(coop, lijst):
    """Two jurists who did not write it are enough; the result says who and what."""
    bundle = _bundle(coop, "jurist-a", "jurist-b")
    found = check_release(bundle, lijst)
    assert found.digest == digest(bundle.manifest)
    assert (set(found.ondertekenaars), found.opsteller) == ({"jurist-a", "jurist-b"}, "jurist-c")


@pytest.mark.parametrize(
    "people", [(), ("jurist-a",), ("jurist-a", "jurist-a"), ("jurist-a", "fg-a"), ("jurist-a", "jurist-c")]
)
def test_fewer_than_two_others_do_not_release(coop, lijst, people):
    """Nobody, one, one twice, one with another function, or one with the author: no release."""
    with pytest.raises(ReleaseError):
        check_release(_bundle(coop, *people), lijst)


def test_the_author_may_sign_but_does_not_count(coop, lijst):
    """A third signature by the author changes nothing."""
    found = check_release(_bundle(coop, "jurist-a", "jurist-b", "jurist-c"), lijst)
    assert set(found.ondertekenaars) == {"jurist-a", "jurist-b"}


@pytest.mark.parametrize("author", [None, "", 5])
def test_a_release_names_its_author(coop, lijst, author):
    """Without a named author nobody can say that the author did not sign."""
    with pytest.raises(ReleaseError, match="opsteller"):
        check_release(_bundle(coop, "jurist-a", "jurist-b", author=author), lijst)


@pytest.mark.parametrize("algorithm", ["ed25519", "ml-dsa-65"])
def test_a_stripped_signature_refuses_the_release(coop, lijst, algorithm):
    """Each jurist's signature needs both algorithms."""
    bundle = _bundle(coop, "jurist-a", "jurist-b")
    first = {**bundle.signatures[0], "handtekening": dict(bundle.signatures[0]["handtekening"])}
    first["handtekening"][algorithm] = bundle.signatures[1]["handtekening"][algorithm]
    with pytest.raises(ReleaseError):
        check_release(replace(bundle, signatures=(first, bundle.signatures[1])), lijst)


def test_unknown_people_and_borrowed_names_refuse_the_release(coop, lijst):
    """A stranger, or a stranger's key under a jurist's name, spoils the release beside two good signatures."""
    bundle = _bundle(coop, "jurist-a", "jurist-b")
    for name in ("jurist-z", "jurist-c"):
        extra = sign_release(bundle.manifest, name, PrivateKey.generate())
        with pytest.raises(ReleaseError):
            check_release(replace(bundle, signatures=(*bundle.signatures, extra)), lijst)


@pytest.mark.parametrize("change", ["content", "extra", "missing", "manifest", "unreadable"])
def test_other_files_than_signed_are_refused(coop, lijst, change):
    """A changed, added or missing file, or another manifest, is no longer this release."""
    bundle, name = _bundle(coop, "jurist-a", "jurist-b"), next(iter(FILES))
    changed = {
        "content": replace(bundle, files={**FILES, name: b"anders"}),
        "extra": replace(bundle, files={**FILES, "nieuw.csv": b""}),
        "missing": replace(bundle, files={name: FILES[name]}),
        "manifest": replace(bundle, manifest=_manifest("jurist-x")),
        "unreadable": replace(bundle, manifest=b"[]"),
    }[change]
    with pytest.raises(ReleaseError):
        check_release(changed, lijst)


def test_a_release_counts_only_when_logged():
    """A well-signed release that the stamlog does not hold is nothing; from its entry on it counts."""
    kring = Kring()
    release = kring.old("jurist-politie", "jurist-om")
    check_release(release, kring.lijst)
    stam = Stam(kring)
    stam.table[release.digest] = jcs.encode(release.to_json())
    assert stam.chain().last is None
    stam.log(release)
    assert stam.chain().last.digest == release.digest
