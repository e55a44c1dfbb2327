# SPDX-License-Identifier: EUPL-1.2
"""The work list of a partner, from what its gateway knows: cases that are open to it, and open requests to it.

Invariants: closed cases, cases in their last phases, cases this partner has left, and requests that were answered are
not in it; an organisation without a unit that has a valid key cannot be named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.bestand.opdrachten import Deelnemer, Opdracht, Werklijst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.gateway.gateway import Gateway
    from core.casus.state import CasusStand

_DICHT: Final = frozenset({"afsluiting", "vernietigd"})


def work_list(gateway: Gateway, ook_aan: Sequence[str] = ()) -> Werklijst:
    """Return what is open for this partner.

    Args:
        gateway: synchronised, or with what it verified before.
        ook_aan: OINs that may be named in every case although they do not take part themselves (the RIEC bureau,
            which reads under a mandate); the rules decide as for anyone.
    """
    return Werklijst(_open_items(gateway, ook_aan))


def _open_items(gateway: Gateway, ook_aan: Sequence[str]) -> Iterator[Opdracht]:
    zelf, nu = gateway.partner.oin, gateway.clock()
    for casus in gateway.desk.dossier.cases():
        if casus.gesloten is not None or casus.fase in _DICHT or not casus.takes_part(zelf, nu):
            continue
        namen = dict.fromkeys([*casus.participants(nu), *ook_aan])
        anderen = tuple(found for oin in namen if oin != zelf and (found := _participant(gateway, casus, oin)))
        yield Opdracht(casus.casus, casus.casus, anderen)
        for uitvraag in casus.uitvragen.values():
            vrager = tuple(item for item in anderen if item.oin == uitvraag.van)
            if uitvraag.aan == zelf and uitvraag.status == "open" and vrager:
                yield Opdracht(uitvraag.id, casus.casus, vrager, uitvraag.id, uitvraag.categorie)


def _participant(gateway: Gateway, casus: CasusStand, oin: str) -> Deelnemer | None:
    """Return an organisation with its units on this case (none named: all), or None when none has a valid key."""
    met_sleutel = tuple(gateway.desk.directory.units(oin))
    deelnemer = casus.deelnemers.get(oin)
    genoemd = deelnemer.eenheden if deelnemer and deelnemer.eenheden else met_sleutel
    eenheden = tuple(eenheid for eenheid in genoemd if eenheid in met_sleutel)
    return Deelnemer(oin, gateway.desk.dossier.party(oin).soort, eenheden) if eenheden else None
