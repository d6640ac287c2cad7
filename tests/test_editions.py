from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest
from handmade import TITLE, make_plan, make_recommendation, make_update

from plananalysis.linking.editions import (
    Duplicate,
    Review,
    is_same_review,
    review_kind,
    titles_agree,
)
from plananalysis.linking.editions import find_reviews as find_reviews_of
from plananalysis.linking.outlines import outline
from plananalysis.records import Account, Plan
from plananalysis.store import keys


def find_reviews(plans: Iterable[Plan]) -> tuple[tuple[Review, ...], tuple[Duplicate, ...]]:
    return find_reviews_of(map(outline, plans))


def test_two_editions_are_one_review_numbered_by_their_days() -> None:
    last = make_update("last.txt", updated_on="2025-07-01")
    (review,), duplicates = find_reviews([last, make_update(), make_plan()])
    assert [(e.plan.source_file, e.number) for e in review.editions] == [
        ("plan.txt", 1),
        ("update.txt", 2),
        ("last.txt", 3),
    ]
    assert duplicates == ()


def test_an_update_alone_is_the_second_edition() -> None:
    (review,), _ = find_reviews([make_update()])
    assert [edition.number for edition in review.editions] == [2]


def test_keys_do_not_depend_on_which_other_plans_are_present() -> None:
    other = make_plan("other.txt", title="Independent review of the case of Peter Holloway")
    plans = [make_plan(), make_update(), other]
    together, _ = find_reviews(plans)
    alone = {e.plan_id for plan in plans for r in find_reviews([plan])[0] for e in r.editions}
    assert {e.plan_id for review in together for e in review.editions} == alone


def test_the_order_of_the_files_changes_nothing() -> None:
    plans = [make_plan(), make_update(), make_plan("z.txt"), make_plan("b.txt", title="HMP Ash")]
    results = {repr(find_reviews(order)) for order in permutations(plans)}
    assert len(results) == 1


@pytest.mark.parametrize(
    "other",
    [
        TITLE.upper(),
        TITLE.replace("quality", "qua1ity"),
        TITLE.replace("resettlement", "resettle ment"),
        f"‘{TITLE}’",
    ],
)
def test_titles_agree_in_spite_of_case_quotes_and_misread_letters(other: str) -> None:
    assert titles_agree(TITLE, other)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        (
            "Report on an unannounced inspection of HMP Leeds",
            "Report on an unannounced inspection of HMP Lewes",
        ),
        ("An inspection of probation in 2021", "An inspection of probation in 2022"),
        (
            "Independent serious further offence review of Alan Whitmarsh",
            "Independent serious further offence review of Peter Holloway",
        ),
        (TITLE, None),
        (None, None),
        ("", ""),
    ],
)
def test_titles_of_two_reviews_do_not_agree(title: str | None, other: str | None) -> None:
    assert not titles_agree(title, other)


def test_one_title_published_on_two_days_is_two_reviews() -> None:
    reviews, _ = find_reviews([make_plan(), make_plan("again.txt", published_on="2019-01-01")])
    assert len(reviews) == 2


def test_an_unknown_day_of_publication_is_settled_by_the_first_submission() -> None:
    unknown = make_update(published_on=None)
    assert is_same_review(make_plan(), unknown)
    assert not is_same_review(
        make_plan(), make_update(published_on=None, submitted_on="2019-05-05")
    )


def test_without_common_days_only_an_equal_title_will_do() -> None:
    undated = make_plan("undated.txt", published_on=None, submitted_on=None)
    misread = make_plan("m.txt", title=TITLE[:-1], published_on=None, submitted_on=None)
    assert is_same_review(make_plan(), undated)
    assert not is_same_review(make_plan(), misread)


def test_a_misread_title_joins_the_review_under_the_key_of_its_earliest_edition() -> None:
    misread = make_update(title=TITLE.replace("quality", "qua1ity"))
    (review,), _ = find_reviews([misread, make_plan()])
    assert review.review_id == keys.review_id(make_plan())
    assert review.title == TITLE


