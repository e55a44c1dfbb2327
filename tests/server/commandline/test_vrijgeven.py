# SPDX-License-Identifier: EUPL-1.2
"""Releasing rules by the page alone: a newcomer's commands, a server that runs on, and every wrong turn."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from audit.proof import jcs
from core.keychain import keystore
from core.keychain.keystore import Bestandsrol, StoredKey
from policies import FOLDER
from policies.analyse.verschil import compare
from policies.loader import check, read_folder
from policies.release import Release
from server.commandline import main
from server.commandline.beleid.vrijgeven import _changes
from tests import kit
from tests.server.test_serve import Operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = kit.ROOT / "docs" / "handleiding" / "regels-vrijgeven.md"
KINDS = ("politie", "gemeente", "om")
EDITED = "regels/gemeente-en-provincie.csv"


class Zaal:
    """A folder with everything that the page assumes: a backbone, the partners' own folders, the list, the rules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.operator = Operator(folder)
        self.operator.officers = [kit.Functionaris(f"jurist-{p.soort}", p.oin, "jurist") for p in self.operator.parties]
        self.operator.install()
        shutil.copy(self.operator.settings.lijst, folder / "deelnemerslijst.json")
        for officer, kind in zip(self.operator.officers, KINDS, strict=True):
            keys = folder / kind / "sleutels"
            keys.mkdir(mode=0o700, parents=True)
            key = StoredKey(Bestandsrol.FUNCTIONARIS, officer.oin, officer.sleutel, naam=officer.id)
            keystore.save(keys / keystore.file_name(key), key)
        for name, data in read_folder(FOLDER).items():
            (folder / "regels" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "regels" / name).write_bytes(data)

    def edit(self) -> None:
        """Change one row of the gemeente: who may be told of it."""
        path = self.folder / "regels" / EDITED
        before = path.read_text("utf-8")
        line = next(line for line in before.splitlines() if ", R-33.1," in line)
        path.write_text(before.replace(line, line.replace(", verstrekker,", ", lid        ,")), "utf-8")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program in the folder as a process, with yes as the answer to a question."""
        return subprocess.run(
            [sys.executable, "-m", "server.commandline", *words], cwd=self.folder, env=self.operator.environment(),
            input="y\n", capture_output=True, text=True, check=False,
        )  # fmt: skip

    def tried(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the same without starting a process: for the wrong turns, of which there are many."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(stdout), redirect_stderr(stderr):
            patch.chdir(self.folder)
            patch.setattr("sys.stdin", io.StringIO("y\n"))
            for name, value in self.operator.environment().items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(words)
        return subprocess.CompletedProcess(words, int(ended.value.code or 0), stdout.getvalue(), stderr.getvalue())

    def done(self, text: str) -> str:
        """Run a command that must succeed, and return its output."""
        found = self.run(*shlex.split(text)[1:])
        assert found.returncode == 0, (text, found.stdout, found.stderr)
        return found.stdout

    def current(self) -> str:
        """The release that the running server says is in force."""
        address = f"http://127.0.0.1:{self.operator.port}/v1/vrijgaven/actueel"
        return Release.from_json(httpx.get(address, trust_env=False).json()).digest


@pytest.fixture(scope="module")
def zaal(tmp_path_factory: pytest.TempPathFactory) -> Zaal:
    """What the page assumes, with the rules already edited."""
    made = Zaal(tmp_path_factory.mktemp("zaal"))
    made.edit()
    return made


@pytest.fixture(scope="module")
def server(zaal: Zaal) -> Iterator[subprocess.Popen[str]]:
    """The backbone, serving in its own process while the page is followed."""
    command = [sys.executable, "-m", "server.commandline", "serve"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=zaal.operator.environment(), **pipes) as process:
        until(lambda: _health(zaal) == "goed", 60)
        yield process
        process.kill()


def until(holds: Any, seconds: float) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _health(zaal: Zaal) -> str:
    try:
        address = f"http://127.0.0.1:{zaal.operator.port}/gezond/klaar"
        return str(httpx.get(address, trust_env=False).json()["staat"])
    except httpx.HTTPError:
        return ""


def commands() -> list[str]:
    """The commands of the page, in order."""
    blocks = re.findall(r"```\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def followed(zaal: Zaal, server: subprocess.Popen[str]) -> dict[str, subprocess.CompletedProcess[str]]:
    """Every command of the page, carried out; those with `!` fail, all others succeed."""
    assert server.poll() is None
    found = {}
    for line in commands():
        fails = line.startswith("! ")
        done = zaal.run(*shlex.split(line.removeprefix("! "))[1:])
        assert (done.returncode != 0) == fails, (line, done.stdout, done.stderr)
        found[line] = done
    return found


def test_the_page_releases_rules_in_a_running_server(
    zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]]
) -> None:
    """From the page alone: the server, which was not restarted, decides with the new release; nothing else is alarmed."""
    taken = next(done for line, done in followed.items() if " indienen " in line)
    signed = Release.from_json(jcs.decode((zaal.folder / "getekend.json").read_bytes()))
    assert signed.digest in taken.stdout
    until(lambda: zaal.current() == signed.digest, 10)
    assert _health(zaal) == "goed"
    previous = Release.from_json(jcs.decode((zaal.folder / "vorige.json").read_bytes()))
    assert signed.data["vorige"] == previous.digest != signed.digest
    assert {item["functionaris"] for item in signed.signatures} == {"jurist-politie", "jurist-om", "jurist-gemeente"}


def test_the_missing_signature_is_named(followed: dict[str, subprocess.CompletedProcess[str]]) -> None:
    """The first try to close names the jurist of the partner whose row changed, with that row, and ends with 3."""
    (failed,) = [done for line, done in followed.items() if line.startswith("! ")]
    assert failed.returncode == 3
    assert "jurist van gemeente" in failed.stderr
    assert "R-33.1" in failed.stderr
    assert "jurist van om" not in failed.stderr


def test_who_signs_reads_what_changes(followed: dict[str, subprocess.CompletedProcess[str]]) -> None:
    """Before the question stands the release, its day, and each change in words."""
    signed = next(done for line, done in followed.items() if "--functionaris jurist-politie" in line)
    assert "R-33.1" in signed.stderr
    assert "opgesteld door opsteller-1" in signed.stderr


def test_taking_it_in_twice_is_refused(zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]]) -> None:
    """The same release again does not follow on what is in force now: exit 3, told as JSON too."""
    assert followed
    again = zaal.run("beleid", "vrijgeven", "indienen", "getekend.json", "--json")
    assert again.returncode == 3
    assert "andere vorige" in json.loads(again.stdout)["bevindingen"][0]
    assert "blijft gelden" in again.stderr


def test_a_release_without_signatures_is_refused(
    zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]]
) -> None:
    """Who hands in the bare draft is told that nobody signed; the server stays as it was."""
    assert followed
    current = zaal.current()
    refused = zaal.run("beleid", "vrijgeven", "indienen", "ontwerp/vrijgave.json")
    assert refused.returncode == 3
    for part in ("2 personen", "een jurist"):
        assert part in refused.stderr
    assert zaal.current() == current


def test_who_draws_up_is_sent_to_the_report(zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]]) -> None:
    """With a release before it there is a report to read, and the command names it."""
    made = next(done for line, done in followed.items() if " voorbereiden " in line)
    assert "Lees effect.html" in made.stdout
    assert (zaal.folder / "ontwerp" / "effect.html").is_file()


def test_nothing_is_overwritten(zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]]) -> None:
    """A draft, a signature or a release that is there stays; the command says so and ends with 2."""
    assert followed
    for line in commands():
        if " --uit " in line and not line.startswith("!"):
            assert zaal.tried(*shlex.split(line)[1:]).returncode == 2, line


@pytest.mark.parametrize("name", ["effect.json", "effect.html", "proeven.json", "vrijgave.json", "vorige.json"])
def test_nobody_signs_other_documents_than_the_manifest_names(
    zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]], tmp_path: Path, name: str
) -> None:
    """A report, its page, a proof, a rule or the release before it, changed after the draft was made: no signature."""
    assert followed
    other = tmp_path / "ontwerp"
    shutil.copytree(zaal.folder / "ontwerp", other)
    data = (other / name).read_bytes()
    spoiled = data.replace(b"R-33.1", b"R-33.2") if name.startswith("effect") else data.replace(b'"v":1', b'"v":2', 1)
    (other / name).write_bytes(spoiled if spoiled != data else data[:-2])
    words = ("--map", "om", "--functionaris", "jurist-om", "--uit", str(tmp_path / "om.handtekening"))
    assert zaal.tried("beleid", "vrijgeven", "tekenen", str(other), *words).returncode == 3
    assert not (tmp_path / "om.handtekening").exists()


def test_who_says_no_signs_nothing(
    zaal: Zaal, followed: dict[str, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Answering no ends with 4; a key that is not there ends with 1; neither leaves a file."""
    assert followed
    words = ["beleid", "vrijgeven", "tekenen", "ontwerp", "--uit", str(tmp_path / "x")]
    command = [sys.executable, "-m", "server.commandline", *words, "--map", "om", "--functionaris", "jurist-om"]
    done = subprocess.run(command, cwd=zaal.folder, input="n\n", text=True, capture_output=True, check=False)
    assert done.returncode == 4
    assert zaal.tried(*words, "--map", "politie", "--functionaris", "jurist-om").returncode == 1
    assert not (tmp_path / "x").exists()


