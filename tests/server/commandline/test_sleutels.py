# SPDX-License-Identifier: EUPL-1.2
"""The offline ceremony from the command line, as each partner would type it."""

import hashlib
import json
import stat

import pytest
from typer.testing import CliRunner

from audit.signer import LogSigner, policy_text
from core.contract.exitcodes import ExitCode
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from server.commandline.sleutels import app

OINS = tuple(f"00000099000000{n}0000" for n in (10, 20, 30))
KINDS = dict(zip(OINS, ("politie", "gemeente", "om"), strict=True))


def _run(*arguments, code=ExitCode.DONE, **more):
    result = CliRunner().invoke(app, [str(item) for item in arguments], **more)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def partners(tmp_path):
    """Three partner folders with keys and an application each, and one jurist."""
    for oin, kind in KINDS.items():
        folder = tmp_path / kind
        _run("maak", "--map", folder, "--oin", oin, "--eenheid", "intake")
        _run(
            *("lijst", "meld-aan", "--map", folder, "--naam", kind.title(), "--soort", kind),
            *("--uit", tmp_path / f"{kind}.aanmelding"),
        )
    _run("maak", "--map", tmp_path / "om", "--oin", OINS[2], "--functionaris", "jurist-1")
    return tmp_path


def _public(folder, role):
    rows = json.loads(_run("toon", "--map", folder, "--json").stdout)["sleutels"]
    return next(row["openbaar"] for row in rows if row["rol"] == role)


def _draft(partners, **changes):
    fields = {
        "modus": "demo",
        "versie": 1,
        "gemaakt": 1_000,
        "drempel": 2,
        "functionarissen": [
            {
                "id": "jurist-1",
                "oin": OINS[2],
                "functie": "jurist",
                "sleutel": _public(partners / "om", "functionaris"),
            }
        ],
        "beheerder": {
            "oin": "00000099000000990000",
            "antwoordsleutel": HttpPrivateKey.generate().public.to_json(),
        },
        "getuigen": [],
        "tlog_policy_sha256": "ab" * 32,
        **changes,
    }
    (partners / "gegevens.json").write_text(json.dumps(fields))
    applications = sorted(partners.glob("*.aanmelding"))
    return ("lijst", "stel-op", "--gegevens", partners / "gegevens.json", "--uit", partners / "ontwerp", *applications)


def _sign(partners, kind, *more, **extra):
    return _run(
        *("lijst", "onderteken", "--map", partners / kind, partners / "ontwerp"),
        *("--uit", partners / f"{kind}.handtekening", *more),
        **extra,
    )


def test_the_whole_ceremony(partners):
    """Make keys, apply, draft, sign apart, close: the result is a list that verifies and passes its pin."""
    _run(*_draft(partners))
    for kind in ("politie", "gemeente"):
        _sign(partners, kind, "--ja")
    target = partners / "deelnemerslijst.json"
    closed = _run(
        *("lijst", "sluit", partners / "ontwerp", "--uit", target, "--json"),
        *sorted(partners.glob("*.handtekening")),
    )
    shown = json.loads(closed.stdout)
    lijst = Deelnemerslijst.parse(target.read_bytes(), shown["vingerafdruk"])
    assert shown["ondertekenaars"] == list(lijst.ondertekenaars) == list(OINS[:2])
    assert lijst.fingerprint in _run("lijst", "toon", target).stdout
    _run("lijst", "toon", target, "--vingerafdruk", lijst.fingerprint)
    _run("lijst", "toon", target, "--vingerafdruk", "00" * 32, code=ExitCode.VERIFICATION)


def test_too_few_signatures_close_nothing(partners):
    """Below the threshold there is no list, and no file."""
    _run(*_draft(partners))
    _sign(partners, "om", "--ja")
    target = partners / "deelnemerslijst.json"
    _run(
        *("lijst", "sluit", partners / "ontwerp", "--uit", target, partners / "om.handtekening"),
        code=ExitCode.VERIFICATION,
    )
    assert not target.exists()


