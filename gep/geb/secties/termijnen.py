# SPDX-License-Identifier: EUPL-1.2
"""Section 10: how long data and log lines are kept, on what ground they are destroyed, and which terms were reached.

Invariant: terms and grounds come from the register that the backbone itself applies, with their certainty; a term that no
jurist confirmed is said to be a choice.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from core.exchange.bewaren import TERMIJN_VOORBIJ
from core.register import RegisterError
from core.register.bewaartermijnen import Bewaartermijnen
from core.register.wistermijnen import OPENINGEN, Wistermijnen
from gep.document.blokken import Cijferlijst, Tabel
from gep.geb.antwoorden import uit
from gep.geb.secties import beelden
from gep.geb.werk import capital

if TYPE_CHECKING:
    from core.register import Verwerking
    from core.register.bewaartermijnen import Termijn
    from gep.document.blokken import Blok
    from gep.geb.antwoorden import Rij
    from gep.geb.werk import Werk

JAREN = "Aantal jaren"
NIET_INGESTELD = "niet ingesteld"
_OPENING = {"persoon": "Wie handelde, in het logboek", "feit": "Wat er gebeurde, in het logboek"}


@cache
def _known() -> Bewaartermijnen:
    """The terms and grounds that come with this version: those that the backbone applies."""
    return Bewaartermijnen.load()


def termijnen(werk: Werk) -> tuple[Blok, ...]:
    """Tell the terms that hold, those that laws name, the grounds for destruction, and what was locked or destroyed."""
    blokken = (werk.tekst("slot-en-vernietigen"), _terms(werk), _log_terms(werk), _laws(werk), _grounds(werk))
    happened = (_reached(werk), _locked(werk), _destroyed(werk))
    picture = beelden.terms(werk)
    werk.antwoorden.rows("10.1.1", (_answer(werk, item) for item in werk.verwerkingen))
    werk.antwoorden.answer("10.2", uit(*blokken, *happened))
    return (*blokken, picture, *happened)


def _in_force(werk: Werk) -> list[Termijn]:
    terms = _known()
    now = werk.bron.gemaakt
    doelen = werk.bron.ruleset.vocabulary.codes["doel"]
    found = {terms.of(code, doel, now).code: terms.of(code, doel, now) for code in werk.categorieen for doel in doelen}
    return list(found.values())


def _terms(werk: Werk) -> Tabel:
    terms = _in_force(werk)
    rows = tuple(
        (
            "Elk gegeven zonder eigen termijn" if term.categorie == "*" else werk.gegeven(term.categorie),
            _years(term.jaren),
            _longer(term),
            term.bron,
            term.zekerheid,
            term.toelichting,
        )
        for term in terms
    )
    value = [[term.code, term.versie, term.jaren, term.zekerheid] for term in terms]
    cited = werk.boek.instelling("bewaartermijnen", "De bewaartermijnen die het knooppunt toepast.", value)
    heads = ("Wat", "Termijn", "Verlengen", "Bron", "Zekerheid", "Toelichting")
    return Tabel("bewaartermijnen", "Hoe lang een gegeven hoogstens te lezen is", heads, rows, (cited,))


def _longer(term: Termijn) -> str:
    if not term.verlengen_hoogstens:
        return "niet"
    return f"hoogstens {term.verlengen_hoogstens} keer, {_years(term.verlengen_jaren)}"


def _years(jaren: int) -> str:
    return f"{jaren} jaar"


def _log_terms(werk: Werk) -> Tabel:
    known = Wistermijnen.load()
    rows: list[tuple[str, ...]] = []
    value: list[list[str | int | None]] = []
    for opening in OPENINGEN:
        try:
            term = known.of(opening, werk.bron.gemaakt)
        except RegisterError:
            rows.append((_OPENING[opening], NIET_INGESTELD, "-", "-", "-"))
            value.append([opening, None])
            continue
        rows.append((_OPENING[opening], _years(term.jaren), term.bron, term.zekerheid, term.toelichting))
        value.append([opening, term.jaren])
    cited = werk.boek.instelling("wistermijnen", "Hoe lang regels van het logboek leesbaar blijven.", value)
    heads = ("Wat", "Termijn", "Bron", "Zekerheid", "Toelichting")
    return Tabel("wistermijnen", "Hoe lang het logboek leesbaar blijft", heads, tuple(rows), (cited,))


def _laws(werk: Werk) -> Tabel:
    known, cited = werk.deel("termijn", "Termijnen die in wetten zijn gevonden.")
    rows = tuple((item["wat"], item["termijn"], item["bron"], item["zekerheid"]) for item in known)
    heads = ("Wat", "Termijn", "Bron", "Zekerheid")
    return Tabel("termijnen", "Termijnen die in wetten zijn gevonden", heads, rows, (cited,))


def _grounds(werk: Werk) -> Tabel:
    grounds = _known().gronden
    rows = tuple((item.label, item.soort, item.bron, item.zekerheid, item.toelichting) for item in grounds)
    cited = werk.boek.instelling(
        "vernietigingsgronden", "Gronden waarop vernietigd mag worden.", [[g.code, g.versie] for g in grounds]
    )
    heads = ("Grond", "Soort", "Bron", "Zekerheid", "Toelichting")
    leeg = "Er is geen vastgestelde grond. Er wordt dus niets vernietigd."
    return Tabel("vernietigingsgronden", "Gronden om te vernietigen", heads, rows, (cited,), leeg=leeg)


def _reached(werk: Werk) -> Cijferlijst:
    cijfers = werk.cijfers
    names = ("vergrendeld", "bewaarbesluiten", "records-vernietigd", "openingen-gewist")
    rows = (
        ("Verstrekkingen die hun termijn bereikten", cijfers.total("vergrendeld", TERMIJN_VOORBIJ)),
        ("Besluiten over bewaren", cijfers.total("bewaarbesluiten")),
        ("Records waarvan de vernietiging is uitgevoerd", cijfers.total("records-vernietigd")),
        ("Logregels waarvan een deel is gewist", cijfers.total("openingen-gewist")),
    )
    return Cijferlijst(
        "bewaren", "Wat er in deze periode met bewaren gebeurde", rows, tuple(map(werk.boek.telling, names))
    )


def _locked(werk: Werk) -> Tabel:
    rows = tuple(
        (capital(reden), werk.gegeven(code), count) for (reden, code), count in werk.cijfers.rows("vergrendeld")
    )
    cited = (werk.boek.telling("vergrendeld"),)
    return Tabel("vergrendeld", "Wat op slot ging, en waarom", ("Reden", "Categorie", "Aantal"), rows, cited)


def _destroyed(werk: Werk) -> Tabel:
    rows = tuple(
        (werk.organisatie(oin), werk.gegeven(code), grond or "-", count)
        for (oin, code, grond, _), count in werk.cijfers.rows("vernietigd")
    )
    cited = (werk.boek.telling("vernietigd"),)
    heads = ("Zorgdrager", "Categorie", "Grond", "Aantal")
    return Tabel("vernietigd", "Bevolen vernietigingen", heads, rows, cited)


def _answer(werk: Werk, item: Verwerking) -> Rij:
    terms = _known()
    codes = werk.allowed_in(item)
    found = {
        terms.of(code, item.doel, werk.bron.gemaakt).code: terms.of(code, item.doel, werk.bron.gemaakt)
        for code in codes
    }
    told = "; ".join(f"{_years(t.jaren)}, volgens {t.bron} (zekerheid {t.zekerheid})" for t in found.values())
    row: Rij = {"10.1.1.1": capital(werk.label("doel", item.doel)), "10.1.1.5": told or NIET_INGESTELD}
    if codes:
        row |= {
            "10.1.1.2": [werk.betrokkenen],
            "10.1.1.3": [werk.gegeven(code) for code in codes],
            "10.1.1.4": JAREN,
        }
    return row
