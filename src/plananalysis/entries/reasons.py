"""Why a recommendation was not wholly agreed: the four reasons of the plans' definitions table."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from plananalysis.records import Reason, Response
from plananalysis.wording.segments import sentence_starts
from plananalysis.wording.vocabulary import read_rows

# 'Given the cost' gives a reason, 'training was given' and 'guidance given to staff' give none; nor
# does 'training on policy' where 'on cost grounds' does.
GIVEN = (
    "".join(rf"(?<!\b{verb} )" for verb in "be been being is are was were has have had".split())
    + r"given\b(?! (?:above|at|back|below|by|here|in|on|out|to|up)\b)"
)
ON_GROUNDS = r"on\b(?=[^.]{0,60}\b(?:account|basis|grounds?)\b)"
# The plans' definitions ask for one of four reasons. It is read from the sentence that says what
# was agreed, behind its 'as', 'because' or 'due to'; from 'for ... reasons'; and from a sentence of
# its own that promises nothing and names the reason right beside what stands in the way. All but
# the promise is looked for in small letters.
STATEMENT = re.compile(
    r"\b(?:partly|partially|not|cannot|unable to|in principle)\b[^.]{0,60}?"
    r"\b(?:agreed?|accept(?:ed)?)\b"
    rf"[^.]{{0,80}}?\b(?:as|because|for|due to|{GIVEN}|since|owing to|{ON_GROUNDS})\b"
    r"(?P<why>[^.]*)\.?"
)
FOR_REASONS = re.compile(r"\bfor\b(?P<why>[^.]{0,60}?)\breasons?\b")
PROMISES = re.compile(r"\b(?:will|shall)\b(?! not\b)")


def find_reasons(text: str, response: Response | None) -> tuple[Reason, ...]:
    """The reasons stated in the answer to a recommendation that was not wholly agreed."""
    if response in (None, "agreed"):
        return ()
    small = text.casefold()
    statements = [*STATEMENT.finditer(small), *FOR_REASONS.finditer(small)]
    stated = [match.group("why") for match in statements]
    starts = sentence_starts(text)
    sentences = [text[at:end] for at, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    stated += [ground for sentence in sentences for ground in _grounds(sentence)]
    why = " ".join(stated)
    return tuple(reason for reason in get_args(Reason) if _words(reason).search(why))


REACH = 50


def _grounds(sentence: str) -> list[str]:
    """The words beside what a sentence says to stand in the way; none where it promises."""
    if PROMISES.search(sentence):
        return []
    sentence = sentence.casefold()
    behind = [
        sentence[m.end() : m.end() + REACH] for m in _words("names behind").finditer(sentence)
    ]
    before = [
        sentence[max(0, m.start() - REACH) : m.start()]
        for m in _words("names before").finditer(sentence)
    ]
    return [*behind, *before, *(m.group() for m in _words("whole").finditer(sentence))]


@cache
def _words(role: str) -> re.Pattern[str]:
    """The words of the vocabulary that play this role, as they stand in a text of small letters."""
    rows = read_rows("reasons", ("role", "pattern", "note"))
    patterns = [row["pattern"] for row in rows if row["role"] == role]
    return re.compile("|".join(patterns))
