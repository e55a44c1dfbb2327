# SPDX-License-Identifier: EUPL-1.2
"""`knooppunt demo`: the whole main job on real parts, with a server process and a process per partner."""
