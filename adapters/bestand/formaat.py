# SPDX-License-Identifier: EUPL-1.2
"""What every format does with a record: find its order, category and recipients, build the content, state the facts.

Invariants:
- Only a record that belongs to an open case, signal or request becomes a proposal; the others are counted.
- Recipients are those the mapping names for the category *and* that take part; the rules decide after that.
- The reference of a subject is random for each run, equal for the same person within one case, and tells nothing.
- Memory does not grow with the file.

Norm: design.md 4 (a supply), Wpg 3 (necessity), AVG 5(1)(c). It reads no files: each format hands it records.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from typing import TYPE_CHECKING, Final

from adapters.bestand.bouwer import Afgekeurd, Bouwer, Record
from adapters.bestand.fouten import bevinding
from adapters.bestand.grenzen import Grenzen
from adapters.bestand.verslag import Verslag
from adapters.gateway.proposal import Voorstel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from adapters.bestand.afbeelding import Afbeelding, Verklaring
    from adapters.bestand.omzetten import Tabel
    from adapters.bestand.opdrachten import Opdracht, Werklijst
    from adapters.gateway.proposal import Bevinding

_ONTHOUD: Final = 100_000


class _BlijftThuis(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """The record may not go; `reden` is a code of `verslag.THUIS`."""

    def __init__(self, reden: str) -> None:
        self.reden = reden
        super().__init__(reden)


class Omzetter:
    """Turns records of one format into proposals, and keeps the report.

    Args:
        afbeelding: the mapping.
        werklijst: what is open.
        vast: fixed values for this run, by place in the contract.
        tabellen: national tables by name.
        alleen_uitvraag: whether only an answer to a request may go out.
        houdt_thuis: gives the reason why a record stays home, or "".
        grenzen: limits.
    """

    def __init__(
        self,
        afbeelding: Afbeelding,
        werklijst: Werklijst,
        *,
        vast: Mapping[str, str] | None = None,
        tabellen: Mapping[str, Tabel] | None = None,
        alleen_uitvraag: bool = False,
        houdt_thuis: Callable[[Record], str] = lambda _record: "",
        grenzen: Grenzen | None = None,
    ) -> None:
        self.afbeelding = afbeelding
        self.grenzen = grenzen or Grenzen()
        self.verslag = Verslag(self.grenzen.bevindingen)
        self._werklijst = werklijst
        self._vast = vast or {}
        self._bouwer = Bouwer(afbeelding, tabellen)
        self._alleen_uitvraag = alleen_uitvraag
        self._houdt_thuis = houdt_thuis
        self._sleutel = secrets.token_bytes(32)
        self._bsn_mee: set[bytes] = set()
        self._gebruikt = afbeelding.gebruikt

    def convert(self, bron: Iterable[Record | Bevinding]) -> Iterator[Voorstel]:
        """Yield a proposal for each record that may go; all else is counted in the report."""
        for record in bron:
            self.verslag.gelezen += 1
            if not isinstance(record, Record):
                self._reject([record])
                continue
            if record.vervolgregels:
                self.verslag.afgevallen.drop_row("vervolgregel", record.vervolgregels)
            try:
                voorstel = self._convert(record)
            except _BlijftThuis as thuis:
                self.verslag.afgevallen.drop_row(thuis.reden)
            except Afgekeurd as fout:
                self._reject(fout.bevindingen)
            else:
                self.verslag.voorstellen += 1
                yield voorstel

    def _convert(self, record: Record) -> Voorstel:
        if reden := self._houdt_thuis(record):
            raise _BlijftThuis(reden)
        opdracht = self._werklijst.find(record.velden.get(self.afbeelding.sturing.kenmerk, ""))
        if opdracht is None:
            raise _BlijftThuis("geen-opdracht")
        if self._alleen_uitvraag and opdracht.uitvraag is None:
            raise _BlijftThuis("ongevraagd")
        categorie = self._category(record)
        if categorie is None:
            raise Afgekeurd([bevinding(record.regel, self.afbeelding.categorie.bron, "code-onbekend")])
        if opdracht.categorie not in {"", categorie}:
            raise _BlijftThuis("niet-gevraagd")
        if not self.afbeelding.ontvangers[categorie]:
            raise _BlijftThuis("niet-deelbaar")
        ontvangers = opdracht.units(self.afbeelding.ontvangers[categorie])
        if not ontvangers:
            raise _BlijftThuis("geen-ontvanger")
        return self._build(record, opdracht, categorie, ontvangers)

    def _build(self, record: Record, opdracht: Opdracht, categorie: str, ontvangers: list[tuple[str, str]]) -> Voorstel:
        gebouwd = self._bouwer.build(record, categorie, self._subject(record, opdracht), self._vast)
        self.verslag.find(gebouwd.meldingen)
        bsn_ontvangers = self._bsn_recipients(opdracht)
        nummers = gebouwd.nummers
        if nummers and bsn_ontvangers == []:
            self.verslag.afgevallen.drop_field(self.afbeelding.sturing.bsn)
            nummers = {}
        self._count_dropped(record)
        self.verslag.afgevallen.velden.update(gebouwd.weggelaten)
        return Voorstel(
            casus=opdracht.casus,
            categorie=categorie,
            inhoud=gebouwd.inhoud,
            ontvangers=ontvangers,
            nummers=self._once(nummers),
            feiten=_facts(self.afbeelding.verklaringen, record, categorie),
            bron_regel=record.regel,
            uitvraag=opdracht.uitvraag,
            bsn_ontvangers=bsn_ontvangers,
            bsn_feiten=_facts(self.afbeelding.bsn_verklaringen, record, "bsn"),
        )

    def _category(self, record: Record) -> str | None:
        categorie = self.afbeelding.categorie
        return categorie.vast or categorie.waarden.get(record.velden.get(categorie.bron, "").strip())

    def _subject(self, record: Record, opdracht: Opdracht) -> str:
        """Return a random reference, the same for records of this run and case that name the same person."""
        for naam in self.afbeelding.sturing.zelfde:
            if waarde := record.velden.get(naam, "").strip():
                tekst = f"{opdracht.casus}\0{naam}\0{waarde}"
                return str(uuid.UUID(bytes=hmac.digest(self._sleutel, tekst.encode(), "sha256")[:16], version=4))
        return str(uuid.uuid4())

    def _bsn_recipients(self, opdracht: Opdracht) -> list[tuple[str, str]] | None:
        soorten = self.afbeelding.ontvangers.get("bsn")
        return None if soorten is None else opdracht.units(soorten)

    def _once(self, nummers: dict[str, str]) -> dict[str, str]:
        """Leave out a BSN that already goes along for this subject in this run."""
        nieuw = {ref: bsn for ref, bsn in nummers.items() if uuid.UUID(ref).bytes not in self._bsn_mee}
        if len(self._bsn_mee) < _ONTHOUD:
            self._bsn_mee.update(uuid.UUID(ref).bytes for ref in nieuw)
        return nieuw

    def _count_dropped(self, record: Record) -> None:
        for naam, aantal in record.weggelaten.items():
            self.verslag.afgevallen.drop_field(self.afbeelding.shown(naam), aantal)
        for velden in (record.velden, *(deel for _, deel in record.herhaald)):
            for naam, tekst in velden.items():
                if naam not in self._gebruikt and tekst and not tekst.isspace():
                    self.verslag.afgevallen.drop_field(self.afbeelding.shown(naam))

    def _reject(self, gevonden: Iterable[Bevinding]) -> None:
        self.verslag.find(gevonden)
        self.verslag.afgevallen.drop_row("bevinding")


def _facts(verklaringen: Iterable[Verklaring], record: Record, categorie: str) -> dict[str, bool]:
    feiten: dict[str, bool] = {}
    for item in verklaringen:
        if item.categorieen and categorie not in item.categorieen:
            continue
        waarde = record.velden.get(item.bron, "").strip() if item.bron else ""
        if item.vast is not None:
            feiten[item.feit] = item.vast
        elif waarde in item.waar or (waarde and "*" in item.waar and waarde not in item.onwaar):
            feiten[item.feit] = True
        elif waarde in item.onwaar or (waarde and "*" in item.onwaar):
            feiten[item.feit] = False
    return feiten
