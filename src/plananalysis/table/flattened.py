"""Table pages that the export turned into running text, put back into rows.

Where the lines of a page were read straight across, the words of an owner and a date stand among
those of the text: 'Regional Quality Manager, The audit tool has Completed Performance been …'.
Where the cells were only joined, owner and date stand behind each text. Both are put right only by
posts that stand whole in other cells of the same plan: without them the text is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from plananalysis.readers.sourcetext import EMPTY, Text, join
from plananalysis.records import Fault
from plananalysis.table.columns import TableRow
from plananalysis.table.flattenedvalues import Found, bare_word, find_joined, find_woven
from plananalysis.wording.vocabulary import read_response

WORD = re.compile(r"\S+")
NUMBER = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?")
SHORTEST = 200
# 'A text before. 4 Ensure that … Agreed 4.1 We will …': a recommendation inside running text.
RECOMMENDATION = re.compile(
    r"(?:^|(?<=\s))(?P<number>\d{1,3}(?:\.\d{1,3})?)\s+(?P<text>[A-Z][^\d].{15,900}?)\s+"
    r"(?P<response>(?:Partly |Partially |Not )?(?:[Aa]greed|[Aa]ccepted)(?: in principle)?)"
    r"(?=\s+[A-Z\d‘'\"])"
)


def next_number(number: str) -> str | None:
    """The number that comes next in a plan; None where this is no number."""
    match = NUMBER.search(number)
    if match is None:
        return None
    major, minor = match.groups()
    return f"{major}.{int(minor) + 1}" if minor else str(int(major) + 1)


def part_recommendations(row: TableRow, following: str | None) -> list[TableRow]:
    """The row cut before each recommendation that stands inside its running text.

    Only one that bears `following`, the number that comes next in the plan, is taken for one.
    """
    text = row.action or row.recommendation
    if row.response and not row.is_restored:
        following = next_number(row.number.string)
    if following is None or len(text.string) < SHORTEST or following not in text.string:
        return [row]
    for match in RECOMMENDATION.finditer(text.string):
        if match.group("number") != following or not read_response(match.group("response")):
            continue
        is_head = bool(row.response)
        head = replace(
            row,
            recommendation=row.recommendation if is_head else EMPTY,
            action=text.slice(0, match.start()).strip(),
            owner=EMPTY,
            target=EMPTY,
        )
        opened = replace(
            row,
            is_page_first=False,
            is_restored=True,
            number=text.slice(*match.span("number")),
            recommendation=text.slice(*match.span("text")),
            response=text.slice(*match.span("response")),
            ref=EMPTY,
            action=text.slice(match.end("response")).strip(),
            explained=(),
            scraps=(),
        )
        rest = part_recommendations(opened, next_number(following))
        return [head, *rest] if head.action else rest
    return [row]


def restore_rows(row: TableRow, known: Collection[str]) -> tuple[list[TableRow], list[Fault]]:
    """The rows that a flattened one holds; the row itself where nothing shows their borders."""
    text = row.action or row.recommendation
    if (
        len(text.string) < SHORTEST
        or row.owner
        or row.target
        or (row.response and not row.is_restored)
    ):
        return [row], []
    words = [match.span() for match in WORD.finditer(text.string)]
    bare = [bare_word(text.string[first:last]) for first, last in words]
    posts = [
        (name, [bare_word(word) for word in name.split()])
        for name in sorted(known, key=lambda name: (-len(name), name))
    ]
    joined = list(find_joined(text.string, words, bare, posts))
    if joined:
        return _cut_joined(row, text, words, joined)
    woven = list(find_woven(text.string, words, bare, posts))
    if woven:
        return _cut_woven(row, text, words, woven)
    return [row], []


def _cut_joined(
    row: TableRow, text: Text, words: Sequence[tuple[int, int]], found: Sequence[Found]
) -> tuple[list[TableRow], list[Fault]]:
    rows: list[TableRow] = []
    at = 0
    for one in found:
        body = text.slice(at, words[one.first][0]).strip()
        rows.append(
            _row(
                row,
                body,
                _words(text, words, one.owner),
                _words(text, words, one.target),
                is_first=not rows,
            )
        )
        at = words[one.last][1]
    rest = text.slice(at).strip()
    if rest:
        rows.append(_row(row, rest, EMPTY, EMPTY, is_first=False))
    return rows, [_fault(row, len(rows))]


def _cut_woven(
    row: TableRow, text: Text, words: Sequence[tuple[int, int]], found: Sequence[Found]
) -> tuple[list[TableRow], list[Fault]]:
    rows: list[TableRow] = []
    head = text.slice(0, words[found[0].first][0]).strip()
    if head:
        rows.append(_row(row, head, EMPTY, EMPTY, is_first=True))
    for index, one in enumerate(found):
        end = found[index + 1].first if index + 1 < len(found) else len(words)
        taken = {*one.owner, *one.target}
        kept = [at for at in range(one.first, end) if at not in taken]
        rows.append(
            _row(
                row,
                _words(text, words, kept),
                _words(text, words, one.owner),
                _words(text, words, one.target),
                is_first=not rows,
            )
        )
    return rows, [_fault(row, len(rows))]


def _words(text: Text, words: Sequence[tuple[int, int]], which: Sequence[int]) -> Text:
    """These words of a text, runs of them kept together as they are printed."""
    runs: list[list[int]] = []
    for at in which:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return join([text.slice(words[run[0]][0], words[run[-1]][1]) for run in runs], " ")


def _row(row: TableRow, action: Text, owner: Text, target: Text, *, is_first: bool) -> TableRow:
    keeps_recommendation = is_first and bool(row.response)
    return replace(
        row,
        number=row.number if is_first else EMPTY,
        ref=row.ref if is_first else EMPTY,
        recommendation=row.recommendation if keeps_recommendation else EMPTY,
        response=row.response if keeps_recommendation else EMPTY,
        action=action,
        owner=owner,
        target=target,
        is_page_first=row.is_page_first and is_first,
        is_restored=True,
    )


def _fault(row: TableRow, count: int) -> Fault:
    message = (
        f"a page of the table is turned to running text; {count} rows were told apart by the "
        "plan's own posts"
    )
    return Fault(row.line, "flattened_page", message, True)
