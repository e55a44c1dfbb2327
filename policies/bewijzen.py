# SPDX-License-Identifier: EUPL-1.2
"""What a release must prove before anyone signs it: one list of checks, one summary, one digest.

Purpose: `beleid vrijgeven` runs it, the signers sign its digest, and the backbone runs it again before it takes the
release in: no release without its proofs, and nobody can sign for proofs that were not done.

Invariants:
    * pure and repeatable: the same files give the same summary, byte for byte, on every machine and every day;
    * every check runs and every problem is told, also when the first one fails; a check that breaks is a problem;
    * the summary names every check that was done, so that leaving one out gives another digest.

Norm: issue of the policy layer ("no release without them"). Does not: prove anything itself; adding a check is adding a
line to `CONTROLES`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from policies import proef
from policies.analyse.controle import analyse
from policies.analyse.invarianten import prove_files
from policies.analyse.verschil import compare
from policies.findings import EngineDisagreementError, RuleSetError
from policies.loader import check
from policies.manifest import digest_of

Bestanden: TypeAlias = Mapping[str, bytes]
Uitkomst: TypeAlias = tuple[bool, dict[str, Any], list[str]]
Controle: TypeAlias = Callable[[Bestanden, Bestanden | None], Uitkomst]
"""(files, files of the release before it or None) to (passed, summary, problems in Dutch)."""

VERSIE: Final = 1
ANY_DAY: Final = date(2026, 11, 22)  # only remarks depend on the day, and a proof is the same on each


@dataclass(frozen=True, slots=True)
class Bewijs:
    """What was proven.

    Attributes:
        samenvatting: the summary as canonical JSON; the manifest names its digest.
        effect: the impact report as canonical JSON, None without an earlier release.
        problemen: what fails, in Dutch; empty when the rules may be released.
    """

    samenvatting: bytes = field(repr=False)
    effect: bytes | None = field(repr=False)
    problemen: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The digest of the summary."""
        return digest_of(self.samenvatting)


def prove_all(files: Bestanden, previous: Bestanden | None, controles: Mapping[str, Controle] | None = None) -> Bewijs:
    """Run every check on the rules of a release; `controles` is `CONTROLES` unless a test says otherwise.

    A proof takes seconds and is the same for the same files, so the last few are kept.
    """
    chosen = tuple((CONTROLES if controles is None else controles).items())
    return _prove(_Inhoud(files), None if previous is None else _Inhoud(previous), chosen)


class _Inhoud(dict[str, bytes]):
    """Files that are equal when their names and bytes are; nobody changes them once they are here."""

    def __hash__(self) -> int:  # type: ignore[override] # a dict has none, because it may change
        return hash(tuple(sorted(self.items())))


@lru_cache(maxsize=4)
def _prove(files: _Inhoud, previous: _Inhoud | None, controles: tuple[tuple[str, Controle], ...]) -> Bewijs:
    done: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for name, controle in controles:
        passed, summary, found = _run(controle, files, previous)
        done[name] = {"geslaagd": passed and not found, "uitslag": summary}
        problems += [f"{name}: {text}" for text in found]
        if not passed and not found:
            problems.append(f"{name}: niet geslaagd.")
    return Bewijs(_canonical({"v": VERSIE, "controles": done}), impact(files, previous), tuple(problems))


def impact(files: Bestanden, previous: Bestanden | None) -> bytes | None:
    """The impact report: all that the rules do otherwise than those before them; None when either does not load."""
    if previous is None:
        return None
    try:
        return _canonical({"v": VERSIE, **compare(check(previous), check(files)).to_json()})
    except RuleSetError:
        return None


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _run(controle: Controle, files: Bestanden, previous: Bestanden | None) -> Uitkomst:
    try:
        return controle(files, previous)
    except RuleSetError as error:
        return False, {}, [str(finding) for finding in error.findings]
    except EngineDisagreementError as error:
        return False, {}, [str(error)]


def _loads(files: Bestanden, _previous: Bestanden | None) -> Uitkomst:
    """All files read as one set without mistakes."""
    checked = check(files)
    return True, {"rijen": len(checked.rows), "meldingen": len(checked.meldingen)}, []


def _invariants(files: Bestanden, _previous: Bestanden | None) -> Uitkomst:
    """Every invariant holds, over all requests and all facts."""
    results = prove_files(files)
    broken = [f"{one.invariant.id}: {one.invariant.zin}" for one in results if not one.geldt]
    if not results:
        broken.append("er is geen enkele invariant; zo is niets bewezen.")
    return not broken, {"invarianten": [one.invariant.id for one in results]}, broken


def _scenarios(files: Bestanden, _previous: Bestanden | None) -> Uitkomst:
    """Every scenario comes out as written, every row is covered, and every edit of a row is noticed by one."""
    report = proef.prove(files)
    found = [str(finding) for finding in report.bevindingen if finding.ernst == "fout"]
    found += [f"scenario {one.scenario.plaats} mislukt." for one in report.mislukt]
    if report.dekking is not None:
        found += [f"regel {row} heeft geen scenario: {lacking}." for row, lacking in report.dekking.gaten]
    if report.mutatie is not None:
        found += [f"geen scenario merkt het: {name}." for name, _ in report.mutatie.onverklaard]
    return report.geslaagd, report.aantallen, found


def _analysis(files: Bestanden, _previous: Bestanden | None) -> Uitkomst:
    """Every pair of rows that collides was acknowledged by its ids, and each acknowledgement still has its pair."""
    report = analyse(files, ANY_DAY)
    return report.in_orde, {"conflicten_erkend": report.conflicten}, [str(finding) for finding in report.problemen]


CONTROLES: Final[Mapping[str, Controle]] = MappingProxyType(
    {"lader": _loads, "controle": _analysis, "invarianten": _invariants, "scenarios": _scenarios}
)
"""Every check of a release, in order, under the name by which the summary and its problems call it."""
