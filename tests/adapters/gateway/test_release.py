# SPDX-License-Identifier: EUPL-1.2
"""Gateways and releases over HTTP: they switch with the backbone, and stay with what they have when a newer one fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.errors import UnreachableError, VerificationError
from adapters.gateway.gateway import Gateway, system_clock
from audit.database import drop_append_only
from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.exchange.results import Gedaan
from core.ledger.tables import vrijgave
from policies import bewijzen, day_in_amsterdam
from policies.manifest import digest_of, encode, make_manifest
from policies.release import Release
from tests.adapters.gateway.ring import Ring, case_with
from tests.adapters.gateway.test_ring import proposal, refused_by, sent, supply
from tests.kit import CONTROLES, DAY
from tests.policies.world import p_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ALARM = "vrijgave-ongeldig"
TWO = ("jurist-a", "jurist-om")
NO_WPG_9 = p_row(id="R-91.1", wie="*", aan="*", wat="wpg-9") + "\n"
NO_BRP = p_row(id="R-92.1", wie="*", aan="*", wat="brp") + "\n"
NO_WPG_8 = p_row(id="R-93.1", wie="*", aan="*", wat="wpg-8") + "\n"
OWN = p_row(id="R-94.1", wie="politie", aan="gemeente", wat="wpg-8") + "\n"


class Kring(Ring):
    """A ring whose backbone adopts releases with the lighter proofs of the test kit."""

    @property
    def world(self) -> Any:
        """The backbone's world."""
        return self.backbone.exchange.world

    def current(self) -> Release:
        """The release that was logged last and counts."""
        self.world.keys.catch_up()
        self.world.rulebook.absorb()
        release: Release = self.world.rulebook.last.release
        return release

    def next(self, rows: str, *names: str, **changes: Any) -> Release:
        """The next release with these rows in a file of their own, signed by these jurists."""
        last = self.current()
        files = {**last.files, "regels/test.csv": rows.encode()}
        bewijs = bewijzen.prove_all(files, last.files, CONTROLES)
        given = {"vorige": last.digest, "opsteller": "opsteller-1", "proeven": bewijs.digest, **changes}
        manifest = make_manifest(files, effect=digest_of(bewijs.effect or b""), **given)
        return self.signed(Release(manifest, files), *(names or TWO))

    def adopt(self, release: Release) -> None:
        """Take a release in by the front door."""
        self.world.controles = CONTROLES
        outcome = self.backbone.exchange.adopt_release(jcs.encode(release.to_json()))
        assert isinstance(outcome, Gedaan), outcome

    def sneak(self, digest: str, bundle: bytes | None) -> None:
        """Put an entry in the stamlog and a row in the table as only an operator with its own tools can."""

        def act(transaction: Any) -> None:
            if bundle is not None:
                row = {"sleutel": digest, "tijd": transaction.now, "bundel": bundle}
                transaction.connection.execute(vrijgave.insert().values(**row))
            entry = {
                "v": 1,
                "soort": "vrijgave",
                "digest": digest,
                "opsteller": "x",
                "ondertekenaars": [],
                "tijd": transaction.now,
            }
            transaction.stam(entry)

        self.world._sequencer.submit(act).result()


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kring]:
    """One backbone and five partners, for all tests here."""
    made = Kring(tmp_path_factory.mktemp("ring"))
    yield made
    made.close()


def in_use(gateway: Gateway) -> str:
    """The release with which a gateway decides after coming up to date."""
    gateway.sync()
    return str(gateway.desk.decider.ruleset.digest)


def alarmed(gateway: Gateway) -> list[str]:
    """The digests of releases that a gateway alarmed about."""
    return [item["gegevens"]["vrijgave"] for item in gateway.alarms() if item["reden"] == ALARM]


def test_gateways_switch_and_seal_again(ring: Kring) -> None:
    """After adoption each gateway decides by the new release, and what lay sealed under the old one is sealed again."""
    ring.adopt(ring.next(NO_BRP.replace("R-92.1", "R-94.1")))  # whatever a test before this one left in force
    casus = case_with(ring, "politie", "om")
    politie = ring["politie"]
    old, before = in_use(politie), alarmed(politie)
    held = supply(politie, proposal(ring, casus, "gemeente"))
    assert held.staat == "in-outbox"
    release = ring.next(NO_BRP)
    ring.adopt(release)
    assert politie.drain().exit_code is ExitCode.DONE
    assert politie.store.receipt("verstrekking", held.records[0]) is None
    assert in_use(politie) == in_use(ring["gemeente"]) == release.digest != old
    assert politie.desk.decider.ruleset.explain("R-92.1").effect == "deny"
    assert sent(politie, proposal(ring, casus, "gemeente"))
    assert alarmed(politie) == before


