# SPDX-License-Identifier: EUPL-1.2
"""The tag key of a casus: who makes it, who holds it, when a new one comes, and that it dies with the casus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from audit.proof import jcs
from core.casus import merken as tags
from core.casus import merksleutel as form
from core.casus.events import Soort
from core.casus.merksleutel import Geheim, MerksleutelError
from core.exchange import merksleutels
from core.exchange.results import Conflict, Geweigerd, Ongeldig
from core.ledger import casusmerken, vervallen
from tests.core.exchange.merkzaak import ALL, Merkzaak
from tests.kit import UNIT, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Iterator

KVK = "90001354"


@pytest.fixture(scope="module")
def knooppunt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite for all tests here."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Merkzaak:
    """A casus of its own."""
    return Merkzaak(knooppunt)


@pytest.fixture(scope="module")
def leeg(knooppunt: Backbone) -> Merkzaak:
    """A casus for refusals, which never gets a key."""
    return Merkzaak(knooppunt)


def opened(zaak: Merkzaak, who: str) -> bytes:
    """Return the tag key as a member opens it from what it is given."""
    given = zaak.done(zaak.shown(who))
    party = zaak.knooppunt[who]
    lists = [form.parse(item) for item in given["sleutels"]]
    own = next(item for item in lists if item.omhulsels)
    assert {wrap.ontvanger for item in lists for wrap in item.omhulsels} == {party.oin}
    return form.unwrap(own, jcs.unb64(given["zout"]), party.kem, party.oin, UNIT)[1]


def reasons(outcome: Any) -> set[str]:
    """Return the reasons of an invalid request."""
    assert isinstance(outcome, Ongeldig), outcome
    return {finding.reden for finding in outcome.bevindingen}


def leave(zaak: Merkzaak, who: str) -> None:
    """Let an organisation leave the casus, now."""
    now = zaak.knooppunt.clock.now()
    zaak.done(zaak.event("gemeente", Soort.DEELNEMER_BEEINDIGD, oin=zaak.knooppunt[who].oin, tot=now, reden=None))


def rows(zaak: Merkzaak) -> dict[str, int]:
    """Return how many rows of the casus there are, by table."""
    with zaak.knooppunt.engine.connect() as connection:
        return {
            table.name: len(connection.execute(sa.select(table).where(table.c.casus == zaak.id)).all())
            for table in casusmerken.TABLES
        }


def test_every_member_opens_the_same_key_and_nobody_elses_wrap(zaak: Merkzaak) -> None:
    """What one member makes opens at each member to one key; each is given only its own wraps, and every giving is a line."""
    assert zaak.done(zaak.shown("om")) == {
        "casus": zaak.id, "tijdvak": None, "verouderd": False, "sleutels": [], "zout": None,
    }  # fmt: skip
    key = zaak.first()
    assert {opened(zaak, who) for who in ALL} == {key}
    [made] = _lines(zaak, "backbone:merksleutel:gemaakt")
    assert made["ontvangers"] == sorted(zaak.knooppunt[who].oin for who in ALL)
    assert len(_lines(zaak, "backbone:merksleutel:gelezen")) == 1 + len(ALL)
    operator = zaak.knooppunt.lijst.beheerder.oin
    assert operator not in made["ontvangers"]
    with zaak.knooppunt.engine.connect() as connection:
        [stored] = casusmerken.keys(connection, zaak.id)
    assert operator not in jcs.encode(stored).decode()


def _lines(zaak: Merkzaak, name: str) -> list[dict[str, Any]]:
    log = zaak.knooppunt.world
    found = (line.feit or {} for shard in log.log.shards() if shard != "stam" for line in log.reader.lines(shard))
    return [feit for feit in found if feit.get("casus") == zaak.id and feit["gebeurtenis"] == name]


def test_key_goes_to_members_only(leeg: Merkzaak) -> None:
    """A list with an organisation outside the casus is refused, and so is one that passes a participant over."""
    geheim = Geheim.generate()
    with_stranger = leeg.wrapped("gemeente", geheim, (*ALL, "ind"))
    assert reasons(leeg.make("gemeente", with_stranger, geheim.salt)) == {"geen-deelnemer"}
    without_om = leeg.wrapped("gemeente", geheim, [who for who in ALL if who != "om"])
    assert reasons(leeg.make("gemeente", without_om, geheim.salt)) == {"onvolledig"}
    without_wraps = form.Merksleutel(with_stranger.lijst, with_stranger.handtekening, ())
    assert reasons(leeg.make("gemeente", without_wraps, geheim.salt)) == {"ontbreekt"}


def test_what_is_not_signed_by_its_maker_is_refused(leeg: Merkzaak) -> None:
    """Another signer, another casus, an altered list, a strange salt or wrap: each is refused by its own name."""
    geheim, gemeente, om = Geheim.generate(), leeg.knooppunt["gemeente"], leeg.knooppunt["om"]
    made = leeg.wrapped("gemeente", geheim)
    assert reasons(leeg.make("om", made, geheim.salt)) == {"handtekening"}
    body = {**leeg.body("gemeente", made, geheim.salt), "tekensleutel": "0" * 64}
    exchange, caller = leeg.knooppunt.exchange, gemeente.caller(persoon=True)
    assert reasons(exchange.make_tag_key(caller, leeg.id, body)) == {"sleutel-onbekend"}
    altered = form.Merksleutel({**made.lijst, "tijd": 1}, made.handtekening, made.omhulsels)
    assert reasons(leeg.make("gemeente", altered, geheim.salt)) == {"handtekening"}
    other = {**made.lijst, "casus": "00000000-0000-4000-8000-000000000000"}
    elsewhere = form.Merksleutel(other, gemeente.tekenen.sign(form.DOMAIN, jcs.encode(other)), made.omhulsels)
    assert reasons(leeg.make("gemeente", elsewhere, geheim.salt)) == {"ander"}
    assert reasons(leeg.make("gemeente", made, Geheim.generate().salt)) == {"ander"}
    assert reasons(leeg.make("gemeente", made, None)) == {"ontbreekt"}
    swapped = form.Merksleutel(made.lijst, made.handtekening, leeg.wrapped("gemeente", geheim).omhulsels)
    assert reasons(leeg.make("gemeente", swapped, geheim.salt)) == {"omhulsel"}
    assert reasons(exchange.make_tag_key(caller, leeg.id, {"sleutel": {}, "tekensleutel": om.tekenen.id})) == {"vorm"}
    broken = {**leeg.body("gemeente", made, None), "zout": "!"}
    assert reasons(exchange.make_tag_key(caller, leeg.id, broken)) == {"vorm"}


def test_key_that_is_no_longer_in_force_is_refused(leeg: Merkzaak, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrap to a KEM key that does not count now asks for a new list, as with a supply."""
    geheim = Geheim.generate()
    monkeypatch.setattr(leeg.knooppunt.world.keys, "kem_id", lambda *_: None)
    outcome = leeg.make("gemeente", leeg.wrapped("gemeente", geheim), geheim.salt)
    assert isinstance(outcome, Conflict)
    assert outcome.soort == "sleutel-verouderd"


