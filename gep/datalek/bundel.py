# SPDX-License-Identifier: EUPL-1.2
"""One version of a report as files: for officers at the top, and a folder per controller with what is for that one.

    datalek.json, datalek.html, datalek.pdf                  the report; record and case ids, for officers
    <OIN>/melding.json, melding.html, melding.pdf            the concept notification of that controller
    <OIN>/betrokkenen.html, .pdf; <OIN>/bestuur.html, .pdf   concept messages
    <OIN>/telverzoek.json                                    what that controller is asked to count

Invariants:
- In the folder of a controller nothing stands of the records of another.
- The files of one version come from one reading of the record.

It writes nothing to disk: `gep.document.bestanden` does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gep.datalek import rapport, verschil
from gep.datalek.brieven import to_board, to_people
from gep.datalek.melding import of_suppliers
from gep.datalek.tellingen import merge, requests
from gep.document.onderdrukken import DREMPEL
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from core.keychain.stuk import SigningKeys
    from gep.datalek.melding import Melding
    from gep.datalek.tellingen import Tellingen
    from gep.datalek.verschil import Verschil
    from gep.datalek.waarde import Datalek
    from gep.document.document import Document

RAPPORT = "datalek"


@dataclass(frozen=True)
class Bundel:
    """A report with the counts that came in and what changed."""

    lek: Datalek
    tellingen: Tellingen
    verschil: Verschil | None

    def to_json(self) -> dict[str, Any]:
        """Return the content of `datalek.json`."""
        value = self.lek.to_json() | {"tellingen": self.tellingen.to_json()}
        return value | {"verschil": None if self.verschil is None else self.verschil.to_json()}

    def documents(self, drempel: int = DREMPEL) -> dict[str, Document]:
        """Return every document by the name of its files, without ending."""
        found = {RAPPORT: rapport.document(self.lek, self.tellingen, self.verschil)}
        for melding in self.meldingen:
            found[f"{melding.oin}/melding"] = melding.document()
            found[f"{melding.oin}/betrokkenen"] = to_people(melding)
            found[f"{melding.oin}/bestuur"] = to_board(melding, drempel)
        return found

    def files(self, drempel: int = DREMPEL) -> dict[str, bytes]:
        """Return every file by its name."""
        made = {f"{RAPPORT}.json": _json(self.to_json())}
        for melding in self.meldingen:
            made[f"{melding.oin}/melding.json"] = _json(melding.to_json())
        for oin, asked in requests(self.lek).items():
            made[f"{oin}/telverzoek.json"] = _json(asked.to_json())
        for name, document in self.documents(drempel).items():
            made[f"{name}.html"] = as_html(document).encode()
            made[f"{name}.pdf"] = as_pdf(document, self.lek.gemaakt)
        return made

    @property
    def meldingen(self) -> list[Melding]:
        """The notification of each controller."""
        return of_suppliers(self.lek, self.tellingen)


def gather(
    lek: Datalek, keys: SigningKeys, folder: Path | None = None, vorige: Mapping[str, Any] | None = None
) -> Bundel:
    """Return a report with the counts in a folder that hold, held against the version before."""
    counted = merge(lek, keys, folder)
    made = Bundel(lek, counted, None)
    return made if vorige is None else Bundel(lek, counted, verschil.compare(vorige, made.to_json()))


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
