# SPDX-License-Identifier: EUPL-1.2
"""What runs at the operator: settings, HTTP API, command line, wiring, migrations."""
