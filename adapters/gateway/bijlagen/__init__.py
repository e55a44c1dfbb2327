# SPDX-License-Identifier: EUPL-1.2
"""Attachments at the partner: what a file really is, sealing it in a stream, sending it in parts, fetching and opening it."""
