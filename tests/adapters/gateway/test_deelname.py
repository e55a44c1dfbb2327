# SPDX-License-Identifier: EUPL-1.2
"""Organisations that join, merge and leave, as the page says: by a next list, with no program changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.gateway.errors import ConfigError, GatewayError, VerificationError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from audit.proof import jcs
from core.keychain import ceremony
from core.keychain.errors import UnknownKey
from server import lijstwissel, setup
from tests.adapters.gateway.ring import REGIO, UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

NEW, OIN = "gemeente-nieuw", "00000099000000007000"


class Samenwerking:
    """A ring whose list goes on to a next one, by the commands of the page."""

    def __init__(self, root: Path) -> None:
        self.ring, self.root = Ring(root), root
        self.page = Bladzijde("organisatie-vertrekt")
        self.casus = case_with(self.ring, "politie", "om")
        self.record = self.supplied("gemeente")

    def supplied(self, soort: str) -> str:
        record = sent(self.ring["politie"], proposal(self.ring, self.casus, soort))
        self.ring.sync(soort)
        return record

    def run(self, start: str, folder: Path, **how: str) -> Result:
        """Run a command of the page for a partner, or for the operator."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KNOOPPUNT_PARTNER_DIR", str(folder))
            patch.setenv("KNOOPPUNT_SERVER_URL", self.ring.url)
            done = self.page.run(start, folder, **how)
        assert done.exit_code == 0, done.output
        return done

    def next_list(self, without: str = "", extra: bytes | None = None) -> str:
        """Sign the next list, and let operator and partners take it over; return its fingerprint."""
        ring = self.ring
        before = jcs.decode(setup.read_file(ring.settings.lijst))["lijst"]
        staying = {soort: party for soort, party in ring.partners.items() if soort != without}
        oins = {party.oin for party in staying.values()}
        applied = [
            ceremony.apply(p.keys.identity, oin=p.oin, naam=p.naam, soort=p.soort, regios=(REGIO,))
            for p in staying.values()
        ]
        kept = {name: before[name] for name in ("modus", "gemaakt", "beheerder", "getuigen")}
        people = [person for person in before["functionarissen"] if person["oin"] in oins]
        more = {"drempel": 4, "versie": before["versie"] + 1, "tlog_policy_sha256": before["tlog_policy_sha256"]}
        body = ceremony.draft({**kept, **more, "functionarissen": people}, [*applied, *([extra] if extra else [])])
        signers = [ceremony.sign(body, p.oin, p.keys.identity) for p in staying.values()]
        listed = ceremony.assemble(body, signers)
        return self._take_over(listed, staying)

    def _take_over(self, listed: bytes, staying: dict[str, object]) -> str:
        ring, policy = self.ring, setup.read_file(self.ring.settings.tlog_policy)
        ring.stop()
        wissel = lijstwissel.take_list(ring.settings, listed, policy)
        ring.start()
        lijstwissel.note(ring.backbone, wissel)
        for soort in staying:
            folder = ring.partners[soort].folder
            ring.gateways[soort].close()
            (folder / "deelnemerslijst-2.json").write_bytes(listed)
            self.run("adapter gateway neem-lijst-over", folder)
            ring.partners[soort] = load_partner(folder)
            ring.gateways[soort] = Gateway(ring.partners[soort], ring.url, clock=ring.clock.now)
            ring.gateways[soort].sync()
        return wissel.lijst.fingerprint


@pytest.fixture(scope="module")
def samen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samenwerking]:
    """One cooperation that lives through all of it."""
    made = Samenwerking(tmp_path_factory.mktemp("samen"))
    yield made
    made.ring.close()


def test_joining_merging_and_leaving(samen: Samenwerking) -> None:
    """In one story, for each step stands on the one before: who joins sees what it is given, who left nothing, and nobody else loses."""
    _joins(samen)
    _sees_only_what_it_is_given(samen)
    _merges(samen)
    _leaves(samen)
    left = {command for command in samen.page.left if not command.startswith("beheer neem-lijst-over")}
    assert left == set()


