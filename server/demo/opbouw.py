# SPDX-License-Identifier: EUPL-1.2
"""Building the demo: keys at every partner, the offline ceremony, the operator's set-up, and what everyone registers.

The order is that of a real start: partners make keys; the operator shows its answer key and tlog-policy; the partners
sign the list and pin it; the rules are proven and a jurist of each kind of partner signs them; the operator installs
what they hand over; then everybody publishes keys and states who its people are. Private keys never leave the folder in
which they were made.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.proof import jcs
from core.keychain import ceremony
from core.keychain.lijst import Deelnemerslijst, least_threshold
from core.register import Register
from policies.loader import read_folder
from policies.ontwerp import draw_up
from policies.ruleset import FOLDER
from server.demo.processen import DemoError, PartnerProcess, ServerProcess
from server.demo.rollen import BEHEERDER_OIN, EENHEID, REGIOS, ROLLEN, Rol, in_region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from policies import Release

OPSTELLER = "opsteller-liec"  # an invented person outside the list: who draws the rules up does not sign them
DEFAULT_ACTIVITY = "verstrekken"


@dataclass
class Toneel:
    """The stage: the server process, a process per partner, and the person that acts for each."""

    folder: Path
    server: ServerProcess
    partners: dict[str, PartnerProcess] = field(default_factory=dict)
    personen: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, naam: str) -> PartnerProcess:
        return self.partners[naam]

    def each(
        self, doe: str, arguments: Callable[[Rol], dict[str, Any] | None] | None = None
    ) -> dict[str, dict[str, Any]]:
        """Let every partner perform a command at the same time; return the answers by name.

        `arguments` gives the arguments for a role, or None to leave that partner out.
        """
        given = {rol.naam: {} if arguments is None else arguments(rol) for rol in ROLLEN}
        return self.all({naam: (doe, found) for naam, found in given.items() if found is not None})

    def all(self, commands: dict[str, tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
        """Let several partners perform a command each, side by side; return the answers by name."""
        for naam, (doe, arguments) in commands.items():
            self.partners[naam].send(doe, **arguments)
        answers = {naam: self.partners[naam].receive() for naam in commands}
        for naam, answer in answers.items():
            if not answer["gelukt"]:
                raise DemoError(f"{naam}: {commands[naam][0]}: {json.dumps(answer['fout'], ensure_ascii=False)[:600]}")
        return {naam: answer["antwoord"] for naam, answer in answers.items()}

    def close(self) -> None:
        """Stop every process."""
        for partner in self.partners.values():
            partner.stop()
        self.server.stop()


def open_doors(stage: Toneel) -> None:
    """Start the processes of all partners and let each make its own keys."""
    for rol in ROLLEN:
        stage.partners[rol.naam] = PartnerProcess(rol.naam, stage.folder / "partners" / rol.naam, stage.server.url)


def hold_ceremony(stage: Toneel) -> Deelnemerslijst:
    """Make, sign and pin the deelnemerslijst, and let the jurists sign the rules; return the list.

    The rules are proven meanwhile: that takes a few seconds, and the partners are at work in processes of their own.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        drawing = pool.submit(draw_up, read_folder(FOLDER), None, opsteller=OPSTELLER)
        lijst, data = _agree_on_list(stage)
        _install(stage, data, _signed_release(stage, drawing.result().release))
    return lijst


def _agree_on_list(stage: Toneel) -> tuple[Deelnemerslijst, bytes]:
    activity = Register.load().activity_for("oc", DEFAULT_ACTIVITY).uri
    made = stage.each("maak", lambda rol: _folder_of(rol, activity))
    offered = stage.server.run("beheer", "init")
    applications = [jcs.unb64(answer["aanmelding"]) for answer in made.values()]
    officers = [
        _officer(rol, officer, made[rol.naam]["functionarissen"][officer[0]])
        for rol in ROLLEN
        for officer in rol.functionarissen
    ]
    fields = {
        "modus": "demo",
        "versie": 1,
        "gemaakt": time.time_ns() // 1_000_000,
        "drempel": least_threshold(len(applications)),
        "functionarissen": officers,
        "beheerder": {"oin": BEHEERDER_OIN, "antwoordsleutel": offered["antwoordsleutel"]},
        "getuigen": [],
        "tlog_policy_sha256": offered["tlog_policy_sha256"],
    }
    body = ceremony.draft(fields, applications)
    signed = stage.each("teken-lijst", lambda _: {"ontwerp": jcs.b64(body)})
    data = ceremony.assemble(body, [jcs.unb64(answer["handtekening"]) for answer in signed.values()])
    lijst = Deelnemerslijst.parse(data)
    pinned = {"lijst": jcs.b64(data), "tlog_policy": offered["tlog_policy"], "vingerafdruk": lijst.fingerprint}
    stage.each("zet-vast", lambda _: pinned)
    return lijst, data


