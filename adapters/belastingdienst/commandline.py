# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt adapter belastingdienst`: deliver answers to requests."""

from adapters.belastingdienst import AFBEELDING, open_source
from adapters.bestand.afbeelding import Afbeelding
from adapters.bestand.bronnen import Bron
from adapters.bestand.formaat import Omzetter
from adapters.bestand.levering import Opties
from adapters.bestand.opdrachten import Werklijst
from adapters.bestand.opdrachtregel import AllesOfNiets, Als, Bestand, Droog, Json, MetAfbeelding, deliver, make_app

app = make_app("Belastingdienst: antwoorden op uitvragen.")


@app.command()
def lever(
    bestand: Bestand,
    *,
    droog: Droog = False,
    alles_of_niets: AllesOfNiets = False,
    als_json: Json = False,
    als: Als = None,
    afbeelding: MetAfbeelding = None,
) -> None:
    """Lever antwoorden op uitvragen (.xml).

    Een antwoord gaat alleen naar wie het vroeg. Gegevens zonder open uitvraag blijven thuis en worden geteld.

    Voorbeelden:

        knooppunt adapter belastingdienst lever antwoorden.xml --droog

        knooppunt adapter belastingdienst lever antwoorden.xml --alles-of-niets --json
    """

    def build(werklijst: Werklijst, mapping: Afbeelding) -> tuple[Bron, Omzetter]:
        return open_source(bestand, mapping), Omzetter(mapping, werklijst, alleen_uitvraag=True)

    opties = Opties(droog=droog, alles_of_niets=alles_of_niets, persoon=als)
    deliver(build, afbeelding or AFBEELDING, opties, als_json=als_json)
