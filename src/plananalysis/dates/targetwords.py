"""The words of the Target Date column: dates, states, recurrences, and what one value says.

The wordings are data (`vocabulary/states.csv`): a state, a recurrence, words that deny or only
promise what follows, words that link. A wording that is in none of them is kept as printed, gets
the state `none` and is said not to be understood; it is never guessed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple, cast

from plananalysis.dates.printed import bounds, find_dates, may_begin_date
from plananalysis.memo import remember
from plananalysis.records import Recurrence, State, Target
from plananalysis.wording.misreadings import words_near
from plananalysis.wording.vocabulary import read_rows

Role = Literal[
    "date", "state", "recurrence", "denial", "promise", "earlier", "later", "link", "other"
]

HEADS = frozenset({"date", "state", "recurrence"})
# What says of a date that it is the old one or the new one.
MARKS = frozenset({"earlier", "later"})
# A narrow cell is glued in an export: 'CompleteApril 2024', 'April 2024Ongoing'. A capital tells.
_BEGINNING = r"(?:(?<!\w)|(?-i:(?<=[a-z\d])(?=[CDO])))"
_END = r"(?:(?!\w)|(?-i:(?<=ed|te|ng)(?=[A-Z])))"
WORD = re.compile(r"[^\W_]+(?:[-/'’][^\W_]+)*")
_BROKEN_WORD = re.compile(r"(?<![\w-])([A-Za-z]+)[-‐]\s+([a-z]+)(?![\w-])")
_BIG_WORD = re.compile(rf"(?<![^\W_])(?![a-z]){WORD.pattern}")
_CLAUSE_END = re.compile(r"[.;,()\n–—]|\s-\s|\s{2,}")
_SHARE = re.compile(
    r"(?P<percent>\d{1,3})\s?%|\b(?P<some>\d+)\s+(?:out\s+)?of\s+(?P<all>\d+)\b", re.I
)
_STATEMENT_END = re.compile(r"[.\n]")


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """One value and how it was understood.

    `understood` is False where the wording, or a part that matters, has no place in the model.
    `faults` are codes: `unknown_wording`, `no_such_state`, `doubtful_state`, `mixed_states`,
    `several_dates`, `replaced_date`, `misread_state`, and those of `dates.DateMatch`. `unread` are
    the words that played no part.
    """

    target: Target
    understood: bool
    faults: tuple[str, ...] = ()
    unread: str = ""


class Unit(NamedTuple):
    """A date, a known wording or another word of a text, and what it means.

    There are many: as a tuple, each is made in a third of the time.
    """

    start: int
    end: int
    text: str
    role: Role
    meaning: str = ""
    faults: tuple[str, ...] = ()
    lead: str | None = None


class _Vocabulary(NamedTuple):
    """One pattern for all wordings, one for those of `HEADS` and one for signs, longest first; the
    role and the meaning of each; and what may be mended.
    """

    pattern: re.Pattern[str]
    heads: re.Pattern[str]
    signs: re.Pattern[str]
    known: dict[str, tuple[Role, str]]
    mendable: tuple[str, ...]


@cache
def _vocabulary() -> _Vocabulary:
    rows = read_rows("states", ("role", "wording", "meaning", "reason"))
    known = {row["wording"]: (cast(Role, row["role"]), row["meaning"]) for row in rows}
    heads = {wording: said for wording, said in known.items() if said[0] in HEADS}
    signs = sorted((w for w in known if not WORD.search(w)), key=len, reverse=True)
    words = {wording: said for wording, said in known.items() if wording not in signs}
    mendable = tuple(w for w in heads if len(w) >= 6 and w.isalpha())
    any_sign = re.compile("|".join(map(re.escape, signs)))
    return _Vocabulary(_any_of(words), _any_of(heads), any_sign, known, mendable)


def _any_of(known: Mapping[str, tuple[Role, str]]) -> re.Pattern[str]:
    # Most words begin like no wording, and the others like a few: one look at their first letter
    # spares trying all.
    by_initial: defaultdict[str, list[str]] = defaultdict(list)
    for wording in sorted(known, key=len, reverse=True):
        by_initial[wording[0]].append(_pattern_of(wording, known[wording][0]))
    initials = re.escape("".join(by_initial))
    groups = (f"(?={re.escape(i)})(?:{'|'.join(each)})" for i, each in by_initial.items())
    return re.compile(rf"{_BEGINNING}(?=[{initials}])(?:{'|'.join(groups)}){_END}", re.IGNORECASE)


def _pattern_of(wording: str, role: Role) -> str:
    """A wording with any white space and any hyphen; "tri-monthly" is not "monthly"."""
    words = re.escape(wording).replace(r"\ ", r"\s+").replace(r"\-", r"\s?[-‐‑–]\s?")
    return words if role == "state" else rf"(?<![-‐‑]){words}"


@lru_cache(maxsize=4096)
def _misread(word: str) -> tuple[Role, str] | None:
    """Role and meaning of a word that misread letters hide; None unless it can be but one."""
    known = _vocabulary().known
    if not 6 <= len(word) <= 14 or word.lower() in known:
        return None
    near = {known[w] for w in words_near(word, _vocabulary().mendable)}
    return near.pop() if len(near) == 1 else None


@remember
def opens_with_other(text: str) -> bool:
    """Does a text surely hold an `other` word before every date, state and recurrence?

    Told in a fraction of the time that `find_units` takes.
    """
    for word in WORD.finditer(text):
        # A part of 'mid-March' may be in a date, too.
        if not word[0].isalnum() or may_begin_date(text, word.start()):
            return False
        known = _vocabulary().pattern.match(text, word.start())
        if known is None:
            return _misread(word[0]) is None
        if known.end() > word.end() or _known(known[0])[0] in HEADS:
            return False
    return False


def may_open_value(text: str) -> bool:
    """Could there be a date, or a value that does not begin with a small letter?

    Such a value begins with a state, a recurrence, or known words before one. Only False is sure.
    """
    pattern = _vocabulary().pattern
    if find_dates(text):
        return True
    for big in _BIG_WORD.finditer(text):
        word, known = big, pattern.match(text, big.start())
        if known and _known(known[0])[0] not in HEADS:
            following = WORD.search(text, known.end())
            if following is None:
                continue
            # A part of 'pre-Complete' may be a wording.
            word = following
            known = pattern.match(text, word.start()) if word[0].isalnum() else known
        if known or _misread(word[0]):
            return True
    return False


@remember
def may_hold_head(text: str) -> bool:
    """Could there be a date, a state or a recurrence among the units of a text?

    Only False is sure. Told in a fraction of the time that `find_units` takes.
    """
    return (
        bool(find_dates(text))
        or _vocabulary().heads.search(text) is not None
        or any(map(_misread, WORD.findall(text)))
        or any(_find_broken(text))
    )


def _find_broken(text: str) -> Iterator[Unit]:
    """The states and recurrences that a line's end breaks in two: 'Comple- ted'."""
    if "-" not in text and "‐" not in text:
        return
    for found in _BROKEN_WORD.finditer(text):
        role, meaning = _known(found[1] + found[2])
        if role in HEADS:
            yield Unit(found.start(), found.end(), found[0], role, meaning, ("misread_state",))


