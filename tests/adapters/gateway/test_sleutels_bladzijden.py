# SPDX-License-Identifier: EUPL-1.2
"""The pages about keys, rehearsed: every command that they show is run as it stands there, against a real backbone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from core.keychain.keystore import Bestandsrol
from tests.adapters.gateway.ring import REGIO, UNIT, Ring, case_with
from tests.adapters.gateway.test_ring import proposal, sent
from tests.bladzijden import Bladzijde

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

CODES = ("eerste-code", "tweede-code", "derde-code")
ASKED = "".join(f"{code}\n{code}\n" for code in CODES)


class Oefening:
    """A ring in which one partner after another follows a page."""

    def __init__(self, root: Path) -> None:
        self.root, self.ring = root, Ring(root, soorten=("politie", "gemeente", "belastingdienst"))
        self.casus = case_with(self.ring, "politie", "belastingdienst")
        self.folder = self.ring.partners["gemeente"].folder

    def supplied(self, soort: str) -> str:
        self.ring.sync("politie")
        record = sent(self.ring["politie"], proposal(self.ring, self.casus, soort))
        self.ring.sync(soort)
        return record

    def run(self, page: Bladzijde, start: str, soort: str = "gemeente", *, code: int = 0, **how: str) -> Result:
        """Let a partner run a command of the page in its own folder; the gateway of the ring takes up what it changed."""
        folder = self.ring.partners[soort].folder
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KNOOPPUNT_PARTNER_DIR", str(folder))
            patch.setenv("KNOOPPUNT_SERVER_URL", self.ring.url)
            done = page.run(start, folder, **how)
        assert done.exit_code == code, done.output
        if code == 0:
            self.again(soort)
        return done

    def again(self, soort: str) -> None:
        self.ring.gateways[soort].close()
        partner = load_partner(self.ring.partners[soort].folder)
        self.ring.partners[soort] = partner
        self.ring.gateways[soort] = Gateway(partner, self.ring.url, clock=self.ring.clock.now)

    def lose(self, *kept: str) -> None:
        """Lose the folder of the gemeente, and put back what the page says to keep elsewhere, and `kept`."""
        saved = self.root / "kluis"
        shutil.rmtree(saved, ignore_errors=True)
        shutil.move(self.folder, saved)
        (self.folder / "sleutels").mkdir(parents=True, mode=0o700)
        elsewhere = ("partner.toml", "deelnemerslijst.json", "tlog-policy", "sleutels/identiteit.json")
        for name in (*elsewhere, *kept):
            (self.folder / name).parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copy2(saved / name, self.folder / name)

    def reads(self, *records: str) -> set[str]:
        """A person of the gemeente, put on the casus again, reads; return which of these opened."""
        gateway, ring = self.ring["gemeente"], self.ring
        ring._register_person("gemeente")
        gateway.sync()
        gateway.cases().add_person(self.casus, ring.people["gemeente"])
        gateway.sync()
        return set(gateway.fetch(ring.people["gemeente"], again=True).geopend) & set(records)


@pytest.fixture(scope="module")
def oefening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oefening]:
    """One ring for all pages."""
    made = Oefening(tmp_path_factory.mktemp("oefening"))
    yield made
    made.ring.close()


def test_rotating_keys_as_the_page_says(oefening: Oefening) -> None:
    """Seen, rotated through `knooppunt sleutels` as a process, the outbox looked at, and a key let go of."""
    page, gateway = Bladzijde("sleutels-roteren"), oefening.ring["belastingdienst"]
    record = oefening.supplied("belastingdienst")
    before = {key.sleutel_id for key in gateway.partner.keys.of_role(Bestandsrol.KEM)}
    oefening.run(page, "sleutels stand", "belastingdienst")
    oefening.run(page, "sleutels roteer", "belastingdienst")
    gateway = oefening.ring["belastingdienst"]
    assert not before & {key.sleutel_id for key in gateway.partner.keys.of_role(Bestandsrol.KEM)}
    gateway.sync()
    assert record in gateway.fetch(oefening.ring.people["belastingdienst"]).geopend
    assert "wacht" not in oefening.run(page, "adapter gateway outbox", "belastingdienst").stdout
    oefening.run(page, "adapter gateway sleutels roteer", "belastingdienst")
    assert page.left == []


def test_losing_keys_as_the_page_says(oefening: Oefening) -> None:
    """Total loss with enough shares brings everything back; without them a supplier grants again what it once supplied."""
    page, ring = Bladzijde("sleutels-kwijt"), oefening.ring
    records = [oefening.supplied("gemeente") for _ in range(2)]
    begin = "adapter gateway sleutels herstel"
    oefening.run(page, f"{begin} maak --nodig 2 --delen 3 --uit delen", typed=ASKED)
    shutil.copytree(oefening.folder / "delen", oefening.root / "delen")
    oefening.lose("herstel/leessleutels.json")
    shutil.copytree(oefening.root / "delen", oefening.folder / "delen")
    wrong = Bladzijde("sleutels-kwijt")
    oefening.run(wrong, f"{begin} gebruik", typed=f"{CODES[0]}\neen-andere-code\n", code=3)
    used = oefening.run(page, f"{begin} gebruik", typed=f"{CODES[0]}\n{CODES[2]}\n")
    assert all(code not in used.output for code in CODES)
    oefening.run(page, f"{begin} maak --nodig 2 --delen 3 --uit delen-nieuw", typed=ASKED)
    oefening.run(page, "adapter gateway persoon", REGIO=REGIO)
    oefening.run(page, "adapter gateway bijwerken")
    assert oefening.reads(*records) == set(records)
    oefening.lose()
    refused = Bladzijde("sleutels-kwijt")
    oefening.run(refused, f"{begin} gebruik", typed=f"{CODES[0]}\n{CODES[2]}\n", code=3)
    oefening.run(page, "adapter gateway sleutels opnieuw")
    assert oefening.reads(*records) == set()
    ring.sync("politie")
    oefening.run(page, "adapter gateway sleutels overdragen", "politie", OIN=ring.oin("gemeente"), EENHEID=UNIT)
    assert oefening.reads(*records) == set(records)
    assert page.left == []


def test_a_leaked_key_as_the_page_says(oefening: Oefening) -> None:
    """Looked at without changing anything, then ended and told; the supplier sees which of its records it was."""
    page, ring = Bladzijde("sleutel-gelekt"), oefening.ring
    record = oefening.supplied("belastingdienst")
    [leaked] = [key.sleutel_id for key in ring["belastingdienst"].partner.keys.of_role(Bestandsrol.KEM)]
    oefening.run(page, "sleutels stand", "belastingdienst")
    shown = oefening.run(
        page, "adapter gateway sleutels gelekt SLEUTEL --alleen-tonen", "belastingdienst", SLEUTEL=leaked
    )
    assert record in shown.stdout
    assert [key.sleutel_id for key in ring["belastingdienst"].partner.keys.of_role(Bestandsrol.KEM)] == [leaked]
    page.commands.remove("adapter gateway sleutels gelekt SLEUTEL --alleen-tonen")
    oefening.run(page, "adapter gateway sleutels gelekt SLEUTEL", "belastingdienst", SLEUTEL=leaked)
    kept = json.loads(next((ring.partners["belastingdienst"].folder / "gelekt").iterdir()).read_text())
    assert record in {item["record"] for item in kept["records"]}
    told: Any = oefening.run(page, "adapter gateway sleutels gemeld", "politie")
    assert record in told.stdout
    done = oefening.run(page, "adapter gateway sleutels herzegel", "politie")
    assert f"{record} is vervangen door " in done.stdout
    again = oefening.run(page, "adapter gateway sleutels herzegel", "politie")
    assert "niets meer te herzegelen" in again.stdout
    assert page.left == []
