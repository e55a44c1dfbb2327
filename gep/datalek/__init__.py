# SPDX-License-Identifier: EUPL-1.2
"""The breach report: which records a key, account or organisation could open, what was served, and what provably was not."""
