# SPDX-License-Identifier: EUPL-1.2
"""The commands of the formats against a real backbone on loopback: files in, opened content out, consent stated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gemeente.commandline import app as gemeente
from tests.adapters.gateway.ring import Ring, case_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
VOORBEELDEN = ROOT / "docs" / "naslag" / "adapters" / "voorbeelden"
CASUS = "11111111-1111-4111-8111-111111111111"
UITVRAAG = "22222222-2222-4222-8222-222222222222"
KANARIES = ("Hoogerhuys", "999990007", "Erbalisant", "Thuisblijver", "Sloopwerken", "999990032", "Anne-Lotte", "Fictie")


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """Operator, politie, gemeente, belastingdienst, om and bureau."""
    made = Ring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A case in the phase in which articles 8 and 9 may be shared."""
    return case_with(ring, "politie", "belastingdienst", "om", phase="informatieanalyse")


def execute(ring: Ring, soort: str, adapter: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a command of an adapter in a process of its own, in the folder of one partner."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KNOOPPUNT_SERVER_URL": ring.url,
        "KNOOPPUNT_PARTNER_DIR": str(ring.partners[soort].folder),
    }
    opdracht = [sys.executable, "-m", f"adapters.{adapter}", *args]
    return subprocess.run(opdracht, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def command(ring: Ring) -> Callable[..., tuple[int, dict[str, Any], str]]:
    """Run a command with `--json`; return exit code, object and everything that was shown."""

    def go(soort: str, adapter: str, *args: str) -> tuple[int, dict[str, Any], str]:
        uit = execute(ring, soort, adapter, *args, "--json")
        assert "Traceback" not in uit.stderr, uit.stderr
        return uit.returncode, json.loads(uit.stdout), uit.stdout + uit.stderr

    return go


def file_for(tmp_path: Path, naam: str, **ruil: str) -> Path:
    """Return an example with its references replaced."""
    codering = "cp1252" if naam.endswith("nacht.csv") else "utf-8"
    tekst = (VOORBEELDEN / naam).read_bytes().decode(codering)
    for oud, nieuw in {CASUS: ruil.get("casus", CASUS), UITVRAAG: ruil.get("uitvraag", UITVRAAG)}.items():
        tekst = tekst.replace(oud, nieuw)
    pad = tmp_path / naam
    pad.write_bytes(tekst.encode(codering))
    return pad


def opened(ring: Ring, soort: str, casus: str) -> list[dict[str, Any]]:
    """Fetch as a partner, and return what lies opened of a case."""
    ring.sync(soort)
    ring[soort].fetch(ring.people[soort])
    paden = (ring.partners[soort].folder / "geopend").rglob("*.json")
    gevonden = [json.loads(pad.read_text("utf-8")) for pad in paden]
    return [item for item in gevonden if casus in json.dumps(item)]


def test_article_9_waits_for_the_om_and_article_8_goes(ring, casus, command, tmp_path):
    """Partly: article 8 is supplied and proven, article 9 refused by R-14; after the OM's consent it goes; nothing leaks."""
    command("om", "om", "toestemming", "--casus", casus, "--categorie", "wpg-9", "--weiger")
    pad = file_for(tmp_path, "politie-nacht.csv", casus=casus)
    code, uit, alles = command("politie", "politie", "lever", str(pad), "--droog")
    assert (code, uit["aantallen"], uit["verzonden"]) == (6, {"droog": 1, "geweigerd": 1}, None)

    code, uit, alles = command("politie", "politie", "lever", str(pad))
    assert code == 6
    assert uit["aantallen"] == {"in-outbox": 1, "geweigerd": 1}
    assert uit["verslag"]["thuisgebleven"] == {"geen-opdracht": 1, "niet-deelbaar": 1}
    geweigerd = next(item for item in uit["uitslagen"] if item["staat"] == "geweigerd")
    assert "R-14.1" in json.dumps(geweigerd["oordelen"])
    assert not [kanarie for kanarie in KANARIES if kanarie in alles]

    code, uit, _ = command("om", "om", "toestemming", "--casus", casus, "--categorie", "wpg-9", "--geef")
    assert (code, len(uit["verklaringen"])) == (0, 1)
    ring.sync("politie")
    code, uit, _ = command("politie", "politie", "lever", str(pad))
    assert (code, uit["aantallen"]) == (0, {"in-outbox": 2})
    assert len(uit["verzonden"]["klaar"]) >= 2

    gelezen = json.dumps(opened(ring, "gemeente", casus), ensure_ascii=False)
    assert "Hoogerhuys-Müller" in gelezen
    assert "tussenpersoon" in gelezen
    assert "Erbalisant" not in gelezen


def test_a_refusal_of_the_om_closes_the_way_again(casus, command, tmp_path):
    """The last statement counts: after a refusal article 9 is refused by R-14 again."""
    command("om", "om", "toestemming", "--casus", casus, "--categorie", "wpg-9", "--weiger")
    pad = file_for(tmp_path, "politie-nacht.csv", casus=casus)
    code, uit, _ = command("politie", "politie", "lever", str(pad), "--droog")
    assert (code, uit["aantallen"]) == (6, {"droog": 1, "geweigerd": 1})


def test_all_or_nothing_keeps_the_good_rows_home_too(casus, command, tmp_path):
    """With one refusal nothing goes, and the exit code is the refusal's."""
    command("om", "om", "toestemming", "--casus", casus, "--categorie", "wpg-9", "--weiger")
    pad = file_for(tmp_path, "politie-nacht.csv", casus=casus)
    code, uit, _ = command("politie", "politie", "lever", str(pad), "--alles-of-niets")
    assert (code, uit["aantallen"], uit["verzonden"]) == (4, {"geweigerd": 1, "teruggehouden": 1}, None)


def test_only_the_om_states_consent(casus, command):
    """The same command in another partner's folder is wrong use."""
    code, uit, _ = command("politie", "om", "toestemming", "--casus", casus, "--categorie", "wpg-9", "--geef")
    assert (code, uit["fout"]["type"]) == (2, "urn:knooppunt:fout:toestemming-ongeldig")


def test_fiscal_data_go_when_asked_and_the_request_is_answered(ring, casus, command, tmp_path):
    """Without request everything stays home; with one the good answer goes to who asked, and the request is closed."""
    pad = file_for(tmp_path, "belastingdienst-antwoorden.xml", casus=casus)
    code, uit, _ = command("belastingdienst", "belastingdienst", "lever", str(pad))
    assert (code, uit["aantallen"]) == (0, {})
    assert uit["verslag"]["thuisgebleven"] == {"geen-opdracht": 2, "ongevraagd": 1}

    ring["gemeente"].cases(ring.people["gemeente"]).request(casus, ring.oin("belastingdienst"), "fiscaal")
    ring.sync()
    (uitvraag,) = ring["belastingdienst"].case(casus).uitvragen
    pad = file_for(tmp_path, "belastingdienst-antwoorden.xml", casus=casus, uitvraag=uitvraag)
    code, uit, _ = command("belastingdienst", "belastingdienst", "lever", str(pad), "--alles-of-niets")
    assert (code, uit["aantallen"], uit["verzonden"]) == (1, {"teruggehouden": 1}, None)

    code, uit, alles = command("belastingdienst", "belastingdienst", "lever", str(pad))
    assert (code, uit["aantallen"], uit["verzonden"]["dood"]) == (6, {"in-outbox": 1}, [])
    assert uit["verslag"]["bevindingen_per_reden"] == {"bedrag-ongeldig": 1}
    assert not [kanarie for kanarie in KANARIES if kanarie in alles]
    assert "1234500000" in json.dumps(opened(ring, "gemeente", casus))
    ring.sync()
    assert ring["gemeente"].case(casus).uitvragen[uitvraag].status == "verstrekt"
    code, uit, _ = command("belastingdienst", "belastingdienst", "lever", str(pad))
    assert (code, uit["aantallen"]) == (0, {})


def test_brp_persons_go_with_their_label_and_the_selection_holds(ring, casus, command, tmp_path):
    """Of three persons one is selected: it goes with secrecy as label, the others stay home with their reasons."""
    ring.state("gemeente", ring.fact("brp-autorisatie", casus=casus), officer="jurist-a")
    ring.sync()
    selectie = tmp_path / "bsn.txt"
    selectie.write_text("999990044\n", "ascii")
    pad = VOORBEELDEN / "gemeente-personen.csv"
    code, uit, _ = command("gemeente", "gemeente", "lever", str(pad), "--casus", casus, "--selectie", str(selectie))
    assert (code, uit["aantallen"]) == (0, {"in-outbox": 1}), uit
    assert uit["verslag"]["thuisgebleven"] == {"niet-geselecteerd": 1, "vervolgregel": 1, "zonder-bsn": 1}
    persoon = next(
        item
        for stuk in opened(ring, "politie", casus)
        for item in stuk["inhoud"].get("betrokkenen", [])
        if item.get("geheimhouding")
    )
    assert (persoon["geheimhouding"], persoon["geslachtsnaam"]) == ("7", "Hoogerhuys-Müller")
    assert [item["code"] for item in persoon["nationaliteiten"]] == ["0001", "0057"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("lever", "weg.csv", "--casus", CASUS), 1),
        (("lever", "weg.csv"), 2),
        (("lever", "weg.csv", "--casus", CASUS, "--uitvraag", UITVRAAG), 2),
        (("lever", "weg.csv", "--casus", CASUS, "--afbeelding", "weg.toml"), 2),
    ],
)
def test_wrong_use_and_missing_files_have_their_exit_codes(ring, monkeypatch, args, code):
    """A file that is not there is 1, wrong options or a wrong mapping 2; never an error of ours."""
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["gemeente"].folder))
    uit = CliRunner().invoke(gemeente, list(args))
    assert uit.exit_code == code, uit.output
    assert isinstance(uit.exception, SystemExit)


def test_people_are_shown_who_would_read_it_and_why_not(casus, ring, tmp_path):
    """Without `--json` the dry run tells who could read each row, and each refusal with its rule in a Dutch sentence."""
    pad = file_for(tmp_path, "politie-nacht.csv", casus=casus)
    uit = execute(ring, "politie", "politie", "lever", str(pad), "--droog")
    assert uit.returncode in (0, 6)
    assert f"regel 2 wpg-8: {ring.oin('gemeente')} kan lezen" in uit.stdout
    assert "geen-opdracht: er is geen open casus" in uit.stdout
    assert not [kanarie for kanarie in KANARIES if kanarie in uit.stdout + uit.stderr]
