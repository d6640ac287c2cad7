"""Dates in an entry's text that say when its work was done or is promised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.dates.narrative import find_entry_dates
from plananalysis.dates.printed import bounds
from plananalysis.records import EntryKind


def events(text: str, kind: EntryKind = "progress") -> set[tuple[str, str]]:
    """What a text of July 2024 says; an action is promised on 12 July 2023."""
    found = find_entry_dates(text, kind, "2024-07", "2023-07-12")
    return {(date.event, date.edtf) for date in found}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The form was submitted: March 2024", {("done", "2024-03")}),
        ("Guidance published: October 2023.", {("done", "2023-10")}),
        ("Workshop held – 12 June 2024.", {("done", "2024-06-12")}),
        (
            "Training completed: May 2024; evaluation due: May 2025",
            {("done", "2024-05"), ("planned", "2025-05")},
        ),
        ("To be launched: Spring 2026", {("planned", "2026-21")}),
        # nothing that was done then
        ("Meetings not yet held: May 2024", set()),
        ("If approved: May 2024", set()),
        ("Once it is agreed – May 2024", set()),
        ("Training required: May 2024", set()),
        ("Evaluation delayed: May 2024", set()),
        # a label of data, and a month that heads what follows
        ("Data collected: March 2023", set()),
        ("The plan was agreed. March 2024: all staff are trained.", set()),
        ("A list is kept – March 2024: nobody was missed.", set()),
    ],
)
def test_a_mark_between_a_verb_and_its_date_parts_them_not(
    text: str, said: set[tuple[str, str]]
) -> None:
    assert events(text) == said


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("A strategy was internally published in October 2023.", "2023-10"),
        ("HMPPS have delivered a campaign in November 2023, with talks.", "2023-11"),
        ("Delivered a campaign in November 2023, with talks.", "2023-11"),
        ("HMPPS updated the guidance and promoted it in July 2023.", "2023-07"),
        ("The tool, which went live in February 2024, has been used by all.", "2024-02"),
        ("A second workshop took place on 12 June 2024.", "2024-06-12"),
        ("Workshops took place on 11 and 12 June 2024.", "2024-06-11/2024-06-12"),
        ("Staff were trained between 3 and 7 June 2024.", "2024-06-03/2024-06-07"),
        ("In March 2023, new products designed for new entrants were launched.", "2023-03"),
        ("By the beginning of November 2023 over 70 had been completed.", "2023-11"),
        ("The toolkit is in use, by the end of May 2024 regions had completed it.", "2024-05"),
        ("Following its launch in May 2022, new entrants were prioritised.", "2022-05"),
        ("Since launching in May 2023, 2,554 learners have completed it.", "2023-05"),
        ("Enquiries have been mandated since April 2022.", "2022-04"),
        ("Guidance issued in March 2022 remains in place.", "2022-03"),
        ("In May 2024, HMPPS replaced the form that will be used.", "2024-05"),
        ("The consultation closed on the 4 February 2022 with 155 responses.", "2022-02-04"),
        ("An updated version was shared with regions and published in June 2024.", "2024-06"),
        ("Communications were sent between September - November 2023.", "2023-09/2023-11"),
        ("Capacity was increased fourfold in May 2023.", "2023-05"),
        ("A dashboard was used in 2023-24 to support monitoring.", "2023-04/2024-03"),
        ("The Board, which was established in 2023, oversees this.", "2023"),
        ("Recruitment has been completed (May 2024).", "2024-05"),
    ],
)
def test_a_past_tense_says_that_work_was_done(text: str, edtf: str) -> None:
    assert events(text) == {("done", edtf)}


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("A dashboard will be in place by February 2025.", "2025-02"),
        ("Delivery of the package would therefore commence in 2025.", "2025"),
        ("All staff to have completed the training by April 2025.", "2025-04"),
        ("Regions must submit their plans by 31 March 2025.", "2025-03-31"),
        ("The project is scheduled to be concluded in Summer 2026.", "2026-22"),
        ("This is anticipated to be launched by November 2024.", "2024-11"),
        ("An evaluation is scheduled for September 2024.", "2024-09"),
        ("A formal evaluation in August 2024 is planned.", "2024-08"),
        ("Rollout to the remaining regions is planned for early 2025.", "2025"),
        ("Final findings will be available early 2025.", "2025"),
        ("Expected rollout of the service to all staff is 2026.", "2026"),
        (
            "It is anticipated that the draft will be sent in August/September 2024.",
            "2024-08/2024-09",
        ),
        ("We aim to publish the strategy by the end of March 2025.", "2025-03"),
        ("HMPPS remain on track to launch the service in July 2025.", "2025-07"),
        ("The service will now be extended until 2027.", "2027"),
        ("The post will be funded until 2027.", "2027"),
        ("The framework will be reviewed and published in October 2024.", "2024-10"),
        ("Participants will increase to 95% by September 2024.", "2024-09"),
        ("The contract has been extended to March 2026.", "2026-03"),
        ("This was due to be launched in March 2024.", "2024-03"),
        ("The guidance, which was due in March 2024, has been delayed.", "2024-03"),
        ("The tool, due by March 2024, is being built.", "2024-03"),
    ],
)
def test_a_future_or_an_intention_is_a_plan(text: str, edtf: str) -> None:
    assert events(text) == {("planned", edtf)}


@pytest.mark.parametrize(
    "text",
    [
        "Activity more than doubled between April 2022 and March 2023.",
        "The number of cases rose from 200 to 400 between April 2021 and March 2022.",
        "Caseloads have reduced by 10% since January 2023.",
        "HMPPS will assess the 12 months trend analysis for the year to March 2024.",
        "Data from January 2024 confirms an increase.",
        "Success will be evaluated against baseline data collected in April 2024.",
        "Changes were introduced under the Domestic Abuse Act 2021.",
        "They are carrying out their 2023/2024 annual audit.",
        "The findings inform the next business plan (2024/2026).",
        "The White Paper (December 2021) has set out a vision.",
        "This is included in the plan for 2023/24.",
        "Consent has been required before release since 2018.",
        "Much has been learnt since the unification of services in 2021.",
        "17,139 first arrivals between January and March 2023.",
        "It is accepted that all cases are mandated as a priority from April 2022.",
        "Following the inspection in January 2022, a review was carried out.",
        "The guidance was not published in March 2024.",
        "A report will be provided by the end of March.",
        "The post is funded until March 2030.",
        "The service was commissioned until the end of March 2020.",
        "Funding has been secured until March 2030.",
        "The resource for five teams has been protected until March 2030.",
        "Numbers separated fell from 19 in November 2021 to 6 in November 2022.",
        "Sickness rose from 11.9 days in March 2021 to 14.2 days in March 2022.",
        "The officer who joined in March 2022 has been trained.",
        "The average is 14, down from 19 in April 2022.",
        "One site has had a vacancy since June 2022.",
        "The post has been vacant since June 2022.",
        "People who were released from custody in March 2022 are included.",
        "",
    ],
)
def test_history_measured_periods_and_titles_are_left_out(text: str) -> None:
    assert events(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The pilot began in January 2024 and will run until December 2024.",
            {("done", "2024-01"), ("planned", "2024-12")},
        ),
        (
            "A trial was undertaken in August 2023 and will be followed by another in July 2025.",
            {("done", "2023-08"), ("planned", "2025-07")},
        ),
        (
            "A review will be undertaken in October 2024, July 2025 and July 2026.",
            {("planned", "2024-10"), ("planned", "2025-07"), ("planned", "2026-07")},
        ),
        (
            "It was agreed in May 2024 that it would be reviewed in November 2024.",
            {("done", "2024-05"), ("planned", "2024-11")},
        ),
        (
            "The manager, who joined in January 2024, is booked to attend in April 2025.",
            {("planned", "2025-04")},
        ),
        ("The tool has been in use since May 2023.", {("done", "2023-05")}),
        (
            "The last was on 14 January 2024 and the next will be in April 2025.",
            {("done", "2024-01-14"), ("planned", "2025-04")},
        ),
        ("Volunteers who left were replaced in May 2023.", {("done", "2023-05")}),
        (
            "Reviews overdue fell from 40 in March 2023 and the rest were completed by June 2023.",
            {("done", "2023-06")},
        ),
        (
            "It was extended from 3 prisons in May 2023 to 10 prisons in July 2023.",
            {("done", "2023-05"), ("done", "2023-07")},
        ),
        (
            "Phase one launched in April 2023; phase two launches in September 2024.",
            {("done", "2023-04"), ("planned", "2024-09")},
        ),
    ],
)
def test_each_clause_speaks_for_its_own_date(text: str, expected: set[tuple[str, str]]) -> None:
    assert events(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The work was to be completed by December 2023.", {("planned", "2023-12")}),
        ("The pilot was to start in June 2023.", {("planned", "2023-06")}),
        ("Officers were to have been trained by June 2023.", {("planned", "2023-06")}),
        ("We had planned to publish it in June 2023.", {("planned", "2023-06")}),
        ("It had been scheduled for June 2023.", {("planned", "2023-06")}),
        ("Rollout slipped from June 2023 to June 2025.", {("planned", "2025-06")}),
        ("The date was extended from May 2023 to June 2023.", {("planned", "2023-06")}),
        ("The launch was postponed to June 2025.", {("planned", "2025-06")}),
        ("We have revised the date to June 2025.", {("planned", "2025-06")}),
        ("No training was delivered in June 2023.", set()),
        ("No fewer than 300 staff were trained in June 2023.", {("done", "2023-06")}),
        ("We were unable to publish in June 2023.", set()),
        ("The service failed to publish it in June 2023.", set()),
        ("The inspection in May 2023 found gaps.", set()),
        ("We reviewed the inspection in May 2024.", {("done", "2024-05")}),
    ],
)
def test_a_plan_that_was_not_kept_is_never_work_done(
    text: str, expected: set[tuple[str, str]]
) -> None:
    assert events(text) == expected


def test_a_bare_phrase_is_settled_by_the_day_that_the_text_speaks_for() -> None:
    text = "The form is in use, with national implementation from August 2023."
    assert events(text, "action") == {("planned", "2023-08")}
    assert events(text, "progress") == {("done", "2023-08")}
    assert find_entry_dates(text, "action", None, None) == []


def test_the_month_that_a_text_speaks_for_is_not_yet_over() -> None:
    assert events("There is one provider, with training starting in July 2024.") == {
        ("planned", "2024-07")
    }


def test_what_is_told_as_past_cannot_lie_in_the_future() -> None:
    assert events("Funding has been agreed for workshops from August 2024.") == {
        ("planned", "2024-08")
    }


def test_a_verb_that_takes_the_preposition_of_its_date_is_in_the_phrase() -> None:
    text = "The last was on 14 January 2024 and the next will be in April 2025."
    found = find_entry_dates(text, "progress", "2024-02", None)
    assert [one.phrase for one in found] == ["was on 14 January 2024", "will be in April 2025"]


def test_a_phrase_holds_the_date_and_its_verb() -> None:
    text = "This is new. An HMPPS strategy was internally published in October 2023 for all."
    (found,) = find_entry_dates(text, "progress", "2024-07", None)
    assert found.phrase == "was internally published in October 2023"
    assert text[found.char_start : found.char_end] == found.phrase


_PIECES = st.lists(
    st.sampled_from(
        "was published|will be|in|by|March 2024|2025|since|(|)|.|;|,|and|data|The tool|from|until"
        "|to be|2023/24|following|accepted that|not|Winter 2023|-|\n|•|doubled|between|for".split(
            "|"
        )
    ),
    max_size=16,
).map(" ".join)


@given(
    st.one_of(st.text(), _PIECES),
    st.sampled_from(["action", "progress"]),
    st.sampled_from([None, "2024-07", "2023-07-12", "not a date"]),
)
def test_any_text_gives_phrases_that_slice_back_and_raises_nothing(
    text: str, kind: EntryKind, on: str | None
) -> None:
    for found in find_entry_dates(text, kind, on, on):
        assert text[found.char_start : found.char_end] == found.phrase
        assert 1 <= len(found.phrase.split()) <= 15
        first, last = bounds(found.edtf)
        assert first <= last


@pytest.mark.parametrize(
    "text",
    [
        "Screening is monitored weekly. Compliance in March 2024 was 94%.",
        "The number of vacancies in March 2024 stood at 12.",
        "The record cannot be changed within existing contracts, which end in 2025.",
    ],
)
def test_a_figure_or_what_cannot_be_done_is_no_date_of_the_work(text: str) -> None:
    assert events(text) == set()


def test_a_verb_with_a_hyphen_is_read_whole() -> None:
    (found,) = find_entry_dates(
        "The policy was re-issued in August 2023.", "progress", "2024-07", None
    )
    assert (found.event, found.phrase) == ("done", "was re-issued in August 2023")
