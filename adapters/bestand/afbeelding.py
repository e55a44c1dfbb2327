# SPDX-License-Identifier: EUPL-1.2
"""The mapping of a format, as data: which source field goes to which place in the contract. A partner's engineer edits it.

Invariants:
- What the mapping does not name is not sent: leaving out is the default, sending is a line in the file.
- A mapping that names a place the contract does not have, or a list of values that is not there, does not load.
- The mapping holds no data of people.

It converts nothing itself (see `omzetten`) and builds nothing (see `bouwer`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from core.contract import betrokkenen as soorten
from core.contract.profielen import PROFIELEN
from core.contract.uitspraken import Labels, Rapportage, Uitspraak

if TYPE_CHECKING:
    from pathlib import Path

GROEPEN: Final[dict[str, type[BaseModel]]] = {
    "persoon": soorten.NatuurlijkPersoon,
    "rechtspersoon": soorten.Rechtspersoon,
    "adres": soorten.Adres,
    "pand": soorten.Pand,
    "voertuig": soorten.Voertuig,
    "telefoon": soorten.Telefoon,
    "toestel": soorten.Toestel,
    "rekening": soorten.Rekening,
    "labels": Labels,
    "uitspraak": Uitspraak,
    "rapportage": Rapportage,
    "relatie": soorten.Relatie,
}
ONDERWERPEN: Final = ("persoon", "rechtspersoon", "adres", "pand", "voertuig", "telefoon", "toestel", "rekening")

ONBEKEND: Final = "(onbekend)"
Als = Literal[
    "tekst", "regels", "datum", "getal", "centen", "aaneen", "telefoon", "postcode",
    "gemeente", "land", "plaats", "tabelcode", "bag",
]  # fmt: skip


class AfbeeldingFout(Exception):  # noqa: N818 - a Dutch noun; the word itself says that it is wrong
    """The mapping file does not load: it is not of the declared shape or names what the contract does not know."""

    type = "urn:knooppunt:fout:afbeelding-ongeldig"

    def diagnose(self) -> str:
        """Return the fault as a Dutch sentence."""
        return f"Het afbeeldingsbestand klopt niet: {self}"


class _Deel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Veld(_Deel):
    """Where one source field goes, and how its text becomes a value."""

    naar: str
    als: Als = "tekst"
    waarden: str = ""
    lijst: bool = False


class Bestand(_Deel):
    """The declared shape of a delimited file of this format."""

    codering: Literal["windows-1252", "utf-8"]
    scheidingsteken: str = Field(";", min_length=1, max_length=1)
    bom: bool = False
    verplicht: tuple[str, ...] = ()
    dubbel: tuple[str, ...] = ()
    afsluiting: str = ""


def _as_field(value: Any) -> Any:
    return {"naar": value} if isinstance(value, str) else value


class Sturing(_Deel):
    """Source fields that steer and are not sent as such: the order, the person, the BSN."""

    kenmerk: str = ""
    zelfde: tuple[str, ...] = ()
    bsn: str = ""
    herhaald: str = ""


class Categorie(_Deel):
    """How the category follows: one fixed, or from a source field by a table."""

    vast: str = ""
    bron: str = ""
    waarden: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        named = {*self.waarden.values(), *([self.vast] if self.vast else [])}
        if not named or bool(self.vast) == bool(self.bron) or not named <= PROFIELEN.keys() - {"bsn"}:
            raise ValueError("categorie")
        return self

    @property
    def alle(self) -> frozenset[str]:
        """All categories that this mapping can give."""
        return frozenset(self.waarden.values()) | ({self.vast} if self.vast else frozenset())


class Verband(_Deel):
    """A relation that holds between two subjects of one record when both are there."""

    van: str
    naar: str
    aard: str


class Verklaring(_Deel):
    """What the supplier states about a record: fixed, or by the value of a source field; other values state nothing."""

    feit: str
    bron: str = ""
    waar: tuple[str, ...] = ()
    onwaar: tuple[str, ...] = ()
    vast: bool | None = None
    categorieen: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.vast is None) == (not self.bron):
            raise ValueError("verklaring")
        return self


class Afbeelding(_Deel):
    """A whole mapping file."""

    versie: Literal[1]
    naam: str
    bestand: Bestand | None = None
    velden: dict[str, Annotated[Veld, BeforeValidator(_as_field)]]
    vast: dict[str, str] = Field(default_factory=dict)
    waarden: dict[str, dict[str, str]] = Field(default_factory=dict)
    sturing: Sturing = Sturing()
    categorie: Categorie
    ontvangers: dict[str, tuple[str, ...]]
    relaties: tuple[Verband, ...] = ()
    verklaringen: tuple[Verklaring, ...] = ()
    bsn_verklaringen: tuple[Verklaring, ...] = ()
    weglaten: dict[str, str] = Field(default_factory=dict)
    toonbare_namen: str = ""

    @model_validator(mode="after")
    def _fits_contract(self) -> Self:
        for plek in [veld.naar for veld in self.velden.values()] + list(self.vast):
            _check_place(plek)
        if not {veld.waarden for veld in self.velden.values() if veld.waarden} <= self.waarden.keys():
            raise ValueError("waarden")
        if not self.categorie.alle <= self.ontvangers.keys() or not self.ontvangers.keys() <= PROFIELEN.keys():
            raise ValueError("ontvangers")
        if set(self.weglaten) & set(self.velden):
            raise ValueError("weglaten")
        return self

    @cached_property
    def bekend(self) -> frozenset[str]:
        """All source names that the mapping knows."""
        sturing = {self.sturing.kenmerk, self.sturing.bsn, *self.sturing.zelfde, self.categorie.bron}
        verklaard = {item.bron for item in (*self.verklaringen, *self.bsn_verklaringen)}
        return frozenset({*self.velden, *self.weglaten, *sturing, *verklaard} - {""})

    def shown(self, naam: str) -> str:
        """Return a source name when it may be shown to people, else a fixed word: an unknown one could be anything."""
        known = naam in self.bekend or (self.toonbare_namen and re.fullmatch(self.toonbare_namen, naam, re.ASCII))
        return naam if known else ONBEKEND

    @property
    def gebruikt(self) -> frozenset[str]:
        """The source names that do something; all others are left out and counted."""
        return self.bekend - frozenset(self.weglaten)


def load_mapping(pad: Path) -> Afbeelding:
    """Read a mapping file.

    Raises:
        AfbeeldingFout: not readable, or not of this shape; the message names the places, in Dutch.
    """
    try:
        data = tomllib.loads(pad.read_text("utf-8"))
        return Afbeelding.model_validate_json(_to_json(data))
    except ValidationError as error:
        plekken = sorted(
            {".".join(map(str, item["loc"])) or str(item.get("ctx", {}).get("error", "")) for item in error.errors()}
        )
        raise AfbeeldingFout(f"{pad.name}: {', '.join(plekken)}") from None
    # Dates, numbers of thousands of digits and very deep nesting are TOML too; none of them has a place in a mapping.
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise AfbeeldingFout(f"{pad.name} kan niet worden gelezen ({type(error).__name__})") from None


def _to_json(data: Any) -> str:
    import json

    return json.dumps(data)


def _check_place(plek: str) -> None:
    if plek == "geheimhoudingsplicht":
        return
    groep, _, rest = plek.partition(".")
    veld = rest.split(".")[0]
    if (
        groep not in GROEPEN
        or veld not in GROEPEN[groep].model_fields
        or veld in {"soort", "onderwerp", "id"} - _own(groep)
    ):
        raise ValueError(plek)


def _own(groep: str) -> set[str]:
    """`soort` of labels and statements is a label, not the kind of a subject."""
    return {"soort"} if groep in {"labels", "uitspraak"} else set()
