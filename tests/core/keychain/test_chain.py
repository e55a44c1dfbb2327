# SPDX-License-Identifier: EUPL-1.2
"""The chain of releases: what counts changes what is in force, what does not changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.proof import jcs
from core.keychain.chain import ReleaseChain
from core.keychain.directory import StamEntry
from policies import day_in_amsterdam
from policies.manifest import digest_of, make_manifest
from policies.release import Release
from tests.core.keychain.vrijgaven import BOTH, DAY, FIRST, PROVEN, SEEN, START, Kring, Stam
from tests.policies.world import files_with, p_row

MORE = (*FIRST, p_row(id="T-3.1", wie="*", aan="gemeente"))
TODAY = day_in_amsterdam(START + 10 * DAY)


@pytest.fixture(scope="module")
def kring() -> Kring:
    """Organisations of four kinds, each with a jurist."""
    return Kring()


@pytest.fixture(scope="module")
def first(kring: Kring) -> Release:
    """A first release."""
    return kring.release(*BOTH)


@pytest.fixture(scope="module")
def second(kring: Kring, first: Release) -> Release:
    """The release after it, with a row more."""
    return kring.release("jurist-om", "stuurgroep-a", rows=MORE, after=first)


def in_force(chain: ReleaseChain, day: date = TODAY) -> str:
    """The digest in force on a day."""
    found = chain.in_force(day)
    return "" if found is None else found.digest


def test_each_release_that_counts_takes_over(kring: Kring, first: Release, second: Release) -> None:
    """Logged one after the other: the last is in force, its rules are complete and sealed, nothing is refused."""
    chain = Stam(kring, first, second).chain()
    assert in_force(chain) == second.digest
    assert chain.refused == ()
    assert not chain.behind
    assert [row.id for row in chain.moments[1].wat.rules.rows] == ["T-1.1", "T-2.1", "T-3.1"]
    assert chain.moments[1].gelogd == day_in_amsterdam(START + DAY)


def test_a_release_waits_for_its_day(kring: Kring, first: Release) -> None:
    """Until the day the one before it stays; on the day the new one is in force."""
    day = TODAY + timedelta(days=5)
    later = kring.release("jurist-om", "stuurgroep-a", after=first, in_werking=day.isoformat())
    chain = Stam(kring, first, later).chain()
    assert chain.last is not None
    assert chain.last.digest == later.digest
    assert in_force(chain, day - timedelta(days=1)) == first.digest
    assert in_force(chain, day) == later.digest
    assert chain.on(day, TODAY).digest == later.digest
    assert chain.on(day - timedelta(days=1), day).digest == first.digest


def _bad(kring: Kring, first: Release, second: Release) -> dict[str, Release | tuple[Release, bytes | None]]:
    name = next(iter(second.files))
    as_json = second.to_json()
    other = {**as_json["bestanden"], name: jcs.b64(b"anders")}
    one, two = (dict(item) for item in second.signatures)
    half = {**one, "handtekening": {"ed25519": one["handtekening"]["ed25519"]}}
    rows = (*FIRST, p_row(id="T-3.1", wie="gemeente", aan="om"))
    unfit = Release(second.manifest, second.files)
    return {
        "unsigned": unfit,
        "one signature": second.signed_by((one,)),
        "author": kring.release("jurist-om", "stuurgroep-a", rows=MORE, after=first, author="jurist-om"),
        "no jurist": kring.release("stuurgroep-a", rows=MORE, after=first),
        "partner jurist": kring.release("jurist-om", "stuurgroep-a", rows=rows, after=first),
        "unknown key": second.signed_by(({**one, "functionaris": "jurist-x"}, two)),
        "half": second.signed_by((half, two)),
        "wrong previous": kring.release("jurist-om", "stuurgroep-a", after=first, vorige=digest_of(b"x")),
        "no previous": kring.release(*BOTH),
        "old version": kring.old(*BOTH),
        "tampered file": (second, jcs.encode({**as_json, "bestanden": other})),
        "extra file": (second, jcs.encode({**as_json, "bestanden": {**as_json["bestanden"], "regels/x.csv": ""}})),
        "missing file": (second, jcs.encode({**as_json, "bestanden": {name: as_json["bestanden"][name]}})),
        "other release": (second, jcs.encode(first.to_json())),
        "tampered bytes": (second, jcs.encode(as_json)[:-2]),
        "gone": (second, None),
        "bad rules": kring.release("jurist-om", "stuurgroep-a", rows=(*FIRST, p_row(eft="Deny")), after=first),
    }


KINDS_OF_BAD = (
    "unsigned", "one signature", "author", "no jurist", "partner jurist", "unknown key", "half", "wrong previous", "no previous",
    "old version", "tampered file", "extra file", "missing file", "other release", "tampered bytes", "gone", "bad rules",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_OF_BAD)
def test_what_does_not_hold_changes_nothing(kring: Kring, first: Release, second: Release, kind: str) -> None:
    """Each bad entry is told with its reason and leaves the previous one in force; the next good one simply follows."""
    bad = _bad(kring, first, second)[kind]
    release, data = bad if isinstance(bad, tuple) else (bad, jcs.encode(bad.to_json()))
    stam = Stam(kring, first)
    stam.log(release)
    if data is None:
        del stam.table[release.digest]
    else:
        stam.table[release.digest] = data
    chain = stam.chain()
    assert in_force(chain) == first.digest
    assert [item.digest for item in chain.refused] == [release.digest]
    assert chain.refused[0].tekst
    assert chain.behind
    good = kring.release("jurist-om", "stuurgroep-a", rows=(*FIRST, p_row(id="T-4.1", wie="*", aan="om")), after=first)
    stam.log(good)
    assert chain.extend(stam.entries, stam.table.get) == ()
    assert in_force(chain) == good.digest
    assert not chain.behind


def test_all_the_bad_kinds_are_tried(kring: Kring, first: Release, second: Release) -> None:
    """The list of names above is the list of what is made."""
    assert set(KINDS_OF_BAD) == set(_bad(kring, first, second))


@pytest.mark.parametrize(
    "change",
    [{"digest": None}, {"digest": 5}, {"tijd": None}, {"tijd": "gisteren"}, {"tijd": 10**30}, {"tijd": -(10**30)}],
)
def test_an_entry_without_digest_or_time_is_none(kring: Kring, first: Release, second: Release, change: dict) -> None:
    """The stamlog must say which release, and when it was known."""
    stam = Stam(kring, first, second)
    stam.entries[1] = StamEntry(1, {**stam.entries[1].entry, **change})
    chain = stam.chain()
    assert in_force(chain) == first.digest
    assert len(chain.refused) == 1


@pytest.mark.parametrize(
    "digest",
    ["../../gateway", "sha256:../../x", "sha256:" + "A" * 64, "Annelies Tuinhek 999990019", "", "sha256:" + "0" * 65],
)
def test_what_is_no_digest_is_never_looked_up_or_told(kring: Kring, first: Release, digest: str) -> None:
    """The operator writes the entry: a path or a name in it reaches no folder, no address and no log."""
    stam = Stam(kring, first)
    stam.entries.append(StamEntry(1, {"digest": digest, "tijd": START}))
    asked: list[str] = []
    chain = ReleaseChain(kring.lijst, lambda _vocabulary: ())
    (refused,) = chain.extend(stam.entries, lambda found: asked.append(found) or stam.table.get(found))
    assert asked == [first.digest]
    assert refused.digest == ""
    assert digest not in refused.tekst or not digest


def test_the_same_release_counts_once(kring: Kring, first: Release) -> None:
    """An operator who logs a release again changes nothing."""
    chain = Stam(kring, first, first).chain()
    assert len(chain.moments) == 1
    assert "al in het stamlog" in chain.refused[0].tekst


def test_nothing_logged_is_nothing_in_force(kring: Kring, second: Release) -> None:
    """Without a release, or with only one that follows nothing, there are no rules at all."""
    for chain in (Stam(kring).chain(), Stam(kring, second).chain()):
        assert chain.in_force(TODAY) is None
        assert chain.last is None
        with pytest.raises(ValueError, match="geen vrijgave"):
            chain.on(TODAY, TODAY)


def test_a_vocabulary_that_this_program_cannot_work_with_is_refused(kring: Kring, first: Release) -> None:
    """A fact that nothing derives: every reason is named, and the release does not count."""
    stam = Stam(kring, first)
    chain = ReleaseChain(kring.lijst, lambda vocabulary: [f"{len(vocabulary.facts)} feiten", "te veel"])
    (refused,) = chain.extend(stam.entries, stam.table.get)
    assert "feiten; te veel" in refused.tekst


def test_an_old_first_release_is_followed_by_a_new_one(kring: Kring) -> None:
    """A backbone of version 1 goes on: its first release counts, and the next one follows it."""
    old = kring.old("jurist-politie", "jurist-om")
    new = kring.release(*BOTH, rows=MORE, after=old)
    chain = Stam(kring, old, new).chain()
    assert in_force(chain) == new.digest
    assert chain.on(day_in_amsterdam(START), TODAY).digest == old.digest


def test_what_was_given_away_does_not_change(kring: Kring, first: Release, second: Release) -> None:
    """A reader that holds the moments sees the same after the chain grew: a swap is a new reference."""
    stam = Stam(kring, first)
    chain = stam.chain()
    held = chain.moments
    stam.log(second)
    chain.extend(stam.entries, stam.table.get)
    assert len(held) == 1
    assert len(chain.moments) == 2
    with pytest.raises(AttributeError):
        held[0].wat.release = second  # type: ignore[misc]
    assert replace(held[0], in_werking=None) == held[0]


def test_the_time_of_an_entry_keeps_no_release_waiting(kring: Kring, first: Release, second: Release) -> None:
    """An operator who logs a release with a time far away cannot keep the rules before it in force: only a signed day waits."""
    stam = Stam(kring, first)
    stam.log(second, START + 36_500 * DAY)
    chain = stam.chain()
    assert in_force(chain) == second.digest
    assert chain.refused == ()


def test_a_chain_begins_at_the_first_entry_only(kring: Kring, first: Release, second: Release) -> None:
    """The first bundle held back: two jurists with an old manifest, or another first release, do not begin a weaker chain."""
    for other in (
        kring.old(*BOTH, rows=MORE),
        kring.release(*BOTH, rows=(p_row(id="T-9.1", wie="om", aan="gemeente"),)),
    ):
        stam = Stam(kring, first, other, second)
        del stam.table[first.digest]
        chain = stam.chain()
        assert chain.last is None
        assert len(chain.refused) == 3
        assert chain.behind


def test_a_release_held_back_does_not_come_in_another_place(kring: Kring, first: Release, second: Release) -> None:
    """Refused where it stands, it is refused where it stands again; whoever judges with all bundles sees it at the first."""
    third = kring.release("jurist-om", "stuurgroep-a", rows=(*MORE, p_row(id="T-5.1", wie="*", aan="om")), after=first)
    stam = Stam(kring, first, second, third, second)
    held = dict(stam.table)
    del stam.table[second.digest]
    chain = ReleaseChain(kring.lijst, lambda _vocabulary: ())
    chain.extend(stam.entries[:2], stam.table.get)
    chain.extend(stam.entries, held.get)
    assert [moment.wat.digest for moment in chain.moments] == [first.digest, third.digest]
    assert "al in het stamlog" in chain.refused[-1].tekst


def test_what_is_wrong_is_told_when_a_later_one_cannot_be_fetched(
    kring: Kring, first: Release, second: Release
) -> None:
    """The line breaks at the third entry: the refusal of the second is not lost, and the third is judged next time."""
    stam = Stam(kring, first, second.signed_by(()))
    third = kring.release("jurist-om", "stuurgroep-a", rows=(*MORE, p_row(id="T-6.1", wie="*", aan="om")), after=first)
    stam.log(third)

    def breaks(digest: str) -> bytes | None:
        if digest == third.digest:
            raise ConnectionError
        return stam.table.get(digest)

    chain = ReleaseChain(kring.lijst, lambda _vocabulary: ())
    with pytest.raises(ConnectionError):
        chain.extend(stam.entries, breaks)
    assert [item.digest for item in chain.refused] == [second.digest]
    assert chain.behind
    assert chain.extend(stam.entries, stam.table.get) == ()
    assert in_force(chain) == third.digest


def test_a_bundle_that_breaks_the_reader_changes_nothing(kring: Kring, first: Release) -> None:
    """Unsigned files nested without end, as only an operator would log: told, and the previous release stays."""
    deep = files_with(FIRST) | {"vocabulaire.toml": b"a = " + b"[" * 20_000}
    given = {"vorige": first.digest, "opsteller": "opsteller-1", "effect": SEEN, "proeven": PROVEN}
    stam = Stam(kring, first, Release(make_manifest(deep, **given), deep))
    chain = stam.chain()
    assert in_force(chain) == first.digest
    assert len(chain.refused) == 1
    assert chain.behind


def test_a_program_that_breaks_on_a_release_goes_on_with_the_one_before(
    kring: Kring, first: Release, second: Release
) -> None:
    """Whatever breaks while judging, also what nobody foresaw, is a refusal: never a backbone or gateway that stops."""

    def breaks(vocabulary: object) -> tuple[str, ...]:
        if broken:
            raise KeyError("Annelies Tuinhek")
        assert vocabulary
        return ()

    broken: list[bool] = []
    stam = Stam(kring, first, second)
    chain = ReleaseChain(kring.lijst, breaks)
    chain.extend(stam.entries[:1], stam.table.get)
    broken.append(True)
    (refused,) = chain.extend(stam.entries, stam.table.get)
    assert refused.tekst == "De vrijgave is niet te lezen (KeyError)."
    assert in_force(chain) == first.digest


def test_what_was_absent_is_judged_again_and_what_counts_is_not(kring: Kring, first: Release, second: Release) -> None:
    """A retry takes in a bundle that came later, tells again what stays bad, and asks nothing of what was accepted."""
    stam = Stam(kring, first)
    stam.log(second)
    data = stam.table.pop(second.digest)
    chain = stam.chain()
    accepted = chain.moments
    asked: list[str] = []

    def load(digest: str) -> bytes | None:
        asked.append(digest)
        return stam.table.get(digest)

    chain.retry()
    assert [item.digest for item in chain.extend(stam.entries, load)] == [second.digest]
    stam.table[second.digest] = data
    chain.retry()
    assert chain.extend(stam.entries, load) == ()
    assert asked == [second.digest, second.digest]
    assert (in_force(chain), chain.behind, chain.refused) == (second.digest, False, ())
    assert chain.moments[:1] == accepted
    assert chain.moments[0] is accepted[0]


def test_what_was_refused_before_a_release_that_counts_stays_refused(
    kring: Kring, first: Release, second: Release
) -> None:
    """The chain went on without it: coming back later does not slip it in between."""
    stam = Stam(kring, first)
    stam.log(second)
    data = stam.table.pop(second.digest)
    other = kring.release("jurist-om", "stuurgroep-a", rows=(*FIRST, p_row(id="T-4.1", wie="*", aan="om")), after=first)
    stam.log(other)
    chain = stam.chain()
    stam.table[second.digest] = data
    chain.retry()
    assert chain.extend(stam.entries, stam.table.get) == ()
    assert (in_force(chain), [item.digest for item in chain.refused]) == (other.digest, [second.digest])
