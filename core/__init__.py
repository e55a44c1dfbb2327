# SPDX-License-Identifier: EUPL-1.2
"""Register and key chain, facts, casus, contract, envelope, ledger, and the exchange where they meet."""
