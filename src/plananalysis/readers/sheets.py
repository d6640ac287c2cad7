"""What every reader makes: rows of cells, each character with its place in one source text.

A document that is no text (PDF, Word, OpenDocument, HTML) is laid out as one: a line for each of
its rows, tabs between cells. A line's number is therefore the number of a row of the document, and
its `Place` says on which page, or in which table, a person finds it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.sourcetext import EMPTY, Source, Text
from plananalysis.records import Fault

# No action plan comes near these; a file that passes them was made to do harm, or by mistake.
MOST_ROWS = 10_000
MOST_CELLS = 100
MOST_CELLS_IN_ALL = 200_000
MOST_CHARACTERS = 10_000_000

SPACES = re.compile(r"[ \t\r\f\v\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
BREAKS = re.compile(r"[ ]*[\n\u2028\u2029][ \n\u2028\u2029]*")
# Control, zero-width and direction characters change how text is shown, never what it says.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\uffff]"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person finds a row: on a page, or in which table, and there in which row.

    All count from 1. `page` is None where the format knows no pages, `table` and `row` where the
    row is a line of text outside of every table.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Row:
    """One line of the source as cells. `page` counts the stretches of rows that stand together."""

    cells: tuple[Text, ...]
    line: int
    page: int
    is_page_first: bool

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """The indices of the cells that hold something."""
        return tuple(index for index, cell in enumerate(self.cells) if cell)

    @cached_property
    def plain(self) -> str:
        return " ".join(self.cells[index].plain for index in self.filled)


@dataclass(frozen=True, slots=True)
class Grid:
    """A document as rows.

    `rules` are the rows that only draw a line or are printed again on page after page; `places`
    has one for each line of the source, and is empty where the line itself is the place.
    """

    source: Source
    format: str
    rows: tuple[Row, ...]
    rules: tuple[Text, ...]
    faults: tuple[Fault, ...]
    places: tuple[Place, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the source without what ends them."""
        starts, string = self.source.line_starts, self.source.string
        ends = (*starts[1:], len(string))
        return tuple(
            string[start:end].rstrip("\r\n")
            for start, end in zip(starts, ends, strict=True)
            if start < end
        )


@dataclass(frozen=True, slots=True)
class Note:
    """A fault of a line that has no number yet."""

    code: str
    message: str
    is_repaired: bool
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a reader finds it. `opens` a stretch: a table, a page, a text outside of tables."""

    cells: tuple[str, ...]
    place: Place
    opens: bool = False
    is_furniture: bool = False
    notes: tuple[Note, ...] = ()


def clean(text: str) -> str:
    """The text with plain single spaces and line breaks, and nothing that is not seen."""
    text = SPACES.sub(" ", INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return BREAKS.sub("\n", text).strip(" \n")


def lay_out(lines: Iterable[Line], name: str, data: bytes, format: str) -> Grid:
    """The grid of a document's lines, empty ones left out; `data` are the bytes of the file.

    Raises `UnreadablePlanError` where no line holds a word.
    """
    parts: list[str] = []
    starts, places = [0], []
    rows: list[Row] = []
    rules: list[Text] = []
    faults: list[Fault] = []
    stretch, opens, at = 0, True, 0
    for line in lines:
        opens = opens or line.opens
        strings = [clean(cell) for cell in line.cells]
        faults.extend(
            Fault(len(starts), note.code, note.message, note.is_repaired, note.before)
            for note in line.notes
        )
        if not any(strings):
            continue
        cells = []
        for string in strings:
            cells.append(Text.of(string, at) if string else EMPTY)
            at += len(string) + 1
        parts.append("\t".join(strings) + "\n")
        if line.is_furniture:
            rules.extend(cells)
        else:
            stretch += opens
            rows.append(Row(tuple(cells), len(starts), stretch, opens))
            opens = False
        starts.append(at)
        places.append(line.place)
    if not rows:
        raise UnreadablePlanError(
            name, "the file holds no text", "Save it again, or take it out of the folder."
        )
    source = Source(name, hashlib.sha256(data).hexdigest(), "".join(parts), tuple(starts))
    return Grid(source, format, tuple(rows), tuple(rules), tuple(faults), tuple(places))


def damaged(name: str, format: str) -> UnreadablePlanError:
    """The error for a file that begins as its format does and does not go on so."""
    return UnreadablePlanError(
        name,
        f"this {format} file is cut short or damaged",
        "Download it again, or open it and save it anew.",
    )


def too_large(name: str, what: str) -> UnreadablePlanError:
    """The error for a file that holds more than any plan does."""
    return UnreadablePlanError(
        name, f"far larger than any action plan: {what}", "Check that this is the plan itself."
    )
