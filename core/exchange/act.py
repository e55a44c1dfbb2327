# SPDX-License-Identifier: EUPL-1.2
"""One act: everything that happens between an authenticated request and its lines in a signed checkpoint.

Invariants:
- No line, no act: the rows of an act and its lines are written in one transaction, and nothing is answered before those
  lines stand in a signed checkpoint.
- One idempotency key of one organisation stands for one act of one person (or of none). The same request again gives the
  same answer with the same proof; another request, or another person, under that key is a conflict.
- The stored answer to a read is given again only while that read would be allowed again: a key opens nothing for ever.
- Between signing a request and its line lies no more time than anybody who verifies the log accepts; else nothing is done.
- A refusal is an act: it leaves its decisions and its line, and no other row but what the rules oblige it to leave.
- Every row that an act writes is named by one of its lines.

An act does not know HTTP, and it does not decide: it asks `core.exchange.decide`.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from audit.log import NoSuchLineError
from audit.proof import jcs
from audit.values import LogUnavailableError
from core.contract.ondertekend import VENSTER_MS
from core.exchange import lines
from core.exchange.results import Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from core.ledger import handelingen
from core.ledger.berichten import Post
from core.ledger.rows import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from audit.sequencer import Sequencer
    from audit.transaction import Transaction
    from core.exchange.caller import Caller
    from core.exchange.decide import Besluit
    from core.exchange.results import Uitkomst
    from core.exchange.world import World

SIGNING_PAUSE = 0.02  # seconds
TE_LANG = "tussen de handtekening onder dit verzoek en zijn regel verliep te veel tijd"
NOT_SIGNED = "de regel van deze handeling staat nog niet onder een ondertekend checkpoint"
HERGEBRUIKT = Conflict("sleutel-hergebruikt", "Deze Idempotency-Key is al gebruikt voor een ander verzoek.")
VERANDERD = Conflict("sleutel-hergebruikt", "De rechten zijn veranderd. Vraag opnieuw, met een nieuwe Idempotency-Key.")

INZAGE, CASUS_LEZEN = "inzage", "casus-lezen"
MERKSLEUTEL_LEZEN, MERKEN_VERGELIJKEN = "merksleutel-lezen", "merken-vergelijken"
LEZINGEN = frozenset({INZAGE, CASUS_LEZEN, MERKSLEUTEL_LEZEN, MERKEN_VERGELIJKEN})


class Act:
    """An act in progress, inside its transaction."""

    def __init__(self, transaction: Transaction, caller: Caller, soort: str, world: World) -> None:
        self.transaction = transaction
        self.world = world
        self.caller = caller
        self.soort = soort
        self.id = str(uuid.uuid4())
        self.tijd: int = transaction.now
        self.writer = Writer(transaction.connection)
        self.post = Post(self.tijd)
        self.drafts: list[lines.Draft] = []
        self.besluiten: list[Besluit] = []

    @property
    def connection(self) -> Connection:
        """The connection of the act's transaction."""
        return self.transaction.connection

    def line(self, regio: str | None, gebeurtenis: str, **feit: Any) -> lines.Draft:
        """Start a line in the shard of `regio` (national when None) and return it, so that rows can be added."""
        draft = lines.Draft(lines.shard_of(regio, self.tijd), {"gebeurtenis": gebeurtenis, **feit})
        self.drafts.append(draft)
        return draft

    def refuse(self, gebeurtenis: str, **feit: Any) -> None:
        """Drop the lines of what was intended and leave one line of the refusal, in the national shard.

        The national shard, because the growth of a region's public checkpoint would tell an outsider that a case
        exists there.
        """
        self.drafts = []
        self.post = Post(self.tijd)
        self.line(None, gebeurtenis, **feit)

    def finish(self, antwoord: dict[str, Any]) -> _Stored:
        """Write decisions, messages, the act itself and its lines. The first line names all that no other names.

        All lines of an act stand side by side in one shard, so that the act's row can say where they are.
        """
        first = self.drafts[0]
        regel = self.transaction.next_index(first.shard)
        first.rijen += self.post.deliver(self.connection, self.writer)
        records = [besluit.record for besluit in self.besluiten]
        first.rijen += handelingen.store_decisions(self.writer, self.id, records)
        first.rijen += handelingen.store_act(
            self.writer,
            {
                "sleutel": self.id,
                "oin": self.caller.oin,
                "verzoek": self.caller.verzoek,
                "verzoek_sha256": self.caller.verzoek_sha256,
                "soort": self.soort,
                "tijd": self.tijd,
                "log": first.shard,
                "regel": regel,
                "aantal": len(self.drafts),
                "antwoord": jcs.encode(antwoord),
            },
        )
        if self.besluiten and "beslissingen" not in first.feit:
            first.feit["beslissingen"] = [besluit.in_line() for besluit in self.besluiten]
        person = lines.actor(self.caller)
        for draft in self.drafts:
            self.transaction.line(draft.shard, lines.compose(draft, self.caller, self.id), person)
        return _Stored(antwoord, first.shard, regel, len(self.drafts))


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where the answer of an act lies: enough to give it, with the same proof, as often as it is asked."""

    antwoord: dict[str, Any]
    log: str
    regel: int
    aantal: int
    herhaald: bool = False


Body: TypeAlias = "Callable[[Act], Gedaan | Geweigerd | Onbekend]"


class Runner:
    """Runs acts through the sequencer, each once per idempotency key."""

    def __init__(self, sequencer: Sequencer, world: World, timeout: float = 30.0) -> None:
        self._sequencer = sequencer
        self._world = world
        self._timeout = timeout

    def run(self, caller: Caller, soort: str, body: Body) -> Uitkomst:
        """Perform `body` as one act and return its outcome with the proof of its lines.

        `body` returns `Gedaan`, `Geweigerd` or `Onbekend` after it started at least one line, or raises `NoTrace`
        with a `Conflict` or `Ongeldig`: those are no acts and leave nothing behind, the caller mends and asks again.

        Raises:
            TimeoutError: the sequencer did not answer in time; whether the act was done is told by asking again.
            audit.values.LogUnavailableError: the log cannot be written, so nothing was done.
        """
        future = self._sequencer.submit(lambda tx: _perform(Act(tx, caller, soort, self._world), body))
        try:
            committed = future.result(self._timeout)
        except NoTrace as stopped:
            return stopped.outcome
        except Exception:
            self._world.forget()
            raise
        performed = committed.value
        # An act on keys writes in the stamlog too: proven are the lines of the shard that its row names.
        fresh = [line for line in committed.written if line.ref.shard == performed.log]
        receipts = self._world.log.prove(fresh) if fresh else self._receipts(performed)
        if performed.herhaald and not lines.same_actor(receipts[0]["persoon"], caller):
            return HERGEBRUIKT
        return _decode(performed.antwoord, receipts)

    def stored_answer(self, row: Any) -> Uitkomst:
        """Rebuild the outcome from a row of the table `handeling`, with the receipts of its lines."""
        stored = _from_row(row)
        return _decode(stored.antwoord, self._receipts(stored))

    def _receipts(self, stored: _Stored) -> tuple[dict[str, Any], ...]:
        """Return the proof of each line. Another process may have committed the act and be signing its checkpoint still.

        Raises:
            audit.values.LogUnavailableError: there is no signed checkpoint over it in time.
        """
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                places = range(stored.regel, stored.regel + stored.aantal)
                receipts = self._world.log.receipts(stored.log, places)
            except NoSuchLineError:
                if time.monotonic() > deadline:
                    raise LogUnavailableError(NOT_SIGNED) from None
                time.sleep(SIGNING_PAUSE)
            else:
                self._sequencer.show(stored.log)
                return receipts


def _perform(act: Act, body: Body) -> _Stored:
    act.world.settle(act.transaction)
    earlier = handelingen.by_request(act.connection, act.caller.oin, act.caller.verzoek)
    if earlier is None:
        _in_time(act)
        return act.finish(_encode(body(act)))
    if earlier["verzoek_sha256"] != act.caller.verzoek_sha256 or earlier["soort"] != act.soort:
        raise NoTrace(HERGEBRUIKT)
    stored = _from_row(earlier)
    # Reading writes nothing before `finish`, so it can be asked once more without leaving a trace.
    if act.soort in LEZINGEN and stored.antwoord["soort"] == "gedaan":
        fresh = body(act)
        if not isinstance(fresh, Gedaan) or _obliged(fresh.gegevens) - _obliged(stored.antwoord["gegevens"]):
            raise NoTrace(VERANDERD)
    return replace(stored, herhaald=True)


def _in_time(act: Act) -> None:
    """Go on only when the request was signed a short while before its line.

    It may have waited, or the clock may have jumped since its signature was checked. A request that was carried in a file
    was signed long before; its letter says since when it counts.

    Raises:
        LogUnavailableError: too long ago; signed afresh under the same key it is done.
    """
    signed = act.caller.ondertekend
    if signed is not None and act.caller.koerier is None and abs(act.tijd - signed.gemaakt) > VENSTER_MS:
        raise LogUnavailableError(TE_LANG)


def _obliged(gegevens: Mapping[str, Any]) -> set[str]:
    """The obligations that an answer tells its reader of: one that came since is not passed over by asking again."""
    return set(gegevens.get("beslissing", {}).get("plichten", ()))


class NoTrace(Exception):  # noqa: N818 - carries an outcome out of a transaction that has to be rolled back
    """The request is no act: it conflicts with the state or is invalid. Everything it wrote is rolled back."""

    def __init__(self, outcome: Conflict | Ongeldig) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


def _from_row(row: Any) -> _Stored:
    return _Stored(jcs.decode(row["antwoord"]), row["log"], row["regel"], row["aantal"])


def _encode(outcome: Gedaan | Geweigerd | Onbekend) -> dict[str, Any]:
    match outcome:
        case Gedaan():
            return {"v": 1, "soort": "gedaan", "gegevens": outcome.gegevens}
        case Geweigerd():
            return {
                "v": 1,
                "soort": "geweigerd",
                "uitkomst": outcome.uitkomst,
                "regels": list(outcome.regels),
                "ontbreekt": list(outcome.ontbreekt),
                "waar": outcome.waar,
                "verborgen": outcome.verborgen,
                "adviezen": list(outcome.adviezen),
                "type": outcome.soort,
            }
        case Onbekend():
            return {"v": 1, "soort": "onbekend"}


def _decode(antwoord: dict[str, Any], receipts: tuple[dict[str, Any], ...]) -> Uitkomst:
    match antwoord["soort"]:
        case "gedaan":
            return Gedaan(antwoord["gegevens"], receipts)
        case "geweigerd":
            told = (antwoord["uitkomst"], tuple(antwoord["regels"]), tuple(antwoord["ontbreekt"]), antwoord["waar"])
            # Answers of before the obligations were told hold no advice.
            refusal = Geweigerd(*told, adviezen=tuple(antwoord.get("adviezen", ())))
            refusal = replace(refusal, soort=antwoord.get("type", refusal.soort))
            # The opened line names every row: it is not shown to someone who may not be told of one of them.
            shown = () if antwoord["verborgen"] else receipts
            return replace(refusal, verborgen=antwoord["verborgen"], bewijs=shown)
        case "onbekend":
            return Onbekend()
        case other:
            raise ValueError(f"onbekend soort antwoord: {other}")
