# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels`: make and show keys, and hold the offline ceremony of the deelnemerslijst.

Invariants:
- private keys go into files of mode 0600 in the partner's own folder and nowhere else, never to the screen;
- nothing here opens a connection: every step reads and writes files that people carry;
- what was made is never overwritten; a list or draft that is not sound ends with exit code 3;
- data goes to stdout (with `--json` one object), talk to stderr.

The folder comes from `--map` or `KNOOPPUNT_PARTNER_DIR`; with `KNOOPPUNT_PARTNER_WACHTZIN` set, key files are
encrypted under it. Rules of the list and the signatures are in `core.keychain`.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.keychain import ceremony, keystore, shape
from core.keychain.errors import KeychainError, KeystoreError, ListError, ShapeError
from core.keychain.getuigen import check_draft
from core.keychain.kem import KemPrivateKey
from core.keychain.keys import HttpPrivateKey
from core.keychain.keystore import Bestandsrol, StoredKey
from core.keychain.lijst import Deelnemerslijst, read_draft
from core.keychain.signatures import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(no_args_is_help=True, help="Sleutels maken en tonen, en de deelnemerslijst ondertekenen.")
lijst_app = typer.Typer(no_args_is_help=True, help="De ceremonie van de deelnemerslijst, zonder netwerk.")
app.add_typer(lijst_app, name="lijst")

PASSPHRASE = "KNOOPPUNT_PARTNER_WACHTZIN"  # noqa: S105 - the name of the setting

