# SPDX-License-Identifier: EUPL-1.2
"""What an edition was made with besides the record, as files in the edition: the blueprint, and what people wrote.

Invariant: with these files and the record at the cited checkpoints, the same edition can be made again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from audit.proof import jcs
from gep.geb.blauwdruk import Blauwdruk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MENSEN: Final = "mensen.toml"
BLAUWDRUK: Final = "blauwdruk.json"


@dataclass(frozen=True)
class Invoer:
    """The blueprint with the changes of the region, and the file of people as it stood (empty: there was none)."""

    blauwdruk: Blauwdruk
    mensen: str = field(repr=False)

    def bestanden(self) -> dict[str, bytes]:
        """Return the files that go along with the edition."""
        text = json.dumps(self.blauwdruk.to_json(), ensure_ascii=False, indent=2) + "\n"
        return {MENSEN: self.mensen.encode(), BLAUWDRUK: text.encode()}


def of_edition(bestanden: Mapping[str, bytes]) -> Invoer:
    """Return what an edition was made with.

    Raises:
        gep.geb.blauwdruk.BlauwdrukError: its blueprint is none.
        KeyError: the edition has no such files.
        ValueError: they cannot be read.
    """
    return Invoer(Blauwdruk.from_json(jcs.decode(bestanden[BLAUWDRUK])), bestanden[MENSEN].decode("utf-8"))


def of_folder(folder: Path) -> Invoer:
    """Return what the edition in a folder was made with; see `of_edition`.

    Raises:
        OSError: a file is not there.
    """
    return of_edition({name: (folder / name).read_bytes() for name in (MENSEN, BLAUWDRUK)})