def test_a_release_for_later_waits_at_the_gateway_too(ring: Kring) -> None:
    """Logged today for the day after tomorrow: kept, and in force by the gateway's own calendar on that day."""
    before = ring.current().digest
    day = day_in_amsterdam(system_clock() + 2 * DAY).isoformat()
    release = ring.next(NO_WPG_9 + NO_BRP, in_werking=day)
    ring.adopt(release)
    gateway = ring["om"]
    assert in_use(gateway) == before
    assert ring.world.ruleset.digest == before
    assert (gateway.partner.folder / "vrijgaven" / f"{release.digest[7:]}.json").exists()
    later = Gateway(gateway.partner, ring.url, clock=lambda: system_clock() + 2 * DAY)
    try:
        assert later.desk.decider.ruleset.digest == release.digest
    finally:
        later.close()
    ring.adopt(ring.next(NO_BRP + NO_WPG_9))
    assert in_use(gateway) == ring.current().digest


KINDS_OF_BAD = (
    "unsigned", "one signature", "author", "partner jurist", "unknown key", "half", "wrong previous", "version 1", "tampered file",
    "extra file", "other engine", "bytes", "absent",
)  # fmt: skip


@dataclass(frozen=True)
class Bad:
    """A bad entry: the digest that the stamlog names and the bytes in the table."""

    digest: str
    bundle: bytes | None


def bad(ring: Kring, kind: str) -> Bad:
    """Make one bad entry of this kind over what is in force now."""
    number = KINDS_OF_BAD.index(kind) + 1
    marker = p_row(id=f"R-99.{number}", wie="*", aan="*", wat="brp", bron="awr-67") + "\n" + NO_WPG_9 + NO_WPG_8
    good = ring.next(marker)
    as_json = good.to_json()
    one, two = (dict(item) for item in good.signatures)
    name = next(iter(good.files))
    half = {**one, "handtekening": {"ml-dsa-65": one["handtekening"]["ml-dsa-65"]}}
    old = {key: good.data[key] for key in ("bestanden", "in_werking", "vorige", "opsteller")}
    version_1 = encode({**old, "v": 1, "motor": {"beleid": good.data["motor"]["beleid"], "pycasbin": "2.8.0"}})
    engine = encode({**good.data, "motor": {**good.data["motor"], "beleid": "knooppunt-policies/99"}})
    bundles: dict[str, Callable[[], Release | bytes | None]] = {
        "unsigned": lambda: good.signed_by(()),
        "one signature": lambda: good.signed_by((one,)),
        "author": lambda: ring.next(marker, opsteller=TWO[0]),
        "partner jurist": lambda: ring.next(marker + OWN, "jurist-a", "jurist-belastingdienst"),
        "unknown key": lambda: good.signed_by(({**one, "functionaris": "jurist-x"}, two)),
        "half": lambda: good.signed_by((half, two)),
        "wrong previous": lambda: ring.next(marker, vorige="sha256:" + "0" * 64),
        "version 1": lambda: ring.signed(Release(version_1, good.files), *TWO),
        "tampered file": lambda: jcs.encode({**as_json, "bestanden": {**as_json["bestanden"], name: jcs.b64(b"x")}}),
        "extra file": lambda: jcs.encode({**as_json, "bestanden": {**as_json["bestanden"], "regels/x.csv": ""}}),
        "other engine": lambda: jcs.encode({**as_json, "manifest": jcs.b64(engine)}),
        "bytes": lambda: b"{",
        "absent": lambda: None,
    }
    found = bundles[kind]()
    if isinstance(found, Release):
        return Bad(found.digest, jcs.encode(found.to_json()))
    return Bad(digest_of(engine) if kind == "other engine" else good.digest, found)


