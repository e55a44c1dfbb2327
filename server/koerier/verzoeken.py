# SPDX-License-Identifier: EUPL-1.2
"""The requests in a courier file, read and held against their letters before the first of them is done.

Invariants:
- All or nothing: a file with one request that cannot be read, or of which the letter does not hold, is refused as a whole.
- The path that is judged here is the path that is asked: what a client would write otherwise (`..`, a fragment) is refused.
- A letter is for one signature and one idempotency key, of the organisation and the key that signed the manifest.
- Bounded: how many requests, how large each is, and how large its body.

What a request may do is for the application that it goes through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx

from audit.proof import jcs
from core.contract import koerier
from core.contract.koerier import KoerierError
from core.keychain import shape
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.contract.koerier import Koeriersbestand
    from core.keychain.signatures import PublicKey

MAX_REQUESTS: Final = 5_000
MAX_REQUEST: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Verzoek:
    """One carried request without its body.

    Attributes:
        plaats: its name in the file.
        methode: of HTTP.
        pad: path and query, as they were signed.
        koppen: its header fields.
        brief: the signed letter; `getekend` and `tot` are its term, ms.
    """

    plaats: str
    methode: str
    pad: str
    koppen: dict[str, str] = field(repr=False)
    brief: Mapping[str, Any] = field(repr=False)
    getekend: int
    tot: int

    @property
    def sleutel(self) -> str:
        """Return the idempotency key."""
        return self.koppen["Idempotency-Key"]

    @property
    def lichaam(self) -> str:
        """Return the name of the part that is its body."""
        return f"verzoek/{self.plaats}.lichaam"


def read_all(file: Koeriersbestand, signer: PublicKey, max_body: int, now: int) -> list[Verzoek]:
    """Return the requests of a file in its order.

    Args:
        file: of which the manifest was admitted.
        signer: the key that signed the manifest.
        max_body: of one request, bytes.
        now: ms since the epoch.

    Raises:
        KoerierError: one does not hold; nothing was done.
    """
    names = [name for name in file.names("verzoek/") if name.endswith(".json")]
    if len(names) > MAX_REQUESTS:
        raise KoerierError("koerier-te-veel", "Er staan te veel verzoeken in het koeriersbestand.")
    return [_read(file, name, signer, max_body, now) for name in names]


def attachments(file: Koeriersbestand) -> list[str]:
    """Return the ids of the attachments in a file.

    Raises:
        KoerierError: one has another name than an attachment has.
    """
    found = [name.removeprefix("bijlage/") for name in file.names("bijlage/")]
    for key in found:
        try:
            shape.uuid4({"id": key}, "id")
        except ShapeError:
            raise KoerierError("koerier-onderdeel", "Een onderdeel van het koeriersbestand is onbekend.") from None
    return found


def _read(file: Koeriersbestand, name: str, signer: PublicKey, max_body: int, now: int) -> Verzoek:
    asked, manifest = _parsed(file.part(name, MAX_REQUEST)), file.manifest
    headers = asked["koppen"]
    signature = koerier.org_signature(headers["Signature"])
    named = {"oin": manifest.van, "verzoek": headers["Idempotency-Key"]}
    brief = koerier.check_brief(asked["brief"], signer, signature=signature, at=now, **named)
    if (brief["sleutel"], brief["lijst"]) != (manifest.sleutel, manifest.lijst):
        raise KoerierError("koerier-ander-verzoek", "De brief hoort bij een ander koeriersbestand.")
    made = Verzoek(
        plaats=name.removeprefix("verzoek/").removesuffix(".json"),
        methode=asked["methode"],
        pad=asked["pad"],
        koppen=headers,
        brief=asked["brief"],
        getekend=brief["gemaakt"],
        tot=brief["tot"],
    )
    if file.length(made.lichaam) > max_body:
        raise KoerierError("koerier-te-groot", "Een onderdeel van het koeriersbestand is te groot.")
    return made


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        found = shape.record(jcs.decode(data), ("methode", "pad", "koppen", "brief"))
        headers = {str(key): str(value) for key, value in dict(found["koppen"]).items()}
        asked = {**found, "methode": str(found["methode"]), "pad": str(found["pad"]), "koppen": headers}
        path = httpx.Request(asked["methode"], f"https://knooppunt.invalid{asked['pad']}", headers=headers).url.raw_path
        complete = headers["Idempotency-Key"] and headers["Signature"]
    except (jcs.CanonicalError, ShapeError, KeyError, TypeError, ValueError, httpx.InvalidURL):
        path, complete, asked = b"", "", {}
    if not complete or path != asked["pad"].encode() or not path.startswith(b"/v1/"):
        raise KoerierError("koerier-onderdeel", "Een verzoek in het koeriersbestand is niet te lezen.")
    return asked
