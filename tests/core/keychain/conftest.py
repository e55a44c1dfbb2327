# SPDX-License-Identifier: EUPL-1.2
"""A small cooperation: three organisations, three jurists, an operator, and a finished deelnemerslijst."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from audit.proof import jcs
from core.keychain import ceremony, events
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from core.keychain.signatures import PrivateKey

OINS = tuple(f"00000099000000{n}0000" for n in (10, 20, 30))
NAMES = dict(zip(OINS, ("Politie", "Gemeente Terra", "Openbaar Ministerie"), strict=True))
JURISTS = ("jurist-a", "jurist-b", "jurist-c")
FROM, TO, NOW = 1_000, 2_000_000, 500_000


@dataclass
class Cooperation:
    """All private keys of everyone, as no one place in the world ever has them."""

    identities: dict[str, PrivateKey] = field(default_factory=lambda: {oin: PrivateKey.generate() for oin in OINS})
    people: dict[str, PrivateKey] = field(
        default_factory=lambda: {name: PrivateKey.generate() for name in (*JURISTS, "fg-a")}
    )
    operator: HttpPrivateKey = field(default_factory=HttpPrivateKey.generate)

    def fields(self, **changes: Any) -> dict[str, Any]:
        people = [
            {"id": name, "oin": OINS[0], "functie": name.split("-")[0], "sleutel": key.public.to_json()}
            for name, key in self.people.items()
        ]
        return {
            "modus": "demo",
            "versie": 1,
            "gemaakt": NOW,
            "drempel": 2,
            "functionarissen": people,
            "beheerder": {"oin": "00000099000000990000", "antwoordsleutel": self.operator.public.to_json()},
            "getuigen": [{"naam": "getuige.example/politie", "vkey": "getuige.example/politie+00000000+AAAA"}],
            "tlog_policy_sha256": "ab" * 32,
            **changes,
        }

    def applications(self) -> list[bytes]:
        return [
            ceremony.apply(key, oin=oin, naam=NAMES[oin], soort=NAMES[oin].split()[0].lower())
            for oin, key in self.identities.items()
        ]

    def draft(self, **changes: Any) -> bytes:
        return ceremony.draft(self.fields(**changes), self.applications())

    def signed(self, body: bytes, *oins: str) -> list[bytes]:
        return [ceremony.sign(body, oin, self.identities[oin]) for oin in oins]

    def lijst(self) -> Deelnemerslijst:
        body = self.draft()
        return Deelnemerslijst.parse(ceremony.assemble(body, self.signed(body, *OINS[:2])))

    def publish(self, oin: str, key: Any, **changes: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"term": (FROM, TO), "tijd": NOW, **changes}
        if isinstance(key, KemPrivateKey):
            challenge = events.make_challenge(key.public, oin)
            _, proof = events.answer_challenge(key, oin, challenge.uitdaging)
            given = {"eenheid": "ondermijning", "bezit": proof, **given}
        return events.publish(self.identities[oin], oin, key, **given)


@pytest.fixture(scope="session")
def coop() -> Cooperation:
    return Cooperation()


@pytest.fixture(scope="session")
def lijst(coop: Cooperation) -> Deelnemerslijst:
    return coop.lijst()


@pytest.fixture(scope="session")
def encode() -> Any:
    return lambda *entries: [jcs.encode(entry) for entry in entries]
