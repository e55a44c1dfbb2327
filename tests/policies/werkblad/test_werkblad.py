# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet and back: the same bytes, exactly the edit that was made, or every reason why not with its cell."""

import io
import json
import random
import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from typer.testing import CliRunner

from policies import RuleSet, RuleSetError
from policies.formatter import format_files
from policies.rows import VELDEN
from policies.werkblad import make_workbook, read_workbook
from policies.werkblad.indeling import CODES, UITLEG, titles
from server.commandline.beleid import app
from tests.policies.world import files_with, p_row, random_rows, real_files

COLUMN = {veld: number for number, veld in enumerate(VELDEN, 1)}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The real files."""
    return real_files()


@pytest.fixture(scope="module")
def made(files) -> bytes:
    """The workbook of the real files."""
    return make_workbook(files)


@pytest.fixture
def book(made) -> Workbook:
    """That workbook, opened to be edited."""
    return load_workbook(io.BytesIO(made))


def saved(book: Workbook) -> bytes:
    """The bytes of an edited workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused(book: Workbook, files) -> dict[str, str]:
    """The findings on the way back: place in the workbook → kind."""
    with pytest.raises(RuleSetError) as caught:
        read_workbook(saved(book), files)
    return {finding.bestand: finding.soort for finding in caught.value.findings}


def row_of(sheet, rule: str) -> int:
    """The row of a rule on its sheet."""
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, COLUMN["id"]).value == rule)


def test_out_and_back_is_the_same_to_the_byte(made, files):
    """Nothing of any file of the real rules changes on the way, comments, blank lines and spaces included."""
    assert read_workbook(made, files) == files
    assert any(b"\n\n#" in files[name] for name in files if name.startswith("regels/"))


@given(
    st.integers(0, 2**32), st.lists(st.text(st.characters(blacklist_categories=["Cc", "Cf", "Cs", "Cn"]), max_size=20))
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_rules_with_any_comments_go_out_and_back(seed, words):
    """Random rows with random comments and blank lines between them come back as the formatter would leave them."""
    rng = random.Random(seed)
    lines = random_rows(rng, RuleSet.load(omgeving="demo"), 6)
    for word in words:
        comment = unicodedata.normalize("NFC", f"# {word}").strip()
        lines.insert(rng.randint(0, len(lines)), rng.choice([comment, ""]))
    files = files_with(lines)
    try:
        RuleSet.of_files(files, "demo")
    except RuleSetError:  # two random rows said the same
        return
    assert read_workbook(make_workbook(files), files) == {**files, **format_files(files)}


def test_an_edit_in_one_cell_is_one_changed_line(book, files):
    """Another phase for R-12.1 changes the line of R-12.1 in politie.csv and not one other line of any file."""
    sheet = book["politie"]
    sheet.cell(row_of(sheet, "R-12.1"), COLUMN["fase"]).value = "informatieanalyse"
    back = read_workbook(saved(book), files)
    assert [name for name in files if back[name] != files[name]] == ["regels/politie.csv"]
    before, after = (one["regels/politie.csv"].decode().splitlines() for one in (files, back))
    different = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(different) == 1
    assert "R-12.1" in different[0][1]
    assert ", informatieanalyse" in different[0][1]
    RuleSet.of_files(back, "demo")


def test_rows_and_comments_can_be_added_and_taken_away(book, files):
    """A new rule with its comment at the end is there on the way back, lined up; a row that goes is gone."""
    sheet = book["om"]
    last = sheet.max_row
    sheet.cell(last + 1, 1).value = "# Nieuw: café, met een accent"
    new = p_row(id="R-901.1", wie="om", wat="strafvorderlijk").removeprefix("p, ").split(", ")
    for column, cell in enumerate(new, 1):
        sheet.cell(last + 2, column).value = cell
    toeslagen = book["toeslagen"]
    toeslagen.delete_rows(row_of(toeslagen, "R-05.1"))
    back = read_workbook(saved(book), files)
    lines = back["regels/om.csv"].decode().splitlines()
    assert lines[-2] == "# Nieuw: café, met een accent"
    assert [cell.strip() for cell in lines[-1].split(",")][1:] == new
    assert b"R-05.1" not in back["regels/toeslagen.csv"]
    assert back == {**back, **format_files(back)}


def test_what_a_jurist_finds_in_it(book, files):
    """A sheet per rule file in order, a fixed head, the sentence of each rule, text cells only, and choices per column."""
    known = titles(files)
    assert book.sheetnames == [UITLEG, *known.values(), CODES]
    rules = RuleSet.of_files(files, "demo")
    sheet = book["politie"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]][:15] == list(VELDEN)
    row = row_of(sheet, "R-12.1")
    sentence = sheet.cell(row, 16).value
    assert sentence == rules.explain("R-12.1").zin
    assert "Bron:" in sentence
    assert {cell.number_format for cell in sheet[row]} == {"@"}
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.column_dimensions["A"].width > len("wpg-verstrekker")
    everywhere = [cell for one in book for line in one.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in everywhere} == {"s"}


