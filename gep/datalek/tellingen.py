# SPDX-License-Identifier: EUPL-1.2
"""How many persons: what each supplier is asked to count, and the signed counts that came back.

Invariants:
- The backbone counts nobody: a number of persons comes from the supplier, under its signature, over exactly the records that
  it was asked about. Anything else is named with why, and does not count.
- The total is an upper bound: one person can be counted by more than one supplier, and nobody here can see that. Where a count is
  missing, leaves records out, or records lie out of sight, there is no bound and the total says so.

Norm: AVG 33(3)(a); design.md 6 ("Subjects": no index of people at the backbone).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.keychain import datalektelling, shape
from core.keychain.datalektelling import Datalektelling, Verzoek
from core.keychain.errors import KeychainError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.keychain.stuk import SigningKeys
    from gep.datalek.waarde import Datalek

REDENEN: Final = {
    "vorm": "Dit is geen getekende telling.",
    "handtekening": "De handtekening klopt niet, of de sleutel gold toen niet.",
    "andere-organisatie": "Deze organisatie heeft geen records in dit rapport.",
    "ander-rapport": "Deze telling hoort bij een ander rapport.",
    "andere-records": "Deze telling gaat over andere records dan nu gevraagd zijn.",
    "dubbel": "Van deze organisatie is er een nieuwere telling, of dezelfde nog eens.",
}
MAX_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Tellingen:
    """The counts of one version of a report.

    Attributes:
        geldig: by supplier, what it counted.
        ontbreekt: suppliers without a count that holds.
        geweigerd: name of each file that does not count, and why as a code of `REDENEN`.
        buiten_zicht: how many records nobody was asked to count here, because the officer does not see them.
    """

    geldig: dict[str, Datalektelling] = field(default_factory=dict)
    ontbreekt: tuple[str, ...] = ()
    geweigerd: tuple[tuple[str, str], ...] = ()
    buiten_zicht: int = 0

    @property
    def hoogstens(self) -> int | None:
        """The most persons that it can be about; None while anything of it was not counted."""
        if self.buiten_zicht or self.ontbreekt or any(item.onbekend for item in self.geldig.values()):
            return None
        return sum(item.personen for item in self.geldig.values())

    def to_json(self) -> dict[str, Any]:
        """Return it for the report."""
        return {
            "per_verstrekker": {
                oin: {
                    "personen": item.personen,
                    "categorieen": dict(item.categorieen),
                    "records_geteld": item.bekend,
                    "records_onbekend": item.onbekend,
                    "gemaakt": item.gemaakt,
                    "sha256": item.sha256,
                }
                for oin, item in sorted(self.geldig.items())
            },
            "ontbreekt": list(self.ontbreekt),
            "geweigerd": [{"bestand": name, "reden": reason} for name, reason in self.geweigerd],
            "personen_hoogstens": self.hoogstens,
        }


def requests(lek: Datalek) -> dict[str, Verzoek]:
    """Return per supplier what it is asked to count."""
    return {
        oin: Verzoek(lek.melding, oin, tuple((item.stand.record, item.stand.categorie) for item in lek.van(oin)))
        for oin in lek.verstrekkers
        if oin != "-"
    }


def merge(lek: Datalek, keys: SigningKeys, folder: Path | None) -> Tellingen:
    """Return the counts of the files in a folder that hold for this report, and why the others do not."""
    asked = requests(lek)
    found: dict[str, list[tuple[str, Datalektelling]]] = {}
    valid: dict[str, Datalektelling] = {}
    refused: list[tuple[str, str]] = []
    for name, value in _files(folder):
        made, why = _checked(value, lek, asked, keys)
        if made is None or why:
            refused.append((name, why))
        else:
            found.setdefault(made.oin, []).append((name, made))
    for counts in found.values():
        newest = max(counts, key=lambda item: item[1].gemaakt)
        valid[newest[1].oin] = newest[1]
        refused += [(name, "dubbel") for name, _ in counts if name != newest[0]]
    missing = tuple(oin for oin in lek.verstrekkers if oin not in valid)
    return Tellingen(valid, missing, tuple(sorted(refused)), lek.buiten_zicht)


def _files(folder: Path | None) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.json")) if folder is not None else ():
        if not path.is_file():  # a folder, or a pipe that would keep us waiting
            yield path.name, b""
            continue
        with path.open("rb") as stream:
            yield path.name, stream.read(MAX_BYTES)


def _checked(
    data: bytes, lek: Datalek, asked: dict[str, Verzoek], keys: SigningKeys
) -> tuple[Datalektelling | None, str]:
    try:
        made = datalektelling.read(shape.decode(data))
    except (ShapeError, UnicodeDecodeError):
        return None, "vorm"
    except KeychainError:
        return None, "handtekening"
    why = _other(made, lek, asked.get(made.oin))
    try:
        made.check(keys)
    except KeychainError:
        why = why or "handtekening"
    return made, why


def _other(made: Datalektelling, lek: Datalek, asked: Verzoek | None) -> str:
    """Return why a count is of something else than was asked, empty when it is not."""
    if asked is None:
        return "andere-organisatie"
    key = None if lek.vraag.sleutel is None else lek.vraag.sleutel.id
    if made.over not in {lek.melding, key}:
        return "ander-rapport"
    same = (asked.records_sha256, len(asked.records)) == (made.records_sha256, made.bekend + made.onbekend)
    return "" if same else "andere-records"
