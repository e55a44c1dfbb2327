# SPDX-License-Identifier: EUPL-1.2
"""Real witnesses for tests, in this process: `Kring` has witnesses with keys and databases of their own, and their policy.

    kring = Kring(folder, base_policy_text, clock, aantal=3, drempel=2)
    kring.policy_text, kring.policy      the tlog-policy that names them (quorum: `drempel` of ML-DSA keys)
    kring.listed(oins)                   the `getuigen` of a deelnemerslijst, each tied to an organisation
    kring.collector(engine, publisher)   asks them (`round()`); the wire is this object, everything else is real
    kring.off("g0"), kring.on("g0")      a witness that cannot be reached, and is there again

A backbone with witnesses: `tests.kit.Backbone(folder, getuigen=3)`; then `backbone.kring`, `backbone.collector` and
`backbone.witness()` (one round; every shard has the quorum afterwards while enough witnesses are on).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.getuige import klant, verzamelen
from audit.getuige.beleid import Listed, with_witnesses
from audit.getuige.getuige import Witness
from audit.getuige.sleutel import WitnessKey
from audit.proof import tlog_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from audit.publish import Publisher
    from audit.values import Clock


class Kring:
    """Some witnesses and the policy that names them.

    Args:
        folder: where their databases come.
        base: the policy of the log without witnesses.
        clock: of the witnesses.
        aantal: how many.
        drempel: how many make the quorum.
        buiten: how many more stand in the policy outside the quorum.
    """

    def __init__(
        self, folder: Path, base: str, clock: Clock, *, aantal: int = 3, drempel: int = 2, buiten: int = 0
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        names = [f"g{number}" for number in range(aantal + buiten)]
        self.keys = {name: WitnessKey.generate(f"getuige.example/{name}") for name in names}
        self.listed_in_policy = [
            Listed(name, key.vkey, f"http://{name}.getuige.example", telt=number < aantal)
            for number, (name, key) in enumerate(self.keys.items())
        ]
        self.policy_text = with_witnesses(base, self.listed_in_policy, drempel)
        self.policy = tlog_policy.parse(self.policy_text.encode())
        self.clock = clock
        self.witnesses = {
            name: Witness(folder / f"{name}.sqlite", key, self.policy, clock) for name, key in self.keys.items()
        }
        for witness in self.witnesses.values():
            witness.create()
        self._off: set[str] = set()

    def off(self, *names: str) -> None:
        """Let witnesses be out of reach; all of them when none is named."""
        self._off |= set(names or self.keys)

    def on(self, *names: str) -> None:
        """Let witnesses be there again."""
        self._off -= set(names or self.keys)

    def listed(self, oins: Sequence[str]) -> list[dict[str, str]]:
        """Return the `getuigen` of a deelnemerslijst, each run by one of these organisations."""
        return [
            {"naam": item.naam, "vkey": str(item.vkey), "oin": oin}
            for item, oin in zip(self.listed_in_policy, oins, strict=True)
        ]

    def post(self, url: str, body: bytes) -> klant.Answer:
        """Bring a request to the witness of this address."""
        name = url.removeprefix("http://").partition(".")[0]
        if name in self._off:
            raise klant.UnreachableError("de getuige is niet bereikbaar")
        return self.witnesses[name].add_checkpoint(body)

    def collector(self, engine: Engine, publisher: Publisher, clock: Clock | None = None) -> verzamelen.Collector:
        """Return a collector that asks these witnesses and never waits before it asks again."""
        return verzamelen.Collector(engine, publisher, self.policy, clock or self.clock, seconds=0.0, post=self.post)
