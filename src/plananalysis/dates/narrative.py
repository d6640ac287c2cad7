"""Dates in an entry's own text that say when its work was done or is promised.

The event is told by grammar: the tense of the verb that governs the date ("was published in",
"will be in place by"), or, where that leaves it open ("with full roll out by March 2026"), by
comparison with the day that the text speaks for. Dates of history, of periods measured and in
titles are left out, and so is every date whose event neither grammar nor comparison settles.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from plananalysis.dates.otherdates import REACH, is_of_something_else
from plananalysis.dates.printed import DateMatch, bounds, find_dates
from plananalysis.dates.tense import Cue, count_words, find_cues, find_governor
from plananalysis.records import DateEvent, EntryDate, EntryKind

_Placed = TypeVar("_Placed", Cue, DateMatch)
_LONGEST_PHRASE = 15  # words
_SENTENCE_END = re.compile(
    r"""[.!?;:]["'’”)]*\s+(?=[A-Z•“"'(\d])|;\s|[\n•▪]|\s[-–]\s(?=[A-Z])|\s{3,}"""
)
# A mark between a verb and its date parts no sentences: 'submitted: March 2018', 'held – May 2024'.
_VERB_BEFORE_MARK = re.compile(
    r"\b(?:\w+ed|begun|built|due|held|led|made|met|sent|set\s+up)$", re.IGNORECASE
)
_MARK = re.compile(r"\s*[:–—-]\s*")
# What was not done, is done on a condition, or only befell the work tells no day of work done.
_NO_DEED = re.compile(
    r"""\b(?:not|never|no|none|if|once|when|until|unless|before|after|without)\s+(?:\w+\s+){0,3}\w+$
    |\b(?:needed|required|affected|cancelled|missed|rejected|refused|failed
      |delayed|postponed|deferred|paused)$""",
    re.IGNORECASE | re.VERBOSE,
)
_PREPOSITIONS = frozenset(
    "in by on from since during until till throughout between around through before within".split()
)
_PHRASE_LEADS = _PREPOSITIONS | {"to", "for"}
_INTERVAL_TO = re.compile(r"\b(?:through|up|out|back|forward)\s+to\s+$", re.I)
# The date to which a promise was put is a promise, whatever the tense in which that is told.
_MOVED_TO = re.compile(
    r"\b(?:slip(?:ped|s)?|extended|delayed|postponed|deferred|rescheduled|moved|put|pushed|brought"
    r"|revised)\s+(?:(?:back|forward|again|the\s+date)\s+)*(?:to|until|till|from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _phrase_start(text: str, sentence_start: int, match: DateMatch) -> int:
    """Where the prepositional phrase of a date begins."""
    if match.lead is None or match.lead not in _PHRASE_LEADS:
        return match.start
    head = text[sentence_start : match.start].rstrip()
    head = re.sub(r"\s+the$", "", head, flags=re.IGNORECASE)
    return sentence_start + len(head) - len(match.lead)


def _settle(
    cue: Cue | None, match: DateMatch, spoken_on: tuple[date, date] | None
) -> DateEvent | None:
    """The event that a verb and a date make; None where nothing settles it."""
    earliest, latest = bounds(match.edtf)
    if cue is not None and cue.kind == "negated":
        return None
    if cue is not None and cue.kind == "future":
        return "planned"
    if cue is not None and cue.kind == "past":
        return "planned" if spoken_on and earliest > spoken_on[1] else "done"
    if spoken_on is None:
        return None
    return "done" if latest < spoken_on[0] else "planned"


def _phrase(
    text: str, sentence: tuple[int, int], start: int, match: DateMatch, cue: Cue | None
) -> tuple[int, int]:
    """The span of 3 to 15 words that holds the date and, where it stands near enough, its verb."""
    first, last = start, match.end
    if cue is not None and cue.start < start:
        first = cue.start
    elif cue is not None:
        last = cue.end
    while count_words(text[first:last]) > _LONGEST_PHRASE:
        if last > match.end:
            last = match.end
        else:
            words = list(re.finditer(r"\S+", text[first:last]))
            first += words[-_LONGEST_PHRASE].start()
    while count_words(text[first:last]) < 3 and first > sentence[0]:
        head = text[sentence[0] : first].rstrip()
        first = sentence[0] + len(head) - len(re.split(r"\s", head)[-1]) if head else sentence[0]
    while count_words(text[first:last]) < 3 and (
        more := re.compile(r"\s*\S+").match(text, last, sentence[1])
    ):
        last = more.end()
    return first, last


def _sentences(text: str, dates: Sequence[DateMatch]) -> list[tuple[int, int]]:
    """The spans of sentences and bullets; a full stop inside a date ends none."""
    dated = bytearray(len(text) + 1)
    for match in dates:
        dated[match.start : match.end - 1] = b"\1" * (match.end - 1 - match.start)
    starts = {match.start for match in dates}
    ends = [
        m.end()
        for m in _SENTENCE_END.finditer(text)
        if not dated[m.start()]
        and not (
            m.end() in starts
            and _MARK.fullmatch(m[0])
            and _VERB_BEFORE_MARK.search(text, max(0, m.start() - 20), m.start())
            and not _NO_DEED.search(text, max(0, m.start() - 60), m.start())
        )
    ]
    edges = [0, *ends, len(text)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


def _within(items: Sequence[_Placed], start: int, end: int) -> Sequence[_Placed]:
    first = bisect_left(items, start, key=lambda item: item.start)
    return items[first : bisect_left(items, end, key=lambda item: item.start)]


def days_spoken_on(
    as_of: str | None, submitted_on: str | None, kind: str
) -> tuple[date, date] | None:
    """The first and last day that the text may have been written."""
    said = as_of if kind == "progress" else submitted_on
    try:
        return bounds(said) if said else None
    except ValueError:
        return None


def find_entry_dates(
    text: str, kind: EntryKind, as_of: str | None, submitted_on: str | None
) -> list[EntryDate]:
    """The dates in an entry's text that say when its work was done or is promised, in order.

    `as_of` (YYYY-MM or YYYY-MM-DD) is the month that a progress entry speaks for, `submitted_on`
    the day on which an action was promised; without it, dates that only a comparison could settle
    are left out. Each phrase has 3 to 15 words where the sentence has them, and
    `text[char_start:char_end]` is the phrase. Raises nothing.
    """
    dates = find_dates(text)
    if not dates:
        return []
    spoken_on = days_spoken_on(as_of, submitted_on, kind)
    found: list[EntryDate] = []
    previous: tuple[DateMatch, DateEvent, Cue | None] | None = None
    for sentence in _sentences(text, dates):
        inside = _within(dates, *sentence)
        if not inside:
            continue
        cues = find_cues(
            text[sentence[0] : sentence[1]], [(d.start, d.end) for d in inside], sentence[0]
        )
        previous = None
        for match in inside:
            near = max(sentence[0], match.start - REACH), min(sentence[1], match.end + REACH)
            reading = _read(text, near, _within(cues, *near), match, spoken_on, previous)
            if reading is None:
                continue
            event, cue, edtf = reading
            previous = (match, event, cue)
            start = _phrase_start(text, sentence[0], match)
            first, last = _phrase(text, sentence, start, match, cue)
            found.append(EntryDate(event, edtf, text[first:last], first, last))
    return found


def _read(
    text: str,
    sentence: tuple[int, int],
    cues: Sequence[Cue],
    match: DateMatch,
    spoken_on: tuple[date, date] | None,
    previous: tuple[DateMatch, DateEvent, Cue | None] | None,
) -> tuple[DateEvent, Cue | None, str] | None:
    """The event of one date, the verb that tells it, and when; None where it tells no event."""
    start = _phrase_start(text, sentence[0], match)
    before = text[sentence[0] : start]
    if previous and re.fullmatch(r",?\s*(?:and\s+)?", text[previous[0].end : match.start]):
        return previous[1], previous[2], match.edtf  # "in October 2024, July 2025 and July 2026"
    opens = not before.strip() or bool(re.search(r"[,;:–—]\s*(?:and\s+|but\s+)?$", before))
    cue = find_governor(text, cues, start, match.end, opens=opens)
    lead = match.lead
    if is_of_something_else(text, sentence[0], start, match, cue):
        return None
    is_negated = cue is not None and cue.kind == "negated"
    if not is_negated and _MOVED_TO.search(text[sentence[0] : match.start]):
        is_from = lead == "from"
        if not is_from or match.precision == "interval":
            return "planned", cue, match.edtf.split("/")[-1] if is_from else match.edtf
    is_since = lead == "since" or (
        cue is not None and text[cue.start : cue.end].lower().startswith("since")
    )
    if is_since and match.precision in ("year", "interval"):
        return None  # since a bare year is history
    if not _is_adverbial(text, sentence[0], match, cue, start):
        return None
    event = _settle(cue, match, spoken_on)
    if event is None:
        return None
    if lead == "since":
        event = "done"
    return event, cue, match.edtf


def _is_adverbial(
    text: str, sentence_start: int, match: DateMatch, cue: Cue | None, start: int
) -> bool:
    """Whether the date says when: a preposition of time, or a verb right before it."""
    lead = match.lead
    if lead in _PREPOSITIONS:
        return True
    if lead == "to":
        return bool(_INTERVAL_TO.search(text[sentence_start : match.start]))
    if lead == "for":
        is_planned = (
            cue is not None and cue.kind == "future" and count_words(text[cue.end : start]) <= 2
        )
        return is_planned or match.precision not in ("year", "interval")
    if lead in ("is", "are"):
        return cue is not None and cue.kind == "future"
    if match.qualifier in ("early", "mid", "late", "end") and cue is not None:
        return cue.kind != "present" or count_words(text[cue.end : match.start]) <= 3
    gap = text[cue.end : match.start] if cue is not None and cue.end <= match.start else None
    near = gap is not None and (count_words(gap) == 0 or _MARK.fullmatch(gap) is not None)
    return near or bool(re.search(r"\($", text[sentence_start : match.start].rstrip()))
