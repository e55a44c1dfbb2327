# SPDX-License-Identifier: EUPL-1.2
"""The pure part of the log: notes, trees, tiles, proofs and policies. No database, no network, no clock."""
