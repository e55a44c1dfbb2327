# SPDX-License-Identifier: EUPL-1.2
"""The bottlenecks in sharing, shown by what was refused (knelpuntenkaart), and a concept signal about one of them."""
