# SPDX-License-Identifier: EUPL-1.2
"""How the operation is watched: JSON logs and OpenTelemetry traces. Lossy, and without anything about people.

What must be provable stands in the audit log (`audit`), never here.
"""
