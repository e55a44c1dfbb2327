# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb register | knelpunten | signaal | archief` on a backbone that was really set up: decided, logged, written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from audit.reader import LogReader
from core.contract.exitcodes import ExitCode
from server import wiring
from server.commandline import build
from tests.bladzijden import Bladzijde
from tests.server.commandline.test_geb import Kantoor

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ("html", "pdf", "csv", "json")
REGISTER, ARCHIEF = ({f"{name}.{form}" for form in FORMS} for name in ("verwerkingsregister", "archief"))
FILES = {
    "register": REGISTER,
    "register-toen": REGISTER,
    "register-alles": REGISTER,
    "kaart": {f"knelpunten.{form}" for form in FORMS},
    "archief": ARCHIEF,
    "archief-buiten": ARCHIEF,
}


class Bureau(Kantoor):
    """The same, whose log is read as a whole."""

    def read_for(self) -> list[str]:
        """Return what the lines of the national shard say was read, in order."""
        backbone = wiring.open_backbone(self.settings)
        try:
            log = backbone.exchange.world.log
            shard = next(name for name in log.shards() if name.startswith("landelijk-"))
            return [line.feit["wat"] for line in LogReader(log.engine, log.kluis).lines(shard) if "wat" in line.feit]
        finally:
            backbone.close()


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """An installed backbone."""
    made = Bureau(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


def run(kantoor: Kantoor, command: str, uit: Path, *more: str, als: str = "fg-1") -> Any:
    """Run one of the commands as an officer, in this process."""
    words = ["geb", command, "--uit", str(uit), "--als", als, "--doel", "controle", "--reden", "jaarlijks", *more]
    return CliRunner().invoke(build("geb"), words, env=kantoor.environment())


def test_an_officer_gets_the_files_and_the_read_is_a_line(kantoor, tmp_path) -> None:
    """Who may read the log gets every file; what was asked for stands in a line that the cited checkpoint covers."""
    done = run(kantoor, "knelpunten", tmp_path / "uit", "--json", "--periode", "2026-01-01..2099-12-31")
    assert done.exit_code == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    assert {path.rsplit("/", 1)[-1] for path in told["bestanden"]} == FILES["kaart"]
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "beheer:spoor:gelezen"
    assert line.feit["wat"] == "knelpunten:landelijk:2026-01-01..2099-12-31"
    sizes = {item["origin"].rsplit("/", 1)[-1]: item["size"] for item in told["checkpoints"]}
    assert next(size for name, size in sizes.items() if name.startswith("landelijk-")) == line.index + 1


def test_every_command_of_the_guides_works(kantoor, tmp_path, monkeypatch) -> None:
    """Each command of the three guides runs as it stands there and leaves its files; here no signal, for nothing was refused."""
    for name, value in kantoor.environment().items():
        monkeypatch.setenv(name, value)
    pages = [Bladzijde(name) for name in ("verwerkingsregister", "knelpunten", "archief-en-woo")]
    for page in pages:
        for command in list(page.commands):
            found = page.run(command, tmp_path)
            expected = ExitCode.FAILURE if command.startswith("geb signaal") else ExitCode.DONE
            assert found.exit_code == expected, (command, found.output)
    assert [page.left for page in pages] == [[], [], []]
    assert {folder.name: {path.name for path in folder.iterdir()} for folder in tmp_path.iterdir()} == FILES
    assert {"register:nu", "register:2026-01-01", "register:nu:alle", "archief:alle:buiten"} <= set(kantoor.read_for())


def test_who_may_not_read_the_log_gets_no_file(kantoor, tmp_path) -> None:
    """A jurist is refused with exit code 4; nothing is written and the refusal is a line."""
    refused = run(kantoor, "knelpunten", tmp_path / "uit", als="jurist-0")
    assert refused.exit_code == ExitCode.REFUSED, refused.stderr
    assert not (tmp_path / "uit").exists()
    assert kantoor.last_line().feit["gebeurtenis"] == "backbone:lezing:geweigerd"


def test_nothing_refused_gives_no_signal(kantoor, tmp_path) -> None:
    """Where the log holds too few refusals there is no letter, and the reason is told (exit code 1)."""
    done = run(kantoor, "signaal", tmp_path / "uit", "--regel", "R-07.1")
    assert done.exit_code == ExitCode.FAILURE
    assert "te weinig geweigerd" in done.stderr
    assert not (tmp_path / "uit").exists()
    assert kantoor.last_line().feit["wat"].startswith("signaal:R-07.1:landelijk:")


WRONG = (
    ("signaal",),
    ("signaal", "--regel", "R-07.1", "--artikel", "awr-67"),
    ("signaal", "--regel", "Jan de Vries"),
    ("signaal", "--artikel", "Jan de Vries"),
    ("register", "--op", "gisteren"),
    ("archief", "--voor", "iedereen"),
    ("archief", "--zorgdrager", "00000099999999999999"),
)


def test_what_cannot_be_made_is_told_before_anything_is_read(kantoor, tmp_path) -> None:
    """Wrong words end with exit code 2, without a line: what somebody typed never gets into the log."""
    before = kantoor.last_line().index
    for command, *more in WRONG:
        done = run(kantoor, command, tmp_path / "uit", *more)
        assert done.exit_code == ExitCode.USAGE, (command, more, done.stderr)
        assert "Vries" not in done.stderr
    assert kantoor.last_line().index == before


def test_files_of_others_are_left_alone(kantoor, tmp_path) -> None:
    """A folder with a file that is not ours is refused (exit code 1) and stays as it was."""
    (tmp_path / "uit").mkdir()
    (tmp_path / "uit" / "brief.txt").write_text("van mij", "utf-8")
    done = run(kantoor, "register", tmp_path / "uit")
    assert done.exit_code == ExitCode.FAILURE
    assert "brief.txt" in done.stderr
    assert [path.name for path in (tmp_path / "uit").iterdir()] == ["brief.txt"]


def test_the_account_of_rights_is_written_and_logged(kantoor: Bureau, tmp_path: Path) -> None:
    """`geb rechten` writes its files after its line; another word for whom is a mistake, and who may not read is refused."""
    done = run(
        kantoor,
        "rechten",
        tmp_path / "uit",
        "--json",
        "--periode",
        "2026-01-01..2099-12-31",
        "--voor",
        "functionarissen",
    )
    assert done.exit_code == ExitCode.DONE, done.stderr
    assert {path.name for path in (tmp_path / "uit").iterdir()} == {
        f"rechten.{form}" for form in ("html", "pdf", "json")
    }
    assert json.loads(done.stdout)["drempel"] is None
    assert kantoor.last_line().feit["wat"] == "rechten:functionarissen:2026-01-01..2099-12-31"
    assert run(kantoor, "rechten", tmp_path / "niet", "--voor", "iedereen").exit_code == ExitCode.USAGE
    assert run(kantoor, "rechten", tmp_path / "niet", als="jurist-1").exit_code == ExitCode.REFUSED
    assert not (tmp_path / "niet").exists()
