# SPDX-License-Identifier: EUPL-1.2
"""Leaving one item out of an answer, and deciding whether somebody is informed: decisions of people, kept here, proven in the log.

Invariants:
- One item at a time, for one person: a restriction names a ground, a reason, a motivation and an end, or is none.
- Which item, which person and why stay here, behind random values; the backbone gets hashes.
- A decision on informing names records of one casus only: in one document records of two cases would tell the operator that the
  same person occurs in both.
- Nothing counts before its line in the log is proven.
- A restriction leaves no record in the logbook per person, which that person may see: it would tell that something was left out.

Norm: UAVG 41, Wpg 24b, 27; AVG 13, 14; law.md R-76.
"""

from __future__ import annotations

import os
import uuid
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.diary import Diary
from adapters.gateway.errors import ConfigError
from adapters.gateway.rechten.kast import Kast
from audit.proof import jcs
from core.keychain import bewaarbesluit, rechtenstuk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from adapters.gateway.desk import Desk
    from adapters.gateway.rechten.post import Post
    from adapters.gateway.rechten.vraag import Vraag
    from adapters.gateway.rechten.zoeken import Gevonden

_NUMBER: Final = "bsn:"


def in_force(rows: Iterable[Mapping[str, Any]], now: int, people: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return per record the restriction that holds now for this person.

    One that was made for somebody who may be this person holds too: only two different numbers are surely two people.
    """
    numbers = any(item.startswith(_NUMBER) for item in people)
    return {
        str(row["record"]): row
        for row in rows
        if row["tot"] > now and (row["persoon"] in people or not (numbers and row["persoon"].startswith(_NUMBER)))
    }


def lapsed(rows: Sequence[Mapping[str, Any]], now: int) -> list[Mapping[str, Any]]:
    """Return the restrictions whose end has passed and that no later one on the same item took over."""
    held = {(row["persoon"], row["record"]) for row in rows if row["tot"] > now}
    return [row for row in rows if row["tot"] <= now and (row["persoon"], row["record"]) not in held]


class Beslisser:
    """Takes decisions of one person of one controller to the log, and keeps them."""

    def __init__(self, desk: Desk, post: Post) -> None:
        self._desk, self._post, self._kast = desk, post, Kast(desk.store, desk.partner)

    def restrict(
        self,
        vraag: Vraag,
        item: Gevonden,
        *,
        grond: str | None,
        reden: str | None,
        tot: int | None,
        motivering: str | None,
        noemen: bool,
    ) -> dict[str, Any]:
        """Restrict one item for one person.

        Raises:
            ProblemError: it lacks a ground, a reason or an end, or the rules do not allow it; nothing was restricted.
        """
        salt, about = os.urandom(32), str(uuid.uuid4())
        stuk = self._post.by_partner(
            rechtenstuk.BEPERKING,
            beperking=about,
            categorie=item.categorie,
            grond=grond,
            reden=reden,
            tot=tot,
            onderdeel_sha256=bewaarbesluit.commitment(salt, item.record),
            motivering_sha256=bewaarbesluit.commitment(salt, motivering) if motivering and motivering.strip() else None,
        )
        self._post.restrict(stuk)
        secret = {"zout": jcs.b64(salt), "motivering": motivering}
        person = vraag.known(self._desk.partner.keys.local("onderwerpen"))[0]
        row = {"beperking": about, "persoon": person, "record": item.record, "grond": grond, "tot": tot}
        self._kast.restricted(row | {"noemen": int(noemen), "stuk": stuk.data, "geheim": jcs.encode(secret)})
        return {"beperking": about, "grond": grond, "tot": tot}

    def inform(
        self, vraag: Vraag, items: Sequence[Gevonden], besluit: str, *, grond: str | None = None, tot: int | None = None
    ) -> dict[str, Any]:
        """Record the decision on informing one person about these records: a signed decision per casus.

        Raises:
            ConfigError: no record is about this person. ProblemError: ground or end does not fit; nothing was recorded.
        """
        if not items:
            raise ConfigError("Over deze persoon is hier geen verstrekking bekend; er is niets te besluiten.")
        start, cases = (
            self._desk.clock(),
            {item.casus: sorted({o.record for o in items if o.casus == item.casus}) for item in items},
        )
        for records in cases.values():
            self._inform(vraag, records, besluit, grond, tot)
        Diary(self._desk.logbook, self._desk.clock).right("besloten over inlichten", "beslissen", vraag.subject, start)
        return {"besluit": besluit, "records": sum(map(len, cases.values())), "besluiten": len(cases)}

    def _inform(self, vraag: Vraag, records: list[str], besluit: str, grond: str | None, tot: int | None) -> None:
        person, salt = vraag.known(self._desk.partner.keys.local("onderwerpen"))[0], os.urandom(32)
        stuk = self._post.by_partner(
            rechtenstuk.INFORMEREN,
            besluit=besluit,
            grond=grond,
            tot=tot,
            records=records,
            persoon_sha256=sha256(salt + person.encode()).hexdigest(),
        )
        self._post.inform(stuk)
        secret = jcs.encode({"zout": jcs.b64(salt)})
        self._kast.informed((stuk.sha256, person, besluit, tot, stuk.gemaakt, stuk.data, secret))

    def open_decisions(self) -> dict[str, Any]:
        """Return how many own supplies lack a decision on informing, and which postponements have passed."""
        rows, now = self._kast.decisions(), self._desk.clock()
        decided = {(row["persoon"], record): row for row in rows for record in _records(row)}  # the last one stands
        named = {record for _, record in decided}
        own = {row["record"] for row in self._desk.store.db.execute("SELECT record FROM verstrekt")}
        late = {row["stuk_sha256"] for row in decided.values() if row["tot"] is not None and row["tot"] <= now}
        return {"verstrekkingen": len(own), "zonder_besluit": len(own - named), "uitstel_voorbij": len(late)}


def _records(row: Mapping[str, Any]) -> list[str]:
    listed: list[str] = rechtenstuk.read(jcs.decode(bytes(row["stuk"])))["records"]
    return listed
