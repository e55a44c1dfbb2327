# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb maak` on a backbone that was really set up: decided, logged, written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from audit.reader import LogReader
from core.contract import editie
from core.contract.exitcodes import ExitCode
from gep.geb.maken import FILES
from server import wiring
from server.settings import Settings
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

    def geb(
        self, uit: Path, *more: str, als: str = "fg-1", doel: str = "controle", reden: str = "jaarlijkse-geb"
    ) -> Any:
        words = ("--uit", str(uit), "--als", als, "--doel", doel, "--reden", reden)
        return self.command("geb", "maak", *words, *more)

    def last_line(self) -> Any:
        """Return the newest line of the national shard."""
        backbone = wiring.open_backbone(self.settings)
        try:
            log = backbone.exchange.world.log
            shard = next(name for name in log.shards() if name.startswith("landelijk-"))
            return list(LogReader(log.engine, log.kluis).lines(shard))[-1]
        finally:
            backbone.close()


@pytest.fixture(scope="module")
def kantoor(tmp_path_factory: pytest.TempPathFactory) -> Kantoor:
    """An installed backbone."""
    made = Kantoor(tmp_path_factory.mktemp("kantoor"))
    made.install()
    return made


def test_it_writes_an_edition_and_leaves_its_line(kantoor, tmp_path) -> None:
    """An officer who may read the log gets the files; who, why and for what stand in the line that was written first."""
    done = kantoor.geb(tmp_path / "geb", "--json", "--regio", "noord-nederland", "--periode", "2026-01-01..2099-12-31")
    assert done.returncode == ExitCode.DONE, done.stderr
    told = json.loads(done.stdout)
    assert {path.name for path in (tmp_path / "geb").iterdir()} == set(FILES)
    assert editie.verify(tmp_path / "geb").hash == told["editie"]
    assert told["mensen"] == str(tmp_path / "geb.mensen.toml")
    assert told["regio"] == "noord-nederland"
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "beheer:spoor:gelezen"
    assert (line.feit["doel"], line.feit["reden"]) == ("controle", "jaarlijkse-geb")
    assert line.feit["wat"] == "geb:noord-nederland:2026-01-01..2099-12-31"
    assert [decision["regels"] for decision in line.feit["beslissingen"]] == [["R-68.1"]]
    assert "fg-1" not in json.dumps(line.feit)
    assert line.persoon["persoon"] == "fg-1"
    cited = {point["origin"].rpartition("/")[2]: point["size"] for point in told["checkpoints"]}
    assert cited[line.shard] == line.index + 1


@pytest.mark.parametrize(("als", "regels"), [("jurist-0", ["R-69.1"]), ("niemand", [])])
def test_who_may_not_read_the_log_is_refused_and_that_is_logged(kantoor, tmp_path, als, regels) -> None:
    """A jurist, or somebody who is no officer, gets exit code 4 and no file; the refusal is a line."""
    refused = kantoor.geb(tmp_path / "geb", als=als)
    assert refused.returncode == ExitCode.REFUSED, refused.stderr
    assert not (tmp_path / "geb").exists()
    line = kantoor.last_line()
    assert line.feit["gebeurtenis"] == "backbone:lezing:geweigerd"
    assert [rule for decision in line.feit["beslissingen"] for rule in decision["regels"]] == regels
    assert "niemand" not in json.dumps([line.feit, line.persoon])


@pytest.mark.parametrize("changed", [{"reden": "omdat Jan dat wil"}, {"reden": "bsn-999990019"}, {"doel": "oc"}])
def test_a_reason_is_a_code_and_the_purpose_one_for_reading(kantoor, tmp_path, changed) -> None:
    """Free text as reason, or a purpose for which nobody reads the log, is a mistake in the command."""
    assert kantoor.geb(tmp_path, **changed).returncode == ExitCode.USAGE


def test_texts_of_people_are_kept_taken_over_and_refused(kantoor, tmp_path) -> None:
    """The file gets empty places once; what people fill in stays and is taken over; nonsense is exit 2, all at once."""
    uit, texts = tmp_path / "geb", tmp_path / "mijn.toml"
    own = '[antwoord."14.1"]\ntekst = "Het kan niet met minder."\nwie = "Privacyfunctionaris"\nwanneer = "2026-11-30"\n'
    texts.write_text(f'regio = "landelijk"\n\n{own}', "utf-8")
    assert kantoor.geb(uit, "--mensen", str(texts), "--voor", "buiten").returncode == ExitCode.DONE
    filled = texts.read_text("utf-8")
    assert filled.startswith(f'regio = "landelijk"\n\n{own}')
    assert filled.count('[antwoord."14.1"]') == filled.count('[antwoord."14.2"]') == 1
    assert (
        json.loads((uit / "bewijs.json").read_text("utf-8"))["drempel"] == Settings.model_fields["geb_drempel"].default
    )
    answer = json.loads((uit / "geb.json").read_text("utf-8"))["answers"]["14.1"]
    assert (answer["value"], answer["lastEditedBy"]) == ("Het kan niet met minder.", "Privacyfunctionaris")
    before = (uit / "editie.json").read_bytes()
    texts.write_text(filled + '[antwoord."99.1"]\ntekst = "x"\n[antwoord."10.2"]\ntekst = "x"\n', "utf-8")
    refused = kantoor.geb(uit, "--mensen", str(texts))
    assert refused.returncode == ExitCode.USAGE
    assert "99.1" in refused.stderr
    assert "10.2" in refused.stderr
    assert (uit / "editie.json").read_bytes() == before


@pytest.mark.parametrize("more", [("--periode", "2026"), ("--regio", "atlantis"), ("--voor", "iedereen")])
def test_a_wrong_period_or_region_is_a_usage_error(kantoor, tmp_path, more) -> None:
    """What cannot be made is told before the log is read."""
    assert kantoor.geb(tmp_path, *more).returncode == ExitCode.USAGE


def test_a_folder_with_a_refused_change_stops_before_the_log_is_read(kantoor, tmp_path) -> None:
    """A change of a region that is not sound is exit 2 with every finding, and nobody read the log; so is no folder."""
    (tmp_path / "limburg.toml").write_text('regio = "limburg"\n[[intrekken]]\nsoort = "risico"\nid = "bestaat-niet"\n')
    before = kantoor.last_line().index
    refused = kantoor.geb(tmp_path / "geb", "--regio", "limburg", "--blauwdruk", str(tmp_path))
    assert refused.returncode == ExitCode.USAGE
    assert "de blauwdruk heeft dit deel niet" in refused.stderr
    assert "reden ontbreekt" in refused.stderr
    assert kantoor.geb(tmp_path / "geb", "--blauwdruk", str(tmp_path / "weg")).returncode == ExitCode.USAGE
    assert kantoor.last_line().index == before
    assert not (tmp_path / "geb").exists()
