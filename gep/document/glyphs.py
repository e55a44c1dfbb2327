# SPDX-License-Identifier: EUPL-1.2
"""Which characters can be shown, and what stands in the place of those that cannot.

Invariants:
- Nothing is lost in silence: a character that cannot be shown is written as its number (`U+1F600`).
- What steers instead of shows (control characters, marks that turn the direction of text) is always written out: what
  people sign reads as it is stored.

The PDF is set in the fonts inside the wheel of Typst (Libertinus Serif, DejaVu Sans Mono, New Computer Modern), so that
it is the same on every machine; whether they hold a character is asked of Typst itself.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

import typst

_HEAD: Final = b'#set document(title: "x")\n#set text(lang: "nl", font: "Libertinus Serif")\n#sys.inputs.x'
# What Dutch texts are made of; a test holds that the fonts have all of it, so that most documents ask nothing.
PLAIN: Final = frozenset(
    [*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA1, 0x180)), *"\n‘’‚“”„–—…•€→≤≥×−§°✓\u00a0\u202f\u2011"]
)
_STEERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Return the text with everything that steers written out, for pages and PDF alike; a line ends in one way."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isprintable() else "".join(map(_visible, text))


def showable(text: str) -> str:
    """Return the text with what the fonts of the PDF do not hold written out too."""
    text = visible(text)
    strange = frozenset(text) - PLAIN
    if not strange:
        return text
    shown = _written_out(text, _missing("".join(sorted(strange))))
    # signs that are there one by one can still be missing together
    return _written_out(text, strange) if _fails(shown) else shown


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that come with Typst, and no others."""
    return typst.Fonts(include_system_fonts=False)


def _visible(char: str) -> str:
    if char in "\n\t":
        return char
    steers = char in _STEERING or unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn")
    return _number(char) if steers else char


def _number(char: str) -> str:
    return f"(U+{ord(char):04X})"


def _written_out(text: str, chars: frozenset[str]) -> str:
    return "".join(_number(char) if char in chars else char for char in text)


@cache
def _missing(chars: str) -> frozenset[str]:
    """Ask Typst, of all at once and then of halves, which characters it has no glyph for."""
    if not _fails(chars):
        return frozenset()
    half = len(chars) // 2
    return _missing(chars[:half]) | _missing(chars[half:]) if half else frozenset(chars)


@lru_cache(maxsize=4096)
def _fails(text: str) -> bool:
    """Whether Typst cannot show a text; any other fault is no answer."""
    try:
        typst.compile(_HEAD, font_paths=fonts(), sys_inputs={"x": text}, pdf_standards="ua-1", format="pdf")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return True
    return False
