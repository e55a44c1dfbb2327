# SPDX-License-Identifier: EUPL-1.2
"""The GEB (DPIA): start at `maken.make`; the sections stand in `secties`, the form of the Rijksmodel in `model`."""
