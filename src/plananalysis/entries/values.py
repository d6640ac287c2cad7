"""The owners and target dates that a row of the table holds, as separate values."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from plananalysis.dates.targets import parse_target, split_targets
from plananalysis.dates.targetwords import is_move_alone
from plananalysis.readers.sourcetext import Text, join
from plananalysis.wording.months import month_of
from plananalysis.wording.postwords import (
    is_bare_title,
    is_cut_short,
    is_tail,
    is_unit_beside,
    owner_likeness,
    post_patterns,
    split_posts,
)

HARD_MARK = re.compile(r"\s*\n\s*")
# What a date breaks off with: 'By 31st', 'By the end of'.
CUT_DATE = re.compile(
    r"(?:^|\s)(?:\d{1,2}(?:st|nd|rd|th)?|by|before|end|from|early|mid|late|of|the|until"
    r"|spring|summer|autumn|winter|Q[1-4])$",
    re.IGNORECASE,
)
# What a state breaks off with, 'Complete –', 'May 2024, now', and what goes on, 'and ongoing'.
OPEN_TARGET = re.compile(r"(?:\w\s*[,&/–—-]|\b(?:and|now|with|then|until))\s*$", re.IGNORECASE)
YEAR_FIRST = re.compile(r"\s*\d{4}\b")
CARRIED_ON = re.compile(r"\s*(?:and|then|with|thereafter)\b")
# What stands before a value and is of it: 'Champions: ', '• '.
NAME_BEFORE = re.compile(
    r"(?:(?<=\s)[A-Z](?:[^:;.,\n]*:|[^:;.,\n–-]*\s(?:[–-]|by|from))|[•●▪◦‣])\s*$"
)
WEAK_MARK = re.compile(r"\s*\n\s*|\s{2,}")


@dataclass(frozen=True, slots=True)
class Values:
    """What the owner's and the target's cells of a row hold, in order.

    `*_are_marked`: the export kept the marks between them, so where they part is certain.
    `is_owner_continued`: the first owner is the end of the last one of the row before.
    """

    owners: tuple[Text, ...] = ()
    targets: tuple[Text, ...] = ()
    owners_are_marked: bool = True
    targets_are_marked: bool = True
    is_owner_continued: bool = False

    def __bool__(self) -> bool:
        return bool(self.owners or self.targets)


def read_values(
    owner: Text,
    target: Text,
    known: Collection[str],
    before: Text | None,
    expected: int | None = None,
    *,
    is_afresh: bool = False,
) -> Values:
    """The values of a row.

    `known` are posts that stand alone in cells of the plan, `before` the last owner of the row
    before where this row may go on with it, `expected` how many values the text calls for.
    `is_afresh`: the row begins with an entry of its own, so that its owner is the rest of another
    only where the words say so.
    """
    targets, targets_marked = split_target_cell(target, expected)
    called_for = expected or (len(targets) if targets_marked and len(targets) > 1 else None)
    owners, owners_marked = split_owners(owner, known, expected, called_for)
    continued = bool(
        owners
        and before
        and _continues(before.plain, owners[0].plain, known)
        and (not is_afresh or _is_broken_between(before.plain, owners[0].plain))
    )
    return Values(tuple(owners), tuple(targets), owners_marked, targets_marked, continued)


def _continues(before: str, piece: str, known: Collection[str]) -> bool:
    """Is this piece the end of a post that the row before began?"""
    if f"{before} {piece}" in known:
        return True
    if is_unit_beside(before, piece):
        return False
    if is_cut_short(before):
        return True
    return (is_tail(piece) and piece not in known) or _are_one_title(before, piece, known)


def _are_one_title(before: str, piece: str, known: Collection[str]) -> bool:
    """Is a lone word of a title parted from the rest: 'Quality' / 'Development Officer'?"""
    is_word = 1 in (len(before.split()), len(piece.split()))
    is_name = before.istitle() and is_tail(before) and before not in known
    return is_word and is_name and not post_patterns().starts.match(piece)


def may_run_on(owner: Text | None, cell: Text) -> bool:
    """Is an owner no post by its words, or a cell the rest of one, so that it may run on there?"""
    is_rest = bool(cell) and bool(post_patterns().rest.match(cell.plain))
    return owner is not None and (is_rest or is_tail(owner.plain))


def _is_broken_between(before: str, piece: str) -> bool:
    """Does a post that breaks off stand before this piece, or is the piece the rest of any?"""
    is_open = is_cut_short(before) or is_bare_title(before)
    return is_open or bool(post_patterns().rest.match(piece))


def split_owners(
    cell: Text, known: Collection[str], expected: int | None, called_for: int | None = None
) -> tuple[list[Text], bool]:
    """The posts of an owner cell, and whether marks of the export part them.

    `called_for` is how many there are, where the entries or the targets beside them tell.
    """
    if not cell:
        return [], True
    pieces = _split(cell, HARD_MARK)
    if len(pieces) > 1:
        broken = (_is_broken_between(one.plain, other.plain) for one, other in pairwise(pieces))
        if len(pieces) == called_for and not any(broken):
            # 'Director, London' / 'Performance and Quality': the second may be a unit.
            may_be_unit = not is_tail(pieces[0].plain) and any(is_tail(p.plain) for p in pieces[1:])
            return pieces, not may_be_unit
        return _join_cut(pieces), True
    pieces = _split(cell, WEAK_MARK)
    if len(pieces) > 1 and not any(is_tail(piece.plain) for piece in pieces[1:]):
        parted = [part for piece in pieces for part in _split_glued(piece, known, None)]
        return parted, False
    parted = _split_glued(cell, known, expected)
    return parted, len(parted) == 1


def _split_glued(cell: Text, known: Collection[str], expected: int | None) -> list[Text]:
    return [
        cell.slice(first, last).strip() for first, last in split_posts(cell.string, known, expected)
    ]


def _join_cut(pieces: list[Text]) -> list[Text]:
    """Pieces that a line break cut inside a post, joined: 'Deputy Director,' + 'Group A'."""
    joined = [pieces[0]]
    for piece in pieces[1:]:
        is_word = bool(post_patterns().rest.match(piece.plain)) and len(piece.plain.split()) == 1
        if is_unit_beside(joined[-1].plain, piece.plain):
            joined.append(piece)
            continue
        is_rest = is_word or (is_tail(piece.plain) and owner_likeness(piece.plain) < 0.9)
        if is_rest or is_cut_short(joined[-1].plain):
            joined[-1] = join((joined[-1], piece))
        else:
            joined.append(piece)
    return joined


def split_target_cell(cell: Text, expected: int | None) -> tuple[list[Text], bool]:
    """The separate values of a target cell, and whether marks of the export part them."""
    if not cell:
        return [], True
    spans = split_targets(cell.string, expected)
    if not spans:
        return [cell.strip()], True
    # What stands between values is kept with the value before it: nothing printed is lost. What
    # names the next one, 'Champions: complete', is kept with that.
    starts = [_start_of_name(cell.string, left.end, right.start) for left, right in pairwise(spans)]
    edges = [0, *starts, len(cell)]
    pieces = [cell.slice(first, last).strip() for first, last in pairwise(edges)]
    is_marked = all("\n" in cell.string[left.end : right.start] for left, right in pairwise(spans))
    return pieces, is_marked


def _start_of_name(string: str, first: int, last: int) -> int:
    """Where the name or the bullet before a value begins that starts at `last`; else `last`."""
    found = NAME_BEFORE.search(string, first, last)
    return found.start() if found else last


def ends_cut_target(before: str, first: str) -> bool:
    """Is a value the end of the one that a row break cut: 'By 31st' and 'January 2024'?"""
    if OPEN_TARGET.search(before) or CARRIED_ON.match(first):
        return parse_target(f"{before} {first}").understood
    words = before.split()
    is_cut = bool(words) and bool(CUT_DATE.search(before) or month_of(words[-1].lower()))
    is_cut = is_cut or is_move_alone(before)
    if not is_cut or parse_target(before).target.edtf or not parse_target(first).target.edtf:
        return False
    # 'By 31 March' has its month: only a year can be what it lacks.
    if month_of(words[-1].lower()) and not YEAR_FIRST.match(first):
        return False
    whole = parse_target(f"{before} {first}")
    is_left_out = "following_date" in whole.faults
    return whole.understood and (whole.target.edtf is not None or is_left_out)


def _split(cell: Text, mark: re.Pattern[str]) -> list[Text]:
    string = cell.string
    # Of all white space, printable text has spaces alone: told sooner than by either mark.
    if string.isprintable() and "  " not in string:
        return [cell.strip()] if cell else []
    pieces, at = [], 0
    for match in mark.finditer(string):
        pieces.append(cell.slice(at, match.start()))
        at = match.end()
    pieces.append(cell.slice(at))
    return [piece.strip() for piece in pieces if piece]
