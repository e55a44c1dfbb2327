# SPDX-License-Identifier: EUPL-1.2
"""Statements and reports at the exchange: who may bring what, once, and what is told to whom."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.database import drop_append_only
from audit.proof import jcs
from core.exchange.results import Gedaan, Onbekend, Ongeldig
from core.facts import bundle as bundles
from core.keychain.signatures import PrivateKey
from core.ledger import berichten
from core.ledger.errors import LedgerError
from core.ledger.tables import casus_gebeurtenis, feitbundel
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.test_hardened import restarted
from tests.kit import REGIO, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus of its own."""
    return Zaak(knooppunt)


def reasons(outcome: Any) -> set[str]:
    """Return the reasons of an invalid request."""
    assert isinstance(outcome, Ongeldig), outcome
    return {finding.reden for finding in outcome.bevindingen}


def told(knooppunt: Backbone, hashed: str) -> set[str]:
    """Return which organisations got the statement with this hash in their feed."""
    found = set()
    for soort, partij in knooppunt.partijen.items():
        with knooppunt.engine.connect() as connection:
            for message in berichten.feed(connection, partij.oin, 0, 10_000):
                bundle = message["gegevens"].get("bundel", {"verklaringen": []})
                found |= {soort for item in bundle["verklaringen"] if jcs.digest(item) == hashed}
    return found


def test_bundle_of_another_organisation(zaak: Zaak, knooppunt: Backbone) -> None:
    """A genuine bundle is admitted from its own signer only."""
    om = knooppunt["om"]
    bundle = bundles.sign([knooppunt.fact("om-toestemming", casus=zaak.id)], om.oin, om.tekenen)
    assert reasons(knooppunt.exchange.admit_statements(knooppunt["politie"].caller(), bundle)) == {"ander"}
    assert isinstance(knooppunt.exchange.admit_statements(om.caller(), bundle), Gedaan)


def test_issuer_that_is_not_entitled(zaak: Zaak, knooppunt: Backbone) -> None:
    """Who may not state a fact is told so, for each statement, and nothing of the bundle is admitted."""
    mixed = [knooppunt.fact("eigen-bevoegdheid", casus=zaak.id), knooppunt.fact("om-toestemming", casus=zaak.id)]
    assert reasons(knooppunt.state("politie", *mixed)) == {"niet-bevoegd"}
    assert reasons(knooppunt.state("politie", knooppunt.fact("betrokken", casus=zaak.id))) >= {"niemand-bevoegd"}
    assert told(knooppunt, mixed[0].hash) == set()


def test_statement_about_an_unknown_casus_or_nothing(knooppunt: Backbone) -> None:
    """A statement about a casus that is not there gets the constant answer; one about too little is named."""
    nowhere = knooppunt.fact("noodzaak", casus=str(uuid.uuid4()))
    assert knooppunt.state("gemeente", nowhere) == Onbekend()
    assert "onderwerp" in reasons(knooppunt.state("om", knooppunt.fact("om-toestemming", regio=REGIO)))


def test_lapsed_and_broken_bundles(zaak: Zaak, knooppunt: Backbone) -> None:
    """What has lapsed, or was changed after signing, or is no bundle at all, is refused."""
    lapsed = knooppunt.fact("noodzaak", casus=zaak.id, dagen=0)
    assert "verlopen" in reasons(knooppunt.state("gemeente", lapsed))
    gemeente = knooppunt["gemeente"]
    bundle = bundles.sign([knooppunt.fact("noodzaak", casus=zaak.id)], gemeente.oin, gemeente.tekenen)
    bundle["verklaringen"][0]["waarde"] = False
    for bad in (bundle, {}, None, "x"):
        assert reasons(knooppunt.exchange.admit_statements(gemeente.caller(), bad))


def test_same_statement_twice(zaak: Zaak, knooppunt: Backbone) -> None:
    """A statement is admitted once; in another bundle it is refused."""
    fact = knooppunt.fact("noodzaak", casus=zaak.id)
    zaak.done(knooppunt.state("gemeente", fact))
    assert reasons(knooppunt.state("gemeente", fact)) == {"bestaat-al"}


def test_who_is_told(zaak: Zaak, knooppunt: Backbone) -> None:
    """A case's statement goes to its participants, a region's to all, a screening to its own organisation only."""
    in_case = knooppunt.fact("noodzaak", casus=zaak.id)
    everywhere = knooppunt.fact("aangewezen", persoon=knooppunt["gemeente"].persoon, regio=REGIO)
    own = knooppunt.fact("gescreend", persoon=knooppunt["gemeente"].persoon)
    about = knooppunt.fact("mandaat", organisatie=knooppunt["riec-bureau"].oin, regio=REGIO, casus=zaak.id)
    for fact in (in_case, everywhere, own, about):
        zaak.done(knooppunt.state("gemeente", fact))
    assert told(knooppunt, in_case.hash) == {"gemeente", "politie", "belastingdienst", "om", "toeslagen", "nvwa"}
    assert told(knooppunt, everywhere.hash) == set(knooppunt.partijen)
    assert told(knooppunt, own.hash) == {"gemeente"}
    assert "riec-bureau" in told(knooppunt, about.hash)


def test_statement_about_a_record_by_its_supplier_only(zaak: Zaak, knooppunt: Backbone) -> None:
    """Labels of a stored record come from its supplier; what a recipient says of it is not admitted."""
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    label = {"record": levering.record}
    assert reasons(knooppunt.state("gemeente", knooppunt.fact("relevant", **label))) == {"niet-bevoegd"}
    zaak.done(knooppunt.state("politie", knooppunt.fact("relevant", waarde=False, **label)))


