# SPDX-License-Identifier: EUPL-1.2
"""Root of trust: hybrid signatures, the deelnemerslijst and the chain of key events. Pure."""
