# SPDX-License-Identifier: EUPL-1.2
"""Reports on the rules: blocks, and how they become text or a page."""

from policies.verslag.blokken import Alinea, Blok, LetOp, Lijst, Sectie, Tabel, Verslag
from policies.verslag.html import as_html
from policies.verslag.tekst import as_text

__all__ = ["Alinea", "Blok", "LetOp", "Lijst", "Sectie", "Tabel", "Verslag", "as_html", "as_text"]
