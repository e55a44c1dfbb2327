# SPDX-License-Identifier: EUPL-1.2
"""Doing what a courier file asks, and making the file with the answers.

Invariants:
- The file counts only when its organisation signed the manifest with a signing key that counts now, under this very
  deelnemerslijst, for this operator, within its term.
- Every request in it goes through the same application as over HTTP: the same authentication with its own letter, the same
  decisions, lines, refusals and signed answers. Nothing is done for the carrier of the file.
- A request that was done before gives the same answer again, and nothing is done twice.
- Attachments go in before the pushes that name them; those of records that were read come out, sealed as they lie here.
- Only what is for the one organisation goes into its file: its own answers, and files that are public anyway.

Norm: docs/adr (koerier). The bodies of answers are never looked into beyond the number of a record that was read.
"""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

from audit.proof import jcs
from core.contract import koerier
from core.contract.bijlagen import DEEL
from core.contract.koerier import KoerierError, Koeriersbestand, Manifest
from core.exchange.caller import Caller
from core.exchange.results import Gedaan
from core.keychain import shape, signatures
from core.keychain.errors import KeychainError, ShapeError, UnknownKey
from core.keychain.signatures import Signature
from core.ledger import bijlagen, handelingen
from server.api.app import create_app
from server.koerier import openbaar
from server.koerier.reis import REIS, Reis

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from server.backbone import Backbone

ANSWER_MS: Final = 30 * koerier.DAY_MS
MAX_REQUESTS: Final = 5_000
_READ = "/inzagen"


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
        _admit(backbone, asked)
        trip = _Trip(backbone, asked, Path(scratch))
        trip.attachments()
        asyncio.run(trip.requests())
        parts = trip.parts | {f"openbaar{path}": data for path, data in trip.public().items()}
        manifest = Manifest(
            soort=koerier.ANTWOORD,
            van=backbone.answer_key.oin,
            aan=asked.manifest.van,
            lijst=asked.manifest.lijst,
            gemaakt=backbone.clock.now(),
            tot=backbone.clock.now() + ANSWER_MS,
            sleutel="",
            bij=asked.manifest.sha256,
            gegevens={},
            onderdelen=koerier.described(parts),
        )
        signed = backbone.answer_key.key.sign(f"{koerier.DOMEIN}\0".encode() + manifest.encode())
        koerier.write_file(target, manifest, {"ed25519": jcs.b64(signed)}, parts)
        return trip.done


def _admit(backbone: Backbone, asked: Koeriersbestand) -> None:
    """Return only when the manifest counts here and now."""
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


