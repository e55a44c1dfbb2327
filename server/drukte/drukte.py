# SPDX-License-Identifier: EUPL-1.2
"""The limits of one served application together, as the settings say them, and the problems that they end in.

Invariants:
- A partner is known by its proven signature only: nobody spends another's allowance by using its name, and a request
  that was replayed is refused before it costs anything.
- Who fails to prove who it is spends the allowance of its address. Behind a proxy every request has the proxy's address:
  there `VREEMDEN_PER_SECONDE=0` switches this off, and the proxy must do it.
- Every refusal says when to come back (`Retry-After`).
"""

from __future__ import annotations

import ipaddress
import math
from typing import TYPE_CHECKING, Final

from server.api.problems import ProblemError
from server.drukte.beurten import Beurten, VolError
from server.drukte.emmers import Emmers
from server.drukte.lichamen import RETRY_SECONDS, Lichamen

if TYPE_CHECKING:
    from starlette.types import Scope

    from server.settings import Settings

DRUKTE_KEY: Final = "knooppunt.drukte"
TURN_KEY: Final = "knooppunt.beurt"
NO_ADDRESS: Final = "-"
IPV6_NETWORK: Final = 64  # one subscriber; a single address of it says nothing


class Drukte:
    """What one application takes on."""

    def __init__(self, chosen: Settings) -> None:
        self._partners = Emmers(chosen.partner_per_seconde, chosen.partner_ineens)
        self._strangers = Emmers(chosen.vreemden_per_seconde, chosen.vreemden_ineens)
        places = chosen.handelingen
        self.turns = Beurten(places, max(1, places * 3 // 4), chosen.wachtrij, max(1, chosen.wachtrij // 4))
        self.bodies = Lichamen(chosen.max_body, chosen.lichamen_samen, chosen.lichaam_seconden)

    def meet(self, scope: Scope) -> None:
        """Refuse an address that failed to prove who it was too often of late.

        Raises:
            ProblemError: `te-snel`.
        """
        _refuse_for(self._strangers.wait(address_of(scope)))

    def failed(self, scope: Scope) -> None:
        """Count that a request did not prove who sent it."""
        self._strangers.take(address_of(scope))

    def ask(self, scope: Scope) -> None:
        """Count a request of a door where nobody signs.

        Raises:
            ProblemError: `te-snel`.
        """
        _refuse_for(self._strangers.take(address_of(scope)))

    def partner(self, oin: str) -> None:
        """Count a proven request.

        Raises:
            ProblemError: `te-snel`.
        """
        _refuse_for(self._partners.take(oin))

    async def turn(self, scope: Scope, oin: str) -> None:
        """Wait for a turn; it ends with the request (`done`).

        Raises:
            ProblemError: `te-druk`.
        """
        try:
            scope[TURN_KEY] = await self.turns.take(oin)
        except VolError:
            raise ProblemError("te-druk", headers={"Retry-After": str(RETRY_SECONDS)}) from None

    @staticmethod
    def done(scope: Scope) -> None:
        """The request was served: give its turn to the next."""
        give_back = scope.pop(TURN_KEY, None)
        if give_back is not None:
            give_back()


def drukte_of(scope: Scope) -> Drukte:
    """Return the limits under which a request is served."""
    found = scope[DRUKTE_KEY]
    assert isinstance(found, Drukte)
    return found


def address_of(scope: Scope) -> str:
    """Return for whom the address of a request stands: itself, or the network of an IPv6 address."""
    client = scope.get("client")
    if not client:
        return NO_ADDRESS
    try:
        address = ipaddress.ip_address(str(client[0]).partition("%")[0])
    except ValueError:
        return NO_ADDRESS
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if mapped is not None:  # on a socket for both kinds; its /64 is that of every IPv4 address there is
        return str(mapped)
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))


def _refuse_for(seconds: float) -> None:
    if seconds > 0:
        raise ProblemError("te-snel", headers={"Retry-After": str(math.ceil(seconds))})
