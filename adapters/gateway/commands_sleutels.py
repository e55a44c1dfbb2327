# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway sleutels`: rotating, recovering, a leaked key, handing over. Also as `knooppunt sleutels …`.

Invariants: codes of people are asked for one by one and never shown; a list of what leaked stands in the partner folder, not on
the screen alone; exit code 6 means that old keys are still here, and why is said.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.gateway.gateway import Gateway
from adapters.gateway.partner import load_partner
from adapters.gateway.publish import TERM_DAYS
from adapters.gateway.screen import Als, Json, errors_told, leave, make_app, opened, show, warn
from adapters.gateway.settings import load_settings
from adapters.gateway.sleutels import gelekt, herstel
from adapters.gateway.sleutels.herstel import Verdeling
from adapters.gateway.sleutels.overdragen import Overdracht, supplied_to
from adapters.gateway.sleutels.rotatie import Geroteerd, Rotatie
from adapters.gateway.sleutels.termijn import WARN_DAYS, notices, state
from core.contract.exitcodes import ExitCode
from core.keychain.deel import Deel, load_share

app = make_app("De eigen sleutels: vervangen, herstellen, en wat te doen bij een lek.")
herstel_app = make_app("Herstel door genoeg eigen mensen samen, zonder de beheerder.")
app.add_typer(herstel_app, name="herstel")

Dagen = Annotated[int, typer.Option("--dagen", min=1, max=731, help="Zo lang gelden de nieuwe sleutels.")]


@app.command("stand")
def stand(
    dagen: Annotated[
        int, typer.Option("--dagen", min=0, max=731, help="Waarschuw zo lang voor het einde.")
    ] = WARN_DAYS,
    *,
    als_json: Json = False,
) -> None:
    """Toon welke eigen sleutels gelden en tot wanneer, en of er een herstelsleutel is."""
    with opened(als_json=als_json) as gateway:
        value = state(gateway, dagen)
    for text in value["waarschuwingen"]:
        warn(text)
    lines = [
        f"{key['rol']:<8} {key['eenheid'] or '':<20} {key['sleutel_id'][:16]}  tot {key['tot']}"
        for key in value["sleutels"]
    ]
    show(value, lambda: lines, als_json=als_json)


@app.command("roteer")
def roteer(
    dagen: Dagen = TERM_DAYS,
    *,
    laat_los: Annotated[
        bool,
        typer.Option("--laat-los", help="Vernietig ook een sleutel die nodig is voor wat u niet meer kunt bereiken."),
    ] = False,
    als_json: Json = False,
) -> None:
    """Vervang alle sleutels, omhul elk record opnieuw, en vernietig de oude. Gestopt? Geef de opdracht nog eens.

    Voorbeeld: knooppunt adapter gateway sleutels roteer
    """
    with opened(als_json=als_json) as gateway:
        done = Rotatie(gateway, days=dagen, tell=_progress, let_go=laat_los).run()
    _told(done.to_json(), done, als_json=als_json)


@app.command("opnieuw")
def start_over(
    dagen: Dagen = TERM_DAYS,
    *,
    ja: Annotated[bool, typer.Option("--ja", help="De leessleutels zijn echt weg, en genoeg delen ook.")] = False,
    als_json: Json = False,
) -> None:
    """Begin met nieuwe sleutels als de leessleutels niet te herstellen zijn; verstrekkers kennen daarna opnieuw toe.

    Voorbeeld: knooppunt adapter gateway sleutels opnieuw --ja
    """
    if not ja:
        raise typer.BadParameter("Wat aan de oude sleutels is verstrekt, opent u hierna niet meer. Bevestig met --ja.")
    with errors_told(als_json=als_json), _rebuilt() as gateway:
        made = herstel.start_over(gateway, days=dagen)
    show({"nieuw": made}, lambda: [f"nieuwe sleutels: {len(made)}"], als_json=als_json)


