# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beheer back-upsleutel | bewaar | herstel | hervat`: backups for people elsewhere, and going on from one.

Invariants:
- `bewaar` needs only public keys. With `--verifieer` it also seals to a key that exists in this process alone, puts the
  backup back in a scratch folder and verifies its whole log there.
- `herstel` writes in an empty place only and never makes it serve; `hervat` does, after erasing again what was erased and
  comparing with witnesses and partners.
- Nothing of a record is shown: files, counts and hashes.
"""

import json
import tempfile
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer

from audit.events import Event
from audit.kluis import KluisError
from audit.privaat import read_private, write_private
from audit.proof import jcs, tlog_policy
from audit.values import LogError, SystemClock
from core.contract.exitcodes import ExitCode
from core.exchange import beheer
from core.keychain.errors import KeychainError
from core.keychain.kem import KemPrivateKey
from server import settings, setup, wiring
from server.bewaring import herstellen, maken, stand
from server.commandline.beheer.wissen import replay
from server.errors import BewaringError, OudeStandError, ServerError
from server.settings import Settings

AlsJson = Annotated[bool, typer.Option("--json", help="een JSON-object op de uitvoer")]
Sleutel = Annotated[Path, typer.Option("--sleutel", help="bestand met de geheime sleutel van de back-up")]


def back_upsleutel(
    naar: Annotated[Path, typer.Option("--naar", help="waar de geheime sleutel komt: nooit op de server")],
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een sleutelpaar voor back-ups. Doe dit op een andere machine dan de server.

    De uitvoer is de openbare sleutel. Alleen die gaat naar de server.

    Voorbeeld: knooppunt beheer back-upsleutel --naar geheim.json > openbaar.json
    """
    key = KemPrivateKey.generate()
    write_private(naar, jcs.encode(key.to_json()))
    typer.echo(jcs.encode(key.public.to_json()).decode())
    if not als_json:
        typer.echo(f"De geheime sleutel staat in {naar}. Bewaar haar buiten de server, op twee plaatsen.", err=True)


def bewaar(
    naar: Annotated[Path | None, typer.Option("--naar", help="map voor de back-up; anders BACK_UP_DIR")] = None,
    voor: Annotated[
        Path | None, typer.Option("--voor", help="openbare sleutel, of een map ermee; anders BACK_UP_KEYS")
    ] = None,
    *,
    verifieer: Annotated[bool, typer.Option("--verifieer", help="zet hem op proef terug en reken het log na")] = False,
    als_json: AlsJson = False,
) -> None:
    """Maak een back-up terwijl het knooppunt werkt, verzegeld voor sleutels die hier niet zijn.

    Er komen drie bestanden: hoofd (database en log), kluis en sleutels. Bewaar kluis en sleutels apart, en kort: wat gewist is,
    is pas echt weg als de back-ups van kluis en sleutels van voor het wissen weg zijn. De map met wisbevelen zit er niet in.

    Voorbeeld: knooppunt beheer bewaar --naar /back-up --voor openbaar.json --verifieer
    """
    chosen = settings.load()
    folder, public = naar or chosen.back_up_dir, voor or chosen.back_up_keys
    if folder is None or public is None:
        raise typer.BadParameter("Geef --naar en --voor, of stel BACK_UP_DIR en BACK_UP_KEYS in.")
    keys, own = maken.recipients(public), KemPrivateKey.generate() if verifieer else None
    number = str(uuid.uuid4())
    # The line comes first: one after the backup would make every backup older than the log.
    noted = _note(chosen, Event.BACK_UP_BEGONNEN, back_up=number, verzegeld_voor=[key.id for key in keys])
    made = maken.make(chosen, [*keys, *([own.public] if own else [])], folder, SystemClock(), number)
    value: dict[str, Any] = {"id": made.id, "bestanden": {path.name: sha for path, sha in made.bestanden.items()}}
    if own is not None:
        value |= _trial(chosen, list(made.bestanden), own)
    days = {"hoofd": chosen.back_up_days, "kluis": chosen.kluis_back_up_days, "sleutels": chosen.kluis_back_up_days}
    value["opgeruimd"] = [path.name for path in maken.prune(folder, made.gemaakt, days)]
    value["regel"] = noted
    _tell(value, f"Back-up {made.id} staat in {folder}.", als_json=als_json)
    if not value.get("geldig", True):
        raise typer.Exit(ExitCode.VERIFICATION)
    if not noted:
        typer.echo("De back-up is er, maar er kon geen regel van in het log komen.", err=True)
        raise typer.Exit(ExitCode.PARTLY)


