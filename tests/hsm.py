# SPDX-License-Identifier: EUPL-1.2
"""Real SoftHSM2 tokens for tests: a fresh one per question, in a folder of this process."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

from core.keychain.custody import TokenAccess

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, COUNT = "246813579", 12


def fresh_token() -> TokenAccess:
    """Return an empty token; the test is skipped where SoftHSM2 is not installed."""
    if not MODULE.exists() or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM2 is hier niet aanwezig")
    return TokenAccess(str(MODULE), _pool().pop(), PIN)


def tokens_folder() -> Path:
    """Return where the tokens of this process are kept, to take them away."""
    return Path(os.environ["SOFTHSM2_CONF"]).parent / "tokens"


@lru_cache(maxsize=1)
def _pool() -> list[str]:
    """Make the tokens before the library is loaded: it does not see what another process makes later."""
    home = Path(tempfile.mkdtemp(prefix="knooppunt-hsm-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    names = [f"proef-{number}" for number in range(COUNT)]
    for name in names:
        given = ["--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", PIN]
        subprocess.run(["softhsm2-util", *given], check=True, capture_output=True)
    return names
