# SPDX-License-Identifier: EUPL-1.2
"""`geb jaaroverzicht`, `geb auditpakket` and `geb kaderbesluiten` on a backbone that was really set up."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from typer.testing import CliRunner

from audit.bundel.los.verifieer import Verifieerder
from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from gep.wpg import manifest
from server.commandline import build
from tests.bladzijden import Bladzijde
from tests.server.commandline.test_bewijs import Kantoor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone in whose log somebody has read a few times."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    for number in range(4):
        made.audit("bewijs", "--regel", f"{made.shard}/0", "--uit", str(made.folder / str(number)))
    return made


@pytest.fixture
def geb(kantoor: Kantoor, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command of `knooppunt geb` as a user would."""
    monkeypatch.setenv("KNOOPPUNT_DATA_DIR", str(kantoor.settings.data_dir))

    def run(*words: str, als: str = "fg-1") -> Any:
        who = ("--als", als, "--doel", "controle", "--reden", "proef-wpg")
        return CliRunner().invoke(build("geb"), ["geb", *words, *who])

    return run


def test_the_page_for_people_works_as_it_is_written(
    kantoor: Kantoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Present: each command of the page runs as it stands there; the pack is whole and its sample verifies."""
    monkeypatch.setenv("KNOOPPUNT_DATA_DIR", str(kantoor.settings.data_dir))
    shutil.copyfile(kantoor.checkpoint, tmp_path / "checkpoint")
    page = Bladzijde("wpg-audit")
    for start in ("geb jaaroverzicht", "geb kaderbesluiten", "geb auditpakket"):
        done = page.run(start, tmp_path, FG="fg-1")
        assert done.exit_code == 0, done.output
    assert page.left == []
    for name in ("overzicht/jaaroverzicht.pdf", "kader/kaderbesluiten.pdf", "pakket/index.pdf"):
        with pikepdf.open(tmp_path / name) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith("nl")
    pack = tmp_path / "pakket"
    assert manifest.findings(pack) == []
    bundles = sorted((pack / "steekproef").glob("*.zip"))
    assert bundles
    lijst = jcs.digest(jcs.decode((pack / "deelnemerslijst.json").read_bytes())["lijst"])
    policy = hashlib.sha256((pack / "tlog-policy").read_bytes()).hexdigest()
    assert Verifieerder(bundles[0].read_bytes()).loop_na(lijst, policy)["uitslag"] == "geldig"
    verified = json.loads((pack / "verificatie.json").read_bytes())
    assert verified["geldig"] is True
    assert verified["regels"] > 0
    released = json.loads((pack / "vrijgaven.json").read_bytes())
    assert len(released[0]["ondertekenaars"]) >= 2
    officers = json.loads((pack / "bevoegdheden.json").read_bytes())
    assert {one["soort"] for one in officers} >= {"jurist", "fg"}
    assert not any("fg-1" in one.values() for one in officers)
    assert all(re.fullmatch(r"[a-z-]+-[0-9a-f]{16}", one["kenmerk"]) for one in officers)


def test_each_account_leaves_a_line_and_a_stranger_gets_none(kantoor: Kantoor, geb: Any, tmp_path: Path) -> None:
    """Contrary: who may not read the log gets exit code 4 and no file; who may leaves a line that says what was made."""
    wanted = {
        "jaaroverzicht": ("--jaar", "2026", "--uit", str(tmp_path / "j")),
        "kaderbesluiten": ("--uit", str(tmp_path / "k")),
        "auditpakket": ("--uit", str(tmp_path / "p")),
    }
    for name, words in wanted.items():
        assert geb(name, *words, als="niemand").exit_code == ExitCode.REFUSED
    assert list(tmp_path.iterdir()) == []
    for name, words in wanted.items():
        done = geb(name, *words, "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)
        made = [line.feit["wat"] for line in kantoor.lines() if str(line.feit.get("wat", "")).startswith(name)]
        assert made, name


def test_a_log_with_a_hole_ends_in_exit_code_3(kantoor: Kantoor, geb: Any, tmp_path: Path) -> None:
    """Contrary: a published tile that was changed is found, the pack is made all the same, and says it first."""
    tile = next((kantoor.settings.publication / "log" / kantoor.shard / "tile" / "0").rglob("*.p/*"))
    sound = tile.read_bytes()
    tile.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    try:
        done = geb("auditpakket", "--uit", str(tmp_path / "p"), "--json")
    finally:
        tile.write_bytes(sound)
    assert done.exit_code == ExitCode.VERIFICATION, done.output
    assert json.loads(done.stdout)["geldig"] is False
    assert "Het log klopt niet." in (tmp_path / "p" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("--zaad", "dobbelstenen 3 5"),
        ("--audit", "gisteren"),
        ("--audit", "anders=2026-01-01"),
        ("--periode", "2026"),
    ],
)
def test_words_that_make_no_pack_are_told(geb: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Absent: half a sample, an audit that is not to be read and another period end in exit code 2, without a file."""
    assert geb("auditpakket", "--uit", str(tmp_path / "p"), *words).exit_code == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


def test_a_sample_of_another_log_is_refused(kantoor: Kantoor, geb: Any, tmp_path: Path) -> None:
    """Contrary: a checkpoint that this log does not begin with, or one without its signatures, draws nothing."""
    forged = tmp_path / "checkpoint"
    forged.write_bytes(kantoor.checkpoint.read_bytes().replace(b"\xe2\x80\x94", b"-"))
    words = ("--zaad", "dobbelstenen 3 5 1 6", "--checkpoint", str(forged))
    assert geb("auditpakket", "--uit", str(tmp_path / "p"), *words).exit_code == ExitCode.USAGE
    assert not (tmp_path / "p").exists()


def test_files_of_somebody_else_stay(geb: Any, tmp_path: Path) -> None:
    """Contrary: a folder with other files is left alone, by each account."""
    (tmp_path / "iets.txt").write_text("van een ander", "utf-8")
    for words in (("jaaroverzicht", "--jaar", "2026"), ("auditpakket",), ("kaderbesluiten",)):
        done = geb(*words, "--uit", str(tmp_path))
        assert (done.exit_code, done.exception.__class__) == (ExitCode.FAILURE, SystemExit)
    assert [path.name for path in tmp_path.iterdir()] == ["iets.txt"]
