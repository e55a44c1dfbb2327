# SPDX-License-Identifier: EUPL-1.2
"""Tags at the gateway: making and sharing the key of a casus, tagging own supplies, asking for matches.

Invariants:
- The key lives in memory for one command: it is never written here, so when the backbone erased the salt nobody has it.
- A key is used only when its list is signed by a member, under a key of the directory, and names nobody but members of the casus
  as this gateway's own dossier knows them, on keys that the directory holds; another list is an alarm.
- Only own supplies are tagged, from the bytes that were sent; well-known values are left out.
- What a match is about is never asked of the backbone: it tells how many, and the two gateways hold the contents.

Norm: design.md 6 ("Subjects"); ADR on case tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.sealer import own_signing_key
from adapters.gateway.supply import LEVERINGEN
from audit.proof import jcs
from core.casus import merken as tags
from core.casus import merksleutel as form
from core.casus.merksleutel import Geheim, Merksleutel, MerksleutelError
from core.contract import kenmerken
from core.contract.inhoud import decode_inhoud
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.casework import Casework
    from adapters.gateway.desk import Desk
    from core.contract.inhoud import Inhoud
    from core.keychain.keys import KemKey

BUREAU = "riec-bureau"


class Sleutel(NamedTuple):
    """The living key of a casus, opened."""

    geheim: Geheim
    key: bytes
    tijdvak: int
    houders: frozenset[tuple[str, str, str]]


class Merker:
    """Tags for one person of one partner.

    Args:
        desk: the synchronised gateway.
        acts: posts and gets with the proof of each line.
    """

    def __init__(self, desk: Desk, acts: Casework) -> None:
        self._desk, self._acts = desk, acts

    def key(self, casus: str) -> Sleutel | None:
        """Return the living key of a casus, None when it has none that counts.

        Raises:
            VerificationError: the key is not from members alone, or not what its maker signed.
        """
        given = self._acts.ask(f"/v1/casussen/{casus}/merksleutel")
        if given.get("tijdvak") is None or given.get("verouderd"):
            return None
        try:
            return self._opened(casus, [form.parse(item) for item in given["sleutels"]], jcs.unb64(given["zout"]))
        except (MerksleutelError, UnknownKey, jcs.CanonicalError) as error:
            self._desk.store.alarm(self._desk.clock(), "merksleutel", str(error), {"casus": casus})
            raise VerificationError("merksleutel", str(error)) from None

    def make(self, casus: str, reden: str = "eerste") -> int:
        """Make a new key for everybody who takes part, and return its epoch; the one before it ends, with its tags."""
        given = self._acts.ask(f"/v1/casussen/{casus}/merksleutel")
        tijdvak = (given.get("tijdvak") or 0) + 1
        geheim = Geheim.generate()
        self._post(casus, geheim, tijdvak, self._units(casus), reden, jcs.b64(geheim.salt))
        return tijdvak

    def share(self, casus: str) -> list[str]:
        """Wrap the living key on to units that do not hold it yet, under a new key neither; return their OINs."""
        found = self._needed(casus)
        new = [key for key in self._units(casus) if (key.oin, key.eenheid, key.sleutel_id) not in found.houders]
        if new:
            self._post(casus, found.geheim, found.tijdvak, new, "toegevoegd", None)
        return sorted({key.oin for key in new})

    def tag(self, casus: str, only: str | None = None) -> dict[str, Any]:
        """Tag the own supplies of a casus that have identifiers; return how many tags each got, and how much was left out."""
        found = self._needed(casus)
        done: dict[str, int] = {}
        skipped = 0
        for record, content in self._supplied(casus):
            if only not in (None, record):
                continue
            seen = kenmerken.in_content(content)
            skipped += seen.overgeslagen
            if seen.kenmerken and self._tagged(casus, record, found, seen.kenmerken):
                done[record] = len(seen.kenmerken)
        return {"casus": casus, "tijdvak": found.tijdvak, "merken": done, "overgeslagen": skipped}

    def matches(self, casus: str, record: str | None = None) -> list[dict[str, Any]]:
        """Return which records that may be read here share how many identifiers."""
        answer = self._acts.act(f"/v1/casussen/{casus}/treffers", {"record": record})
        return [{"records": item["records"], "merken": item["merken"]} for item in answer["treffers"]]

    def _tagged(self, casus: str, record: str, found: Sleutel, seen: tuple[kenmerken.Kenmerk, ...]) -> bool:
        """Send the tags of one record; False when it has tags of this epoch already."""
        name = f"merken/{casus}/{found.tijdvak}/{record}"
        if self._desk.store.meta(name):
            return False
        made = tags.tags(found.key, seen)
        body = {"record": record, "tijdvak": found.tijdvak, "merken": [jcs.b64(item) for item in made]}
        self._acts.act(f"/v1/casussen/{casus}/merken", body)
        self._desk.store.set_meta(name, "gezet")
        return True

    def _needed(self, casus: str) -> Sleutel:
        found = self.key(casus)
        if found is None:
            raise ConfigError("Deze casus heeft nu geen geldige merksleutel. Maak er een met `merken sleutel`.")
        return found

    def _opened(self, casus: str, given: list[Merksleutel], salt: bytes) -> Sleutel:
        desk, now = self._desk, self._desk.clock()
        members = self._members(casus)
        for item in given:
            door, tijd = item.lijst["door"], min(item.lijst["tijd"], now)
            signer = next((k for k in desk.directory.keys(door) if self._signed(item, k, tijd)), None)
            if signer is None or item.lijst["casus"] != casus or door not in members:
                raise MerksleutelError("maker", "Deze merksleutel is niet door een deelnemer ondertekend.")
            for oin, eenheid, sleutel in item.ontvangers:
                known = {(k.eenheid, k.sleutel_id) for k in desk.directory.keys(oin)}
                if oin not in members or (eenheid, sleutel) not in known:
                    raise MerksleutelError("ontvanger", "Deze merksleutel gaat ook naar iemand die niet deelneemt.")
        own = next((item for item in given if item.omhulsels), None)
        if own is None:
            raise ConfigError("Deze partner heeft de merksleutel nog niet; een andere deelnemer geeft hem door.")
        wrap = own.omhulsels[0]
        mine = desk.partner.keys.kem(wrap.sleutel)
        if mine is None:
            raise MerksleutelError("geen-omhulsel", "Het omhulsel is voor een sleutel die hier niet is.")
        geheim, key = form.unwrap(own, salt, mine[1], desk.partner.oin, wrap.eenheid)
        return Sleutel(geheim, key, own.tijdvak, frozenset(h for item in given for h in item.ontvangers))

    @staticmethod
    def _signed(item: Merksleutel, key: Any, tijd: int) -> bool:
        if key.rol.value != "tekenen" or not key.valid_at(tijd):
            return False
        try:
            form.verify(item, key.sleutel)
        except MerksleutelError:
            return False
        return True

    def _members(self, casus: str) -> set[str]:
        """Return who may hold the key: who takes part, and the bureau of the region that works for one of them."""
        case = self._desk.dossier.case(casus)
        listed = self._desk.directory.lijst.deelnemers
        bureaus = {d.oin for d in listed if d.soort == BUREAU and case.regio in d.regios}
        return set(case.participants(self._desk.clock())) | bureaus

    def _units(self, casus: str) -> list[KemKey]:
        """Return the keys of every unit that takes part; of who named no units all of them."""
        desk, now = self._desk, self._desk.clock()
        case = desk.dossier.case(casus)
        found = []
        for oin in case.participants(now):
            units = case.deelnemers[oin].eenheden or desk.directory.units(oin)
            found += [desk.directory.kem_key(oin, unit, now) for unit in units]
        return found

    def _post(self, casus: str, geheim: Geheim, tijdvak: int, keys: list[KemKey], reden: str, salt: str | None) -> None:
        desk, now = self._desk, self._desk.clock()
        signer = own_signing_key(desk.partner, desk.directory, now)
        made = form.wrap(geheim, (casus, tijdvak), keys, (desk.partner.oin, signer), (now, reden))
        body = {"sleutel": made.to_json(), "tekensleutel": signer.id, "zout": salt}
        self._acts.act(f"/v1/casussen/{casus}/merksleutels", body)

    def _supplied(self, casus: str) -> Iterator[tuple[str, Inhoud]]:
        """Yield record and content of what this partner supplied in a casus and was proven, from the bytes it sent."""
        for entry in self._desk.outbox.entries("klaar"):
            if entry.casus == casus and entry.path == LEVERINGEN and entry.body:  # emptied when a record was destroyed
                for item in jcs.decode(entry.body)["verstrekkingen"]:
                    yield self._reopened(SealedRecord.from_json(item))

    def _reopened(self, record: SealedRecord) -> tuple[str, Inhoud]:
        desk, kop = self._desk, record.kop
        own = next((w for w in record.omhulsels if w.ontvanger == desk.partner.oin), None)
        mine = desk.partner.keys.kem(own.sleutel) if own else None
        if mine is None:
            raise VerificationError("eigen-record", "De eigen sleutel voor een record in de outbox ontbreekt.")
        try:
            signer = desk.directory.signing_key(kop["verstrekker"], kop["gemaakt"], kop["sleutel"])
            return kop["record"], decode_inhoud(
                open_record(record, mine[1], desk.partner.oin, mine[0], signer, kop["gemaakt"])
            )
        except (EnvelopeError, ValueError):
            raise VerificationError("eigen-record", "Een record in de outbox is niet meer te openen.") from None
