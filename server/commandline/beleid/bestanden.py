# SPDX-License-Identifier: EUPL-1.2
"""Writing rule files back into their folder.

Invariants: every file is written whole beside its place before the first one is put in its place, so a full disk
leaves the folder as it was; a file that a crash leaves behind is one the loader refuses by name, not one it reads.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_NEW: Final = ".nieuw"


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (contents by name, `regels/politie.csv`) into `folder`."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}{_NEW}").write_bytes(data)
    for name in files:
        (folder / f"{name}{_NEW}").replace(folder / name)
