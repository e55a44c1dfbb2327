# SPDX-License-Identifier: EUPL-1.2
"""Recovery from total loss against a real backbone: enough people bring the reading keys back, everybody sees it, and fewer cannot."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from adapters.gateway.errors import ConfigError, GatewayError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.sleutels import herstel, herstelbestand
from adapters.gateway.sleutels.herstel import Verdeling
from adapters.gateway.sleutels.rotatie import Rotatie
from core.contract.exitcodes import ExitCode
from core.keychain.deel import load_share
from core.keychain.errors import RecoveryError
from core.keychain.keystore import Bestandsrol
from tests.adapters.gateway.ring import UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.keychain.deel import Deel

CODES = ("eerste-code", "tweede-code", "derde-code")
KEPT = ("partner.toml", "deelnemerslijst.json", "tlog-policy", "identiteit.openbaar.json")


class Verlies:
    """A gemeente with a recovery key, records to read, and a back-up of what the guide says that it keeps elsewhere."""

    def __init__(self, root: Path) -> None:
        self.ring, self.root = Ring(root, soorten=("politie", "gemeente")), root
        self.casus = case_with(self.ring, "politie")
        self.folder = self.ring.partners["gemeente"].folder
        self.records = [self.supplied() for _ in range(2)]
        self.delen = root / "delen"
        self.make(self.delen)

    def supplied(self) -> str:
        self.ring.sync("politie")
        return sent(self.ring["politie"], proposal(self.ring, self.casus, "gemeente"))

    def make(self, folder: Path) -> list[Path]:
        self.ring.sync("gemeente")
        return herstel.make(self.ring["gemeente"], Verdeling(2, CODES), folder)

    def share(self, number: int, folder: Path | None = None) -> Deel:
        path = (folder or self.delen) / f"hersteldeel-{number}.json"
        return load_share(path, CODES[number - 1])

    def lose(self) -> None:
        """Lose the whole folder, and put back what was kept elsewhere: who we are, the list, identity key and recovery file."""
        saved = self.root / "kluis"
        shutil.rmtree(saved, ignore_errors=True)
        self.ring["gemeente"].close()
        shutil.move(self.folder, saved)
        (self.folder / "sleutels").mkdir(parents=True, mode=0o700)
        for name in KEPT:
            if (saved / name).exists():
                shutil.copy2(saved / name, self.folder / name)
        shutil.copytree(saved / "herstel", self.folder / "herstel")
        shutil.copy2(saved / "sleutels" / "identiteit.json", self.folder / "sleutels" / "identiteit.json")
        partner = load_partner(self.folder)
        partner.keys.make_local()
        self.ring.partners["gemeente"] = partner
        self.ring.gateways["gemeente"] = Gateway(partner, self.ring.url, clock=self.ring.clock.now)

    def reads(self) -> set[str]:
        """A new person of the gemeente reads everything."""
        self.ring._register_person("gemeente")
        self.ring["gemeente"].cases().add_person(self.casus, self.ring.people["gemeente"])
        self.ring.sync("gemeente")
        result = self.ring["gemeente"].fetch(self.ring.people["gemeente"])
        assert not result.afwijkend, result.to_json()
        return set(result.geopend)


@pytest.fixture(scope="module")
def verlies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verlies]:
    """One ring for all tests here."""
    made = Verlies(tmp_path_factory.mktemp("verlies"))
    yield made
    made.ring.close()


def test_two_of_three_bring_everything_back_after_total_loss(verlies: Verlies) -> None:
    """New keys, everything read again, old keys and shares void, a line at the backbone, and everybody sees the use."""
    ring, oin = verlies.ring, verlies.ring.oin("gemeente")
    before = {key.sleutel_id for key in ring["gemeente"].desk.directory.keys(oin) if key.ingetrokken_op is None}
    shares = [verlies.share(1), verlies.share(3)]
    verlies.lose()
    gateway = ring["gemeente"]
    done = herstel.use(gateway, shares)
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert done.hersleuteld >= len(verlies.records)
    assert set(verlies.records) <= verlies.reads()
    ring.sync("politie")
    directory = ring["politie"].desk.directory
    assert not directory.findings
    now = {key.sleutel_id for key in directory.keys(oin) if key.ingetrokken_op is None}
    assert now
    assert not now & before
    said = [item.entry["soort"] for item in directory.events(oin)]
    assert said.count("sleutels-hersteld") == 1
    assert directory.recovery_key(oin) is None
    names = {a["reden"] for a in gateway.alarms()}
    assert not names, names
    line = gateway.desk.receipts.verify(gateway.store.receipt("herstel", shares[0].herstelsleutel) or {})
    assert line.feit is not None
    assert (line.feit["gebeurtenis"], line.feit["oin"]) == ("backbone:sleutels:hersteld", oin)
    with pytest.raises(ConfigError, match="herstelbestand is er niet"):
        herstel.use(gateway, shares)
    verlies.delen = verlies.root / f"delen-{len(said)}"
    verlies.make(verlies.delen)
    later = verlies.supplied()
    ring.sync("gemeente")
    assert later in ring["gemeente"].fetch(ring.people["gemeente"]).geopend


def test_what_does_not_suffice_changes_nothing(verlies: Verlies) -> None:
    """One share, one twice, a share of an earlier set: refused before anything is sent or written."""
    gateway = verlies.ring["gemeente"]
    earlier = verlies.delen
    verlies.delen = verlies.root / "delen-opnieuw"
    verlies.make(verlies.delen)
    events = len(gateway.desk.directory.events(gateway.partner.oin))
    for shares, reden in (
        ([verlies.share(1)], "te-weinig"),
        ([], "te-weinig"),
        ([verlies.share(2), verlies.share(2)], "dubbel"),
        ([verlies.share(1), verlies.share(2, earlier)], "ander-stel"),
    ):
        with pytest.raises(RecoveryError) as caught:
            herstel.use(gateway, shares)
        assert caught.value.reden == reden
    gateway.sync()
    assert len(gateway.desk.directory.events(gateway.partner.oin)) == events


def test_only_the_file_of_after_the_last_rotation_counts(verlies: Verlies) -> None:
    """A rotation makes the file anew without any share; the one of before it is refused, the new one holds only keys of now."""
    gateway = verlies.ring["gemeente"]
    path = herstelbestand.path_of(gateway.partner.folder)
    old = path.read_bytes()
    assert Rotatie(gateway).run().herstelbestand
    new = path.read_bytes()
    kem = {key.sleutel_id for key in gateway.partner.keys.of_role(Bestandsrol.KEM)}
    assert set(herstelbestand.read(path).sleutels) == kem
    assert not set(herstel.herstel.Herstelbestand.parse(old).sleutels) & kem
    path.write_bytes(old)
    shares = [verlies.share(1), verlies.share(2)]
    with pytest.raises(RecoveryError) as caught:
        herstel.use(gateway, shares)
    assert caught.value.reden == "verouderd"
    path.write_bytes(new)
    assert {seed.sleutel.id for seed in herstel.recovered(herstelbestand.read(path), shares)[1]} == kem


def test_a_stopped_recovery_goes_on(verlies: Verlies, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after the use was logged and before the keys are back, the same shares end it; the use is logged once."""
    ring, gateway = verlies.ring, verlies.ring["gemeente"]
    shares, count = [verlies.share(2), verlies.share(3)], _uses(verlies)

    def stop(*_: object) -> None:
        raise GatewayError("gestopt")

    with monkeypatch.context() as patch:
        patch.setattr(herstel, "_put_back", stop)
        with pytest.raises(GatewayError):
            herstel.use(gateway, shares)
    done = herstel.use(gateway, shares)
    assert done.exit_code is ExitCode.DONE, done.to_json()
    assert _uses(verlies) == count + 1
    verlies.delen = verlies.root / f"delen-na-{count}"
    verlies.make(verlies.delen)
    ring.sync()


def _uses(verlies: Verlies) -> int:
    directory = verlies.ring["gemeente"].follow_stamlog()
    return [item.entry["soort"] for item in directory.events(verlies.ring.oin("gemeente"))].count("sleutels-hersteld")


def test_codes_and_numbers_are_refused_before_anything_is_made(verlies: Verlies, tmp_path: Path) -> None:
    """Two people with one code, one person who would be enough, and a short code: no key is published."""
    gateway = verlies.ring["gemeente"]
    with pytest.raises(ConfigError, match="dezelfde code"):
        herstel.require_codes(("een-en-dezelfde", "een-en-dezelfde"))
    for split in (Verdeling(1, CODES), Verdeling(4, CODES), Verdeling(2, ("kort", "ook-te", "kort2"))):
        with pytest.raises(RecoveryError):
            herstel.make(gateway, split, tmp_path)
    assert gateway.desk.directory.kem_key(gateway.partner.oin, UNIT, verlies.ring.clock.now())
