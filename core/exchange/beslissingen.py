# SPDX-License-Identifier: EUPL-1.2
"""Reading decisions back: the questions and answers of a period, streamed, for replay and reconstruction.

Invariants:
- Of a decision record only the question, the answer, the release and the record's own id leave this module: no
  organisation, case, record or trace.
- A record whose columns, attributes and answer name different releases or outcomes, or whose question cannot be read,
  is handed on without a question, never left out: who replays counts it, who reconstructs calls it an incident.
- Rows come in whatever order the database reads them, a thousand at a time; a period is never held in memory.

The inverse of `core.exchange.decide`. It proves nothing about the rows: `audit verifieer` does.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.proof import jcs
from core.exchange.decide import decided
from core.ledger.tables import beslissing, vrijgave
from policies.decision import Vraag
from policies.findings import ReleaseError
from policies.naspelen import Vastgelegd, Versie
from policies.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from policies.decision import Beslissing
    from policies.ruleset import RuleSet

BATCH: Final = 1000
_decode: Final = json.JSONDecoder().decode
_COLUMNS: Final = (beslissing.c.sleutel, beslissing.c.uitkomst, beslissing.c.vrijgave, beslissing.c.adl)


def logged(connection: Connection, van: int, tot: int) -> Iterator[Vastgelegd]:
    """Yield every decision from `van` up to, not including, `tot` (ms)."""
    query = select(*_COLUMNS).where(beslissing.c.tijd >= van, beslissing.c.tijd < tot)
    for row in connection.execute(query.execution_options(yield_per=BATCH)):
        yield read(*row)


def version_of(connection: Connection, modus: str) -> Callable[[str], Versie]:
    """Return what gives the rules that a digest names, each loaded once."""
    known: dict[str, Versie] = {}

    def give(digest: str) -> Versie:
        if digest not in known:
            known[digest] = version(_release(connection, digest), modus)
        return known[digest]

    return give


def version(release: Release, modus: str) -> Versie:
    """Return a release as a version that decides by the door of the exchange.

    Raises:
        RuleSetError: its rules have mistakes.
    """
    return Versie.of_files(release.rule_files, modus, release.digest, door)


def door(rules: RuleSet, vraag: Vraag) -> Beslissing:
    """Decide as the exchange does and logs: an obligation that it does not carry out refuses."""
    return decided(rules, vraag)[0]


def read(sleutel: str, uitkomst: str, digest: str, adl: bytes) -> Vastgelegd:
    """Read one row of the table `beslissing`."""
    try:
        record = _decode(adl.decode())
        body = record["body"]
        answer = body["adl.core.response"]
        named = record["attributes"]["adl.core.policies"]["knooppunt"]
        agrees = answer["vrijgave"] == named == digest and answer["uitkomst"] == uitkomst
        question = question_of(body["adl.core.request"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Vastgelegd(sleutel, digest, None, {})
    return Vastgelegd(sleutel, digest, question if agrees else None, answer)


def question_of(request: Any) -> Vraag:
    """Read the question of a decision record, as `decide` wrote it.

    Raises:
        ValueError, KeyError, TypeError: it is not what `decide` writes.
    """
    properties, context = request["resource"]["properties"], request["context"]
    codes = (
        request["subject"]["properties"]["soort"], properties["ontvanger"], properties["categorie"],
        request["action"]["name"], context["doel"], context["fase"],
    )  # fmt: skip
    feiten = context["feiten"]
    if type(feiten) is not list:
        raise TypeError("facts are a list")
    "".join((*codes, *feiten))  # a TypeError unless all of it is text; a loop of our own costs more than parsing
    return Vraag(*codes, date.fromisoformat(context["peildatum"]), frozenset(feiten))


def _release(connection: Connection, digest: str) -> Release:
    found = connection.execute(select(vrijgave.c.bundel).where(vrijgave.c.sleutel == digest)).scalar_one_or_none()
    if found is None:
        raise ReleaseError("Een vrijgave waaronder is beslist, staat niet in het grootboek.")
    release = Release.from_json(jcs.decode(found))
    if release.digest != digest:
        raise ReleaseError("Een vrijgave in het grootboek is niet die waaronder zij staat.")
    return release
