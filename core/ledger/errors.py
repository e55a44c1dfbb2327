# SPDX-License-Identifier: EUPL-1.2
"""The one error of the ledger: what is stored does not hold."""


class LedgerError(Exception):
    """A stored event, statement or record is not what was once admitted; nothing may be decided on it.

    The message is Dutch, names no person and says what to do: `audit verifieer` tells which row it is.
    """

    type = "urn:knooppunt:fout:grootboek-beschadigd"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} klopt niet; draai `knooppunt audit verifieer`")
