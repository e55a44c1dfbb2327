# SPDX-License-Identifier: EUPL-1.2
"""Keys at the exchange: the directory of this process, kept up with the stamlog, and admitting new key events.

Invariants:
- The directory is a replay of the stamlog under the deelnemerslijst, exactly as every gateway makes it.
- An event enters the stamlog only when it would count; a KEM or recovery key, and the use of a recovery key, only after
  its holder answered a challenge.
- What comes in is judged at inclusion: a key whose withdrawal is in the stamlog signs nothing more, also when the withdrawal
  or the signature states another time. What came in before stays.
- A withdrawal that another server process admitted counts here within `FRESH_S` seconds.
- Challenges lie in the small store, so that any server process can take the answer; one that was used is gone.
"""

from __future__ import annotations

import threading
import time
import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from audit.events import Event
from audit.proof import jcs
from audit.values import STAM
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Gedaan, Ongeldig
from core.facts import bundle as bundles
from core.keychain import events
from core.keychain.directory import KeyDirectory
from core.keychain.errors import EventError, KeychainError, UnknownKey
from core.keychain.kem import KemPublicKey
from core.keychain.keys import DirectoryKey, HttpPublicKey, Rol
from core.keychain.lijsten import Lijsten
from core.keychain.signatures import PublicKey

if TYPE_CHECKING:
    from audit.reader import LogReader
    from core.casus.fields import Codes
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst
    from core.exchange.world import World
    from core.facts.state import Toegelaten
    from core.keychain.keys import HttpKey, SigningKey
    from core.keychain.lijst import Deelnemerslijst

K = TypeVar("K", PublicKey, HttpPublicKey)
CHALLENGE = "uitdaging"
# An event may not be dated back further than this: a withdrawal would undo what was sealed and signed in between.
SLACK_MS = 5 * 60_000
# How old the replay of the stamlog may be when a key is used: other processes admit withdrawals too.
FRESH_S = 1.0


class Keys:
    """The key directory of this process. An unknown key is looked up once more after catching up with the stamlog."""

    def __init__(self, lijst: Deelnemerslijst, reader: LogReader, lijsten: Lijsten | None = None) -> None:
        self._lijst = lijst
        self._lijsten = lijsten or Lijsten(lijst)
        self._reader = reader
        self._lock = threading.Lock()
        # Held while a key event is admitted: two in one batch would not see each other in the stamlog.
        self.admitting = threading.Lock()
        self._directory = KeyDirectory(lijst)
        self._caught_up = 0.0
        self.catch_up()

    @property
    def directory(self) -> KeyDirectory:
        """The directory as it stands; grows in place."""
        return self._directory

    def catch_up(self) -> None:
        """Replay what the stamlog holds beyond what was replayed."""
        with self._lock:
            started = time.monotonic()
            entries = [line.entry for line in self._reader.lines(STAM, self._directory.size)]
            self._directory.extend(entries)
            self._caught_up = started

    def recent(self) -> KeyDirectory:
        """Return the directory, after catching up when that was not done lately."""
        if time.monotonic() - self._caught_up >= FRESH_S:
            self.catch_up()
        return self._directory

    def http_key(self, oin: str, key_id: str, at: int) -> HttpKey:
        """Return the HTTP key of an organisation.

        Raises:
            UnknownKey: it does not count at `at` (ms).
        """
        try:
            return _living(self.recent().http_key(oin, key_id, at))
        except UnknownKey:
            self.catch_up()
            return _living(self._directory.http_key(oin, key_id, at))

    def signing_key(self, oin: str, at: int, key_id: str) -> SigningKey:
        """Return the signing key with this id.

        Raises:
            UnknownKey: it does not count at `at` (ms).
        """
        try:
            return _living(self.recent().signing_key(oin, at, key_id))
        except UnknownKey:
            self.catch_up()
            return _living(self._directory.signing_key(oin, at, key_id))

    def kem_id(self, oin: str, eenheid: str, at: int) -> str | None:
        """Return the id of the KEM key that a record must now be sealed to, None when the unit has none."""
        try:
            return self.recent().kem_key(oin, eenheid, at).sleutel_id
        except UnknownKey:
            return None

    def verify_stored(self, bundle: Any, codes: Codes, at: int) -> tuple[Toegelaten, ...] | Ongeldig:
        """Verify a stored bundle that was admitted at `at` (ms): whole, and signed with a key that then counted.

        That the key counted was asked at admission. It is not asked again, so that nobody can undo by a withdrawal what
        was admitted, or stop the acts of others that weigh it.
        """
        checked = bundles.verify(bundle, _Ever(self._directory), self._lijst, codes, at)
        if isinstance(checked, Ongeldig):
            self.catch_up()
            checked = bundles.verify(bundle, _Ever(self._directory), self._lijst, codes, at)
        return checked

    def verify_bundle(self, bundle: Any, codes: Codes, at: int) -> tuple[Toegelaten, ...] | Ongeldig:
        """Verify a bundle of statements received at `at` (ms)."""
        checked = bundles.verify(bundle, _Living(self._directory), self._lijst, codes, at)
        if isinstance(checked, Ongeldig):
            self.catch_up()
            checked = bundles.verify(bundle, _Living(self._directory), self._lijst, codes, at)
        return checked

    def was_sound(self, bundle: Any, codes: Codes, at: int) -> bool:
        """Tell whether a stored bundle is whole, of an organisation or officer that an earlier list had.

        It says nothing any more, but it was not tampered with either.
        """
        entries: list[bytes] | None = None
        for lijst in self._lijsten.eerdere:
            entries = entries or [line.entry for line in self._reader.lines(STAM)]
            directory = KeyDirectory.replay(lijst, entries)
            if not isinstance(bundles.verify(bundle, _Ever(directory), lijst, codes, at), Ongeldig):
                return True
        return False