def test_who_says_no_signs_nothing(partners):
    """The signer sees the list first; without a yes there is no signature."""
    _run(*_draft(partners))
    shown = _sign(partners, "om", code=ExitCode.REFUSED, input="n\n")
    assert "Vingerafdruk" in shown.output
    assert not (partners / "om.handtekening").exists()
    _sign(partners, "om", input="y\n")


def test_an_unsound_draft_is_refused(partners):
    """A threshold of one organisation makes no draft."""
    _run(*_draft(partners, drempel=1), code=ExitCode.VERIFICATION)
    assert not (partners / "ontwerp").exists()


def test_keys_are_private_and_made_once(partners):
    """All key files are 0600; making again makes nothing new; a file open to others stops the command."""
    folder = partners / "politie"
    files = sorted((folder / "sleutels").iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    before = [path.read_bytes() for path in files]
    again = _run("maak", "--map", folder, "--oin", OINS[0], "--eenheid", "intake", "--json")
    assert json.loads(again.stdout) == {"sleutels": []}
    assert [path.read_bytes() for path in files] == before
    _run("maak", "--map", folder, "--oin", OINS[1], code=ExitCode.FAILURE)
    files[0].chmod(0o644)
    _run("toon", "--map", folder, code=ExitCode.FAILURE)


def test_no_seed_reaches_the_screen(partners):
    """Neither the table nor the JSON of `toon` holds a private part."""
    folder = partners / "om"
    shown = _run("toon", "--map", folder).output + _run("toon", "--map", folder, "--json").output
    for path in (folder / "sleutels").iterdir():
        assert not any(seed in shown for seed in json.loads(path.read_text())["sleutel"].values())


def test_the_passphrase_of_the_environment_encrypts(tmp_path, monkeypatch):
    """With a passphrase set, key files are encrypted and only open with it."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_WACHTZIN", "een lange wachtzin")
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(tmp_path))
    _run("maak", "--oin", OINS[0])
    assert "versleuteld" in (tmp_path / "sleutels" / "identiteit.json").read_text()
    _run("toon")
    monkeypatch.delenv("KNOOPPUNT_PARTNER_WACHTZIN")
    _run("toon", code=ExitCode.FAILURE)


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("maak",),
        ("toon",),
        ("lijst",),
        *(("lijst", c) for c in ("meld-aan", "stel-op", "onderteken", "sluit", "toon")),
    ],
)
def test_help_is_dutch_and_has_examples(command):
    """Every command explains itself, and those that do something show an example."""
    shown = _run(*command, "--help").output
    if command not in {(), ("lijst",)}:
        assert "Voorbeeld: knooppunt sleutels" in shown


@pytest.mark.parametrize("oin", ["123", "x" * 20])
def test_a_malformed_oin_is_a_usage_error(tmp_path, oin):
    """An OIN has twenty digits."""
    _run("maak", "--map", tmp_path, "--oin", oin, code=ExitCode.USAGE)


def test_outside_a_demo_the_policy_is_seen_first(partners):
    """In productie nothing is drawn up or signed without a tlog-policy whose witnesses can be relied on."""
    refused = _run(*_draft(partners, modus="productie"), code=ExitCode.VERIFICATION)
    assert "--tlog-policy" in refused.stderr
    policy = partners / "tlog-policy"
    policy.write_text(policy_text(LogSigner.generate(), "log.example/knooppunt"))
    digest = hashlib.sha256(policy.read_bytes()).hexdigest()
    command = _draft(partners, modus="productie", tlog_policy_sha256=digest)
    refused = _run(*command, "--tlog-policy", policy, code=ExitCode.VERIFICATION)
    assert "quorum none" in refused.stderr
    assert not (partners / "ontwerp").exists()
    _run(*_draft(partners, modus="demo", tlog_policy_sha256=digest), "--tlog-policy", policy)
    refused = _sign(
        partners, "politie", "--ja", "--tlog-policy", partners / "gegevens.json", code=ExitCode.VERIFICATION
    )
    assert "tlog-policy" in refused.stderr
    _sign(partners, "politie", "--ja", "--tlog-policy", policy)
