"""Progress headings are found however an export has cut, misread or worded them."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import Row, read_text_grid
from plananalysis.table.progressheadings import find_progress_heading


def row(*cells: str) -> Row:
    return read_text_grid("\t".join(cells).encode(), "example.txt").rows[0]


@pytest.mark.parametrize(
    ("cells", "month"),
    [
        (("Progress against commitments (March 2025)",), "2025-03"),
        (("", "", "Progress against commitments (March 2025)"), "2025-03"),
        (("Progress against commitments – Recommendation 4 (Sept 2024)",), "2024-09"),
        (("PROGRESS UPDATE: OCTOBER 2023",), "2023-10"),
        (("Progress to date – 31 March 2025",), "2025-03"),
        (("12 month update (July 24)",), "2024-07"),
        (("Update (May 2024)",), "2024-05"),
        (("May 2024 update",), "2024-05"),
        (("Progress as at October 2023",), "2023-10"),
        (("Progress against commitments (10/2023)",), "2023-10"),
        (("Progress against comrnitments (May 2O24)",), "2024-05"),
        (("Progress against commitments (Mrqh 2O2)",), None),
        (("Progress report (Autumn 2023)",), None),
        (("Progress",), None),
    ],
)
def test_a_progress_heading_and_its_month(cells: tuple[str, ...], month: str | None) -> None:
    heading = find_progress_heading(row(*cells))
    assert heading is not None
    assert heading.month == month
    assert not heading.rest.filled


@pytest.mark.parametrize(
    "cells",
    [
        ("Progr", "ess against commit", "ments (March 2025)"),
        ("Prog", "Progress against commitments (March 2025)"),
        ("Progress aganst comitments (March 2025)",),
        ("Progress against 1 commitments (March 2025)",),
        ("Progress against commitments", "", "(March 2025)"),
        ("Progress against commitments (Marcn 2025)",),
    ],
)
def test_a_heading_that_is_cut_or_misread_is_put_together_and_said(cells: tuple[str, ...]) -> None:
    heading = find_progress_heading(row(*cells))
    assert heading is not None
    assert (heading.month, heading.is_cut) == ("2025-03", True)
    assert not heading.rest.filled


def test_text_behind_a_heading_stays_in_its_cell() -> None:
    heading = find_progress_heading(
        row("", "Progress against commitments (March 2025) 1.1 It was done.", "Head of A")
    )
    assert heading is not None
    assert [cell.plain for cell in heading.rest.cells] == ["", "1.1 It was done.", "Head of A"]


def test_a_heading_that_lost_its_month_has_none() -> None:
    heading = find_progress_heading(row("Progress against commitments ("))
    assert heading is not None
    assert (heading.month, heading.is_cut) == (None, True)


@pytest.mark.parametrize(
    "cells",
    [
        ("Progress has been made in March 2024 against all commitments.",),
        ("", "", "We will update the guidance by May 2024.", "Head of A", "May 2024"),
        ("1.1 Progress reports will be published in May 2024",),
        ("Update training and guidance by March 2024",),
        ("The update of the tool was published",),
        ("Head of Progress and Regimes", "May 2024"),
        ("March 2024",),
        ("Ongoing – progress in March 2024",),
    ],
)
def test_a_sentence_that_speaks_of_progress_is_no_heading(cells: tuple[str, ...]) -> None:
    assert find_progress_heading(row(*cells)) is None


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Progress against commitments (Spring 2024)", "Spring 2024"),
        ("Progress against commitments – Recommendation 4 (Q3 2024/25)", "Q3 2024/25"),
        ("Progress against commitments 2024", "2024"),
        ("Update (autumn 2024)", "autumn 2024"),
        ("Progress against commitments (May 2024)", None),
        ("Progress against commitments", None),
    ],
)
def test_a_time_that_is_no_month_is_kept_as_printed(line: str, period: str | None) -> None:
    heading = find_progress_heading(row(line))
    assert heading is not None
    assert heading.period == period
    assert not heading.rest.filled
    assert heading.month == ("2024-05" if "May" in line else None)


@pytest.mark.parametrize(
    ("text", "month", "rest"),
    [
        ("Progress (July 2024): The policy was issued.", "2024-07", "The policy was issued."),
        ("Update July 2024: 1.1 It was issued.", "2024-07", "1.1 It was issued."),
        ("Progress as at 3 July 2024 – It was issued.", "2024-07", "It was issued."),
        ("Latest update, Sept 24: It was issued.", "2024-09", "It was issued."),
        ("Progress: The policy was issued.", None, None),
        ("Progress will be reported in July 2024: twice.", None, None),
        ("Update the policy by July 2024: and publish it.", None, None),
    ],
)
def test_a_label_heads_the_text_of_its_own_cell(
    text: str, month: str | None, rest: str | None
) -> None:
    heading = find_progress_heading(row("", "", "", text, "Head of Courts", "Complete"))
    assert (heading.month if heading else None) == month
    if heading:
        assert heading.is_label
        assert heading.rest.cells[3].plain == rest
        assert heading.rest.cells[5].plain == "Complete"


def test_a_label_behind_a_recommendation_is_not_its_row_s() -> None:
    cells = ("1", "Review the cases", "Agreed", "Progress (July 2024): It was issued.")
    assert find_progress_heading(row(*cells)) is None
