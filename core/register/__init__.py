# SPDX-License-Identifier: EUPL-1.2
"""Partner kinds, regions and processing activities: data that policy, log and GEB all cite."""

from core.register.model import URI, Partnersoort, Regio, Verwerking
from core.register.register import Register, RegisterError, UnknownActivity

__all__ = ["URI", "Partnersoort", "Regio", "Register", "RegisterError", "UnknownActivity", "Verwerking"]
