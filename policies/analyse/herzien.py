# SPDX-License-Identifier: EUPL-1.2
"""What must be looked at again because the text of a source changed since the rules were last reviewed.

Purpose: a change of the law leads to the rows, and from there to open supplies and parts of the GEB.

Invariants: pure; the hash of each text is compared with `tekst_sha256` of its source, by the loader.

Norm: issue "Policies" (`beleid controleer`). Does not: know supplies or the GEB; `server` and `gep` ask here.
"""

from collections.abc import Iterable, Mapping

from policies.findings import MELDING, Finding, Findings
from policies.loader import Checked
from policies.reviewed import changed_texts, resting_on
from policies.rows import Row
from policies.sources import Source


def to_review(
    sources: Mapping[str, Source], rows: Iterable[Row], files: Mapping[str, bytes]
) -> Mapping[str, tuple[str, ...]]:
    """Per source whose text changed, the ids of the rows that rest on it."""
    return resting_on(changed_texts(sources, files, Findings()), rows)


def remarks(checked: Checked) -> Iterable[Finding]:
    """A remark per row that rests on a changed text."""
    rows = {row.id: row for row in checked.rows}
    for code, ids in checked.te_herzien.items():
        for row in map(rows.__getitem__, ids):
            told = f"{row.id} is te herzien: de tekst van bron `{code}` is veranderd."
            yield Finding(row.bestand, row.regel, "te-herzien", told, MELDING)
