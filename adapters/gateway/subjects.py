# SPDX-License-Identifier: EUPL-1.2
"""Whom content is about: for the local index (hit/no-hit, rights questions) and for the partner's logbook.

Invariants:
- A subject is its BSN where one is in the content, else its random reference. By name with date of birth it can be found too,
  which is no proof: whoever asks is told that it was found that way.
- The index key is an HMAC under a key of this partner alone, so its database tells nobody who is in it.
- Only natural persons are data subjects; organisations are indexed by KvK number and RSIN, never logged as subjects.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.logbook import TYPE_BSN, TYPE_REFERENCE, Subject
from core.contract.betrokkenen import NatuurlijkPersoon, Rechtspersoon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.gateway.store import Store
    from core.contract.inhoud import Inhoud

PERSON: Final = "natuurlijk-persoon"
GEBOREN: Final = "naam-geboren"


def identifiers(inhoud: Inhoud) -> Iterator[tuple[str, str]]:
    """Yield `(kind, value)` for everything by which this content can be found again."""
    for number in inhoud.nummers:
        yield "bsn", number.bsn
        yield "onderwerp", number.onderwerp
    if inhoud.hit is not None:
        yield "onderwerp", inhoud.hit.onderwerp
    for subject in inhoud.betrokkenen:
        yield "onderwerp", subject.onderwerp
        if isinstance(subject, Rechtspersoon):
            yield from ((kind, value) for kind, value in (("kvk", subject.kvk), ("rsin", subject.rsin)) if value)
        elif isinstance(subject, NatuurlijkPersoon):
            born = subject.geboortedatum
            if subject.geslachtsnaam and born is not None and born.complete:
                yield GEBOREN, born_key(subject.geslachtsnaam, str(born))


def plain(text: str) -> str:
    """Return a name as it is compared: without case, accents, spaces and marks."""
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def born_key(name: str, born: str) -> str:
    """Return what stands for a person known by name and date of birth only; two people may share it."""
    return f"{plain(name)}\0{born.replace('-', '')}"


def people(inhoud: Inhoud) -> Iterator[tuple[str, bool, str | None]]:
    """Yield per subject reference whether it stands for a natural person, and that person's BSN where the content has it."""
    for number in inhoud.nummers:
        yield number.onderwerp, True, number.bsn
    if inhoud.hit is not None:
        yield inhoud.hit.onderwerp, True, None
    for subject in inhoud.betrokkenen:
        yield subject.onderwerp, isinstance(subject, NatuurlijkPersoon), None


def index(store: Store, key: bytes, inhoud: Inhoud, where: tuple[str, str, str]) -> None:
    """Put the subjects of a content into the local index; `where` is record, casus and direction."""
    for kind, value in identifiers(inhoud):
        store.index_subject(index_key(key, kind, value), kind, *where)
    for reference, human, bsn in people(inhoud):
        number = None if bsn is None else index_key(key, "bsn", bsn)
        store.index_person(index_key(key, "onderwerp", reference), number, human=human)


def index_key(key: bytes, kind: str, value: str) -> str:
    """Return the keyed hash under which a subject stands in the local index."""
    return hmac.new(key, f"knooppunt/v1/index\0{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def asked_about(subject: Mapping[str, Any]) -> list[Subject]:
    """Return the natural persons whom the content of a request names, by reference; its shape was checked at sealing."""
    people = (item for item in subject.get("betrokkenen", ()) if item.get("soort") == PERSON)
    return [Subject(reference) for reference in dict.fromkeys(item["onderwerp"] for item in people)]


def data_subjects(contents: Iterable[Inhoud]) -> list[Subject]:
    """Return each natural person of one act once: by BSN where the act holds it, else by reference."""
    found = list(contents)
    numbered = {number.onderwerp: number.bsn for inhoud in found for number in inhoud.nummers}
    people = {
        subject.onderwerp: None
        for inhoud in found
        for subject in inhoud.betrokkenen
        if isinstance(subject, NatuurlijkPersoon)
    }
    asked = [inhoud.hit.onderwerp for inhoud in found if inhoud.hit is not None]
    references = dict.fromkeys([*people, *numbered, *asked])
    return [
        Subject(numbered[reference], TYPE_BSN) if reference in numbered else Subject(reference, TYPE_REFERENCE)
        for reference in references
    ]