@pytest.mark.parametrize("veld", ["wie", "aan", "wat", "handeling", "doel", "fase", "eft", "toonbaar", "status"])
def test_the_choices_of_a_closed_column_are_the_vocabulary(book, files, veld):
    """The list behind a column holds every code and group that the loader takes there, and nothing else is let in."""
    vocabulary = RuleSet.of_files(files, "demo").vocabulary
    kolom = "wie" if veld == "aan" else veld
    fixed = {"eft": {"allow", "deny"}, "toonbaar": set(vocabulary.toonbaar), "status": set(vocabulary.status)}
    expected = fixed.get(veld) or {*vocabulary.codes[kolom], *vocabulary.groups[kolom]} | ({"-"} - {kolom})
    if veld not in fixed and veld != "aan":
        expected -= {"-"}
    letter = "ABCDEFGHIJKLMNO"[COLUMN[veld] - 1]
    (choice,) = [one for one in book["politie"].data_validations.dataValidation if f"{letter}2" in str(one.sqref)]
    sheet, _, area = choice.formula1.partition("!")
    assert {cell.value for (cell,) in book[sheet][area.replace("$", "")]} == expected
    assert choice.showErrorMessage


def test_the_sentence_column_is_ignored_on_the_way_back(book, files):
    """Whatever is written there, the rules stay: it is made anew each time."""
    sheet = book["politie"]
    sheet.cell(3, 16).value = "=1+1"
    sheet.cell(4, 16).value = 12
    assert read_workbook(saved(book), files) == files


CELLS = [
    (8, "een getal", "geen-tekst"),
    (1.5, "een getal", "geen-tekst"),
    (date(2026, 1, 1), "een datum", "geen-tekst"),
    (True, "waar", "geen-tekst"),
    ('=HYPERLINK("http://x.example","a")', "een formule", "geen-tekst"),
    ("=A1", "een formule", "geen-tekst"),
    (None, "leeg", "leeg"),
    ("", "leeg", "leeg"),
    (" wpg-8", "spatie", "spatie"),
    ("wpg-8\u00a0", "wit", "spatie"),
    ("wpg\u20118", "NON-BREAKING HYPHEN", "lijkt-op"),
    ("bsn\u0430", "CYRILLIC SMALL LETTER A", "lijkt-op"),
    ("wpg-8\u200b", "ZERO WIDTH SPACE", "lijkt-op"),
    ("cliënt", "DIAERESIS", "lijkt-op"),
    ("WPG-8", "kleine letters", "cel"),
    ("wpg-8;wpg-9", "kleine letters", "cel"),
    ("wpg-8, wpg-9", "kleine letters", "cel"),
    ("wpg-8\nwpg-9", "kleine letters", "cel"),
]


