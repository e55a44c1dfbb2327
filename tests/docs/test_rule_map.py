# SPDX-License-Identifier: EUPL-1.2
"""The rule map has no hole: every rule has rows and scenarios, or code with a test; nothing stands for an unknown rule."""

import re
import tomllib
from pathlib import Path

import pytest

from docs.regelkaart import BESTAND, Regelkaart, RuleMapError
from tests.policies.world import p_row, real_files


@pytest.fixture(scope="module")
def told() -> dict:
    """The rules as `regels.toml` names them."""
    return tomllib.loads(BESTAND.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kaart() -> Regelkaart:
    """The map of our own rules."""
    return Regelkaart.load()


def test_the_map_names_exactly_the_rules_of_the_legal_framework(told, shared_data):
    """R-01 to R-89 of law.md, no more and no less."""
    law = (Path(shared_data).parent / "reference" / "law.md").read_text("utf-8")
    assert set(told["regel"]) == set(re.findall(r"^\| (R-\d+[ab]?) \|", law, flags=re.MULTILINE))


def test_every_rule_has_rows_with_scenarios_and_sources_or_code(kaart):
    """Each line of the map is full: rows, a scenario that must be carried by one, and a source; or code and a test."""
    lines = list(kaart.table())
    assert len(lines) == 90
    for rule, title, rows, proven, sources, _ in lines:
        assert title.endswith(".")
        assert rows
        assert proven
        assert bool(sources) is (rule not in kaart.code)
    assert set(kaart.code) == {"R-31", "R-70"}


def test_every_row_stands_on_the_map(kaart):
    """No row of the rule files is left out, and no row stands under two rules."""
    placed = [row.id for rule in kaart.titels for row in kaart.rows(rule)]
    assert sorted(placed) == sorted(row.id for row in kaart.checked.rows)


def test_the_test_that_proves_a_rule_in_code_is_there(kaart, root):
    """The named test exists, with that name, in that file."""
    for item in kaart.code.values():
        file, _, name = item["toets"].partition("::")
        assert re.search(rf"^def {name}\(", (root / file).read_text("utf-8"), re.MULTILINE)


def broken(told: dict, **parts: dict) -> dict:
    """The rules with other parts."""
    return {**told, **parts}


def test_a_rule_without_row_or_code_is_a_hole(told):
    """A new rule that nobody wrote down is told by its id."""
    with pytest.raises(RuleMapError, match="R-90 heeft geen rij en geen code"):
        Regelkaart.load(broken(told, regel={**told["regel"], "R-90": "Iets nieuws."}))


def test_an_unknown_rule_is_a_hole(told):
    """A row or code of a rule that the map does not know is told by its id."""
    with pytest.raises(RuleMapError, match=r"R-44 staat niet in regels\.toml"):
        Regelkaart.load(broken(told, regel={k: v for k, v in told["regel"].items() if k != "R-44"}))
    with pytest.raises(RuleMapError, match=r"R-31 staat niet in regels\.toml"):
        Regelkaart.load(broken(told, regel={k: v for k, v in told["regel"].items() if k != "R-31"}))
    extra = {**real_files(), "regels/extra.csv": f"{p_row(id='R-91.1', wat='bsn')}\n".encode()}
    with pytest.raises(RuleMapError, match=r"R-91 staat niet in regels\.toml"):
        Regelkaart.load(told, extra)


def test_a_rule_without_scenario_is_a_hole(told):
    """Without its feature file a rule is no longer proven, and that is told."""
    files = {name: data for name, data in real_files().items() if name != "scenarios/toeslagen.feature"}
    with pytest.raises(RuleMapError, match="R-05 heeft geen scenario"):
        Regelkaart.load(told, files)


def test_a_name_that_does_not_exist_is_a_hole(told):
    """Code that was renamed is told; code beside a row is too."""
    gone = {**told["code"], "R-70": {**told["code"]["R-70"], "code": ["core.exchange.act.Runner.walk"]}}
    with pytest.raises(RuleMapError, match=r"R-70 noemt `core.exchange.act.Runner.walk`, maar dat bestaat niet"):
        Regelkaart.load(broken(told, code=gone))
    with pytest.raises(RuleMapError, match="R-01 heeft rijen én code"):
        Regelkaart.load(broken(told, code={**told["code"], "R-01": told["code"]["R-70"]}))


def test_every_open_question_names_its_rules(kaart):
    """The ten questions stand below the table with the rules that hang on them."""
    lines = kaart.questions().splitlines()
    assert len(lines) == 10
    assert all(re.search(r"Hieraan hangen: R-\d+", line) for line in lines)
    assert "R-17, R-18" in lines[0]
