# SPDX-License-Identifier: EUPL-1.2
"""Counting persons in own supplies, at a gateway around a real backbone: distinct, signed, and of nobody else's records."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway import datalek
from adapters.gateway.commandline import app
from adapters.gateway.errors import ConfigError
from adapters.gateway.sleutels import gelekt
from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.keychain import datalektelling
from core.keychain.datalektelling import Verzoek
from core.keychain.keys import Rol
from core.keychain.keystore import Bestandsrol
from core.keychain.signatures import PrivateKey
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import BSN, NAME, content, proposal, sent, supply
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OVER = str(uuid.uuid4())
DAYS, KNOWN = "2026-11-01..2026-11-30", "2026-11-22T14:03"
ASKED = f"geb datalek --sleutel SLEUTEL --periode {DAYS} --bekend {KNOWN} --uit "


class Kring(Ring):
    """A ring of which the belastingdienst has a data protection officer on the list."""

    def officers(self) -> list[dict[str, Any]]:
        key = PrivateKey.generate().public.to_json()
        return [{"id": "fg-1", "oin": self.oin("belastingdienst"), "functie": "fg", "sleutel": key}]


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and three partners, for all tests here."""
    made = Kring(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "belastingdienst"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus in which BSNs may go to the belastingdienst."""
    made = case_with(ring, "politie", "belastingdienst")
    legal = [
        ring.fact("bsn-grondslag", casus=made, organisatie=ring.oin(who)) for who in ("belastingdienst", "politie")
    ]
    ring.state("gemeente", *legal, officer="jurist-a")
    ring.sync()
    return made


@pytest.fixture(scope="module")
def records(ring: Ring, casus: str) -> list[tuple[str, str]]:
    """Supplies of politie about three persons: one twice under its BSN, one without, one beside a firm."""
    found = []
    for _ in range(2):
        reference = str(uuid.uuid4())
        uitslag = supply(
            ring["politie"],
            proposal(ring, casus, "belastingdienst", inhoud=content(reference), nummers={reference: BSN}),
        )
        assert len(uitslag.records) == 2, uitslag.to_json()
        found += list(zip(uitslag.records, ("wpg-8", "bsn"), strict=True))
    firm = {"soort": "rechtspersoon", "onderwerp": str(uuid.uuid4()), "naam": "Voorbeeld BV"}
    both = content(str(uuid.uuid4()))
    both["betrokkenen"].append(firm)
    ring["politie"].drain()
    for inhoud in (content(str(uuid.uuid4())), both):
        found.append((sent(ring["politie"], proposal(ring, casus, "belastingdienst", inhoud=inhoud)), "wpg-8"))
    ring.sync()
    opened = ring["belastingdienst"].fetch(ring.people["belastingdienst"]).geopend
    assert {record for record, _ in found} <= set(opened)
    return found


def asked(ring: Ring, *records: tuple[str, str], who: str = "politie") -> Verzoek:
    return Verzoek(OVER, ring.oin(who), records)


def test_the_count_is_the_number_of_distinct_persons(ring: Ring, records: list[tuple[str, str]]) -> None:
    """One person under one BSN counts once, a firm never; per category too, and the signature holds."""
    made = datalek.count(ring["politie"], asked(ring, *records))
    made.check(ring["gemeente"].desk.directory)
    assert (made.personen, made.bekend, made.onbekend) == (3, 6, 0)
    assert dict(made.categorieen) == {"wpg-8": 3, "bsn": 1}
    assert datalek.count(ring["politie"], asked(ring, records[0], records[2])).personen == 1
    assert datalek.count(ring["politie"], asked(ring)).personen == 0


def test_what_is_not_of_this_partner_is_unknown_and_not_nobody(ring: Ring, records: list[tuple[str, str]]) -> None:
    """A received record, one that never was, and one indexed before persons were noted, are counted as unknown."""
    received = datalek.count(ring["belastingdienst"], asked(ring, *records, who="belastingdienst"))
    assert (received.personen, received.bekend, received.onbekend) == (0, 0, 6)
    nowhere = datalek.count(ring["politie"], asked(ring, records[0], (str(uuid.uuid4()), "wpg-8")))
    assert (nowhere.personen, nowhere.bekend, nowhere.onbekend) == (1, 1, 1)
    store = ring["politie"].store
    store.db.execute("SAVEPOINT eerder")
    store.db.execute("DELETE FROM personen")
    assert datalek.count(ring["politie"], asked(ring, *records)).onbekend == 6
    store.db.execute("ROLLBACK TO eerder")
    store.db.execute("RELEASE eerder")


def test_a_request_for_another_is_not_counted(ring: Ring, records: list[tuple[str, str]]) -> None:
    """A partner counts only what it is asked itself; text that is no request is refused too."""
    request = jcs.encode(asked(ring, *records).to_json())
    with pytest.raises(ConfigError, match="andere partner"):
        datalek.read_request(request, ring.oin("gemeente"))
    for wrong in (b"{}", b"geen json", request.replace(b"telverzoek", b"telwerk")):
        with pytest.raises(ConfigError, match="geen telverzoek"):
            datalek.read_request(wrong, ring.oin("politie"))


def test_the_command_writes_numbers_only(
    ring: Ring, records: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file holds a count that verifies and neither BSN nor name, both of which the partner's own folder does hold."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["politie"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    request, out = tmp_path / "telverzoek.json", tmp_path / "telling.json"
    request.write_bytes(jcs.encode(asked(ring, *records).to_json()))
    done = CliRunner().invoke(app, ["datalek", "tel", str(request), "--uit", str(out)])
    assert done.exit_code == ExitCode.DONE, done.output
    assert datalektelling.read(json.loads(out.read_text())).personen == 3
    told = done.output + out.read_text()
    assert BSN not in told
    assert NAME not in told
    opened = "".join(path.read_text() for path in ring.partners["belastingdienst"].folder.glob("geopend/*.json"))
    assert NAME in opened
    assert BSN in opened


@pytest.mark.parametrize("words", [[], ["verzoek.json", "--sleutel", "0" * 64], ["--sleutel", "0" * 64]])
def test_a_command_without_one_list_is_a_usage_error(
    ring: Ring, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either a file or a key of which something was told: not both, not neither, not a key that nobody told of."""
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["politie"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    assert CliRunner().invoke(app, ["datalek", "tel", *words]).exit_code == ExitCode.USAGE


def test_a_told_leak_is_counted_without_a_file(ring: Ring, records: list[tuple[str, str]]) -> None:
    """What the feed says was reachable with a leaked key is counted over the same records, for that key."""
    gateway = ring["belastingdienst"]
    [key] = [item.sleutel_id for item in gateway.partner.keys.of_role(Bestandsrol.KEM)]
    gelekt.handle(gateway, key)
    ring.sync()
    found = datalek.told_of(ring["politie"], key[:16])
    assert set(found.records) == set(records)
    assert (found.over, found.records_sha256) == (key, asked(ring, *records).records_sha256)
    made: Any = datalek.count(ring["politie"], found)
    assert made.personen == 3


def test_the_page_from_report_to_count_to_the_next_version(
    ring: Ring, casus: str, records: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of the page: report, count at the supplier's own gateway, and a version with the persons it counted."""
    page, politie = Bladzijde("datalek-melden"), ring.oin("politie")
    keys = ring["belastingdienst"].desk.directory.keys(ring.oin("belastingdienst"))
    first = min((key for key in keys if key.rol is Rol.KEM), key=lambda key: key.geldig_van)
    now = datetime.now(tz=UTC)
    words = {"SLEUTEL": first.sleutel_id, DAYS: f"{now.year}-01-01..{now.year}-12-31", KNOWN: now.isoformat()}
    for name, value in {"DATA_DIR": ring.settings.data_dir, "PORT": ring.settings.port}.items():
        monkeypatch.setenv(f"KNOOPPUNT_{name}", str(value))
    done = page.run(f"{ASKED}lek-1", tmp_path, **words)
    assert done.exit_code == ExitCode.DONE, done.output
    request = tmp_path / "lek-1" / politie / "telverzoek.json"
    assert {item["record"] for item in json.loads(request.read_text())["records"]} == {record for record, _ in records}
    texts = json.loads((tmp_path / "lek-1" / "datalek.json").read_text())["teksten"]
    assert texts == [{"wat": "titel of onderwerp van een casus", "casus": casus}]
    folder = ring.partners["politie"].folder
    (folder / request.name).write_bytes(request.read_bytes())
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    assert page.run("adapter gateway datalek tel", folder).exit_code == ExitCode.DONE
    (tmp_path / "tellingen").mkdir()
    (folder / "telling.json").rename(tmp_path / "tellingen" / "politie.json")
    done = page.run(f"{ASKED}lek-2", tmp_path, **words)
    assert done.exit_code == ExitCode.DONE, done.output
    told = json.loads((tmp_path / "lek-2" / "datalek.json").read_text())
    assert (told["versie"], told["tellingen"]["personen_hoogstens"], told["verschil"]["geteld"]) == (2, 3, [politie])
    notified = json.loads((tmp_path / "lek-2" / politie / "melding.json").read_text())["onderdelen"]["a"]
    assert (notified["stand"], notified["gegevens"]["personen_per_categorie"]) == ("ingevuld", {"wpg-8": 3, "bsn": 1})
    assert page.left == []
