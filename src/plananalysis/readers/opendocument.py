"""An OpenDocument text (.odt) as a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.containers import parse, read_part
from plananalysis.readers.flow import Flow
from plananalysis.readers.numbering import BULLET, Counters, Level
from plananalysis.readers.sheets import MOST_CELLS, MOST_ROWS, Grid, Note, damaged, lay_out

FORMAT = "OpenDocument"
NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
}
# What is not text of the document as it stands: text deleted, notes, comments, descriptions.
SKIPPED = frozenset(
    {
        "text:tracked-changes",
        "text:note",
        "office:annotation",
        "office:forms",
        "table:named-expressions",
        "text:sequence-decls",
        "draw:object",
        "draw:object-ole",
    }
)
FIGURES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
CHANGES = Note(
    "tracked_changes",
    "the document holds changes that nobody has accepted yet; read as if all were accepted",
    is_repaired=True,
)
NOTES_LEFT = Note("footnotes", "the document's footnotes and endnotes were not read", False)
MOST_SPACES = 8

Lists = dict[str, dict[int, Level]]


def read_opendocument_grid(data: bytes, name: str) -> Grid:
    """The grid of an OpenDocument text; raises `UnreadablePlanError` where there is none."""
    manifest = read_part(data, "META-INF/manifest.xml", name, FORMAT)
    if manifest and b"encryption-data" in manifest:
        raise UnreadablePlanError(
            name, "locked with a password", "Open it, save it without the password, and add that."
        )
    content = read_part(data, "content.xml", name, FORMAT)
    if content is None:
        raise damaged(name, FORMAT)
    lists: Lists = defaultdict(dict)
    styles = read_part(data, "styles.xml", name, FORMAT)
    if styles is not None:
        parse(styles, _Styles(lists), name, FORMAT)
    body = _Content(Flow(name), lists)
    parse(content, body, name, FORMAT)
    return lay_out(body.flow.finish(), name, data, "opendocument")


def _short(tag: str) -> str:
    """A name as it is usually written: 'table:table-cell'."""
    namespace, _, local = tag.rpartition("}")
    known = NAMESPACES.get(namespace[1:])
    return f"{known}:{local}" if known else ""


def _figure(attributes: Mapping[str, str], name: str, otherwise: int = 1) -> int:
    text = _attribute(attributes, name) or ""
    return int(text) if text.isascii() and text.isdecimal() else otherwise


def _attribute(attributes: Mapping[str, str], name: str) -> str | None:
    return next((v for key, v in attributes.items() if _short(key) == name), None)


class _Styles:
    """Reads the styles of lists."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.list = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _short(tag)
        depth = _figure(attributes, "text:level") - 1
        if name == "text:list-style":
            self.list = _attribute(attributes, "style:name") or ""
        elif name == "text:list-level-style-bullet":
            self.lists[self.list][depth] = Level("bullet", "")
        elif name == "text:list-level-style-number":
            shown = _figure(attributes, "text:display-levels")
            pattern = ".".join(f"%{at + 1}" for at in range(max(0, depth - shown + 1), depth + 1))
            before = _attribute(attributes, "style:num-prefix") or ""
            behind = _attribute(attributes, "style:num-suffix") or ""
            kind = FIGURES.get(_attribute(attributes, "style:num-format") or "", "unknown")
            self.lists[self.list][depth] = Level(
                kind, f"{before}{pattern}{behind}", _figure(attributes, "text:start-value")
            )

    def end(self, tag: str) -> None:
        """Nothing is left to do."""

    def data(self, text: str) -> None:
        """There is no text in it."""


class _Content(_Styles):
    """Reads `content.xml`, its styles first, and tells it to a flow."""

    def __init__(self, flow: Flow, lists: Lists) -> None:
        super().__init__(lists)
        self.flow = flow
        self.counters = Counters()
        self.skipped = self.depth = 0
        self.in_paragraph = 0
        self.open_lists: list[str] = []
        self.is_item_new = False
        self.label: str | None = None
        # For each open row: how often it stands there.
        self.times: list[int] = []
        self.repeats: list[int] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _short(tag)
        if self.skipped or name in SKIPPED:
            if not self.skipped and name == "text:note":
                self._note(NOTES_LEFT)
            elif not self.skipped and name == "text:tracked-changes":
                self._note(CHANGES)
            self.skipped += 1
            return
        super().start(tag, attributes)
        if name in ("text:p", "text:h"):
            self.in_paragraph += 1
            if self.open_lists and self.is_item_new:
                self.label = self._next_label()
                self.is_item_new = False
        elif name == "text:list":
            self._open_list(attributes)
        elif name in ("text:list-item", "text:list-header"):
            self.is_item_new = name == "text:list-item"
        elif name == "text:s":
            self._write(" " * min(_figure(attributes, "text:c"), MOST_SPACES))
        elif name == "text:tab":
            self._write(" ")
        elif name == "text:line-break":
            self._write("\n")
        elif name == "table:table":
            self.flow.open_table()
        elif name == "table:table-row":
            self.flow.open_row()
            self.times.append(_figure(attributes, "table:number-rows-repeated"))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            # A covered cell stands in the file where the span runs: the span needs no counting.
            self.repeats.append(_figure(attributes, "table:number-columns-repeated"))
            self.flow.open_cell()

    def end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        name = _short(tag)
        if name in ("text:p", "text:h"):
            if self.label and self.label != BULLET:
                self._write("")
            self.label = None
            self.in_paragraph -= 1
            self.flow.end_paragraph()
        elif name == "text:list" and self.open_lists:
            self.open_lists.pop()
            self.is_item_new = False
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.flow.close_cell(min(self.repeats.pop(), MOST_CELLS + 1))
        elif name == "table:table-row":
            self.flow.close_row(min(self.times.pop(), MOST_ROWS + 1))
        elif name == "table:table":
            self.flow.close_table()

    def data(self, text: str) -> None:
        if self.in_paragraph and not self.skipped:
            # White space in the file is for its layout; what is meant is said by elements.
            self._write(text.replace("\n", " "))

    def _write(self, text: str) -> None:
        if self.label and (text.strip() or not text):
            self.flow.write(f"{self.label} ")
            self.label = None
        self.flow.write(text)

    def _open_list(self, attributes: Mapping[str, str]) -> None:
        style = _attribute(attributes, "text:style-name")
        outer = self.open_lists[-1] if self.open_lists else ""
        goes_on = (
            _attribute(attributes, "text:continue-numbering") == "true"
            or _attribute(attributes, "text:continue-list") is not None
        )
        if not self.open_lists and not goes_on:
            self.counters.restart(style or "")
        self.open_lists.append(style or outer)
        self.is_item_new = False

    def _next_label(self) -> str | None:
        style = self.open_lists[-1]
        return self.counters.label(style, self.lists.get(style, {}), len(self.open_lists) - 1)

    def _note(self, note: Note) -> None:
        if note not in self.flow.notes:
            self.flow.notes.append(note)