def _living(key: DirectoryKey[K]) -> DirectoryKey[K]:
    """Return a key of which no withdrawal is in the stamlog: what comes in after that is void, whatever time it states.

    Raises:
        UnknownKey: it was withdrawn.
    """
    if key.ingetrokken_op is not None:
        raise UnknownKey(f"Organisatie {key.oin} heeft deze sleutel ingetrokken.")
    return key


class _Living:
    """The directory of now: who takes something in asks this one."""

    def __init__(self, directory: KeyDirectory) -> None:
        self._directory = directory

    def signing_key(self, oin: str, at: int, key_id: str | None = None) -> SigningKey:
        return _living(self._directory.signing_key(oin, at, key_id))


class _Ever:
    """The directory without its time: a signing key counts when it ever did."""

    def __init__(self, directory: KeyDirectory) -> None:
        self._directory = directory

    def signing_key(self, oin: str, at: int, key_id: str | None = None) -> SigningKey:  # noqa: ARG002 - time is left out
        for key in self._directory.keys(oin):
            if key.rol is Rol.TEKENEN and key.sleutel_id == key_id:
                return key
        raise UnknownKey(f"Organisatie {oin} had deze sleutel nooit.")


def challenge(world: World, caller: Caller, sleutel: bytes) -> Uitkomst:
    """Return a challenge for a KEM key that the caller wants to publish. Nothing of the record changes."""
    try:
        made = events.make_challenge(KemPublicKey(sleutel), caller.oin)
    except KeychainError:
        return Ongeldig((Bevinding("sleutel", "vorm", "Dit is geen geldige KEM-sleutel."),))
    ref = str(uuid.uuid4())
    world.kluis.put(CHALLENGE, f"{caller.oin}/{ref}", made.geheim + made.uitdaging)
    return Gedaan({"id": ref, "uitdaging": jcs.b64(made.uitdaging)})


def admit_event(
    world: World, caller: Caller, event: dict[str, Any], uitdaging: str | None, antwoord: bytes | None
) -> Uitkomst:
    """Admit a key event of the caller's own organisation into the stamlog."""
    with world.keys.admitting:
        outcome = world.runner.run(caller, "sleutel", lambda act: _admit(world, act, event, uitdaging, antwoord))
        if uitdaging is not None and isinstance(outcome, Gedaan):
            world.kluis.delete(CHALLENGE, f"{caller.oin}/{uitdaging}")
        world.keys.catch_up()
    return outcome


def _admit(world: World, act: Act, event: dict[str, Any], uitdaging: str | None, antwoord: bytes | None) -> Gedaan:
    world.keys.catch_up()
    try:
        checked = _own(act, world.keys.directory.admit(event))
        if _challenged(checked):
            events.check_answer(checked, _challenge_of(world, act, uitdaging), antwoord or b"")
    except EventError as error:
        raise NoTrace(Ongeldig((Bevinding("", error.reden, str(error)),))) from None
    act.transaction.stam(event)
    said = {"sleutel_id": checked.sleutel_id, "rol": checked.rol.value, "soort": checked.soort.value}
    used = checked.soort is events.Soort.HERSTELD
    act.line(None, Event.SLEUTELS_HERSTELD if used else Event.SLEUTEL_GEWIJZIGD, **said)
    return Gedaan({"sleutel": checked.sleutel_id})


def _challenged(event: events.KeyEvent) -> bool:
    """A key that cannot sign has to answer, when it is published and when it was used to recover."""
    kem = event.rol in (Rol.KEM, Rol.HERSTEL) and event.sleutel is not None
    return kem or event.soort is events.Soort.HERSTELD


def _own(act: Act, event: events.KeyEvent) -> events.KeyEvent:
    if event.oin != act.caller.oin:
        raise EventError("niet-eigen", "Een organisatie publiceert alleen eigen sleutels.")
    if abs(event.tijd - act.tijd) > SLACK_MS:
        raise EventError("tijd", "De tijd van deze gebeurtenis wijkt te veel af van de klok van het knooppunt.")
    return event


def _challenge_of(world: World, act: Act, uitdaging: str | None) -> events.Uitdaging:
    stored = world.kluis.get(CHALLENGE, f"{act.caller.oin}/{uitdaging}") if uitdaging else None
    if stored is None:
        raise EventError("bezit", "Vraag eerst een uitdaging voor deze sleutel.")
    return events.Uitdaging(uitdaging=stored[32:], geheim=stored[:32])
