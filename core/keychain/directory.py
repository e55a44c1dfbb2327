# SPDX-License-Identifier: EUPL-1.2
"""The key directory: which keys count, replayed from the stamlog under a pinned deelnemerslijst.

Invariants:
- a key counts only through this chain: organisation in the pinned list, event signed by its identity key, proof of
  possession, logged; the operator's word adds nothing;
- an entry that is wrong is never used, and is named with the one who must have caused it (`findings`);
- a key, or half of one, is used once: not by two organisations, not in two roles, and not again after withdrawal;
- per organisation, role, unit and suite each next key starts later than the one before, so which one replaces which is never
  open to choice;
- an organisation that used its recovery key is sealed to only after it published new keys: its signing, KEM and recovery
  keys of before no longer count. Each may still be withdrawn by an event of its own, for who reads no other kind.

The caller hands in entries from a log whose checkpoint it has verified and compared with its last one; this module
checks neither. The list is the current one: keys of an organisation that left it no longer count, and its entries from
before that list are no findings.
Norm: design.md 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain import shape
from core.keychain.errors import EventError, ShapeError, UnknownKey
from core.keychain.events import KeyEvent, Soort
from core.keychain.kem import KemPublicKey
from core.keychain.keys import (
    AnyPublicKey,
    DirectoryKey,
    HttpKey,
    HttpPublicKey,
    KemKey,
    RecipientKey,
    RecordKey,
    Rol,
    SigningKey,
)
from core.keychain.lijst import key_parts, witness_parts
from core.keychain.signatures import PublicKey
from core.keychain.suite2 import KemPublicKey2, PublicKey2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.keychain.lijst import Deelnemerslijst

BEHEERDER = "beheerder"
LIST = "deelnemerslijst"

# Stamlog entries that hold no keys of partners; they are kept by kind for whoever needs them.
_OTHER_KINDS = frozenset(
    {
        LIST,
        "vrijgave",
        "shard-geopend",
        "shard-gesloten",
        "openingen-gewist",
        "records-vernietigd",
        "logsleutel",
        "log-vervolgt",
    }
)


class Reden(StrEnum):
    """What is wrong with an entry of the stamlog."""

    VORM = "vorm"
    ONBEKENDE_SOORT = "onbekende-soort"
    NIET_IN_LIJST = "niet-in-lijst"
    IDENTITEIT = "identiteit"
    BEZIT = "bezit"
    HERHAALD = "herhaald"
    SLEUTEL_VAN_ANDER = "sleutel-van-ander"
    VOLGORDE = "volgorde"
    ONBEKENDE_SLEUTEL = "onbekende-sleutel"


_OF_THE_DEPARTED = frozenset({Reden.NIET_IN_LIJST, Reden.IDENTITEIT, Reden.ONBEKENDE_SLEUTEL})


@dataclass(frozen=True)
class Bevinding:
    """An entry that is not used, and why.

    Attributes:
        index: its place in the stamlog.
        oin: the organisation that the entry is about, if it names one.
        reden: stable code.
        dader: who must have caused it: "beheerder", or the OIN of the organisation that signed it.
        tekst: the same in Dutch.
    """

    index: int
    oin: str | None
    reden: Reden
    dader: str
    tekst: str


@dataclass(frozen=True)
class StamEntry:
    """An entry with its place in the stamlog."""

    index: int
    entry: Mapping[str, Any] = field(repr=False)


class _RefusedError(Exception):
    def __init__(self, reden: Reden, dader: str, tekst: str) -> None:
        super().__init__(tekst)
        self.reden, self.dader, self.tekst = reden, dader, tekst


class KeyDirectory:
    """All keys that count, and all entries that do not. One writer; readers may look while it grows.

    Attributes:
        findings: wrong entries, in order.
        size: number of entries replayed.
    """

    def __init__(self, lijst: Deelnemerslijst) -> None:
        self.lijst = lijst
        self.findings: list[Bevinding] = []
        self.size = 0
        self._keys: dict[tuple[str, Rol, str | None], list[DirectoryKey[Any]]] = {}
        self._taken: dict[bytes, str] = dict.fromkeys((*key_parts(lijst), *witness_parts(lijst)), "")
        self._about: dict[str, list[StamEntry]] = {}
        self._others: dict[str, list[StamEntry]] = {}
        self._renewed: set[str] = set()
        self._begun = lijst.versie == 1  # before a first list there was nobody who could have left

    @classmethod
    def replay(cls, lijst: Deelnemerslijst, entries: Iterable[bytes]) -> KeyDirectory:
        """Return the directory after these entries, the first of which is entry 0 of the stamlog."""
        directory = cls(lijst)
        directory.extend(entries)
        return directory

    def extend(self, entries: Iterable[bytes]) -> list[Bevinding]:
        """Replay the next entries and return the new findings."""
        before = len(self.findings)
        for data in entries:
            self._take(self.size, data)
            self.size += 1
        return self.findings[before:]

    def admit(self, event: Mapping[str, Any]) -> KeyEvent:
        """Check an event as if it were the next entry, without taking it: for the server before it logs.

        Raises:
            EventError: it would not count.
        """
        try:
            return self._examine(event)
        except _RefusedError as refusal:
            raise EventError(refusal.reden.value, refusal.tekst) from None

    def signing_key(self, oin: str, at: int, key_id: str | None = None) -> SigningKey:
        """Return the hybrid signing key that counts at ms `at`: the newest, or the one with this id.

        Raises:
            UnknownKey: there is none.
        """
        return self._find((oin, Rol.TEKENEN, None), at, key_id)

    def http_key(self, oin: str, key_id: str, at: int) -> HttpKey:
        """Return the HTTP key with this id, if it counts at ms `at`.

        Raises:
            UnknownKey: there is none.
        """
        return self._find((oin, Rol.HTTP, None), at, key_id)

    def kem_key(self, oin: str, eenheid: str, at: int, key_id: str | None = None) -> KemKey:
        """Return the unit's KEM key that counts at ms `at`: the newest, or the one with this id.

        Raises:
            UnknownKey: there is none.
        """
        return self._find((oin, Rol.KEM, eenheid), at, key_id)

    def signing_key_of(self, suite: int, oin: str, at: int, key_id: str | None = None) -> RecordKey:
        """Return the signing key of one suite that counts at ms `at`: the newest, or the one with this id.

        Raises:
            UnknownKey: there is none.
        """
        return self._find((oin, Rol.TEKENEN, None), at, key_id, suite)

    def kem_key_of(self, suite: int, oin: str, eenheid: str, at: int, key_id: str | None = None) -> RecipientKey:
        """Return the unit's KEM key of one suite that counts at ms `at`: the newest, or the one with this id.

        Raises:
            UnknownKey: there is none.
        """
        return self._find((oin, Rol.KEM, eenheid), at, key_id, suite)

    def recovery_key(self, oin: str) -> KemKey | None:
        """Return the recovery key that was published last, when it was not withdrawn or used; it may be past its term."""
        found = self._keys.get((oin, Rol.HERSTEL, None), [])
        return found[-1] if found and found[-1].ingetrokken_op is None else None

    def used_recovery_key(self, oin: str) -> KemKey | None:
        """Return the recovery key that was published last, when it was used and nothing took its place yet."""
        found = self._keys.get((oin, Rol.HERSTEL, None), [])
        return found[-1] if found and found[-1].sleutel_id in self._renewed else None

    def may_withdraw(self, key: DirectoryKey[Any]) -> bool:
        """Tell whether an event may still withdraw this key: it was not, or only by the use of a recovery key."""
        return key.ingetrokken_op is None or key.sleutel_id in self._renewed

    def units(self, oin: str) -> tuple[str, ...]:
        """Return the units of which this organisation ever published a KEM key, sorted."""
        found = {unit for name, rol, unit in list(self._keys) if name == oin and rol is Rol.KEM and unit is not None}
        return tuple(sorted(found))

    def keys(self, oin: str) -> tuple[DirectoryKey[Any], ...]:
        """Return all keys of an organisation that ever counted, withdrawn ones included."""
        return tuple(key for (name, _, _), found in list(self._keys.items()) if name == oin for key in found)

    def events(self, oin: str) -> tuple[StamEntry, ...]:
        """Return every key entry that names this organisation, also those that do not count.

        A gateway compares them with what it made itself and alarms on any other.
        """
        return tuple(self._about.get(oin, ()))

    def entries(self, soort: str) -> tuple[StamEntry, ...]:
        """Return the other entries of one kind: "deelnemerslijst", "vrijgave", "shard-geopend", "shard-gesloten"."""
        return tuple(self._others.get(soort, ()))

    @property
    def releases(self) -> dict[str, StamEntry]:
        """The logged releases by digest ("sha256:..."); trust in one comes from `release.verify_release`."""
        found = (item for item in self.entries("vrijgave") if isinstance(item.entry.get("digest"), str))
        return {item.entry["digest"]: item for item in found}

    @property
    def logged_list(self) -> str | None:
        """Fingerprint of the deelnemerslijst that the stamlog names last; a gateway compares it with its pinned one."""
        found = self.entries("deelnemerslijst")
        return str(found[-1].entry.get("sha256")) if found else None

    def _find(
        self, slot: tuple[str, Rol, str | None], at: int, key_id: str | None, suite: int = 1
    ) -> DirectoryKey[Any]:
        for key in self._keys.get(slot, [])[::-1]:
            if key.valid_at(at) and key.suite == suite and key_id in (None, key.sleutel_id):
                return key
        raise UnknownKey(f"Organisatie {slot[0]} heeft op dit moment geen geldige sleutel ({slot[1].value}).")

    def _take(self, index: int, data: bytes) -> None:
        entry: dict[str, Any] = {}
        try:
            entry = _decode(data)
            if entry["soort"] in _OTHER_KINDS:
                self._keep(StamEntry(index, entry))
                return
            if isinstance(entry.get("oin"), str):
                self._about.setdefault(entry["oin"], []).append(StamEntry(index, entry))
            self._apply(self._examine(entry))
        except _RefusedError as refusal:
            oin = entry.get("oin") if isinstance(entry.get("oin"), str) else None
            self.findings.append(
                Bevinding(index, oin, refusal.reden, refusal.dader, f"Regel {index} van het stamlog: {refusal.tekst}")
            )

    def _keep(self, item: StamEntry) -> None:
        """Keep an entry without keys. Only the first that names the list in force begins it: again, it excuses nothing."""
        kind = item.entry["soort"]
        self._others.setdefault(kind, []).append(item)
        if kind == LIST and item.entry.get("sha256") == self.lijst.fingerprint and not self._begun:
            self._begun = True
            self._departed()

    def _departed(self) -> None:
        """The list in force begins here: what does not hold under it was of who left it, or of a key it had before."""
        self.findings = [finding for finding in self.findings if finding.reden not in _OF_THE_DEPARTED]

    def _examine(self, entry: Mapping[str, Any]) -> KeyEvent:
        if entry.get("soort") not in list(Soort):
            raise _RefusedError(Reden.ONBEKENDE_SOORT, BEHEERDER, "deze soort regel is onbekend.")
        try:
            event = KeyEvent.from_json(entry)
        except ShapeError as error:
            raise _RefusedError(Reden.VORM, BEHEERDER, f"de gebeurtenis is niet goed gevormd. {error}") from None
        self._check_origin(event)
        match event.soort:
            case Soort.GEPUBLICEERD:
                self._check_new(event)
            case Soort.INGETROKKEN:
                self._check_withdrawal(event)
            case Soort.HERSTELD:
                self._check_recovery(event)
        return event

    def _check_origin(self, event: KeyEvent) -> None:
        if event.oin not in self.lijst:
            raise _RefusedError(
                Reden.NIET_IN_LIJST,
                BEHEERDER,
                f"de beheerder nam een sleutel op van {event.oin}, die niet in de deelnemerslijst staat.",
            )
        member = self.lijst.deelnemer(event.oin)
        try:
            event.check(member.identiteit)
        except EventError as error:
            wrong = Reden(error.reden)
            culprit = BEHEERDER if wrong is Reden.IDENTITEIT else event.oin
            raise _RefusedError(wrong, culprit, f"sleutel van {member.naam} ({event.oin}). {error}") from None

    def _check_new(self, event: KeyEvent) -> None:
        parts = _parts(event.sleutel)
        owners = {self._taken[part] for part in parts if part in self._taken}
        if owners == {event.sleutel_id + event.oin}:
            raise _RefusedError(Reden.HERHAALD, BEHEERDER, "deze sleutel is al eerder gepubliceerd.")
        if owners:
            raise _RefusedError(
                Reden.SLEUTEL_VAN_ANDER,
                event.oin,
                f"{event.oin} publiceert een sleutel die een ander al gebruikt, of zelf in een andere rol.",
            )
        slot = self._keys.get((event.oin, event.rol, event.eenheid), ())
        earlier = [key for key in slot if event.sleutel is not None and key.suite == event.sleutel.suite]
        if earlier and event.geldig_van <= earlier[-1].geldig_van:
            raise _RefusedError(
                Reden.VOLGORDE,
                event.oin,
                f"{event.oin} publiceert een sleutel die niet later ingaat dan de vorige; welke geldt is dan onduidelijk.",
            )

    def _check_withdrawal(self, event: KeyEvent) -> None:
        slot = self._keys.get((event.oin, event.rol, event.eenheid), ())
        for key in slot:
            if key.sleutel_id == event.sleutel_id:
                if key.ingetrokken_op is not None and key.sleutel_id not in self._renewed:
                    raise _RefusedError(Reden.HERHAALD, BEHEERDER, "deze sleutel is al eerder ingetrokken.")
                return
        raise _RefusedError(Reden.ONBEKENDE_SLEUTEL, event.oin, f"{event.oin} trekt een onbekende sleutel in.")

    def _check_recovery(self, event: KeyEvent) -> None:
        current = self.recovery_key(event.oin)
        if current is None or current.sleutel_id != event.sleutel_id:
            raise _RefusedError(
                Reden.ONBEKENDE_SLEUTEL,
                event.oin,
                f"{event.oin} herstelt met een sleutel die niet haar herstelsleutel is.",
            )

    def _renew(self, event: KeyEvent) -> None:
        """End every key of before the use of the recovery key; the HTTP keys stay, for the new ones must still be sent."""
        for (oin, rol, _), slot in self._keys.items():
            if oin == event.oin and rol is not Rol.HTTP:
                ended = [key.sleutel_id for key in slot if key.ingetrokken_op is None]
                self._renewed.update(ended)
                slot[:] = [replace(k, ingetrokken_op=event.tijd) if k.sleutel_id in ended else k for k in slot]

    def _apply(self, event: KeyEvent) -> None:
        if event.soort is Soort.HERSTELD:
            self._renew(event)
            return
        slot = self._keys.setdefault((event.oin, event.rol, event.eenheid), [])
        if event.sleutel is None:
            self._renewed.discard(event.sleutel_id)
            for place, key in enumerate(slot):
                if key.sleutel_id == event.sleutel_id:
                    earlier = event.tijd if key.ingetrokken_op is None else min(event.tijd, key.ingetrokken_op)
                    slot[place] = replace(key, ingetrokken_op=earlier)
            return
        self._taken.update(dict.fromkeys(_parts(event.sleutel), event.sleutel_id + event.oin))
        slot.append(
            DirectoryKey(event.oin, event.eenheid, event.rol, event.sleutel, event.geldig_van, event.geldig_tot)
        )


def _decode(data: bytes) -> dict[str, Any]:
    try:
        entry = shape.decode(data)
        canonical = jcs.encode(entry) == data
    except ShapeError:
        raise _RefusedError(Reden.VORM, BEHEERDER, "de regel is niet leesbaar.") from None
    if not canonical or not isinstance(entry, dict) or not isinstance(entry.get("soort"), str):
        raise _RefusedError(Reden.VORM, BEHEERDER, "de regel staat niet in de vaste vorm.")
    return entry


def _parts(key: AnyPublicKey | None) -> tuple[bytes, ...]:
    match key:
        case PublicKey():
            return key.ed25519, key.mldsa65
        case PublicKey2():
            return key.ed25519, key.mldsa87
        case HttpPublicKey():
            return (key.ed25519,)
        case KemPublicKey() | KemPublicKey2():
            return (key.raw,)
        case None:
            return ()
