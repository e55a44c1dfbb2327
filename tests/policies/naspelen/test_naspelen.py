# SPDX-License-Identifier: EUPL-1.2
"""Replay: what changes is found, counted by what changed it, and found just as well by looking only where needed."""

import gc
import random
import tracemalloc
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies import RuleSetError
from policies.manifest import encode
from policies.naspelen import Effect, Naspeler, Richting, Vastgelegd, Versie
from policies.naspelen.naspeler import direction, logged
from policies.naspelen.verslag import TITELS, report_effect
from policies.plichten import SERVER, only_when_carried
from policies.verslag import as_html, as_text
from tests.policies.naspelen.werk import edited, questions, record, records, version
from tests.policies.world import files_with, p_row, question, random_rows, real_files

PERIODE = "2026-01-01..2026-12-31"
DENY = p_row(id="T-1.1", wie="politie", wat="wpg-8", eft="deny")
ALLOW = p_row(id="T-2.1", wie="politie", wat="wpg-8", aan="gemeente", eft="allow")
OTHER = p_row(id="T-3.1", wie="om", wat="strafvorderlijk", eft="deny")


def replay(old: Versie, new: Versie, log: list[Vastgelegd], **options: object) -> Effect:
    """The effect on a log that was made under one release."""
    return Naspeler(new, {old.regels.digest: old}.__getitem__, **options).add_all(log).effect(PERIODE)


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_looking_only_where_a_row_changed_finds_the_same(seed):
    """Incremental and full replay give one and the same report on random sets, edits and logs, in any order."""
    rng = random.Random(seed)
    try:
        old_files = files_with(random_rows(rng, Versie.of_files(real_files(), "demo").regels, rng.randint(5, 30)))
        old = Versie.of_files(old_files, "demo")
        new = Versie.of_files(edited(old_files, rng), "demo")
    except RuleSetError:  # two random rows said the same; another seed
        return
    log = records(old, questions(old, rng, 80))
    quick, full = Naspeler(new, lambda _: old), Naspeler(new, lambda _: old, volledig=True, onthoud=0)
    found = quick.add_all(log).effect(PERIODE)
    assert found.to_json() == full.add_all(rng.sample(log, len(log))).effect(PERIODE).to_json()
    assert quick.beslist <= full.beslist == len(log)
    assert _flips(found) == _by_hand(old, new, log)


def _flips(effect: Effect) -> Counter:
    return Counter({str(richting): effect.count(richting) for richting in Richting if effect.count(richting)})


def _by_hand(old: Versie, new: Versie, log: list[Vastgelegd]) -> Counter:
    """The flips by asking both rule sets, without the replay."""
    found: Counter = Counter()
    for one in log:
        was, wordt = old.regels.decide(one.vraag), new.regels.decide(one.vraag)
        if was.uitkomst != wordt.uitkomst:
            kinds = {(False, True): "ruimer", (True, False): "strenger", (False, False): "andere-weigering"}
            found[kinds[bool(was), bool(wordt)]] += 1
        elif set(was.plichten) != set(wordt.plichten):
            found["andere-plicht"] += 1
    return found


def test_the_random_sets_really_flip_and_really_skip():
    """The sets of the test above hold flips of every direction, touched rows and skipped questions: it proves something."""
    rng, seen, skipped = random.Random(7), Counter(), 0
    base = Versie.of_files(real_files(), "demo").regels
    for _ in range(12):
        old_files = files_with(random_rows(rng, base, 20))
        old, new = Versie.of_files(old_files, "demo"), Versie.of_files(edited(old_files, rng), "demo")
        log = records(old, questions(old, rng, 60))
        quick = Naspeler(new, lambda _, old=old: old)
        seen += _flips(quick.add_all(log).effect(PERIODE))
        skipped += len(log) - quick.beslist
    assert {"ruimer", "strenger", "andere-weigering"} <= set(seen)
    assert skipped > 100


