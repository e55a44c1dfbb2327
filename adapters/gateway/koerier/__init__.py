# SPDX-License-Identifier: EUPL-1.2
"""Courier mode at the partner: what would go over the line goes into a file, and what comes back is proven as ever."""
