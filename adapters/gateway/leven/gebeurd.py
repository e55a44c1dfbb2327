# SPDX-License-Identifier: EUPL-1.2
"""The signed documents about records in the own feed, each checked by this gateway before it counts.

Invariants:
- A document counts under the key of its maker as the directory has it; one that does not hold is an alarm and makes its
  record `twijfel`: nothing of it is opened until a person looked.
- What may be read follows from these documents by the same function as at the backbone (`levensloop.toegang`), so the operator
  can leave a condition out of an answer, but not out of what the supplier announced.

Norm: design.md 2. It changes nothing: `verwerken` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from core.contract import levensloop as form
from core.contract.levensloop import Toegang
from core.keychain.errors import KeychainError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.gateway.store import Store
    from core.contract.levensloop import Levensloop
    from core.keychain.directory import KeyDirectory

ANNOUNCED: Final = ("verstrekking", "toegevoegd", form.OORDEEL)
"""Kinds of messages that announce a record to be read, when they carry its header."""
TWIJFEL: Final = "stuk-klopt-niet"


@dataclass(frozen=True)
class Bericht:
    """A checked document with the message that brought it."""

    stuk: Levensloop
    volgnr: int
    gegevens: dict[str, Any] = field(repr=False)


class Gebeurd:
    """Everything that happened to records, as the own feed tells it.

    Args:
        store: holds the feed.
        directory: verified keys.
        now: ms since the epoch, for alarms.
    """

    def __init__(self, store: Store, directory: KeyDirectory, now: int) -> None:
        self._store, self._directory, self._now = store, directory, now
        self.berichten: list[Bericht] = []
        self.twijfel: set[str] = set()
        self._known: dict[str, dict[str, Levensloop]] = {}
        for message in _of_kinds(store, {*form.SOORTEN, *ANNOUNCED}):
            for item, at in _documents(message):
                self._take(message, item, at)

    def toegang(self, record: str, verstrekker: str, at: int) -> Toegang:
        """Return whether a recipient may read a record at `at` (ms)."""
        if record in self.twijfel:
            return Toegang(open=False, reden=TWIJFEL)
        return form.toegang(self._known.get(record, {}).values(), verstrekker, at)

    def of(self, record: str) -> list[Levensloop]:
        """Return the documents about one record, in the order in which they were told."""
        return list(self._known.get(record, {}).values())

    def _take(self, message: dict[str, Any], item: Any, at: int) -> None:
        try:
            said = form.parse(item["levensloop"])
            key = self._directory.signing_key(said.oin, min(at, self._now), form.key_id(item))
            form.check(item, key.sleutel)
        except (KeychainError, KeyError, TypeError):
            record = str(message["gegevens"].get("record"))
            self.twijfel.add(record)
            text = "Een stuk over een verstrekking is niet getekend door wie het zou hebben gemaakt."
            self._store.alarm(self._now, TWIJFEL, text, {"record": record, "volgnr": message["volgnr"]})
            return
        self._known.setdefault(said.record, {})[said.sha256] = said
        self.berichten.append(Bericht(said, message["volgnr"], message["gegevens"]))


def announced(store: Store) -> Iterator[dict[str, Any]]:
    """Yield the messages that announce a record to be read, in order."""
    for message in _of_kinds(store, set(ANNOUNCED)):
        if "kop" in message["gegevens"]:
            yield message


def _of_kinds(store: Store, kinds: set[str]) -> list[dict[str, Any]]:
    found = (message for kind in sorted(kinds) for message in store.feed(kind))
    return sorted(found, key=lambda message: int(message["volgnr"]))


def _documents(message: dict[str, Any]) -> Iterator[tuple[Any, int]]:
    """Yield each document in a message with the moment at which its key must have counted."""
    told = message["gegevens"]
    if message["soort"] in form.SOORTEN and "document" in told:
        yield told["document"], message["tijd"]
    for item in told.get("levensloop", []) if message["soort"] in ANNOUNCED else []:
        # What happened before this partner was told: the backbone took it in at some moment after it was signed.
        said = item.get("levensloop") if isinstance(item, dict) else None
        yield item, min(message["tijd"], said.get("tijd", 0) if isinstance(said, dict) else 0)
