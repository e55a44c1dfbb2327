# SPDX-License-Identifier: EUPL-1.2
"""A real backbone on loopback and real gateways around it, brought together by a real ceremony."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from typer.testing import CliRunner

import policies
from adapters.gateway.commandline import app
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import Partner, load_partner, make_partner
from adapters.gateway.plan import statement
from audit.proof import jcs
from audit.values import SystemClock
from core.facts import Over
from core.keychain import ceremony
from core.keychain.release import sign_release
from policies import make_release
from server import setup
from server.api.app import create_app
from server.settings import Settings
from server.wiring import open_backbone
from tests.getuigen import Kring

if TYPE_CHECKING:
    from pathlib import Path

    from audit.values import Clock
    from policies import Release

REGIO = "midden-nederland"
SOORTEN = ("politie", "gemeente", "belastingdienst", "om", "riec-bureau")
UNIT = "hoofd"
YEAR = 365 * 24 * 3600 * 1000


class Ring:
    """Operator and partners in one temporary folder; the gateways speak with the server over HTTP only."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Clock | None = None,
        getuigen: int = 0,
        sleutels: dict[str, Any] | None = None,
        soorten: tuple[str, ...] = SOORTEN,
    ) -> None:
        """`soorten` take part: each costs time, and the gemeente with one other is enough for a release.

        `clock` is that of everyone; with `getuigen` so many partners run a witness, of which a majority is the quorum.

        `sleutels` says per soort where its keys are (`token`, `identity_dir`); without it they are plain files.
        """
        self.root, self.clock, self.sleutels = root, clock or SystemClock(), sleutels or {}
        self.soorten = soorten
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.settings = Settings(data_dir=root / "backbone", port=port, public_url=self.url)
        self.prepared = setup.prepare(self.settings)
        self.policy_text = self.prepared.tlog_policy
        self.kring: Kring | None = None
        if getuigen:
            self.kring = Kring(
                root / "getuigen", self.policy_text, self.clock, aantal=getuigen, drempel=getuigen // 2 + 1
            )
            self.policy_text = self.kring.policy_text
            setup.take_policy(self.settings, self.policy_text.encode())
        self.partners = {soort: self._partner(SOORTEN.index(soort), soort) for soort in soorten}
        homes = {"jurist-a": "gemeente", "jurist-b": "gemeente"} | {
            f"jurist-{s}": s for s in soorten if s != "gemeente"
        }
        self.homes = {name: self.partners[soort] for name, soort in homes.items()}
        self.jurists = {name: partner.keys.add_officer(name) for name, partner in self.homes.items()}
        self.lijst = self._ceremony()
        self.gateways: dict[str, Gateway] = {}
        self._install()
        self.backbone: Any = None
        self.start()
        self.people: dict[str, str] = {}
        for gateway in self.gateways.values():
            gateway.publish_keys()
        for soort in soorten:
            self._register_person(soort)
        self.sync()

    def start(self) -> None:
        self.backbone = open_backbone(self.settings, self.clock)
        config = uvicorn.Config(
            create_app(self.backbone),
            host="127.0.0.1",
            port=self.settings.port,
            log_config=None,
            lifespan="off",
            timeout_keep_alive=60,  # as `serve` does: longer than a gateway keeps a connection
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.backbone.close()

    def close(self) -> None:
        for gateway in self.gateways.values():
            gateway.close()
        self.stop()

    def witness(self) -> None:
        """Let the witnesses that are on sign the newest checkpoint of every shard, and publish what has the quorum."""
        assert self.kring is not None
        log = self.backbone.exchange.world._sequencer
        self.kring.collector(log.engine, log.publisher, self.clock).round()

    def _witness_owners(self) -> list[str]:
        assert self.kring is not None
        return [partner.oin for partner in self.partners.values()][: len(self.kring.keys)]

    def __getitem__(self, soort: str) -> Gateway:
        return self.gateways[soort]

    def searched(self, soort: str, number: str) -> list[dict[str, str]]:
        """Ask the local index of a partner about a BSN through its command, with the number on the input."""
        folder = str(self.partners[soort].folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KNOOPPUNT_PARTNER_DIR", folder)
            patch.setenv("KNOOPPUNT_SERVER_URL", self.url)
            done = CliRunner().invoke(app, ["zoek", "--soort", "bsn", "--json"], input=f"{number}\n")
        assert done.exit_code == 0, done.output
        assert number not in done.output
        listed: list[dict[str, str]] = json.loads(done.stdout)["records"]
        return listed

    def oin(self, soort: str) -> str:
        return self.partners[soort].oin

    def to(self, *soorten: str) -> list[tuple[str, str]]:
        return [(self.oin(soort), UNIT) for soort in soorten]

    def sync(self, *soorten: str) -> None:
        for soort in soorten or self.soorten:
            self.gateways[soort].sync()

    def fact(self, fact: str, *, value: bool | str = True, days: int | None = None, **over: str) -> Any:
        now = self.clock.now()
        until = None if days is None else now + days * 24 * 3600 * 1000
        return statement(fact, Over(**over), "eigen-verklaring", now, value=value, until=until)

    def state(self, soort: str, *facts: Any, officer: str | None = None) -> None:
        self.gateways[soort].state(list(facts), officer)

    def _partner(self, number: int, soort: str) -> Partner:
        oin = f"{99_000_000_001_000 + number:020d}"
        partner = Partner(
            self.root / "partners" / soort,
            oin,
            soort,
            f"Voorbeeld {soort}",
            (UNIT,),
            "https://knooppunt.example/verwerkingen/oc-verstrekken",
            REGIO,
            **self.sleutels.get(soort, {}),
        )
        make_partner(partner)
        return load_partner(partner.folder, **self.sleutels.get(soort, {}))

    def officers(self) -> list[dict[str, Any]]:
        """Return who stands in the list beside the jurists."""
        return []

    def _ceremony(self) -> bytes:
        applications = [
            ceremony.apply(p.keys.identity, oin=p.oin, naam=p.naam, soort=p.soort, regios=(REGIO,))
            for p in self.partners.values()
        ]
        public = self.prepared.to_json()
        fields = {
            "modus": "demo",
            "versie": 1,
            "gemaakt": self.clock.now(),
            "drempel": len(self.soorten) // 2 + 1,
            "functionarissen": [
                {"id": name, "oin": self.homes[name].oin, "functie": "jurist", "sleutel": key.public.to_json()}
                for name, key in self.jurists.items()
            ]
            + self.officers(),
            "beheerder": {"oin": "00000099000000009900", "antwoordsleutel": public["antwoordsleutel"]},
            "getuigen": [] if self.kring is None else self.kring.listed(self._witness_owners()),
            "tlog_policy_sha256": hashlib.sha256(self.policy_text.encode()).hexdigest(),
        }
        body = ceremony.draft(fields, applications)
        return ceremony.assemble(body, [ceremony.sign(body, p.oin, p.keys.identity) for p in self.partners.values()])

    def _install(self) -> None:
        release = self.signed(make_release(policies.FOLDER, opsteller="opsteller-1"))
        from core.keychain.lijst import Deelnemerslijst

        fingerprint = Deelnemerslijst.parse(self.lijst).fingerprint
        policy = self.policy_text.encode()
        events = []
        for soort, partner in self.partners.items():
            pinned = partner.pin(self.lijst, policy, fingerprint)
            self.partners[soort] = pinned
            self.gateways[soort] = Gateway(pinned, self.url, clock=self.clock.now)
            events += self.gateways[soort].offline_key_events()
        setup.install_ceremony(self.settings, self.lijst, jcs.encode(release.to_json()), events)

    def signed(self, release: Release, *names: str) -> Release:
        """Return the release with the signatures of these jurists; of all when nobody is named."""
        who = names or tuple(self.jurists)
        return release.signed_by(tuple(sign_release(release.manifest, name, self.jurists[name]) for name in who))

    def _register_person(self, soort: str) -> None:
        gateway, person = self.gateways[soort], str(uuid.uuid4())
        key = gateway.partner.keys.add_person(person)
        self.people[soort] = person
        facts = [
            self.fact("persoonssleutel", value=jcs.b64(key.public.ed25519), persoon=person, days=365),
            self.fact("gescreend", persoon=person, days=365),
            self.fact("aangewezen", persoon=person, regio=REGIO),
        ]
        self.state(soort, *facts)


def case_with(ring: Ring, *members: str, phase: str = "verrijking-gesloten") -> str:
    """Open a casus as the gemeente with these members, people, necessity and agreements; return its id."""
    gateway = ring["gemeente"]
    acts = gateway.cases()
    from adapters.gateway.casework import Opening

    casus = acts.open_case(Opening(REGIO, themas=("drugs",)), {"titel": "Zaak Tuinhek"}, ring.to(*members))
    for soort in members:
        acts.add_participant(casus, ring.oin(soort))
    for soort in ("gemeente", *members):
        ring[soort].cases().add_person(casus, ring.people[soort])
    ring.state("gemeente", ring.fact("noodzaak", casus=casus))
    agreed = [ring.fact(fact, casus=casus, regio=REGIO) for fact in ("protocol-geldig", "convenant-geldig")]
    ring.state("gemeente", *agreed, officer="jurist-a")
    acts.set_phase(casus, phase)
    ring.sync()
    return casus


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


__all__ = ["REGIO", "SOORTEN", "UNIT", "Ring", "case_with", "replace"]
