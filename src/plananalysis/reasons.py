"""Why a recommendation was not wholly agreed: the four reasons of the plans' definitions table."""

from __future__ import annotations

import re

from plananalysis.records import Reason, Response

# The plans' definitions ask for one of four reasons. It is read only from the sentence that says
# what was agreed, behind its 'as', 'because' or 'due to', and from 'for … reasons'.
STATEMENT = re.compile(
    r"\b(?:partly|partially|not|cannot|unable to|in principle)\b[^.]{0,60}?"
    r"\b(?:agreed?|accept(?:ed)?)\b"
    r"[^.]{0,80}?\b(?:as|because|for|due to|given|since|owing to|on)\b(?P<why>[^.]*)\.?",
    re.IGNORECASE,
)
FOR_REASONS = re.compile(r"\bfor\b(?P<why>[^.]{0,60}?)\breasons?\b", re.IGNORECASE)
WORDS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        "commissioning",
        re.compile(r"\bcommissioning\b|\bcontractual\b|\bprocurement\b", re.IGNORECASE),
    ),
    ("policy", re.compile(r"\bpolic(?:y|ies)\b|\bstrateg(?:y|ies)\b|\blegislati", re.IGNORECASE)),
    ("operational", re.compile(r"\boperational\b|\bstaffing\b|\bcapacity\b", re.IGNORECASE)),
    (
        "affordability",
        re.compile(
            r"\baffordab|\bafford\b|\bfunding\b|\bbudget|\bcosts?\b|\bfinancial\b", re.IGNORECASE
        ),
    ),
)


def find_reasons(text: str, response: Response | None) -> tuple[Reason, ...]:
    """The reasons stated in the answer to a recommendation that was not wholly agreed."""
    if response in (None, "agreed"):
        return ()
    statements = [*STATEMENT.finditer(text), *FOR_REASONS.finditer(text)]
    stated = " ".join(match.group("why") for match in statements)
    return tuple(reason for reason, words in WORDS if words.search(stated))
