# SPDX-License-Identifier: EUPL-1.2
"""Who is told of a row in a refusal: each level, to who may know and to who may not, over the whole exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.casus.events import Soort
from core.exchange.logbook import LogRead, read_log
from core.exchange.results import NEUTRAAL, Geweigerd
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.rules import denied, use
from tests.kit import Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = ("allen", "lid", "verstrekker", "officier")


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all of these."""
    with backbone(tmp_path_factory.mktemp("toonbaar")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in the phase in which article 8 is supplied."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


@pytest.fixture(scope="module")
def record(zaak: Zaak) -> str:
    """A record of the police that the municipality and the OM may read."""
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
    zaak.done(zaak.knooppunt.exchange.push(levering.caller, levering.body))
    return str(levering.record)


def told(outcome: Any) -> set[str]:
    """The rows of a refusal."""
    assert isinstance(outcome, Geweigerd), outcome
    return {rule["id"] for rule in outcome.regels}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("who", "shown"), [("gemeente", {"allen", "lid"}), ("om", {"allen", "lid", "officier"})])
def test_a_reader(
    knooppunt: Backbone, record: str, monkeypatch: pytest.MonkeyPatch, level: str, who: str, shown: set[str]
) -> None:
    """A member who reads sees rows for all and for members, the OM those for officers too; nobody those of the supplier."""
    use(monkeypatch, knooppunt, denied(level, handeling="lezen"))
    outcome = knooppunt.exchange.read(knooppunt[who].caller(persoon=True), record)
    assert told(outcome) == ({"T-1.1"} if level in shown else set())
    assert outcome.verborgen is (level not in shown)
    assert bool(outcome.bewijs) is (level in shown)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("who", "categorie", "shown"),
    [("politie", "wpg-8", {"allen", "lid", "verstrekker"}), ("om", "strafvorderlijk", set(LEVELS))],
)
def test_a_supplier(
    zaak: Zaak, monkeypatch: pytest.MonkeyPatch, level: str, who: str, categorie: str, shown: set[str]
) -> None:
    """A supplier sees the rows that rest on what it knows itself; those for officers only the OM sees, as supplier too."""
    use(monkeypatch, zaak.knooppunt, denied(level, handeling="verstrekken"))
    outcome = zaak.push(who, categorie, "gemeente", geen_einduitspraak=False)
    assert ("T-1.1" in told(outcome)) is (level in shown)
    assert outcome.verborgen is (level not in shown)


@pytest.mark.parametrize("level", LEVELS)
def test_acts_on_the_casus(zaak: Zaak, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """Changing, asking, showing and opening a casus are told to members: not what is the supplier's or the officers'."""
    knooppunt = zaak.knooppunt
    use(monkeypatch, knooppunt, denied(level, handeling="*"))
    caller = knooppunt["gemeente"].caller
    changed = zaak.event("gemeente", Soort.FASE_GEZET, streng="hoofd", fase="informatieanalyse", reden=None)
    opened = knooppunt.exchange.open_case(caller(), "00000000-0000-4000-8000-000000000001", zaak.opening())
    for outcome in (changed, opened, knooppunt.exchange.show_case(caller(persoon=True), zaak.id)):
        assert ("T-1.1" in told(outcome)) is (level in {"allen", "lid"})


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("officer", "shown"), [("fg", {"allen", "officier"}), ("stuurgroep", {"allen"})])
def test_reading_the_log(
    knooppunt: Backbone, monkeypatch: pytest.MonkeyPatch, level: str, officer: str, shown: set[str]
) -> None:
    """A controller is told of rows for officers, another officer is not; neither is a member or a supplier."""
    use(monkeypatch, knooppunt, denied(level, handeling="logboek-lezen"))
    who = {"fg": knooppunt.fg, "stuurgroep": knooppunt.stuurgroep}[officer]
    outcome = read_log(knooppunt.world, LogRead(who.id, "controle", "jaarlijkse-controle", "proef"))
    assert ("T-1.1" in told(outcome)) is (level in shown)


HIDDEN = [
    denied("verstrekker", handeling="lezen"),
    denied("officier", handeling="lezen"),
    denied("verstrekker", handeling="lezen", eis="herkomst-lsi"),
    denied("officier", handeling="lezen", eis="relevant", wat="wpg-8"),
    denied("verstrekker", handeling="lezen", plicht="naar-jurist"),
]


def test_neutral_refusals_are_alike(knooppunt: Backbone, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever hidden row refuses, certain or for want of a fact, with or without advice: the same answer."""
    answers = []
    for row in HIDDEN:
        use(monkeypatch, knooppunt, row)
        answers.append(knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), record))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] == Geweigerd(NEUTRAAL, (), (), {"record": record}, verborgen=True)


def test_a_hidden_row_is_neutral_beside_shown_ones(
    knooppunt: Backbone, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a shown row beside it the hidden one adds nothing but that it is there; the log keeps both."""
    shown = denied("allen", handeling="lezen", id="T-2.1", plicht="naar-jurist", wat="wpg-8")
    use(monkeypatch, knooppunt, denied("officier", handeling="lezen"), shown)
    outcome = knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), record)
    assert told(outcome) == {"T-2.1"}
    assert (outcome.uitkomst, outcome.ontbreekt, outcome.adviezen, outcome.bewijs) == (NEUTRAAL, (), (), ())
    shard = next((knooppunt.folder / "log").glob("landelijk-*")).name
    *_, last = knooppunt.world.keys._reader.lines(shard)
    assert last.feit["beslissingen"][0]["regels"] == ["T-1.1", "T-2.1"]
    assert last.feit["beslissingen"][0]["uitkomst"] == "verboden"
