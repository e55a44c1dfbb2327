# SPDX-License-Identifier: EUPL-1.2
"""Doing what a courier file asks, and making the file with the answers.

Invariants:
- The file counts only when its organisation signed the manifest with a signing key that counts now, under this very
  deelnemerslijst, for this operator, within its term.
- Every request in it goes through the same application as over HTTP: the same authentication with its own letter, the same
  decisions, lines, refusals and signed answers. Nothing is done for the carrier of the file.
- A request that was done before gives the same answer again, and nothing is done twice.
- Everything in the file is read and its letters are checked (`verzoeken`) before anything is done.
- Attachments go in before the pushes that name them; those of records that were read come out through the same check as
  over HTTP: a recipient still, within a day of that read.
- Only what is for the one organisation goes into its file: its own answers, and files that are public anyway.

Norm: docs/adr (koerier). The bodies of answers are never looked into beyond the number of a record that was read.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import httpx

from audit.proof import jcs
from core.contract import koerier
from core.contract.bijlagen import DEEL
from core.contract.koerier import KoerierError, Koeriersbestand, Manifest
from core.exchange.caller import Caller
from core.exchange.results import Gedaan
from core.keychain import signatures
from core.keychain.errors import KeychainError, UnknownKey
from core.keychain.signatures import Signature
from core.ledger import bijlagen, handelingen
from server.api.app import create_app
from server.koerier import openbaar, verzoeken
from server.koerier.reis import REIS, Reis

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.keychain.signatures import PublicKey
    from server.backbone import Backbone
    from server.koerier.verzoeken import Verzoek

ANSWER_MS: Final = 30 * koerier.DAY_MS
SMALL: Final = 4096
"""Answers up to here stay in memory until they are written; larger ones wait in a file."""
_READ: Final = re.compile(r"/v1/verstrekkingen/([0-9a-f-]{36})/inzagen", re.ASCII)


@dataclass
class Verwerkt:
    """What was done: how many requests, and how many answers of each status."""

    verzoeken: int = 0
    statussen: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the counts."""
        return {"verzoeken": self.verzoeken, "statussen": self.statussen}


def process(backbone: Backbone, source: Path, target: Path) -> Verwerkt:
    """Do what the file at `source` asks, and write the answers to `target`.

    Raises:
        KoerierError: the file as a whole does not count; nothing was done.
        OSError: it cannot be read, or the answer cannot be written; asking again gives the same answers.
    """
    with source.open("rb") as file, tempfile.TemporaryDirectory(dir=target.parent, prefix=".koerier-") as scratch:
        asked = Koeriersbestand(file)
        signer, limit = _admit(backbone, asked), backbone.settings.max_body
        wanted = verzoeken.read_all(asked, signer, limit, backbone.clock.now())
        trip = _Trip(backbone, asked, Path(scratch))
        trip.attachments(verzoeken.attachments(asked))
        asyncio.run(trip.requests(wanted))
        made = backbone.clock.now()  # read once: a term that is a millisecond too long counts for nothing
        parts = trip.parts | {f"openbaar{path}": data for path, data in trip.public().items()}
        manifest = Manifest(
            soort=koerier.ANTWOORD,
            van=backbone.answer_key.oin,
            aan=asked.manifest.van,
            lijst=asked.manifest.lijst,
            gemaakt=made,
            tot=made + ANSWER_MS,
            sleutel="",
            bij=asked.manifest.sha256,
            gegevens={},
            onderdelen=koerier.described(parts),
        )
        signed = backbone.answer_key.key.sign(f"{koerier.DOMEIN}\0".encode() + manifest.encode())
        koerier.write_file(target, manifest, {"ed25519": jcs.b64(signed)}, parts)
        return trip.done


def _admit(backbone: Backbone, asked: Koeriersbestand) -> PublicKey:
    """Return the key that signed the manifest, only when that counts here and now."""
    manifest, now = asked.manifest, backbone.clock.now()
    world = backbone.exchange.world
    known = world.partij(manifest.van)
    koerier.check(
        manifest,
        soort=koerier.VERZOEK,
        van=known.oin if known else "",
        aan=backbone.answer_key.oin,
        lijst=world.lijst.fingerprint,
        now=now,
    )
    try:
        key = world.keys.signing_key(manifest.van, now, manifest.sleutel)
        signatures.verify(key.sleutel, koerier.DOMEIN, manifest.encode(), Signature.from_json(asked.signature))
    except (UnknownKey, KeychainError):
        raise KoerierError("koerier-handtekening", "De handtekening onder het koeriersbestand klopt niet.") from None
    return key.sleutel


