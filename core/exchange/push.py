# SPDX-License-Identifier: EUPL-1.2
"""A levering: one or more verstrekkingen that are taken in together or not at all.

Invariants:
- The exchange decides every verstrekking again, one question per recipient, with its own facts and clock. It may
  refuse, never add: one refused recipient refuses the whole levering and is named.
- Membership comes first. A supplier that does not take part in the casus gets the constant answer.
- Only records sealed under the release in force and to the current keys of their recipients are taken in; otherwise
  the gateway seals again under a new record id.
- The shred salt goes to the small store, never to the ledger.
- Every attachment that a record names is here whole, with the signed hash and length (`bijlagen`).

Signatures, hashes and shapes are checked before the transaction; see `check_levering`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.events import Event
from core.envelope import EnvelopeError, SealedRecord, verify
from core.exchange import bevraging, bijlagen, decide, standing, statements, voorwaarden
from core.exchange.act import NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.facts.state import RecordInfo
from core.keychain.errors import UnknownKey
from core.ledger import verstrekkingen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.voorwaarden import Voorwaarden
    from core.exchange.world import World
    from core.ledger.bijlagen import Upload

VERSTREKKEN = "verstrekken"
SALT = "zout"
MAX_RECORDS = 500
MAX_BUNDLES = 500


@dataclass(frozen=True)
class Levering:
    """A levering whose shape, seals and signatures have been checked."""

    id: str
    casus: str
    records: tuple[SealedRecord, ...]
    feiten: tuple[dict[str, Any], ...]
    voorwaarden: Mapping[str, Voorwaarden] = field(default_factory=dict)


def push(world: World, caller: Caller, body: Any) -> Uitkomst:
    """Check a levering and take it in as one act.

    Returns:
        `Gedaan` with a receipt per record, `Geweigerd` naming the recipient, `Onbekend` or `Conflict`.

    Raises:
        core.exchange.getuigen.WitnessesBehindError: there has been no quorum of witnesses for too long.
    """
    levering = _checked(world, caller, body)
    if isinstance(levering, Ongeldig):
        return levering
    world.require_witnesses(supply=True)
    return world.runner.run(caller, "levering", lambda act: _take_in(world, act, levering))


def _checked(world: World, caller: Caller, body: Any) -> Levering | Ongeldig:
    """Check shape, signatures, hashes and ownership of everything in the body, before any transaction."""
    listed = body.get("verstrekkingen") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not listed:
        return Ongeldig((Bevinding("verstrekkingen", "leeg", "Een levering bevat minstens één record."),))
    if len(listed) > MAX_RECORDS:
        return Ongeldig(
            (Bevinding("verstrekkingen", "te-veel", f"Een levering bevat hoogstens {MAX_RECORDS} records."),)
        )
    found: list[Bevinding] = []
    records = [_pushed(world, caller, item, f"verstrekkingen[{n}]", found) for n, item in enumerate(listed)]
    if found:
        return Ongeldig(tuple(found))
    sealed = tuple(record for record in records if record is not None)
    ids = {(record.kop["levering"], record.kop["casus"]) for record in sealed}
    if len(ids) != 1 or len({record.kop["record"] for record in sealed}) != len(sealed):
        return Ongeldig(
            (Bevinding("verstrekkingen", "samenhang", "Een levering gaat over één casus, elk record één keer."),)
        )
    conditions = _statements_in(world, caller, body, sealed)
    if isinstance(conditions, Ongeldig):
        return conditions
    feiten = tuple(body.get("feiten", ()))
    return Levering(sealed[0].kop["levering"], sealed[0].kop["casus"], sealed, feiten, conditions)


def _statements_in(
    world: World, caller: Caller, body: dict[str, Any], sealed: tuple[SealedRecord, ...]
) -> dict[str, Voorwaarden] | Ongeldig:
    """Check what stands beside the records: the list of facts by its form, and the conditions, which are returned."""
    feiten = body.get("feiten", [])
    if not isinstance(feiten, list) or len(feiten) > MAX_BUNDLES:
        return Ongeldig((Bevinding("feiten", "geen-lijst", "Hier hoort een lijst van feitbundels."),))
    return voorwaarden.read(world, caller, body, {record.kop["record"] for record in sealed})


def check_record(world: World, caller: Caller, item: Any, pad: str, found: list[Bevinding]) -> SealedRecord | None:
    """Return a record that the caller sealed, when everything holds that can be checked without a private key.

    What does not hold is added to `found`.
    """
    try:
        record = SealedRecord.from_json(item)
        now = world.now()
        verify(record, world.keys.signing_key(caller.oin, now, record.kop["sleutel"]), now)
    except EnvelopeError as error:
        found.append(Bevinding(pad, error.reden.value, "Dit verzegelde record klopt niet."))
        return None
    except UnknownKey:
        found.append(Bevinding(f"{pad}.kop.sleutel", "sleutel-onbekend", "Deze sleutel geldt nu niet."))
        return None
    if record.later:
        found.append(Bevinding(f"{pad}.later", "niet-hier", "Later toekennen kan pas als het record er is."))
    return record


def _pushed(world: World, caller: Caller, item: Any, pad: str, found: list[Bevinding]) -> SealedRecord | None:
    """Return a record that was sealed for this very request, with its salt."""
    record = check_record(world, caller, item, pad, found)
    if record is None:
        return None
    if record.zout is None:
        found.append(Bevinding(f"{pad}.zout", "ontbreekt", "Bij een nieuw record hoort het zout."))
    if any(grant.verzoek != caller.verzoek for grant in record.toekenningen):
        found.append(Bevinding(f"{pad}.toekenningen", "ander-verzoek", "De toekenningen horen bij een ander verzoek."))
    return record


def _take_in(world: World, act: Act, levering: Levering) -> Gedaan | Geweigerd | Onbekend:
    current_release(world, levering)
    case = standing.case_of(world, act, levering.casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, VERSTREKKEN, casus=levering.casus)
    if any(record.kop["doel"] != case.state.doel for record in levering.records):
        raise NoTrace(
            Ongeldig((Bevinding("verstrekkingen", "ander-doel", "De kop noemt een ander doel dan de casus."),))
        )
    check_previous(act, levering)
    bevraging.check_answers(case, act.caller.oin, levering.records)
    check_fresh(world, act, "verstrekkingen", {record.kop["record"]: record.zout or b"" for record in levering.records})
    current_keys(world, act, levering)
    uploads = bijlagen.require_whole(act, levering.records, "verstrekkingen")
    own = frozenset(record.kop["record"] for record in levering.records)
    bundles = statements.check_all(world, act, levering.feiten, own)
    for record in levering.records:
        refusal = _decide_record(world, act, case, record, bundles)
        if refusal is not None:
            return refusal
    return _store(world, act, case, levering, bundles, uploads)


def _decide_record(
    world: World, act: Act, case: standing.Case, record: SealedRecord, bundles: statements.Checked
) -> Geweigerd | None:
    """Ask one question per recipient; return the first refusal, with every question of this record asked."""
    supplier, refused = act.caller.oin, None
    others = _others(record, supplier)
    info = RecordInfo(record.kop["record"], case.id, supplier, others, record.kop["categorie"], case.state.fase)
    # Of what came along only what may count: about this record, or about the designation that the casus names.
    extra = bundles.about(record.kop["record"], case.state.hkp)
    stand = standing.stand_for(world, act, case, record=info, organisations=others, extra=extra)
    for oin in sorted(others):
        vraag = standing.question(
            world, act, VERSTREKKEN, record.kop["categorie"], case, recipient=oin, record=record.kop["record"]
        )
        besluit = decide.ask_in_case(world, act, case, vraag, stand)
        if not besluit and refused is None:
            refused = besluit.refusal(decide.Relatie.VERSTREKKER, record=record.kop["record"], ontvanger=oin)
    if refused is not None:
        act.refuse(Event.VERSTREKKING_GEWEIGERD, casus=case.id, **refused.waar)
    return refused


def _store(
    world: World,
    act: Act,
    case: standing.Case,
    levering: Levering,
    bundles: statements.Checked,
    uploads: dict[str, Upload],
) -> Gedaan:
    decided = iter(act.besluiten)
    for record in levering.records:
        kop = record.kop
        others = _others(record, act.caller.oin)
        besluiten = {oin: next(decided) for oin in sorted(others)}
        line = act.line(
            case.regio,
            Event.VERSTREKKING_OPGENOMEN,
            casus=case.id,
            record=kop["record"],
            levering=levering.id,
            categorie=kop["categorie"],
            verwerking=world.register.activity_for(case.state.doel, VERSTREKKEN, act.tijd).uri,
            verklaring_sha256=record.statement_sha256,
            toekenningen_sha256=record.grants_sha256,
            ontvangers=sorted(others),
            beslissingen=[besluit.in_line() for besluit in besluiten.values()],
        )
        line.rijen += verstrekkingen.store(act.writer, record.without_salt().to_json(), act.tijd)
        line.rijen += bijlagen.take_in(act, record, uploads)
        act.transaction.secret(SALT, kop["record"], record.zout or b"")
        happened = voorwaarden.store(act, line, levering.voorwaarden.get(kop["record"]), case)
        for oin, besluit in besluiten.items():
            # The trace of the supply goes on with who reads it; it joins their logbooks and says nothing by itself.
            spoor = {"trace_id": act.caller.trace_id, "span_id": act.caller.span_id}
            announced = {"record": kop["record"], "kop": kop, "plichten": besluit.for_readers(), "spoor": spoor}
            act.post.add([oin], "verstrekking", {**announced, **happened})
    readers = {record.kop["record"]: _others(record, "") for record in levering.records}
    act.drafts[0].rijen += statements.store(act, bundles, readers)
    return Gedaan({"levering": levering.id, "verstrekkingen": [record.kop["record"] for record in levering.records]})


def _others(record: SealedRecord, supplier: str) -> frozenset[str]:
    return frozenset(grant.ontvanger for grant in record.toekenningen) - {supplier}


def current_release(world: World, levering: Levering) -> None:
    """Refuse records that were sealed under another release than the one in force."""
    digest = world.ruleset.digest
    if any(record.kop["vrijgave"] != digest for record in levering.records):
        raise NoTrace(Conflict("vrijgave-verouderd", "Er geldt een andere vrijgave van de regels. Verzegel opnieuw."))


def current_keys(world: World, act: Act, levering: Levering) -> None:
    """Refuse records that were sealed to another key than the present one of a recipient's unit."""
    for record in levering.records:
        for grant in record.toekenningen:
            current = world.keys.kem_id(grant.ontvanger, grant.eenheid, act.tijd)
            if current != grant.sleutel:
                raise NoTrace(
                    Conflict("sleutel-verouderd", "Een ontvanger heeft een andere sleutel. Verzegel opnieuw.")
                )


