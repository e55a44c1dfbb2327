# SPDX-License-Identifier: EUPL-1.2
"""A leaked key: what was reachable with it, listed exactly; then withdrawn at once, told, and replaced.

Invariants:
- The list comes first and is kept (`gelekt/`): from the backbone, which holds the wraps, and from the own outbox and messages,
  which hold what the backbone no longer gives. It says of each record from where it is known.
- The leaked key is withdrawn before anything else is sent with it or to it. An HTTP key is followed up first, for the
  withdrawal itself must still be sent.
- Suppliers hear from the backbone which of their records were reachable; what this partner supplied itself is its own to seal
  anew (`own_supplies`).
- Sealing anew gives a new version under a new content secret and salt; the old one is no longer served.
- The re-wrapping of a rotation gives this partner its access back; it does not take away what somebody copied.

Norm: `log-and-crypto.md` D3; AVG art. 33.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, GatewayError
from adapters.gateway.keyring import write_private
from adapters.gateway.leven.gebeurd import Gebeurd
from adapters.gateway.leven.opnieuw import Opnieuw
from adapters.gateway.publish import TERM_DAYS, Publisher
from adapters.gateway.receipts import receipts_of
from adapters.gateway.sleutels.herpakken import wraps_of
from adapters.gateway.sleutels.rotatie import GELEKT, Rotatie
from adapters.gateway.supply import LEVERINGEN
from audit.proof import jcs
from core.casus.sealed import SEALED_FIELDS
from core.contract import levensloop as form
from core.keychain.keys import Rol
from core.keychain.keystore import Bestandsrol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.sleutels.rotatie import Geroteerd
    from core.keychain.keys import DirectoryKey

FOLDER, LEAKS = "gelekt", "/v1/sleutellekken"
REDEN: Final = "sleutel-gelekt"
EVENT, MESSAGE = "casus-gebeurtenis", "sleutel-gelekt"
BACKBONE, OUTBOX, SIGNED = "backbone", "outbox", "ondertekend"
_SHOWN: Final = ("casus", "categorie", "doel", "fase", "verstrekker", "gemaakt")


@dataclass(frozen=True, slots=True)
class Bereik:
    """What was reachable with one key.

    Attributes:
        sleutel: the key, with role, unit and period.
        records: per record what it is and from where it is known; without content.
        teksten: sealed titles and subjects: casus and field.
    """

    sleutel: dict[str, Any]
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    teksten: list[dict[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The list as one JSON object."""
        counts: dict[str, int] = {}
        for item in self.records.values():
            counts[item["categorie"]] = counts.get(item["categorie"], 0) + 1
        return {
            "sleutel": self.sleutel,
            "aantal": len(self.records),
            "categorieen": counts,
            "records": [{"record": name, **item} for name, item in sorted(self.records.items())],
            "teksten": self.teksten,
        }


def reach(gateway: Gateway, key_id: str) -> Bereik:
    """List what was reachable with an own key.

    Raises:
        ConfigError: this partner never had such a key.
    """
    key = _own(gateway, key_id)
    found = Bereik(_described(key))
    for item in wraps_of(gateway.desk.client, key.sleutel_id) if key.rol is Rol.KEM else ():
        shown = {name: item["kop"].get(name) for name in _SHOWN}
        more = {"opgenomen": item["tijd"], "later_toegekend": item["later"], "bekend_van": BACKBONE}
        found.records[item["kop"]["record"]] = {**shown, **more}
    for kop, how in _from_outbox(gateway, key):
        found.records.setdefault(kop["record"], {**{name: kop.get(name) for name in _SHOWN}, "bekend_van": how})
    found.teksten.extend(_texts(gateway, key.sleutel_id))
    return found


def handle(
    gateway: Gateway, key_id: str, *, days: int = TERM_DAYS, tell: Callable[[int], None] = lambda _count: None
) -> tuple[Bereik, Path, Geroteerd]:
    """Keep the list, withdraw the key, tell the suppliers, and rotate; return list, its place and the rotation."""
    key, partner = _own(gateway, key_id), gateway.partner
    key_id = key.sleutel_id
    found = reach(gateway, key_id)
    path = partner.folder / FOLDER / f"{key_id[:16]}.json"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(path, json.dumps(found.to_json(), ensure_ascii=False, indent=2).encode() + b"\n")
    _withdraw(gateway, key)
    if key.rol is Rol.KEM:
        _tell_suppliers(gateway, key_id)
    return found, path, Rotatie(gateway, days=days, tell=tell).run(GELEKT)


