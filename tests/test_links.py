"""Links: the number where it is printed, the content where it is not, nothing where none fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handmade import make_plan, make_recommendation
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.linking.links import link_editions, link_entries
from plananalysis.records import Entry, Recommendation, Target

GUIDANCE = "The Policy Framework Team will publish revised guidance on recall to custody."
TRAINING = "All new practitioners will complete e-learning on domestic abuse within six months."
AUDIT = "An audit of case records will be carried out in each region every year."
ON_GUIDANCE = "Revised guidance on recall was published and briefed to staff."
ON_TRAINING = "Most new practitioners have now completed the elearning on domestic abuse."
ON_AUDIT = "The first yearly audit found that case records had improved in nine regions."


def entry(kind: Any, text: str, ref: str | None = None, *owners: str) -> Entry:
    as_of = "2024-07" if kind == "progress" else None
    return Entry(kind, 1, ref, as_of, text, owners, (Target("", "none"),), "certain", 1, 1)


def recommend(*entries: Entry) -> Recommendation:
    numbered = (replace(each, position=i) for i, each in enumerate(entries, start=1))
    return make_recommendation(1, entries=tuple(numbered))


def linked(*entries: Entry) -> list[tuple[int, int, str]]:
    links = link_entries(recommend(*entries))
    return [(link.progress_position, link.action_position, link.method) for link in links]


def action(text: str, ref: str | None = None, *owners: str) -> Entry:
    return entry("action", text, ref, *owners)


def progress(text: str, ref: str | None = None, *owners: str) -> Entry:
    return entry("progress", text, ref, *owners)


def test_a_printed_number_decides_against_the_content() -> None:
    found = linked(
        action(GUIDANCE, "1.1"),
        action(TRAINING, "1.2"),
        progress(ON_TRAINING, "1.1"),
        progress(ON_GUIDANCE, "1.2"),
    )
    assert found == [(2, 0, "number"), (3, 1, "number")]


def test_a_report_that_bears_two_numbers_is_linked_to_both_actions() -> None:
    assert linked(
        action(GUIDANCE, "1.1"),
        action(AUDIT, "1.2"),
        action(TRAINING, "1.3"),
        progress(ON_TRAINING, "1.1 and 1.2"),
    ) == [(3, 0, "number"), (3, 1, "number")]


def test_a_report_that_bears_a_range_of_numbers_is_linked_to_all_between() -> None:
    assert linked(
        action(GUIDANCE, "1.1"),
        action(AUDIT, "1.2"),
        action(TRAINING, "1.3"),
        progress(ON_TRAINING, "1.1 – 1.3"),
    ) == [(3, 0, "number"), (3, 1, "number"), (3, 2, "number")]


def test_a_link_by_number_has_the_score_one() -> None:
    (link,) = link_entries(recommend(action(GUIDANCE, "1.1"), progress("No news.", "1.1")))
    assert link.score == 1.0


def test_unnumbered_progress_is_linked_by_content_in_whatever_order() -> None:
    found = linked(
        action(GUIDANCE), action(TRAINING), action(AUDIT),
        progress(ON_AUDIT), progress(ON_GUIDANCE), progress(ON_TRAINING),
    )  # fmt: skip
    assert found == [(3, 2, "text"), (4, 0, "text"), (5, 1, "text")]


def test_numbered_progress_over_unnumbered_actions_is_linked_by_content() -> None:
    found = linked(
        action(GUIDANCE), action(TRAINING),
        progress(ON_GUIDANCE, "1.1"), progress("A second briefing on recall guidance.", "1.2"),
        progress(ON_TRAINING, "1.3"),
    )  # fmt: skip
    assert found == [(2, 0, "text"), (3, 0, "text"), (4, 1, "text")]


def test_a_number_of_another_recommendation_gives_way_to_the_content() -> None:
    found = linked(action(GUIDANCE, "7.1"), action(TRAINING, "7.2"), progress(ON_TRAINING, "6.3"))
    assert found == [(2, 1, "text")]


def test_of_two_actions_with_one_number_the_content_chooses() -> None:
    found = linked(action(GUIDANCE, "1.1"), action(TRAINING, "1.1"), progress(ON_TRAINING, "1.1"))
    assert found == [(2, 1, "number")]


def test_initials_stand_for_the_name_that_has_them() -> None:
    found = linked(
        action("The Public Protection Group will promote the video."),
        action("Regions will promote attendance in each office of each region of the service."),
        progress("Several channels were used by PPG."),
        progress("Attendance in offices rose."),
        progress("More offices were added."),
    )
    assert (2, 0, "text") in found


def test_equal_stacks_that_share_no_word_are_linked_in_order() -> None:
    found = linked(
        action("Publish guidance."), action("Train staff."), progress("Done."), progress("Late.")
    )
    assert found == [(2, 0, "order"), (3, 1, "order")]


def test_what_shares_nothing_stays_unlinked_where_the_counts_differ() -> None:
    assert linked(action(GUIDANCE), action(TRAINING), progress("Nothing to report.")) == []


def test_all_progress_reports_on_the_only_action() -> None:
    found = linked(action(GUIDANCE), progress(ON_GUIDANCE), progress("Nothing to report."))
    assert found == [(1, 0, "text"), (2, 0, "order")]


def test_an_owner_in_common_decides_between_actions_equally_near() -> None:
    text = "Each region will review its recall decisions and report on recall decisions."
    found = linked(
        action(text, None, "Director, Wales"),
        action(text, None, "Director, London"),
        action(AUDIT, None, "Governor"),
        progress("Recall was looked at.", None, "Director, London"),
    )
    assert found == [(3, 1, "text")]


def test_progress_without_actions_and_actions_without_progress_have_no_links() -> None:
    assert linked(action(GUIDANCE)) == linked(progress(ON_GUIDANCE)) == linked() == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["action", "progress"]),
            st.text(max_size=40),
            st.sampled_from([None, "1.1", "1.2", "6.3"]),
        ),
        max_size=8,
    )
)
def test_links_run_from_progress_to_action_once_with_a_score_of_one_at_most(
    parts: list[tuple[str, str, str | None]],
) -> None:
    recommendation = recommend(*(entry(kind, text, ref) for kind, text, ref in parts))
    links = link_entries(recommendation)
    assert links == link_entries(recommendation)
    pairs = [(link.progress_position, link.action_position) for link in links]
    assert len(set(pairs)) == len(pairs)
    for link in links:
        assert recommendation.entries[link.progress_position].kind == "progress"
        assert recommendation.entries[link.action_position].kind == "action"
        assert 0 <= link.score <= 1


def editions(
    earlier: tuple[Entry, ...], later: tuple[Entry, ...]
) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    plans = [make_plan(recommendations=(recommend(*entries),)) for entries in (earlier, later)]
    return [(link.earlier, link.later, link.method) for link in link_editions(*plans)]


def test_an_action_printed_again_is_restated() -> None:
    found = editions((action(GUIDANCE), action(TRAINING)), (action(GUIDANCE), action(TRAINING)))
    assert found == [((0, 0), (0, 0), "text"), ((0, 1), (0, 1), "text")]


def test_two_actions_glued_into_one_are_both_restated_in_it() -> None:
    found = editions((action(GUIDANCE), action(TRAINING)), (action(f"{GUIDANCE} {TRAINING}"),))
    assert found == [((0, 0), (0, 0), "text"), ((0, 1), (0, 0), "text")]


def test_an_action_cut_in_two_is_restated_in_both() -> None:
    found = editions((action(f"{GUIDANCE} {TRAINING}"),), (action(GUIDANCE), action(TRAINING)))
    assert found == [((0, 0), (0, 0), "text"), ((0, 0), (0, 1), "text")]


def test_an_action_that_was_dropped_or_came_new_is_not_restated() -> None:
    assert editions((action(GUIDANCE),), (action(AUDIT),)) == []


def test_a_few_letters_lost_do_not_hide_an_action() -> None:
    damaged = GUIDANCE.replace("Framework", "Fram").replace("custody", "cust0dy")
    assert editions((action(GUIDANCE),), (action(damaged),)) == [((0, 0), (0, 0), "text")]


def test_progress_restates_nothing() -> None:
    assert editions((action(GUIDANCE),), (progress(GUIDANCE),)) == []


def test_recommendations_are_the_same_by_text_before_they_are_by_number() -> None:
    one = make_recommendation(1, text="Publish guidance on recall.", entries=(action(GUIDANCE),))
    two = make_recommendation(2, text="Train every practitioner.", entries=(action(GUIDANCE),))
    earlier = make_plan(recommendations=(one, two))
    later = make_plan(recommendations=(replace(two, number="1"), replace(one, number="2")))
    links = link_editions(earlier, later)
    assert [(link.earlier, link.later) for link in links] == [((0, 0), (1, 0)), ((1, 0), (0, 0))]


def test_a_report_in_the_actions_own_row_reports_on_it_whatever_it_says() -> None:
    beside = replace(progress(ON_AUDIT), reports_on=(1,))
    assert linked(action(GUIDANCE), action(AUDIT), beside) == [(2, 0, "order")]


def test_numbers_with_and_without_brackets_are_one() -> None:
    found = linked(action(GUIDANCE, "1(a)"), action(AUDIT, "1(b)"), progress(ON_AUDIT, "1a"))
    assert found == [(2, 0, "number")]
