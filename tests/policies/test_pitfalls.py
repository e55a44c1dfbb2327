# SPDX-License-Identifier: EUPL-1.2
"""The twenty pitfalls of casbin (reference/policy-engine.md section 3), each by its number.

What a file can hold is refused when it is loaded, in Dutch, with file, line, what is wrong and the nearest known code.
Where it is quickly shown, the test first shows that plain casbin falls for it. What no file can hold:

| pitfall | why no file holds it | what guards it |
|---|---|---|
| 9 reload of a live enforcer, 10 the synchronised one, 12 a failed filtered load | calls, not text | sealed sets, one reference (`test_reload`); no such call in `policies/` (here) |
| 11 `FastEnforcer` between threads | a class | not used anywhere in `policies/` (here) |
| 14 roles grow with each unknown name | a question | unknown codes are refused first; closed groups (here, `test_sealed`) |
| 16 `enable_enforce(False)` | a call | the sealed engine has no switch; its answer would be refused (here) |
| 19 logging | process state | own silent logger; loading leaves all other loggers alone (here, `test_sealed`) |
| 20 at most one row as explanation | casbin's answer | every matching row is worked out and held against casbin's (here, `test_differential`) |
| missing facts: a refusal that does not fire | a question | three-valued facts (`test_outcomes`) |
"""

import ast
import logging
import re

import casbin
import pytest

from policies import FOLDER, EngineDisagreementError, Finding, RuleSet, RuleSetError, Uitkomst
from policies.loader import check
from policies.matcher import CompiledMatcher
from policies.sealed import read_model
from tests.policies.world import DEFAULTS, files_with, p_row, plain, question, real_files, request

FORBIDDEN = {
    "SyncedEnforcer", "FastEnforcer", "AsyncEnforcer", "DistributedEnforcer", "EnforceContext", "batch_enforce",
    "load_policy", "load_filtered_policy", "load_incremental_filtered_policy", "save_policy", "add_policy",
    "add_policies", "remove_policy", "update_policy", "add_grouping_policy", "add_function", "set_adapter",
    "set_watcher", "enable_enforce", "enable_auto_save", "enable_log", "configure_logging", "timeMatch",
}  # fmt: skip
ALLOW = p_row(id="T-1.1", eft="allow", aan="gemeente")
DENY = p_row(id="T-2.1", aan="gemeente")
ASKED = question()


def refused(files: dict[str, bytes]) -> list[Finding]:
    """The findings that refuse a set, each with a file, a Dutch sentence and a kind."""
    with pytest.raises(RuleSetError) as caught:
        RuleSet.of_files(files, "demo")
    found = [f for f in caught.value.findings if f.ernst == "fout"]
    assert all(f.bestand and f.soort and f.tekst.endswith((".", "?")) for f in found)
    assert str(found[0]) in str(caught.value)
    return found


def refused_row(row: str) -> Finding:
    """The one finding for a row between a good allow and nothing else; it names the line of the row."""
    found = refused(files_with(["# wat de jurist erbij schreef", ALLOW, row]))
    assert {(f.bestand, f.regel) for f in found} == {("regels/test.csv", 3)}
    return found[0]


def falls_for(files: dict[str, bytes], tmp_path) -> bool:
    """Whether plain casbin allows what the rules were meant to refuse."""
    return plain(files, tmp_path).enforce(*request(ASKED))


def test_pitfall_00_the_example_is_refused_when_written_well(tmp_path):
    """Without a mistake both casbin and ours refuse the example on the row that denies."""
    files = files_with([ALLOW, DENY])
    assert not falls_for(files, tmp_path)
    assert [r.id for r in RuleSet.of_files(files, "demo").decide(ASKED).regels] == ["T-2.1"]


@pytest.mark.parametrize("effect", ["Deny", "DENY", "verbied", "denyy", "deny-2"])
def test_pitfall_01_an_effect_that_does_not_exist(tmp_path, effect):
    """`Deny` is no effect for casbin, which then ignores the row; it is refused with the two that exist."""
    row = DENY.replace(" deny,", f" {effect},")
    assert falls_for(files_with([ALLOW, row]), tmp_path)
    found = refused_row(row)
    assert "`allow` of `deny`" in found.tekst or "kleine letters" in found.tekst


