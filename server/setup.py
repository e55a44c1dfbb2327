# SPDX-License-Identifier: EUPL-1.2
"""Setting up a backbone: first the operator's own keys and stores, then what the ceremony of the partners hands over.

Invariants:
- `prepare` makes what is absent and changes nothing that is there; it tells the partners what they must pin.
- `install` writes the first lines of the log once; everything in them proves itself (list, key events, release).
- Key files get mode 0600 and are never overwritten. No partner's private key is ever here.

Norm: design.md 2 and 7.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audit.database import create_engine
from audit.kluis import EpochKey, Kluis, KluisError, read_private, write_private
from audit.proof import jcs, tlog_policy
from audit.sequencer import Sequencer
from audit.signer import LogSigner, origin_of, policy_text
from audit.values import STAM, SystemClock
from core.exchange.releases import Ceremony, install
from core.keychain import vervolg
from core.keychain.errors import KeychainError
from core.keychain.getuigen import open_policy
from core.keychain.keys import HttpPrivateKey
from core.keychain.lijst import Deelnemerslijst
from policies import Release
from server import migrate
from server.errors import NotInitialisedError
from server.nonces import Nonces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from audit.proof.tlog_policy import TlogPolicy
    from server.settings import Settings

EPOCH_FILE, LOG_FILE, ANSWER_FILE = "tijdvak.json", "log.json", "antwoord.json"


@dataclass(frozen=True)
class Prepared:
    """What partners need from the operator for their ceremony; all of it is public.

    Attributes:
        antwoordsleutel: the key with which answers will be signed, in its wire form.
        tlog_policy: the text of the tlog-policy to pin.
    """

    antwoordsleutel: dict[str, str]
    tlog_policy: str = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return it with the hash that goes into the deelnemerslijst."""
        return {
            "antwoordsleutel": self.antwoordsleutel,
            "tlog_policy": self.tlog_policy,
            "tlog_policy_sha256": hashlib.sha256(self.tlog_policy.encode()).hexdigest(),
        }


