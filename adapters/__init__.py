# SPDX-License-Identifier: EUPL-1.2
"""The partner's side: what runs at a partner, with the partner's own keys."""
