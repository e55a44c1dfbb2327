# SPDX-License-Identifier: EUPL-1.2
"""Tellingen about what was refused, by the backbone and by gateways that refused themselves.

Refusals are counted per question to the rules: one refused act may hold several. A question that some rule forbids and a
question that no rule covers (`niet-geregeld`) are both refusals; the outcome tells them apart. A request that was refused
for its form is no question to the rules; it stands under `geweigerde-bevelen`.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from audit.events import Event, Resultaat
from gep.cijfers.regel import NIEMAND
from gep.cijfers.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gep.cijfers.telling import Regel, Sleutel

KNOOPPUNT, GATEWAY = "knooppunt", "gateway"
GEWEIGERD: Final = tuple(event.value for event in Event if event.resultaat is Resultaat.GEWEIGERD)
_BEVELEN: Final = (
    Event.BEWAREN_GEWEIGERD.value,
    Event.VERNIETIGING_GEWEIGERD.value,
    Event.WISSING_GEWEIGERD.value,
    Event.FEIT_GEWEIGERD.value,
    "backbone:rechtenverzoek:geweigerd",
    "backbone:geb:geweigerd",
)


class Geweigerd(NamedTuple):
    """A refused question: where, by whom it was asked, and what it was."""

    waar: str
    vrager: str
    handeling: str
    categorie: str
    ontvanger: str
    uitkomst: str
    regels: tuple[str, ...]


def refused(regel: Regel) -> Iterator[Geweigerd]:
    """Yield the refused questions of a line; a rule that carried none is `-`."""
    feit = regel.feit
    if feit.gebeurtenis == Event.GATEWAY_WEIGERDE:
        asked = (feit.gemeld_handeling, feit.gemeld_categorie, regel.soorten.get(feit.gemeld_ontvanger, NIEMAND))
        yield Geweigerd(GATEWAY, feit.oin, *asked, feit.gemeld_uitkomst, feit.gemeld_regels or (NIEMAND,))
    for beslissing in feit.beslissingen:
        if not beslissing.toegestaan:
            vraag = beslissing.vraag
            asked = (vraag.handeling, vraag.wat, vraag.aan)
            yield Geweigerd(KNOOPPUNT, feit.oin, *asked, beslissing.uitkomst, beslissing.regels or (NIEMAND,))


def weigeringen(regel: Regel) -> Iterable[Sleutel]:
    """Each refused question once."""
    return [item[:-1] for item in refused(regel)]


def weigeringen_per_regel(regel: Regel) -> Iterable[Sleutel]:
    """Each rule that carried a refusal."""
    return [(id_, item.waar) for item in refused(regel) for id_ in item.regels]


def knelpunten(regel: Regel) -> Iterable[Sleutel]:
    """Each rule that carried a refusal, with the question that it stopped."""
    return [
        (id_, item.vrager, item.handeling, item.categorie, item.ontvanger, item.uitkomst)
        for item in refused(regel)
        for id_ in item.regels
    ]


def geweigerde_bevelen(regel: Regel) -> Iterable[Sleutel]:
    """Each reason why an order or statement was not taken."""
    feit = regel.feit
    reasons = feit.redenen or ({} if feit.reden == NIEMAND else {feit.reden: 1})
    return chain.from_iterable(repeat((feit.gebeurtenis, feit.oin, reden), count) for reden, count in reasons.items())


def aanmeldingen_geweigerd(regel: Regel) -> Iterable[Sleutel]:
    """Each request that was not accepted as genuine: the line counts an hour of them."""
    feit = regel.feit
    return chain.from_iterable(repeat((feit.organisatie, reden), count) for reden, count in feit.redenen.items())


TELLINGEN: Final = (
    Telling(
        "weigeringen",
        "Geweigerde vragen aan de regels, per plaats, vrager, handeling, categorie, ontvanger en uitkomst.",
        weigeringen,
        GEWEIGERD,
    ),
    Telling(
        "weigeringen-per-regel",
        "Geweigerde vragen per regel die de weigering droeg, en per plaats.",
        weigeringen_per_regel,
        GEWEIGERD,
    ),
    Telling(
        "knelpunten",
        "Geweigerde vragen per regel, vrager, handeling, categorie, soort ontvanger en uitkomst. "
        "Zonder regel staat er een streepje: dan regelt niets het.",
        knelpunten,
        GEWEIGERD,
    ),
    Telling(
        "geweigerde-bevelen",
        "Bevelen, besluiten, verzoeken en feiten die niet zijn aangenomen, per gebeurtenis, organisatie en reden.",
        geweigerde_bevelen,
        _BEVELEN,
    ),
    Telling(
        "aanmeldingen-geweigerd",
        "Verzoeken die niet als echt zijn aanvaard, per organisatie van de sleutel en reden.",
        aanmeldingen_geweigerd,
        (Event.AANMELDING_GEWEIGERD.value,),
    ),
)
