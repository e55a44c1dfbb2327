# SPDX-License-Identifier: EUPL-1.2
"""Run the command line of this format: `python -m adapters.politie`."""

from adapters.politie.commandline import app

app(prog_name="knooppunt adapter politie")
