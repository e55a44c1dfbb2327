# SPDX-License-Identifier: EUPL-1.2
"""The casus as an append-only record of events, and its folding into a present state."""
