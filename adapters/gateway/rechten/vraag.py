# SPDX-License-Identifier: EUPL-1.2
"""What a citizen asks, as it goes under the seal: who it is about, and what is asked.

Invariants:
- A question names one person, by BSN, by name with date of birth, or by a reference; at least one of them.
- It is turned into three keys whatever it says, so the work of looking up is the same.
- A random value goes along, so that two controllers can mark the same supply alike, and nobody without the question can.

Norm: AVG 12; BGS 1.1(1). It knows no network; the file it comes from is for its owner.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from adapters.gateway.errors import ConfigError
from adapters.gateway.logbook import TYPE_BSN, TYPE_REFERENCE, Subject
from adapters.gateway.subjects import GEBOREN, born_key, index_key
from audit.proof import jcs
from core.contract import nummers

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS: Final = ("bsn", "onderwerp", "naam", "geboortedatum", "adres", "vraag")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_TEXT: Final = 2000
NAAMGENOOT: Final = "urn:knooppunt:naam-geboren"


@dataclass(frozen=True)
class Vraag:
    """One question of one citizen.

    Attributes:
        bsn: number, if given.
        onderwerp: reference of an earlier answer, if given.
        naam: surname, if given.
        geboortedatum: `JJJJ-MM-DD`, if given.
        adres: where the letter goes, lines of text.
        vraag: what is asked, in the words of the citizen.
        toeval: random value that goes along.
    """

    bsn: str | None = field(default=None, repr=False)
    onderwerp: str | None = field(default=None, repr=False)
    naam: str | None = field(default=None, repr=False)
    geboortedatum: str | None = field(default=None, repr=False)
    adres: str | None = field(default=None, repr=False)
    vraag: str | None = field(default=None, repr=False)
    toeval: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    @classmethod
    def read(cls, data: bytes) -> Vraag:
        """Read the file that the contactpunt filled in.

        Raises:
            ConfigError: it names nobody, or has another form. No message repeats what stands in it.
        """
        try:
            value = jcs.decode(data)
        except jcs.CanonicalError:
            raise ConfigError("Het verzoek is geen JSON.") from None
        return cls.of(value)

    @classmethod
    def of(cls, value: object) -> Vraag:
        """Read decoded JSON, of a file or of an opened letter.

        Raises:
            ConfigError: as `read`.
        """
        if not isinstance(value, dict) or not value.keys() <= {*_FIELDS, "toeval", "v"}:
            raise ConfigError(f"Een verzoek heeft alleen de velden {', '.join(_FIELDS)}.")
        texts = {name: value[name] for name in (*_FIELDS, "toeval") if value.get(name) is not None}
        if not all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT for text in texts.values()):
            raise ConfigError("Elk veld van een verzoek is tekst, en niet te lang.")
        made = cls(**texts)
        if made.bsn is not None and not nummers.elfproef(made.bsn):
            raise ConfigError("Het BSN in het verzoek klopt niet.")
        if made.geboortedatum is not None and not _DATE.fullmatch(made.geboortedatum):
            raise ConfigError("Schrijf de geboortedatum als JJJJ-MM-DD.")
        if made.bsn is None and made.onderwerp is None and not (made.naam and made.geboortedatum):
            raise ConfigError("Een verzoek noemt een BSN, of een naam met geboortedatum.")
        return made

    def to_json(self) -> dict[str, Any]:
        """Return what goes under the seal; the address stays with the contactpunt."""
        found = {name: getattr(self, name) for name in (*_FIELDS, "toeval") if name != "adres"}
        return {"v": 1, **{name: text for name, text in found.items() if text is not None}}

    @property
    def subject(self) -> Subject:
        """The person as the logbook names it."""
        if self.bsn is not None:
            return Subject(self.bsn, TYPE_BSN)
        if self.onderwerp is not None:
            return Subject(self.onderwerp, TYPE_REFERENCE)
        return Subject(f"{self.naam} {self.geboortedatum}", NAAMGENOOT)

    def keys(self, key: bytes) -> dict[str, str]:
        """Return the keys under which this person may stand in the local index; always three, unknown ones at random."""
        named = born_key(self.naam, self.geboortedatum) if self.naam and self.geboortedatum else None
        asked: Mapping[str, str | None] = {"bsn": self.bsn, "onderwerp": self.onderwerp, GEBOREN: named}
        return {kind: index_key(key, kind, value or secrets.token_hex(16)) for kind, value in asked.items()}

    def known(self, key: bytes) -> list[str]:
        """Return the keys of what was given, each with its kind before it: under these a person is remembered."""
        given = {"bsn": self.bsn, "onderwerp": self.onderwerp, GEBOREN: self.naam and self.geboortedatum}
        return [f"{kind}:{keyed}" for kind, keyed in self.keys(key).items() if given[kind]]

    def mark(self, record: str) -> str:
        """Return how a supply is marked in answers to this question: the same at supplier and recipient."""
        return sha256(f"knooppunt/v1/rechten\0{self.toeval}\0{record}".encode()).hexdigest()[:32]
