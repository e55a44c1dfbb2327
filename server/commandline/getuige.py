# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt getuige`: a partner's own witness of the log, and a monitor that compares what everybody sees.

Invariants:
- Keys go into a file of mode 0600 in the folder of the witness and nowhere else; what was made is never overwritten.
- A witness serves only with its own key, its own database and a tlog-policy that names that key. A database that is
  gone is never made again by `serve`: a witness that forgot could sign a second history.
- `bewaak` ends with exit code 3 when two checkpoints do not fit, and keeps both.

The work is in `audit.getuige`; here are folders, options and the process.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.values import LogError
from core.contract.exitcodes import ExitCode

if TYPE_CHECKING:
    from audit.getuige.bewaken import Outcome
    from audit.getuige.getuige import Witness
    from audit.proof.tlog_policy import TlogPolicy

app = typer.Typer(no_args_is_help=True, help="Een eigen getuige van het log, en het log bewaken.")

KEY, DATABASE, POLICY = "getuige.json", "getuige.sqlite", "tlog-policy"

Folder = Annotated[Path, typer.Option("--map", help="Map van de getuige: sleutel, database en tlog-policy.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--tlog-policy", help="Het vastgezette tlog-policy; anders MAP/tlog-policy.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Schrijf één JSON-object naar de uitvoer.")]


@app.command()
def maak(
    folder: Folder,
    naam: Annotated[str, typer.Option("--naam", help="Naam van de getuige, bijvoorbeeld getuige.example/politie.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Maak de sleutels en de lege database van een getuige, en toon wat in het tlog-policy komt.

    De eerste sleutel (ML-DSA-44) telt mee in het quorum; de tweede (Ed25519) is voor wie geen ML-DSA kent.

    Voorbeeld: knooppunt getuige maak --map getuige --naam getuige.example/politie
    """
    from audit.getuige.sleutel import WitnessKey

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / KEY).exists() or (folder / DATABASE).exists():
        raise LogError("in deze map staat al een getuige")
    key = WitnessKey.generate(naam)
    key.write(folder / KEY)
    _witness_of(folder, key, None).create()
    _tell(
        {"naam": naam, "vkey": str(key.vkey), "vkey_ed25519": str(key.classic)},
        f"Getuige {naam} staat in {folder}. Voor het tlog-policy en de deelnemerslijst:\n{key.vkey}\n{key.classic}",
        as_json=as_json,
    )


@app.command()
def serve(
    folder: Folder,
    policy: PolicyFile = None,
    host: Annotated[str, typer.Option("--host", help="Adres waarop de getuige luistert.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Poort waarop de getuige luistert.")] = 8090,
) -> None:
    """Wees getuige: onderteken elk checkpoint dat eerlijk groeit, tot u stopt.

    Voorbeeld: knooppunt getuige serve --map getuige --port 8090
    """
    import uvicorn

    from audit.getuige.app import create_app
    from audit.getuige.sleutel import WitnessKey

    key = WitnessKey.read(folder / KEY)
    pinned = _policy(policy or folder / POLICY)
    if not (folder / DATABASE).exists():
        raise LogError("de database van de getuige ontbreekt; maak met een nieuwe sleutel een nieuwe getuige")
    if key.vkey not in pinned.witnesses.values():
        raise LogError("het tlog-policy noemt de sleutel van deze getuige niet")
    witness = _witness_of(folder, key, pinned)
    witness.create()
    config = uvicorn.Config(
        create_app(witness),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run()


@app.command()
def beleid(
    basis: Annotated[Path, typer.Option("--basis", exists=True, dir_okay=False, help="Het tlog-policy van het log.")],
    getuigen: Annotated[list[str], typer.Option("--getuige", help="NAAM VKEY ADRES, tussen aanhalingstekens.")],
    drempel: Annotated[int, typer.Option("--drempel", min=1, help="Hoeveel getuigen samen het quorum zijn.")],
    out: Annotated[Path, typer.Option("--uit", help="Bestand om te maken; het mag nog niet bestaan.")],
    buiten: Annotated[
        list[str] | None, typer.Option("--buiten", help="Naam van een getuige die niet meetelt in het quorum.")
    ] = None,
) -> None:
    """Stel het tlog-policy met getuigen op voor de ceremonie.

    Voorbeeld: knooppunt getuige beleid --basis tlog-policy --drempel 2 --uit tlog-policy.nieuw
    --getuige "politie getuige.example/politie+1a2b3c4d+Bg… https://getuige.politie.example"
    """
    from audit.getuige.beleid import Listed, with_witnesses
    from audit.proof import note

    listed = []
    for line in getuigen:
        name, key, url = [*line.split(), *[""] * 3][:3]
        listed.append(Listed(name, note.VKey.parse(key), url or None, telt=name not in (buiten or ())))
    text = with_witnesses(basis.read_text("utf-8"), listed, drempel)
    with out.open("x", encoding="utf-8") as file:
        file.write(text)
    typer.echo(f"Het tlog-policy staat in {out}.", err=True)


@app.command()
def bewaak(
    folder: Annotated[Path, typer.Option("--map", help="Map voor wat het laatst is gezien, en voor bewijs.")],
    log: Annotated[str, typer.Option("--log", help="Adres van het knooppunt, zonder /log.")],
    policy: PolicyFile = None,
    elke: Annotated[
        float | None, typer.Option("--elke", min=1, help="Blijf kijken, elke zoveel seconden; anders eenmaal.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Vergelijk wat het log laat zien met wat elke getuige tekende en met wat het laatst is gezien.

    Past er iets niet, dan blijven beide checkpoints bewaard als bewijs en eindigt de opdracht met 3.

    Voorbeeld: knooppunt getuige bewaak --map bewaking --log https://knooppunt.example --tlog-policy tlog-policy
    """
    from audit.getuige.bewaken import HttpGet, Monitor

    get = HttpGet()
    monitor = Monitor(folder, _policy(policy or folder / POLICY), log, get)
    try:
        while True:
            outcome = monitor.round()
            _report(outcome, as_json=as_json)
            if outcome.bevindingen:
                raise typer.Exit(ExitCode.VERIFICATION)
            if elke is None:
                break
            time.sleep(elke)
    finally:
        get.close()
    if outcome.onbereikbaar:
        raise typer.Exit(ExitCode.UNREACHABLE)


def _witness_of(folder: Path, key: Any, policy: TlogPolicy | None) -> Witness:
    from audit.getuige.getuige import Witness
    from audit.proof.tlog_policy import TlogPolicy as Empty

    return Witness(folder / DATABASE, key, policy or Empty())


def _policy(path: Path) -> TlogPolicy:
    from audit.proof import tlog_policy

    try:
        return tlog_policy.parse(path.read_bytes())
    except OSError:
        raise LogError(f"het bestand {path.name} ontbreekt of is niet leesbaar") from None


def _report(outcome: Outcome, *, as_json: bool) -> None:
    lines = [f"{item.waar}: {item.tekst}" for item in outcome.bevindingen]
    lines += [f"Niet bereikbaar: {name}" for name in dict.fromkeys(outcome.onbereikbaar)]
    lines += [f"log/{shard}: {size} regels, één geschiedenis" for shard, size in outcome.omvang.items()]
    value = {
        "geldig": not outcome.bevindingen,
        "bevindingen": [item.to_json() for item in outcome.bevindingen],
        "omvang": outcome.omvang,
        "onbereikbaar": list(dict.fromkeys(outcome.onbereikbaar)),
    }
    _tell(value, "\n".join(lines), as_json=as_json)


def _tell(value: dict[str, Any], text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text)
