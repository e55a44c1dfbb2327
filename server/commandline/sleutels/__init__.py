# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt sleutels`: a partner's keys. One module per task; importing it adds its commands to the group."""

from server.commandline.sleutels import gateway, lijst, maak
from server.commandline.sleutels.app import app

__all__ = ["app", "gateway", "lijst", "maak"]
