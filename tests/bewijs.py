# SPDX-License-Identifier: EUPL-1.2
"""Reading `docs/bewijs.md`: which tests and bench rows prove which sentence of an issue.

A row of a table there has two cells: the sentence, and in backticks what proves it: a test id
(`tests/audit/test_tree.py::test_name`, without the brackets of a parameter) or a bench row (`bench:push`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ROW = re.compile(r"^\|(?P<sentence>[^|]+)\|(?P<proof>[^|]+)\|\s*$")
_TOKEN = re.compile(r"`((?:tests/|bench:)[^`]+)`")


@dataclass(frozen=True)
class Proofs:
    """The sentences of the page with what proves each."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def read(cls, page: Path) -> Proofs:
        """Parse the page; header and separator rows of tables are no sentences."""
        rows = []
        for line in page.read_text(encoding="utf-8").splitlines():
            match = _ROW.match(line)
            if match and not set(match["sentence"].strip()) <= {"-", ":"} and match["sentence"].strip() != "zin":
                rows.append((match["sentence"].strip(), tuple(_TOKEN.findall(match["proof"]))))
        return cls(tuple(rows))

    @property
    def holes(self) -> list[str]:
        """Sentences that nothing proves."""
        return [sentence for sentence, proof in self.rows if not proof]

    @property
    def tests(self) -> set[str]:
        """All test ids of the page."""
        return {token for _, proof in self.rows for token in proof if token.startswith("tests/")}

    @property
    def bench_rows(self) -> set[str]:
        """All bench rows of the page."""
        return {token.removeprefix("bench:") for _, proof in self.rows for token in proof if token.startswith("bench:")}

    def missing(self, passed: Iterable[str]) -> list[str]:
        """Return the named tests that did not pass; a file or folder stands for at least one passed test in it."""
        names = {node.split("[")[0] for node in passed}
        return sorted(test for test in self.tests if not any(_covers(test, name) for name in names))


def _covers(test: str, name: str) -> bool:
    return name == test or name.startswith((test + "::", test.rstrip("/") + "/"))
