# SPDX-License-Identifier: EUPL-1.2
"""What happens, by name: the events of act lines, the fields of each, and the six things that BIO2 asks of every line.

A new event: a member in `names`, its fields in `fields`, then `python -m docs.maak`; a test of a whole story compares
every line with what is written there.
"""

from audit.events.bio2 import bio2
from audit.events.fields import FIELDS, Shape, misfit, shape_of
from audit.events.names import Event, Resultaat, Wpg32a

__all__ = ["FIELDS", "Event", "Resultaat", "Shape", "Wpg32a", "bio2", "misfit", "shape_of"]
