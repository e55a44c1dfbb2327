# SPDX-License-Identifier: EUPL-1.2
"""The history of an activity: until when a version holds, and in sentences what the next one changed.

Invariants:
- Every field of the register that differs gives a sentence, so two versions without a sentence are equal.
- Versions stand in the order in which they took effect.

Norm: LDV 1.0.0 (every change is a version with a time). It looks at the rows of the register only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.contract.verwerkingen import Verwerking

_TEXTS: Final = (
    ("naam", "De naam is nieuw"),
    ("grondslag", "De rechtsgrond is nieuw"),
    ("zekerheid", "De zekerheid van de rechtsgrond is nieuw"),
    ("reden", "De reden om vertrouwelijk te zijn is nieuw"),
)


def ends(rows: Iterable[Verwerking]) -> dict[tuple[str, int], int | None]:
    """Return per code and version the first ms at which it no longer holds, None for the newest."""
    found: dict[tuple[str, int], int | None] = {}
    for versions in by_code(rows).values():
        for earlier, later in pairwise(versions):
            found[earlier.code, earlier.versie] = later.vanaf
        found[versions[-1].code, versions[-1].versie] = None
    return found


def by_code(rows: Iterable[Verwerking]) -> dict[str, list[Verwerking]]:
    """Return all versions per activity, oldest first."""
    found: dict[str, list[Verwerking]] = {}
    for row in sorted(rows, key=lambda row: row.versie):
        found.setdefault(row.code, []).append(row)
    return found


def previous(rows: Iterable[Verwerking], row: Verwerking) -> Verwerking | None:
    """Return the version before this one."""
    return next((item for item in rows if (item.code, item.versie) == (row.code, row.versie - 1)), None)


def changes(
    before: Verwerking | None, after: Verwerking, handeling: Callable[[str], str], gegeven: Callable[[str], str]
) -> tuple[str, ...]:
    """Return what changed, in sentences; empty for a first version."""
    if before is None:
        return ()
    texts = (f"{what}: {getattr(after, field) or 'geen'}." for field, what in _TEXTS if _differ(before, after, field))
    return (
        *texts,
        *_lists("handeling", before.handelingen, after.handelingen, handeling),
        *_lists("vertrouwelijke categorie", before.vertrouwelijk, after.vertrouwelijk, gegeven),
    )


def _differ(before: Verwerking, after: Verwerking, field: str) -> bool:
    return bool(getattr(before, field) != getattr(after, field))


def _lists(what: str, before: tuple[str, ...], after: tuple[str, ...], label: Callable[[str], str]) -> Iterator[str]:
    for code in after:
        if code not in before:
            yield f"Nieuwe {what}: {label(code)}."
    for code in before:
        if code not in after:
            yield f"Vervallen {what}: {label(code)}."
