# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer logsleutel` and `beheer neem-lijst-over`: replace the keys of the log under a next deelnemerslijst.

Invariants:
- The operator makes keys; the participants decide that they count: without their signed list nothing changes.
- The server is stopped meanwhile; every refusal says what does not hold and leaves everything as it was.
"""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.proof import jcs
from server import lijstwissel, settings, setup, wiring

app = typer.Typer(help="De sleutels waarmee het log tekent, wisselen.", no_args_is_help=True)

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]


@app.command()
def maak(
    naar: Annotated[Path, typer.Option("--naar", help="waar de nieuwe tlog-policy komt, voor de deelnemers")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een nieuw paar logsleutels en de tlog-policy die het oude en het nieuwe noemt.

    Er verandert nog niets: pas onder een nieuwe deelnemerslijst die deze tlog-policy noemt, tekent het nieuwe paar mee.

    Voorbeeld: knooppunt beheer logsleutel maak --naar tlog-policy.nieuw
    """
    text = lijstwissel.prepare_key(settings.load())
    naar.write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    _tell({"tlog_policy_sha256": digest}, f"Geef {naar} aan de deelnemers. Hash: {digest}", als_json=als_json)


@app.command()
def stop(*, als_json: AlsJson = False) -> None:
    """Laat het oude paar logsleutels ophouden met tekenen, en vernietig het.

    Voorbeeld: knooppunt beheer logsleutel stop
    """
    chosen = settings.load()
    backbone = wiring.open_backbone(chosen)
    try:
        old = lijstwissel.stop_old(backbone)
    finally:
        backbone.close()
    lijstwissel.destroy_old(chosen)
    _tell({"gestopt": list(old)}, "Het oude paar tekent niet meer. Start de server opnieuw.", als_json=als_json)


@app.command()
def bevries(
    naar: Annotated[Path, typer.Option("--naar", help="waar de laatste goede stand komt, voor het nieuwe log")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code")] = "sleutel-gelekt",
    *,
    als_json: AlsJson = False,
) -> None:
    """Leg de laatste goede stand van elk log vast, nadat een logsleutel gelekt is. De server staat dan stil.

    Waar getuigen tekenden telt de stand die zij samen zagen. Laat partners de uitkomst vergelijken met wat zij zagen.

    Voorbeeld: knooppunt beheer logsleutel bevries --naar vervolg.json
    """
    entry = lijstwissel.freeze(settings.load(), reden)
    naar.write_bytes(jcs.encode(entry) + b"\n")
    text = "\n".join(f"{one['origin']}: {one['size']} regels" for one in entry["logs"])
    _tell({"logs": entry["logs"]}, text, als_json=als_json)


def neem_lijst_over(
    lijst: Annotated[Path, typer.Argument(help="de volgende deelnemerslijst, ondertekend")],
    policy: Annotated[Path, typer.Argument(help="de tlog-policy die erbij hoort")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Neem een volgende deelnemerslijst over, met haar tlog-policy. Doe dit terwijl de server stilstaat.

    Voorbeeld: knooppunt beheer neem-lijst-over deelnemerslijst-2.json tlog-policy.nieuw
    """
    chosen = settings.load()
    wissel = lijstwissel.take_list(chosen, setup.read_file(lijst), setup.read_file(policy))
    backbone = wiring.open_backbone(chosen)
    try:
        lijstwissel.note(backbone, wissel)
    finally:
        backbone.close()
    value = {"vingerafdruk": wissel.lijst.fingerprint, "versie": wissel.lijst.versie, "logsleutels": list(wissel.nieuw)}
    text = f"Deelnemerslijst versie {wissel.lijst.versie} geldt nu. Vingerafdruk: {wissel.lijst.fingerprint}"
    _tell(value, text, als_json=als_json)


def _tell(value: dict[str, Any], text: str, *, als_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if als_json else text)
