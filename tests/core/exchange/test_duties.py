# SPDX-License-Identifier: EUPL-1.2
"""Obligations at the server: each that it says it carries out is carried out, and another one refuses the act."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from core.casus.events import Soort
from core.exchange import duties
from core.exchange.act import VERANDERD
from core.exchange.logbook import LogRead, read_log
from core.exchange.results import Gedaan, Geweigerd
from policies import day_in_amsterdam
from policies.plichten import NOT_CARRIED, SERVER
from tests.core.exchange.conftest import Zaak
from tests.core.exchange.rules import denied, use
from tests.kit import Backbone, backbone
from tests.policies.world import p_row

if TYPE_CHECKING:
    from collections.abc import Iterator

TEST_ALLOW = {"id": "T-1.1", "eft": "allow", "wie": "politie", "aan": "gemeente", "wat": "wpg-8"}


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all of these."""
    with backbone(tmp_path_factory.mktemp("plichten")) as made:
        yield made


@pytest.fixture(scope="module")
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus in the phase in which article 8 is supplied."""
    made = Zaak(knooppunt)
    made.phase("verrijking-gesloten")
    return made


def line(outcome: Any) -> dict[str, Any]:
    """The readable part of the first line of an act."""
    assert isinstance(outcome, Gedaan), outcome
    return dict(outcome.bewijs[0]["feit"])


def last_line(knooppunt: Backbone) -> dict[str, Any]:
    """The last line of the national shard."""
    shard = next((knooppunt.folder / "log").glob("landelijk-*")).name
    *_, last = knooppunt.world.keys._reader.lines(shard)
    assert last.feit is not None
    return dict(last.feit)


def test_every_obligation_carried_out_is_one_of_the_server(knooppunt: Backbone) -> None:
    """What this server says it carries out exists, stands at the server, and is told how."""
    duty = knooppunt.world.ruleset.vocabulary.plichten
    assert all(duty[code].plaats == SERVER and how for code, how in duties.CARRIED.items())
    listed = [(act, item) for act, items in duties.CARRIED_IN.items() for item in items.items()]
    assert all(duty[code].plaats == SERVER and how for _, (code, how) in listed)
    assert all(code in duties.carried(act) and code not in duties.carried("verstrekken") for act, (code, _) in listed)


@pytest.mark.parametrize(
    ("plicht", "jaren"), [("brp-aantekening", 20), ("vastleggen-wjsg", 4), ("logregel-van-lezen", 0)]
)
def test_what_is_to_be_kept_stands_in_the_line(
    zaak: Zaak, monkeypatch: pytest.MonkeyPatch, plicht: str, jaren: int
) -> None:
    """The line of the supply itself holds the obligation and until when it is kept, in the same transaction."""
    use(monkeypatch, zaak.knooppunt, p_row(**TEST_ALLOW, plicht=plicht))
    found = line(zaak.push("politie", "wpg-8", "gemeente"))["beslissingen"][0]
    today = day_in_amsterdam(zaak.knooppunt.clock.now())
    expected = {"plicht": plicht} | ({"tot": today.replace(year=today.year + jaren).isoformat()} if jaren else {})
    assert found["vastleggingen"] == [expected]
    assert plicht in found["plichten"]


def test_a_leap_day_is_kept_long_enough() -> None:
    """Of 29 February the term ends a day later, never a day too soon."""
    assert duties._until(date(2024, 2, 29), 1) == "2025-03-01"
    assert duties._until(date(2024, 2, 29), 4) == "2028-02-29"


def test_supplies_are_counted_for_the_year_overview(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each allowed supply with the obligation counts once, in its own year, and no other does."""
    knooppunt = zaak.knooppunt
    year = day_in_amsterdam(knooppunt.clock.now()).year

    def counted(in_year: int) -> dict[str, int]:
        with knooppunt.engine.connect() as connection:
            return duties.year_overview(connection, "jaaroverzicht-wpg20", in_year)

    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    before = counted(year).get("politie", 0)
    use(monkeypatch, knooppunt, p_row(**TEST_ALLOW, plicht="jaaroverzicht-wpg20"))
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    assert isinstance(zaak.push("politie", "wpg-8", "gemeente", weigeringsgrond=True), Geweigerd)
    assert counted(year)["politie"] == before + 1
    assert counted(year - 1) == {}


