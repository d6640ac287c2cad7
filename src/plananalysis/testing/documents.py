"""Writes a plan as it is published: Word, OpenDocument, HTML and PDF, with ruled tables.

The pages look as those of HMPPS do: landscape, a title block, definitions, one long table whose
header row comes again on every page, numbers and recommendations that span their actions, a
heading row before progress, and the closing table. Needs python-docx, odfpy and reportlab.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from odf import opendocument, style, table, text
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from plananalysis.records import Entry, Plan
from plananalysis.testing.exports import DEFINITIONS, INTRODUCTION
from plananalysis.testing.layouts import HEADERS
from plananalysis.testing.wording import MONTHS

Format = str
WIDTHS = (0.05, 0.2, 0.09, 0.4, 0.15, 0.11)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its paragraphs, and how many columns and rows it spans."""

    paragraphs: tuple[str, ...]
    columns: int = 1
    rows: int = 1


Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Form:
    """A table: its rows, the share of the width that each column takes, and rows of header."""

    rows: Rows
    widths: tuple[float, ...]
    headers: int = 1


def lay_out(plan: Plan) -> list[str | Form]:
    """The plan as paragraphs and tables in their order."""
    parts: list[str | Form] = ["HM Prison & Probation Service"]
    parts.append(f"Action Plan Submitted: {_day(plan.submitted_on)}")
    if plan.updated_on:
        parts.append(f"12 Month update Action Plan submitted: {_day(plan.updated_on)}")
    parts += [
        f"A response to: {plan.title}",
        f"Report Published: {_day(plan.published_on)}",
        "INTRODUCTION",
        INTRODUCTION,
        Form([[Cell((cell,)) for cell in row] for row in DEFINITIONS], (0.14, 0.43, 0.43)),
        f"ACTION PLAN: {plan.title}",
        Form(list(_action_rows(plan)), WIDTHS),
        Form(list(_closing_rows(plan)), (0.3, 0.1)),
    ]
    return parts


def _day(iso: str | None) -> str:
    year, month, day = (int(part) for part in (iso or "2020-01-01").split("-"))
    return f"{day} {MONTHS[month - 1]} {year}"


def _action_rows(plan: Plan) -> Iterator[list[Cell]]:
    yield [Cell((heading,)) for heading in HEADERS["numbered"]]
    addressee = None
    for recommendation in plan.recommendations:
        if recommendation.addressee != addressee:
            addressee = recommendation.addressee
            yield [Cell((f"{addressee} should:",), columns=6)]
        response = (recommendation.response or "").capitalize()
        lead: tuple[str, ...] = (recommendation.number, recommendation.text, response)
        groups = groupby(recommendation.entries, key=lambda entry: (entry.kind, entry.as_of))
        for (kind, as_of), grouped in groups:
            entries = list(grouped)
            if kind == "progress":
                if any(lead):
                    yield [*(Cell((cell,)) for cell in lead), *[Cell(())] * 3]
                    lead = ("", "", "")
                yield [Cell((_progress_heading(as_of),), columns=6)]
            for index, entry in enumerate(entries):
                spanning = [Cell((cell,), rows=len(entries)) for cell in lead]
                yield [*(spanning if index == 0 else []), *_entry_cells(entry)]
            lead = ("", "", "")


def _progress_heading(as_of: str | None) -> str:
    if not as_of:
        return "Progress against commitments"
    year, month = as_of.split("-")
    return f"Progress against commitments ({MONTHS[int(month) - 1]} {year})"


def _entry_cells(entry: Entry) -> list[Cell]:
    return [
        Cell((f"{entry.ref} {entry.text}" if entry.ref else entry.text,)),
        Cell(entry.owners),
        Cell(tuple(target.target_raw for target in entry.targets if target.target_raw)),
    ]


def _closing_rows(plan: Plan) -> Iterator[list[Cell]]:
    names = {"agreed": "Agreed", "partly agreed": "Partly Agreed", "not agreed": "Not Agreed"}
    yield [Cell(("Recommendations",)), Cell(())]
    for total in plan.printed_totals:
        yield [Cell((names.get(total.response, "Total"),)), Cell((str(total.printed),))]


