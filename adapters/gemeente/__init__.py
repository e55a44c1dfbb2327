# SPDX-License-Identifier: EUPL-1.2
"""Adapter of a municipality: BRP persons in the LO GBA layout."""