REFUSAL = {
    "casus": None,
    "handeling": "verstrekken",
    "categorie": "wpg-9",
    "ontvanger": None,
    "uitkomst": "verboden",
    "regels": ["R-14.1", "R-42a.12"],
    "vrijgave": "sha256:" + "0" * 64,
}
MISMATCH = {"record": "5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11", "soort": "label", "velden": ["fase"]}


def test_reports_are_kept_with_proof(knooppunt: Backbone) -> None:
    """A gateway's own refusal and its finding on opening each leave one line with proof."""
    caller, exchange = knooppunt["politie"].caller, knooppunt.exchange
    for outcome in (exchange.report_refusal(caller(), REFUSAL), exchange.report_mismatch(caller(), MISMATCH)):
        assert isinstance(outcome, Gedaan)
        assert outcome.bewijs[0]["feit"]["oin"] == knooppunt["politie"].oin


@pytest.mark.parametrize(
    "change",
    [
        {"regels": ["Jan Jansen"]},
        {"regels": ["R-14"]},
        {"regels": "R-14.1"},
        {"vrijgave": "sha256:x"},
        {"vrijgave": 1},
        {"uitkomst": "toegestaan"},
        {"categorie": "alles"},
        {"casus": "zaak"},
        {"ontvanger": "politie"},
        {"toelichting": "vrije tekst"},
    ],
)
def test_report_of_a_refusal_has_a_closed_shape(knooppunt: Backbone, change: dict[str, Any]) -> None:
    """A report takes codes and ids only: everything else is named and not repeated."""
    outcome = knooppunt.exchange.report_refusal(knooppunt["politie"].caller(), {**REFUSAL, **change})
    assert reasons(outcome)
    assert "Jansen" not in repr(outcome)


@pytest.mark.parametrize("change", [{"soort": "anders"}, {"record": "x"}, {"velden": ["Jan Jansen"]}, {"velden": None}])
def test_report_of_a_mismatch_has_a_closed_shape(knooppunt: Backbone, change: dict[str, Any]) -> None:
    """The same for what a gateway found on opening."""
    outcome = knooppunt.exchange.report_mismatch(knooppunt["politie"].caller(), {**MISMATCH, **change})
    assert reasons(outcome)


def spoiled(knooppunt: Backbone, table: Table, values: dict[str, Any], where: Any) -> None:
    """Change a stored row as an intruder who has the database."""
    with knooppunt.engine.begin() as connection:
        for statement in drop_append_only(table.name, "sqlite"):
            connection.exec_driver_sql(statement)
        assert connection.execute(table.update().where(where).values(values)).rowcount == 1


@pytest.mark.parametrize("other_key", [False, True])
def test_altered_statement_stops_the_act(zaak: Zaak, knooppunt: Backbone, other_key: bool) -> None:  # noqa: FBT001
    """A stored bundle in which a no became a yes is not weighed: every act that would rest on it stops."""
    fact = knooppunt.fact("om-toestemming", waarde=False, casus=zaak.id)
    om = knooppunt["om"]
    bundle = bundles.sign([fact], om.oin, om.tekenen)
    zaak.done(knooppunt.exchange.admit_statements(om.caller(), bundle))
    said = {**bundle["verklaringen"][0], "waarde": True}
    resigned = bundles.sign([replace(fact, waarde=True)], om.oin, PrivateKey.generate())
    forged = jcs.encode(resigned if other_key else {**bundle, "verklaringen": [said]})
    spoiled(knooppunt, feitbundel, {"bundel": forged}, feitbundel.c.sleutel == jcs.digest(bundle))
    with pytest.raises(LedgerError):
        restarted(knooppunt).show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)


def test_altered_event_stops_the_act(zaak: Zaak, knooppunt: Backbone) -> None:
    """A stored event of another kind or number is not folded: nothing is decided in that casus."""
    where = casus_gebeurtenis.c.sleutel == f"{zaak.id}/2"
    spoiled(knooppunt, casus_gebeurtenis, {"gebeurtenis": jcs.encode({"v": 1, "soort": "geopend"})}, where)
    with pytest.raises(LedgerError):
        restarted(knooppunt).show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)


def small_case(knooppunt: Backbone, *members: str) -> str:
    """Open a casus of the gemeente and these members alone and return its id."""
    maker = Zaak.__new__(Zaak)
    maker.knooppunt, casus = knooppunt, str(uuid.uuid4())
    body = maker.opening(inbrengers=[knooppunt[who].oin for who in ("gemeente", *members)])
    maker.done(knooppunt.exchange.open_case(knooppunt["gemeente"].caller(), casus, body))
    return casus


def test_office_speaks_about_a_casus_from_outside(knooppunt: Backbone) -> None:
    """The OM gives its consent in a casus in which it takes no part; a partner outside gets the constant answer."""
    casus = small_case(knooppunt, "politie")
    assert isinstance(knooppunt.state("om", knooppunt.fact("om-toestemming", casus=casus)), Gedaan)
    assert isinstance(knooppunt.state(knooppunt.jurist_a, knooppunt.fact("bsn-grondslag", casus=casus)), Gedaan)
    assert knooppunt.state("ind", knooppunt.fact("eigen-bevoegdheid", casus=casus)) == Onbekend()
    assert knooppunt.state("om", knooppunt.fact("noodzaak", casus=casus)) == Onbekend()


def test_bundle_about_two_cases(knooppunt: Backbone) -> None:
    """One bundle names one casus, so that whoever is told of it is told of all of it."""
    facts = [knooppunt.fact("noodzaak", casus=small_case(knooppunt)) for _ in range(2)]
    assert reasons(knooppunt.state("gemeente", *facts)) == {"gemengd"}
