# SPDX-License-Identifier: EUPL-1.2
"""Sealing and opening of one verstrekking (suite 1). Pure."""
