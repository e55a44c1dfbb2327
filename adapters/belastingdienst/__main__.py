# SPDX-License-Identifier: EUPL-1.2
"""Run the command line of this format: `python -m adapters.belastingdienst`."""

from adapters.belastingdienst.commandline import app

app(prog_name="knooppunt adapter belastingdienst")
