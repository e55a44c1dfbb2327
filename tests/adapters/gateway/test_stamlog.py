# SPDX-License-Identifier: EUPL-1.2
"""The gateway follows the stamlog and refuses any other history than the one it has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.stamlog import StamLog
from tests.adapters.gateway.logs import Log, Signer

if TYPE_CHECKING:
    from adapters.gateway.store import Store


class Rig:
    def __init__(self, store: Store) -> None:
        self.signer = Signer()
        self.log = Log(self.signer)
        self.files: dict[str, bytes] = {}
        self.store = store
        self.stamlog = StamLog(self.fetch, store, self.signer.policy(), lambda: 1)

    def fetch(self, path: str) -> bytes | None:
        return self.files.get(path)

    def publish(self, log: Log | None = None) -> None:
        self.files = (log or self.log).files()

    def grow(self, count: int, mark: str = "") -> None:
        at = len(self.log.entries)
        self.log.entries += [f'{{"n":"{mark}{i}"}}'.encode() for i in range(at, at + count)]


@pytest.fixture
def rig(store: Store) -> Rig:
    """A stamlog of three entries, published."""
    made = Rig(store)
    made.grow(3)
    made.publish()
    return made


def reason(rig: Rig) -> str:
    with pytest.raises(VerificationError) as caught:
        rig.stamlog.update()
    return caught.value.reden


def test_entries_are_taken_and_kept(rig: Rig) -> None:
    """All entries come out, and the checkpoint is kept for the next time."""
    assert rig.stamlog.update() == rig.log.entries
    kept = rig.store.checkpoint(rig.log.origin)
    assert kept is not None
    assert kept[0] == 3


@pytest.mark.parametrize("steps", [(1, 1), (250, 10), (253, 1, 300), (600,)])
def test_growth_is_followed_over_bundles(rig: Rig, steps: tuple[int, ...]) -> None:
    """Growth within, up to and beyond full bundles is followed step by step."""
    rig.stamlog.update()
    for step in steps:
        rig.grow(step)
        rig.publish()
        assert rig.stamlog.update() == rig.log.entries


def test_full_bundle_serves_an_older_checkpoint(rig: Rig) -> None:
    """A checkpoint published before its partial bundle was replaced by the full one still works."""
    rig.grow(253)
    rig.publish()
    rig.files["/log/stam/checkpoint"] = rig.log.checkpoint(200)
    assert rig.stamlog.update() == rig.log.entries[:200]


def test_rollback_is_refused_named_and_kept(rig: Rig) -> None:
    """A shorter log is refused; both checkpoints are saved as proof and nothing changes."""
    rig.stamlog.update()
    rig.log.entries.pop()
    rig.publish()
    assert reason(rig) == "stamlog-teruggedraaid"
    [alarm] = rig.store.alarms()
    assert "\n3\n" in alarm["gegevens"]["eerder"]
    assert "\n2\n" in alarm["gegevens"]["nu"]
    assert len(rig.store.stam_entries()) == 3


@pytest.mark.parametrize("size", [3, 4, 300])
def test_fork_is_refused_and_named(rig: Rig, size: int) -> None:
    """A log of the same keys with another history is refused, at equal size and beyond it."""
    rig.stamlog.update()
    rig.log.entries = [f"anders {i}".encode() for i in range(size)]
    rig.publish()
    assert reason(rig) == "stamlog-gesplitst"
    assert [a["reden"] for a in rig.store.alarms()] == ["stamlog-gesplitst"]


def test_changed_kept_entry_in_a_longer_log_is_a_fork(rig: Rig) -> None:
    """One swapped old entry in a grown log is seen, although only new entries are fetched."""
    rig.stamlog.update()
    rig.log.entries[1] = b"verwisseld"
    rig.grow(5)
    rig.publish()
    assert reason(rig) == "stamlog-gesplitst"


def test_files_that_do_not_fit_the_checkpoint_are_refused(rig: Rig) -> None:
    """A bundle with another byte than was signed is not used."""
    path = "/log/stam/tile/entries/000.p/3"
    rig.files[path] = rig.files[path].replace(b'"2"', b'"9"')
    assert reason(rig) == "stamlog-klopt-niet"


def test_cut_off_bundle_is_refused(rig: Rig) -> None:
    """A truncated bundle is named as such."""
    path = "/log/stam/tile/entries/000.p/3"
    rig.files[path] = rig.files[path][:-1]
    assert reason(rig) == "stamlog-bundel"


def test_both_signatures_are_needed(rig: Rig) -> None:
    """A checkpoint without its ML-DSA signature is refused."""
    rig.files["/log/stam/checkpoint"] = rig.log.checkpoint(post_quantum=False)
    assert reason(rig) == "stamlog-handtekening"


def test_other_keys_are_refused(rig: Rig) -> None:
    """A log that somebody else signed is refused."""
    rig.publish(Log(Signer(), entries=list(rig.log.entries)))
    assert reason(rig) == "stamlog-handtekening"


def test_sibling_shard_cannot_stand_in(rig: Rig) -> None:
    """A checkpoint of an act shard with the same keys is not the stamlog."""
    other = Log(rig.signer, "utrecht-2026", list(rig.log.entries))
    rig.files["/log/stam/checkpoint"] = other.checkpoint()
    assert reason(rig) == "stamlog-ander-log"


def test_damaged_own_copy_is_seen(rig: Rig) -> None:
    """Somebody who changes the gateway's own kept entries is found out."""
    rig.stamlog.update()
    rig.store.db.execute("UPDATE stamlog SET regel = x'00' WHERE nr = 0")
    assert reason(rig) == "stamlog-eigen-kopie"


def test_absent_log_is_unreachable(rig: Rig) -> None:
    """No checkpoint is no verification failure: it is asked again later."""
    rig.files.clear()
    with pytest.raises(UnreachableError):
        rig.stamlog.update()
