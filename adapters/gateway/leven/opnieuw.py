# SPDX-License-Identifier: EUPL-1.2
"""A next version of an own record: corrected content, or the same content without a recipient (strong removal).

Invariants:
- The next version is an ordinary supply under a new record id, new content secret and new salt, decided like any other, that
  names the one before it; only when the backbone proved that it is there, the old one is said to be replaced.
- A strong removal does both: the next version for the others, and the wrap of who goes taken from the old one. What that
  recipient opened before stays what it knows (docs/uitleg/wat-niet-terug-kan.md).
- The facts that were stated of the old record are stated anew of the new one.
- A record with attachments is not sealed again here: its supplier supplies it anew, with the files.

It opens the old record by a logged read on the name of the person, like anybody.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import ConfigError, GatewayError
from adapters.gateway.leven.stukken import Stukken
from adapters.gateway.plan import Plan
from adapters.gateway.supply import Supplier
from adapters.gateway.verslag import IN_OUTBOX
from audit.proof import jcs
from core.contract.inhoud import encode_inhoud

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.receive import Gezien
    from core.facts import Feitverklaring

VERWIJDERD = "ontvanger-verwijderd"


class Opnieuw:
    """Makes next versions for one partner, on the name of a person.

    Args:
        gateway: synchronised.
        person: pseudonym of the person who decides.
    """

    def __init__(self, gateway: Gateway, person: str | None = None) -> None:
        self._gateway, self._desk, self._person = gateway, gateway.desk, person

    def remove_strongly(self, record: str, ontvanger: str) -> str:
        """Seal an own record again for everybody but `ontvanger`, and take that one from the old record; return the new id.

        Raises:
            ConfigError: it is no own record, not a recipient, or nobody would be left to read it.
        """
        seen = self._own(record)
        if ontvanger not in seen.ontvangers or ontvanger == self._desk.partner.oin:
            raise ConfigError("Deze organisatie is geen ontvanger van dit record.")
        new = self._supply(seen, _content(seen), ontvanger)
        acts = Stukken(self._desk, self._person)
        acts.replaced(record, new, VERWIJDERD, correction=False)
        acts.take_away(record, ontvanger, VERWIJDERD)
        return new

    def replace(self, record: str, inhoud: dict[str, Any] | None, reden: str, *, correction: bool) -> str:
        """Seal an own record again, with other content or (None) the same, for the same readers; return the new id."""
        seen = self._own(record)
        new = self._supply(seen, _content(seen) if inhoud is None else inhoud, None)
        Stukken(self._desk, self._person).replaced(record, new, reden, correction=correction)
        return new

    def _own(self, record: str) -> Gezien:
        seen = self._gateway.look(record, self._person)
        if seen.sealed.kop["verstrekker"] != self._desk.partner.oin:
            raise ConfigError("Alleen de verstrekker maakt een nieuwe versie van een record.")
        if seen.sealed.verklaring.bijlagen:
            raise ConfigError("Een record met bijlagen levert u opnieuw, met de bijlagen erbij.")
        return seen

    def _supply(self, seen: Gezien, inhoud: dict[str, Any], without: str | None) -> str:
        kop, now = seen.sealed.kop, self._desk.clock()
        plan = Plan(
            record=kop["record"],
            casus=kop["casus"],
            categorie=kop["categorie"],
            inhoud=inhoud,
            ontvangers=self._readers(seen, without),
            verklaringen=tuple(self._stated(kop["record"])),
            verwerking=kop["verwerking"],
            bewaren_tot=kop["bewaren_tot"],
            vorige=kop["record"],
        )
        made = plan.anew(now)
        uitslag = Supplier(self._desk).supply_plan(made, self._person)
        if uitslag.staat != IN_OUTBOX or uitslag.outbox is None:
            raise GatewayError("De regels die nu gelden staan deze nieuwe versie niet toe.")
        sent = self._gateway.drain(_PATIENCE_MS)
        done = self._desk.store.receipt("verstrekking", uitslag.records[0])
        if done is None:
            raise GatewayError(
                f"De nieuwe versie is nog niet opgenomen; zie de outbox ({sent.exit_code.name.lower()})."
            )
        return uitslag.records[0]

    def _readers(self, seen: Gezien, without: str | None) -> tuple[tuple[str, str], ...]:
        """Return the organisations that hold the record now with their units: those of its grants, else all they have."""
        granted = [*seen.sealed.toekenningen, *(grant for one in seen.sealed.later for grant in one.lijst)]
        units = {oin: [g.eenheid for g in granted if g.ontvanger == oin] for oin in seen.ontvangers}
        pairs = [
            (oin, unit)
            for oin in seen.ontvangers
            if oin not in (without, self._desk.partner.oin)
            for unit in units[oin] or self._desk.directory.units(oin)
        ]
        if not pairs:
            raise ConfigError("Er blijft geen ontvanger over; trek het record in.")
        return tuple(dict.fromkeys(pairs))

    def _stated(self, record: str) -> Sequence[Feitverklaring]:
        """Return what this partner stated of the old record; a delegation is given anew, if at all."""
        own = (item for item in self._desk.dossier.statements() if item.uitgever.oin == self._desk.partner.oin)
        found = {item.verklaring.feit: item.verklaring for item in own if item.verklaring.over.record == record}
        return [replace(item, id=str(uuid.uuid4())) for item in found.values() if isinstance(item.waarde, bool)]


_PATIENCE_MS = 30_000


def _content(seen: Gezien) -> dict[str, Any]:
    value = jcs.decode(encode_inhoud(seen.inhoud))
    return {name: item for name, item in value.items() if name not in ("kop", "v")}
