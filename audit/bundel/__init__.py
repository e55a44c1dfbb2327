# SPDX-License-Identifier: EUPL-1.2
"""The evidence bundle: the one zip that these parts can be, for who trusts neither the operator nor us.

Invariants:
- Byte-canonical: the same parts give the same bytes. Stored, ASCII names, fixed times, `mimetype` first, then `inhoud.json`
  with the hash of every other part, then the parts by name. The verifiers build the zip again and compare.
- No ciphertext and no salt ever goes in: what gathers the parts (`core.exchange.bewijs`) hands in rows with their hashes.
- Every bundle carries the standalone verifier (`audit.bundel.los`) and a page that says what it does not prove.

Norm: docs/adr/0021-evidence-bundle.md; PKWARE APPNOTE 6.3 for the container. It signs nothing and reads no log.
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from typing import TYPE_CHECKING

from audit.bundel.los.verifieer import BEWIJST_NIET, MIMETYPE
from audit.bundel.los.vormen import pak_in, pak_uit
from audit.proof import jcs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["make", "page", "parts", "verifier"]

_OURS = re.compile(r"^from audit\.bundel\.los\.(\w+) import (?:\([^)]*\)|[^\n(]*)\n", re.MULTILINE)
_LEESMIJ = """Bewijsbundel van Knooppunt
==========================

Deze bundel toont één handeling uit het log, met alles wat nodig is om haar zelf na te rekenen.

Narekenen:
1. Neem een eigen exemplaar van verifieer.py of verificateur.html, niet dat uit deze bundel.
2. Vraag een deelnemende organisatie om twee vingerafdrukken: die van de deelnemerslijst en die van het tlog-policy.
3. python verifieer.py BUNDEL --deelnemerslijst-sha256 HEX --tlog-policy-sha256 HEX

Zonder de twee vingerafdrukken is de uitslag `alleen intern consistent`: dan kan iedereen de bundel hebben gemaakt.

Dit bewijst NIET:
"""


def make(regel: tuple[str, int], delen: Mapping[str, bytes]) -> bytes:
    """Return the bundle about the line `regel` (origin, index) with these parts; the fixed ones are added here."""
    rest = {**delen, "LEESMIJ.txt": _readme(), "verifieer.py": verifier()}
    inhoud: dict[str, jcs.Json] = {
        "v": 1,
        "soort": "knooppunt-bewijsbundel",
        "regel": {"log": regel[0], "index": regel[1]},
        "bestanden": {name: hashlib.sha256(data).hexdigest() for name, data in rest.items()},
    }
    return pak_in({"mimetype": MIMETYPE, "inhoud.json": jcs.encode(inhoud), **dict(sorted(rest.items()))})


def parts(bundle: bytes) -> dict[str, bytes]:
    """Return the files of a bundle by name, in order; nothing of them is verified but the form of the zip."""
    return pak_uit(bundle)


def verifier() -> bytes:
    """Return the standalone verifier: one program, joined of the modules of `audit.bundel.los`.

    Each module takes the place of the first line that imports it; further such lines go out.
    """
    return _joined("verifieer", set()).encode()


def _joined(module: str, taken: set[str]) -> str:
    def inside(found: re.Match[str]) -> str:
        name = found[1]
        if name in taken:
            return ""
        taken.add(name)
        return _joined(name, taken)

    return _OURS.sub(inside, _source(f"{module}.py"))


def _source(name: str) -> str:
    return resources.files("audit.bundel.los").joinpath(name).read_text("utf-8")


def page() -> bytes:
    """Return the page that verifies a bundle in a browser, without a network."""
    return _source("verificateur.html").encode()


def _readme() -> bytes:
    return (_LEESMIJ + "".join(f"- {item}\n" for item in BEWIJST_NIET)).encode()
