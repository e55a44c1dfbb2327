# SPDX-License-Identifier: EUPL-1.2
"""The register: whole or not at all, one activity per purpose and act, versions by time."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import core.contract
import core.register
from core.casus.lijsten import lijsten
from core.contract import verwerkingen
from core.register import Register, RegisterError, UnknownActivity
from core.register.register import FILES

DATA = Path(core.register.__file__).parent / "gegevens"
CONTRACT = Path(core.contract.__file__).parent
VOCABULARY = Path(__file__).resolve().parents[3] / "policies" / "vocabulaire.toml"
START = 1_740_783_600_000  # 2025-03-01 00:00 Europe/Amsterdam


def data() -> dict[str, Any]:
    return {name: tomllib.loads(place(name).read_text("utf-8")) for name in FILES}


def place(name: str) -> Path:
    """Return where a file of the register stands: the activities stand in the contract, for both sides."""
    return (CONTRACT if name == "verwerkingen" else DATA) / f"{name}.toml"


def findings(changed: dict[str, Any]) -> str:
    with pytest.raises(RegisterError) as caught:
        Register(changed)
    return " | ".join(caught.value.bevindingen)


@pytest.fixture(scope="module")
def register() -> Register:
    """The register of this version."""
    return Register.load()


def test_thirteen_partners_two_workers_ten_regions(register) -> None:
    """The kinds and regions of the founding documents, with the two Brabant regions in one column."""
    assert sum(register.is_partner(code) for code in register.soorten) == 13
    assert {code for code, soort in register.soorten.items() if soort.rol == "werker"} == {"riec-bureau", "liec"}
    assert not register.is_partner("bank")
    assert len(register.regios) == 10
    assert len({regio.rapporteert_als for regio in register.regios.values()}) == 9


def test_codes_are_those_of_the_rules(register) -> None:
    """Kinds, categories, purposes and acts of the register are codes of the vocabulary, and each purpose is there."""
    rules = tomllib.loads(VOCABULARY.read_text("utf-8"))
    assert set(register.soorten) <= set(rules["wie"])
    assert {c for soort in register.soorten.values() for c in soort.gegevens} <= set(rules["wat"])
    assert {row.doel for row in register.verwerkingen} == set(rules["doel"])
    assert {act for row in register.verwerkingen for act in row.handelingen} == set(rules["handeling"])


def test_every_act_in_a_case_has_an_activity(register) -> None:
    """For the purposes of a case each act that can happen in it is registered, with a URI, a basis and its mark."""
    acts = {act for row in register.verwerkingen if row.code.startswith("oc-") for act in row.handelingen}
    assert {"verstrekken", "lezen", "verzoeken", "openen", "wijzigen", "vernietigen"} <= acts
    for doel in lijsten().doelen:
        for act in acts:
            found = register.activity_for(doel, act)
            assert found.uri == f"https://knooppunt.example/verwerkingen/{found.code}"
            assert found.grondslag
            assert found.zekerheid
            assert register.activity(found.uri) is found


def test_unregistered_purpose_act_or_uri_has_no_activity(register) -> None:
    """Nothing may be processed without a registered activity."""
    for doel, act in (("oc", "dansen"), ("zomaar", "lezen"), ("rechten", "analyseren")):
        with pytest.raises(UnknownActivity):
            register.activity_for(doel, act)
    with pytest.raises(UnknownActivity):
        register.activity("https://knooppunt.example/verwerkingen/niets")


def test_activity_holds_from_its_date(register) -> None:
    """Before its first day there is no activity, from its first millisecond there is."""
    assert register.activity_for("oc", "lezen", START).vanaf == START
    with pytest.raises(UnknownActivity):
        register.activity_for("oc", "lezen", START - 1)
    with pytest.raises(UnknownActivity):
        register.activity("https://knooppunt.example/verwerkingen/oc-raadplegen", START - 1)


def test_new_version_takes_over_on_its_day() -> None:
    """The older version stays citable for its time; the digest changes with the data."""
    changed = data()
    first = next(row for row in changed["verwerkingen"]["verwerking"] if row["code"] == "oc-raadplegen")
    changed["verwerkingen"]["verwerking"].append(first | {"versie": 2, "vanaf": date(2027, 1, 1)})
    register = Register(changed)
    assert register.activity_for("oc", "lezen", START).versie == 1
    assert register.activity_for("oc", "lezen").versie == 2
    assert register.activity("https://knooppunt.example/verwerkingen/oc-raadplegen", START).versie == 1
    assert register.digest != Register.load().digest


def test_digest_is_stable_and_shown_short(register) -> None:
    """The same files give the same digest."""
    assert register.digest == Register(data()).digest
    assert repr(register).startswith(f"Register(digest={register.digest[:12]}")


def test_duplicates_overlaps_and_unknown_roles_are_all_named() -> None:
    """Every finding is in one refusal."""
    changed = data()
    changed["partnersoorten"]["soort"][0]["rol"] = "vriend"
    changed["partnersoorten"]["soort"].append(changed["partnersoorten"]["soort"][1])
    changed["regios"]["regio"].append(changed["regios"]["regio"][0])
    rows = changed["verwerkingen"]["verwerking"]
    rows.append(rows[0] | {"code": "dubbel"})
    rows.append(rows[1] | {"versie": 3})
    text = findings(changed)
    for part in (
        "onbekende rol",
        "partnersoort 'provincie' staat er twee",
        "regio 'amsterdam-amstelland'",
        "ook 'dubbel'",
    ):
        assert part in text
    assert "zijn niet 1, 2, 3" in text
    assert "begint later" in text


@pytest.mark.parametrize("name", FILES)
def test_partial_load_is_refused(name: str, tmp_path: Path) -> None:
    """A missing, unreadable or empty file stops the start."""
    partial = data()
    del partial[name]
    assert f"bestand '{name}' ontbreekt" in findings(partial)
    folder = tmp_path / "gegevens"
    shutil.copytree(DATA, folder)
    shutil.copy(place("verwerkingen"), folder)
    for content in (b"", b"\xff\xfe", b"[["):
        (folder / f"{name}.toml").write_bytes(content)
        with pytest.raises(RegisterError):
            Register.load(folder)
    (folder / f"{name}.toml").unlink()
    with pytest.raises(RegisterError):
        Register.load(folder)


def test_rows_without_content_are_refused() -> None:
    """An empty list, an empty basis or a row without acts is no register."""
    for name, key in (("partnersoorten", "soort"), ("regios", "regio"), ("verwerkingen", "verwerking")):
        changed = data()
        changed[name][key] = []
        assert "er is geen" in findings(changed)
    for field, value in (("grondslag", ""), ("handelingen", []), ("vanaf", "gisteren"), ("versie", "x")):
        changed = data()
        changed["verwerkingen"]["verwerking"][0][field] = value
        assert "verkeerde waarde" in findings(changed)


def test_a_confidential_activity_is_one_of_its_own() -> None:
    """A category of investigation falls under a confidential activity, another one of the same act under the open one."""
    rows = verwerkingen.load()
    secret = rows.for_act("oc", "verstrekken", START, "wpg-10a")
    assert (secret.code, secret.reden != "") == ("oc-verstrekken-vertrouwelijk", True)
    for categorie in ("wpg-8", "fiscaal", None):
        assert rows.for_act("oc", "verstrekken", START, categorie).code == "oc-verstrekken"
    assert rows.for_act("oc", "openen", START, "wpg-9").vertrouwelijk == ()
    with pytest.raises(UnknownActivity):
        rows.for_act("oc", "verstrekken", START - 1, "wpg-9")


def test_confidential_categories_are_codes_with_a_reason(register) -> None:
    """Each confidential activity names categories of the vocabulary and its reason; one without the other is refused."""
    rules = tomllib.loads(VOCABULARY.read_text("utf-8"))
    secret = [row for row in register.verwerkingen if row.vertrouwelijk]
    assert {category for row in secret for category in row.vertrouwelijk} <= set(rules["wat"])
    assert {row.doel for row in secret} == {*lijsten().doelen, "rechten"}
    for field, value in (("vertrouwelijk", ["wpg-9"]), ("reden", "zomaar")):
        changed = data()
        changed["verwerkingen"]["verwerking"][0][field] = value
        assert "verkeerde waarde" in findings(changed)


def test_reading_a_logbook_has_an_open_and_a_confidential_activity() -> None:
    """Reading for rights is registered twice, so that looking in the confidential logbook is itself confidential."""
    rows = verwerkingen.load()
    assert rows.for_rights(START).code == "rechten"
    assert rows.for_rights(START, confidential=True).code == "rechten-vertrouwelijk"
    with pytest.raises(UnknownActivity):
        rows.for_rights(START - 1)


def test_two_confidential_activities_for_one_category_are_refused() -> None:
    """A category falls under one activity: a second one for the same act is named."""
    changed = data()
    rows = changed["verwerkingen"]["verwerking"]
    secret = next(row for row in rows if row["code"] == "oc-raadplegen-vertrouwelijk")
    rows.append(secret | {"code": "nog-een", "vertrouwelijk": ["wpg-9"]})
    assert "ook 'nog-een'" in findings(changed)
