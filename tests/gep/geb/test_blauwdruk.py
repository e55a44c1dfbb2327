# SPDX-License-Identifier: EUPL-1.2
"""The national blueprint is sound, and what its measures name is really there; what a region changes is checked as a whole."""

from __future__ import annotations

import ast
import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from core.contract.rechten import codes
from gep.geb.blauwdruk import Blauwdruk, BlauwdrukError, landelijk, of_region
from gep.geb.blauwdruk.delta import changed
from gep.geb.blauwdruk.model import parsed
from gep.geb.blauwdruk.vorm import AFDWINGEN
from gep.geb.plaatsen import GROEPEN, LOS, PER_RIJ
from server.settings import Settings
from tests.kit import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REGIO = "limburg"
BRON = {"reden": "Besluit van de stuurgroep.", "bron": "Stuurgroep, 3 maart 2026"}
RISICO = {"tekst": "Een ondernemer verliest klanten door een gerucht.", "oorsprong": "Kleine gemeenschap"}
MAATREGEL = {
    "risico": "gerucht",
    "tekst": "Alleen betrokken partners zien de casus.",
    "beheerder": "De deelnemers",
    "regels": ["R-53.1"],
    "tests": [],
    "instellingen": [],
}


def delta(**changes: Any) -> dict[str, Any]:
    """Return a file of the region with these changes."""
    return {"blauwdruk": "integrale-casusaanpak", "versie": 1, "regio": REGIO, **changes}


def refused(data: dict[str, Any], regio: str = REGIO) -> str:
    """Return the findings of a file that must be refused."""
    with pytest.raises(BlauwdrukError) as error:
        changed(landelijk(), regio, data)
    return "\n".join(error.value.bevindingen)


@pytest.fixture(scope="module")
def rules() -> set[str]:
    """The ids of every rule in the rule files."""
    folder = ROOT / "policies" / "regels"
    lines = (line for path in folder.glob("*.csv") for line in path.read_text("utf-8").splitlines())
    return {line.split(",")[11].strip() for line in lines if line.startswith("p,")}


