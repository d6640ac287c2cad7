"""Each format becomes rows of cells: spans, numbering, changes, pages, and what is no text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.grid import Grid, Place, read_bytes_grid, read_text_grid, sniff
from plananalysis.readers.numbering import Counters, Level
from plananalysis.readers.paper import Ruling, Word
from plananalysis.readers.ruling import find_tables
from plananalysis.readers.sheets import Line, clean, lay_out

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def cells(grid: Grid) -> list[list[str]]:
    return [[cell.string for cell in row.cells] for row in grid.rows]


def zipped(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def word(body: str, **parts: str) -> Grid:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    parts = {name: f'<w:x xmlns:w="{W}">{xml}</w:x>' for name, xml in parts.items()}
    return read_bytes_grid(zipped(word__document_xml=document, **parts), "example.docx")


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*row: str) -> str:
    return f"<w:tr>{''.join(row)}</w:tr>"


def odt(body: str, styles: str = "") -> Grid:
    names = " ".join(
        f'xmlns:{short}="{ODF}:{short}:1.0"' for short in ("office", "text", "table", "style")
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return read_bytes_grid(
        zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml=content), "e.odt"
    )


def page(body: str) -> Grid:
    return read_bytes_grid(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "e.html")


# --- what all formats share ----------------------------------------------------------------------


def test_white_space_is_single_and_what_is_not_seen_is_gone() -> None:
    assert clean(" a\u00a0\u2003b\t c\u200b\u202e\r\n  \u2028d\u00ad ") == "a b c\nd"


def test_a_line_of_the_source_is_a_row_and_every_cell_stands_at_its_place() -> None:
    lines = [
        Line(("Title",), Place(page=1)),
        Line(("a", "", "b\nc"), Place(1, 1, 1), opens=True),
        Line(("", ""), Place(1, 1, 2)),
        Line(("d",), Place(2, 2, 1), opens=True),
    ]
    grid = lay_out(lines, "x", b"", "pdf")
    assert cells(grid) == [["Title"], ["a", "", "b\nc"], ["d"]]
    assert [(r.line, r.page, r.is_page_first) for r in grid.rows] == [
        (1, 1, True),
        (2, 2, True),
        (3, 3, True),
    ]
    assert grid.places == (Place(page=1), Place(1, 1, 1), Place(2, 2, 1))
    assert grid.lines == ("Title", "a\t\tb\nc", "d")
    for row in grid.rows:
        for cell in row.cells:
            for piece in cell.pieces:
                assert grid.source.string[piece.start : piece.end] == piece.text
                assert grid.source.line_of(piece.start) == row.line


def test_the_lines_of_a_text_export_are_those_of_the_file() -> None:
    assert read_text_grid(b"a\tb\r\n\r\nc", "x").lines == ("a\tb", "", "c")
    assert read_text_grid(b"a", "x").places == ()


def test_the_content_tells_the_format_whatever_the_name_says() -> None:
    assert sniff(b"%PDF-1.7", "plan.txt") == "pdf"
    assert sniff(b"junk\n%PDF-1.4", "plan") == "pdf"
    assert sniff(zipped(word__document_xml="<a/>"), "plan.pdf") == "word"
    assert sniff(zipped(content_xml="<a/>"), "plan.doc") == "opendocument"
    assert sniff(b"\xef\xbb\xbf<!-- x --> <HTML lang='en'>", "plan.txt") == "html"
    assert sniff("<html>".encode("utf-16"), "plan.txt") == "html"
    assert sniff(b"\t<table border=1>\n\t\t<tr><td>a", "plan.txt") == "html"
    assert sniff(b"1\tEnsure\t<p>a</p>", "plan.html") == "text"
    assert sniff(b"1\tEnsure\t<table><tr><td>a</td></tr></table>", "plan.html") == "text"


# --- Word ----------------------------------------------------------------------------------------


def test_cells_of_word_that_span_stand_in_their_first_row_and_column() -> None:
    grid = word(
        "<w:tbl>"
        + tr(tc(p("1"), '<w:vMerge w:val="restart"/>'), tc(p("a")), tc(p("b")))
        + tr(tc(p(""), "<w:vMerge/>"), tc(p("c")), tc(p("")))
        + tr(tc(p("heading"), '<w:gridSpan w:val="3"/>'))
        + "</w:tbl>"
    )
    assert cells(grid) == [["1", "a", "b"], ["", "c", ""], ["heading", "", ""]]
    assert grid.places == (Place(None, 1, 1), Place(None, 1, 2), Place(None, 1, 3))


def test_columns_that_hold_nothing_in_any_row_are_left_out() -> None:
    rows = [tr(tc(p("a"), '<w:gridSpan w:val="2"/>'), tc(p("b"))) for _ in range(2)]
    assert cells(word(f"<w:tbl>{''.join(rows)}</w:tbl>")) == [["a", "b"]] * 2


def test_paragraphs_breaks_and_tabs_of_word() -> None:
    body = (
        p("Title")
        + "<w:tbl>"
        + tr(
            tc(p("one") + p("two")),
            tc("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"),
            tc("<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>"),
        )
        + "</w:tbl>"
    )
    assert cells(word(body)) == [["Title"], ["one\ntwo", "a b\nc", "a link"]]


def test_deleted_text_is_no_text_and_tracked_changes_are_a_fault() -> None:
    grid = word(
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:tbl>{tr(tc(p('row')))}<w:tr><w:trPr><w:del/></w:trPr>{tc(p('lost row'))}</w:tr>"
        "</w:tbl>"
    )
    assert cells(grid) == [["kept new"], ["row"]]
    assert [(fault.line, fault.code) for fault in grid.faults] == [(1, "tracked_changes")]


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1">'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2">'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl><w:lvl w:ilvl="3">'
    '<w:numFmt w:val="cardinalText"/><w:lvlText w:val="%4"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="Entry"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    '</w:pPr></w:style><w:style w:styleId="Child"><w:basedOn w:val="Entry"/></w:style>'
)


def numbered(level: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_numbers_that_word_prints_of_itself_are_read() -> None:
    body = (
        p("", numbered(0))
        + p("first", numbered(1))
        + p("second", '<w:pStyle w:val="Child"/>')
        + p("point", numbered(2))
        + p("next", numbered(0))
        + p("of next", numbered(1))
        + p("anew", numbered(0, 2))
        + p("plain", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    grid = word(body, word__numbering_xml=NUMBERING, word__styles_xml=STYLES)
    assert [row.plain for row in grid.rows] == [
        "1",
        "1.1 first",
        "1.2 second",
        "\u2022 point",
        "2 next",
        "2.1 of next",
        "5 anew",
        "plain",
    ]
    assert grid.faults == ()


def test_numbers_in_words_are_a_fault() -> None:
    grid = word(p("a", numbered(3)), word__numbering_xml=NUMBERING)
    assert [row.plain for row in grid.rows] == ["a"]
    assert [fault.code for fault in grid.faults] == ["numbering_unknown"]


def test_a_table_inside_a_cell_is_read_as_lines_of_the_cell() -> None:
    inner = f"<w:tbl>{tr(tc(p('x')), tc(p('y')))}{tr(tc(p('z')))}</w:tbl>"
    grid = word(f"<w:tbl>{tr(tc(p('a')), tc(p('b') + inner + p('c')), tc(p('d')))}</w:tbl>")
    assert cells(grid) == [["a", "b\nx y\nz\nc", "d"]]
    assert [fault.code for fault in grid.faults] == ["nested_table"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("decimal", ["1", "2", "3"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("upperRoman", ["I", "II", "III"]),
        ("decimalZero", ["01", "02", "03"]),
    ],
)
def test_figures_of_numbering(kind: str, labels: Sequence[str]) -> None:
    counters, levels = Counters(), {0: Level(kind, "%1")}
    assert [counters.label("a", levels, 0) for _ in labels] == labels


def test_letters_go_on_behind_z() -> None:
    counters, levels = Counters(), {0: Level("lowerLetter", "(%1)", 26)}
    assert [counters.label("a", levels, 0) for _ in range(2)] == ["(z)", "(aa)"]


# --- OpenDocument --------------------------------------------------------------------------------


def test_cells_of_opendocument_that_span_stand_in_their_first_row_and_column() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    grid = odt(
        "<text:h>Title</text:h><table:table><table:table-header-rows><table:table-row>"
        + cell.format("1") + cell.format("a")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>b<text:s text:c="3"/>c'
        "<text:line-break/>d</text:p><text:p>e</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row><table:table-row>"
        '<table:table-cell/>' + cell.format("f")
        + '<table:table-cell table:number-columns-repeated="1000000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
        "</table:table-row></table:table>"
    )  # fmt: skip
    assert cells(grid) == [["Title"], ["1", "a"], ["b c\nd\ne", ""], ["", "f"]]
    assert [place.row for place in grid.places] == [None, 1, 2, 3]


def test_numbers_and_bullets_that_opendocument_prints_of_itself_are_read() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" '
        'style:num-format="1" text:display-levels="2"/></text:list-style>'
        '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/>'
        "</text:list-style>"
    )
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('aa', '')}{item.format('ab', '')}</text:list>"
    grid = odt(
        f'<text:list text:style-name="L">{item.format("a", inner)}{item.format("b", "")}'
        f'</text:list><text:list text:style-name="B">{item.format("c", "")}</text:list>',
        styles,
    )
    assert [row.plain for row in grid.rows] == ["1. a", "1.1 aa", "1.2 ab", "2. b", "\u2022 c"]


def test_deletions_notes_and_comments_of_opendocument_are_no_text() -> None:
    grid = odt(
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>a<text:note><text:p>note</text:p></text:note><office:annotation><text:p>c</text:p>"
        "</office:annotation>b</text:p>"
    )
    assert cells(grid) == [["ab"]]
    assert {fault.code for fault in grid.faults} == {"tracked_changes", "footnotes"}


# --- HTML ----------------------------------------------------------------------------------------


def test_cells_of_html_that_span_stand_in_their_first_row_and_column() -> None:
    grid = page(
        "<p>Title</p><table><tr><td rowspan=2>1<td>a<td>b</tr><tr><td>c<td></tr>"
        "<tr><td colspan=3><p>d</p>e<br>f</table>"
    )
    assert cells(grid) == [["Title"], ["1", "a", "b"], ["", "c", ""], ["d\ne\nf", "", ""]]


def test_scripts_styles_comments_and_hidden_parts_are_no_text() -> None:
    grid = page(
        "<script>if (a<b) document.write('<p>x</p>')</script><style>p{}</style><!-- c -->"
        "<p hidden>h</p><p>a &amp; b&nbsp;&lt;p&gt;</p><svg><text>s</text></svg>"
    )
    assert cells(grid) == [["a & b <p>"]]


def test_lists_of_html_show_their_numbers_and_bullets() -> None:
    grid = page("<ol start=3><li>a<li>b</ol><ul><li>c</ul>")
    assert [row.plain for row in grid.rows] == ["3. a", "4. b", "\u2022 c"]


def test_a_table_that_only_arranges_the_page_gives_way_to_the_one_inside() -> None:
    inner = "<table><tr><td>1<td>2<td>3</tr></table>"
    grid = page(f"<table><tr><td>menu</td><td>above{inner}below</td></tr></table>")
    assert cells(grid) == [["menu"], ["above"], ["1", "2", "3"], ["below"]]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<html><meta charset='iso-8859-1'><p>it’s é".encode("cp1252"), "it’s é"),
        ("<html><meta charset=utf-8><p>it’s é".encode(), "it’s é"),
        ("<html><meta charset=nonsense><p>it’s é".encode(), "it’s é"),
        ("<html><p>it’s é".encode("utf-16"), "it’s é"),
        ("<html><meta charset='windows-1251'><p>План".encode("cp1251"), "План"),
    ],
)
def test_the_letters_of_a_page_are_those_that_it_declares(data: bytes, text: str) -> None:
    assert cells(read_bytes_grid(data, "x")) == [[text]]


@given(st.text(alphabet="<>/trdhp &;'\"=!-\n\x00é", max_size=120))
def test_any_tag_soup_gives_a_grid_or_a_named_error(soup: str) -> None:
    try:
        read_bytes_grid(f"<html><table><tr><td>{soup}".encode(), "x")
    except UnreadablePlanError as error:
        assert "\n" not in str(error)


# --- PDF -----------------------------------------------------------------------------------------

STYLE = ParagraphStyle("s", fontName="Helvetica", fontSize=10, leading=12)
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)


def pdf(*parts: Any, on_page: Any = None) -> Grid:
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=landscape(A4), invariant=1)
    flow = [Paragraph(part, STYLE) if isinstance(part, str) else part for part in parts]
    document.build(
        flow, onFirstPage=on_page or (lambda *_: None), onLaterPages=on_page or (lambda *_: None)
    )
    return read_bytes_grid(target.getvalue(), "example.pdf")


def ruled(
    rows: Sequence[Sequence[Any]], *commands: Any, widths: Any = None, **options: Any
) -> Table:
    table = Table(rows, colWidths=widths, **options)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *(commands or (GRID,))]))
    return table


def test_ruled_cells_of_a_pdf_and_the_lines_around_the_table_stand_in_their_order() -> None:
    grid = pdf("above", ruled([["a", "b"], ["", "d"]]), "below")
    assert cells(grid) == [["above"], ["a", "b"], ["", "d"], ["below"]]
    assert grid.places == (Place(1), Place(1, 1, 1), Place(1, 1, 2), Place(1))


def test_cells_of_a_pdf_that_span_stand_in_their_first_row_and_column() -> None:
    rows = [["1", "a", "b"], ["", "c", "d"], ["heading", "", ""]]
    table = ruled(rows, GRID, ("SPAN", (0, 0), (0, 1)), ("SPAN", (0, 2), (2, 2)))
    assert cells(pdf(table)) == rows


def test_lines_of_a_cell_that_run_on_are_one_and_those_ended_on_purpose_are_not() -> None:
    long = "The service will review the guidance and report on what it finds."
    cell = [Paragraph(text, STYLE) for text in (long, "Complete", "March 2024")]
    assert cells(pdf(ruled([[cell, "x"]], widths=[150, 50]))) == [
        [f"{long}\nComplete\nMarch 2024", "x"]
    ]


def test_a_word_broken_at_its_hyphen_is_put_together() -> None:
    rows = [["evidence-\ninformed", "2023 -\n2024"]]
    table = ruled(rows, widths=[60, 45])
    assert cells(pdf(table)) == [["evidence-informed", "2023 - 2024"]]


def test_raised_letters_stay_on_their_line() -> None:
    assert cells(pdf("16<super>th</super> January 2023")) == [["16th January 2023"]]


def test_the_text_of_a_link_is_kept() -> None:
    assert cells(pdf('see <a href="https://example.org/a">the report</a> on it')) == [
        ["see the report on it"]
    ]


def test_a_table_without_its_outer_lines_keeps_its_outer_cells() -> None:
    inner = ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)
    rows = [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]
    assert cells(pdf(ruled(rows, inner))) == rows


@pytest.mark.parametrize("weight", [0.1, 0.5, 2.5])
def test_thin_and_thick_lines_are_lines(weight: float) -> None:
    rows = [["a", "b"], ["c", "d"]]
    assert cells(pdf(ruled(rows, ("GRID", (0, 0), (-1, -1), weight, colors.black)))) == rows


def test_a_row_that_runs_over_a_page_is_one_row_with_a_fault() -> None:
    text = " ".join(f"word{at} and" for at in range(700)) + " the end."
    rows = [["No", "Action", "Date"], ["1", Paragraph(text, STYLE), "May 2024"]]
    header = ("BOX", (0, 0), (-1, 0), 0.5, colors.black)
    table = ruled(rows, GRID, header, widths=[40, 500, 80], repeatRows=1, splitInRow=1)
    grid = pdf(table)
    assert cells(grid) == [["No", "Action", "Date"], ["1", text, "May 2024"]]
    assert {fault.code for fault in grid.faults} == {"row_over_page"}


def test_the_header_row_of_each_page_and_what_stands_at_its_edge_are_furniture() -> None:
    def mark(canvas: Canvas, _: object) -> None:
        canvas.drawString(300, 30, f"Page {canvas.getPageNumber()}")
        canvas.drawString(300, 560, "OFFICIAL")

    rows = [["No", "Action"], *([str(at), f"Action {at}."] for at in range(80))]
    grid = pdf(ruled(rows, repeatRows=1), on_page=mark)
    assert max(place.page or 0 for place in grid.places) > 2
    assert cells(grid) == rows
    assert "".join(rule.string for rule in grid.rules).count("OFFICIAL") > 2


def test_a_column_that_a_page_does_not_need_is_still_a_column() -> None:
    first = ruled([["1", "a", "b", "c"], ["2", "d", "e", "f"]], widths=[50] * 4)
    head = ("SPAN", (0, 0), (2, 0))
    second = ruled([["heading", "", "", "x"]], GRID, head, widths=[50] * 4)
    assert cells(pdf(first, "between", second))[-1] == ["heading", "", "", "x"]


def level(at: float, start: float, end: float) -> Ruling:
    return Ruling(is_upright=False, at=at, start=start, end=end)


def sides(*places: float) -> list[Ruling]:
    return [Ruling(is_upright=True, at=at, start=0, end=100) for at in places]


def test_cells_that_span_a_whole_page_without_a_line_above_or_below_are_columns_of_the_table() -> (
    None
):
    lines = [level(at, 200, 400) for at in (50, 100)]
    (table,) = find_tables([*lines, *sides(0, 100, 200, 300, 400)])
    assert [round(place) for place in table.columns] == [0, 100, 200, 300, 400]
    assert table.cells == (
        ((0, 0), (0, 1), (0, 2), (0, 3)),
        ((0, 0), (0, 1), (1, 2), (1, 3)),
    )


def test_text_that_runs_below_an_open_cell_belongs_to_it_and_what_stands_apart_does_not() -> None:
    lines = [level(0, 0, 300), level(100, 100, 300)]
    (table,) = find_tables([*lines, *sides(0, 100, 200, 300)])
    words = [
        Word("runs", 10, 85, 40, 95, is_parted=True),
        Word("on", 10, 97, 40, 107, is_parted=True),
        Word("footer", 10, 140, 40, 150, is_parted=True),
        Word("beside", 110, 102, 140, 112, is_parted=True),
    ]
    inside, outside = table.part(words)
    assert [word.text for word in inside] == ["runs", "on"]
    assert [word.text for word in outside] == ["footer", "beside"]


def test_text_that_word_does_not_show_is_not_read_and_is_a_fault() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>note to self</w:t></w:r>"
    covered = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p><w:r><w:t>left over</w:t></w:r></w:p></w:tc>"
    shown = "<w:r><w:t>shown</w:t></w:r>"
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p>{hidden}{shown}</w:p></w:tc>'
    grid = word(f"<w:tbl><w:tr>{first}</w:tr><w:tr>{covered}</w:tr></w:tbl>")
    assert grid.lines == ("shown",)
    assert [fault.code for fault in grid.faults] == ["hidden_text"]


def test_a_frame_around_the_page_is_no_table() -> None:
    def frame(canvas: Canvas, _: object) -> None:
        canvas.rect(20, 20, 800, 555)

    assert cells(pdf("above", ruled([["a", "b"], ["c", "d"]]), on_page=frame)) == [
        ["above"],
        ["a", "b"],
        ["c", "d"],
    ]
