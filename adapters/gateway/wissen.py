# SPDX-License-Identifier: EUPL-1.2
"""Ordering erasures as zorgdrager: make orders from a proposal, sign them with the signing key, send them, keep the proof.

Invariants:
- Only what the proposal names for this partner is ordered; it is a person of this partner who starts it, not the operator.
- The receipt is held against the order before it counts as given; order and proof are kept in `wisbevelen/`, in the form
  in which the operator keeps them too, so that a restore at the operator can be fed from here; who gave it is left out.

Norm: design.md 6 and 7. Whether terms have ended is judged at the exchange, line by line.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.keyring import write_private
from adapters.gateway.receipts import receipts_of
from audit.proof import jcs
from audit.proof.wissing import EVENT
from core.keychain import wisbevel
from core.keychain.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from core.keychain.wisbevel import Wisbevel

PATH: Final = "/v1/wisbevelen"
FOLDER: Final = "wisbevelen"


def read_proposal(data: bytes, oin: str) -> list[Mapping[str, Any]]:
    """Return what a proposal (`knooppunt audit wisvoorstel --json`) names for this partner.

    Raises:
        ConfigError: it is no proposal.
    """
    try:
        listed = jcs.decode(data)["voorstellen"]
        found = [item for item in listed if item["oin"] == oin]
        for item in found:
            _ = item["shard"], item["opening"], [tuple(part) for part in item["regels"]]
    except (jcs.CanonicalError, KeyError, TypeError):
        raise ConfigError("Dit is geen voorstel van `knooppunt audit wisvoorstel --json`.") from None
    return found


def orders(desk: Desk, proposal: Sequence[Mapping[str, Any]], grondslag: str, reden: str) -> Iterator[Wisbevel]:
    """Yield a signed order for each part of a proposal, cut to what one order may name.

    Raises:
        ConfigError: a code or a range is not well-formed.
    """
    now, oin = desk.clock(), desk.partner.oin
    key = desk.partner.keys.signing(desk.directory.signing_key(oin, now).sleutel_id)
    for item in proposal:
        for regels in _parts([(part[0], part[1]) for part in item["regels"]]):
            try:
                yield wisbevel.make(
                    key,
                    oin=oin,
                    opening=item["opening"],
                    shard=item["shard"],
                    regels=regels,
                    grondslag=grondslag,
                    reden=reden,
                    gemaakt=now,
                )
            except ShapeError as error:
                raise ConfigError(str(error)) from None


def send(desk: Desk, order: Wisbevel, folder: Path) -> dict[str, Any]:
    """Send one order, check the proof that it was logged, keep both, and return what was done.

    Raises:
        ProblemError: the exchange refused it; its findings name each range.
        VerificationError: the proof is of something else.
    """
    key = str(uuid.uuid4())
    answer = desk.client.send("POST", PATH, order.data, key=key)
    (bewijs,) = receipts_of(answer.data)
    expected = {"gebeurtenis": EVENT, "bevel_sha256": order.sha256, "regels": [list(item) for item in order.regels]}
    desk.receipts.act(bewijs, key, expected)
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = {"bevel": dict(order.bron), "bewijs": {**bewijs, "persoon": None, "persoon_sleutel": None}}
    write_private(folder / f"{order.sha256}.json", jcs.encode(kept))
    return {"bevel_sha256": order.sha256, "shard": order.shard, "opening": order.opening, "regels": order.aantal}


def _parts(ranges: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Cut ranges into lists that each fit in one order."""
    part: list[tuple[int, int]] = []
    room = wisbevel.MAX_LINES
    for start, end in ranges:
        at = start
        while at < end:
            if not room or len(part) == wisbevel.MAX_RANGES:
                yield part
                part, room = [], wisbevel.MAX_LINES
            stop = min(end, at + room)
            part.append((at, stop))
            room -= stop - at
            at = stop
    if part:
        yield part