class _Trip:
    """One file on its way through the application."""

    def __init__(self, backbone: Backbone, asked: Koeriersbestand, scratch: Path) -> None:
        self._backbone, self._asked, self._scratch = backbone, asked, scratch
        self._world = backbone.exchange.world
        self.parts: dict[str, bytes | Path] = {}
        self.done = Verwerkt()

    def public(self) -> dict[str, bytes]:
        """Return the public files for this gateway."""
        return openbaar.gather(self._backbone, self._asked.manifest.gegevens)

    def attachments(self) -> None:
        """Take in the parts of attachments; what does not fit is refused by the push that names it."""
        for name in self._asked.names("bijlage/"):
            key = name.removeprefix("bijlage/")
            try:
                shape.uuid4({"id": key}, "id")
            except ShapeError:
                raise KoerierError("koerier-onderdeel", "Een onderdeel van het koeriersbestand is onbekend.") from None
            self._upload(key, name)

    def _upload(self, key: str, name: str) -> None:
        exchange, length = self._backbone.exchange, self._asked.length(name)
        if not isinstance(exchange.begin_upload(self._caller(), key, length), Gedaan):
            return  # taken in before, or too much: the push says which
        for number in range(bijlagen.parts_of(length)):
            exchange.upload_part(self._caller(), key, number, self._asked.piece(name, number * DEEL, DEEL))
        exchange.finish_upload(self._caller(), key)

    def _caller(self) -> Caller:
        return Caller(self._asked.manifest.van, "koerier", None, "0" * 32, "0" * 16, str(uuid.uuid4()), "0" * 64)

    async def requests(self) -> None:
        """Do all requests, in the order of the file."""
        names = [name for name in self._asked.names("verzoek/") if name.endswith(".json")]
        if len(names) > MAX_REQUESTS:
            raise KoerierError("koerier-te-veel", "Er staan te veel verzoeken in het koeriersbestand.")
        self._door = _Marked(create_app(self._backbone))
        transport = httpx.ASGITransport(app=self._door, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._backbone.settings.public) as client:
            for name in names:
                await self._one(client, name.removeprefix("verzoek/").removesuffix(".json"), name)

    async def _one(self, client: httpx.AsyncClient, place: str, name: str) -> None:
        asked = self._request(name)
        body = self._asked.part(f"verzoek/{place}.lichaam", self._backbone.settings.max_body)
        self._door.reis = self._reis(asked)
        url = self._backbone.settings.public + asked["pad"]
        answer = await client.request(asked["methode"], url, content=body, headers=asked["koppen"])
        headers = [[key, value] for key, value in answer.headers.multi_items()]
        told: dict[str, jcs.Json] = {"status": answer.status_code, "koppen": [list(pair) for pair in headers]}
        self.parts[f"antwoord/{place}.json"] = jcs.encode(told)
        self.parts[f"antwoord/{place}.lichaam"] = answer.content
        self.done.verzoeken += 1
        status = str(answer.status_code)
        self.done.statussen[status] = self.done.statussen.get(status, 0) + 1
        if asked["pad"].endswith(_READ) and answer.is_success:
            self._attach(asked["pad"].split("/")[-2])

    def _request(self, name: str) -> dict[str, Any]:
        try:
            found = shape.record(jcs.decode(self._asked.part(name)), ("methode", "pad", "koppen", "brief"))
            headers = {str(key): str(value) for key, value in dict(found["koppen"]).items()}
            asked = {
                "methode": str(found["methode"]),
                "pad": str(found["pad"]),
                "koppen": headers,
                "brief": found["brief"],
            }
            complete = asked["pad"].startswith("/v1/") and headers["Idempotency-Key"] and headers["Signature"]
        except (jcs.CanonicalError, ShapeError, KeyError, TypeError, ValueError):
            asked, complete = {}, False
        if not complete:
            raise KoerierError("koerier-onderdeel", "Een verzoek in het koeriersbestand is niet te lezen.")
        return asked

    def _reis(self, asked: dict[str, Any]) -> Reis:
        """Return the letter of a request, checked against its signature."""
        manifest, now = self._asked.manifest, self._backbone.clock.now()
        oin, key = manifest.van, asked["koppen"]["Idempotency-Key"]
        signer = self._world.keys.signing_key(oin, now, manifest.sleutel)
        signature = koerier.org_signature(asked["koppen"]["Signature"])
        brief = koerier.check_brief(asked["brief"], signer.sleutel, oin=oin, verzoek=key, signature=signature, at=now)
        if (brief["sleutel"], brief["lijst"]) != (manifest.sleutel, manifest.lijst):
            raise KoerierError("koerier-ander-verzoek", "De brief hoort bij een ander koeriersbestand.")

        def gedaan() -> bool:
            with self._world.reading() as connection:
                return handelingen.by_request(connection, oin, key) is not None

        return Reis(asked["brief"], brief["gemaakt"], brief["tot"], gedaan, self._backbone.nonces)

    def _attach(self, record: str) -> None:
        """Put the sealed attachments of a record that was read beside the answer, through a file each."""
        with self._world.reading() as connection:
            for row in bijlagen.of_record(connection, record):
                path = self._scratch / row.sleutel
                with path.open("wb") as file:
                    file.writelines(data for _, _, data in bijlagen.parts(connection, row.sleutel))
                self.parts[f"bijlage/{row.sleutel}"] = path


class _Marked:
    """The application, with the letter of each request in its scope."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.reis: Reis | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[REIS] = self.reis
        await self._app(scope, receive, send)
