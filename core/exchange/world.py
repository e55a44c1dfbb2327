# SPDX-License-Identifier: EUPL-1.2
"""What an act at the exchange works with: the log, the stores, the keys, the rules and the register of this process.

Invariants:
- The rules are those of `core.exchange.rulebook`: replaced as a whole, and the same from the beginning of an act to its end.
- The deelnemerslijst is fixed for the life of the process; a new list is a restart.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.database import scrub
from audit.log import Log
from audit.reader import LogReader
from audit.wissen import Wisser
from core.exchange.act import Runner
from core.exchange.bijlagen import Grenzen, Uploads
from core.exchange.keys import Keys
from core.exchange.rulebook import Rulebook
from core.exchange.standing import CaseCache
from core.exchange.statements import BundleCache
from core.facts import derive, holds
from core.facts.state import Partij
from core.keychain.lijsten import Lijsten
from core.ledger.vernietiging import Vernietiger
from core.register.bewaartermijnen import Bewaartermijnen
from core.register.wistermijnen import Wistermijnen
from policies.bewijzen import CONTROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Engine

    from audit.kluis import Kluis
    from audit.sequencer import Sequencer
    from audit.transaction import Transaction
    from core.casus.fields import Codes
    from core.exchange.bevelmap import Bevelmap
    from core.exchange.getuigen import Getuigen
    from core.facts import Feiten, Stand, Vraag
    from core.keychain.lijst import Deelnemerslijst
    from core.register import Register
    from policies.bewijzen import Controle
    from policies.ruleset import RuleSet

KLUIS_BACKUP_DAGEN = 30
"""How long a backup of the kluis is kept; so long after a destruction an old copy may still open what was destroyed."""


class World:
    """The surroundings of every act. Made once by the server's wiring."""

    def __init__(
        self,
        *,
        engine: Engine,
        sequencer: Sequencer,
        kluis: Kluis,
        lijst: Deelnemerslijst | Lijsten,
        register: Register,
        tell: Callable[[str, str], None] = lambda _event, _digest: None,
        controles: Mapping[str, Controle] = CONTROLES,
        bevelen: Bevelmap | None = None,
    ) -> None:
        """Take the parts.

        `tell` hears what happens to releases of the rules (see `Rulebook`); `controles` is what a new release must prove;
        `lijst` may bring the lists before it, for what was signed under them; `bevelen` is where erasure orders are kept outside the database (None: nowhere, for a log without a future).
        """
        self.controles = controles
        self.getuigen: Getuigen | None = None  # how far the witnesses are behind; None: nothing is waited for
        self._engine = engine
        self._sequencer = sequencer
        self.kluis = kluis
        self.lijsten = lijst if isinstance(lijst, Lijsten) else Lijsten(lijst)
        self.lijst = lijst = self.lijsten.nu
        self.register = register
        self._parties = {
            deelnemer.oin: Partij(deelnemer.oin, deelnemer.soort, None, frozenset(deelnemer.regios))
            for deelnemer in lijst.deelnemers
        }
        self.log = Log(engine, kluis)
        self.reader = LogReader(engine, kluis)
        self.lezer: Callable[[], Engine] = lambda: engine  # from which database trails are read
        self.keys = Keys(lijst, self.reader, self.lijsten)
        self.wisser = Wisser(engine, kluis)
        self.vernietiger = Vernietiger(engine, kluis)
        self.wistermijnen = Wistermijnen.load()
        self.bewaartermijnen = Bewaartermijnen.load()
        self.kluis_backup_dagen = KLUIS_BACKUP_DAGEN
        self.bevelen = bevelen
        self.rulebook = Rulebook(lijst, self.keys, engine, register, self.now, tell, self.lijsten)
        self.cases = CaseCache()
        self.bundles = BundleCache(self)
        self.bijlage_grenzen = Grenzen()
        self.uploads = Uploads()
        self.runner = Runner(sequencer, self)

    @property
    def ruleset(self) -> RuleSet:
        """The rules of the act that runs in this thread; outside acts those in force.

        Raises:
            core.exchange.rulebook.NoRulesError: no release is in force.
        """
        return self.rulebook.regels.ruleset

    @property
    def codes(self) -> Codes:
        """The closed lists that go with `ruleset`."""
        return self.rulebook.regels.codes

    def settle(self, transaction: Transaction) -> None:
        """Fix the rules for the act of this transaction."""
        self.rulebook.settle(transaction)

    def now(self) -> int:
        """Return the server's time in ms, for checks before the transaction of an act."""
        return self._sequencer.clock.now()

    @property
    def parties(self) -> tuple[Partij, ...]:
        """Every organisation of the deelnemerslijst."""
        return tuple(self._parties.values())

    def partij(self, oin: str) -> Partij | None:
        """Return the organisation with this OIN, or None when it is not in the deelnemerslijst."""
        return self._parties.get(oin)

    def facts(self, vraag: Vraag, stand: Stand) -> Feiten:
        """Return what the evidence establishes, under the vocabulary of the release in force."""
        return derive(vraag, stand, self.ruleset.vocabulary)

    def holds(self, feit: str, vraag: Vraag, stand: Stand) -> bool:
        """Return whether the evidence establishes this one fact, under the vocabulary of the release in force."""
        return holds(feit, vraag, stand, self.ruleset.vocabulary)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading what is committed."""
        with self._engine.connect() as connection:
            yield connection

    def scrub(self, table: str) -> None:
        """Let what was deleted from a table be gone from beside it too (write-ahead log, dead rows)."""
        scrub(self._engine, table)

    def store(self, write: Callable[[Connection], None], timeout: float = 30.0) -> None:
        """Write rows that belong to no act, in the next batch of the log, and return only when they are durable.

        Raises:
            audit.values.LogUnavailableError: they could not be written.
            TimeoutError: they were not written in time.
        """
        self._sequencer.submit(lambda transaction: write(transaction.connection)).result(timeout)

    def act_of_operator(self, write: Callable[[Transaction], None], timeout: float = 30.0) -> None:
        """Write lines of the operator's own, which no request asked for, and return when they are signed and published.

        Raises:
            audit.values.LogUnavailableError: they could not be written.
        """
        self._sequencer.submit(write).result(timeout)

    def require_witnesses(self, *, supply: bool) -> None:
        """Return only when the witnesses are not too far behind for a supply, or for a read.

        Raises:
            core.exchange.getuigen.WitnessesBehindError: they are.
        """
        if self.getuigen is not None:
            check = self.getuigen.require_supply if supply else self.getuigen.require_read
            check()

    def forget(self) -> None:
        """Drop what was cached: after a failed batch it may be ahead of the ledger."""
        self.cases.clear()
