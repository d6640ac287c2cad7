from __future__ import annotations

import time

import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.store import keys


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "A thematic inspection of work undertaken, and progress made by the Probation Service "
            "to reduce the incidence of domestic abuse and protect victims",
            "reduce-incidence-domestic-abuse-protect-victims-2023-07",
        ),
        (
            "Independent serious further offence review of Alan O’Whitmarsh",
            "serious-further-offence-alan-owhitmarsh-2023-07",
        ),
        ("Independent Review of the Case of Zoë Müller", "case-zoe-muller-2023-07"),
        ("HMP/YOI Stonebridge", "hmp-yoi-stonebridge-2023-07"),
    ],
)
def test_a_review_is_named_by_the_telling_words_of_its_title_and_its_month(
    title: str, expected: str
) -> None:
    assert keys.review_id(make_plan(title=title)) == expected


def test_the_month_of_submission_stands_in_for_an_unknown_month_of_publication() -> None:
    plan = make_plan(title="HMP Fernleigh", published_on=None, submitted_on="2019-11-05")
    assert keys.review_id(plan) == "hmp-fernleigh-2019-11"


def test_a_title_of_common_words_only_keeps_them() -> None:
    assert keys.review_id(make_plan(title="Joint inspection")) == "joint-inspection-2023-07"


@pytest.mark.parametrize("title", [None, "", "«»", "监狱"])
def test_a_plan_without_a_readable_title_is_named_by_its_file(title: str | None) -> None:
    plan = make_plan(title=title)
    assert keys.review_id(plan) == f"untitled-{plan.source_sha256[:8]}-2023-07"


def test_a_plan_is_named_by_its_review_and_the_day_for_which_it_speaks() -> None:
    first, update = make_plan(), make_plan(updated_on="2024-07-22")
    assert keys.plan_id(first) == "quality-resettlement-planning-2023-07.2023-07-12"
    assert keys.plan_id(update) == "quality-resettlement-planning-2023-07.2024-07-22"


def test_a_plan_without_any_day_ends_in_figures_of_its_hash() -> None:
    plan = make_plan(title="HMP Fernleigh", submitted_on=None, published_on=None)
    assert keys.plan_id(plan) == f"hmp-fernleigh.{plan.source_sha256[:8]}"


def test_a_number_printed_again_is_told_apart_by_a_suffix() -> None:
    numbers = ("5", "5", "5-2", "5", "5.12", "", "../7")
    recs = [make_recommendation(i, number=number) for i, number in enumerate(numbers, start=1)]
    assert keys.recommendation_ids("p", recs) == (
        "p/R5",
        "p/R5-2",
        "p/R5-2-2",
        "p/R5-3",
        "p/R5.12",
        "p/Runnumbered6",
        "p/R7",
    )


def test_entries_are_counted_within_their_kind() -> None:
    entries = [make_entry(1), make_progress(2), make_entry(3), make_progress(4)]
    assert keys.entry_ids("p/R1", entries) == ("p/R1/A1", "p/R1/P1", "p/R1/A2", "p/R1/P2")


def test_a_post_is_named_by_the_words_of_its_label() -> None:
    assert keys.post_id("Deputy Director, Women’s Estate") == "deputy-director-womens-estate"


@given(st.text(), st.lists(st.text(), max_size=6))
def test_keys_are_short_ascii_and_distinct_whatever_is_printed(
    title: str, numbers: list[str]
) -> None:
    review = keys.review_id(make_plan(title=title))
    assert review.isascii() and not set(review) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(review) <= keys.SLUG_LENGTH + len("-2023-07")
    recs = [make_recommendation(i, number=number) for i, number in enumerate(numbers, start=1)]
    ids = keys.recommendation_ids("p", recs)
    assert len(set(ids)) == len(numbers)
    assert all(key.isascii() for key in ids)


def test_a_number_printed_thousands_of_times_takes_no_longer_for_each() -> None:
    recs = [make_recommendation(1, number="1")] * 2000
    begun = time.process_time()
    ids = keys.recommendation_ids("p", recs)
    assert time.process_time() - begun < 1  # Looked for among all, each took 7 ms.
    assert ids[0] == "p/R1" and ids[-1] == "p/R1-2000"
