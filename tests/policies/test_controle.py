# SPDX-License-Identifier: EUPL-1.2
"""`beleid controleer`: collisions, holes, rows that do nothing, what lapses, and what nobody checked."""

import json
import random
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from policies import RuleSet, Uitkomst
from policies.analyse.controle import analyse
from policies.analyse.controle_rijen import Rijen
from policies.analyse.controle_verslag import as_report
from policies.analyse.herzien import to_review
from policies.analyse.ruimte import Ruimte
from policies.loader import check
from policies.tokens import opposite
from policies.verslag import as_text
from tests.policies.world import DAY, files_with, p_row, random_question, random_rows, real_files

ALLOW = p_row(eft="allow", aan="gemeente", eis="relevant", id="T-1.1")
DENY = p_row(eft="deny", eis="weigeringsgrond", id="T-2.1")


def of_rows(*rows: str, erkend: str = "", **sources: str):
    """The check of a rule set of only these rows; `erkend` is the content of `erkend.toml`."""
    files = {**files_with(rows), "erkend.toml": erkend.encode()}
    for old, new in sources.items():
        files["bronnen.toml"] = files["bronnen.toml"].replace(f"[bron.{old}]\n".encode(), new.encode())
    return analyse(files, DAY)


def kinds(controle, *soorten: str):
    """The findings of these kinds."""
    return [finding for finding in controle.bevindingen if finding.soort in soorten]


def accept(verbod: str, *toestaan: str, extra: str = "") -> str:
    """One acknowledgement as it stands in the file."""
    rows = ", ".join(f'"{row}"' for row in toestaan)
    return (
        f'[[conflict]]\nverbod = "{verbod}"\ntoestaan = [{rows}]\nreden = "zo bedoeld"\ndoor = "ontwikkelaars"\n{extra}'
    )


@pytest.fixture(scope="module")
def ours():
    """The check of our own rules."""
    return analyse(real_files(), DAY)


def test_our_own_rules_have_no_unacknowledged_conflict(ours):
    """Every pair that collides was seen and has a reason; nothing stands in the way of a release."""
    assert ours.in_orde
    assert ours.problemen == ()
    assert ours.conflicten > 100
    assert ours.leemten["nieuw"] == 0
    assert ours.leemten["open"] > 0


def test_our_own_files_stand_as_the_formatter_puts_them(ours):
    """No remark on layout, width, dead rows or empty acknowledgements is left on our own files."""
    assert kinds(ours, "opmaak", "te-breed", "dode-rij", "overbodig", "erkend-zonder-leemte", "leemte") == []


def test_every_acknowledgement_of_ours_is_by_developers_until_a_jurist_looks():
    """Nothing pretends that a jurist saw it."""
    document = tomllib.loads(real_files()["erkend.toml"].decode())
    assert {entry["door"] for entries in document.values() for entry in entries} == {"ontwikkelaars"}


def test_a_collision_is_told_with_place_and_refuses():
    """An allow and a deny on one request: a mistake on the line of the deny, until acknowledged."""
    controle = of_rows(ALLOW, DENY)
    (found,) = kinds(controle, "conflict")
    assert (found.bestand, found.regel, found.ernst) == ("regels/test.csv", 2, "fout")
    assert "T-2.1 (verbiedt) en T-1.1 (staat toe)" in found.tekst
    assert not controle.in_orde
    assert of_rows(ALLOW, DENY, erkend=accept("T-2.1", "T-1.1")).in_orde


def test_rows_that_cannot_meet_do_not_collide():
    """Other codes, other days or contradicting facts: no collision."""
    for deny in (
        p_row(eft="deny", aan="om", id="T-2.1"),
        p_row(eft="deny", eis="niet-relevant", id="T-2.1"),
        p_row(eft="deny", van="2019-01-01", tm="2019-12-31", id="T-2.1"),
    ):
        assert kinds(of_rows(ALLOW, deny), "conflict") == []


def test_an_acknowledged_pair_that_is_gone_is_told():
    """An old acceptance never covers something new: it must be taken away."""
    controle = of_rows(ALLOW, p_row(eft="deny", aan="om", id="T-2.1"), erkend=accept("T-2.1", "T-1.1"))
    (found,) = kinds(controle, "erkend-zonder-conflict")
    assert (found.bestand, found.regel, found.ernst) == ("erkend.toml", 1, "fout")


