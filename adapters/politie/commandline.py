# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter politie`: deliver a night file or a single message."""

from adapters.bestand.afbeelding import Afbeelding
from adapters.bestand.bronnen import Bron
from adapters.bestand.formaat import Omzetter
from adapters.bestand.levering import Opties
from adapters.bestand.opdrachten import Werklijst
from adapters.bestand.opdrachtregel import (
    AllesOfNiets,
    Als,
    Bestand,
    Droog,
    Json,
    MetAfbeelding,
    OokAan,
    deliver,
    make_app,
)
from adapters.politie import AFBEELDING, open_source

app = make_app("Politie: het nachtbestand en losse berichten.")


@app.command()
def lever(
    bestand: Bestand,
    *,
    droog: Droog = False,
    alles_of_niets: AllesOfNiets = False,
    als_json: Json = False,
    als: Als = None,
    ook_aan: OokAan = None,
    afbeelding: MetAfbeelding = None,
) -> None:
    """Lever een nachtbestand (.csv, Windows-1252) of een los bericht (.xml).

    Alleen rijen met een open casus, signaal of uitvraag gaan mee; de andere blijven thuis en worden geteld.

    Voorbeelden:

        knooppunt adapter politie lever nacht.csv --droog

        knooppunt adapter politie lever bericht.xml --ook-aan 00000099000000100000
    """

    def build(werklijst: Werklijst, mapping: Afbeelding) -> tuple[Bron, Omzetter]:
        return open_source(bestand, mapping), Omzetter(mapping, werklijst)

    opties = Opties(droog=droog, alles_of_niets=alles_of_niets, persoon=als)
    deliver(build, afbeelding or AFBEELDING, opties, ook_aan=ook_aan or (), als_json=als_json)
