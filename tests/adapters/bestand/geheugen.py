# SPDX-License-Identifier: EUPL-1.2
"""Make a large night file and run it through the politie format in this process; print what it took.

Run as `python geheugen.py MAP RIJEN DEEL`: of every DEEL rows one belongs to an open case. Prints one JSON object with
rows, proposals, seconds and peak memory in MiB. Used by test_geheugen.py.
"""

import json
import resource
import sys
import time
from pathlib import Path

from adapters.bestand.afbeelding import load_mapping
from adapters.bestand.formaat import Omzetter
from adapters.bestand.opdrachten import Deelnemer, Opdracht, Werklijst
from adapters.politie import AFBEELDING, open_source

OPEN = "11111111-1111-4111-8111-111111111111"
DICHT = "99999999-9999-4999-8999-999999999999"
KOP = (
    "kenmerk;artikel;persoonnummer;voornamen;geslachtsnaam;geboortedatum;rol;uitspraak;aard;betrouwbaarheid;"
    "herkomst;verkregen;peildatum;relevant;weigeringsgrond;uittreksel;geautomatiseerd;verbalisant"
)


def write(pad: Path, rijen: int, deel: int) -> None:
    with pad.open("w", encoding="cp1252", newline="") as stream:
        stream.write(KOP + "\r\n")
        for nummer in range(rijen):
            kenmerk = OPEN if nummer % deel == 0 else DICHT
            stream.write(
                f"{kenmerk};8;P-{nummer};Renée;Müller-{nummer % 977};19680000;VERDACHTE;"
                f"Gezien bij loods {nummer % 50} met een aanhanger en twee onbekenden.;F;A;WAARNEMING;CONTROLE;"
                "20261101;J;N;N;N;V. Erbalisant\r\n"
            )
        stream.write(f"EINDE;{rijen}\r\n")


def peak_mib() -> int:
    """Return the most memory that this program itself held.

    On Linux `getrusage` also counts what the parent held when it forked, which is the whole test worker.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text("ascii").splitlines() if ":" in line)
        return round(int(lines["VmHWM"].split()[0]) / 1024)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(map_: Path, rijen: int, deel: int) -> None:
    pad = map_ / "nacht.csv"
    write(pad, rijen, deel)
    afbeelding = load_mapping(AFBEELDING)
    werklijst = Werklijst([Opdracht(OPEN, OPEN, (Deelnemer("0" * 20, "gemeente", ("algemeen",)),))])
    bron, omzetter = open_source(pad, afbeelding), Omzetter(afbeelding, werklijst)
    begin = time.perf_counter()
    bron.keur()
    voorstellen = sum(1 for _ in omzetter.convert(bron.records()))
    uit = {
        "rijen": omzetter.verslag.gelezen,
        "voorstellen": voorstellen,
        "thuis": dict(omzetter.verslag.afgevallen.regels),
        "seconden": round(time.perf_counter() - begin, 1),
        "mib": peak_mib(),
    }
    print(json.dumps(uit))  # noqa: T201 -- a program


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
