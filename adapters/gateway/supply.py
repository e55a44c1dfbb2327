# SPDX-License-Identifier: EUPL-1.2
"""A supply at the gateway: check, decide, seal, keep, and only then send.

Invariants:
- Nothing is sealed that the released rules do not open for every recipient named; one refused recipient refuses the proposal
  (only a BSN beside its content falls away for who may not have it).
- Final bytes, idempotency key, salts, subject index and logbook records are on disk before the first send.
- A refusal of this gateway is reported to the backbone: question and rows, no content. It stands whether or not that report
  gets through at once; it waits in the outbox.

Norm: design.md 4 ("A supply"). `deliver` sends; `sealer` seals; `decide` asks the rules.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adapters.gateway.bijlagen.herverzegelen import plain_copies
from adapters.gateway.bijlagen.voorraad import Voorraad
from adapters.gateway.diary import SUPPLY, Diary
from adapters.gateway.errors import ConfigError, RefusedError, VerificationError
from adapters.gateway.outbox import Resealed
from adapters.gateway.plan import BSN, Plan, described, plans_of
from adapters.gateway.proposal import Bevinding, check_content
from adapters.gateway.sealer import Sealer
from adapters.gateway.subjects import index
from adapters.gateway.verslag import DROOG, GEWEIGERD, IN_OUTBOX, ONGELDIG, TERUGGEHOUDEN, Uitslag, Verslag
from audit.proof import jcs
from core.contract.inhoud import decode_inhoud, encode_inhoud
from core.envelope import EnvelopeError, SealedRecord, open_record
from core.facts import Feitverklaring, Uitgever
from core.facts.statements import parse as parse_statement

from adapters.gateway.codes import READABLE  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from adapters.gateway.decide import Oordeel
    from adapters.gateway.desk import Desk
    from adapters.gateway.outbox import Entry
    from adapters.gateway.proposal import Voorstel
    from adapters.gateway.sealer import Sealed

LEVERINGEN, WEIGERINGEN = "/v1/leveringen", "/v1/weigeringen"


class Supplier:
    """Takes proposals of one partner."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._diary = Diary(desk.logbook, desk.clock)
        self._voorraad = Voorraad(desk.partner.folder, desk.store)
        self._issuer = Uitgever(desk.partner.oin, desk.partner.soort)

    def supply(
        self,
        voorstellen: Sequence[Voorstel],
        *,
        person: str | None = None,
        dry: bool = False,
        all_or_nothing: bool = False,
    ) -> Verslag:
        """Put every proposal that may go into the outbox and report on all.

        Args:
            voorstellen: what a format proposes.
            person: pseudonym of the person who acts, if one does.
            dry: decide and report only; nothing is sealed, kept or reported.
            all_or_nothing: nothing goes unless everything may go.
        """
        decided = [(*self._decided(voorstel, person), voorstel.uitvraag) for voorstel in voorstellen]
        if not dry:
            self._report(uitslag for uitslag, _, _ in decided)
        if dry:
            return Verslag(tuple(uitslag for uitslag, _, _ in decided))
        if all_or_nothing and any(uitslag.staat != DROOG for uitslag, _, _ in decided):
            return Verslag(tuple(_held_back(uitslag) for uitslag, _, _ in decided))
        return Verslag(
            tuple(
                self._keep(uitslag, plans, person, request) if uitslag.staat == DROOG else uitslag
                for uitslag, plans, request in decided
            )
        )

    def reseal(self, entry: Entry) -> Resealed:
        """Seal the supplies of a stale entry again, decided anew under the rules and keys of now.

        Raises:
            RefusedError: the rules in force now do not allow it.
            VerificationError: the entry's own bytes cannot be opened any more.
        """
        with ExitStack() as copies:
            plans = self._reopen(entry, copies)
            allowed, oordelen = self._ask(plans, entry.person)
            if allowed is None:
                refused = Uitslag(0, GEWEIGERD, plans[0].casus, plans[0].categorie, oordelen=tuple(oordelen))
                self._report([refused])
                raise _refusal(refused)
            sealed = self._seal(allowed)
        span = self._diary.supplied(sealed, self._desk.clock(), "verstrekking opnieuw verzegeld", entry.trace)
        self._remember(sealed)
        return Resealed(sealed.key, sealed.body, span)

    def supply_plan(self, plan: Plan, person: str | None = None) -> Uitslag:
        """Decide one planned record, and put it into the outbox when it may go; a refusal is reported like any other."""
        allowed, oordelen = self._ask([plan], person)
        about = (0, plan.casus, plan.categorie)
        if allowed is None:
            refused = Uitslag(0, GEWEIGERD, *about[1:], oordelen=tuple(oordelen))
            self._report([refused])
            return refused
        return self._keep(Uitslag(0, DROOG, *about[1:], oordelen=tuple(oordelen)), allowed, person, None)

    def _decided(self, voorstel: Voorstel, person: str | None) -> tuple[Uitslag, list[Plan]]:
        """Decide, and write down what is refused: deciding about somebody's data is a processing too."""
        start = self._desk.clock()
        uitslag, plans = self._decide(voorstel, person)
        if uitslag.staat == GEWEIGERD:
            self._diary.refused(voorstel, self._purpose(voorstel.casus), start)
        return uitslag, plans

    def _purpose(self, casus: str) -> str:
        return self._desk.dossier.case(casus).doel

    def _decide(self, voorstel: Voorstel, person: str | None) -> tuple[Uitslag, list[Plan]]:
        about = (voorstel.bron_regel, voorstel.casus, voorstel.categorie)
        findings = check_content(voorstel) or self._check_case(voorstel)
        files, wrong = self._voorraad.looked(voorstel.bijlagen, voorstel.categorie) if not findings else ([], [])
        findings += [Bevinding(about[0], f"bijlagen/{place}", reason, text) for place, reason, text in wrong]
        if findings:
            return Uitslag(about[0], ONGELDIG, *about[1:], bevindingen=tuple(findings)), []
        plans = plans_of(voorstel, self._desk.clock(), tuple(files))
        allowed, oordelen = self._ask(plans, person)
        if allowed is None:
            return Uitslag(about[0], GEWEIGERD, *about[1:], oordelen=tuple(oordelen)), []
        without = sorted({o.ontvanger for o in oordelen if not o})
        records = tuple(plan.record for plan in allowed)
        return (
            Uitslag(
                about[0], DROOG, *about[1:], records=records, oordelen=tuple(oordelen), bsn_niet_aan=tuple(without)
            ),
            allowed,
        )

    def _check_case(self, voorstel: Voorstel) -> list[Bevinding]:
        def finding(field: str, reason: str, text: str) -> list[Bevinding]:
            return [Bevinding(voorstel.bron_regel, field, reason, text)]

        try:
            case = self._desk.dossier.case(voorstel.casus)
        except ConfigError as error:
            return finding("casus", "casus-onbekend", error.diagnose())
        if case.gesloten is not None:
            return finding("casus", "casus-gesloten", "Deze casus is gesloten.")
        for oin, unit in [*voorstel.ontvangers, *(voorstel.bsn_ontvangers or ())]:
            if unit not in self._desk.directory.units(oin):
                return finding("ontvangers", "eenheid-onbekend", "Een ontvanger of eenheid heeft geen geldige sleutel.")
        if not any(oin != self._desk.partner.oin for oin, _ in voorstel.ontvangers):
            return finding("ontvangers", "geen-ontvanger", "Er is geen ontvanger genoemd.")
        return []

    def _ask(self, plans: Sequence[Plan], person: str | None) -> tuple[list[Plan] | None, list[Oordeel]]:
        """Return the plans that may go (None: refused) with every answer."""
        allowed: list[Plan] = []
        answers: list[Oordeel] = []
        refused = False
        for plan in plans:
            phase = self._desk.dossier.case(plan.casus).fase
            info, now = plan.info(self._desk.partner.oin, phase), self._desk.clock()
            found = self._desk.decider.supply(info, plan.stated(self._issuer), person, now)
            answers += found
            if plan.weglaatbaar:
                readers = frozenset(o.ontvanger for o in found if o)
                allowed += [plan.only(readers)] if readers else []
            else:
                refused = refused or not all(found)
                allowed.append(plan)
        return (None if refused else allowed), answers

    def _keep(self, uitslag: Uitslag, plans: list[Plan], person: str | None, request: str | None) -> Uitslag:
        sealed = self._seal(plans)
        start, store = self._desk.clock(), self._desk.store
        # The records are on disk before the bytes can be found by who sends: no record, no supply.
        span = self._diary.supplied(sealed, start, "verstrekking verzegeld")
        with self._faults(uitslag), store.transaction():
            self._remember(sealed)
            entry = self._desk.outbox.put(
                casus=uitslag.casus,
                path=LEVERINGEN,
                body=sealed.body,
                person=person,
                now=start,
                key=sealed.key,
                request=request,
                trace=span,
            )
        return Uitslag(
            uitslag.regel,
            IN_OUTBOX,
            uitslag.casus,
            uitslag.categorie,
            tuple(record.kop["record"] for record in sealed.records),
            entry.nr,
            uitslag.oordelen,
            (),
            uitslag.bsn_niet_aan,
        )

    def _faults(self, uitslag: Uitslag) -> AbstractContextManager[None]:
        where = (lambda: self._purpose(uitslag.casus), SUPPLY, uitslag.categorie)
        return self._diary.faults("verstrekking bewaard", *where)

    def _seal(self, plans: list[Plan]) -> Sealed:
        desk = self._desk
        sealer = Sealer(desk.partner, desk.directory, desk.decider.ruleset.digest, desk.clock(), self._voorraad)
        return sealer.seal(desk.dossier.case(plans[0].casus), plans)

    def _remember(self, sealed: Sealed) -> None:
        """Keep salts, attachments and index; part of the transaction that keeps the bytes."""
        key = self._desk.partner.keys.local("onderwerpen")
        for record, content in zip(sealed.records, sealed.contents, strict=True):
            kop = record.kop
            self._voorraad.keep(sealed.key, [item.bijlage for item in record.verklaring.bijlagen])
            self._desk.store.keep_salt(kop["record"], kop["casus"], record.zout or b"")
            index(self._desk.store, key, content, (kop["record"], kop["casus"], "verstrekt"))
            readers = {item.ontvanger for item in record.toekenningen} - {kop["verstrekker"]}
            self._desk.store.keep_supplied(kop, sorted(readers))

    def _report(self, uitslagen: Any) -> None:
        """Put the report of each refusal into the outbox: question and rows, no content."""
        for uitslag in uitslagen:
            if uitslag.staat != GEWEIGERD:
                continue
            for refused in uitslag.refusals:
                body = jcs.encode(refusal_body(refused))
                now = self._desk.clock()
                self._desk.outbox.put(
                    casus=f"weigering/{uitslag.casus}", path=WEIGERINGEN, body=body, person=None, now=now
                )

    def _reopen(self, entry: Entry, copies: ExitStack) -> list[Plan]:
        body = jcs.decode(entry.body)
        stated = _statements(body)
        records = [SealedRecord.from_json(item) for item in body["verstrekkingen"]]
        said = [item["levensloop"] for item in body.get("levensloop", ())]
        conditions = {item["record"]: item["gegevens"] for item in said}
        plans = (self._plan_again(record, stated, copies, several=len(records) > 1) for record in records)
        return [
            replace(plan, voorwaarden=conditions.get(record.kop["record"])).anew(self._desk.clock())
            for plan, record in zip(plans, records, strict=True)
        ]

    def _plan_again(
        self, record: SealedRecord, stated: list[Feitverklaring], copies: ExitStack, *, several: bool
    ) -> Plan:
        kop, desk = record.kop, self._desk
        own = next((w for w in record.omhulsels if w.ontvanger == desk.partner.oin), None)
        found = desk.partner.keys.kem(own.sleutel) if own else None
        try:
            if found is None:
                raise VerificationError("eigen-record", "De eigen sleutel voor een record in de outbox ontbreekt.")
            signer = desk.directory.signing_key(kop["verstrekker"], kop["gemaakt"], kop["sleutel"])
            content = open_record(record, found[1], desk.partner.oin, found[0], signer, kop["gemaakt"])
            holder = (desk.partner.oin, found[0])
            files = plain_copies(record, content, found[1], signer, holder, self._voorraad, copies)
        except (EnvelopeError, ValueError):
            raise VerificationError("eigen-record", "Een record in de outbox is niet meer te openen.") from None
        readers = tuple((g.ontvanger, g.eenheid) for g in record.toekenningen if g.ontvanger != desk.partner.oin)
        return Plan(
            record=kop["record"],
            casus=kop["casus"],
            categorie=kop["categorie"],
            inhoud=described(_unlabelled(content), files),
            ontvangers=readers,
            verklaringen=tuple(item for item in stated if item.over.record == kop["record"]),
            verwerking=kop["verwerking"],
            bewaren_tot=kop["bewaren_tot"],
            weglaatbaar=several and kop["categorie"] == BSN,
            bijlagen=files,
            vorige=kop.get("vorige"),
        )


