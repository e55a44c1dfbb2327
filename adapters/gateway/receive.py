# SPDX-License-Identifier: EUPL-1.2
"""Reading what was supplied to this partner: asked for, proven, opened, compared, written down.

Invariants:
- Nothing is opened without the verified proof of one's own read, on the name of the person who reads.
- The record must be the one the feed announced and the proof names, signed by its supplier with a key of the directory, and
  the labels inside must equal the header outside. What fails is reported to the backbone (`/v1/afwijkingen`) and is not written.
- A record of a category that waits for the witnesses is opened only when the line of its read is `getuigd`; until then the
  sealed answer is kept, and opened at a later round.
- Content is written whole or not at all, readable for its owner only, after the logbook has its records.
- The obligations of opening are carried out (`duties`); a record that asks for another one is not asked for, not opened, and
  reported.

Norm: design.md 4 ("A read"); LDV 1.0.0. Which person may read is decided at the backbone; a refusal is kept with its reason.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.gateway import duties, eerder
from adapters.gateway.bijlagen.ophalen import BijlageError, Ophaler
from adapters.gateway.bijlagen.voorraad import Voorraad
from adapters.gateway.diary import READ, Diary
from adapters.gateway.errors import ProblemError, UnreachableError, VerificationError
from adapters.gateway.getuigd import upgrade_if_reachable
from adapters.gateway.keyring import write_private
from adapters.gateway.later import checked, delegations_of
from adapters.gateway.leven.gebeurd import Gebeurd, announced
from adapters.gateway.receipts import receipts_of
from adapters.gateway.subjects import index
from audit.proof import jcs
from audit.proof.receipt import WITNESSED
from core.contract.bevindingen import OngeldigeInhoud
from core.contract.exitcodes import ExitCode
from core.contract.inhoud import decode_inhoud, encode_inhoud, label_mismatches
from core.contract.levensloop import EMBARGO
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.keychain.errors import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adapters.gateway.desk import Desk
    from adapters.gateway.trace import Trace
    from core.contract.inhoud import Inhoud
    from core.keychain.holders import Opener
    from core.keychain.keys import SigningKey

GEOPEND, GEWEIGERD, AFWIJKING, ONOPENBAAR = "geopend", "geweigerd", "afwijking", "niet-te-openen"
WACHT = "wacht-op-getuigen"
ANNOUNCED = "verstrekking"


class _WaitingError(Exception):
    """The read is proven, but its line is not witnessed yet; the sealed answer is kept."""


class _DeviationError(Exception):
    """The record is not what it should be; `kind` and `fields` go into the report."""

    def __init__(self, kind: str, text: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.kind, self.text, self.fields = kind, text, fields


@dataclass(slots=True)
class Opgehaald:
    """What a round of reading brought: record ids per end state, and the reasons of what was not opened."""

    geopend: list[str] = field(default_factory=list)
    geweigerd: dict[str, dict[str, Any]] = field(default_factory=dict)
    afwijkend: dict[str, str] = field(default_factory=dict)
    onbereikbaar: list[str] = field(default_factory=list)
    wachtend: list[str] = field(default_factory=list)
    waarschuwing: str | None = None

    @property
    def exit_code(self) -> ExitCode:
        """3 something was not what it should be, 4 all refused, 5 unreachable, 6 partly or waiting, 0 all opened."""
        if self.afwijkend:
            return ExitCode.VERIFICATION
        if self.onbereikbaar:
            return ExitCode.PARTLY if self.geopend else ExitCode.UNREACHABLE
        if self.geweigerd:
            return ExitCode.PARTLY if self.geopend or self.wachtend else ExitCode.REFUSED
        if self.wachtend:
            return ExitCode.PARTLY
        return ExitCode.DONE

    def add(self, other: Opgehaald) -> None:
        """Take the outcome of another round in."""
        self.geopend += other.geopend
        self.geweigerd |= other.geweigerd
        self.afwijkend |= other.afwijkend
        self.onbereikbaar += other.onbereikbaar
        self.wachtend += other.wachtend
        self.waarschuwing = other.waarschuwing or self.waarschuwing

    def to_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        return {
            "geopend": self.geopend,
            "geweigerd": self.geweigerd,
            "afwijkend": self.afwijkend,
            "onbereikbaar": self.onbereikbaar,
            "wachtend": self.wachtend,
            "waarschuwing": self.waarschuwing,
        }


@dataclass(frozen=True)
class Gezien:
    """One record as it was read for an act on it, with the own unit and key, and who holds it now."""

    sealed: SealedRecord = field(repr=False)
    inhoud: Inhoud = field(repr=False)
    eigen: tuple[str, Opener] = field(repr=False)
    ontvangers: tuple[str, ...]


class Reader:
    """Reads for one person of one partner.

    Args:
        desk: the synchronised gateway.
        folder: where opened content is written (`geopend/`).
        person: pseudonym of the person who reads.
    """

    def __init__(self, desk: Desk, folder: Path, person: str) -> None:
        self._desk, self._folder, self._person = desk, folder, person
        self._diary = Diary(desk.logbook, desk.clock)
        self._beside: dict[str, set[str]] = {}

    def fetch(self, only: str | None = None, *, again: bool = False) -> Opgehaald:
        """Read everything announced that is not open yet, or one record.

        Args:
            only: id of one record.
            again: also what was refused or deviating before.
        """
        result, states = Opgehaald(), self._desk.store.received()
        desk, announcements = self._desk, list(announced(self._desk.store))
        gebeurd = Gebeurd(desk.store, desk.directory, desk.clock())
        for message in announcements:
            kop = message["gegevens"]["kop"]
            self._beside.setdefault(kop["levering"], set()).add(kop["categorie"])
        for message in announcements:
            record = message["gegevens"]["record"]
            known = states.get(record)
            waits = known in (None, WACHT)
            if only not in (None, record) or known == GEOPEND or (not waits and not again and only is None):
                continue
            access = gebeurd.toegang(record, message["gegevens"]["kop"]["verstrekker"], desk.clock())
            if access.open:
                self._one(message, result)
            elif access.reden == EMBARGO:
                result.wachtend.append(record)
        return result

    def look(self, record: str) -> Gezien:
        """Read one record for an act on it: proven and opened as always, and written nowhere.

        Raises:
            ProblemError: the read is refused. VerificationError: it is not what it should be.
        """
        found = [message for message in announced(self._desk.store) if message["gegevens"]["record"] == record]
        start, told = self._desk.clock(), found[-1]["gegevens"] if found else {}
        span = self._diary.reading(told)
        key, data = self._answer(record, span)
        sealed = SealedRecord.from_json(data.get("record"))
        kop = sealed.kop
        if not found and kop["verstrekker"] != self._desk.partner.oin:
            raise VerificationError("niet-aangekondigd", "Dit record is niet aangekondigd en niet van deze partner.")
        message = found[-1] if found else {"tijd": kop["gemaakt"], "gegevens": {"record": record, "kop": dict(kop)}}
        self._still_open(kop)
        try:
            self._sealed(data, message)
            proof = receipts_of(data)[0]
            labels = {"casus": kop["casus"], "categorie": kop["categorie"]}
            self._desk.receipts.read(proof, record, key, self._person, **labels)
            proof = self._confirmed(sealed, key, data, proof)
            content = self._open(sealed, _taken_in(message))
        except _DeviationError as error:
            raise VerificationError("record-klopt-niet", error.text) from None
        except _WaitingError:
            raise UnreachableError(
                "De getuigen hebben deze inzage nog niet bevestigd; probeer het straks weer."
            ) from None
        self._diary.opened(content, kop, span, start)
        self._desk.store.keep_receipt("inzage", f"{record}/{key}", proof)
        self._desk.store.end_waiting_read(record, self._person)
        readers = tuple(str(oin) for oin in data.get("ontvangers", ()))
        return Gezien(sealed, content, self._own(sealed), readers)

    def _still_open(self, kop: Mapping[str, Any]) -> None:
        """Return only when what happened to a record of another lets it be read now, also when its answer was kept."""
        now, supplier = self._desk.clock(), kop["verstrekker"]
        access = Gebeurd(self._desk.store, self._desk.directory, now).toegang(kop["record"], supplier, now)
        if supplier != self._desk.partner.oin and not access.open:
            raise VerificationError("niet-opengesteld", f"Dit record mag nu niet worden gelezen ({access.reden}).")

    def _one(self, message: dict[str, Any], result: Opgehaald) -> None:
        record, kop = message["gegevens"]["record"], message["gegevens"]["kop"]
        casus, span, start = kop["casus"], self._diary.reading(message["gegevens"]), self._desk.clock()
        try:
            self._read(message, span, start)
        except UnreachableError:
            result.onbereikbaar.append(record)
        except _WaitingError:
            self._note(record, casus, WACHT, None)
            result.wachtend.append(record)
        except ProblemError as error:
            self._diary.not_opened(kop, span, start, "inzage geweigerd")
            self._note(record, casus, GEWEIGERD, error.soort)
            result.geweigerd[record] = error.to_json()
        except VerificationError as error:
            self._desk.store.alarm(self._desk.clock(), error.reden, error.diagnose(), {"record": record})
            self._deviates(message, _DeviationError("bewijs", error.diagnose()), result)
        except _DeviationError as error:
            self._deviates(message, error, result)
        else:
            self._note(record, casus, GEOPEND, None)
            result.geopend.append(record)

    def _read(self, message: dict[str, Any], span: Trace, start: int) -> None:
        desk, record = self._desk, message["gegevens"]["record"]
        obliged = _codes(message["gegevens"])
        self._check_duties(obliged)
        key, data = self._answer(record, span)
        proof = receipts_of(data)[0]
        sealed = self._sealed(data, message)
        labels = {"casus": sealed.kop["casus"], "categorie": sealed.kop["categorie"]}
        desk.receipts.read(proof, record, key, self._person, **labels)
        proof = self._confirmed(sealed, key, data, proof)
        obliged += [code for code in _codes(data.get("beslissing")) if code not in obliged]
        self._check_duties(obliged)
        content = self._open(sealed, _taken_in(message))
        # Opened is opened: what is in it was processed, also when it turns out not to be what was announced.
        self._diary.opened(content, sealed.kop, span, start, self._beside.get(sealed.kop["levering"], ()))
        wrong = label_mismatches(content, sealed.kop)
        if wrong:
            raise _DeviationError("label", "De labels binnen en buiten de verzegeling verschillen.", wrong)
        kop = sealed.kop
        files = self._attached(sealed, content, _taken_in(message), key, data)
        with self._diary.faults("verstrekking weggeschreven", lambda: kop["doel"], READ, kop["categorie"]):
            desk.store.keep_receipt("inzage", f"{record}/{key}", proof)
            desk.store.end_waiting_read(record, self._person)
            self._index(content, record, kop["casus"])
            self._write(sealed, content, proof, obliged, files)

    def _answer(self, record: str, span: Trace) -> tuple[str, Any]:
        """Return key and answer of a read: the sealed one that waited for the witnesses, else a new one."""
        kept = self._desk.store.waiting_read(record, self._person)
        if kept is not None:
            return kept
        key, path = str(uuid.uuid4()), f"/v1/verstrekkingen/{record}/inzagen"
        person = self._desk.person_key(self._person)
        return key, self._desk.client.post(path, {}, person=person, trace=span, key=key).data

    def _confirmed(self, sealed: SealedRecord, key: str, data: Any, proof: dict[str, Any]) -> dict[str, Any]:
        """Return the proof with which the record may be opened: of some categories only a witnessed one.

        Raises:
            _WaitingError: the quorum did not confirm the line of this read yet; what came is kept sealed.
        """
        desk, record = self._desk, sealed.kop["record"]
        if not desk.getuigd.waits_for(sealed.kop["categorie"]):
            return proof
        ref = f"{record}/{key}"
        with desk.store.transaction():
            desk.store.keep_receipt("inzage", ref, proof)
            desk.store.keep_waiting_read(record, self._person, key, data)
        upgrade_if_reachable(desk.getuigd)
        better = desk.store.receipt("inzage", ref)
        if better is None or better["staat"] != WITNESSED:
            raise _WaitingError
        desk.receipts.read(better, record, key, self._person)
        return better

    def _check_duties(self, codes: list[str]) -> None:
        if duties.not_carried(codes, self._desk.decider.ruleset.vocabulary):
            text = "Bij dit gegeven hoort een plicht die deze gateway niet kan uitvoeren."
            raise _DeviationError(ONOPENBAAR, text, ("plicht",))

    @staticmethod
    def _sealed(data: Any, message: dict[str, Any]) -> SealedRecord:
        try:
            sealed = SealedRecord.from_json(data.get("record"))
        except EnvelopeError as error:
            raise _DeviationError(ONOPENBAAR, error.diagnose()) from None
        if dict(sealed.kop) != message["gegevens"]["kop"] or sealed.kop["record"] != message["gegevens"]["record"]:
            raise _DeviationError("label", "De kop is een andere dan is aangekondigd.", ("kop",))
        return sealed

    def _own(self, sealed: SealedRecord) -> tuple[str, Opener]:
        """Return unit and key to which this record was wrapped."""
        partner = self._desk.partner
        found = [partner.keys.kem(w.sleutel) for w in sealed.omhulsels if w.ontvanger == partner.oin]
        own = next((item for item in found if item is not None), None)
        if own is None:
            raise _DeviationError(ONOPENBAAR, "Bij het record zit geen omhulsel voor een sleutel van deze partner.")
        return own

    def _signer(self, sealed: SealedRecord, at: int) -> SigningKey:
        kop = sealed.kop
        try:
            return eerder.signing_key(self._desk, kop["verstrekker"], at, kop["sleutel"])
        except UnknownKey:
            raise _DeviationError(ONOPENBAAR, "De verstrekker had op dat moment geen geldige tekensleutel.") from None

    def _open(self, sealed: SealedRecord, at: int) -> Inhoud:
        (unit, private), signer = self._own(sealed), self._signer(sealed, at)
        try:
            delegations = delegations_of(self._desk.store, sealed.kop["record"])
            later = checked(self._desk.directory, sealed, delegations)
            return decode_inhoud(open_record(sealed, private, self._desk.partner.oin, unit, signer, at, later=later))
        except UnknownKey:
            raise _DeviationError(ONOPENBAAR, "Wie later toekende had toen geen geldige tekensleutel.") from None
        except EnvelopeError as error:
            raise _DeviationError(ONOPENBAAR, error.diagnose()) from None
        except OngeldigeInhoud:
            raise _DeviationError(ONOPENBAAR, "De inhoud past niet bij het contract.") from None

    def _attached(self, sealed: SealedRecord, content: Inhoud, at: int, key: str, data: Any) -> list[dict[str, Any]]:
        """Fetch and open the attachments, under the read that was proven; when that breaks off, the read is kept."""
        if not content.bijlagen and not sealed.verklaring.bijlagen:
            return []
        desk, record = self._desk, sealed.kop["record"]
        desk.store.keep_waiting_read(record, self._person, key, data)
        (unit, private), signer = self._own(sealed), self._signer(sealed, at)
        fetcher = Ophaler(Voorraad(desk.partner.folder, desk.store), self._folder, self._parts(record, key))
        try:
            return fetcher.open_all(sealed, content, private, (desk.partner.oin, unit), signer, at)
        except BijlageError as error:
            raise _DeviationError("label", str(error), ("bijlagen",)) from None
        except EnvelopeError as error:
            raise _DeviationError(ONOPENBAAR, error.diagnose(), ("bijlagen",)) from None

    def _parts(self, record: str, key: str) -> Callable[[str, int], bytes]:
        """Return what asks for one part of an attachment, on the name of who read the record."""

        def part(bijlage: str, number: int) -> bytes:
            path = f"/v1/verstrekkingen/{record}/bijlagen/{bijlage}/delen/{number}?inzage={key}"
            try:
                answer = self._desk.client.send("GET", path, b"", person=self._desk.person_key(self._person), raw=True)
            except ProblemError as error:
                # The time of this read is over, or access ended: the next read is decided anew.
                self._desk.store.end_waiting_read(record, self._person)
                raise UnreachableError(f"Een bijlage wordt niet meer gegeven ({error.soort}).") from None
            return bytes(answer.data)

        return part

    def _deviates(self, message: dict[str, Any], error: _DeviationError, result: Opgehaald) -> None:
        record, kop = message["gegevens"]["record"], message["gegevens"]["kop"]
        self._desk.store.end_waiting_read(record, self._person)
        state = ONOPENBAAR if error.kind == ONOPENBAAR else AFWIJKING
        report = {"record": record, "soort": error.kind, "velden": list(error.fields)}
        with self._desk.store.transaction():
            self._note(record, kop["casus"], state, error.text)
            self._desk.outbox.put(
                casus=f"afwijking/{record}",
                path="/v1/afwijkingen",
                body=jcs.encode(report),
                person=None,
                now=self._desk.clock(),
            )
        result.afwijkend[record] = error.text

    def _note(self, record: str, casus: str, state: str, reason: str | None) -> None:
        self._desk.store.set_received(record, casus, state, reason, self._desk.clock())

    def _index(self, content: Inhoud, record: str, casus: str) -> None:
        key = self._desk.partner.keys.local("onderwerpen")
        with self._desk.store.transaction():
            index(self._desk.store, key, content, (record, casus, "ontvangen"))

    def _write(
        self,
        sealed: SealedRecord,
        content: Inhoud,
        proof: dict[str, Any],
        obliged: list[str],
        files: list[dict[str, Any]],
    ) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        inhoud = jcs.decode(encode_inhoud(content))
        value: dict[str, Any] = {
            "kop": dict(sealed.kop),
            "meldingen": duties.notices(inhoud, obliged),
            "inhoud": duties.masked(inhoud, obliged, self._desk.partner.keys.local("onderwerpen")),
            "inzage": {"log": proof["log"], "index": proof["index"], "door": self._person},
        }
        if files:
            value["bijlagen"] = files
        record = sealed.kop["record"]
        write_private(self._folder / f"{record}.json", json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def _codes(value: Any) -> list[str]:
    """The obligations in what the server sent; what is no list of texts is none of ours to guess."""
    found = value.get("plichten", []) if isinstance(value, dict) else []
    return [str(code) for code in found] if isinstance(found, list) else [str(found)]


def _taken_in(message: dict[str, Any]) -> int:
    """When the backbone took the record in: at its announcement, or as the announcement to who was added says."""
    told = message["gegevens"].get("opgenomen", message["tijd"])
    return int(told)
