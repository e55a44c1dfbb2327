# SPDX-License-Identifier: EUPL-1.2
"""`geb.json` is what MinBZK's form imports: its schema, its questions, its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from gep.geb.antwoorden import Antwoorden
from gep.geb.blauwdruk import landelijk
from gep.geb.model import ModelError, Taken, omzetten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.geb.maken import Geb


def official(tasks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        yield task
        yield from official(task.get("tasks") or [])


@pytest.fixture(scope="module")
def form(shared_data: Path) -> dict[str, dict[str, Any]]:
    """The questions of the official definition by id, straight from its YAML."""
    document = yaml.safe_load((shared_data / "dpia" / "dpia.yaml").read_text("utf-8"))
    return {task["id"]: task for task in official(document["tasks"])}


def given(geb: Geb) -> Iterator[tuple[str, Any]]:
    """Give each answered question with its value, in groups too."""
    for key, answer in geb.antwoorden["answers"].items():
        if isinstance(answer, dict):
            yield key, answer["value"]
            continue
        for row in answer:
            yield from ((task, cell["value"]) for task, cell in row.items() if task != "_index")


def test_the_file_holds_to_the_schema(geb, shared_data) -> None:
    """The file validates against the form's own import schema, formats too."""
    schema = json.loads((shared_data / "dpia" / "assessment-output.v2.schema.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(geb.antwoorden)


def test_every_answer_is_to_a_question_of_the_form_with_an_allowed_value(geb, form) -> None:
    """Each id exists, is no group, and each value is one that the form offers; booleans are words."""
    for task, value in given(geb):
        definition = form[task]
        options = {
            str(o["value"]).lower() if not isinstance(o["value"], str) else o["value"]
            for o in definition.get("options") or []
        }
        values = value if isinstance(value, list) else [value]
        assert "task_group" not in definition["type"], task
        assert isinstance(value, list) == ("checkbox_option" in definition["type"]), task
        assert not options or set(values) <= options, task
        assert all(isinstance(item, str) and item for item in values), task


def test_choices_from_other_answers_are_among_those(geb, form) -> None:
    """What must be chosen from earlier answers (data, processings, risks) is among them, letter for letter."""
    answers = list(given(geb))
    for task, value in answers:
        for need in form[task].get("dependencies") or []:
            if need["type"] == "source_options":
                assert set(value) <= {found for other, found in answers if other == need["condition"]["id"]}, task


def test_the_file_has_what_the_import_of_the_form_asks(geb, form) -> None:
    """A urn that names this form, answers, and per repeated group rows numbered from 0 with only questions of that group.

    The import code of the form itself was not run here: these are its rules as far as we read them (standards.md 9).
    """
    assert geb.antwoorden["metadata"]["urn"].startswith("urn:nl:dpia")
    assert geb.antwoorden["$schema"].endswith("assessment-output.v2.schema.json")
    groups = {key: answer for key, answer in geb.antwoorden["answers"].items() if isinstance(answer, list)}
    assert len(groups) > 10
    for key, rows in groups.items():
        children = {task["id"]: task for task in form[key]["tasks"]}
        assert form[key]["repeatable"] or any(task["repeatable"] for task in children.values())
        assert [row["_index"] for row in rows] == list(range(len(rows)))
        assert all(set(row) - {"_index"} <= set(children) for row in rows)
    alone = set(geb.antwoorden["answers"]) - set(groups)
    assert not {task for task in alone if "tasks" in form[task]}


def test_hidden_questions_are_not_answered(geb, form) -> None:
    """A question that is only shown under a condition is answered only where the condition holds."""
    answers = geb.antwoorden["answers"]
    rows = [answers] + [row for rows in answers.values() if isinstance(rows, list) for row in rows]
    for row in rows:
        for task in row:
            for need in form.get(task, {}).get("dependencies") or []:
                if need["type"] == "conditional":
                    shown = row.get(need["condition"]["id"]) or answers.get(need["condition"]["id"])
                    assert shown["value"] == str(need["condition"]["value"]).lower(), task


def test_judgement_stays_open(geb) -> None:
    """Necessity, summary, advice, adoption, likelihood, impact and residual risk are never filled in."""
    answered = {task for task, _ in given(geb)}
    for open_task in ("14.", "18", "19.5", "20", "7.1", "8.1.1.1", "13.1.1.5", "16.1.3", "16.1.5", "16.1.7", "17.1.4"):
        assert not {task for task in answered if task.startswith(open_task)}, open_task
    assert {"1.1", "2.1.1", "3.1.1", "6.2", "10.2", "11.2", "12.1.1", "12.2.1", "12.3.1", "13.2", "15.1.3"} <= answered
    assert geb.antwoorden["answers"]["19.2"]["value"] == "concept"
    assert "completedTasks" not in geb.antwoorden["metadata"]


def test_our_copy_of_the_form_is_the_official_one(shared_data) -> None:
    """The copied definition is unchanged, and the JSON that ships is made from it."""
    assert omzetten.SOURCE.read_bytes() == (shared_data / "dpia" / "dpia.yaml").read_bytes()
    assert omzetten.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("task", "value"),
    [("99.1", "x"), ("12.1.1", "misschien"), ("12.1.1", ["true"]), ("2", "x"), ("16.1.3", "enorm"), ("2.1", "x")],
)
def test_an_answer_that_does_not_fit_stops_the_making(task, value) -> None:
    """An unknown question, a group, another shape or a value that is not offered is never written."""
    with pytest.raises(ModelError):
        Taken.load().check(task, value)


def test_a_choice_that_was_not_given_before_stops_the_making() -> None:
    """A processing cannot name personal data that section 2 does not list."""
    antwoorden = Antwoorden(0)
    antwoorden.rows("2.1", [{"2.1.1": "Fiscale gegevens"}])
    with pytest.raises(ValueError, match=r"3\.1\.3"):
        antwoorden.rows("3.1", [{"3.1.1": "Lezen", "3.1.3": ["Iets anders"]}])
    with pytest.raises(ValueError, match="hoort niet bij groep"):
        antwoorden.rows("2.1", [{"3.1.1": "Lezen"}])


def test_every_category_of_the_vocabulary_is_placed(zaak) -> None:
    """Each category of the rule language is described as personal data, or is one of the three that are none."""
    codes = set(zaak.knooppunt.world.ruleset.vocabulary.codes["wat"])
    assert codes - set(landelijk().by_id("categorie")) == {"casus", "anoniem", "logboek"}
