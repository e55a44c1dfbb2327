# SPDX-License-Identifier: EUPL-1.2
"""Two concept messages of one controller: to the people whose data it is, and to its mayor or board.

Invariants:
- Language level B1: short sentences, no jargon that the glossary does not have.
- The message to people holds no figure and nothing of the record: it tells what happened and what they can do. What only
  people know stays open in it.
- The message to the board leaves the circle of officers, so small counts do not stand in it.

Norm: AVG 34 (law.md: certainty U). Whether, when and to whom something is sent, people decide; nothing here is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gep.datalek.melding import CONCEPT, head, warnings
from gep.datalek.waarde import VERSTREKT, summary
from gep.document.blokken import Alinea, Cijferlijst, Lijst, Open, Sectie
from gep.document.document import Document
from gep.document.onderdrukken import DREMPEL, explanation, suppress

if TYPE_CHECKING:
    from gep.datalek.melding import Melding
    from gep.document.blokken import Blok

_WHAT = {
    "kem": "Een sleutel waarmee gegevens te lezen zijn, is in verkeerde handen gekomen.",
    "http": "Een sleutel waarmee een organisatie zich meldt, is in verkeerde handen gekomen.",
    "tekenen": "Een sleutel waarmee een organisatie tekent, is in verkeerde handen gekomen.",
    "herstel": "Een sleutel voor noodgevallen is in verkeerde handen gekomen.",
    "organisatie": "Bij een organisatie waarmee wij samenwerken, is de beveiliging misgegaan.",
    "persoon": "Iemand heeft misschien gegevens bekeken die niet voor hem of haar waren.",
    "periode": "Er zijn misschien gegevens bekeken door iemand die dat niet mocht.",
}


def to_people(melding: Melding) -> Document:
    """Return the concept message to the people whose data it is."""
    return Document(
        titel="Bericht over uw gegevens",
        ondertitel="Concept",
        kenmerken=(("Van", melding.lek.naam(melding.oin)),),
        waarschuwingen=(CONCEPT,),
        secties=(
            Sectie(
                "", "Wat is er gebeurd", (Alinea(_what(melding)), Open("Vertel in gewone woorden wat er is gebeurd."))
            ),
            Sectie("", "Om welke gegevens gaat het", (Open("Vul in om welke gegevens het gaat."),)),
            Sectie("", "Wat kunt u ervan merken", (Open("Vul in wat iemand ervan kan merken."),)),
            Sectie("", "Wat doen wij", (Open("Vul in wat u hebt gedaan en nog gaat doen."),)),
            Sectie("", "Wat kunt u doen", (Lijst(_ADVICE), Open("Vul in wat iemand zelf kan doen."))),
            Sectie("", "Hebt u vragen", (Alinea(_RIGHTS), Open("Vul in wie vragen beantwoordt, en hoe."))),
        ),
        voet="Dit bericht is nog niet verstuurd.",
    )


def to_board(melding: Melding, drempel: int = DREMPEL) -> Document:
    """Return the concept message to the mayor or board of the controller; small counts are left out."""
    lek = melding.lek
    late = ("De termijn van 72 uur is al voorbij." if lek.klok.te_laat else "Er geldt een termijn van 72 uur.",)
    return Document(
        titel="Bericht aan het bestuur",
        ondertitel=f"Een mogelijk datalek: {lek.naam(melding.oin)}",
        kenmerken=head(lek),
        waarschuwingen=warnings(lek),
        secties=(
            Sectie("1", "Wat is er gebeurd", (Alinea(_what(melding)), *suppress(_figures(melding), drempel))),
            Sectie("2", "Wat weten we niet", (Lijst(_UNKNOWN), Alinea(explanation(drempel)))),
            Sectie("3", "Wat moet u beslissen", (Lijst(late), *(Open(text) for text in _DECIDE))),
        ),
        voet="Dit bericht is nog niet verstuurd.",
    )


_ADVICE = (
    "Let op vreemde telefoontjes, brieven en berichten.",
    "Geef nooit uw wachtwoord of pincode aan iemand anders.",
)
_RIGHTS = "U mag vragen welke gegevens wij van u hebben. U mag ook een klacht indienen bij de toezichthouder."
_UNKNOWN = (
    "Het knooppunt kent de inhoud niet. Wat er precies in stond, weet uw eigen organisatie.",
    "Wat een ontvanger met gegevens deed nadat hij ze las, is hier niet te zien.",
    "Hoe groot het risico voor mensen is, moeten mensen beoordelen.",
)
_DECIDE = (
    "Meldt u dit bij de toezichthouder?",
    "Vertelt u het de mensen om wie het gaat?",
    "Wie is bij u verantwoordelijk voor de volgende stappen?",
)


def _what(melding: Melding) -> str:
    vraag = melding.lek.vraag
    return _WHAT[vraag.sleutel.rol if vraag.sleutel is not None else vraag.soort]


def _figures(melding: Melding) -> tuple[Blok, ...]:
    found = summary(melding.lek.van(melding.oin))
    served: int = found["telling"][VERSTREKT]
    rows: tuple[tuple[str, int], ...] = (
        ("Records van ons die bereikbaar waren", found["records"]),
        ("Waarvan ook opgehaald", served),
    )
    if melding.telling is not None:
        rows = (*rows, ("Mensen volgens onze eigen telling", melding.telling.personen))
    return (Cijferlijst("omvang", "Hoe groot is het", rows),)
