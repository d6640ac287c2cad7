"""Repeated promises: what says the same, where, and what is never compared."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.store.build import build
from plananalysis.store.database import connect
from plananalysis.themes.repeats import Passage, Repeat, find_repeats

RAW = Path(__file__).parent.parent / "data" / "raw"
DOUBLED = "Recorded activity on enquiries more than doubled between April 2022 and March 2023."
REWORDED = "Recorded activity on enquiries has more than doubled from April 2022 to March 2023."


def passage(item: str, text: str, rec: str = "", plan: str = "", review: str = "") -> Passage:
    """A passage that is alone in its recommendation, plan and review unless they are named."""
    return Passage(item, rec or f"rec of {item}", plan or f"plan of {item}", review or item, text)


def said_twice(left: str, right: str) -> tuple[str, str] | None:
    """The passages of two texts that say the same."""
    found = find_repeats([passage("a", left), passage("b", right)])
    if not found:
        return None
    (repeat,) = found
    return (
        left[repeat.left_start : repeat.left_end],
        right[repeat.right_start : repeat.right_end],
    )


def test_the_same_sentence_is_found_among_others_with_a_similarity_of_one() -> None:
    left, right = f"Work began at once. {DOUBLED}", f"{DOUBLED} Nobody was surprised then."
    (repeat,) = find_repeats([passage("a", left), passage("b", right)])
    assert repeat == Repeat("a", "b", 1.0, 20, 102, 0, 82)
    assert left[20:102] == right[0:82] == DOUBLED.rstrip(".")


def test_a_reworded_sentence_is_found_with_a_lower_similarity() -> None:
    (repeat,) = find_repeats([passage("a", DOUBLED), passage("b", REWORDED)])
    assert 0.7 < repeat.similarity < 1


def test_the_same_fact_told_again_is_found() -> None:
    left = "The Allocate a Person on Probation tool has been rolled out to 10 regions."
    right = "The 'allocate a person on probation' tool is now fully deployed across all 12 regions."
    assert said_twice(left, right)


def test_what_one_side_says_more_is_no_part_of_the_passage() -> None:
    more = "Our own analysis of this shows that overall " + DOUBLED[0].lower() + DOUBLED[1:]
    assert said_twice(DOUBLED, more) == (DOUBLED.rstrip("."), more[44:].rstrip("."))


def test_neighbouring_sentences_are_one_passage() -> None:
    text = f"{DOUBLED} The gatekeeping form was revised after a review by court teams."
    assert said_twice(text, text) == (text.rstrip("."), text.rstrip("."))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (DOUBLED, "Mentors will be found for newly qualified officers in every region by May."),
        ("This will be delivered in July 2024.", "This will be available to staff in July 2024."),
        (
            "The Performance, Assurance and Risk Group has closed its office for good this winter.",
            "The Performance, Assurance and Risk Group audits tiering in London every year anew.",
        ),
        ("", ""),
        ("?!", "?!"),
    ],
)
def test_what_tells_different_things_is_no_repeat(left: str, right: str) -> None:
    assert said_twice(left, right) is None


def test_passages_of_one_recommendation_are_not_compared() -> None:
    assert not find_repeats([passage(each, DOUBLED, "R1", "p", "v") for each in "ab"])


def test_two_recommendations_of_one_plan_are_compared() -> None:
    assert find_repeats([passage(each, DOUBLED, f"R{each}", "p", "v") for each in "ab"])


def test_editions_of_one_review_restate_and_do_not_repeat() -> None:
    editions = [
        passage("a", DOUBLED, "p1/R1", "p1", "v"),
        passage("b", DOUBLED, "p2/R2", "p2", "v"),
    ]
    assert find_repeats(editions) == []
    other = passage("c", DOUBLED)
    assert [(r.left_id, r.right_id) for r in find_repeats([*editions, other])] == [
        ("a", "c"),
        ("b", "c"),
    ]


def test_a_promise_repeated_in_many_plans_is_found_in_each_pair() -> None:
    many = [passage(f"{n:03}", DOUBLED) for n in range(40)]
    assert len(find_repeats(many)) == 40 * 39 / 2


@given(st.lists(st.text(max_size=120), max_size=6))
def test_any_texts_give_spans_of_their_own_and_each_pair_once(texts: list[str]) -> None:
    passages = [passage(str(n), text) for n, text in enumerate([*texts, DOUBLED, REWORDED])]
    found = find_repeats(passages)
    assert found == find_repeats(passages)
    keys = [(r.left_id, r.right_id, r.left_start, r.right_start) for r in found]
    assert len(set(keys)) == len(keys)
    for repeat in found:
        assert 0 < repeat.similarity <= 1
        assert int(repeat.left_id) < int(repeat.right_id)
        for item, start, end in (
            (repeat.left_id, repeat.left_start, repeat.left_end),
            (repeat.right_id, repeat.right_start, repeat.right_end),
        ):
            assert passages[int(item)].text[start:end].strip()


# ------------------------------------------------------------------------- the published plans


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str, str]]:
    """Every stored repeat: the reviews and the passages of both sides."""
    path = tmp_path_factory.mktemp("repeated") / "plans.duckdb"
    build(RAW, path)
    with connect(path) as connection:
        return connection.execute(
            "WITH places AS ("
            "SELECT recommendation_id AS id, text, review_id "
            "FROM recommendations JOIN plans USING (plan_id) UNION ALL "
            "SELECT entry_id, entries.text, review_id FROM entries "
            "JOIN recommendations USING (recommendation_id) JOIN plans USING (plan_id)) "
            "SELECT l.review_id, r.review_id, l.text[left_start + 1:left_end], "
            "r.text[right_start + 1:right_end] FROM repeats "
            "JOIN places AS l ON l.id = left_id JOIN places AS r ON r.id = right_id"
        ).fetchall()


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("bendall", "domestic-abuse", "more than doubled"),
        ("bendall", "bendall", "more than doubled"),
        ("bendall", "mcsweeney", "PSR Gatekeeping Form"),
        ("bendall", "mcsweeney", "In March 2023"),
        ("bendall", "jacques", "llocate a "),
    ],
)
def test_the_repeats_that_a_reader_finds_are_found(
    stored: list[tuple[str, str, str, str]], left: str, right: str, words: str
) -> None:
    folded = words.casefold()
    assert any(
        {left in one, right in two} == {True}
        and folded in passage_left.casefold()
        and folded in passage_right.casefold()
        for one, two, passage_left, passage_right in [
            *stored,
            *((b, a, right_text, left_text) for a, b, left_text, right_text in stored),
        ]
    )


def test_passages_of_one_pair_of_texts_do_not_overlap() -> None:
    text = f"{DOUBLED} Something else was done by others. {DOUBLED} {REWORDED}"
    found = find_repeats([passage("a", text), passage("b", text)])
    spans = sorted((r.left_start, r.left_end) for r in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_formula_of_many_places_makes_pairs_in_line_with_them_and_leaves_none_out() -> None:
    def pair(places: int) -> list[tuple[str, str]]:
        passages = [passage(f"{place:03}", DOUBLED) for place in range(places)]
        return [(each.left_id, each.right_id) for each in find_repeats(passages)]

    assert len(pair(50)) == 50 * 49 / 2
    found = pair(200)
    assert {each for ends in found for each in ends} == {f"{place:03}" for place in range(200)}
    assert len(found) == len(set(found)) == 199 + 198 + 197
