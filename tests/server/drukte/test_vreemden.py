# SPDX-License-Identifier: EUPL-1.2
"""Strangers: whatever they send, no line and no row comes of it, and an address that goes on is held off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.drukte.drukte import NO_ADDRESS, address_of
from tests.server.drukte.test_partners import GET, rows, soort

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests import kit
    from tests.server.drukte.conftest import Dienst


def test_requests_that_prove_nothing_write_nothing(operator: kit.Backbone, dienst: Callable[..., Dienst]) -> None:
    """Unsigned, half signed, wrongly signed, replayed and with another body: 401, and not one row or line more."""
    made = dienst()
    caller = made.caller("politie")
    good = caller.sign("POST", "/v1/casussen", b"{}")
    wrong = {**good, "Signature": good["Signature"][:-20] + "A" * 15 + "==:"}
    replayed = caller.sign("GET", GET)
    assert made.http.get(GET, headers=replayed).status_code == 200
    before = rows(operator)
    tries = [
        made.http.post("/v1/casussen", content=b"{}"),
        made.http.post("/v1/casussen", content=b"{}", headers={"Signature": good["Signature"]}),
        made.http.post("/v1/casussen", content=b"{}", headers=wrong),
        made.http.post("/v1/casussen", content=b'{"a":1}', headers=good),
        made.http.post("/v1/leveringen", content=b"{}", headers=good),
        made.http.post("/v1/sleutels", content=b"{}"),
        made.http.get(GET, headers=replayed),
    ]
    assert {answer.status_code for answer in tries} <= {401, 404, 405}
    assert [answer.status_code for answer in tries].count(401) >= 6
    assert rows(operator) == before


def test_an_address_that_goes_on_is_held_off(operator: kit.Backbone, dienst: Callable[..., Dienst]) -> None:
    """After so many failures its address gets 429 with `Retry-After`, before a signature is looked at; files stay free."""
    made = dienst(vreemden_per_seconde=0.01, vreemden_ineens=4)
    assert [made.http.get(GET).status_code for _ in range(6)] == [401] * 4 + [429] * 2
    refused = made.caller("politie").send("GET", GET)
    assert (refused.status_code, soort(refused)) == (429, "te-snel")
    assert 0 < int(refused.headers["Retry-After"]) <= 100
    assert made.http.get("/v1/deelnemerslijst").status_code == 200


def test_behind_a_proxy_the_limit_can_be_off(dienst: Callable[..., Dienst]) -> None:
    """With rate 0 failures of others do not hold off a partner that comes from the same address."""
    made = dienst(vreemden_per_seconde=0, vreemden_ineens=1)
    assert {made.http.get(GET).status_code for _ in range(10)} == {401}
    assert made.caller("politie").send("GET", GET).status_code == 200


def test_the_door_without_signatures_has_a_rate(operator: kit.Backbone, dienst: Callable[..., Dienst]) -> None:
    """Hypothetical questions of one address are held to the rate of strangers, before a record of them is kept."""
    made = dienst(vreemden_per_seconde=0.01, vreemden_ineens=2)
    first = [made.http.post("/access/v1/evaluation", json={}).status_code for _ in range(2)]
    assert 429 not in first
    before = rows(operator)
    assert made.http.post("/access/v1/evaluation", json={}).status_code == 429
    assert rows(operator) == before


def test_an_address_stands_for_a_network() -> None:
    """IPv4 by address, IPv6 by /64, and what has no address shares one."""
    found = [address_of({"client": client}) for client in (("192.0.2.1", 5), ("2001:db8:0:1::5", 5), ("x", 1), None)]
    assert found == ["192.0.2.1", "2001:db8:0:1::/64", NO_ADDRESS, NO_ADDRESS]
    assert address_of({"client": ("fe80::1%eth0", 1)}) == "fe80::/64"
    assert address_of({"client": ("::ffff:192.0.2.1", 1)}) == "192.0.2.1", "not one allowance for all of IPv4"
