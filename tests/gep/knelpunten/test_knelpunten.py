# SPDX-License-Identifier: EUPL-1.2
"""The map of what was refused and the concept signal: the figures are true, small ones are nowhere, nobody is in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from sqlalchemy import select

from audit.proof import jcs
from core.ledger import tables as t
from gep.bron import Bron
from gep.cijfers.regel import RegelError
from gep.document.blokken import Alinea, Lijst, Onderdrukt, Open
from gep.knelpunten import kaart as kaarten
from gep.knelpunten import signaal, tabellen
from gep.knelpunten.regel import decode
from gep.knelpunten.tellen import Weigering, Weigeringen, count
from gep.periode import Periode
from gep.voortgang import Onderbroken
from policies.ruleset import RuleSet
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import CANARY_BSN, CANARY_NAME, gateway_refusal, happen
from tests.kit import REGIO, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gep.knelpunten.kaart import Knelpuntenkaart

MAX_WORDS = 20
DREMPEL = 5


@pytest.fixture(scope="module")
def zaak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zaak]:
    """The story, with one bottleneck: the tax authority is refused often, everyone else seldom."""
    with backbone(tmp_path_factory.mktemp("knooppunt")) as made:
        found = Zaak(made)
        happen(found)
        for _ in range(6):
            found.push("belastingdienst", "fiscaal", "gemeente")
        yield found


@pytest.fixture(scope="module")
def kaart(zaak: Zaak) -> Knelpuntenkaart:
    """The map of this year."""
    bron = Bron.of_world(zaak.knooppunt.world)
    return kaarten.make(bron, Periode.year_of(bron.gemaakt), drempel=DREMPEL)


def refused(zaak: Zaak) -> Counter[tuple[str, ...]]:
    """Count refused questions straight from the decision records of the ledger, and from what gateways reported."""
    found: Counter[tuple[str, ...]] = Counter()
    with zaak.knooppunt.engine.connect() as connection:
        acts = {row.sleutel: jcs.decode(row.antwoord)["soort"] for row in connection.execute(select(t.handeling))}
        for row in connection.execute(select(t.beslissing)):
            body = jcs.decode(row.adl)["body"]
            if row.uitkomst != "toegestaan" and acts[row.handeling] != "gedaan":
                asked = body["adl.core.request"]
                found[
                    asked["subject"]["properties"]["soort"],
                    asked["action"]["name"],
                    asked["resource"]["properties"]["categorie"],
                    asked["resource"]["properties"].get("ontvanger", "-"),
                    row.uitkomst,
                ] += 1
    report = gateway_refusal(zaak)
    found["politie", report["handeling"], report["categorie"], "gemeente", report["uitkomst"]] += 1
    return found


def told(geteld: Weigeringen) -> Counter[tuple[str, ...]]:
    """What was counted, in the same form."""
    found: Counter[tuple[str, ...]] = Counter()
    for item, number in geteld.aantallen.items():
        found[item.vrager, item.handeling, item.categorie, item.ontvanger, item.uitkomst] += number
    return found


def test_refused_questions_equal_the_decision_records(kaart, zaak) -> None:
    """Each refused question counts once, and all of them equal a recount over ledger and reports."""
    assert told(kaart.geteld) == refused(zaak)
    assert told(kaart.geteld)["belastingdienst", "verstrekken", "fiscaal", "gemeente", "verboden"] == 7


def test_a_planted_refusal_appears_and_no_other(kaart) -> None:
    """The bottleneck stands first under its article, its asker and its missing fact; only that one is shown."""
    shown = {tabel.naam: [rij for rij in tabel.rijen if isinstance(rij[-1], int)] for tabel in kaart.tabellen}
    assert shown == {
        "artikelen": [("Uitvoeringsregeling AWR 1994, 43c lid 2", 7)],
        "artikel-vrager": [("Uitvoeringsregeling AWR 1994, 43c lid 2", "De Belastingdienst", "Verboden", 7)],
        "vragen": [("De Belastingdienst", "Verstrekken", "Fiscale gegevens", "Een gemeente", 7)],
        "feiten": [("Verzoek van de ontvanger", "wie het gegeven ontvangt of vroeg", 7)],
    }
    assert all(isinstance(tabel.rijen[0][-1], int) for tabel in kaart.tabellen)


def test_what_is_small_stands_nowhere(kaart) -> None:
    """In no file a figure below the threshold stands; the true small counts are there before suppressing."""
    words = tabellen.Woorden(kaart.bron.ruleset)
    assert any(
        0 < rij[-1] < DREMPEL for rij in tabellen.questions(kaart.geteld, words).rijen if isinstance(rij[-1], int)
    )
    made = kaart.files()
    rows = list(csv.reader(io.StringIO(made["knelpunten.csv"].decode("utf-8-sig")), delimiter=";"))
    figures = [cell for row in rows[1:] for cell in row[-1:]]
    figures += [
        str(rij[-1]) for tabel in json.loads(made["knelpunten.json"])["tabellen"].values() for rij in tabel["rijen"]
    ]
    page = html.fromstring(made["knelpunten.html"].decode())
    figures += [cell.text_content() for cell in page.findall(".//td[@class='getal']")]
    assert {figure for figure in figures if figure.isdigit()} == {"7"}
    assert "minder dan 5" in figures


def test_map_and_signal_say_what_two_of_them_would_tell(kaart) -> None:
    """A small difference of two maps, or a row that is there at all, is not hidden: who shares them reads so in each."""
    for made in (kaart, signaal.of_rule(kaart, "R-07.1")):
        assert Alinea(kaarten.VERGELIJK) in made.document.blokken


def test_a_small_count_cannot_be_computed_from_its_total() -> None:
    """Under an article whose total is shown never exactly one part is hidden."""
    rules = RuleSet.load(omgeving="demo")
    words = tabellen.Woorden(rules)
    asked = Weigering("knooppunt", "belastingdienst", "verstrekken", "fiscaal", "gemeente", "verboden", ("R-07.1",), ())
    counts = Counter({asked: 40, asked._replace(vrager="douane"): 3, asked._replace(vrager="fiod"): 12})
    bron: Any = type("B", (), {"ruleset": rules})
    made = kaarten.Knelpuntenkaart(
        bron, Weigeringen(Periode.parse("2026-01-01..2026-12-31"), None, (), counts), DREMPEL
    )
    articles, pairs, *_ = made.tabellen
    hidden = [rij for rij in pairs.rijen if isinstance(rij[-1], Onderdrukt)]
    assert [rij[1] for rij in hidden if str(rij[-1]) == "minder dan 5"] == ["De Douane"]
    assert not (isinstance(articles.rijen[0][-1], int) and len(hidden) == 1)
    assert words.articles(asked) == {"uitvreg-awr-43c-2"} or len(words.articles(asked)) == 1


def test_a_question_counts_once_under_each_article_of_the_rules_that_refused_it(kaart) -> None:
    """One read that three rules refused is one question, and stands under each article that these rules rest on."""
    words = tabellen.Woorden(kaart.bron.ruleset)
    item = next(item for item in kaart.geteld.aantallen if len(item.regels) > 1)
    rows = {row.id: row for row in kaart.bron.ruleset.rows}
    assert words.articles(item) == {rows[id_].bronnen[0] for id_ in item.regels}
    table = {rij[0]: rij[-1] for rij in tabellen.articles(kaart.geteld, words).rijen}
    for code in words.articles(item):
        expected = sum(n for other, n in kaart.geteld.aantallen.items() if code in words.articles(other))
        assert table[words.article(code)] == expected


def test_nothing_regulates_it_has_no_article(kaart) -> None:
    """A question that no rule covers stands under no article, and says so."""
    words = tabellen.Woorden(kaart.bron.ruleset)
    open_ = Weigering("knooppunt", "ind", "verstrekken", "brp", "gemeente", "niet-geregeld", (), ())
    found = replace(kaart.geteld, aantallen=Counter({open_: 9}))
    assert tabellen.articles(found, words).rijen == ((tabellen.GEEN, 9),)
    assert tabellen.by_article_and_asker(found, words).rijen == ((tabellen.GEEN, "De IND", "Niet geregeld", 9),)


def test_missing_facts_are_what_nobody_stated(kaart) -> None:
    """A consent that nobody gave is missing, with who can give it; what the backbone itself sees is not; gateways tell none."""
    by_rule = {item.regels: item.mist for item in kaart.geteld.aantallen if item.waar == "knooppunt"}
    assert by_rule["R-14.1",] == ("om-toestemming",)
    assert by_rule["R-07.1",] == ("verzoek",)
    assert by_rule["R-01.1",] == ()
    assert all(item.mist is None for item in kaart.geteld.aantallen if item.waar == "gateway")
    words = tabellen.Woorden(kaart.bron.ruleset)
    assert ("Toestemming van het OM", "het Openbaar Ministerie", 1) in tabellen.facts(kaart.geteld, words).rijen


def test_under_another_release_the_missing_fact_is_not_known(kaart, zaak) -> None:
    """Lines of an earlier release count, but what was missing then is not guessed from the rules of now."""
    files = dict(zaak.knooppunt.release.files)
    bron = replace(kaart.bron, ruleset=RuleSet.of_files(files, "demo", digest="sha256:" + "0" * 64))
    found = count(bron, kaart.geteld.periode)
    assert told(found) == told(kaart.geteld)
    assert {item.mist for item in found.aantallen} == {None}


def test_the_period_and_the_region_choose(kaart, zaak) -> None:
    """The year before holds nothing; the region of the case holds all, another region nothing."""
    before = kaart.geteld.periode.eerste - timedelta(days=365)
    assert not count(kaart.bron, Periode(before, before + timedelta(days=300))).aantallen
    assert told(count(kaart.bron, kaart.geteld.periode, REGIO)) == refused(zaak)
    assert not count(kaart.bron, kaart.geteld.periode, "limburg").aantallen


def test_the_map_tells_how_sure_its_sources_are(kaart) -> None:
    """Each article has its certainty and open questions as the sources say; no article is there that refused nothing."""
    page = " ".join(html.fromstring(kaart.files()["knelpunten.html"].decode()).text_content().split())
    source = kaart.bron.ruleset.sources["uitvreg-awr-43c-2"]
    assert source.zekerheid == "V-old"
    assert source.onzeker in page
    assert f"Vraag {source.vragen[0]} voor de jurist." in page
    assert "Wet SUWI" not in page


def test_a_line_without_the_form_of_lines_is_an_error() -> None:
    """What cannot be read is no line less: the count stops."""
    with pytest.raises(RegelError):
        decode(b'{"tijd":"gisteren","gebeurtenis":"backbone:lezing:geweigerd"}')


def test_stopping_leaves_nothing(kaart, zaak) -> None:
    """Who stops gets no figures."""

    def stop(_done: int, _total: int) -> None:
        raise Onderbroken

    with pytest.raises(Onderbroken):
        kaarten.make(kaart.bron, kaart.geteld.periode, voortgang=stop)


def test_a_signal_says_what_refused_and_how_sure_that_is(kaart) -> None:
    """Article, rule, figures, missing fact and open question of the bottleneck stand in it, and open places for people."""
    made = signaal.of_rule(kaart, "R-07.1")
    page = " ".join(html.fromstring(made.files()["signaal.html"].decode()).text_content().split())
    assert "Concept bestuurlijk signaal" in page
    assert "Landelijk loket Bestuurlijke Signalen" in page
    assert "Uitvoeringsregeling AWR 1994, 43c lid 2" in page
    assert "V-old" in page
    assert "Vraag 3 voor de jurist." in page
    assert "Verzoek van de ontvanger" in page
    assert re.search(r"\b7\b", page)
    assert page.count("Nog te beantwoorden door mensen.") == len(signaal.VRAGEN)
    assert signaal.of_article(kaart, "uitvreg-awr-43c-2").regels == ("R-07.1",)


def test_a_signal_holds_only_its_own_refusals(kaart) -> None:
    """What others were refused on other articles is not in it."""
    page = signaal.of_rule(kaart, "R-07.1").files()["signaal.html"].decode()
    assert "oeslagen" not in html.fromstring(page).text_content()
    assert "R-01.1" not in page


@pytest.mark.parametrize(
    ("make", "about"), [(signaal.of_rule, "R-14.1"), (signaal.of_rule, "R-30.1"), (signaal.of_article, "suwi-74-3")]
)
def test_too_little_gives_no_signal(kaart, make, about) -> None:
    """Below the threshold, and where nothing was refused, the answer is the same: no signal."""
    with pytest.raises(signaal.SignaalError, match="te weinig geweigerd") as found:
        make(kaart, about)
    assert not isinstance(found.value, signaal.UnknownSubjectError)


@pytest.mark.parametrize(("make", "about"), [(signaal.of_rule, "R-999.1"), (signaal.of_article, "grondwet-1")])
def test_what_is_no_rule_or_article_is_refused(kaart, make, about) -> None:
    """An unknown rule or article is told as such, without repeating it."""
    with pytest.raises(signaal.UnknownSubjectError) as found:
        make(kaart, about)
    assert about not in str(found.value)


def test_sentences_are_short(kaart) -> None:
    """Our own sentences in both have at most twenty words (language level B1)."""
    made = [kaart.document, signaal.of_rule(kaart, "R-07.1").document]
    told_ = [blok.tekst for doc in made for blok in doc.blokken if isinstance(blok, (Alinea, Open))]
    told_ += [point for doc in made for blok in doc.blokken if isinstance(blok, Lijst) for point in blok.punten]
    told_ += [text for doc in made for text in (*doc.waarschuwingen, doc.voet)]
    assert [s for text in told_ for s in re.split(r"(?<=[.?:;!])\s", text) if len(s.split()) > MAX_WORDS] == []


def test_nobody_is_in_either(kaart, zaak, tmp_path: Path) -> None:
    """No BSN, name, case, record, person or single organisation stands in any file; kinds of partner do."""
    kaart.save(tmp_path / "kaart")
    signaal.of_rule(kaart, "R-07.1").save(tmp_path / "signaal")
    made = {path.name: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    assert set(made) == {*kaarten.FILES, *signaal.FILES}
    parties = zaak.knooppunt.partijen.values()
    secrets = [
        CANARY_BSN,
        CANARY_NAME,
        zaak.id,
        *(p.persoon for p in parties),
        *(p.oin for p in parties),
        "Test politie",
    ]
    assert [(name, secret) for name, data in made.items() for secret in secrets if secret.encode() in data] == []
    assert b"De Belastingdienst" in made["knelpunten.csv"]
    assert made["signaal.pdf"].startswith(b"%PDF-")