def _place(rows: Rows, width: int) -> list[list[tuple[Cell, bool] | None]]:
    """Each row by column: the cell and whether it begins there, None where nothing is."""
    placed: list[list[tuple[Cell, bool] | None]] = [[None] * width for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while placed[at][column] is not None:
                column += 1
            for down in range(cell.rows):
                for across in range(cell.columns):
                    is_first = down == across == 0
                    placed[at + down][column + across] = (cell, is_first)
            column += cell.columns
    return placed


# --- HTML ----------------------------------------------------------------------------------------


def write_html(plan: Plan) -> bytes:
    """The plan as a web page."""
    parts = []
    for part in lay_out(plan):
        if isinstance(part, str):
            parts.append(f"<p>{html.escape(part)}</p>")
            continue
        rows = "".join("<tr>" + "".join(map(_html_cell, row)) + "</tr>\n" for row in part.rows)
        parts.append(f"<table>\n<tbody>\n{rows}</tbody>\n</table>")
    title = html.escape(plan.title or "")
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>td {{ }}</style></head>'
    body = "\n".join(parts)
    page = f"<!DOCTYPE html>\n<html lang='en'>{head}\n<body>\n{body}\n</body></html>\n"
    return page.encode()


def _html_cell(cell: Cell) -> str:
    spans = f' colspan="{cell.columns}"' * (cell.columns > 1)
    spans += f' rowspan="{cell.rows}"' * (cell.rows > 1)
    paragraphs = "".join(f"<p>{html.escape(text)}</p>\n" for text in cell.paragraphs)
    return f"<td{spans}>{paragraphs}</td>"


# --- Word ----------------------------------------------------------------------------------------


def write_word(plan: Plan) -> bytes:
    """The plan as a Word document (.docx), landscape, the header row repeated on each page."""
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Pt(45))
    section.footer.paragraphs[0].text = "OFFICIAL"
    document.styles["Normal"].font.size = Pt(9)
    document.styles["Normal"].font.name = "Liberation Sans"
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    for part in lay_out(plan):
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _write_word_table(document, part)
            # Tables with nothing between them are one table to a word processor.
            document.add_paragraph()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write_word_table(document: Any, form: Form) -> None:
    width = 700.0
    written = document.add_table(rows=0, cols=len(form.widths))
    written.style = "Table Grid"
    written.autofit = False
    measure = written._tbl.tblPr.find(qn("w:tblW"))
    measure.set(qn("w:type"), "dxa")
    measure.set(qn("w:w"), str(round(20 * width * sum(form.widths))))
    for column, share in zip(written.columns, form.widths, strict=True):
        column.width = Pt(width * share)
    for at, places in enumerate(_place(form.rows, len(form.widths))):
        row = OxmlElement("w:tr")
        if at < form.headers:
            properties = OxmlElement("w:trPr")
            properties.append(OxmlElement("w:tblHeader"))
            row.append(properties)
        column = 0
        while column < len(places):
            place = places[column]
            cell, is_first = place if place is not None else (Cell(()), True)
            share = sum(form.widths[column : column + cell.columns])
            row.append(_word_cell(cell, width * share, is_first=is_first))
            column += cell.columns
        written._tbl.append(row)


def _word_cell(cell: Cell, width: float, *, is_first: bool) -> Any:
    made, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    made.append(properties)
    measure = OxmlElement("w:tcW")
    measure.set(qn("w:w"), str(round(20 * width)))
    measure.set(qn("w:type"), "dxa")
    properties.append(measure)
    if cell.columns > 1:
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), str(cell.columns))
        properties.append(span)
    if cell.rows > 1:
        merge = OxmlElement("w:vMerge")
        if is_first:
            merge.set(qn("w:val"), "restart")
        properties.append(merge)
    for words in (cell.paragraphs if is_first else ()) or ("",):
        paragraph, run, written = (OxmlElement(f"w:{name}") for name in ("p", "r", "t"))
        written.text = words
        written.set(qn("xml:space"), "preserve")
        run.append(written)
        paragraph.append(run)
        made.append(paragraph)
    return made


# --- OpenDocument --------------------------------------------------------------------------------