def own_supplies(gateway: Gateway) -> dict[str, list[dict[str, Any]]]:
    """Return, by record of this partner, which recipients said that a key with which it opens leaked."""
    found: dict[str, list[dict[str, Any]]] = {}
    for message in gateway.store.feed(MESSAGE):
        told = message["gegevens"]
        about = {"ontvanger": told["ontvanger"], "eenheid": told["eenheid"], "sleutel": told["sleutel"]}
        for record in told["records"]:
            found.setdefault(record, []).append({**about, "gemeld": message["tijd"]})
    return found


def reseal(gateway: Gateway, person: str | None = None) -> dict[str, dict[str, str]]:
    """Seal every own record that a leaked key opened again, as a new version for the same readers.

    One of which there is a new version already is left out, so that asking again goes on with what is missing.

    Returns:
        `nieuw`: the id of the new version by the old one; `niet`: why not, by record.
    """
    who, made, failed = gateway.reader(person), dict[str, str](), dict[str, str]()
    for record in own_supplies(gateway):
        gateway.sync()
        happened = Gebeurd(gateway.store, gateway.desk.directory, gateway.clock()).of(record)
        if any(stuk.soort in form.VERVANGEN or stuk.soort == form.INGETROKKEN for stuk in happened):
            continue
        try:
            made[record] = Opnieuw(gateway, who).replace(record, None, REDEN, correction=False)
        except GatewayError as error:
            failed[record] = error.diagnose()
    return {"nieuw": made, "niet": failed}


def _withdraw(gateway: Gateway, key: DirectoryKey[Any]) -> None:
    if key.rol is Rol.HTTP and key.ingetrokken_op is None:
        gateway.partner.keys.generate(Bestandsrol.HTTP)
        gateway.publish_keys(roles=(Bestandsrol.HTTP,))
    if gateway.follow_stamlog().may_withdraw(key):
        Publisher(gateway.partner, gateway.store, gateway.clock).withdraw(gateway.desk_client(), key)
    gateway.sync()


def _tell_suppliers(gateway: Gateway, key_id: str) -> None:
    desk = gateway.desk
    answer = desk.client.post(LEAKS, {"sleutel": key_id})
    receipts_of(answer.data)


def _own(gateway: Gateway, key_id: str) -> DirectoryKey[Any]:
    keys = gateway.desk.directory.keys(gateway.partner.oin)
    found = [key for key in keys if len(key_id) >= 8 and key.sleutel_id.startswith(key_id)]
    if len(found) != 1:
        raise ConfigError("Dit is geen sleutel van deze partner; `sleutels toon` geeft de kenmerken.")
    return found[0]


def _described(key: DirectoryKey[Any]) -> dict[str, Any]:
    return {
        "sleutel_id": key.sleutel_id,
        "rol": key.rol.value,
        "eenheid": key.eenheid,
        "geldig_van": key.geldig_van,
        "geldig_tot": key.geldig_tot,
        "ingetrokken_op": key.ingetrokken_op,
    }


def _from_outbox(gateway: Gateway, key: DirectoryKey[Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the headers of own supplies that the key opens, or signed."""
    for entry in gateway.outbox.entries():
        if entry.path != LEVERINGEN:
            continue
        for item in jcs.decode(entry.body)["verstrekkingen"]:
            if any(wrap["sleutel"] == key.sleutel_id for wrap in item["omhulsels"]):
                yield item["kop"], OUTBOX
            elif item["kop"]["sleutel"] == key.sleutel_id:
                yield item["kop"], SIGNED


def _texts(gateway: Gateway, key_id: str) -> Iterator[dict[str, str]]:
    for message in gateway.store.feed(EVENT):
        event = message["gegevens"]
        for name in SEALED_FIELDS:
            sealed = event.get("gegevens", {}).get(name)
            wraps = sealed.get("omhulsels", ()) if isinstance(sealed, dict) else ()
            if any(wrap.get("sleutel") == key_id for wrap in wraps):
                yield {"casus": str(event.get("casus")), "veld": name}
