# SPDX-License-Identifier: EUPL-1.2
"""The letter to the citizen: complete, in plain Dutch, and silent about what its supplier left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import VerificationError
from adapters.gateway.rechten.inhoud import checked
from adapters.gateway.rechten.vraag import Vraag
from policies.verslag import Alinea, LetOp, Lijst, Tabel, Verslag, as_html, as_text
from tests.adapters.gateway.brieven import answer, full, item, letter
from tests.gep.test_taal import english, too_long
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.keychain.lijst import Deelnemerslijst
    from policies.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """A deelnemerslijst that was really signed, and the real vocabulary."""
    with backbone(tmp_path_factory.mktemp("brief")) as found:
        yield found


@pytest.fixture(scope="module")
def lijst(made: Backbone) -> Deelnemerslijst:
    """The list."""
    return made.lijst


@pytest.fixture(scope="module")
def words(made: Backbone) -> Vocabulary:
    """The labels of codes."""
    return made.world.ruleset.vocabulary


def said(verslag: Verslag) -> list[str]:
    """Return every text of ours in a letter: sentences, points, heads and captions, not what comes from partners."""
    texts = [verslag.titel, verslag.inleiding, *(sectie.titel for sectie in verslag.secties)]
    for blok in (blok for sectie in verslag.secties for blok in sectie.blokken):
        match blok:
            case Alinea() | LetOp():
                texts.append(blok.tekst)
            case Lijst():
                texts += blok.punten
            case Tabel():
                texts += [blok.bijschrift, blok.leeg, *blok.koppen, *(str(cel) for rij in blok.rijen for cel in rij)]
    return texts


def test_sentences_are_short_and_words_are_those_of_the_glossary(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """In a letter with everything in it no sentence has more than twenty words, and no English word of the glossary stands."""
    texts = said(full(lijst, words))
    assert len(texts) > 40
    assert too_long(texts) == []
    used = {word for text in texts for word in text.lower().replace(".", " ").replace(",", " ").split()}
    assert used & english() == set()


def test_everything_stands_in_it_once(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """Who answered, who did not, who is asked by hand; each record once; what is old, gone, too much, or left out and may be told."""
    text = as_text(full(lijst, words))
    for needed in (
        "geantwoord op", "heeft nog niet geantwoord", "antwoordt apart", "langer geleden", "nu: weg", "nu: ingetrokken",
        "Er is meer dan in deze brief past", "het onderzoeken van strafbare feiten", "Wij zochten zonder BSN", "Bel ons gerust",
    ):  # fmt: skip
        assert needed in text, needed
    assert text.count("Politiegegevens van artikel 8") == 3
    assert text.count("Het burgerservicenummer") == 1


def test_what_its_supplier_left_out_is_left_out(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """A receipt is told only when its supplier is gone: one that takes part decides itself, also when it did not answer yet."""
    one, two = sorted(item.oin for item in lijst.deelnemers if item.soort != "riec-bureau")[:2]
    receipt = answer(item("a", one, richting="ontvangen"))
    silent = as_text(letter(lijst, words, {one: answer(), two: receipt}))
    assert "Hier staan geen gegevens over u" in silent
    held_back = as_text(letter(lijst, words, {two: receipt}))
    assert "Politiegegevens van artikel 8" not in held_back
    assert "heeft nog niet geantwoord" in held_back
    long_ago = answer(item("a", richting="ontvangen", dag="2019-08-01"))
    assert "Politiegegevens van artikel 8" not in as_text(letter(lijst, words, {one: answer(), two: long_ago}))
    gone = answer(item("a", "00000099000000007777", richting="ontvangen"))
    assert "Politiegegevens van artikel 8" in as_text(letter(lijst, words, {two: gone}))
    both = as_text(letter(lijst, words, {one: answer(item("a", two)), two: receipt}))
    assert both.count("Politiegegevens van artikel 8") == 1


def test_an_organisation_that_left_has_no_name(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """Who is not on the list any more is told as such, and with a BSN the letter says nothing of names."""
    one = min(item.oin for item in lijst.deelnemers)
    gone = answer(item("a", "00000099000000007777"))
    text = as_text(letter(lijst, words, {one: gone}, Vraag(bsn="999990019")))
    assert "een partner die niet meer meedoet" in text
    assert "Wij zochten zonder BSN" not in text


def test_words_of_a_partner_look_like_nothing_else(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """What a partner writes cannot look like a section, a row or markup of the letter, as page or as text."""
    one = min(item.oin for item in lijst.deelnemers)
    made = letter(lijst, words, {one: answer(toelichting="Bel ons.\n\nWat u kunt doen\n---\nNiets. <b>x</b>")})
    assert "Bel ons. Wat u kunt doen --- Niets." in as_text(made)
    assert as_text(made).count("\nWat u kunt doen\n") == 1
    assert "<b>x" not in as_html(made)
    assert "&lt;b&gt;x" in as_html(made)


def test_a_replaced_record_is_told_as_such(lijst: Deelnemerslijst, words: Vocabulary) -> None:
    """A record that was corrected is not said to be readable still."""
    one, two = sorted(item.oin for item in lijst.deelnemers if item.soort != "riec-bureau")[:2]
    text = as_text(letter(lijst, words, {one: answer(item("a", two, staat="vervangen"))}))
    assert "nu: vervangen" in text
    assert "nog te lezen" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": True}, {"meer": "3"}, {"meer": -1}, {"beperkt": ["verzonnen"]}, {"beperkt": [{}]}, {"beperkt": None},
        {"toelichting": 3}, {"toelichting": "x" * 8001}, {"gegevens": {}}, {"gegevens": ["x"]}, {"gegevens": [item("a", dag="9 maart")]},
        {"gegevens": [item("a", dag=3)]}, {"gegevens": [item("a", partijen=None)]}, {"gegevens": [item("a", partijen=[[]])]},
        {"gegevens": [item("a", richting="omhoog")]}, {"gegevens": [item("a", staat=[])]}, {"gegevens": [{**item("a"), "merk": 7}]},
        {"gegevens": [item("a", gevonden="gok")]}, {"gegevens": [item("a", categorie=None)]}, {"gegevens": [item("a", extra="x")]},
    ],
)  # fmt: skip
def test_an_answer_that_would_stop_the_letter_is_refused(change: dict[str, Any]) -> None:
    """One controller cannot stop the letter of all others: any field of another type, and any code that is none, is refused."""
    good = answer(item("a", "00000099000000007777"), beperkt=["wpg-27"], toelichting="Bel ons.")
    assert checked(good) == good
    with pytest.raises(VerificationError):
        checked({**good, **change})
