# SPDX-License-Identifier: EUPL-1.2
"""`editie.json` as the GEB uses it; the form stands in `core.contract.editie`, where partners' gateways read it too.

Invariant: there is one reading of an edition. Who makes it, who checks it and who signs it use the same.
"""

from core.contract.editie import (
    BESTANDEN,
    BEWIJS,
    FORMULIER,
    NAAM,
    PAGINA,
    PDF,
    VERSIE,
    Editie,
    EditieError,
    Kenmerken,
    features,
    make,
    read,
    verify,
)

__all__ = [
    "BESTANDEN",
    "BEWIJS",
    "FORMULIER",
    "NAAM",
    "PAGINA",
    "PDF",
    "VERSIE",
    "Editie",
    "EditieError",
    "Kenmerken",
    "features",
    "make",
    "read",
    "verify",
]
