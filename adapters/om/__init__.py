# SPDX-License-Identifier: EUPL-1.2
"""Openbaar Ministerie: consent and refusal as its own signed facts, per case, category and, if named, recipient.

Invariants: only the OM's own gateway states them; a refusal is as explicit as a consent; the last one counts.
Norm: Bpg 4:3(7), Machtigingsbesluit 2013 artikel 5; R-13, R-14. Nobody gets a consent by asking: the officer decides (R-31).
"""
