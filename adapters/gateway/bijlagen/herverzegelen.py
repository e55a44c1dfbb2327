# SPDX-License-Identifier: EUPL-1.2
"""Plain copies of attachments that are to be sealed again, because a release or key went out of date on the way.

Invariants:
- The key of an attachment is bound to the header of its record, so a new record needs new sealed bytes and a new id.
- Copies lie in the partner's own folder, readable for its owner only, no longer than the re-sealing takes.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from adapters.gateway.bijlagen.soort import Gezien
from adapters.gateway.bijlagen.voorraad import Klaar
from core.contract.inhoud import decode_inhoud
from core.envelope.opening import open_attachment

if TYPE_CHECKING:
    from contextlib import ExitStack

    from adapters.gateway.bijlagen.voorraad import Voorraad
    from core.envelope import SealedRecord
    from core.keychain.holders import Opener
    from core.keychain.keys import SigningKey


def plain_copies(
    record: SealedRecord,
    content: bytes,
    private: Opener,
    signer: SigningKey,
    holder: tuple[str, str],
    voorraad: Voorraad,
    copies: ExitStack,
) -> tuple[Klaar, ...]:
    """Open the sealed attachments of an own record that waits, each under a new id; `copies` deletes them again.

    Raises:
        EnvelopeError: one does not open. OSError: its sealed file is gone, or the disk is full.
    """
    found: list[Klaar] = []
    for item in decode_inhoud(content).bijlagen:
        key = str(uuid.uuid4())
        copy = voorraad.folder / f"herverzegel-{key}"
        copies.callback(copy.unlink, missing_ok=True)
        with voorraad.path(item.bijlage).open("rb") as source, voorraad.writing(copy) as sink:
            open_attachment(record, private, signer, record.kop["gemaakt"], holder, item.bijlage, (source, sink))
        found.append(Klaar(key, copy, item.naam, Gezien(item.type, item.lengte, item.sha256)))
    return tuple(found)
