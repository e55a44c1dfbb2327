# SPDX-License-Identifier: EUPL-1.2
"""The national blueprint of the GEB, and what a region changes in it."""

from gep.geb.blauwdruk.delta import of_region
from gep.geb.blauwdruk.model import Blauwdruk, BlauwdrukError, Wijziging, landelijk

__all__ = ["Blauwdruk", "BlauwdrukError", "Wijziging", "landelijk", "of_region"]
