# SPDX-License-Identifier: EUPL-1.2
"""The first acts of a backbone: taken in once, and only when everything in the ceremony proves itself."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from core.exchange import releases
from core.exchange.releases import Ceremony, InstallError, in_force, install
from core.exchange.world import World
from core.facts.state import Partij
from core.keychain import events
from core.keychain.directory import KeyDirectory
from core.keychain.keys import HttpPrivateKey
from core.keychain.release import sign_release
from core.keychain.signatures import PrivateKey
from tests.kit import DAY, Backbone, backbone, demo_release

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


def test_installed_once(knooppunt: Backbone) -> None:
    """A second ceremony on the same log is refused."""
    with pytest.raises(InstallError, match="al ingericht"):
        install(knooppunt.sequencer, Ceremony(knooppunt.lijst, (), knooppunt.release))


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backbone]:
    """A backbone whose ceremony is still to be taken in."""
    from tests import kit

    monkeypatch.setattr(kit, "install", lambda *_: None)
    with backbone(tmp_path_factory.mktemp("leeg")) as made:
        yield made


def test_ceremony_that_does_not_hold_leaves_nothing(empty: Backbone) -> None:
    """A key event that somebody else signed is named with its organisation; the log stays empty for the next attempt."""
    now, om = empty.clock.now(), empty["om"]
    bad = events.publish(PrivateKey.generate(), om.oin, HttpPrivateKey.generate(), (now, now + DAY), now)
    with pytest.raises(InstallError, match=om.oin):
        install(empty.sequencer, Ceremony(empty.lijst, (bad,), empty.release))
    jurist = empty.jurist_a
    one = demo_release().signed_by((sign_release(demo_release().manifest, jurist.id, jurist.sleutel),))
    with pytest.raises(Exception, match="jurist"):
        install(empty.sequencer, Ceremony(empty.lijst, (), one))
    with empty.engine.connect() as connection:
        assert in_force(connection, KeyDirectory(empty.lijst)) is None
    install(empty.sequencer, Ceremony(empty.lijst, tuple(empty._key_events()), empty.release))
    assert releases.stored(empty.world, None) == empty.release.to_json()
    directory = KeyDirectory.replay(empty.lijst, (line.entry for line in empty.world.keys._reader.lines("stam")))
    assert not directory.findings
    with empty.engine.connect() as connection:
        found = in_force(connection, directory)
    assert found is not None
    assert found.digest == empty.release.digest


def test_vocabulary_that_does_not_fit_is_refused(knooppunt: Backbone) -> None:
    """A release with a fact that nothing derives cannot be served: every reason is named."""
    old = knooppunt.world
    vocabulary = old.ruleset.vocabulary
    more = replace(vocabulary, facts={**vocabulary.facts, "nieuw-feit": vocabulary.facts["noodzaak"]})
    with pytest.raises(ValueError, match="nieuw-feit"):
        World(
            engine=knooppunt.engine,
            sequencer=knooppunt.sequencer,
            kluis=knooppunt.kluis,
            lijst=old.lijst,
            ruleset=SimpleNamespace(vocabulary=more),  # type: ignore[arg-type]
            register=old.register,
        )


def test_stranger_is_no_party(knooppunt: Backbone) -> None:
    """Who is not in the deelnemerslijst is no party, takes part in nothing, and asks nothing."""
    assert knooppunt.world.partij("00000099000000007777") is None
    assert all(isinstance(party, Partij) for party in knooppunt.world.parties)
    assert len(knooppunt.world.parties) == len(knooppunt.partijen)
