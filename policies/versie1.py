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
from types import MappingProxyType
from typing import Final

VOCABULAIRE: Final = "vocabulaire.toml"
BRONNEN: Final = "bronnen.toml"
# Version 1 had the operator as the one who never receives, and the acts per place, in the program.
_SECTIES: Final = MappingProxyType(
    {
        b"\n[grens]\n": b'nooit-ontvanger = ["beheerder"]\n',
        b"\n[plaatsen]\n": b'verzegelen = ["verstrekken", "doorverstrekken"]\nserver = ["*"]\n'
        b'openen = ["verstrekken", "doorverstrekken", "lezen"]\n',
    }
)
# An obligation said where, not what kind of work it is; `_ELSE` per place for one that is not named here.
_PLICHT: Final = re.compile(rb'^([a-z0-9-]+) = \{ plaats = "([a-z]+)", (?!werk = )', re.MULTILINE)
_WERK: Final[Mapping[bytes, bytes]] = MappingProxyType(
    {
        b"jaaroverzicht-wpg20": b"tellen",
        b"deelbare-reden": b"uitleggen",
        b"uittreksel-voorstellen": b"uitleggen",
        b"pseudoniem-tonen": b"maskeren",
        b"melden-partners": b"melden",
        b"melden-ontvangers": b"melden",
        b"naar-jurist": b"uitleggen",
        b"vergrendelen": b"vergrendelen",
        b"uitzetten-bij-verantwoordelijken": b"uitzetten",
        b"klok-een-maand": b"bewaken",
    }
)
_ELSE: Final[Mapping[bytes, bytes]] = MappingProxyType({b"openen": b"tonen"})
# Who may be told of a row was a sentence; the program knew these four.
_TOONBAAR: Final = re.compile(rb'^(allen|lid|verstrekker|officier) = (".*")$', re.MULTILINE)
_AAN_WIE: Final[Mapping[bytes, bytes]] = MappingProxyType(
    {
        b"allen": b'relaties = ["ieder"]',
        b"lid": b'relaties = ["lid"]',
        b"verstrekker": b'relaties = ["verstrekker"]',
        b"officier": b'soorten = ["om", "fg", "privacyfunctionaris", "auditor"]',
    }
)
_BRON: Final = re.compile(rb"^(bron\.[a-z0-9-]+ = \{.*(?:onzeker = |vervallen = true).*) \}$", re.MULTILINE)
# The day on which the sources of version 1 were read; it did not note since when each doubt was known.
_SINDS: Final = b", onzeker_sinds = 2026-11-21 }"


def as_read_then(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files with what version 1 took for granted."""
    found = dict(files)
    if BRONNEN in found and b"onzeker_sinds" not in found[BRONNEN]:
        found[BRONNEN] = _BRON.sub(lambda line: line[1] + _SINDS, found[BRONNEN])
    if VOCABULAIRE in found:
        found[VOCABULAIRE] = _vocabulary(found[VOCABULAIRE])
    return found


def _vocabulary(data: bytes) -> bytes:
    data = _PLICHT.sub(_with_work, data)
    before, head, rest = data.partition(b"\n[toonbaar]\n")
    section, next_head, after = rest.partition(b"\n[")
    section = _TOONBAAR.sub(lambda line: b"%b = { %b, uitleg = %b }" % (line[1], _AAN_WIE[line[1]], line[2]), section)
    data = b"".join((before, head, section, next_head, after))
    return data + b"".join(name + body for name, body in _SECTIES.items() if name not in data)


def _with_work(line: re.Match[bytes]) -> bytes:
    work = _WERK.get(line[1]) or _ELSE.get(line[2], b"vastleggen")
    return b'%b = { plaats = "%b", werk = "%b", ' % (line[1], line[2], work)
