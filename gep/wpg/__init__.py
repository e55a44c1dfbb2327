# SPDX-License-Identifier: EUPL-1.2
"""What the Wet politiegegevens asks of account: the yearly overview, the audit pack, and the framework decisions in force."""
