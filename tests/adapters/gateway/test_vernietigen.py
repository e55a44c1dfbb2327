# SPDX-License-Identifier: EUPL-1.2
"""Keeping and destroying from the partner's side: the page for people as its commands really run, and the verklaring."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from adapters.gateway import vernietigen
from adapters.gateway.errors import ProblemError
from audit.events import Event
from core.contract.exitcodes import ExitCode
from core.keychain import bewaarbesluit, verklaring
from core.keychain.errors import KeychainError
from gep.archief import mdto
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import BSN, NAME, proposal, sent
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY = 24 * 3600 * 1000
WHO = "politie"


class WithFg(Ring):
    """A ring with an officer who may read the log."""

    def officers(self) -> list[dict[str, Any]]:
        """Return an FG of the gemeente."""
        key = self.partners["gemeente"].keys.add_officer("fg-1")
        oin = self.partners["gemeente"].oin
        return [{"id": "fg-1", "oin": oin, "functie": "fg", "sleutel": key.public.to_json()}]


class Zaak:
    """A closed casus with records of the police: one over its term, one without an end, one that ends in a month."""

    def __init__(self, ring: Ring) -> None:
        self.ring, police = ring, ring[WHO]
        now = ring.clock.now()
        self.casus = case_with(ring, WHO)
        self.open = sent(police, proposal(ring, self.casus, "gemeente"))
        self.over = sent(police, proposal(ring, self.casus, "gemeente", bewaren_tot=now - DAY))
        self.again = sent(police, proposal(ring, self.casus, "gemeente", bewaren_tot=now - DAY))
        self.end = now + 30 * DAY
        self.later = sent(police, proposal(ring, self.casus, "gemeente", bewaren_tot=self.end))
        ring.sync("gemeente")
        self.fetched = ring["gemeente"].fetch()
        ring["gemeente"].cases().set_phase(self.casus, "afsluiting")
        ring.sync()


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ring]:
    """One backbone and its partners."""
    made = WithFg(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def zaak(ring: Ring) -> Zaak:
    """The casus of all tests here."""
    return Zaak(ring)


class Page(Bladzijde):
    """The page, with what the reader fills in."""

    def __init__(self, **words: str) -> None:
        super().__init__("vernietigen")
        for word, value in words.items():
            self.commands = [command.replace(word.replace("_", "-"), value) for command in self.commands]
        self.left = list(dict.fromkeys(self.commands))

    def ok(self, start: str, folder: Path) -> str:
        """Run a command that has to succeed; nobody's name is in what it says."""
        done = self.run(start, folder)
        assert done.exit_code == ExitCode.DONE, (done.output, done.exception)
        assert NAME not in done.output
        assert BSN not in done.output
        said = _own(done.output)
        for path in folder.glob("*.json"):
            path.write_text(_own(path.read_text("utf-8")), "utf-8")
        return said


def _own(output: str) -> str:
    """What the command said, without the log of the server that runs in this very process."""
    return "\n".join(line for line in output.splitlines() if not line.startswith('{"afgehandeld_ms"'))


