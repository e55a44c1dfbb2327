# SPDX-License-Identifier: EUPL-1.2
"""A flood by one partner: it is slowed down before anything is decided or written, and another partner does not notice."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from audit.values import LogFullError
from core.facts import bundle as bundles
from core.ledger import tables
from tests.core.exchange.conftest import Zaak

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests import kit
    from tests.server.drukte.conftest import Dienst

GET = "/v1/berichten"


def soort(response: httpx.Response) -> str:
    return str(json.loads(response.content)["type"]).rpartition(":")[2]


def rows(operator: kit.Backbone) -> dict[str, int]:
    """How many rows there are of acts, decisions and lines."""
    names = [*tables.metadata.tables, "log_bladen", "beslissing", "handeling"]
    with operator.engine.connect() as connection:
        known = set(sa.inspect(connection).get_table_names())
        counted = (name for name in dict.fromkeys(names) if name in known)
        return {name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in counted}


def test_a_flood_is_slowed_down_and_leaves_nothing(operator: kit.Backbone, dienst: Callable[..., Dienst]) -> None:
    """Beyond its rate a partner gets a signed 429 with `Retry-After`; that is no act, and another partner is served."""
    made = dienst(partner_per_seconde=0.01, partner_ineens=5)
    flood, other = made.caller("politie"), made.caller("gemeente")
    assert [flood.send("GET", GET).status_code for _ in range(5)] == [200] * 5
    before = rows(operator)
    assert before["log_bladen"]
    refused = [flood.send("POST", "/v1/casussen", {}) for _ in range(20)]
    assert {(answer.status_code, soort(answer)) for answer in refused} == {(429, "te-snel")}
    assert all(0 < int(answer.headers["Retry-After"]) <= 100 for answer in refused)
    assert rows(operator) == before
    assert [other.send("GET", GET).status_code for _ in range(5)] == [200] * 5


def test_the_rate_of_a_partner_is_not_spent_by_who_uses_its_name(dienst: Callable[..., Dienst]) -> None:
    """Replayed and wrongly signed requests of a partner cost that partner nothing."""
    made = dienst(partner_per_seconde=0.01, partner_ineens=3)
    partner = made.caller("politie")
    headers = partner.sign("GET", GET)
    assert made.http.get(GET, headers=headers).status_code == 200
    assert {made.http.get(GET, headers=headers).status_code for _ in range(10)} == {401}
    assert {made.http.get("/v1/casussen/x", headers=headers).status_code for _ in range(10)} == {401}
    assert [partner.send("GET", GET).status_code for _ in range(3)] == [200, 200, 429]


def test_another_partners_pushes_all_succeed_during_a_flood(
    operator: kit.Backbone, dienst: Callable[..., Dienst]
) -> None:
    """With few turns and one partner asking from many connections, each push of another is taken in, and none refused."""
    zaak = Zaak(operator)
    zaak.phase("verrijking-gesloten")
    made = dienst(partner_per_seconde=0, handelingen=2, wachtrij=8)
    flood, stop, seen = made.caller("gemeente"), threading.Event(), Counter[str]()
    busy = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            headers = flood.sign("GET", GET)
            answer = made.http.get(GET, headers=headers)
            seen[soort(answer) if answer.status_code != 200 else "gedaan"] += 1
            if answer.status_code == 503:
                assert int(answer.headers["Retry-After"]) > 0
                busy.set()

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(16)]
    for thread in threads:
        thread.start()
    assert busy.wait(20)
    statuses = []
    for _ in range(4):
        levering = zaak.supply("politie", "wpg-8", "belastingdienst")
        other = made.caller("politie")
        statuses.append(other.send("POST", "/v1/leveringen", levering.body, key=levering.caller.verzoek).status_code)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert statuses == [201] * 4
    assert set(seen) == {"gedaan", "te-druk"}


def test_a_full_log_asks_to_come_back(
    operator: kit.Backbone, dienst: Callable[..., Dienst], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When no more acts may wait for the log the answer is 503 `te-druk` with `Retry-After`, and nothing was done."""
    caller, partij = dienst().caller("politie"), operator["politie"]
    before = rows(operator)
    monkeypatch.setattr(operator.sequencer, "most", 0)
    fact = operator.fact("gescreend", persoon=partij.persoon)
    bundle = bundles.sign([fact], partij.oin, partij.tekenen)
    refused = caller.send("POST", "/v1/feitverklaringen", bundle)
    assert (refused.status_code, soort(refused)) == (503, "te-druk")
    assert int(refused.headers["Retry-After"]) > 0
    assert rows(operator) == before
    with pytest.raises(LogFullError):
        operator.sequencer.submit(lambda _pen: None)
    monkeypatch.undo()
    assert caller.send("POST", "/v1/feitverklaringen", bundle).status_code == 201
