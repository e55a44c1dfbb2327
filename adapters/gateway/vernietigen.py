# SPDX-License-Identifier: EUPL-1.2
"""Keeping and destroying as the supplier: terms, holds, extensions, orders to destroy, and the verklaring afterwards.

Invariants:
- A person of this partner decides, under the signing key of this partner; the operator decides nothing.
- An order is kept before it is sent, with the key of its request, so that what stopped half-way is ended by asking again.
- When the proof of the order is there, the own copies go: the kept salt, the sent bytes with it, and nothing of them stays in
  the database of this gateway. Until then the salt is kept: a refused order destroys nothing here either.
- A verklaring counts only after it proved itself under the pinned policy and the keys of the stamlog.

Norm: design.md 6 ("the supplier keeps a copy until it signs the destruction order"); Archiefbesluit 8; law.md R-73, R-74.
"""

from __future__ import annotations

import json
import os
import uuid
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.keyring import write_private
from adapters.gateway.receipts import receipts_of
from audit.proof import jcs
from core.keychain import bewaarbesluit, verklaring
from core.keychain.errors import KeychainError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from adapters.gateway.store import Store
    from core.keychain.bewaarbesluit import Bewaarbesluit
    from core.keychain.verklaring import Verklaring

TERMIJNEN: Final = "/v1/bewaartermijnen"
BESLUITEN: Final = "/v1/bewaarbesluiten"
BEVELEN: Final = "/v1/vernietigingsbevelen"
FOLDER: Final = "vernietigingen"
PAGE: Final = 500


