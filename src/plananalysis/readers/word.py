"""A Word document (.docx) as a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from plananalysis.readers.containers import parse, read_part
from plananalysis.readers.flow import Flow
from plananalysis.readers.numbering import BULLET, Counters, Level
from plananalysis.readers.sheets import Grid, Note, damaged, lay_out

FORMAT = "Word"
# The text of a Word file and of a formula in it; drawings have names of their own for theirs.
NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }
)
# What is not text of the document as it stands: deleted or moved away, what a field computes its
# text from, the second telling of a drawing for older programs, how things looked before a change.
SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "Fallback", "sectPr", "tblGrid"}
    | {f"{what}PrChange" for what in ("p", "r", "tbl", "tc", "tr", "sect", "tblEx")}
)
MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
CHANGES = Note(
    "tracked_changes",
    "the document holds changes that nobody has accepted yet; read as if all were accepted",
    is_repaired=True,
)
NOTES_LEFT = Note("footnotes", "the document's footnotes and endnotes were not read", False)
HIDDEN_LEFT = Note(
    "hidden_text",
    "the document holds text that Word neither shows nor prints; it was not read",
    is_repaired=True,
)
NUMBERS_LEFT = Note(
    "numbering_unknown",
    "Word numbers paragraphs in a way that is not known; those numbers were not read",
    is_repaired=False,
)


@dataclass
class Numbering:
    """Which list each numbering and each style stands for, and the levels of the lists."""

    levels: dict[str, dict[int, Level]] = field(default_factory=lambda: defaultdict(dict))
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, int | None]] = field(default_factory=dict)
    based_on: dict[str, str] = field(default_factory=dict)

    def of_style(self, style: str | None) -> tuple[str | None, int | None]:
        """The numbering and the level that a style, or one that it is based on, gives."""
        seen: set[str] = set()
        number, level = None, None
        while style is not None and style not in seen:
            seen.add(style)
            own = self.styles.get(style, (None, None))
            number = own[0] if number is None else number
            level = own[1] if level is None else level
            style = self.based_on.get(style)
        return number, level


def read_word_grid(data: bytes, name: str) -> Grid:
    """The grid of a Word document; raises `UnreadablePlanError` where there is none."""
    part = partial(read_part, data, name=name, format=FORMAT)
    document = part(part="word/document.xml")
    if document is None:
        raise damaged(name, FORMAT)
    numbering = Numbering()
    for path, target in (
        ("word/numbering.xml", _NumberingPart(numbering)),
        ("word/styles.xml", _StylesPart(numbering)),
    ):
        xml = part(part=path)
        if xml is not None:
            parse(xml, target, name, FORMAT)
    body = _Document(Flow(name), numbering)
    parse(document, body, name, FORMAT)
    return lay_out(body.flow.finish(), name, data, "word")


def _local(tag: str) -> str:
    namespace, _, local = tag.rpartition("}")
    return local if namespace[1:] in NAMESPACES else ""


def _value(attributes: Mapping[str, str], name: str = "val") -> str | None:
    return next((v for key, v in attributes.items() if key.rpartition("}")[2] == name), None)


def _figure(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() else otherwise


class _NumberingPart:
    """Reads `numbering.xml`."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.abstract = self.number = ""
        self.level = 0
        self.kind, self.pattern, self.start_at = "decimal", "", 1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local, value = _local(tag), _value(attributes)
        if local == "abstractNum":
            self.abstract, self.number = _value(attributes, "abstractNumId") or "", ""
        elif local == "num":
            self.abstract, self.number = "", _value(attributes, "numId") or ""
        elif local == "abstractNumId" and self.number:
            self.numbering.lists[self.number] = value or ""
        elif local in ("lvl", "lvlOverride"):
            self.level = _figure(_value(attributes, "ilvl"), 0)
            self.kind, self.pattern, self.start_at = "decimal", "", 1
        elif local == "start":
            self.start_at = _figure(value, 1)
        elif local == "startOverride" and self.number:
            self.numbering.restarts[self.number, self.level] = _figure(value, 1)
        elif local == "numFmt":
            self.kind = value or "decimal"
        elif local == "lvlText":
            self.pattern = value or ""

    def end(self, tag: str) -> None:
        if _local(tag) == "lvl" and self.abstract:
            level = Level(self.kind, self.pattern, self.start_at)
            self.numbering.levels[self.abstract][self.level] = level

    def data(self, text: str) -> None:
        """There is no text in it."""


