# SPDX-License-Identifier: EUPL-1.2
"""Obligations: what must be done with an outcome, what kind of work that is, and where it can be done.

Purpose: an obligation in a place that cannot do it is an empty promise; it refuses the rule set.

Invariants:
    * the kinds of work and what each place can do are closed and stand here, each impossibility with its reason;
    * which acts reach a place is data (`[plaatsen]`): an obligation on a row none of whose acts reaches its place is refused;
    * whoever carries out obligations says which; what a decision asks for beside those makes it `niet-vaststelbaar`, so an
      obligation is never passed over in silence.

Norm: design.md 4 and 6 (the server sees no content); policy-vocabulary.md (obligations). Does not: carry anything out.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from policies.decision import Beslissing, Uitkomst

VERZEGELEN: Final = "verzegelen"
SERVER: Final = "server"
OPENEN: Final = "openen"
PLAATSEN: Final = (VERZEGELEN, SERVER, OPENEN)
ALLES: Final = "*"
PLICHT: Final = "plicht: "
UITLEGGEN: Final = "uitleggen"
NOT_CARRIED: Final = "Deze plicht kan hier niet worden uitgevoerd. Daarom is geweigerd."

_BLIND: Final = "de server ziet de inhoud niet, want die is verzegeld"
_NO_READER: Final = "bij het verzegelen is er nog geen lezer"
_NO_LOG: Final = "alleen de server schrijft in het logboek van de voorziening"
_NO_FEED: Final = "alleen de server bereikt de andere partijen"
_TOO_LATE: Final = "wie opent, is al toegelaten: daar wordt niets meer geweigerd of uitgelegd"
_NO_HOLD: Final = "alleen de server kan een handeling met het opgeslagen gegeven tegenhouden"
_NO_CLOCK: Final = "alleen de server is er nog als een termijn verloopt"

WERK: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "tonen": {SERVER: _BLIND, VERZEGELEN: _NO_READER},
        "maskeren": {SERVER: _BLIND},
        UITLEGGEN: {OPENEN: _TOO_LATE},
        "vastleggen": {VERZEGELEN: _NO_LOG, OPENEN: _NO_LOG},
        "tellen": {VERZEGELEN: _NO_LOG, OPENEN: _NO_LOG},
        "melden": {VERZEGELEN: _NO_FEED, OPENEN: _NO_FEED},
        "uitzetten": {VERZEGELEN: _NO_FEED, OPENEN: _NO_FEED},
        "vergrendelen": {VERZEGELEN: _NO_HOLD, OPENEN: _NO_HOLD},
        "bewaken": {VERZEGELEN: _NO_CLOCK, OPENEN: _NO_CLOCK},
    }
)
"""Per kind of work the places that cannot do it, and why not."""

Fout = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation: the place where it is carried out, the kind of work, and for how many years it is kept (0: no term)."""

    code: str
    plaats: str
    uitleg: str
    werk: str
    jaren: int = 0


def read_duty(code: str, value: Mapping[str, Any], text: Callable[..., str], fout: Fout) -> Duty:
    """Check one obligation; mistakes go to `fout(key, text)`."""
    duty = Duty(code, text(code, value, "plaats"), text(code, value, "uitleg"), text(code, value, "werk"))
    if duty.plaats not in PLAATSEN:
        fout(code, f"`{code}`: `plaats` is `verzegelen`, `server` of `openen`.")
    elif duty.werk not in WERK:
        fout(code, f"`{code}`: `werk` is een van {', '.join(WERK)}.")
    elif reason := WERK[duty.werk].get(duty.plaats):
        fout(code, f"`{code}`: `{duty.werk}` kan niet op plaats `{duty.plaats}`: {reason}.")
    jaren = value.get("jaren", 0)
    if type(jaren) is not int or not 0 <= jaren <= 100:
        fout(code, f"`{code}`: `jaren` is een geheel getal.")
        return duty
    if jaren and duty.werk != "vastleggen":
        fout(code, f'`{code}`: `jaren` hoort bij `werk = "vastleggen"`.')
    return replace(duty, jaren=jaren)


def read_places(table: Mapping[str, Any], acts: Collection[str], fout: Fout) -> Mapping[str, frozenset[str]]:
    """Check `[plaatsen]`: per place the acts that reach it (`*`: all)."""
    result: dict[str, frozenset[str]] = {}
    for plaats in sorted({*table, *PLAATSEN}):
        listed = table.get(plaats)
        codes = listed if isinstance(listed, list) else [""]
        if plaats not in PLAATSEN or not all(
            isinstance(code, str) and (code == ALLES or code in acts) for code in codes
        ):
            fout(
                "plaatsen", '[plaatsen] zegt voor verzegelen, server en openen welke handelingen daar komen, of ["*"].'
            )
            continue
        result[plaats] = frozenset(acts) if ALLES in codes else frozenset(codes)
    return MappingProxyType(result)


def without_place(duty: Duty, acts: Collection[str], places: Mapping[str, frozenset[str]]) -> str:
    """Why an obligation on a row with these acts is never carried out; empty when it is."""
    if not acts or set(acts) & places.get(duty.plaats, frozenset()):
        return ""
    return f"de handeling van deze regel komt nooit bij `{duty.plaats}`, waar `{duty.code}` wordt uitgevoerd."


def only_when_carried(
    beslissing: Beslissing, plaats: str, plichten: Mapping[str, Duty], carried: Collection[str]
) -> Beslissing:
    """The decision, or `niet-vaststelbaar` when it asks for something here that is not carried out here.

    Args:
        beslissing: what the rules say.
        plaats: the place that asks.
        plichten: the obligations of the vocabulary.
        carried: the codes that this place really carries out.
    """
    if not beslissing.toegestaan:
        return beslissing
    unknown = [
        code
        for code in beslissing.plichten
        if code not in carried and (code not in plichten or plichten[code].plaats == plaats)
    ]
    if not unknown:
        return beslissing
    named = tuple(f"{PLICHT}{code}" for code in unknown)
    return replace(beslissing, uitkomst=Uitkomst.NIET_VASTSTELBAAR, onbekend=(*beslissing.onbekend, *named))


def unmet(beslissing: Beslissing) -> tuple[str, ...]:
    """The obligations that made a decision `niet-vaststelbaar`, by `only_when_carried`."""
    return tuple(text.removeprefix(PLICHT) for text in beslissing.onbekend if text.startswith(PLICHT))


def explained(beslissing: Beslissing, plichten: Mapping[str, Duty]) -> tuple[dict[str, str], ...]:
    """What a refusal has to say beside its rows: obligations that are explanations, and those that made it a refusal."""
    told = [(code, NOT_CARRIED) for code in unmet(beslissing)]
    known = [plichten[code] for code in beslissing.plichten if code in plichten]
    told += [(duty.code, duty.uitleg) for duty in known if duty.werk == UITLEGGEN]
    return tuple({"plicht": code, "tekst": text} for code, text in told)
