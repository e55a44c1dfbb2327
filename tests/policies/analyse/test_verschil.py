# SPDX-License-Identifier: EUPL-1.2
"""What an edit changes: complete against asking every request, quiet where nothing changes, and in words."""

import random
from dataclasses import replace
from itertools import product

import pytest

from policies.analyse.gedrag import Gedrag, worlds
from policies.analyse.ruimte import VELDEN, Ruimte
from policies.analyse.verschil import Verschil, compare
from policies.analyse.verslagen import of_difference
from policies.loader import Checked, check
from policies.verslag import as_html, as_text
from tests.policies.world import files_with, p_row, random_rows, real_files

CHECKED = check(real_files())


def edited(code: str, **cells: str) -> Checked:
    """The real rules with some cells of one row changed; without cells the row is gone."""
    rows = [replace(row, **cells) if row.id == code else row for row in CHECKED.rows if cells or row.id != code]
    return replace(CHECKED, rows=tuple(rows))


def kinds(verschil: Verschil) -> set[str]:
    """The kinds of change."""
    return {change.soort for _, _, change in verschil.veranderingen}


def test_equal_rules_have_no_difference():
    """Of a rule set and itself nothing is told."""
    assert compare(CHECKED, CHECKED).leeg


@pytest.mark.parametrize(
    ("code", "cells", "soort", "was", "wordt"),
    [
        ("R-10.1", {}, "ruimer", "verboden door R-10.1", "(R-64.2)"),
        ("R-17.1", {}, "ruimer", "verboden door R-17.1", "(R-25.2)"),
        ("R-53.2", {}, "ruimer", "op de casus zit", "dat is niet meer nodig"),
        ("R-06.1", {"eis": "verzoek+noodzaak"}, "ruimer", "geldig convenant", "dat is niet meer nodig"),
        ("R-06.1", {"eis": "verzoek+noodzaak+convenant-geldig+relevant"}, "strenger", "kon al", "relevant"),
        ("R-38.1", {}, "strenger", "kan worden toegestaan als", "geen regel staat het toe"),
        ("R-38.1", {"eis": "relevant"}, "anders", "niet onevenredig", "relevant"),
        ("R-12.1", {"plicht": "-"}, "plichten", "melden-geheimhouding", "geen"),
        ("R-12.1", {"bron": "wpg-18-1"}, "onderbouwing", "bpg-4-3-7", "bron wpg-18-1"),
        ("R-12.1", {"toonbaar": "officier"}, "onderbouwing", "toonbaar lid", "toonbaar officier"),
        ("R-39.1", {}, "weigering", "R-39.1 verbiedt het", "dat vervalt"),
    ],
)
def test_an_edit_of_one_row_is_told_by_its_effect(code, cells, soort, was, wordt):
    """Each kind of edit is told as what it opens, closes or changes, with the row that does it."""
    found = compare(CHECKED, edited(code, **cells))
    told = [(change.was, change.wordt) for _, _, change in found.veranderingen if change.soort == soort]
    assert any(was in before and wordt in after for before, after in told), found.veranderingen
    assert [row.id for row in found.rijen] == [code]
    assert all(code in change.rijen for _, _, change in found.veranderingen)


def test_an_edit_that_changes_one_thing_is_one_sentence():
    """The difference is collapsed: one condition less on one rule is one sentence, however many requests it touches."""
    assert len(compare(CHECKED, edited("R-06.1", eis="verzoek+noodzaak")).veranderingen) == 1


def test_what_opens_is_never_hidden_among_the_rest():
    """A rule set that opens anything says so, one that only closes does not."""
    assert compare(CHECKED, edited("R-10.1")).opent
    assert not compare(edited("R-10.1"), CHECKED).opent


