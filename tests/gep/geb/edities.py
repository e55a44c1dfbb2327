# SPDX-License-Identifier: EUPL-1.2
"""Editions for the tests of who checks them: made, saved, altered, and sealed again as a forger would."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from audit.proof import jcs
from core.contract import editie
from gep.bron import Bron
from gep.document.pdf import as_pdf
from gep.geb import maken
from gep.geb.maken import Geb, make
from gep.periode import Periode
from tests.core.exchange.conftest import Zaak
from tests.gep.conftest import happen
from tests.kit import backbone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit import Backbone

MENSEN = """regio = "landelijk"
[antwoord."18"]
tekst = "Wij zien geen reden om te stoppen."
wie = "privacyadviseur"
wanneer = "2026-11-22"
"""


@contextmanager
def record(folder: Path) -> Iterator[Zaak]:
    """Give a casus on which the story of the figures happened; the same document is set as a PDF only once."""
    with pytest.MonkeyPatch.context() as patch, backbone(folder) as made:
        patch.setattr(maken, "as_pdf", cache(as_pdf))  # the real one: typesetting takes most of the time of a check
        found = Zaak(made)
        happen(found)
        yield found


def edition(knooppunt: Backbone, **how: Any) -> Geb:
    """Make the GEB of this year, as the record stands now."""
    bron = Bron.of_world(knooppunt.world)
    return make(bron, Periode.year_of(bron.gemaakt), **how)


def saved(knooppunt: Backbone, folder: Path, **how: Any) -> Path:
    """Make the GEB of this year and save it."""
    edition(knooppunt, **how).save(folder)
    return folder


def reseal(folder: Path, **changed: Any) -> None:
    """Let every hash in `editie.json` fit again, with these features changed."""
    said = {**json.loads((folder / editie.NAAM).read_bytes()), **changed}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != editie.NAAM}
    said["bestanden"] = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    said["editie"] = jcs.digest({name: value for name, value in said.items() if name != "editie"})
    (folder / editie.NAAM).write_text(json.dumps(said), "utf-8")


def rewritten(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    """Change a JSON file of an edition in place, and seal it again."""
    found = json.loads((folder / name).read_bytes())
    change(found)
    (folder / name).write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    reseal(folder)


def replaced(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file, and seal it again."""
    text = (folder / name).read_text("utf-8")
    assert text.count(old) == 1, text.count(old)
    (folder / name).write_text(text.replace(old, new), "utf-8")
    reseal(folder)
