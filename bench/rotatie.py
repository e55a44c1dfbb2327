# SPDX-License-Identifier: EUPL-1.2
"""Row `rotatie`: re-wrapping everything one unit can open to its new key, beside the bare unwrap, wrap and two signatures.

*Ours*: the gateway's whole way over HTTP on loopback, against a real backbone on SQLite: pages of wraps asked for, each one
unwrapped, wrapped, tried and signed for, sent in batches, verified and logged by the backbone, and the receipt of each record
checked. *Floor*: the same number of X-Wing decapsulations and encapsulations with HKDF and AES-GCM, and of Ed25519 and
ML-DSA-65 signatures over a list of one grant, on the same machine, nothing kept.
The records are put into the ledger as wraps of one supplier; their ciphertext plays no part in a rotation.
"""

from __future__ import annotations

import os
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from adapters.gateway.sealer import own_signing_key
from adapters.gateway.sleutels.herpakken import BATCH, Herpakker, Nieuw
from adapters.gateway.sleutels.voortgang import Voortgang
from bench.measure import number, result
from core.envelope import Wrapping, header
from core.keychain.kem import KemPrivateKey, hpke_open, hpke_seal
from core.keychain.keystore import Bestandsrol
from core.ledger import verstrekkingen
from core.ledger.rows import Writer
from tests.adapters.gateway.ring import UNIT, Ring, case_with

if TYPE_CHECKING:
    from bench.measure import Effort, Result

WHO = "gemeente"


def measure(effort: Effort) -> dict[str, Result]:
    """Return the row."""
    count = effort.count(2_000, 4, large=10_000)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name:
        ring = Ring(Path(name))
        try:
            _fill(ring, case_with(ring, "politie"), count)
            ours, theirs = _rates(ring, count, 1 if effort.quick else 3)
        finally:
            ring.close()
    detail = {"records": count, "batch": BATCH, "seconds_ours": number(count / max(ours))}
    return {"rotatie": result(ours, theirs, "per_second", **detail)}


def _rates(ring: Ring, count: int, rounds: int) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(count / _rotate(ring, count))
        theirs.append(count / _bare(count))
    return ours, theirs


def _rotate(ring: Ring, count: int) -> float:
    """Re-wrap everything to one more key of the unit; return the seconds that took."""
    gateway = ring[WHO]
    old = gateway.desk.directory.kem_key(gateway.partner.oin, UNIT, gateway.clock()).sleutel_id
    fresh = gateway.partner.keys.generate(Bestandsrol.KEM, UNIT)
    gateway.publish_keys()
    gateway.sync()
    desk, voortgang, done = gateway.desk, Voortgang(gateway.store), []
    public = desk.directory.kem_key(gateway.partner.oin, UNIT, gateway.clock())
    signer = own_signing_key(gateway.partner, desk.directory, gateway.clock())
    private: Any = gateway.partner.keys.kem(old)
    new: Any = gateway.partner.keys.kem(fresh.sleutel_id)
    start = time.perf_counter()
    Herpakker(desk, voortgang, signer, done.append).rewrap(private[1], Nieuw(public, new[1]))
    took = time.perf_counter() - start
    assert sum(done) == count
    return took


def _bare(count: int) -> float:
    """Unwrap, wrap and sign as often with the library alone; return the seconds that took."""
    old, new, info = KemPrivateKey.generate(), KemPrivateKey.generate(), os.urandom(80)
    wrapped, message = hpke_seal(old.public, os.urandom(32), info), os.urandom(600)
    ed, ml = Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate()
    _ = new.public
    start = time.perf_counter()
    for _ in range(count):
        hpke_seal(new.public, hpke_open(old, wrapped, info), info)
        ed.sign(message)
        ml.sign(message)
    return time.perf_counter() - start


def _fill(ring: Ring, casus: str, count: int) -> None:
    """Put so many records of the police into the ledger, wrapped to the gemeente and the police."""
    police, now = ring["politie"], ring.clock.now()
    directory, secret = police.desk.directory, os.urandom(32)
    keys = [directory.kem_key(ring.oin(soort), UNIT, now) for soort in ("politie", WHO)]
    signing = directory.signing_key(ring.oin("politie"), now).sleutel_id
    with ring.backbone.exchange.world.runner._sequencer.engine.begin() as connection:  # noqa: SLF001 - the records come from nowhere
        for _ in range(count):
            kop = header.make(_header(ring, casus, police.desk.decider.ruleset.digest, now), signing, 256)
            bound = header.digest(header.encode(kop))
            act = Wrapping(kop, bound, kop["vrijgave"], str(uuid.uuid4()), now)
            wraps = [act.grant(secret, key)[1].to_json() for key in keys]
            verstrekkingen.store(Writer(connection), {**_REST, "kop": kop, "omhulsels": wraps}, now)


_REST: dict[str, Any] = {"inhoud": "", "verklaring": {}, "handtekening": {}, "toekenningen": {}}


def _header(ring: Ring, casus: str, release: str, now: int) -> dict[str, Any]:
    return {
        "record": str(uuid.uuid4()),
        "casus": casus,
        "levering": str(uuid.uuid4()),
        "verstrekker": ring.oin("politie"),
        "eenheid": UNIT,
        "categorie": "wpg-8",
        "doel": "oc",
        "fase": "verrijking-gesloten",
        "verwerking": "https://knooppunt.example/verwerkingen/casus-delen",
        "vrijgave": release,
        "gemaakt": now,
        "bewaren_tot": None,
    }
