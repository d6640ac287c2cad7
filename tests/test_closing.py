"""The closing table is told from the rows above it, from notes behind it, and from an annex."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import read_text_grid
from plananalysis.table.sections import Sections, split_sections

HEADER = "Rec No\tRecommendation\tAgreed/Partly Agreed/Not Agreed\tResponse\tOwner\tTarget Date"
FIRST = "1\tReview the allocation of cases\tAgreed\tIt will be reviewed.\tHead of A\tMay 2024"
SECOND = (
    "2\tPublish what the review has found out\tAgreed\tIt will be published.\tHead of A\tMay 2025"
)


def sections(*lines: str) -> Sections:
    return split_sections(read_text_grid("\n".join(lines).encode(), "example.txt"))


def body(*lines: str) -> list[str]:
    return [row.plain.split()[0] for row in sections(*lines).body]


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


def test_the_tables_of_several_parts_are_added_up_and_said() -> None:
    found = sections(HEADER, FIRST, *CLOSING, "", HEADER, SECOND, *CLOSING)
    assert [(total.response, total.printed) for total in found.totals] == [
        ("agreed", 4),
        ("partly agreed", 0),
        ("not agreed", 0),
        ("total", 4),
    ]
    assert [fault.code for fault in found.faults] == ["totals_added"]
    assert len(found.body) == 2


def test_a_closing_table_that_is_printed_again_counts_once() -> None:
    found = sections(HEADER, FIRST, SECOND, *CLOSING, "", "Page 3", *CLOSING)
    assert [(total.response, total.printed) for total in found.totals] == TOTALS
    assert found.faults == ()


@pytest.mark.parametrize("heading", ["Annex A: Glossary", "Appendix 1", "Glossary of terms"])
def test_an_annex_behind_the_last_recommendation_is_no_row_of_the_table(heading: str) -> None:
    found = sections(HEADER, FIRST, SECOND, heading, "OMU\tOffender Management Unit")
    assert len(found.body) == 2
    assert heading not in {text.plain for text in found.furniture}


@pytest.mark.parametrize("line", ["See annex A of the guidance.", "Annexes will be published."])
def test_a_text_that_speaks_of_an_annex_is_none(line: str) -> None:
    assert len(sections(HEADER, FIRST, SECOND, f"\t\t\t{line}").body) == 3


def test_an_annex_before_further_recommendations_ends_nothing() -> None:
    assert len(sections(HEADER, FIRST, "Annex A", SECOND).body) == 3


def test_a_closing_table_is_read_with_figures_and_letters_misread() -> None:
    found = sections(
        HEADER,
        FIRST,
        "Recommendations",
        "Agrecd\tl",
        "Partly Agreed\tO",
        "Not Agreed\t0",
        "Tota1\t1",
    )
    assert [(total.response, total.printed) for total in found.totals] == [
        ("agreed", 1),
        ("partly agreed", 0),
        ("not agreed", 0),
        ("total", 1),
    ]
    assert [fault.code for fault in found.faults] == ["total_misread"] * 3
    assert len(found.body) == 1


@pytest.mark.parametrize("title", ["Summary", "Summary of responses:", "Overview"])
def test_any_short_line_before_the_totals_is_their_title(title: str) -> None:
    lines = (HEADER, FIRST, SECOND, "", f"{title}\t", *CLOSING[1:])
    assert body(*lines) == ["1", "2"]
    assert totals(*lines) == TOTALS


@pytest.mark.parametrize("line", ["\t\t\t\tGroup", "It will be published by May.", "and more"])
def test_the_rest_of_a_row_before_the_totals_is_no_title(line: str) -> None:
    assert len(body(HEADER, FIRST, SECOND, "", line, *CLOSING[1:])) == 3
