# SPDX-License-Identifier: EUPL-1.2
"""What a release must prove, and the draft that people sign: whole, repeatable, and nothing left out."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from policies import bewijzen
from policies.bewijzen import CONTROLES, impact, prove_all
from policies.findings import EngineDisagreementError, ReleaseError
from policies.manifest import digest_of, encode
from policies.ontwerp import UnprovenError, differing, draw_up
from policies.release import Release
from tests.policies.world import files_with, p_row, real_files

LIGHT = {"lader": CONTROLES["lader"]}
ROWS = (p_row(id="T-1.1", wie="politie", aan="gemeente"), p_row(id="T-2.1", wie="ind", aan="gemeente"))


def passing(_files: Any, _previous: Any) -> tuple[bool, dict[str, Any], list[str]]:
    """A check that passes."""
    return True, {"aantal": 3}, []


def test_our_own_rules_are_proven() -> None:
    """The rules of this repository pass every check, and changing nothing changes nothing."""
    files = real_files()
    bewijs = prove_all(files, files)
    assert bewijs.problemen == ()
    told = json.loads(bewijs.samenvatting)["controles"]
    assert list(told) == sorted(CONTROLES)
    assert all(one["geslaagd"] for one in told.values())
    assert len(told["invarianten"]["uitslag"]["invarianten"]) >= 25
    assert json.loads(bewijs.effect or b"")["veranderingen"] == []


def test_a_proof_is_the_same_bytes_in_another_process() -> None:
    """Signers and backbone must come to the same digest: another process, another seed of hashes, the same bytes."""
    files = files_with(ROWS)
    controles = {name: CONTROLES[name] for name in ("lader", "controle")}
    here = prove_all(files, files_with(ROWS[:1]), controles)
    script = (
        "from tests.policies.test_bewijzen import *\n"
        "c = {name: CONTROLES[name] for name in ('lader', 'controle')}\n"
        "b = prove_all(files_with(ROWS), files_with(ROWS[:1]), c)\n"
        "print(b.digest, digest_of(b.effect))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [here.digest, digest_of(here.effect or b"")]


def test_every_check_runs_and_every_problem_is_told() -> None:
    """One that fails, one that breaks and one that says no without a reason: all three are told, the others still run."""

    def failing(_files: Any, _previous: Any) -> tuple[bool, dict[str, Any], list[str]]:
        return False, {}, ["een", "twee"]

    def breaking(_files: Any, _previous: Any) -> tuple[bool, dict[str, Any], list[str]]:
        raise EngineDisagreementError("casbin zegt iets anders")

    def silent(_files: Any, _previous: Any) -> tuple[bool, dict[str, Any], list[str]]:
        return False, {}, []

    controles = {"a": failing, "b": breaking, "c": silent, "d": passing}
    bewijs = prove_all(files_with(ROWS), None, controles)
    assert bewijs.problemen == ("a: een", "a: twee", "b: casbin zegt iets anders", "c: niet geslaagd.")
    told = json.loads(bewijs.samenvatting)["controles"]
    assert [one["geslaagd"] for one in told.values()] == [False, False, False, True]


def test_leaving_a_check_out_gives_another_digest() -> None:
    """The summary names what was done, so nobody signs for less."""
    files = files_with(ROWS)
    whole = prove_all(files, None, {"a": passing, "b": passing})
    assert prove_all(files, None, {"a": passing}).digest != whole.digest
    assert prove_all(files, None, {"b": passing, "a": passing}).digest == whole.digest


@pytest.mark.parametrize(
    ("name", "files", "expected"),
    [
        ("lader", files_with([p_row(eft="Deny")]), "kolom 10"),
        ("scenarios", {**files_with(ROWS), "overlevenden.toml": b""}, "T-1.1"),
        ("invarianten", {**files_with(ROWS), "invarianten.toml": b""}, "invariant"),
        ("controle", {**files_with((ROWS[0], p_row(id="T-3.1", wie="politie", aan="gemeente", eft="allow")))}, "T-3.1"),
    ],
)
def test_each_check_can_fail(name: str, files: dict[str, bytes], expected: str) -> None:
    """Bad rows, rows without scenario, no invariants, a collision that nobody acknowledged: each refuses by its own name."""
    found = prove_all(files, None, {name: CONTROLES[name]}).problemen
    assert any(text.startswith(f"{name}: ") and expected in text for text in found), found


def test_the_report_tells_what_opens() -> None:
    """The impact report says in sentences what the new rules do otherwise; there is none for a first release."""
    before = files_with(ROWS)
    after = files_with((*ROWS, p_row(id="T-3.1", wie="uwv", aan="gemeente", wat="suwi", eft="allow")))
    found = json.loads(impact(after, before) or b"")
    (change,) = found["veranderingen"]
    assert (change["soort"], change["rijen"]) == ("ruimer", ["T-3.1"])
    assert impact(after, None) is None
    assert impact(after, {**before, "model.conf": b"x"}) is None


def test_a_draft_names_what_lies_beside_it() -> None:
    """Manifest, report and proofs name each other by hash; a changed, missing or extra document is told."""
    first = draw_up(files_with(ROWS[:1]), None, opsteller="a", controles=LIGHT)
    assert first.effect is None
    assert first.release.data["effect"] is None
    second = draw_up(files_with(ROWS), first.release, opsteller="a", in_werking="2027-01-01", controles=LIGHT)
    data = second.release.data
    assert (data["vorige"], data["in_werking"]) == (first.release.digest, "2027-01-01")
    assert differing(first.release, first.proeven, first.effect) == ()
    assert differing(second.release, second.proeven, second.effect, first.release) == ()
    assert len(differing(second.release, second.proeven + b" ", b"{}", first.release)) == 3
    assert len(differing(second.release, second.proeven, None, first.release)) == 2
    assert len(differing(second.release, second.proeven, second.effect)) == 1
    assert len(differing(first.release, first.proeven, b"{}")) == 2


def test_a_report_that_hides_a_change_is_told() -> None:
    """An author who names the hash of an own report, in which nothing changes, is found out by working it out again."""
    first = draw_up(files_with(ROWS[:1]), None, opsteller="a", controles=LIGHT)
    made = draw_up(files_with(ROWS), first.release, opsteller="a", controles=LIGHT)
    lie = impact(first.release.files, first.release.files) or b""
    assert json.loads(lie)["veranderingen"] == []
    forged = Release(encode({**made.release.data, "effect": digest_of(lie)}), made.release.files)
    (found,) = differing(forged, made.proeven, lie, first.release)
    assert "iets anders" in found


def test_rules_that_are_not_proven_give_no_draft() -> None:
    """All problems, and nothing to sign; a manifest of another form neither."""
    with pytest.raises(UnprovenError) as caught:
        draw_up(files_with(ROWS), None, opsteller="a", controles={"scenarios": CONTROLES["scenarios"]})
    assert any("T-1.1" in text for text in caught.value.problemen)
    with pytest.raises(ReleaseError, match="opsteller"):
        draw_up(files_with(ROWS), None, opsteller="Jan Jansen", controles=LIGHT)


def test_the_list_of_checks_is_the_list_that_counts() -> None:
    """The loader, the analysis, the invariants and the scenarios: leaving one out of the list is noticed here."""
    assert tuple(CONTROLES) == ("lader", "controle", "invarianten", "scenarios")
    with pytest.raises(TypeError):
        CONTROLES["lader"] = passing  # type: ignore[index]
    assert bewijzen.Bewijs(b"{}", None, ()).digest == digest_of(b"{}")
    assert Release  # the draft is a release like any other
