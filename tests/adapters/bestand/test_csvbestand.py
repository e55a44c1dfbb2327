# SPDX-License-Identifier: EUPL-1.2
"""Delimited files: what is read, what is refused as a whole, and what costs one row."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bestand import BestandsFout, CsvBestand, CsvVorm, Grenzen, Rij
from adapters.bestand.redenen import REGEL
from adapters.gateway.proposal import Bevinding

NACHT = CsvVorm("windows-1252", verplicht=frozenset({"kenmerk", "naam"}), afsluiting="EINDE")
KANARIE = "Żwaluwstaart-999990019"


def write(tmp_path: Path, content: bytes) -> Path:
    pad = tmp_path / "bestand.csv"
    pad.write_bytes(content)
    return pad


def fault(pad: Path, vorm: CsvVorm = NACHT, grenzen: Grenzen | None = None) -> str:
    with pytest.raises(BestandsFout) as caught:
        CsvBestand(pad, vorm, grenzen or Grenzen()).keur()
    return caught.value.reden


def rows(pad: Path, vorm: CsvVorm = NACHT, grenzen: Grenzen | None = None) -> list[Rij | Bevinding]:
    bestand = CsvBestand(pad, vorm, grenzen or Grenzen())
    bestand.keur()
    return list(bestand.rijen())


def test_a_night_file_is_read_with_line_numbers_in_its_own_encoding(tmp_path):
    """Windows-1252 text, a quoted separator and CRLF come out as they were meant, with the line they stood on."""
    pad = write(tmp_path, 'kenmerk;naam\r\nA1;Brontë\r\nA2;"d\'Arcy; jr. ""Jan"""\r\nEINDE;2\r\n'.encode("cp1252"))
    assert rows(pad) == [Rij(2, ["A1", "Brontë"]), Rij(3, ["A2", 'd\'Arcy; jr. "Jan"'])]


@pytest.mark.parametrize(
    ("inhoud", "reden"),
    [
        (b"", "leeg-bestand"),
        (b"\xef\xbb\xbfkenmerk;naam\nEINDE;0\n", "bom-niet-toegestaan"),
        (b"\xff\xfek\0e\0", "verkeerde-codering"),
        ("kenmerk;naam\nA;Brontë\nB;Zoë\nEINDE;2\n".encode(), "verkeerde-codering"),
        (b"kenmerk;naam\nA;J\0an\nEINDE;1\n", "nul-teken"),
        (b"kenmerk;naam\nA;Jan\nB;Pi", "afgebroken-bestand"),
        (b"kenmerk;naam\nA;Jan\nEINDE", "afgebroken-bestand"),
        (b"kenmerk;naam\nA;Jan\nEINDE;x\n", "afgebroken-bestand"),
        (b"kenmerk;naam\nA;Jan\nEINDE;2\n", "telling-klopt-niet"),
        (b"kenmerk;naam\nA;Jan\nEINDE;1\nB;Piet\n", "tekst-na-einde"),
        (b"kenmerk;naam;naam\nEINDE;0\n", "dubbele-kop"),
        (b"kenmerk;adres\nEINDE;0\n", "kolom-ontbreekt"),
        (b'kenmerk;"naam\nEINDE;0\n', "kop-onleesbaar"),
    ],
)
def test_a_damaged_file_yields_nothing_at_all(tmp_path, inhoud, reden):
    """Each kind of damage to the file as a whole has its own stable code, and no row goes out."""
    assert fault(write(tmp_path, inhoud)) == reden


@pytest.mark.parametrize(
    ("regel", "reden"),
    [
        (b'A;"Jan', "aanhalingstekens"),
        (b'A;"Jan"x', "aanhalingstekens"),
        (b"A;Jan;extra", "te-veel-kolommen"),
        (b"A", "te-weinig-kolommen"),
        (b"A;Ja\x1an", "stuurteken"),
        (b"A;Ja\x85n" + b"\x81", "codering-regel"),
        ("A;Zoë".encode(), "codering-regel"),
        (b"A;" + b"x" * 5000, "regel-te-lang"),
        (b"A;" + b"x" * 600, "veld-te-groot"),
    ],
)
def test_a_spoilt_row_costs_only_itself(tmp_path, regel, reden):
    """The rows around a spoilt one are read, and the finding names its line and a code of the catalogue."""
    pad = write(tmp_path, b"kenmerk;naam\n1;Andr\xe9\n" + regel + b"\n3;Zo\xeb\nEINDE;3\n")
    gelezen = rows(pad, grenzen=Grenzen(regel=4096, veld=500))
    assert [rij.cellen[0] for rij in gelezen if isinstance(rij, Rij)] == ["1", "3"]
    (gevonden,) = [rij for rij in gelezen if isinstance(rij, Bevinding)]
    assert (gevonden.regel, gevonden.reden) == (3, reden)
    assert reden in REGEL


def test_utf8_with_bom_is_read_where_the_format_allows_it(tmp_path):
    """A format that says so may start with a byte order mark, which is not part of the first column's name."""
    vorm = CsvVorm("utf-8", bom=True, verplicht=frozenset({"kenmerk"}))
    pad = write(tmp_path, "\ufeffkenmerk;naam\nA;Zoë\n".encode())
    assert rows(pad, vorm) == [Rij(2, ["A", "Zoë"])]
    assert fault(write(tmp_path, b"kenmerk;naam\nA;Zo\xeb\n"), vorm) == "verkeerde-codering"
    assert fault(write(tmp_path, b"kenmerk;naam\nA;Jan"), vorm) == "afgebroken-bestand"


def test_an_unreadable_file_is_a_finding_too(tmp_path):
    """A folder or missing file gives the same kind of error as any other fault."""
    assert fault(tmp_path) == "bestand-onleesbaar"
    assert fault(tmp_path / "weg.csv") == "bestand-onleesbaar"


@given(st.binary(max_size=400), st.integers(0, 60))
def test_mutated_bytes_raise_only_the_own_error(tmp_path_factory, rommel, plek):
    """Whatever bytes a file holds, reading ends in rows, findings, or a BestandsFout; never in another exception."""
    goed = b'kenmerk;naam\n1;Andr\xe9\n2;"Jan"\nEINDE;2\n'
    pad = tmp_path_factory.mktemp("fuzz") / "f.csv"
    pad.write_bytes(goed[:plek] + rommel + goed[plek:])
    with suppress(BestandsFout):
        rows(pad)


def test_no_value_of_the_file_stands_in_an_error(tmp_path):
    """A canary in header, row and trailer never shows in an exception, its chain, or a finding."""
    for inhoud in (
        f"kenmerk;{KANARIE}\nEINDE;0\n",
        f"kenmerk;naam\n{KANARIE}",
        f"kenmerk;naam\n{KANARIE};a;b\nEINDE;1\n",
    ):
        pad = write(tmp_path, inhoud.encode("utf-8"))
        vorm = CsvVorm("utf-8", verplicht=NACHT.verplicht, afsluiting="EINDE")
        try:
            uit = repr(rows(pad, vorm))
        except BestandsFout as fout:
            uit = f"{fout!r} {fout} {fout.diagnose()} {fout.bevinding!r} {fout.__cause__!r}"
        assert KANARIE not in uit
