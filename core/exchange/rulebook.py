# SPDX-License-Identifier: EUPL-1.2
"""The rules of this process: every release that the stamlog names and that counts, and the one in force now.

Invariants:
- What is in force follows from the stamlog and the calendar alone (`core.keychain.chain`); every process comes to the
  same by itself, and there is no other switch.
- A swap replaces one reference to a sealed set. An act works with one set from its beginning to its end: `settle` is
  called once per act, under the lock of the log and in the thread of the log, so no act is decided by rules that were
  already replaced, and no other thread swaps them halfway.
- A release that does not verify or load changes nothing: the one before it stays, `tell` hears of it, and `problem`
  says so until a later release counts.

Norm: design.md 6 ("swapping a release is swapping one reference"). Who may sign is `core.keychain.tekenrecht`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from audit.values import STAM
from core.casus.fields import Codes
from core.facts import unserved
from core.keychain.chain import RELEASE, ReleaseChain
from core.keychain.lijsten import Lijsten
from core.ledger.tables import vrijgave
from policies.decision import day_in_amsterdam

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Engine

    from audit.transaction import Transaction
    from core.exchange.keys import Keys
    from core.keychain.chain import Aanvaard, Geweigerd
    from core.keychain.lijst import Deelnemerslijst
    from core.register import Register
    from policies.release import Release
    from policies.ruleset import RuleSet
    from policies.tijdlijn import Moment

GEWEIGERD, IN_GEBRUIK = "vrijgave-geweigerd", "vrijgave-in-gebruik"
LIST = "deelnemerslijst"
BEHIND = "De nieuwste vrijgave in het stamlog klopt niet. Het knooppunt beslist met de vorige."


class NoRulesError(LookupError):
    """No release is in force: nothing can be decided."""

    def __init__(self) -> None:
        super().__init__("Er is nog geen vrijgave van de regels die geldt.")


@dataclass(frozen=True, slots=True)
class Regels:
    """One sealed rule set with the closed lists that go with it."""

    ruleset: RuleSet = field(repr=False)
    codes: Codes = field(repr=False)


class Rulebook:
    """The releases as this process knows them.

    Args:
        lijst: the deelnemerslijst.
        keys: the replay of the stamlog.
        engine: the database with the bundles.
        register: for the regions that belong to the closed lists.
        clock: milliseconds since the epoch.
        tell: hears of a release that is refused or taken into use: the name of the event and the digest.
        lijsten: the list with those before it; None: there were none.
    """

    def __init__(
        self,
        lijst: Deelnemerslijst,
        keys: Keys,
        engine: Engine,
        register: Register,
        clock: Callable[[], int],
        tell: Callable[[str, str], None],
        lijsten: Lijsten | None = None,
    ) -> None:
        self._keys, self._engine, self._register, self._clock, self._tell = keys, engine, register, clock, tell
        known = lijsten or Lijsten(lijst)
        self._chain = ReleaseChain(lijst, unserved, lambda index: known.at(index, keys.directory.entries(LIST)))
        self._lock = threading.Lock()
        # Held while a release is adopted: two in one batch would not see each other in the stamlog.
        self.adopting = threading.Lock()
        self._regels: dict[str, Regels] = {}
        self._act = threading.local()
        self._told = ""
        self.absorb()

    @property
    def regels(self) -> Regels:
        """The rules of the act that runs in this thread; outside acts those in force, at most `keys.FRESH_S` behind.

        Raises:
            NoRulesError: no release is in force.
        """
        found: Regels | None = getattr(self._act, "regels", None) or self._fresh()
        if found is None:
            raise NoRulesError
        return found

    @property
    def last(self) -> Aanvaard | None:
        """The release that counts and was logged last, whether its day has come or not."""
        return self._chain.last

    @property
    def moments(self) -> tuple[Moment[Aanvaard], ...]:
        """Every release that counts, in order of logging, with the day from which it is in force."""
        return self._chain.moments

    @property
    def problem(self) -> str | None:
        """A Dutch sentence when the newest entry of the stamlog does not count, else None."""
        return BEHIND if self._chain.behind else None

    def settle(self, transaction: Transaction) -> None:
        """Fix the rules for the act of this transaction: the log is locked, so nothing newer can be logged meanwhile."""
        if transaction.next_index(STAM) != self._keys.directory.size:
            self._keys.catch_up()
        self.absorb()
        self._act.regels = self._in_force(transaction.now)

    def on(self, peildatum: date, kennis: date) -> RuleSet:
        """Return the rules that answer about `peildatum` with what was known on `kennis`.

        Raises:
            NoRulesError: there is no release at all.
        """
        if self._fresh() is None and self._chain.last is None:
            raise NoRulesError
        return self._chain.on(peildatum, kennis).rules

    def check(self, release: Release) -> Aanvaard:
        """Judge a release as the next one, without taking it.

        Raises:
            core.keychain.errors.KeychainError: not signed by those who must. PolicyError: its rules do not load.
        """
        with self._lock:
            return self._chain.check(release)

    def bundle(self, digest: str) -> Release | None:
        """Return a release that counts, from memory: a row that was changed since is never given away."""
        return next((moment.wat.release for moment in self._chain.moments if moment.wat.digest == digest), None)

    def absorb(self) -> None:
        """Judge the releases that the stamlog holds beyond those judged before."""
        entries = self._keys.directory.entries(RELEASE)
        if len(entries) == self._chain.seen:
            return
        refused: tuple[Geweigerd, ...] = ()
        try:
            with self._lock:
                known = len(self._chain.refused)
                try:
                    self._chain.extend(entries, self._stored)
                finally:
                    refused = self._chain.refused[known:]
        finally:  # what is wrong is told, also when a later one could not be fetched
            for item in refused:
                self._tell(GEWEIGERD, item.digest)

    def _fresh(self) -> Regels | None:
        self._keys.recent()
        self.absorb()
        return self._in_force(self._clock())

    def _in_force(self, now: int) -> Regels | None:
        found = self._chain.in_force(day_in_amsterdam(now))
        if found is None:
            return None
        if found.digest not in self._regels:
            self._regels[found.digest] = Regels(found.rules, codes_of(found.rules, self._register))
        if found.digest != self._told:
            self._told = found.digest
            self._tell(IN_GEBRUIK, found.digest)
        return self._regels[found.digest]

    def _stored(self, digest: str) -> bytes | None:
        with self._engine.connect() as connection:
            query = select(vrijgave.c.bundel).where(vrijgave.c.sleutel == digest)
            found: bytes | None = connection.execute(query).scalar_one_or_none()
        return found


def codes_of(ruleset: RuleSet, register: Register) -> Codes:
    """Return the closed lists that events and statements are checked against."""
    vocabulary = ruleset.vocabulary
    return Codes(
        regios=frozenset(register.regios),
        categorieen=frozenset(vocabulary.codes["wat"]),
        feiten=frozenset(vocabulary.facts),
        functies=frozenset(code for code, term in vocabulary.codes["wie"].items() if term.soort == "functie"),
    )
