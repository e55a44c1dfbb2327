# SPDX-License-Identifier: EUPL-1.2
"""The limits that keep memory bounded, in one place. They are generous for real files and far below what harms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grenzen:
    """Limits on one file.

    Attributes:
        regel: bytes in one line of a text file.
        veld: characters in one field or element.
        kolommen: columns in one row.
        bevindingen: findings that are kept; further ones are only counted.
        xml_bytes: bytes in one XML file.
        diepte: nesting of XML elements.
        knopen: elements and attributes in one XML message.
    """

    regel: int = 1_048_576
    veld: int = 65_536
    kolommen: int = 1_024
    bevindingen: int = 1_000
    xml_bytes: int = 268_435_456
    diepte: int = 16
    knopen: int = 20_000
