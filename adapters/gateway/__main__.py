# SPDX-License-Identifier: EUPL-1.2
"""Run the gateway's command line: `python -m adapters.gateway`."""

from adapters.gateway.commandline import app

app(prog_name="knooppunt adapter gateway")
