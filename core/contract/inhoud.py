# SPDX-License-Identifier: EUPL-1.2
"""The sealed content: what lies inside a record, and the one door through which it comes in and goes out.

Invariants:
- One category under one seal: the profile of the category says what may stand in it, and nothing else may.
- A BSN lies only in content of kind `bsn`, with nothing but a random subject reference beside it.
- The labels of the header stand inside too, so that whoever opens can compare them.
- There is one byte form (JCS, absent instead of null or empty); content in another form is refused.
- Errors hold a path, a reason code and a Dutch sentence, never a value; `repr` shows nothing.

Norm: Wpg 3(5), 4, 7(2); UAVG 46; RFC 8785. It does not decide who may see it, and does not encrypt.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from audit.proof import jcs
from core.contract.betrokkenen import Betrokkene, NatuurlijkPersoon, Relatie
from core.contract.bevindingen import Bevinding, OngeldigeInhoud, from_pydantic
from core.contract.bijlagen import Bijlagebeschrijving, faults
from core.contract.profielen import BETROKKENEN, PROFIELEN, Profiel
from core.contract.uitspraken import (
    Casusomschrijving,
    Cijfer,
    HitAntwoord,
    Interventieadvies,
    Labels,
    Nummer,
    Rapportage,
    Uitspraak,
    Vraag,
)
from core.contract.velden import Code, Model, Uuid4

# The labels that stand both in the header and inside.
LABELS: Final = ("record", "casus", "categorie", "doel", "fase")

# Which part each kind of content must have; the parts of `gegevens` come from the category.
_REQUIRED: Final = {
    "gegevens": (),
    "bestuurlijke-rapportage": ("rapportage", "uitspraken"),
    "bsn": ("nummers",),
    "hit": ("hit",),
    "interventieadvies": ("advies",),
    "casus": ("casusomschrijving",),
    "uitvraag": ("vraag",),
    "cijfers": ("cijfers",),
}
_PARTS: Final = ("rapportage", "nummers", "hit", "advies", "casusomschrijving", "vraag", "cijfers")
_SUBJECTS: Final = frozenset({"gegevens", "bestuurlijke-rapportage", "uitvraag"})


class InhoudKop(Model):
    """The labels of the header, repeated under the seal."""

    record: Uuid4
    casus: Uuid4
    categorie: Code
    doel: Code
    fase: Code

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Show the labels: the header outside holds them too."""
        return [(name, getattr(self, name)) for name in LABELS]


class Inhoud(Model):
    """The sealed content of one verstrekking."""

    v: Literal[1] = 1
    soort: Literal[
        "gegevens", "bestuurlijke-rapportage", "bsn", "hit", "interventieadvies", "casus", "uitvraag", "cijfers"
    ]
    kop: InhoudKop
    geheimhoudingsplicht: Literal["wpg7", "awr67", "suwi74", "bibob28"] | None = Field(
        None, description="de wettelijke geheimhoudingsplicht die met de gegevens meegaat; wpg7 bij politiegegevens"
    )
    labels: Labels | None = Field(None, description="labels bij de betrokkenen en relaties")
    betrokkenen: Annotated[tuple[Betrokkene, ...], Field(max_length=1_000)] = ()
    relaties: Annotated[tuple[Relatie, ...], Field(max_length=2_000)] = ()
    uitspraken: Annotated[tuple[Uitspraak, ...], Field(max_length=1_000)] = ()
    rapportage: Rapportage | None = None
    nummers: Annotated[tuple[Nummer, ...], Field(max_length=1_000)] = ()
    hit: HitAntwoord | None = None
    advies: Interventieadvies | None = None
    casusomschrijving: Casusomschrijving | None = None
    vraag: Vraag | None = None
    cijfers: Annotated[tuple[Cijfer, ...], Field(max_length=1_000)] = ()
    bijlagen: Annotated[tuple[Bijlagebeschrijving, ...], Field(max_length=256)] = ()

    @model_validator(mode="after")
    def _fits_category(self) -> Self:
        found = list(_check(self))
        if found:
            raise PydanticCustomError(
                "inhoud-ongeldig", "De inhoud past niet bij de categorie.", {"bevindingen": found}
            )
        return self


def validate(data: bytes | str | Mapping[str, Any]) -> Inhoud:
    """Return the content that `data` (JSON text, or the same as Python values) stands for.

    Raises:
        OngeldigeInhoud: with every finding at once and no part of the input.
    """
    try:
        value = jcs.decode(data) if isinstance(data, (bytes, str)) else data
        text = jcs.encode(value)
    except jcs.CanonicalError as error:
        raise OngeldigeInhoud([Bevinding("", "geen-json", f"Dit is geen geldige JSON: {error}.")]) from None
    try:
        return Inhoud.model_validate_json(text)
    except ValidationError as error:
        found = from_pydantic(error, _NAMES, BETROKKENEN)
    raise OngeldigeInhoud(found)


def encode_inhoud(inhoud: Inhoud) -> bytes:
    """Return the one byte form of the content: JCS, with what is absent left out."""
    return jcs.encode(_prune(inhoud.model_dump(mode="json")))


def decode_inhoud(data: bytes) -> Inhoud:
    """Return content from under a seal.

    Raises:
        OngeldigeInhoud: not valid, or not in the one byte form.
    """
    inhoud = validate(data)
    if encode_inhoud(inhoud) != data:
        raise OngeldigeInhoud([Bevinding("", "niet-canoniek", "De inhoud staat niet in de ene geldige vorm.")])
    return inhoud


