# SPDX-License-Identifier: EUPL-1.2
"""A next deelnemerslijst: the past is judged as it was, who left says nothing more and stops nobody; keys at inclusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from audit.database import drop_append_only, writing
from audit.proof import jcs
from core.exchange.exchange import Exchange
from core.exchange.results import Gedaan, Ongeldig
from core.exchange.rulebook import NoRulesError
from core.exchange.world import World
from core.facts import bundle as bundles
from core.keychain import ceremony, events
from core.keychain.directory import StamEntry
from core.keychain.errors import ListError
from core.keychain.keys import Rol
from core.keychain.lijst import Deelnemerslijst, least_threshold
from core.keychain.lijsten import Lijsten
from core.ledger.errors import LedgerError
from core.register import Register
from tests.kit import CONTROLES, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "nvwa"


@dataclass
class Next:
    """A backbone, and the list after its own, without one organisation."""

    made: Backbone
    lijst: Deelnemerslijst
    bundle: dict[str, Any]
    hash: str

    def world(self, *eerdere: Deelnemerslijst) -> World:
        """Open the same backbone under the next list."""
        made = self.made
        return World(
            engine=made.engine,
            sequencer=made.sequencer,
            kluis=made.kluis,
            lijst=Lijsten(self.lijst, eerdere),
            register=Register.load(),
            controles=CONTROLES,
        )


def next_list(made: Backbone, *, without: str | None = None, signers: int | None = None, **changes: Any) -> bytes:
    """Return the file of a list after the backbone's own."""
    parties = [party for party in made.partijen.values() if party.soort != without]
    before = jcs.decode(made.lijst.bron)["lijst"]
    applications = [
        ceremony.apply(p.identiteit, oin=p.oin, naam=f"Test {p.soort}", soort=p.soort, regios=p.regios) for p in parties
    ]
    officers = [item for item in before["functionarissen"] if any(item["oin"] == p.oin for p in parties)]
    kept = {name: before[name] for name in ("modus", "gemaakt", "beheerder", "getuigen", "tlog_policy_sha256")}
    fields = {**kept, "versie": 2, "drempel": least_threshold(len(parties)), "functionarissen": officers, **changes}
    body = ceremony.draft(fields, applications)
    return ceremony.assemble(body, [ceremony.sign(body, p.oin, p.identiteit) for p in parties[:signers]])


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Next]:
    """A backbone where an organisation stated something, left the list, and a next list was logged."""
    with backbone(tmp_path_factory.mktemp("lijsten")) as made:
        person = made[GONE].persoon
        bundle = bundles.sign([made.fact("gescreend", persoon=person)], made[GONE].oin, made[GONE].tekenen)
        outcome = made.exchange.admit_statements(made[GONE].caller(), bundle)
        assert isinstance(outcome, Gedaan)
        lijst = Deelnemerslijst.parse(next_list(made, without=GONE))
        made.sequencer.submit(
            lambda tx: tx.stam({"v": 1, "soort": "deelnemerslijst", "sha256": lijst.fingerprint})
        ).result(30)
        yield Next(made, lijst, bundle, jcs.digest(bundle))


def test_what_a_departed_organisation_said_is_void_and_stops_nobody(after: Next) -> None:
    """Present: under the next list its statements count for nothing, and acts go on."""
    world = after.world(after.made.lijst)
    with world.reading() as connection:
        assert world.bundles.statements(connection, [after.hash]) == []
        assert len(after.made.world.bundles.statements(connection, [after.hash])) == 1, "under its own list it counted"
    politie = after.made["politie"]
    stated = Exchange(world).admit_statements(
        politie.caller(),
        bundles.sign([after.made.fact("gescreend", persoon=politie.persoon)], politie.oin, politie.tekenen),
    )
    assert isinstance(stated, Gedaan)


def test_a_statement_that_was_tampered_with_still_stops_the_act(after: Next) -> None:
    """Contrary: only what an earlier list makes sound is void; a changed bundle stops the act as before."""
    world = after.world(after.made.lijst)
    engine = after.made.engine
    changed = jcs.encode({**after.bundle, "verklaringen": [{**after.bundle["verklaringen"][0], "waarde": False}]})
    with writing(engine) as connection:
        for statement in drop_append_only("feitbundel", "sqlite"):
            connection.execute(text(statement))
        where = {"data": changed, "sleutel": after.hash}
        connection.execute(text("UPDATE feitbundel SET bundel = :data WHERE sleutel = :sleutel"), where)
    with world.reading() as connection, pytest.raises(LedgerError):
        world.bundles.statements(connection, [after.hash])
    with writing(engine) as connection:
        where = {"data": jcs.encode(after.bundle), "sleutel": after.hash}
        connection.execute(text("UPDATE feitbundel SET bundel = :data WHERE sleutel = :sleutel"), where)


