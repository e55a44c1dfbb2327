# SPDX-License-Identifier: EUPL-1.2
"""The only place where decision, ledger and log meet."""
