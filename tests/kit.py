# SPDX-License-Identifier: EUPL-1.2
"""A small real backbone for tests: real keys, a real ceremony, the real rule files, a real log on a real database.

Nothing here is a double. `Backbone` is the operator's side in this process, `Partij` is one organisation with its own
keys that seals, signs and states facts itself. Time comes from a clock that tests can move.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.database import create_engine
from audit.kluis import EpochKey, Kluis
from audit.proof import jcs
from audit.sequencer import Sequencer
from audit.signer import LogSigner, policy_text
from core.envelope import seal
from core.exchange.caller import Caller
from core.exchange.exchange import Exchange
from core.exchange.releases import Ceremony, install
from core.exchange.world import World
from core.facts import Feitverklaring, Over
from core.facts import bundle as bundles
from core.keychain import ceremony, events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst, least_threshold
from core.keychain.release import sign_release
from core.keychain.signatures import PrivateKey
from core.register import Register
from policies import bewijzen
from policies.manifest import digest_of, make_manifest
from policies.release import Release, make_release
from server import migrate
from tests.getuigen import Kring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.getuige.verzamelen import Collector

ROOT = Path(__file__).resolve().parents[1]
ORIGIN = "knooppunt.example/log"
DAY = 24 * 3600 * 1000
UNIT = "algemeen"
REGIO = "noord-nederland"
SOORTEN = ("politie", "gemeente", "belastingdienst", "om", "toeslagen", "ind", "nvwa", "fiod", "riec-bureau")


class TestClock:
    """A clock that runs with the machine's and can be moved forward or back."""

    __test__ = False

    def __init__(self) -> None:
        self.shift = 0

    def now(self) -> int:
        """Return integer milliseconds since the epoch."""
        return time.time_ns() // 1_000_000 + self.shift


@dataclass
class Partij:
    """One organisation with all its private keys, and one person who acts for it."""

    oin: str
    soort: str
    regios: tuple[str, ...] = ()
    identiteit: PrivateKey = field(default_factory=PrivateKey.generate)
    tekenen: PrivateKey = field(default_factory=PrivateKey.generate)
    http: HttpPrivateKey = field(default_factory=HttpPrivateKey.generate)
    kem: KemPrivateKey = field(default_factory=KemPrivateKey.generate)
    persoon: str = field(default_factory=lambda: str(uuid.uuid4()))
    persoon_sleutel: HttpPrivateKey = field(default_factory=HttpPrivateKey.generate)

    def caller(self, *, persoon: bool = False, verzoek: str | None = None, inhoud: str = "") -> Caller:
        """Return an authenticated caller of this organisation, as the server would make it."""
        return Caller(
            oin=self.oin,
            sleutel=self.http.public.id,
            persoon=self.persoon if persoon else None,
            trace_id=secrets.token_hex(16),
            span_id=secrets.token_hex(8),
            verzoek=verzoek or str(uuid.uuid4()),
            verzoek_sha256=jcs.digest(inhoud),
        )


