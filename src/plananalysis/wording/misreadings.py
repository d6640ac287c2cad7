"""Letters that an export misreads: what a word meant, where that is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

# What an export makes of letters that look alike, put back before words are compared.
_LOOKALIKES = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("|", "l"))


def mend_lookalikes(word: str) -> str:
    """The word in small letters with letters that an export mistakes for others put back."""
    word = word.lower()
    for printed, meant in _LOOKALIKES:
        word = word.replace(printed, meant)
    return word


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The one known word within a single edit of a misread one; None where none or several are."""
    near = words_near(word, known)
    candidates = [w for w in near if w == mend_lookalikes(word)] or near
    return candidates[0] if len(candidates) == 1 else None


def words_near(word: str, known: Iterable[str]) -> list[str]:
    """The known words within a single edit of a misread one."""
    mended = mend_lookalikes(word)
    return [w for w in known if OSA.distance(mended, w, score_cutoff=1) <= 1]