def test_rules_that_prove_nothing_get_no_draft(zaal: Zaal, tmp_path: Path) -> None:
    """A row without a scenario, and a set without any: no draft, exit 3, and each problem by name."""
    regels = tmp_path / "regels"
    shutil.copytree(zaal.folder / "regels", regels)
    with (regels / EDITED).open("a", encoding="utf-8") as file:
        file.write(
            "p, gemeente, privaat, brp, verstrekken, *, *, 2026-01-01, 9999-12-31, -, deny, R-94.1, goede-praktijk, -, allen, concept\n"
        )
    words = (
        "beleid",
        "vrijgeven",
        "voorbereiden",
        "--regels",
        str(regels),
        "--opsteller",
        "a",
        "--uit",
        str(tmp_path / "o"),
    )
    refused = zaal.tried(*words, "--json")
    assert refused.returncode == 3
    found = json.loads(refused.stdout)["bevindingen"]
    assert any("R-94.1" in text and text.startswith("scenarios: ") for text in found)
    assert not (tmp_path / "o").exists()
    (regels / EDITED).write_text("p, gemeente, x\n", "utf-8")
    broken = zaal.tried(*words)
    assert broken.returncode == 3
    assert EDITED in broken.stderr


def test_adoption_is_given_whole_or_not(zaal: Zaal, tmp_path: Path) -> None:
    """A body without a day, or a day of another form, makes no draft."""
    words = (
        "beleid",
        "vrijgeven",
        "voorbereiden",
        "--regels",
        "regels",
        "--opsteller",
        "a",
        "--uit",
        str(tmp_path / "o"),
    )
    assert zaal.tried(*words, "--orgaan", "stuurgroep").returncode == 2
    assert zaal.tried(*words, "--orgaan", "stuurgroep", "--vastgesteld-op", "morgen").returncode == 1
    assert zaal.tried(*words, "--in-werking", "1 januari").returncode == 1
    assert not (tmp_path / "o").exists()