@dataclass
class Functionaris:
    """An officer of the deelnemerslijst with its private key."""

    id: str
    oin: str
    functie: str
    sleutel: PrivateKey = field(default_factory=PrivateKey.generate)
    regio: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry of the list."""
        entry = {"id": self.id, "oin": self.oin, "functie": self.functie, "sleutel": self.sleutel.public.to_json()}
        return entry if self.regio is None else {**entry, "regio": self.regio}


CONTROLES = {name: bewijzen.CONTROLES[name] for name in ("lader", "invarianten")}
"""What a release of these tests proves: real checks, without the scenarios, which an edit for a test rightly breaks."""


@cache
def demo_release() -> Release:
    """Return the unsigned release of the real rule files."""
    return make_release(ROOT / "policies", opsteller="opsteller-1")


class Backbone:
    """The operator's side in this process, over a real database, with every organisation of `SOORTEN` taking part.

    With `getuigen` that many partners run a witness, of which a majority makes the quorum; see `tests.getuigen`.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        soorten: tuple[str, ...] = SOORTEN,
        *,
        getuigen: int = 0,
        modus: str = "demo",
    ) -> None:
        self.folder = folder
        self.clock = TestClock()
        self.partijen = {
            soort: Partij(f"0000009900000000{number:02d}00", soort, (REGIO,) if soort == "riec-bureau" else ())
            for number, soort in enumerate(soorten, start=10)
        }
        self.jurist_a = Functionaris("jurist-a", self.partijen["om"].oin, "jurist")
        self.jurist_b = Functionaris("jurist-b", self.partijen["politie"].oin, "jurist")
        self.juristen = self._jurists()
        self.fg = Functionaris("fg-gemeente", self.partijen["gemeente"].oin, "fg")
        self.stuurgroep = Functionaris("stuurgroep-nn", self.partijen["gemeente"].oin, "stuurgroep", regio=REGIO)
        self.contactpunt = Functionaris("contactpunt-nn", self.partijen["gemeente"].oin, "contactpunt")
        self.engine = create_engine(database_url or f"sqlite:///{folder / 'knooppunt.sqlite'}")
        migrate.upgrade(self.engine)
        self.epoch_key = EpochKey.generate()
        self.kluis = Kluis(create_engine(f"sqlite:///{folder / 'kluis.sqlite'}"), self.epoch_key)
        self.kluis.create()
        self.signer = LogSigner.generate()
        self.sequencer = Sequencer(self.engine, self.kluis, self.signer, folder, ORIGIN, self.clock)
        self.sequencer.start()
        self.policy_text = policy_text(self.signer, ORIGIN)
        self.modus = modus
        self.kring: Kring | None = None
        self.collector: Collector | None = None
        if getuigen:
            drempel = getuigen // 2 + 1
            self.kring = Kring(folder / "getuigen", self.policy_text, self.clock, aantal=getuigen, drempel=drempel)
            self.policy_text = self.kring.policy_text
            self.collector = self.kring.collector(self.engine, self.sequencer.publisher, self.clock)
        self.answer_key = HttpPrivateKey.generate()
        self.lijst = self._ceremony()
        self.release = self.signed(demo_release())
        install(self.sequencer, Ceremony(self.lijst, tuple(self._key_events()), self.release))
        self.world = World(
            engine=self.engine,
            sequencer=self.sequencer,
            kluis=self.kluis,
            lijst=self.lijst,
            register=Register.load(),
            controles=CONTROLES,
        )
        self.exchange = Exchange(self.world)

    def __getitem__(self, soort: str) -> Partij:
        return self.partijen[soort]

    def witness(self) -> None:
        """Let the witnesses that are on sign the newest checkpoint of every shard."""
        assert self.collector is not None
        self.collector.round()

    def close(self) -> None:
        """Stop the log and give the databases back."""
        if self.collector is not None:
            self.collector.stop()
        self.sequencer.stop()
        self.engine.dispose()
        self.kluis.engine.dispose()

    def _jurists(self) -> tuple[Functionaris, ...]:
        """Return one jurist of each kind of partner: the two above, and an invented one for every other."""
        present = {person.oin for person in (self.jurist_a, self.jurist_b)}
        others = (party for party in self.partijen.values() if party.oin not in present)
        return self.jurist_a, self.jurist_b, *(Functionaris(f"jurist-{p.soort}", p.oin, "jurist") for p in others)

    def signed(self, release: Release, *people: Functionaris) -> Release:
        """Return the release with the signatures of these people; of all jurists when nobody is named."""
        who = people or self.juristen
        return release.signed_by(tuple(sign_release(release.manifest, person.id, person.sleutel) for person in who))

    def next_release(self, rows: str, after: Release | None = None, **changes: Any) -> Release:
        """Return the unsigned release after `after` (the last one) with these rows more, and with its proofs."""
        last = after or self.world.rulebook.last.release
        files = {**last.files, "regels/test.csv": rows.encode()}
        given: dict[str, Any] = {"vorige": last.digest, "opsteller": "opsteller-1"}
        if "proeven" not in changes:
            bewijs = bewijzen.prove_all(files, last.files, CONTROLES)
            given |= {"proeven": bewijs.digest, "effect": digest_of(bewijs.effect or b"")}
        return Release(make_manifest(files, **{**given, **changes}), files)

    def _ceremony(self) -> Deelnemerslijst:
        parties = self.partijen.values()
        applications = [
            ceremony.apply(p.identiteit, oin=p.oin, naam=f"Test {p.soort}", soort=p.soort, regios=p.regios)
            for p in parties
        ]
        fields = {
            "modus": self.modus,
            "versie": 1,
            "gemaakt": self.clock.now(),
            "drempel": least_threshold(len(applications)),
            "functionarissen": [o.to_json() for o in (*self.juristen, self.stuurgroep, self.fg, self.contactpunt)],
            "beheerder": {"oin": "00000099000000009900", "antwoordsleutel": self.answer_key.public.to_json()},
            "getuigen": self.kring.listed([p.oin for p in parties][: len(self.kring.keys)]) if self.kring else [],
            "tlog_policy_sha256": hashlib.sha256(self.policy_text.encode()).hexdigest(),
        }
        body = ceremony.draft(fields, applications)
        return Deelnemerslijst.parse(
            ceremony.assemble(body, [ceremony.sign(body, p.oin, p.identiteit) for p in parties])
        )

    def _key_events(self) -> Iterator[dict[str, Any]]:
        now = self.clock.now()
        term = (now - DAY, now + 365 * DAY)
        for p in self.partijen.values():
            yield events.publish(p.identiteit, p.oin, p.tekenen, term, now)
            yield events.publish(p.identiteit, p.oin, p.http, term, now)
            challenge = events.make_challenge(p.kem.public, p.oin)
            _, bezit = events.answer_challenge(p.kem, p.oin, challenge.uitdaging)
            yield events.publish(p.identiteit, p.oin, p.kem.public, term, now, eenheid=UNIT, bezit=bezit)

    def fact(self, feit: str, *, waarde: bool | str = True, dagen: int = 365, **over: str) -> Feitverklaring:
        """Return a statement that holds from yesterday."""
        now = self.clock.now()
        return Feitverklaring(
            str(uuid.uuid4()), feit, Over(**over), waarde, "convenant", now - DAY, now + dagen * DAY, now
        )

    def state(self, who: str | Functionaris, *facts: Feitverklaring) -> Any:
        """Let an organisation (by kind) or an officer state facts, and return the outcome."""
        if isinstance(who, Functionaris):
            bundle = bundles.sign(facts, who.oin, who.sleutel, who.id)
            caller = next(p for p in self.partijen.values() if p.oin == who.oin).caller()
        else:
            bundle = bundles.sign(facts, self[who].oin, self[who].tekenen)
            caller = self[who].caller()
        return self.exchange.admit_statements(caller, bundle)

    def sealed(
        self, who: str, kop: dict[str, Any], content: bytes, aan: tuple[str, ...], verzoek: str
    ) -> dict[str, Any]:
        """Return one record sealed by `who` for itself and for `aan`.

        `kop` needs casus, categorie, doel and fase; the rest of the header gets sound values.
        """
        supplier, now = self[who], self.clock.now()
        fields = {
            "record": str(uuid.uuid4()),
            "levering": str(uuid.uuid4()),
            "verstrekker": supplier.oin,
            "eenheid": UNIT,
            "verwerking": self.world.register.activity_for(kop["doel"], "verstrekken").uri,
            "vrijgave": self.release.digest,
            "gemaakt": now,
            "bewaren_tot": None,
            **kop,
        }
        readers = [self[soort].oin for soort in dict.fromkeys((who, *aan))]
        keys = [self.world.keys.directory.kem_key(oin, UNIT, now) for oin in readers]
        return seal(fields, content, supplier.tekenen, keys, verzoek).to_json()

    def levering(self, who: str, kop: dict[str, Any], content: bytes, aan: tuple[str, ...], **feiten: bool) -> Levering:
        """Return a push of one record with the supplier's statements about it (tokens with `_` for `-`)."""
        verzoek, record = str(uuid.uuid4()), str(uuid.uuid4())
        sealed = self.sealed(who, {"record": record, **kop}, content, aan, verzoek)
        stated = [self.fact(name.replace("_", "-"), waarde=value, record=record) for name, value in feiten.items()]
        bundle = [bundles.sign(stated, self[who].oin, self[who].tekenen)] if stated else []
        body = {"verstrekkingen": [sealed], "feiten": bundle}
        return Levering(record, self[who].caller(verzoek=verzoek, inhoud=jcs.digest(body)), body)


@dataclass(frozen=True)
class Levering:
    """A push that is ready to go: the id of its record, the caller and the body."""

    record: str
    caller: Caller
    body: dict[str, Any]


@contextmanager
def backbone(folder: Path, database_url: str | None = None) -> Iterator[Backbone]:
    """Give a backbone and stop it afterwards."""
    made = Backbone(folder, database_url)
    try:
        yield made
    finally:
        made.close()
