# SPDX-License-Identifier: EUPL-1.2
"""The processes of the demo: one server, and one gateway per partner, each with its own folder and environment.

Invariants:
- A witness is a process of the partner that runs it, apart from its gateway.
- A partner works only through its own process and over HTTP; this module hands it commands and reads answers.
- Nothing is written outside the folder of the demo, and every process is stopped at the end, whatever happened.
- What processes print on stderr goes to files under `DIR/partners/` and `DIR/backbone/`, so it can be searched later.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import IO, TYPE_CHECKING, Any
from urllib.error import URLError

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 15.0
WITNESS_SECONDS = 2.0


class DemoError(Exception):
    """The demo could not do what it shows; the message says at which step."""


class PartnerProcess:
    """The gateway process of one partner, driven by its script of commands."""

    def __init__(self, naam: str, folder: Path, server_url: str) -> None:
        self.naam = naam
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.environment = {
            **os.environ,
            "KNOOPPUNT_SERVER_URL": server_url,
            "KNOOPPUNT_PARTNER_DIR": str(folder),
            "PYTHONUNBUFFERED": "1",
        }
        self._errors = (folder / "gateway.log").open("ab")
        self._process = self._start([sys.executable, "-m", "adapters.gateway.draaiboek"])

    def do(self, doe: str, **arguments: Any) -> dict[str, Any]:
        """Perform one command and return its answer.

        Raises:
            DemoError: the command failed, with the reason that the gateway gave.
        """
        answer = self.attempt(doe, **arguments)
        if not answer["gelukt"]:
            raise DemoError(f"{self.naam}: {doe} mislukte: {json.dumps(answer['fout'], ensure_ascii=False)[:600]}")
        found: dict[str, Any] = answer["antwoord"]
        return found

    def attempt(self, doe: str, **arguments: Any) -> dict[str, Any]:
        """Perform one command and return {"gelukt", "antwoord" or "fout"}."""
        self.send(doe, **arguments)
        return self.receive()

    def send(self, doe: str, **arguments: Any) -> None:
        """Hand over a command without waiting, so that partners can work side by side."""
        stream = self._pipe(self._process.stdin)
        stream.write(json.dumps({"doe": doe, **arguments}).encode() + b"\n")
        stream.flush()

    def receive(self) -> dict[str, Any]:
        """Wait for the answer to the oldest command that was sent."""
        line = self._pipe(self._process.stdout).readline()
        if not line:
            raise DemoError(f"De gateway van {self.naam} is gestopt; zie gateway.log in zijn map.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def adapter(self, soort: str, *arguments: str) -> dict[str, Any]:
        """Run a command of this partner's adapter as its own process; return {"exit": code, "uitvoer": JSON or None}."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own modules
            [sys.executable, "-m", f"adapters.{soort}", *arguments, "--json"],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            check=False,
            timeout=120,
        )
        lines = done.stdout.decode("utf-8").strip().splitlines()
        return {"exit": done.returncode, "uitvoer": json.loads(lines[-1]) if lines else None}

    def stop(self) -> None:
        """End the process; a gateway keeps everything it needs on disk."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        _wait(self._process)
        self._errors.close()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own modules
            command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
        )

    def _pipe(self, pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise DemoError(f"De gateway van {self.naam} heeft geen in- of uitvoer.")
        return pipe


class WitnessProcess:
    """The witness that one partner runs, in a folder of its own inside that of the partner."""

    def __init__(self, naam: str, partner: Path) -> None:
        self.naam = naam
        self.folder = partner / "getuige"
        self._policy = partner / "tlog-policy"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> str:
        """Let the partner make the keys of its witness; return the key that the quorum counts."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own command
            [*self._command("maak"), "--naam", f"getuige.example/{self.naam}", "--json"],
            capture_output=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise DemoError(f"de getuige van {self.naam} kon niet worden gemaakt: {done.stderr.decode()[-600:]}")
        vkey: str = json.loads(done.stdout)["vkey"]
        return vkey

    def start(self) -> None:
        """Start, without waiting: a log asks again when nobody answers yet."""
        command = [*self._command("serve"), "--tlog-policy", str(self._policy), "--port", str(self._port)]
        with (self.folder / "getuige.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own command

    def stop(self) -> None:
        """Stop in good order; what was signed last is on disk."""
        if self._process is not None:
            self._process.terminate()
            _wait(self._process)
            self._process = None

    def _command(self, name: str) -> list[str]:
        return [sys.executable, "-m", "server.commandline", "getuige", name, "--map", str(self.folder)]


class ServerProcess:
    """The server process of the operator over one backbone folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ,
            "KNOOPPUNT_DATA_DIR": str(folder),
            "KNOOPPUNT_HOST": "127.0.0.1",
            "KNOOPPUNT_PORT": str(port),
            "KNOOPPUNT_DRAIN_SECONDS": "0",
            "KNOOPPUNT_WITNESS_SECONDS": str(WITNESS_SECONDS),
            # Operational traces go to server.log, so that whoever searches for people there searches them too.
            "KNOOPPUNT_TRACES": "true",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run one command of the operator and return its JSON."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own command
            [sys.executable, "-m", "server.commandline", *arguments, "--json"],
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=300,
        )
        if done.returncode not in (0, 3):
            raise DemoError(f"{' '.join(arguments)} gaf {done.returncode}: {done.stderr.decode()[-600:]}")
        lines = done.stdout.decode("utf-8").strip()
        answer: dict[str, Any] = json.loads(lines) if lines else {}
        return answer

    def start(self, module: str | None = None) -> None:
        """Start serving and wait until the server says that it is ready; `module` serves in place of `knooppunt serve`."""
        command = ["-m", "server.commandline", "serve"] if module is None else ["-m", module]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own modules
                [sys.executable, *command], env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise DemoError("De server kwam niet op; zie server.log in de map backbone.")
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the process in the middle of whatever it does (SIGKILL)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Stop in good order."""
        if self._process is not None:
            self._process.terminate()
            _wait(self._process)
            self._process = None

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/gezond/klaar", timeout=2) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def free_port() -> int:
    """Return a port on the loopback address that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
