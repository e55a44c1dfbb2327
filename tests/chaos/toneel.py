# SPDX-License-Identifier: EUPL-1.2
"""The stage: a backbone and partners that held a real ceremony, one casus, and who supplies what in it.

It is made in a process of its own by the ring of the gateway's tests, which then goes: afterwards everything lies in files,
as after a power cut, and the harness itself has no thread and no open database.
"""

from __future__ import annotations

import json
import os
import random
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.proposal import Voorstel
from server.settings import Settings
from tests.adapters.gateway.ring import UNIT, Ring, case_with
from tests.chaos.processen import quietly

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.schakels import Klok

# Who supplies which category, and the duty of secrecy that goes with it.
SUPPLIERS: dict[str, tuple[str, dict[str, str]]] = {
    "politie": ("wpg-8", {"geheimhoudingsplicht": "wpg7"}),
    "gemeente": ("toezicht", {}),
}
MEMBERS = ("politie", "belastingdienst", "om")
STATED = ("relevant", "label-volledig")
DENIED = ("weigeringsgrond", "uittreksel-volstaat", "uitsluitend-geautomatiseerd")
LABELS = {
    "herkomst": "eigen-registratie",
    "verkregen": "registratie",
    "betrouwbaarheid": "vastgesteld",
    "soort": "feit",
    "peildatum": "20261101",
}


@dataclass(frozen=True)
class Toneel:
    """Where everything lies; each process opens it for itself."""

    folder: Path
    url: str
    database_url: str | None
    inner: int
    casus: str
    oins: dict[str, str]

    @property
    def settings(self) -> Settings:
        """The settings of the server behind the proxy."""
        given: dict[str, Any] = {"database_url": self.database_url} if self.database_url else {}
        return Settings(data_dir=self.folder / "backbone", port=self.inner, public_url=self.url, **given)

    @property
    def outer(self) -> int:
        """The port of the proxy: the public address of the backbone."""
        return int(self.url.rpartition(":")[2])

    def partner(self, soort: str) -> Path:
        """The folder of a partner."""
        return self.folder / "partners" / soort

    def gateway(self, soort: str, klok: Klok) -> Gateway:
        """Open the gateway of a partner."""
        return Gateway(load_partner(self.partner(soort)), self.url, clock=klok.now, timeout=4)

    def proposal(self, soort: str, number: int) -> Voorstel:
        """What a partner supplies: one made-up person, to one or two others."""
        person = {
            "soort": "natuurlijk-persoon",
            "onderwerp": str(uuid.uuid4()),
            "voornamen": "Proef",
            "geslachtsnaam": f"Persoon {number}",
        }
        others = [name for name in ("gemeente", "belastingdienst", "om") if name != soort]
        categorie, duty = SUPPLIERS[soort]
        return Voorstel(
            casus=self.casus,
            categorie=categorie,
            inhoud={"soort": "gegevens", **duty, "labels": LABELS, "betrokkenen": [person]},
            ontvangers=[(self.oins[name], UNIT) for name in others[: 1 + number % 2]],
            feiten={**dict.fromkeys(STATED, True), **dict.fromkeys(DENIED, False)},
            bron_regel=1,
        )


def build(folder: Path, database_url: str | None, inner: int) -> None:
    """Hold the ceremony, open the casus, and write down where everything is."""
    quietly(folder / "toneel.uit")
    if database_url:
        os.environ["KNOOPPUNT_DATABASE_URL"] = database_url
    ring = Ring(folder)
    try:
        casus = case_with(ring, *MEMBERS)
        found = {"url": ring.url, "casus": casus, "oins": {soort: p.oin for soort, p in ring.partners.items()}}
    finally:
        ring.close()
    (folder / "toneel.json").write_text(json.dumps({**found, "inner": inner, "database_url": database_url}))


def load(folder: Path) -> Toneel:
    """Return the stage that was built in this folder."""
    return Toneel(folder=folder, **json.loads((folder / "toneel.json").read_text()))


def dice_of(seed: int, run: int) -> random.Random:
    """Return what decides about one run: the same for the same seed and number."""
    return random.Random(f"{seed}-{run}")