def write_opendocument(plan: Plan) -> bytes:
    """The plan as an OpenDocument text (.odt)."""
    document = opendocument.OpenDocumentText()
    bold = style.Style(name="Bold", family="text")
    bold.addElement(style.TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    for part in lay_out(plan):
        if isinstance(part, str):
            document.text.addElement(text.P(text=part))
        else:
            document.text.addElement(_odf_table(part))
    target = io.BytesIO()
    document.write(target)
    return _without_clock(target.getvalue())


def _odf_table(form: Form) -> Any:
    made = table.Table()
    made.addElement(table.TableColumn(numbercolumnsrepeated=len(form.widths)))
    header = table.TableHeaderRows()
    for at, places in enumerate(_place(form.rows, len(form.widths))):
        row = table.TableRow()
        for place in places:
            cell, is_first = place if place is not None else (Cell(()), True)
            if not is_first:
                row.addElement(table.CoveredTableCell())
                continue
            spans = {}
            if cell.columns > 1 or cell.rows > 1:
                spans = {"numbercolumnsspanned": cell.columns, "numberrowsspanned": cell.rows}
            made_cell = table.TableCell(**spans)
            for words in cell.paragraphs:
                made_cell.addElement(text.P(text=words))
            row.addElement(made_cell)
        if at < form.headers:
            header.addElement(row)
            if at == form.headers - 1:
                made.addElement(header)
        else:
            made.addElement(row)
    return made


def _without_clock(data: bytes) -> bytes:
    """The same zip with every part's time set to the first that a zip can say."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(target, "w") as written:
        for info in read.infolist():
            plain = zipfile.ZipInfo(info.filename)
            plain.compress_type = info.compress_type
            written.writestr(plain, read.read(info))
    return target.getvalue()


# --- PDF -----------------------------------------------------------------------------------------


def write_pdf(plan: Plan, *, rotation: int = 0, size: int = 9, has_footer: bool = True) -> bytes:
    """The plan as a PDF by reportlab; `rotation` is that of the sheets, in degrees, of which a
    viewer shows nothing: their text is drawn sideways, and the pages are turned back.
    """
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=landscape(A4),
        leftMargin=40,
        rightMargin=40,
        topMargin=40,
        bottomMargin=40,
        title=plan.title,
        invariant=1,
    )
    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=size, leading=1.2 * size)
    spaced = ParagraphStyle("spaced", plain, spaceAfter=6)
    story: list[Any] = []
    for part in lay_out(plan):
        if isinstance(part, str):
            story.append(Paragraph(html.escape(part), spaced))
        else:
            story += [_pdf_table(part, document.width, plain), Spacer(1, 12)]

    def prepare_page(canvas: Canvas, _: Any) -> None:
        width, height = landscape(A4)
        canvas.setPageSize((height, width) if rotation % 180 else (width, height))
        canvas.setPageRotation(rotation)
        canvas.translate(
            *{0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[rotation]
        )
        canvas.rotate(rotation)
        if has_footer:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(400, 20, f"Page {canvas.getPageNumber()}")

    document.build(story, onFirstPage=prepare_page, onLaterPages=prepare_page)
    return target.getvalue()


def _pdf_table(form: Form, width: float, plain: ParagraphStyle) -> LongTable:
    above = ParagraphStyle("above", plain, spaceAfter=5)
    rows: list[list[Any]] = []
    drawn: list[tuple[Any, ...]] = []
    for at, places in enumerate(_place(form.rows, len(form.widths))):
        row: list[Any] = []
        for column, place in enumerate(places):
            cell, is_first = place if place is not None else (Cell(()), True)
            held = cell.paragraphs if is_first else ()
            row.append([Paragraph(html.escape(words), above) for words in held] or "")
            if is_first:
                # A cell that spans rows is a column of cells without lines between them: so it
                # may run over a page, as those of word processors do.
                end = (column + cell.columns - 1, at + cell.rows - 1)
                drawn.append(("BOX", (column, at), end, 0.5, colors.black))
                if cell.columns > 1:
                    drawn.append(("SPAN", (column, at), (end[0], at)))
        rows.append(row)
    widths = [share * width / max(1.0, sum(form.widths)) for share in form.widths]
    made = LongTable(rows, colWidths=widths, repeatRows=form.headers, splitInRow=1)
    shade = ("BACKGROUND", (0, 0), (-1, form.headers - 1), colors.lightgrey)
    made.setStyle(TableStyle([shade, ("VALIGN", (0, 0), (-1, -1), "TOP"), *drawn]))
    return made


WRITERS: dict[Format, Callable[[Plan], bytes]] = {
    "docx": write_word,
    "odt": write_opendocument,
    "html": write_html,
    "pdf": write_pdf,
}
"""How each format that can be written without another program is written, by file ending."""
