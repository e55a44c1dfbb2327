# SPDX-License-Identifier: EUPL-1.2
"""The gateway: decide, seal, sign, push, fetch and open, with a crash-safe outbox."""