def _joins(samen: Samenwerking) -> None:
    ring, folder = samen.ring, samen.root / "partners" / NEW
    folder.mkdir()
    words = {"OIN": OIN, "SOORT": "gemeente", "NAAM": "Gemeente Nieuw", "EENHEID": UNIT, "REGIO": REGIO}
    samen.run("adapter gateway init", folder, **words)
    (folder / "deelnemerslijst-1.json").write_bytes(ring.settings.lijst.read_bytes())
    fingerprint = samen.next_list(extra=(folder / "aanmelding.json").read_bytes())
    for name, data in (("deelnemerslijst-2.json", ring.settings.lijst), ("tlog-policy", ring.settings.tlog_policy)):
        (folder / name).write_bytes(data.read_bytes())
    samen.run("adapter gateway zet-vast", folder, VINGERAFDRUK=fingerprint)
    samen.run("adapter gateway sleutels-publiceren", folder)
    partner = load_partner(folder)
    ring.partners[NEW] = partner
    ring.gateways[NEW] = Gateway(ring.partners[NEW], ring.url, clock=ring.clock.now)
    ring.gateways[NEW].sync()
    ring._register_person(NEW)


def _sees_only_what_it_is_given(samen: Samenwerking) -> None:
    ring = samen.ring
    assert ring[NEW].desk.dossier.cases() == []
    ring["gemeente"].sync()
    ring["gemeente"].cases().add_participant(samen.casus, OIN)
    ring[NEW].cases().add_person(samen.casus, ring.people[NEW])
    ring.sync()
    given = samen.supplied(NEW)
    result = ring[NEW].fetch(ring.people[NEW])
    assert result.geopend == [given], result.to_json()
    with pytest.raises(GatewayError, match="Niet gevonden"):
        ring[NEW].desk.client.post(
            f"/v1/verstrekkingen/{samen.record}/inzagen", {}, person=ring[NEW].desk.person_key(ring.people[NEW])
        )


def _merges(samen: Samenwerking) -> None:
    """The gemeente goes into the new one: the police, who supplied, hands over; what the gemeente received it cannot itself."""
    ring = samen.ring
    words = {"OPVOLGER": OIN, "EENHEID": UNIT}
    own = Bladzijde("organisatie-vertrekt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KNOOPPUNT_PARTNER_DIR", str(ring.partners["gemeente"].folder))
        patch.setenv("KNOOPPUNT_SERVER_URL", ring.url)
        refused = own.run("adapter gateway sleutels overdragen", ring.partners["gemeente"].folder, **words)
    assert refused.exit_code == 4, refused.output
    assert f"{samen.record} (geen-delegatie-van-de-verstrekker)" in refused.output
    samen.run("adapter gateway sleutels overdragen", ring.partners["politie"].folder, **words)
    ring.sync(NEW)
    assert samen.record in ring[NEW].fetch(ring.people[NEW]).geopend


def _leaves(samen: Samenwerking) -> None:
    ring, police = samen.ring, samen.ring.oin("politie")
    gone = ring["politie"]
    samen.next_list(without="politie")
    with pytest.raises(GatewayError):
        gone.desk.client.post("/v1/casussen", {})
    desk = ring["gemeente"].desk
    with pytest.raises(UnknownKey):
        desk.directory.kem_key(police, UNIT, ring.clock.now())
    with pytest.raises(ConfigError, match="geen geldige sleutel"):
        ring["gemeente"].cases().request(samen.casus, police, "wpg-8", {"soort": "x"}, UNIT)
    result = ring["gemeente"].fetch(ring.people["gemeente"], samen.record, again=True)
    assert result.geopend == [samen.record], result.to_json()
    ring.state("gemeente", ring.fact("noodzaak", casus=samen.casus))
    assert not [finding for finding in desk.directory.findings if finding.oin == police]


def test_only_the_lists_before_the_pinned_one_are_kept(samen: Samenwerking) -> None:
    """Another list, one that is no list, and a chain with a hole are refused, and nothing is written."""
    partner = samen.ring.partners["gemeente"]
    before = sorted(path.name for path in (partner.folder / "deelnemerslijsten").glob("*"))
    wrong = [partner.lijst.bron, b"{}"]
    for data in wrong:
        with pytest.raises(VerificationError):
            partner.keep_earlier([data])
    assert before == sorted(path.name for path in (partner.folder / "deelnemerslijsten").glob("*"))
