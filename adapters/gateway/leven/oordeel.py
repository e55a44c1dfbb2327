# SPDX-License-Identifier: EUPL-1.2
"""A dissent note: what this partner finds of an item of another, sealed for exactly who has that item.

Invariants:
- It is content of the same category and casus as the item, about the same subjects, labelled as an opinion of this partner.
- It goes to who holds the item now, as the backbone says at the read that comes before it; the item itself does not change.
- The logbook has its record before anything is sent: an opinion about somebody is a processing too.

Norm: law.md R-72, R-84; Wpg 3(5) (fact or opinion).
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters.gateway.diary import Diary
from adapters.gateway.errors import ConfigError
from adapters.gateway.leven.stukken import Stukken
from adapters.gateway.plan import Plan
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sealer import Sealer
from core.contract import levensloop as form

if TYPE_CHECKING:
    from adapters.gateway.gateway import Gateway
    from adapters.gateway.receive import Gezien


def dissent(gateway: Gateway, record: str, tekst: str, person: str | None = None) -> str:
    """Lay an opinion beside a record of another partner and return the id of the note.

    Raises:
        ConfigError: it is an own record, or one about nobody.
        ProblemError: the backbone refused.
    """
    desk, seen, start = gateway.desk, gateway.look(record, person), gateway.clock()
    kop = seen.sealed.kop
    if kop["verstrekker"] == desk.partner.oin:
        raise ConfigError("Van een eigen record maakt u een nieuwe versie.")
    plan = Plan(
        record=str(uuid.uuid4()),
        casus=kop["casus"],
        categorie=kop["categorie"],
        inhoud=_content(seen, tekst, start),
        ontvangers=_readers(gateway, seen),
        verklaringen=(),
        bewaren_tot=kop["bewaren_tot"],
    )
    sealer = Sealer(desk.partner, desk.directory, desk.decider.ruleset.digest, start)
    sealed = sealer.seal(desk.dossier.case(kop["casus"]), [plan])
    span = Diary(desk.logbook, desk.clock).supplied(sealed, start, "afwijkend oordeel verzegeld")
    _, stuk = Stukken(desk, person).signed(form.OORDEEL, record, {"nieuw": plan.record})
    body = {"verstrekking": sealed.records[0].to_json(), "levensloop": stuk}
    signer = desk.person_key(person) if person else None
    path = f"/v1/verstrekkingen/{record}/oordelen"
    answer = desk.client.post(path, body, person=signer, key=sealed.key, trace=span)
    made = sealed.records[0]
    about = {"record": plan.record, "bij": record, "verklaring_sha256": made.statement_sha256}
    for receipt in receipts_of(answer.data):
        desk.receipts.act(receipt, sealed.key, about)
        desk.store.keep_receipt("verstrekking", plan.record, receipt)
    desk.store.keep_salt(plan.record, kop["casus"], made.zout or b"")
    return plan.record


def _readers(gateway: Gateway, seen: Gezien) -> tuple[tuple[str, str], ...]:
    """Return who holds the item with the units of its grants, else with all units they have."""
    granted = [*seen.sealed.toekenningen, *(grant for one in seen.sealed.later for grant in one.lijst)]
    units = {oin: [g.eenheid for g in granted if g.ontvanger == oin] for oin in seen.ontvangers}
    own = gateway.desk.partner.oin
    pairs = [
        (oin, unit) for oin in seen.ontvangers if oin != own for unit in units[oin] or gateway.desk.directory.units(oin)
    ]
    return tuple(dict.fromkeys(pairs))


def _content(seen: Gezien, tekst: str, now: int) -> dict[str, Any]:
    item = seen.inhoud
    if item.soort not in ("gegevens", "bestuurlijke-rapportage") or not item.betrokkenen:
        raise ConfigError("Bij dit record is geen oordeel mogelijk: het gaat niet over betrokkenen.")
    labels = {
        "soort": "oordeel",
        "betrouwbaarheid": "onbekend",
        "herkomst": "partner",
        "verkregen": "verstrekking",
        "peildatum": datetime.fromtimestamp(now / 1000, tz=UTC).strftime("%Y%m%d"),
    }
    subjects = [one.model_dump(mode="json", exclude_none=True) for one in item.betrokkenen]
    opinion = {"id": str(uuid.uuid4()), "over": [one["onderwerp"] for one in subjects], "tekst": tekst, **labels}
    duty = {} if item.geheimhoudingsplicht is None else {"geheimhoudingsplicht": item.geheimhoudingsplicht}
    return {"soort": "gegevens", **duty, "labels": labels, "betrokkenen": subjects, "uitspraken": [opinion]}
