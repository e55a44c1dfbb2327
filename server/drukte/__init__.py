# SPDX-License-Identifier: EUPL-1.2
"""What one process takes on at a time: how fast a partner may ask, whose turn it is, how much is read, and from how slow a line.

Everything here refuses early and cheaply, before the rules are asked and before anything is written. A refusal for the
crowd is no act: it leaves no row and no line, says when to come back, and says nothing about anyone else.

Invariants:
- Each limit is that of one process: two processes beside one database take on twice as much.
- No limit is a decision: who is within the limits is decided about as always.
"""

from server.drukte.drukte import DRUKTE_KEY, Drukte, drukte_of

__all__ = ["DRUKTE_KEY", "Drukte", "drukte_of"]