@pytest.mark.parametrize(("value", "word", "soort"), CELLS)
def test_a_cell_that_is_no_plain_code_is_refused_at_its_address(book, files, value, word, soort):
    """Number, date, truth, formula, empty, white, look-alike: a finding with sheet and cell, in words."""
    sheet = book["politie"]
    row = row_of(sheet, "R-12.1")
    sheet.cell(row, COLUMN["wat"]).value = value
    with pytest.raises(RuleSetError) as caught:
        read_workbook(saved(book), files)
    (finding,) = caught.value.findings
    assert (finding.bestand, finding.regel, finding.soort) == (f"politie!C{row}", row, soort)
    assert word.lower() in finding.tekst.lower()


def test_an_id_is_an_id(book, files):
    """A code where the number of the rule belongs, and a number in lower case, are refused at their cell."""
    sheet = book["om"]
    row = row_of(sheet, "R-29.1")
    sheet.cell(row, COLUMN["id"]).value = "r-29.1"
    assert refused(book, files) == {f"om!K{row}": "id"}


SHAPES = {
    "samengevoegd": (lambda b: b["politie"].merge_cells("C3:D3"), "politie!C3:D3", "samengevoegd"),
    "verborgen kolom": (lambda b: setattr(b["om"].column_dimensions["J"], "hidden", True), "om!J", "verborgen"),
    "kolom zonder breedte": (lambda b: setattr(b["om"].column_dimensions["J"], "width", 0.5), "om!J", "verborgen"),
    "rij zonder hoogte": (lambda b: setattr(b["om"].row_dimensions[3], "height", 0.5), "om!3", "verborgen"),
    "verborgen rij": (lambda b: setattr(b["om"].row_dimensions[3], "hidden", True), "om!3", "verborgen"),
    "verborgen blad": (lambda b: setattr(b["om"], "sheet_state", "hidden"), "om", "verborgen"),
    "zeer verborgen blad": (lambda b: setattr(b[CODES], "sheet_state", "veryHidden"), CODES, "verborgen"),
    "blad erbij": (lambda b: b.create_sheet("nog-een"), "nog-een", "blad"),
    "blad weg": (lambda b: b.remove(b["om"]), "om", "blad"),
    "uitleg weg": (lambda b: b.remove(b[UITLEG]), UITLEG, "blad"),
    "kolom erbij": (lambda b: setattr(b["om"]["R1"], "value", "extra"), "om!R1", "kolom"),
    "cel ernaast": (lambda b: setattr(b["om"]["R3"], "value", "x"), "om!R3", "kolom"),
    "kolommen verwisseld": (lambda b: setattr(b["om"]["A1"], "value", "aan"), "om!A1", "kop"),
    "kolom ingevoegd": (lambda b: b["om"].insert_cols(2), "om!B1", "kop"),
    "notitie": (lambda b: setattr(b["om"]["A3"], "comment", Comment("weet ik niet", "j")), "om!A3", "notitie"),
    "opmerking met buren": (lambda b: setattr(b["om"]["B2"], "value", "x"), "om!B2", "opmerking"),
    "opmerking over twee regels": (lambda b: setattr(b["om"]["A2"], "value", "# a\np, x"), "om!A2", "opmerking"),
}


@pytest.mark.parametrize(("change", "where", "soort"), SHAPES.values(), ids=SHAPES)
def test_a_sheet_of_another_shape_is_refused(book, files, change, where, soort):
    """Merged, hidden, extra, missing or moved: what a person may not have seen is never read."""
    change(book)
    assert refused(book, files)[where] == soort


def test_all_findings_at_once_also_those_of_the_checker_on_their_row(book, files):
    """Form findings of two sheets come together; when the form is right, the checker's findings come on their rows."""
    om, politie = book["om"], book["politie"]
    row, other = row_of(om, "R-29.1"), row_of(politie, "R-12.1")
    om.cell(row, 1).value, politie.cell(other, 2).value = 3, None
    assert refused(book, files) == {f"om!A{row}": "geen-tekst", f"politie!B{other}": "leeg"}
    om.cell(row, 1).value, politie.cell(other, 2).value = "omm", "partner-of-buro"
    assert refused(book, files) == {f"om!{row}": "onbekende-code", f"politie!{other}": "onbekende-code"}


