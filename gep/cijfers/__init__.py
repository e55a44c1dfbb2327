# SPDX-License-Identifier: EUPL-1.2
"""The figures: everything that is counted of the log, in one streaming pass.

A telling is one small function in the module of its family; adding one to that module's `TELLINGEN` is all it takes.
"""

from gep.cijfers.register import TELLINGEN
from gep.cijfers.tellen import gather
from gep.cijfers.waarde import Cijfers

__all__ = ["TELLINGEN", "Cijfers", "gather"]
