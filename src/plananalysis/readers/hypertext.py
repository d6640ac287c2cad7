"""A web page (HTML) as a grid."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress

from lxml import etree

from plananalysis.readers.flow import Flow
from plananalysis.readers.sheets import Grid, damaged, lay_out
from plananalysis.readers.text import decode

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary ul"
    "".split()
)
# What a browser does not show as text of the page.
SKIPPED = frozenset(
    "script style template noscript svg math head title select textarea object iframe".split()
)
CHARSET = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)
HEAD = 4096
CHUNK = 1 << 16
BULLET = "\u2022 "
WHITE = re.compile(r"[ \t\r\n\f]+")


def read_hypertext_grid(data: bytes, name: str) -> Grid:
    """The grid of a web page; raises `UnreadablePlanError` where there is none."""
    page = _Page(Flow(name))
    # What the bytes say is decoded first: the parser is told no encoding that it could mistake.
    text = _decode(data, name)
    parser = etree.HTMLParser(
        target=page, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        for at in range(0, len(text), CHUNK):
            parser.feed(text[at : at + CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise damaged(name, "HTML") from error
    return lay_out(page.flow.finish(), name, data, "html")


def _decode(data: bytes, name: str) -> str:
    declared = CHARSET.search(data[:HEAD])
    if declared and not data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")):
        label = declared[1].decode("ascii").lower()
        # Pages that say Latin-1 mean Windows-1252, as every browser knows.
        label = "cp1252" if label in ("iso-8859-1", "latin1", "us-ascii") else label
        with suppress(LookupError, UnicodeError):
            return data.decode(label)
    text = decode(data, name)[0]
    if "\x00" in text:
        raise damaged(name, "HTML")
    return text.removeprefix("\ufeff")


class _Page:
    """Takes the elements of a page and tells them to a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.skipped: list[str] = []
        self.preformatted = 0
        # For each open list: the number of its next item, None for bullets.
        self.lists: list[int | None] = []
        self.label = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.skipped or tag in SKIPPED or "hidden" in attributes:
            if tag not in VOID:
                self.skipped.append(tag)
            return
        if tag in BLOCKS:
            self.flow.end_paragraph()
            self.label = ""
        if tag == "br":
            self.flow.write("\n")
        elif tag == "pre":
            self.preformatted += 1
        elif tag in ("ul", "ol"):
            self.lists.append(_figure(attributes.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._begin_item(attributes)
        elif tag == "table":
            self.flow.open_table()
        elif tag == "tr":
            self.flow.open_row()
        elif tag in ("td", "th"):
            columns = _figure(attributes.get("colspan"), 1)
            self.flow.open_cell(columns, _figure(attributes.get("rowspan"), 1))

    def end(self, tag: str) -> None:
        if self.skipped:
            if tag == self.skipped[-1]:
                self.skipped.pop()
            return
        if tag in BLOCKS:
            self.label = ""
            self.flow.end_paragraph()
        if tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag in ("td", "th"):
            self.flow.close_cell()
        elif tag == "tr":
            self.flow.close_row()
        elif tag == "table":
            self.flow.close_table()

    def data(self, text: str) -> None:
        if self.skipped:
            return
        text = text if self.preformatted else WHITE.sub(" ", text)
        if self.label and text.strip():
            text, self.label = f"{self.label}{text.lstrip()}", ""
        self.flow.write(text)

    def comment(self, text: str) -> None:
        """A comment is no text."""

    def close(self) -> None:
        """Nothing is left to do."""

    def _begin_item(self, attributes: Mapping[str, str]) -> None:
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.label = BULLET
            return
        number = _figure(attributes.get("value"), number)
        self.label = f"{number}. "
        self.lists[-1] = number + 1


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


def _figure(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
