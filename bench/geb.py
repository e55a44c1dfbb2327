# SPDX-License-Identifier: EUPL-1.2
"""Rows `geb`, `geb-geheugen` and `geb-bij`: the whole GEB over a log beside one scan of the same lines, its memory, a remake.

One log on SQLite of lines as the exchange writes them (`bench.geb_log`), first 10⁵ and then 10⁶ of them (10⁷ in the large
form).
*Ours* (`geb`): everything of an edition: all figures, sections, evidence, the page, the form, the PDF, in memory.
*Floor*: one scan that opens the same lines: `SELECT` of the openings straight from the driver in the order of the log, the
keys of the kluis all read beforehand, one AES-GCM decryption per line, only time and event decoded (msgspec), counted in a
dictionary. It asks for no leaf, skips nobody's erasure, knows no region, month or rule. Beside it, not in the ratio:
`select`, the same `SELECT` and nothing more.
*Memory* (`geb-geheugen`): the most that the process of the command `knooppunt geb maak` itself ever held, in MB, over 300.
The PDF is set in a process of its own (`gep.document.zetten`), which holds about 160 MB whatever the log, and is not in it.
*Remake* (`geb-bij`): the figures once more after 1 % new lines, going on from the count that was kept, beside counting
everything. The target (a tenth) was chosen before it was measured: reading a hundredth, and looking whether the rest is
still there.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from audit import openings
from audit.kluis import kluis_waarden
from audit.values import STAM
from bench.geb_log import Verhaal
from bench.measure import Result, in_turns, number, ratios, result
from gep.bron import Bron, stands
from gep.cijfers import gather
from gep.cijfers.hergebruik import Bewaarder
from gep.geb.maken import make
from gep.periode import Periode
from tests.kit import backbone
from tests.opgericht import environment, set_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.measure import Effort
    from tests.kit import Backbone

LIMIT_MB = 300
ROUNDS = 3
_DOMAIN, _NONCE, _sha256 = b"knooppunt/v1/opening\0", bytes(12), hashlib.sha256
_SELECT = "SELECT volgnr, sleutel, plaats, cijfertekst FROM log_openingen_feit WHERE shard = ? ORDER BY volgnr"

# The kernel counts what a process held since it began this program; `ru_maxrss` of a child begins with its parent's.
_PROGRAM = """
import re, sys
from pathlib import Path
from server.commandline import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


class Kort(msgspec.Struct, gc=False):
    """What the floor decodes of a line."""

    tijd: int
    gebeurtenis: str


def measure(effort: Effort) -> dict[str, Result]:
    """Return the rows."""
    small, size = effort.count(100_000, 200), effort.count(1_000_000, 400, 10_000_000)
    with tempfile.TemporaryDirectory(prefix="knooppunt-bench-") as name, backbone(Path(name)) as knooppunt:
        log = _Log(knooppunt)
        log.grow(small)
        few = in_turns(log.edition, log.opened, effort)
        log.grow(size - small)
        rounds = 1 if effort.quick else ROUNDS
        many = [(log.edition(), log.opened()) for _ in range(rounds)]
        ours, theirs = [pair[0] for pair in many], [pair[1] for pair in many]
        detail = {
            "lines": log.lines,
            "bytes_per_line": log.weight(),
            "figures_only_seconds": number(_seconds(log.figures)),
            "select_only_seconds": number(log.selected()),
            f"ratio_{small}_lines": number(statistics.median(ratios(*few))),
            f"ours_seconds_{small}_lines": number(statistics.median(few[0])),
            f"theirs_seconds_{small}_lines": number(statistics.median(few[1])),
            "load": number(os.getloadavg()[0]),
        }
        again = log.remade(rounds)
        peak, seconds = log.command()
        memory = {"lines": log.lines, "command_seconds": number(seconds), "peak_MB": number(peak)}
        return {
            "geb": result(ours, theirs, "seconds", **detail),
            "geb-geheugen": Result(peak / LIMIT_MB, memory),
            "geb-bij": result(*again, "seconds", lines=log.lines, new_lines_share=0.01),
        }