def test_a_lost_deny_is_refused_to_allowed_and_names_its_row():
    """Taking a deny away shows under its party, category and row, with the question as example and nothing in reverse."""
    old, new = version(DENY, ALLOW, OTHER), version(ALLOW, OTHER)
    effect = replay(old, new, records(old, [question(), question(), question(wie="om", wat="strafvorderlijk")]))
    (cel,) = effect.cellen
    assert (cel.richting, cel.wie, cel.wat, cel.regels, cel.aantal) == ("ruimer", "politie", "wpg-8", ("T-1.1",), 2)
    assert (effect.count(Richting.STRENGER), effect.beslissingen) == (0, 3)
    assert effect.per("regel") == {"T-1.1": {"ruimer": 2}}
    assert effect.per("partij") == {"politie": {"ruimer": 2}}
    assert effect.per("categorie") == {"wpg-8": {"ruimer": 2}}
    (example,) = cel.voorbeelden
    assert (example.was.uitkomst, example.wordt.uitkomst, example.aantal) == ("verboden", "toegestaan", 2)


def test_the_reverse_stands_apart():
    """A new deny is allowed to refused, in a cell and a section of its own."""
    old, new = version(ALLOW, OTHER), version(DENY, ALLOW, OTHER)
    effect = replay(old, new, records(old, [question()]))
    assert [cel.richting for cel in effect.cellen] == [Richting.STRENGER]
    text = as_text(report_effect(effect, new))
    assert TITELS[Richting.STRENGER] in text
    assert f"{TITELS[Richting.RUIMER]} (aantal" not in text


def test_other_refusal_and_other_duty_are_told():
    """A refusal that loses its rule, and a duty that comes with the same outcome, are changes too."""
    old = version(DENY, OTHER, p_row(id="T-4.1", wie="kmar", eft="allow", aan="gemeente"))
    new = version(OTHER, p_row(id="T-4.1", wie="kmar", eft="allow", aan="gemeente", plicht="melden-geheimhouding"))
    effect = replay(old, new, records(old, [question(), question(wie="kmar")]))
    assert {(cel.richting, cel.wie, cel.regels) for cel in effect.cellen} == {
        (Richting.ANDERE_WEIGERING, "politie", ("T-1.1",)),
        (Richting.ANDERE_PLICHT, "kmar", ("T-4.1",)),
    }


def test_a_row_that_is_touched_without_a_flip_is_counted():
    """A changed row that was a candidate but decides nothing new, and one that nobody met, are told apart."""
    twin = p_row(id="T-5.1", wie="politie", wat="wpg", eft="deny")
    unseen = p_row(id="T-6.1", wie="fiod", wat="fiscaal", eft="deny")
    old, new = version(DENY, OTHER), version(DENY, OTHER, twin, unseen)
    effect = replay(old, new, records(old, [question(), question(), question(wie="om", wat="strafvorderlijk")]))
    assert effect.omgeslagen == 0
    assert [(one.id, one.geraakt) for one in effect.geraakt_zonder_omslag] == [("T-5.1", 2)]
    assert [one.id for one in effect.niet_geraakt] == ["T-6.1"]
    assert effect.to_json()["geraakt_zonder_omslag"] == 1


def test_a_group_that_grows_changes_its_rows():
    """Nothing in the row differs, only who is in its group: the row counts as changed and the decision is found."""
    row = p_row(id="T-7.1", wie="fiscus", wat="fiscaal", eft="deny")
    files = files_with([row, OTHER])
    old = Versie.of_files(files, "demo")
    grown = files["groepen/partijen.csv"] + b"g, nla, fiscus\n"
    new = Versie.of_files({**files, "groepen/partijen.csv": grown}, "demo")
    effect = replay(old, new, records(old, [question(wie="nla", wat="fiscaal"), question(wie="fiod", wat="bibob")]))
    assert [(one.id, one.soort) for one in effect.regels] == [("T-7.1", "gewijzigd")]
    assert [(cel.richting, cel.wie) for cel in effect.cellen] == [(Richting.ANDERE_WEIGERING, "nla")]


