# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels maak` and `toon`: make the keys that are missing, and show what there is.

Invariants: what exists is never made again; the screen shows public halves only. Where keys are kept is for `bewaring`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.proof import jcs
from core.keychain import keystore, shape
from core.keychain.custody import identiteit
from core.keychain.errors import KeystoreError
from core.keychain.keystore import Bestandsrol
from server.commandline.sleutels.app import AsJson, Folder, app, key_folder, passphrase, say, telling
from server.commandline.sleutels.bewaring import Carrier, Place, TokenLabel, TokenModule, place

if TYPE_CHECKING:
    from core.keychain.keystore import StoredKey


@app.command()
def maak(
    folder: Folder,
    oin: Annotated[str, typer.Option("--oin", help="OIN van de organisatie, twintig cijfers.")],
    eenheden: Annotated[list[str] | None, typer.Option("--eenheid", help="Eenheid met een eigen leessleutel.")] = None,
    functionaris: Annotated[
        str | None, typer.Option("--functionaris", help="Maak alleen de sleutel van deze functionaris.")
    ] = None,
    token: TokenLabel = None,
    token_module: TokenModule = None,
    drager: Carrier = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Maak de sleutels die nog ontbreken: in bestanden, of in een token.

    De PIN van de token komt uit KNOOPPUNT_TOKEN_PIN of uit het bestand in KNOOPPUNT_TOKEN_PIN_BESTAND.

    Voorbeeld: knooppunt sleutels maak --map politie --oin 00000099000000001000 --eenheid ondermijning

    Voorbeeld: knooppunt sleutels maak --map politie --oin 00000099000000001000 --token politie --identiteit /media/stick

    Voorbeeld: knooppunt sleutels maak --map om --oin 00000099000000002000 --functionaris jurist-1
    """
    with telling():
        shape.oin({"oin": oin})
        for code in [*(eenheden or []), *([functionaris] if functionaris else [])]:
            shape.name({"code": code}, "code")
        where = place(folder, token, token_module, drager)
        if any(key.oin != oin for key in where.custody.load()):
            raise KeystoreError("In deze map staan al sleutels van een andere organisatie.")
        made = _officer(where, oin, functionaris) if functionaris else _all(where, oin, tuple(eenheden or ()))
    say(f"{len(made)} sleutels gemaakt in {key_folder(folder)}.")
    _show([_row(key, where) for key in made], as_json=as_json)


@app.command()
def toon(
    folder: Folder, token: TokenLabel = None, token_module: TokenModule = None, *, as_json: AsJson = False
) -> None:
    """Toon van elke sleutel de rol, het kenmerk, waar zij ligt en (met --json) het openbare deel.

    Voorbeeld: knooppunt sleutels toon --map politie --json
    """
    with telling():
        where = place(folder, token, token_module)
        rows = [_row(key, where) for key in where.custody.load()]
        if not rows:
            raise KeystoreError("In deze map staan geen sleutels.")
        elsewhere = where.identity_elsewhere()
        if elsewhere is not None:
            head = {"v": 1, "rol": "identiteit", "oin": where.oin(), "eenheid": None, "naam": None}
            public = {"sleutel_id": elsewhere.id, "openbaar": elsewhere.to_json()}
            rows.insert(0, {**head, **public, "bestand": identiteit.PUBLIC_FILE, "bewaring": "drager"})
    _show(rows, as_json=as_json)


def _officer(where: Place, oin: str, name: str) -> list[StoredKey]:
    taken = {key.naam for key in where.custody.load() if key.rol is Bestandsrol.FUNCTIONARIS}
    return [] if name in taken else [where.custody.make(Bestandsrol.FUNCTIONARIS, oin, naam=name)]


def _all(where: Place, oin: str, units: tuple[str, ...]) -> list[StoredKey]:
    present = where.custody.load()
    roles = {key.rol for key in present if key.naam is None}
    known = {key.eenheid for key in present if key.rol is Bestandsrol.KEM}
    made = []
    if Bestandsrol.IDENTITEIT not in roles and not (where.folder / identiteit.PUBLIC_FILE).exists():
        where.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.append(identiteit.make(where.custody, where.folder, oin, where.carrier, passphrase()))
    made += [where.custody.make(rol, oin) for rol in (Bestandsrol.TEKENEN, Bestandsrol.HTTP) if rol not in roles]
    return made + [where.custody.make(Bestandsrol.KEM, oin, eenheid=unit) for unit in units if unit not in known]


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(jcs.encode({"sleutels": rows}))
        return
    for row in rows:
        what = row["eenheid"] or row["naam"] or ""
        typer.echo(f"{row['rol']:<13} {what:<20} {row['sleutel_id'][:16]}  {row['bewaring']:<8} {row['bestand']}")


def _row(key: StoredKey, where: Place) -> dict[str, Any]:
    kept = {"bestand": keystore.file_name(key), "bewaring": where.of(key)}
    return {**key.header(), **kept, "openbaar": key.sleutel.public.to_json()}
