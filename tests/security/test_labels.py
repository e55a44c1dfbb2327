# SPDX-License-Identifier: EUPL-1.2
"""What travels under another label than it is decided on: subjects, titles, purposes and ids of requests."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.exchange.results import Gedaan, Ongeldig
from tests.core.exchange.conftest import Zaak

if TYPE_CHECKING:
    from core.exchange.results import Uitkomst
    from tests.kit import Backbone


def reasons(outcome: Uitkomst) -> set[str]:
    """Return the codes of the findings of a refused input."""
    assert isinstance(outcome, Ongeldig), outcome
    return {finding.reden for finding in outcome.bevindingen}


def sealed(zaak: Zaak, categorie: str, *aan: str) -> dict[str, Any]:
    """Return a text that the police sealed for this casus under a category of its choice."""
    kop = {"casus": zaak.id, "categorie": categorie, "doel": "oc", "fase": zaak.fase, "record": str(uuid.uuid4())}
    return zaak.knooppunt.sealed("politie", kop, b"over wie", aan, str(uuid.uuid4()))


def ask(zaak: Zaak, onderwerp: dict[str, Any] | None, uitvraag: str | None = None) -> Any:
    """Let the police ask the OM for `wpg-8`."""
    about = {"aan": zaak.knooppunt["om"].oin, "categorie": "wpg-8", "onderwerp": onderwerp}
    return zaak.event("politie", Soort.UITVRAAG, uitvraag=uitvraag or str(uuid.uuid4()), **about)


@pytest.mark.parametrize(("categorie", "aan"), [("wpg-9", ("om",)), ("wpg-8", ("om", "ind")), ("casus", ("nvwa",))])
def test_subject_of_a_request_is_no_way_around_the_rules(zaak: Zaak, categorie: str, aan: tuple[str, ...]) -> None:
    """A subject of another category, or sealed to another than who is asked, is refused."""
    assert reasons(ask(zaak, sealed(zaak, categorie, *aan))) == {"andere-inhoud"}


@pytest.mark.parametrize("categorie", ["casus", "wpg-8"])
def test_subject_for_who_is_asked_is_taken(zaak: Zaak, categorie: str) -> None:
    """A subject of the asked category or of the casus, sealed to who is asked, is taken in."""
    assert isinstance(ask(zaak, sealed(zaak, categorie, "om")), Gedaan)


def test_title_is_of_the_category_of_the_casus(zaak: Zaak, knooppunt: Backbone) -> None:
    """A casus is not opened with data of another category in the place of its title."""
    casus = str(uuid.uuid4())
    kop = {"casus": casus, "categorie": "wpg-9", "doel": "oc", "fase": "signaal"}
    title = knooppunt.sealed("gemeente", {**kop, "record": str(uuid.uuid4())}, b"x", ("ind",), str(uuid.uuid4()))
    outcome = knooppunt.exchange.open_case(knooppunt["gemeente"].caller(), casus, zaak.opening(titel=title))
    assert reasons(outcome) == {"andere-inhoud"}


def test_id_of_a_request_is_taken_once_over_all_cases(zaak: Zaak, knooppunt: Backbone) -> None:
    """A request under an id of another casus is refused, so that its answer cannot be led astray."""
    uitvraag = str(uuid.uuid4())
    zaak.done(ask(zaak, None, uitvraag))
    elsewhere = Zaak(knooppunt)
    assert reasons(ask(elsewhere, None, uitvraag)) == {"dubbel"}
    reply = {"soort": "verstrekt", "reden": None, "records": [str(uuid.uuid4())]}
    answered = zaak.done(knooppunt.exchange.answer(knooppunt["om"].caller(persoon=True), uitvraag, reply))
    assert answered["casus"] == zaak.id


def test_purpose_in_the_header_is_that_of_the_casus(zaak: Zaak, knooppunt: Backbone) -> None:
    """A record whose header names another purpose than it is decided on is refused."""
    kop = {"casus": zaak.id, "categorie": "wpg-8", "doel": "oc", "fase": zaak.fase}
    uri = knooppunt.world.register.activity_for("oc", "verstrekken").uri
    other = next(doel for doel in sorted(knooppunt.world.ruleset.vocabulary.codes["doel"]) if doel != "oc")
    verzoek = str(uuid.uuid4())
    kop = {**kop, "record": str(uuid.uuid4())}
    for doel, expected in ((other, {"ander-doel"}), ("oc", set())):
        record = {**kop, "doel": doel, "verwerking": uri}
        body = {"verstrekkingen": [_sealed_as(knooppunt, record, verzoek)], "feiten": []}
        outcome = knooppunt.exchange.push(knooppunt["politie"].caller(verzoek=verzoek, inhoud=doel), body)
        assert (reasons(outcome) if isinstance(outcome, Ongeldig) else set()) == expected


def _sealed_as(knooppunt: Backbone, kop: dict[str, Any], verzoek: str) -> dict[str, Any]:
    """Seal with a purpose that the register need not know."""
    from core.envelope import seal

    police, now = knooppunt["politie"], knooppunt.clock.now()
    rest = {"levering": str(uuid.uuid4()), "verstrekker": police.oin, "eenheid": "algemeen", "bewaren_tot": None}
    fields = {**kop, **rest, "vrijgave": knooppunt.release.digest, "gemaakt": now}
    keys = [
        knooppunt.world.keys.directory.kem_key(knooppunt[who].oin, "algemeen", now) for who in ("politie", "gemeente")
    ]
    return seal(fields, b"x", police.tekenen, keys, verzoek).to_json()