@pytest.mark.parametrize("kind", KINDS_OF_BAD)
def test_a_newer_release_that_fails_is_an_alarm_and_the_previous_stays(ring: Kring, kind: str) -> None:
    """Whatever the operator puts in stamlog and table: backbone and gateway go on with the one before, and say so."""
    before = ring.current().digest
    wrong = bad(ring, kind)
    ring.sneak(wrong.digest, wrong.bundle)
    gateway = ring["gemeente"]
    assert in_use(gateway) == before
    assert wrong.digest in alarmed(gateway)
    assert ring.current().digest == before
    assert ring.world.rulebook.problem is not None
    assert not (gateway.partner.folder / "vrijgaven" / f"{wrong.digest[7:]}.json").exists()
    gateway.sync()
    assert alarmed(gateway).count(wrong.digest) == 1


def test_after_bad_entries_a_good_one_is_taken_and_refuses_supplies(ring: Kring) -> None:
    """The next good release follows the last good one: both sides switch to it, and its refusal is told with its row."""
    casus = case_with(ring, "politie", "om")
    assert sent(ring["politie"], proposal(ring, casus, "gemeente"))
    ring.sneak("sha256:" + "ab" * 32, None)
    release = ring.next(NO_WPG_8)
    ring.adopt(release)
    assert in_use(ring["politie"]) == ring.current().digest == release.digest
    assert ring.world.rulebook.problem is None
    assert refused_by(supply(ring["politie"], proposal(ring, casus, "gemeente"))) == {"R-93.1"}


def test_a_gateway_without_its_server_stays_with_what_it_judged(ring: Kring) -> None:
    """A refused entry stops nobody who is offline; an entry that was never fetched does, since it may be in force."""
    gateway = ring["belastingdienst"]
    before = in_use(gateway)
    ring.sneak("sha256:" + "cd" * 32, b"{")
    assert in_use(gateway) == before

    def away(_path: str) -> bytes | None:
        raise UnreachableError("De backbone is niet bereikbaar.")

    from adapters.gateway.release import Releases

    partner = gateway.partner
    directory = gateway.desk.directory
    fresh = Releases(partner.folder / "vrijgaven", gateway.store, partner.lijst)
    assert fresh.in_force(directory, system_clock(), away).digest == before
    unknown = {"v": 1, "soort": "vrijgave", "digest": "sha256:" + "ef" * 32, "tijd": system_clock()}
    directory.extend([jcs.encode(unknown)])
    with pytest.raises(UnreachableError):
        fresh.in_force(directory, system_clock(), away)


def test_a_kept_release_that_was_changed_on_disk_is_fetched_again(ring: Kring, tmp_path: Path) -> None:
    """The copy in `vrijgaven/` is judged like any other; spoiled, it is had from the server, and without one nothing loads."""
    gateway = ring["riec-bureau"]
    before = in_use(gateway)
    from adapters.gateway.release import Releases

    folder = tmp_path / "vrijgaven"
    folder.mkdir()
    for path in (gateway.partner.folder / "vrijgaven").glob("*.json"):
        (folder / path.name).write_bytes(b"{}")
    fetched: list[str] = []

    def fetch(path: str) -> bytes | None:
        fetched.append(path)
        found: bytes | None = gateway.desk.client.get_file(path)
        return found

    releases = Releases(folder, gateway.store, gateway.partner.lijst)
    assert releases.in_force(gateway.desk.directory, system_clock(), fetch).digest == before
    assert f"/v1/vrijgaven/{before}" in fetched
    empty = Releases(tmp_path / "leeg", gateway.store, gateway.partner.lijst)
    with pytest.raises(VerificationError) as caught:
        empty.in_force(gateway.desk.directory, system_clock(), lambda _path: None)
    assert caught.value.reden == ALARM


def test_a_row_changed_after_adoption_reaches_no_gateway(ring: Kring) -> None:
    """The backbone gives a release that counts from memory; a new gateway gets the sound one whatever the table says."""
    release = ring.current()
    engine = ring.world._engine
    with engine.begin() as connection:
        for statement in drop_append_only(vrijgave.name, "sqlite"):
            connection.exec_driver_sql(statement)
        spoiled = jcs.encode({**release.to_json(), "handtekeningen": []})
        connection.execute(vrijgave.update().where(vrijgave.c.sleutel == release.digest).values(bundel=spoiled))
    assert jcs.decode(ring["om"].desk.client.get_file(f"/v1/vrijgaven/{release.digest}") or b"") == release.to_json()
    assert in_use(ring["om"]) == release.digest
