# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid verschil`: what one rule set does otherwise than another, as sentences.

Does not: work anything out (`policies.analyse.verschil` does).
"""

from pathlib import Path
from typing import Annotated

import typer

from policies.analyse.verschil import compare
from policies.analyse.verslagen import of_difference
from policies.loader import check
from policies.manifest import digest_of, make_manifest
from server.commandline.beleid.groep import AlsHtml, AlsJson, app, rule_files, show


@app.command()
def verschil(
    oud: Annotated[Path, typer.Argument(help="map met regels of bestand met een vrijgave: zoals het was")],
    nieuw: Annotated[Path | None, typer.Argument(help="zoals het wordt (standaard: deze installatie)")] = None,
    *,
    als_json: AlsJson = False,
    html: AlsHtml = None,
) -> None:
    """Vertel wat er verandert tussen twee regelsets: wat gaat open, wat gaat dicht, en waarom.

    Voorbeeld: knooppunt beleid verschil vrijgave.json policies --html verschil.html
    """
    before, after = rule_files(oud), rule_files(nieuw)
    found = compare(check(before), check(after))
    names = (digest_of(make_manifest(before)), digest_of(make_manifest(after)))
    data = {"was": names[0], "wordt": names[1], "leeg": found.leeg, "opent": found.opent, **found.to_json()}
    show(of_difference(found, names), data, als_json=als_json, html=html)
