# SPDX-License-Identifier: EUPL-1.2
"""One line of a trail in words and in JSON, the same for every form in which it is given.

Invariants:
- A person of another organisation is `afgeschermd`, everywhere: no form can show more than the line that it got.
- Times are told as in the Netherlands and given in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from audit.events import Event
from gep.periode import moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from audit.spoor.signalen import Signaal
    from core.exchange.spoor import Spoorregel

AFGESCHERMD: Final = "afgeschermd"
GEEN: Final = "-"
_MEANING: Final = {str(event): event.betekenis for event in Event}


@dataclass(frozen=True)
class Kop:
    """What a form says of the trail as a whole.

    Attributes:
        titel: what was asked, in words.
        voor: name of the officer's organisation.
        gevraagd: (name, value) of every filter; no person.
        doel: purpose; reden: reason.
        gemaakt: when, ms.
        modus: mode of the deelnemerslijst.
        naam: gives the name of an organisation.
    """

    titel: str
    voor: str
    gevraagd: tuple[tuple[str, str], ...]
    doel: str
    reden: str
    gemaakt: int
    modus: str
    naam: Callable[[str], str]


def attention(signalen: Sequence[Signaal]) -> dict[str, list[str]]:
    """Return the reasons of signals by the place of each line that they rest on."""
    found: dict[str, list[str]] = {}
    for signaal in signalen:
        for plaats in signaal.regels:
            found.setdefault(str(plaats), []).append(f"{signaal.soort}: {signaal.zin}")
    return found


def who(item: Spoorregel) -> str:
    """Return who acted, as far as this officer may know."""
    if item.afgeschermd:
        return AFGESCHERMD
    return item.wie or ("gewist" if item.regel.gewist else GEEN)


def meaning(gebeurtenis: str) -> str:
    """Return what an event means, in Dutch."""
    return _MEANING.get(gebeurtenis, gebeurtenis)


def utc(tijd: int) -> str:
    """Return a moment (ms) in UTC."""
    return datetime.fromtimestamp(tijd / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(item: Spoorregel, naam: Callable[[str], str], aandacht: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return one line of the trail as a JSON object."""
    regel, uitleg = item.regel, item.uitleg
    return {
        "regel": str(regel.plaats),
        "tijd": utc(regel.tijd),
        "gebeurtenis": regel.gebeurtenis,
        "organisatie": {"oin": regel.oin, "naam": naam(regel.oin)},
        "eenheid": regel.eenheid,
        "persoon": who(item) if item.afgeschermd or item.wie else None,
        "casus": regel.casus,
        "record": regel.record,
        "verstrekker": regel.eigenaar,
        "uitkomst": regel.uitkomst,
        "regels": list(regel.rijen),
        "doel": regel.doel,
        "reden": regel.reden,
        "waarom": {
            "grond": str(uitleg.grond),
            "zin": uitleg.zin,
            "verklaard": uitleg.verklaard,
            "bewijs": [{"soort": proof.soort, "verwijzing": proof.verwijzing} for proof in uitleg.bewijs],
            "borg": [{"feit": feit, "verklaring": item_, "uitgever": oin} for feit, item_, oin in uitleg.borg],
        },
        "aandacht": aandacht.get(str(regel.plaats), []),
    }


def as_text(item: Spoorregel, naam: Callable[[str], str], aandacht: Mapping[str, list[str]]) -> str:
    """Return one line of the trail as a line of text, with what needs an eye under it."""
    regel = item.regel
    about = " ".join(f"{name} {value}" for name, value in (("casus", regel.casus), ("record", regel.record)) if value)
    head = (
        f"{moment_in_words(regel.tijd)}  {naam(regel.oin)}  {who(item)}  {meaning(regel.gebeurtenis)} {about}".rstrip()
    )
    lines = [head, f"    {regel.plaats}  {regel.uitkomst}  waarom: {item.uitleg.zin}"]
    return "\n".join([*lines, *(f"    let op: {told}" for told in aandacht.get(str(regel.plaats), ()))])
