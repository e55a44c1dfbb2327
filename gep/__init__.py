# SPDX-License-Identifier: EUPL-1.2
"""Everything made from the record: GEB/DPIA, register of processing, figures.

Start at `gep.geb.make`. Nothing here decides, writes to the record or sees content: it reads opened log lines, the
rules, the register and the deelnemerslijst, and gives documents that only people can adopt.
"""
