# SPDX-License-Identifier: EUPL-1.2
"""The tests, mirroring the rooms; `tests/end_to_end` crosses them."""
