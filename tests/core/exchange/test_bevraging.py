# SPDX-License-Identifier: EUPL-1.2
"""Hit/no-hit at the exchange: sealed, decided by R-89 and R-21, bounded, and answered to nobody but who asked."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.exchange import bevraging
from core.exchange.results import Gedaan, Geweigerd, Ongeldig
from tests.core.exchange.conftest import Zaak
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """A casus in the phase of hit/no-hit with a clear indication, for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as knooppunt:
        made = Zaak(knooppunt)
        made.phase("hit-nohit")
        made.done(knooppunt.state("gemeente", knooppunt.fact("objectieve-aanwijzing", casus=made.id)))
        yield made


def ask(
    zaak: Zaak, *, van: str = "gemeente", aan: str = "politie", sealed: bool = True, **more: Any
) -> tuple[str, Any]:
    """Put a question; return its id and the outcome."""
    knooppunt, question = zaak.knooppunt, str(uuid.uuid4())
    kop = {"casus": zaak.id, "categorie": "hit", "doel": "oc", "fase": zaak.fase}
    subject = knooppunt.sealed(van, kop, b"vraag", (aan,), str(uuid.uuid4())) if sealed else None
    body = {"uitvraag": question, "aan": knooppunt[aan].oin, "categorie": "hit", "onderwerp": subject, **more}
    return question, zaak.event(van, Soort.UITVRAAG, **body)


def answer(zaak: Zaak, *to: str, who: str = "politie", content: bytes = b"ja of nee") -> Any:
    """Let a partner answer; return the outcome."""
    levering = zaak.supply(who, "hit", *to, content=content)
    return zaak.knooppunt.exchange.push(levering.caller, levering.body)


def finish(zaak: Zaak, question: str, who: str = "politie") -> None:
    """Close a question, so that the next test has none open."""
    body = {"soort": "geweigerd", "reden": "niet-deelbaar", "records": []}
    zaak.done(zaak.knooppunt.exchange.answer(zaak.knooppunt[who].caller(), question, body))


def reasons(outcome: Any) -> set[str]:
    """Return the reasons of an invalid request."""
    assert isinstance(outcome, Ongeldig), outcome
    return {finding.reden for finding in outcome.bevindingen}


def test_answer_goes_only_to_who_asked(zaak: Zaak) -> None:
    """Before the question and after its answer no hit is taken in, and never one to another member, or of a larger size."""
    assert reasons(answer(zaak, "gemeente")) == {"geen-vraag"}
    question, outcome = ask(zaak)
    zaak.done(outcome)
    assert reasons(answer(zaak, "om")) == {"geen-vraag"}
    assert reasons(answer(zaak, "gemeente", "om")) == {"geen-vraag"}
    assert reasons(answer(zaak, "gemeente", content=b"x" * bevraging.SIZE)) == {"te-groot"}
    done = answer(zaak, "gemeente")
    zaak.done(done)
    [record] = done.gegevens["verstrekkingen"]
    body = {"soort": "verstrekt", "reden": None, "records": [record]}
    zaak.done(zaak.knooppunt.exchange.answer(zaak.knooppunt["politie"].caller(), question, body))
    assert reasons(answer(zaak, "gemeente")) == {"geen-vraag"}


def test_rules_decide_question_and_answer(zaak: Zaak) -> None:
    """R-89 opens the question, R-21 the answer of the police; a partner without a rule cannot answer, whatever it knows."""
    question, outcome = ask(zaak)
    assert isinstance(outcome, Gedaan)
    assert isinstance(answer(zaak, "gemeente"), Gedaan)
    finish(zaak, question)
    other, outcome = ask(zaak, aan="om")
    zaak.done(outcome)
    refused = answer(zaak, "gemeente", who="om")
    assert isinstance(refused, Geweigerd)
    assert refused.uitkomst == "niet-geregeld"
    finish(zaak, other, "om")


def test_question_is_sealed_to_the_two(zaak: Zaak) -> None:
    """A question that is not sealed, or that a third could open, is refused before anybody is told."""
    assert reasons(ask(zaak, sealed=False)[1]) == {"ontbreekt"}
    kop = {"casus": zaak.id, "categorie": "hit", "doel": "oc", "fase": zaak.fase}
    open_to_om = zaak.knooppunt.sealed("gemeente", kop, b"vraag", ("politie", "om"), str(uuid.uuid4()))
    assert reasons(ask(zaak, onderwerp=open_to_om)[1]) == {"andere-inhoud"}


def test_fishing_is_refused_with_a_line(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """One question over the limit of a day is refused, and that is a line; another asker, and the next day, start anew."""
    monkeypatch.setattr(bevraging, "PER_DAG", 1)
    zaak.knooppunt.clock.shift += bevraging.DAY_MS
    question, outcome = ask(zaak)
    zaak.done(outcome)
    refused = ask(zaak)[1]
    assert isinstance(refused, Geweigerd)
    assert (refused.uitkomst, refused.regels) == ("geweigerd", ())
    assert refused.adviezen[0]["plicht"] == "grens-hit"
    assert refused.bewijs
    other, outcome = ask(zaak, van="belastingdienst")
    zaak.done(outcome)
    finish(zaak, question)
    finish(zaak, other)
    zaak.knooppunt.clock.shift += bevraging.DAY_MS
    again, outcome = ask(zaak)
    zaak.done(outcome)
    finish(zaak, again)
