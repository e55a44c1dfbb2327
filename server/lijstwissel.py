# SPDX-License-Identifier: EUPL-1.2
"""Taking over a next deelnemerslijst with its tlog-policy, and replacing the keys of the log under it.

Invariants:
- A list is taken over only when it succeeds the one in force (next version, same mode, signed by enough organisations of
  that one), names this server's answer key and exactly this tlog-policy. Each refusal says which of these it is.
- The policy keeps every key of the log that it had, so that proofs of before stay valid, and names the same stamlog. A key
  it adds must be the one that lies ready here; from then on both pairs sign.
- The list before is kept: what was signed under it is judged under it.
- Files first, then the lines in the log; both can be done again after a stop in between.

Norm: design.md 2 and 6. The server must be stopped; it takes the new list at its next start.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.proof import note as signed_note
from audit.proof import receipt, tlog_policy
from audit.publish import CHECKPOINT, Publisher
from audit.signer import LogSigner, origin_of
from audit.values import STAM, LogError, SystemClock
from core.exchange import lines
from core.keychain import ceremony, vervolg
from core.keychain.errors import KeychainError
from core.keychain.lijst import Deelnemerslijst
from server import setup
from server.errors import NotInitialisedError

if TYPE_CHECKING:
    from pathlib import Path

    from audit.proof.note import VKey
    from audit.proof.tlog_policy import TlogPolicy
    from audit.transaction import Transaction
    from server.backbone import Backbone
    from server.settings import Settings

WITNESSED: Final = "getuigd"
NEW_FILE: Final = "log-nieuw.json"
STAM_SOORT: Final = "logsleutel"


@dataclass(frozen=True, slots=True)
class Wissel:
    """A list that was taken over: what the lines in the log say."""

    lijst: Deelnemerslijst
    nieuw: tuple[str, ...]


def prepare_key(settings: Settings) -> str:
    """Make the next pair of log keys when there is none yet, and return the tlog-policy that names both pairs.

    Raises:
        LogError: an overlap goes on already.
    """
    signer = _signer(settings)
    if signer.overlapping:
        raise LogError("er loopt al een overgang naar een nieuwe logsleutel")
    path = settings.keys / NEW_FILE
    if not path.exists():
        LogSigner.generate().write(path)
    origin = origin_of(settings.origin_prefix, STAM)
    added = "".join(f"log {key}\n" for key in LogSigner.read(path).vkeys(origin))
    return _with_logs(settings.tlog_policy.read_text("utf-8"), added)


def take_list(settings: Settings, data: bytes, policy: bytes) -> Wissel:
    """Check a next list and its tlog-policy, and put them in force; the lines follow with `note`.

    Raises:
        NotInitialisedError: anything about it that does not hold; nothing was changed.
    """
    before = Deelnemerslijst.parse(setup.read_file(settings.lijst))
    try:
        lijst = Deelnemerslijst.parse(data)
        if lijst.fingerprint != before.fingerprint:
            ceremony.check_successor(before, lijst)
    except KeychainError as error:
        raise NotInitialisedError(f"De deelnemerslijst wordt niet overgenomen. {error}") from None
    if lijst.beheerder.antwoordsleutel != setup.answer_key(settings).public:
        raise NotInitialisedError("De deelnemerslijst noemt een andere antwoordsleutel dan dit knooppunt heeft.")
    if hashlib.sha256(policy).hexdigest() != lijst.tlog_policy_sha256:
        raise NotInitialisedError("Deze tlog-policy is niet die van de deelnemerslijst.")
    added = _check_policy(settings, _parsed(setup.read_file(settings.tlog_policy)), _parsed(policy))
    if lijst.fingerprint != before.fingerprint:
        _put(settings.lijsten / f"{before.fingerprint}.json", before.bron)
    if added:
        _join(settings)
    _put(settings.tlog_policy, policy)
    _put(settings.lijst, data)
    signer = _signer(settings)
    names = signer.vkeys(origin_of(settings.origin_prefix, STAM)) if signer.overlapping else ()
    return Wissel(lijst, tuple(map(str, names)))


def note(backbone: Backbone, wissel: Wissel) -> None:
    """Leave the lines of a takeover in stamlog and log, as far as they are not there yet."""
    world = backbone.exchange.world
    world.keys.catch_up()
    if world.keys.directory.logged_list != wissel.lijst.fingerprint:
        world.act_of_operator(lambda tx: _note_list(tx, world.lijst.beheerder.oin, wissel.lijst))
    said = [item.entry.get("vkeys") for item in world.keys.directory.entries(STAM_SOORT)]
    if wissel.nieuw and list(wissel.nieuw) not in said:
        old = list(map(str, _signer(backbone.settings).oldest_vkeys(_stam(backbone.settings))))
        world.act_of_operator(lambda tx: _note_keys(tx, world.lijst.beheerder.oin, "bij", list(wissel.nieuw), old))
    world.keys.catch_up()


def stop_old(backbone: Backbone) -> tuple[str, ...]:
    """Leave the line that the older pair stops signing; return its keys. Destroy them after closing: `destroy_old`.

    Raises:
        LogError: no overlap goes on.
    """
    signer, world = _signer(backbone.settings), backbone.exchange.world
    signer.without_oldest()
    old = tuple(map(str, signer.oldest_vkeys(_stam(backbone.settings))))
    new = list(map(str, signer.vkeys(_stam(backbone.settings))))
    world.act_of_operator(lambda tx: _note_keys(tx, world.lijst.beheerder.oin, "af", list(old), new))
    return old


def destroy_old(settings: Settings) -> None:
    """Take the seeds of the older pair away; its public keys stay known, so that its checkpoints still count here."""
    _replace_keys(settings, _signer(settings).without_oldest())


def freeze(settings: Settings, reden: str) -> dict[str, Any]:
    """Return the entry that commits to the last good checkpoint of every published shard: the witnessed one if there is one.

    Raises:
        NotInitialisedError: nothing was published, or a checkpoint does not hold under the tlog-policy.
    """
    policy, publisher = _parsed(setup.read_file(settings.tlog_policy)), Publisher(settings.publication)
    heads = []
    for folder in sorted(publisher.root.iterdir()) if publisher.root.is_dir() else ():
        data = next((p.read_bytes() for name in (WITNESSED, CHECKPOINT) if (p := folder / name).is_file()), None)
        if data is None:
            continue
        try:
            heads.append(receipt.check_log(data, policy)[0].checkpoint)
        except (receipt.ReceiptError, signed_note.NoteError):
            raise NotInitialisedError(f"Het checkpoint van {folder.name} klopt niet onder de tlog-policy.") from None
    if not heads:
        raise NotInitialisedError("Er is geen gepubliceerd log om vast te leggen.")
    return vervolg.entry(heads, reden, SystemClock().now())


def _note_list(tx: Transaction, oin: str, lijst: Deelnemerslijst) -> None:
    tx.stam({"v": 1, "soort": "deelnemerslijst", "sha256": lijst.fingerprint})
    said = {"lijst_sha256": lijst.fingerprint, "lijst_versie": lijst.versie}
    said |= {"tlog_policy_sha256": lijst.tlog_policy_sha256}
    tx.line(lines.shard_of(None, tx.now), {**_base(Event.LIJST_OVERGENOMEN, oin), **said})


def _note_keys(tx: Transaction, oin: str, wat: str, about: list[str], others: list[str]) -> None:
    tx.stam({"v": 1, "soort": STAM_SOORT, "handeling": wat, "vkeys": about, "tijd": tx.now})
    old, new = (others, about) if wat == "bij" else (about, others)
    said = {"sleutels_oud": old, "sleutels_nieuw": new, "reden": f"{wat}gekomen" if wat == "bij" else "gestopt"}
    tx.line(lines.shard_of(None, tx.now), {**_base(Event.LOGSLEUTEL_GEWISSELD, oin), **said})


def _base(event: Event, oin: str) -> dict[str, Any]:
    return {"gebeurtenis": event, "oin": oin, "sleutel": "lokaal", "rijen": []}


def _check_policy(settings: Settings, old: TlogPolicy, new: TlogPolicy) -> tuple[VKey, ...]:
    """Return the log keys that the new policy adds."""
    if {key.name for key in new.logs} != {key.name for key in old.logs}:
        raise NotInitialisedError("De tlog-policy noemt een ander log. Dat kan alleen met een nieuw knooppunt.")
    if set(old.logs) - set(new.logs):
        raise NotInitialisedError("De tlog-policy mist een sleutel van het log; bewijzen van eerder zouden vervallen.")
    path = settings.keys / NEW_FILE
    ready = LogSigner.read(path).vkeys(_stam(settings)) if path.exists() else ()
    own = {key for pair in _signer(settings).all_vkeys(_stam(settings)) for key in pair}
    added = tuple(key for key in new.logs if key not in own)
    if set(added) not in (set(), set(ready)):
        raise NotInitialisedError("De tlog-policy noemt een logsleutel die dit knooppunt niet heeft.")
    return added


def _join(settings: Settings) -> None:
    fresh = settings.keys / NEW_FILE
    _replace_keys(settings, _signer(settings).joined_by(LogSigner.read(fresh)))
    fresh.unlink()


def _replace_keys(settings: Settings, signer: LogSigner) -> None:
    path = settings.keys / setup.LOG_FILE
    new = path.with_name(f"{path.name}.nieuw")
    new.unlink(missing_ok=True)
    signer.write(new)
    new.replace(path)


def _signer(settings: Settings) -> LogSigner:
    return LogSigner.read(settings.keys / setup.LOG_FILE)


def _stam(settings: Settings) -> str:
    return origin_of(settings.origin_prefix, STAM)


def _parsed(data: bytes) -> TlogPolicy:
    try:
        return tlog_policy.parse(data)
    except tlog_policy.PolicyError as error:
        raise NotInitialisedError(f"De tlog-policy is niet geldig: {error}.") from None


def _with_logs(text: str, added: str) -> str:
    """Return a policy with log lines more, behind the last it has."""
    listed = text.splitlines(keepends=True)
    last = max(place for place, line in enumerate(listed) if line.split()[:1] == ["log"])
    return "".join([*listed[: last + 1], added, *listed[last + 1 :]])


def _put(path: Path, data: bytes) -> None:
    """Put bytes at a path, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.nieuw")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
