# SPDX-License-Identifier: EUPL-1.2
"""Everything there is to say about a rule folder before people decide on it: `beleid controleer`.

Purpose: a jurist sees every mistake and every oddity at once, each with file, line, kind and text; a release rests on it.

Invariants:
    * pure and deterministic: the same files and day give the same report, in the same order;
    * in order (`in_orde`) means: it loads, every pair that collides was acknowledged by its two ids, and every
      acknowledgement still has its pair; remarks never refuse;
    * over all requests and all facts; nothing is sampled.

Norm: reference/policy-engine.md 4d. Does not: run scenarios or invariants (`policies.proef`, `policies.analyse`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policies import formatter
from policies.analyse import herzien
from policies.analyse.controle_erkend import BESTAND, Erkend, read_acknowledged
from policies.analyse.controle_leemten import Beoordeeld, Cel, collapse, holes, judged
from policies.analyse.controle_rijen import Rijen
from policies.analyse.controle_woorden import Gatwoorden
from policies.analyse.radar import radar
from policies.analyse.ruimte import Ruimte
from policies.findings import FOUT, MELDING, Finding, Findings, RuleSetError
from policies.loader import Checked, check
from policies.manifest import digest_of, make_manifest
from policies.rows import Row
from policies.words import enumerate_words

MEEST_KANDIDATEN: Final = 64


@dataclass(frozen=True, slots=True)
class Controleverslag:
    """What was found on a day.

    Attributes:
        vrijgave: the digest of the files; None when they do not load.
        rijen: how many rows there are.
        conflicten: how many pairs collide and were acknowledged.
        leemten: how many holes there are, by judgement: `bewust`, `open`, `nieuw`.
        te_herzien: per source whose text changed, the rows that rest on it.
        bevindingen: every mistake and remark, in order.
    """

    vandaag: date
    vrijgave: str | None
    rijen: int
    conflicten: int
    leemten: Mapping[str, int]
    te_herzien: Mapping[str, tuple[str, ...]]
    bevindingen: tuple[Finding, ...]

    @property
    def problemen(self) -> tuple[Finding, ...]:
        """What must be mended or acknowledged first."""
        return tuple(finding for finding in self.bevindingen if finding.ernst == FOUT)

    @property
    def in_orde(self) -> bool:
        """Whether nothing stands in the way of a release."""
        return not self.problemen

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object, the same for the same files and day."""
        return {
            "geldig": self.vrijgave is not None,
            "in_orde": self.in_orde,
            "vandaag": self.vandaag.isoformat(),
            "regels": self.rijen,
            "vrijgave": self.vrijgave,
            "conflicten_erkend": self.conflicten,
            "leemten": dict(self.leemten),
            "te_herzien": {code: list(rows) for code, rows in sorted(self.te_herzien.items())},
            "bevindingen": [finding.to_json() for finding in self.bevindingen],
        }


def analyse(files: Mapping[str, bytes], vandaag: date) -> Controleverslag:
    """Say everything about the files of a rule folder or release."""
    try:
        checked = check(files)
    except RuleSetError as error:
        return Controleverslag(vandaag, None, 0, 0, {}, {}, tuple(sorted(error.findings)))
    findings = Findings()
    erkend = read_acknowledged(files.get(BESTAND), checked, findings)
    ruimte = Ruimte.of(checked)
    rijen = Rijen(ruimte)
    entries, unseen = judged(holes(checked, ruimte, vandaag.isoformat()), erkend.leemten)
    found = [
        *checked.meldingen,
        *findings.items,
        *formatter.unformatted(files),
        *_conflicts(rijen, erkend),
        *_rows(rijen),
        *_width(rijen),
        *_holes(Gatwoorden(checked), entries, unseen),
        *radar(checked, vandaag),
        *_doubtful(checked),
        *herzien.remarks(checked),
    ]
    accepted = {(one.verbod, one.toestaan) for one in erkend.conflicten}
    return Controleverslag(
        vandaag,
        digest_of(make_manifest(files)),
        len(checked.rows),
        sum((deny.id, allow.id) in accepted for deny, allow in rijen.conflicten),
        _counts(entries, unseen),
        checked.te_herzien,
        tuple(sorted(found)),
    )


