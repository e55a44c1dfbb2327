# SPDX-License-Identifier: EUPL-1.2
"""Conditions that come with a push: not before a moment, not before all named parties released it, not after an end.

Invariants:
- They are signed by the supplier, about a record of the same push, one document per record; so nobody ever reads a record
  before its conditions are there.
- The parties that must release are told at once, whether or not they are recipients; recipients get the document with the
  announcement, and their gateway holds it against the same function as the server (`core.contract.levensloop.toegang`).

What happens after the push is `core.exchange.levensloop`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from core.contract import levensloop as form
from core.exchange import levensloop as life
from core.exchange.results import Bevinding, Ongeldig
from core.ledger import levensloop

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.contract.levensloop import Levensloop
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.lines import Draft
    from core.exchange.standing import Case
    from core.exchange.world import World

Voorwaarden: TypeAlias = "tuple[Levensloop, dict[str, Any]]"


def read(
    world: World, caller: Caller, body: dict[str, Any], records: Collection[str]
) -> dict[str, Voorwaarden] | Ongeldig:
    """Return the conditions of a push by record, checked as far as that needs no transaction."""
    listed = body.get("levensloop", [])
    if not isinstance(listed, list) or len(listed) > len(records):
        return _wrong("levensloop", "geen-lijst", "Hier hoort een lijst met ten hoogste één stuk per record.")
    found: dict[str, Voorwaarden] = {}
    for number, item in enumerate(listed):
        stuk = life.read_document(world, caller, item)
        if isinstance(stuk, Ongeldig):
            return stuk
        if stuk.soort != form.VOORWAARDEN or stuk.record not in records or stuk.record in found:
            return _wrong(
                f"levensloop[{number}]", "niet-hier", "Bij een levering horen alleen voorwaarden, één per record."
            )
        found[stuk.record] = (stuk, item)
    return found


def store(act: Act, line: Draft, given: Voorwaarden | None, case: Case) -> dict[str, Any]:
    """Store the conditions of one record, tell who must release it, and return what its recipients are told of them."""
    if given is None:
        return {}
    stuk, body = given
    line.feit["stuk"] = stuk.sha256
    line.rijen += levensloop.store(act.writer, stuk.sha256, body, act.tijd)
    message = {"record": stuk.record, "casus": case.id, "stuk": stuk.sha256, "document": body}
    act.post.add(stuk.gegevens["samen"], form.VOORWAARDEN, message)
    return {"levensloop": [body]}


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
