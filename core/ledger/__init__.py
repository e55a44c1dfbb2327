# SPDX-License-Identifier: EUPL-1.2
"""The encrypted, append-only ledger: its tables, its rows as the log names them, and reading back."""
