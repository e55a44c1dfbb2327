# SPDX-License-Identifier: EUPL-1.2
"""Reading a courier file: the answers to one trip, with the same proofs as over the line.

Invariants:
- The file is for this organisation, under the pinned list, signed with the operator's pinned key, in its term, and answers a
  trip of this gateway that was not read before. Anything else changes nothing.
- Then stamlog, own messages, rules, receipts and reads go their usual way over a line that answers from the file.
- A record is opened only with the proof of its own read, which the person signed and the file carried out and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.gateway.client import Operator
from adapters.gateway.deliver import Drained, Sender
from adapters.gateway.errors import ProblemError, UnreachableError, VerificationError
from adapters.gateway.koerier.lijn import Koerierslijn
from adapters.gateway.koerier.reizen import Reizen
from adapters.gateway.receive import Opgehaald, Reader
from adapters.gateway.trace import Trace
from audit.proof import jcs
from core.contract import koerier
from core.contract.koerier import KoerierError, Koeriersbestand

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.gateway import Gateway
    from adapters.gateway.koerier.reizen import Meegegeven

_READ, _RECORD = "/inzagen", "/v1/verstrekkingen/"


class Uitpakker:
    """Reads one answer for one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def unpack(self, source: Path) -> dict[str, Any]:
        """Take in everything that the file proves; return what became of it.

        Raises:
            VerificationError: the file as a whole does not count, or an answer in it does not hold.
        """
        gateway = self._gateway
        with source.open("rb") as stream:
            try:
                file = Koeriersbestand(stream)
                asked = self._admit(file)
            except KoerierError as error:
                raise VerificationError(error.reden, str(error)) from None
            operator = gateway.partner.lijst.beheerder
            by = Operator(operator.oin, operator.antwoordsleutel.ed25519)
            line = Koerierslijn(file, asked, by, gateway.store)
            with gateway.carried(line):
                told = gateway.sync()
                sent = self._drain(asked)
                read = self._read(line, asked)
        Reizen(gateway.store).read(file.manifest.bij, gateway.clock())
        return {"bijgewerkt": told, "verzonden": sent.to_json(), "gelezen": read.to_json()}

    def _admit(self, file: Koeriersbestand) -> list[Meegegeven]:
        gateway, manifest = self._gateway, file.manifest
        partner, operator = gateway.partner, gateway.partner.lijst.beheerder
        koerier.check(
            manifest,
            soort=koerier.ANTWOORD,
            van=operator.oin,
            aan=partner.oin,
            lijst=partner.lijst.fingerprint,
            now=gateway.clock(),
        )
        try:
            signature = jcs.unb64(dict(file.signature)["ed25519"])
            key = Ed25519PublicKey.from_public_bytes(operator.antwoordsleutel.ed25519)
            key.verify(signature, f"{koerier.DOMEIN}\0".encode() + manifest.encode())
        except (InvalidSignature, jcs.CanonicalError, KeyError, TypeError, ValueError):
            raise KoerierError(
                "koerier-handtekening", "De beheerder heeft dit koeriersbestand niet ondertekend."
            ) from None
        found = Reizen(gateway.store).of(manifest.bij)
        if found is None:
            raise KoerierError("koerier-onbekend", "Dit antwoord hoort bij geen koeriersbestand van deze gateway.")
        if found[1]:
            raise KoerierError("koerier-herhaald", "Dit antwoord is al eerder ingelezen.")
        return found[0]

    def _drain(self, asked: list[Meegegeven]) -> Drained:
        """Let the outbox meet its answers; what was not carried waits on."""
        gateway = self._gateway
        sender = Sender(gateway.store, gateway.outbox, gateway, gateway.clock, gateway.partner.folder / "gateway.slot")
        carried = {item.sleutel for item in asked}
        for entry in gateway.outbox.entries("wacht"):
            if entry.key in carried:
                gateway.outbox.again(entry.nr, gateway.clock())
        done = sender.drain()
        gateway.voorraad.tidy()
        return done

    def _read(self, line: Koerierslijn, asked: list[Meegegeven]) -> Opgehaald:
        """Open what was read for each person, under the key that was carried."""
        gateway, found = self._gateway, Opgehaald()
        for item in asked:
            if not item.pad.endswith(_READ) or item.persoon is None:
                continue
            record = item.pad.removeprefix(_RECORD).removesuffix(_READ)
            try:
                data = line.answer(item, Trace.start()).data
                gateway.store.keep_waiting_read(record, item.persoon, item.sleutel, data)
            except (ProblemError, UnreachableError):
                pass  # the reader meets the same answer, and keeps its reason
            reader = Reader(gateway.desk, gateway.partner.folder / "geopend", item.persoon)
            found.add(reader.fetch(record))
        return found
