# SPDX-License-Identifier: EUPL-1.2
"""From what an act ended in to an HTTP answer: the one place where the two meet.

Invariants:
- `Onbekend` is the constant `niet-gevonden`, without proof, rules or any other word.
- A refusal carries only the rows that its caller may be told; that choice was made by the exchange.
- When the log could not be written the answer is 503: nothing was done, and asking again with the same key is safe.
"""

from __future__ import annotations

import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Any

from audit.values import LogFullError, LogUnavailableError
from core.exchange.getuigen import WitnessesBehindError
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from server.api.problems import TYPES, JsonResponse, ProblemError
from server.telemetry import metrics

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from core.exchange.results import Uitkomst

RETRY_AFTER_S = 5
WITNESSES_RETRY_S = 60
HIDDEN = "De regels staan dit niet toe. Niet alle regels mogen aan u worden getoond."


def answer(
    act: Callable[[], Uitkomst], status: int = 200, shape: Callable[[Gedaan], dict[str, Any]] | None = None
) -> Response:
    """Perform `act` and return its answer; `shape` makes the body when `done` is not the right one.

    Raises:
        ProblemError: every outcome but `Gedaan`.
    """
    started = time.perf_counter()
    try:
        outcome = act()
    except WitnessesBehindError as error:
        retry = {"Retry-After": str(WITNESSES_RETRY_S)}
        raise ProblemError("getuigen-achter", detail=str(error), headers=retry) from None
    except LogFullError:
        raise ProblemError("te-druk", headers={"Retry-After": str(RETRY_AFTER_S)}) from None
    except (LogUnavailableError, TimeoutError, FutureTimeoutError):
        raise ProblemError("log-niet-beschikbaar", headers={"Retry-After": str(RETRY_AFTER_S)}) from None
    metrics.outcome(name_of(outcome), time.perf_counter() - started)
    if isinstance(outcome, Gedaan):
        return JsonResponse((shape or done)(outcome), status)
    raise problem(outcome)


def name_of(outcome: Uitkomst) -> str:
    """Return under which name an outcome is counted: of a refusal what the rules said."""
    return outcome.uitkomst if isinstance(outcome, Geweigerd) else type(outcome).__name__.lower()


def done(outcome: Gedaan) -> dict[str, Any]:
    """Return the body of an act that was done: what it gives, and the proof of its lines."""
    return {**outcome.gegevens, "bewijs": list(outcome.bewijs)} if outcome.bewijs else dict(outcome.gegevens)


def problem(outcome: Uitkomst) -> ProblemError:
    """Return the problem for an act that was not done."""
    match outcome:
        case Geweigerd():
            return ProblemError(outcome.soort, detail=HIDDEN if outcome.verborgen else None, extra=_refusal(outcome))
        case Conflict():
            naam = outcome.soort if outcome.soort in TYPES else "toestand"
            return ProblemError(naam, detail=outcome.tekst)
        case Ongeldig():
            found = [bevinding.to_json() for bevinding in outcome.bevindingen]
            naam = "bevel-geweigerd" if outcome.vastgelegd else "ongeldige-invoer"
            return ProblemError(naam, extra={"bevindingen": found})
        case Onbekend():
            return ProblemError("niet-gevonden")
        case _:
            return ProblemError("interne-fout")


def _refusal(outcome: Geweigerd) -> dict[str, Any]:
    return {
        "uitkomst": outcome.uitkomst,
        "regels": list(outcome.regels),
        "ontbreekt": list(outcome.ontbreekt),
        "waar": dict(outcome.waar),
        "bewijs": list(outcome.bewijs),
        "adviezen": list(outcome.adviezen),
    }
