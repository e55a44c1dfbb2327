# SPDX-License-Identifier: EUPL-1.2
"""Explanations of one line: each ground present, contrary and absent, and the most specific one first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.events import Event
from audit.spoor.dossier import Dossier
from audit.spoor.signalen import Soort, all_signals
from audit.spoor.values import Plaats, Regel
from audit.spoor.waarom import PERSONAL, Grond, Kader, explain

DAG = 24 * 3600 * 1000
NU = 1_790_000_000_000
WIJ, ZIJ = "00000099000000001000", "00000099000000002000"
CASUS, RECORD = "casus-1", "record-1"


def same(person: str) -> str:
    """A pseudonym that is the person itself, so that the test reads well."""
    return person


def event(volgnr: int, soort: str, tijd: int = NU - 10 * DAG, door: str = WIJ, **gegevens: Any) -> dict[str, Any]:
    """Return a case event."""
    return {"casus": CASUS, "volgnr": volgnr, "soort": soort, "door": door, "tijd": tijd, "gegevens": gegevens}


def line(nr: int, gebeurtenis: Event = Event.VERSTREKKING_GELEZEN, tijd: int = NU, **given: Any) -> Regel:
    """Return a line of the log, by Anna of our organisation unless told otherwise."""
    values = {"oin": WIJ, "persoon": "anna", "casus": CASUS, "record": RECORD, **given}
    return Regel(Plaats("noord-nederland-2026", nr), tijd, str(gebeurtenis), **values)


BASE = [
    event(1, "geopend", inbrengers=[ZIJ]),
    event(2, "deelnemer-toegevoegd", oin=WIJ, eenheden=["opsporing"], van=NU - 10 * DAG, tot=None),
]
ON_CASE = event(3, "persoon-toegevoegd", persoon="anna", oin=WIJ, van=NU - 9 * DAG, tot=None)
READ = line(9)


def why(*events: dict[str, Any], regel: Regel = READ, regels: tuple[Regel, ...] = (), named: bool = False) -> Any:
    """Return the explanation of a read in a case with these events."""
    return explain(regel, kader(*events, regels=regels, named=named))


def kader(*events: dict[str, Any], regels: tuple[Regel, ...] = (), named: bool = False) -> Kader:
    """Return the surroundings of an explanation."""
    dossier = Dossier.van(CASUS, [*BASE, *events], regels, same)
    supplied = (ZIJ, frozenset({WIJ})) if named else None
    return Kader(lambda _: dossier, {"h1": ZIJ}, lambda _: supplied, {WIJ: "Wij", ZIJ: "Zij"}.__getitem__)


def test_the_organisation_takes_part_and_that_is_not_enough() -> None:
    """That the organisation takes part is said, with its event; the read stays on the short list."""
    found = why()
    assert found.grond is Grond.DEELNEMER
    assert not found.verklaard
    assert found.bewijs[0].verwijzing == f"{CASUS}/2"


def test_the_supplier_named_the_organisation() -> None:
    """More specific: the supplier named the organisation; still not why this person read."""
    found = why(named=True)
    assert (found.grond, found.verklaard) == (Grond.GENOEMD, False)


def test_put_on_the_case_by_somebody_else() -> None:
    """A person on the case is explained, with the strand of that moment; put there by itself, or not yet there, is not."""
    found = why(ON_CASE, event(4, "fase-gezet", tijd=NU - DAG, streng="hoofd", fase="weging"))
    assert (found.grond, found.verklaard) == (Grond.OP_CASUS, True)
    assert "hoofd stond in de fase weging" in found.zin
    by_itself = line(3, Event.CASUS_GEWIJZIGD, NU - 9 * DAG, soort="persoon-toegevoegd", volgnr=3, record=None)
    assert not why(ON_CASE, regels=(by_itself,)).verklaard
    assert not why(ON_CASE, regel=replace(READ, tijd=NU - 20 * DAG)).verklaard


def test_taken_off_the_case_or_long_closed() -> None:
    """After its end the term explains nothing, and neither does any when the case was closed over a month ago."""
    ended = event(4, "persoon-beeindigd", tijd=NU - 2 * DAG, persoon="anna", tot=NU - 2 * DAG)
    assert not why(ON_CASE, ended).verklaard
    assert why(ON_CASE, event(4, "gesloten", tijd=NU - 20 * DAG)).verklaard
    assert not why(ON_CASE, event(4, "gesloten", tijd=NU - 40 * DAG)).verklaard


def test_the_answer_to_an_own_request_goes_first() -> None:
    """A record that answers the request of this person is explained by that, before anything else; of a colleague's not."""
    asked = event(5, "uitvraag", uitvraag="u1", aan=ZIJ)
    given = event(6, "uitvraag-beantwoord", door=ZIJ, uitvraag="u1", records=[RECORD])
    own = line(5, Event.UITVRAAG_GESTELD, NU - 3 * DAG, volgnr=5, record=None)
    found = why(ON_CASE, asked, given, regels=(own,))
    assert found.grond is Grond.UITVRAAG
    assert [proof.verwijzing for proof in found.bewijs[:2]] == [f"{CASUS}/5", f"{CASUS}/6"]
    by_colleague = replace(own, persoon="bert")
    assert why(asked, given, regels=(by_colleague,)).grond is Grond.ORGANISATIE_VROEG
    assert not why(asked, given, regels=(by_colleague,)).verklaard


