"""The numbers that entries bear, in the ways that plans print them, told from figures in a text.

'1.4', '1.4.2', 'Action 1:', '1a.', '1(a)', '(a)', 'ii.': a block of rows numbers its entries in one
way. A number goes on with the numbering, and stands where an entry may begin; what does not is a
figure, a date, or a list inside an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plananalysis.entries.numberfamilies import (
    COUNTED_ANEW,
    FAMILIES,
    JOINER,
    OPENS_LIST,
    WORDS_BEFORE,
    Family,
    Key,
    count_of,
)
from plananalysis.table.columns import TableRow

# What a sentence or a mark of a list ends with: a number behind it may open the next entry.
CLOSING = frozenset(".;:!?)’'”\"•")

# What the numbers of entries have in them in most ways of printing: '1.4', '1a', 'i)', 'Action 1'.
# It begins with what few characters are, for which a text is searched fast.
MAY_NUMBER = re.compile(
    r"[\d)](?:(?<=\d)(?:\.\d|[a-h])|(?<=[a-hivx]\))|(?<=ction\s\d)|(?<=tment\s\d))"
)
# In the other ways a block begins with its first number: 'a. We will …', 'i. We will …'.
MAY_OPEN = re.compile(r"[\s•–-]*[ai]\.\s")

# '4.l Two bulletins …': a figure that the export took for a letter
MISREAD = re.compile(r"(?<![\w.])(\d{1,3}\.)[lI](?=[.)]?\s)")
UP_TO = re.compile(r"[\u2013-]|\sto\s")

# What '1.5 posts' or '2.5 more staff' have behind a figure
MANY = re.compile(
    r"(?!(?:this|thus|has|was|is|as|its|plus|news)\b)"
    r"(?:(?:additional|extra|full|full-time|further|more|new|part-time|whole)\s)*"
    r"(?:[a-z]+[^\W\dsu]s|staff|people)\b"
)
# What a figure counts: '1.1 to 1.3 hours of training', '1.3 million pounds'.
COUNTED = re.compile(
    r"\s{0,3}(?:(?:(?:[\u2013-]|to\b)\s{0,3})?\d{1,3}\.\d{1,3}\s{0,3})?"
    r"(?:%|(?:per\s?cent|[mb]illion|hours?|days?|weeks?|months?|years?|FTE)\b)"
)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A printed entry number: where it stands and where its text begins."""

    ref: str
    start: int
    text_start: int


def find_marks(
    rows: Sequence[TableRow], number: str | None, *, is_throughout: bool = True
) -> list[list[PrintedNumber]]:
    """The entry numbers of each row in the first way that the rows number in; else none.

    `number` is the recommendation's; `is_throughout` what `number_alike` says of all rows of the
    plan.
    """
    texts = (figures(text.string) for row in rows for text in (row.ref, row.action))
    families: tuple[Family, ...] = ()
    if any(MAY_NUMBER.search(text) or MAY_OPEN.match(text) for text in texts):
        families = FAMILIES
    if any(row.owner and row.target and OPENS_LIST.match(row.action.string) for row in rows):
        families = (*families, COUNTED_ANEW)
    # 'i. We will …' alone in its block: a number where all of the plan is numbered so.
    is_like_all = is_throughout and any(map(_is_whole, rows))
    for family in families:
        found = _marks_of(family, rows, number)
        if family is COUNTED_ANEW:
            found = _without_lists(found, rows)
        fewest = 1 if is_like_all else family.fewest
        if sum(map(len, found)) >= fewest and (
            not family.is_like_list or _counts_entries(found, rows, family, is_throughout)
        ):
            return found
    return [[] for _ in rows]


def number_alike(rows: Iterable[TableRow]) -> bool:
    """Do all rows with an owner and a target, two or more, begin with a number as lists have it?"""
    whole = [row.action.string for row in rows if _is_whole(row)]
    return len(whole) > 1 and all(OPENS_LIST.match(string) for string in whole)


def _is_whole(row: TableRow) -> bool:
    return bool(row.action and row.owner and row.target)


def _counts_entries(
    marks: Sequence[Sequence[PrintedNumber]],
    rows: Sequence[TableRow],
    family: Family,
    is_throughout: bool,
) -> bool:
    """Are numbers that a list inside an entry may have, too, those of entries?

    What has values of its own must be counted with them. Where a block has but one such row, the
    numbers in it are a list, unless the whole plan numbers so.
    """
    whole = [(found, row) for found, row in zip(marks, rows, strict=True) if _is_whole(row)]
    if family.is_named:
        return all(found for found, _ in whole)
    if not all(found and _is_first(found[0], row) for found, row in whole):
        return False
    return is_throughout or len(whole) > 1


def _without_lists(
    marks: Sequence[Sequence[PrintedNumber]], rows: Sequence[TableRow]
) -> list[list[PrintedNumber]]:
    """The numbers that begin rows, where those alone count without a gap; else all of them."""
    first = [
        [mark for mark in found if _is_first(mark, row)]
        for found, row in zip(marks, rows, strict=True)
    ]
    counts = [count_of(mark.ref)[1] for found in first for mark in found]
    is_whole = len(counts) > 1 and all(b - a == 1 for a, b in pairwise(counts))
    return first if is_whole else [list(found) for found in marks]