def functions(path: str) -> dict[str, ast.FunctionDef]:
    """Return the test functions of a file that are not skipped."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert not any(isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node.targets[0]) for node in tree.body)
    found = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name: node for name, node in found.items() if not _passed_over(node)}


def _passed_over(node: ast.FunctionDef) -> bool:
    marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
    return "skip" in marks or "xfail" in marks


def test_every_measure_names_rules_tests_and_settings_that_exist(rules) -> None:
    """A measure is enforced by rows that stand in the rule files, by tests that run, and by settings that the server has."""
    assert "R-53.1" in rules
    for measure in landelijk().all("maatregel"):
        assert any(measure[field] for field in AFDWINGEN), measure["id"]
        assert set(measure["regels"]) <= rules, measure["id"]
        assert set(measure["instellingen"]) <= set(Settings.model_fields), measure["id"]
        for test in measure["tests"]:
            path, _, name = test.partition("::")
            assert path.startswith("tests/")
            assert name.startswith("test_")
            assert name in functions(path), test


def test_every_risk_has_a_measure_and_every_theme_a_risk() -> None:
    """Each risk has a measure that something enforces, and what the project brought since has a risk of its own."""
    known = landelijk()
    assert {m["risico"] for m in known.all("maatregel")} == set(known.by_id("risico"))
    brought = {
        "gelekte-sleutel",
        "sleutel-kwijt",
        "sporen-weg",
        "koerier",
        "bijlage",
        "vergelijken",
        "te-lang",
        "back-up",
    }
    assert brought | {"rechten", "ten-onrechte-vernietigd", "log-misbruik"} <= set(known.by_id("risico"))


def test_open_questions_point_at_places_for_people() -> None:
    """A question that people answer names places of the form that are theirs."""
    mine = {*LOS, *GROEPEN, *(task for tasks in PER_RIJ.values() for task in tasks)}
    assert {place for item in landelijk().all("open") for place in item["plaatsen"]} <= mine


@pytest.mark.parametrize(
    ("soort", "deel", "why"),
    [
        ("risico", {"id": "Groot Risico", "tekst": "x", "oorsprong": "x"}, "geen korte code"),
        ("risico", {"id": "leeg", "tekst": " ", "oorsprong": "x"}, "tekst ontbreekt of is leeg"),
        ("risico", {"id": "meer", "tekst": "x", "oorsprong": "x", "kans": "hoog"}, "kent geen kans"),
        ("risico", {"id": "kaal", "tekst": "x", "oorsprong": "x"}, "er is geen maatregel"),
        ("risico", {"id": "te-lang", "tekst": "x", "oorsprong": "x"}, "staat er dubbel in"),
        ("maatregel", {**MAATREGEL, "id": "m"}, "het risico gerucht is er niet"),
        ("maatregel", {**MAATREGEL, "id": "m", "risico": "te-lang", "regels": []}, "niets dwingt haar af"),
        ("maatregel", {**MAATREGEL, "id": "m", "regels": "R-53.1"}, "geen lijst van teksten"),
    ],
)
def test_a_part_that_is_not_sound_is_refused(soort, deel, why) -> None:
    """A blueprint holds no part without its fields, no double, no measure against nothing, and none that nothing enforces."""
    known = landelijk()
    with pytest.raises(BlauwdrukError, match=why):
        Blauwdruk(1, {**known.delen, soort: (*known.delen[soort], deel)})


def test_a_file_that_is_no_blueprint_is_refused() -> None:
    """Another name, an unknown kind or a kind that is no list: all findings at once."""
    with pytest.raises(BlauwdrukError) as error:
        parsed({"naam": "iets anders", "versie": 1, "gevaar": [], "risico": "veel"})
    assert len(error.value.bevindingen) == 3


def test_it_goes_along_as_json_and_comes_back_the_same() -> None:
    """What an edition holds of it is the blueprint itself, changes included; something else is refused."""
    made = of_region("oost-brabant")
    again = Blauwdruk.from_json(json.loads(json.dumps(made.to_json())))
    assert (again, again.digest) == (made, made.digest)
    with pytest.raises(BlauwdrukError, match="geen blauwdruk"):
        Blauwdruk.from_json({"naam": "integrale-casusaanpak"})


def test_a_region_adds_replaces_and_withdraws() -> None:
    """What a region changes is in the result, the rest stays, and each change tells how, what, why and on what source."""
    data = delta(
        toevoegen=[
            {"soort": "risico", "id": "gerucht", **BRON, "deel": RISICO},
            {"soort": "maatregel", "id": "gerucht-klein", **BRON, "deel": MAATREGEL},
        ],
        vervangen=[
            {
                "soort": "belang",
                "id": "aanpak",
                **BRON,
                "deel": {"partij": "Wij", "tekst": "Samen.", "bron": "X", "zekerheid": "U"},
            }
        ],
        intrekken=[{"soort": "belang", "id": "archief", **BRON}],
    )
    made = changed(landelijk(), REGIO, data)
    assert made.by_id("risico")["gerucht"] == {**RISICO, "id": "gerucht"}
    assert made.by_id("belang")["aanpak"]["partij"] == "Wij"
    assert "archief" not in made.by_id("belang")
    assert set(made.by_id("risico")) == {*landelijk().by_id("risico"), "gerucht"}
    assert [(c.hoe, c.id) for c in made.wijzigingen] == [
        ("toevoegen", "gerucht"), ("toevoegen", "gerucht-klein"), ("vervangen", "aanpak"), ("intrekken", "archief"),
    ]  # fmt: skip
    assert all((c.reden, c.bron) == (BRON["reden"], BRON["bron"]) for c in made.wijzigingen)
    assert len({made.digest, landelijk().digest, of_region("oost-brabant").digest}) == 3


def test_every_wrong_change_is_told_at_once() -> None:
    """Unknown kinds and ids, no reason, no source, nothing that changes, a part twice: one refusal names them all."""
    same = {name: value for name, value in landelijk().by_id("belang")["aanpak"].items() if name != "id"}
    found = refused(
        delta(
            toevoegen=[
                {"soort": "risico", "id": "te-lang", **BRON, "deel": RISICO},
                {"soort": "belang", "id": "leeg", **BRON},
            ],
            vervangen=[{"soort": "belang", "id": "aanpak", **BRON, "deel": same}, {"soort": "kans", "id": "x"}],
            intrekken=[
                {"soort": "belang", "id": "bestaat-niet", "reden": "", "extra": "x"},
                {"soort": "techniek", "id": "ziet-wanneer", **BRON},
                {"soort": "belang", "id": "aanpak", **BRON},
            ],
        )
    )
    for text in (
        "risico te-lang: dit deel is er al", "belang leeg: het deel zelf ontbreekt", "aanpak: er verandert niets",
        "noemt geen bekende soort", "bestaat-niet: de blauwdruk heeft dit deel niet", "bestaat-niet: reden ontbreekt",
        "bestaat-niet: bron ontbreekt", "bestaat-niet: kent geen extra", "ziet-wanneer: dit deel kan een regio niet intrekken",
        "aanpak: dit deel wordt twee keer gewijzigd",
    ):  # fmt: skip
        assert text in found


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (delta(), "wijzigt niets"),
        (delta(toevoegen=[]), "wijzigt niets"),
        ({**delta(), "regio": "rotterdam"}, "niet van de regio limburg"),
        ({**delta(), "versie": 2}, "hoort niet bij versie 1"),
        ({**delta(), "wissen": []}, "kent geen wissen"),
        (delta(toevoegen="alles"), "noemt geen bekende soort"),
        (delta(intrekken=[{"soort": "risico", "id": "koerier", **BRON}]), "het risico koerier is er niet"),
        (delta(toevoegen=[{"soort": "risico", "id": "gerucht", **BRON, "deel": RISICO}]), "er is geen maatregel"),
        (
            delta(toevoegen=[{"soort": "risico", "id": "gerucht", **BRON, "deel": {"tekst": "x"}}]),
            "oorsprong ontbreekt",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused(data, why) -> None:
    """A file of another region or version, one that changes nothing, or one that leaves a risk without a measure."""
    assert why in refused(data)


def test_the_file_of_the_deployer_counts_before_ours(tmp_path: Path) -> None:
    """Without a file the national one holds; ours when there is one; the deployer's before ours; an unreadable one is refused."""
    assert of_region(None) is of_region(REGIO) is landelijk()
    assert of_region("oost-brabant", tmp_path).wijzigingen == of_region("oost-brabant").wijzigingen != ()
    own = tmp_path / "oost-brabant.toml"
    own.write_text(
        'blauwdruk = "integrale-casusaanpak"\nversie = 1\nregio = "oost-brabant"\n[[intrekken]]\nsoort = "belang"\nid = "archief"\nreden = "x"\nbron = "y"\n'
    )
    assert [change.id for change in of_region("oost-brabant", tmp_path).wijzigingen] == ["archief"]
    own.write_text("geen toml")
    with pytest.raises(BlauwdrukError, match="geen leesbare TOML"):
        of_region("oost-brabant", tmp_path)
    own.write_bytes(b"\xff\xfe")
    with pytest.raises(BlauwdrukError, match="niet te lezen"):
        of_region("oost-brabant", tmp_path)


