# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt audit`: verify, prove and read the log. One module per command; importing it adds the command to the group."""

from server.commandline.audit import (
    bevoegdheden,
    bewijs,
    bundel,
    fsck,
    nietgelezen,
    spoor,
    steekproef,
    tijdstempel,
    verificateur,
    verifieer,
    wisvoorstel,
)
from server.commandline.audit.app import app

__all__ = [
    "app",
    "bevoegdheden",
    "bewijs",
    "bundel",
    "fsck",
    "nietgelezen",
    "spoor",
    "steekproef",
    "tijdstempel",
    "verificateur",
    "verifieer",
    "wisvoorstel",
]
