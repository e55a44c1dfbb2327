# SPDX-License-Identifier: EUPL-1.2
"""A dishonest server, for the demo and tests only: it gives sealed items without leaving a line of the read.

It shows what a gateway does with such an answer. It refuses to run over anything but a backbone in mode `demo`.
`python -m server.demo.zonderregel` takes the settings of `knooppunt serve`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uvicorn

from audit.proof import jcs
from core.exchange.exchange import Exchange
from core.exchange.results import Gedaan
from core.keychain.lijst import Modus
from core.ledger import verstrekkingen
from server import settings
from server.api.app import create_app
from server.demo.processen import DemoError
from server.wiring import open_backbone

if TYPE_CHECKING:
    from core.exchange.caller import Caller
    from core.exchange.results import Uitkomst


class ZonderRegel(Exchange):
    """An exchange that hands out items with an old receipt in place of a line of the read."""

    def read(self, caller: Caller, record: str) -> Uitkomst:
        """Give ciphertext, wrap and salt, and pretend with the receipt of the first line of the shard."""
        world = self.world
        with world.reading() as connection:
            kop = verstrekkingen.header(connection, record)
            sealed: dict[str, Any] = verstrekkingen.sealed_for(connection, record, caller.oin)
        salt = world.kluis.get("zout", record) or b""
        shard = next(
            name for name in world.log.shards() if kop is not None and not name.startswith(("stam", "landelijk"))
        )
        return Gedaan({"beslissing": {}, "record": {**sealed, "zout": jcs.b64(salt)}}, (world.log.receipt(shard, 0),))


def main() -> None:
    """Serve dishonestly until stopped."""
    chosen = settings.load()
    backbone = open_backbone(chosen)
    if backbone.exchange.world.lijst.modus is not Modus.DEMO:
        raise DemoError("Deze server liegt met opzet en draait alleen op een knooppunt in de modus demo.")
    object.__setattr__(backbone, "exchange", ZonderRegel(backbone.exchange.world))
    try:
        uvicorn.run(create_app(backbone), host=chosen.host, port=chosen.port, log_level="warning", lifespan="off")
    finally:
        backbone.close()


if __name__ == "__main__":
    main()
