# SPDX-License-Identifier: EUPL-1.2
"""The partner folder: who this partner is, its keys, and what it has pinned.

    partner.toml            oin, soort, naam, regio, eenheden, verwerking, lezer, vingerafdruk
    sleutels/               private keys (see `keyring`)
    deelnemerslijst.json    the list whose fingerprint stands in partner.toml
    deelnemerslijsten/      the lists pinned before it
    tlog-policy             the policy whose hash stands in that list
    gateway.sqlite          the gateway's own database
    geopend/                opened content, readable JSON
    logboek/                the partner's LDV logbook
    vrijgaven/              verified releases of the rules

Invariants:
- The list is used only when its fingerprint is the pinned one, the tlog-policy only when the list names its hash.
- This partner stands in the list with the identity key whose public half lies here, in the kind that partner.toml states.

It makes no trust: pinning is an act of people after a ceremony (`pin`).
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from adapters.gateway.errors import ConfigError, VerificationError
from adapters.gateway.keyring import KeyRing, write_private
from audit.proof import tlog_policy
from core.keychain.ceremony import check_successor
from core.keychain.errors import KeychainError
from core.keychain.getuigen import open_policy
from core.keychain.lijst import Deelnemerslijst
from core.keychain.lijsten import FOLDER, Lijsten, read_earlier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from audit.proof.tlog_policy import TlogPolicy
    from core.keychain.custody import TokenAccess

_TEXT = ("oin", "soort", "naam", "verwerking")
_OPTIONAL = ("regio", "lezer", "vingerafdruk")


@dataclass(frozen=True)
class Partner:
    """One partner as its folder tells.

    Attributes:
        folder: the partner folder.
        eenheden: its units, the first one is the unit that supplies by default.
        verwerking: URI of the processing activity of a supply where nothing else is said.
        regio: RIEC region, for partners that have one.
        lezer: pseudonym (UUIDv4) of the person who reads by default.
        vingerafdruk: pinned fingerprint of the deelnemerslijst; empty before the ceremony.
        passphrase: of the key files; None when they are plain.
        token: where the keys lie instead of in files.
        identity_dir: the carrier with the identity key, when it is connected.
    """

    folder: Path
    oin: str
    soort: str
    naam: str
    eenheden: tuple[str, ...]
    verwerking: str
    regio: str | None = None
    lezer: str | None = None
    vingerafdruk: str | None = None
    passphrase: bytes | None = field(default=None, repr=False)
    token: TokenAccess | None = None
    identity_dir: Path | None = None

    @cached_property
    def keys(self) -> KeyRing:
        """The private keys."""
        return KeyRing(self.folder, self.oin, self.passphrase, self.token, self.identity_dir)

    @cached_property
    def lijst(self) -> Deelnemerslijst:
        """The pinned deelnemerslijst.

        Raises:
            VerificationError: not the pinned one, not soundly signed, or this partner does not stand in it as it is here.
        """
        if not self.vingerafdruk:
            raise ConfigError("Er is nog geen deelnemerslijst vastgezet; doe dat na de ceremonie met `zet-vast`.")
        return self._checked_list(_read(self.folder / "deelnemerslijst.json"), self.vingerafdruk)

    @cached_property
    def policy(self) -> TlogPolicy:
        """The pinned tlog-policy.

        Raises:
            VerificationError: another file than the list names, no policy, or one without the quorum of witnesses that
                the mode of the list asks for.
        """
        lijst = self.lijst
        try:
            return open_policy(lijst, _read(self.folder / "tlog-policy"))
        except KeychainError as error:
            raise VerificationError("tlog-policy", error.diagnose()) from None

    def pin(self, listed: bytes, policy: bytes, fingerprint: str) -> Partner:
        """Pin list and policy under the fingerprint that people read out at the ceremony; return the partner anew."""
        self._checked_list(listed, fingerprint)
        write_private(self.folder / "deelnemerslijst.json", listed)
        write_private(self.folder / "tlog-policy", policy)
        pinned = Partner(**{**_fields(self), "vingerafdruk": fingerprint})
        _ = pinned.policy
        write_private(self.folder / "partner.toml", _toml(pinned))
        return pinned

    def keep_earlier(self, listed: Iterable[bytes]) -> None:
        """Keep the lists before the pinned one, for who joins later: what was signed under them is judged under them.

        Raises:
            VerificationError: one of them is no list that the pinned one comes from.
        """
        try:
            read = [Deelnemerslijst.parse(data) for data in listed]
        except KeychainError as error:
            raise VerificationError("deelnemerslijst", error.diagnose()) from None
        if len(Lijsten(self.lijst, read).eerdere) != len(read):
            text = (
                "Een eerdere lijst is niet de voorganger van de vastgezette lijst, of er ontbreekt een tussenliggende."
            )
            raise VerificationError("deelnemerslijst", text)
        (self.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        for lijst in read:
            write_private(self.folder / FOLDER / f"{lijst.fingerprint}.json", lijst.bron)

    @property
    def lijsten(self) -> Lijsten:
        """The pinned list with those before it that this gateway had pinned."""
        return Lijsten(self.lijst, read_earlier(self.folder / FOLDER))

    def succeed(self, listed: bytes, policy: bytes) -> Partner:
        """Take over the list after the pinned one, with its tlog-policy; return the partner anew.

        The people of the ceremony are not asked again: enough organisations of the pinned list signed the next one.

        Raises:
            VerificationError: it does not succeed the pinned list, is another log's, or loses a key of the log.
        """
        before, old = self.lijst, self.policy
        try:
            after = Deelnemerslijst.parse(listed)
            check_successor(before, after)
        except KeychainError as error:
            raise VerificationError("deelnemerslijst", error.diagnose()) from None
        if hashlib.sha256(policy).hexdigest() != after.tlog_policy_sha256:
            raise VerificationError("tlog-policy", "De tlog-policy is niet die van de deelnemerslijst.")
        self._checked_list(listed, after.fingerprint)
        _check_policy(old, policy)
        (self.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        write_private(self.folder / FOLDER / f"{before.fingerprint}.json", before.bron)
        return self.pin(listed, policy, after.fingerprint)

    def _checked_list(self, data: bytes, fingerprint: str) -> Deelnemerslijst:
        try:
            lijst = Deelnemerslijst.parse(data, fingerprint)
            own = lijst.deelnemer(self.oin)
        except KeychainError as error:
            raise VerificationError("deelnemerslijst", error.diagnose()) from None
        if own.identiteit != self.keys.identity_public or own.soort != self.soort:
            text = "De deelnemerslijst noemt deze partner met een andere sleutel of soort."
            raise VerificationError("deelnemerslijst-eigen-sleutel", text)
        return lijst


def _check_policy(old: TlogPolicy, data: bytes) -> None:
    try:
        new = tlog_policy.parse(data)
    except tlog_policy.PolicyError as error:
        raise VerificationError("tlog-policy", str(error)) from None
    if {key.name for key in new.logs} != {key.name for key in old.logs}:
        raise VerificationError("tlog-policy-ander-log", "De tlog-policy noemt een ander log dan tot nu toe.")
    if set(old.logs) - set(new.logs):
        text = "De tlog-policy mist een sleutel van het log; eerdere bewijzen zouden vervallen."
        raise VerificationError("tlog-policy-sleutel-weg", text)


def load_partner(
    folder: Path, passphrase: bytes | None = None, token: TokenAccess | None = None, identity_dir: Path | None = None
) -> Partner:
    """Read a partner folder; where its keys are is told as in `Partner`.

    Raises:
        ConfigError: no partner folder, or a field that is not right.
    """
    try:
        found = tomllib.loads(_read(folder / "partner.toml").decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError("partner.toml is niet te lezen.") from None
    unknown = set(found) - {*_TEXT, *_OPTIONAL, "eenheden"}
    wrong = [name for name in _TEXT if not isinstance(found.get(name), str) or not found[name]]
    units = found.get("eenheden")
    if unknown or wrong or not isinstance(units, list) or not units:
        raise ConfigError(f"partner.toml klopt niet: {', '.join(sorted([*wrong, *unknown])) or 'eenheden'}.")
    given = {**found, "eenheden": tuple(units)}
    return Partner(folder=folder, passphrase=passphrase, token=token, identity_dir=identity_dir, **given)


def make_partner(partner: Partner) -> None:
    """Make the folder, partner.toml and all keys of a new partner; keys that are there stay."""
    partner.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partner.keys.make(partner.eenheden)
    write_private(partner.folder / "partner.toml", _toml(partner))


def _fields(partner: Partner) -> dict[str, Any]:
    names = ("folder", "passphrase", "token", "identity_dir", *_TEXT, *_OPTIONAL, "eenheden")
    return {name: getattr(partner, name) for name in names}


def _toml(partner: Partner) -> bytes:
    lines = [f"{name} = {_quoted(getattr(partner, name))}" for name in (*_TEXT, *_OPTIONAL) if getattr(partner, name)]
    lines.append(f"eenheden = [{', '.join(map(_quoted, partner.eenheden))}]")
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    if not text.isprintable():
        raise ConfigError("Een naam in partner.toml bevat stuurtekens.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ConfigError(f"Het bestand {path.name} is er niet in de partnermap.") from None
