"""A tab-separated text export as a grid: tabs, tags, page breaks, encodings."""

from __future__ import annotations

import hashlib
import html
import re
from html.entities import html5
from io import StringIO

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.sheets import (
    MOST_CELLS,
    MOST_CELLS_IN_ALL,
    MOST_CHARACTERS,
    MOST_ROWS,
    Grid,
    Row,
    too_large,
)
from plananalysis.readers.sourcetext import EMPTY, Piece, Source, Text
from plananalysis.records import Fault

# Tags that end a paragraph become a line break, which later stages read as a hard mark between
# two values of a cell; the others leave no trace. Anything else in angle brackets is text.
BLOCK_TAGS = "p|ul|ol|li|br|div|tr|td|th|table|h[1-6]"
INLINE_TAGS = "b|strong|i|em|u|s|sup|sub|a|span|font|small|mark"
# Spaces of other widths say no more than a space: one for one, each character keeps its place.
ODD_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Control, zero-width and direction characters change how text is shown, never what it says.
INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\uffff"
)
NEEDS_CLEANING = re.compile(rf"[<&\[*_{INVISIBLE}]")
GAP = " " * 9
MARKUP = re.compile(
    # Most characters begin none of these: one look at each spares trying all.
    rf"(?={GAP}|{NEEDS_CLEANING.pattern})(?:"
    rf"(?P<block></?(?:{BLOCK_TAGS})(?:\s[^<>]*)?/?>)"
    rf"|(?P<inline></?(?:{INLINE_TAGS})(?:\s[^<>]*)?/?>)"
    r"|(?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)"
    r"|\[(?P<link>[^\[\]]*)\]\((?P<address>[^()\s]*)\)"
    r"|(?P<emphasis>\*\*|__)"
    rf"|(?P<gap>{GAP} *)"
    rf"|(?P<invisible>[{INVISIBLE}]))",
    re.IGNORECASE,
)
HEADING_MARK = re.compile(r"\s{0,3}#{1,6}\s+")
RULE_CELL = re.compile(r"\s*(?::?-{2,}:?|[=_]{3,})?\s*")


def read_text_grid(data: bytes, name: str) -> Grid:
    """The grid of a tab-separated text export.

    Raises `UnreadablePlanError` where the bytes are no text, or far more than any plan holds.
    """
    string, faults = decode(data, name)
    _check_size(string, name)
    starts = [0]
    rows: list[Row] = []
    rules: list[Text] = []
    page, blank, at = 0, True, 0
    # Lines end at a line feed, a carriage return or both, and keep what ends them.
    for line in StringIO(ODD_SPACE.sub(" ", string), newline=""):
        number = len(starts)
        body = line.rstrip("\r\n")
        if not body.strip() or "\x0c" in body:
            blank = True
        if body.strip():
            if body.rstrip("\t").count("\t") >= MOST_CELLS:
                raise too_large(name, f"a row has more than {MOST_CELLS} cells")
            cells = _read_cells(body, at)
            if all(RULE_CELL.fullmatch(cell.string) for cell in cells):
                rules.extend(cells)
            else:
                page += blank
                rows.append(Row(cells, number, page, blank))
                blank = False
        at += len(line)
        starts.append(at)
    if not rows:
        raise UnreadablePlanError(
            name, "the file holds no text", "Export the plan again, or take it out of the folder."
        )
    source = Source(name, hashlib.sha256(data).hexdigest(), string, tuple(starts))
    return Grid(source, "text", tuple(rows), tuple(rules), faults)


def _check_size(string: str, name: str) -> None:
    rows = string.count("\n") + string.count("\r")
    for count, most, what in (
        (len(string), MOST_CHARACTERS, "characters"),
        (rows, MOST_ROWS, "lines"),
        (rows + string.count("\t"), MOST_CELLS_IN_ALL, "cells"),
    ):
        if count > most:
            raise too_large(name, f"it holds more than {most:,} {what}")


def decode(data: bytes, name: str) -> tuple[str, tuple[Fault, ...]]:
    """The characters of a text file; UTF-8, UTF-16 with its mark, or Windows-1252 with a fault."""
    if not data.strip():
        raise UnreadablePlanError(name, "the file is empty", "Export the plan again.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise _not_text(name) from error
    if b"\x00" in data or data.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG")
    ):
        raise _not_text(name)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        at = error.start
    try:
        string = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _not_text(name) from error
    printable = sum(character.isprintable() or character.isspace() for character in string)
    if printable < 0.95 * len(string):
        raise _not_text(name)
    message = (
        "the file is not UTF-8 and was read as Windows-1252; compare its letters with the plan"
    )
    return string, (Fault(data[:at].count(b"\n") + 1, "encoding", message, is_repaired=True),)


def _not_text(name: str) -> UnreadablePlanError:
    return UnreadablePlanError(
        name,
        "the file is not a text export (binary content, or an unknown encoding)",
        "Save it as UTF-8 text with tabs between the cells.",
    )


def _read_cells(line: str, start: int) -> tuple[Text, ...]:
    is_clean = not ("#" in line or GAP in line or NEEDS_CLEANING.search(line))
    read = Text.of if is_clean else _clean
    cells, at = [], start
    for string in line.split("\t"):
        cells.append(read(string, at))
        at += len(string) + 1
    return tuple(cells)


def _clean(string: str, start: int) -> Text:
    """A cell's text without tags and other markup, each piece with its place."""
    if not string:
        return EMPTY
    heading = HEADING_MARK.match(string)
    if not heading and GAP not in string and not NEEDS_CLEANING.search(string):
        return Text.of(string, start)
    pieces: list[Piece] = []
    at = heading.end() if heading else 0

    def keep(first: int, last: int) -> None:
        if first < last:
            pieces.append(Piece(string[first:last], start + first, start + last))

    for match in MARKUP.finditer(string, at):
        keep(at, match.start())
        place = (start + match.start(), start + match.end())
        kind = match.lastgroup
        if kind == "block":
            pieces.append(Piece("\n", *place))
        elif kind == "entity":
            known = match.group()[1] == "#" or match.group()[1:] in html5
            meant = _printable(html.unescape(match.group())) if known else match.group()
            pieces.append(Piece(meant, *place))
        elif kind == "address":
            keep(match.start("link"), match.end("link"))
        elif kind == "gap":
            # A run of spaces says no more than two do, and makes every later search slow.
            pieces.append(Piece("  ", *place))
        at = match.end()
    keep(at, len(string))
    return Text(tuple(pieces))


def _printable(string: str) -> str:
    """What an entity stands for; a tab, a line break or an invisible character only as a space."""
    return string if string.isprintable() and string != "\u00a0" else " "