def test_a_renamed_code_is_a_class_of_its_own():
    """A question in codes that the candidate does not know cannot be judged: not refused, not unchanged, told apart."""
    files = files_with([DENY, ALLOW])
    old = Versie.of_files(files, "demo")
    renamed = files["vocabulaire.toml"].replace(b"\nrelevant = ", b"\nterzake = ")
    assert renamed != files["vocabulaire.toml"]
    new = Versie.of_files({**files, "vocabulaire.toml": renamed}, "demo")
    log = records(old, [question(feiten="relevant"), question(feiten="betrokken")])
    for volledig in (False, True):
        effect = replay(old, new, log, volledig=volledig)
        (cel,) = effect.cellen
        assert (cel.richting, cel.aantal, cel.regels) == (Richting.NIET_TE_BEOORDELEN, 1, ())
        assert cel.voorbeelden[0].wordt.onbekend == ("feit: relevant",)


def carried_by_nobody(rules, vraag):
    """A door like that of the exchange, at a server that carries out no obligation at all."""
    return only_when_carried(rules.decide(vraag), SERVER, rules.vocabulary.plichten, ())


def test_an_obligation_that_the_door_does_not_carry_is_a_refusal():
    """The candidate asks for something that the server cannot do: allowed to refused, by that row, and not "unknown"."""
    duty = p_row(id="T-2.1", wie="politie", wat="wpg-8", aan="gemeente", eft="allow", plicht="archiefvlag")
    old, new = (Versie.of_files(files_with([row]), "demo", deur=carried_by_nobody) for row in (ALLOW, duty))
    (cel,) = replay(old, new, records(old, [question()])).cellen
    assert (cel.richting, cel.regels) == (Richting.STRENGER, ("T-2.1",))
    assert cel.voorbeelden[0].wordt.onbekend == ("plicht: archiefvlag",)
    plain = Versie.of_files(files_with([duty]), "demo")
    assert [one.richting for one in replay(old, plain, records(old, [question()])).cellen] == [Richting.ANDERE_PLICHT]


def test_an_obligation_that_moves_changes_its_rows():
    """No cell differs, only where an obligation is carried out: the row counts as changed, and the refusal is found."""
    row = p_row(id="T-2.1", wie="politie", wat="wpg-8", aan="gemeente", eft="allow", plicht="melden-geheimhouding")
    files = files_with([row])
    text = files["vocabulaire.toml"]
    moved = text.replace(
        b'melden-geheimhouding = { plaats = "openen", werk = "tonen"',
        b'melden-geheimhouding = { plaats = "server", werk = "vastleggen"',
    )
    assert moved != text
    old = Versie.of_files(files, "demo", deur=carried_by_nobody)
    new = Versie.of_files({**files, "vocabulaire.toml": moved}, "demo", deur=carried_by_nobody)
    log = records(old, [question(), question(wie="om")])
    effect, full = (replay(old, new, log, volledig=volledig) for volledig in (False, True))
    assert effect == full
    assert [(cel.richting, cel.regels) for cel in effect.cellen] == [(Richting.STRENGER, ("T-2.1",))]


def test_five_examples_per_cell_the_same_in_any_order():
    """Of forty different questions in one cell five are kept, the first in order, with how often each was asked."""
    old, new = version(DENY, ALLOW), version(ALLOW)
    facts = sorted(old.gelezen.vocabulary.facts)[:40]
    log = records(old, [question(feiten=fact) for fact in facts] * 2)
    effects = [replay(old, new, random.Random(seed).sample(log, len(log)), onthoud=seed) for seed in range(4)]
    assert len({encode(effect.to_json()) for effect in effects}) == 1
    examples = effects[0].cellen[0].voorbeelden
    assert [one.feiten for one in examples] == [(fact,) for fact in facts[:5]]
    assert {one.aantal for one in examples} == {2}


