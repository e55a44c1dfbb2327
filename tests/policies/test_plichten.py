# SPDX-License-Identifier: EUPL-1.2
"""Obligations: only where they can be carried out, joined over the rows that decide, and never passed over."""

import pytest

from policies import RuleSet, RuleSetError
from policies.decision import Uitkomst
from policies.plichten import OPENEN, PLAATSEN, SERVER, VERZEGELEN, WERK, only_when_carried
from tests.policies.world import files_with, p_row, question, rules_with

TELLEN = 'jaaroverzicht-wpg20 = { plaats = "server", werk = "tellen"'


def refused(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Kind and text of every finding that refuses the set."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(files, "demo")
    return [(f.soort, f.tekst) for f in caught.value.findings if f.ernst == "fout"]


def edited(old: str, new: str, *rows: str) -> dict[str, bytes]:
    """The files with an edit in the vocabulary."""
    files = files_with(rows or [p_row()])
    text = files["vocabulaire.toml"].decode()
    assert old in text
    return {**files, "vocabulaire.toml": text.replace(old, new, 1).encode()}


@pytest.mark.parametrize(("werk", "plaats"), [(werk, plaats) for werk, no in WERK.items() for plaats in no])
def test_a_place_that_cannot_do_the_work_refuses(werk, plaats):
    """Each impossible pair of work and place is refused with its reason."""
    found = refused(edited(TELLEN, f'jaaroverzicht-wpg20 = {{ plaats = "{plaats}", werk = "{werk}"'))
    assert [tekst for _, tekst in found if WERK[werk][plaats] in tekst and "jaaroverzicht-wpg20" in tekst]


@pytest.mark.parametrize(
    ("werk", "plaats"), [(werk, plaats) for werk, no in WERK.items() for plaats in PLAATSEN if plaats not in no]
)
def test_a_place_that_can_do_the_work_is_accepted(werk, plaats):
    """Each possible pair loads."""
    RuleSet.of_files(edited(TELLEN, f'jaaroverzicht-wpg20 = {{ plaats = "{plaats}", werk = "{werk}"'), "demo")


def test_the_server_never_shows_or_masks():
    """What is sealed cannot be shown or masked by the server, and sealing cannot write in the log."""
    assert all(SERVER in WERK[werk] for werk in ("tonen", "maskeren"))
    assert all(VERZEGELEN in WERK[werk] and OPENEN in WERK[werk] for werk in ("vastleggen", "tellen", "melden"))


EDITS = [
    ("onbekend werk", 'werk = "tellen"', 'werk = "wegen"', "`werk` is een van"),
    ("geen werk", ', werk = "tellen"', "", "heeft geen `werk`"),
    ("onbekende plaats", 'plaats = "openen", werk = "tonen"', 'plaats = "thuis", werk = "tonen"', "`plaats` is"),
    ("jaren is een tekst", "jaren = 4", 'jaren = "4"', "geheel getal"),
    ("jaren bij ander werk", 'werk = "tellen"', 'werk = "tellen", jaren = 4', "hoort bij"),
    ("plaatsen weg", "[plaatsen]", "[plekken]", "[plaatsen] ontbreekt"),
    ("plaats zonder handelingen", 'server = ["*"]', "", "[plaatsen] zegt"),
    ("onbekende handeling", 'server = ["*"]', 'server = ["kijken"]', "[plaatsen] zegt"),
    ("onbekende plaats erbij", 'server = ["*"]', 'server = ["*"]\nkluis = ["*"]', "[plaatsen] zegt"),
]


@pytest.mark.parametrize(("old", "new", "woord"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_mistake_refuses_the_set(old, new, woord):
    """Each mistake in [plichten] or [plaatsen] is a finding."""
    assert [tekst for _, tekst in refused(edited(old, new)) if woord in tekst]


@pytest.mark.parametrize(
    ("handeling", "plicht", "good"),
    [
        ("verstrekken", "melden-geheimhouding", True), ("lezen", "melden-geheimhouding", True),
        ("verstrekken-lezen", "pseudoniem-tonen", True), ("gebruiken-doorverstrekken", "melden-geheimhouding", True),
        ("openen", "melden-geheimhouding", False), ("zoeken", "pseudoniem-tonen", False),
        ("wijzigen-intrekken", "melden-geheimhouding", False), ("openen", "naar-jurist", True),
    ],
)  # fmt: skip
def test_an_obligation_stands_on_acts_that_reach_its_place(handeling, plicht, good):
    """Where nothing is opened or supplied, an obligation of the reader is refused, with file and line."""
    files = files_with([p_row(handeling=handeling, plicht=plicht)])
    if good:
        RuleSet.of_files(files, "demo")
        return
    (found,) = refused(files)
    assert found[0] == "plicht-plaats"
    assert plicht in found[1]


def test_every_obligation_of_our_rows_is_in_a_possible_place(rules):
    """No obligation of our own vocabulary stands where it cannot be done, and each is used by a row."""
    duties = rules.vocabulary.plichten
    assert all(duty.plaats not in WERK[duty.werk] for duty in duties.values())
    assert set(duties) == {plicht for row in rules.rows for plicht in row.plichten}


def two(first: str, second: str) -> RuleSet:
    """Two rows that allow the same, each with its obligation, beside one that does not match."""
    return rules_with(
        p_row(id="T-1.1", eft="allow", aan="gemeente", plicht=first),
        p_row(id="T-2.1", eft="allow", wie="convenantpartner", aan="gemeente", plicht=second),
        p_row(id="T-3.1", eft="allow", aan="gemeente", eis="noodzaak", plicht="melden-partners"),
    )


def test_obligations_are_joined_over_the_rows_that_carry_the_outcome():
    """The union, each once; the obligation of a row that does not match is not in it."""
    rules = two("melden-geheimhouding+naar-jurist", "naar-jurist+vastleggen-wjsg")
    assert rules.decide(question()).plichten == ("melden-geheimhouding", "naar-jurist", "vastleggen-wjsg")
    assert "melden-partners" in rules.decide(question(feiten="noodzaak")).plichten


@pytest.mark.parametrize(
    ("plaats", "carried", "refuses"),
    [
        (SERVER, {"naar-jurist"}, ()),
        (SERVER, set(), ("plicht: naar-jurist",)),
        (SERVER, {"melden-geheimhouding"}, ("plicht: naar-jurist",)),
        (OPENEN, {"melden-geheimhouding"}, ()),
        (OPENEN, {"naar-jurist"}, ("plicht: melden-geheimhouding",)),
        (VERZEGELEN, set(), ()),
    ],
)
def test_what_a_place_does_not_carry_out_refuses_there(plaats, carried, refuses):
    """An obligation of this place that is not carried out here makes the decision niet-vaststelbaar, and is named."""
    rules = two("melden-geheimhouding", "naar-jurist")
    decided = rules.decide(question())
    answer = only_when_carried(decided, plaats, rules.vocabulary.plichten, carried)
    assert decided.toegestaan
    assert answer.onbekend == refuses
    assert answer.uitkomst is (Uitkomst.NIET_VASTSTELBAAR if refuses else Uitkomst.TOEGESTAAN)
    assert [rule.id for rule in answer.regels] == [rule.id for rule in decided.regels]


def test_an_obligation_that_nobody_knows_refuses_everywhere():
    """One that is not in the vocabulary is refused at each place; a refusal stays what it was."""
    rules = two("melden-geheimhouding", "naar-jurist")
    decided = rules.decide(question())
    fewer = {code: duty for code, duty in rules.vocabulary.plichten.items() if code != "naar-jurist"}
    for plaats in PLAATSEN:
        assert not only_when_carried(decided, plaats, fewer, {"melden-geheimhouding"})
    denied = rules_with(p_row(plicht="naar-jurist")).decide(question())
    assert only_when_carried(denied, SERVER, rules.vocabulary.plichten, set()) is denied
