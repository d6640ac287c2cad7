"""The date that a target stands for now, where it prints the one that this replaces, too."""

from __future__ import annotations

from collections.abc import Sequence, Set

from plananalysis.dates.followingdates import is_done_again, is_to_follow
from plananalysis.dates.printed import bounds
from plananalysis.dates.targetwords import MARKS, WORD, Unit

_GOES_ON = frozenset({"commenced", "delayed", "ongoing"})


def find_date_in_force(
    text: str, units: Sequence[Unit], parts: Set[int] = frozenset()
) -> tuple[str | None, tuple[str, ...]]:
    """The date that a value stands for now: a revised one before the one it replaces.

    None where a state is said and every date is an old one, "Complete (was due March 2024)", or one
    of what is to follow: "Complete, next review March 2025".
    `parts` are the units that say of a part that it is complete.
    """
    dated = _without_parts(_dates_marked(text, units, parts), units)
    faults = tuple(fault for unit in units if unit.role == "date" for fault in unit.faults)
    if any(mark == "following" for mark, _ in dated):
        dated = [(mark, said) for mark, said in dated if mark != "following"]
        faults += ("following_date",)
    # A word beside may be what was revised: "September 2022 Revised policy, April 2023".
    is_plain = not any(u.role == "other" or u.meaning == "complete" for u in units)
    if is_plain and len({d for _, d in dated}) > 1 and any(mark in MARKS for mark, _ in dated):
        faults += ("replaced_date",)
    current = [d for m, d in dated if m == "later"] or [d for m, d in dated if m != "earlier"]
    if not current and any(u.role == "state" for u in units):
        return None, faults
    current = list(dict.fromkeys(current or [d for _, d in dated]))
    if not current:
        return None, faults
    if len(current) == 1 or any(m == "later" for m, _ in dated):
        return current[-1], faults
    ordered = sorted(current, key=lambda d: bounds(d)[0])
    opening = ordered[0].split("/")[0]
    closing = max(current, key=lambda d: bounds(d)[1]).split("/")[-1]
    edtf = opening if opening == closing else f"{opening}/{closing}"
    return edtf, (*faults, "several_dates")


def _without_parts(
    dated: Sequence[tuple[str, str]], units: Sequence[Unit]
) -> list[tuple[str, str]]:
    """The dates without those of parts that are done, where something else says how it goes on.

    "Phase 1 complete April 2023, phase 2 June 2024" stands for June 2024.
    """
    goes_on = any(mark != "part" for mark, _ in dated) or any(u.meaning in _GOES_ON for u in units)
    if goes_on:
        return [(mark, said) for mark, said in dated if mark != "part"]
    return [("", said) for _, said in dated]


def _dates_marked(text: str, units: Sequence[Unit], parts: Set[int]) -> list[tuple[str, str]]:
    """Each date of a value behind what is said of it.

    That is `earlier`, `later`, `part`, `following`, or nothing.
    """
    dated: list[tuple[str, str]] = []
    mark = ""
    is_moved = any(u.role == "later" or u.meaning == "delayed" for u in units)
    for index, unit in enumerate(units):
        if unit.role in MARKS:
            if dated and marks_date_before(text, units, index):
                dated[-1] = unit.role, dated[-1][1]
            else:
                mark = unit.role
        elif unit.role == "other" and index and _may_be_of_noun(units[index - 1]):
            mark = ""  # "1 April for new staff, 1 July for all", "May 2024 → Phase 2: July 2024"
        elif index in parts:
            mark = "part" if _opens_date(units[index + 1 :]) else mark
        elif unit.meaning == "complete" and (mark == "later" or _opens_date(units[index + 1 :])):
            # "June 2024, completed July 2024", "June 2024, now complete"
            dated = [("earlier", said) for _, said in dated]
        elif unit.role == "date":
            opening, _, closing = unit.meaning.partition("/")
            moved_to = closing if is_moved and closing and unit.lead == "from" else unit.meaning
            if moved_to == unit.meaning:
                mark = _moved(units[:index]) or mark
                is_to_come = not mark and is_to_follow(text, units, index, parts)
                mark = "following" if is_to_come or is_done_again(text, units, index) else mark
            else:
                dated.append(("earlier", opening))
            dated.append((mark, moved_to))
            mark = ""
    return dated


def _may_be_of_noun(mark: Unit) -> bool:
    return mark.meaning == "adjective" or is_sign(mark)


def is_sign(unit: Unit) -> bool:
    """Whether it is an arrow."""
    return unit.role == "later" and not WORD.search(unit.text)


def marks_date_before(text: str, units: Sequence[Unit], index: int) -> bool:
    """Whether a mark is said of the date before it: "July 2024 (revised)", "July 2024 revised".

    It stands in brackets of its own, or nothing but small words stand behind it.
    """
    unit, before = units[index], units[index - 1] if index else None
    if before is None or before.role != "date" or not WORD.search(unit.text):
        return False
    behind = next((u for u in units[index + 1 :] if u.role != "link"), None)
    if "(" in text[before.end : unit.start]:
        return text.find(")", unit.end, behind.start if behind else len(text)) >= 0
    return behind is None


def _opens_date(behind: Sequence[Unit]) -> bool:
    """Whether a date comes next, but for small words: "completed in July 2024"."""
    following = next((unit for unit in behind if unit.role != "link"), None)
    return following is not None and following.role == "date"


def _moved(before: Sequence[Unit]) -> str:
    """Of a date behind these: `earlier` in 'revised from March 2024', `later` in 'slipped to'."""
    if len(before) < 2:
        return ""
    move, word = before[-2].meaning, before[-1].text.lower()
    if move in ("moved", "delayed") and word == "from":
        return "earlier"
    return "later" if move == "delayed" and word in ("to", "until") else ""