def test_every_region_file_that_ships_is_sound() -> None:
    """Each file of ours is of a region of the register and holds."""
    folder = ROOT / "gep" / "geb" / "blauwdruk" / "regio"
    names = sorted(path.stem for path in folder.glob("*.toml"))
    assert names == ["oost-brabant", "zeeland-west-brabant"]
    assert all(of_region(name).regio == name for name in names)


def test_every_kind_of_request_belongs_to_a_right_with_a_procedure() -> None:
    """Each kind of request that the intake takes is named by one right, which says how it goes; portability has none."""
    rights = landelijk().all("recht")
    assert sorted(right["verzoek"] for right in rights if "verzoek" in right) == sorted(codes()["soorten"])
    assert all("procedure" in right for right in rights if "verzoek" in right)
    assert {right["id"] for right in rights if "procedure" not in right} == {"15.5"}


def test_the_example_of_the_guide_is_accepted() -> None:
    """What the guide shows to a region is a file that holds."""
    page = (ROOT / "docs" / "handleiding" / "geb-blauwdruk.md").read_text("utf-8")
    made = changed(landelijk(), REGIO, tomllib.loads(page.partition("```toml\n")[2].partition("```")[0]))
    assert [change.id for change in made.wijzigingen] == ["grensverkeer", "niet-over-de-grens"]