@pytest.mark.parametrize("seed", range(8))
def test_every_changed_request_lies_in_a_change_of_one_kind(rules, seed):
    """Over all requests of a small space: a change of outcome is told, in one way only, and never told for nothing."""
    rng = random.Random(seed)
    before = random_rows(rng, rules, 8)
    after = [row for row in before if rng.random() < 0.8] + [
        row.replace("T-", "N-") for row in random_rows(rng, rules, 2)
    ]
    sets = [check(files_with(rows)) for rows in (before, after or [p_row()])]
    space, found = Ruimte.of(*sets), compare(*sets)
    some = {veld: sorted(space.codes_of_column(veld))[seed % 3 :: 7] or ["-"] for veld in VELDEN}
    some["datum"] = list(space.codes_of_column("datum"))
    for codes in product(*(some[veld] for veld in VELDEN)):
        cel = dict(zip(VELDEN, codes, strict=True))
        mask = space.candidates(cel)
        oud, nieuw = (Gedrag(space.rows_of(mask & own)) for own in space.maskers)
        hits = [change for _, blok, change in found.veranderingen if all(cel[v] in blok.cellen[v] for v in VELDEN)]
        differs = not same_everywhere(oud, nieuw)
        assert len(set(hits)) <= 1
        assert bool(hits) or not differs, (cel, oud, nieuw)
        if hits and hits[0].soort in ("ruimer", "strenger", "anders", "weigering"):
            assert differs, (cel, hits)


def same_everywhere(oud: Gedrag, nieuw: Gedrag) -> bool:
    """The same outcome in every world of facts, one by one."""
    facts = sorted({t.removeprefix("niet-") for row in (*oud.rijen, *nieuw.rijen) for t in row.tokens})
    return all(oud.uitkomst(world) is nieuw.uitkomst(world) for world in worlds(facts[:6]))


def test_groups_and_codes_count_too():
    """A member that leaves a group changes outcomes although no row changed."""
    files = real_files()
    smaller = files["groepen/partijen.csv"].replace(b"g, uwv         ", b"# uwv          ", 1)
    lines = [
        line
        for line in files["groepen/partijen.csv"].decode().splitlines()
        if "fiscaal-ontvanger" in line and "uwv" in line
    ]
    assert len(lines) == 1
    smaller = files["groepen/partijen.csv"].replace(f"{lines[0]}\n".encode(), b"")
    found = compare(CHECKED, check({**files, "groepen/partijen.csv": smaller}))
    assert kinds(found) >= {"strenger"}
    assert found.rijen == ()


def test_sources_and_labels_are_compared():
    """A source that became uncertain and a code with another label are told."""
    files = real_files()
    other = check(
        {**files, "vocabulaire.toml": files["vocabulaire.toml"].replace(b'label = "statistiek"', b'label = "telling"')}
    )
    assert [(one.id, one.soort) for one in compare(CHECKED, other).codes] == [("doel: stat", "gewijzigd")]
    sources = dict(CHECKED.sources)
    sources["awr-67"] = replace(sources["awr-67"], versie="2026")
    assert [one.id for one in compare(CHECKED, replace(CHECKED, sources=sources)).bronnen] == ["awr-67"]


def test_the_report_tells_what_opens_first():
    """The report holds every change that opens or closes, with was and wordt, the widest first."""
    found = compare(CHECKED, edited("R-01.1"))
    verslag = of_difference(found, ("sha256:a", "sha256:b"))
    assert verslag.secties[0].titel == "Wordt ruimer"
    text = as_text(verslag)
    assert "Toeslagen" in text
    assert "verboden door R-01.1" in text
    assert "R-01.1 (wat: verdwenen)" in text
    assert "<h2" in as_html(verslag)


def test_no_difference_is_said_so():
    """Two equal sets give a report that says that nothing changes."""
    assert "Geen enkele vraag" in as_text(of_difference(compare(CHECKED, CHECKED), ("a", "b")))


def test_the_same_difference_gives_the_same_json():
    """The JSON goes into the manifest of a release by its hash, so it is the same each time."""
    one, other = (compare(CHECKED, edited("R-17.1")).to_json() for _ in range(2))
    assert one == other
    assert {change["soort"] for change in one["veranderingen"]} == {"ruimer", "weigering"}


