# SPDX-License-Identifier: EUPL-1.2
"""Courier files: signed requests and answers that travel on any carrier between a gateway without a line and the backbone.

Invariants:
- One byte form: a fixed first line, the manifest as JCS, the signature over it, and then the parts one after the other in
  the order of the manifest, to the last byte of the file. The manifest names length and SHA-256 of every part.
- A manifest says from whom, for whom, under which deelnemerslijst, made when and good until when: at most `TERM_MS`.
- Each carried request has a letter (`brief`) of its own, signed hybrid by the organisation: it alone stretches the window of
  the RFC 9421 signature, for that one signature and idempotency key. Its line in the log keeps the letter.
- Parts are streamed; memory holds one piece, or one part that its reader asks for within a limit.

It trusts nothing: who signed is for its callers, who have the keys. Norm: docs/adr (koerier). Nothing here is secret.
"""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from audit.proof import jcs
from core.keychain import shape, signatures
from core.keychain.errors import KeychainError, ShapeError
from core.keychain.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.keychain.holders import Signer
    from core.keychain.signatures import PublicKey

VERZOEK, ANTWOORD = "verzoek", "antwoord"
MAGIC: Final = b"knooppunt-koerier/1\n"
DOMEIN: Final = "knooppunt/v1/koerier"
BRIEF_DOMEIN: Final = "knooppunt/v1/koerier-verzoek"
DAY_MS: Final = 24 * 3_600_000
TERM_MS: Final = 30 * DAY_MS
SKEW_MS: Final = 60_000
MAX_HEAD: Final = 8 * 1024 * 1024
MAX_PARTS: Final = 100_000
PIECE: Final = 1024 * 1024
_FIELDS = ("v", "soort", "van", "aan", "lijst", "gemaakt", "tot", "sleutel", "bij", "gegevens", "onderdelen")
_BRIEF = ("v", "soort", "oin", "sleutel", "lijst", "verzoek", "handtekening_sha256", "gemaakt", "tot")


class KoerierError(ValueError):
    """A courier file does not hold; `reden` is stable, the text is Dutch."""

    def __init__(self, reden: str, text: str) -> None:
        super().__init__(text)
        self.reden = reden


@dataclass(frozen=True, slots=True)
class Deel:
    """One part of a file."""

    naam: str
    sha256: str
    lengte: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a courier file says of itself.

    Attributes:
        soort: `verzoek` or `antwoord`.
        van: OIN of who made it; of the operator for an answer.
        aan: OIN of whom it is for.
        lijst: fingerprint of the deelnemerslijst under which it was made.
        gemaakt: ms since the epoch; `tot`: until when it is good.
        sleutel: id of the signing key; empty for the operator.
        bij: SHA-256 of the manifest that it answers; empty for a request.
        gegevens: what the other side needs to know (sizes of logs, the release that is known).
    """

    soort: str
    van: str
    aan: str
    lijst: str
    gemaakt: int
    tot: int
    sleutel: str
    bij: str
    gegevens: dict[str, Any]
    onderdelen: tuple[Deel, ...] = ()

    def encode(self) -> bytes:
        """Return the canonical bytes: what is signed."""
        listed: list[jcs.Json] = [{"naam": d.naam, "sha256": d.sha256, "lengte": d.lengte} for d in self.onderdelen]
        named = {name: getattr(self, name) for name in _FIELDS if name not in ("v", "onderdelen")}
        return jcs.encode({"v": 1, **named, "onderdelen": listed})

    @property
    def sha256(self) -> str:
        """Return the hash by which an answer names its request."""
        return hashlib.sha256(self.encode()).hexdigest()

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Read canonical bytes.

        Raises:
            KoerierError: any other form.
        """
        try:
            found = shape.record(jcs.decode(data), _FIELDS)
            shape.constant(found, "v", 1)
            parts = tuple(_part(item) for item in shape.items(found, "onderdelen", MAX_PARTS))
            made = cls(
                soort=str(found["soort"]),
                van=str(found["van"]),
                aan=str(found["aan"]),
                lijst=str(found["lijst"]),
                gemaakt=shape.number(found, "gemaakt"),
                tot=shape.number(found, "tot"),
                sleutel=str(found["sleutel"]),
                bij=str(found["bij"]),
                gegevens=dict(found["gegevens"]),
                onderdelen=parts,
            )
        except (jcs.CanonicalError, ShapeError, TypeError, ValueError):
            raise _form() from None
        if made.encode() != data or len({part.naam for part in parts}) != len(parts):
            raise _form()
        return made