def test_recipients_hear_of_a_change(zaak: Zaak) -> None:
    """A change of the casus that obliges to tell everybody is in the feed of every participant."""
    knooppunt = zaak.knooppunt
    start = knooppunt.clock.now() - 1000
    body = {"oin": knooppunt["ind"].oin, "eenheden": [], "van": start, "tot": None}
    outcome = zaak.event("gemeente", Soort.DEELNEMER_TOEGEVOEGD, **body)
    assert "melden-ontvangers" in line(outcome)["beslissingen"][0]["plichten"]
    number = zaak.done(outcome)["volgnr"]
    for soort in ("gemeente", "politie", "om", "ind"):
        told = zaak.done(knooppunt.exchange.feed(knooppunt[soort].caller(), 0, 500))["berichten"]
        numbers = [m["gegevens"]["volgnr"] for m in told if m["soort"] == "casus-gebeurtenis"]
        assert number in numbers


def test_reading_the_log_leaves_a_line(knooppunt: Backbone) -> None:
    """The read of the log that obliges to a line has left one before anything is given."""
    outcome = read_log(knooppunt.world, LogRead(knooppunt.fg.id, "controle", "jaarlijkse-controle", "proef"))
    found = line(outcome)
    assert found["gebeurtenis"] == Event.SPOOR_GELEZEN
    assert found["beslissingen"][0]["plichten"] == ["logregel-van-lezen"]
    assert found["beslissingen"][0]["vastleggingen"] == [{"plicht": "logregel-van-lezen"}]


@pytest.mark.parametrize(
    ("feit", "plicht"), [("weigeringsgrond", "deelbare-reden"), ("uittreksel_volstaat", "uittreksel-voorstellen")]
)
def test_a_refusal_explains_what_can_be_done(zaak: Zaak, feit: str, plicht: str) -> None:
    """The supplier that refuses itself is told what its rows oblige to; the stored answer tells it again."""
    levering = zaak.supply("politie", "wpg-8", "gemeente", **{feit: True})
    push = zaak.knooppunt.exchange.push
    refused = push(levering.caller, levering.body)
    assert isinstance(refused, Geweigerd)
    text = zaak.knooppunt.world.ruleset.vocabulary.plichten[plicht].uitleg
    assert refused.adviezen == ({"plicht": plicht, "tekst": text},)
    assert push(levering.caller, levering.body) == refused
    assert "vastleggingen" not in last_line(zaak.knooppunt)["beslissingen"][0]


