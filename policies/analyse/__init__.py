# SPDX-License-Identifier: EUPL-1.2
"""Exact answers about a whole rule set: what it allows and forbids over all requests and all facts."""