class _Trip:
    """One file on its way through the application."""

    def __init__(self, backbone: Backbone, asked: Koeriersbestand, scratch: Path) -> None:
        self._backbone, self._asked, self._scratch = backbone, asked, scratch
        self._world = backbone.exchange.world
        self.parts: dict[str, bytes | Path] = {}
        self.done = Verwerkt()

    def public(self) -> dict[str, bytes | Path]:
        """Return the public files for this gateway."""
        return openbaar.gather(self._backbone, self._asked.manifest.gegevens)

    def attachments(self, keys: list[str]) -> None:
        """Take in the parts of attachments; what does not fit is refused by the push that names it."""
        for key in keys:
            self._upload(key, f"bijlage/{key}")

    def _upload(self, key: str, name: str) -> None:
        exchange, length = self._backbone.exchange, self._asked.length(name)
        if not length or not isinstance(exchange.begin_upload(self._caller(), key, length), Gedaan):
            return  # taken in before, or too much: the push says which
        for number in range(bijlagen.parts_of(length)):
            exchange.upload_part(self._caller(), key, number, self._asked.piece(name, number * DEEL, DEEL))
        exchange.finish_upload(self._caller(), key)

    def _caller(self, persoon: str | None = None) -> Caller:
        return Caller(self._asked.manifest.van, "koerier", persoon, "0" * 32, "0" * 16, str(uuid.uuid4()), "0" * 64)

    async def requests(self, wanted: list[Verzoek]) -> None:
        """Do all requests, in the order of the file."""
        self._door = _Marked(create_app(self._backbone))
        transport = httpx.ASGITransport(app=self._door, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._backbone.settings.public) as client:
            for asked in wanted:
                await self._one(client, asked)

    async def _one(self, client: httpx.AsyncClient, asked: Verzoek) -> None:
        self._door.reis = self._reis(asked)
        url, body = self._backbone.settings.public + asked.pad, self._asked.part(asked.lichaam)
        answer = await client.request(asked.methode, url, content=body, headers=asked.koppen)
        headers = [[key, value] for key, value in answer.headers.multi_items()]
        told: dict[str, jcs.Json] = {"status": answer.status_code, "koppen": [list(pair) for pair in headers]}
        self.parts[f"antwoord/{asked.plaats}.json"] = jcs.encode(told)
        self.parts[f"antwoord/{asked.plaats}.lichaam"] = self._kept(answer.content)
        self.done.verzoeken += 1
        status = str(answer.status_code)
        self.done.statussen[status] = self.done.statussen.get(status, 0) + 1
        read = _READ.fullmatch(asked.pad)
        if read is not None and asked.methode == "POST" and answer.is_success:
            self._attach(read[1], asked.sleutel)

    def _kept(self, data: bytes) -> bytes | Path:
        if len(data) <= SMALL:
            return data
        path = self._scratch / str(uuid.uuid4())
        path.write_bytes(data)
        return path

    def _reis(self, asked: Verzoek) -> Reis:
        def gedaan() -> bool:
            with self._world.reading() as connection:
                return handelingen.by_request(connection, self._asked.manifest.van, asked.sleutel) is not None

        return Reis(asked.brief, asked.getekend, asked.tot, gedaan, self._backbone.nonces)

    def _attach(self, record: str, inzage: str) -> None:
        """Put the sealed attachments of a record that was read beside the answer, as far as that read gives them now."""
        with self._world.reading() as connection:
            read = self._world.uploads.read(self._world, self._caller(), inzage, connection)
            listed = [(row.sleutel, row.delen) for row in bijlagen.of_record(connection, record)]
        who = self._caller(read[2]["persoon"] if read is not None and read[2] is not None else None)
        for key, count in listed:
            path = self._scratch / key
            with path.open("wb") as file:
                given = [self._give(file, who, (record, key, number), inzage) for number in range(count)]
            if all(given):
                self.parts[f"bijlage/{key}"] = path

    def _give(self, sink: BinaryIO, who: Caller, place: tuple[str, str, int], inzage: str) -> bool:
        data = self._backbone.exchange.attachment_part(who, *place, inzage)
        return isinstance(data, bytes) and sink.write(data) == len(data)


class _Marked:
    """The application, with the letter of each request in its scope."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.reis: Reis | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[REIS] = self.reis
        await self._app(scope, receive, send)
