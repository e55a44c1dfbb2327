# SPDX-License-Identifier: EUPL-1.2
"""Everything made from the record: GEB/DPIA, register of processing, figures."""
