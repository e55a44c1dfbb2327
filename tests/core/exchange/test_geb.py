# SPDX-License-Identifier: EUPL-1.2
"""Adoption and advice on an edition of the GEB: taken in with its line, or refused with every finding and a line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from audit.events import Event
from core.exchange import geb
from core.exchange.results import Conflict, Gedaan, Ongeldig
from core.facts.state import WERKERS
from core.keychain import gebbesluit
from core.keychain.gebbesluit import Gebbesluit, Over
from policies.loader import check
from tests.kit import DAY, REGIO, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exchange.results import Uitkomst
    from tests.kit import Backbone, Functionaris

PERIOD = "2026-01-01..2026-12-31"
TEXT = "cd" * 32


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone for all; each test speaks about an edition of its own."""
    with backbone(tmp_path_factory.mktemp("geb")) as one:
        yield one


def edition(number: int, regio: str | None = REGIO) -> Over:
    """Return an invented edition."""
    return Over(f"{number:064x}", regio, PERIOD)


def adoption(made: Backbone, over: Over, who: str = "gemeente", **changes: Any) -> Gebbesluit:
    """Return the signed adoption of an organisation; `changes` alters it before it is signed."""
    given = {"oin": made[who].oin, "uitkomst": "vastgesteld", "gemaakt": made.clock.now(), **changes}
    return gebbesluit.adopt(made[who].tekenen, over=over, **given)


def advice(made: Backbone, over: Over, fg: Functionaris, who: str = "gemeente") -> Gebbesluit:
    """Return the signed advice of an officer."""
    given = {"oin": made[who].oin, "uitkomst": "positief-met-voorwaarden", "advies_sha256": TEXT}
    signed = (fg.id, fg.sleutel)
    return gebbesluit.advise(made[who].tekenen, signed, over=over, gemaakt=made.clock.now(), **given)


def hand_in(made: Backbone, besluit: Gebbesluit | Any, who: str = "gemeente", **caller: Any) -> Uitkomst:
    """Let an organisation hand in a document."""
    body = dict(besluit.bron) if isinstance(besluit, Gebbesluit) else besluit
    return made.exchange.decide_geb(replace(made[who].caller(persoon=True), **caller), body)


def reasons(outcome: Uitkomst) -> set[str]:
    """Return the findings of a refusal that left a line."""
    assert isinstance(outcome, Ongeldig), outcome
    assert outcome.vastgelegd
    return {item.reden for item in outcome.bevindingen}


def lines(made: Backbone, event: Event) -> list[dict[str, Any]]:
    """Return the lines of one event."""
    shards = [shard for shard in made.world.log.shards() if shard != "stam"]
    found = [line.feit for shard in shards for line in made.world.reader.lines(shard) if line.feit is not None]
    return [feit for feit in found if feit["gebeurtenis"] == event]


def test_adoption_and_advice_are_taken_in_with_their_lines(knooppunt: Backbone) -> None:
    """Present, on both databases: each leaves one line in the shard of the region, and is told afterwards as metadata."""
    assert geb.EVENTS == gebbesluit.GEBEURTENISSEN
    over = edition(1)
    advised = hand_in(knooppunt, advice(knooppunt, over, knooppunt.fg))
    adopted = hand_in(knooppunt, adoption(knooppunt, over))
    national = hand_in(knooppunt, adoption(knooppunt, edition(2, None), "politie"), "politie")
    for outcome in (advised, adopted, national):
        assert isinstance(outcome, Gedaan), outcome
    [line] = lines(knooppunt, Event.GEB_GEADVISEERD)
    assert (line["editie"], line["regio"], line["uitkomst"]) == (over.editie, REGIO, "positief-met-voorwaarden")
    assert knooppunt.fg.id not in str({name: value for name, value in line.items() if name != "rijen"})
    assert [feit["oin"] for feit in lines(knooppunt, Event.GEB_VASTGESTELD)] != []
    told = geb.said(knooppunt.world, over.editie)
    assert [(one["soort"], one["uitkomst"], one["advies_sha256"]) for one in told] == [
        ("fg-advies", "positief-met-voorwaarden", TEXT),
        ("vaststelling", "vastgesteld", None),
    ]
    assert "functionaris" not in told[0]
    everything = knooppunt.exchange.geb_decisions(knooppunt["om"].caller(), own=False, editie=None).gegevens
    assert len(everything["besluiten"]) == 3
    own = knooppunt.exchange.geb_decisions(knooppunt["politie"].caller(), own=True, editie=None).gegevens
    assert [one["oin"] for one in own["besluiten"]] == [knooppunt["politie"].oin]


