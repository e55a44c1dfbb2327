# SPDX-License-Identifier: EUPL-1.2
"""The obligations that the server carries out, and how: what is not here refuses the act that asks for it.

Invariants:
- `CARRIED` names an obligation only when an act of this exchange really does it, in the transaction of the act; a test
  shows each. An obligation of this place that is missing here makes the decision `niet-vaststelbaar` (`policies.plichten`).
- Obligations of other places are left to those places: the gateways hold their own lists.
- What is kept (`vastleggen`) stands in the line, with the day until which it is kept at least.

Norm: policy-vocabulary.md (obligations); law.md R-06, R-25, R-26, R-27, R-29, R-32, R-67, R-68, R-71, R-73, R-74.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from audit.proof import jcs
from core.ledger.tables import beslissing
from policies.decision import day_in_amsterdam
from policies.plichten import OPENEN, SERVER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from policies.decision import Beslissing
    from policies.plichten import Duty
    from policies.vocabulary import Vocabulary

CARRIED: Final[Mapping[str, str]] = {
    "brp-aantekening": "the line of the supply is the note: recipient, category, purpose and until when it is kept",
    "vastleggen-wjsg": "the line of the supply, with until when it is kept",
    "jaaroverzicht-wpg20": "the decision record, counted by `year_overview`",
    "melden-ontvangers": "the event in the feed of every participant, or of every recipient of the record it is about",
    "melden-partners": "the message in the feed of every holder of a record that it got one more, by grants made later",
    "logregel-van-lezen": "the line of the read log, before anything is given",
    "deelbare-reden": "the sentence in the refusal of a supply",
    "uittreksel-voorstellen": "the sentence in the refusal of a supply",
    "naar-jurist": "the sentence in a refusal",
    "verklaring-vernietiging": "the lines of order and completion, of which the verklaring van vernietiging is made",
}
"""Code of the obligation and where this server does it."""

CARRIED_IN: Final[Mapping[str, Mapping[str, str]]] = {
    "rechtenverzoek-ontvangen": {
        "uitzetten-bij-verantwoordelijken": "the request names every controller, and its question is sealed to each that can open it",
        "klok-een-maand": "the term stands in the row and the line of the request; the accounts tell whether it was met",
    },
    "rechten-beperken": {"einddatum-beperking": "a restriction without an end is refused; the end stands in its line"},
}
"""What this server does in one kind of act only: on a row about another act nobody does it, and there it refuses."""

VERGRENDELEN: Final = "vergrendelen"
ARCHIEFVLAG: Final = "archiefvlag"
"""Obligations of a refusal: who may not destroy an item finds it locked and flagged (`core.exchange.vernietigen`). On a row
that allows something nobody carries them out, so there they refuse like any other."""

VASTLEGGEN: Final = "vastleggen"


def carried(handeling: str) -> Mapping[str, str]:
    """Return the obligations that this server carries out in an act of this kind."""
    return {**CARRIED, **CARRIED_IN.get(handeling, {})}


def kept(beslissing_: Beslissing, vocabulary: Vocabulary, day: date) -> list[dict[str, str]]:
    """Return what the line of an act must keep: each record-keeping obligation with its last day, if it has a term."""
    duties = [duty for duty in _known(beslissing_, vocabulary) if duty.plaats == SERVER and duty.werk == VASTLEGGEN]
    return [{"plicht": duty.code} | ({"tot": _until(day, duty.jaren)} if duty.jaren else {}) for duty in duties]


def for_readers(beslissing_: Beslissing, vocabulary: Vocabulary) -> list[str]:
    """Return the obligations that the reader's gateway carries out when it opens the item."""
    return [duty.code for duty in _known(beslissing_, vocabulary) if duty.plaats == OPENEN]


def year_overview(connection: Connection, plicht: str, year: int) -> dict[str, int]:
    """Count the allowed decisions of a Dutch calendar year that carry an obligation, per kind of partner (Wpg 20)."""
    counted: Counter[str] = Counter()
    query = select(beslissing.c.tijd, beslissing.c.adl).where(beslissing.c.uitkomst == "toegestaan")
    for tijd, adl in connection.execute(query.execution_options(yield_per=1000)):
        body = jcs.decode(adl)["body"]
        if plicht in body["adl.core.response"]["plichten"] and day_in_amsterdam(tijd).year == year:
            counted[body["adl.core.request"]["subject"]["properties"]["soort"]] += 1
    return dict(counted)


def _known(beslissing_: Beslissing, vocabulary: Vocabulary) -> list[Duty]:
    return [vocabulary.plichten[code] for code in beslissing_.plichten if code in vocabulary.plichten]


def _until(day: date, years: int) -> str:
    """Return the same day so many years later; of 29 February the day after when there is none."""
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1).isoformat()
