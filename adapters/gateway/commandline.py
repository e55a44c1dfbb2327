# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway`: what a partner does with its gateway, from first keys to opened content.

Exit codes are those of `core.contract.exitcodes`: 0 done, 3 something is not proven, 4 refused by the rules, 5 the server is
not there, 6 partly done. Every command takes `--json`. The work is in the modules beside this one.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.gateway import (
    commands_bewaren,
    commands_case,
    commands_datalek,
    commands_geb,
    commands_koerier,
    commands_leven,
    commands_logbook,
    commands_proof,
    commands_rechten,
    commands_setup,
    commands_sleutels,
    commands_wissen,
    commands_zelftest,
    commands_zoek,
)
from adapters.gateway.contractfile import read_proposals
from adapters.gateway.errors import GatewayError
from adapters.gateway.gateway import Gateway
from adapters.gateway.plan import statement
from adapters.gateway.proposal import Bestand, Bevinding, Voorstel
from adapters.gateway.screen import Als, Json, done, errors_told, leave, make_app, opened, show, warn
from adapters.gateway.treffers import commands as treffers
from adapters.gateway.verslag import DROOG, IN_OUTBOX, ONGELDIG, TERUGGEHOUDEN, Uitslag, Verslag
from core.contract.exitcodes import ExitCode
from core.facts import Over
from core.facts.statements import OVER_FIELDS

app = make_app("De gateway van een partner: verzegelen, leveren, ophalen en openen.")
outbox_app = make_app("De outbox: wat nog weg moet, en wat niet weg kon.")
commands_setup.register(app)
commands_wissen.register(app)
commands_bewaren.register(app)
commands_proof.register(app)
commands_zoek.register(app)
treffers.register(app)
commands_zelftest.register(app)
app.add_typer(commands_case.app, name="casus")
app.add_typer(commands_leven.app, name="record")
app.add_typer(outbox_app, name="outbox")
app.add_typer(commands_sleutels.app, name="sleutels")
app.add_typer(commands_logbook.app, name="logboek")
app.add_typer(commands_koerier.app, name="koerier")
app.add_typer(commands_rechten.app, name="rechten")
app.add_typer(commands_geb.app, name="geb")
app.add_typer(commands_datalek.app, name="datalek")

DAY_MS = 24 * 3600 * 1000
Droog = Annotated[bool, typer.Option("--droog", help="Alleen beslissen en tonen wie het zou lezen; er gaat niets weg.")]


@app.command()
def bijwerken(*, als_json: Json = False) -> None:
    """Volg de logs, haal de eigen berichten op en neem de regels die nu gelden."""
    with opened(als_json=als_json, sync=False) as gateway:
        value = gateway.sync()
        value["logs"] = gateway.check_logs()
        commands_sleutels.remind(gateway)
    warn(value["getuigen"]["waarschuwing"])
    show(value, lambda: [f"{name}: {item}" for name, item in value.items()], als_json=als_json)


