"""The parts of a document are told apart by what they say, not by where they stand."""

from __future__ import annotations

import pytest

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.grid import read_text_grid
from plananalysis.table.sections import Sections, column_roles, split_sections

HEADER = "Rec No\tRecommendation\tAgreed/Partly Agreed/Not Agreed\tResponse\tOwner\tTarget Date"
FIRST = "1\tReview the allocation of cases\tAgreed\tIt will be reviewed.\tHead of A\tMay 2024"
SECOND = (
    "2\tPublish what the review has found out\tAgreed\tIt will be published.\tHead of A\tMay 2025"
)


def sections(*lines: str) -> Sections:
    return split_sections(read_text_grid("\n".join(lines).encode(), "example.txt"))


def body(*lines: str) -> list[str]:
    return [row.plain.split()[0] for row in sections(*lines).body]


def roles(line: str) -> tuple[str | None, ...]:
    return column_roles(read_text_grid(line.encode(), "example.txt").rows[0])


STANDARD = ("number", "recommendation", "response", "action", "owner", "target")


@pytest.mark.parametrize(
    "line",
    [
        "1. Rec No\t2. Recommendation\t3. Agreed/ Partly Agreed/ Not Agreed\t"
        "4. Response Action Taken/Planned\t5. Responsible Owner\t6. Target Date",
        "No\tRecommendation\tResponse\tAction\tLead\tDeadline",
        "Rec  No.\tRECOMMENDATION\tAccepted / Rejected\tActions\tAction Owner\tDue date",
        "Item\tRecommendation\tPosition\tWhat we will do\tAction lead\tDue by",
        "Rec No.\tRecommendation\tAgreed/ Partly agreed/ Not agreed\tAction taken (or planned)\t"
        "Responsible owner (including named functional role and policy lead)\tTarget date",
        "Rec No\tRecommendation\tAccepted / Not accepted\tResponse Action Taken / Planned\t"
        "Responsible Owner and Organisation\tTarget date for completion",
        "Rec No\tRecomendation\tAgreed\tResponse Action Takn\tResponsib1e Owner\tTarget Dat",
    ],
)
def test_a_header_row_names_the_columns_in_many_wordings(line: str) -> None:
    assert roles(line) == STANDARD


@pytest.mark.parametrize(
    "heading",
    [
        "Progress at October 2024",
        "Update as of 3 May 2024",
        "Progress (June 2024)",
        "Progress (to be updated after 6 months)",
    ],
)
def test_a_column_of_reports_may_name_its_day(heading: str) -> None:
    assert roles(f"{HEADER}\t{heading}") == (*STANDARD, "progress")


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "Term\tDefinition\tAdditional comment",
        "Recommendation\tTotal",
        "Agreed\t4",
        "a\tb\tc",
    ],
)
def test_other_rows_are_no_header(line: str) -> None:
    assert roles(line) == ()


def test_what_stands_before_the_header_is_no_row_of_the_table() -> None:
    assert body("A letter", "Agreed\tAll of it is agreed with and affordable.", HEADER, FIRST) == [
        "1"
    ]


def test_a_table_without_a_header_begins_with_its_first_response() -> None:
    assert body("A letter", FIRST, SECOND) == ["1", "2"]
    assert body("A letter", "The Probation Service should:", FIRST) == ["The", "1"]


def test_repeated_headers_and_page_numbers_are_dropped() -> None:
    assert body(HEADER, FIRST, "Page 1 of 2", "", HEADER, SECOND) == ["1", "2"]


def test_a_page_begins_behind_furniture_that_is_dropped_at_its_head() -> None:
    rows = sections(HEADER, FIRST, "", "OFFICIAL", SECOND).body
    assert [row.is_page_first for row in rows] == [False, True]


def test_a_running_title_is_dropped_at_the_edge_of_a_page_only() -> None:
    title = "Action Plan: Supervision of unpaid work"
    assert body(title, HEADER, FIRST, title, "", SECOND) == ["1", "2"]
    assert body(title, HEADER, FIRST, title, SECOND, SECOND) == ["1", "Action", "2", "2"]


def test_columns_in_another_order_are_put_into_the_one_that_is_read() -> None:
    header = HEADER.split("\t")
    order = (0, 1, 4, 2, 5, 3)
    found = sections(*("\t".join(line.split("\t")[at] for at in order) for line in (HEADER, FIRST)))
    assert found.columns == STANDARD
    assert [cell.string for cell in found.body[0].cells[:6]] == FIRST.split("\t")
    assert len(header) == 6