def test_pitfall_01_a_comment_behind_a_row(tmp_path):
    """A comment behind a row becomes part of its last cell; casbin then reads another row than was meant."""
    row = DENY + " # art. 67 AWR"
    assert plain(files_with([row]), tmp_path).get_policy()[0][-1] != "concept"
    assert refused_row(row).soort == "opmerking"


@pytest.mark.parametrize("kind", ["P", "p2", "deny", "regel"])
def test_pitfall_02_a_row_of_an_unknown_kind(tmp_path, kind):
    """A row that does not start with `p` is dropped by casbin without a word; here it is refused by name."""
    row = DENY.replace("p, ", f"{kind}, ", 1)
    assert falls_for(files_with([ALLOW, row]), tmp_path)
    found = refused_row(row)
    assert found.soort == "soort-rij"
    assert f"`{kind}`" in found.tekst


def test_pitfall_03_semicolons_of_a_dutch_spreadsheet():
    """A file with `;` leaves casbin without rules; each line of it is refused with what to do."""
    found = refused(files_with([row.replace(",", ";") for row in (ALLOW, DENY)]))
    assert [(f.regel, f.soort) for f in found if f.regel] == [(1, "puntkomma"), (2, "puntkomma")]
    assert "Excel" in found[1].tekst


@pytest.mark.parametrize("data", [b"", b"# niets\n", b"\n\n"])
def test_pitfall_04_no_rules_at_all(data):
    """An empty set would be run by casbin on empty texts; here it refuses to load."""
    assert "geen-regels" in {f.soort for f in refused({**files_with([]), "regels/test.csv": data})}


@pytest.mark.parametrize("veld", ["wie", "fase", "eis", "eft", "status"])
def test_pitfall_04_a_blank_cell(veld):
    """A blank cell is refused in every column: blank never means "any"."""
    assert "leeg" in refused_row(p_row(**{**DEFAULTS, veld: ""})).tekst


def test_pitfall_05_a_byte_order_mark(tmp_path):
    """The mark that Excel puts before a file makes casbin lose the first row, here the one that denies."""
    data = b"\xef\xbb\xbf" + f"{DENY}\n{ALLOW}\n".encode()
    files = {**files_with([]), "regels/test.csv": data}
    assert falls_for(files, tmp_path)
    found = refused(files)
    assert [(f.bestand, f.regel, f.soort) for f in found if f.soort == "bom"] == [("regels/test.csv", 1, "bom")]


def test_pitfall_06_the_same_word_in_other_characters(tmp_path):
    """A code in another Unicode form never matches for casbin; a code outside ASCII is refused, and so is text in NFD."""
    row = p_row(id="T-2.1", aan="gemeente", wie="politi\u00eb".replace("\u00eb", "e\u0308"))
    assert falls_for(files_with([ALLOW, row]), tmp_path)
    found = refused(files_with([ALLOW, row]))
    assert {f.soort for f in found} == {"nfc", "cel"}
    assert {f.regel for f in found} == {2}


@pytest.mark.parametrize("cell", ['"[" != "") or ("]" != ""', "1==1", "True or x", "eval(p.eis)", "a)", "x()"])
def test_pitfall_07_an_expression_in_a_cell(cell):
    """Whatever could be read as an expression is no cell."""
    assert refused_row(p_row(eis=cell)).soort in {"cel", "aanhalingsteken"}


def test_pitfall_07_eval_in_the_matcher():
    """A matcher that evaluates cells is refused by the pin, and by its content when the pin is moved."""
    files = real_files()
    files["model.conf"] = files["model.conf"].replace(b"voldoet(p.eis, p.eft, r.feiten)", b"eval(p.eis)")
    assert {f.bestand for f in refused(files)} == {"model.conf"}
    with pytest.raises(RuleSetError, match="matcher"):
        check(files, pinned=None)