def check(manifest: Manifest, *, soort: str, van: str, aan: str, lijst: str, now: int) -> None:
    """Return only when a manifest is of this kind, between these two, under this list, and good now.

    Raises:
        KoerierError: it is not; `reden` says in what.
    """
    if manifest.soort != soort:
        raise KoerierError("koerier-soort", "Dit koeriersbestand is van een andere soort.")
    if (manifest.van, manifest.aan) != (van, aan):
        raise KoerierError("koerier-ander", "Dit koeriersbestand is van of voor een andere organisatie.")
    if manifest.lijst != lijst:
        raise KoerierError("koerier-andere-lijst", "Dit koeriersbestand is gemaakt onder een andere deelnemerslijst.")
    require_term(manifest.gemaakt, manifest.tot, now)


def require_term(gemaakt: int, tot: int, now: int) -> None:
    """Return only when `now` lies in a term that is not too long.

    Raises:
        KoerierError: it does not.
    """
    if not gemaakt <= tot <= gemaakt + TERM_MS or gemaakt > now + SKEW_MS:
        raise KoerierError("koerier-termijn", "De termijn van dit koeriersbestand klopt niet.")
    if now > tot:
        raise KoerierError("koerier-verlopen", "De termijn van dit koeriersbestand is voorbij.")


def make_brief(
    signer: Signer, oin: str, lijst: str, verzoek: str, signature: bytes, term: tuple[int, int]
) -> dict[str, Any]:
    """Return the letter that goes with one carried request, with its signature."""
    brief: dict[str, Any] = {
        "v": 1,
        "soort": "koerier-verzoek",
        "oin": oin,
        "sleutel": signer.id,
        "lijst": lijst,
        "verzoek": verzoek,
        "handtekening_sha256": hashlib.sha256(signature).hexdigest(),
        "gemaakt": term[0],
        "tot": term[1],
    }
    return {"brief": brief, "handtekening": signer.sign(BRIEF_DOMEIN, jcs.encode(brief)).to_json()}


def check_brief(value: object, key: PublicKey, *, oin: str, verzoek: str, signature: bytes, at: int) -> dict[str, Any]:
    """Return the letter when it is signed with `key`, is about exactly this request, and was good at `at`.

    Raises:
        KoerierError: it is not.
    """
    try:
        found = shape.record(value, ("brief", "handtekening"))
        brief = shape.record(found["brief"], _BRIEF)
        shape.constant(brief, "v", 1)
        gemaakt, tot = shape.number(brief, "gemaakt"), shape.number(brief, "tot")
        signatures.verify(key, BRIEF_DOMEIN, jcs.encode(dict(brief)), Signature.from_json(found["handtekening"]))
    except (KeychainError, jcs.CanonicalError):
        raise KoerierError("koerier-handtekening", "De brief bij een meegegeven verzoek klopt niet.") from None
    said = (brief["soort"], brief["oin"], brief["verzoek"], brief["handtekening_sha256"])
    if said != ("koerier-verzoek", oin, verzoek, hashlib.sha256(signature).hexdigest()):
        raise KoerierError("koerier-ander-verzoek", "De brief hoort bij een ander verzoek.")
    require_term(gemaakt, tot, at)
    return dict(brief)


def org_signature(header: str) -> bytes:
    """Return the bytes of the organisation's signature in a Signature field.

    Raises:
        KoerierError: there is none.
    """
    for item in header.split(","):
        label, _, value = item.strip().partition("=")
        if label == "org" and value.startswith(":") and value.endswith(":"):
            try:
                return jcs.unb64(value[1:-1])
            except jcs.CanonicalError:
                break
    raise KoerierError("koerier-handtekening", "Een meegegeven verzoek draagt geen handtekening van de organisatie.")


def described(parts: Mapping[str, bytes | Path]) -> tuple[Deel, ...]:
    """Return the parts of a manifest, by name."""
    return tuple(_described(name, parts[name]) for name in sorted(parts))


