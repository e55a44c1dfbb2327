# SPDX-License-Identifier: EUPL-1.2
"""The tag key of a casus at the exchange: taken in from a member, given to members, ended with the casus.

Invariants:
- Only who takes part makes a key or wraps it further; recipients are only organisations that take part now (and the bureau
  that works for one of them), on keys that count now, the caller always among them. The operator is never one.
- A new epoch is made when there is none, when a recipient no longer takes part, or when a member says that the key leaked; it
  ends the one before it, with all its tags. Later wraps of an epoch come from one of its recipients, with the same binding.
- What ends goes in this order: rows in the act that names them, then the salt, then what lies beside the tables. A crash in
  between is mended at the start of the server (`sweep`), before it serves.
- Giving the key is a read of the casus: decided, logged, and only then given, with only the caller's own wraps.

Norm: design.md 6 ("Subjects"); law.md R-71 (wijzigen of the casus), R-79 (lezen). It cannot open a wrap.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from audit.database import scrub
from audit.events import Event
from audit.kluis import kluis_waarden
from audit.proof import jcs
from core.casus import merksleutel as form
from core.casus.merksleutel import MerksleutelError
from core.exchange import decide, standing
from core.exchange.act import MERKSLEUTEL_LEZEN, NoTrace
from core.exchange.results import Bevinding, Conflict, Gedaan, Ongeldig
from core.keychain.errors import UnknownKey
from core.ledger import casusmerken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.casus.merksleutel import Merksleutel
    from core.exchange.act import Act
    from core.exchange.caller import Caller
    from core.exchange.lines import Draft
    from core.exchange.results import Geweigerd, Onbekend, Uitkomst
    from core.exchange.world import World

SALT: Final = "merkzout"
CASUS: Final = "casus"
MAKEN: Final = "merksleutel-maken"
EERSTE, VERTREK, GELEKT, TOEGEVOEGD = form.REDENEN


def make(world: World, caller: Caller, casus: str, body: dict[str, Any]) -> Uitkomst:
    """Take in one wrapping act: `{"sleutel": wrapping act, "zout": base64 or null}`; the salt only with a new epoch."""
    checked = _checked(world, caller, casus, body)
    if isinstance(checked, Ongeldig):
        return checked
    made, salt = checked
    ended: list[int] = []
    outcome = world.runner.run(caller, MAKEN, lambda act: _make(world, act, made, salt, ended))
    if ended:
        forget(world, [(casus, tijdvak) for tijdvak in ended])
    return outcome


def show(world: World, caller: Caller, casus: str) -> Uitkomst:
    """Give a member the wrapping acts of the living epoch with its own wraps, and the salt: a logged read."""
    outcome = world.runner.run(caller, MERKSLEUTEL_LEZEN, lambda act: _show(world, act, casus))
    if not isinstance(outcome, Gedaan) or outcome.gegevens.get("tijdvak") is None:
        return outcome
    tijdvak = outcome.gegevens["tijdvak"]
    with world.reading() as connection:
        found = [form.parse(item) for item in casusmerken.keys(connection, casus)]
    salt = world.kluis.get(SALT, ref(casus, tijdvak))
    if salt is None or not found or found[0].tijdvak != tijdvak:
        return replace(outcome, gegevens={"tijdvak": None, "sleutels": [], "zout": None})
    own = [item.to_json() for item in form.only_for(found, caller.oin)]
    return replace(outcome, gegevens={**outcome.gegevens, "sleutels": own, "zout": jcs.b64(salt)})


def living(act: Act, casus: str) -> list[Merksleutel]:
    """Return the wrapping acts of the epoch that lives, none when there is no key."""
    return [form.parse(item) for item in casusmerken.keys(act.connection, casus)]


def stale(world: World, act: Act, case: standing.Case, found: list[Merksleutel]) -> bool:
    """Return whether somebody holds this key who no longer takes part."""
    members = standing.audience(world, act, case)
    return any(oin not in members for item in found for oin, _, _ in item.ontvangers)


def end(act: Act, line: Draft, casus: str, reden: str) -> list[int]:
    """Let the tags and keys of a casus go, named by this line; return the epochs whose salts go after the act."""
    named, ended = casusmerken.end(act.writer, act.connection, casus, reden, act.tijd)
    line.rijen += named
    return ended


def forget(world: World, epochs: Iterable[tuple[str, int]]) -> None:
    """Erase the salts of epochs that ended, and what the databases still hold beside their tables."""
    for casus, tijdvak in epochs:
        world.kluis.delete(SALT, ref(casus, tijdvak))
    scrub(world.kluis.engine, kluis_waarden.name)
    for table in casusmerken.TABLES:
        world.scrub(table.name)


def forget_casus(world: World, casus: str) -> None:
    """Erase what is left of the ended epochs of one casus; doing it twice changes nothing."""
    with world.reading() as connection:
        ended = [item for item in casusmerken.ended_epochs(connection) if item[0] == casus]
    if ended:
        forget(world, ended)


def sweep(world: World) -> int:
    """Erase the salts that a crash left behind; return how many there were."""
    with world.reading() as connection:
        ended = casusmerken.ended_epochs(connection)
    left = world.kluis.get_many(SALT, [ref(*item) for item in ended])
    if left:
        forget(world, [item for item in ended if ref(*item) in left])
    return len(left)


def ref(casus: str, tijdvak: int) -> str:
    """Return the name under which the salt of an epoch lies in the small store."""
    return f"{casus}/{tijdvak}"


def _checked(
    world: World, caller: Caller, casus: str, body: dict[str, Any]
) -> tuple[Merksleutel, bytes | None] | Ongeldig:
    """Check shape, signature, ownership and salt, before any transaction."""
    try:
        made = form.parse(body.get("sleutel"))
        key = world.keys.signing_key(caller.oin, world.now(), str(body.get("tekensleutel")))
        form.verify(made, key.sleutel)
        salt = None if body.get("zout") is None else jcs.unb64(str(body["zout"]))
    except MerksleutelError as error:
        return _wrong("sleutel", error.reden, error.tekst)
    except UnknownKey:
        return _wrong("tekensleutel", "sleutel-onbekend", "Deze sleutel geldt nu niet.")
    except jcs.CanonicalError:
        return _wrong("zout", "vorm", "Het zout is geen base64.")
    return _unfit(made, salt, caller, casus) or (made, salt)


def _unfit(made: Merksleutel, salt: bytes | None, caller: Caller, casus: str) -> Ongeldig | None:
    """Return what is wrong with a list that is well signed, None when nothing is."""
    if (made.lijst["door"], made.lijst["casus"]) != (caller.oin, casus):
        return _wrong("sleutel.lijst", "ander", "Deze merksleutel is van een ander, of van een andere casus.")
    if len(made.omhulsels) != len(made.ontvangers):
        return _wrong("sleutel.omhulsels", "ontbreekt", "Bij elke ontvanger hoort een omhulsel.")
    told = (form.SALT_LENGTH, made.lijst["zout_sha256"])
    if salt is not None and (len(salt), hashlib.sha256(salt).hexdigest()) != told:
        return _wrong("zout", "ander", "Dit zout is een ander dan de lijst noemt.")
    return None


def _make(
    world: World, act: Act, made: Merksleutel, salt: bytes | None, ended: list[int]
) -> Gedaan | Geweigerd | Onbekend:
    casus = str(made.lijst["casus"])
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, "wijzigen", casus=casus)
    if case.state.gesloten is not None:
        raise NoTrace(Conflict("toestand", "De casus is gesloten; er komt geen merksleutel meer."))
    before = living(act, casus)
    _check_recipients(world, act, case, made)
    if made.lijst["reden"] == TOEGEVOEGD:
        _check_more(act, made, salt, before)
    else:
        _check_new(world, act, case, made, salt, before)
    vraag = standing.question(world, act, "wijzigen", CASUS, case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.MERKEN_GEWEIGERD, casus=casus, gevraagd=MAKEN)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    line = act.line(
        case.regio, Event.MERKSLEUTEL_GEMAAKT, casus=casus, tijdvak=made.tijdvak, reden=made.lijst["reden"],
        ontvangers=sorted({oin for oin, _, _ in made.ontvangers}), verwerking=besluit.verwerking,
    )  # fmt: skip
    if salt is not None:
        ended += end(act, line, casus, MAKEN)
        act.transaction.secret(SALT, ref(casus, made.tijdvak), salt)
        before = []
    line.rijen += casusmerken.store_key(act.writer, made.to_json(), len(before), act.tijd)
    told = {"casus": casus, "tijdvak": made.tijdvak, "reden": made.lijst["reden"], "door": act.caller.oin}
    act.post.add(standing.audience(world, act, case), "merksleutel", told)
    return Gedaan({"casus": casus, "tijdvak": made.tijdvak})


def _check_recipients(world: World, act: Act, case: standing.Case, made: Merksleutel) -> None:
    """Refuse a list with anybody who does not take part, or with a key that does not count now."""
    members = standing.audience(world, act, case)
    for oin, eenheid, sleutel in made.ontvangers:
        if oin not in members:
            raise NoTrace(_wrong("sleutel.lijst.ontvangers", "geen-deelnemer", "Een ontvanger neemt niet deel."))
        if world.keys.kem_id(oin, eenheid, act.tijd) != sleutel:
            text = "Een ontvanger heeft een andere sleutel. Maak de merksleutel opnieuw."
            raise NoTrace(Conflict("sleutel-verouderd", text))


def _check_new(
    world: World, act: Act, case: standing.Case, made: Merksleutel, salt: bytes | None, before: list[Merksleutel]
) -> None:
    named = {oin for oin, _, _ in made.ontvangers}
    if salt is None:
        raise NoTrace(_wrong("zout", "ontbreekt", "Bij een nieuwe merksleutel hoort het zout."))
    if not {act.caller.oin, *case.state.participants(act.tijd)} <= named:
        raise NoTrace(_wrong("sleutel.lijst.ontvangers", "onvolledig", "Niet elke deelnemer krijgt deze merksleutel."))
    last = before[0].tijdvak if before else 0
    if made.tijdvak != last + 1:
        raise NoTrace(Conflict("toestand", "Er is al een andere merksleutel. Haal hem eerst op."))
    allowed = {GELEKT} | ({VERTREK} if stale(world, act, case, before) else set()) if before else {EERSTE}
    if made.lijst["reden"] not in allowed:
        raise NoTrace(Conflict("toestand", "Voor een nieuwe merksleutel is nu geen reden."))


def _check_more(act: Act, made: Merksleutel, salt: bytes | None, before: list[Merksleutel]) -> None:
    holders = {holder for item in before for holder in item.ontvangers}
    if not before or made.tijdvak != before[0].tijdvak or act.caller.oin not in {oin for oin, _, _ in holders}:
        raise NoTrace(Conflict("toestand", "Alleen wie de merksleutel van nu heeft, geeft hem door."))
    same = ("zout_sha256", "binding")
    if salt is not None or any(made.lijst[name] != before[0].lijst[name] for name in same):
        raise NoTrace(_wrong("sleutel.lijst", "andere-sleutel", "Dit is een andere merksleutel dan die van nu."))
    if holders & set(made.ontvangers):
        raise NoTrace(_wrong("sleutel.lijst.ontvangers", "dubbel", "Een ontvanger heeft deze merksleutel al."))


def _show(world: World, act: Act, casus: str) -> Gedaan | Geweigerd | Onbekend:
    case = standing.case_of(world, act, casus)
    if case is None or not standing.takes_part(world, act, case):
        return standing.unknown(act, "lezen", casus=casus)
    vraag = standing.question(world, act, "lezen", CASUS, case)
    besluit = decide.ask_in_case(world, act, case, vraag, standing.stand_for(world, act, case))
    if not besluit:
        act.refuse(Event.MERKEN_GEWEIGERD, casus=casus, gevraagd=MERKSLEUTEL_LEZEN)
        return besluit.refusal(decide.Relatie.LID, casus=casus)
    found = living(act, casus)
    tijdvak = found[0].tijdvak if found else None
    about = {} if tijdvak is None else {"tijdvak": tijdvak}
    act.line(case.regio, Event.MERKSLEUTEL_GELEZEN, casus=casus, verwerking=besluit.verwerking, **about)
    old = bool(found) and stale(world, act, case, found)
    return Gedaan({"casus": casus, "tijdvak": tijdvak, "verouderd": old, "sleutels": [], "zout": None})


def _wrong(pad: str, reden: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, reden, tekst),))
