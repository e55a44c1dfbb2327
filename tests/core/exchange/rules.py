# SPDX-License-Identifier: EUPL-1.2
"""The rules of a test backbone with rows more, under the digest that its records are sealed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exchange.world import World
from policies import RuleSet
from tests.policies.world import p_row, real_files

if TYPE_CHECKING:
    import pytest

    from tests.kit import Backbone


def use(monkeypatch: pytest.MonkeyPatch, knooppunt: Backbone, *rows: str, **edits: tuple[str, str]) -> RuleSet:
    """Let the backbone decide by the real rules with these rows more; `vocabulaire=(old, new)` edits the vocabulary."""
    files = {**real_files(), "regels/test.csv": "".join(row + "\n" for row in rows).encode()}
    if edits:
        old, new = edits["vocabulaire"]
        text = files["vocabulaire.toml"].decode()
        assert old in text
        files["vocabulaire.toml"] = text.replace(old, new, 1).encode()
    rules = RuleSet.of_files(files, "demo", knooppunt.release.digest)
    monkeypatch.setattr(World, "ruleset", rules)
    return rules


def denied(toonbaar: str, **cells: str) -> str:
    """A row that forbids, on this level."""
    return p_row(**{"id": "T-1.1", "wie": "*", "aan": "*", "wat": "*", "toonbaar": toonbaar, **cells})
