# SPDX-License-Identifier: EUPL-1.2
"""Documents that this partner makes about records, handed in as acts; and who confirmed them.

Invariants:
- Each is signed by the organisation, sent on the name of the person who decided it, and counts only with the proof of its line.
- The overview is from the own feed: whom the backbone told, and whose signed confirmation came back.

Who may do what is decided at the backbone, by the rules (R-71, R-72).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.casework import Casework
from adapters.gateway.errors import ConfigError
from adapters.gateway.leven.gebeurd import Gebeurd
from adapters.gateway.sealer import own_signing_key
from core.contract import levensloop as form
from core.contract.levensloop import Levensloop

if TYPE_CHECKING:
    from adapters.gateway.desk import Desk


class Stukken:
    """Makes documents for one partner, on the name of a person.

    Args:
        desk: the synchronised gateway.
        person: pseudonym of the person who decides, if one does.
    """

    def __init__(self, desk: Desk, person: str | None = None) -> None:
        self._desk, self._person = desk, person

    def withdraw(self, record: str, reden: str) -> list[str]:
        """Withdraw an own record; return who was told."""
        return self._hand_in(form.INGETROKKEN, record, {"reden": reden})

    def replaced(self, record: str, nieuw: str, reden: str, *, correction: bool) -> list[str]:
        """Say that an own record was replaced by `nieuw`, which the backbone has; return who was told."""
        soort = form.GECORRIGEERD if correction else form.NIEUWE_VERSIE
        return self._hand_in(soort, record, {"nieuw": nieuw, "reden": reden})

    def take_away(self, record: str, ontvanger: str, reden: str) -> list[str]:
        """Take a recipient from an own record: its wrap goes and serving stops."""
        return self._hand_in(form.VERWIJDERD, record, {"ontvanger": ontvanger, "reden": reden})

    def release(self, record: str) -> list[str]:
        """Release a record that waits for this partner among others.

        Raises:
            ConfigError: no conditions of this record ask for it.
        """
        asked = [stuk for stuk in self._gebeurd().of(record) if stuk.soort == form.VOORWAARDEN]
        if not asked or self._desk.partner.oin not in asked[0].gegevens["samen"]:
            raise ConfigError("Deze verstrekking wacht niet op vrijgave door deze partner.")
        return self._hand_in(form.VRIJGEGEVEN, record, {"stuk": asked[0].sha256})

    def confirmations(self, record: str | None = None) -> list[dict[str, Any]]:
        """Return per own document that asks for it who was told, who confirmed when, and who did not yet."""
        gebeurd = self._gebeurd()
        confirmed: dict[str, dict[str, int]] = {}
        for item in gebeurd.berichten:
            if item.stuk.soort == form.BEVESTIGD:
                confirmed.setdefault(item.stuk.gegevens["stuk"], {})[item.stuk.oin] = item.stuk.tijd
        mine = self._desk.partner.oin
        return [
            _overview(item.stuk, item.gegevens["ontvangers"], confirmed.get(item.stuk.sha256, {}))
            for item in gebeurd.berichten
            if item.stuk.oin == mine
            and item.stuk.soort in form.TE_BEVESTIGEN
            and "ontvangers" in item.gegevens
            and record in (None, item.stuk.record)
        ]

    def signed(self, soort: str, record: str, gegevens: dict[str, Any]) -> tuple[Levensloop, dict[str, Any]]:
        """Return a document and its signed form."""
        now = self._desk.clock()
        stuk = Levensloop(soort, record, self._desk.partner.oin, now, gegevens)
        return stuk, stuk.sign(own_signing_key(self._desk.partner, self._desk.directory, now))

    def _hand_in(self, soort: str, record: str, gegevens: dict[str, Any]) -> list[str]:
        _, body = self.signed(soort, record, gegevens)
        answer = Casework(self._desk, self._person).act(f"/v1/verstrekkingen/{record}/levensloop", body)
        return [str(oin) for oin in answer["ontvangers"]]

    def _gebeurd(self) -> Gebeurd:
        return Gebeurd(self._desk.store, self._desk.directory, self._desk.clock())


def _overview(stuk: Levensloop, told: list[str], confirmed: dict[str, int]) -> dict[str, Any]:
    return {
        "record": stuk.record,
        "soort": stuk.soort,
        "stuk": stuk.sha256,
        "tijd": stuk.tijd,
        "bevestigd": {oin: confirmed[oin] for oin in told if oin in confirmed},
        "niet_bevestigd": [oin for oin in told if oin not in confirmed],
    }
