# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit nietgelezen`: to which recipients a verstrekking was never served; for withdrawal, correction and breach.

Invariants:
- Reading the log is decided and logged first.
- What is told names the checkpoints up to which everything was searched, and the assumption under which it holds.
"""

import json
from typing import Annotated, Any

import typer

from core.exchange.logbook import LogRead
from core.exchange.nietgelezen import NIET, RecordError, report
from server.commandline.audit import uitgeven
from server.commandline.audit.groep import app

_WORDS = {"verstrekt": "opgehaald", "niet-verstrekt": "nooit opgehaald", "niet-bekend": "niet bekend"}


@app.command()
def nietgelezen(
    record: Annotated[str, typer.Argument(help="id van de verstrekking")],
    als: uitgeven.Als,
    doel: uitgeven.Doel,
    reden: uitgeven.Reden,
    *,
    als_json: uitgeven.AlsJson = False,
) -> None:
    """Zeg welke ontvangers een verstrekking nooit hebben opgehaald, met de bewijzen van wie dat wel deed.

    Voorbeeld: knooppunt audit nietgelezen 5b0f3c1e-7a52-4c1c-9d6e-0a3f8d6b2c11 --als fg-1 --doel controle --reden datalek-2
    """
    with uitgeven.source() as bron:
        uitgeven.admitted(bron.world, LogRead(als, doel, reden, f"nietgelezen:{record}"))
        try:
            made = report(bron, record)
        except RecordError as error:
            uitgeven.failed(str(error))
    typer.echo(json.dumps(made, ensure_ascii=False) if als_json else _told(made))


def _told(made: dict[str, Any]) -> str:
    total = len(made["ontvangers"])
    lines = [f"Nooit opgehaald door {made['telling'][NIET]} van de {total} ontvangers."]
    for item in made["ontvangers"]:
        places = ", ".join(f"{place['shard']}/{place['index']}" for place in item["regels"])
        lines.append(f"- {item['oin']}: {_WORDS[item['uitkomst']]}{f' (regel {places})' if places else ''}")
    lines += [f"Doorzocht tot {head['size']} regels van {head['origin']}." for head in made["doorzocht"]]
    if made["gewiste_regels"]:
        lines.append(
            f"Van {made['gewiste_regels']} regels is de inhoud gewist; daarom is het van sommigen niet bekend."
        )
    return "\n".join([*lines, made["aanname"]])
