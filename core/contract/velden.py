# SPDX-License-Identifier: EUPL-1.2
"""The kinds of field that every model of the contract is made of, and the base of those models.

Invariants:
- Models are strict, frozen and closed (no unknown fields); their `repr` shows no field at all.
- Text is NFC, bounded, without control characters, NUL or characters that turn the reading direction.
- No text holds a number that passes for a BSN: that number has a category of its own.
- A reason code and a Dutch sentence belong to each form; no error repeats the value.

Norm: UAVG 46 (BSN only where a law provides), Unicode UAX #15. It knows no categories: see `profielen`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from core.contract import nummers
from core.contract.datum import OnvolledigeDatum


class Model(BaseModel):
    """Base of all models: strict, closed, frozen, and silent about its content."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Show no field: content is about people."""
        return []

    def __str__(self) -> str:
        """Show no field, as `repr`."""
        return repr(self)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Leave the docstring out: it is English and for developers, the published schemas are Dutch."""
        shown = handler(schema)
        handler.resolve_ref_schema(shown).pop("description", None)
        return shown


T = TypeVar("T", bound=Model)


def needs_one(model: T, *names: str) -> T:
    """Return `model` when at least one of the named fields is filled.

    Raises:
        PydanticCustomError: all of them are absent.
    """
    if not any(getattr(model, name) not in (None, ()) for name in names):
        raise PydanticCustomError("niets-ingevuld", "Hier moet ten minste één herkenbaar gegeven zijn ingevuld.")
    return model


@dataclass(frozen=True)
class Vorm:
    """A form of text: a pattern, perhaps a further check, and what to say when it does not fit."""

    reden: str
    zin: str
    patroon: str
    toets: Callable[[str], bool] | None = None

    def check(self, text: str) -> str:
        """Return `text` when it passes the further check.

        Raises:
            PydanticCustomError: with the reason code and sentence of the form.
        """
        if self.toets is None or self.toets(text):
            return text
        raise PydanticCustomError(self.reden, self.zin)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check after pydantic has made sure that it is text: the pattern in pydantic's own engine, for it is the most."""
        pattern = core_schema.str_schema(pattern=f"^(?:{self.patroon})$", regex_engine="rust-regex", strict=True)
        told = core_schema.custom_error_schema(
            pattern, custom_error_type=self.reden, custom_error_message=self.zin, custom_error_context={}
        )
        steps = core_schema.chain_schema([handler(source), told])
        return steps if self.toets is None else core_schema.no_info_after_validator_function(self.check, steps)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Publish the pattern; a further check stands in the description."""
        shown = handler(schema)
        shown["pattern"] = f"^{self.patroon}$"
        if self.toets is not None:
            shown["description"] = self.zin
        return shown


# Nine digits, or grouped as people write a BSN; compared after compatibility folding, so that other digits count too.
_BSN_LIKE = re.compile(r"(?<!\d)(\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}|\d{3}-\d{3}-\d{3})(?!\d)")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def holds_bsn(text: str) -> bool:
    """Tell whether a run of digits in `text` passes for a BSN."""
    folded = unicodedata.normalize("NFKC", text)
    found = (re.sub(r"\D", "", match.group()) for match in _BSN_LIKE.finditer(folded))
    return any(nummers.elfproef("".join(str(unicodedata.digit(char)) for char in run)) for run in found)


def clean_text(text: str) -> str:
    """Return text of one line in NFC.

    Raises:
        PydanticCustomError: a control or direction character, a lone surrogate, or a number that passes for a BSN.
    """
    return _clean(text, allowed="")


def clean_lines(text: str) -> str:
    """Return text of more lines in NFC; line feeds are kept.

    Raises:
        PydanticCustomError: as `clean_text`.
    """
    return _clean(text, allowed="\n")


def _clean(text: str, allowed: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    if any(
        (unicodedata.category(char) in {"Cc", "Cs"} and char not in allowed) or char in _DIRECTION for char in normal
    ):
        raise PydanticCustomError("tekens-ongeldig", "In deze tekst staan stuurtekens.")
    if not normal.strip():
        raise PydanticCustomError("leeg", "Deze tekst mag niet leeg zijn.")
    if holds_bsn(normal):
        raise PydanticCustomError(
            "bsn-in-tekst",
            "In deze tekst staat een getal dat een BSN kan zijn; een BSN gaat in een eigen verstrekking.",
        )
    return normal


def _whole(value: OnvolledigeDatum) -> OnvolledigeDatum:
    if not value.complete:
        raise PydanticCustomError("datum-onvolledig", "Deze datum moet volledig zijn.")
    return value


def _text(length: int) -> Any:
    return Field(min_length=1, max_length=length)


Naam = Annotated[str, _text(200), AfterValidator(clean_text)]
KorteTekst = Annotated[str, _text(500), AfterValidator(clean_text)]
Tekst = Annotated[str, _text(20_000), AfterValidator(clean_lines)]
Datum = Annotated[OnvolledigeDatum, AfterValidator(_whole)]

_UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
Uuid4 = Annotated[str, Vorm("uuid-ongeldig", "Dit is geen willekeurige UUID (versie 4, kleine letters).", _UUID4)]
Onderwerp = Annotated[str, Vorm("onderwerp-ongeldig", "Een onderwerp is een willekeurige UUID (versie 4).", _UUID4)]
Code = Annotated[
    str,
    Field(max_length=60),
    Vorm("code-ongeldig", "Een code bestaat uit kleine letters, cijfers en streepjes.", r"[a-z0-9]+(-[a-z0-9]+)*"),
]
Oin = Annotated[str, Vorm("oin-ongeldig", "Een OIN is twintig cijfers.", r"[0-9]{20}")]
Bsn = Annotated[
    str, Vorm("bsn-ongeldig", "Een BSN is negen cijfers die aan de elfproef voldoen.", r"[0-9]{9}", nummers.elfproef)
]
Rsin = Annotated[
    str, Vorm("rsin-ongeldig", "Een RSIN is negen cijfers die aan de elfproef voldoen.", r"[0-9]{9}", nummers.elfproef)
]
KvkNummer = Annotated[str, Vorm("kvk-ongeldig", "Een KvK-nummer is acht cijfers.", r"[0-9]{8}")]
Vestigingsnummer = Annotated[str, Vorm("vestiging-ongeldig", "Een vestigingsnummer is twaalf cijfers.", r"[0-9]{12}")]
Iban = Annotated[
    str,
    Vorm(
        "iban-ongeldig",
        "Dit IBAN klopt niet: land, lengte of controlegetal.",
        r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
        nummers.iban,
    ),
]
Imei = Annotated[
    str, Vorm("imei-ongeldig", "Een IMEI is vijftien cijfers met controlecijfer.", r"[0-9]{15}", nummers.imei)
]
Telefoonnummer = Annotated[
    str, Vorm("telefoon-ongeldig", "Een telefoonnummer begint met + en de landcode.", r"\+[1-9][0-9]{6,14}")
]
Postcode = Annotated[
    str, Vorm("postcode-ongeldig", "Een postcode is vier cijfers en twee hoofdletters.", r"[1-9][0-9]{3}[A-Z]{2}")
]
Tabelcode = Annotated[
    str, Vorm("tabelcode-ongeldig", "Een code uit een landelijke tabel is vier cijfers.", r"[0-9]{4}")
]
Landcode = Annotated[str, Vorm("land-ongeldig", "Een landcode is twee hoofdletters (ISO 3166).", r"[A-Z]{2}")]
Kenteken = Annotated[
    str, Vorm("kenteken-ongeldig", "Een kenteken is hoofdletters en cijfers zonder streepjes.", r"[A-Z0-9]{1,10}")
]
Voertuignummer = Annotated[
    str, Vorm("vin-ongeldig", "Een voertuigidentificatienummer is zeventien tekens.", r"[A-HJ-NPR-Z0-9]{17}")
]
PandId = Annotated[str, Vorm("bag-ongeldig", "Dit is geen BAG-nummer van een pand.", r"[0-9]{4}10[0-9]{10}")]
BagId = Annotated[str, Vorm("bag-ongeldig", "Een BAG-nummer is zestien cijfers.", r"[0-9]{16}")]
