"""Readable keys, the same from one build to the next and whichever other plans are present.

- review: `reduce-incidence-domestic-abuse-2023-07`
- plan: `reduce-incidence-domestic-abuse-2023-07.2024-07-22`
- recommendation: `reduce-incidence-domestic-abuse-2023-07.2024-07-22/R5`
- entry: `reduce-incidence-domestic-abuse-2023-07.2024-07-22/R5/A1`; progress ends in `/P1`
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from plananalysis.records import Entry, Recommendation

SLUG_LENGTH = 60
HASH_LENGTH = 8

# Words that a title shares with most others of its kind: they would fill a key and tell nothing.
COMMON_WORDS = frozenset(
    "a an and as at by for from in into its of on or the their this to with "
    "action announced hm her his hmi hmip inspection inspectorate independent joint made majesty "
    "majestys plan probation progress report response review service services thematic "
    "unannounced undertaken work".split()
)


class TitleBlock(Protocol):
    """What a plan or its outline says of itself, and the hash of its file."""

    @property
    def source_sha256(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def submitted_on(self) -> str | None: ...
    @property
    def updated_on(self) -> str | None: ...
    @property
    def published_on(self) -> str | None: ...


def plain_words(text: str) -> list[str]:
    """The words of a text in lower-case ASCII, without accents, quotes and punctuation."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    # An apostrophe joins what it parts ("majesty's"), any other mark parts what it joins.
    joined = re.sub(r"['’‘`]", "", decomposed)
    unaccented = "".join(c for c in joined if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", unaccented)


def slug(words: Sequence[str], length: int = SLUG_LENGTH) -> str:
    """As many whole words, joined by hyphens, as fit into `length` characters."""
    result = ""
    for word in words:
        longer = f"{result}-{word}" if result else word[:length]
        if len(longer) > length:
            break
        result = longer
    return result


def review_id(plan: TitleBlock) -> str:
    """The key of the review that a plan answers: what its title is about, and a month.

    The month is that of publication, else of the first submission, which every edition prints.
    """
    words = plain_words(plan.title or "")
    telling = [word for word in words if word not in COMMON_WORDS]
    about = slug(telling or words) or f"untitled-{plan.source_sha256[:HASH_LENGTH]}"
    known_from = plan.published_on or plan.submitted_on
    return f"{about}-{known_from[:7]}" if known_from else about


def as_of_on(plan: TitleBlock) -> str | None:
    """The day for which an edition speaks: that of its update, else of its submission."""
    return plan.updated_on or plan.submitted_on


def plan_id(plan: TitleBlock) -> str:
    """The key of an edition; without any day it ends in the first figures of the file's hash."""
    return f"{review_id(plan)}.{as_of_on(plan) or plan.source_sha256[:HASH_LENGTH]}"


def recommendation_ids(of_plan: str, recommendations: Sequence[Recommendation]) -> tuple[str, ...]:
    """A key for each recommendation, by its printed number; a number met again gets `-2`, `-3`."""
    names: dict[str, None] = {}
    # A name that is taken stays taken: no number is tried twice, however often it is printed.
    met: Counter[str] = Counter()
    for recommendation in recommendations:
        printed = re.sub(r"[^A-Za-z0-9.]+", "-", recommendation.number).strip("-.")
        first = name = printed or f"unnumbered{recommendation.position}"
        while name in names:
            met[first] += 1
            name = f"{first}-{met[first] + 1}"
        names[name] = None
    return tuple(f"{of_plan}/R{name}" for name in names)


def entry_ids(of_recommendation: str, entries: Sequence[Entry]) -> tuple[str, ...]:
    """A key for each entry: `A1`, `A2` … for actions and `P1` … for progress, in their order."""
    letters = {"action": "A", "progress": "P"}
    so_far: Counter[str] = Counter()
    ids = []
    for entry in entries:
        so_far[entry.kind] += 1
        ids.append(f"{of_recommendation}/{letters[entry.kind]}{so_far[entry.kind]}")
    return tuple(ids)


def post_id(label: str) -> str:
    """The key of a post: its label in lower-case words joined by hyphens."""
    return "-".join(plain_words(label))