def test_what_is_no_release_is_told(zaal: Zaal, tmp_path: Path) -> None:
    """A file that is something else ends with 3 in a Dutch sentence, not in a traceback."""
    other = tmp_path / "x.json"
    other.write_bytes(b"{}")
    words = (
        "beleid",
        "vrijgeven",
        "voorbereiden",
        "--regels",
        "regels",
        "--opsteller",
        "a",
        "--uit",
        str(tmp_path / "o"),
    )
    for found in (
        zaal.tried(*words, "--vorige", str(other)),
        zaal.tried("beleid", "vrijgeven", "indienen", str(other)),
    ):
        assert found.returncode == 3
        assert "geen vrijgave" in found.stderr
        assert "Traceback" not in found.stderr


def test_a_signer_hears_of_every_list_of_the_report() -> None:
    """A release that changes no outcome but a source, a list or an attachment is not called `niets`."""
    before = check(read_folder(FOLDER))
    source = replace(before.sources["awr-67"], versie="2026")
    after = replace(before, sources={**before.sources, "awr-67": source})
    told = _changes(compare(before, after).to_json())
    assert any(line.startswith("bronnen: awr-67 gewijzigd (versie: 2017 wordt 2026") for line in told)
    assert _changes(compare(before, before).to_json()) == []
