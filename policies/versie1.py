# SPDX-License-Identifier: EUPL-1.2
"""Reading the files of a release of version 1 as they were read then.

Purpose: a decision of years ago can be repeated. What files must say grew since; what a release of version 1 does not
say is filled in here with what the program of that time took for granted. The bytes, hashes and digest stay its own.

Invariants:
    * only what version 1 could not say is added; nothing that it says is changed;
    * no file of today passes through here: a new release says everything itself.

Norm: design.md 1 (3); reference/policy-engine.md 4a (a retroactive correction is a new release, never an edit).
Does not: decide whether such a release still counts (`core.keychain.release`).
"""

import re
from collections.abc import Mapping
from typing import Final

# Version 1 had the operator as the one who never receives, in the program.
_GRENS: Final = b'\n[grens]\nnooit-ontvanger = ["beheerder"]\n'
_BRON: Final = re.compile(rb"^(bron\.[a-z0-9-]+ = \{.*(?:onzeker = |vervallen = true).*) \}$", re.MULTILINE)
# The day on which the sources of version 1 were read; it did not note since when each doubt was known.
_SINDS: Final = b", onzeker_sinds = 2026-11-21 }"


def as_read_then(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files with what version 1 took for granted."""
    found = dict(files)
    vocabulary, sources = found.get("vocabulaire.toml", b""), found.get("bronnen.toml", b"")
    if b"\n[grens]\n" not in vocabulary:
        found["vocabulaire.toml"] = vocabulary + _GRENS
    if b"onzeker_sinds" not in sources:
        found["bronnen.toml"] = _BRON.sub(lambda line: line[1] + _SINDS, sources)
    return found
