# SPDX-License-Identifier: EUPL-1.2
"""Which content a category may hold, read from `profielen.toml`: one category under one seal.

Invariants:
- A category without a profile is refused; an empty profile allows nothing.
- The table is data: a new category is a section, not code.
- A profile that names an unknown kind, part or field stops the import.

Norm: design.md 4 (one category under one seal), UAVG 46, Wpg 7(2) (secrecy notice). It decides nothing about who may
see it: that is policy.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from core.contract.betrokkenen import (
    Adres,
    NatuurlijkPersoon,
    Pand,
    Rechtspersoon,
    Rekening,
    Telefoon,
    Toestel,
    Vergunning,
    Voertuig,
)

KINDS: Final = (NatuurlijkPersoon, Rechtspersoon, Adres, Pand, Voertuig, Telefoon, Toestel, Rekening, Vergunning)
BETROKKENEN: Final = frozenset(str(kind.model_fields["soort"].default) for kind in KINDS)
SOORTEN: Final = frozenset(
    {"gegevens", "bestuurlijke-rapportage", "bsn", "hit", "interventieadvies", "casus", "uitvraag", "cijfers"}
)
DELEN: Final = frozenset({"relaties", "uitspraken", "bedragen"})
PLICHTEN: Final = frozenset({"wpg7", "awr67", "suwi74", "bibob28"})


@dataclass(frozen=True, slots=True)
class Profiel:
    """What content of one category may hold."""

    soorten: frozenset[str]
    betrokkenen: frozenset[str]
    persoonsvelden: frozenset[str]
    delen: frozenset[str]
    plicht: str | None
    plicht_mag: frozenset[str]


def _load() -> Mapping[str, Profiel]:
    data = tomllib.loads(resources.files(__package__).joinpath("profielen.toml").read_text("utf-8"))
    return MappingProxyType({name: _profile(row, data["velden"]) for name, row in data["categorie"].items()})


def _profile(row: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Profiel:
    kinds = BETROKKENEN if row.get("betrokkenen") == ["*"] else frozenset(row.get("betrokkenen", ()))
    fields = frozenset(name for group in ("kern", *row.get("persoon", ())) for name in groups[group])
    profile = Profiel(
        soorten=frozenset(row["soorten"]),
        betrokkenen=kinds,
        persoonsvelden=fields,
        delen=frozenset(row.get("delen", ())),
        plicht=row.get("plicht"),
        plicht_mag=frozenset(row.get("plicht_mag", ())) | ({row["plicht"]} if "plicht" in row else frozenset()),
    )
    known = (
        (profile.soorten, SOORTEN),
        (profile.betrokkenen, BETROKKENEN),
        (profile.persoonsvelden, frozenset(NatuurlijkPersoon.model_fields)),
        (profile.delen, DELEN),
        (profile.plicht_mag, PLICHTEN),
    )
    if not all(named <= allowed for named, allowed in known):
        raise RuntimeError("profielen.toml noemt een soort, deel of veld dat het contract niet kent")
    return profile


PROFIELEN: Final[Mapping[str, Profiel]] = _load()
