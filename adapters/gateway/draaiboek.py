# SPDX-License-Identifier: EUPL-1.2
"""A script for one gateway: commands as NDJSON in, one JSON answer per line out, in one process that stays up.

For chains of acts (a migration, a chain test, the demo) where starting a process per command would cost more than the
work. Each line is {"doe": name, ...arguments}; each answer {"gelukt": true, "antwoord": {...}} or {"gelukt": false,
"fout": {"type", "tekst", ...}}. A failed command never ends the script.

Invariants:
- It can do nothing that the separate commands cannot: every command is a call of the `Gateway`.
- Answers hold ids, codes and counts; content is only ever written to `geopend/`.
"""

from __future__ import annotations

import json
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from adapters.gateway import gebbesluiten
from adapters.gateway.casework import Opening
from adapters.gateway.errors import GatewayError
from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import Partner, load_partner, make_partner
from adapters.gateway.proposal import Voorstel
from adapters.gateway.receipts import receipts_of
from adapters.gateway.receive import Opgehaald
from adapters.gateway.settings import GatewaySettings, load_settings
from audit.proof import jcs
from core.facts import Feitverklaring, Over
from core.keychain import ceremony
from core.keychain.errors import KeychainError
from core.keychain.release import sign_release

if TYPE_CHECKING:
    from collections.abc import Callable

DAY_MS = 24 * 3600 * 1000


def run(lines: TextIO, answers: TextIO) -> None:
    """Perform every line of `lines` and write an answer for each; ends with the input."""
    script = Script()
    try:
        for line in lines:
            answers.write(json.dumps(_perform(script, line), ensure_ascii=False) + "\n")
            answers.flush()
    finally:
        script.close()


def _perform(script: Script, line: str) -> dict[str, Any]:
    try:
        command = jcs.decode(line)
        name = command.pop("doe")
        action = ACTIONS.get(name)
        if action is None:
            return _failed("onbekende-opdracht", "Deze opdracht bestaat niet.")
        return {"gelukt": True, "antwoord": action(script, command)}
    except GatewayError as error:
        return {"gelukt": False, "fout": error.to_json()}
    except KeychainError as error:
        return _failed(error.soort, error.diagnose())
    except (jcs.CanonicalError, KeyError, TypeError, ValueError) as error:
        return _failed("ongeldige-opdracht", f"De opdracht klopt niet ({type(error).__name__}).")


def _failed(naam: str, tekst: str) -> dict[str, Any]:
    return {"gelukt": False, "fout": {"type": f"urn:knooppunt:fout:{naam}", "tekst": tekst}}


@dataclass
class Script:
    """The gateway that the commands work on: the partner folder of the settings, opened when it is first needed."""

    settings: GatewaySettings = field(default_factory=load_settings)
    _gateway: Gateway | None = None

    @property
    def folder(self) -> Path:
        """The partner folder."""
        return self.settings.partner_dir

    @property
    def partner(self) -> Partner:
        """The partner as its folder tells now, before there is a gateway."""
        return load_partner(self.folder, **self.settings.key_access)

    @property
    def gateway(self) -> Gateway:
        """The open gateway."""
        if self._gateway is None:
            self._gateway = Gateway.open()
        return self._gateway

    def close(self) -> None:
        """Close the gateway; the next command opens it anew."""
        if self._gateway is not None:
            self._gateway.close()
            self._gateway = None


