# SPDX-License-Identifier: EUPL-1.2
"""What every account is written with and how it reaches people: blocks, pages, PDF, pictures. It knows no record."""