def changed(name: str, was: str, wordt: str) -> Checked:
    """The real rules with one edit of one file."""
    text = real_files()[name].decode()
    assert was in text
    return check({**real_files(), name: text.replace(was, wordt, 1).encode()})


@pytest.mark.parametrize(
    ("was", "wordt", "entry", "cell"),
    [
        ('wereld = "gesloten"', 'wereld = "open"', "feit: betrokken", ("wereld", "gesloten", "open")),
        ('bevoegd = ["om"]', 'bevoegd = ["om", "fg"]', "feit: om-toestemming", ("bevoegd", "om", "om, fg")),
        ('om = "het Openbaar', 'om = "het openbaar', "bevoegd: om", None),
        ("jaren = 4", "jaren = 1", "plicht: vastleggen-wjsg", ("jaren", "4", "1")),
        ('werk = "tellen"', 'werk = "melden"', "plicht: jaaroverzicht-wpg20", ("werk", "tellen", "melden")),
        ('relaties = ["lid"]', 'relaties = ["ieder"]', "toonbaar: lid", ("relaties", "lid", "ieder")),
        ('"doorverstrekken"]', '"lezen"]', "plaats: verzegelen", None),
        ('-ontvanger = ["beheerder"]', "-ontvanger = []", "grens: nooit-ontvanger", ("inhoud", "beheerder", "")),
        ('standaard = "-"', 'standaard = "om"', "verzoek: aan", ("standaard", "-", "om")),
        ('typen = ["gegevens"]', 'typen = ["dossier"]', "verzoek, zoek: resource", ("typen", "gegevens", "dossier")),
        (', complement = "ib" }', " }", "groep doel: niet-ib", ("complement", "ib", "")),
        ('concept = "nog', 'concept = "toch', "status: concept", None),
    ],
)
def test_a_change_of_any_list_of_the_vocabulary_is_told(was, wordt, entry, cell):
    """Who may state a fact, what a duty is, who is told of a row: none of it changes without a word, though no row does."""
    found = compare(CHECKED, changed("vocabulaire.toml", was, wordt))
    assert not found.leeg
    assert found.rijen == found.codes == ()
    (told,) = found.lijsten
    assert (told.id, told.soort) == (entry, "gewijzigd")
    assert cell is None or cell in told.cellen
    assert entry in as_text(of_difference(found, ("a", "b")))


def test_what_is_said_of_a_code_is_told_and_so_is_the_order_of_phases():
    """Not the label alone: kind, explanation and source of a code count, and phases have an order."""
    found = compare(
        CHECKED, changed("vocabulaire.toml", 'toeslagen = { soort = "partner"', 'toeslagen = { soort = "x"')
    )
    assert [(one.id, one.cellen) for one in found.codes] == [("wie: toeslagen", (("soort", "partner", "x"),))]
    lines = real_files()["vocabulaire.toml"].decode().split("[doel]\n")[1].splitlines()
    swapped = changed("vocabulaire.toml", f"{lines[0]}\n{lines[1]}\n", f"{lines[1]}\n{lines[0]}\n")
    assert [one.id for one in compare(CHECKED, swapped).lijsten] == ["volgorde: doel"]


def test_what_proves_the_rules_is_compared():
    """An invariant that went or says less, a scenario that changed and an open question are told by name."""
    text = real_files()["invarianten.toml"].decode()
    first = text[text.index("[[invariant]]") : text.index("[[invariant]]", text.index("[[invariant]]") + 1)]
    code = first.split('id = "')[1].split('"')[0]
    gone = compare(CHECKED, changed("invarianten.toml", first, ""))
    assert [(one.id, one.soort) for one in gone.bijlagen] == [(f"invariant {code}", "verdwenen")]
    weaker = compare(CHECKED, changed("invarianten.toml", 'status = "', 'vanaf = "2030-01-01"\nstatus = "'))
    assert [one.cellen for one in weaker.bijlagen] == [(("vanaf", "", "2030-01-01"),)]
    name = "scenarios/bibob.feature"
    other = compare(CHECKED, check({**real_files(), name: real_files()[name] + b"\n"}))
    assert [(one.id, one.soort) for one in other.bijlagen] == [(name, "gewijzigd")]
    asked = compare(CHECKED, replace(CHECKED, vragen={**CHECKED.vragen, 1: "Mag dit?"}))
    assert [(one.id, one.soort) for one in asked.bronnen] == [("vraag 1", "gewijzigd")]


