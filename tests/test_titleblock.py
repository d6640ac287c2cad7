"""The title and the dates are found before the table, however they are labelled."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import read_text_grid
from plananalysis.table.titleblock import read_title_block


def block(*lines: str) -> tuple[str | None, ...]:
    found, _ = read_title_block(read_text_grid("\n".join(lines).encode(), "example.txt").rows)
    return found.title, found.submitted_on, found.updated_on, found.published_on


def test_the_title_block_of_a_thematic_inspection() -> None:
    assert block(
        "Action Plan Submitted: 16<sup>th</sup> January 2023",
        "Updated Action Plan Submitted: 9th May 2024",
        "A Response to: [A review of serious cases](#)",
        "Report Published: 17 January 2023",
    ) == ("A review of serious cases", "2023-01-16", "2024-05-09", "2023-01-17")


def test_the_title_block_of_a_prison_inspection_has_no_colons() -> None:
    assert block(
        "Action Plan: HMP Netherby",
        "Action Plan Submitted 05 November 2019",
        "A Response to the HMIP Inspection 23 April – 3 May 2019",
        "Report Published 16 August 2019",
    ) == (
        "HMP Netherby: HMIP Inspection 23 April – 3 May 2019",
        "2019-11-05",
        None,
        "2019-08-16",
    )


@pytest.mark.parametrize(
    "label",
    [
        "12 Month Update Action Plan submitted:",
        "Annual Update Submitted:",
        "Further update submitted:",
        "Updated:",
        "Action Plan Updated",
        "Action Plan Update:",
    ],
)
def test_an_update_is_not_taken_for_the_first_submission(label: str) -> None:
    assert block(f"{label} 9 May 2024") == (None, None, "2024-05-09", None)


def test_of_several_updates_the_last_is_the_day_for_which_the_plan_speaks() -> None:
    assert block(
        "Action Plan Submitted: 2 May 2023",
        "6 Month Update Submitted: 6 November 2023",
        "12 Month Update Submitted: 7 May 2024",
    ) == (None, "2023-05-02", "2024-05-07", None)


def test_a_date_may_stand_on_the_line_below_its_label() -> None:
    assert block("Report Published:", "17 January 2023")[3] == "2023-01-17"


def test_a_title_runs_on_where_its_line_breaks_off() -> None:
    assert block(
        "Action Plan Submitted: 17th January 2022",
        "A Response to the HMI Probation Inspection:",
        "A thematic inspection of how bail is used as a tool by the",
        "Probation Service in reducing",
        "reoffending",
        "Report Published: 18th January 2022",
        "INTRODUCTION",
    ) == (
        "the HMI Probation Inspection: A thematic inspection of how bail is used as a tool by the "
        "Probation Service in reducing reoffending",
        "2022-01-17",
        None,
        "2022-01-18",
    )


@pytest.mark.parametrize(
    "after", ["INTRODUCTION", "Report Published 18 January 2022", "Introduction"]
)
def test_a_whole_title_takes_nothing_from_the_lines_below(after: str) -> None:
    assert block("A Response to: A review of bail", after)[0] == "A review of bail"


def test_a_title_may_stand_below_its_label() -> None:
    assert block("A Response to:", "A REVIEW OF BAIL", "INTRODUCTION")[0] == "A REVIEW OF BAIL"


def test_days_may_be_labelled_as_in_a_form() -> None:
    assert block(
        "Date of publication: 7 March 2024",
        "Date submitted: 8 March 2024",
        "Date of update: 3 April 2025",
    ) == (None, "2024-03-08", "2025-04-03", "2024-03-07")


@pytest.mark.parametrize(
    "whose",
    [
        "A",
        "Government",
        "The Ministry of Justice",
        "HMPPS",
        "Action Plan in",
        "HMPPS action plan: a",
    ],
)
def test_anybody_may_respond_to_a_review(whose: str) -> None:
    assert block(f"{whose} response to: A review of bail")[0] == "A review of bail"


def test_the_plan_of_a_prison_names_it_with_or_without_a_mark() -> None:
    lines = "Action Plan HMP/YOI Netherby", "A Response to the HMIP Inspection: 6 September 2021"
    assert block(*lines)[0] == "HMP/YOI Netherby: HMIP Inspection: 6 September 2021"


@pytest.mark.parametrize("label", ["Joint Action Plan", "HMPPS Action Plan", "The action plan"])
def test_whose_action_plan_is_submitted_may_stand_before_it(label: str) -> None:
    assert block(f"{label} Submitted: 12th August 2022") == (None, "2022-08-12", None, None)


@pytest.mark.parametrize("label", ["The previous", "Draft", "The last"])
def test_the_day_of_another_plan_is_not_that_of_this(label: str) -> None:
    lines = f"{label} Action Plan published 1 May 2020", "Action Plan Submitted: 12 August 2022"
    assert block(*lines)[1] == "2022-08-12"


@pytest.mark.parametrize(
    "behind", ["(12 months after publication)", "to be reviewed in 6 months", "; progress follows"]
)
def test_what_is_said_behind_the_day_makes_no_update(behind: str) -> None:
    line = f"Action Plan Submitted: 12 August 2022 {behind}"
    assert block(line)[1:3] == ("2022-08-12", None)


@pytest.mark.parametrize("label", ["12 Month", "Annual", "Progress"])
def test_a_plan_of_progress_is_no_first_submission(label: str) -> None:
    assert block(f"{label} Action Plan Submitted: 12th August 2022")[1] is None


def test_a_title_with_a_name_behind_its_colon_needs_no_other() -> None:
    assert block(
        "ACTION PLAN: HMCIP REPORT", "A Response to the HMIP Inspection: HMP Netherby"
    ) == (
        "the HMIP Inspection: HMP Netherby",
        None,
        None,
        None,
    )
