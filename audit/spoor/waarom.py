# SPDX-License-Identifier: EUPL-1.2
"""Why somebody could look at something: the explanation of one line, from the record itself, most specific first.

Invariants:
- An explanation is a value with its kind, a Dutch sentence and the evidence; it never rests on a score.
- An explanation is *of the person* only when the record ties this very person to the work: it asked for it, worked on the
  case around that time, was put on the case by somebody else, or has the office for it. That the organisation takes
  part explains why the organisation may look, not why this person did: such a line stays on the officer's short list.
- Who put itself on a case is not explained by that; who was taken off, or looks long after the case was closed, neither.

Norm: Wpg 32a lid 2, peers-and-style 1.3 (explain each access instead of alerting). It reads nothing: lines, events and
issuers are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from audit.events import Event
from audit.spoor.dossier import PEOPLE, WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from audit.spoor.dossier import Dossier
    from audit.spoor.values import Regel

DAG: Final = 24 * 3600 * 1000
ROND_HET_WERK: Final = 30 * DAG
NAZORG: Final = 30 * DAG
OFFICER: Final = frozenset(
    {
        Event.SPOOR_GELEZEN,
        Event.SPOOR_GEEXPORTEERD,
        Event.BUNDEL_GEMAAKT,
        Event.BEVOEGDHEID_HERBEVESTIGD,
        Event.NOOD_BEOORDEELD,
    }
)
"""What only somebody with the office of control does."""


class Grond(StrEnum):
    """The kinds of explanation, most specific first."""

    UITVRAAG = "eigen-uitvraag"
    OP_CASUS = "op-casus"
    VERKLAARD_OP_CASUS = "verklaard-op-casus"
    WERK = "werk-aan-de-casus"
    AANGEWEZEN = "aangewezen"
    ROL = "rol"
    HANDELING = "handeling-zelf"
    GEWEIGERD = "niets-gekregen"
    ORGANISATIE_VROEG = "uitvraag-van-de-organisatie"
    GENOEMD = "genoemd-als-ontvanger"
    EIGEN = "eigen-gegevens"
    DEELNEMER = "deelnemer"
    GEEN_PERSOON = "geen-persoon"
    GEWIST = "persoon-gewist"
    ONVERKLAARD = "onverklaard"


PERSONAL: Final = frozenset(
    {
        Grond.UITVRAAG,
        Grond.OP_CASUS,
        Grond.VERKLAARD_OP_CASUS,
        Grond.WERK,
        Grond.AANGEWEZEN,
        Grond.ROL,
        Grond.HANDELING,
    }
)
SETTLED: Final = PERSONAL | {Grond.GEWEIGERD, Grond.GEEN_PERSOON, Grond.GEWIST}
"""What needs no eye of an officer: tied to the person, nothing was given, or there is no person to ask about."""
VOUCHED: Final = {
    "op-casus": (Grond.VERKLAARD_OP_CASUS, "verklaarde dat deze persoon op de casus zit"),
    "aangewezen": (Grond.AANGEWEZEN, "wees deze persoon aan als vertegenwoordiger"),
}
"""Facts about the person who reads: a statement of one of these, cited by the decision, vouches for this person."""


class Bewijs(NamedTuple):
    """A piece of evidence: what it is, and by what it is found."""

    soort: str
    verwijzing: str


@dataclass(frozen=True, slots=True)
class Uitleg:
    """The explanation of one line.

    Attributes:
        grond: what kind it is.
        zin: the explanation in Dutch.
        bewijs: where the record says so.
        borg: who vouched: the facts that the decision cites, with the hash of the statement and its issuer.
    """

    grond: Grond
    zin: str
    bewijs: tuple[Bewijs, ...] = ()
    borg: tuple[tuple[str, str, str | None], ...] = ()

    @property
    def verklaard(self) -> bool:
        """Whether nobody needs to look at this line for want of an explanation."""
        return self.grond in SETTLED


@dataclass(frozen=True, slots=True)
class Kader:
    """What explanations are made from, beside the line.

    Attributes:
        dossier: gives the dossier of a case.
        uitgevers: issuer by hash of a statement.
        verstrekt: gives the supplier of a record and whom it named as recipients, None when there is no such record.
        naam: gives the name of an organisation.
    """

    dossier: Callable[[str], Dossier]
    uitgevers: Mapping[str, str]
    verstrekt: Callable[[str], tuple[str, frozenset[str]] | None]
    naam: Callable[[str], str] = str


def explain(regel: Regel, kader: Kader) -> Uitleg:
    """Return the most specific explanation of a line."""
    found = next(_reasons(regel, kader))
    borg = tuple((feit, item, kader.uitgevers.get(item)) for feit, item in regel.feiten)
    return Uitleg(found.grond, found.zin, found.bewijs + _decided(regel), borg)


def _decided(regel: Regel) -> tuple[Bewijs, ...]:
    return tuple(Bewijs("beslissing", item) for item in regel.beslissingen)


def _reasons(regel: Regel, kader: Kader) -> Iterator[Uitleg]:
    """Yield explanations, most specific first; the last one always comes."""
    if regel.mislukt:
        yield Uitleg(Grond.GEWEIGERD, "Dit is geweigerd. Er is niets gegeven.")
    if regel.gebeurtenis in OFFICER:
        yield Uitleg(Grond.ROL, f"Een functionaris deed dit voor het doel {regel.doel}, met reden {regel.reden}.")
    if regel.gewist:
        yield Uitleg(Grond.GEWIST, "Wie dit deed, is na de bewaartermijn gewist.")
    if regel.persoon is None:
        yield Uitleg(Grond.GEEN_PERSOON, "Dit deed de organisatie zelf. Er trad geen persoon op.")
    if regel.casus is None:
        yield Uitleg(Grond.HANDELING, "Dit ging niet over een casus.")
    dossier = kader.dossier(regel.casus or "")
    yield from _of_the_person(regel, regel.persoon or "", dossier, kader)
    yield from _of_the_organisation(regel, dossier, kader)
    yield Uitleg(Grond.ONVERKLAARD, "Het dossier zegt niet waarom dit mocht.")


def _of_the_person(regel: Regel, persoon: str, dossier: Dossier, kader: Kader) -> Iterator[Uitleg]:
    if not regel.leest:
        yield _own_act(regel, dossier)
    answer = dossier.antwoorden.get(regel.record or "")
    asked = None if answer is None else dossier.uitvragen.get(answer.uitvraag)
    if answer is not None and asked is not None and asked.persoon == persoon:
        proof = (_event(dossier, asked.volgnr), _event(dossier, answer.volgnr))
        yield Uitleg(Grond.UITVRAAG, "Dit is het antwoord op een uitvraag van deze persoon.", proof)
    if dossier.gesloten is not None and regel.tijd > dossier.gesloten[0] + NAZORG:
        return  # whatever tied somebody to the case, the work was over
    term = dossier.toewijzing(persoon, regel.tijd)
    if term is not None and term.door != persoon:
        yield Uitleg(Grond.OP_CASUS, _on_case(dossier, regel), (_event(dossier, term.volgnr),))
    yield from _vouched(regel, "op-casus", kader)
    near = _work_near(dossier, persoon, regel.tijd)
    if near is not None and dossier.geeindigd(persoon, regel.tijd) is None:
        told = "Deze persoon deed binnen dertig dagen zelf iets in deze casus."
        yield Uitleg(Grond.WERK, told, (Bewijs("regel", near),))
    yield from _vouched(regel, "aangewezen", kader)


def _vouched(regel: Regel, feit: str, kader: Kader) -> Iterator[Uitleg]:
    cited = [item for name, item in regel.feiten if name == feit]
    if cited:
        grond, told = VOUCHED[feit]
        who = ", ".join(sorted({kader.naam(kader.uitgevers[item]) for item in cited if item in kader.uitgevers}))
        proof = tuple(Bewijs("feitverklaring", item) for item in cited)
        yield Uitleg(grond, f"{who or 'Een bevoegde organisatie'} {told}.", proof)


def _own_act(regel: Regel, dossier: Dossier) -> Uitleg:
    told = "Deze persoon regelde wie er aan de casus werken." if regel.soort in PEOPLE else _WORK_TOLD
    proof = () if regel.volgnr is None or regel.gebeurtenis not in WORK else (_event(dossier, regel.volgnr),)
    return Uitleg(Grond.HANDELING, told, proof)


_WORK_TOLD: Final = "Dit is zelf werk aan de casus: er is iets ingebracht, gevraagd of vastgelegd."


def _on_case(dossier: Dossier, regel: Regel) -> str:
    """Say that the person was on the case, and for what work: the strand and phase of that moment."""
    strand = dossier.streng(regel.tijd)
    task = "" if strand is None else f" De streng {strand[0]} stond in de fase {strand[1]}."
    return f"De eigen organisatie zette deze persoon op de casus.{task}"


def _work_near(dossier: Dossier, persoon: str, tijd: int) -> str | None:
    done = dossier.werk.get(persoon, ())
    return next((str(plaats) for at, plaats in done if abs(at - tijd) <= ROND_HET_WERK), None)


def _of_the_organisation(regel: Regel, dossier: Dossier, kader: Kader) -> Iterator[Uitleg]:
    answer = dossier.antwoorden.get(regel.record or "")
    asked = None if answer is None else dossier.uitvragen.get(answer.uitvraag)
    if answer is not None and asked is not None and asked.oin == regel.oin:
        proof = (_event(dossier, asked.volgnr), _event(dossier, answer.volgnr))
        told = "De organisatie vroeg hierom. Waarom deze persoon het las, staat nergens."
        yield Uitleg(Grond.ORGANISATIE_VROEG, told, proof)
    supplied = None if regel.record is None else kader.verstrekt(regel.record)
    if supplied is not None and regel.oin in supplied[1]:
        told = "De verstrekker noemde de organisatie als ontvanger. Waarom deze persoon het las, staat nergens."
        yield Uitleg(Grond.GENOEMD, told, (Bewijs("record", str(regel.record)),))
    if supplied is not None and regel.oin == supplied[0]:
        told = "De organisatie verstrekte dit zelf. Waarom deze persoon het las, staat nergens."
        yield Uitleg(Grond.EIGEN, told, (Bewijs("record", str(regel.record)),))
    term = dossier.deelname(regel.oin, regel.tijd)
    if term is not None:
        told = "De organisatie doet mee aan de casus. Waarom deze persoon keek, staat nergens."
        yield Uitleg(Grond.DEELNEMER, told, (_event(dossier, term.volgnr),))


def _event(dossier: Dossier, volgnr: int) -> Bewijs:
    return Bewijs("casusgebeurtenis", f"{dossier.casus}/{volgnr}")