def register_people(stage: Toneel) -> None:
    """Let every partner publish its keys and register, screen and designate the person that acts for it."""
    stage.each("publiceer")
    stage.each("bijwerken")
    people = stage.each("persoon")
    stage.personen.update({naam: answer["persoon"] for naam, answer in people.items()})
    stage.each("verklaar", lambda rol: {"feiten": list(_own_person(rol, people[rol.naam]))})
    for naam, agreement in _AGREEMENTS.items():
        agreed = [_fact(agreement, {"regio": regio}) for regio in REGIOS]
        stage[naam].do("verklaar", feiten=agreed, functionaris=f"jurist-{naam}")
    give_mandates(stage)


def give_mandates(stage: Toneel) -> None:
    """Let the municipality of each region give the bureau there its mandate, and designate the person of the bureau."""
    for regio in REGIOS:
        bureau, giver = in_region("riec-bureau", regio), in_region("gemeente", regio)
        about = {"organisatie": bureau.oin, "regio": regio}
        person = stage.personen[bureau.naam]
        facts = [_fact("mandaat", about), _fact("aangewezen", {**about, "persoon": person})]
        stage[giver.naam].do("verklaar", feiten=facts)


_AGREEMENTS = {"politie": "protocol-geldig", "om": "convenant-geldig"}


def _folder_of(rol: Rol, activity: str) -> dict[str, Any]:
    regio = {"regio": rol.regios[0]} if rol.regios else {}
    return {
        "oin": rol.oin,
        "soort": rol.soort,
        "naam": f"Demo {rol.naam}",
        "eenheden": [EENHEID],
        "verwerking": activity,
        "regios": list(rol.regios),
        "functionarissen": [officer[0] for officer in rol.functionarissen],
        **regio,
    }


def _officer(rol: Rol, officer: tuple[str, str, str | None], key: dict[str, str]) -> dict[str, Any]:
    entry = {"id": officer[0], "oin": rol.oin, "functie": officer[1], "sleutel": key}
    return entry if officer[2] is None else {**entry, "regio": officer[2]}


def _signed_release(stage: Toneel, release: Release) -> bytes:
    manifest = jcs.b64(release.manifest)
    jurists = {rol.naam: officer[0] for rol in ROLLEN for officer in rol.functionarissen if officer[1] == "jurist"}
    signed = stage.all(
        {naam: ("teken-vrijgave", {"manifest": manifest, "functionaris": who}) for naam, who in jurists.items()}
    )
    return jcs.encode(release.signed_by(tuple(signed.values())).to_json())


def _install(stage: Toneel, lijst: bytes, release: bytes) -> None:
    handed = stage.server.folder / "ceremonie"
    handed.mkdir()
    (handed / "deelnemerslijst.json").write_bytes(lijst)
    (handed / "vrijgave.json").write_bytes(release)
    stage.server.run(
        "beheer", "init", "--lijst", str(handed / "deelnemerslijst.json"), "--vrijgave", str(handed / "vrijgave.json")
    )


def _own_person(rol: Rol, made: dict[str, str]) -> Iterable[dict[str, Any]]:
    about = {"persoon": made["persoon"]}
    yield _fact("persoonssleutel", about, waarde=made["sleutel"])
    yield _fact("gescreend", about)
    if rol.soort != "riec-bureau":
        yield from (_fact("aangewezen", {**about, "regio": regio}) for regio in rol.regios or REGIOS)


def _fact(feit: str, over: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"feit": feit, "over": over, **more}
