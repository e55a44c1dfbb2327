# SPDX-License-Identifier: EUPL-1.2
"""XML files: messages one by one, and every known way to hurt a parser refused."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bestand import BestandsFout, Grenzen, Knoop, XmlBestand, XmlVorm
from adapters.gateway.proposal import Bevinding

NS = "urn:voorbeeld"
VORM = XmlVorm(NS, "berichten", "bericht")


def write(tmp_path: Path, content: bytes | str) -> Path:
    pad = tmp_path / "bestand.xml"
    pad.write_bytes(content.encode() if isinstance(content, str) else content)
    return pad


def document(binnen: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<berichten xmlns="{NS}">\n{binnen}\n</berichten>'


def read(pad: Path, grenzen: Grenzen | None = None, vorm: XmlVorm = VORM) -> list[Knoop | Bevinding]:
    bestand = XmlBestand(pad, vorm, grenzen or Grenzen())
    bestand.keur()
    return list(bestand.berichten())


def fault(pad: Path, grenzen: Grenzen | None = None) -> str:
    with pytest.raises(BestandsFout) as caught:
        read(pad, grenzen)
    return caught.value.reden


def test_messages_come_out_with_their_lines_and_parts(tmp_path):
    """Names, text, attributes and line numbers of each message are kept; other namespaces have no name."""
    pad = write(
        tmp_path, document('<bericht id="1"><naam>Zoë</naam></bericht>\n<bericht><x xmlns="urn:b">1</x></bericht>')
    )
    een, twee = read(pad)
    assert isinstance(een, Knoop)
    assert isinstance(twee, Knoop)
    naam = een.eerste("naam")
    assert naam is not None
    assert (een.regel, een.attributen, naam.tekst, twee.regel) == (3, {"id": "1"}, "Zoë", 4)
    assert [kind.naam for kind in twee.kinderen] == [""]
    assert "Zoë" not in repr(een)


def test_a_single_message_may_be_the_root(tmp_path):
    """A file that is one message is read as one."""
    pad = write(tmp_path, f'<bericht xmlns="{NS}"><naam>A</naam></bericht>')
    (een,) = read(pad, vorm=XmlVorm(NS, "bericht", "bericht"))
    assert isinstance(een, Knoop)
    assert len(een.alle("naam")) == 1


LOL = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    ("inhoud", "reden"),
    [
        (LOL + "<berichten>&j;</berichten>", "dtd-niet-toegestaan"),
        ("<?xml version='1.0'?><!-- x --><!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "dtd-niet-toegestaan"),
        ("<?x " + "y" * 70_000 + "?>" + LOL + "<berichten/>", "xml-ongeldig"),
        ("<!--" + "y" * 70_000 + "-->" + LOL + "<berichten/>", "dtd-niet-toegestaan"),
        (document("<bericht>&naam;</bericht>"), "xml-ongeldig"),
        (document("<bericht>").encode(), "xml-ongeldig"),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16"), "verkeerde-codering"),
        ("<a/>".encode("utf-16-le"), "nul-teken"),
        ("<?xml version='1.0' encoding='windows-1252'?><a/>", "verkeerde-codering"),
        (document("<bericht>\0</bericht>"), "nul-teken"),
        (document("<bericht>Zo\xeb</bericht>").encode("latin-1"), "xml-ongeldig"),
        ("", "leeg-bestand"),
        ("geen xml", "xml-ongeldig"),
        ("<berichten/>", "verkeerde-wortel"),
        (document("<bericht>" + "<a>" * 40 + "</a>" * 40 + "</bericht>"), "xml-te-diep"),
        (document("<bericht>" + "<a>" * 400 + "</a>" * 400 + "</bericht>"), "xml-te-diep"),
    ],
)
def test_dangerous_or_broken_files_are_refused_as_a_whole(tmp_path, inhoud, reden):
    """Entity bombs, external entities, NUL, other encodings, depth and broken XML each give their own code."""
    assert fault(write(tmp_path, inhoud)) == reden


def test_a_file_over_the_limit_is_refused(tmp_path):
    """The number of bytes is bounded."""
    assert fault(write(tmp_path, document("<bericht/>" * 200)), Grenzen(xml_bytes=1000)) == "te-groot"


@pytest.mark.parametrize(
    ("bericht", "reden"),
    [
        ("<bericht>" + "<a/>" * 50 + "</bericht>", "bericht-te-groot"),
        ("<bericht><a>" + "x" * 200 + "</a></bericht>", "veld-te-groot"),
        (f"<bericht><a b='{'x' * 200}'/></bericht>", "veld-te-groot"),
    ],
)
def test_a_message_over_the_limit_costs_only_itself(tmp_path, bericht, reden):
    """Messages around one that is too large still come out."""
    pad = write(tmp_path, document(f"<bericht/>\n{bericht}\n<bericht/>"))
    een, fout, drie = read(pad, Grenzen(knopen=20, veld=100))
    assert isinstance(een, Knoop)
    assert isinstance(drie, Knoop)
    assert isinstance(fout, Bevinding)
    assert (fout.regel, fout.reden) == (4, reden)


@given(st.binary(max_size=200), st.integers(0, 120))
def test_mutated_bytes_raise_only_the_own_error(tmp_path_factory, rommel, plek):
    """Whatever bytes a file holds, parsing ends in messages, findings, or a BestandsFout."""
    goed = document("<bericht id='1'><naam>Zoë</naam></bericht>").encode()
    pad = tmp_path_factory.mktemp("fuzz") / "f.xml"
    pad.write_bytes(goed[:plek] + rommel + goed[plek:])
    with suppress(BestandsFout):
        read(pad)


def test_no_value_of_the_file_stands_in_an_error(tmp_path):
    """libxml2 quotes the file in its own messages; ours never do."""
    pad = write(tmp_path, document("<bericht><KANARIE999990019></bericht>"))
    with pytest.raises(BestandsFout) as caught:
        read(pad)
    assert "KANARIE" not in f"{caught.value!r} {caught.value} {caught.value.diagnose()} {caught.value.__cause__!r}"
    assert caught.value.bevinding.regel == 3
