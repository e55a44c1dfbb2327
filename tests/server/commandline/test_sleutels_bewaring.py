# SPDX-License-Identifier: EUPL-1.2
"""`sleutels maak` and `toon` with a real token and with the identity key on a carrier of its own."""

import json

import pytest
from typer.testing import CliRunner

from core.contract.exitcodes import ExitCode
from server.commandline.sleutels import app
from tests import hsm

OIN, OTHER = "00000099000000001000", "00000099000000002000"


def _run(*arguments, code=ExitCode.DONE, **more):
    result = CliRunner().invoke(app, [str(item) for item in arguments], **more)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def access():
    """One token for all tests here, each with a folder of its own."""
    return hsm.fresh_token()


@pytest.fixture
def environment(access, monkeypatch):
    """The settings of the token, with its PIN."""
    monkeypatch.setenv("KNOOPPUNT_TOKEN_MODULE", access.module)
    monkeypatch.setenv("KNOOPPUNT_TOKEN_PIN", access.pin)
    return access


def _rows(*arguments):
    return {row["rol"]: row for row in json.loads(_run(*arguments, "--json").stdout)["sleutels"]}


def test_keys_are_made_in_the_token_and_shown_from_it(tmp_path, environment, monkeypatch):
    """With --token the keys are there and the folder alone opens nothing; making again makes nothing; no PIN is shown."""
    given = ("--map", tmp_path / "p", "--token", environment.label)
    made = _run("maak", *given, "--oin", OIN, "--eenheid", "hoofd")
    assert "4 sleutels gemaakt" in made.stderr
    shown = _rows("toon", *given)
    assert {row["bewaring"] for row in shown.values()} == {"token"}
    assert shown.keys() == {"identiteit", "tekenen", "http", "kem"}
    assert _rows("maak", *given, "--oin", OIN, "--eenheid", "hoofd") == {}
    monkeypatch.delenv("KNOOPPUNT_TOKEN_PIN")
    assert "token" in _run("toon", "--map", tmp_path / "p", code=ExitCode.FAILURE).stderr
    missing = _run("toon", *given, code=ExitCode.FAILURE)
    assert "KNOOPPUNT_TOKEN_PIN" in missing.stderr
    assert environment.pin not in made.output + missing.output


def test_a_wrong_pin_or_module_ends_in_a_sentence(tmp_path, environment, monkeypatch):
    """A wrong PIN and a label without module are each told, and nothing is made in files instead."""
    given = ("maak", "--map", tmp_path / "p", "--oin", OIN, "--token", environment.label)
    monkeypatch.setenv("KNOOPPUNT_TOKEN_PIN", "verkeerd-pin")
    wrong = _run(*given, code=ExitCode.FAILURE)
    assert "PIN" in wrong.stderr
    assert "verkeerd-pin" not in wrong.output
    monkeypatch.delenv("KNOOPPUNT_TOKEN_MODULE")
    assert "KNOOPPUNT_TOKEN_MODULE" in _run(*given, code=ExitCode.FAILURE).stderr
    assert not (tmp_path / "p").exists()


def test_the_pin_may_stand_in_a_private_file(tmp_path, environment, monkeypatch):
    """A PIN file of mode 0600 is read; one that others can read, or that holds no text, is refused."""
    monkeypatch.delenv("KNOOPPUNT_TOKEN_PIN")
    file = tmp_path / "pin"
    file.write_text(environment.pin + "\n")
    file.chmod(0o600)
    monkeypatch.setenv("KNOOPPUNT_TOKEN_PIN_BESTAND", str(file))
    given = ("maak", "--map", tmp_path / "p", "--oin", OIN, "--token", environment.label)
    _run(*given)
    file.chmod(0o644)
    assert "0600" in _run(*given, code=ExitCode.FAILURE).stderr
    file.chmod(0o600)
    file.write_bytes(b"\xff\xfe")
    assert "geen PIN" in _run(*given, code=ExitCode.FAILURE).stderr


def test_the_identity_lives_on_a_carrier(tmp_path, monkeypatch):
    """Made on a carrier, the identity key is not in the folder; only signing asks for it, and says so when it is away."""
    folder, stick = tmp_path / "p", tmp_path / "stick"
    _run("maak", "--map", folder, "--oin", OIN, "--identiteit", stick)
    assert not (folder / "sleutels" / "identiteit.json").exists()
    assert (stick / "identiteit.json").exists()
    shown = _rows("toon", "--map", folder)
    assert shown["identiteit"]["bewaring"] == "drager"
    assert _rows("maak", "--map", folder, "--oin", OIN) == {}  # not made anew because it is away
    apply = ("lijst", "meld-aan", "--map", folder, "--naam", "Politie", "--soort", "politie", "--uit")
    assert "KNOOPPUNT_IDENTITEIT_MAP" in _run(*apply, tmp_path / "a", code=ExitCode.FAILURE).stderr
    monkeypatch.setenv("KNOOPPUNT_IDENTITEIT_MAP", str(stick))
    _run(*apply, tmp_path / "a")
    assert shown["identiteit"]["openbaar"]["ed25519"] in (tmp_path / "a").read_text()


def test_a_carrier_of_another_is_refused(tmp_path, monkeypatch):
    """The identity key of another organisation, or an empty carrier, signs nothing here."""
    _run("maak", "--map", tmp_path / "p", "--oin", OIN, "--identiteit", tmp_path / "eigen")
    _run("maak", "--map", tmp_path / "q", "--oin", OTHER, "--identiteit", tmp_path / "ander")
    (tmp_path / "leeg").mkdir()
    apply = ("lijst", "meld-aan", "--map", tmp_path / "p", "--naam", "P", "--soort", "politie", "--uit", tmp_path / "a")
    for carrier in ("ander", "leeg"):
        monkeypatch.setenv("KNOOPPUNT_IDENTITEIT_MAP", str(tmp_path / carrier))
        assert "losse drager" in _run(*apply, code=ExitCode.FAILURE).stderr
    monkeypatch.delenv("KNOOPPUNT_IDENTITEIT_MAP")
    public = tmp_path / "p" / "identiteit-openbaar.json"
    other = (tmp_path / "q" / "identiteit-openbaar.json").read_bytes()
    public.write_bytes(other)
    assert "hoort niet bij deze organisatie" in _run("toon", "--map", tmp_path / "p", code=ExitCode.FAILURE).stderr


def test_an_empty_folder_has_nobody_to_sign_for(tmp_path):
    """Without keys there is no organisation, and nothing is signed."""
    apply = (
        "lijst",
        "meld-aan",
        "--map",
        tmp_path / "leeg",
        "--naam",
        "P",
        "--soort",
        "politie",
        "--uit",
        tmp_path / "a",
    )
    assert "geen sleutels" in _run(*apply, code=ExitCode.FAILURE).stderr
    assert not (tmp_path / "a").exists()
