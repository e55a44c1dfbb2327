# SPDX-License-Identifier: EUPL-1.2
"""What the checks across rooms hold lines against: keys, releases and persons' keys, as the stored log tells them.

Invariants:
- Built from the stamlog and the deelnemerslijsten alone, as every gateway does; nothing of a running backbone is used.
- Keys and releases are asked for the time of a line, so what changed later changes no judgement.
- A withdrawal may be dated back by five minutes at most, so a key counts until that long after its withdrawal.

It judges no line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.proof import jcs
from audit.tables import log_bladen
from audit.values import STAM
from core.exchange import beslissingen
from core.exchange.keys import SLACK_MS
from core.exchange.rulebook import codes_of
from core.facts import bundle as bundles
from core.facts import unserved
from core.facts.statements import PERSOONSSLEUTEL
from core.keychain.chain import RELEASE, ReleaseChain
from core.keychain.errors import UnknownKey
from core.keychain.keys import Rol
from core.ledger.tables import feitbundel, feitverklaring, vrijgave
from core.register import Register
from policies.decision import day_in_amsterdam
from policies.findings import ReleaseError
from server.samenhang.tijdperken import Tijdperken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from core.casus.bevindingen import Ongeldig
    from core.casus.fields import Codes
    from core.facts.state import Toegelaten
    from core.keychain.chain import Aanvaard
    from core.keychain.directory import StamEntry
    from core.keychain.keys import HttpKey, SigningKey
    from core.keychain.lijsten import Lijsten
    from policies.naspelen import Versie

CLOCK_MS = 60_000  # that clocks of several processes may differ


@dataclass
class _Regels:
    """A chain of releases that was judged, with the versions made of it so far."""

    chain: ReleaseChain
    modus: str
    versions: dict[str, Versie] = field(default_factory=dict)

    def version(self, digest: str) -> Versie:
        if digest not in self.versions:
            found = [moment.wat.release for moment in self.chain.moments if moment.wat.digest == digest]
            if not found:
                raise ReleaseError("Deze vrijgave telt niet volgens de stamlog.")
            self.versions[digest] = beslissingen.version(found[0], self.modus)
        return self.versions[digest]


_JUDGED: dict[str, _Regels] = {}
_MOST_JUDGED = 4


def _judged(eras: Tijdperken, entries: Sequence[StamEntry], bundle: Callable[[str], bytes | None]) -> _Regels:
    """Judge the releases of a stamlog, once per lists, entries and bundles: what comes out hangs on nothing else.

    Loading rules takes most of the time of verifying a small log, and who watches a log verifies it again and again.
    """
    bundles_of = {str(item.entry.get("digest")): bundle(str(item.entry.get("digest"))) for item in entries}
    hashes = {digest: None if data is None else sha256(data).hexdigest() for digest, data in bundles_of.items()}
    lists = [sha256(lijst.bron).hexdigest() for lijst in eras.lijsten.alle]
    known = jcs.digest([lists, [[one.index, dict(one.entry)] for one in (*eras.genoemd, *entries)], hashes])
    if known not in _JUDGED:
        lijst = eras.lijsten.nu
        chain = ReleaseChain(lijst, unserved, eras.at)
        chain.extend(entries, bundles_of.get)
        if len(_JUDGED) >= _MOST_JUDGED:
            _JUDGED.clear()
        _JUDGED[known] = _Regels(chain, lijst.modus.value)
    return _JUDGED[known]


class Kennis:
    """The stored log as a source of keys and rules."""

    def __init__(self, connection: Connection, lijsten: Lijsten) -> None:
        self._connection = connection
        query = select(log_bladen.c.blad).where(log_bladen.c.shard == STAM).order_by(log_bladen.c.volgnr)
        self.tijdperken = Tijdperken(connection, lijsten, list(map(bytes, connection.execute(query).scalars())))
        self.directory = self.tijdperken.nu.directory
        self._regels = _judged(self.tijdperken, self.directory.entries(RELEASE), self._bundle)
        self.releases = self._regels.chain
        self._codes: dict[str, Codes] = {}
        self._bundles: dict[str, tuple[Toegelaten, ...] | Ongeldig] = {}

    def _bundle(self, digest: str) -> bytes | None:
        found = self._connection.execute(select(vrijgave.c.bundel).where(vrijgave.c.sleutel == digest)).scalar()
        return None if found is None else bytes(found)

    @cached_property
    def _logged(self) -> tuple[tuple[int, Aanvaard, Any], ...]:
        """When each release that counts was logged (ms), the release, and the day from which it is in force."""
        entries = self.directory.releases
        return tuple(
            (int(entries[moment.wat.digest].entry["tijd"]), moment.wat, moment.in_werking)
            for moment in self.releases.moments
        )

    def in_force(self, tijd: int) -> set[str]:
        """Return the digests of the releases that were in force at ms `tijd`, give or take a minute."""
        found = [self._at(tijd + shift) for shift in (-CLOCK_MS, 0, CLOCK_MS)]
        return {item.digest for item in found if item is not None}

    def _at(self, tijd: int) -> Aanvaard | None:
        today = day_in_amsterdam(tijd)
        known = [wat for logged, wat, day in self._logged if logged <= tijd and (day is None or day <= today)]
        return known[-1] if known else None

    def version(self, digest: str) -> Versie:
        """Return the rules of a release that counts, as the exchange decides with them.

        Raises:
            ReleaseError: no such release counts by the stamlog.
        """
        return self._regels.version(digest)

    def codes(self, tijd: int) -> Codes | None:
        """Return the closed lists of the rules at ms `tijd`, None when there were no rules."""
        found = self._at(tijd + CLOCK_MS)
        if found is None:
            return None
        if found.digest not in self._codes:
            self._codes[found.digest] = codes_of(found.rules, Register.load())
        return self._codes[found.digest]

    def signing_key(self, oin: str, at: int, key_id: str | None = None) -> SigningKey:
        """Return the signing key with this id when it counted at ms `at`, also when it was withdrawn later.

        Raises:
            UnknownKey: the organisation had no such key then.
        """
        for era in self.tijdperken.alle:
            for key in era.keys(oin):
                if key.rol is Rol.TEKENEN and key.sleutel_id == key_id and counted(key, at):
                    return key
        raise UnknownKey(f"Organisatie {oin} had toen geen geldige sleutel (tekenen).")

    def signing_keys(self) -> dict[tuple[str, str], SigningKey]:
        """Return every signing key that was ever published, by organisation and id."""
        return {
            (member.oin, key.sleutel_id): key
            for era in reversed(self.tijdperken.alle)
            for member in era.lijst.deelnemers
            for key in era.keys(member.oin)
            if key.rol is Rol.TEKENEN
        }

    def http_keys(self) -> dict[tuple[str, str], HttpKey]:
        """Return the key of every organisation that ever took part, by OIN and id."""
        return {
            (member.oin, key.sleutel_id): key
            for era in reversed(self.tijdperken.alle)
            for member in era.lijst.deelnemers
            for key in era.keys(member.oin)
            if key.rol is Rol.HTTP
        }

    def statements(self, sleutel: str, tijd: int, bundle: Any) -> tuple[Toegelaten, ...] | Ongeldig:
        """Return the statements of a bundle that was taken in at ms `tijd`, or what is wrong with it."""
        if sleutel not in self._bundles:
            codes = self.codes(tijd)
            if codes is None:
                raise UnknownKey("Er gold toen nog geen vrijgave.")
            judged = [bundles.verify(bundle, self, era.lijst, codes, tijd) for era in self.tijdperken.on(tijd)]
            return next((one for one in judged if isinstance(one, tuple)), judged[0])
        return self._bundles[sleutel]

    def person_keys(self) -> Iterator[Toegelaten]:
        """Yield every registration of a person's key that verifies; remembered, for the bundles are checked again later."""
        query = select(feitbundel).where(
            feitbundel.c.sleutel.in_(
                select(feitverklaring.c.bundel).where(feitverklaring.c.feit == PERSOONSSLEUTEL).distinct()
            )
        )
        for row in self._connection.execute(query):
            try:
                found = self.statements(row.sleutel, row.tijd, jcs.decode(bytes(row.bundel)))
            except (jcs.CanonicalError, UnknownKey, TypeError, ValueError):
                continue  # named by who checks all bundles
            self._bundles[row.sleutel] = found
            if isinstance(found, tuple):
                yield from (item for item in found if item.verklaring.feit == PERSOONSSLEUTEL)


def counted(key: Any, at: int) -> bool:
    """Tell whether a key counted at ms `at`: in its term, and not withdrawn by then."""
    withdrawn = key.ingetrokken_op
    return bool(key.geldig_van <= at < key.geldig_tot) and (withdrawn is None or at < withdrawn + SLACK_MS)
