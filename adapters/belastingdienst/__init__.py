# SPDX-License-Identifier: EUPL-1.2
"""Adapter of the tax authority: XML answers to a request."""
