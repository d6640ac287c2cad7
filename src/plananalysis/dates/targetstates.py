"""What the words of a target say of its state: done, denied, only promised, in part or in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import cast

from plananalysis.dates.targetwords import HEADS, Unit
from plananalysis.records import State

_CLAUSE_END = re.compile(r"[.;,()\n–—]|\s-\s|\s{2,}")
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"\d+|{'|'.join(_NUMBERS)}"
_SHARE = re.compile(
    rf"(?P<percent>\d{{1,3}})\s?%"
    rf"|\b(?P<some>{_NUMBER})\s+(?:out\s+)?of\s+(?:the\s+)?(?P<all>{_NUMBER})\b",
    re.IGNORECASE,
)
_STATEMENT_END = re.compile(r"[.\n]")
# What wordings mean unless the words beside them tell otherwise.
_SAID_ALONE = {"placed": "complete", "start": "commenced"}


def _clause_before(text: str, units: Sequence[Unit], index: int, most: int = 4) -> Iterator[Unit]:
    """The units before one in its clause, nearest first, up to `most`; a head ends the clause."""
    right = units[index]
    for unit in reversed(units[max(0, index - most) : index]):
        if unit.role in HEADS or _CLAUSE_END.search(text, unit.end, right.start):
            return
        yield unit
        right = unit


def find_meanings(text: str, units: Sequence[Unit]) -> list[str]:
    """What each state word says once the words before it have been heard."""
    meanings = []
    for index, unit in enumerate(units):
        if unit.role != "state":
            continue
        before = {u.role for u in _clause_before(text, units, index)}
        said = _SAID_ALONE.get(unit.meaning, unit.meaning)
        if "denial" in before and said not in ("empty", "event"):
            meanings.append("unplaced")
        elif "promise" in before and said == "complete":
            meanings.append("event")
        elif unit.meaning == "start" and index and units[index - 1].role == "other":
            meanings.append("event")  # 'Contract start: May 2024' names what is to be then
        elif said == "complete" and _is_limited(text, units, index):
            meanings.append("unplaced")
        elif said == "complete" and _is_doubted(text, units, index):
            meanings.append("doubtful")
        else:
            meanings.append(said)
    return meanings


def find_parts(units: Sequence[Unit], said: Sequence[str]) -> frozenset[int]:
    """Which units say that a part is complete, of which `find_meanings` says `unplaced`."""
    states = [index for index, unit in enumerate(units) if unit.role == "state"]
    return frozenset(
        index
        for index, meaning in zip(states, said, strict=True)
        if meaning == "unplaced" and units[index].meaning == "complete"
    )


def _is_limited(text: str, units: Sequence[Unit], index: int) -> bool:
    """Whether it is complete in part or on a condition: "80% complete", "Complete except for …".

    Heard is what stands before it in its clause, and behind it up to a full stop or the next state
    or recurrence; a date beside it ends nothing: "Complete April 2023 (Phase 1)".
    """
    before = list(_clause_before(text, units, index, 6))
    behind = list(takewhile(lambda u: u.role == "date" or u.role not in HEADS, units[index + 1 :]))
    start = before[-1].start if before else units[index].start
    head = index + 1 + len(behind)
    end = units[head].start if head < len(units) else len(text)
    stops = (found.start() for found in _STATEMENT_END.finditer(text, units[index].end, end))
    dates = [unit for unit in behind if unit.role == "date"]
    end = next((at for at in stops if not any(d.start <= at < d.end for d in dates)), end)
    if any(unit.meaning == "limit" and unit.start < end for unit in (*before, *behind)):
        return True
    return any(
        int(share["percent"]) < 100
        if share["percent"]
        else _number(share["some"]) < _number(share["all"])
        for share in _SHARE.finditer(text, start, end)
    )


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.index(said.lower()) + 1


def _is_doubted(text: str, units: Sequence[Unit], index: int) -> bool:
    """Whether it is "Complete?" or "Complete(d) by March 2024": is it done or to be done?"""
    if text[units[index].end :].lstrip().startswith("?"):
        return True
    if units[index].meaning == "placed":
        # 'In place' is done, unless a date beside it may say when it is to be. 'Team in place' may
        # be what is promised.
        return any(unit.role == "date" for unit in units) or any(
            unit.role == "other" for unit in _clause_before(text, units, index)
        )
    following = units[index + 1 : index + 3]
    if len(following) < 2 or following[1].role != "date":
        return False
    return following[0].text.lower() == "by" and not _CLAUSE_END.search(
        text, units[index].end, following[1].start
    )


def add_up_state(
    said: Sequence[str], edtf: str | None, recurs: str
) -> tuple[State, tuple[str, ...]]:
    """The state of the model that the words add up to, and what is wrong with it."""
    has = set(said)
    if "closed" in has:
        # 'Completed – closed': closed because it was done.
        has = has - {"closed"} if "complete" in has else has | {"ended"}
    faults: tuple[str, ...] = ()
    if has & {"unplaced", "ended"} and not has & {"delayed", "commenced", "ongoing"}:
        faults += ("no_such_state",)
    if "doubtful" in has:
        faults += ("doubtful_state",)
    if "complete" in has and has & {"delayed", "unplaced", "ended", "doubtful"}:
        faults += ("mixed_states",)
    if "complete" in has:
        return ("complete_ongoing" if "ongoing" in has else "complete"), faults
    for state in ("delayed", "commenced", "ongoing"):
        if state in has:
            return cast(State, state), faults
    if "ended" in has:
        return "none", faults
    if edtf:
        return "dated", faults
    return ("recurring" if recurs and not faults else "none"), faults