class _StylesPart:
    """Reads `styles.xml` for the styles that number their paragraphs."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.style = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local, value = _local(tag), _value(attributes)
        if local == "style":
            self.style = _value(attributes, "styleId") or ""
        elif local == "basedOn" and value:
            self.numbering.based_on[self.style] = value
        elif local == "numId":
            level = self.numbering.styles.get(self.style, (None, None))[1]
            self.numbering.styles[self.style] = (value, level)
        elif local == "ilvl":
            number = self.numbering.styles.get(self.style, (None, None))[0]
            self.numbering.styles[self.style] = (number, _figure(value, 0))

    def end(self, tag: str) -> None:
        """Nothing is left to do."""

    def data(self, text: str) -> None:
        """There is no text in it."""


class _Document:
    """Reads `document.xml` and tells it to a flow."""

    def __init__(self, flow: Flow, numbering: Numbering) -> None:
        self.flow, self.numbering = flow, numbering
        self.counters = Counters()
        self.restarted: set[tuple[str, int]] = set()
        self.path: list[str] = []
        self.skipped = 0
        # One for each open row: whether it was deleted in a change that is tracked.
        self.deleted_rows: list[bool] = []
        # One for each open cell: whether it is covered by the one above, which it is merged with.
        self.covered: list[bool] = []
        self.is_hidden = False
        self.style: str | None = None
        self.number: str | None = None
        self.level: int | None = None
        self.label: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = _local(tag)
        parent = self.path[-1] if self.path else ""
        self.path.append(local)
        if self.skipped or local in SKIPPED:
            if not self.skipped and local in ("del", "moveFrom"):
                self._note(CHANGES)
                if parent == "trPr" and self.deleted_rows:
                    self.deleted_rows[-1] = True
            self.skipped += 1
            return
        value = _value(attributes)
        if local == "p":
            self.style = self.number = self.level = self.label = None
        elif local == "pStyle":
            self.style = value
        elif local == "numId":
            self.number = value
        elif local == "ilvl":
            self.level = _figure(value, 0)
        elif local == "tbl":
            self.flow.open_table()
        elif local == "tr":
            self.flow.open_row()
            self.deleted_rows.append(False)
        elif local == "gridBefore" and _figure(value, 0):
            self.flow.open_cell(_figure(value, 0))
            self.flow.close_cell()
        elif local == "r":
            self.is_hidden = False
        elif local == "vanish" and self.path[-3:-1] == ["r", "rPr"]:
            self.is_hidden = value not in ("0", "false", "off")
        elif local == "tc":
            self.flow.open_cell()
            self.covered.append(False)
        elif local == "vMerge" and self.covered:
            self.covered[-1] = value != "restart"
        elif local == "gridSpan":
            self.flow.span(_figure(value, 1))
        elif local in MARKS and parent == "r":
            self._write(MARKS[local])
        elif local == "sym" and parent == "r":
            self._write(_symbol(_value(attributes, "char")))
        elif local in ("footnoteReference", "endnoteReference"):
            self._note(NOTES_LEFT)

    def end(self, tag: str) -> None:
        local = self.path.pop()
        if self.skipped:
            self.skipped -= 1
            return
        if local == "pPr" and self.path and self.path[-1] == "p":
            self.label = self._next_label()
        elif local == "p":
            if self.label and self.label != BULLET:
                # A number may be all that a paragraph shows.
                self._write("")
            self.label = None
            self.flow.end_paragraph()
        elif local == "r":
            self.is_hidden = False
        elif local == "tc":
            self.flow.close_cell()
            if self.covered:
                self.covered.pop()
        elif local == "tr":
            self.flow.close_row(is_dropped=bool(self.deleted_rows and self.deleted_rows.pop()))
        elif local == "tbl":
            self.flow.close_table()

    def data(self, text: str) -> None:
        if not self.skipped and self.path and self.path[-1] == "t":
            self._write(text)

    def _write(self, text: str) -> None:
        if self.is_hidden or any(self.covered):
            if text.strip():
                self._note(HIDDEN_LEFT)
            return
        if self.label:
            self.flow.write(f"{self.label} ")
            self.label = None
        self.flow.write(text)

    def _next_label(self) -> str | None:
        """The number or bullet that Word prints before the paragraph, if any."""
        number, level = self.numbering.of_style(self.style)
        number = self.number if self.number is not None else number
        if number in (None, "0"):
            return None
        depth = self.level if self.level is not None else level or 0
        abstract = self.numbering.lists.get(number or "", "")
        levels = self.numbering.levels.get(abstract, {})
        restart = self.numbering.restarts.get((number or "", depth))
        if restart is not None and (number or "", depth) not in self.restarted:
            self.restarted.add((number or "", depth))
            self.counters.restart(abstract, depth, restart)
        label = self.counters.label(abstract, levels, depth)
        if label is None:
            self._note(NUMBERS_LEFT)
        return label

    def _note(self, note: Note) -> None:
        if note not in self.flow.notes:
            self.flow.notes.append(note)


def _symbol(code: str | None) -> str:
    """A character of a symbol font: the bullets that it is used for, else nothing."""
    return BULLET if (code or "").upper() in {"F0B7", "F0A7", "F06F", "F0D8", "F0FC"} else ""
