from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from gallery import join_texts
from handmade import make_entry, make_plan, make_progress, make_recommendation, make_update
from measured import open_measured

from plananalysis.analysis.plans import Plans
from plananalysis.figures.themes import (
    NO_LEVER,
    levers_by_topic_chart,
    levers_by_topic_data,
    topic_pairs_chart,
    topic_pairs_data,
    topics_by_review_chart,
    topics_by_review_data,
)

ABOUT = "Carry out domestic abuse enquiries in every case."
ANSWER = "Staff will be trained in electronic monitoring of curfews."
SILENT = "It will be seen to."


def asked(text: str = ABOUT, *answers: str, make: object = make_plan) -> object:
    """A plan of one recommendation with these answers."""
    entries = tuple(
        make_entry(place, text=answer, ref=f"1.{place}") for place, answer in enumerate(answers, 1)
    )
    return make(recommendations=(make_recommendation(text=text, entries=entries),))


@pytest.fixture
def plans(tmp_path: Path) -> Plans:
    return open_measured(tmp_path, asked(ABOUT, ANSWER, SILENT))


def by_topic(data: pd.DataFrame) -> pd.DataFrame:
    return data.set_index("topic")


def test_a_topic_earned_by_an_answer_counts_but_not_among_the_own_words(plans: Plans) -> None:
    data = by_topic(topics_by_review_data(plans))
    assert data.loc["da_enquiries", ["recommendations", "in_own_words"]].tolist() == [1, 1]
    assert data.loc["curfew_monitoring", ["recommendations", "in_own_words"]].tolist() == [1, 0]


def test_two_editions_of_one_plan_are_one_review(tmp_path: Path) -> None:
    entries = (make_entry(text=ANSWER), make_progress(text=SILENT))
    later = make_update(recommendations=(make_recommendation(text=ABOUT, entries=entries),))
    data = topics_by_review_data(open_measured(tmp_path, asked(ABOUT, ANSWER), later))
    assert set(data["n_reviews"]) == set(data["reviews"]) == set(data["n"]) == {1}


def test_the_data_speak_for_the_day_of_the_plans(plans: Plans) -> None:
    assert topics_by_review_data(replace(plans, as_of="1999-12-31")).empty
    assert list(topics_by_review_data(plans).attrs["speaks_for"].values()) != []


def test_an_action_without_a_lever_is_counted_as_such(plans: Plans) -> None:
    data = levers_by_topic_data(plans).set_index(["topic", "lever"])
    assert data.loc[("curfew_monitoring", "training"), ["actions", "n"]].tolist() == [1, 1]
    # The second action earns no topic: it has that of its recommendation, and no lever.
    silent = data.loc[("da_enquiries", "")]
    assert [silent["actions"], silent["lever_label"]] == [1, NO_LEVER]


def test_the_n_of_a_pair_is_the_recommendations_about_either(plans: Plans) -> None:
    (pair,) = topic_pairs_data(plans).to_dict("records")
    assert {pair["topic"], pair["other_topic"]} == {"da_enquiries", "curfew_monitoring"}
    assert (pair["recommendations"], pair["n"]) == (1, 1)


def matrix(*counts: tuple[str, list[int]]) -> pd.DataFrame:
    """Topics with the recommendations about them in each review."""
    return pd.DataFrame(
        {
            "topic": topic,
            "label": topic,
            "review_id": f"review-{place}",
            "title": f"Review {place}",
            "published_on": pd.Timestamp(2024, 1, 1 + place),
            "recommendations": count,
            "in_own_words": count,
            "n": 9,
            "reviews": sum(each > 0 for each in row),
            "n_reviews": len(row),
        }
        for topic, row in counts
        for place, count in enumerate(row)
    )


def test_the_title_counts_topics_that_come_back() -> None:
    chart = topics_by_review_chart(matrix(("one", [1, 2]), ("two", [1, 0]), ("three", [3, 1])))
    assert chart.title.startswith("2 of 3 topics come back in two or more of 2 reviews; ")
    alone = topics_by_review_chart(matrix(("one", [4])))
    assert alone.title.startswith("0 of 1 topic come back in two or more of 1 review; ")


def test_the_title_also_counts_by_the_words_of_the_reviewers_alone() -> None:
    data = matrix(("one", [1, 2]), ("two", [1, 4]))
    data.loc[data["recommendations"] == 4, "in_own_words"] = 0
    assert topics_by_review_chart(data).title.endswith("counting the reviewers' own words alone, 1")


def test_the_matrix_holds_each_number_and_a_dash_for_none() -> None:
    chart = topics_by_review_chart(matrix(("one", [7, 2]), ("two", [5, 0])))
    drawn = join_texts(chart).split()
    assert {"7", "2", "5", "–"} <= set(drawn)
    assert "Review 0 (n = 9): one 7, two 5; Review 1 (n = 9): one 2" in chart.alt


def test_a_number_too_wide_for_its_cell_is_shortened() -> None:
    row = [123_456_789] + [1] * 6
    drawn = join_texts(topics_by_review_chart(matrix(("one", row))))
    assert "123m" in drawn and "123,456,789" not in drawn


def test_levers_that_tie_are_not_said_to_lead_alone() -> None:
    data = pd.DataFrame(
        [("t", "Topic", "a", "Alpha", 2, 4, 0.5), ("t", "Topic", "b", "Beta", 2, 4, 0.5)],
        columns=["topic", "label", "lever", "lever_label", "actions", "n", "share"],
    )
    title = levers_by_topic_chart(data).title
    assert title == "Alpha is promised most often, or as often as any other lever, for 1 of 1 topic"


def test_pairs_that_tie_are_counted_together() -> None:
    names = ["topic", "label", "other_topic", "other_label"]
    rows = [("a", "A", "b", "B", 1, 3, 3, 4), ("a", "A", "c", "C", 1, 3, 3, 5)]
    data = pd.DataFrame(rows, columns=[*names, "reviews", "recommendations", "entries", "n"])
    title = topic_pairs_chart(data).title
    assert title == "2 of 2 pairs of topics stand together most often: under 3 recommendations each"
    first = topic_pairs_chart(data.head(1)).title
    assert first == "A and b stand together most often: under 3 recommendations"
