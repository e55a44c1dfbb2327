# SPDX-License-Identifier: EUPL-1.2
"""Verifying the log finds adoptions and advices that an operator made up, or put another document in the place of."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import tlog_policy
from audit.rows import existing_rows
from audit.verify import Rooms, verify
from core.exchange import geb
from core.exchange.results import Gedaan
from core.keychain import gebbesluit
from core.keychain.gebbesluit import Over
from core.keychain.lijsten import Lijsten
from core.ledger import gebbesluiten
from server.samenhang import Samenhang
from server.samenhang.gewist import LOGGED, explained
from tests.kit import ORIGIN, REGIO, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.keychain.gebbesluit import Gebbesluit
    from tests.kit import Backbone


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A backbone with nothing in it yet."""
    with backbone(tmp_path_factory.mktemp("geb")) as one:
        yield one


def findings(made: Backbone) -> dict[str, str]:
    """Verify everything across rooms; return kind and sentence of each finding."""
    samenhang = Samenhang(Lijsten(made.lijst), ORIGIN, made.clock.now())
    rooms = Rooms(
        lambda connection: existing_rows(connection, LOGGED),
        lambda _connection: iter(()),
        samenhang.extract,
        samenhang.findings,
        explained,
    )
    report = verify(made.engine, made.kluis, made.folder, tlog_policy.parse(made.policy_text.encode()), rooms)
    return {one.soort: one.waar for one in report.bevindingen if one.soort.startswith("geb-")}


def over() -> Over:
    return Over(uuid.uuid4().hex * 2, REGIO, "2026-01-01..2026-12-31")


def take(made: Backbone, besluit: Gebbesluit) -> None:
    """Take a document in as an operator could: past every check, with a line of its own."""
    outcome = made.world.runner.run(made["gemeente"].caller(), "geb", lambda act: geb._take(act, besluit))
    assert isinstance(outcome, Gedaan)


def adoption(made: Backbone, key: Any = None, **changes: Any) -> Gebbesluit:
    gemeente = made["gemeente"]
    given = {"oin": gemeente.oin, "over": over(), "uitkomst": "vastgesteld", "gemaakt": made.clock.now(), **changes}
    return gebbesluit.adopt(key or gemeente.tekenen, **given)


def advice(made: Backbone, fg: Any) -> Gebbesluit:
    gemeente = made["gemeente"]
    given = {"oin": gemeente.oin, "over": over(), "uitkomst": "positief", "gemaakt": made.clock.now()}
    return gebbesluit.advise(gemeente.tekenen, (fg.id, fg.sleutel), advies_sha256="ab" * 32, **given)


def test_what_an_operator_makes_up_is_found(made: Backbone) -> None:
    """Present and contrary: sound documents give nothing; without the signatures of controller and FG each is named."""
    take(made, adoption(made))
    take(made, advice(made, made.fg))
    assert findings(made) == {}
    forged = adoption(made, made["politie"].tekenen)
    take(made, forged)
    assert findings(made) == {"geb-besluit-ongeldig": f"geb_besluit:vaststelling/{forged.oin}/{forged.over.editie}"}


def test_an_advice_by_somebody_else_is_found(made: Backbone) -> None:
    """Contrary: under an advice stands the signature of a jurist, or of an FG who works elsewhere."""
    wrong = advice(made, made.jurist_a)
    take(made, wrong)
    assert findings(made) == {"geb-besluit-ongeldig": f"geb_besluit:fg-advies/{wrong.oin}/{wrong.over.editie}"}


def test_a_line_that_says_something_else_is_found(made: Backbone) -> None:
    """Contrary: the line names another outcome than the document that was signed."""
    signed = adoption(made, uitkomst="niet-vastgesteld")

    def lie(act: Any) -> Gedaan:
        about = {"editie": signed.over.editie, "periode": signed.over.periode, "uitkomst": "vastgesteld"}
        line = act.line(REGIO, geb.EVENTS[signed.soort], besluit_sha256=signed.sha256, **about)
        line.feit["regio"] = REGIO
        line.rijen += gebbesluiten.store(act.writer, signed, act.tijd)
        return Gedaan({})

    assert isinstance(made.world.runner.run(made["gemeente"].caller(), "geb", lie), Gedaan)
    assert set(findings(made)) == {"geb-besluit-wijkt-af"}
