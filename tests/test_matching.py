"""Phrases are found without trying most of them: the same as if each were tried everywhere."""

from __future__ import annotations

from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from plananalysis.themes.codebook import load_codebook
from plananalysis.themes.codebook.matching import Index, Use, find_matches, index_codebook
from plananalysis.themes.codebook.patterns import compile_pattern, find_words, fold

PHRASES = (
    "guidance ... (issued|sent)",
    "issu* ... guidance",
    "(sent|issued ... to) staff",
    "the ... of ... review",
    "review",
    "review the",
    "review?  the staff",
    "the review",
    "children's services",
    "5%",
    "staff ... children's",
    "publish*",
)
WORDS = (
    "guidance guidances issued issue iss sent to staff the of review children's children ' 5% 5 % "
    "é publish publishing £ . ; ! ? • , - – ( ) “ / \n İ of"
)


@cache
def index() -> Index:
    return Index(Use(compile_pattern(phrase, {}), "code", code=phrase) for phrase in PHRASES)


def tried_everywhere(folded: str, uses: list[Use]) -> set[tuple[Use, int, int]]:
    found = set()
    for use in uses:
        end = 0
        for start, _ in find_words(folded):
            if start >= end and (match := use.pattern.regex.match(folded, start)):
                end = match.end()
                found.add((use, start, end))
    return found


def uses_of(index: Index) -> list[Use]:
    return list({use: None for uses in index.by_first.values() for use in uses})


def found_in(folded: str, index: Index) -> set[tuple[Use, int, int]]:
    return {(match.use, match.start, match.end) for match in find_matches(folded, index)}


@given(
    st.lists(st.sampled_from(WORDS.split(" ")), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(WORDS.split(" ")), max_size=10).map("".join)
)
@example("guidance that was, at the time, issued")
@example("the end of the year, and of the review")
@example("staff and the children's. Sent? “issued” guidance")
def test_what_is_found_is_what_trying_each_phrase_at_each_word_finds(text: str) -> None:
    folded = fold(text)
    assert found_in(folded, index()) == tried_everywhere(folded, uses_of(index()))


@given(st.data())
def test_so_it_is_with_the_phrases_of_the_codebook(data: st.DataObject) -> None:
    known = index_codebook(load_codebook())
    # The words that phrases begin with and need, whole or as stems, and marks that part them.
    words = sorted({key.rstrip("*") for key in known.keys_known} | {",", ".", "•", "(", "'", "a"})
    drawn = data.draw(st.lists(st.sampled_from(words), max_size=12))
    folded = fold(" ".join(drawn))
    assert found_in(folded, known) == tried_everywhere(folded, uses_of(known))
