# SPDX-License-Identifier: EUPL-1.2
"""`python -m tests.audit.spoor.jaar`: print what explanations and signals find in the made-up year."""

from __future__ import annotations

import sys

from tests.audit.spoor.jaar.jaar import make_year
from tests.audit.spoor.jaar.meten import measure, table

if __name__ == "__main__":
    found = measure(make_year())
    sys.stdout.write("\n".join(table(found)))
    sys.stdout.write(
        f"\n\n{found.onverklaard} van {found.lezingen} lezingen onverklaard, {found.onverklaard_geplant} geplant.\n"
    )
