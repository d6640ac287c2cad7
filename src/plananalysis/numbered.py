"""The rows under a heading cut into entries by the numbers that the plan prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plananalysis.columns import TableRow
from plananalysis.items import Item
from plananalysis.records import Fault
from plananalysis.sourcetext import Text

# '1.4 Performance data …'
REF = re.compile(r"(?<![\w.])(\d{1,3})\.(\d{1,3})[.)]?[\s\u2013-]{1,6}(?=[\"'‘“(]?[^\W_a-z])")
# What a sentence or a mark of a list ends with: a number behind it may open the next entry.
CLOSING = frozenset(".;:!?)’'”\"•")
ONLY_REF = re.compile(r"\W*(\d{1,3})\.(\d{1,3})[.)]?\W*")
REF_AT_START = re.compile(r"[\s•–-]*(\d{1,3})\.(\d{1,3})[.)]?\s{1,6}(?=\S)")


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A printed entry number: where it stands and where its text begins."""

    ref: str
    start: int
    text_start: int


def read_numbered(
    rows: Sequence[TableRow], number: str | None
) -> tuple[list[Item], list[tuple[TableRow, Text]], list[Text], list[Fault]] | None:
    """The items of rows that number them; None where they do not.

    Gives the items, the lead-ins before the first number, the texts of the numbers, and faults.
    """
    whole = re.fullmatch(r"(\d{1,3})[a-z]?", number or "")
    major = int(whole.group(1)) if whole else None
    marks = _find_marks(rows, major)
    if not any(marks):
        return None
    items: list[Item] = []
    lead_ins: list[tuple[TableRow, Text]] = []
    numbers: list[Text] = []
    faults: list[Fault] = []
    for index, (row, found) in enumerate(zip(rows, marks, strict=True)):
        text = row.action
        if found and found[0].start < 0:
            numbers.append(row.ref)
        first = next((mark.start for mark in found if mark.start >= 0), len(text))
        head = text.slice(0, first)
        if found and found[0].start < 0:
            items.append(Item(found[0].ref, [head] if head else [], index, index))
        elif head:
            if items:
                items[-1].parts.append(head)
                items[-1].last_row = index
            elif not found:
                items.append(Item(None, [head], index, index))
            else:
                lead_ins.append((row, head))
        inside = [mark for mark in found if mark.start >= 0]
        for at, mark in enumerate(inside):
            end = inside[at + 1].start if at + 1 < len(inside) else len(text)
            numbers.append(text.slice(mark.start, mark.text_start))
            items.append(Item(mark.ref, [text.slice(mark.text_start, end)], index, index))
    for item in items:
        if item.ref and major is not None and int(item.ref.partition(".")[0]) != major:
            line = rows[item.first_row].line
            message = (
                f"an entry is numbered {item.ref} under recommendation {number}; kept as printed"
            )
            faults.append(Fault(line, "number_astray", message, False, item.ref, None))
    return items, lead_ins, numbers, faults


def _find_marks(rows: Sequence[TableRow], major: int | None) -> list[list[PrintedNumber]]:
    """The entry numbers of each row, those that go on with the numbering."""
    marks: list[list[PrintedNumber]] = []
    last: tuple[int, int] | None = None
    for row in rows:
        found: list[PrintedNumber] = []
        only = ONLY_REF.fullmatch(row.ref.string) if row.ref else None
        if only:
            last = int(only.group(1)), int(only.group(2))
            found.append(PrintedNumber(f"{last[0]}.{last[1]}", -1, 0))
        string = row.action.string
        lead = len(string) - len(string.lstrip(" \n•-–"))
        matches = {match.start(1): match for match in REF.finditer(string)}
        at_start = REF_AT_START.match(string)
        if at_start:
            matches.setdefault(at_start.start(1), at_start)
        for start in sorted(matches):
            match = matches[start]
            key = int(match.group(1)), int(match.group(2))
            is_strong = _stands_apart(string, start)
            if _goes_on(key, last, major, is_first=start <= lead, is_strong=is_strong):
                found.append(
                    PrintedNumber(f"{match.group(1)}.{match.group(2)}", start, match.end())
                )
                last = key
        marks.append(found)
    return marks


def _stands_apart(string: str, start: int) -> bool:
    """Does a number begin its cell or paragraph, or follow the end of a sentence?"""
    at = start - 1
    while at >= 0 and string[at].isspace():
        at -= 1
    gap = string[at + 1 : start]
    return at < 0 or len(gap) > 1 or "\n" in gap or string[at] in CLOSING


def _goes_on(
    key: tuple[int, int],
    last: tuple[int, int] | None,
    major: int | None,
    *,
    is_first: bool,
    is_strong: bool,
) -> bool:
    """May this number be the next entry's, rather than a figure in the text?"""
    if major is not None and key[0] != major and not (is_first and abs(key[0] - major) <= 1):
        return False
    if last is None or last[0] != key[0]:
        return is_first or (is_strong and key[1] <= 2)
    step = key[1] - last[1]
    if is_first:
        return -1 < step <= 4
    return step == 1 or (is_strong and step == 2)
