# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit bewijs`: the proof of one line as a tlog-proof file, and its receipt.

Invariants:
- Writes `<naam>.tlog-proof` (C2SP, for any tool that knows it) and `<naam>.json` (the receipt with the readable part). The
  person is not shown: that takes a bundle, with a reason.
- The receipt verified under the pinned tlog-policy before it is written.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from audit.log import NoSuchLineError
from audit.proof import jcs
from core.exchange.bewijs import receipt_of
from core.exchange.logbook import LogRead
from server.commandline.audit import uitgeven
from server.commandline.audit.groep import app


@app.command()
def bewijs(
    uit: Annotated[Path, typer.Option("--uit", help="map waarin beide bestanden komen")],
    als: uitgeven.Als,
    doel: uitgeven.Doel,
    reden: uitgeven.Reden,
    regel: Annotated[str | None, typer.Option("--regel", help="SHARD/INDEX van de regel")] = None,
    handeling: Annotated[str | None, typer.Option("--handeling", help="id van de handeling")] = None,
    *,
    als_json: uitgeven.AlsJson = False,
) -> None:
    """Schrijf het bewijs dat een regel in het log staat: een .tlog-proof en het ontvangstbewijs.

    Voorbeeld: knooppunt audit bewijs --regel landelijk-2026/12 --uit bewijs --als fg-1 --doel controle --reden klacht-3
    """
    with uitgeven.source() as bron:
        shard, index = uitgeven.place(bron.world, regel, handeling)
        uitgeven.admitted(bron.world, LogRead(als, doel, reden, f"bewijs:{shard}/{index}"))
        try:
            made = receipt_of(bron, shard, index)
        except NoSuchLineError as error:
            uitgeven.failed(str(error))
    uit.mkdir(parents=True, exist_ok=True)
    proof, receipt = uit / f"{shard}-{index}.tlog-proof", uit / f"{shard}-{index}.json"
    proof.write_text(made["bewijs"], "utf-8")
    receipt.write_bytes(jcs.encode(made))
    told = {"bestanden": [str(proof), str(receipt)], "staat": made["staat"]}
    typer.echo(json.dumps(told) if als_json else f"Regel {shard}/{index} is {made['staat']}: {proof} en {receipt}.")
