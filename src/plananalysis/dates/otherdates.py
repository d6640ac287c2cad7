"""Dates of a text that are no day of its work: of history, data, periods, titles and funding."""

from __future__ import annotations

import re

from plananalysis.dates.printed import DateMatch
from plananalysis.dates.tense import Cue

REACH = 500
"""Characters either side of a date in which the words that tell what it is of are looked for."""

# How long money or a contract lasts: no day on which work is done or to be done.
_LASTS_UNTIL = re.compile(
    r"""(?:\b(?:commissioned|contracted|financed|funded|guaranteed|leased|licen[cs]ed|protected
      |resourced|ring-?fenced|secured|staffed)
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
    r"|reduced|declined|(?:down|up)\s+from|improved|dropped|compared|more\s+than|fewer\s+than|per\s?cent)\b",
    re.IGNORECASE,
)
# "Fell from 19 in November 2023 to 6 in November 2024": how many there were at either time.
_FIGURE = r"[£\d][\d.,]*\s?%?(?:\s+[\w-]+){0,3}\s+(?:in|at|on|by)\s+"
_FROM_FIGURE = re.compile(
    rf"\bfrom\s+{_FIGURE}(?:(?:the\s+)?(?:[\w-]+\s+){{1,4}}to\s+{_FIGURE})?(?:the\s+)?$",
    re.IGNORECASE,
)
# How something has been since then: "has had a vacancy since June 2025".
_SO_SINCE = re.compile(
    r"\b(?:has|have)\s+(?:had|remained|stayed|been\s+(?:absent|closed|short|unable|vacant|without))\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
# What befell people, in a clause about them: "the officer who joined in January 2024".
_OF_PERSON = re.compile(
    r"""\bwho\s+(?:(?:has|have|had)\s+)?(?:joined|left|died|resigned|retired
    |(?:was|were|been)\s+(?:arrested|born|convicted|recalled|released|sentenced))
    (?:\s+(?!(?:are|had|has|have|is|was|were|will)\b)[\w'’-]+){0,4}\s*$""",
    re.IGNORECASE | re.VERBOSE,
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
    if _FROM_FIGURE.search(before) and _CHANGE.search(before):
        return True
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
    before = text[max(0, match.start - REACH) : match.start]
    after = text[match.end : match.end + REACH]
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


def is_of_something_else(
    text: str, sentence_start: int, start: int, match: DateMatch, cue: Cue | None
) -> bool:
    """Whether the date is of history, data, a title or the like, and not of the entry's own work.

    `start` is where its phrase begins, `cue` the verb on which that hangs.
    """
    before = text[sentence_start:start]
    is_promise = cue is not None and cue.kind == "future"
    return (
        _is_title(text, match, match.lead)
        or _is_measured(text, sentence_start, match, cue)
        or (_HISTORY.search(before[-90:]) is not None and not is_promise)
        or _REPORTED.search(before) is not None
        or _OF_PERSON.search(before) is not None
        or (match.lead == "since" and _SO_SINCE.search(before) is not None)
        or (_LASTS_UNTIL.search(text[sentence_start : match.start]) is not None and not is_promise)
        or (_PAST_EVENT.search(before) is not None and (cue is None or cue.start >= match.end))
    )
