# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter om toestemming`: state consent or refusal as the OM's own signed fact."""

import json
from typing import Annotated, Never

import typer

from adapters.bestand.opdrachtregel import Als, Json, fail, make_app
from adapters.gateway.errors import GatewayError
from adapters.gateway.gateway import Gateway
from adapters.om.toestemming import Besluit, ToestemmingFout, statements
from core.contract.exitcodes import ExitCode

app = make_app("Openbaar Ministerie: toestemming geven en weigeren.")


@app.command()
def toestemming(  # noqa: PLR0913 - one argument per option
    *,
    casus: Annotated[str, typer.Option("--casus", help="De casus.", show_default=False)],
    categorie: Annotated[str, typer.Option("--categorie", help="wpg-9 of wpg-10a.", show_default=False)],
    geef: Annotated[bool | None, typer.Option("--geef/--weiger", help="Geef of weiger toestemming.")] = None,
    aan: Annotated[
        list[str] | None,
        typer.Option(
            "--aan", help="OIN van een ontvanger. Vaker mag. Zonder: voor elke ontvanger.", show_default=False
        ),
    ] = None,
    verstrekking: Annotated[
        str, typer.Option("--verstrekking", help="Alleen voor deze ene verstrekking.", show_default=False)
    ] = "",
    tot: Annotated[str, typer.Option("--tot", help="Laatste dag: JJJJ-MM-DD.", show_default=False)] = "",
    droog: Annotated[bool, typer.Option("--droog", help="Toon de verklaring; er gaat niets weg.")] = False,
    als_json: Json = False,
    als: Als = None,
) -> None:
    """Leg vast dat het OM toestemming geeft of weigert.

    Het is een eigen, ondertekende verklaring van het OM. De laatste verklaring telt: met --weiger trekt u een eerdere
    toestemming in.

    Voorbeelden:

        knooppunt adapter om toestemming --casus 6f0d… --categorie wpg-9 --geef --tot 2027-06-30

        knooppunt adapter om toestemming --casus 6f0d… --categorie wpg-10a --aan 00000099000000001000 --weiger
    """
    if geef is None:
        _refuse("Zeg --geef of --weiger.", als_json=als_json)
    besluit = Besluit(casus, categorie, bool(geef), tuple(aan or ()), verstrekking, tot)
    try:
        with Gateway.open() as gateway:
            if gateway.partner.soort != "om":
                _refuse("Alleen het OM verklaart dit; deze partnermap is van een ander.", als_json=als_json)
            verklaringen = statements(besluit, gateway.clock())
            if not droog:
                gateway.sync()
                gateway.case(besluit.casus)
                gateway.cases(als).state(verklaringen)
    except ToestemmingFout as fout:
        _refuse(str(fout), als_json=als_json)
    except GatewayError as fout:
        fail(fout, als_json=als_json)
    if als_json:
        uit = {"droog": droog, "verklaringen": [{**item.to_json(), "sha256": item.hash} for item in verklaringen]}
        typer.echo(json.dumps(uit, ensure_ascii=False, sort_keys=True))
    else:
        _show(besluit, [item.hash for item in verklaringen], droog=droog)


def _show(besluit: Besluit, hashes: list[str], *, droog: bool) -> None:
    wat = "Toestemming gegeven" if besluit.geeft else "Toestemming geweigerd"
    typer.echo(f"{'Zou verklaren: ' if droog else ''}{wat} voor {besluit.categorie} in casus {besluit.casus}.")
    for waarde in hashes:
        typer.echo(f"  verklaring {waarde}")


def _refuse(tekst: str, *, als_json: bool) -> Never:
    """Tell that the question itself is not right, and end with the exit code for wrong use."""
    if als_json:
        typer.echo(json.dumps({"fout": {"type": ToestemmingFout.type, "tekst": tekst}}, ensure_ascii=False))
    typer.echo(tekst, err=True)
    raise typer.Exit(int(ExitCode.USAGE))
