# SPDX-License-Identifier: EUPL-1.2
"""The schema of the main database, step by step: log and ledger. The kluis and the nonces make their own one table."""