def test_a_changed_file_is_told_in_words_and_not_in_digests():
    """Of a scenario that changed people read that its content did; the digest stays in the data, a cell stays a cell."""
    name = "scenarios/bibob.feature"
    found = compare(CHECKED, check({**real_files(), name: real_files()[name] + b"\n"}))
    (one,) = found.bijlagen
    assert one.cellen[0][0] == "sha256"
    told = as_text(of_difference(found, ("was", "wordt")))
    assert f"{name} (wat: gewijzigd; welke kolommen: de inhoud van het bestand)" in told
    assert one.cellen[0][1] not in told
    cell = as_text(of_difference(compare(CHECKED, edited("R-12.1", toonbaar="officier")), ("was", "wordt")))
    assert "toonbaar: lid wordt officier" in cell


def test_a_row_that_goes_together_with_its_group_is_told():
    """The reach of a row that went is that of its own set; in the other its group may have no members at all."""
    files = files_with([p_row(wie="convenantpartner", aan="gemeente", eft="allow", id="T-5.1")])
    rows = files["regels/test.csv"] + f"{p_row(wie='tijdelijk', id='T-1.1')}\n".encode()
    words = files["vocabulaire.toml"].replace(
        b'"*" = { label = "iedereen" }', b'tijdelijk = { label = "even" }\n"*" = { label = "iedereen" }'
    )
    groups = files["groepen/partijen.csv"] + b"g, politie, tijdelijk\n"
    before = {**files, "regels/test.csv": rows, "vocabulaire.toml": words, "groepen/partijen.csv": groups}
    found = compare(check(before), check(files))
    assert found.opent
    assert "ruimer" in kinds(found)
    assert {code for _, blok, _ in found.veranderingen for code in blok.cellen["wie"]} == {"politie"}


def test_a_row_that_is_adopted_opens_outside_the_demo():
    """In the demo nothing changes when a row is adopted; elsewhere it starts to count, and that is told first of all."""
    files = [files_with([p_row(wie="om", aan="gemeente", eft="allow", status=s)]) for s in ("concept", "vastgesteld")]
    sets = [check(one) for one in files]
    found, back = compare(*sets), compare(*reversed(sets))
    assert kinds(found) == {"onderbouwing"}
    assert {change.soort for _, _, change in found.vastgesteld} == {"ruimer"}
    assert found.opent
    assert not back.opent
    assert {change.soort for _, _, change in back.vastgesteld} == {"strenger"}
    assert {one["telt"] for one in found.to_json()["veranderingen"]} == {"alle rijen", "vastgestelde rijen"}
    assert "Wordt ruimer buiten de demo" in as_text(of_difference(found, ("a", "b")))


def test_adopted_and_narrowed_at_once_hides_nothing():
    """With one condition more it is stricter in the demo, and yet it opens elsewhere: both are told."""
    row = {"wie": "om", "aan": "gemeente", "eft": "allow"}
    before, after = p_row(**row), p_row(**row, status="vastgesteld", eis="relevant")
    found = compare(check(files_with([before])), check(files_with([after])))
    assert kinds(found) == {"strenger"}
    assert {change.soort for _, _, change in found.vastgesteld} == {"ruimer"}


def test_what_both_ways_of_counting_say_is_told_once():
    """Of rules that are all adopted, the two ways of counting are the same and the second adds nothing."""
    rows = [p_row(wie="om", aan="gemeente", eft="allow", status="vastgesteld", eis=eis) for eis in ("relevant", "-")]
    found = compare(*(check(files_with([row])) for row in rows))
    assert kinds(found) == {"ruimer"}
    assert found.vastgesteld == ()
