# SPDX-License-Identifier: EUPL-1.2
"""The whole demo, from an empty folder to a summary that a stranger can check."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

from server.demo import beheerder, opbouw, samenvatting, verantwoording, verhaal
from server.demo.personen import read_people, write_generated
from server.demo.processen import DemoError, ServerProcess, free_port
from server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from server.demo.beheerder import Poging

SUMMARY = "samenvatting.json"
GENERATED = 120
FEWEST = 12


def run(folder: Path, personen: Path | None, tell: Callable[[str], None]) -> tuple[dict[str, Any], list[Poging]]:
    """Run the story in `folder` and return the summary and what the operator tried.

    Args:
        folder: emptied first, but only when it holds an earlier summary; otherwise it must be empty or absent.
        personen: a GBA-V file with the people of the story; None: made-up ones with a fixed seed.
        tell: called with a few words at each step.

    Raises:
        DemoError: the folder is not ours to empty, or something in the story did not go as it must.
    """
    prepare(folder)
    source = folder / "partners" / "gemeente" / "personen.csv"
    if personen is None:
        write_generated(source, GENERATED)
    else:
        shutil.copyfile(personen, source)
    stage = opbouw.Toneel(folder, ServerProcess(folder / "backbone", free_port()))
    story = verhaal.Verhaal(stage, source, read_people(source))
    try:
        geb, pogingen = _play(stage, story, tell)
    finally:
        stage.close()
    return _finish(stage, geb, tell), pogingen


def prepare(folder: Path) -> None:
    """Make the folder ready: empty, with a place for operator and partners.

    Raises:
        DemoError: it holds something that is no earlier demo.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / SUMMARY).is_file():
            raise DemoError(f"De map {folder} is niet leeg en bevat geen eerdere demo; kies een andere map.")
        shutil.rmtree(folder)
    for path in (folder / "backbone", folder / "partners" / "gemeente"):
        path.mkdir(parents=True, exist_ok=True)


def _play(
    stage: opbouw.Toneel, story: verhaal.Verhaal, tell: Callable[[str], None]
) -> tuple[dict[str, Any], list[Poging]]:
    if len(story.personen) < FEWEST:
        raise DemoError(f"Het bestand met personen noemt er minder dan {FEWEST} met een BSN.")
    tell("Elke partner maakt eigen sleutels; samen tekenen zij de deelnemerslijst, hun juristen tekenen de regels.")
    opbouw.open_doors(stage)
    opbouw.place_witnesses(stage)
    opbouw.hold_ceremony(stage)
    stage.server.start()
    tell("Partners publiceren sleutels en melden hun mensen aan: aangewezen, gescreend, onder mandaat.")
    opbouw.register_people(stage)
    tell("Twaalf casussen in drie regio's; partners nemen deel en zetten mensen op de casus.")
    verhaal.open_cases(story)
    verhaal.to_phase(story, "weging")
    tell("Belastingdienst: ongevraagd geweigerd (R-07), op verzoek gegeven, aan de NVWA geweigerd (R-08).")
    verhaal.fiscal_unasked(story)
    verhaal.fiscal_on_request(story)
    tell("Toeslagen: niets (R-01), ook niet via een omweg (R-02).")
    verhaal.toeslagen_refused(story)
    verhaal.to_phase(story, "verrijking-gesloten")
    tell("Politie en gemeenten leveren hun bestanden; het BSN gaat apart.")
    verhaal.exports_go_in(story)
    verhaal.others_supply(story)
    tell(
        "Dezelfde sleutel tweemaal: hetzelfde bewijs. De server valt midden in een levering (SIGKILL) en staat weer op."
    )
    verhaal.same_key_twice(story)
    verhaal.killed_in_the_middle(story)
    tell("Biometrie (R-39), buiten de casus (R-53), een buitenstaander, een verlopen screening (R-23).")
    verhaal.never_allowed(story)
    opener = story.zaken[0].opener
    verhaal.expired_screening(story, verhaal.unread_record(story, opener.naam), opener)
    tell("Alle ontvangers lezen en openen met hun eigen sleutel; de inhoud is wat is verstuurd.")
    verhaal.read_all(story)
    record = verhaal.compare_contents(story)
    tell("wpg-9: geweigerd voor de toestemming van het OM (R-14), gegeven daarna.")
    verhaal.to_phase(story, "informatieanalyse", story.zaken[:1])
    verhaal.consent_of_om(story)
    unread = verhaal.unread_record(story, beheerder.WATCHER)
    tell("De GEB van dit jaar uit wat er echt gebeurde; de FG adviseert, één organisatie stelt vast, alles nageteld.")
    geb = verantwoording.account(stage)
    tell("De beheerder probeert het: een lezer erbij, een sleutel verwisseld, geen regel, één byte anders.")
    opbouw.all_witnessed(stage)
    stage.server.stop()
    return geb, beheerder.try_everything(stage.folder, record, unread)


def _finish(stage: opbouw.Toneel, geb: dict[str, Any], tell: Callable[[str], None]) -> dict[str, Any]:
    folder = stage.folder
    tell("Het hele log wordt nagerekend.")
    checked = stage.server.run("audit", "verifieer")
    if not checked["geldig"]:
        raise DemoError(f"het log klopt niet: {json.dumps(checked['bevindingen'], ensure_ascii=False)[:600]}")
    summary = samenvatting.summarise(Settings(data_dir=folder / "backbone"), checked) | {"geb": geb}
    (folder / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return summary


def timed() -> Callable[[], float]:
    """Return a function that gives the seconds since now."""
    start = time.monotonic()
    return lambda: time.monotonic() - start
