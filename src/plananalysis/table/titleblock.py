"""What stands before the table: the title of the review, and the plan's dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plananalysis.dates.printed import parse_day
from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import Text
from plananalysis.wording.vocabulary import fold


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands before the table, dates as ISO 8601 days."""

    title: str | None = None
    submitted_on: str | None = None
    updated_on: str | None = None
    published_on: str | None = None


LABELS = {
    "published_on": re.compile(
        r"^\W*(?:date\s+(?:of\s+)?)?(?:report\s+)?(?:was\s+)?(?:published|publication)\b"
        r"\W*(?:on\b)?",
        re.I,
    ),
    "updated_on": re.compile(
        r"^\W*(?:date\s+(?:of\s+)?)?(?:(?:\d+|twelve|six)[\s-]*months?\s+|(?:annual|further|latest|second|third"
        r"|final|interim)\s+)?"
        r"(?:updated?|revised|progress update)\b"
        r"[\w\s-]*?(?:action\s+plan)?[\w\s-]*?(?:submitted|published|updated?|date)?\b\W*(?=\d|$)",
        re.I,
    ),
    "submitted_on": re.compile(
        r"^\W*(?:date\s+(?:of\s+)?(?:submitted|submission)"
        r"|(?:(?!(?:draft|earlier|former|last|next|previous)\b)[^\W\d]+\s+){0,2}action\s+plan"
        r"\s+(?:was\s+)?(?:submitted|date|published|updated?|revised))\b\W*(?:on\b)?",
        re.I,
    ),
}
UPDATE_BEHIND = re.compile(r"\b(?:updated?|revised)\b", re.I)
UPDATE_BEFORE = re.compile(r"\b(?:progress|months?|annual)\b", re.I)
TITLE = re.compile(
    r"^\W*(?:(?:\w+\s+)?action\s+plan\W+(?:in\s+|as\s+)?)?(?:an?\s+|the\s+)?(?:[hu]m\w*\s+|(?:joint\s+|uk\s+)?government(?:[’']s)?\s+"
    r"|ministry\s+of\s+\w+\s+|hm\s+prison\s+(?:and|&)\s+probation\s+service\s+)?response\s+to\b\W*",
    re.I,
)
PLAN_TITLE = re.compile(
    r"^\W*action\s+plan\s*(?:[:–-]\s*(?=\S)|(?=hmp?\b|yoi\b|hm(?:p|yoi)/))", re.I
)
# What a title breaks off with where it runs on in the next line.
OPEN_END = re.compile(
    r"(?:[:,&/(–-]|\b(?:an?|and|at|by|for|from|in|of|on|or|the|to|with))\s*$", re.I
)
LONGEST_TITLE = 400
# A title that names no place or case needs the name in the plan's own heading beside it.
NAMELESS = re.compile(
    r"^(?:the\s+)?(?:hmip|hmi\s*\w+|hm\s+inspectorate\s+of\s+\w+)?\s*(?:un)?(?:announced\s+)?inspection\b(?!\s*:\s*(?-i:[A-Z]))",
    re.I,
)


def read_title_block(rows: Sequence[Row]) -> tuple[TitleBlock, tuple[Text, ...]]:
    """The title and the dates in the rows before the table, and the texts that gave them."""
    found: dict[str, str] = {}
    texts: list[Text] = []
    plan_title: str | None = None
    lines = [(row.plain, row) for row in rows if len(row.filled) == 1]
    for index, (line, row) in enumerate(lines):
        following = lines[index + 1][0] if index + 1 < len(lines) else ""
        label = _label_of(line)
        if label:
            day = parse_day(line) or (
                parse_day(following) if not re.search(r"\d{4}", line) else None
            )
            is_later = label == "updated_on" and (day or "") > found.get(label, "")
            if day and (label not in found or is_later):  # a 6 and a 12 month update: the last
                found[label] = day
                texts.extend(row.cells)
            continue
        match = TITLE.match(line)
        if match and "title" not in found and len(line) < LONGEST_TITLE:
            found["title"], title_rows = _whole_title(line[match.end() :].strip(), lines[index:])
            texts.extend(cell for title_row in title_rows for cell in title_row.cells)
            continue
        match = PLAN_TITLE.match(line)
        if match and plan_title is None and not parse_day(line):
            plan_title = line[match.end() :].strip()
            texts.extend(row.cells)
    title = found.pop("title", "")
    if plan_title and title and NAMELESS.match(title) and fold(plan_title) not in fold(title):
        title = f"{plan_title}: {re.sub(r'^the ', '', title, flags=re.I)}"
    return TitleBlock(title=title or plan_title, **found), tuple(texts)


def _whole_title(begun: str, lines: Sequence[tuple[str, Row]]) -> tuple[str, list[Row]]:
    """A title with the lines that it runs on in, and its rows; the first line has begun it.

    It runs on behind a colon or a word that ends no title, and in a line that begins in lower case.
    """
    title, rows = begun, [lines[0][1]]
    for line, row in lines[1:]:
        is_open = not title or OPEN_END.search(title) or line[:1].islower()
        is_other = _label_of(line) or TITLE.match(line) or PLAN_TITLE.match(line)
        is_heading = title and line.isupper()
        if is_heading or not is_open or is_other or len(title) + len(line) > LONGEST_TITLE:
            break
        title = f"{title} {line}".strip()
        rows.append(row)
    return title, rows


def _label_of(line: str) -> str | None:
    if len(line) > 160:
        return None
    if LABELS["published_on"].match(line):
        return "published_on"
    submitted = LABELS["submitted_on"].match(line)
    if submitted:
        is_update = UPDATE_BEHIND.search(line) or UPDATE_BEFORE.search(submitted[0])
        return "updated_on" if is_update else "submitted_on"
    return "updated_on" if LABELS["updated_on"].match(line) else None
