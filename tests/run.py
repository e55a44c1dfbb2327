# SPDX-License-Identifier: EUPL-1.2
"""Run the whole test suite as `make test` does: all tests, branch coverage, and the proof page held against both.

`python -m tests.run [pytest arguments]`. Exit status is pytest's own, or 1 when coverage or `docs/bewijs.md` fails.
"""

import sys

import pytest

COVERAGE = ["--cov", "--cov-branch", "--cov-report=term-missing:skip-covered", "--cov-config=pyproject.toml"]


def main(arguments: list[str]) -> int:
    """Run pytest with the session checks of `tests.session` switched on."""
    return int(pytest.main(["-p", "tests.session", "--volledig", *COVERAGE, *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
