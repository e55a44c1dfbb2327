# SPDX-License-Identifier: EUPL-1.2
"""Attachments: uploads that can go on after a break, taking them in with a push, and giving them to who read the record.

Invariants:
- An upload is no act: it decides nothing, leaves no line, and gives nothing to anybody. The push is the act; it takes in
  only attachments of which every byte is here and hash, length and commitment are those that the supplier signed.
- Whose upload it is, is told by the signature of the request. Anybody else gets the constant answer.
- Size, number and time of uploads are limited per organisation; what is not finished in time is deleted.
- A part leaves only after a logged read of its record, by the person of that read, for one day, and only to who is a
  recipient still. That read was decided by the rules; this is its other half.
- Memory holds one part per request, whatever the size of the attachment.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from core.contract.bijlagen import DEEL, MAX_BYTES
from core.envelope import body
from core.exchange import bewaren, levensloop, lines
from core.exchange.act import INZAGE, NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Onbekend, Ongeldig
from core.ledger import bijlagen, handelingen, verstrekkingen
from core.ledger.bijlagen import Upload

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.envelope import SealedRecord
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

HOUR_MS: Final = 3_600_000
READ_MS: Final = 24 * HOUR_MS
"""How long the parts of a record are given after its read; then it is read anew."""
_HEAD: Final = 56
_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class Grenzen:
    """What one organisation may have under way.

    Attributes:
        lengte: encrypted bytes of one attachment; 2 GiB of content.
        uploads: how many uploads at a time.
        samen: encrypted bytes of all of them together.
        bewaard_ms: how long an upload is kept after it was begun.
    """

    lengte: int = body.sealed_size(MAX_BYTES)
    uploads: int = 16
    samen: int = body.sealed_size(4 * MAX_BYTES)
    bewaard_ms: int = 72 * HOUR_MS


class Uploads:
    """What a process remembers of uploads to spare work. It may forget all of it: everything is in the database.

    Hashes go by upload, not by id: what was deleted and begun anew under one id shares no byte with what was there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hashes: OrderedDict[Upload, tuple[int, Any, bytes]] = OrderedDict()
        self._reads: OrderedDict[tuple[str, str], tuple[str, int, Any]] = OrderedDict()

    def add(self, made: Upload, volgnr: int, data: bytes) -> None:
        """Hash on, when this is the part that follows what was hashed."""
        with self._lock:
            count, total, head = self._hashes.get(made) or (0, hashlib.sha256(), b"")
            if volgnr != count:
                return
            grown = total.copy()
            grown.update(data)
            self._keep(self._hashes, made, (count + 1, grown, head or data[:_HEAD]))

    def total(self, made: Upload) -> tuple[str, str] | None:
        """Return hash and commitment of an upload that was hashed to its end here."""
        with self._lock:
            count, total, head = self._hashes.get(made) or (0, hashlib.sha256(), b"")
            return (total.hexdigest(), body.commitment(head)) if count == made.delen else None

    def read(self, world: World, caller: Caller, verzoek: str, connection: Connection) -> tuple[str, int, Any] | None:
        """Return record, time and person of a read that was allowed, None when `verzoek` was no such read."""
        known = self._reads.get((caller.oin, verzoek))
        if known is not None:
            return known
        row = handelingen.by_request(connection, caller.oin, verzoek)
        if row is None or row["soort"] != INZAGE:
            return None
        outcome = world.runner.stored_answer(row)
        if not isinstance(outcome, Gedaan):
            return None
        found = (outcome.bewijs[0]["feit"]["record"], row["tijd"], outcome.bewijs[0]["persoon"])
        with self._lock:
            self._keep(self._reads, (caller.oin, verzoek), found)
        return found

    @staticmethod
    def _keep(where: OrderedDict[Any, Any], key: Any, value: Any) -> None:
        where[key] = value
        where.move_to_end(key)
        if len(where) > _REMEMBERED:
            where.popitem(last=False)


def begin(world: World, caller: Caller, key: str, lengte: int) -> Uitkomst:
    """Begin an upload, or say how far it is; the same question again changes nothing."""
    grenzen, now = world.bijlage_grenzen, world.now()
    if lengte > grenzen.lengte:
        return Ongeldig((Bevinding("lengte", "te-groot", f"Een bijlage is hoogstens {grenzen.lengte} bytes."),))
    outcome: list[Uitkomst] = []

    def write(connection: Connection) -> None:
        outcome.clear()  # a batch that fails is tried again
        bijlagen.forget(connection, _cleared(bijlagen.expired(connection, now), key))
        found = bijlagen.upload(connection, key)
        if found is None:
            outcome.append(_room(world, connection, caller.oin, key, lengte))
            if isinstance(outcome[0], Gedaan):
                bijlagen.begin(connection, Upload(key, caller.oin, lengte, now + grenzen.bewaard_ms, None, None))
        elif (found.oin, found.lengte) != (caller.oin, lengte):
            outcome.append(TAKEN)

    world.store(write)
    return outcome[0] if outcome and not isinstance(outcome[0], Gedaan) else state(world, caller, key)


TAKEN: Final = Conflict("bestaat-al", "Onder dit nummer bestaat al een andere bijlage.")


def _cleared(expired: list[str], key: str) -> list[str]:
    """Return which expired upload goes now: this very one, or the oldest. One at a time, for everybody waits meanwhile."""
    return [key] if key in expired else expired[:1]


def _room(world: World, connection: Connection, oin: str, key: str, lengte: int) -> Uitkomst:
    if bijlagen.known(connection, key):
        return TAKEN
    count, size = bijlagen.open_uploads(connection, oin, world.now())
    if count >= world.bijlage_grenzen.uploads or size + lengte > world.bijlage_grenzen.samen:
        return Conflict(
            "toestand", "Er staan al te veel uploads open. Maak er eerst een af, of wacht tot zij vervallen."
        )
    return Gedaan({})


