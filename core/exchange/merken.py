# SPDX-License-Identifier: EUPL-1.2
"""Case tags at the exchange: taken in from the supplier of a record, compared inside the casus, every match a line.

Invariants:
- Tags of a record come from its supplier only, once per epoch, at most `MAX_PER_RECORD`; a casus has at most `MAX_PER_CASUS`.
- No answer ever holds a tag. Who asks for matches is told which of the records that *it* may read share how many tags; a
  record that was not wrapped to it, that is locked or under embargo, or that the rules do not let its person read now, plays
  no part: not in a match, not in a count, not in a limit. So an answer without matches is the same whether there is nothing, or nothing for you.
- Of a casus with very many tied records `MAX_DECIDED` are decided in one question; who asks per record sees the others.
- A tag that ties more than `MAX_PER_MERK` of the asker's own records is no match but a common value, and is left out.
- Every match shown is a line of its own, and the suppliers of both records are told, in the act that shows it.

Norm: law.md R-53, R-79 (each record of a match is decided as `lezen`); Wpg 32a (combineren); peers-and-style 1.2. There is no row
in law.md for the matching itself: the ADR says so, and what is shown is what the asker could lay side by side itself.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from audit.proof import jcs
from core.casus.merken import TAG_LENGTH
from core.exchange import bewaren, decide, levensloop, merksleutels, standing
from core.exchange.act import MERKEN_VERGELIJKEN, NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.ledger import casusmerken, verstrekkingen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.lines import Draft
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World

MERKEN: Final = "merken"
MAX_PER_RECORD: Final = 200
MAX_PER_CASUS: Final = 20_000
MAX_PER_MERK: Final = 10
MAX_TREFFERS: Final = 50
MAX_DECIDED: Final = 500
BERICHT, TREFFER = "inzage", "treffer"
Pair = tuple[str, str]


def put(world: World, caller: Caller, casus: str, body: dict[str, Any]) -> Uitkomst:
    """Take in the tags of one record of the caller: `{"record", "tijdvak", "merken": [base64]}`."""
    tags = _decoded(body["merken"])
    if isinstance(tags, Ongeldig):
        return tags
    return world.runner.run(caller, MERKEN, lambda act: _put(world, act, casus, body["record"], body["tijdvak"], tags))


def matches(world: World, caller: Caller, casus: str, record: str | None) -> Uitkomst:
    """Tell which records of a casus, that the caller may read, share identifiers; of one record, or of all."""
    world.require_witnesses(supply=False)
    return world.runner.run(caller, MERKEN_VERGELIJKEN, lambda act: _compare(world, act, casus, record))


def _decoded(listed: list[str]) -> list[bytes] | Ongeldig:
    try:
        tags = [jcs.unb64(item) for item in listed]
    except jcs.CanonicalError:
        return _wrong("merken", "vorm", "Een merk is geen base64.")
    if not 0 < len(tags) <= MAX_PER_RECORD or any(len(item) != TAG_LENGTH for item in tags):
        return _wrong("merken", "aantal", f"Hier horen 1 tot {MAX_PER_RECORD} merken van {TAG_LENGTH} bytes.")
    if len(set(tags)) != len(tags):
        return _wrong("merken", "dubbel", "Een merk staat twee keer in de lijst.")
    return tags


def _put(
    world: World, act: Act, casus: str, record: str, tijdvak: int, tags: list[bytes]
) -> Gedaan | Geweigerd | Onbekend:
    (kop, _, _), case = standing.stored(act, record), standing.case_of(world, act, casus)
    member = case is not None and standing.takes_part(world, act, case)
    if case is None or kop is None or not member or (kop["casus"], kop["verstrekker"]) != (casus, act.caller.oin):
        return standing.unknown(act, MERKEN, casus=casus, record=record)
    _check_room(world, act, case, record, tijdvak, len(tags))
    vraag = standing.question(world, act, "wijzigen", "casus", case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.MERKEN_GEWEIGERD, casus=casus, record=record, gevraagd=MERKEN)
        return besluit.refusal(decide.Relatie.LID, record=record)
    line = act.line(
        case.regio, Event.MERKEN_OPGENOMEN, casus=casus, record=record, tijdvak=tijdvak, merken=len(tags),
        verwerking=besluit.verwerking,
    )  # fmt: skip
    line.rijen += casusmerken.store(act.writer, casus, tijdvak, record, tags, act.tijd)
    return Gedaan({"record": record, "merken": len(tags)})


def _check_room(world: World, act: Act, case: standing.Case, record: str, tijdvak: int, more: int) -> None:
    """Refuse tags of a casus that is over, of another epoch, of a key that a leaver holds, or beyond a limit."""
    found = merksleutels.living(act, case.id)
    if case.state.gesloten is not None or not found or found[0].tijdvak != tijdvak:
        raise NoTrace(Conflict("toestand", "Deze merken horen bij een andere merksleutel dan die van nu."))
    if merksleutels.stale(world, act, case, found):
        raise NoTrace(Conflict("toestand", "Een deelnemer is vertrokken. Maak eerst een nieuwe merksleutel."))
    if casusmerken.count(act.connection, case.id, record):
        raise NoTrace(Conflict("bestaat-al", "Dit record heeft al merken."))
    if casusmerken.count(act.connection, case.id) + more > MAX_PER_CASUS:
        raise NoTrace(Conflict("toestand", f"Een casus heeft hoogstens {MAX_PER_CASUS} merken."))


def _compare(world: World, act: Act, casus: str, record: str | None) -> Gedaan | Geweigerd | Onbekend:
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, MERKEN_VERGELIJKEN, casus=casus)
    vraag = standing.question(world, act, "lezen", "casus", case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.MERKEN_GEWEIGERD, casus=casus, gevraagd=MERKEN_VERGELIJKEN)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    tagged = casusmerken.readable(act.connection, casus, act.caller.oin)
    koppen = _allowed(world, act, case, _tied(tagged, record))
    shown = pairs((item for item in tagged if item[1] in koppen), record)[:MAX_TREFFERS]
    line = act.line(
        case.regio, Event.MERKEN_VERGELEKEN, casus=casus, treffers=len(shown), verwerking=besluit.verwerking,
        beslissingen=[item.in_line() for item in act.besluiten],
    )  # fmt: skip
    for pair, number in shown:
        draft = act.line(case.regio, Event.MERK_TREFFER, casus=casus, records=list(pair), merken=number)
        _tell(act, line, draft, [koppen[name] for name in pair])
    answer = [{"records": list(pair), "merken": number} for pair, number in shown]
    return Gedaan({"casus": casus, "treffers": answer})


def pairs(tagged: Iterable[tuple[bytes, str]], record: str | None = None) -> list[tuple[Pair, int]]:
    """Return which records share how many tags, most first; tags that tie too many records are left out."""
    found: Counter[Pair] = Counter()
    for names in _by_tag(tagged):
        if len(names) <= MAX_PER_MERK:
            found.update(pair for pair in combinations(sorted(names), 2) if record is None or record in pair)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _tied(tagged: Iterable[tuple[bytes, str]], record: str | None) -> list[str]:
    """Return which records share a tag with another, or with one record, which then comes first."""
    found = {n for names in _by_tag(tagged) if len(names) > 1 and record in (None, *names) for n in names}
    return sorted(found, key=lambda name: (name != record, name))


def _by_tag(tagged: Iterable[tuple[bytes, str]]) -> Iterable[set[str]]:
    found: dict[bytes, set[str]] = {}
    for tag, name in tagged:
        found.setdefault(tag, set()).add(name)
    return found.values()


def _allowed(world: World, act: Act, case: standing.Case, names: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the headers of the records that the rules let this person read now; the first `MAX_DECIDED` are decided."""
    open_now = [kop for kop in (_open(world, act, name) for name in names) if kop is not None]
    return {kop["record"]: kop for kop in open_now[:MAX_DECIDED] if _may_read(world, act, case, kop)}


