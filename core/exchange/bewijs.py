# SPDX-License-Identifier: EUPL-1.2
"""Gathering what proves one act: lines, rows, keys and releases, for the evidence bundle (`audit.bundel`).

Invariants:
- Nothing goes in but what a line of the log names with its hash, or the stamlog holds: each row comes with the line that
  names it. Ciphertext, wraps and salts stay out; of such columns only the hash is shown.
- The person is shown only when asked, and only of the own organisation or about the own record. What others stated of a
  person (designated, screened, on the case) names that person too: it goes in under the same condition, else only its hash.
- A line whose readable part was erased gives no bundle: there is nothing left to show.

Norm: docs/adr/0021-evidence-bundle.md; design.md 1 (1). It decides nothing and writes nothing: `core.exchange.uitvoer` does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.log import Log, NoSuchLineError
from audit.proof import checkpoint, jcs, note, receipt, tiles, tlog_policy, tlog_proof
from audit.reader import LogReader
from audit.state import fetcher
from audit.tijdstempel import path_of
from audit.values import STAM
from core.exchange import lines
from core.ledger import feiten, toekenningen
from core.ledger.tables import beslissing, feitbundel, feitverklaring, handeling, verstrekking, vrijgave
from core.ledger.toekenningen import toekenning_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection, Table

    from core.exchange.world import World

# Which columns of bytes are shown; of every other only the hash goes out.
_OPEN: Final = {
    "beslissing": ("adl",),
    "feitbundel": ("bundel",),
    "toekenning_later": ("toekenningen",),
    "verstrekking": ("kop", "verklaring", "handtekening", "toekenningen"),
    "vrijgave": ("bundel",),
    "handeling": (),
}


class BewijsError(ValueError):
    """There is no bundle to be made of this line; the message is Dutch and names no person."""

    type = "bewijs"


@dataclass(frozen=True, slots=True)
class Bron:
    """Where a bundle is made from.

    Attributes:
        world: of this process.
        policy: the pinned tlog-policy file.
        getuigd: gives the newest witnessed note of a shard.
        tijdstempel: gives the token over the head of a shard at this size, when one was kept.
    """

    world: World
    policy: bytes = field(repr=False)
    getuigd: Callable[[str], bytes | None] = field(repr=False)
    tijdstempel: Callable[[str, int], bytes | None] = field(repr=False, default=lambda _shard, _size: None)


def receipt_of(
    bron: Bron, shard: str, index: int, signed: bytes | None = None, *, persoon: bool = False
) -> dict[str, Any]:
    """Return the receipt of a line: under the newest witnessed checkpoint that holds it, else as it was included.

    Args:
        bron: where to look.
        shard: name of the shard.
        index: place of the line.
        signed: a checkpoint of the shard, when the proof must be for exactly that tree.
        persoon: whether the part about people is shown.

    Raises:
        NoSuchLineError: there is no such line under a signed checkpoint.
    """
    log = bron.world.log
    made = log.receipt(shard, index, persoon=persoon)
    head = signed or bron.getuigd(shard)
    if head is not None and checkpoint.parse(head)[0].size > index:
        made = {**made, "bewijs": _proof(log, shard, index, head)}
    proven = receipt.verify(made, tlog_policy.parse(bron.policy))
    return {**made, "staat": proven.staat}


def _proof(log: Log, shard: str, index: int, signed: bytes) -> str:
    with log.engine.connect() as connection:
        reader = tiles.TileReader(checkpoint.parse(signed)[0].size, fetcher(connection, shard))
        return tlog_proof.TlogProof(index, tuple(reader.inclusion(index)), signed).encode()


def line_of_act(world: World, act: str) -> tuple[str, int]:
    """Return shard and index of the first line of an act.

    Raises:
        BewijsError: there is no such act.
    """
    with world.reading() as connection:
        row = connection.execute(select(handeling).where(handeling.c.sleutel == act)).mappings().one_or_none()
    if row is None:
        raise BewijsError("Deze handeling staat niet in het grootboek.")
    return str(row["log"]), int(row["regel"])


def gather(
    bron: Bron,
    shard: str,
    index: int,
    *,
    persoon_van: str | None = None,
    heel: bool = False,
    signed: bytes | None = None,
) -> tuple[tuple[str, int], dict[str, bytes]]:
    """Return (origin, index) of the line and the parts of its bundle.

    Args:
        bron: where to look.
        shard: name of the shard.
        index: place of the line.
        persoon_van: OIN of who may see the person, when that was asked; None shows no person.
        heel: whether the whole stamlog goes in, which also proves that no key was withdrawn.
        signed: the checkpoint of a sample, when the line was drawn from it: the proof is for that very tree.

    Raises:
        BewijsError: the readable part was erased, it is no act, or the person may not be shown.
    """
    bron.world.keys.catch_up()
    with bron.world.reading() as connection:
        work = _Work(bron, connection)
        work.subject(shard, index, persoon_van, signed)
        work.stam(heel=heel)
        return work.place, work.parts


class _Work:
    """One bundle in the making."""

    def __init__(self, bron: Bron, connection: Connection) -> None:
        self.bron, self.world, self.connection = bron, bron.world, connection
        self.parts: dict[str, bytes] = {
            "deelnemerslijst.json": jcs.encode(jcs.decode(bron.world.lijst.bron)),
            "tlog-policy": bron.policy,
        }
        self.place = ("", 0)
        self._seen_by: tuple[str | None, frozenset[str]] = (None, frozenset())
        self._lines: dict[tuple[str, int], dict[str, Any]] = {}
        self._origins: set[str] = set()
        self._keys: set[tuple[str, str]] = set()
        self._releases: set[str] = set()

    def subject(self, shard: str, index: int, persoon_van: str | None, signed: bytes | None) -> None:
        """Put in the line that the bundle is about, and everything that it rests on but the stamlog."""
        feit = self._line(shard, index, persoon_van, signed)
        if feit is None:
            raise BewijsError("De inhoud van deze regel is gewist; er is niets meer om te tonen.")
        if "handeling" not in feit:
            raise BewijsError("Deze regel is geen handeling van een deelnemer; neem er een ontvangstbewijs van.")
        made = self._lines[shard, index]
        self.place = (str(made["log"]), index)
        token = self.bron.tijdstempel(shard, checkpoint.parse(tlog_proof.parse(made["bewijs"]).checkpoint)[0].size)
        if token is not None:
            self.parts["tijdstempel.tsr"] = token
        persoon = made["persoon"]
        self._seen_by = (persoon_van, frozenset({persoon["persoon"]} if persoon else ()))
        self._row(handeling, feit["handeling"])
        if "ondertekend" in feit:
            self._keys.add((feit["oin"], feit["sleutel"]))
        if "koerier" in feit:
            self._keys.add((feit["oin"], feit["koerier"]["brief"]["sleutel"]))
        for item in feit.get("beslissingen", ()):
            self._row(beslissing, item["id"])
            self._release(item["vrijgave"])
        self._facts(
            {hashed for item in feit.get("beslissingen", ()) for found in item["feiten"].values() for hashed in found}
        )
        if persoon and "ondertekend" in persoon:
            self._person_key(persoon)
        if isinstance(feit.get("record"), str):
            self._record(feit["record"])
            self._later(feit["record"], {feit["oin"], *feit.get("ontvangers", ())})

    def _line(
        self, shard: str, index: int, persoon_van: str | None = None, signed: bytes | None = None
    ) -> dict[str, Any] | None:
        if (shard, index) not in self._lines:
            made = receipt_of(self.bron, shard, index, signed, persoon=persoon_van is not None)
            if persoon_van is not None and made["persoon"] is not None and not self._may_see(made, persoon_van):
                raise BewijsError(
                    "De persoon in deze regel is alleen te tonen aan de eigen organisatie of de bron van het record."
                )
            self._lines[shard, index] = made
            self._origins.add(made["log"])
            self.parts[f"regels/{shard}/{index}.json"] = jcs.encode(made)
        feit: dict[str, Any] | None = self._lines[shard, index]["feit"]
        return feit

    def _may_see(self, made: dict[str, Any], oin: str) -> bool:
        if made["persoon"].get("oin") == oin:
            return True
        query = select(verstrekking.c.verstrekker).where(verstrekking.c.sleutel == (made["feit"] or {}).get("record"))
        return bool(self.connection.execute(query).scalar() == oin)

    def _row(self, table: Table, key: str) -> Any:
        """Put a row in, with the line that names it; return it, None when it is not there."""
        row = self.connection.execute(select(table).where(table.c.sleutel == key)).mappings().one_or_none()
        name = f"rijen/{table.name}/{key.replace(':', '-')}.json"
        if row is None or name in self.parts:
            return row
        if not self._named(table.name, key, row):
            raise BewijsError(
                "Een rij bij deze handeling wordt door geen regel van het log genoemd; laat het log narekenen."
            )
        shown = _OPEN[table.name]
        plain = {
            column: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
            for column, value in row.items()
            if value is not None
        }
        opened = {column: jcs.decode(row[column]) for column in shown}
        self.parts[name] = jcs.encode({"rij": plain, "open": opened})
        return row

    def _named(self, table: str, key: str, row: Any) -> bool:
        """Take in the line that names this row; False when there is none."""
        for shard, index in self._candidates(table, row):
            feit = self._feit(shard, index)
            if any((item["tabel"], item["sleutel"]) == (table, key) for item in (feit or {}).get("rijen", ())):
                self._line(shard, index)
                return True
        return False

    def _feit(self, shard: str, index: int) -> dict[str, Any] | None:
        if (shard, index) in self._lines:
            feit: dict[str, Any] | None = self._lines[shard, index]["feit"]
            return feit
        reader = LogReader(self.world.log.engine, self.world.log.kluis)
        return next((line.feit for line in reader.lines(shard, index, index + 1)), None)

    def _candidates(self, table: str, row: Any) -> Iterator[tuple[str, int]]:
        """Yield where the line of a row may stand: its act has the same id or the same moment."""
        act = {"handeling": row["sleutel"], "beslissing": row.get("handeling")}.get(table)
        same = handeling.c.sleutel == act if act else handeling.c.tijd == row["tijd"]
        for found in self.connection.execute(select(handeling).where(same)).mappings():
            for place in range(found["regel"], found["regel"] + found["aantal"]):
                yield found["log"], place
        if table == "vrijgave":  # the first release came with the installation, which is no act
            yield lines.shard_of(None, row["tijd"]), 0

    def _release(self, digest: str) -> None:
        self._releases.add(digest)
        self._row(vrijgave, digest)

    def _facts(self, hashes: Iterable[str]) -> None:
        cited = set(hashes)
        query = select(feitverklaring.c.bundel).where(feitverklaring.c.sleutel.in_(list(cited))).distinct()
        found = feiten.bundles(self.connection, list(self.connection.execute(query).scalars()))
        for hashed, stored in found.items():
            if not self._hidden(stored.bundel):
                self._bundles([hashed])
            elif any(jcs.digest(item) in cited and not _of_person(item) for item in stored.bundel["verklaringen"]):
                raise BewijsError(
                    "Een genoemd feit staat in één bundel met een feit over een persoon. Vraag dit met de persoon erbij."
                )

    def _hidden(self, bundel: dict[str, Any]) -> bool:
        """Return whether these statements name a person whom the reader of the bundle may not see."""
        reader, shown = self._seen_by
        named = {item["over"]["persoon"] for item in bundel["verklaringen"] if _of_person(item)}
        return not named <= shown and bundel["door"]["oin"] != reader

    def _bundles(self, hashes: Iterable[str]) -> None:
        for hashed in sorted(hashes):
            row = self._row(feitbundel, hashed)
            door = jcs.decode(row["bundel"])["door"]
            self._keys.add((door["oin"], door["sleutel"]))

    def _person_key(self, persoon: dict[str, Any]) -> None:
        about = feiten.bundle_hashes_about(self.connection, personen=(persoon["persoon"],))
        for hashed, stored in feiten.bundles(self.connection, about).items():
            if any(item["feit"] == "persoonssleutel" for item in stored.bundel["verklaringen"]):
                self._bundles([hashed])

    def _record(self, record: str) -> None:
        row = self._row(verstrekking, record)
        if row is not None:
            self._keys.add((row["verstrekker"], jcs.decode(row["kop"])["sleutel"]))
            self._keys.update((item["ontvanger"], item["sleutel"]) for item in jcs.decode(row["toekenningen"])["lijst"])

    def _later(self, record: str, wanted: set[str]) -> None:
        """Put in the grants made after the push by which these organisations have the record, and what those rest on."""
        done: set[str] = set()
        while wanted - done:
            oin = min(wanted - done)
            done.add(oin)
            for row in toekenningen.rows_for(self.connection, record, oin):
                one = jcs.decode(row.toekenningen)
                self._row(toekenning_later, row.sleutel)
                self._keys.add((row.door, one["sleutel"]))
                self._keys.update((item["ontvanger"], item["sleutel"]) for item in one["lijst"])
                self._facts(set() if one["delegatie"] is None else {one["delegatie"]})
                wanted.add(row.door)

    def stam(self, *, heel: bool) -> None:
        """Put in the entries of the stamlog that the rest rests on, all under one checkpoint."""
        directory = self.world.keys.directory
        newest = self.world.log.checkpoint(STAM)
        witnessed = self.bron.getuigd(STAM) or newest
        wanted = set(range(checkpoint.parse(witnessed)[0].size)) if heel else self._entries(directory)
        signed = witnessed if checkpoint.parse(witnessed)[0].size > max(wanted) else newest
        for index in sorted(wanted):
            self.parts[f"stam/{index}.json"] = jcs.encode(receipt_of(self.bron, STAM, index, signed))

    def _entries(self, directory: Any) -> set[int]:
        used = {oin: {key for name, key in self._keys if name == oin} for oin, _ in self._keys}
        found = {
            e.index for oin, keys in used.items() for e in directory.events(oin) if e.entry.get("sleutel_id") in keys
        }
        found |= {e.index for e in directory.entries("vrijgave") if e.entry.get("digest") in self._releases}
        found |= {e.index for e in directory.entries("shard-geopend") if e.entry.get("origin") in self._origins}
        fingerprint = self.world.lijst.fingerprint
        return found | {e.index for e in directory.entries("deelnemerslijst") if e.entry.get("sha256") == fingerprint}


def _of_person(item: dict[str, Any]) -> bool:
    return item["over"].get("persoon") is not None


def stamped_in(log: Any) -> Callable[[str, int], bytes | None]:
    """Return what gives the kept timestamp over the head of a shard at a size (`log/<shard>/tijdstempel/<size>.tsr`)."""

    def read(shard: str, size: int) -> bytes | None:
        path = path_of(log / shard, size)
        return bytes(path.read_bytes()) if path.is_file() else None

    return read


def witnessed_in(log: Any) -> Callable[[str], bytes | None]:
    """Return what gives the newest witnessed note of a shard from the published files (`log/<shard>/getuigd`)."""

    def read(shard: str) -> bytes | None:
        try:
            data: bytes = (log / shard / "getuigd").read_bytes()
            checkpoint.parse(data)
        except (FileNotFoundError, note.NoteError):
            return None
        return data

    return read


__all__ = [
    "BewijsError",
    "Bron",
    "NoSuchLineError",
    "gather",
    "line_of_act",
    "receipt_of",
    "stamped_in",
    "witnessed_in",
]
