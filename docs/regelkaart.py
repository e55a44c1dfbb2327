# SPDX-License-Identifier: EUPL-1.2
"""The rule map: every rule of the legal framework, its rows, its scenarios, its sources; nothing missing.

Invariants:
- The rules are those of `regels.toml`. A rule without a row names the code that enforces it and the test that proves so.
- A rule without row or code, a row or code of an unknown rule, and a name that cannot be imported are errors.
- The same files give the same bytes.

It judges nothing: whether a source is right stands with the source.
"""
# ruff: noqa: INP001 - docs is a folder of pages, not a package

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Final

from policies import FOLDER
from policies.findings import Findings
from policies.loader import Checked, check, read_folder
from policies.proef.reading import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policies.proef.scenario import Scenario
    from policies.rows import Row

BESTAND: Final = Path(__file__).resolve().parent / "regels.toml"
KOPPEN: Final = ("regel", "wat zij zegt", "rijen", "scenario's", "bron en zekerheid", "open vragen")


class RuleMapError(ValueError):
    """The map has a hole; the message names every one."""

    type = "regelkaart"


@dataclass(frozen=True)
class Regelkaart:
    """The map of one rule folder."""

    titels: Mapping[str, str]
    code: Mapping[str, Mapping[str, Any]]
    checked: Checked
    scenarios: tuple[Scenario, ...]

    @classmethod
    def load(cls, data: Mapping[str, Any] | None = None, files: Mapping[str, bytes] | None = None) -> Regelkaart:
        """Read `regels.toml` and the rule folder.

        Raises:
            RuleMapError: with every hole.
        """
        told = tomllib.loads(BESTAND.read_text(encoding="utf-8")) if data is None else data
        kept = read_folder(FOLDER) if files is None else files
        found = cls(told["regel"], told["code"], check(kept), read_scenarios(kept, Findings()))
        if holes := found.holes():
            raise RuleMapError("; ".join(holes))
        return found

    def rows(self, rule: str) -> tuple[Row, ...]:
        """Return the rows of a rule, in order."""
        return tuple(row for row in self.checked.rows if rule_of(row.id) == rule)

    def holes(self) -> list[str]:
        """Return everything that is missing or too much, both ways."""
        with_rows = {rule_of(row.id) for row in self.checked.rows}
        known, coded = set(self.titels), set(self.code)
        holes = [f"{rule} heeft geen rij en geen code" for rule in sorted(known - with_rows - coded)]
        holes += [f"{rule} heeft rijen én code" for rule in sorted(with_rows & coded)]
        holes += [f"{rule} staat niet in regels.toml" for rule in sorted((with_rows | coded) - known)]
        proven = {rule_of(row) for scenario in self.scenarios for row in scenario.verwacht.regels}
        holes += [f"{rule} heeft geen scenario" for rule in sorted(with_rows & known - proven)]
        for rule, item in self.code.items():
            holes += [f"{rule} noemt `{name}`, maar dat bestaat niet" for name in item["code"] if not _exists(name)]
        return holes

    def table(self) -> Iterable[tuple[str, ...]]:
        """Yield one line per rule."""
        for rule, title in self.titels.items():
            rows = self.rows(rule)
            yield (rule, title, *(self._of_rows(rows) if rows else self._of_code(rule)))

    def questions(self) -> str:
        """Return the open questions with the rules that hang on them, as a list."""
        lines = []
        for number, text in sorted(self.checked.vragen.items()):
            asked = [
                rule
                for rule in self.titels
                if any(number in self.checked.sources[code].vragen for row in self.rows(rule) for code in row.bronnen)
            ]
            lines.append(f"{number}. {text} Hieraan hangen: {', '.join(asked) or 'geen regels'}.\n")
        return "".join(lines)

    def _of_rows(self, rows: tuple[Row, ...]) -> tuple[str, ...]:
        told = [f"`{row.id}` {'staat toe' if row.eft == 'allow' else 'verbiedt'}, {row.status}" for row in rows]
        sources = dict.fromkeys(code for row in rows for code in row.bronnen)
        cited = [self.checked.sources[code] for code in sources]
        words = [f"{s.wet}, {s.artikel} ({s.zekerheid}{', vervallen' if s.vervallen else ''})" for s in cited]
        asked = sorted({number for source in cited for number in source.vragen})
        return "<br>".join(told), self._scenarios(rows), "<br>".join(words), ", ".join(map(str, asked))

    def _scenarios(self, rows: tuple[Row, ...]) -> str:
        """Count the scenarios whose outcome a row of the rule must carry, and the near misses, per file."""
        ids = {row.id for row in rows}
        hits: dict[str, int] = {}
        near: dict[str, int] = {}
        for scenario in self.scenarios:
            name = scenario.bestand.rpartition("/")[2]
            hits[name] = hits.get(name, 0) + bool(ids & scenario.verwacht.regels)
            near[name] = near.get(name, 0) + bool(ids & set(scenario.bijna))
        told = (_counted(name, hits[name], near[name]) for name in sorted(hits))
        return "<br>".join(filter(None, told))

    def _of_code(self, rule: str) -> tuple[str, ...]:
        item = self.code[rule]
        names = "<br>".join(f"`{name}`" for name in item["code"])
        return f"geen rij: {item['waarom']}<br>{names}", f"`{item['toets']}`", "", ""


def rule_of(row_id: str) -> str:
    """Return the rule of a row: `R-42a` of `R-42a.1`."""
    return row_id.partition(".")[0]


def _counted(name: str, hits: int, near: int) -> str:
    words = [f"{hits} raak"] if hits else []
    words += [f"{near} net mis"] if near else []
    return f"{name}: {', '.join(words)}" if words else ""


def _exists(name: str) -> bool:
    try:
        return callable(resolve_name(name))
    except (ImportError, AttributeError, ValueError):
        return False
