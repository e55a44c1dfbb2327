# SPDX-License-Identifier: EUPL-1.2
"""Gemeente: BRP persons in the layout of the Logisch Ontwerp (rubric numbers as header), for one case or request.

Invariants: only the rubrics of the mapping and only current data go; 07.70.10 goes along as a label; history, relatives
and everything else stay home and are counted per rubric.
Norm: Wet BRP 3.2, 3.5, 3.11; Logisch Ontwerp BRP. What goes is data: `gemeente.toml`.
"""

from pathlib import Path

AFBEELDING = Path(__file__).with_name("gemeente.toml")
