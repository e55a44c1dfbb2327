# SPDX-License-Identifier: EUPL-1.2
"""Handing in a day's count: who may, for which day, and that the log alone is enough to compare it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from audit.reader import LogReader
from core.contract import afstemming as form
from core.contract.afstemming import Afstemming, telling
from core.contract.dagtelling import Dagtellingen
from core.exchange.results import Conflict, Gedaan, Ongeldig
from tests.kit import DAY

if TYPE_CHECKING:
    from core.exchange.results import Uitkomst
    from core.keychain.signatures import PrivateKey
    from tests.core.exchange.conftest import Zaak
    from tests.kit import Backbone

NOTHING = telling(())


def hand_in(
    knooppunt: Backbone, dag: str, vorige: str | None = None, key: PrivateKey | None = None, oin: str | None = None
) -> tuple[Afstemming, Uitkomst]:
    """Hand in a count of nothing by the gemeente; return it and what came of it."""
    gemeente = knooppunt["gemeente"]
    made = Afstemming(oin or gemeente.oin, dag, NOTHING, NOTHING, NOTHING, vorige)
    sent = made.sign(key or gemeente.tekenen)
    return made, knooppunt.exchange.report_count(gemeente.caller(verzoek=str(uuid.uuid4())), sent)


def days(knooppunt: Backbone) -> tuple[str, str, str]:
    """The day before yesterday, yesterday and today."""
    now = knooppunt.clock.now()
    return form.dutch_day(now - 2 * DAY), form.dutch_day(now - DAY), form.dutch_day(now)


def reasons(outcome: Uitkomst) -> list[str]:
    assert isinstance(outcome, Ongeldig)
    return [item.reden for item in outcome.bevindingen]


def test_days_are_handed_in_one_by_one_and_chained(knooppunt: Backbone) -> None:
    """Each day once, in order, each naming the one before; today is not over yet."""
    first, second, today = days(knooppunt)
    made, outcome = hand_in(knooppunt, first)
    assert isinstance(outcome, Gedaan)
    assert outcome.bewijs[0]["feit"]["dag"] == first
    assert reasons(hand_in(knooppunt, second)[1]) == ["keten"]
    assert isinstance(hand_in(knooppunt, first, made.sha256)[1], Conflict)
    assert isinstance(hand_in(knooppunt, second, made.sha256)[1], Gedaan)
    assert isinstance(hand_in(knooppunt, first, made.sha256)[1], Conflict)
    assert reasons(hand_in(knooppunt, today, made.sha256)[1]) == ["niet-voorbij"]


def test_only_the_own_count_under_the_own_key(knooppunt: Backbone) -> None:
    """Somebody else's day, another organisation's key and another shape are refused, and leave nothing behind."""
    day, other = days(knooppunt)[0], knooppunt["politie"]
    assert reasons(hand_in(knooppunt, day, oin=other.oin)[1]) == ["ander"]
    assert reasons(hand_in(knooppunt, day, key=other.tekenen)[1]) == ["sleutel-onbekend"]
    caller = knooppunt["gemeente"].caller()
    wrong: tuple[Any, ...] = (
        None,
        {},
        {"afstemming": {}, "sleutel": knooppunt["gemeente"].tekenen.id, "handtekening": {}},
    )
    assert all(isinstance(knooppunt.exchange.report_count(caller, body), Ongeldig) for body in wrong)
    assert isinstance(hand_in(knooppunt, day)[1], Gedaan)


def test_lines_of_real_acts_are_counted(zaak: Zaak) -> None:
    """The lines of the log itself give the counts: requests, proofs and reads of each organisation."""
    knooppunt = zaak.knooppunt
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    reader = knooppunt["gemeente"].caller(persoon=True)
    zaak.done(knooppunt.exchange.read(reader, levering.record))
    knooppunt.exchange.read(knooppunt["gemeente"].caller(persoon=True), str(uuid.uuid4()))
    counted, lines = Dagtellingen(), LogReader(knooppunt.engine, knooppunt.kluis)
    seen = 0
    for shard, origin in knooppunt.world.log.shards().items():
        for line in lines.lines(shard) if shard != "stam" else ():
            seen += 1
            counted.add(origin, line.index, bytes(32), line.feit or {})
    today = days(knooppunt)[2]
    supplier = counted.expected(knooppunt["politie"].oin, today)
    assert (supplier["verzoeken"].aantal, supplier["openingen"].aantal) == (supplier["bewijzen"].aantal, 0)
    found = counted.expected(knooppunt["gemeente"].oin, today)
    assert found["openingen"].aantal == 1
    assert found["verzoeken"].aantal == found["bewijzen"].aantal + 1
    assert seen


def test_state_of_an_own_request(zaak: Zaak) -> None:
    """Whoever never got an answer learns whether the request left a line; another's request does not exist."""
    knooppunt = zaak.knooppunt
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    police = levering.caller
    assert knooppunt.exchange.request_state(police, police.verzoek).gegevens["vastgelegd"] is False
    zaak.done(knooppunt.exchange.push(levering.caller, levering.body))
    known = knooppunt.exchange.request_state(police, police.verzoek)
    assert known.gegevens == {"verzoek": police.verzoek, "vastgelegd": True, "gedaan": True}
    assert known.bewijs[0]["feit"]["record"] == levering.record
    other = knooppunt["gemeente"].caller()
    assert knooppunt.exchange.request_state(other, police.verzoek).gegevens["vastgelegd"] is False
    stranger = knooppunt["gemeente"].caller(persoon=True)
    knooppunt.exchange.read(stranger, str(uuid.uuid4()))
    asked = knooppunt.exchange.request_state(stranger, stranger.verzoek)
    assert (asked.gegevens["vastgelegd"], asked.gegevens["gedaan"], asked.bewijs) == (True, False, ())