@app.command()
def lever(
    bestand: Annotated[Path, typer.Argument(help="Voorstellen als contract-JSON: één per regel, of één lijst.")],
    *,
    droog: Droog = False,
    alles_of_niets: Annotated[
        bool, typer.Option("--alles-of-niets", help="Bij één bevinding of weigering gaat er niets.")
    ] = False,
    geduld: Annotated[int, typer.Option("--geduld", min=0, help="Seconden blijven proberen te verzenden.")] = 10,
    bijlage: Annotated[
        list[Path] | None,
        typer.Option(
            "--bijlage", help="Bestand dat onder hetzelfde zegel meegaat; alleen bij één voorstel, vaker mag."
        ),
    ] = None,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Lever voorstellen: toets, beslis, verzegel en verzend.

    Voorbeeld: knooppunt adapter gateway lever voorstellen.ndjson --droog
    """
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        notice = gateway.sync_or_kept()
        if notice:
            typer.echo(notice, err=True)
        items = _with_files(list(read_proposals(bestand)), bijlage or [])
        report = _supply(gateway, items, als, droog=droog, whole=alles_of_niets)
        sent = None if droog else gateway.drain(geduld * 1000)
    value = {**report.to_json(), "verzonden": sent.to_json() if sent else None}
    warn(sent.waarschuwing if sent else None)
    show(value, lambda: [_line(u) for u in report.uitslagen], als_json=als_json)
    leave(_combined(report, sent.exit_code if sent else ExitCode.DONE))


@app.command()
def verzend(
    *,
    geduld: Annotated[int, typer.Option("--geduld", min=0, help="Seconden blijven proberen.")] = 0,
    als_json: Json = False,
) -> None:
    """Verzend wat in de outbox wacht."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        gateway.sync_or_kept()
        result = gateway.drain(geduld * 1000)
    value = result.to_json()
    warn(result.waarschuwing)
    show(value, lambda: [f"{name}: {item}" for name, item in value.items()], als_json=als_json)
    leave(result.exit_code)


@app.command()
def haal(
    record: Annotated[str | None, typer.Option("--record", help="Alleen dit record.", show_default=False)] = None,
    *,
    opnieuw: Annotated[bool, typer.Option("--opnieuw", help="Ook wat eerder werd geweigerd.")] = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Haal op en open wat aan deze partner is verstrekt; de inhoud komt in geopend/."""
    with opened(als_json=als_json) as gateway:
        result = gateway.fetch(als, record, again=opnieuw)
        if result.afwijkend:
            gateway.drain()
    value = result.to_json()
    warn(result.waarschuwing)
    lines = [f"geopend: {len(result.geopend)}"]
    lines += [f"wacht op de getuigen: {name}" for name in result.wachtend]
    lines += [f"geweigerd: {name} ({_why(problem)})" for name, problem in result.geweigerd.items()]
    lines += [f"klopt niet: {name} ({text})" for name, text in result.afwijkend.items()]
    show(value, lambda: lines, als_json=als_json)
    leave(result.exit_code)


@app.command()
def uitvraag(
    casus: str,
    aan: Annotated[str, typer.Argument(help="OIN van de partner.")],
    categorie: Annotated[str, typer.Argument(help="De gevraagde categorie.")],
    onderwerp: Annotated[
        Path | None, typer.Option("--onderwerp", help="Over wie, als contract-JSON; gaat verzegeld.")
    ] = None,
    eenheid: Annotated[str | None, typer.Option("--eenheid", help="Eenheid die het onderwerp leest.")] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Vraag een partner in een casus om één categorie."""
    with opened(als_json=als_json) as gateway:
        subject = _object(onderwerp) if onderwerp else None
        gateway.cases(als).request(casus, aan, categorie, subject, eenheid)
    done({"casus": casus, "aan": aan, "categorie": categorie}, "Uitgevraagd.", als_json=als_json)


@app.command()
def antwoord(
    casus: str,
    vraag: Annotated[str, typer.Argument(help="Nummer van de uitvraag.")],
    record: Annotated[list[str] | None, typer.Option("--record", help="Verstrekt record; vaker mag.")] = None,
    reden: Annotated[str | None, typer.Option("--reden", help="Reden van weigering die gedeeld mag worden.")] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Beantwoord een uitvraag: met records, of met een reden van weigering."""
    with opened(als_json=als_json) as gateway:
        gateway.cases(als).answer(vraag, casus, record or (), reden)
    done({"uitvraag": vraag}, "Beantwoord.", als_json=als_json)


@app.command()
def verklaar(
    feit: Annotated[str, typer.Argument(help="Code van het feit.")],
    over: Annotated[
        list[str], typer.Option("--over", help="Waarover: casus=…, record=…, persoon=…, regio=…; vaker mag.")
    ],
    grondslag: Annotated[str, typer.Option("--grondslag", help="Artikel, regel of code.")] = "eigen-verklaring",
    dagen: Annotated[int | None, typer.Option("--dagen", min=1, help="Zo lang geldt het; zonder: geen einde.")] = None,
    functionaris: Annotated[
        str | None, typer.Option("--als-functionaris", help="Id van de functionaris die tekent.")
    ] = None,
    *,
    niet: Annotated[bool, typer.Option("--niet", help="Verklaar dat het niet zo is, of niet meer.")] = False,
    als_json: Json = False,
) -> None:
    """Verklaar een feit onder de handtekening van deze organisatie of een van haar functionarissen.

    Voorbeeld: knooppunt adapter gateway verklaar noodzaak --over casus=CASUS --grondslag toets-noodzaak
    """
    about = _about(over)
    with opened(als_json=als_json) as gateway:
        now = gateway.clock()
        until = None if dagen is None else now + dagen * DAY_MS
        found = gateway.state([statement(feit, about, grondslag, now, value=not niet, until=until)], functionaris)
    done({"feiten": found}, found[0], als_json=als_json)


@app.command()
def alarmen(*, als_json: Json = False) -> None:
    """Toon alle alarmen, met wat ze bewijst."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        found = gateway.alarms()
    show({"alarmen": found}, lambda: [f"{a['nr']} [{a['reden']}] {a['tekst']}" for a in found], als_json=als_json)
    leave(ExitCode.VERIFICATION if found else ExitCode.DONE)


@app.command()
def draaiboek() -> None:
    """Voer opdrachten uit die als NDJSON binnenkomen, één antwoord per regel."""
    from adapters.gateway import draaiboek as scripts

    scripts.run(sys.stdin, sys.stdout)


@outbox_app.command("toon")
def outbox_show(
    staat: Annotated[str | None, typer.Option("--staat", help="wacht, klaar, dood, vervangen of alarm.")] = None,
    *,
    als_json: Json = False,
) -> None:
    """Toon wat er in de outbox staat."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        found = gateway.outbox.entries(staat)
    lines = [f"{e.nr} {e.state} {e.path} pogingen {e.attempts} {e.reason or ''}".rstrip() for e in found]
    show({"outbox": [entry.to_json() for entry in found]}, lambda: lines, als_json=als_json)


@outbox_app.command("opnieuw")
def outbox_again(nr: int, *, als_json: Json = False) -> None:
    """Zet een dode of wachtende zending weer vooraan, met dezelfde bytes en sleutel."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        if not gateway.outbox.again(nr, gateway.clock()):
            raise GatewayError("Deze zending staat niet in de outbox, of is al klaar.")
    done({"nr": nr}, "Staat weer klaar om te verzenden.", als_json=als_json)


@outbox_app.command("verwijder")
def outbox_remove(nr: int, *, als_json: Json = False) -> None:
    """Verwijder een dode zending."""
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        if not gateway.outbox.remove(nr):
            raise GatewayError("Alleen een dode zending kan worden verwijderd.")
    done({"nr": nr}, "Verwijderd.", als_json=als_json)


def _with_files(items: list[Voorstel | Bevinding], files: list[Path]) -> list[Voorstel | Bevinding]:
    """Attach files to the one proposal there is."""
    if not files:
        return items
    first = items[0] if len(items) == 1 else None
    if not isinstance(first, Voorstel):
        raise typer.BadParameter("Bij --bijlage hoort een bestand met precies één voorstel.")
    more = [Bestand(path, path.name) for path in files]
    return [replace(first, bijlagen=(*first.bijlagen, *more))]


def _supply(
    gateway: Gateway, items: list[Voorstel | Bevinding], person: str | None, *, droog: bool, whole: bool
) -> Verslag:
    bad = [Uitslag(b.regel, ONGELDIG, "", "", bevindingen=(b,)) for b in items if isinstance(b, Bevinding)]
    good = [item for item in items if isinstance(item, Voorstel)]
    if whole and bad:
        held = [Uitslag(v.bron_regel, TERUGGEHOUDEN, v.casus, v.categorie) for v in good]
        return Verslag((*bad, *held))
    report = gateway.supply(good, person=person, dry=droog, all_or_nothing=whole)
    return Verslag(tuple(sorted((*bad, *report.uitslagen), key=lambda u: u.regel)))


def _combined(report: Verslag, sent: ExitCode) -> ExitCode:
    """The report decides while the sending was fine; else what is worse tells more."""
    if sent in (ExitCode.DONE, report.exit_code) or report.exit_code is ExitCode.REFUSED:
        return report.exit_code
    return sent if report.exit_code is ExitCode.DONE or sent is ExitCode.VERIFICATION else ExitCode.PARTLY


def _line(uitslag: Uitslag) -> str:
    text = f"regel {uitslag.regel}: {uitslag.staat}"
    if uitslag.staat in (DROOG, IN_OUTBOX):
        readers = sorted({o.ontvanger for o in uitslag.oordelen if o and o.categorie == uitslag.categorie})
        text += f"; leesbaar voor {', '.join(readers)}"
        if uitslag.bsn_niet_aan:
            text += f"; BSN niet aan {', '.join(uitslag.bsn_niet_aan)}"
    for finding in uitslag.bevindingen:
        text += f"\n  {finding.veld or '-'} [{finding.reden}] {finding.tekst}"
    return text + "".join(_refusal(refused.to_json()) for refused in uitslag.refusals)


def _refusal(told: dict[str, Any]) -> str:
    """What may be told of a refusal: rows, what is missing, and what can be done."""
    text = f"\n  aan {told['ontvanger']}: {told['uitkomst']}"
    text += "".join(f"\n    {rule['id']}: {rule['zin']} ({rule['bron']}, {rule['artikel']})" for rule in told["regels"])
    text += "\n    Niet alle regels mogen aan u worden getoond." if told.get("verborgen") else ""
    text += "".join(f"\n    ontbreekt: {missing['feit']} (door {missing['bij']})" for missing in told["ontbreekt"])
    return text + "".join(f"\n    {advice['tekst']} ({advice['plicht']})" for advice in told["adviezen"])


def _about(items: list[str]) -> Over:
    pairs = dict(item.partition("=")[::2] for item in items)
    if not pairs.keys() <= set(OVER_FIELDS) or not all(pairs.values()):
        raise typer.BadParameter(f"Geef --over als naam=waarde, met een naam uit: {', '.join(OVER_FIELDS)}.")
    return Over(**pairs)


def _why(problem: dict[str, Any]) -> str:
    rows = ", ".join(str(rule.get("id")) for rule in problem.get("regels") or [])
    return rows or str(problem.get("title", ""))


def _object(path: Path) -> dict[str, Any]:
    import json

    value = json.loads(path.read_text("utf-8"))
    if not isinstance(value, dict):
        raise typer.BadParameter("Het onderwerp is geen JSON-object.")
    return value
