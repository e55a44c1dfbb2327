# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit spoor`: who did what with own data or by own people, why, and what needs an eye.

Invariants:
- Nothing is read before the question was decided by the rules and its line stands in a signed checkpoint.
- A file is handed over only after the line that names its hash. Refused: exit code 4, nothing is written.
- What an officer may not see never reaches this module: `core.exchange.spoor` leaves it out.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from audit.spoor.signalen import Signaal
from audit.spoor.values import Plaats
from core.contract.exitcodes import ExitCode
from core.exchange import uitvoer
from core.exchange.bewijs import BewijsError, Bron
from core.exchange.logbook import LogRead, ReadRequestError
from core.exchange.spoor import Filter, Spoor, Spoorregel, ask, note_export
from core.exchange.spoor.bevoegdheden import overdue
from core.exchange.spoor.optekenen import Bestand
from gep.periode import Periode, PeriodeError
from gep.spoor import Kop, as_csv, as_html, as_json, as_text
from gep.spoor.vorm import attention
from server.commandline.audit import bundel, uitgeven
from server.commandline.audit.groep import app

MOST: Final = 1000
MOST_BUNDLES: Final = 50
UITKOMSTEN: Final = (
    "toegestaan", "verboden", "niet-geregeld", "niet-vaststelbaar", "geweigerd", "onbekend", "niet-van-toepassing",
)  # fmt: skip
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHAPES: Final = {
    "casus": (_UUID, "Een casus is een UUID."),
    "record": (_UUID, "Een record is een UUID."),
    "organisatie": (re.compile(r"[0-9]{20}"), "Een organisatie is een OIN van twintig cijfers."),
    "regel": (re.compile(r"R-[0-9]{2}[a-z]?\.[0-9]{1,3}"), "Een regel heet bijvoorbeeld R-12.1."),
    "uitkomst": (re.compile("|".join(UITKOMSTEN)), f"Een uitkomst is een van: {', '.join(UITKOMSTEN)}."),
    "persoon": (re.compile(r"[A-Za-z0-9._-]{1,80}"), "Een persoon is het pseudoniem van de eigen organisatie."),
    "eenheid": (re.compile(r"[a-z0-9-]{1,60}"), "Een eenheid is een code."),
}


@app.command()
def spoor(  # noqa: PLR0913, PLR0917 - each is an option
    als: Annotated[str, typer.Option("--als", help="wie dit leest: id van een functionaris op de deelnemerslijst")],
    doel: Annotated[str, typer.Option("--doel", help="waarvoor: code van een doel, zoals controle")],
    reden: Annotated[str, typer.Option("--reden", help="waarom: een korte code, zonder namen")],
    casus: Annotated[str | None, typer.Option("--casus", help="alleen deze casus")] = None,
    record: Annotated[str | None, typer.Option("--record", help="alleen deze verstrekking")] = None,
    persoon: Annotated[str | None, typer.Option("--persoon", help="alleen deze eigen persoon (pseudoniem)")] = None,
    organisatie: Annotated[str | None, typer.Option("--organisatie", help="alleen wat deze OIN deed")] = None,
    eenheid: Annotated[str | None, typer.Option("--eenheid", help="alleen deze eenheid")] = None,
    regel: Annotated[
        str | None, typer.Option("--regel", help="alleen beslissingen op deze regel, zoals R-12.1")
    ] = None,
    uitkomst: Annotated[str | None, typer.Option("--uitkomst", help="alleen deze uitkomst, zoals verboden")] = None,
    periode: Annotated[str | None, typer.Option("--periode", help="EERSTE..LAATSTE dag")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="schrijf een bestand voor een rekenblad")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="schrijf een pagina in één bestand")] = None,
    bundels: Annotated[
        Path | None, typer.Option("--bundels", help="map waarin van elke regel een bewijsbundel komt")
    ] = None,
    na: Annotated[str | None, typer.Option("--na", help="ga verder na deze plek (uit `volgende`)")] = None,
    hoogstens: Annotated[int, typer.Option("--hoogstens", min=1, help="aantal regels op de uitvoer")] = MOST,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="één JSON-object per regel, en een als resultaat")] = False,
) -> None:
    """Toon het spoor: wat eigen mensen deden, wat anderen met eigen gegevens deden, en waarom dat mocht.

    Het lezen wordt beslist door de regels en staat zelf in het log. Een bestand maken ook. Op persoon zoeken kan alleen
    naar eigen mensen; op een burger zoekt u in de eigen gateway (`knooppunt adapter gateway zoek`) en dan hier op record.

    Voorbeeld: knooppunt audit spoor --als fg-1 --doel controle --reden weekcontrole --periode 2026-11-01..2026-11-30 --html spoor.html
    """
    days = None if periode is None else _period(periode)
    chosen = _filter(
        days, casus=casus, record=record, persoon=persoon, organisatie=organisatie, eenheid=eenheid, regel=regel,
        uitkomst=uitkomst,
    )  # fmt: skip
    after = _cursor(na)
    for path in (csv, html, bundels):
        if path is not None:
            uitgeven.absent(path)
    with uitgeven.source() as bron, explained_errors():
        outcome, trail = ask(bron.world, LogRead(als, doel, reden, "spoor"), chosen)
        if trail is None:
            uitgeven.allowed(outcome)
            return
        if csv is None and html is None and bundels is None:
            _show(trail, after, hoogstens, als_json=als_json)
            return
        items = list(trail.regels(after))
        signalen = trail.signalen(items)
        made = _files(trail, chosen, days, items, signalen, csv=csv, html=html)
        skipped = 0 if bundels is None else _bundles(bron, trail, items, bundels)
    if bundels is not None:
        made.append(bundels)
    told = {
        "bestanden": [str(path) for path in made], "regels": len(items), "signalen": len(signalen), "overgeslagen": skipped
    }  # fmt: skip
    typer.echo(
        json.dumps(told) if als_json else f"{len(items)} regels, {len(signalen)} signalen: {', '.join(map(str, made))}"
    )
    raise typer.Exit(ExitCode.PARTLY if skipped else ExitCode.DONE)


