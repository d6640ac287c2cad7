"""Where one value of a Target Date cell ends and the next begins: the seams between its heads.

A head is a date, a state or a recurrence. Each seam is cut or joined by what stands there, and
carries what it would cost to turn that over where a known number of values asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from plananalysis.dates.targetdates import is_sign, marks_date_before
from plananalysis.dates.targetwords import HEADS, MARKS, Unit

_JOINING_MARK = re.compile(r"[-–—(:&,;/+]")


def _is_capital(unit: Unit, text: str) -> bool:
    """Whether a unit opens as a new value does; in a cell all in capitals no letter tells that."""
    return not unit.text[:1].islower() and not text.isupper()


def is_title_like(others: Sequence[Unit]) -> bool:
    """Whether words look like a post and not like a clause: most of them begin with a capital."""
    words = [u for u in others if u.role == "other" and u.meaning != "limit"]
    return bool(words) and 2 * sum(u.text[:1].isupper() for u in words) >= len(words)


@dataclass(frozen=True, slots=True)
class Seam:
    """Between two heads: the value `is_cut` there by default; turning that over costs `cost`."""

    left_end: int
    right_start: int
    is_cut: bool
    cost: int  # 0 costs nothing, 9 is never turned over


def find_seam(text: str, units: Sequence[Unit], a: int, b: int, *, is_strict: bool) -> Seam:
    """Whether two heads belong to one value, by what stands between them."""
    left, right, between = units[a], units[b], units[a + 1 : b]
    links = [u for u in between if u.role != "other"]
    gap = text[left.end : right.start]
    if gap.count("(") > gap.count(")"):
        return Seam(left.end, right.start, False, 9)
    if any(u.role == "other" for u in between) and (is_strict or is_title_like(between)):
        return cut_around(between, left, right, 9)
    first = between[0] if between else right
    if cost := _cost_of_revision(text, units, a, b):
        return Seam(left.end, first.start, False, cost)
    if units[b - 1].role in MARKS and marks_date_before(text, units, b - 1):
        # 'May 2024 (revised) July 2024': what stands in brackets closes the value.
        return Seam(text.index(")", between[-1].end) + 1, right.start, True, 1)
    for broken in re.finditer(r"\s{2,}|\n", gap):
        at = left.end + broken.end()
        after = next(u for u in (*between, right) if u.start >= at)
        before = next(u for u in reversed((left, *between)) if u.start < at)
        is_closed = before.role in (*HEADS, "other") or before.meaning == "closing"
        is_opened = after.role in HEADS or _is_capital(after, text)
        is_hard = "\n" in broken[0]
        if is_closed and (_is_capital(after, text) or (is_hard and is_opened)):
            is_turnable = _may_join(left, right) and before is left and after is right
            return Seam(before.end, after.start, True, (2 if is_hard else 1) if is_turnable else 9)
        if is_hard:
            return Seam(left.end, right.start, False, 9)
    if not is_strict and (parted := _seam_of_parts(text, units, a, b)):
        return parted
    if between and _TO_COME.search(gap) and between[-1].meaning == "closing":
        return Seam(left.end, first.start, False, 9)  # '…, to be reviewed May 2025'
    for before, after in pairwise((*between, right)):
        if before.meaning == "closing" and after.meaning != "closing" and _is_capital(after, text):
            # '… on an annual basis Completed': a capital behind words that close a value.
            is_cut = after.role == "link" or right.role in ("state", left.role)
            return Seam(before.end, after.start, is_cut, 1 if left.role == "state" else 3)
    if _JOINING_MARK.search(gap) or any(not _is_capital(u, text) for u in links):
        is_turnable = left.role == right.role == "date" and bool(links) and _is_capital(first, text)
        return Seam(left.end, first.start, False, 1 if is_turnable else 9)
    if links:
        return Seam(left.end, first.start, True, 9 if left.role == right.role else 1)
    return _tight_seam(text, left, right)


# What a span of time has between its ends: 'pilot from May 2024, to run until July 2024'.
_SPANS = re.compile(
    r"\b(?:to|until|till|through|throughout|end\w*|finish\w*|clos\w*|conclu\w*)\b", re.IGNORECASE
)
# ', training: June 2024', '; training June 2024'
_APART = re.compile(r"\s*(?:[;.]|,[^;:.,]+:)")
_NAME_BEHIND = re.compile(r"\s*\((?P<name>[^()]+)\)")
_NAME_BETWEEN = re.compile(rf"{_NAME_BEHIND.pattern}\s*(?:(?:[,;/&]|and\b)\s*)?(?:(?:by|from)\s)?")
_TO_COME = re.compile(r"\b(?:to|will)\s+be\s+\w+\s*$", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;.)]|\band\b|[A-Z])")


def _seam_of_parts(text: str, units: Sequence[Unit], a: int, b: int) -> Seam | None:
    """The cut between two heads that are each of a part with a name; None where they are not."""
    left, right = units[a], units[b]
    gap = text[left.end : right.start]
    if _are_named_behind(text, units, a, b):
        return Seam(left.end + gap.index(")") + 1, right.start, True, 9)
    if _are_of_parts(text, units, a, b):
        name = next(unit for unit in units[a + 1 : b] if unit.text.lower() != "and")
        return Seam(left.end + gap.startswith(")"), name.start, True, 9)
    return None


def _are_of_parts(text: str, units: Sequence[Unit], a: int, b: int) -> bool:
    """Whether two heads are each of a part that is named before it, and so two values.

    'Phase 1 – July 2024 Phase 2 – January 2025', '12 by April, 12 by September', 'Policy complete,
    training by June 2024'. A name between two dates alone may be of the first, or of what lasts.
    """
    left, right, between = units[a], units[b], units[a + 1 : b]
    if right.role != "date" or not _is_named(text, units, a) or not _PARTS.match(text, left.end):
        return False
    others = [unit for unit in between if unit.role == "other"]
    gap = text[left.end : right.start]
    if not others or _SPANS.search(gap) or any(unit.role in MARKS for unit in between):
        return False
    if left.role == "date":
        return gap.count("(") == gap.count(")")
    is_told = any(unit.text.endswith("ed") for unit in others)
    is_apart = right.lead in ("by", "from") or _APART.match(gap) is not None
    return left.meaning == "complete" and is_apart and not is_told


def _are_named_behind(text: str, units: Sequence[Unit], a: int, b: int) -> bool:
    """Whether brackets behind two dates name what each is of: 'May 2024 (draft) July 2024 (final)'.

    The same name twice, or a word that says which date holds, parts nothing.
    """
    left, right = units[a], units[b]
    behind = _NAME_BEHIND.match(text, right.end)
    if right.role != "date" or behind is None:
        return False
    if left.role == "state" and a and units[a - 1].role == "date":
        # 'March 2024 (complete) June 2024 (ongoing)'
        is_inside = text[units[a - 1].end : left.start].strip() == "("
        return is_inside and text[left.end : right.start].strip(" ,;") == ")"
    if left.role != "date":
        return False
    gap = _NAME_BETWEEN.fullmatch(text[left.end : right.start])
    if gap is None or gap["name"].lower() == behind["name"].lower():
        return False
    inside = [u for u in units if left.end <= u.start < behind.end() and u is not right]
    named = [u.start > right.start for u in inside if u.role == "other"]
    return {*named} == {False, True} and not any(u.role in MARKS for u in inside)


def _is_named(text: str, units: Sequence[Unit], at: int) -> bool:
    """Whether a name stands before a head, behind the head before it: 'Phase 1 – July 2024'."""
    names: list[str] = []
    for unit in reversed(units[:at]):
        if unit.role in HEADS or unit.role in MARKS or "\n" in text[unit.end : units[at].start]:
            break
        if unit.role == "other":
            names.append(unit.meaning)
    # 'Phase 1 complete' says of a part that it is complete: what it says of the whole is behind it.
    return bool(names) and (units[at].role == "date" or "limit" not in names)


def _cost_of_revision(text: str, units: Sequence[Unit], a: int, b: int) -> int:
    """What it costs to part heads of which one replaces the other; 0 where neither does.

    'May 2024 → July 2024', 'Original: May 2024' above 'Revised: July 2024'. The same mark again is
    that of another value, a sign with which the cell begins marks the items of a list, and a name
    between the two ('→ Phase 2') says that each is of a thing of its own.
    """
    left, right, between = units[a], units[b], units[a + 1 : b]
    is_named = any(u.role == "other" for u in between)
    if any(map(is_sign, between)) and not is_sign(units[0]) and not is_named:
        return 9
    if left.role != "date" or right.role != "date" or is_named:
        return 0
    old, new = _mark_of(text, units, a), _mark_of(text, units, b)
    if old and new and new.role == "earlier" != old.role:
        # Behind 'Was May 2024', 'Now July 2024', a 'Was June 2024' begins the next value.
        before = next((at for at in range(a - 1, -1, -1) if units[at].role in HEADS), None)
        is_paired = before is not None and bool(_mark_of(text, units, before))
        return 0 if is_paired else 2
    if old and new:
        return 9 if new.role == "later" and old.text.lower() != new.text.lower() else 0
    if old:
        return 9 if old.role == "earlier" else 0
    # 'October 2021 Revised in January 2022': one value, unless the count says that it is two.
    return 1 if new and (new.start > right.end or _is_capital(new, text)) else 9 * bool(new)


def _mark_of(text: str, units: Sequence[Unit], at: int) -> Unit | None:
    """What says of the date `units[at]` that it is the old one or the new one."""
    behind = units[at + 1] if at + 1 < len(units) else None
    if behind and behind.role in MARKS and marks_date_before(text, units, at + 1):
        return behind
    for index in range(at - 1, -1, -1):
        unit = units[index]
        if unit.role in HEADS or unit.role == "other":
            return None
        if unit.role in MARKS:
            return None if marks_date_before(text, units, index) else unit
    return None


def _may_join(left: Unit, right: Unit) -> bool:
    return left.role == "state" and right.role == "date"


def _tight_seam(text: str, left: Unit, right: Unit) -> Seam:
    """Two heads parted by one space: the same kind twice is two values, a capital opens one."""
    kinds = left.role, right.role
    if kinds == ("state", "date"):
        # 'Complete' may stand alone before a date of another value, 'Commencing' may not.
        is_verb = left.meaning in ("commenced", "start")
        return Seam(left.end, right.start, False, 9 if is_verb else 0)
    is_new = _is_capital(right, text)
    if left.role == right.role:
        is_new = is_new or left.meaning == right.meaning
        return Seam(left.end, right.start, is_new, 1 if left.meaning != right.meaning else 9)
    if kinds == ("recurrence", "date"):
        return Seam(left.end, right.start, _is_capital(left, text), 0)
    return Seam(left.end, right.start, is_new, 1)


def cut_around(between: Sequence[Unit], left: Unit, right: Unit, cost: int) -> Seam:
    """A cut that leaves foreign words out: small linking words stay with the value before them."""
    left_end, right_start = left.end, right.start
    for unit in between:
        if unit.role == "other" or unit.text[:1].isupper() or unit.text.lower() in ("of", "the"):
            break
        left_end = unit.end
    last = between[-1]
    if last.role not in ("other", *HEADS) and last.text[:1].isupper() and last.end > left_end:
        right_start = last.start
    return Seam(left_end, right_start, True, cost)


def settle_stack(text: str, units: Sequence[Unit], heads: Sequence[int], seams: list[Seam]) -> None:
    """In a stack that holds the same state bare, a date after that state is a value of its own."""
    bare = {
        units[heads[i]].meaning
        for i in range(len(heads))
        if units[heads[i]].role == "state"
        and (i == 0 or seams[i - 1].is_cut)
        and i < len(seams)
        and seams[i].is_cut
        and units[heads[i + 1]].role != "date"
    }
    for i, seam in enumerate(seams):
        left, right = units[heads[i]], units[heads[i + 1]]
        if not seam.is_cut and seam.cost == 0 and left.meaning in bare and _may_join(left, right):
            seams[i] = replace(seam, is_cut=True)


def turn_over(seams: list[Seam], expected: int) -> frozenset[int]:
    """The seams to turn over so that `expected` values come out: the cheapest way, if only one."""
    wanted = expected - 1 - sum(s.is_cut for s in seams)
    if wanted == 0:
        return frozenset()
    free = [i for i, s in enumerate(seams) if s.is_cut == (wanted < 0) and s.cost < 9]
    if len(free) < abs(wanted) or len(free) > 12:
        return frozenset()
    ways = sorted((sum(seams[i].cost for i in way), way) for way in combinations(free, abs(wanted)))
    if len(ways) > 1 and ways[0][0] == ways[1][0]:
        return frozenset()
    return frozenset(ways[0][1])
