# SPDX-License-Identifier: EUPL-1.2
"""Root of trust: hybrid signatures, the deelnemerslijst and the chain of key events. Pure.

Start at `lijst.Deelnemerslijst.parse` (pinned), then `directory.KeyDirectory.replay` (entries of the stamlog); what
comes out of the directory may be used, and nothing else. `ceremony` makes lists, `events` makes key events,
`release` and `chain` check releases of the rules, `keystore` keeps private keys. Every failure is a `errors.KeychainError`.
"""
