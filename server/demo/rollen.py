# SPDX-License-Identifier: EUPL-1.2
"""Who plays in the demo: the thirteen kinds of partner, two more municipalities, and a bureau in each of three regions.

Test OINs only (prefix 00000099). The first word of a name is the kind; it is also the name of the folder.
"""

from __future__ import annotations

from dataclasses import dataclass

EENHEID = "ondermijning"
FG_BIJ = "belastingdienst"  # the one organisation with an FG on the list
FG = f"fg-{FG_BIJ}"
REGIOS = ("noord-nederland", "limburg", "rotterdam")


@dataclass(frozen=True, slots=True)
class Rol:
    """One organisation of the story.

    Attributes:
        naam: name of its folder under `partners/`.
        soort: kind of partner.
        oin: its test OIN.
        regios: regions of a bureau or municipality; empty is national.
        functionarissen: officers of the deelnemerslijst that work here, as (id, function, region or None).
    """

    naam: str
    soort: str
    oin: str
    regios: tuple[str, ...] = ()
    functionarissen: tuple[tuple[str, str, str | None], ...] = ()


def _roles() -> tuple[Rol, ...]:
    national = (
        "politie",
        "belastingdienst",
        "om",
        "toeslagen",
        "fiod",
        "douane",
        "nla",
        "kmar",
        "ind",
        "uwv",
        "nvwa",
        "provincie",
    )
    # Every kind of partner has a jurist: a release asks for one of each kind whose supplies it changes.
    officers: dict[str, tuple[tuple[str, str, str | None], ...]] = {
        soort: ((f"jurist-{soort}", "jurist", None),) for soort in (*national, "gemeente")
    }
    officers[FG_BIJ] += ((FG, "fg", None),)
    rows: list[tuple[str, str, tuple[str, ...], tuple[tuple[str, str, str | None], ...]]]
    rows = [(soort, soort, (), officers.get(soort, ())) for soort in national]
    for number, regio in enumerate(REGIOS):
        suffix = "" if number == 0 else f"-{regio}"
        board = ((f"stuurgroep-{regio}", "stuurgroep", regio), *(officers["gemeente"] if number == 0 else ()))
        rows.append((f"gemeente{suffix}", "gemeente", (regio,), board))
        rows.append((f"riec-bureau{suffix}", "riec-bureau", (regio,), ()))
    return tuple(
        Rol(naam, soort, f"00000099{number:08d}0000", regios, functionarissen)
        for number, (naam, soort, regios, functionarissen) in enumerate(rows, start=101)
    )


ROLLEN = _roles()
# Not one that ends in 9999 and noughts: in an index it stands right before a random id, and the two together would read as
# one of the made-up citizen service numbers (`personen`), which nobody should find at the operator.
BEHEERDER_OIN = "00000099000088880000"


def in_region(soort: str, regio: str) -> Rol:
    """Return the organisation of this kind that works in `regio`."""
    return next(rol for rol in ROLLEN if rol.soort == soort and (not rol.regios or regio in rol.regios))
