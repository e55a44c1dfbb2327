# SPDX-License-Identifier: EUPL-1.2
"""`python -m server.commandline` is `knooppunt`."""

from server.commandline import main

main()