def _conflicts(rijen: Rijen, erkend: Erkend) -> Iterator[Finding]:
    pairs = {(deny.id, allow.id): (deny, allow) for deny, allow in rijen.conflicten}
    accepted = {(one.verbod, one.toestaan): one for one in erkend.conflicten}
    for pair, (deny, allow) in pairs.items():
        if pair not in accepted:
            told = f"{deny.id} (verbiedt) en {allow.id} (staat toe) kunnen op één vraag passen; het verbod wint dan."
            yield _at(deny, "conflict", f"{told} Zet dit paar met een reden in {BESTAND} als het zo bedoeld is.", FOUT)
    for pair, one in accepted.items():
        if pair not in pairs:
            told = f"{pair[0]} en {pair[1]} botsen niet (meer); haal dit paar weg."
            yield Finding(BESTAND, one.regel, "erkend-zonder-conflict", told, FOUT)


def _rows(rijen: Rijen) -> Iterator[Finding]:
    for row, refusing in rijen.dood:
        told = f"{row.id} staat nooit iets toe: altijd is er een verbod ({_listed(refusing)})."
        yield _at(row, "dode-rij", told)
    for row, covering in rijen.overschaduwd:
        told = f"{row.id} voegt niets toe: overal waar zij past, zegt {_listed(covering, 'of')} al hetzelfde of meer."
        yield _at(row, "overschaduwd", told)
    for row in rijen.overbodig:
        yield _at(
            row, "overbodig", f"{row.id} verandert geen enkele uitkomst: andere regels samen zeggen al hetzelfde."
        )


def _width(rijen: Rijen) -> Iterator[Finding]:
    most, cel = rijen.widest()
    if most > MEEST_KANDIDATEN:
        asked = ", ".join(f"{veld} {code}" for veld, code in sorted(cel.items()))
        told = f"op één vraag passen {most} regels, meer dan {MEEST_KANDIDATEN} ({asked}); maak ze smaller."
        yield Finding("regels/", 0, "te-breed", told, MELDING)


def _holes(words: Gatwoorden, entries: Sequence[Beoordeeld], unseen: frozenset[Cel]) -> Iterator[Finding]:
    for gat in collapse(unseen):
        told = f"{words.hole(gat)} Zet dit in {BESTAND}: bewust of open."
        yield Finding("regels/", 0, "leemte", told, MELDING)
    for entry in entries:
        line = entry.leemte.regel
        if not entry.cellen:
            yield Finding(
                BESTAND, line, "erkend-zonder-leemte", "deze leemte is er niet (meer); haal haar weg.", MELDING
            )
        elif entry.leemte.stand == "open":
            told = " ".join(words.hole(gat) for gat in collapse(entry.cellen))
            yield Finding(BESTAND, line, "leemte-open", f"{told} {entry.leemte.reden}", MELDING)


def _doubtful(checked: Checked) -> Iterator[Finding]:
    for row in checked.rows:
        codes = [code for code in row.bronnen if checked.sources[code].onzeker or checked.sources[code].vervallen]
        if codes:
            since = min(day for code in codes if (day := checked.sources[code].onzeker_sinds))
            told = f"{row.id} rust op een onzekere bron: {_listed(codes)} (sinds {since.isoformat()})."
            yield _at(row, "onzekere-rij", told)


def _counts(entries: Iterable[Beoordeeld], unseen: frozenset[Cel]) -> dict[str, int]:
    counts = {"bewust": 0, "open": 0, "nieuw": len(unseen)}
    for entry in entries:
        counts[entry.leemte.stand] += len(entry.cellen)
    return counts


def _at(row: Row, soort: str, tekst: str, ernst: str = MELDING) -> Finding:
    return Finding(row.bestand, row.regel, soort, tekst, ernst)


def _listed(words: Iterable[str], last: str = "en") -> str:
    return enumerate_words(words, last)
