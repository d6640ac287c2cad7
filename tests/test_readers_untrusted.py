"""Files that are locked, broken, made to do harm, or no plan at all: a clear line each."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.grid import read_bytes_grid, read_grid
from plananalysis.reading import understand
from plananalysis.store.build import build
from plananalysis.testing.documents import WRITERS
from plananalysis.testing.plans import Shape, make_plan

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@cache
def written(format: str) -> bytes:
    plan = make_plan(5, Shape("case review", 3, is_numbered=True, has_progress=True))
    return WRITERS[format](plan)


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(format: str, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(written(format))) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped(parts | {name: change(parts.get(name, b""))})


def word(body: str) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document})


def odt(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "text", "table")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
        }
    )


def drawn(draw: Callable[[Canvas], object], **options: object) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, A4, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def picture() -> bytes:
    from PIL import Image

    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("RGB", (80, 80), "grey"), 0, 0, 500, 800)

    return drawn(draw)


def locked_zip() -> bytes:
    data = bytearray(word("<w:p/>"))
    # The first bit of the flags, in the part's own head and in the list of parts.
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>{root}'.encode()


def outside(root: str) -> bytes:
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{root}'.encode()


def packed_pdf(content: bytes, filters: str = "/FlateDecode") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n"
        + f"4 0 obj\n<</Length {len(content)}/Filter[{filters}]>>\nstream\n".encode()
        + content + b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    )  # fmt: skip


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


CELLS = "<tr>" + "<td>x</td>" * 10 + "</tr>"
ROWS = "<w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
REPEATED = '<table:table-row table:number-rows-repeated="1000000">'
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a locked PDF": (
        "locked with a password",
        lambda: drawn(lambda c: c.drawString(9, 9, "x"), encrypt=StandardEncryption("secret")),
    ),
    "a locked Word file": ("locked", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "a locked zip": ("locked", locked_zip),
    "a locked OpenDocument": (
        "locked",
        lambda: with_part("odt", "META-INF/manifest.xml", lambda _: b"<m:encryption-data/>"),
    ),
    "an old Word file": ("before 2007", lambda: OLE),
    "a PDF that is a picture": ("its pages are pictures", picture),
    "a PDF of white pages": ("hold no text", lambda: drawn(lambda _: None)),
    "a PDF cut short": ("this PDF file is cut short", lambda: written("pdf")[:900]),
    "a PDF of nothing": ("this PDF file is cut short", lambda: b"%PDF-1.7\n" + bytes(99)),
    "a Word file cut short": ("cut short or damaged", lambda: written("docx")[:9000]),
    "an OpenDocument cut short": ("cut short or damaged", lambda: written("odt")[:1500]),
    "broken XML": (
        "this Word file is cut short",
        lambda: with_part("docx", "word/document.xml", lambda xml: xml[:-400]),
    ),
    "no XML": (
        "this OpenDocument file is cut short",
        lambda: with_part("odt", "content.xml", lambda _: b"hello"),
    ),
    "a billion laughs": (
        "declares entities",
        lambda: zipped({"word/document.xml": laughs("<x>&a9;</x>")}),
    ),
    "a file from outside": (
        "declares entities",
        lambda: zipped({"content.xml": outside("<x>&e;</x>")}),
    ),
    "entities in the styles": (
        "declares entities",
        lambda: with_part("docx", "word/styles.xml", lambda _: laughs("<x>&a9;</x>")),
    ),
    "a zip bomb": (
        "far larger than any action plan: it unpacks to",
        lambda: zipped({"word/document.xml": bytes(50_000_000)}),
    ),
    "a PDF bomb": ("a part of it unpacks to", lambda: packed_pdf(bomb(200_000_000))),
    "a PDF packed twice": (
        "packed more than once",
        lambda: packed_pdf(zlib.compress(bomb(9_000_000)), "/FlateDecode/FlateDecode"),
    ),
    "a million cells in HTML": (
        "more than 10,000 rows",
        lambda: f"<html><table>{CELLS * 100_000}</table>".encode(),
    ),
    "a million rows in Word": (
        "more than 10,000 rows",
        # Noise, so that the zip is no bomb.
        lambda: word(
            f"<w:tbl>{ROWS * 30_000}</w:tbl><w:p w:x='{random.Random(1).randbytes(99_000).hex()}'/>"
        ),
    ),
    "a row repeated a million times": (
        "more than 10,000 rows",
        lambda: odt(
            f"<table:table>{REPEATED}<table:table-cell><text:p>x</text:p></table:table-cell>"
            "</table:table-row></table:table>"
        ),
    ),
    "a cell repeated a million times": (
        "more than 100 cells",
        lambda: odt(
            '<table:table><table:table-row><table:table-cell table:number-columns-repeated="99999">'
            "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
        ),
    ),
    "cells that span a million": (
        "more than 100 cells",
        lambda: b"<html><table><tr>" + b"<td colspan=99999 rowspan=99999>x" * 9 + b"</table>",
    ),
    "tables nested a thousand deep": (
        "20 deep",
        lambda: b"<html>" + b"<table><tr><td>a<td>b<td>" * 1000,
    ),
    "a text of a million lines": ("more than 10,000 lines", lambda: b"a\tb\n" * 1_000_000),
    "a line of a million cells": ("more than 100 cells", lambda: b"a\t" * 190_000),
    "a spreadsheet": ("a spreadsheet", lambda: zipped({"xl/workbook.xml": "<x/>"})),
    "a zip of plans": ("a zip file", lambda: zipped({"plan.pdf": written("pdf")})),
    "an empty zip": ("a zip file", lambda: zipped({})),
    "Rich Text": ("a Rich Text file", lambda: b"{\\rtf1\\ansi plan}"),
    "a picture": ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "XML": ("an XML file", lambda: b"<?xml version='1.0'?><plan/>"),
    "a page without words": ("holds no text", lambda: b"<html><body><p> </p></body></html>"),
}


@pytest.mark.parametrize(("found", "make"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_plan_is_one_clear_line_and_costs_little(
    found: str, make: Callable[[], bytes]
) -> None:
    data = make()
    tracemalloc.start()
    with pytest.raises(UnreadablePlanError) as raised:
        understand(read_bytes_grid(data, "план.pdf"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    message = str(raised.value)
    assert message.startswith("план.pdf: ") and found in message
    assert "\n" not in message and raised.value.advice.endswith(".")
    assert peak < 120_000_000


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize("seed", range(40))
def test_a_torn_file_gives_a_grid_or_a_named_error(format: str, seed: int) -> None:
    chance = random.Random(f"{format} {seed}")
    data = bytearray(written(format))
    if seed % 2:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.choice((0, 3, 60))):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        read_bytes_grid(bytes(data), "torn")
    except UnreadablePlanError as error:
        assert str(error).startswith("torn: ") and "\n" not in str(error)


def test_a_file_larger_than_any_plan_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(UnreadablePlanError, match="more than 200 MB"):
        read_grid(path)


def test_one_bad_file_keeps_no_other_plan_from_loading(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "2024 план \u202eplan.pdf").write_bytes(written("pdf"))
    bad = {"bomb.docx": "a zip bomb", "locked.pdf": "a locked PDF", "picture.pdf": "a picture"}
    for name, kind in bad.items():
        (raw / name).write_bytes(REFUSED[kind][1]())
    (raw / "away.pdf").symlink_to(Path("/etc/hostname"))
    report = build(raw, tmp_path / "plans.duckdb")
    assert (report.count("loaded"), report.count("unreadable")) == (1, 4)
    messages = {source.source_file: source.message for source in report.outcomes}
    assert "a link that leads out of the folder" in str(messages["away.pdf"])
    assert "unpacks to" in str(messages["bomb.docx"])