def prepare(settings: Settings) -> Prepared:
    """Make keys and stores that are absent, bring the schema up to date, and return what partners pin."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    _unless_there(settings.keys / EPOCH_FILE, lambda path: EpochKey.generate().write(path))
    _unless_there(settings.keys / LOG_FILE, lambda path: LogSigner.generate().write(path))
    _unless_there(settings.keys / ANSWER_FILE, _new_answer_key)
    create_stores(settings)
    signer = LogSigner.read(settings.keys / LOG_FILE)
    if not settings.tlog_policy.exists():
        settings.tlog_policy.write_text(policy_text(signer, settings.origin_prefix), "utf-8")
    return Prepared(answer_key(settings).public.to_json(), settings.tlog_policy.read_text("utf-8"))


def create_stores(settings: Settings) -> None:
    """Bring the main database to the schema of this release; make the tables of kluis and nonces when absent."""
    engine = create_engine(settings.database_owner)
    try:
        migrate.upgrade(engine, timeouts=migrate.Timeouts(settings.lock_seconds, settings.statement_seconds))
    finally:
        engine.dispose()
    kluis = Kluis.open(settings.kluis, settings.keys / EPOCH_FILE)
    kluis.create()
    kluis.engine.dispose()
    nonces = Nonces(settings.nonces, SystemClock())
    nonces.create()
    nonces.close()


def take_policy(settings: Settings, data: bytes) -> None:
    """Take over the tlog-policy of the ceremony: the one that names the witnesses beside this log.

    Raises:
        NotInitialisedError: no policy, or one that names another log than this one.
    """
    try:
        policy = tlog_policy.parse(data)
    except tlog_policy.PolicyError as error:
        raise NotInitialisedError(f"De tlog-policy is niet geldig: {error}.") from None
    origin = origin_of(settings.origin_prefix, STAM)
    if set(policy.logs) != set(LogSigner.read(settings.keys / LOG_FILE).vkeys(origin)):
        raise NotInitialisedError("De tlog-policy noemt niet precies het log van dit knooppunt.")
    if settings.lijst.exists() and read_file(settings.tlog_policy) != data:
        raise NotInitialisedError("Dit knooppunt is al ingericht met een andere tlog-policy.")
    settings.tlog_policy.write_bytes(data)


def install_ceremony(
    settings: Settings,
    lijst: bytes,
    release: bytes,
    key_events: Iterable[dict[str, Any]],
    vervolgt: dict[str, Any] | None = None,
) -> None:
    """Write the first lines of the log from what the ceremony handed over, and keep the deelnemerslijst.

    Args:
        settings: of a prepared backbone.
        lijst: the deelnemerslijst, the bytes as they came.
        release: the signed release of the rules, as JSON.
        key_events: first key events of the partners.
        vervolgt: what this log says first when it takes the place of another (`core.keychain.vervolg`).

    Raises:
        NotInitialisedError: something does not hold, or the log is not empty.
    """
    try:
        parsed = Deelnemerslijst.parse(lijst)
        ceremony = Ceremony(parsed, tuple(key_events), Release.from_json(jcs.decode(release)), vervolgt)
        if vervolgt is not None:
            vervolg.read(vervolgt)
        check_own_part(settings, parsed)
        _run_install(settings, ceremony)
    except (KeychainError, ValueError) as error:
        raise NotInitialisedError(f"Wat de ceremonie aanlevert klopt niet. {error}") from None
    settings.lijst.write_bytes(lijst)


def check_own_part(settings: Settings, lijst: Deelnemerslijst) -> TlogPolicy:
    """Return the tlog-policy, only when the list names the answer key and the tlog-policy of this backbone.

    Raises:
        NotInitialisedError: it names others, so no gateway would accept an answer or a receipt; or the policy does not
            ask for the witnesses that the mode of the list demands.
    """
    if lijst.beheerder.antwoordsleutel != answer_key(settings).public:
        raise NotInitialisedError("De deelnemerslijst noemt een andere antwoordsleutel dan dit knooppunt heeft.")
    if lijst.tlog_policy_sha256 != hashlib.sha256(read_file(settings.tlog_policy)).hexdigest():
        raise NotInitialisedError("De deelnemerslijst noemt een ander tlog-policy dan dit knooppunt heeft.")
    try:
        return open_policy(lijst, read_file(settings.tlog_policy))
    except KeychainError as error:
        raise NotInitialisedError(str(error)) from None


def answer_key(settings: Settings) -> HttpPrivateKey:
    """Read the key with which answers are signed.

    Raises:
        NotInitialisedError: absent, readable for others, or no key.
    """
    try:
        return HttpPrivateKey.from_json(jcs.decode(read_private(settings.keys / ANSWER_FILE)))
    except (KluisError, KeychainError, jcs.CanonicalError) as error:
        raise NotInitialisedError(f"De antwoordsleutel is niet bruikbaar: {error}.") from None


def read_file(path: Path) -> bytes:
    """Read a file that must be there.

    Raises:
        NotInitialisedError: it is not.
    """
    try:
        return path.read_bytes()
    except OSError:
        raise NotInitialisedError(f"Het bestand {path.name} ontbreekt of is niet leesbaar.") from None


def _run_install(settings: Settings, ceremony: Ceremony) -> None:
    engine = create_engine(settings.database)
    kluis = Kluis.open(settings.kluis, settings.keys / EPOCH_FILE)
    signer = LogSigner.read(settings.keys / LOG_FILE)
    sequencer = Sequencer(engine, kluis, signer, settings.publication, settings.origin_prefix)
    try:
        sequencer.start()
        install(sequencer, ceremony)
    finally:
        sequencer.stop()
        engine.dispose()
        kluis.engine.dispose()


def _unless_there(path: Path, make: Any) -> None:
    if not path.exists():
        make(path)


def _new_answer_key(path: Path) -> None:
    write_private(path, jcs.encode(HttpPrivateKey.generate().to_json()))
