# SPDX-License-Identifier: EUPL-1.2
"""Long work of `knooppunt geb` shows how far it is on a terminal only, and ends quietly when somebody stops it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
import typer

from core.contract.exitcodes import ExitCode
from gep.bron import Bron
from gep.cijfers import gather
from gep.periode import Periode, day_of
from gep.voortgang import Onderbroken
from server.commandline.geb import bezig
from tests.kit import backbone
from tests.opgericht import environ, set_up

if TYPE_CHECKING:
    from pathlib import Path

# A command that works on until it is stopped, and says when it has begun. It listens to Ctrl-C also where these tests run in the
# background of a shell, which makes what it starts deaf to that.
WORKS = """
import signal, sys, time, typer
from server.commandline.geb.bezig import bezig
signal.signal(signal.SIGINT, signal.default_int_handler)
app = typer.Typer()
@app.command()
def maak(uit: str, stop: bool = False):
    with bezig() as voortgang:
        for done in range(1, 4):
            voortgang(done * 250, 1000)
            time.sleep(0.12)
        print("begonnen", flush=True)
        while not stop:
            time.sleep(0.05)
    open(uit, "w").write("heel")
    print("klaar", flush=True)
app()
"""


def test_ctrl_c_ends_with_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C gives exit code 130, one Dutch sentence and no trace of Python; no file was begun."""
    command = [sys.executable, "-c", WORKS, str(tmp_path / "geb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begonnen\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED == 130
    assert (out, err) == ("", f"{bezig.GESTOPT}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_bar_is_drawn_on_a_terminal_and_only_there(tmp_path: Path) -> None:
    """On a terminal standard error shows lines done and lines in all; in a pipe it stays empty. Standard output never has it."""
    command = [sys.executable, "-c", WORKS, str(tmp_path / "geb"), "--stop"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (piped.stdout, piped.stderr) == ("begonnen\nklaar\n", "")
    ours, theirs = pty.openpty()
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True, env=_terminal())
    os.close(theirs)
    drawn = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert shown.stdout == piped.stdout
    assert "Logregels tellen" in drawn
    assert "750/1000" in drawn


def _terminal() -> dict[str, str]:
    """Return the environment of a terminal that can draw."""
    return {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {
        "TERM": "xterm",
        "COLUMNS": "100",
    }


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, Onderbroken])
def test_what_stops_the_work_is_no_error(capsys, stopped) -> None:
    """Whether the keyboard or the caller stops it, the end is the same; another error stays an error."""
    with pytest.raises((typer.Exit, click.exceptions.Exit)) as ended, bezig.bezig():
        raise stopped
    assert ended.value.exit_code == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == f"{bezig.GESTOPT}\n"
    with pytest.raises(ZeroDivisionError), bezig.bezig():
        raise ZeroDivisionError


def test_progress_counts_every_line_once_and_ends_at_the_total(tmp_path: Path, monkeypatch) -> None:
    """The lines done only grow, never pass the total, and are all of them at the end; the second time there are none."""
    told: list[tuple[int, int]] = []
    with backbone(tmp_path) as knooppunt:
        environ(monkeypatch, set_up(knooppunt))
        for number in range(3):
            knooppunt.sequencer.submit(_lines).result(60)
            bron = bezig.bron(knooppunt.world)
            told.clear()
            cijfers = gather(bron, Periode.year_of(bron.gemaakt), None, lambda *both: told.append(both))
            assert cijfers.total("handelingen", "proef") == 600 * (number + 1)
            assert told == sorted(told)
            assert told[-1] == (told[-1][1], told[0][1])
            assert told[-1][1] == (601 if number == 0 else 600)
        assert (tmp_path / bezig.MAP).is_dir()


def _lines(pen) -> None:
    year = day_of(pen.now).year
    for _ in range(600):
        pen.line(f"limburg-{year}", {"gebeurtenis": "proef", "oin": "0", "rijen": []})


def test_the_key_of_what_is_kept_is_made_once(tmp_path: Path, monkeypatch) -> None:
    """The same backbone seals under the same key, and the key stands in the kluis only."""
    with backbone(tmp_path) as knooppunt:
        environ(monkeypatch, set_up(knooppunt))
        first, second = bezig.bron(knooppunt.world), bezig.bron(knooppunt.world)
        assert isinstance(first, Bron)
        assert first.bewaarder is not None
        assert second.bewaarder is not None
        key = first.bewaarder.key
        assert key == second.bewaarder.key == knooppunt.kluis.get(*bezig.SLEUTEL)
        assert not any(key in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        assert key.hex() not in repr(first)
