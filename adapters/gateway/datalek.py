# SPDX-License-Identifier: EUPL-1.2
"""Counting for a breach: how many distinct natural persons the own supplies are about, from the own index, signed.

Invariants:
- Only what this partner supplied itself is counted; what it does not know, or noted before it kept who is a person, is said
  to be unknown and never taken for nobody.
- One person under one BSN counts once, under whichever references it was supplied; without a BSN each reference counts, so
  the count can be too high and never too low for what is known.
- What goes out holds numbers only. Nothing is sent: a person takes the file to who made the report.

Norm: AVG 33(3)(a). The list comes from the report (`knooppunt geb datalek`) or from the own feed (`sleutel-gelekt`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.gateway.errors import ConfigError
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.sleutels.gelekt import MESSAGE
from audit.proof import jcs
from core.keychain import datalektelling
from core.keychain.datalektelling import Datalektelling, Verzoek
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from adapters.gateway.gateway import Gateway

UNKNOWN = "onbekend"


def read_request(data: bytes, oin: str) -> Verzoek:
    """Return what this partner is asked to count.

    Raises:
        ConfigError: it is no request, or one for another partner.
    """
    try:
        found = Verzoek.from_json(jcs.decode(data))
    except (jcs.CanonicalError, ShapeError):
        raise ConfigError("Dit is geen telverzoek van `knooppunt geb datalek`.") from None
    if found.verstrekker != oin:
        raise ConfigError("Dit telverzoek is voor een andere partner.")
    return found


def told_of(gateway: Gateway, key: str) -> Verzoek:
    """Return the own supplies that a recipient said were reachable with this key, from the own feed.

    Raises:
        ConfigError: nobody told of such a key.
    """
    told = [message["gegevens"] for message in gateway.store.feed(MESSAGE)]
    keys = {item["sleutel"] for item in told if len(key) >= 8 and item["sleutel"].startswith(key)}
    if len(keys) != 1:
        raise ConfigError("Van zo'n sleutel is niets gemeld; `sleutels gemeld` toont wat er is.")
    records = sorted({record for item in told if item["sleutel"] in keys for record in item["records"]})
    return Verzoek(keys.pop(), gateway.partner.oin, tuple((record, _category(gateway, record)) for record in records))


def count(gateway: Gateway, asked: Verzoek) -> Datalektelling:
    """Count the distinct natural persons in these records, and sign.

    Raises:
        ConfigError: this partner has no signing key.
    """
    now, desk = gateway.clock(), gateway.desk
    people: dict[str, set[str]] = {}
    known = 0
    for record, category in asked.records:
        found = gateway.store.people_in(record)
        if found is not None:
            known += 1
            people.setdefault(category, set()).update(found)
    body = {
        "oin": gateway.partner.oin,
        "over": asked.over,
        "records_sha256": asked.records_sha256,
        "bekend": known,
        "onbekend": len(asked.records) - known,
        "personen": len(set().union(*people.values())),
        "categorieen": {code: len(found) for code, found in sorted(people.items())},
        "gemaakt": now,
    }
    return datalektelling.make(own_signing_key(gateway.partner, desk.directory, now), body)


def _category(gateway: Gateway, record: str) -> str:
    """Return the category of an own supply as its own line of the log says it."""
    line = (gateway.store.receipt("verstrekking", record) or {}).get("feit") or {}
    return str(line.get("categorie", UNKNOWN))
