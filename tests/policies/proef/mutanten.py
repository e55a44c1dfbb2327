# SPDX-License-Identifier: EUPL-1.2
"""Helpers: the edits of a rule set, and an edit carried out in the files themselves."""

from collections.abc import Iterable, Mapping

from policies.analyse.ruimte import Regels, Ruimte, codes_of
from policies.loader import Checked, check
from policies.proef.equivalence import Equivalence
from policies.proef.mutants import Mutant, Mutator
from policies.rows import Row
from tests.policies.world import files_with


def edits(checked: Checked, days: Iterable[str] = ()) -> dict[str, Mutant]:
    """All edits of a checked set by name."""
    mutator = Mutator(checked.closure, checked.vocabulary, days, checked.vocabulary.nooit_ontvanger)
    return {mutant.naam: mutant for mutant in mutator.of(checked.rows)}


def edits_of(*rows: str, days: Iterable[str] = ()) -> dict[str, Mutant]:
    """All edits of these rows."""
    return edits(check(files_with(rows)), days)


def equivalence(checked: Checked) -> Equivalence:
    """The exact judge of a checked set."""
    return Equivalence(Ruimte(codes_of(checked), Regels(checked.rows, checked.closure)), checked.closure)


def carried_out(files: Mapping[str, bytes], mutant: Mutant) -> dict[str, bytes]:
    """The files with the row dropped or rewritten."""
    row = mutant.oud
    lines = files[row.bestand].decode().split("\n")
    lines[row.regel - 1 : row.regel] = [] if mutant.nieuw is None else [written(mutant.nieuw)]
    text = "\n".join(lines)
    if not any(line.startswith("p") for line in lines):
        return {name: data for name, data in files.items() if name != row.bestand}
    return {**files, row.bestand: text.encode()}


def written(row: Row) -> str:
    """A row as a line."""
    return ", ".join(("p", *row.cellen))
