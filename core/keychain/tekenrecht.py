# SPDX-License-Identifier: EUPL-1.2
"""Who must sign a release of the rules, and who still did not: every missing signature at once.

Invariants:
- Two different people of the deelnemerslijst with a function of `TEKENBEVOEGD`, at least one of them a jurist; the author
  (`opsteller`) may sign and never counts.
- For each partner kind whose own supplies changed since the release before (`policies.verstrekkers`): a jurist of an
  organisation of that kind. A kind without an organisation in the list does not supply here, so nobody signs for it.
- Which rows changed is computed here from the files of both releases, never taken from what a release says.

Norm: design.md 1 (3) and 2. It sees who signed; whether a signature holds is `core.keychain.release`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.keychain.errors import ReleaseError
from policies.findings import RuleSetError
from policies.verstrekkers import touched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.keychain.lijst import Deelnemerslijst, Functionaris

JURIST: Final = "jurist"
STUURGROEP: Final = "stuurgroep"
NEEDED: Final = 2
# A jurist reads what the rows say; a member of the stuurgroep answers for them towards the partners. Who supervises
# (fg, coordinerend-fg, privacyfunctionaris, auditor, toezichthouder) would be judging its own work afterwards, AVG 38
# lid 6 and Wpg 34 want it independent; who works with the rules or runs the system (casusregisseur,
# autorisatiebeheerder, beheerder, ...) has an interest in their outcome. None of those signs.
TEKENBEVOEGD: Final = frozenset({JURIST, STUURGROEP})
SHOWN_ROWS: Final = 5


def missing(
    author: str,
    signers: Sequence[Functionaris],
    lijst: Deelnemerslijst,
    files: Mapping[str, bytes],
    earlier: Mapping[str, bytes] | None,
) -> list[str]:
    """Return, in Dutch, each signature that is missing; empty when enough people signed.

    Args:
        author: id of who drew the release up.
        signers: the people whose signature holds.
        lijst: the deelnemerslijst.
        files: the files of the release.
        earlier: those of the release before it, None for a first one.

    Raises:
        ReleaseError: the rules have mistakes, so nobody can say whose they are.
    """
    counted = [person for person in signers if person.id != author]
    found = [
        f"Er ontbreekt een handtekening: {person.functie} {person.id} heeft geen functie die een vrijgave tekent."
        for person in counted
        if person.functie not in TEKENBEVOEGD
    ]
    able = [person for person in counted if person.functie in TEKENBEVOEGD]
    if len(able) < NEEDED:
        found.append(
            f"Er ontbreken handtekeningen: {NEEDED} personen van de deelnemerslijst tekenen die de vrijgave niet zelf "
            f"opstelden; nu {len(able)}."
        )
    jurists = [person for person in able if person.functie == JURIST]
    if not jurists:
        found.append("Er ontbreekt een handtekening van een jurist.")
    return found + _missing_kinds(jurists, lijst, _touched(files, earlier))


def _missing_kinds(
    jurists: Sequence[Functionaris], lijst: Deelnemerslijst, rows: Mapping[str, tuple[str, ...]]
) -> list[str]:
    present = {party.soort for party in lijst.deelnemers}
    signed = {lijst.deelnemer(person.oin).soort for person in jurists}
    return [
        f"Er ontbreekt een handtekening van een jurist van {kind}: de vrijgave wijzigt regels over wat {kind} "
        f"verstrekt ({_shown(ids)})."
        for kind, ids in rows.items()
        if kind in present and kind not in signed
    ]


def _touched(files: Mapping[str, bytes], earlier: Mapping[str, bytes] | None) -> dict[str, tuple[str, ...]]:
    try:
        return touched(files, earlier)
    except RuleSetError as error:
        found = tuple(str(finding) for finding in error.findings)
        raise ReleaseError(f"De regels van de vrijgave laden niet. {error}", found) from None


def _shown(ids: tuple[str, ...]) -> str:
    more = len(ids) - SHOWN_ROWS
    return ", ".join(ids[:SHOWN_ROWS]) + (f" en {more} andere" if more > 0 else "")
