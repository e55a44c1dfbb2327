# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit`: verify, prove and read the log. One module per command; importing it adds the command to the group."""

from server.commandline.audit import bewijs, bundel, fsck, nietgelezen, steekproef, tijdstempel, verifieer, wisvoorstel
from server.commandline.audit.app import app

__all__ = ["app", "bewijs", "bundel", "fsck", "nietgelezen", "steekproef", "tijdstempel", "verifieer", "wisvoorstel"]
