# SPDX-License-Identifier: EUPL-1.2
"""Reports as text and as a page: complete, not twice, and readable in a narrow column."""

from policies.verslag import Sectie, Tabel, Verslag, as_html, as_text

HEADS = ("Waar", "Wat")


def report(caption: str, *cells: str) -> Verslag:
    """A report of one section with one table of one row."""
    return Verslag("Titel", "Inleiding.", (), (Sectie("Gewijzigde regels", (Tabel(caption, HEADS, (cells,)),)),))


def test_a_table_named_as_its_section_is_named_once() -> None:
    """The text has the heading and then the rows; a caption that says something else stays."""
    cells = ("R-01.1", "toegevoegd")
    assert "-----------------\n\n- R-01.1 (wat: toegevoegd)" in as_text(report("Gewijzigde regels", *cells))
    assert "\n\n2 keer:\n- R-01.1" in as_text(report("2 keer", *cells))
    assert '<caption id="t-1-1">Gewijzigde regels</caption>' in as_html(report("Gewijzigde regels", *cells))


def test_a_number_or_a_day_is_not_broken_at_its_hyphen() -> None:
    """Each row number and each day stands in an element that stays on one line; a word with a hyphen does not."""
    page = as_html(report("x", "vanaf 1-1-2026 door R-42a.1 en R-64", "een RIEC-bureau sinds 2026-01-01"))
    for whole in ("1-1-2026", "R-42a.1", "R-64", "2026-01-01"):
        assert f'<span class="heel">{whole}</span>' in page
    assert "RIEC-bureau sinds" in page
    assert ".heel" in page.partition("</style>")[0]


def test_what_stands_in_a_cell_is_escaped_in_every_part() -> None:
    """Markup from a file stays text, also next to what is kept on one line."""
    page = as_html(report("x", "<b>R-01.1</b>", "1-1-2026<script>"))
    assert '&lt;b&gt;<span class="heel">R-01.1</span>&lt;/b&gt;' in page
    assert "<script>" not in page
