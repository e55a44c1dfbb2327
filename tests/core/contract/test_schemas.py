# SPDX-License-Identifier: EUPL-1.2
"""The published JSON Schemas: what stands in the repository is what the models say."""

import jsonschema
import pytest
from hypothesis import given

from audit.proof import jcs
from core.contract import publish
from core.contract.exitcodes import ExitCode
from core.contract.inhoud import encode_inhoud, validate
from tests.core.contract import maken


def test_published_files_are_up_to_date():
    """Making the schemas again gives the same bytes, and nothing else lies in the folder."""
    assert publish.outdated() == []
    assert publish.main(["--check"]) is ExitCode.DONE


def test_a_changed_file_is_noticed(tmp_path):
    """A changed, missing or added file is named, and `--check` would exit with 3."""
    for name in publish.SCHEMAS:
        publish.path(name, tmp_path).write_bytes(publish.render(name))
    publish.path("inhoud", tmp_path).write_bytes(b"{}")
    publish.path("probleem", tmp_path).unlink()
    (tmp_path / "oud.json").write_bytes(b"{}")
    assert publish.outdated(tmp_path) == ["inhoud-v1.json", "oud.json", "probleem-v1.json"]


def test_other_arguments_are_a_usage_error(capsys):
    """An unknown option writes nothing and says how to call it."""
    assert publish.main(["--schrijf"]) is ExitCode.USAGE
    assert "--check" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(publish.SCHEMAS))
def test_each_schema_is_a_valid_schema(name):
    """Each file is JSON Schema 2020-12 and closed: it allows no unknown fields."""
    schema = publish.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["$id"] == f"urn:knooppunt:schema:{name}:1"


@given(maken.inhouden())
def test_valid_content_fits_its_published_schema(data):
    """Whatever the models accept, a reader of the schema accepts."""
    validator = jsonschema.Draft202012Validator(publish.schema("inhoud"))
    validator.validate(jcs.decode(encode_inhoud(validate(data))))


def test_the_schema_refuses_a_missing_version():
    """Version and kind are required on the wire."""
    data = maken.gegevens()
    del data["v"]
    assert not jsonschema.Draft202012Validator(publish.schema("inhoud")).is_valid(data)
