# SPDX-License-Identifier: EUPL-1.2
"""Fetching the attachments of a record that was read, and opening them beside its content.

Invariants:
- Sealed bytes are fetched in parts to a file of their own; after a break the next logged read goes on where it was.
- Hash, length and commitment are those of the signed statement before anything is decrypted (`core.envelope`).
- What is opened gets its final name only when it has the length, hash and kind that the sealed content says; the name
  that its supplier gave stands in the JSON beside it, never in the file system.
- Content and statement name the same attachments.

Norm: design.md 4 ("A read"). That the read was decided and logged is for `receive`, which calls this after its proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.bijlagen.soort import SoortError, look
from adapters.gateway.bijlagen.voorraad import INCOMING
from core.contract.bijlagen import DEEL, TYPEN
from core.envelope.opening import open_attachment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adapters.gateway.bijlagen.voorraad import Voorraad
    from core.contract.bijlagen import Bijlagebeschrijving
    from core.contract.inhoud import Inhoud
    from core.envelope import SealedRecord
    from core.envelope.record import Bijlage
    from core.keychain.holders import Opener
    from core.keychain.keys import SigningKey


class BijlageError(Exception):
    """An attachment is not what was said; the text is Dutch and names no file."""


class Ophaler:
    """Fetches and opens for one read.

    Args:
        voorraad: where sealed bytes are gathered.
        folder: where opened files go (`geopend/`).
        part: gives one part of an attachment by id and number.
    """

    def __init__(self, voorraad: Voorraad, folder: Path, part: Callable[[str, int], bytes]) -> None:
        self._voorraad, self._folder, self._part = voorraad, folder, part

    def open_all(
        self, sealed: SealedRecord, content: Inhoud, private: Opener, unit: tuple[str, str], signer: SigningKey, at: int
    ) -> list[dict[str, Any]]:
        """Return what the JSON of a record says of its attachments, each opened in a file of its own.

        Raises:
            BijlageError: content and statement differ, or a file is not what the content says.
            EnvelopeError: sealed bytes are not those that were signed.
            UnreachableError: the backbone went away; what came is kept.
        """
        named = {item.bijlage: item for item in sealed.verklaring.bijlagen}
        if {item.bijlage for item in content.bijlagen} != named.keys():
            raise BijlageError("De inhoud noemt andere bijlagen dan de verstrekker tekende.")
        found = []
        for item in content.bijlagen:
            gathered = self._gather(named[item.bijlage])
            target = self._folder / sealed.kop["record"] / f"{item.bijlage}.{TYPEN[item.type].uitgangen[0]}"
            try:
                with self._voorraad.writing(target) as sink, gathered.open("rb") as source:
                    open_attachment(sealed, private, signer, at, unit, item.bijlage, (source, sink))
                    sink.flush()
                    _check(target.with_name(target.name + ".nieuw"), target.name, content.kop.categorie, item)
            finally:
                gathered.unlink()  # opened, or not worth keeping
            found.append({**item.model_dump(mode="json"), "bestand": f"{sealed.kop['record']}/{target.name}"})
        return found

    def _gather(self, named: Bijlage) -> Path:
        """Bring all sealed bytes together, from the last whole part that is here."""
        self._voorraad.folder.mkdir(mode=0o700, exist_ok=True)
        path = self._voorraad.folder / f"{named.bijlage}{INCOMING}"
        path.touch(mode=0o600)
        with path.open("r+b") as file:
            first = min(path.stat().st_size, named.lengte) // DEEL
            file.seek(first * DEEL)
            file.truncate()
            for number in range(first, -(-named.lengte // DEEL)):
                file.write(self._part(named.bijlage, number))
                file.flush()
        return path


def _check(path: Path, name: str, category: str, item: Bijlagebeschrijving) -> None:
    try:
        seen = look(path, name, category, item.type)
    except SoortError as error:
        raise BijlageError(str(error)) from None
    if (seen.lengte, seen.sha256) != (item.lengte, item.sha256):
        raise BijlageError("Een bijlage is een ander bestand dan de inhoud zegt.")