def terms(desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield every item on which this partner decides, with its term, ground and zorgdrager."""
    after = ""
    while True:
        data = desk.client.get(f"{TERMIJNEN}?na={after}&limiet={PAGE}").data
        found = data.get("termijnen") if isinstance(data, dict) else None
        if not isinstance(found, list):
            raise VerificationError("antwoord-vorm", "Het antwoord noemt geen termijnen.")
        yield from found
        if len(found) < PAGE:
            return
        after = found[-1]["record"]


def make(desk: Desk, soort: str, records: Sequence[str], grondslag: str, reden: str) -> Bewaarbesluit:
    """Return a signed decision of this partner.

    Raises:
        ConfigError: a code or a record is not well-formed.
    """
    return _signed(desk, soort, records, grondslag, reden, None)


def extension(
    desk: Desk, records: Sequence[str], grondslag: str, reden: str, tot: int, motivering: str
) -> Bewaarbesluit:
    """Return a signed extension; its motivation stays here, under a random value that only this partner has.

    Raises:
        ConfigError: a code or a record is not well-formed, or there is no motivation.
    """
    if not motivering.strip():
        raise ConfigError("Een verlenging heeft een motivering nodig.")
    salt = os.urandom(32)
    made = _signed(
        desk, bewaarbesluit.VERLENGING, records, grondslag, reden, (tot, bewaarbesluit.commitment(salt, motivering))
    )
    kept: dict[str, Any] = {"besluit": dict(made.bron), "motivering": motivering, "zout": jcs.b64(salt)}
    write_private(_folder(desk) / f"{made.sha256}.motivering.json", jcs.encode(kept))
    return made


def _signed(
    desk: Desk, soort: str, records: Sequence[str], grondslag: str, reden: str, verlenging: tuple[int, str] | None
) -> Bewaarbesluit:
    now, oin = desk.clock(), desk.partner.oin
    try:
        return bewaarbesluit.make(
            desk.partner.keys.signing(desk.directory.signing_key(oin, now).sleutel_id),
            soort=soort,
            oin=oin,
            records=records,
            grondslag=grondslag,
            reden=reden,
            gemaakt=now,
            verlenging=verlenging,
        )
    except ShapeError as error:
        raise ConfigError(str(error)) from None


def decide(desk: Desk, besluit: Bewaarbesluit, person: str) -> dict[str, Any]:
    """Send a hold, its end or an extension, and check the proof of every item.

    Raises:
        ProblemError: refused; its findings name each item. VerificationError: the proof is of something else.
    """
    key = str(uuid.uuid4())
    answer = desk.client.send("POST", BESLUITEN, besluit.data, key=key, person=desk.person_key(person))
    expected = {"besluit_sha256": besluit.sha256, "soort": besluit.soort}
    _proven(desk, receipts_of(answer.data), key, expected, besluit)
    return {"besluit_sha256": besluit.sha256, "soort": besluit.soort, "records": list(besluit.records)}


def destroy(desk: Desk, bevel: Bewaarbesluit, person: str) -> dict[str, Any]:
    """Send an order to destroy, check the proof, and destroy the own copies of the salts.

    Raises:
        ProblemError: refused; its findings name each item. VerificationError: the proof is of something else.
    """
    path = _folder(desk) / f"{bevel.sha256}.open.json"
    write_private(path, jcs.encode({"bevel": dict(bevel.bron), "sleutel": str(uuid.uuid4()), "persoon": person}))
    return _send(desk, path)


def resume(desk: Desk) -> list[dict[str, Any]]:
    """End every order of which the answer was not seen yet."""
    return [_send(desk, path) for path in sorted(_folder(desk).glob("*.open.json"))]


def _send(desk: Desk, path: Path) -> dict[str, Any]:
    pending = jcs.decode(path.read_bytes())
    bevel, key = bewaarbesluit.read(pending["bevel"]), pending["sleutel"]
    try:
        answer = desk.client.send("POST", BEVELEN, bevel.data, key=key, person=desk.person_key(pending["persoon"]))
    except Exception as error:
        if getattr(error, "status", 0) in {
            400,
            403,
            404,
            409,
        }:  # refused: nothing was destroyed, and asking again is no use
            path.unlink()
        raise
    lines = receipts_of(answer.data)
    expected = {"gebeurtenis": verklaring.BEVOLEN, "bevel_sha256": bevel.sha256}
    _proven(desk, lines, key, expected, bevel)
    kept = {"bevel": dict(bevel.bron), "bewijs": {**lines[0], "persoon": None, "persoon_sleutel": None}}
    orders = desk.partner.folder / "wisbevelen"
    orders.mkdir(mode=0o700, exist_ok=True)
    write_private(orders / f"{bevel.sha256}.json", jcs.encode(kept))
    forget(desk.store, bevel.records)
    path.unlink()
    return {"bevel_sha256": bevel.sha256, "records": list(bevel.records)}


def _proven(
    desk: Desk, lines: list[dict[str, Any]], key: str, expected: dict[str, Any], besluit: Bewaarbesluit
) -> None:
    found = [desk.receipts.act(line, key, expected).feit or {} for line in lines]
    if sorted(str(feit.get("record")) for feit in found) != list(besluit.records):
        raise VerificationError("bewijs-ander-stuk", "Het bewijs gaat niet over precies de records van dit besluit.")


def forget(store: Store, records: Sequence[str]) -> None:
    """Destroy the own copies of the salts of these records: kept apart, and in the bytes that were sent."""
    store.db.execute("PRAGMA secure_delete=ON")
    with store.transaction() as db:
        for record in records:
            db.execute("DELETE FROM zouten WHERE record = ?", (record,))
            db.execute(
                "UPDATE outbox SET lichaam = x'' WHERE staat IN ('klaar','vervangen') AND instr(lichaam, ?)",
                (record.encode(),),
            )
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def declaration(desk: Desk, sha256: str) -> tuple[dict[str, Any], Verklaring]:
    """Fetch the verklaring van vernietiging of an order, check it, keep it, and return it with what it proves.

    Raises:
        ConfigError: the order was not carried out yet. VerificationError: it proves something else.
    """
    data = desk.client.get(f"{BEVELEN}/{sha256}").data
    if not isinstance(data, dict) or data.get("voltooid") is None:
        raise ConfigError("Dit bevel is nog niet uitgevoerd. Vraag het later nog eens.")
    made = verklaring.make(data.get("bevel", {}), receipts_of(data), data["voltooid"])
    try:
        found = verklaring.check(made, desk.partner.policy, desk.directory)
    except KeychainError as error:
        raise VerificationError("verklaring-ongeldig", f"De verklaring bewijst iets anders: {error}") from None
    if found.bevel.sha256 != sha256 or found.bevel.oin != desk.partner.oin:
        raise VerificationError("verklaring-ongeldig", "De verklaring is van een ander bevel.")
    text = json.dumps(made, ensure_ascii=False, sort_keys=True, indent=1)
    write_private(_folder(desk) / f"{sha256}.verklaring.json", text.encode() + b"\n")
    return made, found


def _folder(desk: Desk) -> Path:
    folder = desk.partner.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
