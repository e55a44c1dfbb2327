# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway logboek …`: who may read the partner's logbook, and the reading API itself.

A token is shown once; the partner folder keeps its SHA-256 (0600). A new one takes the place of the old one.
"""

import secrets
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import system_clock
from adapters.gateway.keyring import write_private
from adapters.gateway.logbook import Logbook
from adapters.gateway.logbook.api import Readers, create_app
from adapters.gateway.partner import Partner, load_partner
from adapters.gateway.screen import Json, done, errors_told, make_app
from adapters.gateway.settings import load_settings

app = make_app("Het logboek van verwerkingen van deze partner: wie het leest, en de lees-API.")

OPEN: Final = "logboek-lezer.sha256"
CONFIDENTIAL: Final = "logboek-lezer-vertrouwelijk.sha256"


@app.command()
def token(
    *,
    vertrouwelijk: Annotated[
        bool, typer.Option("--vertrouwelijk", help="Een lezer die ook het vertrouwelijke logboek ziet.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Maak een nieuw token voor wie het logboek leest. Het staat één keer op het scherm; een ouder token vervalt.

    Voorbeeld: knooppunt adapter gateway logboek token --vertrouwelijk
    """
    with errors_told(als_json=als_json):
        partner, made = _partner(), secrets.token_urlsafe(32)
        write_private(partner.folder / (CONFIDENTIAL if vertrouwelijk else OPEN), _hashed(made))
    done({"token": made, "vertrouwelijk": vertrouwelijk}, made, als_json=als_json)


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option("--host", help="Adres waarop de lees-API luistert.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Poort.")] = 8090,
    als_json: Json = False,
) -> None:
    """Bied het logboek aan om in te zoeken (POST /processing-activities). Buiten deze machine alleen achter eigen TLS.

    Voorbeeld: knooppunt adapter gateway logboek serve --port 8090
    """
    with errors_told(als_json=als_json):
        partner = _partner()
        keys = (partner.keys.local("logboek"), partner.keys.confidential("logboek"))
        logbook = Logbook(partner.folder / "logboek", keys, partner.oin)
        served = create_app(logbook, readers_of(partner.folder), system_clock)
        # Nothing of a request is logged: the record of the read itself is what stays.
        uvicorn.run(served, host=host, port=port, log_config=None, access_log=False, server_header=False)


def readers_of(folder: Path) -> Readers:
    """Return who may read the logbook of this partner folder.

    Raises:
        ConfigError: nobody may yet, or a file can be read by others or holds something else.
    """
    found = [_read(folder / name) for name in (OPEN, CONFIDENTIAL)]
    if not any(found):
        raise ConfigError("Er is nog geen token om het logboek te lezen; maak het met `logboek token`.")
    return Readers(*found)


def _read(path: Path) -> str | None:
    if not path.exists():
        return None
    text = path.read_text("ascii", "replace").strip()
    if path.stat().st_mode & 0o077 or len(text) != 64:
        raise ConfigError(f"{path.name} klopt niet, of anderen kunnen het lezen; zet de rechten op 0600.")
    return text


def _hashed(made: str) -> bytes:
    return sha256(made.encode()).hexdigest().encode() + b"\n"


def _partner() -> Partner:
    settings = load_settings()
    return load_partner(settings.partner_dir, **settings.key_access)
