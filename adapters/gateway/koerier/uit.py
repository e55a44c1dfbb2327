# SPDX-License-Identifier: EUPL-1.2
"""Making a courier file: everything that waits here, signed as for the line, with a letter that gives it a longer term.

Invariants:
- In it go the outbox in its order with the exact bytes and keys, the question for the own messages, and for a person the
  question to read what was announced and is not open yet. Attachments of waiting pushes go along, sealed.
- The trip is kept before the file has its name. Nothing leaves the outbox: that is for the answer, with its proofs.
- The file holds ciphertext and metadata: who finds it sees that this organisation asks, and about which records.

`binnen` reads what comes back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.gateway.bijlagen.voorraad import Voorraad
from adapters.gateway.koerier.reizen import Meegegeven, Reizen
from adapters.gateway.leven.gebeurd import announced
from adapters.gateway.receive import WACHT
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.supply import LEVERINGEN
from adapters.gateway.telling import Telling
from adapters.gateway.trace import Trace
from audit.proof import jcs
from audit.proof.receipt import STAM
from core.contract import koerier
from core.contract.afstemming import asks_for_a_line, dutch_day
from core.contract.http_signature import OrgKey, new_nonce, sign_request
from core.contract.koerier import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from core.keychain.holders import Signer

PAGE = 500


@dataclass
class Ingepakt:
    """What went into a file."""

    verzoeken: int = 0
    leveringen: int = 0
    inzagen: int = 0
    bijlagen: int = 0

    def to_json(self) -> dict[str, int]:
        """Return the counts."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass
class Inpakker:
    """Packs one file.

    Args:
        desk: the gateway as of the last answer.
        org_key: this organisation's HTTP key.
        base: public address of the backbone: the start of every signed target.
        days: how long the requests are good.
    """

    desk: Desk
    org_key: OrgKey
    base: str
    days: int
    _asked: list[Meegegeven] = field(default_factory=list, init=False, repr=False)
    _parts: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _done: Ingepakt = field(default_factory=Ingepakt, init=False, repr=False)

    def pack(self, target: Path, person: str | None) -> Ingepakt:
        """Write the file and return what went into it."""
        desk, now = self.desk, self.desk.clock()
        signer = own_signing_key(desk.partner, desk.directory, now)
        self._term = (now, now + self.days * koerier.DAY_MS)
        for entry in desk.outbox.entries("wacht"):
            self._ask("POST", entry.path, entry.body, signer, entry.person, entry.key, entry.trace)
            if entry.path == LEVERINGEN:
                self._done.leveringen += 1
                self._attach(entry.key)
        self._ask("GET", f"/v1/berichten?na={desk.store.feed_position()}&limiet={PAGE}", b"", signer, None)
        for record in self._unread() if person else ():
            self._ask("POST", f"/v1/verstrekkingen/{record}/inzagen", jcs.encode({}), signer, person)
            self._done.inzagen += 1
        for key in self._unanswered():
            self._ask("GET", f"/v1/verzoeken/{key}", b"", signer, None)
        manifest = Manifest(
            soort=koerier.VERZOEK,
            van=desk.partner.oin,
            aan=desk.partner.lijst.beheerder.oin,
            lijst=desk.partner.lijst.fingerprint,
            gemaakt=self._term[0],
            tot=self._term[1],
            sleutel=signer.id,
            bij="",
            gegevens={"logs": self._logs(), "vrijgaven": self._releases()},
            onderdelen=koerier.described(self._parts),
        )
        signed = signer.sign(koerier.DOMEIN, manifest.encode()).to_json()
        Reizen(desk.store).keep(manifest.sha256, self._term[1], self._asked)
        koerier.write_file(target, manifest, signed, self._parts)
        return self._done

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes,
        signer: Signer,
        person: str | None,
        key: str | None = None,
        trace: Trace | None = None,
    ) -> None:
        key, now, place = key or str(uuid.uuid4()), self._term[0], f"{len(self._asked):05d}"
        headers = {"Idempotency-Key": key, **(trace or Trace.start()).headers, "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        who = self.desk.person_key(person) if person else None
        signed = sign_request(method, self.base + path, body, headers, self.org_key, who, now, new_nonce())
        lijst = self.desk.partner.lijst.fingerprint
        signature = koerier.org_signature(signed["Signature"])
        brief = koerier.make_brief(signer, self.desk.partner.oin, lijst, key, signature, self._term)
        told: dict[str, jcs.Json] = {"methode": method, "pad": path, "koppen": dict(signed), "brief": brief}
        self._parts[f"verzoek/{place}.json"] = jcs.encode(told)
        self._parts[f"verzoek/{place}.lichaam"] = body
        self._asked.append(Meegegeven(place, method, path, key, signed["Signature"], person))
        self._done.verzoeken += 1
        if asks_for_a_line(path):
            Telling(self.desk.store).sent(key, body, now)

    def _attach(self, key: str) -> None:
        voorraad = Voorraad(self.desk.partner.folder, self.desk.store)
        for bijlage in voorraad.of(key):
            self._parts[f"bijlage/{bijlage}"] = voorraad.path(bijlage)
            self._done.bijlagen += 1

    def _unread(self) -> list[str]:
        """Return the records that were announced and not opened or refused yet."""
        states = self.desk.store.received()
        found = dict.fromkeys(message["gegevens"]["record"] for message in announced(self.desk.store))
        return [record for record in found if states.get(record) in (None, WACHT)]

    def _unanswered(self) -> list[str]:
        """Return earlier requests of which nobody knows any more whether they were carried out: their day waits for it."""
        store, now = self.desk.store, self.desk.clock()
        waiting = {item.sleutel for item in self._asked} | Reizen(store).underway(now)
        return [key for key in Telling(store).open_until(dutch_day(now)) if key not in waiting][:PAGE]

    def _logs(self) -> dict[str, jcs.Json]:
        """Return from which line on this gateway has to look at each log."""
        store, found = self.desk.store, {}
        for origin in store.shards():
            known = [store.checkpoint(origin), store.witnessed(origin), *store.seen(origin)]
            sizes = [item[0] for item in known if item is not None]
            lines = [item.index for item in store.unwitnessed(origin)]
            name = origin.rpartition("/")[2]
            found[name] = len(store.stam_entries()) if name == STAM else min([*sizes, *lines], default=0)
        return dict(found)

    def _releases(self) -> list[jcs.Json]:
        folder = self.desk.partner.folder / "vrijgaven"
        return [f"sha256:{path.stem}" for path in sorted(folder.glob("*.json"))] if folder.exists() else []
