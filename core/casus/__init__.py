# SPDX-License-Identifier: EUPL-1.2
"""The casus as an append-only record of events, and its folding into a present state.

Where to start: `events.parse` -> `fold.apply` -> `CasusStand`; the closed lists are in `lijsten.toml`.
"""

from core.casus.bevindingen import Bevinding, Ongeldig
from core.casus.events import Gebeurtenis, Soort, check_body, parse
from core.casus.fields import Codes
from core.casus.fold import apply, fold
from core.casus.sealed import split_salt
from core.casus.state import CasusStand, Deelnemer, PersoonOpCasus, Uitvraag

__all__ = [
    "Bevinding",
    "CasusStand",
    "Codes",
    "Deelnemer",
    "Gebeurtenis",
    "Ongeldig",
    "PersoonOpCasus",
    "Soort",
    "Uitvraag",
    "apply",
    "check_body",
    "fold",
    "parse",
    "split_salt",
]
