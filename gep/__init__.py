# SPDX-License-Identifier: EUPL-1.2
"""Everything made *from* the record: the GEB/DPIA and every other account for officers, jurists and citizens.

Start at `gep.geb.maken.make` for the GEB; each other account has a folder of its own, and all are written with the blocks of
`gep.document`. Nothing here decides, writes to the record or sees content: it reads opened log lines, the rules, the register
and the deelnemerslijst, and gives documents that only people can adopt.
"""
