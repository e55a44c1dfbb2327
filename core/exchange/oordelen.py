# SPDX-License-Identifier: EUPL-1.2
"""The dissent note (afwijkend oordeel): a recipient that does not agree with an item lays its own view beside it.

Invariants:
- Only who holds the item and takes part in the casus can, and the rules decide it as `aantekenen` (R-84); amending the item
  of another stays refused (R-72).
- It is an ordinary sealed record of the same category and casus, sealed to exactly the organisations that have the item, so
  whoever reads the one can read the other; and it names the item in a document that its maker signed.
- The supplier of the item and every other recipient are told; the item itself does not change.

Norm: law.md R-72, R-84. Sealing is `core.envelope`; reading it is as reading any record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from core.contract import levensloop as form
from core.exchange import decide, levensloop, standing
from core.exchange.act import NoTrace
from core.exchange.push import SALT, Levering, check_fresh, check_record, current_keys, current_release
from core.exchange.results import Bevinding, Conflict, Gedaan, Geweigerd, Ongeldig
from core.ledger import levensloop as ledger
from core.ledger import verstrekkingen

if TYPE_CHECKING:
    from core.contract.levensloop import Levensloop
    from core.envelope import SealedRecord
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.decide import Besluit
    from core.exchange.results import Onbekend, Uitkomst
    from core.exchange.world import World

AANTEKENEN: Final = "aantekenen"
OORDEEL: Final = "oordeel"


@dataclass(frozen=True)
class _Oordeel:
    """A dissent note whose seal and signatures were checked."""

    item: str
    record: SealedRecord
    stuk: Levensloop
    body: dict[str, Any]


def add(world: World, caller: Caller, item: str, body: Any) -> Uitkomst:
    """Take in a dissent note about the record `item`: {"verstrekking": sealed record, "levensloop": signed document}."""
    checked = _checked(world, caller, item, body)
    if isinstance(checked, Ongeldig):
        return checked
    world.require_witnesses(supply=True)
    return world.runner.run(caller, OORDEEL, lambda act: _take_in(world, act, checked))


def _checked(world: World, caller: Caller, item: str, body: Any) -> _Oordeel | Ongeldig:
    if not isinstance(body, dict):
        return _wrong("", "geen-object", "Hier hoort een verzegeld record met een ondertekend stuk.")
    found: list[Bevinding] = []
    record = check_record(world, caller, body.get("verstrekking"), "verstrekking", found)
    stuk = levensloop.read_document(world, caller, body.get("levensloop"))
    found += stuk.bevindingen if isinstance(stuk, Ongeldig) else ()
    if found or record is None or isinstance(stuk, Ongeldig):
        return Ongeldig(tuple(found))
    about = (form.OORDEEL, item, record.kop["record"])
    if (stuk.soort, stuk.record, stuk.gegevens.get("nieuw")) != about:
        return _wrong("levensloop", "ander-record", "Het stuk noemt een ander record of een ander oordeel.")
    if record.zout is None or any(grant.verzoek != caller.verzoek for grant in record.toekenningen):
        return _wrong(
            "verstrekking", "ander-verzoek", "Het zout ontbreekt, of de toekenningen zijn van een ander verzoek."
        )
    if record.verklaring.bijlagen:
        return _wrong("verstrekking.verklaring.bijlagen", "niet-hier", "Bij een oordeel horen geen bijlagen.")
    return _Oordeel(item, record, stuk, body["levensloop"])


def _take_in(world: World, act: Act, given: _Oordeel) -> Gedaan | Geweigerd | Onbekend:
    kop, readers, casus = standing.stored(act, given.item)
    case = standing.case_of(world, act, casus)
    outsider = case is None or act.caller.oin not in readers or not standing.takes_part(world, act, case)
    if kop is None or case is None or outsider:
        return standing.unknown(act, AANTEKENEN, record=given.item)
    levering = Levering(given.record.kop["levering"], case.id, (given.record,), ())
    current_release(world, levering)
    problem = _problem(act, kop, readers, case, given)
    if problem is not None:
        raise NoTrace(problem)
    check_fresh(world, act, "verstrekking", {given.record.kop["record"]: given.record.zout or b""})
    current_keys(world, act, levering)
    info = standing.record_info(kop, readers)
    vraag = standing.question(world, act, AANTEKENEN, kop["categorie"], case, record=given.item)
    stand = standing.stand_for(world, act, case, record=info, organisations=(kop["verstrekker"],))
    besluit = decide.ask_in_case(world, act, case, vraag, stand)
    if not besluit:
        act.refuse(Event.LEVENSLOOP_GEWEIGERD, casus=case.id, record=given.item, soort=form.OORDEEL)
        return besluit.refusal(decide.Relatie.LID, record=given.item)
    return _store(act, case, given, besluit)


def _problem(
    act: Act, kop: dict[str, Any], readers: tuple[str, ...], case: standing.Case, given: _Oordeel
) -> Conflict | Ongeldig | None:
    if act.caller.oin == kop["verstrekker"]:
        return _wrong("levensloop", "eigen-record", "Van een eigen record maakt u een nieuwe versie.")
    new = given.record.kop
    if (new["casus"], new["categorie"], new["doel"]) != (kop["casus"], kop["categorie"], case.state.doel):
        return _wrong(
            "verstrekking.kop", "ander-record", "Het oordeel heeft een andere casus, categorie of ander doel."
        )
    if {grant.ontvanger for grant in given.record.toekenningen} != set(readers):
        text = "Een oordeel wordt verzegeld voor precies wie het record heeft."
        return _wrong("verstrekking.toekenningen", "andere-ontvangers", text)
    if any(one.sleutel == given.stuk.sha256 for one in ledger.of_record(act.connection, given.item)):
        return Conflict("bestaat-al", "Dit stuk is al opgenomen.")
    return None


def _store(act: Act, case: standing.Case, given: _Oordeel, besluit: Besluit) -> Gedaan:
    record, kop = given.record, given.record.kop
    others = sorted({grant.ontvanger for grant in record.toekenningen} - {act.caller.oin})
    line = act.line(
        case.regio,
        Event.OORDEEL_TOEGEVOEGD,
        casus=case.id,
        record=kop["record"],
        bij=given.item,
        stuk=given.stuk.sha256,
        levering=kop["levering"],
        categorie=kop["categorie"],
        verwerking=besluit.verwerking,
        verklaring_sha256=record.statement_sha256,
        toekenningen_sha256=record.grants_sha256,
        ontvangers=others,
        beslissingen=[besluit.in_line()],
    )
    line.rijen += verstrekkingen.store(act.writer, record.without_salt().to_json(), act.tijd)
    line.rijen += ledger.store(act.writer, given.stuk.sha256, given.body, act.tijd)
    act.transaction.secret(SALT, kop["record"], record.zout or b"")
    spoor = {"trace_id": act.caller.trace_id, "span_id": act.caller.span_id}
    told = {"record": kop["record"], "kop": kop, "plichten": besluit.for_readers(), "spoor": spoor}
    about = {"bij": given.item, "stuk": given.stuk.sha256, "document": given.body}
    act.post.add(others, form.OORDEEL, {**told, **about})
    return Gedaan({"record": kop["record"], "bij": given.item})


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
