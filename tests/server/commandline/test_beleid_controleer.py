# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid controleer` as a user meets it."""

import json

import pytest
from typer.testing import CliRunner

from server.commandline.beleid import app
from tests import kit
from tests.core.exchange.conftest import Zaak
from tests.policies.world import files_with, p_row, real_files


def run(*arguments: str, env: dict | None = None):
    """Run the command."""
    return CliRunner().invoke(app, ["controleer", *arguments], env=env)


def write(folder, files):
    """Write a rule folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(data)
    return str(folder)


def test_our_own_rules_are_in_order(tmp_path):
    """Exit 0, one line per remark, a verdict at the end, and a page with every section."""
    page = tmp_path / "controle.html"
    result = run("--html", str(page), "--vandaag", "2026-11-22")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith(", in orde")
    assert "regels/persoonsgegevens.csv:14: melding: R-55.1 voegt niets toe" in result.stdout
    text = page.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Wat geen regel regelt" in text
    assert "Open vragen voor de jurist" in text


def test_a_new_rule_that_collides_refuses(tmp_path):
    """A row added beside ours: exit 1 and the line of the deny it collides with, also with `--alleen-fouten`."""
    files = real_files()
    extra = p_row(id="R-99.1", eft="allow", wie="nvwa", aan="gemeente", wat="open-bron", doel="oc", fase="weging")
    files["regels/extra.csv"] = f"{extra}\n".encode()
    result = run("--regels", write(tmp_path, files), "--alleen-fouten")
    assert result.exit_code == 1
    assert "R-53.3 (verbiedt) en R-99.1 (staat toe) kunnen op één vraag passen" in result.stdout
    assert "melding" not in result.stdout
    assert "niet in orde" in result.stdout.splitlines()[-1]


def test_mistakes_come_last_and_are_counted(tmp_path):
    """Our sources give a screen full of remarks: what must be mended stands under them, just above the verdict."""
    files = real_files()
    files["regels/extra.csv"] = f"{p_row(id='R-99.1', wie='politei')}\n".encode()
    files["groepen/doelen.csv"] += b"g2, ib, onzin\n"
    result = run("--regels", write(tmp_path, files))
    *lines, verdict = result.stdout.splitlines()
    wrong = [": fout: " in line for line in lines]
    assert (wrong[0], wrong[-1], wrong) == (False, True, sorted(wrong))
    assert verdict == f"De regels zijn geweigerd: {sum(wrong)} fouten."


def test_json_is_one_object_that_says_whether_it_is_in_order(tmp_path):
    """`--json` alone on stdout; a set that does not load says so with every mistake."""
    good = json.loads(run("--json", "--vandaag", "2026-11-22").stdout)
    assert (good["in_orde"], good["geldig"], good["vandaag"]) == (True, True, "2026-11-22")
    assert good["conflicten_erkend"] > 100
    result = run("--json", "--regels", write(tmp_path, files_with([p_row(wie="politei")])))
    assert result.exit_code == 1
    bad = json.loads(result.stdout)
    assert (bad["in_orde"], bad["geldig"]) == (False, False)
    assert ("regels/test.csv", 1) in {(found["bestand"], found["regel"]) for found in bad["bevindingen"]}


def test_a_folder_that_is_not_there_is_told(tmp_path):
    """A wrong path is a mistake, not an empty rule set."""
    page = tmp_path / "x.html"
    result = run("--regels", str(tmp_path / "niets"), "--html", str(page))
    assert result.exit_code == 1
    assert "geweigerd" in result.stdout
    assert "geweigerd" in page.read_text("utf-8")


@pytest.mark.parametrize("day", ["morgen", "2026-13-01"])
def test_a_day_that_is_none_is_wrong_use(day):
    """`--vandaag` takes a day, else exit 2."""
    assert run("--vandaag", day).exit_code == 2


@pytest.fixture
def changed(tmp_path):
    """Our rules with another text of Bpg 4:3(7) than the one they were reviewed on."""
    files = real_files()
    files["teksten/bpg-4-3-7.txt"] += b"voortaan anders\n"
    return write(tmp_path / "regels", files)


def test_a_changed_text_leads_to_rows_and_parts_of_the_geb(changed, tmp_path):
    """The rows, and the sections of the GEB that rest on it, are named; nothing of a database is asked for."""
    page = tmp_path / "x.html"
    result = run("--regels", changed, "--html", str(page))
    assert result.exit_code == 0, result.output
    assert "R-12.1 is te herzien: de tekst van bron `bpg-4-3-7` is veranderd. [te-herzien]" in result.stdout
    assert "bron bpg-4-3-7: GEB, onderdeel 11 (Rechtsgrond) is te herzien" in result.stdout
    assert "verstrekking" not in result.stdout.split("[te-herzien]")[-1]
    assert "Onderdelen van de GEB" in page.read_text("utf-8")
    assert "Onderdelen van de GEB" not in run("--html", str(page)).stdout + page.read_text("utf-8")


def test_open_supplies_on_a_changed_text_are_counted_when_asked(changed, tmp_path):
    """With `--openstaand` the supplies that rest on its rows are counted per kind of partner, without an organisation."""
    folder = tmp_path / "backbone"
    folder.mkdir()
    with kit.backbone(folder) as knooppunt:
        (folder / "deelnemerslijst.json").write_bytes(knooppunt.lijst.bron)
        zaak = Zaak(knooppunt)
        zaak.phase("verrijking-gesloten")
        zaak.done(zaak.push("politie", "wpg-8", "gemeente", "om"))
        env = {"KNOOPPUNT_DATA_DIR": str(folder)}
        result = run("--regels", changed, "--openstaand", env=env)
        told = json.loads(run("--regels", changed, "--openstaand", "--json", env=env).stdout)
        oins = [partij.oin for partij in knooppunt.partijen.values()]
    assert "bron bpg-4-3-7: 1 verstrekking van politie aan gemeente" in result.stdout
    expected = [{"bron": "bpg-4-3-7", "van": "politie", "aan": whom, "aantal": 1} for whom in ("gemeente", "om")]
    assert told["verstrekkingen"] == expected
    assert told["geb_te_herzien"]["bpg-4-3-7"][0] == "9"
    assert not [oin for oin in oins if oin in result.stdout]
