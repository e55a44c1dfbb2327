# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels lijst`: the offline ceremony of the deelnemerslijst, one step per command.

Invariants: every signer sees the list before signing; outside a demo the tlog-policy is seen first. Norm: design.md 2.
Every rule of the list is in `core.keychain.ceremony` and `lijst`; this only carries files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from audit.proof import jcs
from core.contract.exitcodes import ExitCode
from core.keychain import ceremony, shape
from core.keychain.errors import ShapeError
from core.keychain.getuigen import check_draft
from core.keychain.lijst import Deelnemerslijst, read_draft
from server.commandline.sleutels.app import AsJson, Folder, Out, app, say, telling, write
from server.commandline.sleutels.bewaring import place

if TYPE_CHECKING:
    from core.keychain.holders import Signer

lijst_app = typer.Typer(no_args_is_help=True, help="De ceremonie van de deelnemerslijst, zonder netwerk.")
app.add_typer(lijst_app, name="lijst")

Policy = Annotated[
    Path | None,
    typer.Option("--tlog-policy", exists=True, dir_okay=False, help="Het tlog-policy dat bij de lijst hoort."),
]
Draft = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Het ontwerp van de deelnemerslijst.")]


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
    with telling():
        own = place(folder).identity()
        data = ceremony.apply(
            cast("Signer", own.sleutel), oin=own.oin, naam=naam, soort=soort, regios=tuple(regios or ())
        )
        write(out, data)
    say(f"Aanmelding van {own.oin} staat in {out}.")


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
    with telling():
        fields = shape.decode(gegevens.read_bytes())
        if not isinstance(fields, dict):
            raise ShapeError("Het bestand met gegevens is geen JSON-object.")
        body = ceremony.draft(fields, [path.read_bytes() for path in aanmeldingen])
        _check_policy(body, policy)
        write(out, body)
    _summary(read_draft(body), as_json=False)
    say(f"Ontwerp staat in {out}. Vergelijk de vingerafdruk hardop voordat iemand tekent.")


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
    with telling():
        body, own = ontwerp.read_bytes(), place(folder).identity()
        _check_policy(body, policy)
        signed = ceremony.sign(body, own.oin, cast("Signer", own.sleutel))
        _summary(read_draft(body), as_json=False)
        if not ja and not typer.confirm("Klopt deze lijst, en wilt u haar ondertekenen?", err=True):
            raise typer.Exit(ExitCode.REFUSED)
        write(out, signed)
    say(f"Handtekening van {own.oin} staat in {out}.")


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
    with telling():
        data = ceremony.assemble(ontwerp.read_bytes(), [path.read_bytes() for path in handtekeningen])
        write(out, data)
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
    with telling():
        lijst = Deelnemerslijst.parse(bestand.read_bytes(), vingerafdruk)
        if vorige is not None:
            ceremony.check_successor(Deelnemerslijst.parse(vorige.read_bytes()), lijst)
    _summary(lijst, as_json=as_json)


def _check_policy(body: bytes, policy: Path | None) -> None:
    check_draft(body, None if policy is None else policy.read_bytes())


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
