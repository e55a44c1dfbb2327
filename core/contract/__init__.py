# SPDX-License-Identifier: EUPL-1.2
"""The wire contract: what goes over the line and what lies inside the seal. Pure."""
