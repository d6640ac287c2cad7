"""A PDF as a grid: its ruled tables row by row, and the text outside of them line by line."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.paper import Sheet, Word, read_sheet
from plananalysis.readers.ruling import Table, find_tables
from plananalysis.readers.sheets import (
    MOST_CELLS_IN_ALL,
    Grid,
    Line,
    Note,
    Place,
    damaged,
    lay_out,
    too_large,
)
from plananalysis.readers.typesetting import (
    Block,
    Typesetting,
    find_lines,
    join_lines,
    join_words,
    runs_on,
)

FORMAT = "PDF"
MOST_PAGES = 1000
# A plan of 165 pages prints half a million characters and draws a hundred thousand lines.
MOST_PRINTED = 3_000_000
MOST_DRAWN = 1_000_000
# A scanned page has no characters, or the few of a stamp.
FEWEST_CHARACTERS = 20
MOST_UNKNOWN = 0.2
MOST_UNPACKED = 100_000_000
MOST_UNPACKED_IN_ALL = 3_000_000_000
STREAM = re.compile(rb"\bstream\r?\n")
CUT = Note("file_cut", "the file does not end as a PDF does; pages may be missing", False)
OVER_PAGE = Note("row_over_page", "a row runs over a page break; joined", is_repaired=True)
FIGURES = re.compile(r"\d+")
NO_TEXT = Note("page_without_text", "a page is a picture without text; it was not read", False)


def read_pdf_grid(data: bytes, name: str) -> Grid:
    """The grid of a PDF.

    Raises `UnreadablePlanError` where it is locked, damaged, larger than any plan, or a picture of
    text.
    """
    _check_streams(data, name)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadablePlanError(
                name, "locked with a password", "Print it to a new PDF without the password."
            ) from error
        raise damaged(name, FORMAT) from error
    try:
        lines = _read_pages(document, name)
    except pypdfium2.PdfiumError as error:
        raise damaged(name, FORMAT) from error
    finally:
        document.close()
    if lines and b"%%EOF" not in data[-2048:]:
        lines[0] = replace(lines[0], notes=(*lines[0].notes, CUT))
    return lay_out(lines, name, data, "pdf")


def _check_streams(data: bytes, name: str) -> None:
    """Refuses a PDF whose parts unpack to more than any page needs, before anything opens it."""
    total = 0
    for match in STREAM.finditer(data):
        head = data[max(0, match.start() - 400) : match.start()]
        declared = head[head.rfind(b"obj") :]
        if declared.count(b"FlateDecode") > 1:
            raise too_large(name, "a part of it is packed more than once")
        if b"FlateDecode" not in declared:
            continue
        unpacking = zlib.decompressobj()
        size, at = 0, match.end()
        try:
            while size <= MOST_UNPACKED and not unpacking.eof and at < len(data):
                packed = unpacking.unconsumed_tail or data[at : at + 65536]
                at += 0 if unpacking.unconsumed_tail else 65536
                size += len(unpacking.decompress(packed, 1 << 20))
        except zlib.error:
            continue
        finally:
            total += size
        if total > MOST_UNPACKED_IN_ALL:
            raise too_large(name, f"it unpacks to {total // 1_000_000} MB and more")
        if size > MOST_UNPACKED:
            raise too_large(name, f"a part of it unpacks to {size // 1_000_000} MB and more")


def _read_pages(document: pypdfium2.PdfDocument, name: str) -> list[Line]:
    if len(document) > MOST_PAGES:
        raise too_large(name, f"it has more than {MOST_PAGES:,} pages")
    pages = _Pages(name)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        try:
            sheet = read_sheet(page, MOST_PRINTED)
        finally:
            # Nothing of a page is kept but its words: memory does not grow with pages.
            page.close()
        pages.take(sheet, number)
    return pages.finish()


class _Pages:
    """The lines of a document while its pages are taken one by one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[Line] = []
        # For each line outside of tables the mark by which it is known when it comes again.
        self.marks: list[str] = []
        self.setting = Typesetting()
        self.columns: tuple[float, ...] = ()
        # The first rows of tables: what begins one again, behind a break of the page, is a header.
        self.headers: set[tuple[str, ...]] = set()
        # For each column the text that reaches the foot of the last table, and in which line.
        self.foot: list[tuple[Block, int]] = []
        self.right = -math.inf
        self.has_pictures = False
        self.tables = self.cells = self.characters = self.unknown = self.marks_drawn = 0

    def take(self, sheet: Sheet, page: int) -> None:
        """Adds a page."""
        self.characters += sheet.characters
        self.unknown += sheet.unknown
        self.has_pictures = self.has_pictures or sheet.has_pictures
        self.marks_drawn += sheet.marks
        if self.characters > MOST_PRINTED:
            raise too_large(self.name, f"it holds more than {MOST_PRINTED:,} characters")
        if self.marks_drawn > MOST_DRAWN:
            raise too_large(self.name, f"it draws more than {MOST_DRAWN:,} lines")
        if sheet.has_pictures and sheet.characters < FEWEST_CHARACTERS:
            self._add(Line((), Place(page=page), opens=True, notes=(NO_TEXT,)))
        self.setting = self.setting.learn(sheet.words)
        words = sheet.words
        is_first = True
        for table in find_tables(sheet.rulings, self.columns):
            inside, outside = table.part(words)
            self._add_text([w for w in outside if w.middle < table.top], sheet, page)
            words = [word for word in outside if word.middle >= table.top]
            self._add_table(table, inside, page, may_run_on=is_first)
            is_first = False
        self._add_text(words, sheet, page)

    def finish(self) -> list[Line]:
        """All lines. Raises `UnreadablePlanError` where they are not the text of the pages."""
        if self.characters == 0 and not self.has_pictures:
            raise UnreadablePlanError(
                self.name, "its pages hold no text", "Download it again, or ask for another copy."
            )
        if self.has_pictures and self.characters < FEWEST_CHARACTERS:
            raise UnreadablePlanError(
                self.name,
                "its pages are pictures, without text that can be read",
                "Recognise the text first, for example with `ocrmypdf plan.pdf plan-text.pdf`, and "
                "compare it with the pictures.",
            )
        if self.unknown > MOST_UNKNOWN * self.characters:
            raise UnreadablePlanError(
                self.name,
                "its fonts do not say which letters they show",
                "Recognise the text anew, such as with `ocrmypdf --force-ocr plan.pdf new.pdf`.",
            )
        return _part_furniture(self.lines, self.marks)

    def _add(self, line: Line, mark: str = "") -> None:
        self.lines.append(line)
        self.marks.append(mark)

    def _add_text(self, words: Sequence[Word], sheet: Sheet, page: int) -> None:
        lines = find_lines(words)
        self.right = max([self.right, *(line.right for line in lines)])
        # As wide as the widest line so far, where that is wide enough to be a full one.
        is_full = self.right - sheet.left > 0.6 * (sheet.right - sheet.left)
        right = self.right if is_full else sheet.right
        for paragraph in join_lines(lines, sheet.left, right, self.setting):
            mark = f"{FIGURES.sub('0', paragraph.text)} {round(paragraph.top / 4)}"
            self._add(Line((paragraph.text,), Place(page=page), opens=True), mark)

    def _add_table(
        self, table: Table, words: Sequence[Word], page: int, *, may_run_on: bool
    ) -> None:
        is_same = may_run_on and len(table.columns) == len(self.columns)
        self.columns = table.columns
        self.tables += 1
        self.cells += (len(table.rows) - 1) * (len(table.columns) - 1)
        if self.cells > MOST_CELLS_IN_ALL:
            raise too_large(self.name, f"it holds more than {MOST_CELLS_IN_ALL:,} cells")
        begun: list[list[tuple[Block, int]]] = []
        is_head = True
        for index, blocks in enumerate(table.read(words, self.setting), 1):
            cells = tuple(block.text for block in blocks)
            place = Place(page, self.tables, index)
            begun.append([(block, len(self.lines)) for block in blocks])
            if index == 1 and cells in self.headers:
                self._add(Line(cells, place, opens=True, is_furniture=True))
                continue
            if index == 1 and not is_same:
                self.headers.add(cells)
            elif is_head and is_same and any(cells):
                blocks, begun[-1] = self._run_on(blocks)
            self._add(Line(tuple(block.text for block in blocks), place, opens=is_head))
            is_head = is_head and not any(cells)
        self.foot = [begun[row][column] for column, row in enumerate(table.foot)]
        self._add(Line((), Place(), opens=True))

    def _run_on(self, blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[Block, int]]]:
        """Puts what goes on with the page before behind it; what is left, and where all stands.

        Cells that span several rows run on together, and so do those of the last row; but a row
        runs on only where all that spans it does.
        """
        rest = list(blocks)
        # An empty cell at the head of a page may be the rest of one that spans.
        places = [
            (block, len(self.lines)) if block.text else above
            for block, above in zip(blocks, self.foot, strict=True)
        ]
        for line in sorted({at for _, at in self.foot}):
            columns = [c for c, (_, at) in enumerate(self.foot) if at == line and rest[c].text]
            if not columns:
                continue
            if not runs_on([(self.foot[column][0], rest[column]) for column in columns]):
                break
            self._join(line, {column: rest[column] for column in columns})
            for column in columns:
                whole = self.lines[line].cells[column]
                places[column] = (replace(rest[column], text=whole), line)
                rest[column] = Block()
        return rest, places

    def _join(self, at: int, blocks: Mapping[int, Block]) -> None:
        line = self.lines[at]
        cells = list(line.cells)
        for column, block in blocks.items():
            cells[column] = join_words(cells[column], block.text)
        note = replace(OVER_PAGE, before=" | ".join(block.text for block in blocks.values()))
        self.lines[at] = replace(line, cells=tuple(cells), notes=(*line.notes, note))


def _part_furniture(lines: Sequence[Line], marks: Sequence[str]) -> list[Line]:
    """The lines; those that stand at the same height of page after page are furniture."""
    pages = {line.place.page for line in lines if line.place.page}
    stands = {(mark, line.place.page) for line, mark in zip(lines, marks, strict=True) if mark}
    seen = Counter(mark for mark, _ in stands)
    repeated = {mark for mark, n in seen.items() if n > 2 or n == 2 == len(pages)}
    return [
        replace(line, is_furniture=True) if mark in repeated else line
        for line, mark in zip(lines, marks, strict=True)
    ]
