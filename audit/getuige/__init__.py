# SPDX-License-Identifier: EUPL-1.2
"""Witnesses: a partner's own view of the log, that signs what grows honestly and refuses everything else."""
