# SPDX-License-Identifier: EUPL-1.2
"""Which kinds of parts a blueprint has, what each part says, and what makes it sound.

Invariants:
- A part has an id that is its own within its kind, all fields of its kind and no other, and no empty text.
- A part that names another part (a measure its risk) names one that is there; every risk has a measure, and every measure
  names a rule, test or setting that enforces it.

It knows no rules and no form: whether a rule or test exists is for the tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Deel: TypeAlias = "Mapping[str, Any]"
Delen: TypeAlias = "Mapping[str, tuple[Deel, ...]]"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}\Z")


@dataclass(frozen=True, slots=True)
class Soort:
    """A kind of part: its texts, its lists of texts, what may be left out, and whether a region may withdraw it."""

    teksten: tuple[str, ...]
    lijsten: tuple[str, ...] = ()
    vrij: tuple[str, ...] = ()
    intrekbaar: bool = True


SOORTEN: Final = {
    "prescan": Soort(("lijst", "tekst", "bron", "zekerheid"), vrij=("feit",), intrekbaar=False),
    "tekst": Soort(("sectie", "tekst"), intrekbaar=False),
    "toelichting": Soort(("sectie", "tekst", "bron", "zekerheid")),
    "open": Soort(("sectie", "tekst"), ("plaatsen",)),
    "juristvraag": Soort((), ("secties",), intrekbaar=False),
    "categorie": Soort(("type", "doel"), vrij=("bijzonder",), intrekbaar=False),
    "belang": Soort(("partij", "tekst", "bron", "zekerheid")),
    "techniek": Soort(("soort", "tekst"), intrekbaar=False),
    "opslag": Soort(("plaats", "bevat", "zin"), intrekbaar=False),
    "termijn": Soort(("wat", "termijn", "bron", "zekerheid")),
    "recht": Soort(("artikel", "feit"), vrij=("procedure", "verzoek"), intrekbaar=False),
    "risico": Soort(("tekst", "oorsprong")),
    "maatregel": Soort(("risico", "tekst", "beheerder"), ("regels", "tests", "instellingen")),
}
AFDWINGEN: Final = ("regels", "tests", "instellingen")


def wrong_part(soort: str, deel: Deel) -> Iterator[str]:
    """Give what is wrong with one part by itself, in Dutch."""
    kind, name = SOORTEN[soort], f"{soort} {deel.get('id', '(zonder id)')}"
    if not isinstance(deel.get("id"), str) or _ID.match(deel["id"]) is None:
        yield f"{name}: het id is geen korte code"
    if unknown := set(deel) - {"id", *kind.teksten, *kind.lijsten, *kind.vrij}:
        yield f"{name}: kent geen {', '.join(sorted(unknown))}"
    for field in (*kind.teksten, *(field for field in kind.vrij if field in deel)):
        if not isinstance(deel.get(field), str) or not deel[field].strip():
            yield f"{name}: {field} ontbreekt of is leeg"
    for field in kind.lijsten:
        if not _texts(deel.get(field)):
            yield f"{name}: {field} is geen lijst van teksten"


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def wrong_whole(delen: Delen) -> Iterator[str]:
    """Give what is wrong between parts that are each sound: doubles, and names that lead nowhere."""
    for soort, rows in delen.items():
        ids = [row["id"] for row in rows]
        yield from (f"{soort} {id_}: staat er dubbel in" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}))
    risks = [row["id"] for row in delen["risico"]]
    for row in delen["maatregel"]:
        if row["risico"] not in risks:
            yield f"maatregel {row['id']}: het risico {row['risico']} is er niet"
        if not any(row[field] for field in AFDWINGEN):
            yield f"maatregel {row['id']}: niets dwingt haar af"
    against = {row["risico"] for row in delen["maatregel"]}
    yield from (f"risico {risk}: er is geen maatregel" for risk in risks if risk not in against)
