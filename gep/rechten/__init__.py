# SPDX-License-Identifier: EUPL-1.2
"""Accounting for requests of citizens, from the log alone: counts, terms and grounds; nobody's name can be in it."""
