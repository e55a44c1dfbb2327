# SPDX-License-Identifier: EUPL-1.2
"""The parts of `gep.geb.controleren`: what an edition says against what its sources gave then, and give now."""
