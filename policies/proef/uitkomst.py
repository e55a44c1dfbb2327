# SPDX-License-Identifier: EUPL-1.2
"""The whole proof of a rule folder or release as one value: passed or not, and why.

Invariants:
    * `geslaagd` only when every file was understood, every scenario passes (or is excused), every row has a hit
      and a near miss, and no edit of a row survives without an explanation; nothing to prove is not proven;
    * the same files give the same bytes of `to_json`: no clock, no times, no order that depends on a machine;
    * a part that was left out (`dekking` or `mutatie` None) makes it not `volledig`; a release demands both.

Does not: print (`policies.proef.vertellen`) or know folders.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from policies.findings import FOUT, Finding, Findings
from policies.loader import Checked, check
from policies.manifest import digest_of, make_manifest
from policies.proef.coverage import Dekking, check_near_tags, measure
from policies.proef.mutation import Mutatie, mutate
from policies.proef.reading import MAP, read_scenarios
from policies.proef.running import Stand, Uitslag, run
from policies.proef.scenario import Scenario
from policies.proef.survivors import BESTAND, check_needed, read_survivors
from policies.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Proefverslag:
    """What the scenarios came to."""

    vrijgave: str
    uitslagen: tuple[Uitslag, ...]
    bevindingen: tuple[Finding, ...]
    dekking: Dekking | None = None
    mutatie: Mutatie | None = None

    @property
    def geslaagd(self) -> bool:
        """Whether nothing is wrong in the parts that were done."""
        return (
            bool(self.uitslagen)
            and not self.mislukt
            and not any(finding.ernst == FOUT for finding in self.bevindingen)
            and not (self.dekking and self.dekking.gaten)
            and not (self.mutatie and self.mutatie.onverklaard)
        )

    @property
    def volledig(self) -> bool:
        """Whether all parts were done."""
        return self.dekking is not None and self.mutatie is not None

    @property
    def mislukt(self) -> tuple[Uitslag, ...]:
        """The scenarios that did not come out as written."""
        return tuple(uitslag for uitslag in self.uitslagen if uitslag.stand is Stand.MISLUKT)

    @property
    def verwacht_mislukt(self) -> tuple[Uitslag, ...]:
        """The scenarios that may fail for now."""
        return tuple(uitslag for uitslag in self.uitslagen if uitslag.stand is Stand.VERWACHT_MISLUKT)

    @property
    def aantallen(self) -> dict[str, int]:
        """The scenarios counted: all, different questions, and per ending."""
        stands = Counter(str(uitslag.stand) for uitslag in self.uitslagen)
        questions = {uitslag.scenario.vraag for uitslag in self.uitslagen}
        return {
            "scenarios": len(self.uitslagen),
            "vragen": len(questions),
            **{stand.replace("-", "_"): stands[stand] for stand in map(str, Stand)},
        }

    def per(self, what: str) -> dict[str, int]:
        """How many scenarios each source (`bronnen`) or owner (`eigenaar`) has."""
        found: Counter[str] = Counter()
        for uitslag in self.uitslagen:
            value = getattr(uitslag.scenario, what)
            found.update([value] if isinstance(value, str) else value)
        return dict(sorted(found.items()))

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {
            "vrijgave": self.vrijgave,
            "geslaagd": self.geslaagd,
            "volledig": self.volledig,
            "aantallen": self.aantallen,
            "mislukt": [_result(uitslag) for uitslag in self.mislukt],
            "verwacht_mislukt": [_result(uitslag) for uitslag in self.verwacht_mislukt],
            "bevindingen": [finding.to_json() for finding in self.bevindingen],
            "bronnen": self.per("bronnen"),
            "eigenaren": self.per("eigenaar"),
            "dekking": _coverage(self.dekking),
            "mutatie": self.mutatie.to_json() if self.mutatie else None,
        }


def prove(
    files: Mapping[str, bytes],
    omgeving: str = "demo",
    *,
    vandaag: date | None = None,
    mutatie: bool = True,
    alleen: str = "",
) -> Proefverslag:
    """Run all scenarios of a rule folder or release (`loader.read_folder`) and measure what they prove.

    Args:
        files: contents by name, the rules and `scenarios/*.feature` and `overlevenden.toml`.
        omgeving: which rows count; scenarios are written for `demo`, where all do.
        vandaag: the day until which an expected failure is excused; without it none is.
        mutatie: whether to edit the rows and see if a scenario notices.
        alleen: only the scenarios whose `file: name` holds this text or matches it (`*`); then nothing is measured.

    Raises:
        RuleSetError: when the rules themselves are refused.
        EngineDisagreementError: when casbin and its explanation or the fold differ.
    """
    findings = Findings()
    checked = check(files)
    digest = digest_of(make_manifest(files))
    scenarios = read_scenarios(files, findings)
    explained = read_survivors(files.get(BESTAND, b""), findings)
    if not any(name.startswith(MAP) for name in files):
        findings.add(MAP, 0, "geen-scenarios", "er is geen enkel scenario; zo is niets bewezen.")
    ruleset = RuleSet(checked, omgeving, digest)
    results = run((one for one in scenarios if _chosen(one, alleen)), ruleset, vandaag)
    report = Proefverslag(digest, results, tuple(sorted(findings.items)))
    if alleen:
        return report
    report = _measured(report, ruleset, checked, findings)
    if mutatie:
        found = mutate(results, ruleset.rows, checked, explained)
        surviving = [name for name, _ in (*found.verklaard, *found.onverklaard)]
        check_needed(explained, surviving, found.namen, findings)
        report = replace(report, mutatie=found)
    return replace(report, bevindingen=tuple(sorted(findings.items)))


def _measured(report: Proefverslag, ruleset: RuleSet, checked: Checked, findings: Findings) -> Proefverslag:
    coverage = measure(report.uitslagen, ruleset.rows, checked.closure, checked.vocabulary)
    check_near_tags(report.uitslagen, coverage, findings)
    return replace(report, dekking=coverage)


def _chosen(scenario: Scenario, pattern: str) -> bool:
    name = f"{scenario.bestand}: {scenario.naam}"
    return pattern in name or fnmatchcase(name, f"*{pattern}*")


def _result(uitslag: Uitslag) -> dict[str, Any]:
    scenario, found = uitslag.scenario, uitslag.gevonden
    return {
        "bestand": scenario.bestand,
        "regel": scenario.regel,
        "naam": scenario.naam,
        "verwacht": {"besluit": scenario.verwacht.uitkomst, "regels": sorted(scenario.verwacht.regels)},
        "gevonden": {"besluit": found.uitkomst, "regels": sorted(found.regels)},
        "waarom": list(uitslag.waarom),
    }


def _coverage(coverage: Dekking | None) -> dict[str, Any] | None:
    if coverage is None:
        return None
    return {
        "regels": {row: {"raak": len(coverage.raak[row]), "bijna": len(coverage.bijna[row])} for row in coverage.raak},
        "gaten": [{"regel": row, "mist": lacking} for row, lacking in coverage.gaten],
        **{name: dict(counts) for name, counts in _counts(coverage)},
    }


def _counts(coverage: Dekking) -> Iterable[tuple[str, Mapping[str, int]]]:
    return (
        ("fasen", coverage.fasen),
        ("partijen", coverage.partijen),
        ("ontvangers", coverage.ontvangers),
        ("uitkomsten", coverage.uitkomsten),
    )