def test_a_release_is_judged_under_the_list_of_its_place(after: Next) -> None:
    """Present and absent: signed by a jurist who left since it stays in force; without the earlier list nothing is."""
    assert after.world(after.made.lijst).ruleset.digest == after.made.release.digest
    with pytest.raises(NoRulesError):
        _ = after.world().ruleset


def test_naming_an_earlier_list_again_brings_it_not_back(after: Next) -> None:
    """Contrary: whatever the operator logs behind the list in force, who left it signs no release any more."""
    chain, first = Lijsten(after.lijst, [after.made.lijst]), after.made.lijst

    def listed(*named: Any) -> list[StamEntry]:
        return [StamEntry(place, {"soort": "deelnemerslijst", "sha256": sha256}) for place, sha256 in enumerate(named)]

    entries = listed(first.fingerprint, after.lijst.fingerprint, first.fingerprint, "00" * 32, ["geen tekst"])
    assert [chain.at(place, entries).versie for place in range(5)] == [1, 2, 2, 2, 2]
    assert chain.at(0, []) is after.lijst, "absent: under the list in force"
    assert chain.at(0, listed("11" * 32)) is after.lijst, "unknown here: under the list in force"


def test_who_left_is_no_finding_in_the_stamlog(after: Next) -> None:
    """Its key events of before are no misdeed of the operator; its keys count no more."""
    directory = after.world(after.made.lijst).keys.directory
    assert directory.findings == []
    assert directory.keys(after.made[GONE].oin) == ()
    assert directory.logged_list == after.lijst.fingerprint


def test_an_invented_past_is_no_earlier_list(after: Next) -> None:
    """Contrary: a list that the next one does not succeed is left out, and a next one needs enough of the present."""
    made = after.made
    few = next_list(made, without=GONE, drempel=5, signers=5)
    chain = Lijsten(Deelnemerslijst.parse(next_list(made, versie=3)), [made.lijst])
    assert chain.eerdere == (), "version 3 does not follow on 1"
    assert Lijsten(after.lijst, [made.lijst]).eerdere == (made.lijst,)
    ceremony.check_successor(made.lijst, Deelnemerslijst.parse(few))
    with pytest.raises(ListError, match="versie of modus"):
        ceremony.check_successor(made.lijst, Deelnemerslijst.parse(next_list(made, modus="ketentest")))


@pytest.mark.parametrize("stated", [-60_000, 0, 240_000], ids=["terug", "nu", "vooruit"])
def test_a_statement_taken_in_after_the_withdrawal_counts_for_nothing(tmp_path: Any, stated: int) -> None:
    """Signed or dated before, but included after: void, whatever time the withdrawal states. Included before: it stays."""
    with backbone(tmp_path) as made:
        who = made["politie"]
        early = bundles.sign([made.fact("gescreend", persoon=who.persoon)], who.oin, who.tekenen)
        late = bundles.sign([made.fact("gescreend", persoon=who.persoon)], who.oin, who.tekenen)
        assert isinstance(made.exchange.admit_statements(who.caller(), early), Gedaan)
        gone = events.withdraw(who.identiteit, who.oin, Rol.TEKENEN, who.tekenen.public.id, made.clock.now() + stated)
        assert isinstance(made.exchange.admit_key_event(who.caller(), gone), Gedaan)
        refused = made.exchange.admit_statements(who.caller(), late)
        assert isinstance(refused, Ongeldig)
        assert [finding.pad for finding in refused.bevindingen] == ["handtekening"]
        with made.world.reading() as connection:
            kept = World(
                engine=made.engine,
                sequencer=made.sequencer,
                kluis=made.kluis,
                lijst=made.lijst,
                register=Register.load(),
                controles=CONTROLES,
            ).bundles.statements(connection, [jcs.digest(early)])
        assert len(kept) == 1
