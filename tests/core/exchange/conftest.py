# SPDX-License-Identifier: EUPL-1.2
"""A casus with its participants, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.casus.events import Soort
from core.exchange.results import Gedaan
from tests.conftest import postgres_database
from tests.kit import REGIO, Backbone, backbone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MEMBERS = ("politie", "belastingdienst", "om", "toeslagen", "nvwa")


class Zaak:
    """One casus in which the gemeente and `MEMBERS` take part, with everything stated that the story needs."""

    def __init__(self, knooppunt: Backbone) -> None:
        self.knooppunt = knooppunt
        self.id = str(uuid.uuid4())
        self.fase = "signaal"
        self.done(knooppunt.exchange.open_case(knooppunt["gemeente"].caller(), self.id, self.opening()))
        for soort in MEMBERS:
            self.join(soort)
        for soort in ("gemeente", *MEMBERS):
            self.person(soort)
        self.done(knooppunt.state("gemeente", knooppunt.fact("noodzaak", casus=self.id)))
        agreed = (knooppunt.fact(feit, regio=REGIO) for feit in ("protocol-geldig", "convenant-geldig"))
        self.done(knooppunt.state(knooppunt.jurist_a, *agreed))

    def opening(self, **more: Any) -> dict[str, Any]:
        """Return the body of the opening event."""
        return {
            "regio": REGIO,
            "doel": "oc",
            "herkomst": "signaal",
            "themas": ["drugs"],
            "hkp": None,
            "inbrengers": [self.knooppunt["gemeente"].oin],
            "namens_werkgroep": False,
            "titel": None,
            **more,
        }

    @staticmethod
    def done(outcome: Any) -> dict[str, Any]:
        """Return what an act gave; anything but `Gedaan` is a failure of the test."""
        assert isinstance(outcome, Gedaan), outcome
        return outcome.gegevens

    def event(self, who: str, soort: Soort, **gegevens: Any) -> Any:
        """Let the person of `who` add an event to the casus."""
        return self.knooppunt.exchange.add_event(self.knooppunt[who].caller(persoon=True), self.id, soort, gegevens)

    def join(self, soort: str) -> None:
        """Let an organisation take part from now on."""
        start = self.knooppunt.clock.now() - 1000
        body = {"oin": self.knooppunt[soort].oin, "eenheden": [], "van": start, "tot": None}
        self.done(self.event("gemeente", Soort.DEELNEMER_TOEGEVOEGD, **body))

    def person(self, soort: str, *, screening: int = 365) -> None:
        """Register, screen and designate the person of an organisation and put it on the casus."""
        knooppunt, party = self.knooppunt, self.knooppunt[soort]
        key = jcs.b64(party.persoon_sleutel.public.ed25519)
        facts = [
            knooppunt.fact("persoonssleutel", waarde=key, persoon=party.persoon),
            knooppunt.fact("gescreend", persoon=party.persoon, dagen=screening),
            knooppunt.fact("aangewezen", persoon=party.persoon, regio=REGIO),
        ]
        self.done(knooppunt.state(soort, *facts))
        start = knooppunt.clock.now() - 1000
        body = {"persoon": party.persoon, "oin": party.oin, "van": start, "tot": None}
        self.done(self.event(soort, Soort.PERSOON_TOEGEVOEGD, **body))

    def phase(self, fase: str) -> None:
        """Bring the main strand to `fase`."""
        self.done(self.event("gemeente", Soort.FASE_GEZET, streng="hoofd", fase=fase, reden=None))
        self.fase = fase

    def supply(self, who: str, categorie: str, *aan: str, content: bytes = b"inhoud", **feiten: bool) -> Any:
        """Return a push of one record by `who`; `feiten` go over what a supplier states by default."""
        stated = {**LABELS.get(categorie, {}), **BASE, **feiten}
        kop = {"casus": self.id, "categorie": categorie, "doel": "oc", "fase": self.fase}
        return self.knooppunt.levering(who, kop, content, aan, **stated)

    def push(self, who: str, categorie: str, *aan: str, **feiten: bool) -> Any:
        """Supply one record and return the outcome."""
        levering = self.supply(who, categorie, *aan, **feiten)
        return self.knooppunt.exchange.push(levering.caller, levering.body)


BASE = {"label_volledig": True, "uitsluitend_geautomatiseerd": False}
WPG = {"relevant": True, "weigeringsgrond": False, "uittreksel_volstaat": False}
LABELS = {
    "wpg-8": WPG,
    "wpg-9": {**WPG, "functionaris_geraadpleegd": True, "persoonscategorie_ok": True},
    "fiscaal": {"herkomst_toeslagen": False, "herkomst_lsi": False},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def knooppunt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backbone]:
    """A backbone on each of the two databases."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with backbone(tmp_path, url) as made:
        yield made


@pytest.fixture
def zaak(knooppunt: Backbone) -> Zaak:
    """A casus with its participants."""
    return Zaak(knooppunt)


both = pytest.mark.parametrize("zaak", ["sqlite", "postgresql"], indirect=True)
"""For a test in which the database itself has a part, in a file whose `zaak` comes from `zaken`."""


@pytest.fixture(scope="module")
def zaken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Zaak]]:
    """A casus in the phase `FASE` of the file, made once for all tests there per database that is asked for."""
    with ExitStack() as stack:

        @cache
        def made(database: str) -> Zaak:
            url = None
            if database == "postgresql":
                url = stack.enter_context(postgres_database(request.getfixturevalue("postgres_server")))
            found = Zaak(stack.enter_context(backbone(tmp_path_factory.mktemp("backbone"), url)))
            found.phase(request.module.FASE)
            return found

        yield made
