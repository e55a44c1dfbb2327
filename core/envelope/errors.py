# SPDX-License-Identifier: EUPL-1.2
"""The one error of the envelope: outwards always the same sentence, the exact reason for the log only.

Invariants:
- `str(error)` never differs, so a caller that repeats it tells nobody which check failed;
- `reden` is stable and goes into the audit line and into the signed report of an unopenable record;
- nothing here holds content, keys or salts.
"""

from __future__ import annotations

from enum import StrEnum


class Reden(StrEnum):
    """Why a record is not sealed, not accepted or not opened."""

    VORM = "vorm"
    SUITE = "suite"
    KOP = "kop"
    SLEUTEL = "sleutel"
    SLEUTEL_VERLOPEN = "sleutel-verlopen"
    HANDTEKENING = "handtekening"
    INHOUD = "inhoud"
    BINDING = "binding"
    ZOUT = "zout"
    TOEKENNING_HANDTEKENING = "toekenning-handtekening"
    TOEKENNING = "toekenning"
    OMHULSEL = "omhulsel"
    ONTSLEUTELING = "ontsleuteling"
    OPVULLING = "opvulling"
    BIJLAGE = "bijlage"


_TEKST = {
    Reden.VORM: "Het bericht heeft niet de vorm van een verzegelde verstrekking.",
    Reden.SUITE: "De verzegeling gebruikt een andere suite dan suite 1.",
    Reden.KOP: "De kop is niet in orde, of de kop in de verklaring is een andere.",
    Reden.SLEUTEL: "De sleutel hoort niet bij deze organisatie of eenheid.",
    Reden.SLEUTEL_VERLOPEN: "De sleutel is op dit moment niet geldig.",
    Reden.HANDTEKENING: "De handtekening van de verstrekker klopt niet.",
    Reden.INHOUD: "De versleutelde inhoud is niet de inhoud die de verstrekker tekende.",
    Reden.BINDING: "De versleutelde inhoud legt zich niet vast op de sleutel die de verstrekker tekende.",
    Reden.ZOUT: "Het zout ontbreekt of is niet het zout dat de verstrekker tekende.",
    Reden.TOEKENNING_HANDTEKENING: "De handtekening onder de toekenningen klopt niet.",
    Reden.TOEKENNING: "De toekenningen kloppen niet met de verstrekking, of noemen deze ontvanger niet.",
    Reden.OMHULSEL: "Het omhulsel hoort niet bij de toekenning.",
    Reden.ONTSLEUTELING: "De inhoud laat zich met deze sleutel niet openen.",
    Reden.OPVULLING: "De opvulling van de inhoud klopt niet.",
    Reden.BIJLAGE: "De bijlage is niet de bijlage die de verstrekker tekende.",
}


class EnvelopeError(ValueError):
    """The record is not to be trusted and nothing of it is shown.

    Attributes:
        reden: the exact reason, for the log; never shown to another party.
    """

    soort = "verzegeling-ongeldig"

    def __init__(self, reden: Reden) -> None:
        super().__init__("De verzegelde verstrekking is niet in orde.")
        self.reden = reden

    def diagnose(self) -> str:
        """Return the reason in Dutch, for the own engineer or officer."""
        return _TEKST[self.reden]
