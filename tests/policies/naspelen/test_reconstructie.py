# SPDX-License-Identifier: EUPL-1.2
"""Reconstruct: the same release gives the same answer to the last byte, or it is an incident."""

import copy
import random

import pytest

from policies.findings import ReleaseError
from policies.naspelen import Afwijking, Vastgelegd, reconstruct
from policies.naspelen.reconstructie import GENOEMD
from policies.naspelen.verslag import report_reconstruction
from policies.verslag import as_text
from tests.policies.naspelen.werk import questions, record, records, version
from tests.policies.world import p_row, question

VERSIE = version(
    p_row(id="T-1.1", eis="niet-om-toestemming", plicht="naar-jurist"),
    p_row(id="T-2.1", aan="gemeente", eft="allow", eis="relevant"),
)
ONBEKEND = question(feiten="om-toestemming")


def again(*log: Vastgelegd, versie_van=lambda _: VERSIE):
    """The reconstruction, and what was handed out on the way."""
    told: list[tuple[str, Afwijking]] = []
    return reconstruct(log, versie_van, lambda name, kind: told.append((name, kind))), told


def test_everything_is_the_same():
    """A log that was made under the release comes out equal, every outcome among it, and nothing is told."""
    log = records(VERSIE, [*questions(VERSIE, random.Random(3), 200), ONBEKEND])
    found, told = again(*log)
    assert (found.gelijk, found.beslissingen, told) == (True, len(log), [])
    assert {one.antwoord["uitkomst"] for one in log} >= {"verboden", "niet-vaststelbaar", "niet-geregeld"}
    assert "is gelijk" in as_text(report_reconstruction(found, "2026"))


CHANGES = [
    ("uitkomst", lambda a: a.update(uitkomst="verboden"), Afwijking.BESLISSING),
    ("een regel minder", lambda a: a["regels"].pop(), Afwijking.BESLISSING),
    ("ander nummer", lambda a: a["regels"][0].update(id="T-9.9"), Afwijking.BESLISSING),
    ("plicht erbij", lambda a: a["plichten"].append("naar-jurist"), Afwijking.BESLISSING),
    ("ontbrekend feit weg", lambda a: a["ontbreekt"].clear(), Afwijking.BESLISSING),
    ("andere vrijgave", lambda a: a.update(vrijgave="sha256:" + "0" * 64), Afwijking.BESLISSING),
    ("1 in plaats van waar", lambda a: a.update(concept=1), Afwijking.BESLISSING),
    ("iets erbij", lambda a: a.update(extra=None), Afwijking.BESLISSING),
    ("regels geen lijst", lambda a: a.update(regels=None), Afwijking.BESLISSING),
    ("een spatie in de zin", lambda a: a["regels"][0].update(zin=a["regels"][0]["zin"] + " "), Afwijking.TEKST),
    ("andere zekerheid", lambda a: a["regels"][0].update(zekerheid="V-oud"), Afwijking.TEKST),
]


@pytest.mark.parametrize(("change", "kind"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_any_difference_is_an_incident(change, kind):
    """Each part of the answer counts; the incident names the decision and what kind of difference, nothing of either."""
    good = record(VERSIE, ONBEKEND, seed=5)
    answer = copy.deepcopy(dict(good.antwoord))
    change(answer)
    bad = Vastgelegd("dec-1", good.vrijgave, good.vraag, answer)
    found, told = again(good, bad)
    assert found.genoemd == (("dec-1", kind),)
    assert told == [("dec-1", kind)]
    assert not found.gelijk
    assert found.to_json()["afwijkingen"] == {str(kind): 1}
    assert "incident" in as_text(report_reconstruction(found, "2026"))


def test_a_release_that_is_gone_and_a_record_that_is_no_question_are_incidents():
    """Nothing is skipped because it cannot be decided again."""

    def gone(_digest):
        raise ReleaseError("weg")

    good = record(VERSIE, question())
    assert again(good, versie_van=gone)[0].afwijkingen == {Afwijking.VRIJGAVE: 1}
    assert again(Vastgelegd("dec-2", good.vrijgave, None, {}))[0].afwijkingen == {Afwijking.VORM: 1}


def test_the_report_is_bounded_and_in_order():
    """Of many incidents all are counted and handed out, and the first hundred ids are named in their own order."""
    bad = [Vastgelegd(f"dec-{n:04}", "x", None, {}) for n in range(GENOEMD + 50)]
    found, told = again(*reversed(bad))
    assert (found.afwijkingen[Afwijking.VORM], len(told)) == (GENOEMD + 50, GENOEMD + 50)
    assert [name for name, _ in found.genoemd] == [f"dec-{n:04}" for n in range(GENOEMD)]
