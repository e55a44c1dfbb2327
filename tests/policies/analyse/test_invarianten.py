# SPDX-License-Identifier: EUPL-1.2
"""The sentences that must always hold: proven on the real rules, broken by one row, and never by a bad file."""

from dataclasses import replace
from datetime import date

import pytest

from policies import RuleSetError, Vraag
from policies.analyse.invarianten import BESTAND, SOORTEN, prove, prove_files, read_invariants
from policies.loader import Checked, check
from policies.rows import Row
from policies.sealed import SealedEnforcer
from policies.tokens import missing
from tests.policies.world import DEFAULTS, files_with, p_row, real_files

WEG = None
FILES = real_files()
CHECKED = check(FILES)
INVARIANTEN = read_invariants(FILES[BESTAND], CHECKED)

# Per invariant one single-row edit that breaks it: a row that goes (WEG), changes, or (`nieuw`) comes.
BREUKEN: dict[str, tuple[str, dict[str, str] | None]] = {
    "I-01": ("R-01.1", WEG),
    "I-02": ("R-01.2", {"eis": "herkomst-toeslagen"}),
    "I-03": ("R-03.1", WEG),
    "I-04": ("R-61.1", {"eft": "allow", "aan": "partner-of-bureau"}),
    "I-05": ("R-66.1", {"aan": "beheerder"}),
    "I-06": ("nieuw", {"wie": "beheerder", "wat": "casus", "handeling": "lezen"}),
    "I-07": ("nieuw", {"wie": "buitenland", "wat": "casus", "handeling": "lezen"}),
    "I-08": ("nieuw", {"aan": "privaat", "wat": "toezicht"}),
    "I-09": ("nieuw", {"wie": "jurist", "aan": "gemeente", "wat": "toezicht"}),
    "I-10": ("R-16.1", {"eft": "allow", "wie": "politie", "aan": "gemeente"}),
    "I-11": ("nieuw", {"aan": "gemeente", "wat": "vreemdelingen-biometrie"}),
    "I-12": ("R-10.1", WEG),
    "I-13": ("nieuw", {"wie": "douane", "aan": "ind", "wat": "fiscaal"}),
    "I-14": ("R-42a.1", WEG),
    "I-15": ("R-56.1", WEG),
    "I-16": ("nieuw", {"aan": "liec", "wat": "open-bron", "handeling": "exporteren"}),
    "I-17": ("R-20.1", WEG),
    "I-18": ("R-88.1", {"fase": "*"}),
    "I-19": ("R-57.1", {"eft": "allow", "wie": "convenantpartner", "aan": "-"}),
    "I-20": ("R-17.1", WEG),
    "I-21": ("R-53.2", WEG),
    "I-22": ("R-22.1", WEG),
    "I-23": ("R-53.3", WEG),
    "I-24": ("R-14.1", WEG),
    "I-25": ("nieuw", {"wie": "douane", "aan": "gemeente", "wat": "fiscaal", "doel": "ib"}),
    "I-26": ("R-48.1", WEG),
    "I-27": ("R-47.1", WEG),
    "I-28": ("R-54.1", WEG),
    "I-29": ("R-52.2", WEG),
    "I-30": ("R-51.1", WEG),
    "I-31": ("R-63.4", WEG),
    "I-32": ("R-77.1", WEG),
    "I-33": ("nieuw", {"wie": "gemeente", "wat": "casus", "handeling": "analyseren"}),
    "I-34": ("R-60.1", {"eis": "gescreend+op-casus"}),
    "I-35": ("R-82.1", {"eis": "-"}),
    "I-36": ("nieuw", {"wie": "gemeente", "wat": "casus", "handeling": "openen", "fase": "weging"}),
    "I-37": ("nieuw", {"wie": "gemeente", "wat": "brp", "handeling": "vernietigen"}),
    "I-38": ("R-72.1", {"eft": "allow", "wie": "convenantpartner", "aan": "-"}),
    "I-39": ("R-76.2", {"eft": "allow", "wie": "convenantpartner", "aan": "-"}),
    "I-40": ("R-66.1", {"eis": "-"}),
    "I-41": ("R-68.1", {"eis": "-"}),
    "I-42": ("R-69.1", {"eft": "allow", "aan": "-"}),
    "I-43": ("R-44.1", WEG),
    "I-44": ("R-26.1", WEG),
    "I-45": ("R-02.2", WEG),
    "I-46": ("R-43.1", WEG),
    "I-47": ("R-12.1", {"plicht": "-"}),
    "I-48": ("R-32.1", {"plicht": "-"}),
    "I-49": ("R-29.1", {"plicht": "-"}),
    "I-50": ("R-74.1", {"plicht": "-"}),
    "I-51": ("R-71.1", {"plicht": "-"}),
    "I-52": ("R-68.1", {"plicht": "-"}),
}