def _is_first(mark: PrintedNumber, row: TableRow) -> bool:
    return mark.start <= _lead(row.action.string)


def _lead(string: str) -> int:
    """How long the blanks and marks of lists are that a cell begins with."""
    return len(string) - len(string.lstrip(" \n•-–"))


def figures(string: str) -> str:
    """A text, as long as it is, with figures for the letters that numbers are misread with."""
    return MISREAD.sub(r"\g<1>1", string) if ".l" in string or ".I" in string else string


def is_astray(ref: str, number: str | None) -> bool:
    """Does an entry's number name another recommendation than the one that it stands under?"""
    major, named = _major(number), re.match(r"(\d+)(?!\d*$)(?:\.(\d+)\.\d)?", ref)
    return major is not None and named is not None and str(major) not in named.groups()


def _major(number: str | None) -> int | None:
    whole = re.fullmatch(r"(\d{1,3})[a-z]?", number or "")
    return int(whole.group(1)) if whole else None


def _marks_of(
    family: Family, rows: Sequence[TableRow], number: str | None
) -> list[list[PrintedNumber]]:
    marks: list[list[PrintedNumber]] = []
    last: Key | None = None
    for row in rows:
        found: list[PrintedNumber] = []
        only = family.alone.fullmatch(figures(row.ref.string)) if row.ref else None
        key = family.key(only.group("ref")) if only else None
        if only and key:
            more = JOINER.split(only.group("more"))[1:]
            ref = only.group("ref") + only.group("more") if more else only.group("ref")
            last = (more and family.key(more[-1])) or key
            found.append(PrintedNumber(_printed(ref), -1, 0))
        string = figures(row.action.string)
        lead = _lead(string)
        matches = {match.start("ref"): match for match in family.inside.finditer(string)}
        opening = family.at_start.match(string)
        for match in (*family.glued.finditer(string), *((opening,) if opening else ())):
            matches.setdefault(match.start("ref"), match)
        for start in sorted(matches):
            match = matches[start]
            key = family.key(match.group("ref"))
            if COUNTED.match(string, match.end()) or not _rises(match, family):
                continue
            if last is None and key and key[1] > family.first and MANY.match(string, match.end()):
                continue  # '2.5 staff are needed': a numbering begins otherwise
            if key is None or not _may_count(key, family, number, is_first=start <= lead):
                continue
            is_list = family.is_bare and not family.is_named
            if is_list and last is None and not _opens_block(rows, row, start, lead):
                continue
            is_strong = _stands_apart(string, start)
            if _goes_on(key, last, family, is_first=start <= lead, is_strong=is_strong):
                more = JOINER.split(match.group("more"))[1:]
                ref = match.group("ref") + match.group("more") if more else match.group("ref")
                found.append(PrintedNumber(_printed(ref), start, match.end()))
                last = (more and family.key(more[-1])) or key
        marks.append(found)
    return marks


def _rises(match: re.Match[str], family: Family) -> bool:
    """Whether what spans numbers counts upwards: '1.1 to 1.3' does, '2.5 to 3.5' are figures."""
    more = match.group("more")
    if not UP_TO.search(more):
        return True
    keys = [family.key(ref) for ref in (match.group("ref"), *JOINER.split(more)[1:])]
    return all(a and b and a[0] == b[0] and a[1] < b[1] for a, b in pairwise(keys))


def _printed(ref: str) -> str:
    """A number as printed, without the marks around the whole of it: '1.4', '1(a)', 'a', 'ii'."""
    bare = WORDS_BEFORE.sub("", ref).strip(" .:")
    inner = re.fullmatch(r"\(?([a-z]+)\)|([^()]+)\)", bare)
    return (inner.group(1) or inner.group(2)) if inner else bare


def _opens_block(rows: Sequence[TableRow], row: TableRow, start: int, lead: int) -> bool:
    """Does a number stand before every other word of the block?"""
    before = next((other for other in rows if other.action), row)
    return before is row and start <= lead


def _may_count(key: Key, family: Family, number: str | None, *, is_first: bool) -> bool:
    """May a number with this key count entries of the recommendation `number`?"""
    before, _ = key
    major = _major(number)
    if family.is_bare or (family is FAMILIES[0] and major is None):
        return True
    if before == number or major is None:
        return before == number
    if family is not FAMILIES[0]:
        # '1.2.1' is of the second recommendation where those of the first are '1.1.1', '1.1.2'.
        return str(major) in before.split(".")
    return int(before) == major or (is_first and abs(int(before) - major) <= 1)


def _stands_apart(string: str, start: int) -> bool:
    """Does a number begin its cell or paragraph, or follow the end of a sentence?"""
    at = start - 1
    while at >= 0 and string[at].isspace():
        at -= 1
    gap = string[at + 1 : start]
    return at < 0 or len(gap) > 1 or "\n" in gap or string[at] in CLOSING


def _goes_on(
    key: Key, last: Key | None, family: Family, *, is_first: bool, is_strong: bool
) -> bool:
    """May this number be the next entry's, rather than a figure in the text?"""
    if last is None or last[0] != key[0]:
        return (is_first and key[1] <= family.highest) or (is_strong and key[1] <= family.first)
    step = key[1] - last[1]
    if is_first:
        return -1 < step <= 4
    return step == 1 or (is_strong and step == 2)