def herstel(
    bestanden: Annotated[list[Path], typer.Argument(help="de bestanden van één back-up")],
    sleutel: Sleutel,
    *,
    proef: Annotated[
        bool, typer.Option("--proef", help="alleen op proef: in een tijdelijke map, en reken het log na")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Zet een back-up terug in een lege map. Het knooppunt dient pas weer na `beheer hervat`.

    Voorbeeld: knooppunt beheer herstel hoofd-*.kpb kluis-*.kpb sleutels-*.kpb --sleutel geheim.json
    """
    key = _private(sleutel)
    if proef:
        value = _trial(settings.load(), bestanden, key)
        _tell(value, _outcome(value), als_json=als_json)
        raise typer.Exit(ExitCode.DONE if value["geldig"] else ExitCode.VERIFICATION)
    done = herstellen.restore(settings.load(), bestanden, key)
    value = {"id": done.id, "gemaakt": done.gemaakt, "soorten": done.soorten, "rijen": done.rijen}
    text = f"{done.rijen} rijen teruggezet van back-up {done.id}. Vergelijk nu: `knooppunt beheer hervat`."
    _tell(value, text, als_json=als_json)


def hervat(
    standen: Annotated[
        list[Path] | None, typer.Option("--stand", help="stand die een partner zag (`adapter gateway standen`)")
    ] = None,
    bevelen: Annotated[
        list[Path] | None, typer.Option("--bevelen", help="map met wisbevelen; vaker mag, ook die van een partner")
    ] = None,
    *,
    zonder: Annotated[
        bool, typer.Option("--zonder-vergelijking-ik-weet-dat-er-dan-twee-logs-kunnen-ontstaan", hidden=True)
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Ga verder na het terugzetten: wis opnieuw wat gewist was, vergelijk met getuigen en partners, en geef vrij.

    Is het log hier ouder dan wat een getuige of partner zag, dan gaat het niet verder. Voeg de standen van partners toe als er te
    weinig getuigen antwoorden.

    Voorbeeld: knooppunt beheer hervat --stand partners/politie/standen.json --bevelen partners/politie/wisbevelen
    """
    chosen = settings.load()
    about = stand.marked(chosen)
    if about is None:
        typer.echo("Hier is niets teruggezet: er valt niets te hervatten.", err=True)
        raise typer.Exit(ExitCode.USAGE)
    done = replay(chosen, bevelen or ())
    if done.ontbreekt:
        raise BewaringError(f"Er ontbreken {len(done.ontbreekt)} wisbevelen. Vraag ze aan de partners (--bevelen).")
    backbone = wiring.open_backbone(chosen, vergeleken=False)
    try:
        world, engine = backbone.exchange.world, backbone.exchange.world.log.engine
        policy = tlog_policy.parse(setup.read_file(chosen.tlog_policy))
        seen = stand.compare(engine, policy, standen or ())
        asked = stand.require_newest(engine, policy)
        if not (asked.genoeg or seen or zonder):
            raise OudeStandError("Er antwoordden te weinig getuigen. Probeer het later, of geef standen van partners.")
        feit = {"back_up": str(about.get("back_up")), "back_up_tijd": int(about.get("gemaakt", 0))}
        beheer.note(world, Event.BACK_UP_TERUGGEZET, **feit)
    finally:
        backbone.close()
    stand.unmark(chosen)
    value = {"gewist": done.gewist, "getuigen": asked.antwoordden, "standen": seen}
    text = f"Vergeleken met {asked.antwoordden} getuigen en {seen} standen van partners. Start het knooppunt weer."
    _tell(value, text, als_json=als_json)


def _trial(chosen: Settings, files: list[Path], key: KemPrivateKey) -> dict[str, Any]:
    """Put a backup back in a scratch folder and verify its log; return the outcome."""
    from server.commandline.audit.verifieer import check

    with tempfile.TemporaryDirectory(prefix="knooppunt-proef-") as place:
        scratch = Settings(data_dir=Path(place) / "backbone", origin_prefix=chosen.origin_prefix, **_NOWHERE)
        done = herstellen.restore(scratch, files, key)
        report = check(scratch)
    codes = sorted({finding.soort for finding in report.bevindingen})
    return {"id": done.id, "geldig": report.geldig, "regels": report.regels, "rijen": done.rijen, "bevindingen": codes}


# What the environment says about places must not reach a trial.
_NOWHERE: dict[str, Any] = dict.fromkeys(
    ("key_dir", "database_url", "kluis_url", "nonce_url", "log_dir", "lijst_file", "tlog_policy_file", "wisbevel_dir")
)


def _outcome(value: dict[str, Any]) -> str:
    if value["geldig"]:
        return f"Back-up {value['id']} is goed: {value['regels']} regels en {value['rijen']} rijen nagerekend."
    return f"Back-up {value['id']} is niet goed: {', '.join(value['bevindingen'])}."


def _private(path: Path) -> KemPrivateKey:
    try:
        return KemPrivateKey.from_json(jcs.decode(read_private(path)))
    except (KluisError, KeychainError, jcs.CanonicalError) as error:
        raise BewaringError(f"De geheime sleutel is niet te gebruiken: {error}.") from None


def _note(chosen: Settings, event: Event, **feit: Any) -> bool:
    """Leave a line in the log, when it can be written; tell whether it is there."""
    try:
        backbone = wiring.open_backbone(chosen)
    except (ServerError, LogError):
        return False
    try:
        beheer.note(backbone.exchange.world, event, **feit)
    except (LogError, TimeoutError):
        return False
    finally:
        backbone.close()
    return True


def _tell(value: dict[str, Any], text: str, *, als_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if als_json else text)
