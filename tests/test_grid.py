"""A text export becomes rows of cells, each character with its place in the source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.grid import Grid, read_grid, read_text_grid
from plananalysis.readers.sourcetext import Piece, Source, Text, join
from plananalysis.readers.text import ODD_SPACE, decode


def grid_of(text: str) -> Grid:
    return read_text_grid(text.encode(), "example.txt")


def cells(text: str) -> list[list[str]]:
    return [[cell.string for cell in row.cells] for row in grid_of(text).rows]


def test_tabs_part_cells_and_lines_part_rows() -> None:
    assert cells("a\tb\n\tc\n") == [["a", "b"], ["", "c"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_from_one_whatever_ends_them(end: str) -> None:
    assert [row.line for row in grid_of(end.join(["a", "", "b"])).rows] == [1, 3]


def test_a_blank_line_begins_a_page() -> None:
    rows = grid_of("a\nb\n\nc\n\n\nd").rows
    assert [(row.page, row.is_page_first) for row in rows] == [
        (1, True),
        (1, False),
        (2, True),
        (3, True),
    ]


def test_a_form_feed_begins_a_page() -> None:
    assert [row.page for row in grid_of("a\n\fb").rows] == [1, 2]


def test_tags_of_paragraphs_become_line_breaks_and_others_leave_no_trace() -> None:
    assert cells("<p>one</p><p>two</p>\t<b>3</b><sup>rd</sup>") == [
        ["\none\n\ntwo\n", "3rd"],
    ]


def test_what_is_no_tag_stays_as_text() -> None:
    assert cells("a < b and c > d\t<p5 hours>\t<Agreed>") == [
        ["a < b and c > d", "<p5 hours>", "<Agreed>"]
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Safety &amp; health", "Safety & health"),
        ("5&nbsp;%", "5 %"),
        ("it&#8217;s", "it’s"),
        ("a&#9;b", "a b"),
        ("&notathing;", "&notathing;"),
        ("a&#x110000;b", "a\ufffdb"),
    ],
)
def test_entities_are_read_and_make_no_new_cells(written: str, meant: str) -> None:
    assert cells(written) == [[meant]]


def test_markdown_marks_are_no_words() -> None:
    assert cells("## ACTION PLAN\n**bold**\t[the report](https://x.org/a)") == [
        ["ACTION PLAN"],
        ["bold", "the report"],
    ]


def test_invisible_characters_are_dropped_and_odd_spaces_are_spaces() -> None:
    assert cells("ac\u00adtion\u200b\u202eplan\u00a0A\u2003B") == [["actionplan A B"]]


def test_a_long_run_of_spaces_says_no_more_than_two() -> None:
    assert cells("a" + " " * 40 + "b\tc" + "\u00a0" * 40 + "d\te    f") == [
        ["a  b", "c  d", "e    f"]
    ]


def test_a_line_that_only_draws_a_rule_is_no_row() -> None:
    grid = grid_of("a\tb\n---\t:--:\n=====\nc")
    assert [row.plain for row in grid.rows] == ["a b", "c"]
    assert "".join(rule.string for rule in grid.rules) == "---:--:====="


@given(st.text(alphabet="ab \t\n\r\f<p>/&;*_[]()#\u00a0\u200b\u2028é", max_size=80))
def test_every_piece_that_is_text_stands_at_its_place(text: str) -> None:
    try:
        grid = grid_of(text)
    except UnreadablePlanError:
        return
    for row in grid.rows:
        for cell in row.cells:
            for piece in cell.pieces:
                assert 0 <= piece.start <= piece.end <= len(grid.source.string)
                if piece.is_literal and not piece.text.isspace():
                    printed = grid.source.string[piece.start : piece.end]
                    assert ODD_SPACE.sub(" ", printed) == piece.text
                assert grid.source.line_of(piece.start) == row.line


@given(st.text(alphabet="ab1é.,;:'!? \t\n", max_size=80))
def test_no_letter_of_a_plain_export_is_missing_from_the_grid(text: str) -> None:
    try:
        grid = grid_of(text)
    except UnreadablePlanError:
        return
    kept = "".join(cell.string for row in grid.rows for cell in row.cells)
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))


def test_utf_8_with_and_without_its_mark_gives_the_same_cells() -> None:
    assert cells("\ufeffé\tb") == cells("é\tb") == [["é", "b"]]


def test_bytes_that_are_not_utf_8_are_windows_1252_with_a_fault_on_their_line() -> None:
    string, faults = decode("one\ntwo ’s".encode("cp1252"), "example.txt")
    assert string == "one\ntwo ’s"
    assert [(fault.line, fault.code, fault.is_repaired) for fault in faults] == [
        (2, "encoding", True)
    ]


@pytest.mark.parametrize("data", [b"%PDF-1.4 text", b"a\x00b", b"\xff\xfea"])
def test_binary_content_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePlanError, match="not a text export"):
        decode(data, "example.txt")


def test_a_file_is_read_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "example.txt"
    path.write_bytes(b"a\tb")
    grid = read_grid(path)
    assert (grid.source.name, grid.format) == ("example.txt", "text")
    assert grid == read_text_grid(b"a\tb", "example.txt")


# --- text with places ----------------------------------------------------------------------------


def test_a_slice_keeps_its_places() -> None:
    text = join((Text.of("Deputy", 10), Text.of("Director", 40)))
    part = text.slice(4, 10)
    assert (part.string, part.start, part.end) == ("ty Dir", 14, 43)
    assert list(part.places) == [(14, 16), (40, 43)]


def test_a_piece_that_stands_for_a_tag_is_kept_whole_by_a_slice() -> None:
    text = Text((Piece("a", 0, 1), Piece("&", 1, 6), Piece("b", 6, 7)))
    assert list(text.slice(1, 2).places) == [(1, 6)]


def test_what_joins_texts_is_of_no_place() -> None:
    text = join((Text.of("a", 3), Text.of("b", 9)))
    assert (text.string, list(text.places)) == ("a b", [(3, 4), (9, 10)])
    assert join((Text.of("a", 3),)).string == "a"
    assert (Text().start, Text().end, bool(Text.of("  ", 0))) == (-1, -1, False)


def test_a_place_leads_back_to_its_line() -> None:
    source = Source("example.txt", "", "ab\ncd\n", (0, 3, 6))
    assert [source.line_of(place) for place in (0, 2, 3, 5)] == [1, 1, 2, 2]
