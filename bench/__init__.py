# SPDX-License-Identifier: EUPL-1.2
"""Measurements: what this system does beside its floor and its peers, in one run on one machine, as ratios.

Invariants:
- A number without its floor or peer, measured in the same run, is not reported.
- Ours and theirs are measured in turns, so that a machine that slows down slows both.
- Peers are used in their fastest documented way, with equal durability, and what that is stands in the detail.

Names, targets and meaning are data in `bench.rows`. Norm: design.md 8. It asserts nothing: a person reads the table.
"""
