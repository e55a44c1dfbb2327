# SPDX-License-Identifier: EUPL-1.2
"""The own source as keyed hashes: what this partner answers hit/no-hit from.

Invariants:
- The index holds HMACs under a key of this partner alone and nothing else: no name, no number, no reference to a person.
- A load replaces the whole index in one transaction: who left the source is no longer known, and a bad line loads nothing.
- A question is turned into the same number of keys whatever it says, and all of them are looked up: the work of a hit and of
  no hit is the same.

What counts as known is a name at an address, a name with a date of birth, or a number of the trade register: law.md R-21 asks for
name and address. It knows no network and decides nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import GatewayError
from adapters.gateway.proposal import labelled
from adapters.gateway.subjects import plain
from audit.proof import jcs
from core.contract.betrokkenen import Adres, NatuurlijkPersoon, Rechtspersoon
from core.contract.bevindingen import OngeldigeInhoud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.store import Store
    from core.contract.inhoud import Inhoud

LOADED: Final = "bronindex"
LOOKUPS: Final = 6
MAX_LINE: Final = 1024 * 1024
Party = NatuurlijkPersoon | Rechtspersoon
PLACE: Final = {"casus": "00000000-0000-4000-8000-000000000000", "record": "00000000-0000-4000-8000-000000000000"}
_LABELS: Final = {**PLACE, "categorie": "hit", "doel": "oc", "fase": "hit-nohit"}
_TIES: Final = frozenset({"ingeschreven-op", "woont-op", "verblijft-op", "gevestigd-op"})


class BronError(GatewayError):
    """A line of the export does not fit; it is named by its number, never shown."""


def load(store: Store, key: bytes, path: Path) -> int:
    """Replace the index by what a file holds, one JSON object `{"betrokkenen": […], "relaties": […]}` per line.

    Returns:
        How many lines were taken in.

    Raises:
        BronError: a line is no valid content; the index stays as it was.
    """
    with store.transaction() as db:
        db.execute("DELETE FROM bronindex")
        count = 0
        for number, content in enumerate(_contents(path), start=1):
            db.executemany("INSERT OR IGNORE INTO bronindex VALUES (?)", [(k,) for k in keys_of(key, content)])
            count = number
        store.set_meta(LOADED, str(count))
    return count


def known(store: Store, key: bytes, question: Inhoud) -> bool:
    """Tell whether the subject of a question is in the index; always `LOOKUPS` keys are looked up, all of them.

    Raises:
        BronError: the question does not name one person or organisation with an address.
    """
    about = list(_texts(*subject_of(question)))
    wanted = [_keyed(key, text) for text in about] + [secrets.token_hex(32) for _ in range(LOOKUPS - len(about))]
    query = "SELECT count(*) FROM bronindex WHERE sleutel = ?"
    found = [int(store.db.execute(query, (item,)).fetchone()[0]) for item in wanted]
    return sum(found) > 0


def loaded(store: Store) -> bool:
    """Tell whether an index was ever loaded: without one there is nothing to answer from."""
    return bool(store.meta(LOADED))


def subject_of(question: Inhoud) -> tuple[Party, Adres]:
    """Return the one person or organisation that a question is about, and the address.

    Raises:
        BronError: it names none, more than one, or not by name and address (law.md R-21).
    """
    parties = [item for item in question.betrokkenen if isinstance(item, NatuurlijkPersoon | Rechtspersoon)]
    addresses = [item for item in question.betrokkenen if isinstance(item, Adres)]
    if len(parties) != 1 or len(addresses) != 1 or not _name(parties[0]) or not _place(addresses[0]):
        raise BronError("Vraag naar één persoon of organisatie, met naam en adres (postcode en huisnummer).")
    return parties[0], addresses[0]


def keys_of(key: bytes, content: Inhoud) -> set[str]:
    """Return the keys under which the subjects of one line stand in the index."""
    pairs = list(_pairs(content))
    alone = [item for item in content.betrokkenen if isinstance(item, NatuurlijkPersoon | Rechtspersoon)]
    texts = [text for party, address in pairs for text in _texts(party, address)]
    texts += [text for party in alone for text in _texts(party, None)]
    return {_keyed(key, text) for text in texts}


def _contents(path: Path) -> Iterator[Inhoud]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if line.strip():
                yield _content(line, number)


def _content(line: bytes, number: int) -> Inhoud:
    try:
        value = jcs.decode(line) if len(line) <= MAX_LINE else None
        if not isinstance(value, dict) or not value.keys() <= {"betrokkenen", "relaties"}:
            raise BronError(f"Regel {number} van de export is geen object met betrokkenen en relaties.")
        return labelled({"soort": "uitvraag", "vraag": {"gevraagd": "hit"}, **_known_parts(value)}, _LABELS)
    except (jcs.CanonicalError, OngeldigeInhoud):
        raise BronError(f"Regel {number} van de export past niet bij het contract.") from None


def _known_parts(value: dict[str, Any]) -> dict[str, Any]:
    return {name: value[name] for name in ("betrokkenen", "relaties") if name in value}


def _pairs(content: Inhoud) -> Iterator[tuple[Party, Adres]]:
    """Yield who is at which address: by the relations where there are any, else everybody at every address."""
    parties = [item for item in content.betrokkenen if isinstance(item, NatuurlijkPersoon | Rechtspersoon)]
    addresses = [item for item in content.betrokkenen if isinstance(item, Adres)]
    ties = {(tie.van, tie.naar) for tie in content.relaties if tie.aard in _TIES}
    for party, address in product(parties, addresses):
        if not content.relaties or (party.onderwerp, address.onderwerp) in ties:
            yield party, address


def _texts(party: Party, address: Adres | None) -> Iterator[str]:
    """Yield what identifies a party: with an address, and by itself."""
    name, place = _name(party), _place(address) if address else ""
    if name and place:
        yield f"naam-adres\0{name}\0{place}"
    if isinstance(party, NatuurlijkPersoon):
        born = party.geboortedatum
        if name and born is not None and born.complete:
            yield f"naam-geboren\0{name}\0{born}"
        return
    yield from (f"{kind}\0{value}" for kind, value in (("kvk", party.kvk), ("rsin", party.rsin)) if value)


def _name(party: Party) -> str:
    text = party.geslachtsnaam if isinstance(party, NatuurlijkPersoon) else party.naam
    return plain(text or "")


def _place(address: Adres) -> str:
    if address.postcode is None or not address.huisnummer:
        return ""
    more = f"{address.huisletter or ''}{address.huisnummertoevoeging or ''}".casefold()
    return f"{address.postcode}/{address.huisnummer}/{more}"


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, f"knooppunt/v1/bronindex\0{text}".encode(), hashlib.sha256).hexdigest()
