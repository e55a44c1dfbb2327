# SPDX-License-Identifier: EUPL-1.2
"""The transparency log: what happened, provable to someone who trusts neither the operator nor us."""