def test_new_key_only_with_a_reason(zaak: Merkzaak) -> None:
    """While all holders take part a second key is refused; when one leaves tagging stops until a new key, and old tags go."""
    key = zaak.first()
    record, later = zaak.supplied("gemeente", "om"), zaak.supplied("gemeente", "om")
    zaak.done(zaak.tag("gemeente", record, key, KVK))
    for tijdvak, reden in ((2, "vertrek"), (2, "eerste"), (3, "gelekt")):
        geheim = Geheim.generate()
        refused = zaak.make("gemeente", zaak.wrapped("gemeente", geheim, tijdvak=tijdvak, reden=reden), geheim.salt)
        assert isinstance(refused, Conflict)
    leave(zaak, "nvwa")
    assert zaak.done(zaak.shown("om"))["verouderd"]
    assert isinstance(zaak.tag("gemeente", later, key, KVK), Conflict)
    left = [who for who in ALL if who != "nvwa"]
    new = zaak.first("om", readers=left, tijdvak=2, reden="vertrek")
    assert new != key
    assert rows(zaak) == {"merksleutel": 1, "casusmerk": 0}
    assert zaak.knooppunt.world.kluis.get(merksleutels.SALT, f"{zaak.id}/1") is None
    assert opened(zaak, "gemeente") == new
    assert isinstance(zaak.tag("gemeente", record, key, KVK, tijdvak=1), Conflict)
    zaak.done(zaak.tag("gemeente", record, new, KVK, tijdvak=2))
    leaver = zaak.shown("nvwa")
    assert type(leaver).__name__ == "Onbekend"


def test_leaked_key_is_replaced_at_once(zaak: Merkzaak) -> None:
    """A member that says the key leaked gets a new epoch while everybody still takes part, with its reason in the line."""
    zaak.first()
    zaak.first("om", tijdvak=2, reden="gelekt")
    assert [(line["tijdvak"], line["reden"]) for line in _lines(zaak, "backbone:merksleutel:gemaakt")] == [
        (1, "eerste"), (2, "gelekt"),
    ]  # fmt: skip


