# SPDX-License-Identifier: EUPL-1.2
"""The partner folder: keys that others may read are refused, and only what was pinned is trusted."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from adapters.gateway.commandline import app
from adapters.gateway.contractfile import read_proposals
from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.partner import Partner, load_partner, make_partner
from adapters.gateway.proposal import Bevinding, Voorstel
from adapters.gateway.settings import load_settings
from audit.proof import jcs
from core.keychain import ceremony
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from tests.adapters.gateway.logs import Signer

if TYPE_CHECKING:
    from pathlib import Path

ACTIVITY = "https://knooppunt.example/verwerkingen/casus-delen"


def made(folder: Path, number: int = 0, soort: str = "gemeente", passphrase: bytes | None = None) -> Partner:
    oin = f"{99_000_000_002_000 + number:020d}"
    make_partner(Partner(folder, oin, soort, 'Gemeente "Voorbeeld"', ("veiligheid",), ACTIVITY, passphrase=passphrase))
    return load_partner(folder, passphrase)


def listed(partners: list[Partner], policy: bytes, modus: str = "demo") -> tuple[bytes, str]:
    fields = {
        "modus": modus,
        "versie": 1,
        "gemaakt": 1,
        "drempel": 2,
        "functionarissen": [],
        "beheerder": {"oin": "00000099000000009900", "antwoordsleutel": HttpPrivateKey.generate().public.to_json()},
        "getuigen": [],
        "tlog_policy_sha256": hashlib.sha256(policy).hexdigest(),
    }
    applications = [ceremony.apply(p.keys.identity, oin=p.oin, naam="Voorbeeld", soort=p.soort) for p in partners]
    body = ceremony.draft(fields, applications)
    data = ceremony.assemble(body, [ceremony.sign(body, p.oin, p.keys.identity) for p in partners])
    return data, Deelnemerslijst.parse(data).fingerprint


@pytest.fixture
def two(tmp_path: Path) -> list[Partner]:
    """Two new partners."""
    return [made(tmp_path / str(number), number) for number in range(2)]


def test_folder_comes_back_as_it_was_made(two: list[Partner]) -> None:
    """What was made is read back, a second making keeps the keys, and all files are for the owner only."""
    first = two[0]
    before = first.keys.identity.public.id
    make_partner(first)
    again = load_partner(first.folder)
    assert again.keys.identity.public.id == before
    assert again.naam == 'Gemeente "Voorbeeld"'
    assert {path.stat().st_mode & 0o077 for path in first.folder.rglob("*") if path.is_file()} == {0}


def test_encrypted_keys_need_their_passphrase(tmp_path: Path) -> None:
    """Key files under a passphrase open with it and not without it."""
    assert made(tmp_path / "p", passphrase=b"een lange zin").keys.identity
    with pytest.raises(ConfigError):
        _ = load_partner(tmp_path / "p").keys.identity


def test_key_that_others_may_read_is_refused(two: list[Partner]) -> None:
    """A key file or local file open to others stops everything, with its name and without its content."""
    path = two[0].folder / "sleutels" / "identiteit.json"
    path.chmod(0o644)
    with pytest.raises(ConfigError, match=r"identiteit\.json"):
        _ = load_partner(two[0].folder).keys.identity
    (two[1].folder / "lokaal.json").chmod(0o640)
    with pytest.raises(ConfigError, match="lokaal"):
        two[1].keys.local("logboek")


def test_pinned_list_and_policy_are_trusted(two: list[Partner]) -> None:
    """After pinning, list and policy are read back under the pinned fingerprint."""
    policy = Signer().policy_text()
    data, fingerprint = listed(two, policy)
    two[0].pin(data, policy, fingerprint)
    again = load_partner(two[0].folder)
    assert again.lijst.fingerprint == fingerprint
    assert len(again.policy.logs) == 2


def test_other_list_than_pinned_is_refused(two: list[Partner]) -> None:
    """A list that was soundly signed but not pinned is not used, also when it is put into the folder."""
    policy = Signer().policy_text()
    data, fingerprint = listed(two, policy)
    other, _ = listed(two, policy)
    with pytest.raises(VerificationError):
        two[0].pin(other, policy, fingerprint)
    two[0].pin(data, policy, fingerprint)
    (two[0].folder / "deelnemerslijst.json").write_bytes(other)
    with pytest.raises(VerificationError):
        _ = load_partner(two[0].folder).lijst


def test_other_policy_than_the_list_names_is_refused(two: list[Partner]) -> None:
    """A tlog-policy whose hash the list does not name is refused: nobody swaps the keys of the log."""
    policy = Signer().policy_text()
    data, fingerprint = listed(two, policy)
    with pytest.raises(VerificationError):
        two[0].pin(data, Signer().policy_text(), fingerprint)


def test_list_with_another_key_for_us_is_refused(two: list[Partner], tmp_path: Path) -> None:
    """A list in which this partner stands with a key that is not here is refused, however well signed."""
    policy = Signer().policy_text()
    twin = made(tmp_path / "twin", 0)
    data, fingerprint = listed([twin, two[1]], policy)
    with pytest.raises(VerificationError) as caught:
        two[0].pin(data, policy, fingerprint)
    assert caught.value.reden == "deelnemerslijst-eigen-sleutel"


def test_broken_settings_are_told_without_their_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server address with a path or user is refused, and the value is not repeated."""
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", "http://x/geheim?bsn=1")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "KNOOPPUNT_SERVER_URL" in str(caught.value)
    assert "geheim" not in str(caught.value)


