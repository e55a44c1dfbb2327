# SPDX-License-Identifier: EUPL-1.2
"""The parts of `gep.geb.verschillen`: figures, names, and answers of two editions beside each other."""
