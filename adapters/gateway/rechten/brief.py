# SPDX-License-Identifier: EUPL-1.2
"""The letter to the citizen: one answer of all controllers together, in plain Dutch, as page and as text.

Invariants:
- It says which controllers answered, what was supplied to whom in the last four years, what cannot be answered, and what the
  citizen can do: of a restriction only what the decision allows to be told, and that restrictions exist always.
- A supply that its supplier left out is left out, also when its recipient mentions it: who supplied decides. One that did not
  answer yet decides nothing yet: else who holds back its answer would make the letter tell what it leaves out.
- It never says that nothing was found: something may have been left out, and both must read alike.
- No sentence is longer than twenty words; the words are those of the glossary. Nothing of anybody else stands in it.

Norm: AVG 12(1), 15; UAVG 34 (the decision is a besluit); Wpg 25, 27; law.md D1, D2. It sends nothing and decides nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.rechten.zoeken import INGETROKKEN, RECEIVED, SUPPLIED, VERNIETIGD, VERVANGEN
from core.contract import rechten as codes
from policies.verslag import Alinea, LetOp, Lijst, Sectie, Tabel, Verslag
from policies.words import capital, day_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.gateway.rechten.post import Opgehaald
    from adapters.gateway.rechten.vraag import Vraag
    from core.keychain.lijst import Deelnemerslijst
    from policies.vocabulary import Vocabulary

ZIN: Final = 20
"""How many words a sentence has at most."""
_STAAT: Final = {VERNIETIGD: "weg", INGETROKKEN: "ingetrokken", VERVANGEN: "vervangen"}
_OPEN: Final = (
    "Partners hebben ook eigen systemen. Die doorzoekt het knooppunt niet. Wilt u daar iets over weten? Vraag het dan aan de "
    "partner zelf."
)
_BEPERKEN: Final = (
    "Een partner mag een gegeven uit het antwoord laten. Dat mag alleen per geval, met een grond uit de wet, en voor een tijd. "
    "Soms mag een partner niet zeggen dat er iets is weggelaten. Deze brief kan dus onvolledig zijn."
)
_OPNIEUW: Final = "U mag later opnieuw vragen. Dan kijkt de partner opnieuw."


class Briefschrijver:
    """Writes letters for one contactpunt.

    Args:
        lijst: names of the partners.
        words: labels of codes.
        now: ms since the epoch.
    """

    def __init__(self, lijst: Deelnemerslijst, words: Vocabulary, now: int) -> None:
        self._lijst, self._words, self._now = lijst, words, now

    def letter(self, vraag: Vraag, found: Opgehaald, answers: Mapping[str, dict[str, Any]]) -> Verslag:
        """Return the letter as blocks."""
        stuk = found.stuk
        facts = [("Datum", day_in_words(codes.day_of(self._now)))]
        facts += [(name, text) for name, text in (("Aan", vraag.naam), ("Adres", vraag.adres)) if text]
        facts += [("Uw BSN", vraag.bsn)] if vraag.bsn else []
        facts += [("U vroeg", codes.codes()["soorten"][stuk["recht"]]["label"])]
        facts += [("Binnengekomen op", day_in_words(codes.day_of(stuk["ontvangen"]))), ("Kenmerk", stuk["verzoek"])]
        return Verslag(
            "Antwoord op uw verzoek",
            "U vroeg naar uw gegevens in het knooppunt. Deze brief is het antwoord van alle partners samen.",
            tuple(facts),
            (
                self._answered(found, answers),
                self._supplied(answers),
                self._words_of(answers),
                self._left_out(vraag, found, answers),
                _remedies(),
            ),
        )

    def _answered(self, found: Opgehaald, answers: Mapping[str, dict[str, Any]]) -> Sectie:
        when = {stuk.oin: tijd for stuk, tijd, _ in found.antwoorden}
        rows = [(self._name(oin), self._state(oin, when, answers, found)) for oin in found.stuk.controllers]
        return Sectie(
            "Wie heeft geantwoord", (Tabel("Partners die wij vroegen", ("Partner", "Antwoord"), tuple(rows)),)
        )

    def _state(self, oin: str, when: Mapping[str, int], answers: Mapping[str, dict[str, Any]], found: Opgehaald) -> str:
        if oin in when and oin in answers:
            return f"geantwoord op {day_in_words(codes.day_of(when[oin]))}"
        if oin in found.stuk["handmatig"]:
            return "antwoordt apart"
        return "heeft nog niet geantwoord"

    def _supplied(self, answers: Mapping[str, dict[str, Any]]) -> Sectie:
        rows = tuple(self._rows(answers))
        table = Tabel(
            "Uw gegevens in het knooppunt",
            ("Wat", "Waarvoor", "Door", "Aan", "Wanneer", "Nu"),
            rows,
            leeg="Hier staan geen gegevens over u.",
        )
        years = codes.codes()["overzicht"]["jaren"]
        said = (
            f"Hieronder staat wat partners over u aan elkaar gaven. Aan wie dat was, staat er tot {years} jaar terug bij. "
            "Wat een partner gaf, staat er alleen in als die partner zelf antwoordde."
        )
        more = sum(int(content["meer"]) for content in answers.values())
        extra = (LetOp("Er is meer dan in deze brief past. Vraag de partner om de rest."),) if more else ()
        return Sectie("Welke gegevens wij vonden", (Alinea(said), table, *extra))

    def _rows(self, answers: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, ...]]:
        told = {
            item["merk"] for content in answers.values() for item in content["gegevens"] if item["richting"] == SUPPLIED
        }
        listed = [(item["dag"], oin, item) for oin, content in answers.items() for item in content["gegevens"]]
        for dag, oin, item in sorted(listed, key=lambda one: (one[0], one[1], one[2]["merk"])):
            if item["richting"] == RECEIVED and (item["merk"] in told or self._silent(item)):
                continue
            yield self._row(oin, date.fromisoformat(dag), item)

    def _silent(self, item: Mapping[str, Any]) -> bool:
        """Tell whether the supplier itself is to tell of this item: all but who does not take part any more."""
        return not item["partijen"] or any(oin in self._lijst for oin in item["partijen"])

    def _row(self, oin: str, day: date, item: Mapping[str, Any]) -> tuple[str, ...]:
        parties = ", ".join(self._name(one) for one in item["partijen"]) or "langer geleden"
        by, to = (self._name(oin), parties) if item["richting"] == SUPPLIED else (parties, self._name(oin))
        what = capital(self._words.label("wat", item["categorie"]))
        purpose = self._words.label("doel", item["doel"])
        return what, purpose, by, to, day_in_words(day), _STAAT.get(item["staat"], "nog te lezen")

    def _words_of(self, answers: Mapping[str, dict[str, Any]]) -> Sectie:
        said = [(self._name(oin), content["toelichting"]) for oin, content in answers.items() if content["toelichting"]]
        rows = tuple((name, " ".join(text.split())) for name, text in sorted(said))  # no lines that look like ours
        table = Tabel(
            "Wat partners erbij schreven", ("Partner", "Toelichting"), rows, leeg="Geen partner schreef er iets bij."
        )
        return Sectie("Toelichting van partners", (table,))

    def _left_out(self, vraag: Vraag, found: Opgehaald, answers: Mapping[str, dict[str, Any]]) -> Sectie:
        grounds = codes.codes()["gronden"]
        told = sorted({ground for content in answers.values() for ground in content["beperkt"]})
        points = [f"Er is iets weggelaten vanwege {grounds[code]['label']} ({grounds[code]['bron']})." for code in told]
        open_ = [oin for oin in found.stuk.controllers if oin not in answers]
        points += [f"{self._name(oin)} heeft nog niet geantwoord via het contactpunt." for oin in open_]
        if vraag.bsn is None:
            points.append("Wij zochten zonder BSN. Dan kan het om iemand anders gaan, en geven wij minder.")
        blocks = (Alinea(_BEPERKEN), Alinea(_OPNIEUW), Alinea(_OPEN))
        return Sectie("Wat niet in deze brief staat", (*((Lijst(tuple(points)),) if points else ()), *blocks))

    def _name(self, oin: str) -> str:
        return self._lijst.deelnemer(oin).naam if oin in self._lijst else "een partner die niet meer meedoet"


def _remedies() -> Sectie:
    text = (
        "Het antwoord van een partner is een besluit. Bent u het er niet mee eens? Maak dan bezwaar bij die partner. Daarna kunt u "
        "naar de rechter. Klopt een gegeven niet? Vraag dan om verbetering bij het contactpunt. U kunt ook een klacht indienen bij "
        "de Autoriteit Persoonsgegevens."
    )
    return Sectie("Wat u kunt doen", (Alinea(text),))