def check_previous(act: Act, levering: Levering) -> None:
    """Refuse a record that names a previous one which is not the supplier's own, of this casus and category."""
    for number, record in enumerate(levering.records):
        kop = record.kop
        if "vorige" not in kop:
            continue
        old = verstrekkingen.header(act.connection, kop["vorige"])
        same = ("verstrekker", "casus", "categorie")
        if old is None or any(old[name] != kop[name] for name in same):  # type: ignore[literal-required]
            text = "Het vorige record is er niet, of is niet van deze verstrekker, casus en categorie."
            raise NoTrace(Ongeldig((Bevinding(f"verstrekkingen[{number}].kop.vorige", "geen-vorige", text),)))


def check_fresh(world: World, act: Act, pad: str, salts: Mapping[str, bytes]) -> None:
    """Refuse record ids that are taken: by a record, or by a sealed title or subject with another salt.

    Whoever could choose the id of somebody else's record would put another salt in the place of its own, and with that
    make it unreadable for ever. The same salt under the same id is the same request once more, after a failure.
    """
    kept = world.kluis.get_many(SALT, list(salts))
    taken = [
        record
        for record, salt in salts.items()
        if kept.get(record, salt) != salt or verstrekkingen.taken(act.connection, record)
    ]
    if taken:
        raise NoTrace(Ongeldig((Bevinding(pad, "bestaat-al", "Onder dit nummer staat al een record."),)))