def _show(trail: Spoor, na: tuple[int, int] | None, most: int, *, als_json: bool) -> None:
    """Print a page of the trail: lines, and where the next one begins."""
    items = list(islice(trail.regels(na, most + 1), most + 1))
    more, items = len(items) > most, items[:most]
    signalen = trail.signalen(items)
    aandacht = attention(signalen)
    following = f"{items[-1].regel.tijd}:{items[-1].nr}" if more else None
    if als_json:
        for item in items:
            typer.echo(json.dumps(as_json(item, trail.naam, aandacht), ensure_ascii=False))
        found = {"regels": len(items), "signalen": len(signalen), "volgende": following, "verlopen": due(trail)}
        typer.echo(json.dumps({"resultaat": found}, ensure_ascii=False))
        return
    for item in items:
        typer.echo(as_text(item, trail.naam, aandacht))
    loose = sum(item.regel.leest and not item.uitleg.verklaard for item in items)
    typer.echo(f"{len(items)} regels, {loose} lezingen niet verklaard, {len(signalen)} signalen.")
    if following is not None:
        typer.echo(f"Er is meer: --na {following}")


def _files(
    trail: Spoor,
    chosen: Filter,
    days: Periode | None,
    items: Sequence[Spoorregel],
    signalen: Sequence[Signaal],
    *,
    csv: Path | None,
    html: Path | None,
) -> list[Path]:
    """Make the files that were asked for; each is written only after its line."""
    made: list[Path] = []
    for path, vorm in ((csv, "csv"), (html, "html")):
        if path is None:
            continue
        if vorm == "csv":
            data = as_csv(items, trail.naam, attention(signalen))
        else:
            data = as_html(_head(trail, chosen, days), items, signalen, due(trail)).encode()
        outcome = note_export(trail.world, trail.request, Bestand(vorm, len(items), data))
        uitgeven.allowed(outcome)
        path.write_bytes(data)
        made.append(path)
    return made


def _bundles(bron: Bron, trail: Spoor, items: Sequence[Spoorregel], folder: Path) -> int:
    """Make the bundle of every line, each logged by itself; return of how many there is none to be made."""
    if len(items) > MOST_BUNDLES:
        uitgeven.usage(f"Dit zijn {len(items)} regels. Vraag minder: hoogstens {MOST_BUNDLES} bundels tegelijk.")
    folder.mkdir(parents=True)
    skipped = 0
    for item in items:
        plaats = item.regel.plaats
        request = replace(trail.request, wat=f"bundel:{plaats}")
        try:
            outcome, data = uitvoer.make(trail.world, request, plaats, partial(_bundle, bron, plaats))
        except BewijsError:
            skipped += 1
            continue
        uitgeven.allowed(outcome)
        (folder / f"{plaats.shard}-{plaats.volgnr}.zip").write_bytes(data)
    return skipped


def _bundle(bron: Bron, plaats: Plaats, oin: str) -> bytes:
    return bundel.make(bron, plaats, persoon_van=oin)


def due(trail: Spoor) -> list[str]:
    """Return what is said of authorisations of the own organisation that were not confirmed in time."""
    return [item.zin for item in overdue(trail.world, trail.zicht, trail.index.pseudonym)]


def _head(trail: Spoor, chosen: Filter, days: Periode | None) -> Kop:
    asked = [
        (name.capitalize(), value)
        for name in ("casus", "record", "eenheid", "regel", "uitkomst")
        if (value := getattr(chosen, name))
    ]
    if chosen.organisatie is not None:
        asked.append(("Organisatie", trail.naam(chosen.organisatie)))
    if chosen.persoon is not None:
        asked.append(("Persoon", "één eigen persoon"))
    asked.append(("Periode", "alles" if days is None else days.in_words))
    world = trail.world
    title = "Spoor van een casus" if chosen.casus else "Spoor van een verstrekking" if chosen.record else "Spoor"
    return Kop(
        title, trail.naam(trail.zicht), tuple(asked), trail.request.doel, trail.request.reden, world.now(),
        world.lijst.modus.value, trail.naam,
    )  # fmt: skip


def _filter(days: Periode | None, **given: str | None) -> Filter:
    for name, value in given.items():
        shape, told = _SHAPES[name]
        if value is not None and shape.fullmatch(value) is None:
            uitgeven.usage(told)
    term: dict[str, int] = {} if days is None else {"van": days.van, "tot": days.tot}
    narrowed: dict[str, Any] = {**given, **term}
    return Filter(**narrowed)


def _period(text: str) -> Periode:
    try:
        return Periode.parse(text)
    except PeriodeError as error:
        uitgeven.usage(str(error))


def _cursor(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,15}):([0-9]{1,19})", text)
    if found is None:
        uitgeven.usage("Geef na --na de waarde die bij `volgende` stond.")
    return int(found[1]), int(found[2])


@contextmanager
def explained_errors() -> Iterator[None]:
    """Tell what is wrong with a request as a mistake in its use."""
    try:
        yield
    except ReadRequestError as error:
        uitgeven.usage(str(error))