def test_equal_questions_are_decided_once_also_on_other_days():
    """The day counts only when other rows run on it: one decision for a year of days, two when a row ends in between."""
    old, new = version(DENY, ALLOW), version(ALLOW, p_row(id="T-8.1", wie="politie", tm="2026-06-30"))
    days = [question().datum.replace(month=month, day=1) for month in range(1, 13)]
    quick = Naspeler(new, lambda _: old).add_all(records(old, [question(datum=day) for day in days]))
    assert quick.beslist == 2
    assert quick.effect(PERIODE).count(Richting.RUIMER) == 6


def test_two_releases_in_one_period_are_each_compared_with_their_own_rows():
    """What differs from the first release and not from the second counts only for decisions under the first."""
    first, second, new = version(DENY, ALLOW), version(ALLOW), version(ALLOW, OTHER)
    log = [*records(first, [question()]), *records(second, [question(), question()])]
    known = {first.regels.digest: first, second.regels.digest: second}
    effect = Naspeler(new, known.__getitem__).add_all(log).effect(PERIODE)
    assert dict(effect.vrijgaven) == {first.regels.digest: 1, second.regels.digest: 2}
    assert effect.omgeslagen == 1
    assert {one.id: one.soort for one in effect.regels} == {"T-1.1": "vervallen", "T-3.1": "nieuw"}


@pytest.mark.parametrize(
    "antwoord",
    [
        {},
        {"uitkomst": "verboden", "regels": "R", "plichten": []},
        {"uitkomst": "mag", "regels": [], "plichten": []},
        {"uitkomst": "verboden", "regels": [{"id": "Z-9.9"}], "plichten": []},
        {"uitkomst": "verboden", "regels": [], "plichten": ["999990019"]},
    ],
)
def test_a_record_that_its_release_cannot_have_written_is_counted_apart(antwoord):
    """Such a record is neither changed nor unchanged, and nothing of it reaches the report."""
    old, new = version(DENY, ALLOW), version(ALLOW)
    log = [Vastgelegd("x", old.regels.digest, question(), antwoord), Vastgelegd("y", old.regels.digest, None, {})]
    effect = replay(old, new, log)
    assert (effect.onleesbaar, effect.beslissingen, effect.omgeslagen) == (2, 2, 0)
    assert "999990019" not in str(effect.to_json())
    assert "niet te lezen" in as_text(report_effect(effect, new))


def test_nothing_but_known_codes_reaches_the_report():
    """A canary in any column or fact of a logged question, however unlikely, is not in JSON, text or page."""
    canary = "bsn-999990019"
    old, new = version(DENY, ALLOW), version(ALLOW, OTHER)
    asked = [question(**{column: canary}) for column in ("wie", "aan", "wat", "handeling", "doel", "fase")]
    log = [
        Vastgelegd("x", old.regels.digest, vraag, record(old, question()).antwoord)
        for vraag in [*asked, question(feiten=canary)]
    ]
    effect = replay(old, new, log, volledig=True)
    assert effect.count(Richting.NIET_TE_BEOORDELEN) == 7
    report = report_effect(effect, new)
    for shown in (str(effect.to_json()), as_text(report), as_html(report)):
        assert "999990019" not in shown
        assert "geen code" in shown


def test_the_real_rules_without_one_deny():
    """On the real rules: dropping R-07.1 (nothing fiscal unasked) shows exactly the unasked supplies that it stopped."""
    files = real_files()
    old = Versie.of_files(files, "demo")
    lines = files["regels/belastingdienst.csv"].split(b"\n")
    kept = b"\n".join(line for line in lines if b"R-07.1" not in line)
    new = Versie.of_files({**files, "regels/belastingdienst.csv": kept}, "demo")
    rng = random.Random(11)
    row = next(row for row in old.regels.rows if row.id == "R-07.1")
    unasked = [one for one in questions(old, rng, 400) if one.wat != "fiscaal"]
    unasked += [question(wie="belastingdienst", wat="fiscaal", aan="gemeente", feiten="niet-verzoek")]
    effect = replay(old, new, records(old, unasked))
    assert {cel.regels for cel in effect.cellen} == {("R-07.1",)}
    assert all(cel.wat == "fiscaal" for cel in effect.cellen)
    assert [one.soort for one in effect.regels if one.id == row.id] == ["vervallen"]


