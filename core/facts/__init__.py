# SPDX-License-Identifier: EUPL-1.2
"""Feitverklaringen and the predicates that turn them into policy tokens. Pure; the same for gateway and exchange."""
