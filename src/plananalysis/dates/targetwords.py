"""The words of the Target Date column: a text cut into dates, known wordings and other words.

The wordings are data (`vocabulary/states.csv`): a state, a recurrence, words that deny or only
promise what follows, words that link. A wording that is in none of them is an `other` word: what it
means is never guessed at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

from plananalysis.dates.printed import find_dates, may_begin_date
from plananalysis.memo import remember
from plananalysis.wording.misreadings import words_near
from plananalysis.wording.vocabulary import own_words, read_rows

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
    # 'Completeu' is 'completed' misread, and not 'completes', of which less is sure.
    mendable = tuple(
        w for w, said in heads.items() if len(w) >= 6 and w.isalpha() and said[1] != "placed"
    )
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
    if not 6 <= len(word) <= 14 or word.lower() in known or word.lower() in own_words():
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


def is_move_alone(text: str) -> bool:
    """Does a text say no more than that a date was moved, so that the date stands elsewhere?"""
    first, *others = find_units(text) or (None,)
    is_move = first is not None and first.role in MARKS and first.meaning == "moved"
    return is_move and all(unit.text.lower() in ("to", "until") for unit in others)


@lru_cache(maxsize=4096)
def _known(printed: str) -> tuple[Role, str]:
    """Role and meaning of a wording that the pattern found."""
    wording = re.sub(r"\s?[-‐‑–]\s?", "-", re.sub(r"\s+", " ", printed.lower()))
    return _vocabulary().known.get(wording, ("other", ""))
