# SPDX-License-Identifier: EUPL-1.2
"""The obligations that a gateway carries out: as supplier when it seals, as reader when it opens.

Invariants:
- What is not in these lists is not carried out here, and therefore refused: a supply is not sealed, a record not opened.
- The notice of secrecy follows from what the supplier sealed inside, so the operator cannot take it away; the obligation
  that comes with the announcement adds the notice where the content names no law.
- A pseudonym is a keyed hash under a key of this partner: the same person is the same one here, and nobody's elsewhere.

Norm: Wpg 7(2), AWR 67, SUWI 74, Bibob 28 (secrecy); UAVG 46 (BSN). Obligations of the server: `core.exchange.duties`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.subjects import index_key
from policies.plichten import OPENEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policies.vocabulary import Vocabulary

SECRECY: Final = "melden-geheimhouding"
PSEUDONYM: Final = "pseudoniem-tonen"
AT_SEALING: Final[frozenset[str]] = frozenset()
"""What sealing carries out: nothing yet, so a row that asks for something there refuses the supply."""
AT_OPENING: Final = frozenset({SECRECY, PSEUDONYM})
"""What opening carries out."""

_LAWS: Final = {
    "wpg7": "artikel 7 lid 2 Wpg",
    "awr67": "artikel 67 AWR",
    "suwi74": "artikel 74 Wet SUWI",
    "bibob28": "artikel 28 Wet Bibob",
}
_LENGTH: Final = 16


def not_carried(codes: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Return the obligations among `codes` that belong to opening, or are unknown, and are not carried out here."""
    known = vocabulary.plichten
    return [code for code in codes if code not in AT_OPENING and (code not in known or known[code].plaats == OPENEN)]


def notices(content: dict[str, Any], codes: Iterable[str]) -> list[str]:
    """Return what the reader is told with the opened content."""
    law = _LAWS.get(content.get("geheimhoudingsplicht") or "")
    if law is not None:
        return [f"U hebt een geheimhoudingsplicht ({law})."]
    return ["U hebt een geheimhoudingsplicht."] if SECRECY in codes else []


def masked(content: dict[str, Any], codes: Iterable[str], key: bytes) -> dict[str, Any]:
    """Return the content as the reader may see it: with a pseudonym in the place of each BSN where that is obliged."""
    if PSEUDONYM not in codes:
        return content
    numbers = [
        {"onderwerp": number["onderwerp"], "pseudoniem": index_key(key, "bsn", number["bsn"])[:_LENGTH]}
        for number in content.get("nummers", [])
    ]
    return {**content, "nummers": numbers} if numbers else content