@app.command("gelekt")
def leaked(
    sleutel: Annotated[str, typer.Argument(help="Kenmerk van de sleutel, of het begin ervan (minstens acht tekens).")],
    dagen: Dagen = TERM_DAYS,
    *,
    alleen_tonen: Annotated[
        bool, typer.Option("--alleen-tonen", help="Toon wat bereikbaar was; verander niets.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Toon wat met een gelekte sleutel bereikbaar was, trek haar in, meld het de verstrekkers, en vervang haar.

    Voorbeeld: knooppunt adapter gateway sleutels gelekt 3f5c9a1b --alleen-tonen
    """
    with opened(als_json=als_json) as gateway:
        if alleen_tonen:
            found = gelekt.reach(gateway, sleutel).to_json()
            show(found, lambda: _reached(found), als_json=als_json)
            return
        reached, path, done = gelekt.handle(gateway, sleutel, days=dagen, tell=_progress)
    bereik = reached.to_json()
    value = {"bereik": bereik, "bestand": str(path), "vervangen": done.to_json()}
    typer.echo(f"De lijst staat in {path}.", err=True)
    _told(value, done, als_json=als_json, more=_reached(bereik))


@app.command("gemeld")
def told(*, als_json: Json = False) -> None:
    """Toon welke eigen verstrekkingen bereikbaar waren met een sleutel waarvan een ontvanger meldt dat zij is gelekt."""
    with opened(als_json=als_json) as gateway:
        found = gelekt.own_supplies(gateway)
    value = {"records": [{"record": record, "meldingen": items} for record, items in sorted(found.items())]}
    show(
        value,
        lambda: [f"{r['record']}  {len(r['meldingen'])} melding(en)" for r in value["records"]],
        als_json=als_json,
    )


@app.command("herzegel")
def reseal(als: Als = None, *, als_json: Json = False) -> None:
    """Verzegel elke eigen verstrekking die met een gelekte sleutel bereikbaar was opnieuw, als nieuwe versie.

    Voorbeeld: knooppunt adapter gateway sleutels herzegel
    """
    with opened(als_json=als_json) as gateway:
        done = gelekt.reseal(gateway, als)
    lines = [f"{old} is vervangen door {new}" for old, new in done["nieuw"].items()]
    lines += [f"niet: {record} ({why})" for record, why in done["niet"].items()]
    show(done, lambda: lines or ["Er is niets meer te herzegelen."], als_json=als_json)
    leave(ExitCode.PARTLY if done["niet"] else ExitCode.DONE)


@app.command("overdragen")
def hand_over(
    aan: Annotated[str, typer.Option("--aan", help="OIN van de opvolger.")],
    eenheid: Annotated[str, typer.Option("--eenheid", help="Eenheid van de opvolger.")],
    van: Annotated[str | None, typer.Option("--van", help="Eigen eenheid die overdraagt; zonder: de eerste.")] = None,
    *,
    alleen_lezers: Annotated[
        bool,
        typer.Option(
            "--alleen-lezers", help="Alleen wat deze organisatie eerder van u kreeg; na verlies van haar sleutels."
        ),
    ] = False,
    als_json: Json = False,
) -> None:
    """Draag over wat deze eenheid kan openen; aan een andere organisatie beslist het knooppunt per record.

    Voorbeeld: knooppunt adapter gateway sleutels overdragen --aan 00000099000000001000 --eenheid veiligheid
    """
    with opened(als_json=als_json) as gateway:
        only = supplied_to(gateway, aan) if alleen_lezers else None
        unit = van or gateway.partner.eenheden[0]
        done = Overdracht(gateway, unit, (aan, eenheid), tell=_progress, only=only).run()
    lines = [f"overgedragen: {len(done.gedaan)}", *(f"niet: {name} ({why})" for name, why in done.geweigerd.items())]
    show(done.to_json(), lambda: lines, als_json=als_json)
    leave(done.exit_code)


@herstel_app.command("maak")
def recovery_make(
    uit: Annotated[Path, typer.Option("--uit", help="Map waarin de delen komen; geef daarna ieder het zijne.")],
    nodig: Annotated[int, typer.Option("--nodig", min=2, max=16, help="Zoveel delen zijn samen nodig.")] = 2,
    delen: Annotated[int, typer.Option("--delen", min=2, max=16, help="Zoveel delen worden er gemaakt.")] = 3,
    *,
    als_json: Json = False,
) -> None:
    """Maak een herstelsleutel in delen, elk onder de code van wie het bewaart; een eerdere vervalt.

    Voorbeeld: knooppunt adapter gateway sleutels herstel maak --nodig 2 --delen 3 --uit delen
    """
    codes = [_code(f"Code van persoon {number}", new=True) for number in range(1, delen + 1)]
    with opened(als_json=als_json) as gateway:
        paths = herstel.make(gateway, Verdeling(nodig, herstel.require_codes(codes)), uit)
    listed = [str(path) for path in paths]
    show(
        {"delen": listed, "nodig": nodig},
        lambda: [*listed, f"{nodig} van {delen} zijn samen genoeg."],
        als_json=als_json,
    )


@herstel_app.command("gebruik")
def recovery_use(
    deel: Annotated[list[Path], typer.Option("--deel", help="Bestand met een deel; één keer per persoon.")],
    dagen: Dagen = TERM_DAYS,
    *,
    als_json: Json = False,
) -> None:
    """Herstel de leessleutels met genoeg delen, meld het in de stamlog, en vervang daarna alle sleutels.

    Voorbeeld: knooppunt adapter gateway sleutels herstel gebruik --deel een.json --deel drie.json
    """
    with errors_told(als_json=als_json):
        shares = [_share(path) for path in deel]
        with _rebuilt() as gateway:
            done = herstel.use(gateway, shares, days=dagen, tell=_progress)
    warn("De herstelsleutel is gebruikt en geldt niet meer; maak nu een nieuwe met `sleutels herstel maak`.")
    _told(done.to_json(), done, als_json=als_json)


def remind(gateway: Gateway) -> None:
    """Say on stderr which own keys end soon."""
    for text in notices(gateway, WARN_DAYS):
        warn(text)


def _rebuilt() -> Gateway:
    """Open the gateway of a folder that was put together again: what only this machine knew is made anew."""
    settings = load_settings()
    load_partner(settings.partner_dir, **settings.key_access).keys.make_local()
    return Gateway.open()


def _share(path: Path) -> Deel:
    return load_share(path, _code(f"Code bij {path.name}", new=False))


def _code(question: str, *, new: bool) -> str:
    return str(typer.prompt(question, hide_input=True, confirmation_prompt=new, err=True))


def _progress(count: int) -> None:
    typer.echo(f"{count} records opnieuw omhuld", err=True)


def _told(value: dict[str, Any], done: Geroteerd, *, als_json: bool, more: list[str] | None = None) -> None:
    lines = [*(more or []), f"nieuwe sleutels: {len(done.nieuw)}", f"vernietigd: {len(done.vernietigd)}"]
    for key, records in done.onbereikbaar.items():
        lines.append(f"sleutel {key[:16]} blijft bewaard, ingetrokken, voor {len(records)} records:")
        lines += [f"  {record}: {why}" for record, why in sorted(records.items())]
    if done.wachtend:
        lines.append(f"{done.wachtend} zendingen wachten nog; de oude sleutels blijven tot zij weg zijn.")
    if not done.herstelbestand:
        lines.append("Er is geen herstelbestand: zonder herstelsleutel is verlies niet te herstellen.")
    show(value, lambda: lines, als_json=als_json)
    leave(done.exit_code)


def _reached(found: dict[str, Any]) -> list[str]:
    lines = [f"bereikbaar: {found['aantal']} records"]
    lines += [f"  {name}: {count}" for name, count in sorted(found["categorieen"].items())]
    return [*lines, *(f"  {r['record']}  {r['categorie']}  casus {r['casus']}" for r in found["records"])]
