# SPDX-License-Identifier: EUPL-1.2
"""From one source record and a mapping to content of the contract.

Invariants:
- Only what the mapping names and the profile of the category lets through gets into the content.
- A BSN never gets into that content; it goes beside it, tied by the random subject reference.
- All findings of a record come at once; each names the source field, never the value.
- The contract has checked the content; the labels that the gateway fills in (record, doel, fase) are not in it.

It decides nothing about recipients.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from adapters.bestand.afbeelding import ONDERWERPEN, Afbeelding, Veld
from adapters.bestand.fouten import bevinding
from adapters.bestand.omzetten import Omzetfout, Tabel, convert
from adapters.gateway.proposal import Bevinding, labelled
from core.contract.bevindingen import OngeldigeInhoud
from core.contract.nummers import elfproef
from core.contract.profielen import PROFIELEN, Profiel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_RANDOM: Final = "00000000-0000-4000-8000-000000000000"
_SOORT: Final = {"persoon": "natuurlijk-persoon"}


@dataclass(frozen=True, slots=True)
class Record:
    """One source record.

    Attributes:
        regel: line number where it starts.
        velden: source name to text.
        lijsten: source name to texts, for what may be there more than once.
        herhaald: the repeated group (statements), each with its line number and own fields.
        weggelaten: source name to count, of what the source has beside the record and never goes along.
        vervolgregels: lines of the source beside the first that belong to this record.
    """

    regel: int
    velden: Mapping[str, str] = field(repr=False)
    lijsten: Mapping[str, list[str]] = field(default_factory=dict, repr=False)
    herhaald: tuple[tuple[int, Mapping[str, str]], ...] = field(default=(), repr=False)
    weggelaten: Mapping[str, int] = field(default_factory=dict)
    vervolgregels: int = 0


@dataclass(frozen=True, slots=True)
class Gebouwd:
    """What became of a record: content, the BSN beside it, what the category does not let through, and mild findings."""

    inhoud: dict[str, Any] = field(repr=False)
    nummers: dict[str, str] = field(repr=False)
    weggelaten: Counter[str]
    meldingen: tuple[Bevinding, ...] = ()


class Afgekeurd(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """The record does not fit; holds the findings."""

    def __init__(self, bevindingen: Iterable[Bevinding]) -> None:
        self.bevindingen = tuple(bevindingen)
        super().__init__(f"{len(self.bevindingen)} bevindingen")


class Bouwer:
    """Builds content by one mapping.

    Args:
        afbeelding: the mapping.
        tabellen: national tables by name, for mappings that use them.
    """

    def __init__(self, afbeelding: Afbeelding, tabellen: Mapping[str, Tabel] | None = None) -> None:
        self._afbeelding = afbeelding
        self._tabellen = tabellen or {}

    def build(self, record: Record, categorie: str, onderwerp: str, vast: Mapping[str, str]) -> Gebouwd:
        """Return the content of a record.

        Args:
            record: the source record.
            categorie: the category, known to the contract.
            onderwerp: random reference of the subject that the record is about.
            vast: fixed values for this run on top of the mapping's own, for example the date of the export.

        Raises:
            Afgekeurd: with all findings.
        """
        werk = _Werk(record, self._afbeelding, self._tabellen, PROFIELEN[categorie])
        werk.collect({**self._afbeelding.vast, **vast})
        return werk.finish(categorie, onderwerp)


class _Werk:
    """One record on its way: the groups of fields, where each came from, and what is wrong."""

    def __init__(self, record: Record, afbeelding: Afbeelding, tabellen: Mapping[str, Tabel], profiel: Profiel) -> None:
        self._record, self._afbeelding, self._tabellen, self._profiel = record, afbeelding, tabellen, profiel
        self._groepen: dict[str, dict[str, Any]] = {}
        self._uitspraken: list[dict[str, Any]] = []
        self._bron: dict[str, str] = {}
        self._regels: dict[str, int] = {}
        self._geplaatst: list[tuple[str, str]] = []
        self._fouten: list[Bevinding] = []
        self._meldingen: list[Bevinding] = []
        self._weggelaten: Counter[str] = Counter()

    def collect(self, vast: Mapping[str, str]) -> None:
        """Convert every mapped field into its group."""
        for naam, veld in self._afbeelding.velden.items():
            self._collect_field(naam, veld)
        for regel, velden in self._record.herhaald:
            self._collect_repeated(regel, velden)
        for plek, waarde in vast.items():
            groep, _, rest = plek.partition(".")
            if groep in self._groepen or groep in {"labels", "geheimhoudingsplicht"}:
                _put(self._groepen.setdefault(groep, {}), rest or groep, waarde)

    def finish(self, categorie: str, onderwerp: str) -> Gebouwd:
        """Put the parts together and have the contract check them."""
        nummers = self._bsn(onderwerp)
        if self._fouten:
            raise Afgekeurd(self._fouten)
        betrokkenen, refs = self._subjects(onderwerp)
        data: dict[str, Any] = {"soort": "gegevens"}
        if plicht := self._profiel.plicht or self._groepen.get("geheimhoudingsplicht", {}).get("geheimhoudingsplicht"):
            data["geheimhoudingsplicht"] = plicht
        if betrokkenen:
            data |= {"betrokkenen": betrokkenen, "labels": self._groepen.get("labels", {})}
            self._place("labels", "/labels")
        data |= {naam: deel for naam, deel in self._parts(refs, onderwerp).items() if deel}
        self._report(data)
        self._check(data, categorie)
        return Gebouwd(data, nummers, self._weggelaten, tuple(self._meldingen))

    def _bsn(self, onderwerp: str) -> dict[str, str]:
        veld = self._afbeelding.sturing.bsn
        nummer = self._record.velden.get(veld, "").strip()
        if nummer and not elfproef(nummer):
            self._fouten.append(bevinding(self._record.regel, veld, "elfproef"))
        return {onderwerp: nummer} if nummer else {}

    def _report(self, data: dict[str, Any]) -> None:
        """A record with fields of a report is a bestuurlijke rapportage, resting on the statements beside it."""
        if rapport := self._groepen.get("rapportage"):
            self._place("rapportage", "/rapportage")
            rapport["bevindingen"] = [item["id"] for item in data.get("uitspraken", [])]
            data |= {"soort": "bestuurlijke-rapportage", "rapportage": rapport}

    def _collect_field(self, naam: str, veld: Veld) -> None:
        teksten = self._record.lijsten.get(naam) or [self._record.velden.get(naam, "")]
        gevuld = [tekst for tekst in teksten if tekst and not tekst.isspace()]
        if not gevuld:
            return
        groep, _, rest = veld.naar.partition(".")
        if not self._allowed(groep, rest):
            self._weggelaten[naam] += len(gevuld)
            return
        gelezen = [self._value(tekst, naam, veld, self._record.regel) for tekst in gevuld]
        waarden = [waarde for waarde in gelezen if waarde is not None]
        if not waarden:
            return
        doel = self._groepen.setdefault(groep, {})
        _put(doel, rest, [*doel.get(rest, []), *waarden] if veld.lijst else waarden[0])
        self._bron.setdefault(veld.naar, naam)

    def _collect_repeated(self, regel: int, velden: Mapping[str, str]) -> None:
        groep: dict[str, Any] = {}
        plek = len(self._uitspraken)
        for naam, tekst in velden.items():
            veld = self._afbeelding.velden.get(naam)
            if veld is not None and tekst and not tekst.isspace():
                rest = veld.naar.partition(".")[2]
                _put(groep, rest, self._value(tekst, naam, veld, regel))
                self._bron[f"/uitspraken/{plek}/{rest.replace('.', '/')}"] = naam
        self._regels[f"/uitspraken/{plek}"] = regel
        self._uitspraken.append(groep)

    def _value(self, tekst: str, naam: str, veld: Veld, regel: int) -> Any:
        if veld.waarden:
            waarde = self._afbeelding.waarden[veld.waarden].get(tekst.strip())
            if waarde is None:
                self._fouten.append(bevinding(regel, naam, "waarde-onbekend"))
            return waarde
        try:
            return convert(veld.als, tekst, self._tabellen)
        except Omzetfout as fout:
            (self._meldingen if fout.mild else self._fouten).append(bevinding(regel, naam, fout.reden))
            return fout.rest

    def _allowed(self, groep: str, rest: str) -> bool:
        if groep == "persoon":
            return (
                "natuurlijk-persoon" in self._profiel.betrokkenen
                and rest.split(".", maxsplit=1)[0] in self._profiel.persoonsvelden
            )
        if groep in ONDERWERPEN:
            return groep in self._profiel.betrokkenen
        return {"relatie": "relaties", "uitspraak": "uitspraken"}.get(groep, "") in {"", *self._profiel.delen}

    def _subjects(self, onderwerp: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
        betrokkenen: list[dict[str, Any]] = []
        refs: dict[str, str] = {}
        for groep in ONDERWERPEN:
            if groep in self._groepen:
                refs[groep] = str(uuid.uuid4()) if refs else onderwerp
                self._place(groep, f"/betrokkenen/{len(betrokkenen)}")
                betrokkenen.append(
                    {"soort": _SOORT.get(groep, groep), "onderwerp": refs[groep], **self._groepen[groep]}
                )
        return betrokkenen, refs

    def _parts(self, refs: Mapping[str, str], onderwerp: str) -> dict[str, Any]:
        eigen = self._groepen.get("uitspraak")
        uitspraken = [*([eigen] if eigen else []), *self._uitspraken]
        labels = self._groepen.get("labels", {})
        over = [refs[groep] for groep in ("persoon", "rechtspersoon") if groep in refs] or list(refs.values())
        if eigen:
            self._place("uitspraak", "/uitspraken/0")
            self._place("labels", "/uitspraken/0")
        relatie = self._groepen.get("relatie", {})
        return {
            "uitspraken": [
                {**labels, **deel, "id": str(uuid.uuid4()), "over": over or [onderwerp]} for deel in uitspraken
            ],
            "relaties": [
                {"van": refs[item.van], "naar": refs[item.naar], "aard": item.aard, **relatie}
                for item in self._afbeelding.relaties
                if item.van in refs and item.naar in refs and "relaties" in self._profiel.delen
            ],
        }

    def _place(self, groep: str, pad: str) -> None:
        """Remember where in the content a group stands, so that findings can name their source."""
        self._geplaatst.append((groep, pad))

    def _check(self, data: dict[str, Any], categorie: str) -> None:
        kop = {"record": _RANDOM, "casus": _RANDOM, "categorie": categorie, "doel": "oc", "fase": "signaal"}
        try:
            labelled(data, kop)
        except OngeldigeInhoud as fout:
            gevonden = [
                Bevinding(self._line(item.pad), self._source(item.pad), item.reden, item.tekst)
                for item in fout.bevindingen
            ]
        else:
            return
        raise Afgekeurd(gevonden)

    def _line(self, pad: str) -> int:
        return next((regel for plek, regel in self._regels.items() if pad.startswith(f"{plek}/")), self._record.regel)

    def _source(self, pad: str) -> str:
        """Return the source field of a place in the content, or the place itself: both hold only names of the contract."""
        bron = self._sources()
        kort = pad
        while kort:
            if kort in bron:
                return bron[kort]
            if onder := [naam for plek, naam in bron.items() if plek.startswith(f"{kort}/")]:
                return onder[0]
            kort = kort.rpartition("/")[0]
        return pad

    def _sources(self) -> dict[str, str]:
        """Return source field by place; where more fields go to one place, the one that was filled."""
        bron = dict(self._bron)
        for groep, pad in self._geplaatst:
            for naam, veld in self._afbeelding.velden.items():
                if veld.naar.startswith(f"{groep}."):
                    plek = f"{pad}/{veld.naar.partition('.')[2].replace('.', '/')}"
                    bron.setdefault(plek, self._bron.get(veld.naar, naam))
        return bron


def _put(groep: dict[str, Any], plek: str, waarde: Any) -> None:
    *ouders, laatste = plek.split(".")
    for ouder in ouders:
        groep = groep.setdefault(ouder, {})
    groep[laatste] = waarde