@remember
def find_units(text: str) -> tuple[Unit, ...]:
    """The text cut into dates, known wordings and other words, in order."""
    units = [
        Unit(d.start, d.end, text[d.start : d.end], "date", d.edtf, d.faults, d.lead)
        for d in find_dates(text)
    ]
    taken = bytearray(len(text))
    for unit in units:
        taken[unit.start : unit.end] = b"\1" * (unit.end - unit.start)
    for found in _vocabulary().pattern.finditer(text):
        start, end = found.span()
        if taken.find(1, start, end) < 0:
            units.append(Unit(start, end, found[0], *_known(found[0])))
            taken[start:end] = b"\1" * (end - start)
    for unit in _find_broken(text):
        if taken.find(1, unit.start, unit.end) < 0:
            units.append(unit)
            taken[unit.start : unit.end] = b"\1" * (unit.end - unit.start)
    for found in _vocabulary().signs.finditer(text):
        units.append(Unit(*found.span(), found[0], *_known(found[0])))
    for found in WORD.finditer(text):
        start, end = found.span()
        if taken.find(1, start, end) < 0:
            misread = _misread(found[0])
            if misread:
                units.append(Unit(start, end, found[0], *misread, ("misread_state",)))
            else:
                units.append(Unit(start, end, found[0], "other"))
    return tuple(sorted(units))


@lru_cache(maxsize=4096)
def _known(printed: str) -> tuple[Role, str]:
    """Role and meaning of a wording that the pattern found."""
    wording = re.sub(r"\s?[-‐‑–]\s?", "-", re.sub(r"\s+", " ", printed.lower()))
    return _vocabulary().known.get(wording, ("other", ""))


