# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway rechten`: requests of citizens, at the contactpunt and at each controller.

No name, number or reference of a person stands in the words of a command: they come from files, or are typed without being shown.
"""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.rechten import zoeken
from adapters.gateway.rechten.beantwoorden import Beantwoorder
from adapters.gateway.rechten.beperken import Beslisser
from adapters.gateway.rechten.brief import Briefschrijver
from adapters.gateway.rechten.contactpunt import BRIEF_HTML, BRIEF_TEKST, Contactpunt
from adapters.gateway.rechten.post import Post
from adapters.gateway.rechten.vraag import Vraag
from adapters.gateway.screen import Als, Json, done, leave, make_app, opened, show
from core.contract import rechten as codes
from core.contract.exitcodes import ExitCode
from policies.verslag import as_html, as_text

app = make_app("Rechten van burgers: een verzoek uitzetten, beantwoorden, beperken, en besluiten over inlichten.")
_ZONE = ZoneInfo("Europe/Amsterdam")
Verzoek = Annotated[str, typer.Argument(help="Nummer van het rechtenverzoek.", show_default=False)]
Bestand = Annotated[
    Path | None, typer.Argument(help="JSON met bsn, of naam en geboortedatum; zonder: typ het BSN.", show_default=False)
]
Tot = Annotated[datetime | None, typer.Option("--tot", formats=["%Y-%m-%d"], help="Laatste dag.", show_default=False)]


@app.command("ontvang")
def receive(
    bestand: Bestand = None,
    recht: Annotated[str, typer.Option("--recht", help="Welk recht, zoals inzage of rectificatie.")] = "inzage",
    identiteit: Annotated[
        str, typer.Option("--identiteit", help="Hoe is vastgesteld wie het is: balie, digid …")
    ] = "balie",
    op: Annotated[
        datetime | None, typer.Option("--op", formats=["%Y-%m-%d"], help="Dag waarop het binnenkwam; anders vandaag.")
    ] = None,
    *,
    als_json: Json = False,
) -> None:
    """Leg een verzoek van een burger vast. De termijn begint op de dag dat het binnenkwam. Er gaat nog niets weg.

    Voorbeeld: knooppunt adapter gateway rechten ontvang verzoek.json --recht inzage --identiteit balie
    """
    with opened(als_json=als_json) as gateway:
        moment = gateway.clock() if op is None else int(op.replace(tzinfo=_ZONE).timestamp() * 1000)
        value = _contactpunt(gateway, None).receive(_person(bestand), recht, identiteit, moment)
    text = f"Verzoek {value['rechtenverzoek']}: antwoord voor {_day(value['tot'])}."
    done(value, text, als_json=als_json)


@app.command("uitzetten")
def put(
    verzoek: Verzoek,
    regio: Annotated[str | None, typer.Option("--regio", help="Regio; anders die van het contactpunt.")] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Zet een verzoek verzegeld uit bij elke verantwoordelijke. Het knooppunt weet niet over wie het gaat.

    Voorbeeld: knooppunt adapter gateway rechten uitzetten VERZOEK
    """
    with opened(als_json=als_json) as gateway:
        value = _contactpunt(gateway, als).put(verzoek, regio)
    lines = [f"Uitgezet bij {len(value['bij'])} partners. Antwoord voor {_day(value['tot'])}."]
    lines += [f"Vraag deze partij met de hand: {oin}" for oin in value["handmatig"]]
    show(value, lambda: lines, als_json=als_json)