def test_the_page_runs_from_term_to_verklaring(
    ring: Ring, zaak: Zaak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_data: Path
) -> None:
    """The whole page: terms, lock, extension, hold, blocked without a ground, destroyed with one, verklaring, MDTO, replay."""
    day = datetime.fromtimestamp(zaak.end / 1000, ZoneInfo("Europe/Amsterdam")).date() + timedelta(days=60)
    page = Page(NIEUWE_DAG=day.isoformat(), RECORD=zaak.over, VERLENGD=zaak.later)
    (tmp_path / "motivering.txt").write_text("Het onderzoek loopt nog.", "utf-8")
    _environment(ring, monkeypatch)
    police = ring.partners[WHO].folder
    page.ok("adapter gateway termijnen", tmp_path)
    listed = {item["record"]: item for item in json.loads((tmp_path / "termijnen.json").read_text())["termijnen"]}
    assert [listed[record]["vergrendeld"] for record in (zaak.open, zaak.over, zaak.later)] == [False, True, False]
    assert listed[zaak.over]["zorgdragers"] == [ring.oin(WHO)]
    assert (listed[zaak.over]["grondslag"], listed[zaak.over]["zekerheid"]) == ("wgs-bewaren", "U")
    fetched = zaak.fetched
    assert zaak.open in fetched.geopend
    assert fetched.geweigerd[zaak.over]["type"] == "urn:knooppunt:fout:vergrendeld"
    assert zaak.over not in fetched.geopend
    page.ok("adapter gateway verleng", tmp_path)
    page.ok("adapter gateway stilstand", tmp_path)
    assert page.run("adapter gateway vernietig", tmp_path).exit_code != ExitCode.DONE
    page.commands = [command for command in page.commands if "--reden rechtszaak " not in f"{command} "]
    page.ok("adapter gateway stilstand", tmp_path)
    blocked = page.run("adapter gateway vernietig", tmp_path)
    assert blocked.exit_code == ExitCode.REFUSED
    with pytest.raises(ProblemError) as refused:  # another one, which stays flagged
        _order(ring, zaak.again)
    assert refused.value.soort == "geweigerd"
    assert "R-73.1" in blocked.output
    assert ring[WHO].store.db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.over,)).fetchone(), "refused: kept"
    ring.state("gemeente", ring.fact("selectielijst", casus=zaak.casus), officer="jurist-a")
    told = page.ok("adapter gateway vernietig", tmp_path)
    bevel = told.rsplit(maxsplit=1)[-1]
    _nothing_left_at_the_supplier(ring, zaak)
    page.commands = [command.replace("BEVEL", bevel) for command in page.commands]
    page.left = [command.replace("BEVEL", bevel) for command in page.left]
    text = page.ok("adapter gateway verklaring", tmp_path)
    assert "Volledig, ook in back-ups" in text
    page.commands.remove(f"adapter gateway verklaring {bevel}")
    page.ok("adapter gateway verklaring", tmp_path)
    made = json.loads((tmp_path / "verklaring.json").read_text())
    assert (police / "vernietigingen" / f"{bevel}.verklaring.json").is_file()
    _proves_itself_and_nothing_else(ring, made)
    ring.stop()
    try:
        _operator(page, tmp_path, zaak, shared_data)
    finally:
        ring.start()
    assert page.left == []
    ring[WHO].sync()
    kinds = [row["soort"] for row in ring[WHO].store.db.execute("SELECT soort FROM feed ORDER BY volgnr")]
    assert {"vergrendeld", "vernietigd"} <= set(kinds)


def _environment(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
    monkeypatch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners[WHO].folder))
    monkeypatch.setenv("KNOOPPUNT_DATA_DIR", str(ring.settings.data_dir))
    monkeypatch.setenv("KNOOPPUNT_PORT", str(ring.settings.port))
    monkeypatch.setenv("KNOOPPUNT_PUBLIC_URL", ring.url)


def _order(ring: Ring, record: str) -> None:
    gateway = ring[WHO]
    gateway.sync()
    made = vernietigen.make(gateway.desk, bewaarbesluit.VERNIETIGING, [record], "wpg-14", "termijn-voorbij")
    vernietigen.destroy(gateway.desk, made, ring.people[WHO])


def _nothing_left_at_the_supplier(ring: Ring, zaak: Zaak) -> None:
    """The kept salt is gone, and so are the bytes that were sent; what was not destroyed is kept."""
    db = ring[WHO].store.db
    assert db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.over,)).fetchone() is None
    assert db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.open,)).fetchone()
    sent_bytes = [bytes(row["lichaam"]) for row in db.execute("SELECT lichaam FROM outbox")]
    assert not any(zaak.over.encode() in body for body in sent_bytes)
    assert any(zaak.open.encode() in body for body in sent_bytes)
    assert list((ring.partners[WHO].folder / "vernietigingen").glob("*.open.json")) == []


