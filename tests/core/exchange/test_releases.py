# SPDX-License-Identifier: EUPL-1.2
"""Releases at the exchange: the first one of a ceremony, and the next one adopted by a running backbone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from audit.database import create_engine, drop_append_only
from audit.events import Event
from audit.kluis import Kluis
from audit.proof import jcs, tlog_policy
from audit.sequencer import Sequencer
from audit.verify import Rooms, verify
from core.exchange import releases
from core.exchange.exchange import Exchange
from core.exchange.releases import Ceremony, InstallError, install
from core.exchange.results import Conflict, Gedaan, Geweigerd, Ongeldig
from core.exchange.rulebook import BEHIND, GEWEIGERD, IN_GEBRUIK, NoRulesError
from core.exchange.world import World
from core.facts.state import Partij
from core.keychain import events
from core.keychain.chain import RELEASE
from core.keychain.keys import HttpPrivateKey
from core.keychain.signatures import PrivateKey
from core.ledger import tables
from core.ledger.tables import vrijgave
from policies import day_in_amsterdam
from policies.bewijzen import prove_all
from policies.manifest import Vaststelling, encode
from policies.release import Release
from tests.core.exchange.conftest import Zaak
from tests.kit import CONTROLES, DAY, ORIGIN, Backbone, backbone, demo_release
from tests.policies.world import p_row

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_WPG = p_row(id="R-91.1", wie="*", aan="*", wat="wpg-8") + "\n"
NO_BRP = p_row(id="R-92.1", wie="*", aan="*", wat="brp") + "\n"
OWN = p_row(id="R-93.1", wie="ind", aan="gemeente", wat="vreemdelingen") + "\n"


class Proces:
    """A second server process over the same database, kluis and folder."""

    def __init__(self, first: Backbone) -> None:
        self.told: list[tuple[str, str]] = []
        self.engine = create_engine(first.engine.url.render_as_string(hide_password=False))
        self.kluis = Kluis(create_engine(first.kluis.engine.url), first.kluis._key)
        self.sequencer = Sequencer(self.engine, self.kluis, first.signer, first.folder, ORIGIN, first.clock)
        self.sequencer.start()
        self.world = World(
            engine=self.engine,
            sequencer=self.sequencer,
            kluis=self.kluis,
            lijst=first.lijst,
            register=first.world.register,
            tell=lambda event, digest: self.told.append((event, digest)),
            controles=CONTROLES,
        )
        self.exchange = Exchange(self.world)

    def close(self) -> None:
        """Stop."""
        self.sequencer.stop()
        self.engine.dispose()
        self.kluis.engine.dispose()


@pytest.fixture
def tweede(knooppunt: Backbone) -> Iterator[Proces]:
    """A second process beside the first, on both databases."""
    proces = Proces(knooppunt)
    yield proces
    proces.close()


@pytest.fixture
def solo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backbone]:
    """One backbone on SQLite."""
    with backbone(tmp_path_factory.mktemp("backbone")) as made:
        yield made


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backbone]:
    """A backbone whose ceremony is still to be taken in."""
    from tests import kit

    monkeypatch.setattr(kit, "install", lambda *_: None)
    with backbone(tmp_path_factory.mktemp("leeg")) as made:
        yield made


def adopt(knooppunt: Backbone, release: Release) -> Any:
    """Hand a release in."""
    return knooppunt.exchange.adopt_release(jcs.encode(release.to_json()))


def general(knooppunt: Backbone, rows: str, **changes: Any) -> Release:
    """The next release with rows on all partners, signed by a jurist and a member of the stuurgroep."""
    return knooppunt.signed(knooppunt.next_release(rows, **changes), knooppunt.jurist_a, knooppunt.stuurgroep)


def texts(outcome: Any) -> list[str]:
    """The findings of a refusal."""
    assert isinstance(outcome, Ongeldig), outcome
    return [finding.tekst for finding in outcome.bevindingen]


def test_installed_once(solo: Backbone) -> None:
    """A second ceremony on the same log is refused."""
    with pytest.raises(InstallError, match="al ingericht"):
        install(solo.sequencer, Ceremony(solo.lijst, (), solo.release))


def test_ceremony_that_does_not_hold_leaves_nothing(empty: Backbone) -> None:
    """A key event that somebody else signed, or one jurist, is named; the log stays empty for the next attempt."""
    now, om = empty.clock.now(), empty["om"]
    bad = events.publish(PrivateKey.generate(), om.oin, HttpPrivateKey.generate(), (now, now + DAY), now)
    with pytest.raises(InstallError, match=om.oin):
        install(empty.sequencer, Ceremony(empty.lijst, (bad,), empty.release))
    with pytest.raises(ValueError, match="jurist van politie"):
        install(empty.sequencer, Ceremony(empty.lijst, (), empty.signed(demo_release(), empty.jurist_a)))
    with pytest.raises(NoRulesError):
        _ = empty.world.ruleset
    install(empty.sequencer, Ceremony(empty.lijst, tuple(empty._key_events()), empty.release))
    empty.world.keys.catch_up()
    assert releases.stored(empty.world, None) == empty.release.to_json()
    assert not empty.world.keys.directory.findings
    assert empty.world.ruleset.digest == empty.release.digest


def test_first_release_of_an_old_version_is_not_installed(empty: Backbone) -> None:
    """A backbone that is set up today starts with a manifest of today; the old form only stays valid where it was."""
    data = demo_release().data
    old = {name: data[name] for name in ("bestanden", "in_werking", "vorige", "opsteller")}
    manifest = encode({**old, "v": 1, "motor": {"beleid": data["motor"]["beleid"], "pycasbin": "2.8.0"}})
    release = empty.signed(Release(manifest, demo_release().files))
    with pytest.raises(InstallError, match="versie 2"):
        install(empty.sequencer, Ceremony(empty.lijst, (), release))


def test_first_release_proves_what_it_names(empty: Backbone) -> None:
    """Proofs that people signed for are done again at the ceremony too; other ones, signed by everybody, install nothing."""
    given = demo_release()
    named = prove_all(given.files, None, CONTROLES).digest
    for proeven, fits in (("sha256:" + "0" * 64, False), (named, True)):
        release = empty.signed(Release(encode({**given.data, "proeven": proeven}), given.files))
        ceremony = Ceremony(empty.lijst, tuple(empty._key_events()), release)
        if fits:
            install(empty.sequencer, ceremony, CONTROLES)
            continue
        with pytest.raises(InstallError, match="andere uitslag"):
            install(empty.sequencer, ceremony, CONTROLES)
    empty.world.keys.catch_up()
    assert empty.world.ruleset.digest == release.digest


def test_stranger_is_no_party(solo: Backbone) -> None:
    """Who is not in the deelnemerslijst is no party, takes part in nothing, and asks nothing."""
    assert solo.world.partij("00000099000000007777") is None
    assert all(isinstance(party, Partij) for party in solo.world.parties)
    assert len(solo.world.parties) == len(solo.partijen)


def test_adopted_release_is_in_force_in_every_process(knooppunt: Backbone, tweede: Proces) -> None:
    """Adopted at one process: the next act of the other is decided by it, one sealed under the old is sent back."""
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    held = zaak.supply("politie", "wpg-8", "gemeente")
    old = knooppunt.release.digest
    assert tweede.world.ruleset.digest == old
    assert tweede.told == [(IN_GEBRUIK, old)]
    release = general(knooppunt, NO_WPG)
    done = adopt(knooppunt, release)
    assert isinstance(done, Gedaan)
    assert done.gegevens == {
        "vrijgave": release.digest,
        "in_werking": None,
        "ondertekenaars": ["jurist-a", "stuurgroep-nn"],
    }
    late = tweede.exchange.push(held.caller, held.body)
    assert isinstance(late, Conflict)
    assert late.soort == "vrijgave-verouderd"
    knooppunt.release = release
    fresh = zaak.supply("politie", "wpg-8", "gemeente")
    refused = tweede.exchange.push(fresh.caller, fresh.body)
    assert isinstance(refused, Geweigerd)
    assert [rule["id"] for rule in refused.regels] == ["R-91.1"]
    assert tweede.told == [(IN_GEBRUIK, old), (IN_GEBRUIK, release.digest)]
    assert tweede.world.ruleset.digest == knooppunt.world.ruleset.digest == release.digest
    assert tweede.exchange.release() == release.to_json()
    assert tweede.exchange.release(old) is not None


def test_adoption_stands_in_stamlog_line_and_ledger(knooppunt: Backbone) -> None:
    """One transaction: an entry of the stamlog, a line of the operator that names the row, the whole bundle; all verify."""
    release = general(knooppunt, NO_WPG, vastgesteld=Vaststelling("stuurgroep-nn", "2026-01-10"))
    done = adopt(knooppunt, release)
    assert isinstance(done, Gedaan)
    (proof,) = done.bewijs
    feit = proof["feit"]
    assert (feit["gebeurtenis"], feit["vrijgave"]) == (Event.VRIJGAVE_OPGENOMEN, release.digest)
    assert feit["oin"] == knooppunt.lijst.beheerder.oin
    assert [row["tabel"] for row in feit["rijen"]][:1] == ["vrijgave"]
    knooppunt.world.keys.catch_up()
    entry = knooppunt.world.keys.directory.entries(RELEASE)[-1].entry
    assert entry["digest"] == release.digest
    assert entry["ondertekenaars"] == ["jurist-a", "stuurgroep-nn"]
    policy = tlog_policy.parse(knooppunt.policy_text.encode())
    report = verify(knooppunt.engine, knooppunt.kluis, knooppunt.folder, policy, Rooms(_rows))
    assert report.bevindingen == []


def _rows(connection: Any) -> Any:
    from audit.rows import existing_rows

    return existing_rows(connection, tables.TABLES)


def _variants(knooppunt: Backbone) -> dict[str, tuple[Release | bytes, str]]:
    good = general(knooppunt, NO_WPG)
    one, two = good.signatures
    half = {**one, "handtekening": {"ed25519": one["handtekening"]["ed25519"]}}
    as_json = good.to_json()
    name = next(iter(good.files))
    tampered = {**as_json, "bestanden": {**as_json["bestanden"], name: jcs.b64(b"anders")}}
    extra = {**as_json, "bestanden": {**as_json["bestanden"], "regels/x.csv": ""}}
    author = knooppunt.next_release(NO_WPG, opsteller="jurist-a")
    stranger = {**one, "functionaris": "jurist-z"}
    other_engine = dict(good.data) | {"motor": {**good.data["motor"], "pycasbin": "1.0.0"}}
    return {
        "unsigned": (good.signed_by(()), "2 personen"),
        "one signature": (good.signed_by((one,)), "nu 1"),
        "author": (knooppunt.signed(author, knooppunt.jurist_a, knooppunt.stuurgroep), "een jurist"),
        "no jurist": (knooppunt.signed(good, knooppunt.stuurgroep), "een jurist"),
        "supervisor": (knooppunt.signed(good, knooppunt.jurist_a, knooppunt.fg), "fg fg-gemeente"),
        "partner jurist": (general(knooppunt, OWN), "jurist van ind"),
        "unknown key": (good.signed_by((stranger, two)), "telt niet"),
        "half": (good.signed_by((half, two)), "telt niet"),
        "tampered file": (jcs.encode(tampered), "niet heel"),
        "extra file": (jcs.encode(extra), "hoort er niet bij"),
        "wrong previous": (general(knooppunt, NO_WPG, vorige="sha256:" + "0" * 64), "andere vorige"),
        "no previous": (general(knooppunt, NO_WPG, vorige=None), "andere vorige"),
        "bad rules": (general(knooppunt, p_row(id="R-94.1", eft="Deny") + "\n", proeven=None, effect=None), "kolom 10"),
        "engine": (knooppunt.signed(Release(encode(other_engine), good.files), knooppunt.jurist_a, knooppunt.stuurgroep), "1.0.0"),
        "adopted tomorrow": (general(knooppunt, NO_WPG, vastgesteld=Vaststelling("stuurgroep", "2999-01-01")), "toekomst"),
        "other proofs": (general(knooppunt, NO_WPG, proeven="sha256:" + "0" * 64, effect="sha256:" + "0" * 64), "andere uitslag"),
        "other report": (general(knooppunt, NO_WPG, effect="sha256:" + "0" * 64), "effectrapport"),
        "no release": (b"{}", "geen vrijgave"),
        "no text": (b"\xff", "geldige JSON"),
    }  # fmt: skip


def test_every_bad_release_is_refused_and_the_previous_stays(solo: Backbone) -> None:
    """Each is refused with its own reason, leaves no row, entry or line, and the rules in force stay the same."""
    before = solo.world.keys.directory.size
    for name, (release, expected) in _variants(solo).items():
        data = release if isinstance(release, bytes) else jcs.encode(release.to_json())
        found = texts(solo.exchange.adopt_release(data))
        assert any(expected in text for text in found), (name, found)
        assert solo.world.ruleset.digest == solo.release.digest
    solo.world.keys.catch_up()
    assert solo.world.keys.directory.size == before
    with solo.engine.connect() as connection:
        assert len(connection.execute(vrijgave.select()).all()) == 1
    assert isinstance(adopt(solo, general(solo, NO_WPG)), Gedaan)


def test_all_that_is_wrong_is_told_at_once(solo: Backbone) -> None:
    """Another engine, a day to come, no signatures and another previous release: one answer names them all."""
    data = general(solo, OWN, vastgesteld=Vaststelling("stuurgroep", "2999-01-01"), vorige=None)
    manifest = encode({**data.data, "motor": {**data.data["motor"], "simpleeval": "0"}})
    found = " ".join(texts(adopt(solo, Release(manifest, data.files))))
    for part in ("simpleeval 0", "toekomst", "andere vorige", "2 personen", "een jurist.", "jurist van ind"):
        assert part in found


@pytest.mark.no_cover
def test_rules_that_do_not_hold_their_invariants_are_refused(solo: Backbone) -> None:
    """Toeslagen supplies nothing: a row that lets it, signed by everybody, is refused with the invariant it breaks."""
    worse = Release(solo.release.manifest, solo.release.files)
    files = {**worse.files, "regels/toeslagen.csv": b"# leeg\n"}
    rows = p_row(id="R-95.1", wie="toeslagen", aan="gemeente", wat="toeslagen", eft="allow") + "\n"
    made = solo.next_release(rows, after=replace(worse, manifest=_manifest_of(worse, files), files=files))
    release = Release(encode({**made.data, "vorige": solo.release.digest}), made.files)
    found = texts(adopt(solo, solo.signed(release)))
    assert any("Toeslagen" in text for text in found)
    assert solo.world.ruleset.digest == solo.release.digest


def _manifest_of(release: Release, files: dict[str, bytes]) -> bytes:
    import hashlib

    named = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return encode({**release.data, "bestanden": named})


def test_release_waits_for_its_day_and_then_takes_over(solo: Backbone) -> None:
    """In force from the day after tomorrow in the Netherlands: until then the old one, on that day the new one."""
    zaak = Zaak(solo)
    zaak.phase("verrijking-gesloten")
    day = day_in_amsterdam(solo.clock.now()) + timedelta(days=2)
    release = general(solo, NO_WPG, in_werking=day.isoformat())
    assert isinstance(adopt(solo, release), Gedaan)
    zaak.done(zaak.push("politie", "wpg-8", "gemeente"))
    assert solo.world.rulebook.on(day, day).digest == release.digest
    assert solo.world.rulebook.on(day - timedelta(days=1), day).digest == solo.release.digest
    solo.clock.shift += 2 * DAY
    late = zaak.push("politie", "wpg-8", "gemeente")
    assert isinstance(late, Conflict)
    assert solo.world.ruleset.digest == release.digest


def test_a_correction_counts_for_who_knew_it(solo: Backbone) -> None:
    """A release that reaches back: about then, with what is known now it answers, with what was known before it does not."""
    solo.clock.shift += 10 * DAY
    today = day_in_amsterdam(solo.clock.now())
    back = today - timedelta(days=5)
    release = general(solo, NO_WPG, in_werking=back.isoformat())
    assert isinstance(adopt(solo, release), Gedaan)
    on = solo.world.rulebook.on
    assert on(back, today).digest == release.digest
    assert on(back, today - timedelta(days=1)).digest == solo.release.digest
    assert on(back - timedelta(days=1), today).digest == solo.release.digest
    assert on(back - timedelta(days=3650), today).digest == solo.release.digest


def test_two_adoptions_over_the_same_release_give_one(knooppunt: Backbone, tweede: Proces) -> None:
    """Two people hand in two different next releases at two processes: one is taken, the other must be made again."""
    made = [general(knooppunt, rows) for rows in (NO_WPG, NO_BRP)]
    outcomes: list[Any] = []
    places = (knooppunt.exchange, tweede.exchange)
    threads = [
        threading.Thread(target=lambda x=x, r=r: outcomes.append(x.adopt_release(jcs.encode(r.to_json()))))  # type: ignore[misc]
        for x, r in zip(places, made, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Gedaan", "Ongeldig"]
    knooppunt.world.keys.catch_up()
    assert len(knooppunt.world.keys.directory.entries(RELEASE)) == 2
    again = made[0] if knooppunt.world.ruleset.digest == made[0].digest else made[1]
    assert any("andere vorige" in text for text in texts(adopt(knooppunt, again)))


def _spoil(knooppunt: Backbone, digest: str, data: bytes) -> None:
    """Write in the database as only an operator with its own tools can."""
    with knooppunt.engine.begin() as connection:
        for statement in drop_append_only(vrijgave.name, knooppunt.engine.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(vrijgave.update().where(vrijgave.c.sleutel == digest).values(bundel=data))


@pytest.mark.parametrize("kind", ["bytes", "unsigned", "file", "gone"])
def test_tampered_row_is_refused_by_a_new_process_and_not_seen_by_a_running_one(knooppunt: Backbone, kind: str) -> None:
    """The running process serves on from memory; one that starts tells it, keeps the release before it, and says degraded."""
    release = general(knooppunt, NO_WPG)
    assert isinstance(adopt(knooppunt, release), Gedaan)
    bundle = release.to_json()
    changed = {**bundle["bestanden"], "regels/test.csv": jcs.b64(NO_BRP.encode())}
    data = {
        "bytes": jcs.encode(bundle)[:-1],
        "unsigned": jcs.encode({**bundle, "handtekeningen": []}),
        "file": jcs.encode({**bundle, "bestanden": changed}),
        "gone": b"",
    }[kind]
    _spoil(knooppunt, release.digest, data)
    assert knooppunt.exchange.release() == bundle
    assert knooppunt.world.ruleset.digest == release.digest
    assert knooppunt.world.rulebook.problem is None
    proces = Proces(knooppunt)
    try:
        assert proces.world.ruleset.digest == knooppunt.release.digest
        assert proces.world.rulebook.problem == BEHIND
        assert proces.told == [(GEWEIGERD, release.digest), (IN_GEBRUIK, knooppunt.release.digest)]
        served = proces.exchange.release(release.digest)
        assert served is None or served["handtekeningen"] == []
    finally:
        proces.close()


def test_entry_that_the_operator_adds_by_hand_changes_nothing(knooppunt: Backbone, tweede: Proces) -> None:
    """Without signatures an entry and a row of the operator are no release: told, and every process decides as before."""
    unsigned = knooppunt.next_release(NO_WPG)

    def sneak(transaction: Any) -> None:
        row = {"sleutel": unsigned.digest, "tijd": transaction.now, "bundel": jcs.encode(unsigned.to_json())}
        transaction.connection.execute(vrijgave.insert().values(**row))
        transaction.stam({"v": 1, "soort": "vrijgave", "digest": unsigned.digest, "tijd": transaction.now})

    knooppunt.sequencer.submit(sneak).result()
    zaak = Zaak(knooppunt)
    zaak.phase("verrijking-gesloten")
    levering = zaak.supply("politie", "wpg-8", "gemeente")
    assert isinstance(tweede.exchange.push(levering.caller, levering.body), Gedaan)
    assert (GEWEIGERD, unsigned.digest) in tweede.told
    assert tweede.world.rulebook.problem == BEHIND
    assert any("telde niet" in text for text in texts(adopt(knooppunt, general(knooppunt, NO_WPG))))
    good = general(knooppunt, NO_BRP)
    assert isinstance(adopt(knooppunt, good), Gedaan)
    tweede.world.keys.catch_up()
    assert tweede.world.ruleset.digest == good.digest
    assert tweede.world.rulebook.problem is None


@pytest.mark.no_cover
def test_no_act_is_decided_by_half_a_set(solo: Backbone) -> None:
    """While releases are adopted one after the other, each of many decisions rests on one whole release of the chain."""
    zaak = Zaak(solo)
    zaak.phase("verrijking-gesloten")
    stop, seen = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            outcome = zaak.push("politie", "wpg-8", "gemeente")
            seen.append((outcome, solo.world.ruleset.digest))

    worker = threading.Thread(target=ask)
    worker.start()
    chain = [solo.release.digest]
    for number in range(3):
        release = general(solo, p_row(id=f"R-9{number}.1", wie="*", aan="*", wat="brp", bron="wpg-5") + "\n")
        assert isinstance(adopt(solo, release), Gedaan)
        chain.append(release.digest)
        solo.release = release
    stop.set()
    worker.join()
    kinds = {type(outcome) for outcome, _ in seen}
    assert kinds <= {Gedaan, Conflict}
    assert Gedaan in kinds
    assert {digest for _, digest in seen} <= set(chain)
    with solo.engine.connect() as connection:
        used = {row.vrijgave for row in connection.execute(tables.beslissing.select())}
    assert used <= set(chain)
