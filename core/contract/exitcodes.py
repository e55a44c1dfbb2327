# SPDX-License-Identifier: EUPL-1.2
"""The exit codes of every `knooppunt` command, at the operator and at the partner alike.

They are part of the contract: scripts of partners branch on them, so a code never changes its meaning.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    VERIFICATION = 3
    REFUSED = 4
    UNREACHABLE = 5
    PARTLY = 6
    INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
