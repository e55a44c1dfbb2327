# SPDX-License-Identifier: EUPL-1.2
"""What the line of an act says: the accountability line, before it is hidden behind its two commitments.

Invariants:
- `feit` says what was done, by which organisation, in which case, under which decisions, and names every row that the
  act wrote. `persoon` says who did it, under the pseudonym of the own organisation, and can be erased earlier.
- Each holds, under `ondertekend`, what that party signed and its signature; the signed text of the organisation names no
  person, that of the person does and so can be erased with the rest of `persoon`.
- Neither ever holds content, a BSN, a name or free text: only ids, codes, hashes and times.

Norm: Wpg art. 32a (who, when, what, purpose), BIO2 8.15.01; design.md 6.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policies.decision import day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.caller import Caller

LINE_VERSION = 1


@dataclass
class Draft:
    """A line in the making: where it will stand, what it says beyond the request, and the rows it names."""

    shard: str
    feit: dict[str, Any]
    rijen: list[dict[str, Any]] = field(default_factory=list)


def compose(draft: Draft, caller: Caller, handeling: str) -> dict[str, Any]:
    """Return the readable part of a line: the request, the act, its decisions and every row it wrote."""
    line = {
        "handeling": handeling,
        "oin": caller.oin,
        "sleutel": caller.sleutel,
        "verzoek": caller.verzoek,
        "verzoek_sha256": caller.verzoek_sha256,
        "trace_id": caller.trace_id,
        "span_id": caller.span_id,
        **draft.feit,
        "rijen": draft.rijen,
    }
    if caller.fsc_transactie is not None:
        line["fsc_transactie"] = caller.fsc_transactie
    if caller.koerier is not None:
        line["koerier"] = dict(caller.koerier)
    if caller.ondertekend is not None:
        line["ondertekend"] = caller.ondertekend.to_json()
    return line


def actor(caller: Caller) -> dict[str, Any] | None:
    """Return the erasable part of a line: the person who acted, or None when no person did."""
    if caller.persoon is None:
        return None
    person: dict[str, Any] = {"v": LINE_VERSION, "oin": caller.oin, "persoon": caller.persoon}
    if caller.ondertekend_persoon is not None:
        person["ondertekend"] = caller.ondertekend_persoon.to_json()
    return person


def same_actor(shown: Mapping[str, Any] | None, caller: Caller) -> bool:
    """Return whether a line that is there already was made by this person (or by none). A repeat is signed anew."""
    was = None if shown is None else (shown["oin"], shown["persoon"])
    return was == (None if caller.persoon is None else (caller.oin, caller.persoon))


def shard_of(regio: str | None, tijd: int) -> str:
    """Return the name of the act shard for this region (`landelijk` without one) in the Dutch year of `tijd` (ms)."""
    return f"{regio or 'landelijk'}-{day_in_amsterdam(tijd).year}"
