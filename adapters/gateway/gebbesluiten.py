# SPDX-License-Identifier: EUPL-1.2
"""Adopting an edition of the GEB as a controller, and handing in what its FG advises.

Invariants:
- Nothing is signed before the whole edition was checked here, offline: every file, and the hash over all of it. One altered
  byte, a file too many or an edition of another mode ends it.
- A document is kept before it is sent, with the key of its request: what stopped half-way is ended by asking again, and is not
  signed a second time. Afterwards it is kept with the proof that it was logged.
- The text of an advice stays here and with people; only its hash goes out.

Norm: AVG 35 (2), Wpg 4c. Whether this organisation may decide is for the backbone.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.keyring import write_private
from adapters.gateway.receipts import receipts_of
from audit.proof import jcs
from core.contract import editie
from core.keychain import gebbesluit
from core.keychain.errors import ShapeError
from core.keychain.gebbesluit import GEBEURTENISSEN, Over

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from core.contract.editie import Editie
    from core.keychain.gebbesluit import Gebbesluit

PATH: Final = "/v1/gebbesluiten"
FOLDER: Final = "geb"
REFUSED: Final = frozenset({400, 403, 404, 409})


def check(desk: Desk, folder: Path) -> Editie:
    """Return the edition in a folder, when all of it is as its hash says and it is of the backbone of this partner.

    Raises:
        VerificationError: with every finding.
    """
    try:
        found = editie.verify(folder)
    except editie.EditieError as error:
        raise VerificationError("editie-ongeldig", str(error)) from None
    if found.kenmerken.modus != desk.partner.lijst.modus.value:
        text = f"Deze editie is gemaakt in modus {found.kenmerken.modus}; hier geldt een andere."
        raise VerificationError("editie-andere-modus", text)
    return found


def shown(found: Editie, uitkomst: str, advies_sha256: str | None = None) -> dict[str, Any]:
    """Return what a person is about to sign."""
    told = found.kenmerken
    about = {"editie": found.hash, "regio": told.regio, "periode": told.periode, "vrijgave": told.vrijgave}
    files = {name: digest(data) for name, data in sorted(found.bestanden.items())}
    return {**about, "modus": told.modus, "bestanden": files, "uitkomst": uitkomst, "advies_sha256": advies_sha256}


def adopt(desk: Desk, found: Editie, uitkomst: str, person: str) -> dict[str, Any]:
    """Sign and hand in the decision of this organisation about an edition; return it with its proof.

    Raises:
        ProblemError: refused; its findings say why. VerificationError: the proof is of something else.
    """
    path = _pending(desk, gebbesluit.VASTSTELLING, found)
    if not path.exists():
        now, oin = desk.clock(), desk.partner.oin
        key = desk.partner.keys.signing(desk.directory.signing_key(oin, now).sleutel_id)
        _keep(path, gebbesluit.adopt(key, oin=oin, over=_over(found), uitkomst=uitkomst, gemaakt=now), person)
    return _send(desk, path, (uitkomst, None, None))


def advise(desk: Desk, found: Editie, text: bytes, fg: str, uitkomst: str, person: str) -> dict[str, Any]:
    """Sign and hand in the advice of the FG of this organisation about an edition; return it with its proof.

    Raises:
        ConfigError: there is no text, or no key of this FG here. ProblemError, VerificationError: as `adopt`.
    """
    if not text.strip():
        raise ConfigError("Een advies heeft een tekst nodig; dit bestand is leeg.")
    path = _pending(desk, gebbesluit.ADVIES, found)
    if not path.exists():
        now, oin = desk.clock(), desk.partner.oin
        keys = desk.partner.keys
        key, own = keys.signing(desk.directory.signing_key(oin, now).sleutel_id), keys.officer(fg)
        made = gebbesluit.advise(
            key,
            (fg, own),
            oin=oin,
            over=_over(found),
            uitkomst=uitkomst,
            advies_sha256=digest(text),
            gemaakt=now,
        )
        _keep(path, made, person)
    return _send(desk, path, (uitkomst, digest(text), fg))


def digest(text: bytes) -> str:
    """Return the hash by which the text of an advice is known."""
    return hashlib.sha256(text).hexdigest()


def status(desk: Desk, found: Editie) -> list[dict[str, Any]]:
    """Return what every controller and FG said of an edition, as the backbone tells it."""
    data = desk.client.get(f"{PATH}?editie={found.hash}").data
    told = data.get("besluiten") if isinstance(data, dict) else None
    if not isinstance(told, list) or any(not isinstance(one, dict) or one.get("editie") != found.hash for one in told):
        raise VerificationError("antwoord-vorm", "Het antwoord noemt geen besluiten over deze editie.")
    return told


def _over(found: Editie) -> Over:
    return Over(found.hash, found.kenmerken.regio, found.kenmerken.periode)


def _keep(path: Path, made: Gebbesluit, person: str) -> None:
    write_private(path, jcs.encode({"besluit": dict(made.bron), "sleutel": str(uuid.uuid4()), "persoon": person}))


def _send(desk: Desk, path: Path, asked: tuple[str, str | None, str | None]) -> dict[str, Any]:
    """Send what waits, when it says what is asked now: the outcome, the text of an advice and its FG."""
    pending = jcs.decode(path.read_bytes())
    made, key = _read(pending["besluit"]), pending["sleutel"]
    if made.uitkomst != asked[0]:
        text = f"Over deze editie wacht nog een eerder stuk met uitkomst {made.uitkomst}. Geef eerst die uitkomst."
        raise ConfigError(text)
    if (made.advies_sha256, made.functionaris) != asked[1:]:
        text = (
            "Over deze editie wacht nog een eerder advies, met een andere tekst of van een andere FG. Geef eerst dat."
        )
        raise ConfigError(text)
    try:
        answer = desk.client.send("POST", PATH, made.data, key=key, person=desk.person_key(pending["persoon"]))
    except Exception as error:
        if getattr(error, "status", 0) in REFUSED:  # nothing was taken in, and asking again is no use
            path.unlink()
        raise
    expected = {"gebeurtenis": GEBEURTENISSEN[made.soort], "besluit_sha256": made.sha256, "editie": made.over.editie}
    [line] = receipts_of(answer.data)
    desk.receipts.act(line, key, {**expected, "uitkomst": made.uitkomst})
    kept = {"besluit": dict(made.bron), "bewijs": {**line, "persoon": None, "persoon_sleutel": None}}
    done = path.with_name(f"{made.over.editie}-{made.soort}.json")
    write_private(done, jcs.encode(kept))
    path.unlink()
    return {"soort": made.soort, "uitkomst": made.uitkomst, "editie": made.over.editie, "besluit_sha256": made.sha256}


def _read(value: Any) -> Gebbesluit:
    try:
        return gebbesluit.read(value)
    except ShapeError as error:
        raise ConfigError(f"Het bewaarde stuk is niet te lezen. {error}") from None


def _pending(desk: Desk, soort: str, found: Editie) -> Path:
    folder = desk.partner.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{found.hash}-{soort}.open.json"
