"""How like what a cell holds is to each role that the cells of the table have."""

from __future__ import annotations

import re
from functools import lru_cache

from plananalysis.dates.targets import is_target, scan_targets
from plananalysis.wording.numbergroups import printed_group
from plananalysis.wording.postwords import owner_likeness
from plananalysis.wording.vocabulary import MOST_FOLDED, read_response

ROLES = ("number", "recommendation", "response", "ref", "action", "owner", "target")
# '7', '5.12', '3a', '3(a)'; in some plans 'R7', 'Recommendation 7', 'PC1' or 'Key concern 4'.
BEFORE_NUMBER = (
    r"(?:(?:R|Rec\.?|Recommendation|PC|KC|(?:(?:Priority|Key)\s+)?[Cc]oncern)(?:\s*No\.?)?\s*)?"
)
NUMBER = re.compile(
    rf"\W*{BEFORE_NUMBER}(?:\d{{1,3}}(?:\.\d{{1,3}})?(?:[a-z]|\((?:[a-z]|[ivx]{{2,4}})\))?)[.):]?\W*"
)
DOTTED = re.compile(r"\W*\d{1,3}\.\d{1,3}[.):]?\W*")
NUMBER_AND_SCRAP = re.compile(r"\W*(\d{1,3}(?:\.\d{1,3})?)[.):]?\s+[A-Za-z]{1,8}\W*")
# '1.4 We will …', '1.4.2 …', '1a. …', '1(a) …': what an action begins with, and no recommendation.
STARTS_WITH_REF = re.compile(
    r"\W*(?:\d{1,3}(?:\.\d{1,3}){1,2}\.?|\d{1,3}(?:\([a-h]\)|[a-h][.):]))\s+\S"
)
# What any content scores as a role that nothing in it speaks for.
UNLIKE = -6.0
SURE_RESPONSE = 8.0
# How much the likeness of a post counts that dates stand beside in its cell.
BESIDE_DATES = 0.9
LONGEST_BESIDE_DATES = 200
NO_LETTERS = bytes(at for at in range(128) if not chr(at).isalnum())


@lru_cache(maxsize=16384)
def content_scores(string: str, is_dotted: bool) -> tuple[float, ...]:
    """How like a cell's content is to each of ROLES, in the unit of a log-likelihood.

    `is_dotted`: the plan's recommendations are numbered `5.12`.
    """
    text = string.strip()
    target = is_target(text)
    group = printed_group(text) if text[-1:].isdigit() and target <= 0.5 else None
    if group or NUMBER.fullmatch(text):
        has_dots = "." in group if group else bool(DOTTED.fullmatch(text))
        number = -1.0 if has_dots and not is_dotted else 7.0
        ref = 6.0 if has_dots else -5.0
        # '12/24' may be a date that nobody can be sure of.
        dated = 1.0 if target > 0.5 else -4.0 if group else UNLIKE
        return number, UNLIKE, UNLIKE, ref, UNLIKE, UNLIKE, dated
    words = len(text.split())
    owner = owner_likeness(text)
    if owner < BESIDE_DATES:
        owner = max(owner, _owner_beside_dates(text))
    number = recommendation = action = UNLIKE
    if NUMBER_AND_SCRAP.fullmatch(text) and target < 0.5:
        number = 3.0
    elif words and len(text) / words <= 2.6:
        number = -1.0
    response = UNLIKE
    if not _outgrows_responses(text) and read_response(text) is not None:
        response = SURE_RESPONSE
    if words > 4 and target < 0.5 and owner < 0.75:
        action = 2.0 + min(words, 40) / 20
        recommendation = action - (9.0 if STARTS_WITH_REF.match(text) else 0.3)
    elif words:
        action = recommendation = 0.0 if words > 2 else -1.5
    post = max(UNLIKE, 8.0 * owner - 4.0 - 0.02 * words)
    return number, recommendation, response, UNLIKE, action, post, 10.0 * target - 4.0


def _outgrows_responses(text: str) -> bool:
    """Has a text surely more letters and figures than any response? Told sooner than by folding."""
    head = text[: 2 * MOST_FOLDED].encode("ascii", "ignore")
    return len(head.translate(None, NO_LETTERS)) > MOST_FOLDED


def _owner_beside_dates(text: str) -> float:
    """How like a post the best of the pieces between the dates of a short cell is."""
    if len(text) > LONGEST_BESIDE_DATES:
        return 0.0
    spans = scan_targets(text)
    if not spans:
        return 0.0
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    pieces = [text[first:last].strip() for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return BESIDE_DATES * max(owner_likeness(piece) for piece in pieces)