@pytest.mark.parametrize(
    ("row", "woord"),
    [
        (p_row().rsplit(",", 1)[0], "niet 14"),
        (p_row() + ", extra", "niet 16"),
        (p_row(bron="awr, 67"), "niet 16"),
        (p_row(bron="awr-67(1)"), "kolom 12"),
        (p_row(bron="a)"), "kolom 12"),
    ],
)
def test_pitfall_08_a_malformed_row(row, woord):
    """What would raise at the moment of a decision, for everybody, is refused when it is loaded."""
    assert woord in refused_row(row).tekst


def test_pitfall_09_to_12_no_live_enforcer_is_ever_changed():
    """`policies/` imports no other enforcer than the plain one, and calls nothing that loads, filters, adds or switches."""
    names = {name for path in FOLDER.rglob("*.py") for name in _names(path.read_text())}
    assert names & FORBIDDEN == set()
    assert {"Enforcer", "enforce_ex", "disabled_logging"} <= names


def _names(text: str) -> set[str]:
    tree = ast.walk(ast.parse(text))
    return {n.attr if isinstance(n, ast.Attribute) else n.id for n in tree if isinstance(n, ast.Attribute | ast.Name)}


def test_pitfall_13_a_chain_of_groups_that_casbin_does_not_follow():
    """Casbin says no after ten links; a chain of nine is refused, one of eight decides as it should."""
    for links, ok in ((8, True), (9, False)):
        names = [f"diep-{i}" for i in range(links)]
        files = files_with([ALLOW, p_row(id="T-2.1", doel=names[-1])])
        groups = "[groep.doel]\n" + "".join(f'{name} = {{ label = "{name}" }}\n' for name in names)
        files["vocabulaire.toml"] = files["vocabulaire.toml"].replace(b"[groep.doel]\n", groups.encode())
        chain = "".join(f"g4, {a}, {b}\n" for a, b in zip(["oc", *names], names, strict=False))
        files["groepen/doelen.csv"] += chain.encode()
        if ok:
            assert RuleSet.of_files(files, "demo").decide(ASKED).uitkomst is Uitkomst.VERBODEN
        else:
            assert [(f.soort, "8 groepen" in f.tekst) for f in refused(files)] == [("te-diep", True)]


def test_pitfall_13_a_ring_of_groups():
    """Groups that hold each other are accepted by casbin; here the ring is spelled out."""
    files = real_files()
    files["groepen/doelen.csv"] += b"g4, oc-hk-ib, oc-hk\n"
    assert any(f.soort == "kring" and "oc-hk > oc-hk-ib > oc-hk" in f.tekst for f in refused(files))


def test_pitfall_14_names_that_do_not_exist_leave_no_trace(tmp_path):
    """Plain casbin keeps every name it is asked; ours refuses it before casbin is asked, and keeps nothing."""
    enforcer = plain(files_with([ALLOW]), tmp_path)
    ours = RuleSet.of_files(files_with([ALLOW]), "demo")
    before = len(enforcer.get_role_manager().all_roles)
    kept = {kolom: len(leaves) for kolom, leaves in ours._engine.closure._leaves.items()}
    for i in range(20):
        vraag = question(wie=f"naam-{i}", fase="weging")
        enforcer.enforce(*request(vraag))
        assert ours.decide(vraag).uitkomst is Uitkomst.NIET_VASTSTELBAAR
    assert len(enforcer.get_role_manager().all_roles) > before
    assert kept == {kolom: len(leaves) for kolom, leaves in ours._engine.closure._leaves.items()}


def test_pitfall_15_conditional_groups():
    """One group with a condition makes the plain ones string equality; such a model is refused by its content."""
    files = real_files()
    files["model.conf"] = files["model.conf"].replace(b"g2 = _, _", b"g2 = _, _, (_, _)")
    with pytest.raises(RuleSetError, match=r"voorwaardelijke groepen|niet te lezen"):
        check(files, pinned=None)


def test_pitfall_16_there_is_no_switch_that_allows_everything(tmp_path, monkeypatch):
    """A switched-off casbin allows all; ours has no switch, and would refuse that answer."""
    enforcer = plain(files_with([DENY]), tmp_path)
    enforcer.enable_enforce(False)
    assert enforcer.enforce(*request(ASKED))
    ours = RuleSet.of_files(files_with([DENY]), "demo")
    assert not hasattr(ours._engine, "enable_enforce")
    monkeypatch.setattr(casbin.Enforcer, "enforce_ex", lambda *_: [True, []])
    with pytest.raises(EngineDisagreementError):
        ours.decide(ASKED)