def test_own_work_around_that_time() -> None:
    """Who worked on the case within thirty days is explained by that line; work of long ago or of another is not it."""
    work = line(4, Event.CASUS_FASE_GEZET, NU + 3 * DAG, volgnr=4, record=None)
    found = why(regels=(work,))
    assert (found.grond, found.bewijs[0].verwijzing) == (Grond.WERK, "noord-nederland-2026/4")
    assert not why(regels=(replace(work, tijd=NU - 31 * DAG),)).verklaard
    assert not why(regels=(replace(work, persoon="bert"),)).verklaard


@pytest.mark.parametrize(
    ("feit", "grond"), [("op-casus", Grond.VERKLAARD_OP_CASUS), ("aangewezen", Grond.AANGEWEZEN), ("noodzaak", None)]
)
def test_who_vouched_is_named(feit, grond) -> None:
    """A statement about this person that the decision cites explains, naming its issuer; another fact does not."""
    found = why(regel=replace(READ, feiten=((feit, "h1"),)))
    assert found.borg == ((feit, "h1", ZIJ),)
    assert found.verklaard is (grond is not None)
    if grond is not None:
        assert found.grond is grond
        assert found.zin.startswith("Zij ")


def test_role_refusal_erased_and_no_person() -> None:
    """An officer is explained by the office; a refusal gave nothing; erased and absent people are told as such."""
    officer = line(1, Event.SPOOR_GELEZEN, casus=None, record=None, doel="controle", reden="week")
    assert why(regel=officer).grond is Grond.ROL
    assert why(regel=line(1, Event.LEZING_GEWEIGERD, uitkomst="verboden")).grond is Grond.GEWEIGERD
    assert why(regel=replace(READ, persoon=None)).grond is Grond.GEEN_PERSOON
    assert why(regel=replace(READ, persoon=None, gewist=True)).grond is Grond.GEWIST
    assert why(regel=line(1, Event.FEIT_TOEGELATEN, casus=None, record=None)).grond is Grond.HANDELING


def test_nothing_at_all_is_said_as_such() -> None:
    """Somebody of an organisation that does not take part and was not named is not explained by anything."""
    found = why(regel=replace(READ, oin="00000099000000003000"))
    assert (found.grond, found.verklaard) == (Grond.ONVERKLAARD, False)
    assert found.grond not in PERSONAL


def test_a_unit_is_known_when_there_is_one() -> None:
    """The unit of an organisation follows from the case when it takes part with exactly one at that time."""
    dossier = Dossier.van(CASUS, BASE, (), same)
    assert dossier.eenheid(WIJ, NU) == "opsporing"
    assert dossier.eenheid(WIJ, NU - 20 * DAG) is None
    assert dossier.eenheid(ZIJ, NU) is None


def test_the_same_emergency_reason_lasts_a_day() -> None:
    """A reason in an emergency that is used again after a day is a signal, also when each read was reviewed in time."""
    reads = [line(n, Event.SPOOR_GELEZEN, NU + n * DAG, casus=None, record=None, reden="nood-x") for n in (0, 2)]
    reviews = [
        line(
            9 + n, Event.NOOD_BEOORDEELD, read.tijd + DAG, persoon="bert", casus=None, record=None, verwijst=read.plaats
        )
        for n, read in enumerate(reads)
    ]
    lines = sorted([*reads, *reviews], key=lambda regel: regel.tijd)
    found = all_signals(lines, kader(), NU + 60 * DAG)
    assert [(one.soort, one.regels) for one in found] == [(Soort.NOOD, (reads[1].plaats,))]
    assert "langer dan een dag" in found[0].zin
    assert all_signals(lines[:1], kader(), NU + DAG) == []


def test_working_and_controlling_in_one_case_are_two_hats() -> None:
    """An officer who also works in the case that it controls gives a signal; control alone does not."""
    control = line(2, Event.SPOOR_GELEZEN, NU + DAG, record=None, reden="week")
    work = line(1, Event.CASUS_FASE_GEZET, NU, record=None, volgnr=4)
    assert [one.soort for one in all_signals([work, control], kader(), NU + DAG)] == [Soort.TWEE_PETTEN]
    assert all_signals([control], kader(), NU + DAG) == []
