# SPDX-License-Identifier: EUPL-1.2
"""Helpers of the tests of `policies.proef`: scenario files in memory beside a few rows."""

from collections.abc import Iterable

from policies.findings import Finding, Findings
from policies.proef.reading import read_scenarios
from policies.proef.scenario import Scenario
from tests.policies.world import files_with

KOP = """\
# language: nl
@eigenaar:jurist @bron:law-g
Functionaliteit: Een proef
  Achtergrond:
    Gegeven de peildatum 2026-11-22
"""
RAAK = """\

  Scenario: {naam}
    Gegeven {feiten}
    Als "{wie}" gegevens "{wat}" wil "{handeling}" aan "{aan}" voor doel "oc" in fase "{fase}"
    Dan is het besluit {besluit}
"""
BASIS = {
    "naam": "eerste",
    "feiten": "geen feiten",
    "wie": "politie",
    "wat": "wpg-8",
    "handeling": "verstrekken",
    "aan": "gemeente",
    "fase": "weging",
    "besluit": '"verboden" op grond van "T-1.1"',
}
NIETS = '"niet-geregeld" want geen regel past'


def scene(naam: str, **cells: str) -> str:
    """One scenario with sensible words where none is given."""
    return RAAK.format(**{**BASIS, "naam": naam, **cells})


def feature(*scenes: str) -> bytes:
    """One file of scenarios."""
    return (KOP + "".join(scenes)).encode()


def files_of(rows: Iterable[str], *scenes: str, survivors: str = "") -> dict[str, bytes]:
    """The real vocabulary with these rows and one file of scenarios."""
    files = {name: data for name, data in files_with(rows).items() if not name.startswith("scenarios/")}
    files.pop("overlevenden.toml", None)
    if survivors:
        files["overlevenden.toml"] = survivors.encode()
    return {**files, "scenarios/proef.feature": feature(*scenes)}


def read(text: str | bytes, naam: str = "scenarios/proef.feature") -> tuple[tuple[Scenario, ...], list[Finding]]:
    """The scenarios of one file and what was found about it."""
    findings = Findings()
    data = text.encode() if isinstance(text, str) else text
    return read_scenarios({naam: data}, findings), sorted(findings.items)