def test_a_question_for_a_jurist_is_told(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal that a jurist should look at says so."""
    use(monkeypatch, zaak.knooppunt, denied("allen", handeling="verstrekken", plicht="naar-jurist"))
    refused = zaak.push("politie", "wpg-8", "gemeente")
    assert [item["plicht"] for item in refused.adviezen] == ["naar-jurist"]


@pytest.mark.parametrize(
    "plicht",
    ["vergrendelen", "klok-een-maand", "uitzetten-bij-verantwoordelijken", "einddatum-beperking", "archiefvlag"],
)
def test_an_obligation_that_is_not_carried_out_refuses(
    zaak: Zaak, monkeypatch: pytest.MonkeyPatch, plicht: str
) -> None:
    """What the server does not do is not promised: the act is refused with the reason, and the line says which."""
    use(monkeypatch, zaak.knooppunt, p_row(**TEST_ALLOW, plicht=plicht))
    refused = zaak.push("politie", "wpg-8", "gemeente")
    assert isinstance(refused, Geweigerd)
    assert refused.uitkomst == "niet-vaststelbaar"
    assert refused.adviezen == ({"plicht": plicht, "tekst": NOT_CARRIED},)
    (decision,) = last_line(zaak.knooppunt)["beslissingen"]
    assert (decision["uitkomst"], decision["onbekend"]) == ("niet-vaststelbaar", [f"plicht: {plicht}"])


def test_an_obligation_of_a_newer_vocabulary_refuses(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release with an obligation that this program has never heard of is served, but what asks for it is refused."""
    new = '[plichten]\nnieuw = { plaats = "server", werk = "melden", uitleg = "iets nieuws" }\n'
    use(monkeypatch, zaak.knooppunt, p_row(**TEST_ALLOW, plicht="nieuw"), vocabulaire=("[plichten]\n", new))
    refused = zaak.push("politie", "wpg-8", "gemeente")
    assert isinstance(refused, Geweigerd)
    assert refused.adviezen[0]["plicht"] == "nieuw"


def test_the_reader_is_told_its_obligations(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a supply obliges its reader to goes with the announcement; each recipient gets its own."""
    knooppunt = zaak.knooppunt
    use(monkeypatch, knooppunt, p_row(**{**TEST_ALLOW, "aan": "om"}, plicht="pseudoniem-tonen"))
    levering = zaak.supply("politie", "wpg-8", "gemeente", "om")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    found = {}
    for soort in ("gemeente", "om"):
        told = zaak.done(knooppunt.exchange.feed(knooppunt[soort].caller(), 0, 500))["berichten"]
        (message,) = [
            m for m in told if m["gegevens"].get("record") == levering.record and m["soort"] == "verstrekking"
        ]
        found[soort] = message["gegevens"]["plichten"]
    assert found == {"gemeente": ["melden-geheimhouding"], "om": ["melden-geheimhouding", "pseudoniem-tonen"]}


@pytest.mark.parametrize("plicht", ["pseudoniem-tonen", "nieuw"])
def test_an_obligation_that_no_reader_hears_of_refuses(
    zaak: Zaak, monkeypatch: pytest.MonkeyPatch, plicht: str
) -> None:
    """Reading a casus tells nobody of obligations of opening: a row that asks for one there is no permission."""
    knooppunt = zaak.knooppunt
    assert isinstance(knooppunt.exchange.show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id), Gedaan)
    row = {
        "id": "T-1.1",
        "eft": "allow",
        "wie": "gemeente",
        "aan": "-",
        "wat": "casus",
        "handeling": "lezen",
        "plicht": plicht,
    }
    new = '[plichten]\nnieuw = { plaats = "openen", werk = "tonen", uitleg = "iets nieuws" }\n'
    use(monkeypatch, knooppunt, p_row(**row), vocabulaire=("[plichten]\n", new))
    refused = knooppunt.exchange.show_case(knooppunt["gemeente"].caller(persoon=True), zaak.id)
    assert isinstance(refused, Geweigerd)
    assert [advice["plicht"] for advice in refused.adviezen] == [plicht]


def test_a_read_asked_again_does_not_escape_a_new_obligation(zaak: Zaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored answer of before names no pseudonym: with rules that oblige one it is not given again."""
    knooppunt = zaak.knooppunt
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    caller = knooppunt["gemeente"].caller(persoon=True)
    first = knooppunt.exchange.read(caller, levering.record)
    assert isinstance(first, Gedaan)
    assert knooppunt.exchange.read(caller, levering.record) == first
    row = {"id": "T-1.1", "eft": "allow", "wie": "gemeente", "aan": "-", "wat": "wpg-8", "handeling": "lezen"}
    use(monkeypatch, knooppunt, p_row(**row, plicht="pseudoniem-tonen"))
    assert knooppunt.exchange.read(caller, levering.record) == VERANDERD
    now = knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), levering.record)
    assert isinstance(now, Gedaan)
    assert "pseudoniem-tonen" in now.gegevens["beslissing"]["plichten"]