def write(sink: BinaryIO, manifest: Manifest, signature: jcs.Json, parts: Mapping[str, bytes | Path]) -> None:
    """Write a whole file. The manifest must name exactly these parts.

    Raises:
        KoerierError: there are more parts than anybody would read.
    """
    heads = (manifest.encode(), jcs.encode(signature))
    if len(heads[0]) > MAX_HEAD or len(manifest.onderdelen) > MAX_PARTS:
        raise KoerierError("koerier-te-groot", "Zo veel onderdelen passen niet in een koeriersbestand.")
    sink.write(MAGIC)
    sink.writelines(struct.pack(">I", len(head)) + head for head in heads)
    for part in manifest.onderdelen:
        sink.writelines(_pieces(parts[part.naam]))


class Koeriersbestand:
    """An open courier file of which form, lengths and hashes have been checked; its signature has not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise _form()
        self.manifest = Manifest.decode(self._head())
        head = self._head()
        try:
            self.signature: Any = jcs.decode(head)
        except jcs.CanonicalError:
            raise _form() from None
        if jcs.encode(self.signature) != head:
            raise _form()
        self._places: dict[str, tuple[int, Deel]] = {}
        for part in self.manifest.onderdelen:
            self._places[part.naam] = (file.tell(), part)
            self._check(part)
        if file.read(1):
            raise _form()

    def names(self, prefix: str) -> list[str]:
        """Return the names of the parts that begin so."""
        return [name for name in self._places if name.startswith(prefix)]

    def has(self, name: str) -> bool:
        """Return whether there is such a part."""
        return name in self._places

    def part(self, name: str, limit: int = 64 * 1024 * 1024) -> bytes:
        """Return a whole part.

        Raises:
            KoerierError: there is none, or it is larger than the limit.
        """
        length = self.length(name)
        if length > limit:
            raise KoerierError("koerier-te-groot", "Een onderdeel van het koeriersbestand is te groot.")
        return self.piece(name, 0, length)

    def length(self, name: str) -> int:
        """Return how many bytes a part has."""
        if name not in self._places:
            raise KoerierError("koerier-onderdeel", "In het koeriersbestand ontbreekt een onderdeel.")
        return self._places[name][1].lengte

    def piece(self, name: str, offset: int, size: int) -> bytes:
        """Return a piece of a part."""
        room = self.length(name) - offset
        self._file.seek(self._places[name][0] + offset)
        return self._file.read(max(0, min(size, room)))

    def _head(self) -> bytes:
        size = self._file.read(4)
        length = struct.unpack(">I", size)[0] if len(size) == 4 else MAX_HEAD + 1
        data = self._file.read(length) if length <= MAX_HEAD else b""
        if len(data) != length:
            raise _form()
        return data

    def _check(self, part: Deel) -> None:
        total, left = hashlib.sha256(), part.lengte
        while left and (piece := self._file.read(min(PIECE, left))):
            total.update(piece)
            left -= len(piece)
        if left or total.hexdigest() != part.sha256:
            raise KoerierError("koerier-beschadigd", "Het koeriersbestand is niet heel, of onderweg veranderd.")


def _form() -> KoerierError:
    return KoerierError("koerier-vorm", "Dit is geen koeriersbestand, of het is niet heel.")


def _part(value: object) -> Deel:
    found = shape.record(value, ("naam", "sha256", "lengte"))
    return Deel(str(found["naam"]), shape.digest(found, "sha256"), shape.number(found, "lengte"))


def _described(name: str, data: bytes | Path) -> Deel:
    total, length = hashlib.sha256(), 0
    for piece in _pieces(data):
        total.update(piece)
        length += len(piece)
    return Deel(name, total.hexdigest(), length)


def _pieces(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def write_file(path: Path, manifest: Manifest, signature: jcs.Json, parts: Mapping[str, bytes | Path]) -> None:
    """Write a whole file under its name when all of it is on disk, readable for its owner only; else nothing is left."""
    new = path.with_name(path.name + ".nieuw")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            write(sink, manifest, signature, parts)
            sink.flush()
            os.fsync(sink.fileno())
        new.rename(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