GOOD = {"casus": "c", "categorie": "wpg-8", "inhoud": {}, "ontvangers": [{"oin": "1", "eenheid": "e"}]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "geen-json"),
        ('{"casus": "a", "casus": "b"}', "geen-json"),
        ("[]x", "geen-json"),
        ('"tekst"', "geen-object"),
        (json.dumps({**GOOD, "naam": "Jansen"}), "onbekend-veld"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "casus"}), "ontbreekt"),
        (json.dumps({**GOOD, "feiten": []}), "verkeerde-soort-waarde"),
        (json.dumps({**GOOD, "feiten": {"x": "ja"}}), "verkeerde-soort-waarde"),
        (json.dumps({**GOOD, "bewaren_tot": True}), "verkeerde-soort-waarde"),
        (json.dumps({**GOOD, "ontvangers": [{"oin": "1"}]}), "geen-ontvanger"),
        ('{"casus": "a\x00"}', "geen-json"),
    ],
)
def test_bad_line_is_a_finding_and_the_rest_is_read(tmp_path: Path, line: str, reason: str) -> None:
    """A bad line gives one finding with its number and no value, and the lines around it are read."""
    path = tmp_path / "in.ndjson"
    path.write_text("\n".join([json.dumps(GOOD), line, "", json.dumps(GOOD)]))
    found = list(read_proposals(path))
    assert [type(item) for item in found] == [Voorstel, Bevinding, Voorstel]
    assert isinstance(found[1], Bevinding)
    assert (found[1].regel, found[1].reden) == (2, reason)
    assert "Jansen" not in json.dumps(found[1].to_json())
    assert isinstance(found[2], Voorstel)
    assert found[2].bron_regel == 4


def test_array_of_proposals_is_read(tmp_path: Path) -> None:
    """One JSON array of proposals is read as well, numbered in order."""
    path = tmp_path / "in.json"
    path.write_text(json.dumps([GOOD, {**GOOD, "uitvraag": "u"}], indent=2))
    found = list(read_proposals(path))
    assert [item.bron_regel for item in found if isinstance(item, Voorstel)] == [1, 2]


def test_a_policy_without_witnesses_is_refused_outside_a_demo(two: list[Partner]) -> None:
    """A list in productie whose tlog-policy asks for no witnesses is not pinned, and not used when it lies there."""
    policy = Signer().policy_text()
    data, fingerprint = listed(two, policy, modus="productie")
    with pytest.raises(VerificationError, match="quorum none"):
        two[0].pin(data, policy, fingerprint)
    assert load_partner(two[0].folder).vingerafdruk is None


def test_a_draft_outside_a_demo_is_signed_only_with_its_policy(
    two: list[Partner], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`onderteken-lijst` asks for the tlog-policy of a list in productie, and refuses one without a quorum."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(two[0].folder))
    policy = tmp_path / "tlog-policy"
    policy.write_bytes(Signer().policy_text())
    for modus, more, code in (
        ("productie", (), 3),
        ("productie", ("--tlog-policy", str(policy)), 3),
        ("demo", ("--tlog-policy", str(policy)), 0),
        ("demo", (), 0),
    ):
        data, _ = listed(two, policy.read_bytes(), modus)
        draft, out = tmp_path / "ontwerp", tmp_path / "uit"
        draft.write_bytes(jcs.encode(jcs.decode(data)["lijst"]))
        result = CliRunner().invoke(app, ["onderteken-lijst", str(draft), "--naar", str(out), *more])
        assert (result.exit_code, out.exists()) == (code, code == 0), result.output
