# SPDX-License-Identifier: EUPL-1.2
"""What goes out of the house by itself: the verifier that imports nothing of ours, and the page that does the same."""
