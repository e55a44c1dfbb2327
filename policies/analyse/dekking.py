# SPDX-License-Identifier: EUPL-1.2
"""Fewer sentences for the same requests: blocks that do not overlap become the widest blocks that together cover them.

Purpose: "everything Toeslagen supplies outside these phases" is one sentence for a jurist, also where a division without
overlap needs five.

Invariants:
    * the union stays exactly the same: no request is added and none is lost;
    * no block can be left out, and no code in a block: what another block already says is not said twice.

Does not: promise the smallest number there is (that is a hard problem); it takes the widest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TypeAlias

from policies.analyse.ruimte import VELDEN, Blok

_Doos: TypeAlias = tuple[int, ...]  # per column a mask of codes
MANY = 80  # of so many blocks the division itself is told: widening them all would take long and help nobody


def cover(blocks: Sequence[Blok]) -> list[Blok]:
    """The widest blocks that together are these blocks, which must not overlap."""
    if not 1 < len(blocks) <= MANY:
        return list(blocks)
    codes = {veld: sorted(set().union(*(blok.cellen[veld] for blok in blocks))) for veld in VELDEN}
    boxes = [_box(blok, codes) for blok in blocks]
    wide = sorted(dict.fromkeys(_widen(box, boxes) for box in boxes), key=lambda box: (-_volume(box), box))
    chosen = _trimmed(_needed(wide, boxes))
    return [_block(box, codes) for box in chosen]


def _needed(wide: Iterable[_Doos], boxes: Sequence[_Doos]) -> list[_Doos]:
    left, chosen = list(boxes), []
    for box in wide:
        rest = [part for one in left for part in _minus(one, box)]
        if sum(map(_volume, rest)) < sum(map(_volume, left)):
            chosen.append(box)
            left = rest
    return chosen


def _trimmed(boxes: list[_Doos]) -> list[_Doos]:
    """Take from each block, the narrowest first, the codes for which the others say it all."""
    for i in reversed(range(len(boxes))):
        others = boxes[:i] + boxes[i + 1 :]
        for column in range(len(boxes[i])):
            for atom in _atoms({one[column] for one in boxes}):
                box = boxes[i]
                part = (*box[:column], box[column] & atom, *box[column + 1 :])
                if part[column] and part != box and not _outside(part, others):
                    boxes[i] = (*box[:column], box[column] & ~atom, *box[column + 1 :])
    return boxes


def _outside(box: _Doos, others: Sequence[_Doos]) -> list[_Doos]:
    rest = [box]
    for other in others:
        rest = [part for one in rest for part in _minus(one, other)]
    return rest


def _widen(box: _Doos, boxes: Sequence[_Doos]) -> _Doos:
    """Add to each column all codes with which the block stays inside the union."""
    for column in range(len(box)):
        for atom in _atoms({other[column] for other in boxes}):
            wider = (*box[:column], box[column] | atom, *box[column + 1 :])
            if wider != box and sum(_volume(_both(wider, other)) for other in boxes) == _volume(wider):
                box = wider
    return box


def _atoms(masks: Iterable[int]) -> list[int]:
    """The finest parts that these masks are made of."""
    parts: list[int] = []
    for mask in sorted(masks):
        rest, split = mask, []
        for part in parts:
            split += [piece for piece in (part & mask, part & ~mask) if piece]
            rest &= ~part
        parts = [*split, rest] if rest else split
    return parts


def _minus(box: _Doos, cutter: _Doos) -> list[_Doos]:
    """The parts of a block outside another, without overlap."""
    if not _volume(_both(box, cutter)):
        return [box]
    parts = []
    for column, (own, cut) in enumerate(zip(box, cutter, strict=True)):
        if own & ~cut:
            parts.append((*box[:column], own & ~cut, *box[column + 1 :]))
            box = (*box[:column], own & cut, *box[column + 1 :])
    return parts


def _both(box: _Doos, other: _Doos) -> _Doos:
    return tuple(a & b for a, b in zip(box, other, strict=True))


def _volume(box: _Doos) -> int:
    return prod(mask.bit_count() for mask in box)


def _box(blok: Blok, codes: Mapping[str, Sequence[str]]) -> _Doos:
    return tuple(sum(1 << i for i, code in enumerate(codes[veld]) if code in blok.cellen[veld]) for veld in VELDEN)


def _block(box: _Doos, codes: Mapping[str, Sequence[str]]) -> Blok:
    named = zip(VELDEN, box, strict=True)
    return Blok({veld: frozenset(c for i, c in enumerate(codes[veld]) if mask >> i & 1) for veld, mask in named})
