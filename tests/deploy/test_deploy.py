# SPDX-License-Identifier: EUPL-1.2
"""What a manager of machines takes from `deploy/`: it is sound, and every name in it exists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import typer
import yaml

from adapters.gateway.commandline import app as gateway_app
from server.commandline import build
from server.settings import Settings
from server.telemetry.metrics import METINGEN
from tests import kit

if TYPE_CHECKING:
    from pathlib import Path

DEPLOY = kit.ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
MOST_EXPOSED = "20"
"""In tenths: systemd calls 2.0 "OK"; a service without any of these lines scores 9.6."""
SUFFIX = {"teller": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "stand": ("",)}


@pytest.fixture(scope="module")
def systemd_analyze() -> str:
    """The program that reads units, where systemd is."""
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is hier niet aanwezig")
    return found


def local(unit: Path, folder: Path) -> Path:
    """The same unit with a program that exists on this machine, because systemd looks for it."""
    text = unit.read_text("utf-8").replace("/opt/knooppunt/bin/knooppunt", shutil.which("true") or "/bin/true")
    (folder / unit.name).write_text(text, "utf-8")
    return folder / unit.name


def test_systemd_finds_no_fault_in_the_units(systemd_analyze: str, tmp_path: Path) -> None:
    """`systemd-analyze verify` says nothing about the units as they are, and names a line that does not exist."""
    assert (len(SERVICES), len(TIMERS)) >= (3, 3)
    units = [local(unit, tmp_path) for unit in (*SERVICES, *TIMERS)]
    named = [str(unit) for unit in units if "@" not in unit.name]
    done = subprocess.run([systemd_analyze, "verify", "--man=no", *named], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    broken = tmp_path / "knooppunt.service"
    broken.write_text(broken.read_text("utf-8").replace("[Service]", "[Service]\nVerzonnen=ja"), "utf-8")
    done = subprocess.run(
        [systemd_analyze, "verify", "--man=no", str(broken)], capture_output=True, text=True, check=False
    )
    assert "Verzonnen" in done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_services_are_hardened(systemd_analyze: str, tmp_path: Path, unit: Path) -> None:
    """Each service stays under the exposure that we allow; without its hardening it does not."""
    command = [systemd_analyze, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}"]
    done = subprocess.run([*command, str(unit)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]
    bare = tmp_path / unit.name
    bare.write_text(re.sub(r"(?m)^(Protect|Private|Restrict|System|Capab|NoNew).*\n", "", unit.read_text("utf-8")))
    done = subprocess.run([*command, str(bare)], capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_units_call_commands_that_exist() -> None:
    """Every ExecStart is a command of ours, for each instance that a timer starts."""
    started = "".join(timer.read_text("utf-8") for timer in TIMERS)
    operator = typer.main.get_command(build("beheer")).commands["beheer"]  # type: ignore[attr-defined]
    for name, group in (("gateway", typer.main.get_command(gateway_app)), ("beheer", operator)):
        instances = re.findall(rf"knooppunt-{name}@(\w+)\.service", started)
        assert len(instances) >= 3
        assert set(instances) <= set(getattr(group, "commands", {}))
    for unit in SERVICES:
        for line in re.findall(r"(?m)^ExecStart=/opt/knooppunt/bin/knooppunt (.*)$", unit.read_text("utf-8")):
            found: Any = typer.main.get_command(build())
            for word in line.split():
                if word.startswith(("-", "%")) or found.name == "adapter":
                    break
                found = found.commands[word]
            assert not getattr(found, "commands", None) or line.endswith("%i"), line


def test_settings_of_the_example_exist() -> None:
    """Each variable of the example file is a setting, and none is a secret."""
    lines = (DEPLOY / "knooppunt.env.voorbeeld").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    known = {f"KNOOPPUNT_{name.upper()}" for name in Settings.model_fields}
    assert len(names) >= 5
    assert set(names) <= known


def metrics() -> set[str]:
    """The names that a collector gives to our figures in the notation of Prometheus."""
    found = set()
    for name, meting in METINGEN.items():
        unit = "_seconds" if meting.eenheid == "s" else ""
        found |= {name.replace(".", "_") + unit + suffix for suffix in SUFFIX[meting.soort]}
    return found


def expressions() -> list[str]:
    """Every question that the dashboard and the alerts ask."""
    panels = json.loads((DEPLOY / "dashboards" / "knooppunt.json").read_text("utf-8"))["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    return asked + [rule["expr"] for rule in alerts()]


def alerts() -> list[dict[str, Any]]:
    """The alerts."""
    (group,) = yaml.safe_load((DEPLOY / "meldingen.yaml").read_text("utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def test_dashboard_and_alerts_ask_only_for_figures_that_exist() -> None:
    """Each name in a question is a figure of ours, and each figure is asked for somewhere."""
    asked = {name for text in expressions() for name in re.findall(r"knooppunt_[a-z_0-9]+", text)}
    assert asked <= metrics()
    assert {name for name in METINGEN if not any(one.startswith(name.replace(".", "_")) for one in asked)} == set()


def test_labels_in_questions_have_values_that_occur() -> None:
    """A question on a label that no figure has, or a value that it never takes, would alarm nobody."""
    labels: dict[str, set[str] | None] = {}
    for meting in METINGEN.values():
        for label, values in meting.labels.items():
            labels[label] = None if values is None else set(values)
    pairs = [pair for text in expressions() for pair in re.findall(r'(\w+)="([^"]+)"', text)]
    assert pairs
    for label, value in pairs:
        assert value in (labels[label] or {value}), (label, value)


def test_every_alert_leads_to_a_page_that_says_what_to_do() -> None:
    """The page exists, has the four headings, and every incident page is in the list of incidents."""
    assert len(alerts()) >= 5
    pages = kit.ROOT / "docs" / "incidenten"
    for rule in alerts():
        page = kit.ROOT / rule["annotations"]["bladzijde"]
        assert page.parent == pages
        assert page.is_file(), rule["alert"]
    overview = (pages / "LEESMIJ.md").read_text("utf-8")
    incidents = [page for page in pages.glob("*.md") if page.name != "LEESMIJ.md"]
    assert len(incidents) >= 10
    for page in incidents:
        text = page.read_text("utf-8")
        assert f"({page.name})" in overview
        assert re.findall(r"(?m)^## (.+)$", text) == [
            "Wat u ziet",
            "Wat het betekent",
            "Doe dit",
            "Wie u belt",
        ], page.name


def test_the_container_holds_what_the_program_needs() -> None:
    """Every source in a COPY exists, all packages of the wheel are copied, and it does not run as root."""
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    sources = [word for line in re.findall(r"(?m)^COPY (?!--from)(.+)$", text) for word in line.split()[:-1]]
    assert all((kit.ROOT / source).exists() for source in sources)
    wheel = re.search(r"packages = \[(.+)\]", (kit.ROOT / "pyproject.toml").read_text("utf-8"))
    assert wheel is not None
    assert set(re.findall(r'"(\w+)"', wheel[1])) <= set(sources)
    assert re.search(r"(?m)^USER [1-9]\d+$", text)
    assert "--require-hashes" in text
