# SPDX-License-Identifier: EUPL-1.2
"""The basis that a feitverklaring names: an article, a rule or a code, never free text.

Invariants:
- At most four references, separated by "; ".
- Each is a law of `grondslagen.toml` (with or without an article), a rule id of law.md (`R-13`, `R-42a.1`) or a code.

Norm: peers-and-style.md 2.8 nr 12 (persons never in metadata). It does not check that the article exists.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

MAX_REFERENCES = 4
_ARTICLE = r"[0-9]{1,3}[a-z]{0,2}(?:[:.][0-9]{1,3}[a-z]{0,2})?(?:\([0-9a-z]{1,3}\)){0,4}(?:[0-9]°)?"
_RULE = r"R-[0-9]{2}[a-z]?(?:\.[0-9]{1,2})?"


def is_basis(value: Any) -> bool:
    """Return whether `value` is a basis in the closed notation."""
    if not isinstance(value, str):
        return False
    parts = value.split("; ")
    return len(parts) <= MAX_REFERENCES and all(_pattern().fullmatch(part) is not None for part in parts)


@cache
def _pattern() -> re.Pattern[str]:
    data = tomllib.loads(resources.files("core.facts").joinpath("grondslagen.toml").read_text("utf-8"))
    laws = "|".join(re.escape(name) for name in data["wetten"])
    codes = "|".join(re.escape(name) for name in data["codes"])
    return re.compile(rf"(?:{laws})(?: (?:art\. )?{_ARTICLE})?|{_RULE}|{codes}")
