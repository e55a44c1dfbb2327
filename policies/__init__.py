# SPDX-License-Identifier: EUPL-1.2
"""The rule files that jurists edit, and the engine that decides with them. Pure."""
