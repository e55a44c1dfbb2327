# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter gateway merken …` and `… hit …`: tags of a casus, and questions to one partner.

No number, name or address stands in the words of a command: they come from files or from what was supplied before.
"""

from pathlib import Path
from typing import Annotated

import typer

from adapters.gateway.errors import ConfigError
from adapters.gateway.gateway import Gateway
from adapters.gateway.screen import Als, Json, done, errors_told, make_app, opened, show
from adapters.gateway.treffers import index
from adapters.gateway.treffers.hit import Bevrager
from adapters.gateway.treffers.merken import Merker
from audit.proof import jcs

merken_app = make_app("Merken: treffers binnen één casus, zonder dat het knooppunt de kenmerken kent.")
hit_app = make_app("Hit of geen hit: vraag één partner of hij iemand kent, en beantwoord zulke vragen.")
CasusId = Annotated[str, typer.Argument(help="Nummer van de casus.", show_default=False)]
Record = Annotated[str | None, typer.Option("--record", help="Alleen dit record.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add both groups to the gateway's command line."""
    app.add_typer(merken_app, name="merken")
    app.add_typer(hit_app, name="hit")


@merken_app.command("sleutel")
def make_key(
    casus: CasusId,
    reden: Annotated[str, typer.Option("--reden", help="eerste, vertrek of gelekt.")] = "eerste",
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Maak de merksleutel van een casus: de eerste, of een nieuwe na een vertrek of een lek. De oude merken gaan weg.

    Voorbeeld: knooppunt adapter gateway merken sleutel CASUS --reden vertrek
    """
    with opened(als_json=als_json) as gateway:
        tijdvak = _merker(gateway, als).make(casus, reden)
    done({"casus": casus, "tijdvak": tijdvak}, f"De casus heeft merksleutel {tijdvak}.", als_json=als_json)


@merken_app.command("deel")
def share(casus: CasusId, *, als: Als = None, als_json: Json = False) -> None:
    """Geef de merksleutel door aan deelnemers die hem nog niet hebben."""
    with opened(als_json=als_json) as gateway:
        new = _merker(gateway, als).share(casus)
    show({"casus": casus, "aan": new}, lambda: new or ["Iedereen had hem al."], als_json=als_json)


@merken_app.command("zet")
def tag(casus: CasusId, record: Record = None, *, als: Als = None, als_json: Json = False) -> None:
    """Zet merken bij wat u zelf in deze casus hebt verstrekt."""
    with opened(als_json=als_json) as gateway:
        result = _merker(gateway, als).tag(casus, record)
    lines = [f"{name}: {count} merken" for name, count in result["merken"].items()]
    show(result, lambda: lines or ["Er was niets nieuws om te merken."], als_json=als_json)


@merken_app.command("treffers")
def matches(casus: CasusId, record: Record = None, *, als: Als = None, als_json: Json = False) -> None:
    """Vraag welke verstrekkingen, die u beide mag lezen, een kenmerk gemeen hebben. Elke treffer wordt vastgelegd."""
    with opened(als_json=als_json) as gateway:
        found = _merker(gateway, als).matches(casus, record)
    lines = [f"{' en '.join(item['records'])}: {item['merken']} gemeen" for item in found]
    show({"casus": casus, "treffers": found}, lambda: lines or ["Geen treffers."], als_json=als_json)


@hit_app.command("index-laden")
def load_index(
    bestand: Annotated[Path, typer.Argument(help="Export van de eigen bron: één JSON-object per regel.")],
    *,
    als_json: Json = False,
) -> None:
    """Laad de index van de eigen bron. Hij vervangt de vorige geheel, en bevat alleen hashes onder een eigen sleutel.

    Voorbeeld: knooppunt adapter gateway hit index-laden export.ndjson
    """
    with errors_told(als_json=als_json), Gateway.open() as gateway:
        key = gateway.partner.keys.local("onderwerpen")
        count = index.load(gateway.store, key, bestand)
    done({"regels": count}, f"De index telt {count} regels.", als_json=als_json)


@hit_app.command("vraag")
def ask(
    casus: CasusId,
    aan: Annotated[str, typer.Argument(help="OIN van de partner.", show_default=False)],
    onderwerp: Annotated[Path, typer.Option("--onderwerp", help="Over wie, als contract-JSON; gaat verzegeld.")],
    eenheid: Annotated[str | None, typer.Option("--eenheid", help="Eenheid die antwoordt.", show_default=False)] = None,
    *,
    als: Als = None,
    als_json: Json = False,
) -> None:
    """Vraag een partner of hij één persoon of organisatie kent. Het antwoord is ja of nee.

    Voorbeeld: knooppunt adapter gateway hit vraag CASUS 00000099000000001000 --onderwerp persoon.json
    """
    with opened(als_json=als_json) as gateway:
        try:
            subject = jcs.decode(onderwerp.read_bytes())
        except jcs.CanonicalError:
            raise ConfigError("Het onderwerp is geen JSON.") from None
        Bevrager(gateway, als).ask(casus, aan, subject, eenheid)
    done({"casus": casus, "aan": aan}, "Gevraagd.", als_json=als_json)


@hit_app.command("beantwoord")
def answer(*, als: Als = None, als_json: Json = False) -> None:
    """Beantwoord alle open vragen aan deze partner uit de index van de eigen bron."""
    with opened(als_json=als_json) as gateway:
        result = Bevrager(gateway, als).answer()
    lines = [f"{item['vraag']}: {item['uitslag']}" for item in result]
    show({"vragen": result}, lambda: lines or ["Er waren geen open vragen."], als_json=als_json)


@hit_app.command("antwoorden")
def answers(*, als: Als = None, als_json: Json = False) -> None:
    """Haal nieuwe antwoorden op en toon ze: per vraag ja of nee."""
    with opened(als_json=als_json) as gateway:
        gateway.fetch(als)
        found = Bevrager(gateway, als).answers()
    lines = [f"{item['vraag']}: {item['antwoord']}" for item in found]
    show({"antwoorden": found}, lambda: lines or ["Nog geen antwoorden."], als_json=als_json)


def _merker(gateway: Gateway, person: str | None) -> Merker:
    return Merker(gateway.desk, gateway.cases(gateway.reader(person)))
