# SPDX-License-Identifier: EUPL-1.2
"""The texts of sources that were read, in `teksten/<bron>.txt`, and whether the rules were reviewed on them.

Purpose: when the law changes, what rests on the old text is known at once.

Invariants:
    * a text whose hash is not that of the last review (`tekst_sha256`) changes no outcome: it marks its
      source, and with it rows, open supplies and parts of the GEB, as to be reviewed;
    * a text of no source, or a hash without its text, refuses the set: nobody would see that text change.

Norm: issue "Policies" (`beleid controleer`). Does not: fetch laws, or judge a text.
"""

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from policies.findings import Findings, nearest
from policies.rows import Row
from policies.sources import BESTAND, Source
from policies.table import read_text

TEKSTEN: Final = "teksten"


def changed_texts(sources: Mapping[str, Source], files: Mapping[str, bytes], findings: Findings) -> tuple[str, ...]:
    """The codes of sources whose text is not the one of the last review; each is a remark."""
    texts = _texts(files)
    for code, name in texts.items():
        if code not in sources:
            findings.add(name, 0, "tekst", f"er is geen bron `{code}` bij deze tekst.{nearest(code, sources)}")
    changed = []
    for code, source in sources.items():
        if source.tekst_sha256 and code not in texts:
            findings.add(BESTAND, source.regel, "tekst", f"`{code}` heeft een `tekst_sha256`, maar geen tekst.")
        elif code in texts and (why := _changed(source, texts[code], files[texts[code]], findings)):
            findings.remark(BESTAND, source.regel, "gewijzigde-tekst", f"`{code}`: {why} Kijk na wat erop rust.")
            changed.append(code)
    return tuple(changed)


def resting_on(codes: Iterable[str], rows: Iterable[Row]) -> Mapping[str, tuple[str, ...]]:
    """Per source the ids of the rows that rest on it."""
    kept = tuple(rows)
    return MappingProxyType({code: tuple(row.id for row in kept if code in row.bronnen) for code in codes})


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    prefix, ending = f"{TEKSTEN}/", ".txt"
    names = sorted(name for name in files if name.startswith(prefix) and name.endswith(ending))
    return {name.removeprefix(prefix).removesuffix(ending): name for name in names}


def _changed(source: Source, name: str, data: bytes, findings: Findings) -> str:
    if read_text(name, data, findings) is None or hashlib.sha256(data).hexdigest() == source.tekst_sha256:
        return ""
    if not source.tekst_sha256:
        return "de regels zijn nog niet met deze tekst vergeleken (`tekst_sha256`)."
    return "de tekst is anders dan toen de regels er het laatst mee zijn vergeleken."
