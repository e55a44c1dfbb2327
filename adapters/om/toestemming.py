# SPDX-License-Identifier: EUPL-1.2
"""The statement `om-toestemming`: made from what the officer decided.

Invariants:
- It is about one case (or one record in it) and one category; a consent for everything cannot be made.
- With recipients there is one statement for each; without, it holds for every recipient that the rules allow.
- It ends at the end of its last day in the Netherlands.

It signs nothing: the gateway does.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.facts import Feitverklaring, Over

FEIT: Final = "om-toestemming"
GRONDSLAG: Final = "Bpg 4:3(7)"
CATEGORIEEN: Final = ("wpg-9", "wpg-10a")
_NEDERLAND: Final = ZoneInfo("Europe/Amsterdam")
_DAG: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
_OIN: Final = re.compile(r"[0-9]{20}", re.ASCII)


class ToestemmingFout(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """What was asked for is not a statement that the OM can make; the message is a Dutch sentence."""

    type = "urn:knooppunt:fout:toestemming-ongeldig"


@dataclass(frozen=True, slots=True)
class Besluit:
    """What the officer decided.

    Attributes:
        casus: id of the case.
        categorie: `wpg-9` or `wpg-10a`.
        geeft: consent or refusal.
        aan: OINs of recipients; empty means that no recipient is singled out.
        record: id of one record, to narrow it further.
        tot: last day on which it holds (JJJJ-MM-DD), or "" for no end.
    """

    casus: str
    categorie: str
    geeft: bool
    aan: tuple[str, ...] = ()
    record: str = ""
    tot: str = ""


def statements(besluit: Besluit, nu: int) -> list[Feitverklaring]:
    """Return the statements of a decision.

    Args:
        besluit: what was decided.
        nu: ms since the epoch.

    Raises:
        ToestemmingFout: an id, OIN, category or day that cannot be.
    """
    _check(besluit)
    tot = end_of_day(besluit.tot) if besluit.tot else None
    if tot is not None and tot <= nu:
        raise ToestemmingFout("De einddatum ligt in het verleden.")
    return [
        Feitverklaring(
            id=str(uuid.uuid4()),
            feit=FEIT,
            over=Over(casus=besluit.casus, record=besluit.record or None, organisatie=oin, categorie=besluit.categorie),
            waarde=besluit.geeft,
            grondslag=GRONDSLAG,
            van=nu,
            tot=tot,
            tijd=nu,
        )
        for oin in besluit.aan or (None,)
    ]


def end_of_day(dag: str) -> int:
    """Return the moment (ms) at which a day in the Netherlands is over.

    Raises:
        ToestemmingFout: not JJJJ-MM-DD, or no day of the calendar.
    """
    if not _DAG.fullmatch(dag):
        raise ToestemmingFout("De einddatum is geen datum: schrijf JJJJ-MM-DD.")
    try:
        morgen = datetime.strptime(dag, "%Y-%m-%d").replace(tzinfo=_NEDERLAND) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise ToestemmingFout("De einddatum is geen datum: schrijf JJJJ-MM-DD.") from None
    return int(morgen.timestamp() * 1000)


def _check(besluit: Besluit) -> None:
    if besluit.categorie not in CATEGORIEEN:
        raise ToestemmingFout(f"Toestemming van het OM hoort bij {' en '.join(CATEGORIEEN)}.")
    if not _UUID.fullmatch(besluit.casus):
        raise ToestemmingFout("De casus is geen kenmerk van een casus (UUID).")
    if besluit.record and not _UUID.fullmatch(besluit.record):
        raise ToestemmingFout("De verstrekking is geen kenmerk van een verstrekking (UUID).")
    if not all(_OIN.fullmatch(oin) for oin in besluit.aan):
        raise ToestemmingFout("Een OIN is twintig cijfers.")