def refusal_body(refused: Oordeel) -> dict[str, Any]:
    """Return what is reported of a refusal: the question and the rows."""
    answer = refused.beslissing
    return {
        "casus": refused.casus,
        "handeling": "verstrekken",
        "categorie": refused.categorie,
        "ontvanger": refused.ontvanger,
        "uitkomst": str(answer.uitkomst),
        "regels": list(dict.fromkeys(rule.id for rule in answer.regels)),
        "vrijgave": answer.vrijgave,
    }


def _refusal(uitslag: Uitslag) -> RefusedError:
    first = uitslag.refusals[0].to_json()
    text = "De regels die nu gelden staan deze verstrekking niet toe."
    return RefusedError(text, first["uitkomst"], first["regels"], first["ontbreekt"])


def _held_back(uitslag: Uitslag) -> Uitslag:
    if uitslag.staat != DROOG:
        return uitslag
    return Uitslag(uitslag.regel, TERUGGEHOUDEN, uitslag.casus, uitslag.categorie, oordelen=uitslag.oordelen)


def _statements(body: dict[str, Any]) -> list[Feitverklaring]:
    found = [parse_statement(item, READABLE) for bundle in body["feiten"] for item in bundle["verklaringen"]]
    return [item for item in found if isinstance(item, Feitverklaring)]


def _unlabelled(content: bytes) -> dict[str, Any]:
    value = jcs.decode(encode_inhoud(decode_inhoud(content)))
    return {name: item for name, item in value.items() if name not in ("kop", "v")}
