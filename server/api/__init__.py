# SPDX-License-Identifier: EUPL-1.2
"""The HTTP side of the backbone: `/v1` with its OpenAPI, and what stands beside it.

`app.create_app(backbone)` makes the whole; one small module per noun holds the paths. Nothing here decides about rights
or writes to the ledger: that is `core.exchange`.
"""

API_VERSION = "1.0.0"
