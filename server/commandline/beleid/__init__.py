# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt beleid`: work on the rules. One module per command; importing it adds the command to the group."""

from server.commandline.beleid import (
    beslis,
    controleer,
    formatteer,
    invarianten,
    matrix,
    naspelen,
    proef,
    verklaar,
    verschil,
    vrijgeven,
    werkblad,
)
from server.commandline.beleid.app import app

__all__ = [
    "app",
    "beslis",
    "controleer",
    "formatteer",
    "invarianten",
    "matrix",
    "naspelen",
    "proef",
    "verklaar",
    "verschil",
    "vrijgeven",
    "werkblad",
]
