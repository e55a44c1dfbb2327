# SPDX-License-Identifier: EUPL-1.2
"""What stands beside `/v1`: the hypothetical door (AuthZEN), the published log, health, and what `.well-known` asks.

None of it has a caller and none of it acts: no line, no ledger, no keys.
"""
