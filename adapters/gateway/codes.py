# SPDX-License-Identifier: EUPL-1.2
"""The code lists by which a gateway reads events and statements from its feed.

The backbone admits only codes of its closed lists. A gateway reads what was admitted, under a register that it does not have;
so for regions it takes any text that has the *form* of a code. A code that means nothing fits no question and opens nothing.
"""

from __future__ import annotations

import re

from core.casus.fields import Codes

_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


class AnyCode(frozenset[str]):
    """A set that holds every text in the form of a code."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and _CODE.fullmatch(item) is not None

    def __or__(self, other: object) -> AnyCode:
        return self


READABLE = Codes(regios=AnyCode(), categorieen=AnyCode(), feiten=AnyCode(), functies=AnyCode())
