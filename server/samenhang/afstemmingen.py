# SPDX-License-Identifier: EUPL-1.2
"""What gateways counted against what the log says, one organisation at a time.

Invariants:
- An afstemming counts under the organisation's signing key of then, both algorithms.
- A line that was hidden or made up makes a day differ; a day with lines and without afstemming is named when it is late.

Memory holds 32 bytes per line and count of one organisation. What is compared: `core.contract.dagtelling`.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from audit.values import Finding
from core.contract import afstemming as form
from core.contract.dagtelling import GEMELD, Dagtellingen
from core.keychain.errors import KeychainError
from server.samenhang.uittreksel import DAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.verify.book import Book
    from server.samenhang.kennis import Kennis


def check(book: Book, kennis: Kennis, prefix: str, now: int) -> Iterator[Finding]:
    """Yield in what they differ; `prefix` is what stands before a shard in the origins of the log."""
    for oin, lines in groupby(book.extracts(DAG), key=lambda item: item[0]):
        counted, signs = Dagtellingen(), False
        for _, regel, inhoud in lines:
            leaf_hash, feit = json.loads(inhoud)
            shard, _, volgnr = regel.rpartition("|")
            counted.add(f"{prefix}/{shard}", int(volgnr), jcs.unb64(leaf_hash), feit)
            signs = signs or "ondertekend" in feit
            if feit.get("gebeurtenis") == GEMELD:
                yield from _signed(oin, regel, feit, kennis)
        for item in counted.compare(now):
            # An organisation that never signed a request has no gateway that could count.
            if signs or item.wat != "ontbreekt":
                yield Finding("afstemming-wijkt-af", f"afstemming:{oin}/{item.dag}", f"{item.tekst} [{item.wat}]")


def _signed(oin: str, regel: str, feit: dict[str, Any], kennis: Kennis) -> Iterator[Finding]:
    sent = feit.get("afstemming")
    try:
        name = str(sent.get("sleutel")) if isinstance(sent, dict) else ""
        form.check(sent, kennis.signing_key(oin, feit["tijd"], name).sleutel)
    except (KeychainError, jcs.CanonicalError):
        yield Finding(
            "afstemming-ongeldig", f"log_openingen_feit:{regel}", "De handtekening onder deze afstemming klopt niet."
        )
