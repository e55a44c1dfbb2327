# SPDX-License-Identifier: EUPL-1.2
"""The trail as an officer gets it: as JSON, as a spreadsheet file, and as a page that is one file."""

from gep.spoor.csvbestand import as_csv
from gep.spoor.pagina import as_html
from gep.spoor.vorm import Kop, as_json, as_text

__all__ = ["Kop", "as_csv", "as_html", "as_json", "as_text"]
