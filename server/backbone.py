# SPDX-License-Identifier: EUPL-1.2
"""The backbone as the HTTP side sees it: everything that an answer may need, opened once per process.

`server.wiring.open_backbone` makes one; tests make one around parts of their own. It holds no state of a request.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.refusals import Refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from audit.getuige.verzamelen import Collector
    from audit.sequencer import Sequencer
    from audit.values import Clock
    from core.contract.http_signature import AnswerKey
    from core.exchange.exchange import Exchange
    from policies import RuleSet
    from server.keys import CallerKeys
    from server.nonces import Nonces
    from server.settings import Settings


class Readiness:
    """Whether this process wants new requests. Turned off first when the process is asked to stop."""

    def __init__(self) -> None:
        self._stopping = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether the process is on its way out."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Tell that no new requests are wanted."""
        self._stopping.set()


@dataclass(frozen=True)
class Backbone:
    """An opened backbone.

    Attributes:
        settings: where everything lies.
        exchange: the only place where decision, ledger and log meet.
        keys: public keys by which callers are known.
        nonces: the shared memory of used nonces.
        answer_key: signs every answer.
        lijst: the deelnemerslijst, the bytes as they came from the ceremony.
        rules: the rules in force, for the hypothetical door.
        rules_on: the rules that answer about a day (first) with what was known on another (second).
        clock: the server's clock.
        checks: what must be well for the process to be ready, by name; each returns None or a Dutch sentence.
        warnings: what is wrong while the process serves on, in the same form.
        close: gives everything back.
        collector: asks the witnesses of the tlog-policy; None when it names none. Who serves starts it.
        readiness: whether new requests are wanted.
        sequencer: what writes the log in this process, for who watches it.
        refusals: how many requests came under a known key and were not accepted as authentic.
    """

    settings: Settings
    exchange: Exchange
    keys: CallerKeys
    nonces: Nonces
    answer_key: AnswerKey = field(repr=False)
    lijst: bytes = field(repr=False)
    rules: Callable[[], RuleSet]
    rules_on: Callable[[date, date], RuleSet]
    clock: Clock
    checks: dict[str, Callable[[], str | None]]
    close: Callable[[], None]
    warnings: dict[str, Callable[[], str | None]] = field(default_factory=dict)
    collector: Collector | None = None
    readiness: Readiness = field(default_factory=Readiness)
    sequencer: Sequencer | None = None
    refusals: Refusals = field(default_factory=Refusals)
