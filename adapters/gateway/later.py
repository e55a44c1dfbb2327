# SPDX-License-Identifier: EUPL-1.2
"""The grants made after the push, as a reader checks them before it opens: signed by who wrapped, with a key of that moment.

It decides nothing: whether a recipient could be added was for the backbone, and stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.envelope import verify_later

if TYPE_CHECKING:
    from core.envelope import Nagegaan, SealedRecord
    from core.keychain.directory import KeyDirectory


def checked(directory: KeyDirectory, sealed: SealedRecord) -> tuple[Nagegaan, ...]:
    """Return the later lists that came with a record, each verified.

    Raises:
        UnknownKey: who wrapped had no such signing key at that moment. EnvelopeError: a list does not hold.
    """
    found = []
    for one in sealed.later:
        at = one.lijst[0].tijd
        found.append(verify_later(one, sealed.kop, directory.signing_key(one.door, at, one.sleutel), at))
    return tuple(found)
