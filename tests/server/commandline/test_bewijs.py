# SPDX-License-Identifier: EUPL-1.2
"""`audit bundel`, `bewijs` and `steekproef` on a backbone that was really set up: decided, logged, written, verified."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from audit import bundel
from audit.bundel.los.verifieer import Verifieerder
from audit.bundel.los.vormen import loting
from audit.proof import receipt, tlog_policy
from audit.proof.checkpoint import Checkpoint, parse
from audit.reader import LogReader
from audit.signer import LogSigner
from core.contract.exitcodes import ExitCode
from server import setup, wiring
from server.commandline import build
from tests import kit
from tests.server.test_serve import Operator

if TYPE_CHECKING:
    from pathlib import Path


class Kantoor(Operator):
    """An operator whose partners also listed a data protection officer."""

    def lijst(self, prepared: dict[str, Any]) -> bytes:
        signing = self.officers
        self.officers = [*signing, kit.Functionaris("fg-1", self.parties[1].oin, "fg")]
        try:
            return super().lijst(prepared)
        finally:
            self.officers = signing

    def audit(self, command: str, *words: str, als: str | None = "fg-1") -> Any:
        """Run a command in this process as a user would."""
        who = () if als is None else ("--als", als, "--doel", "controle", "--reden", "klacht-3")
        environment = {"KNOOPPUNT_DATA_DIR": str(self.settings.data_dir)}
        return CliRunner().invoke(build("audit"), ["audit", command, *words, *who], env=environment)

    def lines(self) -> list[Any]:
        """Return the lines of the national shard."""
        backbone = wiring.open_backbone(self.settings)
        try:
            log = backbone.exchange.world.log
            return list(LogReader(log.engine, log.kluis).lines(self.shard))
        finally:
            backbone.close()

    @property
    def shard(self) -> str:
        """The name of the national shard."""
        return next(path.name for path in (self.settings.publication / "log").glob("landelijk-*"))

    @property
    def checkpoint(self) -> Path:
        """The published checkpoint of that shard."""
        return self.settings.publication / "log" / self.shard / "checkpoint"


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone in whose log somebody has read a few times."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    for _ in range(2):
        made.audit("bewijs", "--regel", f"{made.shard}/0", "--uit", str(made.folder / "eerste"))
    return made


def test_a_bundle_is_made_logged_and_holds(kantoor: Kantoor, tmp_path: Path) -> None:
    """The file verifies under the fingerprints; two lines stand in the log: the read, and the file with its hash."""
    file = tmp_path / "bewijs.zip"
    done = kantoor.audit("bundel", "--regel", f"{kantoor.shard}/1", "--uit", str(file), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    outcome = Verifieerder(file.read_bytes()).loop_na(told["deelnemerslijst_sha256"], told["tlog_policy_sha256"])
    assert outcome["uitslag"] == "geldig"
    read, made = kantoor.lines()[-2:]
    assert (read.feit["gebeurtenis"], read.feit["wat"]) == ("beheer:spoor:gelezen", f"bundel:{kantoor.shard}/1")
    assert made.feit["gebeurtenis"] == "beheer:bundel:gemaakt"
    assert made.feit["bestand_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (made.feit["log_gelezen"], made.feit["regel_gelezen"], made.feit["reden"]) == (kantoor.shard, 1, "klacht-3")
    assert made.persoon["persoon"] == "fg-1"
    act = json.loads(json.dumps(made.feit))["handeling"]
    again = kantoor.audit("bundel", "--handeling", act, "--uit", str(tmp_path / "tweede.zip"), "--hele-stamlog")
    assert again.exit_code == 0, again.output
    assert "vingerafdrukken bij een partner" in again.output


def test_what_is_refused_leaves_no_file(kantoor: Kantoor, tmp_path: Path) -> None:
    """A jurist gets 4; a file that is there already, half a place or no place gets 2; a line that is not there 1."""
    file = tmp_path / "bewijs.zip"
    where = ("--regel", f"{kantoor.shard}/1")
    assert kantoor.audit("bundel", *where, "--uit", str(file), als="jurist-0").exit_code == ExitCode.REFUSED
    for words in [("--regel", "1"), (), ("--regel", f"{kantoor.shard}/1", "--handeling", "x")]:
        assert kantoor.audit("bundel", *words, "--uit", str(file)).exit_code == ExitCode.USAGE
    for words in [("--regel", f"{kantoor.shard}/9999"), ("--regel", f"{kantoor.shard}/0"), ("--handeling", "onbekend")]:
        assert kantoor.audit("bundel", *words, "--uit", str(file)).exit_code == ExitCode.FAILURE
    assert not file.exists()
    file.write_bytes(b"al iets")
    assert kantoor.audit("bundel", *where, "--uit", str(file)).exit_code == ExitCode.USAGE
    assert file.read_bytes() == b"al iets"


def test_the_proof_of_a_line_as_files(kantoor: Kantoor, tmp_path: Path) -> None:
    """A tlog-proof and a receipt that verify under the pinned policy alone, without the person; refused gives no files."""
    done = kantoor.audit("bewijs", "--regel", f"{kantoor.shard}/1", "--uit", str(tmp_path), "--json")
    assert done.exit_code == 0, done.output
    proof, kept = (tmp_path / f"{kantoor.shard}-1.{tail}" for tail in ("tlog-proof", "json"))
    made = json.loads(kept.read_bytes())
    proven = receipt.verify(made, tlog_policy.parse(kantoor.settings.tlog_policy.read_bytes()))
    assert (proven.index, proven.persoon) == (1, None)
    assert proof.read_text("utf-8") == made["bewijs"]
    assert proof.read_text("utf-8").startswith("c2sp.org/tlog-proof@v1\nindex 1\n")
    assert (
        kantoor.audit("bewijs", "--regel", f"{kantoor.shard}/1", "--uit", str(tmp_path / "x"), als="jurist-0").exit_code
        == 4
    )
    assert not (tmp_path / "x").exists()


def test_a_sample_of_an_earlier_checkpoint(kantoor: Kantoor, tmp_path: Path) -> None:
    """The lines follow from seed and checkpoint, later growth changes nothing, and each bundle proves that it was drawn."""
    kept = tmp_path / "checkpoint"
    kept.write_bytes(kantoor.checkpoint.read_bytes())
    head, _ = parse(kept.read_bytes())
    words = ("--zaad", "dobbelstenen 3 5 1 6", "--aantal", "3", "--checkpoint", str(kept), "--json")
    first = json.loads(kantoor.audit("steekproef", *words, als=None).stdout)
    assert first["indexen"] == loting("dobbelstenen 3 5 1 6", 3, head.text())
    done = kantoor.audit("steekproef", *words, "--uit", str(tmp_path / "bundels"))
    assert done.exit_code == 0, done.output
    assert parse(kantoor.checkpoint.read_bytes())[0].size > head.size
    told = json.loads(done.stdout)
    assert told["indexen"] == first["indexen"]
    made = [index for index in told["indexen"] if str(told["bundels"][str(index)]).endswith(".zip")]
    assert made
    for index in made:
        work = Verifieerder((tmp_path / "bundels" / f"{kantoor.shard}-{index}.zip").read_bytes())
        assert work.loop_na(None, None)["uitslag"] == "alleen intern consistent"
        assert any("geloot met zaad" in sentence for sentence in work.gezegd)
    assert kantoor.audit("steekproef", *words, "--uit", str(tmp_path / "meer"), als=None).exit_code == ExitCode.USAGE


def test_a_log_that_does_not_begin_with_that_checkpoint(kantoor: Kantoor, tmp_path: Path) -> None:
    """A head that the operator signed once and that is not in its log any more ends with 3; another log's with 2."""
    head, _ = parse(kantoor.checkpoint.read_bytes())
    signer = LogSigner.read(kantoor.settings.keys / setup.LOG_FILE)
    kept = tmp_path / "checkpoint"
    words = ("steekproef", "--zaad", "een goed zaad", "--aantal", "1", "--checkpoint", str(kept))
    rewritten = Checkpoint(head.origin, head.size, hashlib.sha256(b"een ander verleden").digest())
    for other in (rewritten, Checkpoint(head.origin, head.size + 5000, head.root)):
        kept.write_bytes(signer.sign(other, kantoor.now))
        assert kantoor.audit(*words, als=None).exit_code == ExitCode.VERIFICATION
    kept.write_bytes(LogSigner.generate().sign(head, kantoor.now))
    assert kantoor.audit(*words, als=None).exit_code == ExitCode.USAGE


def test_the_programs_for_outsiders(kantoor: Kantoor, tmp_path: Path) -> None:
    """The two programs are written as they go into bundles, so that a partner can hand them out apart from any bundle."""
    done = kantoor.audit("verificateur", "--uit", str(tmp_path / "uit"), "--json", als=None)
    assert done.exit_code == 0, done.output
    written = {path.name: path.read_bytes() for path in (tmp_path / "uit").iterdir()}
    assert written == {"verifieer.py": bundel.verifier(), "verificateur.html": bundel.page()}