class _Log:
    """A log that grows, and the ways to go over it."""

    def __init__(self, knooppunt: Backbone) -> None:
        self._knooppunt = knooppunt
        self._verhaal = Verhaal(knooppunt)
        self._base = Bron.of_world(knooppunt.world)
        self._periode = Periode.year_of(self._base.gemaakt)

    @property
    def _bron(self) -> Bron:
        return replace(self._base, standen=stands(self._knooppunt.world))

    @property
    def _shards(self) -> list[str]:
        return [stand.shard for stand in self._bron.standen if stand.shard != STAM]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(stand.size for stand in self._bron.standen if stand.shard != STAM)

    def weight(self) -> int:
        """Return the bytes of a line in the database, with its leaf and its tree."""
        return (self._knooppunt.folder / "knooppunt.sqlite").stat().st_size // self.lines

    def grow(self, count: int) -> None:
        """Write lines."""
        self._verhaal.write(count)

    def edition(self) -> float:
        """Make a whole edition; return seconds."""
        start = time.perf_counter()
        made = make(self._bron, self._periode)
        assert made.bestanden
        assert made.cijfers.regels == self.lines
        return time.perf_counter() - start

    def figures(self) -> None:
        """Count everything."""
        gather(self._bron, self._periode)

    def opened(self) -> float:
        """Scan and open every line; return seconds."""
        start = time.perf_counter()
        with self._knooppunt.kluis.engine.connect() as connection:
            refs = connection.execute(select(kluis_waarden.c.ref).where(kluis_waarden.c.soort == openings.KLUIS_KIND))
            keys = self._knooppunt.kluis.get_many(openings.KLUIS_KIND, list(refs.scalars()))
        counted: Counter[str] = Counter()
        decode = msgspec.json.Decoder(Kort).decode
        for shard in self._shards:
            for index, reference, place, data in self._rows(shard):
                line = decode(_open(data, keys[reference][place * 32 : place * 32 + 32], shard, index))
                counted[line.gebeurtenis] += line.tijd > 0
        assert counted.total() == self.lines
        return time.perf_counter() - start

    def selected(self) -> float:
        """Only select the same bytes; return seconds."""
        start = time.perf_counter()
        count = sum(1 for shard in self._shards for _ in self._rows(shard))
        assert count == self.lines
        return time.perf_counter() - start

    def _rows(self, shard: str) -> Iterator[Any]:
        connection = sqlite3.connect(self._knooppunt.folder / "knooppunt.sqlite")
        try:
            yield from connection.execute(_SELECT, (shard,))
        finally:
            connection.close()

    def remade(self, rounds: int) -> tuple[list[float], list[float]]:
        """Return seconds of going on after 1 % new lines, and of counting everything then."""
        bewaarder = Bewaarder(self._knooppunt.world.log, self._knooppunt.folder / "telstanden", os.urandom(32))
        gather(replace(self._bron, bewaarder=bewaarder), self._periode)
        ours, theirs = [], []
        for _ in range(rounds):
            self.grow(max(1, self.lines // 100))
            bron = replace(self._bron, bewaarder=bewaarder)
            found, start = [], time.perf_counter()
            found.append(gather(bron, self._periode).tellingen)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            found.append(gather(replace(bron, bewaarder=None), self._periode).tellingen)
            theirs.append(time.perf_counter() - start)
            assert found[0] == found[1]
        return ours, theirs

    def command(self) -> tuple[float, float]:
        """Run the command on this log; return the most memory of its process in MB, and its seconds."""
        self._knooppunt.sequencer.stop()
        settings = set_up(self._knooppunt)
        words = ["--uit", str(self._knooppunt.folder / "uit"), "--als", self._knooppunt.fg.id]
        command = [sys.executable, "-c", _PROGRAM, "geb", "maak", *words, "--doel", "controle", "--reden", "meting"]
        start = time.perf_counter()
        done = subprocess.run(command, env=environment(settings), check=True, capture_output=True, text=True)
        return int(done.stderr.split()[-1]) / 1024, time.perf_counter() - start


def _open(data: bytes, key: bytes, shard: str, index: int) -> bytes:
    """Open one line with the bare calls."""
    return AESGCM(_sha256(_DOMAIN + key).digest()).decrypt(_NONCE, data, f"feit\0{shard}\0{index}".encode())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
