# SPDX-License-Identifier: EUPL-1.2
"""The partner's own Logboek Dataverwerkingen: one record per data subject, on disk before the act goes on.

`record` says what a record is, `files` how it stays, `book` puts it in the open or the confidential logbook, `query` finds it
again, `api` gives it to who may ask (`knooppunt adapter <partner> logboek serve`).
"""

from adapters.gateway.logbook.book import Logbook
from adapters.gateway.logbook.record import TYPE_BSN, TYPE_REFERENCE, Act, Fault, Status, Subject

__all__ = ["TYPE_BSN", "TYPE_REFERENCE", "Act", "Fault", "Logbook", "Status", "Subject"]