def _make(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Make the partner folder with all keys, and return the application for the ceremony and the officers' keys."""
    officers = command.pop("functionarissen", [])
    regions = command.pop("regios", [])
    given = {**command, "eenheden": tuple(command["eenheden"])}
    partner = Partner(folder=script.folder, **script.settings.key_access, **given)
    make_partner(partner)
    application = ceremony.apply(
        partner.keys.identity, oin=partner.oin, naam=partner.naam, soort=partner.soort, regios=regions
    )
    made = {name: partner.keys.add_officer(name).public.to_json() for name in officers}
    return {"aanmelding": jcs.b64(application), "functionarissen": made}


def _sign_list(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    partner = script.partner
    signed = ceremony.sign(jcs.unb64(command["ontwerp"]), partner.oin, partner.keys.identity)
    return {"handtekening": jcs.b64(signed)}


def _pin(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    partner = script.partner
    partner.pin(jcs.unb64(command["lijst"]), command["tlog_policy"].encode(), command["vingerafdruk"])
    return {"vastgezet": command["vingerafdruk"]}


def _sign_release(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    key = script.partner.keys.officer(command["functionaris"])
    return sign_release(jcs.unb64(command["manifest"]), command["functionaris"], key)


def _publish(script: Script, _command: dict[str, Any]) -> dict[str, Any]:
    return {"sleutels": script.gateway.publish_keys()}


def _sync(script: Script, _command: dict[str, Any]) -> dict[str, Any]:
    return script.gateway.sync()


def _person(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Make the key of a person; its registration is stated with `verklaar`."""
    persoon = command.get("persoon") or str(uuid.uuid4())
    key = script.gateway.partner.keys.add_person(persoon)
    return {"persoon": persoon, "sleutel": jcs.b64(key.public.ed25519)}


def _state(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    now = script.gateway.clock()
    facts = [_fact(item, now) for item in command["feiten"]]
    return {"feiten": script.gateway.state(facts, command.get("functionaris"))}


def _fact(item: dict[str, Any], now: int) -> Feitverklaring:
    """Read {"feit", "over", "waarde"?, "grondslag"?, "dagen"?}; `dagen` counts from now, None is without an end."""
    days = item.get("dagen", 365)
    until = None if days is None else now + days * DAY_MS
    return Feitverklaring(
        id=str(uuid.uuid4()),
        feit=item["feit"],
        over=Over(**item["over"]),
        waarde=item.get("waarde", True),
        grondslag=item.get("grondslag", "convenant"),
        van=now - DAY_MS,
        tot=until,
        tijd=now,
    )


def _open_case(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    title, readers = command.pop("titel", None), [tuple(reader) for reader in command.pop("lezers", [])]
    person = command.pop("persoon", None)
    coded: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in command.items()}
    return {"casus": script.gateway.cases(person).open_case(Opening(**coded), title, readers)}


def _casework(method: str) -> Callable[[Script, dict[str, Any]], dict[str, Any]]:
    """Return the command that calls one act of `Casework`; `door` names the person who acts."""

    def perform(script: Script, command: dict[str, Any]) -> dict[str, Any]:
        acts = script.gateway.cases(command.pop("door", None))
        getattr(acts, method)(**command)
        return {}

    return perform


def _requests(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Return the open requests of a casus that were put to this partner."""
    gateway = script.gateway
    case = gateway.case(command["casus"])
    mine = [item for item in case.uitvragen.values() if item.aan == gateway.partner.oin and item.status == "open"]
    return {"uitvragen": [{"uitvraag": item.id, "van": item.van, "categorie": item.categorie} for item in mine]}


def _supply(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Decide, seal and keep proposals; `verzend` sends them."""
    proposals = [_proposal(item) for item in command["voorstellen"]]
    report = script.gateway.supply(
        proposals,
        person=command.get("door"),
        dry=command.get("droog", False),
        all_or_nothing=command.get("alles_of_niets", False),
    )
    return report.to_json()


def _proposal(item: dict[str, Any]) -> Voorstel:
    given: dict[str, Any] = dict(item)
    for name in ("ontvangers", "bsn_ontvangers"):
        if name in given:
            given[name] = [tuple(pair) for pair in given[name]]
    return Voorstel(**given)


def _send(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    return script.gateway.drain(command.get("geduld_ms", 0)).to_json()


def _repeat(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Send a finished entry once more, with the same bytes and key; tell whether the very same receipts came back."""
    gateway = script.gateway
    entry = gateway.outbox.get(command["nr"])
    if entry is None:
        return {"zelfde": False}
    proven = gateway.check_answer(entry, gateway.post_entry(entry))
    return {"zelfde": all(gateway.store.receipt(item.kind, item.ref) == item.receipt for item in proven)}


def _outbox(script: Script, _command: dict[str, Any]) -> dict[str, Any]:
    """Count the entries of the outbox by state."""
    counted: dict[str, int] = {}
    for entry in script.gateway.outbox.entries():
        counted[entry.state] = counted.get(entry.state, 0) + 1
    return {"outbox": counted}


def _fetch(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Read and open one record, everything (`casussen` absent), or what was supplied in these casussen."""
    gateway, person, again = script.gateway, command.get("als"), command.get("opnieuw", False)
    if "casussen" not in command:
        return gateway.fetch(person, command.get("record"), again=again).to_json()
    result = Opgehaald()
    for message in list(gateway.store.feed("verstrekking")):
        if message["gegevens"]["kop"]["casus"] in command["casussen"]:
            result.add(gateway.fetch(person, message["gegevens"]["record"], again=again))
    return result.to_json()


def _unread(script: Script, _command: dict[str, Any]) -> dict[str, Any]:
    """Return the records that were announced to this partner and not opened yet, oldest first."""
    states = script.gateway.store.received()
    announced = [message["gegevens"]["record"] for message in script.gateway.store.feed("verstrekking")]
    return {"records": [record for record in announced if states.get(record) != "geopend"]}


def _alarms(script: Script, _command: dict[str, Any]) -> dict[str, Any]:
    return {"alarmen": script.gateway.alarms()}


def _show_case(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Ask the server for the state of a casus: a read, with its line."""
    person = script.gateway.reader(command.get("als"))
    desk = script.gateway.desk
    key = str(uuid.uuid4())
    answer = desk.client.send("GET", f"/v1/casussen/{command['casus']}", b"", person=desk.person_key(person), key=key)
    for receipt in receipts_of(answer.data):
        desk.receipts.act(receipt, key, {})
    return {"status": answer.status}


def _adopt(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Check an edition of the GEB and sign the decision of this organisation about it."""
    gateway = script.gateway
    found = gebbesluiten.check(gateway.desk, Path(command["map"]))
    return gebbesluiten.adopt(gateway.desk, found, command["besluit"], gateway.reader(command.get("als")))


def _advise(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Check an edition of the GEB and sign the advice of the FG about it."""
    gateway, text = script.gateway, Path(command["advies"]).read_bytes()
    found, person = gebbesluiten.check(gateway.desk, Path(command["map"])), gateway.reader(command.get("als"))
    return gebbesluiten.advise(gateway.desk, found, text, command["fg"], command["uitkomst"], person)


def _status(script: Script, command: dict[str, Any]) -> dict[str, Any]:
    """Tell who adopted an edition of the GEB, and what every FG advised."""
    desk = script.gateway.desk
    return {"besluiten": gebbesluiten.status(desk, gebbesluiten.check(desk, Path(command["map"])))}


ACTIONS: dict[str, Callable[[Script, dict[str, Any]], dict[str, Any]]] = {
    "maak": _make,
    "teken-lijst": _sign_list,
    "zet-vast": _pin,
    "teken-vrijgave": _sign_release,
    "publiceer": _publish,
    "bijwerken": _sync,
    "persoon": _person,
    "verklaar": _state,
    "open-casus": _open_case,
    "voeg-deelnemer-toe": _casework("add_participant"),
    "voeg-persoon-toe": _casework("add_person"),
    "zet-fase": _casework("set_phase"),
    "sluit-casus": _casework("close_case"),
    "leg-advies-vast": _casework("advise"),
    "vraag-uit": _casework("request"),
    "beantwoord": _casework("answer"),
    "uitvragen": _requests,
    "lever": _supply,
    "verzend": _send,
    "verzend-nogmaals": _repeat,
    "outbox": _outbox,
    "haal": _fetch,
    "ongelezen": _unread,
    "toon-casus": _show_case,
    "alarmen": _alarms,
    "geb-onderteken": _adopt,
    "geb-advies": _advise,
    "geb-stand": _status,
}
"""Every command by name. The arguments are those of the gateway's own methods."""


if __name__ == "__main__":
    run(sys.stdin, sys.stdout)
