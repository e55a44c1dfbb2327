# SPDX-License-Identifier: EUPL-1.2
"""The pages about the adapters say what the code does."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_command

from adapters.bestand.afbeelding import Als, load_mapping
from adapters.bestand.redenen import BESTAND, REGEL
from adapters.bestand.verslag import THUIS

MAP = Path(__file__).parents[2] / "docs" / "naslag" / "adapters"
PARTNERS = ["politie", "belastingdienst", "gemeente", "om"]


def page(naam: str) -> str:
    return (MAP / f"{naam}.md").read_text("utf-8")


def table(tekst: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", tekst, re.MULTILINE))


def test_the_page_of_findings_is_the_catalogue():
    """Every code and sentence stands on the page, and no other."""
    assert table(page("bevindingen")) == {**BESTAND, **REGEL}


def test_the_reasons_to_stay_home_are_those_of_the_report():
    """The overview lists each reason with the words that the command shows."""
    assert table(page("LEESMIJ").partition("thuisblijft")[2]) == THUIS


def test_every_way_of_converting_is_explained():
    """Each `als` of a mapping stands on its page."""
    assert not [als for als in Als.__args__ if f"`{als}`" not in page("afbeelding")]


@pytest.mark.parametrize("partner", PARTNERS)
def test_every_option_of_a_command_is_explained(partner):
    """Each option stands on the format's own page or on the overview."""
    tekst = page(partner) + page("LEESMIJ")
    opdrachten = get_command(import_module(f"adapters.{partner}.commandline").app)
    for opdracht in opdrachten.commands.values():  # type: ignore[attr-defined]
        opties = [naam for param in opdracht.params for naam in (*param.opts, *param.secondary_opts) if "--" in naam]
        assert not [naam for naam in opties if naam not in tekst and naam != "--help"]
        assert "Voorbeelden:" in opdracht.help


@pytest.mark.parametrize("partner", ["politie", "belastingdienst", "gemeente"])
def test_every_field_that_goes_or_stays_is_named(partner):
    """A page names each column, element or rubric of its mapping."""
    tekst = page(partner)
    afbeelding = load_mapping(import_module(f"adapters.{partner}").AFBEELDING)
    for naam in {*afbeelding.velden, *afbeelding.weglaten} - {"08.11.15", "08.13.20"}:
        laatste = naam.rpartition("/")[2]
        assert laatste in tekst or re.match(r"08\.1[13]\.", naam), naam


def test_the_examples_hold_only_invented_numbers():
    """Every nine digits in an example begin with 99999: the range that is never handed out."""
    for bestand in (MAP / "voorbeelden").iterdir():
        tekst = bestand.read_bytes().decode("cp1252" if "nacht" in bestand.name else "utf-8")
        assert all(n.startswith("99999") for n in re.findall(r"(?<![0-9-])[0-9]{9}(?![0-9-])", tekst)), bestand.name
