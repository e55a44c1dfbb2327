# SPDX-License-Identifier: EUPL-1.2
"""Sets one PDF in a process of its own, so that what Typst needs of memory is given back when the PDF is there.

Invariants:
- It gets the form, the content and the moment on standard input, as JSON, and gives the PDF on standard output.
- It reads nothing from disk, takes no package and no network: the compiler stands in an empty folder.
- What Typst refuses is an error with its message, and no PDF.

It knows nothing of documents, and is run as a file: it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from tempfile import TemporaryDirectory
from typing import Any

import typst


def main() -> int:
    """Set what standard input asks; return the exit code."""
    try:
        made = compiled(json.load(sys.stdin.buffer))
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(made)
    return 0


def compiled(order: dict[str, Any]) -> bytes:
    """Return the PDF of a form, its content and a moment (seconds)."""
    with TemporaryDirectory() as empty:
        compiler = typst.Compiler(
            order["vorm"].encode(),
            root=empty,
            font_paths=typst.Fonts(include_system_fonts=False),
            ignore_system_fonts=True,
            sys_inputs={"document": order["document"]},
            package_path=empty,
            package_cache_path=empty,
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=order["moment"])
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    sys.exit(main())
