# SPDX-License-Identifier: EUPL-1.2
"""Coverage-guided fuzzing: `python -m tests.fuzz envelope --runs 100000` or `--seconds 60`.

Without a name all targets go one by one; `alles` is all of them in one process, by the first byte of the input. Each target runs in a process of its own, on its committed corpus plus what it finds (kept in `--uit`, a temporary folder when
not given), with limits of 5 seconds per input and 1 GiB of memory. A finding ends it with another exit code than 0; the
input then lies in that folder, and belongs in the corpus once what it found is fixed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

SLOWEST_SECONDS = 5
MEMORY_MIB = 1024
LONGEST = 16_384
MINE = ("adapters", "audit", "core", "http_sf", "http_message_signatures", "tests.fuzz")


def main() -> int:
    """Fuzz the chosen targets."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the parsers.")
    parser.add_argument("doel", nargs="*", help="names of targets; default: all")
    parser.add_argument("--runs", type=int, default=-1, help="inputs per target; -1: no limit")
    parser.add_argument("--seconds", type=int, default=0, help="seconds per target; 0: no limit")
    parser.add_argument("--seed", type=int, default=20_261_122)
    parser.add_argument("--uit", type=Path, help="folder for what is found")
    parser.add_argument("--zelf", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.zelf:
        fuzz(chosen)
    from tests.fuzz.doelen import TARGETS

    if chosen.runs < 0 and not chosen.seconds:
        parser.error("Geef --runs of --seconds.")
    with tempfile.TemporaryDirectory(prefix="kp-fuzz-") as name:
        folder = chosen.uit or Path(name)
        return max(_apart(target, folder / target, chosen) for target in chosen.doel or TARGETS)


def _apart(target: str, folder: Path, chosen: argparse.Namespace) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    words = ["--runs", str(chosen.runs), "--seconds", str(chosen.seconds), "--seed", str(chosen.seed)]
    command = [sys.executable, "-m", "tests.fuzz", target, *words, "--uit", str(folder), "--zelf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = [line for line in done.stderr.splitlines() if line.startswith(("Done ", "stat::number_of_exec"))]
    sys.stdout.write(f"{target}: {'good' if done.returncode == 0 else 'FINDING'} {' '.join(last[-1:])}\n")
    if done.returncode:
        sys.stdout.write(done.stderr[-6000:])
    sys.stdout.flush()
    return int(done.returncode != 0)


def fuzz(chosen: argparse.Namespace) -> None:
    """Be the process of one target: does not return."""
    import atheris

    with atheris.instrument_imports(include=list(MINE), enable_loader_override=False):
        from tests.fuzz.doelen import TARGETS, one_of_all, write_corpus
    [name] = chosen.doel
    arguments = [
        sys.argv[0],
        str(chosen.uit),
        str(write_corpus(name, chosen.uit / "begin")),
        f"-runs={chosen.runs}",
        f"-max_total_time={chosen.seconds}",
        f"-seed={chosen.seed}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST_SECONDS}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-artifact_prefix={chosen.uit}/vondst-",
        "-verbosity=1",
    ]
    atheris.Setup(arguments, TARGETS.get(name, one_of_all))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