def _open(world: World, act: Act, record: str) -> Mapping[str, Any] | None:
    kop = verstrekkingen.header(act.connection, record)
    if kop is None or bewaren.item_of(world, act.connection, kop).locked(act.tijd):
        return None
    return kop if levensloop.stopped(act.connection, kop, act.caller.oin, act.tijd) is None else None


def _may_read(world: World, act: Act, case: standing.Case, kop: Mapping[str, Any]) -> bool:
    record = kop["record"]
    info = standing.record_info(dict(kop), verstrekkingen.recipients(act.connection, record))
    vraag = standing.question(world, act, "lezen", kop["categorie"], case, record=record)
    stand = standing.stand_for(world, act, case, record=info, organisations=(kop["verstrekker"],))
    return bool(decide.ask_in_case(world, act, case, vraag, stand))


def _tell(act: Act, first: Draft, draft: Draft, koppen: list[Mapping[str, Any]]) -> None:
    """Tell the supplier of each record of a match: that, by whom, when, and in which line; not with which other record."""
    place = act.transaction.next_index(first.shard) + act.drafts.index(draft)
    for kop in koppen:
        told = {
            "record": kop["record"],
            "wat": TREFFER,
            "categorie": kop["categorie"],
            "door": act.caller.oin,
            "tijd": act.tijd,
            "log": first.shard,
            "regel": place,
        }
        act.post.add([kop["verstrekker"]], BERICHT, told)


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
