"""The parts of a document are told apart by what they say, not by where they stand."""

from __future__ import annotations

import pytest

from plananalysis.errors import UnreadablePlanError
from plananalysis.grid import read_text_grid
from plananalysis.sections import Sections, column_roles, read_title_block, split_sections

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
        "Rec No\tRecomendation\tAgreed\tResponse Action Takn\tResponsib1e Owner\tTarget Dat",
    ],
)
def test_a_header_row_names_the_columns_in_many_wordings(line: str) -> None:
    assert roles(line) == STANDARD


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
    header = "Rec No\tRecommendation\tResponse\tOwner\tAction\tTarget Date\tStatus"
    line = "1\tReview the allocation of it\tAgreed\tHead of A\tTo be done.\tMay 2024\tComplete"
    assert [cell.string for cell in sections(header, line).body[0].cells] == line.split("\t")


# --- closing table -------------------------------------------------------------------------------

CLOSING = ("Recommendations\t", "Agreed\t2", "Partly Agreed\t0", "Not Agreed\t0", "Total\t2")
TOTALS = [("agreed", 2), ("partly agreed", 0), ("not agreed", 0), ("total", 2)]


def totals(*lines: str) -> list[tuple[str, int]]:
    return [(total.response, total.printed) for total in sections(*lines).totals]


def test_the_closing_table_gives_the_printed_totals() -> None:
    assert totals(HEADER, FIRST, SECOND, "", *CLOSING) == TOTALS
    assert body(HEADER, FIRST, SECOND, "", *CLOSING) == ["1", "2"]


def test_the_closing_table_may_lack_its_heading_and_be_followed_by_a_page_number() -> None:
    assert totals(HEADER, FIRST, SECOND, *CLOSING[1:], "", "Page 9") == TOTALS


def test_notes_behind_the_closing_table_are_neither_totals_nor_furniture() -> None:
    found = sections(HEADER, FIRST, SECOND, *CLOSING, "Crown copyright", "Write to us.")
    assert [(total.response, total.printed) for total in found.totals] == TOTALS
    assert len(found.body) == 2
    assert "Crown copyright" not in {text.plain for text in found.furniture}


def test_a_row_of_a_response_and_a_number_inside_the_table_closes_nothing() -> None:
    assert totals(HEADER, FIRST, "Agreed\t2", SECOND) == []


@pytest.mark.parametrize("label", ["Agreed/Agreed in principle", "Accepted", "Agreed"])
def test_agreed_in_principle_counts_with_agreed_where_it_is_printed_so(label: str) -> None:
    assert totals(HEADER, FIRST, f"{label}\t1", "Total\t1") == [("agreed", 1), ("total", 1)]


# --- title block ---------------------------------------------------------------------------------


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
    "label", ["12 Month Update Action Plan submitted:", "Updated:", "Action Plan Updated"]
)
def test_an_update_is_not_taken_for_the_first_submission(label: str) -> None:
    assert block(f"{label} 9 May 2024") == (None, None, "2024-05-09", None)


def test_a_date_may_stand_on_the_line_below_its_label() -> None:
    assert block("Report Published:", "17 January 2023")[3] == "2023-01-17"


def test_a_plan_without_a_table_says_so() -> None:
    with pytest.raises(UnreadablePlanError, match="no action table was found"):
        sections("A letter", "to somebody")


def test_a_table_without_rows_names_the_line_of_its_header() -> None:
    with pytest.raises(UnreadablePlanError, match=r"line 2: the action table has a header"):
        sections("A letter", HEADER)
