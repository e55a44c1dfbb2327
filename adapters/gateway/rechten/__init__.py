# SPDX-License-Identifier: EUPL-1.2
"""Requests of citizens at a partner: put out by the contactpunt, answered by each controller from its own index."""
