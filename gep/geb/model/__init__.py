# SPDX-License-Identifier: EUPL-1.2
"""The questions of the national DPIA form, as data (source and licence: BRON.md)."""

from gep.geb.model.taken import ModelError, Taak, Taken

__all__ = ["ModelError", "Taak", "Taken"]
