# SPDX-License-Identifier: EUPL-1.2
"""Hit/no-hit at the exchange: a sealed question to one partner, and answers only to who asked.

Invariants:
- A question is sealed, or it is none: about whom it is the backbone never knows.
- At most `PER_DAG` questions of one organisation in one casus in a day: asking on and on is fishing. What is over the limit is
  refused with a line, like any refusal. The answering gateway counts again, over all its casussen.
- An answer goes to nobody but an organisation whose question to this supplier is open, and has the smallest size there is: the
  size of an answer says nothing.

Norm: law.md R-21, R-89; Bpg 6:4(5). The rules decide question and answer like every other (`verzoeken`, `verstrekken` of `hit`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.casus.events import Soort
from core.exchange.act import NoTrace
from core.exchange.results import NEUTRAAL, Bevinding, Geweigerd, Ongeldig

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.envelope import SealedRecord
    from core.exchange.act import Act
    from core.exchange.standing import Case

HIT: Final = "hit"
PER_DAG: Final = 25
DAY_MS: Final = 24 * 3600 * 1000
SIZE: Final = 1024
GRENS: Final = "In deze casus is vandaag al zo vaak om een hit gevraagd dat het zoeken zonder aanleiding lijkt."


def over_limit(act: Act, case: Case, soort: Soort, body: dict[str, Any]) -> Geweigerd | None:
    """Return the refusal of a question that is one too many, None for anything else.

    Raises:
        NoTrace: a question for a hit that is not sealed.
    """
    if soort is not Soort.UITVRAAG or body["categorie"] != HIT:
        return None
    if body["onderwerp"] is None:
        raise NoTrace(
            _wrong("gegevens.onderwerp", "ontbreekt", "Een vraag om een hit noemt verzegeld over wie zij gaat.")
        )
    since = act.tijd - DAY_MS
    mine = (u for u in case.state.uitvragen.values() if (u.van, u.categorie) == (act.caller.oin, HIT))
    if sum(u.tijd > since for u in mine) < PER_DAG:
        return None
    advice = {"plicht": "grens-hit", "tekst": GRENS}
    return Geweigerd(NEUTRAAL, (), (), waar={"casus": case.id}, adviezen=(advice,))


def check_answers(case: Case, supplier: str, records: Iterable[SealedRecord]) -> None:
    """Refuse an answer that nobody asked for, that goes to anybody else, or that differs in size from another.

    Raises:
        NoTrace: one of these.
    """
    open_to = {
        u.van for u in case.state.uitvragen.values() if (u.aan, u.categorie, u.status) == (supplier, HIT, "open")
    }
    for record in records:
        if record.kop["categorie"] != HIT:
            continue
        readers = {grant.ontvanger for grant in record.toekenningen} - {supplier}
        if len(readers) != 1 or not readers <= open_to:
            raise NoTrace(_wrong("verstrekkingen", "geen-vraag", "Deze ontvanger heeft u niet om een hit gevraagd."))
        if record.kop["omvang"] > SIZE or record.verklaring.bijlagen:
            raise NoTrace(_wrong("verstrekkingen", "te-groot", "Een antwoord op een vraag om een hit is ja of nee."))


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
