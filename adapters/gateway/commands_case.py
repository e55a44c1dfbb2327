# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway casus …`: acts on a casus, each with the proof of its line."""

from typing import Annotated, Any

import typer

from adapters.gateway.casework import Opening
from adapters.gateway.screen import Als, Json, done, make_app, opened, show

app = make_app("Casussen: openen, deelnemers, personen, fase, sluiten, tonen.")

CasusId = Annotated[str, typer.Argument(help="Nummer van de casus.", show_default=False)]
Tot = Annotated[int | None, typer.Option("--tot", help="Einde, in milliseconden sinds 1970.", show_default=False)]


@app.command("open")
def open_case(  # noqa: PLR0913 -- each is an option of the command
    regio: Annotated[str, typer.Option("--regio", help="RIEC-regio.")],
    doel: Annotated[str, typer.Option("--doel", help="oc, hk of ib.")] = "oc",
    herkomst: Annotated[
        str, typer.Option("--herkomst", help="signaal, handhavingsknelpunt of gebiedsscan.")
    ] = "signaal",
    thema: Annotated[list[str] | None, typer.Option("--thema", help="Thema; vaker mag.")] = None,
    inbrenger: Annotated[list[str] | None, typer.Option("--inbrenger", help="OIN die inbrengt; vaker mag.")] = None,
    hkp: Annotated[str | None, typer.Option("--hkp", help="Nummer van de aanwijzing, bij doel hk.")] = None,
    titel: Annotated[str | None, typer.Option("--titel", help="Titel; gaat verzegeld.")] = None,
    lezer: Annotated[
        list[str] | None, typer.Option("--lezer", help="OIN/eenheid die de titel leest; vaker mag.")
    ] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Open een casus en toon haar nummer.

    Voorbeeld: knooppunt adapter gateway casus open --regio limburg --thema drugs
    """
    opening = Opening(regio, doel, herkomst, tuple(thema or ()), tuple(inbrenger or ()), hkp=hkp)
    readers = [_reader(item) for item in lezer or ()]
    with opened(als_json=als_json) as gateway:
        casus = gateway.cases(als).open_case(opening, {"titel": titel} if titel else None, readers)
    done({"casus": casus}, casus, als_json=als_json)


@app.command()
def deelnemer(
    casus: CasusId,
    oin: Annotated[str, typer.Argument(help="OIN van de organisatie.", show_default=False)],
    eenheid: Annotated[list[str] | None, typer.Option("--eenheid", help="Eenheid; vaker mag.")] = None,
    *,
    beeindig: Annotated[bool, typer.Option("--beeindig", help="Beëindig de deelname, nu of op --tot.")] = False,
    tot: Tot = None,
    reden: Annotated[str | None, typer.Option("--reden", help="Reden van het einde.")] = None,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Laat een organisatie deelnemen, of beëindig dat.

    Voorbeeld: knooppunt adapter gateway casus deelnemer CASUS 00000099000000001000
    """
    with opened(als_json=als_json) as gateway:
        acts = gateway.cases(als)
        if beeindig:
            acts.end_participant(casus, oin, tot or gateway.clock(), reden)
        else:
            acts.add_participant(casus, oin, eenheid or (), tot)
    done({"casus": casus, "deelnemer": oin}, "Vastgelegd.", als_json=als_json)


@app.command()
def persoon(
    casus: CasusId,
    wie: Annotated[str, typer.Argument(help="Pseudoniem van de persoon.", show_default=False)],
    *,
    beeindig: Annotated[bool, typer.Option("--beeindig", help="Haal de persoon van de casus, nu of op --tot.")] = False,
    tot: Tot = None,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Zet een eigen persoon op de casus, of haal die eraf."""
    with opened(als_json=als_json) as gateway:
        acts = gateway.cases(als)
        if beeindig:
            acts.end_person(casus, wie, tot or gateway.clock())
        else:
            acts.add_person(casus, wie, tot)
    done({"casus": casus, "persoon": wie}, "Vastgelegd.", als_json=als_json)


@app.command()
def fase(
    casus: CasusId,
    naar: Annotated[str, typer.Argument(help="Nieuwe fase.", show_default=False)],
    streng: Annotated[str, typer.Option("--streng", help="Streng van de casus.")] = "hoofd",
    reden: Annotated[str | None, typer.Option("--reden", help="Reden bij een stap terug.")] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Breng een streng van de casus in een fase."""
    with opened(als_json=als_json) as gateway:
        gateway.cases(als).set_phase(casus, naar, streng, reden)
    done({"casus": casus, "fase": naar}, "Vastgelegd.", als_json=als_json)


@app.command()
def analyse(
    casus: CasusId,
    record: Annotated[list[str], typer.Argument(help="Record dat in de analyse is gebruikt; vaker mag.")],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Leg vast welke records in een analyse zijn gebruikt; hun verstrekkers horen het."""
    with opened(als_json=als_json) as gateway:
        gateway.cases(als).analyse(casus, record)
    done({"casus": casus, "records": record}, "Vastgelegd.", als_json=als_json)


@app.command()
def advies(
    casus: CasusId,
    record: str,
    gebruikt: Annotated[list[str] | None, typer.Option("--gebruikt", help="Record waarop het rust; vaker mag.")] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Leg vast welk verstrekt record het interventieadvies is; de verstrekkers van wat is gebruikt horen het."""
    with opened(als_json=als_json) as gateway:
        gateway.cases(als).advise(casus, record, gebruikt or ())
    done({"casus": casus, "record": record}, "Vastgelegd.", als_json=als_json)


@app.command()
def sluit(
    casus: CasusId,
    reden: Annotated[str, typer.Option("--reden", help="Reden van sluiting.")],
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Sluit de casus."""
    with opened(als_json=als_json) as gateway:
        gateway.cases(als).close_case(casus, reden)
    done({"casus": casus, "gesloten": True}, "Gesloten.", als_json=als_json)


@app.command()
def toon(
    casus: Annotated[str | None, typer.Argument(help="Nummer van de casus; zonder: alle.", show_default=False)] = None,
    *,
    als_json: Json = False,
) -> None:
    """Toon casussen zoals de eigen berichten ze vertellen."""
    with opened(als_json=als_json) as gateway:
        found = [gateway.case(casus)] if casus else gateway.desk.dossier.cases()
        value: Any = found[0].to_json() if casus else {"casussen": [case.to_json() for case in found]}
        lines = [f"{c.casus}  {c.regio}  {c.doel}  {c.fase}  {len(c.deelnemers)} deelnemers" for c in found]
    show(value, lambda: lines, als_json=als_json)


def _reader(text: str) -> tuple[str, str]:
    oin, slash, unit = text.partition("/")
    if not slash or not unit:
        raise typer.BadParameter("Geef een lezer als OIN/eenheid.")
    return oin, unit
