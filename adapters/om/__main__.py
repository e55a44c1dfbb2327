# SPDX-License-Identifier: EUPL-1.2
"""Run the command line of this format: `python -m adapters.om`."""

from adapters.om.commandline import app

app(prog_name="knooppunt adapter om")
