# SPDX-License-Identifier: EUPL-1.2
"""Logged decisions against a candidate release (replay) and against their own (reconstruct). Pure; reads no database.

`Naspeler` gives an `Effect`, `reconstruct` a `Reconstructie`; `policies.naspelen.verslag` makes reports of both.
"""

from policies.naspelen.effect import Cel, Effect, Oordeel, Regeltelling, Richting, Voorbeeld
from policies.naspelen.naspeler import Naspeler
from policies.naspelen.reconstructie import Afwijking, Reconstructie, reconstruct
from policies.naspelen.vastgelegd import Vastgelegd, Versie

__all__ = [
    "Afwijking",
    "Cel",
    "Effect",
    "Naspeler",
    "Oordeel",
    "Reconstructie",
    "Regeltelling",
    "Richting",
    "Vastgelegd",
    "Versie",
    "Voorbeeld",
    "reconstruct",
]
