# SPDX-License-Identifier: EUPL-1.2
"""What happens to records after their supply, at the gateway: what others did to ours, and what we do to ours.

`gebeurd` reads and checks the signed documents in the own feed; `verwerken` marks local copies and confirms; `stukken` makes
documents; `opnieuw` seals a next version and takes a recipient away; `toevoegen` wraps to one more; `oordeel` dissents.
"""
