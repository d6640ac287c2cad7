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

from plananalysis.dates.printed import DateMatch, bounds, find_dates
from plananalysis.dates.tense import Cue, count_words, find_cues, find_governor
from plananalysis.records import DateEvent, EntryDate, EntryKind

_Placed = TypeVar("_Placed", Cue, DateMatch)
_LONGEST_PHRASE = 15  # words
_REACH = 500  # characters either side in which the verb of a date is looked for
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
# How long money or a contract lasts: no day on which work is done or to be done.
_LASTS_UNTIL = re.compile(
    r"""(?:\b(?:commissioned|contracted|financed|funded|leased|licen[cs]ed|resourced|staffed)
      (?:\s+(?:only|at\s+least|at\s+present|currently))?
    |\bfunding\s+(?:is|are|was|were|has\s+been|had\s+been)\s+(?:\w+ly\s+|now\s+|already\s+)?
      (?:agreed|approved|available|confirmed|guaranteed|in\s+place|provided|secured))
    \s+(?:until|till|up\s+to|through\s+to|to)\s+(?:the\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_MEASURED_NOUN = re.compile(
    r"""\b(?:data|figures?|statistics|caseloads?|baselines?|trends?|numbers|returns?)
    (?:\s+(?:collected|recorded|gathered|held|taken|covering|available|relating|for|period|only)){0,2}
    \s*(?:[:–-]\s*)?
    (?:\b(?:in|by|on|from|during|until|throughout|between|since|of|for|to|at)\b\s*)?(?:the\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)
# "Compliance in August 2021 was 94%": how much something was then.
_FIGURE_BEHIND = re.compile(r"\s+(?:was|were|is|are|stood)\s+(?:at\s+|only\s+|over\s+)?[£\d]", re.I)
_CHANGE = re.compile(
    r"\b(?:doubled|tripled|trebled|halved|rose|risen|fell|fallen|grew|grown|increased|decreased"
    r"|reduced|declined|improved|dropped|compared|more\s+than|fewer\s+than|per\s?cent)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:following|after|since)\s+(?:\S+\s+){0,6}?"
    r"(?:inspections?|inquests?|inquiry|murders?|deaths?|homicides?|convictions?|offences?)\b"
    r"|\b(?:inspection|inspectorate|ombudsman|inquest)(?:['’]s)?\s+(?:report|review)\b|\broyal\s+assent\b",
    re.IGNORECASE,
)
# "The inspection in May 2023 found …", where no verb stands before.
_PAST_EVENT = re.compile(
    r"\b(?:an?|its|last|previous|that|the|their|this)\s+(?:\S+\s+){0,2}"
    r"(?:inspection|inquest|inquiry|murder|death|homicide|conviction|offence)\s*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:accepted|acknowledged|recognised|noted|understood|found|confirms|shows|showed|indicates"
    r"|revealed|identified)\s+that\b",
    re.IGNORECASE,
)


def _phrase_start(text: str, sentence_start: int, match: DateMatch) -> int:
    """Where the prepositional phrase of a date begins."""
    if match.lead is None or match.lead not in _PHRASE_LEADS:
        return match.start
    head = text[sentence_start : match.start].rstrip()
    head = re.sub(r"\s+the$", "", head, flags=re.IGNORECASE)
    return sentence_start + len(head) - len(match.lead)


def _is_measured(text: str, sentence_start: int, match: DateMatch, cue: Cue | None) -> bool:
    """Whether the date belongs to data or to a period over which something was counted."""
    before = text[sentence_start : match.start]
    if _MEASURED_NOUN.search(before) or _FIGURE_BEHIND.match(text, match.end):
        return True
    if cue is not None and cue.kind == "future":
        return False
    is_verbless = cue is None or cue.start >= match.end
    if match.lead == "between" and is_verbless and re.search(r"\w\s+between\s+$", before):
        return True  # "17,139 receptions between January and March 2023": a count, not an act
    tail = before[-80:]
    is_counted = re.search(r"\d\s?(?:%|per\s?cent)", tail, re.IGNORECASE) is not None
    if match.precision != "interval" and not is_counted:
        return False
    return any(
        not re.search(r"\b(?:an?|the|its|their)\s+$", tail[: found.start()], re.IGNORECASE)
        for found in _CHANGE.finditer(tail)
    )


def _is_title(text: str, match: DateMatch, lead: str | None) -> bool:
    """Whether the date qualifies a noun: "the 2023/24 audit", "Act 2021", "(2024/2026)"."""
    before = text[max(0, match.start - _REACH) : match.start]
    after = text[match.end : match.end + _REACH]
    is_whole_years = match.precision in ("year", "interval") and "-" not in match.edtf
    is_years = is_whole_years or re.match(r"\(?(?:20)?\d\d\s?[/–-]", text[match.start : match.end])
    if re.search(r"\([^()]*$", before):
        is_clause = re.search(r"\([^()]*\b(?:was|were|has|have|will|is|are)\b[^()]*$", before)
        is_named = re.search(r"\b[A-Z][\w'’-]*\s*\($", before)  # "the White Paper (June 2021)"
        if is_named or (not is_clause and (is_years or not before.endswith("("))):
            return True
    if lead is None and is_years and match.qualifier is None:
        return True
    is_the = re.search(r"\bthe\s+$", before, re.IGNORECASE)
    noun_follows = re.match(
        r"\s+(?!and\b|or\b|to\b|with\b|for\b|as\b|but\b|in\b|which\b)[a-z]", after
    )
    return bool(is_the and noun_follows and not match.qualifier and match.precision != "day")


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
    if cue is not None and cue.end <= start:
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
            near = max(sentence[0], match.start - _REACH), min(sentence[1], match.end + _REACH)
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
    if _is_title(text, match, lead) or _is_measured(text, sentence[0], match, cue):
        return None
    is_promise = cue is not None and cue.kind == "future"
    if _HISTORY.search(before[-90:]) and not is_promise:
        return None
    if _REPORTED.search(before):
        return None
    if _LASTS_UNTIL.search(text[sentence[0] : match.start]) and not is_promise:
        return None
    if _PAST_EVENT.search(before) and (cue is None or cue.start >= match.end):
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
