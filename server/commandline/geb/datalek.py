# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt geb datalek`: what a key, account or organisation could open, what was served, and the concept notifications.

Invariants:
- Who asks is decided and logged before anything is looked up; of an account only a keyed hash stands in that line.
- Whoever is refused learns nothing and gets no file.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from audit.spoor.index import Spoorindex
from core.exchange.logbook import LogRead
from core.exchange.world import World
from gep.datalek import vraag as vragen
from gep.datalek.bundel import Bundel, gather
from gep.datalek.klok import Klok, MomentError, parse_moment
from gep.datalek.maken import make, sight_of
from gep.datalek.verschil import VorigeError, load
from gep.datalek.vraag import Vraag, VraagError
from gep.periode import Periode
from server import settings
from server.commandline.geb.bezig import bezig
from server.commandline.geb.groep import Als, AlsJson, Doel, Reden, Uit, admitted, app, opened, period, usage
from server.commandline.geb.opslaan import store, tell

_FORMS: Final = {
    vragen.SLEUTEL: re.compile(r"[0-9a-f]{8,64}"),
    vragen.ORGANISATIE: re.compile(r"[0-9]{20}"),
    vragen.PERSOON: re.compile(r"[a-z0-9][a-z0-9._-]{0,63}"),
    vragen.BEHEER: re.compile("|".join(map(re.escape, vragen.BIJ_BEHEER))),
}
_SHOWN: Final = 16
"""So many characters of a key stand in the line: enough to find it again."""


@app.command()
def datalek(  # noqa: PLR0913, PLR0917 - each is an option of the command
    uit: Uit,
    als: Als,
    doel: Doel,
    reden: Reden,
    periode: Annotated[str, typer.Option("--periode", help="EERSTE..LAATSTE dag waarin het mis kan zijn gegaan")],
    bekend: Annotated[str, typer.Option("--bekend", help="moment waarop het bekend werd, zoals 2026-11-22T14:03")],
    sleutel: Annotated[str | None, typer.Option("--sleutel", help="kenmerk van de sleutel, of het begin ervan")] = None,
    persoon: Annotated[str | None, typer.Option("--persoon", help="account van de eigen organisatie")] = None,
    organisatie: Annotated[str | None, typer.Option("--organisatie", help="OIN van een organisatie")] = None,
    beheer: Annotated[
        str | None, typer.Option("--bij-beheer", help=f"wat er bij de beheerder weg is: {', '.join(vragen.BIJ_BEHEER)}")
    ] = None,
    tellingen: Annotated[
        Path | None, typer.Option("--tellingen", help="map met ondertekende tellingen van verstrekkers")
    ] = None,
    vorige: Annotated[
        Path | None, typer.Option("--vorige", help="datalek.json van de vorige versie; zegt wat er veranderde")
    ] = None,
    *,
    als_json: AlsJson = False,
) -> None:
    """Maak een datalekrapport: welke records, wat is opgehaald, wat bewezen niet, en een concept-melding per verstrekker.

    Zonder sleutel, account, organisatie of iets van de beheerder gaat het over alles wat in de periode is gelezen.

    Voorbeeld: knooppunt geb datalek --uit lek --sleutel 3f5c9a1b --periode 2026-11-01..2026-11-22 --bekend 2026-11-22T14:03 --als fg-1 --doel controle --reden datalek-melding
    """
    asked = {vragen.SLEUTEL: sleutel, vragen.PERSOON: persoon, vragen.ORGANISATIE: organisatie, vragen.BEHEER: beheer}
    soort, value = _one(asked)
    if tellingen is not None and not tellingen.is_dir():
        raise usage("De map met tellingen is er niet.")
    with opened() as world:
        days, clock = period(periode, world), _clock(world, bekend)
        admitted(world, _request(world, (als, doel, reden), (soort, value), days))
        question = _question(world, (soort, value), days, als)
        before = _before(vorige, question)
        with bezig("Logregels doorzoeken") as voortgang:
            lek = make(world, question, clock, zicht=sight_of(world, als), vorige=before, voortgang=voortgang)
        made = gather(lek, world.keys, tellingen, before)
        files = store(uit, made.files(settings.load().geb_drempel))
    tell({"bestanden": files, **_summary(made)}, _told(made, uit), als_json=als_json)


def _one(asked: dict[str, str | None]) -> tuple[str, str | None]:
    """Return what is asked about; more than one thing, or what cannot be one, ends the command."""
    given = {soort: value for soort, value in asked.items() if value is not None}
    if len(given) > 1:
        raise usage("Kies één: --sleutel, --persoon, --organisatie of --bij-beheer; of alleen --periode.")
    for soort, value in given.items():
        if _FORMS[soort].fullmatch(value) is None:
            raise usage(f"De waarde bij {soort} heeft niet de juiste vorm.")
        return soort, value
    return vragen.PERIODE, None


def _clock(world: World, bekend: str) -> Klok:
    try:
        return Klok(parse_moment(bekend), world.now())
    except MomentError as error:
        raise usage(str(error)) from None


def _request(world: World, who: tuple[str, str, str], asked: tuple[str, str | None], days: Periode) -> LogRead:
    soort, value = asked
    if soort == vragen.PERSOON:
        over = {"betreft": Spoorindex(world.log.engine, world.kluis).pseudonym(str(value))}
        return LogRead(*who, f"datalek:{soort}:{days}", over)
    about = [] if value is None else [value[:_SHOWN] if soort == vragen.SLEUTEL else value]
    return LogRead(*who, ":".join(["datalek", soort, *about, str(days)]))


def _question(world: World, asked: tuple[str, str | None], days: Periode, officer: str) -> Vraag:
    soort, value = asked[0], str(asked[1])
    try:
        match soort:
            case vragen.SLEUTEL:
                return vragen.of_key(world, value, days)
            case vragen.PERSOON:
                return vragen.of_person(world, value, days, officer)
            case vragen.ORGANISATIE:
                return vragen.of_organisation(world, value, days)
            case vragen.BEHEER:
                return vragen.of_operator(value, days)
    except VraagError as error:
        raise usage(str(error)) from None
    return vragen.of_period(days)


def _before(vorige: Path | None, question: Vraag) -> dict[str, Any] | None:
    try:
        return None if vorige is None else load(vorige, question.to_json())
    except VorigeError as error:
        raise usage(str(error)) from None


def _summary(made: Bundel) -> dict[str, Any]:
    said = made.to_json()
    names = ("melding", "versie", "klok", "telling", "buiten_zicht", "doorzocht", "gewiste_regels", "verschil")
    suppliers = [item["oin"] for item in said["verstrekkers"]]
    counted = {
        "personen_hoogstens": said["tellingen"]["personen_hoogstens"],
        "zonder_telling": said["tellingen"]["ontbreekt"],
    }
    return {**{name: said[name] for name in names}, "verstrekkers": suppliers, **counted}


def _told(made: Bundel, uit: Path) -> str:
    lek, refused = made.lek, made.tellingen.geweigerd
    lines = [
        f"Datalekrapport in {uit}, versie {lek.versie}: {len(lek.gevallen)} records van {len(lek.verstrekkers)} verstrekkers.",
        f"Melden: {lek.klok.over_in_words}.",
    ]
    if lek.buiten_zicht:
        lines.append(f"Nog {lek.buiten_zicht} records vallen buiten uw zicht.")
    if made.tellingen.ontbreekt:
        lines.append(f"Van {len(made.tellingen.ontbreekt)} verstrekkers ontbreekt de telling van personen.")
    lines += [f"Telling {name} telt niet mee ({reason})." for name, reason in refused]
    return "\n".join(lines)
