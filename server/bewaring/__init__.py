# SPDX-License-Identifier: EUPL-1.2
"""Backups of a backbone: made while it works, sealed for people elsewhere, restored beside the orders to erase.

A backup is three files under one id, each with its own term:
- `hoofd`: main database, published log, deelnemerslijst and tlog-policy. Ciphertext and the accountability record.
- `kluis`: shred salts and opening keys under the epoch key. Short-lived: after an erasure an older one must go.
- `sleutels`: epoch key, log keys, answer key. As short-lived as the kluis, and kept apart from it.

The folder with erasure orders is in none of them (`core.exchange.bevelmap`): a backup from before an order must meet it.

Modules: `vat` (the sealed stream), `rijen` (rows of a database), `maken`, `herstellen`, `stand` (is this the newest log?).
Norm: design.md 7. What it does not do: choose where files go after they are made, or keep a private key.
"""
