# SPDX-License-Identifier: EUPL-1.2
"""Courier mode at the backbone: carried requests are done as if they came over the line, and their answers go back in a file."""
