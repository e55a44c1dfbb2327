# SPDX-License-Identifier: EUPL-1.2
"""The small parts: settings, the memory of nonces, the command line, outcomes and problems."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from audit.values import LogUnavailableError, SystemClock
from core.contract.exitcodes import ExitCode
from core.contract.http_signature import NONCE_KEPT_MS
from core.exchange.results import Bevinding, Conflict, Gedaan, Geweigerd, Onbekend, Ongeldig
from server import commandline, settings
from server.api import outcomes
from server.api.problems import TYPES, ProblemError
from server.commandline import adapter
from server.errors import SettingsError
from server.nonces import Nonces

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 1_790_000_000_000

    def now(self) -> int:
        return self.time


# --- settings


def test_settings_stand_in_one_folder_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left alone, everything lies under the data folder and the server listens on this machine only."""
    for name in [name for name in os.environ if name.startswith("KNOOPPUNT_")]:
        monkeypatch.delenv(name)
    found = settings.load()
    assert found.host == "127.0.0.1"
    assert found.public == "http://127.0.0.1:8080"
    for place in (found.keys, found.lijst, found.tlog_policy, found.publication):
        assert place.is_relative_to(found.data_dir)
    assert len({found.database, found.kluis, found.nonces}) == 3


def test_settings_mask_what_may_hold_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses of databases show nowhere; nonces share the database when that is PostgreSQL."""
    monkeypatch.setenv("KNOOPPUNT_DATABASE_URL", "postgresql://knooppunt:geheim@db/knooppunt")
    found = settings.load()
    assert "geheim" not in repr(found) + str(found) + found.model_dump_json()
    assert found.nonces == found.database


def test_wrong_settings_are_all_named_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wrong setting is named by its variable, and no value is repeated."""
    monkeypatch.setenv("KNOOPPUNT_PORT", "geheim-1")
    monkeypatch.setenv("KNOOPPUNT_MAX_BODY", "5")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    text = caught.value.diagnose()
    assert "KNOOPPUNT_PORT" in text
    assert "KNOOPPUNT_MAX_BODY" in text
    assert "geheim-1" not in text


def test_settings_cannot_be_changed_or_invented() -> None:
    """The object is frozen, and an unknown name is refused."""
    with pytest.raises(ValueError, match="frozen"):
        settings.Settings().port = 1  # type: ignore[misc]
    with pytest.raises(ValueError, match="forbidden"):
        settings.Settings(poortje=1)


def test_every_setting_has_a_description() -> None:
    """An undocumented setting is a mistake."""
    assert all(field.description for field in settings.Settings.model_fields.values())


# --- nonces


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/nonces.sqlite"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def stores(address: str) -> Iterator[tuple[Nonces, Nonces, Clock]]:
    """Two processes' views of one store, and their clock."""
    clock = Clock()
    first, second = Nonces(address, clock), Nonces(address, clock)
    first.create()
    second.create()
    yield first, second, clock
    first.close()
    second.close()


def test_a_nonce_is_accepted_once_by_all_processes_together(stores: tuple[Nonces, Nonces, Clock]) -> None:
    """What one process has seen, the other refuses; other keys and other nonces are free."""
    first, second, _ = stores
    assert first.remember("a", "n", 0)
    assert not second.remember("a", "n", 0)
    assert second.remember("b", "n", 0)
    assert first.remember("a", "m", 0)


def test_of_many_at_once_exactly_one_is_accepted(stores: tuple[Nonces, Nonces, Clock]) -> None:
    """Racing threads cannot both win."""
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: stores[n % 2].remember("a", "race", 0), range(24)))
    assert won.count(True) == 1


def test_nonces_are_forgotten_after_ten_minutes(stores: tuple[Nonces, Nonces, Clock]) -> None:
    """Kept for ten minutes, then the store is swept."""
    first, _, clock = stores
    assert first.remember("a", "n", 0)
    clock.time += NONCE_KEPT_MS - 1000
    assert not first.remember("a", "n", 0)
    clock.time += 120_000
    assert first.remember("a", "anders", 0)
    assert first.remember("a", "n", 0)


# --- outcomes