def _clause_before(text: str, units: Sequence[Unit], index: int) -> Iterator[Unit]:
    """The up to four units before one in its clause, nearest first; a head ends the clause."""
    right = units[index]
    for unit in reversed(units[max(0, index - 4) : index]):
        if unit.role in HEADS or _CLAUSE_END.search(text, unit.end, right.start):
            return
        yield unit
        right = unit


def _meanings(text: str, units: Sequence[Unit]) -> list[str]:
    """What each state word says once the words before it have been heard."""
    meanings = []
    for index, unit in enumerate(units):
        if unit.role != "state":
            continue
        before = {u.role for u in _clause_before(text, units, index)}
        said = "complete" if unit.meaning == "placed" else unit.meaning
        if "denial" in before and said not in ("empty", "event"):
            meanings.append("unplaced")
        elif "promise" in before and said == "complete":
            meanings.append("event")
        elif said == "complete" and _is_limited(text, units, index):
            meanings.append("unplaced")
        elif said == "complete" and _is_doubted(text, units, index):
            meanings.append("doubtful")
        else:
            meanings.append(said)
    return meanings


def _is_limited(text: str, units: Sequence[Unit], index: int) -> bool:
    """Whether it is complete in part or on a condition: "80% complete", "Complete except for …".

    Heard is what stands before it in its clause, and behind it up to the next head or full stop.
    """
    before = list(_clause_before(text, units, index))
    behind = list(takewhile(lambda unit: unit.role not in HEADS, units[index + 1 :]))
    start = before[-1].start if before else units[index].start
    head = index + 1 + len(behind)
    end = units[head].start if head < len(units) else len(text)
    stop = _STATEMENT_END.search(text, units[index].end, end)
    end = stop.start() if stop else end
    if any(unit.meaning == "limit" and unit.start < end for unit in (*before, *behind)):
        return True
    return any(
        int(share["percent"]) < 100 if share["percent"] else int(share["some"]) < int(share["all"])
        for share in _SHARE.finditer(text, start, end)
    )


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


def _date_of(text: str, units: Sequence[Unit]) -> tuple[str | None, tuple[str, ...]]:
    """The date that a value stands for now: a revised one before the one it replaces.

    None where a state is said and every date is an old one: "Complete (was due March 2024)".
    """
    dated = _dates_marked(text, units)
    faults = tuple(fault for unit in units if unit.role == "date" for fault in unit.faults)
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


def _dates_marked(text: str, units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Each date of a value behind what is said of it: `earlier`, `later`, or nothing."""
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
        elif unit.meaning == "complete" and (mark == "later" or _opens_date(units[index + 1 :])):
            # "June 2024, completed July 2024", "June 2024, now complete"
            dated = [("earlier", said) for _, said in dated]
        elif unit.role == "date":
            opening, _, closing = unit.meaning.partition("/")
            moved_to = closing if is_moved and closing and unit.lead == "from" else unit.meaning
            if moved_to == unit.meaning:
                mark = _moved(units[:index]) or mark
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


def _state_of(said: Sequence[str], edtf: str | None, recurs: str) -> tuple[State, tuple[str, ...]]:
    """The state of the model that the words add up to, and what is wrong with it."""
    has = frozenset(said)
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


def parse_units(text: str, units: Sequence[Unit]) -> ParsedTarget:
    """What the units of one value say together; `text` is the value as printed."""
    raw = re.sub(r"\s+", " ", text).strip()
    said = _meanings(text, units)
    edtf, date_faults = _date_of(text, units)
    recurs = {u.meaning for u in units if u.role == "recurrence"}
    recurrence = (recurs.pop() if len(recurs) == 1 else "other") if recurs else ""
    state, faults = _state_of(said, edtf, recurrence)
    if state == "none":
        edtf = None
    faults += date_faults + tuple(f for u in units if u.role != "date" for f in u.faults)
    unread = " ".join(u.text for u in units if u.role == "other")
    is_blank = not units or (bool(said) and set(said) == {"empty"} and not unread)
    if state == "none" and not is_blank and not faults:
        faults += ("unknown_wording",)
    understood = not set(faults) & {"unknown_wording", "no_such_state", "doubtful_state"}
    kept = cast("Recurrence | None", recurrence or None)
    target = Target(raw, state, edtf, kept)
    return ParsedTarget(target, understood, tuple(dict.fromkeys(faults)), unread)


@remember
def parse_target(raw: str) -> ParsedTarget:
    """What one value of the Target Date column says, as a `records.Target`.

    White space of `target_raw` is collapsed. Several dates in one value give the interval that
    spans them, with a fault, unless words say which of them holds now. Raises nothing.
    """
    return parse_units(raw, find_units(raw))