def test_the_same_bytes_twice_are_loaded_once() -> None:
    twin = make_plan("twin.txt", source_sha256=make_plan().source_sha256)
    (review,), (duplicate,) = find_reviews([twin, make_plan()])
    assert [edition.plan.source_file for edition in review.editions] == ["plan.txt"]
    assert duplicate.plan.source_file == "twin.txt"
    assert duplicate.reason == "holds the same bytes as plan.txt"


def test_of_one_edition_twice_the_better_reading_is_kept() -> None:
    poor = make_plan("a-poor.txt", account=Account(900, 200, 100))
    lost = make_plan("b-lost.txt", printed_totals=())
    good = make_plan("c-good.txt")
    (review,), duplicates = find_reviews([poor, lost, good])
    assert [edition.plan.source_file for edition in review.editions] == ["c-good.txt"]
    assert [duplicate.kept.source_file for duplicate in duplicates] == ["c-good.txt"] * 2
    assert "c-good.txt (as of 2023-07-12)" in duplicates[0].reason


def test_an_update_that_lost_its_date_is_not_taken_for_the_first_edition() -> None:
    (review,), duplicates = find_reviews([make_plan(), make_update(updated_on=None)])
    assert duplicates == ()
    assert len({edition.plan_id for edition in review.editions}) == 2


def test_two_reviews_whose_keys_would_be_equal_get_different_ones() -> None:
    first = make_plan(title="Inspection of resettlement", published_on="2023-07-04")
    second = make_plan("b.txt", title="Review of resettlement", published_on="2023-07-20")
    reviews, _ = find_reviews([first, second])
    assert len({review.review_id for review in reviews}) == 2
    assert len({e.plan_id for review in reviews for e in review.editions}) == 2


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (TITLE, "thematic inspection"),
        ("Independent serious further offence review of Alan Whitmarsh", "case review"),
        ("Independent Review of the Case of Peter Holloway", "case review"),
        ("HMP/YOI Stonebridge", "inspection"),
        ("HMIP Inspection 23 April – 3 May 2019", "inspection"),
        ("A report on resettlement", "other"),
        (None, "other"),
    ],
)
def test_the_words_of_a_title_say_what_kind_of_review_it_is(title: str | None, kind: str) -> None:
    assert review_kind(title) == kind


def test_a_plan_is_set_beside_few_others_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    monkeypatch.setattr(
        "plananalysis.linking.editions.is_same_review", lambda *pair: bool(compared.append(pair))
    )
    plans = [
        make_plan(f"{n}.txt", published_on=f"20{n // 12:02d}-{n % 12 + 1:02d}-01")
        for n in range(200)
    ]
    assert len(find_reviews(plans)[0]) == 200
    assert compared == []


def test_many_plans_of_one_title_without_any_day_are_set_beside_few_others() -> None:
    made = outline(make_plan(submitted_on=None, published_on=None))
    plans = [
        replace(made, source_sha256=f"{n:08x}" + "0" * 56, source_file=str(n))
        for n in range(12_000)
    ]
    begun = time.process_time()
    ((review,), duplicates) = find_reviews_of(plans)
    assert (
        time.process_time() - begun < 5
    )  # Each set beside all: 15 s, and 100 times that of 100,000.
    assert len(review.editions) == len(plans) and not duplicates


def test_keys_differ_even_where_the_marks_that_tell_them_apart_are_equal() -> None:
    made = outline(make_plan(title="HMP " + "Ash " * 30, updated_on=None))
    titles = (f"{made.title}{end}" for end in ("on the Water Side", "by Upper Hill", "Castle"))
    plans = [
        replace(made, title=title, source_file=title, source_sha256="0" * 8 + f"{n:056x}")
        for n, title in enumerate(titles)
    ]
    reviews, _ = find_reviews_of(plans)
    ids = [edition.plan_id for review in reviews for edition in review.editions]
    assert len(set(ids)) == len(ids) == 3


def test_recommendations_do_not_decide_what_a_review_is() -> None:
    changed = make_update(recommendations=(make_recommendation(1, text="Entirely other words."),))
    assert is_same_review(make_plan(), changed)
