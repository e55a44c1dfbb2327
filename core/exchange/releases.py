# SPDX-License-Identifier: EUPL-1.2
"""Releases of the rules at the exchange: adopting the next one, and the first acts of a new backbone.

Invariants:
- A release is stored and logged only when it would count: signed by those who must over exactly its files, following the
  one that was logged last, loading whole, made for the engine of this backbone, and with the proofs and the impact
  report that it names: both are worked out again here, so nobody signs for a change that is not the one that is made.
- Who hands it in needs no trust: the signatures prove it. Bundle, entry of the stamlog and line are one transaction.
- What is refused leaves nothing, and is told with every finding at once; the rules in force stay.
- `install` is the only act without a caller: the offline ceremony stands behind what it takes in, and everything in it
  proves itself (list, key events, release).

Norm: design.md 1 (3), 2 and 4. Which release is in force is `core.exchange.rulebook`.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.events import Event
from audit.proof import jcs
from core.exchange import lines
from core.exchange.act import NoTrace
from core.exchange.caller import Caller
from core.exchange.logbook import LOKAAL
from core.exchange.results import Bevinding, Gedaan, Ongeldig
from core.facts import unserved
from core.keychain.chain import ReleaseChain
from core.keychain.directory import KeyDirectory
from core.keychain.errors import KeychainError, ReleaseError
from core.ledger.rows import Writer
from core.ledger.tables import vrijgave
from policies import bewijzen
from policies.decision import day_in_amsterdam
from policies.findings import PolicyError, RuleSetError
from policies.manifest import digest_of, engine_versions
from policies.release import Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.sequencer import Sequencer
    from audit.transaction import Transaction
    from core.exchange.act import Act
    from core.exchange.results import Uitkomst
    from core.exchange.world import World
    from core.keychain.chain import Aanvaard
    from core.keychain.lijst import Deelnemerslijst
    from policies.bewijzen import Controle


SOORT: Final = "vrijgave"
# The interpreter is recorded, not compared: rules mean the same on each, and partners upgrade theirs on days of their own.
COMPARED: Final = ("beleid", "pycasbin", "simpleeval")


class InstallError(ValueError):
    """What the ceremony handed over does not hold; the message names what and whose."""


@dataclass(frozen=True)
class Ceremony:
    """What the offline ceremony hands to the operator: the list, first key events, and a signed release."""

    lijst: Deelnemerslijst
    key_events: tuple[dict[str, Any], ...]
    release: Release
    vervolgt: dict[str, Any] | None = None  # entry of `core.keychain.vervolg`, when this log takes the place of another


def install(sequencer: Sequencer, ceremony: Ceremony, controles: Mapping[str, Controle] = bewijzen.CONTROLES) -> None:
    """Write the first lines of a new backbone: list, key events, release.

    Args:
        sequencer: of the new backbone.
        ceremony: what the partners made offline.
        controles: what a release that names proofs must prove.

    Raises:
        InstallError: the log is not empty, or a key event, the release or a proof that it names does not hold.
    """
    if findings := _unproven(ceremony.release, None, controles):
        raise InstallError(" ".join(finding.tekst for finding in findings))
    sequencer.submit(lambda tx: _install(tx, ceremony)).result()


def _install(transaction: Transaction, ceremony: Ceremony) -> None:
    if transaction.next_index("stam"):
        raise InstallError("Dit knooppunt is al ingericht: het stamlog is niet leeg.")
    first = [] if ceremony.vervolgt is None else [ceremony.vervolgt]
    listed = {"v": 1, "soort": "deelnemerslijst", "sha256": ceremony.lijst.fingerprint}
    entries = [*first, listed, *ceremony.key_events]
    _check_events(ceremony.lijst, entries)
    for entry in entries:
        transaction.stam(entry)
    _log_release(transaction, ceremony.lijst, ceremony.release)


def _check_events(lijst: Deelnemerslijst, entries: Iterable[dict[str, Any]]) -> None:
    directory = KeyDirectory.replay(lijst, [jcs.encode(entry) for entry in entries])
    if directory.findings:
        raise InstallError("; ".join(finding.tekst for finding in directory.findings))


def _log_release(transaction: Transaction, lijst: Deelnemerslijst, release: Release) -> None:
    checked = ReleaseChain(lijst, unserved).check(release)
    if findings := _for_here(release, transaction.now):
        raise InstallError(" ".join(finding.tekst for finding in findings))
    rijen = _store(Writer(transaction.connection), checked, transaction.now)
    transaction.stam(_entry(checked, transaction.now))
    shard = lines.shard_of(None, transaction.now)
    said = {"gebeurtenis": Event.VRIJGAVE_OPGENOMEN, "oin": lijst.beheerder.oin, "sleutel": LOKAAL}
    transaction.line(shard, {**said, "vrijgave": checked.digest, "rijen": rijen})


def adopt(world: World, bundle: bytes) -> Uitkomst:
    """Take in the next release, or refuse it with all findings; the operator hands it in, in the data folder.

    Args:
        world: of this process.
        bundle: the signed release, as JSON.
    """
    release = _read(bundle)
    if isinstance(release, Ongeldig):
        return release
    checked = _examine(world, release)
    if isinstance(checked, Ongeldig):
        return checked
    with world.rulebook.adopting:
        outcome = world.runner.run(_operator(world, checked.digest), SOORT, lambda act: _adopt(world, act, checked))
        world.keys.catch_up()
        world.rulebook.absorb()
    return outcome


def _adopt(world: World, act: Act, checked: Aanvaard) -> Gedaan:
    """Under the lock of the log: what was last when it was examined must still be last."""
    last = world.rulebook.last
    if checked.release.data["vorige"] != (None if last is None else last.digest):
        raise NoTrace(_invalid("vorige", "Er is net een andere vrijgave opgenomen. Maak en teken deze opnieuw."))
    if act.connection.execute(select(vrijgave.c.sleutel).where(vrijgave.c.sleutel == checked.digest)).first():
        raise NoTrace(
            _invalid("", "Deze vrijgave is er al, maar telde niet. Maak een nieuwe, met een andere inhoud of dag.")
        )
    draft = act.line(None, Event.VRIJGAVE_OPGENOMEN, vrijgave=checked.digest)
    draft.rijen += _store(act.writer, checked, act.tijd)
    act.transaction.stam(_entry(checked, act.tijd))
    data = checked.release.data
    who = list(checked.vrijgave.ondertekenaars)
    return Gedaan({"vrijgave": checked.digest, "in_werking": data["in_werking"], "ondertekenaars": who})


def _read(bundle: bytes) -> Release | Ongeldig:
    try:
        return Release.from_json(jcs.decode(bundle))
    except (jcs.CanonicalError, PolicyError) as error:
        return _invalid("", str(error))


def _examine(world: World, release: Release) -> Aanvaard | Ongeldig:
    """Judge a release outside any transaction: this is the long work, and nothing of it can change meanwhile."""
    findings = list(_for_here(release, world.now()))
    checked: Aanvaard | None = None
    _ = world.ruleset  # catch up with what other processes logged
    try:
        checked = world.rulebook.check(release)
    except ReleaseError as error:
        findings += [Bevinding("", "vrijgave", text) for text in error.bevindingen]
    except RuleSetError as error:
        findings += [Bevinding(item.bestand, item.soort, str(item)) for item in error.findings]
    except (KeychainError, PolicyError) as error:
        findings.append(Bevinding("", "vrijgave", str(error)))
    if checked is None or findings:
        return Ongeldig(tuple(findings))
    unproven = _unproven(release, world.rulebook.last, world.controles)
    return Ongeldig(unproven) if unproven else checked


def _for_here(release: Release, now: int) -> tuple[Bevinding, ...]:
    """Return why a release that is new today cannot be taken in, whoever signed it."""
    data = release.data
    if data["v"] == 1:
        return (Bevinding("v", "vrijgave", "Een nieuwe vrijgave heeft een manifest van versie 2."),)
    own = engine_versions()
    found = [
        Bevinding(
            f"motor.{name}",
            "motor",
            f"De vrijgave is gemaakt met {name} {data['motor'][name]}, hier draait {own[name]}.",
        )
        for name in COMPARED
        if data["motor"][name] != own[name]
    ]
    adopted = data["vastgesteld"]
    if adopted is not None and adopted["datum"] > day_in_amsterdam(now).isoformat():
        found.append(Bevinding("vastgesteld.datum", "vrijgave", "De dag van vaststelling ligt in de toekomst."))
    return tuple(found)


def _unproven(release: Release, last: Aanvaard | None, controles: Mapping[str, Controle]) -> tuple[Bevinding, ...]:
    """Prove the rules again, here: what people signed must name what is proven now, and what really changes."""
    named, seen = release.data.get("proeven"), release.data.get("effect")
    if named is None:
        return ()
    bewijs = bewijzen.prove_all(release.files, None if last is None else last.release.rule_files, controles)
    found = [Bevinding("proeven", "proeven", text) for text in bewijs.problemen]
    if not found and bewijs.digest != named:
        found.append(
            Bevinding("proeven", "proeven", "De proeven hier geven een andere uitslag dan waarvoor is getekend.")
        )
    # Nobody may have signed for another change than this one. Between rules that cannot be compared there is no report.
    if last is not None and bewijs.effect is not None and digest_of(bewijs.effect) != seen:
        found.append(
            Bevinding("effect", "effect", "Het effectrapport waarvoor is getekend, is niet dat van deze wijziging.")
        )
    return tuple(found)


def _store(writer: Writer, checked: Aanvaard, now: int) -> list[dict[str, Any]]:
    row = {"sleutel": checked.digest, "tijd": now, "bundel": jcs.encode(checked.release.to_json())}
    return writer.insert(vrijgave, row)


def _entry(checked: Aanvaard, now: int) -> dict[str, Any]:
    return {
        "v": 1,
        "soort": SOORT,
        "digest": checked.digest,
        "opsteller": checked.vrijgave.opsteller,
        "ondertekenaars": list(checked.vrijgave.ondertekenaars),
        "tijd": now,
    }


def _operator(world: World, digest: str) -> Caller:
    return Caller(
        oin=world.lijst.beheerder.oin,
        sleutel=LOKAAL,
        persoon=None,
        trace_id=secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        verzoek=str(uuid.uuid4()),
        verzoek_sha256=jcs.digest(digest),
    )


def _invalid(pad: str, tekst: str) -> Ongeldig:
    return Ongeldig((Bevinding(pad, "vrijgave", tekst),))


def stored(world: World, digest: str | None) -> Mapping[str, Any] | None:
    """Return the JSON of a release (None: the one in force), or None when it is not there.

    One that counts comes from memory, whole; another (logged, but refused here) as it lies in the table, if it can be read.
    """
    wanted = digest or world.ruleset.digest
    known = world.rulebook.bundle(wanted)
    if known is not None:
        return known.to_json()
    with world.reading() as connection:
        data = connection.execute(select(vrijgave.c.bundel).where(vrijgave.c.sleutel == wanted)).scalar_one_or_none()
    try:
        return None if data is None else Release.from_json(jcs.decode(data)).to_json()
    except (jcs.CanonicalError, PolicyError):
        return None
