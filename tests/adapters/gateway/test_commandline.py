# SPDX-License-Identifier: EUPL-1.2
"""The command line as a process: results as one JSON object on stdout, exit codes that scripts can branch on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import BSN, FACTS, NAME, content

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and its partners."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


def run(ring: Ring, soort: str, *words: str, url: str | None = None) -> tuple[int, Any, str]:
    """Run a command of a partner; return exit code, the JSON of stdout, and stderr."""
    environment = {
        **os.environ,
        "KNOOPPUNT_SERVER_URL": url or ring.url,
        "KNOOPPUNT_PARTNER_DIR": str(ring.partners[soort].folder),
    }
    command = [sys.executable, "-m", "adapters.gateway", *words, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert NAME not in done.stdout + done.stderr
    assert BSN not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def lines(ring: Ring, path: Path, casus: str, *to: str, **more: Any) -> Path:
    item = {
        "casus": casus,
        "categorie": "wpg-8",
        "inhoud": content(str(uuid.uuid4())),
        "ontvangers": [{"oin": oin, "eenheid": unit} for oin, unit in ring.to(*to)],
        "feiten": FACTS,
        **more,
    }
    with path.open("a") as file:
        file.write(json.dumps(item) + "\n")
    return path


def test_a_partner_works_by_command_line_alone(ring: Ring, tmp_path: Path) -> None:
    """Dry run, delivery, fetching and showing go by commands, each with its exit code."""
    casus = case_with(ring, "politie")
    path = lines(ring, tmp_path / "in.ndjson", casus, "gemeente")
    code, dry, _ = run(ring, "politie", "lever", str(path), "--droog")
    assert (code, dry["aantallen"]["droog"]) == (0, 1)
    assert dry["uitslagen"][0]["oordelen"][0]["regels"][0]["zin"]
    code, real, _ = run(ring, "politie", "lever", str(path))
    assert (code, real["verzonden"]["klaar"] != []) == (0, True)
    code, got, _ = run(ring, "gemeente", "haal", "--als", ring.people["gemeente"])
    [record] = real["uitslagen"][0]["records"]
    assert (code, record in got["geopend"]) == (0, True)
    code, shown, _ = run(ring, "gemeente", "casus", "toon", casus)
    assert (code, shown["casus"]) == (0, casus)
    code, box, _ = run(ring, "politie", "outbox", "toon")
    states = {item["nr"]: item["staat"] for item in box["outbox"]}
    assert (code, states[real["uitslagen"][0]["outbox"]]) == (0, "klaar")
    assert run(ring, "politie", "alarmen")[0] == 0
    assert run(ring, "politie", "zelftest")[0] == 0


def test_exit_codes_of_a_delivery(ring: Ring, tmp_path: Path) -> None:
    """4 for refused, 6 for partly, 1 for invalid, 5 when the server is away; all or nothing sends nothing."""
    casus = case_with(ring, "politie")
    bad = lines(ring, tmp_path / "bad.ndjson", casus, "om")
    assert run(ring, "politie", "lever", str(bad))[0] == 4
    both = lines(ring, lines(ring, tmp_path / "both.ndjson", casus, "om"), casus, "gemeente")
    assert run(ring, "politie", "lever", str(both), "--alles-of-niets")[0] == 4
    assert run(ring, "politie", "lever", str(both))[0] == 6
    broken = tmp_path / "broken.ndjson"
    broken.write_text("{\n")
    code, report, _ = run(ring, "politie", "lever", str(broken))
    assert (code, report["uitslagen"][0]["bevindingen"][0]["reden"]) == (1, "geen-json")
    good = lines(ring, tmp_path / "good.ndjson", casus, "gemeente")
    code, report, talk = run(ring, "politie", "lever", str(good), "--geduld", "0", url="http://127.0.0.1:9")
    assert (code, report["verzonden"]["wacht"]) == (5, 1)
    assert "niet bereikbaar" in talk
    assert run(ring, "politie", "verzend")[0] == 0


def test_usage_and_missing_folder_are_clear(ring: Ring, tmp_path: Path) -> None:
    """A folder that is no partner folder is exit code 2 with one sentence."""
    environment = {**os.environ, "KNOOPPUNT_PARTNER_DIR": str(tmp_path), "KNOOPPUNT_SERVER_URL": ring.url}
    command = [sys.executable, "-m", "adapters.gateway", "bijwerken"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_facts_are_stated_by_command(ring: Ring) -> None:
    """A fact is stated with its object; withdrawing it is a statement too; nonsense is refused by name."""
    casus = case_with(ring, "politie")
    code, answer, _ = run(ring, "gemeente", "verklaar", "noodzaak", "--over", f"casus={casus}")
    assert (code, len(answer["feiten"])) == (0, 1)
    assert run(ring, "gemeente", "verklaar", "noodzaak", "--over", f"casus={casus}", "--niet")[0] == 0
    code, answer, _ = run(ring, "gemeente", "verklaar", "om-toestemming", "--over", f"casus={casus}")
    assert code == 1
    assert "niet-bevoegd" in json.dumps(answer)
