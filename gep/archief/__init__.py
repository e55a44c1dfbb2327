# SPDX-License-Identifier: EUPL-1.2
"""Accounts for the archive and for the Woo, without content."""
