# SPDX-License-Identifier: EUPL-1.2
"""Where the URI of a processing activity leads: a page or JSON, at a moment, the same for everyone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from lxml import html

from adapters.gateway.errors import ConfigError
from adapters.gateway.settings import load_settings
from core.contract import verwerkingen
from core.contract.verwerkingen import Activiteiten, UnknownActivity
from server import settings, wiring
from server.errors import SettingsError
from server.settings import Settings
from tests.core.exchange.conftest import Zaak

if TYPE_CHECKING:
    import httpx

    from tests import kit

ROOT = Path(__file__).resolve().parents[2]
START = verwerkingen.load().rijen[0].vanaf
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ELSEWHERE = "https://register.example/riec/"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The register is published at another address, for as long as the test lasts."""
    monkeypatch.setenv(verwerkingen.SETTING, ELSEWHERE)
    verwerkingen.base.cache_clear()
    yield ELSEWHERE
    monkeypatch.undo()
    verwerkingen.base.cache_clear()


def path_of(uri: str) -> str:
    """The path at the backbone to which a URI leads."""
    assert uri.startswith(verwerkingen.base())
    return f"/verwerkingen/{uri.removeprefix(verwerkingen.base())}"


def test_every_registered_uri_resolves_for_programs_and_for_people(http: httpx.Client) -> None:
    """Each activity gives JSON that fits the published schema, and a page with its name and URI."""
    schema = json.loads((ROOT / "docs/naslag/verwerkingsregister.schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator({"$ref": "#/$defs/verwerking", "$defs": schema["$defs"]})
    for row in verwerkingen.load().rijen:
        found = http.get(path_of(row.uri), headers={"Accept": "application/json"})
        assert (found.status_code, found.headers["content-type"]) == (200, "application/json")
        check.validate(found.json())
        assert (found.json()["uri"], found.json()["versie"]) == (row.uri, row.versie)
    page = http.get(path_of(row.uri), headers={"Accept": BROWSER})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert row.naam in page.text
    assert row.uri in page.text


def test_the_list_names_every_activity(http: httpx.Client) -> None:
    """Without a code the register gives all activities, as JSON and as a page."""
    rows = http.get("/verwerkingen").json()["verwerkingen"]
    assert {row["uri"] for row in rows} == {row.uri for row in verwerkingen.load().rijen}
    page = http.get("/verwerkingen", headers={"Accept": BROWSER}).text
    assert all(row["naam"] in html.fromstring(page).text_content() for row in rows)
    assert http.get("/verwerkingen", params={"op": START - 1}).json() == {"verwerkingen": []}


@pytest.mark.parametrize("op", [START, "2025-03-01", "2026-11-22T14:03:00+01:00"])
def test_a_moment_selects_the_version(http: httpx.Client, op: Any) -> None:
    """A day, a time with its zone and milliseconds each name the version that was in force."""
    found = http.get("/verwerkingen/oc-raadplegen", params={"op": op})
    assert (found.status_code, found.json()["versie"]) == (200, 1)


@pytest.mark.parametrize("path", ["/verwerkingen/bestaat-niet", f"/verwerkingen/oc-raadplegen?op={START - 1}"])
def test_unknown_or_not_yet_is_not_found(http: httpx.Client, path: str) -> None:
    """An unknown activity, and a known one before its first day, give a problem document."""
    found = http.get(path)
    assert (found.status_code, found.headers["content-type"]) == (404, "application/problem+json")
    assert found.json()["type"] == "urn:knooppunt:fout:niet-gevonden"


@pytest.mark.parametrize(
    "path", ["/verwerkingen/OC", "/verwerkingen?op=gisteren", "/verwerkingen?op=2026-11-22T14:03:00"]
)
def test_what_is_no_code_or_moment_is_refused(http: httpx.Client, path: str) -> None:
    """Capitals in a code, a word as moment and a time without its zone are invalid input, and are not repeated."""
    found = http.get(path)
    assert (found.status_code, found.json()["type"]) == (400, "urn:knooppunt:fout:ongeldige-invoer")
    assert "gisteren" not in found.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/html;q=0.5, application/json", "application/json"),
        ("application/json;q=0.5, text/html", "text/html; charset=utf-8"),
        ("text/html;q=onzin", "application/json"),
    ],
)
def test_the_caller_chooses_the_form(http: httpx.Client, accept: str, kind: str) -> None:
    """A browser gets the page, a program JSON; weights decide between both, and nonsense counts as nothing."""
    found = http.get("/verwerkingen/oc-casus", headers={"Accept": accept})
    assert found.headers["content-type"] == kind
    assert found.headers["vary"] == "Accept"


