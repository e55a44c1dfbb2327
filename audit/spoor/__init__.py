# SPDX-License-Identifier: EUPL-1.2
"""The trail: who did what with which case and record, found fast, explained from the record, with what needs an eye."""