@app.command("stand")
def stand(
    verzoek: Annotated[str | None, typer.Argument(help="Eén verzoek; anders alle.", show_default=False)] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Toon hoe verzoeken ervoor staan: tot wanneer, wie antwoordde, en wat opnieuw besloten moet worden.

    Voorbeeld: knooppunt adapter gateway rechten stand
    """
    with opened(als_json=als_json) as gateway:
        desk, point = gateway.desk, _contactpunt(gateway, als)
        answering, deciding = Beantwoorder(desk, _post(gateway, als)), Beslisser(desk, _post(gateway, als))
        own = point.stands() if verzoek is None else [point.stand(verzoek)]
        waiting = [{name: item[name] for name in ("rechtenverzoek", "recht", "tot")} for item in answering.waiting()]
        value: dict[str, Any] = {"uitgezet": own, "te_beantwoorden": waiting, "beperkingen_voorbij": answering.lapsed()}
        value |= {"informeren": deciding.open_decisions()}
    show(value, lambda: _lines(value), als_json=als_json)


@app.command("verleng")
def extend(
    verzoek: Verzoek,
    tot: Annotated[datetime, typer.Option("--tot", formats=["%Y-%m-%d"], help="Nieuwe laatste dag.")],
    reden: Annotated[str, typer.Option("--reden", help="ingewikkeld of veel-verzoeken.")],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Verleng de termijn van een verzoek: één keer, op tijd, hoogstens twee maanden.

    Voorbeeld: knooppunt adapter gateway rechten verleng VERZOEK --tot 2027-02-28 --reden ingewikkeld
    """
    with opened(als_json=als_json) as gateway:
        value = _contactpunt(gateway, als).extend(verzoek, codes.end_of_day(tot.date()), reden)
    done(value, f"Verlengd tot {_day(value['tot'] - 1)}. Zeg dit ook aan de burger.", als_json=als_json)


@app.command("brief")
def letter(verzoek: Verzoek, *, als: Als = None, als_json: Json = False) -> None:
    """Maak de brief aan de burger uit alle antwoorden tot nu toe, als pagina en als tekst. Alleen u kunt hem lezen.

    Voorbeeld: knooppunt adapter gateway rechten brief VERZOEK
    """
    with opened(als_json=als_json) as gateway:
        point = _contactpunt(gateway, als)
        kept, vraag = point.kept(verzoek)
        found, answers = point.answers(verzoek)
        writer = Briefschrijver(gateway.partner.lijst, gateway.desk.decider.ruleset.vocabulary, gateway.clock())
        made = writer.letter(Vraag.of({**vraag.to_json(), "adres": kept["vraag"].get("adres")}), found, answers)
        files = [
            point.write_letter(verzoek, BRIEF_HTML, as_html(made)),
            point.write_letter(verzoek, BRIEF_TEKST, as_text(made)),
        ]
    missing = sorted(set(found.stuk.controllers) - set(answers))
    value = {"rechtenverzoek": verzoek, "bestanden": files, "antwoorden": len(answers), "ontbreken": missing}
    lines = [f"Brief: {path}" for path in files] + [f"Nog geen antwoord: {oin}" for oin in missing]
    show(value, lambda: lines, als_json=als_json)


@app.command("afronden")
def finish(
    verzoek: Verzoek,
    uitkomst: Annotated[
        str, typer.Option("--uitkomst", help="beantwoord, ingetrokken of doorverwezen.")
    ] = "beantwoord",
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Rond een verzoek af. Vraag en antwoorden gaan weg, bij u en bij het knooppunt; de brief blijft bij u.

    Voorbeeld: knooppunt adapter gateway rechten afronden VERZOEK --uitkomst beantwoord
    """
    with opened(als_json=als_json) as gateway:
        value = _contactpunt(gateway, als).finish(verzoek, uitkomst)
    done(value, "Afgerond.", als_json=als_json)


@app.command("open")
def open_all(*, als: Als = None, als_json: Json = False) -> None:
    """Haal open verzoeken op en zoek in de eigen index. Het knooppunt ziet niet of er iets is gevonden.

    Voorbeeld: knooppunt adapter gateway rechten open
    """
    with opened(als_json=als_json) as gateway:
        found = Beantwoorder(gateway.desk, _post(gateway, als)).open()
    show({"verzoeken": found}, lambda: _found(found), als_json=als_json)
    _leave_partly(found)


@app.command("beperk")
def restrict(
    onderdeel: Annotated[
        str, typer.Argument(help="VERZOEK/NUMMER, zoals `rechten open` het toont.", show_default=False)
    ],
    grond: Annotated[str | None, typer.Option("--grond", help="Grond uit de wet, zoals uavg-41-1-d of wpg-27.")] = None,
    reden: Annotated[str | None, typer.Option("--reden", help="Code van de reden, zonder namen.")] = None,
    tot: Tot = None,
    motivering: Annotated[
        Path | None,
        typer.Option("--motivering", help="Bestand met de motivering; zij blijft hier.", show_default=False),
    ] = None,
    *,
    noemen: Annotated[bool, typer.Option("--noemen", help="De brief mag zeggen dat er iets is weggelaten.")] = False,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Laat één gegeven uit het antwoord: per geval, met grond, reden, motivering en einde.

    Voorbeeld: knooppunt adapter gateway rechten beperk VERZOEK/1 --grond wpg-27 --reden onderzoek --tot 2027-06-30 --motivering m.txt
    """
    with opened(als_json=als_json) as gateway:
        post = _post(gateway, als)
        verzoek, _, number = onderdeel.partition("/")
        vraag, _, found = Beantwoorder(gateway.desk, post).prepared(verzoek)
        if not number.isdecimal() or not 1 <= int(number) <= len(found):
            raise ConfigError("Zo'n onderdeel is er niet. Schrijf VERZOEK/NUMMER, zoals `rechten open` het toont.")
        value = Beslisser(gateway.desk, post).restrict(
            vraag,
            found[int(number) - 1],
            grond=grond,
            reden=reden,
            tot=None if tot is None else codes.end_of_day(tot.date()),
            motivering=None if motivering is None else motivering.read_text("utf-8"),
            noemen=noemen,
        )
    done(value, "Vastgelegd. Dit gegeven gaat niet mee in het antwoord.", als_json=als_json)


@app.command("beantwoord")
def answer(
    ook_op_naam: Annotated[
        list[str] | None, typer.Option("--ook-op-naam", help="Verzoek waarvan nagegaan is dat de naam klopt.")
    ] = None,
    toelichting: Annotated[
        list[str] | None, typer.Option("--toelichting", help="VERZOEK=BESTAND met woorden voor de burger.")
    ] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Beantwoord alle geopende verzoeken in één keer. Elk antwoord is even groot, ook als er niets is.

    Voorbeeld: knooppunt adapter gateway rechten beantwoord
    """
    texts = dict(_text(item) for item in toelichting or [])
    with opened(als_json=als_json) as gateway:
        found = Beantwoorder(gateway.desk, _post(gateway, als)).answer(by_name=set(ook_op_naam or ()), texts=texts)
    lines = [
        f"{item['rechtenverzoek']}: {'beantwoord' if 'fout' not in item else 'NIET beantwoord, probeer het later'}"
        for item in found
    ]
    show({"verzoeken": found}, lambda: lines or ["Er was niets te beantwoorden."], als_json=als_json)
    _leave_partly(found)


@app.command("informeer")
def inform(
    bestand: Bestand = None,
    besluit: Annotated[str, typer.Option("--besluit", help="geinformeerd, uitgesteld of niet-nodig.")] = "geinformeerd",
    grond: Annotated[str | None, typer.Option("--grond", help="Grond, bij uitgesteld of niet-nodig.")] = None,
    tot: Tot = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Leg per persoon vast of die is ingelicht over de verwerking, later wordt ingelicht, of niet.

    Voorbeeld: knooppunt adapter gateway rechten informeer persoon.json --besluit uitgesteld --grond wpg-27 --tot 2027-06-30
    """
    with opened(als_json=als_json) as gateway:
        vraag = _person(bestand)
        found = [item for item in zoeken.look_up(gateway.desk, vraag) if item.gevonden == zoeken.OP_NUMMER]
        end = None if tot is None else codes.end_of_day(tot.date())
        value = Beslisser(gateway.desk, _post(gateway, als)).inform(vraag, found, besluit, grond=grond, tot=end)
    done(value, f"Vastgelegd voor {value['records']} verstrekkingen.", als_json=als_json)


def _leave_partly(found: list[dict[str, Any]]) -> None:
    if any("fout" in item for item in found):
        leave(ExitCode.PARTLY)


def _post(gateway: Gateway, person: str | None) -> Post:
    return Post(gateway.desk, gateway.cases(gateway.reader(person)))


def _contactpunt(gateway: Gateway, person: str | None) -> Contactpunt:
    return Contactpunt(gateway.desk, _post(gateway, person))


def _person(bestand: Path | None) -> Vraag:
    if bestand is not None:
        return Vraag.read(bestand.read_bytes())
    number = getpass.getpass("BSN: ") if sys.stdin.isatty() else sys.stdin.readline()
    return Vraag.of({"bsn": number.strip()})


def _text(item: str) -> tuple[str, str]:
    verzoek, found, path = item.partition("=")
    if not found:
        raise typer.BadParameter("Schrijf VERZOEK=BESTAND.")
    return verzoek, Path(path).read_text("utf-8")


def _day(moment: int) -> str:
    return codes.day_of(moment).isoformat()


def _found(listed: list[dict[str, Any]]) -> list[str]:
    lines = []
    for item in listed:
        lines.append(f"{item['rechtenverzoek']}: {item['recht']}, antwoord voor {_day(item['tot'])}")
        if "fout" in item:
            lines.append(f"  niet geopend: {item['fout']}")
        elif "gevonden" not in item:
            lines.append("  niet geopend: te veel verzoeken op één dag")
        for number, one in enumerate(item.get("gevonden", ()), 1):
            lines.append(
                f"  {number}. {one['categorie']} {one['richting']} op {_day(one['tijd'])} ({one['staat']}, op {one['gevonden']})"
            )
    return lines or ["Er zijn geen open verzoeken."]


def _lines(value: dict[str, Any]) -> list[str]:
    lines = []
    for item in value["uitgezet"]:
        late = "TE LAAT" if item.get("te_laat") and item.get("afgerond") is None else "op tijd"
        lines.append(f"{item['rechtenverzoek']}: {item['recht']}, tot {_day(item['tot'])}, {late}")
        lines += [f"  nog geen antwoord: {oin}" for oin in item.get("open", ())]
        lines += [f"  met de hand vragen: {oin}" for oin in item.get("handmatig", ())]
    lines += [
        f"te beantwoorden: {item['rechtenverzoek']} voor {_day(item['tot'])}" for item in value["te_beantwoorden"]
    ]
    lines += [f"beperking voorbij, besluit opnieuw: {item['record']}" for item in value["beperkingen_voorbij"]]
    told = value["informeren"]
    lines.append(f"verstrekkingen zonder besluit over inlichten: {told['zonder_besluit']} van {told['verstrekkingen']}")
    lines.append(f"uitstel van inlichten voorbij, besluit opnieuw: {told['uitstel_voorbij']}")
    return lines
