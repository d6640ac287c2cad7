"""Where things stand in a text export, sound or damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from plananalysis.testing.wording import MONTHS

# What a heading of progress, or of an addressee, looks like before any damage.
HEADING = re.compile(r"progress (against|update|to date)|update on progress|\bshould:", re.I)
MONTH = re.compile(rf"[\s\u00a0]*[(–-]?[\s\u00a0]*(?:{'|'.join(MONTHS)})\s+\d{{4}}\)?", re.I)
CLOSING = re.compile(r"(?:<b>|\*\*)?(?:Recommendations\s*$|Agreed[^\t]*\t\W*\d+\s*$)", re.I)
TAG = re.compile(r"</?[a-z]+>|\*\*|^#+ ", re.I)
LINK = re.compile(r"\[([^\]\t]*)\]\(#\)")
STACK = re.compile(r"</p> *<p>| {2,}")
# An owner or a target is shorter than this, an action usually longer.
SHORT = 120


def is_header(line: str) -> bool:
    """Whether the line names the columns of the action table."""
    words = line.replace("\u00a0", " ").lower()
    return "\t" in line and all(word in words for word in ("recommendation", "owner", "date"))


def table(lines: list[str]) -> range:
    """The lines of the action table, from below its header to above the closing table."""
    headers = [i for i, line in enumerate(lines) if is_header(line)]
    start = headers[0] + 1 if headers else 0
    closing = [i for i in range(start, len(lines)) if CLOSING.match(lines[i])]
    return range(start, closing[0] if closing else len(lines))


def trimmed(line: str) -> list[str]:
    """The cells of a line without the empty ones at its end."""
    return line.rstrip("\t ").split("\t")


def rows_with_owner_and_target(lines: list[str]) -> list[int]:
    """Rows whose last two cells are short, and the cell before them is not."""
    places = []
    for index in table(lines):
        cells = trimmed(lines[index])
        if len(cells) < 3 or HEADING.search(lines[index]) or is_header(lines[index]):
            continue
        *_, action, owner, target = cells
        if 0 < len(target) < SHORT and 0 < len(owner) < SHORT < len(action):
            places.append(index)
    return places


def runs_of_rows(lines: list[str]) -> Iterator[list[int]]:
    """Stretches of two rows and more without a blank line between them."""
    run: list[int] = []
    for index in table(lines):
        if lines[index].count("\t") >= 2:
            run.append(index)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def some(random: Random, places: list[int], share: float) -> list[int]:
    """That share of the places, one at least, in order."""
    count = min(len(places), max(1, round(len(places) * share)))
    return sorted(random.sample(places, count))


def less_empty(cells: list[str], count: int) -> list[str]:
    """The cells without as many of the empty ones at their end."""
    cells = list(cells)
    while count and cells and not cells[-1].strip():
        cells.pop()
        count -= 1
    return cells
