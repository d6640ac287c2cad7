"""Where a paragraph or a sentence ends is told by marks first and by words last."""

from __future__ import annotations

import pytest

from plananalysis.wording.segments import (
    is_unfinished,
    paragraph_starts,
    segment,
    sentence_starts,
    starts_inside,
)


def cut(text: str, starts: list[int]) -> list[str]:
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def test_paragraphs_part_at_line_breaks_bullets_and_double_spaces() -> None:
    text = "One.\nTwo •three  Four and  five"
    assert cut(text, paragraph_starts(text)) == ["One.", "Two", "•three", "Four and  five"]


@pytest.mark.parametrize(
    "text",
    [
        "It is done, e.g. In May.",
        "See No. 4 of the list.",
        "Led by J. Smith of the unit.",
        "It rose by 1.5 Per cent",
    ],
)
def test_a_full_stop_of_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentence_starts(text) == [0]


def test_a_sentence_ends_at_a_full_stop_before_a_capital() -> None:
    text = "It is done. We go on! “Why?” Because."
    assert cut(text, sentence_starts(text)) == ["It is done.", "We go on!", "“Why?”", "Because."]


@pytest.mark.parametrize("text", ["It is done", "by the", "the review (which"])
def test_a_text_without_an_end_is_unfinished(text: str) -> None:
    assert is_unfinished(text)


@pytest.mark.parametrize(
    "text", ["Done.", "Done:", "“Done.”", "Cells should be clean. (S40)", "(1.12)"]
)
def test_a_stop_or_a_paragraph_reference_finishes_a_text(text: str) -> None:
    assert not is_unfinished(text)


@pytest.mark.parametrize(
    ("text", "before", "is_page_first", "has_values", "expected"),
    [
        ("and of the board.", "A review of the case", False, False, True),
        ("and of the board.", "It is done.", False, False, False),
        ("Board members.", "A review of the", False, False, True),
        ("Board members met.", "A review of it", False, False, False),
        ("Board members met.", "A review of it", True, False, True),
        ("Board members met.", "A review of it", True, True, False),
        ("• a bullet", "A review", False, False, False),
        ("text", "", True, False, False),
    ],
)
def test_a_row_goes_on_with_the_sentence_before_it(
    text: str, before: str, is_page_first: bool, has_values: bool, expected: bool
) -> None:
    found = starts_inside(text, before, is_page_first=is_page_first, has_values=has_values)
    assert found == expected


def segments(text: str, count: int) -> tuple[str, list[str]] | None:
    found = segment(text, count)
    return (found.mark, cut(text, list(found.starts))) if found else None


def test_hard_marks_are_tried_before_weak_ones_and_sentences_last() -> None:
    assert segments("One. Two.\nThree.", 2) == ("hard", ["One. Two.", "Three."])
    assert segments("One. Two.  Three.", 2) == ("weak", ["One. Two.", "Three."])
    assert segments("One goes. Two goes.", 2) == ("sentence", ["One goes.", "Two goes."])


def test_a_list_belongs_to_what_announces_it() -> None:
    text = "We will:\n• do this\n• do that\nThen we end."
    assert segments(text, 2) == ("hard", ["We will:\n• do this\n• do that", "Then we end."])


def test_two_promises_among_three_sentences_are_told_by_how_they_begin() -> None:
    text = "HMPPS will review the tool. This is needed. The Probation Service will train its staff."
    assert segments(text, 2) == (
        "scored",
        [
            "HMPPS will review the tool. This is needed.",
            "The Probation Service will train its staff.",
        ],
    )


def test_nothing_is_cut_where_a_reader_could_not_tell() -> None:
    assert segments("One. Two. Three.", 2) is None
    assert segments("One. Two. Three. Four.", 3) is None


def test_one_segment_is_the_whole_text() -> None:
    assert segments("One. Two.", 1) == ("hard", ["One. Two."])
