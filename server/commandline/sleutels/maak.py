# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels maak` and `toon`: make the keys that are missing, and show what there is.

Invariants: what exists is never made again; the screen shows public halves only. Where keys are kept and how they are
read is for `core.keychain.keystore`.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from audit.proof import jcs
from core.keychain import keystore, shape
from core.keychain.errors import KeystoreError
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.signatures import PrivateKey
from server.commandline.sleutels.app import AsJson, Folder, app, key_folder, passphrase, present, say, telling


@app.command()
def maak(
    folder: Folder,
    oin: Annotated[str, typer.Option("--oin", help="OIN van de organisatie, twintig cijfers.")],
    eenheden: Annotated[list[str] | None, typer.Option("--eenheid", help="Eenheid met een eigen leessleutel.")] = None,
    functionaris: Annotated[
        str | None, typer.Option("--functionaris", help="Maak alleen de sleutel van deze functionaris.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Maak de sleutels die nog ontbreken.

    Voorbeeld: knooppunt sleutels maak --map politie --oin 00000099000000001000 --eenheid ondermijning

    Voorbeeld: knooppunt sleutels maak --map om --oin 00000099000000002000 --functionaris jurist-1
    """
    with telling():
        shape.oin({"oin": oin})
        for code in [*(eenheden or []), *([functionaris] if functionaris else [])]:
            shape.name({"code": code}, "code")
        found = present(folder)
        if any(key.oin != oin for _, key in found):
            raise KeystoreError("In deze map staan al sleutels van een andere organisatie.")
        wanted = _wanted(oin, tuple(eenheden or ()), functionaris)
        taken = {(key.rol, key.eenheid, key.naam) for _, key in found}
        made = [key for key in wanted if (key.rol, key.eenheid, key.naam) not in taken]
        target = key_folder(folder)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for key in made:
            keystore.save(target / keystore.file_name(key), key, passphrase())
    say(f"{len(made)} sleutels gemaakt in {target}.")
    _show([(keystore.file_name(key), key) for key in made], as_json=as_json)


@app.command()
def toon(folder: Folder, *, as_json: AsJson = False) -> None:
    """Toon van elke sleutel de rol, het kenmerk en (met --json) het openbare deel.

    Voorbeeld: knooppunt sleutels toon --map politie --json
    """
    with telling():
        found = present(folder)
        if not found:
            raise KeystoreError("In deze map staan geen sleutels.")
    _show(found, as_json=as_json)


def _wanted(oin: str, units: tuple[str, ...], officer: str | None) -> list[StoredKey]:
    if officer is not None:
        return [StoredKey(Bestandsrol.FUNCTIONARIS, oin, PrivateKey.generate(), naam=officer)]
    return [
        StoredKey(Bestandsrol.IDENTITEIT, oin, PrivateKey.generate()),
        StoredKey(Bestandsrol.TEKENEN, oin, PrivateKey.generate()),
        StoredKey(Bestandsrol.HTTP, oin, HttpPrivateKey.generate()),
        *(StoredKey(Bestandsrol.KEM, oin, KemPrivateKey.generate(), eenheid=unit) for unit in units),
    ]


def _show(found: list[tuple[str, StoredKey]], *, as_json: bool) -> None:
    rows = [_row(name, key) for name, key in found]
    if as_json:
        typer.echo(jcs.encode({"sleutels": rows}))
        return
    for row in rows:
        what = row["eenheid"] or row["naam"] or ""
        typer.echo(f"{row['rol']:<13} {what:<20} {row['sleutel_id'][:16]}  {row['bestand']}")


def _row(name: str, key: StoredKey) -> dict[str, Any]:
    return {**key.header(), "bestand": name, "openbaar": key.sleutel.public.to_json()}
