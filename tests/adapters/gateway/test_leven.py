# SPDX-License-Identifier: EUPL-1.2
"""What happens to records after their supply, over HTTP between real gateways: each command and its notice end to end."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from adapters.gateway.commandline import app
from adapters.gateway.errors import ConfigError, ProblemError, VerificationError
from adapters.gateway.leven import oordeel, toevoegen
from adapters.gateway.leven.gebeurd import TWIJFEL, Gebeurd
from adapters.gateway.leven.opnieuw import Opnieuw
from adapters.gateway.leven.stukken import Stukken
from adapters.gateway.leven.verwerken import process
from adapters.gateway.proposal import Voorstel
from core.contract.levensloop import Levensloop
from core.keychain.signatures import PrivateKey
from tests.adapters.gateway.ring import Ring, case_with

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = {
    "relevant": True,
    "weigeringsgrond": False,
    "uittreksel-volstaat": False,
    "label-volledig": True,
    "uitsluitend-geautomatiseerd": False,
}
LABELS = {
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "betrouwbaarheid": "vastgesteld",
    "soort": "feit",
    "peildatum": "20261101",
}
WAIT_MS = 20_000


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and the partners that are needed, for all tests here."""
    made = Ring(tmp_path_factory.mktemp("ring"), soorten=("politie", "gemeente", "belastingdienst", "om"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def casus(ring: Ring) -> str:
    """A casus of gemeente, politie, belastingdienst and om."""
    return case_with(ring, "politie", "belastingdienst", "om")


def content(name: str) -> dict[str, Any]:
    reference = str(uuid.uuid4())
    person = {"soort": "natuurlijk-persoon", "onderwerp": reference, "voornamen": "Anna", "geslachtsnaam": name}
    return {"soort": "gegevens", "geheimhoudingsplicht": "wpg7", "labels": LABELS, "betrokkenen": [person]}


def supplied(ring: Ring, casus: str, *to: str, **more: Any) -> str:
    """Let the police supply a record to these partners; return its id."""
    given = {
        "casus": casus,
        "categorie": "wpg-8",
        "inhoud": content("Tuinhek"),
        "ontvangers": ring.to(*to),
        "feiten": FACTS,
    }
    (uitslag,) = ring["politie"].supply([Voorstel(**{**given, **more})], person=ring.people["politie"]).uitslagen
    assert uitslag.records, uitslag
    ring["politie"].drain(WAIT_MS)
    ring.sync(*to)
    return uitslag.records[0]


def fetch(ring: Ring, soort: str, record: str | None = None) -> Any:
    ring.sync(soort)
    return ring[soort].fetch(ring.people[soort], record)


def copy(ring: Ring, soort: str, record: str) -> dict[str, Any]:
    """The opened copy of a record at a partner."""
    path = ring.partners[soort].folder / "geopend" / f"{record}.json"
    value: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return value


def police(ring: Ring) -> Stukken:
    ring.sync("politie")
    return Stukken(ring["politie"].desk, ring.people["politie"])


def test_withdrawn_marked_and_confirmed(ring: Ring, casus: str) -> None:
    """The copy that was opened says so, each gateway confirms by itself, and the supplier sees who did not yet."""
    record = supplied(ring, casus, "gemeente", "belastingdienst")
    assert fetch(ring, "gemeente", record).geopend == [record]
    assert set(police(ring).withdraw(record, "onjuist")) == {ring.oin("gemeente"), ring.oin("belastingdienst")}
    ring.sync("gemeente")
    marked = copy(ring, "gemeente", record)
    assert marked["meldingen"][0] == "Ingetrokken door de verstrekker (onjuist)."
    assert marked["levensloop"][0]["soort"] == "ingetrokken"
    assert marked["inhoud"]["betrokkenen"]
    ring["gemeente"].drain(WAIT_MS)
    ring.sync("politie")
    (shown,) = police(ring).confirmations(record)
    assert list(shown["bevestigd"]) == [ring.oin("gemeente")]
    assert shown["niet_bevestigd"] == [ring.oin("belastingdienst")]
    ring.sync("belastingdienst")
    ring["belastingdienst"].drain(WAIT_MS)
    (shown,) = police(ring).confirmations(record)
    assert shown["niet_bevestigd"] == []
    assert fetch(ring, "belastingdienst", record).geopend == []  # never asked for any more
    assert process(ring["gemeente"].desk, ring.partners["gemeente"].folder / "geopend") == 0


def test_a_kept_answer_is_not_opened_after_a_withdrawal(ring: Ring, casus: str) -> None:
    """An answer that was kept before the supplier withdrew is opened by no act on the record, and by no round of reading."""
    record, gateway, person = supplied(ring, casus, "gemeente"), ring["gemeente"], ring.people["gemeente"]
    key, desk = str(uuid.uuid4()), gateway.desk
    path = f"/v1/verstrekkingen/{record}/inzagen"
    answer = desk.client.post(path, {}, person=desk.person_key(person), key=key).data
    desk.store.keep_waiting_read(record, person, key, answer)
    assert gateway.look(record, person).sealed.kop["record"] == record
    desk.store.keep_waiting_read(record, person, key, answer)
    police(ring).withdraw(record, "onjuist")
    ring.sync("gemeente")
    with pytest.raises(VerificationError, match="mag nu niet worden gelezen"):
        gateway.look(record, person)
    assert fetch(ring, "gemeente", record).geopend == []


def test_a_correction_reaches_who_read_the_old_one(ring: Ring, casus: str) -> None:
    """The new version is sealed and read like any supply; the copy of the old one points at it."""
    record = supplied(ring, casus, "gemeente")
    fetch(ring, "gemeente", record)
    ring.sync("politie")
    made = Opnieuw(ring["politie"], ring.people["politie"])
    new = made.replace(record, content("Tuinhekje"), "onjuist", correction=True)
    assert fetch(ring, "gemeente", new).geopend == [new]
    assert copy(ring, "gemeente", new)["inhoud"]["betrokkenen"][0]["geslachtsnaam"] == "Tuinhekje"
    assert copy(ring, "gemeente", new)["kop"]["vorige"] == record
    assert copy(ring, "gemeente", record)["levensloop"][0]["nieuw"] == new
    with pytest.raises(ConfigError):
        Opnieuw(ring["gemeente"], ring.people["gemeente"]).replace(new, None, "onjuist", correction=False)


def test_a_recipient_is_taken_away_strongly_in_one_command(ring: Ring, casus: str, monkeypatch: Any) -> None:
    """One command: a next version under a new secret for the others, and the old wrap gone; who went reads neither."""
    record = supplied(ring, casus, "gemeente", "belastingdienst")
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["politie"].folder))
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    gone = ring.oin("belastingdienst")
    arguments = ["record", "verwijder", record, gone, "--sterk", "--als", ring.people["politie"], "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    new = _last(done.stdout)["nieuw"]
    assert fetch(ring, "gemeente", new).geopend == [new]
    taken = fetch(ring, "belastingdienst")
    assert new not in taken.geopend
    with pytest.raises(ProblemError):
        ring["belastingdienst"].look(record, ring.people["belastingdienst"])
    listed = CliRunner().invoke(app, ["record", "bevestigingen", "--record", record, "--json"])
    assert {item["soort"] for item in _last(listed.stdout)["bevestigingen"]} == {"nieuwe-versie", "verwijderd"}
    with pytest.raises(ConfigError):
        Opnieuw(ring["politie"], ring.people["politie"]).remove_strongly(new, gone)


def _last(output: str) -> dict[str, Any]:
    """The answer of a command; the server of this process writes its own lines before it."""
    value: dict[str, Any] = json.loads(output.splitlines()[-1])
    return value


def test_a_recipient_is_added_later(ring: Ring, casus: str) -> None:
    """By the supplier, and by a holder only after the supplier left it to that holder; the added one checks the whole chain."""
    record = supplied(ring, casus, "gemeente")
    with pytest.raises(ConfigError):
        toevoegen.add(ring["gemeente"], record, ring.to("belastingdienst"), ring.people["gemeente"])
    until = ring.clock.now() + 24 * 3600 * 1000
    toevoegen.delegate(ring["politie"], record, ring.oin("gemeente"), ["belastingdienst"], until)
    ring.sync("gemeente")
    with pytest.raises(ConfigError):
        toevoegen.add(ring["gemeente"], record, ring.to("om"), ring.people["gemeente"])
    toevoegen.add(ring["gemeente"], record, ring.to("belastingdienst"), ring.people["gemeente"])
    assert fetch(ring, "belastingdienst", record).geopend == [record]
    toevoegen.add(ring["politie"], record, ring.to("om"), ring.people["politie"])
    outcome = fetch(ring, "om", record)
    assert outcome.geopend == [record], outcome.to_json()


def test_a_delegation_is_checked_by_who_was_added(ring: Ring, casus: str) -> None:
    """A gateway that was given a list without the supplier's delegation does not open, and reports it."""
    record = supplied(ring, casus, "gemeente")
    until = ring.clock.now() + 24 * 3600 * 1000
    toevoegen.delegate(ring["politie"], record, ring.oin("gemeente"), ["belastingdienst"], until)
    ring.sync("gemeente")
    toevoegen.add(ring["gemeente"], record, ring.to("belastingdienst"), ring.people["gemeente"])
    gateway = ring["belastingdienst"]
    gateway.sync()
    (message,) = [m for m in gateway.store.feed("toegevoegd") if m["gegevens"]["record"] == record]
    told = json.dumps({**message["gegevens"], "delegatie": []}).encode()
    gateway.store.db.execute("UPDATE feed SET gegevens = ? WHERE volgnr = ?", (told, message["volgnr"]))
    outcome = gateway.fetch(ring.people["belastingdienst"], record)
    assert list(outcome.afwijkend) == [record]
    whole = json.dumps(message["gegevens"]).encode()
    gateway.store.db.execute("UPDATE feed SET gegevens = ? WHERE volgnr = ?", (whole, message["volgnr"]))
    assert gateway.fetch(ring.people["belastingdienst"], record, again=True).geopend == [record]


def test_an_embargo_holds_at_both_ends(ring: Ring, casus: str) -> None:
    """The gateway does not even ask, the backbone refuses who does, and joint release opens it."""
    both = sorted([ring.oin("om"), ring.oin("gemeente")])
    terms = {"van": None, "samen": both, "tot": None}
    record = supplied(ring, casus, "gemeente", "belastingdienst", voorwaarden=terms)
    assert fetch(ring, "belastingdienst", record).wachtend == [record]
    with pytest.raises(ProblemError) as caught:
        ring["belastingdienst"].look(record, ring.people["belastingdienst"])
    assert caught.value.to_json()["waar"]["reden"] == "embargo"
    with pytest.raises(ConfigError):
        Stukken(ring["belastingdienst"].desk, ring.people["belastingdienst"]).release(record)
    for soort in ("om", "gemeente"):
        ring.sync(soort)
        Stukken(ring[soort].desk, ring.people[soort]).release(record)
    assert fetch(ring, "belastingdienst", record).geopend == [record]


def test_a_dissent_note_is_read_beside_the_item(ring: Ring, casus: str) -> None:
    """The supplier and the other readers get the opinion as a record of its own, labelled as one; own items have none."""
    record = supplied(ring, casus, "gemeente", "belastingdienst")
    note = oordeel.dissent(ring["gemeente"], record, "Deze persoon was toen elders.", ring.people["gemeente"])
    for soort in ("politie", "belastingdienst"):
        assert note in fetch(ring, soort).geopend
        (said,) = copy(ring, soort, note)["inhoud"]["uitspraken"]
        assert (said["tekst"], said["soort"]) == ("Deze persoon was toen elders.", "oordeel")
    with pytest.raises(ConfigError):
        oordeel.dissent(ring["politie"], record, "Eigen.", ring.people["politie"])


def test_a_document_of_nobody_counts_for_nothing(ring: Ring, casus: str) -> None:
    """A forged withdrawal in the feed is an alarm, marks nothing, confirms nothing, and its record is not opened."""
    record = supplied(ring, casus, "gemeente")
    gateway = ring["gemeente"]
    stuk = Levensloop("ingetrokken", record, ring.oin("politie"), ring.clock.now(), {"reden": "onjuist"})
    forged = {**stuk.sign(PrivateKey.generate()), "sleutel": "0" * 64}
    told = {"record": record, "casus": casus, "stuk": stuk.sha256, "document": forged}
    number = gateway.store.feed_position() + 1
    gateway.store.keep_feed([{"volgnr": number, "soort": "ingetrokken", "tijd": ring.clock.now(), "gegevens": told}])
    before = len(gateway.outbox.entries("wacht"))
    assert process(gateway.desk, gateway.partner.folder / "geopend") == 0
    assert TWIJFEL in {alarm["reden"] for alarm in gateway.alarms()}
    assert len(gateway.outbox.entries("wacht")) == before
    assert gateway.fetch(ring.people["gemeente"], record).geopend == []
    found = Gebeurd(gateway.store, gateway.desk.directory, gateway.clock())
    assert found.toegang(record, ring.oin("politie"), ring.clock.now()).reden == TWIJFEL
    gateway.store.db.execute("DELETE FROM feed WHERE volgnr = ?", (number,))
    assert gateway.fetch(ring.people["gemeente"], record).geopend == [record]