def test_a_row_of_more_columns_than_the_header_stays_as_it_stands() -> None:
    header = "Rec No\tRecommendation\tAgreed/Partly Agreed/Not Agreed\tOwner\tAction\tTarget Date"
    row = "1\ta\tb\tc\td\te\tf"
    assert [cell.string for cell in sections(header, FIRST, row).body[1].cells] == row.split("\t")


def test_a_header_that_names_a_role_twice_orders_nothing() -> None:
    header = "Rec No\tRecommendation\tResponse\tOwner\tAction\tTarget Date\tDeadline"
    line = "1\tReview the allocation of it\tAgreed\tHead of A\tTo be done.\tMay 2024\tMay 2025"
    assert [cell.string for cell in sections(header, line).body[0].cells] == line.split("\t")


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ("Target Date\tRevised Target Date", ("target", "revised")),
        ("Original target date\tRevised date", ("target", "revised")),
        ("Due date\tNew target date", ("target", "revised")),
        ("Revised target date\tOwner", ("target", "owner")),
        ("Target date\tReview date", ("target", "other")),
        ("Target date\tDate raised", ("target", "other")),
    ],
)
def test_a_revised_date_is_the_target_only_where_no_other_column_is(
    columns: str, named: tuple[str, ...]
) -> None:
    assert roles(f"No\tRecommendation\tAction\t{columns}")[3:] == named


def test_a_plan_without_a_table_says_so() -> None:
    with pytest.raises(UnreadablePlanError, match="no action table was found"):
        sections("A letter", "to somebody")


@pytest.mark.parametrize(
    "dates", ["Target Date\tCompletion Date", "Date of completion\tTarget Date", "Due\tDate"]
)
def test_what_came_of_a_date_never_stands_for_what_was_promised(dates: str) -> None:
    wanted = ("target" if each in ("Target Date", "Due") else None for each in dates.split("\t"))
    assert roles(f"Recommendation\tAction\tOwner\t{dates}")[3:] == tuple(wanted)


def test_a_table_without_rows_names_the_line_of_its_header() -> None:
    with pytest.raises(UnreadablePlanError, match=r"line 2: the action table has a header"):
        sections("A letter", HEADER)


def test_columns_of_reports_are_put_behind_the_others_with_the_months_they_state() -> None:
    names = "No\tRecommendation\tResponse\tAction\tProgress (May 2025)\tUpdate\tOwner\tTarget Date"
    line = "1\tReview the allocation\tAgreed\tIt will be done.\tIt is.\tStill.\tHead of A\tMay 2024"
    found = sections(names, line)
    assert found.columns == (*STANDARD, "progress", "progress 2")
    assert found.progress_months == ("2025-05", None)
    assert [cell.string for cell in found.body[0].cells][4:] == [
        "Head of A",
        "May 2024",
        "It is.",
        "Still.",
    ]


@pytest.mark.parametrize(
    ("last", "role"),
    [
        ("Target Date\tStatus", ("target", "progress")),
        ("Status", ("target",)),
        ("Target Date\tStatus\tUpdate", ("target", "status", "progress")),
        ("Target Date\tStatus (March 2025)", ("target", "progress")),
        ("Target Date\tSuccess measures", ("target", "other")),
    ],
)
def test_a_status_is_a_report_beside_dates_and_a_target_alone(
    last: str, role: tuple[str, ...]
) -> None:
    assert roles(f"No\tRecommendation\tResponse\tAction\tOwner\t{last}")[5:] == role


def test_a_column_may_hold_the_target_and_the_owner() -> None:
    line = (
        "Rec No\tRecommendation\tAccepted / Not accepted\tResponse Action Taken / Planned\t"
        "Target date for completion and function responsible\tProgress (to be updated)"
    )
    assert roles(line) == ("number", "recommendation", "response", "action", "target", "progress")


def test_a_bare_number_below_a_marking_is_that_of_the_page() -> None:
    assert body(HEADER, FIRST, "OFFICIAL", "3", "", SECOND, "OFFICIAL", "4") == ["1", "2"]
    assert body(HEADER, FIRST, "3", "", SECOND) == ["1", "3", "2"]