def test_pitfall_17_a_comment_in_the_matcher(tmp_path):
    """`#` cuts the matcher, so that conditions vanish; the model is refused by its pin and by what it lost."""
    text = real_files()["model.conf"].decode().replace("g(r.wie, p.wie) &&", "g(r.wie, p.wie) # &&")
    files = {**files_with([p_row(id="T-1.1", eft="allow", aan="gemeente", wie="om")]), "model.conf": text.encode()}
    assert {f.bestand for f in refused(files)} == {"model.conf"}
    with pytest.raises(RuleSetError, match=r"kijkt niet meer naar|bevatten|te lezen"):
        check(files, pinned=None)


def test_pitfall_18_a_function_that_looks_at_the_clock():
    """`timeMatch` would make an old decision another one today; the matcher knows no such function, nor do we."""
    files = real_files()
    changed = files["model.conf"].replace(b"p.van <= r.datum && r.datum <= p.tm", b"timeMatch(p.van, p.tm)")
    with pytest.raises(RuleSetError, match="timeMatch"):
        check({**files, "model.conf": changed}, pinned=None)
    text = "\n".join(path.read_text() for path in FOLDER.rglob("*.py"))
    assert not re.search(r"\.now\(|\.today\(|utcnow|perf_counter|monotonic\(|time\.time\(", text)


def test_pitfall_19_loading_leaves_every_other_logger_alone(caplog):
    """Loading and deciding switch off no logger but casbin's, and write nothing, also when somebody wakes casbin's."""
    other = logging.getLogger("iets.anders")
    RuleSet.of_files(files_with([DENY]), "demo")
    assert not other.disabled
    ours = RuleSet.of_files(files_with([DENY]), "demo")
    logger = logging.getLogger("casbin.enforcer")
    logger.disabled = False
    try:
        caplog.set_level(0)
        logger.setLevel(0)
        assert not ours.decide(ASKED).toegestaan
    finally:
        logger.disabled = True
    assert not caplog.records


def test_pitfall_20_every_row_that_decides_is_told(tmp_path):
    """Casbin names one row at most; ours names all that carry the outcome."""
    rows = [DENY, p_row(id="T-3.1"), p_row(id="T-4.1", wat="wpg", aan="convenantpartner")]
    _, reason = plain(files_with(rows), tmp_path).enforce_ex(*request(ASKED))
    assert reason[10] == "T-2.1"
    assert [r.id for r in RuleSet.of_files(files_with(rows), "demo").decide(ASKED).regels] == [
        "T-2.1",
        "T-3.1",
        "T-4.1",
    ]


def test_all_pitfalls_of_a_folder_come_at_once():
    """Five files with five mistakes give five findings in one go, in the order of the files."""
    files = files_with([ALLOW, p_row(eft="verbied", id="T-3.1"), p_row(wie="politei", id="T-4.1")])
    files["regels/a.csv"] = b"\xef\xbb\xbf" + DENY.encode() + b"\n"
    files["regels/b.csv"] = DENY.replace(",", ";").encode() + b"\n"
    files["groepen/doelen.csv"] += b"g4, hkk, oc-hk\n"
    files["model.conf"] += b"# anders\n"
    found = refused(files)
    assert [(f.bestand, f.soort) for f in found] == [
        ("groepen/doelen.csv", "onbekende-code"),
        ("model.conf", "model"),
        ("regels/a.csv", "bom"),
        ("regels/b.csv", "puntkomma"),
        ("regels/test.csv", "effect"),
        ("regels/test.csv", "onbekende-code"),
    ]
    assert "Bedoelt u `hk`?" in found[0].tekst
    assert "Bedoelt u `politie`?" in found[-1].tekst


def test_the_pinned_matcher_is_the_one_that_decides(rules):
    """The conjuncts of the sealed engine are those of the file of this repository, read anew."""
    text = read_model((FOLDER / "model.conf").read_text())["m"]["m"].value
    assert rules._engine.plan == CompiledMatcher(text).plan
