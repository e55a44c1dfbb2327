# SPDX-License-Identifier: EUPL-1.2
"""What a partner's adapter hands to the gateway: proposed supplies, findings, and what minimisation dropped.

Invariants:
- A `Voorstel` holds one category and names its recipients; purpose and phase are absent on purpose, they come from the casus.
- `inhoud` has no labels yet (`kop`): record id, purpose and phase are the gateway's to fill in when it seals.
- BSNs stand apart in `nummers`; the gateway makes them a verstrekking of their own, category `bsn`.
- `repr` of a proposal shows no content; a `Bevinding` says where and why, never what stood there.

It decides nothing and knows no keys.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from core.contract.bevindingen import OngeldigeInhoud
from core.contract.inhoud import Inhoud, validate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Bestand(NamedTuple):
    """A file to attach: where it lies, under which name it goes, and what kind its supplier says it is (None: its name)."""

    pad: Path
    naam: str
    type: str | None = None

    def __repr__(self) -> str:
        return "Bestand(…)"


class Ontvanger(NamedTuple):
    """One unit of one organisation that should be able to read; a plain `(oin, eenheid)` tuple will do as well."""

    oin: str
    eenheid: str


@dataclass(frozen=True, slots=True)
class Voorstel:
    """One proposed verstrekking, as a format maps it from a row, message or answer.

    Attributes:
        casus: id (UUIDv4 text) of the open casus it belongs to.
        categorie: one category code of the vocabulary; never `bsn` where `inhoud` holds more than numbers.
        inhoud: the content to seal, as JSON values of `core.contract.inhoud.Inhoud` without `kop`; see `check_content`.
        nummers: BSN per subject reference (`onderwerp`) of `inhoud`; sealed apart.
        ontvangers: units that should read it; the supplier itself is added by the gateway.
        feiten: what the supplier itself states about this record: token without `niet-`, and whether it holds.
        grondslag: basis of those statements, in the closed notation of `core.facts.grondslag`.
        bron_regel: line number in the source, 1-based; 0 where the source has no lines.
        verwerking: URI of the processing activity; empty means the default of this partner (partner.toml).
        uitvraag: id of the uitvraag that this answers, or None.
        bewaren_tot: moment (ms since epoch) after which it is to be destroyed, or None.
        bsn_ontvangers: units for the BSN; None means those of `ontvangers` that the rules allow.
        bsn_feiten: what the supplier states about the record with the BSN, on top of `feiten`.
        bijlagen: files that go under the seal of the content (`adapters.gateway.bijlagen`).
        voorwaarden: `{"van", "samen", "tot"}`: from when, after whose release, until when it may be read; None: at once.
    """

    casus: str
    categorie: str
    inhoud: Mapping[str, Any] = field(repr=False)
    ontvangers: Sequence[tuple[str, str]]
    nummers: Mapping[str, str] = field(default_factory=dict, repr=False)
    feiten: Mapping[str, bool] = field(default_factory=dict)
    grondslag: str = "eigen-verklaring"
    bron_regel: int = 0
    verwerking: str = ""
    uitvraag: str | None = None
    bewaren_tot: int | None = None
    bsn_ontvangers: Sequence[tuple[str, str]] | None = None
    bsn_feiten: Mapping[str, bool] = field(default_factory=dict)
    bijlagen: Sequence[Bestand] = field(default=(), repr=False)
    voorwaarden: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Bevinding:
    """One thing wrong in the input. `tekst` is Dutch for people and never repeats the value that stood there.

    Attributes:
        regel: line number in the source, 1-based; 0 for the file as a whole.
        veld: name of the field or rubric, or "".
        reden: stable code for machines, for example `elfproef`.
        tekst: one Dutch sentence (B1).
    """

    regel: int
    veld: str
    reden: str
    tekst: str

    def to_json(self) -> dict[str, str | int]:
        """Return the finding as one JSON object."""
        return {"regel": self.regel, "veld": self.veld, "reden": self.reden, "tekst": self.tekst}


_PLACEHOLDER = "00000000-0000-4000-8000-000000000000"
_PLACE = {"doel": "oc", "fase": "signaal", "record": _PLACEHOLDER}


def labelled(inhoud: Mapping[str, Any], kop: Mapping[str, Any]) -> Inhoud:
    """Return validated content with its labels inside.

    Raises:
        OngeldigeInhoud: with every finding.
    """
    return validate({"v": 1, **inhoud, "kop": dict(kop)})


def check_content(voorstel: Voorstel) -> list[Bevinding]:
    """Return what the contract finds wrong with a proposal, each with the line of its source.

    A format calls this per row, so that bad rows are told of before anything is sealed; the gateway checks again.
    """
    found: list[Bevinding] = []
    for category, content in _contents(voorstel):
        try:
            labelled(content, {**_PLACE, "casus": voorstel.casus, "categorie": category})
        except OngeldigeInhoud as error:
            found += [Bevinding(voorstel.bron_regel, b.pad, b.reden, b.tekst) for b in error.bevindingen]
    return found


def contents(voorstel: Voorstel) -> list[Inhoud]:
    """Return the validated contents of a proposal that was checked, its BSNs apart.

    Raises:
        OngeldigeInhoud: it was not.
    """
    return [
        labelled(content, {**_PLACE, "casus": voorstel.casus, "categorie": category})
        for category, content in _contents(voorstel)
    ]


def _contents(voorstel: Voorstel) -> list[tuple[str, Mapping[str, Any]]]:
    contents: list[tuple[str, Mapping[str, Any]]] = [(voorstel.categorie, voorstel.inhoud)]
    if voorstel.nummers:
        contents.append(("bsn", bsn_content(voorstel.nummers)))
    return contents


def bsn_content(numbers: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of a verstrekking that holds nothing but BSNs by subject reference."""
    return {"soort": "bsn", "nummers": [{"onderwerp": ref, "bsn": bsn} for ref, bsn in numbers.items()]}


@dataclass(slots=True)
class Afgevallen:
    """What minimisation dropped: how often, per field (or reason); never the values.

    Attributes:
        velden: count per field that the protocol or the mapping does not let through.
        regels: count per reason of whole rows that stayed home.
    """

    velden: Counter[str] = field(default_factory=Counter)
    regels: Counter[str] = field(default_factory=Counter)

    def drop_field(self, name: str, count: int = 1) -> None:
        """Count a field that was left out."""
        self.velden[name] += count

    def drop_row(self, reason: str, count: int = 1) -> None:
        """Count a row that stayed home."""
        self.regels[reason] += count

    def to_json(self) -> dict[str, dict[str, int]]:
        """Return both counts, sorted by name."""
        return {"velden": dict(sorted(self.velden.items())), "regels": dict(sorted(self.regels.items()))}