def edited(code: str, changes: dict[str, str] | None) -> Checked:
    """The real rules with one row gone, changed or added; past the loader, which would refuse some of these too."""
    if code == "nieuw":
        cells = {**DEFAULTS, "aan": "-", "doel": "oc", "fase": "casusoverleg", "eft": "allow", "id": "T-1.1"}
        rows = (*CHECKED.rows, Row(**{**cells, **(changes or {})}))
    else:
        kept = [row for row in CHECKED.rows if row.id != code]
        assert len(kept) == len(CHECKED.rows) - 1
        row = next(row for row in CHECKED.rows if row.id == code)
        rows = tuple(kept) if changes is WEG else (*kept, replace(row, **changes))
    return replace(CHECKED, rows=tuple(rows))


def test_there_are_enough_and_each_kind_is_used():
    """At least twenty-five sentences, of every kind, each with its own id and a source that exists."""
    assert len(INVARIANTEN) >= 25
    assert {one.soort for one in INVARIANTEN} == set(SOORTEN)
    assert {one.status for one in INVARIANTEN} == {"concept"}


def test_the_real_rules_hold_to_all_of_them():
    """Every sentence is proven on the rules of this repository, and none says nothing."""
    assert [u.invariant.id for u in prove_files(FILES) if not u.geldt or u.loos] == []


@pytest.mark.parametrize("code", [one.id for one in INVARIANTEN])
def test_one_row_breaks_it(code):
    """For each sentence there is one row whose edit breaks it, and the counterexample is real."""
    rules = edited(*BREUKEN[code])
    (uitslag,) = prove(rules, [one for one in INVARIANTEN if one.id == code])
    found = uitslag.tegenvoorbeeld
    assert found is not None
    told = found.uitkomst if found.uitkomst in ("toegestaan", "verboden") else "geen van beide"
    assert decided(rules, found.cel, found.feiten) == (told, set(found.rijen))


def decided(rules: Checked, cel: dict[str, str], feiten: tuple[str, ...]) -> tuple[str, set[str]]:
    """What casbin and its explanation say of one request, by the sealed enforcer itself."""
    engine = SealedEnforcer(rules.model, rules.rows, rules.closure)
    day = cel["datum"]
    vraag = Vraag(**{k: v for k, v in cel.items() if k != "datum"}, datum=date.fromisoformat(day))
    request = (vraag.wie, vraag.aan, vraag.wat, vraag.handeling, vraag.doel, vraag.fase, day, frozenset(feiten))
    # Casbin's own answer is held against these by the engine: it allows when one of them allows and none denies.
    matched = [engine.rows[i] for i in engine.decide(request, engine.candidates(request))]
    certain = {row.id for row in matched if not missing(row.eis, frozenset(feiten))}
    denies = {row.id for row in matched if row.eft == "deny"}
    if matched and not denies:
        return "toegestaan", certain
    return ("verboden", certain & denies) if certain & denies else ("geen van beide", set())


def test_every_invariant_has_its_break():
    """No sentence is without an edit that breaks it, and no edit without a sentence."""
    assert set(BREUKEN) == {one.id for one in INVARIANTEN}


