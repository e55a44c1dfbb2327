# SPDX-License-Identifier: EUPL-1.2
"""XML files, message by message, with everything dangerous switched off.

Invariants:
- A DOCTYPE is refused before the parser sees it, so entities never exist; nothing is fetched from anywhere.
- Only UTF-8; size, depth and the number of nodes in one message are bounded, and a message is freed once it is yielded.
- `keur` parses the whole file first; a file that is not well-formed yields no messages.

It knows names of elements, not their meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from lxml import etree

from adapters.bestand.fouten import BestandsFout, bevinding
from adapters.bestand.grenzen import Grenzen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.gateway.proposal import Bevinding

_PROLOG_LIMIT: Final = 65_536
_PROLOG: Final = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class XmlVorm:
    """The declared shape of an XML file.

    Attributes:
        naamruimte: namespace of every element, or "" for none.
        wortel: local name of the root element.
        bericht: local name of a message; equal to `wortel` when the file is one message.
    """

    naamruimte: str
    wortel: str
    bericht: str


@dataclass(frozen=True, slots=True)
class Knoop:
    """An element taken out of the parser: name, text, attributes and children.

    Attributes:
        naam: local name; "" for an element of another namespace.
        regel: line number of the start tag.
    """

    naam: str
    regel: int
    tekst: str = field(repr=False)
    attributen: dict[str, str] = field(repr=False)
    kinderen: tuple[Knoop, ...] = field(repr=False)

    def eerste(self, naam: str) -> Knoop | None:
        """Return the first child of that name."""
        return next((kind for kind in self.kinderen if kind.naam == naam), None)

    def alle(self, naam: str) -> tuple[Knoop, ...]:
        """Return all children of that name."""
        return tuple(kind for kind in self.kinderen if kind.naam == naam)


@dataclass(slots=True)
class XmlBestand:
    """An XML file on disk, to be checked first and read after."""

    pad: Path
    vorm: XmlVorm
    grenzen: Grenzen = field(default_factory=Grenzen)

    def keur(self) -> int:
        """Check the file as a whole; return the number of messages.

        Raises:
            BestandsFout: unreadable, too large, DOCTYPE, wrong encoding, not well-formed, too deep, wrong root.
        """
        return sum(1 for _ in self.berichten())

    def berichten(self) -> Iterator[Knoop | Bevinding]:
        """Yield each message, or the finding that takes its place. Call `keur` first.

        Raises:
            BestandsFout: as `keur`.
        """
        try:
            with self.pad.open("rb") as stream:
                yield from self._parse(_Guarded(stream, self.grenzen.xml_bytes))
        except OSError as error:
            raise BestandsFout("bestand-onleesbaar") from error
        except etree.XMLSyntaxError as error:
            raise BestandsFout("xml-ongeldig", regel=error.lineno or 0) from None

    def _parse(self, source: _Guarded) -> Iterator[Knoop | Bevinding]:
        parser = etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
        )
        walk = _Walk(self.vorm, self.grenzen)
        for event, element in parser:
            if event == "start":
                walk.enter(element)
            elif (uit := walk.leave(element)) is not None:
                yield uit


class _Walk:
    """Follows the parser through the tree: where we are, how large the message has become."""

    def __init__(self, vorm: XmlVorm, grenzen: Grenzen) -> None:
        self._bericht = _qualified(vorm, vorm.bericht)
        self._wortel = _qualified(vorm, vorm.wortel)
        self._diepte_bericht = 1 if vorm.bericht == vorm.wortel else 2
        self._naamruimte = vorm.naamruimte
        self._grenzen = grenzen
        self._diepte = 0
        self._knopen = 0

    def enter(self, element: etree._Element) -> None:
        self._diepte += 1
        if self._diepte == 1 and element.tag != self._wortel:
            raise BestandsFout("verkeerde-wortel", regel=_line(element))
        if self._diepte > self._grenzen.diepte:
            raise BestandsFout("xml-te-diep", regel=_line(element))
        if self._is_message(element):
            self._knopen = 0
        self._knopen += 1 + len(element.attrib)

    def leave(self, element: etree._Element) -> Knoop | Bevinding | None:
        is_message = self._is_message(element)
        self._diepte -= 1
        if self._knopen > self._grenzen.knopen:
            # Free what has been read: this message will only be reported, so its parts need not be kept.
            _free(element)
        if not is_message:
            if self._diepte < self._diepte_bericht:
                _free(element)
            return None
        uit = self._take(element)
        _free(element)
        return uit

    def _is_message(self, element: etree._Element) -> bool:
        return self._diepte == self._diepte_bericht and element.tag == self._bericht

    def _take(self, element: etree._Element) -> Knoop | Bevinding:
        if self._knopen > self._grenzen.knopen:
            return bevinding(_line(element), "", "bericht-te-groot")
        if any(len(deel) > self._grenzen.veld for deel in _texts(element)):
            return bevinding(_line(element), "", "veld-te-groot")
        return _copy(element, self._naamruimte)


class _Guarded:
    """Hands the parser bytes, after the prolog has been found free of a DOCTYPE, and no more than allowed."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._head = self._prolog()

    def read(self, size: int = -1) -> bytes:
        if self._head:
            chunk, self._head = self._head, b""
        else:
            chunk = self._stream.read(size if 0 < size <= _PROLOG_LIMIT else _PROLOG_LIMIT)
        self._left -= len(chunk)
        if self._left < 0:
            raise BestandsFout("te-groot")
        if b"\0" in chunk:
            raise BestandsFout("nul-teken")
        return chunk

    def _prolog(self) -> bytes:
        head = self._stream.read(_PROLOG_LIMIT)
        if not head.strip():
            raise BestandsFout("leeg-bestand")
        if head.startswith(_BOMS):
            raise BestandsFout("verkeerde-codering", regel=1)
        start = head.removeprefix(b"\xef\xbb\xbf")
        declared = _DECLARED.match(start)
        if declared and declared.group(1).lower() not in {b"utf-8", b"us-ascii"}:
            raise BestandsFout("verkeerde-codering", regel=1)
        prolog = _PROLOG.match(start)
        rest = start[prolog.end() if prolog else 0 :]
        if rest.startswith(b"<!"):
            raise BestandsFout("dtd-niet-toegestaan")
        if not rest.startswith(b"<") or rest[1:2] in {b"?", b""}:
            raise BestandsFout("xml-ongeldig")
        return head


def _qualified(vorm: XmlVorm, naam: str) -> str:
    return f"{{{vorm.naamruimte}}}{naam}" if vorm.naamruimte else naam


def _line(element: etree._Element) -> int:
    return element.sourceline or 0


def _free(element: etree._Element) -> None:
    """Forget an element and those before it, so that a long file does not pile up."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _texts(element: etree._Element) -> Iterator[str]:
    for deel in element.iter():
        yield deel.text or ""
        yield from (str(waarde) for waarde in deel.attrib.values())


def _copy(element: etree._Element, naamruimte: str) -> Knoop:
    naam = etree.QName(element)
    return Knoop(
        naam=naam.localname if (naam.namespace or "") == naamruimte else "",
        regel=_line(element),
        tekst=(element.text or "").strip() if not len(element) else "",
        attributen={str(sleutel): str(waarde) for sleutel, waarde in element.attrib.items()},
        kinderen=tuple(_copy(kind, naamruimte) for kind in element),
    )
