# SPDX-License-Identifier: EUPL-1.2
"""A small world for the facts: organisations, a case, statements, and the real vocabulary."""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core.casus.events import Gebeurtenis, Soort
from core.casus.fields import Codes
from core.casus.fold import fold
from core.casus.state import CasusStand
from core.facts import Feiten, Feitverklaring, Over, Partij, RecordInfo, Stand, Toegelaten, Uitgever, Vraag, derive

VOCABULARY_FILE = Path(__file__).resolve().parents[3] / "policies" / "vocabulaire.toml"
NOW = 1_800_000_000_000
DAY = 86_400_000
REGIO = "rotterdam"


@dataclass(frozen=True)
class Term:
    bevoegd: tuple[str, ...]
    wereld: str


def load_vocabulary() -> Any:
    data = tomllib.loads(VOCABULARY_FILE.read_text("utf-8"))
    facts = {code: Term(tuple(row["bevoegd"]), row["wereld"]) for code, row in data["feiten"].items()}
    return SimpleNamespace(facts=facts, data=data)


def oin(number: int) -> str:
    return f"00000099{number:012d}"


@dataclass
class World:
    """Builds questions and evidence; every method that adds evidence returns the hash of what it added, or self."""

    vocabulary: Any
    casus_id: str = "c0000000-0000-4000-8000-000000000001"
    record_id: str = "d0000000-0000-4000-8000-000000000001"
    persoon_id: str = "e0000000-0000-4000-8000-000000000001"
    statements: list[Toegelaten] = field(default_factory=list)
    events: list[Gebeurtenis] = field(default_factory=list)
    record: RecordInfo | None = None

    def __post_init__(self) -> None:
        names = ("politie", "gemeente", "belastingdienst", "om", "uwv", "nvwa")
        self.partij = {name: Partij(oin(i), name) for i, name in enumerate(names, 1)}
        self.partij["gemeente"] = replace(self.partij["gemeente"], regios=frozenset({REGIO}))
        self.partij["bureau"] = Partij(oin(20), "riec-bureau", regios=frozenset({REGIO}))
        self.partij["liec"] = Partij(oin(21), "liec")
        self.open_case()

    def open_case(self, **changes: Any) -> None:
        bringers = [self.partij[name].oin for name in ("politie", "gemeente", "belastingdienst", "om")]
        body = {
            "regio": REGIO,
            "doel": "oc",
            "herkomst": "signaal",
            "themas": ["drugs"],
            "hkp": None,
            "inbrengers": bringers,
            "namens_werkgroep": False,
            "titel": None,
        }
        self.events = [Gebeurtenis(self.casus_id, 1, Soort.GEOPEND, bringers[0], NOW - 30 * DAY, body | changes)]

    def event(self, kind: Soort, door: str, /, tijd: int = NOW - DAY, **gegevens: Any) -> None:
        number = len(self.events) + 1
        self.events.append(Gebeurtenis(self.casus_id, number, kind, self.partij[door].oin, tijd, gegevens))

    @property
    def casus(self) -> CasusStand:
        stand = fold(self.events)
        assert isinstance(stand, CasusStand), stand
        return stand

    def issuer(self, name: str, functie: str | None = None, regio: str | None = None) -> Uitgever:
        partij = self.partij[name]
        return Uitgever(partij.oin, partij.soort, functie, regio, f"{functie}-1" if functie else None)

    def say(
        self,
        feit: str,
        door: Uitgever,
        *,
        waarde: bool | str = True,
        tijd: int = NOW - DAY,
        van: int | None = None,
        tot: int | None = None,
        **over: str,
    ) -> str:
        statement = Feitverklaring(
            str(uuid.uuid4()), feit, Over(**over), waarde, "registratie", tijd if van is None else van, tot, tijd
        )
        self.statements.append(Toegelaten(statement, door))
        return statement.hash

    def stored(self, verstrekker: str = "politie", *ontvangers: str, categorie: str = "wpg-8") -> None:
        receivers = frozenset(self.partij[name].oin for name in ontvangers)
        self.record = RecordInfo(
            self.record_id, self.casus_id, self.partij[verstrekker].oin, receivers, categorie, "weging"
        )

    def stand(self) -> Stand:
        return Stand(self.casus, tuple(self.statements), self.record)

    def derive(
        self, handeling: str = "verstrekken", wie: str = "politie", aan: str | None = "gemeente", **changes: Any
    ) -> Feiten:
        vraag = Vraag(
            handeling=handeling,
            wie=self.partij[wie],
            ontvanger=self.partij[aan] if aan else None,
            categorie="wpg-8",
            casus=self.casus_id,
            record=self.record_id,
            persoon=None,
            tijd=NOW,
        )
        return derive(replace(vraag, **changes), self.stand(), self.vocabulary)

    def read(self, wie: str = "gemeente", **changes: Any) -> Feiten:
        return self.derive("lezen", wie, None, **{"persoon": self.persoon_id} | changes)


@pytest.fixture(scope="session")
def vocabulary() -> Any:
    """The real vocabulary of the rules."""
    return load_vocabulary()


@pytest.fixture
def world(vocabulary: Any) -> World:
    """A case in Rotterdam with politie, gemeente, belastingdienst and om."""
    return World(vocabulary)


@pytest.fixture(scope="session")
def codes(vocabulary: Any) -> Codes:
    """The closed lists for fields."""
    return Codes(
        regios=frozenset({REGIO, "limburg"}),
        categorieen=frozenset(vocabulary.data["wat"]),
        feiten=frozenset(vocabulary.facts),
        functies=frozenset(vocabulary.data["wie"]),
    )
