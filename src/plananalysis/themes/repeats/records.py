"""What is compared, and what is found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A recommendation's or an entry's text, and where it stands."""

    item_id: str
    recommendation_id: str
    plan_id: str
    review_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two passages that say the same; `similarity` is the share of their words in common order.

    `left_start` to `right_end` are places in the characters of the two texts, from 0; the ends
    are exclusive.
    """

    left_id: str
    right_id: str
    similarity: float
    left_start: int
    left_end: int
    right_start: int
    right_end: int
