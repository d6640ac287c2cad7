"""Words that an export prints again right behind themselves are found, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.readers.sourcetext import Text
from plananalysis.table.repetition import find_repeats, overlap


def repeats(string: str) -> list[str]:
    words = string.split()
    return [" ".join(words[at] for at in places) for places in find_repeats(words)]


@pytest.mark.parametrize(
    ("string", "found"),
    [
        ("a b c d", []),
        ("a b c a b c", []),  # three words may be said twice on purpose
        ("a b c d a b c d", ["a b c d"]),
        ("x a b c d a b c d y", ["a b c d"]),
        ("a b c d a b c d a b c d", ["a b c d", "a b c d"]),
        ("a b c d e a b c d f", []),
        ("a b c d x a b c d", []),  # not right behind itself
    ],
)
def test_repeats_are_four_words_or_more_right_behind_themselves(
    string: str, found: list[str]
) -> None:
    assert repeats(string) == found


def one_by_one(words: list[str]) -> list[str]:
    """The same rule at its plainest: drop the first repeat, then look again from the start."""
    while True:
        seen: dict[tuple[str, ...], int] = {}
        for at in range(len(words) - 3):
            key = tuple(words[at : at + 4])
            length = at - seen.get(key, at)
            seen[key] = at
            if 4 <= length <= 120 and words[at - length : at] == words[at : at + length]:
                words = words[:at] + words[at + length :]
                break
        else:
            return words


@given(st.lists(st.sampled_from("ab"), max_size=60))
def test_repeats_found_in_one_pass_are_those_found_one_by_one(words: list[str]) -> None:
    dropped = {at for places in find_repeats(words) for at in places}
    assert [word for at, word in enumerate(words) if at not in dropped] == one_by_one(words)


def test_an_overlap_is_four_words_at_least() -> None:
    left = Text.of("We will train all staff by the end", 0)
    assert overlap(left, Text.of("staff by the end of May", 0)) == len("staff by the end")
    assert overlap(left, Text.of("by the end of May", 0)) == 0
