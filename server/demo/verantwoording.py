# SPDX-License-Identifier: EUPL-1.2
"""Step 8: the account of the year. The GEB is made, advised on, adopted by one controller, and checked.

Invariants:
- It is made once, from everything that happened before; the server still serves, as it would.
- One controller signs through its own gateway process, and its FG with a key of its own. The others have not signed, and the
  demo says so: a GEB is adopted by each controller itself.
- It ends only when checking the edition finds nothing: neither a change, nor anything stale.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from server.demo.processen import DemoError
from server.demo.rollen import FG, FG_BIJ, ROLLEN

if TYPE_CHECKING:
    from pathlib import Path

    from server.demo.opbouw import Toneel

MAP: Final = "geb"
TEKSTEN: Final = "geb-teksten.toml"
ADVIES: Final = "advies-geb.md"
VOORWAARDEN: Final = (
    "# Advies van de FG\n\n"
    "Dit is een verzonnen advies, voor de demo. Ik adviseer positief, met twee voorwaarden.\n\n"
    "1. De partners stellen de bewaartermijnen vast.\n"
    "2. De juristen stellen de regels vast.\n"
)


def account(stage: Toneel) -> dict[str, Any]:
    """Make, sign and check the GEB of the year; return what the summary says of it.

    Raises:
        DemoError: a step did not go as it must.
    """
    folder = stage.folder / MAP
    texts = ("--mensen", str(stage.folder / TEKSTEN))
    made = stage.server.run("geb", "maak", "--uit", str(folder), *texts, *_who("demo-geb"))
    with ThreadPoolExecutor(max_workers=1) as pool:  # signing makes no edition stale, so both go on side by side
        checking = pool.submit(stage.server.run, "geb", "controleer", str(folder), *_who("demo-controle"))
        told = _sign(stage, folder)
        checked = checking.result()
    if not checked["geldt"]:
        raise DemoError(f"de GEB klopt niet: {json.dumps(checked['bevindingen'], ensure_ascii=False)[:600]}")
    adopted = [one["oin"] for one in told if one["uitkomst"] == "vastgesteld"]
    controllers = [rol for rol in ROLLEN if rol.soort != "riec-bureau"]
    return {
        "editie": made["editie"],
        "bewijzen": made["bewijzen"],
        "advies": [one["uitkomst"] for one in told if one["soort"] == "fg-advies"],
        "vastgesteld": [rol.naam for rol in controllers if rol.oin in adopted],
        "ontbreekt": [rol.naam for rol in controllers if rol.oin not in adopted],
        "controle": {name: checked[name] for name in ("klopt", "geldt", "nagerekend")},
    }


def _sign(stage: Toneel, folder: Path) -> list[dict[str, Any]]:
    """Let the FG of one controller advise, and that controller adopt; return what the backbone tells of the edition."""
    gateway, person = stage[FG_BIJ], stage.personen[FG_BIJ]
    text = gateway.folder / ADVIES
    text.write_text(VOORWAARDEN, "utf-8")
    gateway.do("bijwerken")
    about = {"map": str(folder), "als": person}
    gateway.do("geb-advies", advies=str(text), fg=FG, uitkomst="positief-met-voorwaarden", **about)
    gateway.do("geb-onderteken", besluit="vastgesteld", **about)
    told: list[dict[str, Any]] = gateway.do("geb-stand", map=str(folder))["besluiten"]
    return told


def _who(reden: str) -> tuple[str, ...]:
    return ("--als", FG, "--doel", "controle", "--reden", reden)
