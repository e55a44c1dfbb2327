# SPDX-License-Identifier: EUPL-1.2
"""The rules as a spreadsheet and back: `make_workbook` and `read_workbook`. The CSV files stay the authority."""

from policies.werkblad.terug import read_workbook
from policies.werkblad.uit import make_workbook

__all__ = ["make_workbook", "read_workbook"]
