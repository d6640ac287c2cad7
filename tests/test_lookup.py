"""Tables to look things up in."""

from __future__ import annotations

from html.parser import HTMLParser

import pandas as pd
import pytest

from plananalysis.analysis.lookup import MOST_CHARACTERS, TABLE_CLASS, lookup

HOSTILE = '<script>alert("x")</script> $1 to $2 \u202e\x07 </td></table>'


class Reader(HTMLParser):
    """The tags of a page, and the text of its cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def show(frame: pd.DataFrame, caption: str = "Rows") -> Reader:
    return Reader(lookup(frame, caption).html)


def test_every_row_and_column_is_there() -> None:
    page = show(pd.DataFrame({"number": range(300), "text": "word"}))
    assert (page.count("tr"), page.count("td"), page.count("th")) == (301, 600, 2)


def test_the_site_finds_the_table_by_its_class() -> None:
    (table,) = [attrs for tag, attrs in show(pd.DataFrame({"a": [1]})).tags if tag == "table"]
    assert TABLE_CLASS in str(table["class"]).split()


def test_text_of_a_document_is_no_markup_and_no_formula() -> None:
    page = show(pd.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE)
    assert {tag for tag, _ in page.tags} == {
        *("div", "style", "table", "caption", "thead", "tr", "th", "tbody", "td")
    }
    assert any('<script>alert("x")</script>' in text for text in page.texts)
    (table,) = [attrs for tag, attrs in page.tags if tag == "table"]
    assert {"tex2jax_ignore", "mathjax_ignore"} <= set(str(table["class"]).split())


def test_marks_that_cannot_be_seen_are_shown_as_boxes() -> None:
    assert "$2 □□" in lookup(pd.DataFrame({"a": [HOSTILE]}), "Rows").html


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (pd.NaT, ""),
        (float("nan"), ""),
        (True, "yes"),
        (0.12345, "0.123"),
        (7.0, "7"),
        (pd.Timestamp(2024, 5, 9), "2024-05-09"),
        (("one", "two"), "one; two"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_value_is_shown_as_a_reader_writes_it(value: object, shown: str) -> None:
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    assert f"<td>{shown}</td>" in lookup(frame, "Rows").html


def test_the_numbers_of_a_column_have_as_many_places() -> None:
    html = lookup(pd.DataFrame({"share": [1.0, 0.5, None], "whole": [1.0, 2.0, None]}), "Rows").html
    assert "<td>1.000</td><td>1</td>" in html and "<td>0.500</td><td>2</td>" in html


def test_a_table_that_would_be_too_large_says_how_much_it_shows() -> None:
    page = show(pd.DataFrame({"text": ["word " * 200] * 1_000}))
    shown = page.count("tr") - 1
    assert 0 < shown < 1_000
    assert f"Rows (the first {shown:,} of 1,000 rows are shown)" in page.texts
    assert len(lookup(pd.DataFrame({"text": ["word " * 200] * 1_000}), "Rows").html) < (
        MOST_CHARACTERS + 2_000
    )


def test_a_table_without_rows_says_so() -> None:
    assert "Rows (0 rows)" in show(pd.DataFrame({"a": []})).texts


def test_only_the_columns_asked_for_are_shown_in_that_order() -> None:
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    assert "<tr><td>3</td><td>1</td></tr>" in lookup(frame, "Rows", ["c", "a"]).html
    with pytest.raises(KeyError):
        lookup(frame, "Rows", ["d"])


def test_the_same_rows_give_the_same_bytes_and_nbval_compares_them() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    first, again = (lookup(frame.copy(), "Rows")._repr_mimebundle_() for _ in range(2))
    assert first == again
    assert first["text/plain"] == "Rows: 2 rows of a"


def test_the_box_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    _, box = show(pd.DataFrame({"a": [1]}), "Posts").tags[0]
    assert (box["role"], box["tabindex"], box["aria-label"]) == ("region", "0", "Posts")
