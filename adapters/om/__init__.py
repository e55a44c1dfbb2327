# SPDX-License-Identifier: EUPL-1.2
"""Adapter of the Openbaar Ministerie: consent and refusal as signed facts."""