def _proves_itself_and_nothing_else(ring: Ring, made: dict[str, Any]) -> None:
    """Present and contrary: it proves what was destroyed; one changed word and it proves nothing; it names nobody."""
    desk = ring[WHO].desk
    found = verklaring.check(made, desk.partner.policy, desk.directory)
    assert found.volledig_op == found.voltooid + 14 * DAY
    assert (verklaring.BEVOLEN, verklaring.VOLTOOID) == (Event.VERNIETIGING_BEVOLEN, Event.VERNIETIGING_VOLTOOID)
    whole = json.dumps(made)
    assert not any(person in whole for person in ring.people.values())
    besluit, done = made["bevel"]["besluit"], made["voltooid"]
    for changed in (
        {**made, "bevel": {**made["bevel"], "besluit": {**besluit, "reden": "een-andere"}}},
        {**made, "bevel": {**made["bevel"], "besluit": {**besluit, "soort": "stilstand"}}},
        {**made, "voltooid": {**done, "feit": {**done["feit"], "volledig_op": 1}}},
        {**made, "voltooid": made["bewijs"][0]},
        {**made, "bewijs": [*made["bewijs"], *made["bewijs"]]},
        {**made, "soort": "verklaring"},
    ):
        with pytest.raises(KeychainError):
            verklaring.check(changed, desk.partner.policy, desk.directory)


def _operator(page: Page, folder: Path, zaak: Zaak, shared_data: Path) -> None:
    """The operator's part: terms without content, the run that locks, replay that finds nothing to do, and MDTO."""
    out = page.ok("beheer termijnen", folder)
    assert zaak.open in out
    assert zaak.over not in out
    assert "0 verstrekkingen op slot" in page.ok("beheer bewaartermijn", folder), "locked by the blocked order already"
    assert "0 records vernietigd" in page.ok("beheer herhaal-wissingen", folder)
    page.ok("beheer mdto", folder)
    (flagged,) = (folder / "mdto").iterdir()
    assert flagged.name == f"{zaak.again}.mdto.xml"
    schema = shared_data / "mdto" / "MDTO-XML1.0.1.xsd"
    assert mdto.problems(flagged.read_bytes(), schema) == []
    assert NAME.encode() not in flagged.read_bytes()


def test_an_order_of_which_the_answer_was_lost_is_ended_by_asking_again(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop between asking and answer: the order lies ready under its own key, the salt is kept until the proof is there."""
    zaak, gateway = Zaak(ring), ring[WHO]
    ring.state("gemeente", ring.fact("selectielijst", casus=zaak.casus), officer="jurist-a")
    gateway.sync()
    made = vernietigen.make(gateway.desk, bewaarbesluit.VERNIETIGING, [zaak.again], "wpg-14", "termijn-voorbij")
    with monkeypatch.context() as patch:
        patch.setattr(vernietigen, "receipts_of", _lost)
        with pytest.raises(ConnectionError):
            vernietigen.destroy(gateway.desk, made, ring.people[WHO])
    assert gateway.store.db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.again,)).fetchone()
    assert [done["bevel_sha256"] for done in vernietigen.resume(gateway.desk)] == [made.sha256]
    assert gateway.store.db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.again,)).fetchone() is None
    assert vernietigen.resume(gateway.desk) == []


def test_a_refused_order_is_not_asked_again(ring: Ring, zaak: Zaak) -> None:
    """Contrary: what the exchange refused lies no longer ready, and nothing of one's own is destroyed."""
    gateway = ring[WHO]
    made = vernietigen.make(gateway.desk, bewaarbesluit.VERNIETIGING, [zaak.open], "wpg-14", "termijn-voorbij")
    with pytest.raises(ProblemError) as refused:
        vernietigen.destroy(gateway.desk, made, ring.people[WHO])
    assert refused.value.soort == "bevel-geweigerd"
    assert vernietigen.resume(gateway.desk) == []
    assert gateway.store.db.execute("SELECT 1 FROM zouten WHERE record = ?", (zaak.open,)).fetchone()


def _lost(_data: object) -> list[dict[str, Any]]:
    raise ConnectionError