def test_it_may_be_cached_and_the_page_runs_nothing(http: httpx.Client) -> None:
    """Both forms may be kept by anyone; the page may use its own style and nothing else."""
    page = http.get("/verwerkingen/oc-casus", headers={"Accept": BROWSER})
    assert page.headers["cache-control"] == "public, max-age=3600"
    assert page.headers["etag"] != http.get("/verwerkingen/oc-casus").headers["etag"]
    styles = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    policy = page.headers["content-security-policy"]
    assert digests
    assert all(f"'sha256-{digest}'" in policy for digest in digests)
    assert policy.startswith("default-src 'none'; style-src ")
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert http.head("/verwerkingen/oc-casus").content == b""


def test_what_is_confidential_stands_there_in_general_words(http: httpx.Client) -> None:
    """That it exists, what for, on what basis and why; not which acts, data or recipients. An open one has those."""
    secret = http.get("/verwerkingen/oc-verstrekken-vertrouwelijk").json()
    assert secret["vertrouwelijk"] is True
    assert secret["vertrouwelijk_reden"].startswith("Wie zijn eigen gegevens opvraagt")
    assert [secret[name] for name in ("handelingen", "gegevens", "ontvangers", "bewaartermijnen")] == [[]] * 4
    page = http.get("/verwerkingen/oc-verstrekken-vertrouwelijk", headers={"Accept": BROWSER}).text
    assert "olitiegegevens" not in page
    plain = http.get("/verwerkingen/oc-verstrekken").json()
    assert all(plain[name] for name in ("handelingen", "gegevens", "ontvangers", "bewaartermijnen"))


def test_what_happens_changes_no_byte(http: httpx.Client, operator: kit.Backbone) -> None:
    """The public register is the same before and after acts: it cannot tell anybody that something happened."""
    paths = ["/verwerkingen", "/verwerkingen/oc-verstrekken", "/verwerkingen/oc-verstrekken-vertrouwelijk"]
    before = [http.get(path, headers={"Accept": form}).content for path in paths for form in ("*/*", BROWSER)]
    zaak = Zaak(operator)
    zaak.phase("weging")
    zaak.phase("verrijking-gesloten")
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    assert before == [http.get(path, headers={"Accept": form}).content for path in paths for form in ("*/*", BROWSER)]
    assert "werkelijk" not in http.get("/verwerkingen/oc-verstrekken").json()


def test_a_deployer_publishes_it_at_its_own_address(http: httpx.Client, elsewhere: str) -> None:
    """With another base each URI begins there, its code still leads to it, and what was written before names the same."""
    row = verwerkingen.load().of_code("oc-casus")
    assert row.uri == f"{elsewhere}oc-casus"
    assert http.get(path_of(row.uri)).json()["code"] == "oc-casus"
    assert verwerkingen.load().version(f"{verwerkingen.URI}oc-casus") == verwerkingen.load().version(row.uri)
    with pytest.raises(UnknownActivity):
        Activiteiten(verwerkingen.read()["verwerking"]).version("https://iemand.example/oc-casus")


@pytest.mark.parametrize("value", ["https://register.example", "register.example/x/", "https://a.example/?x=/"])
def test_a_base_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """An address without closing slash, scheme, or with a query is refused by the settings and where URIs are made."""
    monkeypatch.setenv(verwerkingen.SETTING, value)
    verwerkingen.base.cache_clear()
    try:
        with pytest.raises(ValueError, match=verwerkingen.SETTING):
            verwerkingen.base()
        with pytest.raises(SettingsError, match=verwerkingen.SETTING):
            settings.load()
        with pytest.raises(ConfigError, match=verwerkingen.SETTING):
            load_settings()
    finally:
        monkeypatch.undo()
        verwerkingen.base.cache_clear()


def test_a_base_that_only_the_server_knows_keeps_it_from_starting(tmp_path: Path) -> None:
    """A base set in code and not in the environment would differ from that of the gateways: nothing starts."""
    with pytest.raises(SettingsError, match=verwerkingen.SETTING):
        wiring.open_backbone(Settings(data_dir=tmp_path, verwerkingen_uri=ELSEWHERE))
