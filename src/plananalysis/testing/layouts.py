"""How an export may look: the layouts that `exports` writes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal, get_args, get_type_hints

Tags = Literal["none", "paragraphs", "bullets", "lists", "markdown"]
Glue = Literal["paragraph", "double space", "single space"]
HeaderWording = Literal["numbered", "plain", "long", "other"]
Furniture = Literal["none", "page numbers", "bare numbers", "marking", "title"]
Breaks = Literal["between rows", "in text", "in text and owner"]
ProgressWords = Literal["month", "number and month", "update", "to date", "capitals", "dash"]
Closing = Literal["standard", "in principle", "bold", "without heading"]

HEADERS: dict[HeaderWording, tuple[str, ...]] = {
    "numbered": (
        "1. Rec No",
        "2. Recommendation",
        "3. Agreed/ Partly Agreed/ Not Agreed",
        "4. Response Action Taken/Planned",
        "5. Responsible Owner",
        "6. Target Date",
    ),
    "plain": (
        "Rec No",
        "Recommendation",
        "Agreed/Partly Agreed/Not Agreed",
        "Response Action Taken/Planned",
        "Responsible Owner",
        "Target Date",
    ),
    "long": (
        "Rec No",
        "Recommendation",
        "Agreed/ Partly Agreed/Not Agreed",
        "Response Action Taken/Planned",
        "Responsible Owner (including named individual and their functional role or department)",
        "Target Date",
    ),
    "other": (
        "Rec. No.",
        "Recommendations",
        "Agreed / Partly / Not Agreed",
        "Response: Action Taken or Planned",
        "Owner",
        "Target Date for Completion",
    ),
}


NEEDED: dict[str, dict[str, Any]] = {
    "breaks": {"rows_a_page": 4},
    "furniture": {"rows_a_page": 4},
    "header": {"rows_a_page": 4},
    "are_empty_columns_lost": {"rows_a_page": 4},
    "glue": {"tags": "paragraphs", "rows": "recommendation"},
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How an export looks. The default is the plainest: one row an entry, one page, no tags.

    `rows_a_page` 0 means no page breaks. `rows` "recommendation" stacks the actions of one
    recommendation in one row, and its progress in another, where each value still plainly belongs
    to its entry; other groups keep a row an entry.
    """

    tags: Tags = "none"
    line_end: Literal["lf", "crlf"] = "lf"
    has_byte_order_mark: bool = False
    has_no_break_spaces: bool = False
    has_curly_quotes: bool = False
    title_block: Literal["submitted first", "title first"] = "submitted first"
    has_definitions: bool = True
    header: Literal["once", "every page"] = "once"
    header_wording: HeaderWording = "numbered"
    furniture: Furniture = "none"
    rows_a_page: int = 0
    breaks: Breaks = "between rows"
    addressee_column: Literal["first", "second"] = "first"
    progress_words: ProgressWords = "month"
    progress_column: Literal["first", "action"] = "first"
    rows: Literal["entry", "recommendation"] = "entry"
    glue: Glue = "paragraph"
    do_owners_span: bool = False
    trailing: Literal["as printed", "trimmed", "extra"] = "as printed"
    are_empty_columns_lost: bool = False
    has_number_column: bool = False
    has_short_months: bool = False
    closing: Closing = "standard"


def make_layout(seed: int) -> Layout:
    """A layout with every option drawn by that seed."""
    random = Random(f"layout {seed}")
    drawn: dict[str, object] = {"rows_a_page": random.choice((0, 3, 5, 8, 13))}
    for name, kind in get_type_hints(Layout).items():
        if kind is bool:
            drawn[name] = random.random() < 0.4
        elif kind is not int:
            drawn[name] = random.choice(get_args(kind))
    return Layout(**drawn)  # type: ignore[arg-type]


def keeps_values_apart(layout: Layout) -> bool:
    """Whether two values in one cell stand apart by more than one space, for any reader."""
    return layout.glue != "single space"


def each_option() -> Iterator[tuple[str, Layout]]:
    """A layout for every value of every option, by name (`tags=lists`), the rest being plain.

    An option that does nothing on its own stands on the one that it needs, such as page breaks.
    """
    for name, kind in get_type_hints(Layout).items():
        base = replace(Layout(), **NEEDED.get(name, {}))
        values = (False, True) if kind is bool else (3, 8) if kind is int else get_args(kind)
        for value in values:
            if value != getattr(Layout(), name):
                yield f"{name}={value}", replace(base, **{name: value})