def _raises(act: Any) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        outcomes.answer(act)
    return caught.value


def test_each_outcome_has_its_answer() -> None:
    """Done, refused, unknown, conflict and invalid each have one status and type."""
    assert outcomes.answer(lambda: Gedaan({"a": 1}), 201).body == b'{"a":1}'
    refused = _raises(lambda: Geweigerd("verboden", (), (), verborgen=True))
    assert (refused.status, refused.naam, refused.detail) == (403, "geweigerd", outcomes.HIDDEN)
    assert _raises(Onbekend).body() == _raises(Onbekend).body()
    assert _raises(Onbekend).status == 404
    for soort in ("vrijgave-verouderd", "sleutel-verouderd", "sleutel-hergebruikt", "bestaat-al", "toestand"):
        assert _raises(lambda soort=soort: Conflict(soort, "x")).naam == soort
    invalid = _raises(lambda: Ongeldig((Bevinding("a", "b", "c"),)))
    assert invalid.extra["bevindingen"] == [{"pad": "a", "reden": "b", "tekst": "c"}]


@pytest.mark.parametrize("error", [LogUnavailableError("x"), TimeoutError()])
def test_without_a_line_nothing_was_done(error: Exception) -> None:
    """When the log cannot be written the answer is 503, with the moment to come back."""

    def act() -> Any:
        raise error

    problem = _raises(act)
    assert (problem.status, problem.naam) == (503, "log-niet-beschikbaar")
    assert problem.headers["Retry-After"]


def test_the_unknown_document_holds_nothing_else() -> None:
    """The constant answer has the four members of a problem and no more."""
    assert ProblemError("niet-gevonden").body().count(b'":') == 4
    assert set(TYPES) >= {"niet-gevonden", "geweigerd", "herhaald", "interne-fout"}


# --- command line


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.commandline", *words],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip


def test_wrong_use_is_exit_code_2() -> None:
    """Unknown commands, options and adapters are wrong use."""
    for words in (["nix"], ["beheer", "nix"], ["beheer", "init", "--lijst"], ["adapter", "nix"], ["adapter"]):
        done = _run(*words)
        assert done.returncode == ExitCode.USAGE, words
        assert "Traceback" not in done.stderr


def test_errors_end_in_a_dutch_sentence(tmp_path: Path) -> None:
    """A server that was not set up says what to do, without a traceback, with exit code 1."""
    for words in (["serve"], ["beheer", "controleer"]):
        done = _run(*words, KNOOPPUNT_DATA_DIR=str(tmp_path))
        assert done.returncode == ExitCode.FAILURE
        assert "beheer init" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_wrong_use() -> None:
    """A setting that cannot be right ends with exit code 2 and names the setting."""
    done = _run("serve", KNOOPPUNT_PORT="geen-poort")
    assert done.returncode == ExitCode.USAGE
    assert "KNOOPPUNT_PORT" in done.stderr
    assert "geen-poort" not in done.stderr


def test_unforeseen_errors_tell_type_and_place_only() -> None:
    """The text of an error that nobody foresaw is not shown: it may hold values."""
    told = commandline._explain(LookupError("bsn 123456782"))
    assert "LookupError" in told
    assert "123456782" not in told


def test_version_is_told() -> None:
    """`--version` prints the version of the distribution."""
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", _run("--version").stdout)


def test_adapter_passes_everything_through(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An adapter is a process of its own: arguments, output and exit code go through unchanged."""

    class Entry:
        name, module, attr = "proef", "proefadapter", "app"

    (tmp_path / "proefadapter.py").write_text(
        "import sys\ndef app():\n    print(sys.argv)\n    raise SystemExit(6)\n", "utf-8"
    )
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(tmp_path)
    try:
        assert adapter.run(Entry(), ["lever", "--json"]) == ExitCode.PARTLY  # type: ignore[arg-type]
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    assert capfd.readouterr().out == "['knooppunt adapter proef', 'lever', '--json']\n"


def test_clock_of_the_machine_is_in_milliseconds() -> None:
    """The server's clock counts milliseconds since the epoch."""
    assert SystemClock().now() > 1_700_000_000_000
