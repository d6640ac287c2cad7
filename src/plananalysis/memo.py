"""Remembers what pure functions said of short texts: cells of a table repeat from row to row."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

REMEMBERED = 8192
"""Texts remembered for each function: those of some tens of plans."""
LONGEST = 120
"""Characters; longer texts hardly ever come again, but to the next stage of the reading."""
RECENT = 256
"""Longer texts remembered: those of a plan or two, as what is kept slows the collector."""


def remember(function: Callable[[str], T]) -> Callable[[str], T]:
    """The function, which must be pure and give what cannot be changed, told each text once."""
    known = lru_cache(maxsize=REMEMBERED)(function)
    recent = lru_cache(maxsize=RECENT)(function)

    @wraps(function)
    def recall(text: str) -> T:
        return known(text) if len(text) <= LONGEST else recent(text)

    return recall