def state(world: World, caller: Caller, key: str) -> Gedaan | Onbekend:
    """Return how far an upload of the caller is: which parts are still wanted, and whether it is whole."""
    with world.reading() as connection:
        found = bijlagen.upload(connection, key)
        if found is None or found.oin != caller.oin:
            return Onbekend()
        there = bijlagen.numbers(connection, key)
    missing = sorted(set(range(found.delen)) - set(there))
    return Gedaan(
        {
            "bijlage": key,
            "lengte": found.lengte,
            "deel_bytes": DEEL,
            "delen": found.delen,
            "ontbreekt": missing[:1000],
            "verloopt": found.verloopt,
            "heel": found.sha256 is not None,
        }
    )


def put(world: World, caller: Caller, key: str, volgnr: int, data: bytes) -> Uitkomst:
    """Keep one part; the same part again changes nothing, another one under its number is refused."""
    sha256 = hashlib.sha256(data).hexdigest()
    outcome: list[Uitkomst] = []
    kept: list[Upload] = []

    def write(connection: Connection) -> None:
        outcome.clear()
        kept.clear()
        found = bijlagen.upload(connection, key)
        if found is None or found.oin != caller.oin:
            outcome.append(Onbekend())
            return
        kept.append(found)
        if volgnr >= found.delen or len(data) != found.size_of(volgnr):
            text = "Dit deel heeft niet de lengte die bij zijn nummer hoort."
            outcome.append(Ongeldig((Bevinding("", "lengte", text),)))
            return
        before = bijlagen.part_hash(connection, key, volgnr)
        if before is None:
            bijlagen.keep_part(connection, key, volgnr, sha256, data)
        elif before != sha256:
            outcome.append(Conflict("bestaat-al", "Onder dit nummer staat al een ander deel."))

    world.store(write)
    if outcome:
        return outcome[0]
    world.uploads.add(kept[0], volgnr, data)
    return Gedaan({"bijlage": key, "deel": volgnr})


def finish(world: World, caller: Caller, key: str) -> Uitkomst:
    """Say that all parts were sent: hash them together, once."""
    with world.reading() as connection:
        found = bijlagen.upload(connection, key)
        if found is None or found.oin != caller.oin:
            return Onbekend()
        whole = found.sha256 is not None
        if not whole and len(bijlagen.numbers(connection, key)) != found.delen:
            return Conflict("toestand", "Nog niet alle delen van deze bijlage zijn er.")
        total = None if whole else world.uploads.total(found) or _hashed(connection, key)

    def write(connection: Connection) -> None:
        if total is not None and bijlagen.upload(connection, key) == found:
            bijlagen.whole(connection, key, *total)

    if total is not None:
        world.store(write)
    return state(world, caller, key)


def _hashed(connection: Connection, key: str) -> tuple[str, str]:
    total, head = hashlib.sha256(), b""
    for _, _, data in bijlagen.parts(connection, key):
        total.update(data)
        head = head or data[:_HEAD]
    return total.hexdigest(), body.commitment(head)


def part(world: World, caller: Caller, record: str, key: str, volgnr: int, inzage: str) -> bytes | Onbekend:
    """Return one part to who read the record with the request `inzage`; everybody else gets the constant answer."""
    with world.reading() as connection:
        read = world.uploads.read(world, caller, inzage, connection)
        if read is None or read[0] != record or not 0 <= world.now() - read[1] <= READ_MS:
            return Onbekend()
        listed = [row.sleutel for row in bijlagen.of_record(connection, record)]
        kop = verstrekkingen.header(connection, record)
        locked = kop is not None and bewaren.item_of(world, connection, kop).locked(world.now())
        open_now = (
            kop is not None and not locked and levensloop.stopped(connection, kop, caller.oin, world.now()) is None
        )
        still = open_now and caller.oin in verstrekkingen.recipients(connection, record)
        if key not in listed or not still or not lines.same_actor(read[2], caller):
            return Onbekend()
        found = bijlagen.part(connection, key, volgnr)
    return Onbekend() if found is None else found


def require_whole(act: Act, records: tuple[SealedRecord, ...], pad: str) -> dict[str, Upload]:
    """Return the uploads of all attachments that these records name; refuse, with every finding, when one is not right.

    Raises:
        NoTrace: one is not here whole, or is another than the supplier signed.
    """
    found: dict[str, Upload] = {}
    wrong: list[Bevinding] = []
    for number, record in enumerate(records):
        for place, named in enumerate(record.verklaring.bijlagen):
            made = bijlagen.upload(act.connection, named.bijlage)
            where = f"{pad}[{number}].verklaring.bijlagen[{place}]"
            if made is None or made.oin != act.caller.oin or made.sha256 is None or named.bijlage in found:
                wrong.append(Bevinding(where, "bijlage-ontbreekt", "Deze bijlage is nog niet helemaal gestuurd."))
            elif (made.sha256, made.lengte, made.binding) != (named.sha256, named.lengte, named.binding):
                wrong.append(Bevinding(where, "bijlage-anders", "Er is iets anders gestuurd dan de verklaring noemt."))
            else:
                found[named.bijlage] = made
    if wrong:
        raise NoTrace(Ongeldig(tuple(wrong)))
    return found


def take_in(act: Act, record: SealedRecord, uploads: dict[str, Upload]) -> list[dict[str, Any]]:
    """Make the uploads that a record names its attachments; return their entries for the line."""
    kop, entries = record.kop, []
    for named in record.verklaring.bijlagen:
        made = uploads[named.bijlage]
        entries += bijlagen.take_in(act.writer, act.connection, kop["record"], made, act.tijd)
    return entries