def test_direction_and_logged_read_what_was_written():
    """The answer as logged reads back to the same judgement as the decision itself, so that nothing changes by itself."""
    versie = version(DENY, ALLOW)
    was = logged(record(versie, question()).antwoord)
    assert direction(was, was) is None


def test_memory_does_not_grow_with_the_log():
    """Four times as many different questions, all of which change, take no more memory: only counts and examples stay."""
    old, new = version(DENY, ALLOW), version(ALLOW)
    facts = sorted(old.gelezen.vocabulary.facts)
    answer = record(old, question()).antwoord

    def stream(count):
        for number in range(count):
            if number % 250 == 0:
                gc.collect()  # what is garbage already is not kept by the replay
            given = " ".join(fact for bit, fact in enumerate(facts[:16]) if number >> bit & 1)
            yield Vastgelegd("x", old.regels.digest, question(feiten=given), answer)

    def peak(count):
        replay = Naspeler(new, lambda _: old, onthoud=100)
        replay.add_all(stream(200))  # imports and caches are not the log
        gc.collect()
        gc.freeze()
        tracemalloc.start()
        try:
            replay.add_all(stream(count))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.unfreeze()

    small, large = peak(1_500), peak(6_000)
    assert large < small * 1.25 + 50_000


@pytest.mark.parametrize(
    ("was", "wordt", "named"),
    [
        (
            'wereld = "open", label = "labels volledig"',
            'wereld = "gesloten", label = "labels volledig"',
            ("label-volledig",),
        ),
        ("", "", ()),
        ('label = "labels volledig"', 'label = "alle labels"', ()),
    ],
)
def test_a_fact_that_is_established_otherwise_is_named(was, wordt, named):
    """Silence that becomes a no is in no record: replay finds no flip there, and says for which facts it cannot know."""
    files = files_with([p_row(wie="politie", aan="gemeente", eft="allow", eis="niet-label-volledig")])
    old = Versie.of_files(files, "demo")
    text = files["vocabulaire.toml"].decode()
    assert was in text
    text = text.replace(was, wordt, 1)
    new = Versie.of_files({**files, "vocabulaire.toml": text.encode()}, "demo")
    effect = replay(old, new, [record(old, question())])
    assert effect.omgeslagen == 0
    assert effect.feiten_anders == named
    assert effect.to_json()["feiten_anders"] == list(named)
    report = as_text(report_effect(effect, new))
    assert ("stelt deze feiten anders vast" in report) is bool(named)
    assert all(code in report for code in named)


def test_a_new_fact_is_named_only_when_a_row_asks_about_it():
    """Of a fact that did not exist then, the record is silent whatever was the case."""
    files = files_with([p_row(wie="politie", aan="gemeente", eft="allow")])
    fact = '[feiten]\nnieuw = { bevoegd = ["om"], wereld = "gesloten", label = "iets nieuws", als = "x", niet = "y", bron = "z" }\n'
    words = files["vocabulaire.toml"].replace(b"[feiten]\n", fact.encode())
    old, idle = Versie.of_files(files, "demo"), Versie.of_files({**files, "vocabulaire.toml": words}, "demo")
    asks = files_with([p_row(wie="politie", aan="gemeente", eft="allow", eis="niet-nieuw")])
    used = Versie.of_files({**asks, "vocabulaire.toml": words}, "demo")
    log = [record(old, question())]
    assert replay(old, idle, log).feiten_anders == ()
    assert replay(old, used, log).feiten_anders == ("nieuw",)
