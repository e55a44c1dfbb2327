# SPDX-License-Identifier: EUPL-1.2
"""A hostile workbook is refused before any part of it is parsed."""

import io
import zipfile

import pytest

from policies import RuleSetError
from policies.werkblad import make_workbook, read_workbook
from policies.werkblad.veilig import MAX_FILE, MAX_UNPACKED, package_problem
from tests.policies.world import files_with, p_row

FILES = files_with([p_row()])
GOOD = make_workbook(FILES)
SHEET = "xl/worksheets/sheet2.xml"


def rebuilt(*, replace=None, extra=None, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """The good workbook with parts replaced (name → function on its bytes) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, (replace or {}).get(part.filename, lambda same: same)(data))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def declared(data: bytes) -> bytes:
    """The part after its XML declaration, if it has one."""
    return data.split(b"?>", 1)[1] if data.startswith(b"<?xml") else data


def with_type(doctype: bytes):
    """A part with a document type in front, used in its first text."""
    return lambda data: b'<?xml version="1.0"?>' + doctype + declared(data)


@pytest.fixture
def canary(tmp_path):
    """A file that an external entity would read."""
    path = tmp_path / "geheim.txt"
    path.write_text("kanarie-999990019")
    return path


def problem(data: bytes) -> str:
    """Why it is refused, by the reader itself."""
    with pytest.raises(RuleSetError) as caught:
        read_workbook(data, FILES)
    (finding,) = caught.value.findings
    assert finding.soort == "xlsx"
    return finding.tekst


def test_a_workbook_of_ours_is_fine():
    """What we make passes, also rebuilt without compression."""
    assert package_problem(GOOD) is None
    assert read_workbook(rebuilt(compression=zipfile.ZIP_STORED), FILES)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"])
def test_external_entities_are_refused_in_every_part(part, canary):
    """A document type with a file entity is refused wherever it stands, and the file is never read."""
    evil = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]>'.encode()
    text = problem(rebuilt(replace={part: with_type(evil)}))
    assert "documenttype" in text
    assert "kanarie" not in text


def test_a_billion_laughs_is_refused():
    """Entities that expand in one another are refused with the document type, in no time."""
    evil = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "documenttype" in problem(rebuilt(replace={SHEET: with_type(evil)}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_cannot_hide_a_document_type(encoding):
    """XML that is not UTF-8 is refused, with or without a byte order mark: the search above would not see through it."""
    hidden = '<!DOCTYPE x [<!ENTITY e "a">]><worksheet/>'.encode(encoding)
    assert "UTF-8" in problem(rebuilt(replace={SHEET: lambda _: hidden}))


@pytest.mark.parametrize("name", [b"utf-7", b"cp037", b"utf-16", b"latin-1"])
def test_a_declared_encoding_other_than_utf_8_is_refused(name):
    """A declaration decides how a parser reads the bytes, so only one is accepted."""
    change = {SHEET: lambda data: b'<?xml version="1.0" encoding="' + name + b'"?>' + declared(data)}
    assert "UTF-8" in problem(rebuilt(replace=change))


def test_an_ebcdic_part_without_declaration_is_refused():
    """Bytes that do not begin as XML in ASCII are no XML to us, whatever a parser may make of them."""
    assert "UTF-8" in problem(rebuilt(replace={SHEET: lambda _: "<?xml version='1.0'?><a/>".encode("cp037")}))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/externalLinks/externalLink1.xml", "andere bestanden"),
        ("xl/connections.xml", "gegevensbronnen"),
        ("xl/embeddings/oleObject1.bin", "ingesloten"),
    ],
)
def test_macros_links_and_embedded_files_are_refused(name, word):
    """Nothing that runs or reaches out comes in, even if we would not use it."""
    assert word in problem(rebuilt(extra={name: b"<x/>"}))


def test_a_zip_bomb_is_refused_by_what_it_says_it_holds():
    """A small file that unpacks to more than we take, or has too many parts, is refused unread."""
    bomb = rebuilt(extra={"xl/media/groot.xml": b"<x>" + b" " * MAX_UNPACKED})
    assert len(bomb) < MAX_FILE
    assert "uitgepakt" in problem(bomb)
    assert "uitgepakt" in problem(rebuilt(extra={f"xl/media/{n}.txt": b"" for n in range(500)}))


def test_a_part_that_lies_about_its_size_is_refused():
    """A part that says it is small and holds more does not pass for a workbook."""
    data = bytearray(rebuilt(extra={"xl/klein.xml": b"<x>" + b"a" * 100_000 + b"</x>"}))
    size = (100_007).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    assert "beschadigd" in problem(bytes(data))


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"p, om, *\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600, GOOD[:-200], GOOD[:3000]]
)
def test_what_is_no_xlsx_is_said_to_be_none(data):
    """Empty, cut off, a CSV, or the old binary format: one Dutch sentence, no traceback."""
    assert "geen xlsx" in problem(data)


def test_a_file_that_is_too_big_is_refused_unread():
    """Size is looked at first."""
    assert "groter dan" in problem(b"PK" + b"\0" * MAX_FILE)


def test_a_part_twice_is_refused():
    """Two parts of one name are read differently by different programs: what a person saw may not be what we read."""
    with pytest.warns(UserWarning, match="Duplicate"):
        data = rebuilt(extra={SHEET: b"<worksheet/>"})
    assert "twee keer" in problem(data)


def test_a_zip_without_a_workbook_is_refused():
    """A sound package that is no workbook ends in the same way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hallo.txt", "hallo")
    assert "niet te lezen" in problem(out.getvalue())


def test_a_sheet_that_says_it_is_endless_is_refused():
    """One cell in the last corner makes a sheet of 17 billion cells: refused, not walked through."""
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = rebuilt(replace={SHEET: lambda part: part.replace(b"</sheetData>", far)})
    with pytest.raises(RuleSetError) as caught:
        read_workbook(data, FILES)
    assert "te-groot" in {finding.soort for finding in caught.value.findings}