def test_a_file_that_changed_meanwhile_is_not_overwritten(made, files):
    """Somebody edited om.csv after the workbook was made: that sheet is refused, so that neither edit is lost."""
    lines = files["regels/om.csv"] + b"# iemand was hier\n"
    with pytest.raises(RuleSetError) as caught:
        read_workbook(made, {**files, "regels/om.csv": lines})
    (finding,) = caught.value.findings
    assert (finding.bestand, finding.soort) == ("om", "verouderd")


def test_names_of_sheets_fit_and_differ():
    """Long names of files, and those of our own sheets, still give every file a sheet of its own."""
    names = [f"regels/{'x' * 40}{n}.csv" for n in range(3)] + ["regels/codes.csv", "regels/uitleg.csv", "bronnen.toml"]
    found = titles(names)
    assert len(found) == 5
    assert len({title.lower() for title in found.values()} | {UITLEG.lower(), CODES.lower()}) == 7
    assert max(map(len, found.values())) <= 31


def test_rules_with_mistakes_give_no_workbook():
    """A set that does not load is refused with its findings; a workbook would only hide them."""
    with pytest.raises(RuleSetError):
        make_workbook(files_with([p_row(wie="politei")]))


@pytest.fixture
def folder(tmp_path, files):
    """The real rules in a folder."""
    for name, data in files.items():
        (tmp_path / "regels-map" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "regels-map" / name).write_bytes(data)
    return tmp_path / "regels-map"


def run(*words):
    """`beleid werkblad` as a user runs it."""
    return CliRunner().invoke(app, ["werkblad", *map(str, words)])


def test_the_commands_out_edit_and_back(folder, tmp_path, files):
    """Out, one edit, back into a new folder (whole set) and into the same folder (one file)."""
    sheet = tmp_path / "regels.xlsx"
    assert run("uit", sheet, "--regels", folder).exit_code == 0
    book = load_workbook(sheet)
    book["om"].cell(row_of(book["om"], "R-29.1"), COLUMN["toonbaar"]).value = "officier"
    book.save(sheet)
    done = run("in", sheet, "--uit", tmp_path / "voorstel", "--regels", folder, "--json")
    assert done.exit_code == 0, done.stderr
    assert set(json.loads(done.stdout)["geschreven"]) == set(files)
    assert RuleSet.load(tmp_path / "voorstel", "demo").explain("R-29.1").toonbaar == "officier"
    again = run("in", sheet, "--uit", folder, "--regels", folder, "--json")
    assert json.loads(again.stdout)["geschreven"] == ["regels/om.csv"]


def test_nobodys_work_is_overwritten_or_mixed_in(folder, tmp_path, files):
    """A workbook that exists is left alone, and a folder with other rules beside ours is refused, with nothing written."""
    sheet = tmp_path / "regels.xlsx"
    assert run("uit", sheet, "--regels", folder).exit_code == 0
    before = sheet.read_bytes()
    assert run("uit", sheet, "--regels", folder).exit_code == 2
    assert sheet.read_bytes() == before
    (tmp_path / "vol" / "regels").mkdir(parents=True)
    (tmp_path / "vol" / "regels" / "eigen.csv").write_bytes(b"p, van, mij\n")
    done = run("in", sheet, "--uit", tmp_path / "vol", "--regels", folder)
    assert (done.exit_code, "regels/eigen.csv" in done.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "vol").rglob("*.*")] == ["eigen.csv"]


def test_with_a_finding_nothing_is_written(folder, tmp_path, files):
    """One wrong cell: exit 1, the cell on stderr, no folder made and the rules as they were."""
    sheet = tmp_path / "regels.xlsx"
    run("uit", sheet, "--regels", folder)
    book = load_workbook(sheet)
    book["om"]["A3"] = 5
    book.save(sheet)
    for target in (tmp_path / "nieuw", folder):
        done = run("in", sheet, "--uit", target, "--regels", folder)
        assert done.exit_code == 1
        assert "om!A3" in done.stderr
    assert not (tmp_path / "nieuw").exists()
    assert {name: (folder / name).read_bytes() for name in files} == files
    assert run("in", tmp_path / "weg.xlsx", "--uit", folder).exit_code == 2
