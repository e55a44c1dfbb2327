# SPDX-License-Identifier: EUPL-1.2
"""The register of processing activities (AVG 30, Wpg 31d): what is registered, allowed and really done, per version."""