def invariant(**changes: str) -> bytes:
    """A file with one invariant in which some lines are other (an empty value drops the line)."""
    lines = {
        "id": '"I-01"', "zin": '"Nooit."', "soort": '"nooit"', "wie": '["toeslagen"]',
        "handeling": '["verstrekken"]', "bron": '["awir-39"]', "status": '"concept"',
    } | changes  # fmt: skip
    return "\n".join(["[[invariant]]", *(f"{key} = {value}" for key, value in lines.items() if value), ""]).encode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"wie": '["toeslag"]'}, "Bedoelt u `toeslagen`?"),
        ({"wie": "[]"}, "geen code of groep"),
        ({"soort": '"soms"'}, "`soort` is een van"),
        ({"zin": '" "'}, "`zin` ontbreekt"),
        ({"id": '""'}, "eigen `id`"),
        ({"status": '"ja"'}, "`status` is"),
        ({"wie": "", "handeling": ""}, "geen enkele kolom"),
        ({"bron": '["awir-93"]'}, "niet bekend in `bron`"),
        ({"bron": ""}, "`bron` ontbreekt"),
        ({"feiten": '["op-casus"]'}, "hoort niet bij deze soort"),
        ({"soort": '"alleen-met"'}, "`feiten` ontbreekt"),
        ({"soort": '"alleen-met"', "feiten": '["op-kasus"]'}, "Bedoelt u"),
        ({"soort": '"nooit-met"', "feiten": '["op-casus", "niet-op-casus"]'}, "zijn tegendeel"),
        ({"soort": '"draagt"', "plichten": '["niets"]'}, "niet bekend in `plichten`"),
        ({"vanaf": '"21-11-2026"'}, "`vanaf` is een dag"),
        ({"vanaf": '"morgen"'}, "`vanaf` is een dag"),
        ({"vanaf": '"2026-02-30"'}, "`vanaf` is een dag"),
        ({"vanaf": "2026-11-21T10:00:00"}, "`vanaf` is een dag"),
        ({"wie": '["-"]'}, "in kolom wie niemand"),
        ({"wie": '["politie", "-"]'}, "in kolom wie niemand"),
        ({"soort": '["nooit"]'}, "`soort` is een van"),
        ({"bron": '[["awir-39"]]'}, "niet bekend in `bron`"),
        ({"wanneer": '"altijd"'}, "geen onderdeel van een invariant"),
    ],
)
def test_a_mistake_in_the_file_proves_nothing(changes, told):
    """A bad invariant is refused with its reason and line, never skipped."""
    with pytest.raises(RuleSetError) as error:
        read_invariants(invariant(**changes), CHECKED)
    assert any(told in finding.tekst for finding in error.value.findings), error.value
    assert all(finding.bestand == BESTAND for finding in error.value.findings)


def test_a_good_file_is_read():
    """The same file without a mistake gives its invariant."""
    (one,) = read_invariants(invariant(), CHECKED)
    assert (one.id, one.cellen["wie"]) == ("I-01", {"toeslagen"})


@pytest.mark.parametrize(
    "data", [b"", b"# niets\n", b"[[invariant]\n", b'[regel]\nid = "x"\n', b"invariant = 3\n", b'invariant = ["x"]\n']
)
def test_a_file_without_invariants_is_refused(data):
    """An empty, broken or other file is refused: without sentences nothing is proven."""
    with pytest.raises(RuleSetError):
        read_invariants(data, CHECKED)


def test_all_mistakes_come_at_once():
    """Two bad invariants give the findings of both, each on its own line."""
    data = invariant(wie='["x"]') + invariant(id='"I-02"', soort='"y"')
    with pytest.raises(RuleSetError) as error:
        read_invariants(data, CHECKED)
    assert {finding.regel for finding in error.value.findings} == {2, 10}


def test_the_same_id_twice_is_refused():
    """Two sentences under one id would hide each other."""
    with pytest.raises(RuleSetError, match="eigen `id`"):
        read_invariants(invariant() + invariant(), CHECKED)


def test_a_first_day_inside_a_period_counts_from_that_day():
    """What was allowed until the day before breaks nothing; what is still allowed on it does, told with that day."""
    row = {"wie": "politie", "aan": "gemeente", "eft": "allow", "van": "2020-01-01"}
    nooit = {"wie": '["politie"]', "bron": '["wpg-5"]', "vanaf": '"2026-11-21"'}
    told = []
    for tm in ("2026-11-20", "2026-11-21", "9999-12-31"):
        checked = check(files_with([p_row(**row, tm=tm)]))
        (uitslag,) = prove(checked, read_invariants(invariant(**nooit), checked))
        told.append(uitslag.tegenvoorbeeld and uitslag.tegenvoorbeeld.cel["datum"])
    assert told == [None, "2026-11-21", "2026-11-21"]


def test_an_empty_promise_is_called_so():
    """A condition on something that nobody may do anyway is named `loos`."""
    data = invariant(soort='"alleen-met"', feiten='["op-casus"]')
    (uitslag,) = prove(CHECKED, read_invariants(data, CHECKED))
    assert uitslag.geldt
    assert uitslag.loos
