"""A raw file as a grid: which reader its content calls for, whatever its name ends in.

Behind the grid nothing knows of formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.containers import MOST_BYTES, container_format
from plananalysis.readers.hypertext import read_hypertext_grid
from plananalysis.readers.opendocument import read_opendocument_grid
from plananalysis.readers.pdf import read_pdf_grid
from plananalysis.readers.sheets import Grid, Place, Row, too_large
from plananalysis.readers.text import read_text_grid
from plananalysis.readers.word import read_word_grid

__all__ = ["Grid", "Place", "Row", "read_bytes_grid", "read_grid", "read_text_grid"]

READERS: dict[str, Callable[[bytes, str], Grid]] = {
    "text": read_text_grid,
    "pdf": read_pdf_grid,
    "word": read_word_grid,
    "opendocument": read_opendocument_grid,
    "html": read_hypertext_grid,
}

# A PDF may begin with a little of something else, and readers of PDF forgive that.
PDF_MARK = re.compile(rb"%PDF-\d")
# A text export may hold a tag of HTML in a cell, which a tab parts from the cell before.
HTML_MARK = re.compile(
    rb"\A(?:(?!\S\t).)*?(?:<(?:!doctype\s+html|html|body)[\s>]|<table\b[^>]*>.*?<t[rdh]\b)",
    re.IGNORECASE | re.DOTALL,
)
HEAD = 8192
# What a researcher may well drop into the folder, and what to do about it.
OTHER_KINDS = (
    (b"{\\rtf", "a Rich Text file", "Save it as Word (.docx)."),
    (b"\x89PNG", "a picture", "Put the published document in its place."),
    (b"\xff\xd8\xff", "a picture", "Put the published document in its place."),
    (b"GIF8", "a picture", "Put the published document in its place."),
    (b"MIME-Version:", "a web archive", "Save the page as HTML."),
)


def read_grid(path: Path) -> Grid:
    """The grid of a file; raises `UnreadablePlanError` with one clear line where there is none."""
    if path.is_dir():
        raise UnreadablePlanError(
            path.name, "this is a folder", "Put the plan's file itself into the raw data folder."
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path.name, f"more than {MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadablePlanError(
            path.name,
            f"the file cannot be opened ({error.strerror or type(error).__name__})",
            "Check that it exists and that you may read it.",
        ) from error
    return read_bytes_grid(data, path.name)


def read_bytes_grid(data: bytes, name: str) -> Grid:
    """The grid of a file's bytes; `name` is for messages only. Raises as `read_grid` does."""
    return READERS[sniff(data, name)](data, name)


def sniff(data: bytes, name: str) -> str:
    """The format of the content: a key of `READERS`.

    Raises `UnreadablePlanError` where it is known to be one that is not read.
    """
    head = data[:HEAD]
    if PDF_MARK.search(head[:1024]):
        return "pdf"
    container = container_format(data, name)
    if container:
        return container
    for mark, found, advice in OTHER_KINDS:
        if head.startswith(mark):
            raise UnreadablePlanError(name, f"{found}, not a plan that can be read", advice)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="ignore").encode()
    if HTML_MARK.search(head):
        return "html"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        raise UnreadablePlanError(
            name, "an XML file, not a plan that can be read", "Save it as Word (.docx) or as text."
        )
    return "text"
