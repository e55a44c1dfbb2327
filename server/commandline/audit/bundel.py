# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit bundel`: one file that proves one act to a stranger, without the operator and without a network.

Invariants:
- Reading is decided and logged first; what was made is logged with its hash before the file is written.
- What is written was verified by the standalone verifier in this process: nobody is handed a bundle that does not hold.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from audit import bundel as bundels
from audit.bundel.los.verifieer import Verifieerder
from audit.log import NoSuchLineError
from core.exchange import bewijs, uitvoer
from core.exchange.logbook import LogRead, ReadRequestError
from server.commandline.audit import uitgeven
from server.commandline.audit.groep import app


@app.command()
def bundel(  # noqa: PLR0913 - the options of a command
    uit: Annotated[Path, typer.Option("--uit", help="het bestand dat gemaakt wordt, zoals bewijs.zip")],
    als: uitgeven.Als,
    doel: uitgeven.Doel,
    reden: uitgeven.Reden,
    regel: Annotated[str | None, typer.Option("--regel", help="SHARD/INDEX van de regel")] = None,
    handeling: Annotated[str | None, typer.Option("--handeling", help="id van de handeling")] = None,
    *,
    met_persoon: Annotated[
        bool,
        typer.Option("--met-persoon", help="toon ook de persoon; alleen van de eigen organisatie of het eigen record"),
    ] = False,
    hele_stamlog: Annotated[
        bool,
        typer.Option("--hele-stamlog", help="neem de hele stamlog op: dan is ook bewezen dat er niets is ingetrokken"),
    ] = False,
    als_json: uitgeven.AlsJson = False,
) -> None:
    """Maak een bewijsbundel van een handeling: een zip die een buitenstaander zelf narekent.

    Het lezen wordt beslist door de regels en laat een logregel achter; het maken van de bundel ook.

    Voorbeeld: knooppunt audit bundel --regel landelijk-2026/12 --uit bewijs.zip --als fg-1 --doel controle --reden klacht-3
    """
    uitgeven.absent(uit)
    with uitgeven.source() as bron:
        where = uitgeven.place(bron.world, regel, handeling)
        name = f"{where[0]}/{where[1]}"
        request = LogRead(als, doel, reden, f"bundel{'-met-persoon' if met_persoon else ''}:{name}")
        try:
            outcome, data = uitvoer.make(
                bron.world,
                request,
                where,
                lambda oin: make(bron, where, persoon_van=oin if met_persoon else None, heel=hele_stamlog),
            )
        except ReadRequestError as error:
            uitgeven.usage(str(error))
        except (bewijs.BewijsError, NoSuchLineError) as error:
            uitgeven.failed(str(error))
        uitgeven.allowed(outcome)
        lijst = bron.world.lijst
    uit.write_bytes(data)
    ankers = {"deelnemerslijst_sha256": lijst.fingerprint, "tlog_policy_sha256": lijst.tlog_policy_sha256}
    if als_json:
        typer.echo(json.dumps({"bestand": str(uit), "regel": name, **ankers}))
        return
    typer.echo(
        f"Bewijsbundel {uit} van {name}. Wie hem narekent, haalt de twee vingerafdrukken bij een partner. "
        f"Ter vergelijking: deelnemerslijst {ankers['deelnemerslijst_sha256']}, tlog-policy {ankers['tlog_policy_sha256']}."
    )


def make(
    bron: bewijs.Bron, where: tuple[str, int], *, persoon_van: str | None = None, heel: bool = False,
    signed: bytes | None = None, extra: dict[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """Return the bundle of a line, after verifying it as its receiver will.

    Raises:
        core.exchange.bewijs.BewijsError: there is none to be made, or what the record holds does not verify.
    """
    place, delen = bewijs.gather(bron, *where, persoon_van=persoon_van, heel=heel, signed=signed)
    data = bundels.make(place, {**delen, **(extra or {})})
    outcome = Verifieerder(data).loop_na(bron.world.lijst.fingerprint, bron.world.lijst.tlog_policy_sha256)
    if outcome["uitslag"] != "geldig":
        raise bewijs.BewijsError(
            f"De bundel klopt niet ({outcome['stap']}: {outcome['fout']}). Laat het log narekenen."
        )
    return data
