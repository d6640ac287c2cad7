"""Two passages with sentences that say the same, as repeats: from where to where, how alike."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Indel

from plananalysis.themes.repeats.sentences import find_words

ENOUGH = 0.5
"""More than this share of the shorter side's words must stand in the longer, in the same order."""
TRIM = 3
"""So many words in a row without a counterpart at an end of a passage are left out of it."""


class Alignment(NamedTuple):
    """How alike two passages are, from 0 to 1, and from where to where they stand."""

    similarity: float
    left_start: int
    left_end: int
    right_start: int
    right_end: int


def align(left_text: str, right_text: str) -> Alignment | None:
    """What two texts have in common, without what either has more of at its beginning and end.

    None where too little of the shorter one is in the longer: then it is but a name, say, that the
    two have in common.
    """
    left, right = find_words(left_text), find_words(right_text)
    left_words, right_words = ([word for word, _, _ in side] for side in (left, right))
    blocks = [code for code in Indel.opcodes(left_words, right_words) if code.tag == "equal"]
    in_common = sum(block.src_end - block.src_start for block in blocks)
    if in_common <= min(len(left), len(right)) * ENOUGH:
        return None
    left_start, left_end = _trim(len(left), blocks[0].src_start, blocks[-1].src_end)
    right_start, right_end = _trim(len(right), blocks[0].dest_start, blocks[-1].dest_end)
    similarity = Indel.normalized_similarity(
        left_words[left_start:left_end], right_words[right_start:right_end]
    )
    return Alignment(
        round(similarity, 3),
        left[left_start][1],
        left[left_end - 1][2],
        right[right_start][1],
        right[right_end - 1][2],
    )


def _trim(count: int, first: int, last: int) -> tuple[int, int]:
    return (first if first >= TRIM else 0), (last if count - last >= TRIM else count)