def label_mismatches(inhoud: Inhoud, kop: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the labels that differ between the content and the header outside."""
    return tuple(name for name in LABELS if getattr(inhoud.kop, name) != kop.get(name))


def _prune(value: Any) -> Any:
    """Leave out what is absent: null and empty lists."""
    if isinstance(value, dict):
        kept = {name: _prune(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None and item != []}
    return [_prune(item) for item in value] if isinstance(value, list) else value


def _check(inhoud: Inhoud) -> Iterator[Bevinding]:
    profile = PROFIELEN.get(inhoud.kop.categorie)
    if profile is None:
        yield Bevinding("/kop/categorie", "categorie-onbekend", "Deze categorie kan niet worden verzegeld.")
        return
    if inhoud.soort not in profile.soorten:
        yield Bevinding("/soort", "soort-bij-categorie", "Deze soort inhoud past niet bij de categorie.")
        return
    yield from _parts(inhoud)
    yield from _notice(inhoud, profile)
    if inhoud.soort in _SUBJECTS:
        yield from _labels(inhoud)
        yield from _subjects(inhoud, profile)
        yield from _extras(inhoud, profile)
        yield from _report(inhoud)
    yield from _unique(inhoud)
    yield from faults(inhoud)


def _parts(inhoud: Inhoud) -> Iterator[Bevinding]:
    required = _REQUIRED[inhoud.soort]
    for name in required:
        if not getattr(inhoud, name):
            yield Bevinding(f"/{name}", "ontbreekt", "Dit deel is verplicht bij deze soort inhoud.")
    foreign = [name for name in _PARTS if name not in required]
    if inhoud.soort not in _SUBJECTS:
        foreign += ["labels", "betrokkenen", "relaties", "uitspraken", "bijlagen"]
    for name in foreign:
        if getattr(inhoud, name):
            yield Bevinding(f"/{name}", "deel-bij-soort", "Dit deel hoort niet bij deze soort inhoud.")
    if inhoud.soort in _SUBJECTS and not (inhoud.betrokkenen or inhoud.uitspraken):
        yield Bevinding("/betrokkenen", "ontbreekt", "Deze inhoud gaat over niemand en niets.")


def _notice(inhoud: Inhoud, profile: Profiel) -> Iterator[Bevinding]:
    notice = inhoud.geheimhoudingsplicht
    if profile.plicht is not None and notice != profile.plicht:
        yield Bevinding(
            "/geheimhoudingsplicht", "plicht-ontbreekt", "Bij deze categorie hoort de wettelijke geheimhoudingsplicht."
        )
    elif notice is not None and notice not in profile.plicht_mag:
        yield Bevinding("/geheimhoudingsplicht", "plicht-bij-categorie", "Deze plicht hoort niet bij de categorie.")


def _labels(inhoud: Inhoud) -> Iterator[Bevinding]:
    if inhoud.soort != "uitvraag" and (inhoud.betrokkenen or inhoud.relaties) and inhoud.labels is None:
        yield Bevinding("/labels", "labels-ontbreken", "Zeg van de betrokkenen waar de gegevens vandaan komen.")


def _subjects(inhoud: Inhoud, profile: Profiel) -> Iterator[Bevinding]:
    for place, subject in enumerate(inhoud.betrokkenen):
        path = f"/betrokkenen/{place}"
        if subject.soort not in profile.betrokkenen:
            yield Bevinding(path, "betrokkene-bij-categorie", "Deze soort betrokkene hoort niet bij de categorie.")
        elif isinstance(subject, NatuurlijkPersoon):
            filled = subject.model_fields_set - profile.persoonsvelden
            for name in (name for name in NatuurlijkPersoon.model_fields if name in filled):
                if getattr(subject, name) not in (None, ()):
                    yield Bevinding(f"{path}/{name}", "veld-bij-categorie", "Dit veld hoort niet bij de categorie.")


def _extras(inhoud: Inhoud, profile: Profiel) -> Iterator[Bevinding]:
    for name in ("relaties", "uitspraken"):
        if getattr(inhoud, name) and name not in profile.delen:
            yield Bevinding(f"/{name}", "deel-bij-categorie", "Dit deel hoort niet bij de categorie.")
    for place, statement in enumerate(inhoud.uitspraken):
        if statement.bedrag is not None and "bedragen" not in profile.delen:
            yield Bevinding(
                f"/uitspraken/{place}/bedrag", "deel-bij-categorie", "Een bedrag hoort niet bij de categorie."
            )


def _report(inhoud: Inhoud) -> Iterator[Bevinding]:
    known = {statement.id for statement in inhoud.uitspraken}
    named = inhoud.rapportage.bevindingen if inhoud.rapportage is not None else ()
    for place, name in enumerate(named):
        if name not in known:
            yield Bevinding(
                f"/rapportage/bevindingen/{place}", "uitspraak-onbekend", "Deze uitspraak staat hier niet in."
            )


def _unique(inhoud: Inhoud) -> Iterator[Bevinding]:
    lists = (
        ("betrokkenen", [item.onderwerp for item in inhoud.betrokkenen]),
        ("nummers", [item.onderwerp for item in inhoud.nummers]),
        ("uitspraken", [item.id for item in inhoud.uitspraken]),
    )
    for name, keys in lists:
        seen: set[str] = set()
        for place, key in enumerate(keys):
            if key in seen:
                yield Bevinding(f"/{name}/{place}", "dubbel", "Dit kenmerk komt al eerder voor.")
            seen.add(key)


def _names(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Yield every field name under a model, so that paths in findings can only hold names of the contract."""
    seen.add(model)
    for name, info in model.model_fields.items():
        yield name
        for inner in _models_in(info.annotation):
            if inner not in seen:
                yield from _names(inner, seen)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)


_NAMES: Final = frozenset(_names(Inhoud, set()))
