# SPDX-License-Identifier: EUPL-1.2
"""Adapter of the police: nightly file and XML messages."""