Folder = Annotated[
    Path,
    typer.Option("--map", envvar="KNOOPPUNT_PARTNER_DIR", help="Map van de partner; de sleutels staan in sleutels/."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Schrijf één JSON-object naar de uitvoer.")]
Out = Annotated[Path, typer.Option("--uit", help="Bestand om te maken; het mag nog niet bestaan.")]
Policy = Annotated[
    Path | None,
    typer.Option("--tlog-policy", exists=True, dir_okay=False, help="Het tlog-policy dat bij de lijst hoort."),
]
Draft = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Het ontwerp van de deelnemerslijst.")]


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
    with _errors():
        shape.oin({"oin": oin})
        for code in [*(eenheden or []), *([functionaris] if functionaris else [])]:
            shape.name({"code": code}, "code")
        present = _present(folder)
        if any(key.oin != oin for _, key in present):
            raise KeystoreError("In deze map staan al sleutels van een andere organisatie.")
        wanted = _wanted(oin, tuple(eenheden or ()), functionaris)
        taken = {(key.rol, key.eenheid, key.naam) for _, key in present}
        made = [key for key in wanted if (key.rol, key.eenheid, key.naam) not in taken]
        target = _folder(folder)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for key in made:
            keystore.save(target / keystore.file_name(key), key, _passphrase())
    _say(f"{len(made)} sleutels gemaakt in {target}.")
    _show([(keystore.file_name(key), key) for key in made], as_json=as_json)


@app.command()
def toon(folder: Folder, *, as_json: AsJson = False) -> None:
    """Toon van elke sleutel de rol, het kenmerk en (met --json) het openbare deel.

    Voorbeeld: knooppunt sleutels toon --map politie --json
    """
    with _errors():
        found = _present(folder)
        if not found:
            raise KeystoreError("In deze map staan geen sleutels.")
    _show(found, as_json=as_json)


@lijst_app.command("meld-aan")
def meld_aan(
    folder: Folder,
    naam: Annotated[str, typer.Option("--naam", help="Naam van de organisatie.")],
    soort: Annotated[str, typer.Option("--soort", help="Soort partner, bijvoorbeeld politie.")],
    out: Out,
    regios: Annotated[list[str] | None, typer.Option("--regio", help="RIEC-regio; mag vaker.")] = None,
) -> None:
    """Maak de aanmelding van deze organisatie: wie zij is en haar openbare sleutel, door haarzelf getekend.

    Voorbeeld: knooppunt sleutels lijst meld-aan --map politie --naam Politie --soort politie --uit politie.aanmelding
    """
    with _errors():
        identity = _identity(folder)
        data = ceremony.apply(_hybrid(identity), oin=identity.oin, naam=naam, soort=soort, regios=tuple(regios or ()))
        _write(out, data)
    _say(f"Aanmelding van {identity.oin} staat in {out}.")


@lijst_app.command("stel-op")
def stel_op(
    gegevens: Annotated[
        Path,
        typer.Option(
            "--gegevens",
            exists=True,
            dir_okay=False,
            help="JSON met modus, versie, gemaakt, drempel, functionarissen, beheerder, getuigen, tlog_policy_sha256.",
        ),
    ],
    out: Out,
    aanmeldingen: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Aanmeldingen.")],
    policy: Policy = None,
) -> None:
    """Stel het ontwerp op dat iedereen ondertekent.

    In een ketentest en in productie hoort het tlog-policy met de getuigen erbij; past het niet, dan is er geen ontwerp.

    Voorbeeld: knooppunt sleutels lijst stel-op --gegevens lijst.json --uit ontwerp.json *.aanmelding
    """
    with _errors():
        fields = shape.decode(gegevens.read_bytes())
        if not isinstance(fields, dict):
            raise ShapeError("Het bestand met gegevens is geen JSON-object.")
        body = ceremony.draft(fields, [path.read_bytes() for path in aanmeldingen])
        _check_policy(body, policy)
        _write(out, body)
    _summary(read_draft(body), as_json=False)
    _say(f"Ontwerp staat in {out}. Vergelijk de vingerafdruk hardop voordat iemand tekent.")


@lijst_app.command("onderteken")
def onderteken(
    folder: Folder,
    ontwerp: Draft,
    out: Out,
    policy: Policy = None,
    *,
    ja: Annotated[bool, typer.Option("--ja", help="Vraag niet om bevestiging.")] = False,
) -> None:
    """Onderteken het ontwerp met de identiteitssleutel van deze organisatie.

    Voorbeeld: knooppunt sleutels lijst onderteken --map politie ontwerp.json --uit politie.handtekening
    """
    with _errors():
        body, identity = ontwerp.read_bytes(), _identity(folder)
        _check_policy(body, policy)
        signed = ceremony.sign(body, identity.oin, _hybrid(identity))
        _summary(read_draft(body), as_json=False)
        if not ja and not typer.confirm("Klopt deze lijst, en wilt u haar ondertekenen?", err=True):
            raise typer.Exit(ExitCode.REFUSED)
        _write(out, signed)
    _say(f"Handtekening van {identity.oin} staat in {out}.")


@lijst_app.command("sluit")
def sluit(
    ontwerp: Draft,
    out: Out,
    handtekeningen: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Handtekeningen.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Voeg ontwerp en handtekeningen samen tot de deelnemerslijst, en controleer haar.

    Voorbeeld: knooppunt sleutels lijst sluit ontwerp.json *.handtekening --uit deelnemerslijst.json
    """
    with _errors():
        data = ceremony.assemble(ontwerp.read_bytes(), [path.read_bytes() for path in handtekeningen])
        _write(out, data)
    _summary(Deelnemerslijst.parse(data), as_json=as_json)


@lijst_app.command("toon")
def toon_lijst(
    bestand: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="De deelnemerslijst.")],
    vingerafdruk: Annotated[
        str | None, typer.Option("--vingerafdruk", help="De vastgezette vingerafdruk; een andere lijst is fout.")
    ] = None,
    vorige: Annotated[
        Path | None, typer.Option("--vorige", exists=True, dir_okay=False, help="De lijst die deze moet opvolgen.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Controleer een deelnemerslijst en toon wat erin staat.

    Voorbeeld: knooppunt sleutels lijst toon deelnemerslijst.json --vingerafdruk 3f5c…
    """
    with _errors():
        lijst = Deelnemerslijst.parse(bestand.read_bytes(), vingerafdruk)
        if vorige is not None:
            ceremony.check_successor(Deelnemerslijst.parse(vorige.read_bytes()), lijst)
    _summary(lijst, as_json=as_json)


def _wanted(oin: str, units: tuple[str, ...], officer: str | None) -> list[StoredKey]:
    if officer is not None:
        return [StoredKey(Bestandsrol.FUNCTIONARIS, oin, PrivateKey.generate(), naam=officer)]
    return [
        StoredKey(Bestandsrol.IDENTITEIT, oin, PrivateKey.generate()),
        StoredKey(Bestandsrol.TEKENEN, oin, PrivateKey.generate()),
        StoredKey(Bestandsrol.HTTP, oin, HttpPrivateKey.generate()),
        *(StoredKey(Bestandsrol.KEM, oin, KemPrivateKey.generate(), eenheid=unit) for unit in units),
    ]


def _folder(folder: Path) -> Path:
    return folder / "sleutels"


def _passphrase() -> bytes | None:
    value = os.environ.get(PASSPHRASE)
    return value.encode() if value else None


def _present(folder: Path) -> list[tuple[str, StoredKey]]:
    target = _folder(folder)
    if not target.is_dir():
        return []
    found = keystore.load_folder(target, _passphrase())
    return list(zip((path.name for path in sorted(target.glob("*.json"))), found, strict=True))


def _identity(folder: Path) -> StoredKey:
    return keystore.load(_folder(folder) / "identiteit.json", _passphrase())


def _check_policy(body: bytes, policy: Path | None) -> None:
    check_draft(body, None if policy is None else policy.read_bytes())


def _hybrid(key: StoredKey) -> PrivateKey:
    if key.rol is not Bestandsrol.IDENTITEIT or not isinstance(key.sleutel, PrivateKey):
        raise KeystoreError("Dit is geen identiteitssleutel.")
    return key.sleutel


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError:
        raise KeystoreError(f"{path} bestaat al of is niet te schrijven.") from None


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


def _summary(lijst: Deelnemerslijst, *, as_json: bool) -> None:
    if as_json:
        typer.echo(
            jcs.encode(
                {
                    "modus": lijst.modus.value,
                    "versie": lijst.versie,
                    "drempel": lijst.drempel,
                    "vingerafdruk": lijst.fingerprint,
                    "deelnemers": [
                        {"oin": item.oin, "naam": item.naam, "soort": item.soort} for item in lijst.deelnemers
                    ],
                    "functionarissen": [{"id": item.id, "functie": item.functie} for item in lijst.functionarissen],
                    "ondertekenaars": list(lijst.ondertekenaars),
                }
            )
        )
        return
    typer.echo(f"Deelnemerslijst versie {lijst.versie}, modus {lijst.modus.value}, drempel {lijst.drempel}")
    for item in lijst.deelnemers:
        mark = "getekend" if item.oin in lijst.ondertekenaars else ""
        typer.echo(f"  {item.oin}  {item.naam} ({item.soort})  {item.identiteit.id[:16]}  {mark}".rstrip())
    for person in lijst.functionarissen:
        typer.echo(f"  {person.functie}: {person.id} van {person.oin}  {person.sleutel.id[:16]}")
    typer.echo(f"Vingerafdruk: {lijst.fingerprint}")


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except ListError as error:
        _fail(error, ExitCode.VERIFICATION)
    except ShapeError as error:
        _fail(error, ExitCode.USAGE)
    except KeychainError as error:
        _fail(error, ExitCode.FAILURE)


def _fail(error: KeychainError, code: ExitCode) -> NoReturn:
    _say(f"Fout: {error.diagnose()}")
    raise typer.Exit(code) from None
