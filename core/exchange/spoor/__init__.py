# SPDX-License-Identifier: EUPL-1.2
"""The trail for officers: decided, logged, and only then read, within what the officer's organisation may see."""

from core.exchange.spoor.lezen import Filter, Spoor, Spoorregel, ask
from core.exchange.spoor.optekenen import note_export, review_emergency

__all__ = ["Filter", "Spoor", "Spoorregel", "ask", "note_export", "review_emergency"]
