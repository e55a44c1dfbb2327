# SPDX-License-Identifier: EUPL-1.2
"""A small world for sealing: three organisations with keys, and a record sealed to all of them."""

import io
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.envelope import SealedRecord, Sealing, seal
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import DirectoryKey, KemKey, Rol, SigningKey
from core.keychain.signatures import PrivateKey

FROM, TO = 1_000, 2_000_000
MADE = 500_000
POLITIE, GEMEENTE, OM = (f"00000099000000{n}0000" for n in (10, 20, 30))
UNIT = "ondermijning"
CONTENT = "Persoon met voorvoegsel 'van der' — één tekst voor allen.".encode()


@dataclass
class World:
    """Keys of three organisations; the first one supplies."""

    signer: PrivateKey = field(default_factory=PrivateKey.generate)
    kem: dict[str, KemPrivateKey] = field(
        default_factory=lambda: {oin: KemPrivateKey.generate() for oin in (POLITIE, GEMEENTE, OM)}
    )

    @property
    def signing_key(self) -> SigningKey:
        return DirectoryKey(POLITIE, None, Rol.TEKENEN, self.signer.public, FROM, TO)

    def kem_key(self, oin: str, **changes: Any) -> KemKey:
        key = DirectoryKey(oin, UNIT, Rol.KEM, self.kem[oin].public, FROM, TO)
        return replace(key, **changes)

    @property
    def recipients(self) -> list[KemKey]:
        return [self.kem_key(oin) for oin in self.kem]

    def fields(self, **changes: Any) -> dict[str, Any]:
        return {
            "record": str(uuid.uuid4()),
            "casus": str(uuid.uuid4()),
            "levering": str(uuid.uuid4()),
            "verstrekker": POLITIE,
            "eenheid": UNIT,
            "categorie": "wpg-8",
            "doel": "oc",
            "fase": "weging",
            "verwerking": "urn:knooppunt:verwerking:politie-wpg-8",
            "vrijgave": "sha256:" + "ab" * 32,
            "gemaakt": MADE,
            "bewaren_tot": None,
            **changes,
        }

    def seal(self, content: bytes = CONTENT, **changes: Any) -> SealedRecord:
        return seal(self.fields(**changes), content, self.signer, self.recipients, str(uuid.uuid4()))


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def sealed(world: World) -> SealedRecord:
    fields = world.fields(vorige=str(uuid.uuid4()))
    sealing = Sealing(fields, CONTENT, world.signer, world.recipients, str(uuid.uuid4()))
    sealing.attach(str(uuid.uuid4()), io.BytesIO(b"bijlage"), io.BytesIO())
    return sealing.finish()