def test_an_edition_is_adopted_once_by_each_controller(made: Backbone) -> None:
    """Contrary: a second decision about an edition is refused and logged; a repeated request gives the same answer."""
    over, caller = edition(3), {"verzoek": "3b2f4f0e-6a5c-4f2e-9d2b-0e0f4b8f9a11"}
    first = adoption(made, over)
    assert hand_in(made, first, **caller) == hand_in(made, first, **caller)
    assert isinstance(hand_in(made, first), Conflict)
    assert reasons(hand_in(made, adoption(made, over, uitkomst="niet-vastgesteld"))) == {"al-besloten"}
    assert {"al-besloten": 1} in [feit["redenen"] for feit in lines(made, Event.GEB_GEWEIGERD)]
    assert isinstance(hand_in(made, adoption(made, over, "om"), "om"), Gedaan)
    assert len(geb.said(made.world, over.editie)) == 2


def test_only_a_controller_adopts(made: Backbone) -> None:
    """Contrary: the bureau adopts nothing (R-61), nobody speaks for another, and nobody about an unknown region."""
    assert reasons(hand_in(made, adoption(made, edition(4), "riec-bureau"), "riec-bureau")) == {"niet-verantwoordelijk"}
    assert reasons(hand_in(made, adoption(made, edition(4)), "politie")) == {"ander"}
    assert reasons(hand_in(made, adoption(made, edition(4, "nergens")))) == {"onbekend"}
    assert geb.said(made.world, edition(4).editie) == ()
    assert made["riec-bureau"].oin not in {party.oin for party in geb.controllers(made.world, None)}
    assert made["gemeente"].oin in {party.oin for party in geb.controllers(made.world, REGIO)}


def test_who_may_not_adopt_is_who_the_rules_forbid_to_act_as_controller(made: Backbone) -> None:
    """The kinds that the code keeps from adopting are those of R-61 in the rule files."""
    [row] = [row for row in made.world.ruleset.rows if row.id == "R-61.1"]
    closure = check(made.release.files).closure
    assert row.eft == "deny"
    assert closure.leaves("wie", row.wie) == WERKERS
    assert "beslissen" in closure.leaves("handeling", row.handeling)


def test_every_wrong_signature_is_told_at_once(made: Backbone) -> None:
    """Contrary: another key, a signature over another edition, no FG, and a document of long ago or of tomorrow."""
    over, other = edition(5), made["politie"]
    forged = gebbesluit.adopt(
        other.tekenen, oin=made["gemeente"].oin, over=over, uitkomst="vastgesteld", gemaakt=made.clock.now()
    )
    assert reasons(hand_in(made, forged)) == {"sleutel"}
    sound = adoption(made, over)
    moved = {**sound.bron, "besluit": {**sound.bron["besluit"], "editie": edition(6).editie}}
    assert reasons(hand_in(made, moved)) == {"handtekening"}
    assert reasons(hand_in(made, advice(made, over, made.jurist_a))) == {"geen-fg"}
    assert reasons(hand_in(made, advice(made, over, made.fg, "om"), "om")) == {"geen-fg"}
    false = replace(made.fg, sleutel=made.jurist_a.sleutel)
    assert reasons(hand_in(made, advice(made, over, false))) == {"handtekening-fg"}
    for shift in (-31 * DAY, DAY):
        assert reasons(hand_in(made, adoption(made, over, gemaakt=made.clock.now() + shift))) == {"tijd"}
    assert geb.said(made.world, over.editie) == ()


def test_what_is_no_decision_is_refused_with_a_line(made: Backbone) -> None:
    """Absent: another form leaves a refusal in the log and nothing else."""
    before = len(lines(made, Event.GEB_GEWEIGERD))
    for body in ({}, None, {"besluit": {}, "sleutel": "", "handtekening": {}, "handtekening_fg": None}):
        assert reasons(hand_in(made, body)) == {"vorm"}
    assert len(lines(made, Event.GEB_GEWEIGERD)) == before + 3
