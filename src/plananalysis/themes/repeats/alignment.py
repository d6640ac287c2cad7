"""Two passages with sentences that say the same, as repeats: from where to where, how alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from plananalysis.themes.repeats.sentences import find_words

ENOUGH = 0.5
"""More than this share of the shorter side's words must stand in the longer, in the same order."""
TRIM = 3
"""So many words in a row without a counterpart at an end of a passage are left out of it."""
LONGEST_RUN = 12_000
"""Characters after which sentences begin another run: aligning takes memory for each word of the
one side and each of the other."""


class Pairing(NamedTuple):
    """Two sentences that say the same: their numbers in their texts, from where to where they
    stand, and whether their words are the same.
    """

    is_same: bool
    left_number: int
    left_first: int
    left_last: int
    right_number: int
    right_first: int
    right_last: int


class Alignment(NamedTuple):
    """How alike two passages are, from 0 to 1, and from where to where they stand."""

    similarity: float
    left_start: int
    left_end: int
    right_start: int
    right_end: int


def find_runs(pairings: Iterable[Pairing]) -> list[list[Pairing]]:
    """The sentences of two texts, the likest first, as runs: each once, with its likest;
    neighbours that pair with neighbours are one passage.
    """
    chosen = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for each in pairings:
        if each.left_number not in lefts and each.right_number not in rights:
            lefts.add(each.left_number)
            rights.add(each.right_number)
            chosen.append(each)
    runs: list[list[Pairing]] = []
    for each in sorted(chosen, key=lambda each: each.left_number):
        if runs and _continues(runs[-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _continues(run: Sequence[Pairing], after: Pairing) -> bool:
    last, first = run[-1], run[0]
    return (
        after.left_number == last.left_number + 1
        and after.right_number == last.right_number + 1
        and after.left_last - first.left_first <= LONGEST_RUN
        and after.right_last - first.right_first <= LONGEST_RUN
    )


def is_verbatim(run: Sequence[Pairing]) -> bool:
    """Whether all words of a run are the same on both sides: then it needs no texts."""
    return all(each.is_same for each in run)


def align(
    run: Sequence[Pairing], left_text: str | None, right_text: str | None
) -> Alignment | None:
    """A run without what either side has more of at its beginning and end.

    The texts are needed where the run is not verbatim. None where too little of the shorter side
    is in the longer: then it is but a name, say, that the two have in common.
    """
    first, last = run[0], run[-1]
    if left_text is None or right_text is None:
        return Alignment(1.0, first.left_first, last.left_last, first.right_first, last.right_last)
    left = find_words(left_text, first.left_first, last.left_last)
    right = find_words(right_text, first.right_first, last.right_last)
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
