# SPDX-License-Identifier: EUPL-1.2
"""The encrypted, append-only ledger and its tables."""
