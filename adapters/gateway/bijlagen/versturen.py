# SPDX-License-Identifier: EUPL-1.2
"""Sending sealed attachments in parts, before the push that names them; after a break it goes on where it was.

Invariants:
- What is missing is asked of the backbone, never remembered here: after a kill of either side nothing is sent twice in vain
  and nothing is left out.
- Each part is a signed request of its own; memory holds one part.
- What was not done in time, or cannot be begun now, counts as unreachable: the outbox tries again, with the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import ProblemError, UnreachableError, VerificationError

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.bijlagen.voorraad import Voorraad
    from adapters.gateway.client import Client


def send_all(client: Client, voorraad: Voorraad, key: str) -> None:
    """Bring every attachment of the request `key` to the backbone.

    Raises:
        UnreachableError: the backbone is away, or has no room now.
        ProblemError: it refuses.
    """
    for bijlage in voorraad.of(key):
        _send(client, bijlage, voorraad.path(bijlage))


def _send(client: Client, bijlage: str, path: Path) -> None:
    try:
        _bring(client, bijlage, path)
    except ProblemError as error:
        if error.soort == "bestaat-al":
            return  # taken in before, with a push of which the answer was lost: the push itself tells
        if error.soort in ("toestand", "niet-gevonden"):
            raise UnreachableError("De upload van een bijlage kan nu niet verder; later nog eens.") from None
        raise


def _bring(client: Client, bijlage: str, path: Path) -> None:
    state = _checked(client.post("/v1/bijlagen", {"bijlage": bijlage, "lengte": path.stat().st_size}).data)
    with path.open("rb") as file:
        while state["ontbreekt"]:
            for number in state["ontbreekt"]:
                file.seek(number * state["deel_bytes"])
                data = file.read(state["deel_bytes"])
                client.send("PUT", f"/v1/bijlagen/{bijlage}/delen/{number}", data, raw=True)
            state = _checked(client.get(f"/v1/bijlagen/{bijlage}").data)
    if not state["heel"]:
        client.post(f"/v1/bijlagen/{bijlage}/voltooiingen", {})


def _checked(value: Any) -> dict[str, Any]:
    """Return the state of an upload; what cannot be one must not make this gateway read without end."""
    found = value if isinstance(value, dict) else {}
    missing, size = found.get("ontbreekt"), found.get("deel_bytes")
    sound = isinstance(missing, list) and all(isinstance(item, int) and 0 <= item < 2**20 for item in missing)
    if not sound or not isinstance(size, int) or not 0 < size <= 16 * 1024 * 1024:
        raise VerificationError("upload-onleesbaar", "De stand van een upload is niet te lezen.")
    return found
