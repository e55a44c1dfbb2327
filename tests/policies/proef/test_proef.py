# SPDX-License-Identifier: EUPL-1.2
"""The whole proof: what makes it pass or fail, its report, and the command `beleid proef`."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from policies import RuleSetError
from policies.proef import prove, tell
from policies.verslag import as_html, as_text
from server.commandline.beleid import app
from tests.policies.proef.scenes import NIETS, files_of, scene
from tests.policies.world import p_row

ROW = p_row(wie="*", aan="*", wat="*", handeling="*", eis="weigeringsgrond")
NARROW = p_row(wie="*", aan="*", wat="*", handeling="*", eis="weigeringsgrond", doel="oc")  # nobody asks another doel
EXPLAINED = "".join(
    f'[[overlevende]]\nmutatie = "T-1.1 doel={doel}"\nreden = "x"\nsinds = 2026-11-22\n' for doel in ("oc-hk", "*")
)
YES = 'de feiten "weigeringsgrond"'
SCENES = (
    scene("raak", feiten=YES),
    scene("bijna", feiten='de feiten "niet-weigeringsgrond"', besluit=NIETS),
    scene("open", besluit='"niet-vaststelbaar" op grond van "T-1.1"'),
)
LATER = scene("later", besluit=NIETS).replace("\n  Scenario", "\n  @verwacht-mislukt-tot:2026-12-31\n  Scenario")
LATER = LATER.replace("Scenario: later", "Scenario: later\n    Reden: wordt nog geschreven")


def test_a_whole_proof_passes():
    """Every scenario passes, the row is hit and only just missed, every edit is noticed."""
    found = prove(files_of([ROW], *SCENES))
    assert found.geslaagd
    assert found.volledig
    assert (found.mislukt, found.bevindingen) == ((), ())
    assert found.mutatie is not None
    assert set(found.mutatie.gedood) == {"T-1.1 weg", "T-1.1 effect=allow", "T-1.1 zonder weigeringsgrond"}


FAULTS = {
    "no scenarios": {k: v for k, v in files_of([ROW]).items() if not k.startswith("scenarios/")},
    "a mistake in a file": files_of([ROW], *SCENES, scene("fout", besluit='"verboden"')),
    "a scenario that fails": files_of([ROW], *SCENES, scene("fout", feiten=YES, besluit=NIETS)),
    "a hole": files_of([ROW], SCENES[0], SCENES[2]),
    "a survivor": files_of([NARROW], *SCENES),
    "a needless explanation": files_of(
        [ROW], *SCENES, survivors='[[overlevende]]\nmutatie = "T-1.1 weg"\nreden = "x"\nsinds = 2026-11-22\n'
    ),
    "an expected failure without a day": files_of([ROW], *SCENES, LATER),
}


@pytest.mark.parametrize("files", FAULTS.values(), ids=FAULTS)
def test_each_fault_fails_the_proof(files):
    """One thing wrong is enough."""
    assert not prove(files).geslaagd


def test_an_explained_survivor_and_an_excused_failure_pass():
    """With a reason in overlevenden.toml, and within the day of the excuse."""
    found = prove(files_of([NARROW], *SCENES, LATER, survivors=EXPLAINED), vandaag=date(2026, 12, 31))
    assert found.geslaagd
    assert [uitslag.scenario.naam for uitslag in found.verwacht_mislukt] == ["later"]
    assert not prove(files_of([NARROW], *SCENES, LATER, survivors=EXPLAINED), vandaag=date(2027, 1, 1)).geslaagd


def test_parts_left_out_are_not_a_whole_proof():
    """Without mutation, or with a choice of scenarios, what was done may pass but it is not whole."""
    without = prove(files_of([ROW], *SCENES[:2]), mutatie=False)
    chosen = prove(files_of([ROW], *SCENES), alleen="raak")
    assert (without.geslaagd, without.volledig) == (True, False)
    assert (chosen.geslaagd, chosen.volledig) == (True, False)
    assert [uitslag.scenario.naam for uitslag in chosen.uitslagen] == ["raak"]
    assert not prove(files_of([ROW], *SCENES), alleen="bestaat niet").geslaagd


def test_rules_that_are_refused_prove_nothing():
    """A rule set with a mistake is an error with findings, not a report."""
    with pytest.raises(RuleSetError):
        prove(files_of([p_row(wat="xyz")], *SCENES))


def test_the_same_files_give_the_same_report():
    """JSON bytes are equal, hold no time, and change with the files."""
    files = files_of([ROW], *SCENES)
    one, two = (json.dumps(prove(dict(order), vandaag=day).to_json()) for order, day in (
        (sorted(files.items()), None),
        (sorted(files.items(), reverse=True), date(2026, 11, 22)),
    ))  # fmt: skip
    assert one == two
    assert one != json.dumps(prove(files_of([ROW], *SCENES[:2])).to_json())


def test_the_report_names_every_failure_hole_and_survivor():
    """In text and on the page, failures first, each with its place."""
    found = prove(files_of([ROW], SCENES[0], scene("fout", wat="brp", besluit=NIETS)))
    for text in (as_text(tell(found)), as_html(tell(found))):
        assert "scenarios/proef.feature:12" in text
        assert text.index("Wat niet klopt") < text.index("bijna raak") < text.index("T-1.1 zonder weigeringsgrond")


def test_the_report_tells_what_may_fail_what_is_explained_and_that_nothing_ran():
    """An excused failure with its day, an explained edit with its reason, and a proof of nothing as such."""
    excused = as_text(tell(prove(files_of([NARROW], *SCENES, LATER, survivors=EXPLAINED), vandaag=date(2026, 12, 1))))
    assert "later, tot en met 2026-12-31: het besluit is `niet-vaststelbaar`" in excused
    assert "- T-1.1 doel=oc-hk (reden: x)" in excused
    assert "Er is geen fout gevonden" in excused
    nothing = as_text(tell(prove(FAULTS["no scenarios"])))
    assert "er is geen enkel scenario" in nothing
    assert "Er is geen scenario uitgevoerd." in nothing


def folder(tmp_path, files):
    """The files on disk."""
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return str(tmp_path)


def command(*arguments: str):
    """Run `beleid proef`."""
    return CliRunner().invoke(app, ["proef", *arguments])


def test_the_command_passes_and_fails(tmp_path):
    """Exit 0 when all is well, 1 with the failure and its place first."""
    good = command("--regels", folder(tmp_path / "a", files_of([ROW], *SCENES)))
    bad = command("--regels", folder(tmp_path / "b", FAULTS["a scenario that fails"]))
    assert good.exit_code == 0
    assert "Uitkomst: geslaagd" in good.stdout
    assert bad.exit_code == 1
    assert "scenarios/proef.feature:22: fout: het besluit is `verboden`, verwacht was `niet-geregeld`" in bad.stdout


def test_the_command_gives_json_and_a_page(tmp_path):
    """Only JSON on stdout; the page is one file without anything from outside."""
    page = tmp_path / "proef.html"
    result = command("--regels", folder(tmp_path / "a", files_of([ROW], *SCENES)), "--json", "--html", str(page))
    told = json.loads(result.stdout)
    assert (told["geslaagd"], told["mutatie"]["onverklaard"]) == (True, [])
    assert "Proef van de regels" in page.read_text("utf-8")
    assert "<script" not in page.read_text("utf-8")


def test_the_command_chooses(tmp_path):
    """`--alleen` runs some scenarios, `--geen-mutatie` edits nothing; both say that it is not the whole proof."""
    where = folder(tmp_path / "a", FAULTS["a scenario that fails"])
    chosen = command("--regels", where, "--alleen", "ra*k")
    assert chosen.exit_code == 0
    assert "Scenario's: 1\n" in chosen.stdout
    assert "niet alles is onderzocht" in chosen.stdout
    assert json.loads(command("--regels", where, "--geen-mutatie", "--json").stdout)["mutatie"] is None


def test_the_command_refuses_rules_with_mistakes(tmp_path):
    """All findings on stderr, exit 1, nothing on stdout."""
    result = command("--regels", folder(tmp_path / "a", files_of([p_row(wat="xyz")], *SCENES)))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "regels/test.csv:1" in result.stderr
