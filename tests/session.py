# SPDX-License-Identifier: EUPL-1.2
"""What holds for a whole run of the tests, not for one test.

- Every test id that `docs/bewijs.md` names exists and passed in this run.
- Branches are counted while tests of the measured rooms run. Counting more than doubles the time of a test, and what other
  rooms' tests pass through on their way is no proof of anything; so there it rests. It rests too (by pytest-cov itself) in tests
  marked `no_cover`: those that run what other tests already count, very many times.
- The files that take longest go first, so that no worker is still busy with one while the others have nothing left.
- With `CI=true` a skipped test is a failure, except where a *named* thing from outside is really absent.

A pytest plugin: `tests.run` loads it and gives `--volledig`, because in a partial run most tests are absent on purpose.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.bewijs import Proofs

ROOT = Path(__file__).resolve().parents[1]

# The only reasons for which CI accepts a skip: each names the outside thing that a machine may really lack.
ACCEPTED_SKIPS = (
    "openbaar testmateriaal ../shared/data is hier niet aanwezig",
    "npm is hier niet aanwezig",
    "node is hier niet aanwezig",
    "chromium is hier niet aanwezig",
    "SoftHSM2 is hier niet aanwezig",
    "systemd-analyze is hier niet aanwezig",
)

# Longest first; a file that is not named takes seconds.
LONGEST = tuple(
    ROOT / "tests" / name
    for name in (
        "end_to_end/test_demo.py",
        "chaos/test_storm.py",
        "server/test_openapi.py",
        "core/exchange/test_releases.py",
        "adapters/gateway/test_release.py",
        "server/commandline/test_vrijgeven.py",
        "adapters/gateway/test_getuigd.py",
        "end_to_end/test_every_column.py",
        "core/exchange/test_story.py",
        "policies/test_differential_random.py",
        "policies/test_differential_random2.py",
        "vectors/test_vectors.py",
    )
)
MEASURED = tuple(ROOT / "tests" / room for room in ("audit", "core", "policies"))

_passed: set[str] = set()
_failed: set[str] = set()
_skipped: dict[str, str] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch for a complete run."""
    parser.addoption("--volledig", action="store_true", help="dit is een volledige run: toets ook docs/bewijs.md")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file, and after them, the order stays the random one."""
    rank = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let the counting of branches rest during a test that is not about them, its fixtures included."""
    counting = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if counting is None or not counting.started or _is_measured(item):
        return (yield)
    counting.pause()
    try:
        return (yield)
    finally:
        counting.resume()


def _is_measured(item: pytest.Item) -> bool:
    return any(item.path.is_relative_to(room) for room in MEASURED)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what became of each test; with xdist this runs in the controlling process for all workers."""
    if report.failed:
        _failed.add(report.nodeid)
    elif report.skipped:
        _skipped[report.nodeid] = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    elif report.when == "call":
        _passed.add(report.nodeid)


def _problems() -> list[str]:
    proofs = Proofs.read(ROOT / "docs" / "bewijs.md")
    passed = {node for node in _passed if node not in _failed}
    problems = [
        f"docs/bewijs.md noemt {test}: bestaat niet of slaagde niet in deze run" for test in proofs.missing(passed)
    ]
    if os.environ.get("CI") == "true":
        problems += [
            f"overgeslagen in CI: {node}: {reason}"
            for node, reason in _skipped.items()
            if not any(accepted in reason for accepted in ACCEPTED_SKIPS)
        ]
    return problems


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a hole in the proof, or a skip in CI, into a failed run."""
    if hasattr(session.config, "workerinput") or not session.config.getoption("--volledig"):
        return
    session.config.stash[_KEY] = _problems()
    if session.config.stash[_KEY] and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was wrong with the run as a whole."""
    for problem in terminalreporter.config.stash.get(_KEY, []):
        terminalreporter.write_line(f"RUN: {problem}", red=True)


_KEY = pytest.StashKey[list[str]]()