def test_later_member_gets_the_key_from_a_holder(zaak: Merkzaak) -> None:
    """A holder wraps the living key on to a new member; a non-holder, another key or a second wrap for one are refused."""
    geheim = Geheim.generate()
    zaak.done(zaak.make("gemeente", zaak.wrapped("gemeente", geheim), geheim.salt))
    zaak.join("ind")
    zaak.person("ind")
    without = zaak.done(zaak.shown("ind"))
    assert not [wrap for item in without["sleutels"] for wrap in item["omhulsels"]]
    more: dict[str, Any] = {"readers": ("ind",), "reden": "toegevoegd"}
    assert isinstance(zaak.make("ind", zaak.wrapped("ind", geheim, **more), None), Conflict)
    assert reasons(zaak.make("om", zaak.wrapped("om", Geheim.generate(), **more), None)) == {"andere-sleutel"}
    assert reasons(zaak.make("om", zaak.wrapped("om", geheim, **more), geheim.salt)) == {"andere-sleutel"}
    double = zaak.wrapped("om", geheim, readers=("ind", "politie"), reden="toegevoegd")
    assert reasons(zaak.make("om", double, None)) == {"dubbel"}
    assert isinstance(zaak.make("om", zaak.wrapped("om", geheim, tijdvak=2, **more), None), Conflict)
    zaak.done(zaak.make("om", zaak.wrapped("om", geheim, **more), None))
    assert opened(zaak, "ind") == tags.tag_key(geheim.secret, geheim.salt, zaak.id, 1)


def test_rules_decide_making_and_giving(zaak: Merkzaak) -> None:
    """Without a person the rules give no key (R-53.2), and the refusal is a line; making is decided as changing the casus."""
    zaak.first()
    nobody = zaak.knooppunt.exchange.show_tag_key(zaak.knooppunt["om"].caller(), zaak.id)
    assert isinstance(nobody, Geweigerd)
    assert "R-53.2" in {rule["id"] for rule in nobody.regels}
    [refused] = _lines(zaak, "backbone:merken:geweigerd")
    assert refused["gevraagd"] == "merksleutel-lezen"
    [made] = _lines(zaak, "backbone:merksleutel:gemaakt")
    assert [(item["vraag"]["handeling"], item["vraag"]["wat"]) for item in made["beslissingen"]] == [
        ("wijzigen", "casus")
    ]


def test_unwrapping_holds_the_list_against_what_opens(leeg: Merkzaak) -> None:
    """A wrap for another, another salt, or a list that binds another key opens to nothing that is used."""
    geheim, om = Geheim.generate(), leeg.knooppunt["om"]
    made = leeg.wrapped("gemeente", geheim)
    with pytest.raises(MerksleutelError, match="een andere dan de maker"):
        form.unwrap(made, Geheim.generate().salt, om.kem, om.oin, UNIT)
    with pytest.raises(MerksleutelError, match="geen omhulsel"):
        form.unwrap(made, geheim.salt, leeg.knooppunt["ind"].kem, om.oin, UNIT)
    moved = form.Merksleutel({**made.lijst, "tijdvak": 2}, made.handtekening, made.omhulsels)
    with pytest.raises(MerksleutelError, match="gaat niet open"):
        form.unwrap(moved, geheim.salt, om.kem, om.oin, UNIT)
    assert jcs.b64(geheim.secret) not in repr((geheim, made))


def test_salt_that_a_crash_left_is_erased_at_the_start(zaak: Merkzaak) -> None:
    """The start of the server erases the salt of an ended epoch, and leaves that of a living one."""
    world = zaak.knooppunt.world
    zaak.first()
    living = Merkzaak(zaak.knooppunt)
    living.first()
    zaak.done(zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond"))
    assert merksleutels.sweep(world) == 0
    world.kluis.put(merksleutels.SALT, f"{zaak.id}/1", b"z" * 32)
    assert merksleutels.sweep(world) == 1
    assert world.kluis.get(merksleutels.SALT, f"{zaak.id}/1") is None
    assert world.kluis.get(merksleutels.SALT, f"{living.id}/1") is not None


def test_closed_casus_takes_no_key_and_no_tag(zaak: Merkzaak) -> None:
    """After closing there is no key to give, none to make and nothing to tag."""
    key = zaak.first()
    record = zaak.supplied("gemeente", "om")
    zaak.done(zaak.event("gemeente", Soort.GESLOTEN, reden="afgerond"))
    geheim = Geheim.generate()
    assert isinstance(zaak.make("gemeente", zaak.wrapped("gemeente", geheim), geheim.salt), Conflict)
    assert isinstance(zaak.tag("gemeente", record, key, KVK), Conflict)


def test_rows_go_only_through_the_end_of_their_casus(zaak: Merkzaak) -> None:
    """The database refuses to change a tag or key, or to delete one that no act named."""
    zaak.done(zaak.tag("gemeente", zaak.supplied("gemeente", "om"), zaak.first(), KVK))
    for statement in ("DELETE FROM {}", "UPDATE {} SET tijd = 0"):
        for table in casusmerken.TABLES:
            with zaak.knooppunt.engine.begin() as connection, pytest.raises(DatabaseError, match="alleen toevoegen"):
                connection.execute(sa.text(statement.format(table.name)))
    with zaak.knooppunt.engine.connect() as connection:
        assert vervallen.why_gone(connection, "casusmerk", "x") is None
