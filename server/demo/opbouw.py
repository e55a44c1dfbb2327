# SPDX-License-Identifier: EUPL-1.2
"""Building the demo: keys at every partner, the offline ceremony, the operator's set-up, and what everyone registers.

The order is that of a real start: partners make keys, some also those of a witness; the operator shows its answer key and
tlog-policy; the partners sign the list and pin it with the tlog-policy that names their witnesses; the rules are proven
and a jurist of each kind of partner signs them; the operator installs what they hand over; then everybody publishes keys
and states who its people are. Private keys never leave the folder in which they were made.
"""

from __future__ import annotations

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.getuige.beleid import Listed, with_witnesses
from audit.proof import jcs
from audit.proof.note import VKey
from core.keychain import ceremony
from core.keychain.lijst import Deelnemerslijst, least_threshold
from core.register import Register
from policies.loader import read_folder
from policies.ontwerp import draw_up
from policies.ruleset import FOLDER
from server.demo.processen import DemoError, PartnerProcess, ServerProcess, WitnessProcess
from server.demo.rollen import BEHEERDER_OIN, EENHEID, REGIOS, ROLLEN, Rol, in_region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from policies import Release

GETUIGEN = ("politie", "gemeente", "om")  # who run a witness; any two of them make the quorum
QUORUM = 2
WITNESS_WAIT_SECONDS = 120.0
OPSTELLER = "opsteller-liec"  # an invented person outside the list: who draws the rules up does not sign them
DEFAULT_ACTIVITY = "verstrekken"


@dataclass
class Toneel:
    """The stage: the server process, a process per partner and per witness, and the person that acts for each."""

    folder: Path
    server: ServerProcess
    partners: dict[str, PartnerProcess] = field(default_factory=dict)
    personen: dict[str, str] = field(default_factory=dict)
    getuigen: dict[str, WitnessProcess] = field(default_factory=dict)

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
        for getuige in self.getuigen.values():
            getuige.stop()


def open_doors(stage: Toneel) -> None:
    """Start the processes of all partners and let each make its own keys."""
    for rol in ROLLEN:
        stage.partners[rol.naam] = PartnerProcess(rol.naam, stage.folder / "partners" / rol.naam, stage.server.url)


def place_witnesses(stage: Toneel) -> None:
    """Let some partners run a witness of the log; without this the tlog-policy asks for none."""
    for naam in GETUIGEN:
        stage.getuigen[naam] = WitnessProcess(naam, stage.folder / "partners" / naam)


def all_witnessed(stage: Toneel) -> None:
    """Wait until every shard that the server published has a quorum of witnesses over its newest checkpoint.

    Raises:
        DemoError: it took too long.
    """
    deadline = time.monotonic() + WITNESS_WAIT_SECONDS
    while waiting := [path.parent.name for path in _checkpoints(stage) if not _is_witnessed(path)]:
        if time.monotonic() > deadline:
            raise DemoError(f"Het quorum van getuigen bleef uit: {', '.join(sorted(waiting))}.")
        time.sleep(0.2)


def _checkpoints(stage: Toneel) -> list[Path]:
    return sorted((stage.server.folder / "log").glob("*/checkpoint"))


def _is_witnessed(path: Path) -> bool:
    witnessed = path.with_name("getuigd")
    same = 3  # origin, size and root
    return witnessed.exists() and witnessed.read_bytes().split(b"\n")[:same] == path.read_bytes().split(b"\n")[:same]


def hold_ceremony(stage: Toneel) -> Deelnemerslijst:
    """Make, sign and pin the deelnemerslijst, and let the jurists sign the rules; return the list.

    The rules are proven meanwhile: that takes a few seconds, and the partners are at work in processes of their own.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        drawing = pool.submit(draw_up, read_folder(FOLDER), None, opsteller=OPSTELLER)
        lijst, data, policy = _agree_on_list(stage)
        for getuige in stage.getuigen.values():
            getuige.start()
        _install(stage, data, _signed_release(stage, drawing.result().release), policy)
    return lijst


def _agree_on_list(stage: Toneel) -> tuple[Deelnemerslijst, bytes, str]:
    activity = Register.load().activity_for("oc", DEFAULT_ACTIVITY).uri
    made = stage.each("maak", lambda rol: _folder_of(rol, activity))
    offered = stage.server.run("beheer", "init")
    witnesses = _witnesses(stage)
    policy = with_witnesses(offered["tlog_policy"], witnesses, QUORUM) if witnesses else offered["tlog_policy"]
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
        "getuigen": [{"naam": g.naam, "vkey": str(g.vkey), "oin": _OIN[g.naam]} for g in witnesses],
        "tlog_policy_sha256": hashlib.sha256(policy.encode()).hexdigest(),
    }
    body = ceremony.draft(fields, applications)
    signed = stage.each("teken-lijst", lambda _: {"ontwerp": jcs.b64(body)})
    data = ceremony.assemble(body, [jcs.unb64(answer["handtekening"]) for answer in signed.values()])
    lijst = Deelnemerslijst.parse(data)
    pinned = {"lijst": jcs.b64(data), "tlog_policy": policy, "vingerafdruk": lijst.fingerprint}
    stage.each("zet-vast", lambda _: pinned)
    return lijst, data, policy


def _witnesses(stage: Toneel) -> list[Listed]:
    """Return the witnesses with the keys that their partners made, side by side."""
    with ThreadPoolExecutor(max_workers=max(1, len(stage.getuigen))) as pool:
        keys = pool.map(WitnessProcess.make, stage.getuigen.values())
        return [
            Listed(naam, VKey.parse(vkey), getuige.url)
            for (naam, getuige), vkey in zip(stage.getuigen.items(), keys, strict=True)
        ]


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


_OIN = {rol.naam: rol.oin for rol in ROLLEN}
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


def _install(stage: Toneel, lijst: bytes, release: bytes, policy: str) -> None:
    handed = stage.server.folder / "ceremonie"
    handed.mkdir()
    given = {"lijst": ("deelnemerslijst.json", lijst), "vrijgave": ("vrijgave.json", release)}
    given["tlog-policy"] = ("tlog-policy", policy.encode())
    words = ["beheer", "init"]
    for option, (name, data) in given.items():
        (handed / name).write_bytes(data)
        words += [f"--{option}", str(handed / name)]
    stage.server.run(*words)


def _own_person(rol: Rol, made: dict[str, str]) -> Iterable[dict[str, Any]]:
    about = {"persoon": made["persoon"]}
    yield _fact("persoonssleutel", about, waarde=made["sleutel"])
    yield _fact("gescreend", about)
    if rol.soort != "riec-bureau":
        yield from (_fact("aangewezen", {**about, "regio": regio}) for regio in rol.regios or REGIOS)


def _fact(feit: str, over: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"feit": feit, "over": over, **more}
