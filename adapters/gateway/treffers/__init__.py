# SPDX-License-Identifier: EUPL-1.2
"""Finding out whether two partners know the same: tags inside one casus, and hit/no-hit between two partners.

The parts: `merken` (tags under the key of a casus), `index` (the own source as keyed hashes), `hit` (a question to one partner,
its answer), `commands` (all of it on the command line). Nothing here sends an identifier that is not sealed or keyed.
"""