BAD = [
    ("onbekende regel", accept("T-9.9", "T-1.1"), "geen regel die verbiedt"),
    ("verkeerd om", accept("T-1.1", "T-2.1"), "geen regel die"),
    ("zonder reden", accept("T-2.1", "T-1.1").replace("zo bedoeld", " "), "reden"),
    ("zonder wie", accept("T-2.1", "T-1.1").replace('door = "ontwikkelaars"\n', ""), "`door` ontbreekt"),
    ("ander iemand", accept("T-2.1", "T-1.1").replace("ontwikkelaars", "niemand"), "`door` is"),
    ("vreemde sleutel", accept("T-2.1", "T-1.1", extra='datum = "x"\n'), "`datum` is geen onderdeel"),
    ("vreemd onderdeel", accept("T-2.1", "T-1.1") + "[[ding]]\n", "`ding` hoort hier niet"),
    ("twee keer", accept("T-2.1", "T-1.1") + accept("T-2.1", "T-1.1"), "twee keer"),
    ("geen lijst", accept("T-2.1").replace("[]", '"T-1.1"'), "is een lijst"),
    ("geen toml", "[[conflict]\n", "geldige TOML"),
    ("losse tabel", "[conflict]\n", "hoort als [[conflict]]"),
]


@pytest.mark.parametrize(("text", "word"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_acknowledgement_is_a_mistake(text, word):
    """An acceptance that is not exact accepts nothing."""
    controle = of_rows(ALLOW, DENY, erkend=text)
    assert not controle.in_orde
    assert any(f.bestand == "erkend.toml" and f.ernst == "fout" and word in f.tekst for f in controle.bevindingen)


def test_conflicts_are_those_of_the_decision(rules):
    """A pair collides exactly when some question has both rows met; checked against `decide` on many questions."""
    found = {(deny.id, allow.id) for deny, allow in Rijen(Ruimte.of(check(real_files()))).conflicten}
    rng, met = random.Random(7), set()
    for _ in range(4000):
        vraag = random_question(rules, rng, rng.choice(rules.rows), soothe=0.3)
        rows = [row for row in rules.candidates(vraag) if frozenset(row.tokens) <= vraag.feiten]
        met |= {(d.id, a.id) for d in rows if d.eft == "deny" for a in rows if a.eft == "allow"}
    assert met <= found
    assert len(met) > 60


def test_a_row_that_can_never_open_is_told():
    """An allow under an unconditional deny is dead, and the deny is named; a narrower deny leaves it alive."""
    controle = of_rows(ALLOW, p_row(eft="deny", id="T-2.1"))
    (found,) = kinds(controle, "dode-rij")
    assert "T-1.1 staat nooit iets toe" in found.tekst
    assert "T-2.1" in found.tekst
    assert kinds(of_rows(ALLOW, p_row(eft="deny", aan="gemeente", fase="weging", id="T-2.1")), "dode-rij") == []


def test_a_row_that_another_covers_is_told():
    """A wider row with fewer conditions shadows; with more conditions or another duty it does not."""
    wide = p_row(eft="allow", aan="partner-of-bureau", id="T-3.1")
    assert [f.tekst.split()[0] for f in kinds(of_rows(ALLOW, wide), "overschaduwd")] == ["T-1.1"]
    for other in (
        p_row(eft="allow", aan="partner-of-bureau", eis="relevant+aangewezen", id="T-3.1"),
        p_row(eft="allow", aan="om", id="T-3.1"),
    ):
        assert kinds(of_rows(ALLOW, other), "overschaduwd") == []
    duty = p_row(eft="allow", aan="gemeente", eis="relevant", plicht="naar-jurist", id="T-1.1")
    assert kinds(of_rows(duty, wide), "overschaduwd") == []


def test_a_row_that_several_cover_together_is_told():
    """Two narrower rows that fill it whole make a row redundant; a hole between them does not."""
    whole = p_row(eft="allow", aan="gemeente", doel="oc-hk", id="T-1.1")
    halves = [p_row(eft="allow", aan="gemeente", doel=d, id=f"T-{n}.1") for n, d in ((2, "oc"), (3, "hk"))]
    controle = of_rows(whole, *halves)
    assert [f.tekst.split()[0] for f in kinds(controle, "overbodig")] == ["T-1.1"]
    assert {f.tekst.split()[0] for f in kinds(controle, "overschaduwd")} == {"T-2.1", "T-3.1"}
    assert kinds(of_rows(whole, halves[0]), "overbodig") == []


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_are_called_needless_are_so(seed, rules):
    """Leave out a shadowed or redundant row of a random set: no outcome of 400 aimed questions changes."""
    rng = random.Random(seed)
    rows = random_rows(rng, rules, 40)
    files = files_with(rows)
    checked = check(files)
    rijen = Rijen(Ruimte.of(checked))
    whole = RuleSet(checked, "demo", "x")
    for row in [row for row, _ in rijen.overschaduwd] + list(rijen.overbodig):
        without = RuleSet(replace(checked, rows=tuple(r for r in checked.rows if r.id != row.id)), "demo", "x")
        for _ in range(400):
            vraag = random_question(rules, rng, row)
            assert whole.decide(vraag).uitkomst is without.decide(vraag).uitkomst, row.id


def test_a_dead_row_never_carries(rules):
    """A row called dead carries no permission on questions aimed at it; our own rules have none."""
    checked = check(files_with([ALLOW, p_row(eft="deny", id="T-2.1")]))
    ((dead, _),) = Rijen(Ruimte.of(checked)).dood
    made = RuleSet(checked, "demo", "x")
    rng = random.Random(1)
    assert all(not made.decide(random_question(made, rng, dead)).toegestaan for _ in range(200))
    assert not Rijen(Ruimte.of(check(real_files()))).dood


def test_holes_are_where_nothing_is_arranged(rules, ours):
    """A question in a hole, with every fact stated against the refusals, is not arranged; one beside it may be."""
    calm = frozenset(opposite(t) for row in rules.rows if row.eft == "deny" for t in row.tokens[:1])
    vraag = random_question(rules, random.Random(1))
    hole = replace(
        vraag, wie="om", aan="gemeente", wat="suwi", handeling="verstrekken", doel="oc", fase="weging", feiten=calm
    )
    assert rules.decide(hole).uitkomst is Uitkomst.NIET_GEREGELD
    assert rules.decide(replace(hole, wie="uwv")).uitkomst is not Uitkomst.NIET_GEREGELD
    assert sum(ours.leemten.values()) > 1000


def test_a_hole_is_new_until_somebody_says_what_it_is():
    """Without an entry a hole is told as new; with one it is open or on purpose; an entry without a hole is told."""
    rule = p_row(eft="allow", wie="convenantpartner", aan="partner-of-bureau", wat="zaaksgegevens", id="T-1.1")
    entry = '[[leemte]]\nhandeling = "verstrekken"\nwie = ["convenantpartner"]\nwat = ["{}"]\nfase = ["*"]\n'
    entry += 'stand = "{}"\nreden = "zo bedoeld"\ndoor = "ontwikkelaars"\n'
    nothing = of_rows(rule)
    assert any("anonieme gegevens of het logboek verstrekken" in f.tekst for f in kinds(nothing, "leemte"))
    on_purpose = of_rows(rule, erkend=entry.format("anoniem", "bewust"))
    assert on_purpose.leemten["bewust"] == 13 * 11
    assert not any("anonieme gegevens" in f.tekst and "verstrekken" in f.tekst for f in kinds(on_purpose, "leemte"))
    told = kinds(of_rows(rule, erkend=entry.format("anoniem", "open")), "leemte-open")
    assert [(f.bestand, f.regel) for f in told] == [("erkend.toml", 1)]
    assert told[0].tekst.endswith("zo bedoeld")
    idle = of_rows(rule, erkend=entry.format("bsn", "bewust"))
    assert [f.soort for f in idle.bevindingen if f.bestand == "erkend.toml"] == ["erkend-zonder-leemte"]
    assert not of_rows(rule, erkend=entry.format("bestaat-niet", "bewust")).in_orde
    assert not of_rows(rule, erkend=entry.format("bsn", "misschien")).in_orde


def test_what_lapses_within_ninety_days_is_told():
    """A row or source that ends within 90 days, or has ended, is told with the days left; further off it is not."""
    lasting = {"T-1.1": "2027-02-20", "T-2.1": "2027-02-21", "T-3.1": "2026-11-21", "T-4.1": "2026-11-22"}
    rows = [
        p_row(id=code, tm=tm, fase=f)
        for (code, tm), f in zip(lasting.items(), ("weging", "signaal", "uitvoering", "casusoverleg"), strict=True)
    ]
    told = {f.tekst.split()[0]: f.tekst for f in kinds(of_rows(*rows), "loopt-af")}
    assert set(told) == {"T-1.1", "T-3.1", "T-4.1"}
    assert "over 90 dagen (20 februari 2027)" in told["T-1.1"]
    assert "geldt niet meer sinds 22 november 2026" in told["T-3.1"]
    assert "over 0 dagen" in told["T-4.1"]
    (soon,) = kinds(of_rows(p_row(van="2026-12-01")), "gaat-in")
    assert "over 9 dagen" in soon.tekst


def test_a_row_that_outlives_its_source_is_told(ours):
    """A source that ends before the row does, or has lapsed on an unknown day, is told on the line of the row."""
    ending = of_rows(p_row(), **{"wpg-5": "[bron.wpg-5]\ngeldig_tm = 2026-12-31\n"})
    (row,) = kinds(ending, "overleeft-bron")
    assert (row.bestand, row.regel) == ("regels/test.csv", 1)
    assert "tot en met 31 december 2026" in row.tekst
    assert [f.bestand for f in kinds(ending, "loopt-af")] == ["bronnen.toml"]
    assert (
        kinds(of_rows(p_row(tm="2026-12-31"), **{"wpg-5": "[bron.wpg-5]\ngeldig_tm = 2026-12-31\n"}), "overleeft-bron")
        == []
    )
    assert any(f.tekst.startswith("R-17.1 rust op `mb2013-4`, die is vervallen") for f in kinds(ours, "overleeft-bron"))


def test_every_row_on_a_doubtful_source_is_told(rules, ours):
    """Exactly the rows whose sentence shows doubt are listed, with since when."""
    told = {f.tekst.split()[0]: f.tekst for f in kinds(ours, "onzekere-rij")}
    assert set(told) == {row.id for row in rules.rows if rules.explain(row.id).onzeker}
    assert "sinds 2025-03-01" in told["R-17.1"]


def test_too_many_rows_on_one_request_are_told():
    """More than 64 candidates on one request is a remark with an example; 64 is not."""
    facts = sorted(RuleSet.of_files(files_with([p_row()]), "demo").vocabulary.tokens)
    rows = [p_row(eis=f"{a}+{b}", id=f"T-{n}.1") for n, (a, b) in enumerate(_pairs(facts, 65), 1)]
    (found,) = kinds(of_rows(*rows), "te-breed")
    assert "65 regels" in found.tekst
    assert kinds(of_rows(*rows[:64]), "te-breed") == []


def _pairs(facts, count):
    pairs = [(a, b) for a in facts for b in facts if a < b and a != opposite(b)]
    return pairs[:count]


def test_a_changed_text_lists_its_rows():
    """A source whose text changed is told per row that rests on it, and stands in the report."""
    files = real_files()
    files["teksten/bibob-28-2d.txt"] += b"en de IND\n"
    controle = analyse(files, DAY)
    assert controle.te_herzien == {"bibob-28-2d": ("R-41.1",)}
    assert [f.tekst.split()[0] for f in kinds(controle, "te-herzien")] == ["R-41.1"]
    assert controle.in_orde
    checked = check(real_files())
    assert to_review(checked.sources, checked.rows, files) == controle.te_herzien
    assert to_review(checked.sources, checked.rows, real_files()) == {}


def test_a_layout_remark_comes_along():
    """Columns that do not stand under one another are a remark of the formatter."""
    files = files_with([p_row(id="T-1.1"), p_row(id="T-2.1", wie="gemeente")])
    files["regels/test.csv"] = files["regels/test.csv"].replace(b"gemeente, ", b"gemeente   , ", 1)
    assert "opmaak" in {f.soort for f in analyse(files, DAY).bevindingen}


def test_a_set_that_does_not_load_gives_the_mistakes_alone():
    """Mistakes of the loader come whole, and nothing is worked out on half a set."""
    controle = analyse(files_with([p_row(wie="politei"), p_row(id="T-2.1", eft="nee")]), DAY)
    assert not controle.in_orde
    assert controle.vrijgave is None
    assert {f.regel for f in controle.problemen} == {1, 2}
    assert "geweigerd" in as_text(as_report(controle, {}))


def test_the_report_is_the_same_each_time_and_holds_everything(ours):
    """Same files, same day: same JSON; every finding stands in the report once; the open questions too."""
    assert json.dumps(ours.to_json()) == json.dumps(analyse(real_files(), DAY).to_json())
    text = as_text(as_report(ours, {1: "Wat zegt de WGS?"}))
    for finding in ours.bevindingen:
        assert (
            text.count(f"- {finding.bestand}:{finding.regel} (soort: {finding.soort}; wat er is: {finding.tekst})") == 1
        )
    assert "Vraag 1. Wat zegt de WGS?" in text


def test_another_day_gives_another_radar():
    """The day is handed in: a year later the same row has lapsed."""
    files = files_with([p_row(tm="2027-06-30")])
    assert kinds(analyse(files, DAY), "loopt-af") == []
    assert kinds(analyse(files, date(2027, 7, 1)), "loopt-af")
