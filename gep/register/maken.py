# SPDX-License-Identifier: EUPL-1.2
"""The register of processing activities as an account: one page, one PDF, one CSV file and one JSON file of the same versions.

Invariants:
- All four forms hold the same versions, made from one reading of the record.
- It says at which moment it holds, from which release and register, and up to which checkpoints the log was read.
- It is no legal judgement: the type of a category and every basis is a proposal with its certainty.

Norm: AVG 30, Wpg 31d. What a version is: `gep.register.velden`. It writes nothing to the record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from core.register.bewaartermijnen import Bewaartermijnen
from gep.document import bestanden
from gep.document.pagina import as_html
from gep.document.pdf import as_pdf
from gep.register import pagina, werkelijk
from gep.register.csvbestand import as_csv
from gep.register.lezen import Lezer

if TYPE_CHECKING:
    from pathlib import Path

    from gep.bron import Bron
    from gep.document.document import Document
    from gep.register.velden import Versie
    from gep.voortgang import Voortgang

NAAM: Final = "verwerkingsregister"
FILES: Final = tuple(f"{NAAM}.{form}" for form in ("html", "pdf", "csv", "json"))
VORM: Final = 1


@dataclass(frozen=True)
class Verwerkingsregister:
    """The register at one moment, or with all its versions.

    Attributes:
        op: the moment (ms) at which the versions hold.
        alle: whether every version is in it.
        versies: the versions.
    """

    bron: Bron = field(repr=False)
    op: int
    alle: bool
    versies: tuple[Versie, ...] = field(repr=False)

    @property
    def document(self) -> Document:
        """The register as people read it."""
        return pagina.document(self)

    def to_json(self) -> dict[str, Any]:
        """Return the content of `verwerkingsregister.json`."""
        return {
            "v": VORM,
            "op": self.op,
            "alle_versies": self.alle,
            "gemaakt": self.bron.gemaakt,
            "vrijgave": self.bron.ruleset.digest,
            "register": f"sha256:{self.bron.register.digest}",
            "deelnemerslijst": f"sha256:{self.bron.lijst.fingerprint}",
            "checkpoints": [stand.to_json() for stand in self.bron.standen],
            "verwerkingen": [versie.to_json() for versie in self.versies],
        }

    def files(self) -> dict[str, bytes]:
        """Return the four files by name."""
        made = self.document
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
        contents = (as_html(made).encode(), as_pdf(made, self.bron.gemaakt), as_csv(self.versies), text.encode())
        return dict(zip(FILES, contents, strict=True))

    def save(self, folder: Path) -> None:
        """Write the four files into `folder`, all or none."""
        bestanden.write(folder, self.files())


def make(
    bron: Bron,
    op: int | None = None,
    *,
    alle: bool = False,
    termijnen: Bewaartermijnen | None = None,
    voortgang: Voortgang | None = None,
) -> Verwerkingsregister:
    """Make the register as it holds at ms `op` (None: now), or with every version.

    Raises:
        audit.values.LogError: the log cannot be read whole.
    """
    when = bron.gemaakt if op is None else op
    lezer = Lezer(bron.register, bron.ruleset, bron.lijst, termijnen or Bewaartermijnen.load())
    chosen = [versie for versie in lezer.versies if alle or versie.holds(when)]
    received = werkelijk.counted(bron, voortgang)
    filled = (
        replace(versie, werkelijk=received.get((versie.verwerking.code, versie.verwerking.versie), ()))
        for versie in chosen
    )
    return Verwerkingsregister(bron, when, alle, tuple(filled))
