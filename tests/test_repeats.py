"""Repeated promises: what says the same, where, and what is never compared."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, product
from operator import add, itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plananalysis.store.build import build
from plananalysis.store.database import connect
from plananalysis.testing.plans import make_plan
from plananalysis.themes import repeats
from plananalysis.themes.codebook.patterns import fold
from plananalysis.themes.repeats import Passage, Repeat, index
from plananalysis.themes.repeats.alignment import align
from plananalysis.themes.repeats.features import find_features
from plananalysis.themes.repeats.index import FEW, FIRSTS, MANY, MOST, PROPOSALS, RARE, SAME
from plananalysis.themes.repeats.runs import Pairing, Run, bound, find_runs
from plananalysis.themes.repeats.sentences import (
    LONGEST,
    WORDS_IN_COMMON,
    find_sentences,
    find_stem,
    is_telling,
)

RAW = Path(__file__).parent.parent / "data" / "raw"
DOUBLED = "Recorded activity on enquiries more than doubled between April 2022 and March 2023."
REWORDED = "Recorded activity on enquiries has more than doubled from April 2022 to March 2023."


def find_repeats(passages: Iterable[Passage]) -> list[Repeat]:
    return list(repeats.find_repeats(passages))


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


def pair_up(many: list[Passage]) -> list[tuple[str, str]]:
    return [(each.left_id, each.right_id) for each in find_repeats(many)]


def test_a_promise_repeated_in_several_plans_is_found_in_each_pair() -> None:
    several = [passage(f"{n:03}", DOUBLED) for n in range(MANY)]
    assert pair_up(several) == list(combinations([each.item_id for each in several], 2))


def test_a_formula_is_paired_with_its_first_place_and_past_most_left_out() -> None:
    many = [passage(f"{n:03}", DOUBLED) for n in range(200)]
    assert pair_up(many[: MANY + 1]) == [("000", f"{n:03}") for n in range(1, MANY + 1)]
    assert pair_up(many) == [("000", f"{n:03}") for n in range(1, MOST)]


def test_a_place_of_a_formula_that_may_not_be_compared_with_the_first_has_another() -> None:
    editions = [passage(f"e{n:02}", DOUBLED, f"R{n}", f"p{n}", "v") for n in range(MANY)]
    others = [passage(f"o{n:02}", DOUBLED, f"r{n}", f"q{n}", "w") for n in range(MANY)]
    found = pair_up([*editions, *others])
    assert {each for pair in found for each in pair} == {
        each.item_id for each in (*editions, *others)
    }
    assert len(found) == 2 * MANY - 1


def test_two_formulas_that_are_alike_are_paired_by_their_first_places_alone() -> None:
    some = [passage(f"{n:03}", DOUBLED) for n in range(MANY)]
    others = [passage(f"{MANY + n:03}", REWORDED) for n in range(MANY)]
    found = set(pair_up([*some, *others]))
    across = {pair for pair in found if pair[0] < f"{MANY:03}" <= pair[1]}
    firsts = [each.item_id for each in some[:FIRSTS]], [each.item_id for each in others[:FIRSTS]]
    assert across == set(product(*firsts))
    assert len(pair_up([*some[:3], *others[:3]])) == 6 * 5 / 2


def test_sentences_around_a_formula_that_brings_two_texts_together_are_part_of_the_passage() -> (
    None
):
    more = "The gatekeeping form was revised after a review by court teams."
    many = [passage(f"{n:03}", DOUBLED) for n in range(MANY + 5)]
    text = f"{DOUBLED} {more}"
    found = find_repeats([*many, passage("800", text), passage("900", text)])
    (whole,) = [each for each in found if (each.left_id, each.right_id) == ("800", "900")]
    assert (whole.left_start, whole.left_end) == (0, len(text) - 1)


@settings(max_examples=30, deadline=None)
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
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repeated") / "plans.duckdb"
    build(RAW, path)
    return path


@pytest.fixture(scope="module")
def stored(published: Path) -> list[tuple[str, str, str, str]]:
    """Every stored repeat: the reviews and the passages of both sides."""
    with connect(published) as connection:
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


def test_a_build_stores_the_repeats_among_its_texts_in_their_order(published: Path) -> None:
    with connect(published) as connection:
        asked, answered = (
            connection.execute(f"SELECT {columns} FROM {tables}").fetchall()
            for columns, tables in (
                (
                    "recommendation_id, recommendation_id, plan_id, review_id, text",
                    "recommendations JOIN plans USING (plan_id) ORDER BY recommendations.rowid",
                ),
                (
                    "entry_id, recommendation_id, plan_id, review_id, entries.text",
                    "entries JOIN recommendations USING (recommendation_id) "
                    "JOIN plans USING (plan_id) ORDER BY entries.rowid",
                ),
            )
        )
        rows = connection.execute("FROM repeats").fetchall()
    assert len(rows) > 20
    assert [Repeat(*row) for row in rows] == find_repeats(
        Passage(*row) for row in (*asked, *answered)
    )


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


# ------------------------------------------------------------ the same as a plain way finds


class Sentence(NamedTuple):
    """A sentence: its number in its text, its words, and from where to where they stand."""

    number: int
    words: tuple[str, ...]
    start: int
    end: int


SENTENCE = re.compile(r"[^.;!?•]+(?:[.;!?](?!\s+[\"'“‘(]?[A-Z])[^.;!?•]+)*[.;!?]?")
PIECE = re.compile(rf".{{1,{LONGEST}}}(?:\s|\Z)|.{{1,{LONGEST}}}", re.DOTALL)


def find_plain_sentences(text: str) -> list[Sentence]:
    """The sentences of one text, one after the other."""
    folded = fold(text)
    bounds = [
        piece.span()
        for found in SENTENCE.finditer(text)
        for piece in ([found] if len(found[0]) <= LONGEST else PIECE.finditer(text, *found.span()))
    ]
    sentences = []
    for number, (start, end) in enumerate(bounds):
        words = list(re.compile("[a-z0-9]+").finditer(folded, start, end))
        if len(words) > WORDS_IN_COMMON:
            told = tuple(word[0] for word in words)
            sentences.append(Sentence(number, told, words[0].start(), words[-1].end()))
    return sentences


def find_all_sentences(texts: Sequence[str]) -> list[list[Sentence]]:
    """The sentences of each text, as they are found in all at once."""
    found = find_sentences(texts)
    sentences: list[list[Sentence]] = [[] for _ in texts]
    for at, text in enumerate(found.text):
        words = found.words[found.words_from[at] : found.words_to[at]]
        told = tuple(found.vocabulary[word] for word in words)
        numbers = (int(each[at]) for each in (found.first, found.last))
        sentences[text].append(Sentence(int(found.number[at]), told, *numbers))
    return sentences


# What ends a sentence or does not, letters with accents or that fold to others, all spaces.
ODD = st.text(alphabet="aB zZ9.;!?•“\"'‘( \n\u00a0\u2003\u0085\u1680K\u212aİßéΣ’1😀", max_size=60)


@given(st.lists(ODD | st.text(max_size=40), max_size=4))
def test_sentences_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    assert find_all_sentences(texts) == [find_plain_sentences(text) for text in texts]


@pytest.mark.parametrize("text", ["word " * 3000, "x" * 9001, f"{'y' * 4100} {DOUBLED}", "a. " * 9])
def test_long_sentences_are_cut_alike_wherever_they_stand(text: str) -> None:
    texts = [DOUBLED, text, "", text[3:] + ". " + DOUBLED]
    assert find_all_sentences(texts) == [find_plain_sentences(each) for each in texts]


def test_no_character_that_is_not_looked_up_is_a_mark_a_space_or_a_letter() -> None:
    others = [chr(code) for code in range(0x3001, sys.maxunicode + 1)]
    assert not any(each.isspace() or re.fullmatch("[a-z0-9]", fold(each)) for each in others)


def find_plainly(passages: list[Passage]) -> list[Repeat]:
    """Every sentence compared with every other, in memory; of few passages, without formulas."""
    texts = [find_plain_sentences(each.text) for each in passages]
    names = {tuple(each.words): _name(each.words) for text in texts for each in text}
    holders = Counter(name for each in names.values() for name in each)
    weights = {name: math.log(1 + max(FEW, len(names)) / holders[name]) for name in holders}

    def compare(one: Sentence, other: Sentence) -> float:
        left, right = names[tuple(one.words)], names[tuple(other.words)]
        shared = left & right
        if sum(" " not in name for name in shared) < WORDS_IN_COMMON:
            return 0
        if one.words == other.words:
            return 1
        if sum(holders[name] <= RARE for name in shared) < PROPOSALS:
            return 0
        lengths = [math.sqrt(sum(weights[name] ** 2 for name in side)) for side in (left, right)]
        return sum(weights[name] ** 2 for name in shared) / math.prod(lengths)

    found = []
    for (at, left), (to, right) in combinations(enumerate(passages), 2):
        is_edition = left.review_id == right.review_id and left.plan_id != right.plan_id
        if left.recommendation_id == right.recommendation_id or is_edition:
            continue
        alike = [
            (-likeness, one.number, other.number, one, other)
            for one, other in product(texts[at], texts[to])
            if (likeness := compare(one, other)) >= SAME
        ]
        pairings = [
            Pairing(a.words == b.words, a.number, a.start, a.end, b.number, b.start, b.end)
            for _, _, _, a, b in sorted(alike, key=itemgetter(0, 1, 2))
        ]
        for run in find_runs(pairings):
            where = bound(at, to, run)
            sides = (
                left.text[where.left_start : where.left_end],
                right.text[where.right_start : where.right_end],
            )
            if aligned := align(*sides):
                found.append(Repeat(left.item_id, right.item_id, *_place(where, *aligned)))
    return found


def _place(run: Run, similarity: float, *places: int) -> tuple[float, int, int, int, int]:
    starts = (run.left_start, run.left_start, run.right_start, run.right_start)
    left_start, left_end, right_start, right_end = map(add, starts, places)
    return similarity, left_start, left_end, right_start, right_end


def _name(words: Sequence[str]) -> set[str]:
    stems = [find_stem(word) for word in words]
    telling = {find_stem(word) for word in words if is_telling(word)}
    return telling | {" ".join(pair) for pair in pairwise(stems)}


WORDS = "enquiries police court recall officers region audit training 2023 the of was".split()
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=4).map(
    lambda some: ". ".join(map(str.title, some))
)
PLACES = st.sampled_from(["v/p/1", "v/p/2", "v/q/1", "w/r/1", "w/r/2", "x/s/1", "y/t/1"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PLACES, TEXTS), min_size=2, max_size=MANY))
def test_random_texts_have_the_repeats_that_a_plain_way_finds(texts: list[tuple[str, str]]) -> None:
    passages = [
        Passage(str(n), place, place[:3], place[0], text) for n, (place, text) in enumerate(texts)
    ]
    assert find_repeats(passages) == find_plainly(passages)


def test_generated_plans_have_the_repeats_that_a_plain_way_finds() -> None:
    passages = [
        Passage(
            f"{seed}/{at}", f"{seed}/{at}", str(seed), str(seed), recommendation.entries[0].text
        )
        for seed in range(4)
        for at, recommendation in enumerate(make_plan(seed).recommendations)
    ]
    found = find_repeats(passages)
    assert len(found) > 20
    assert found == find_plainly(passages)


# ------------------------------------------------------------------------- what no plan looks like


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "police audit " * 60_000 + "end",
        "x" * 500_000,
        " ".join(f"word{n}" for n in range(30_000)),
        f"{DOUBLED} " * 2_000,
        ". " * 100_000,
        ".;!?" * 50_000,
        "." + " " * 200_000 + DOUBLED,
    ],
    ids=[
        "one word",
        "two words",
        "no space",
        "no full stop",
        "one sentence",
        "stops",
        "marks",
        "gap",
    ],
)
def test_a_hostile_text_is_compared_in_its_turn(text: str) -> None:
    found = find_repeats([passage("a", text), passage("b", text[:-1] + "y"), passage("c", DOUBLED)])
    assert all(each.left_end <= len(text) for each in found)
    assert len(found) <= 500


def test_nothing_is_left_behind_on_the_disk(tmp_path: Path) -> None:
    assert list(repeats.find_repeats([passage(each, DOUBLED) for each in "ab"], tmp_path))
    next(repeats.find_repeats([passage(each, DOUBLED) for each in "ab"], tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_order_is_that_of_the_passages_whatever_the_number_of_threads(tmp_path: Path) -> None:
    many = [passage(f"{n % 17}-{n}", DOUBLED if n % 3 else REWORDED) for n in range(60)]
    found = find_repeats(many)
    place = {each.item_id: at for at, each in enumerate(many)}
    keys = [(place[each.left_id], place[each.right_id]) for each in found]
    assert keys == sorted(keys)
    assert found == find_repeats(iter(many))


def test_features_are_the_same_in_every_run() -> None:
    sentences = find_sentences([DOUBLED, "Police police police police."])
    features, telling = find_features(sentences, np.arange(2))
    assert telling[1] == 1
    assert features.to_pylist()[1] == [9935272717069576034, 9935272717069576035]


def test_little_memory_gives_the_same_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [
        Passage(f"{asked.position}/{at}/{seed}", f"{seed}/{asked.position}", *[f"{seed}"] * 2, text)
        for seed in range(60)
        for asked in make_plan(seed).recommendations
        for at, text in enumerate((asked.text, *(entry.text for entry in asked.entries)))
    ]
    found = find_repeats(passages)
    monkeypatch.setattr(index, "MEMORY", "25MB")
    assert find_repeats(passages) == found


def test_repeats_told_a_few_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [DOUBLED, f"{REWORDED} {DOUBLED}", "Nobody was surprised.", REWORDED]
    passages = [passage(f"{n:02}", texts[n % 4]) for n in range(24)]
    found = find_repeats(passages)
    assert {each.similarity < 1 for each in found} == {True, False}
    for name in ("TOLD", "FETCHED", "ALIGNED_AT_ONCE"):
        monkeypatch.setattr(index, name, 3)
    assert find_repeats(passages) == found
