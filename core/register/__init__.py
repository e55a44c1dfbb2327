# SPDX-License-Identifier: EUPL-1.2
"""Partner kinds, regions and processing activities: data that policy, log and GEB all cite."""
