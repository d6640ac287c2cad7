"""Several numbers in one cell are read as printed, and told from dates and fractions."""

from __future__ import annotations

import pytest

from plananalysis.reading import read_bytes
from plananalysis.wording.numbergroups import group_members, printed_group


@pytest.mark.parametrize(
    ("cell", "printed", "members"),
    [
        ("2 & 3", "2 & 3", ("2", "3")),
        ("1, 2 and 4", "1, 2 and 4", ("1", "2", "4")),
        ("1, 2, and 3", "1, 2, and 3", ("1", "2", "3")),
        ("1.1 – 1.3", "1.1 – 1.3", ("1.1", "1.2", "1.3")),
        ("Recs 5-7", "5-7", ("5", "6", "7")),
        ("R2 & R3", "2 & 3", ("2", "3")),
        ("Recommendation 1 and Recommendation 2", "1 and 2", ("1", "2")),
        ("5.1 to 5.3, 5.7.", "5.1 to 5.3, 5.7", ("5.1", "5.2", "5.3", "5.7")),
    ],
)
def test_numbers_in_one_cell_are_a_group(cell: str, printed: str, members: tuple[str, ...]) -> None:
    assert printed_group(cell) == printed
    assert group_members(printed) == members


@pytest.mark.parametrize("cell", ["3", "5.12", "3-1", "10-9", "1-999", "1.1-2.3", "May 2024", ""])
def test_what_does_not_rise_or_cannot_be_counted_is_no_group(cell: str) -> None:
    assert printed_group(cell) is None
    assert group_members(cell) == (cell,)


HEADER = "Rec No\tRecommendation\tResponse\tAction\tOwner\tTarget Date"
TEXT = "Ensure that all staff of the region are trained in the assessment of risk."
REST = f"{TEXT}\tAgreed\tWe will train all the staff in the region.\tHead of Northmoor PDU"


@pytest.mark.parametrize(
    "numbers", [("1", "2 & 3", "4"), ("Recs 1-3", "4", "5"), ("1.1", "1.2 – 1.4", "1.5")]
)
def test_a_row_that_answers_several_recommendations_keeps_its_numbers(
    numbers: tuple[str, ...],
) -> None:
    rows = [f"{number}\t{REST}\tMay 2024" for number in numbers]
    plan = read_bytes("\n".join((HEADER, *rows)).encode(), "example.txt")
    read = [recommendation.number for recommendation in plan.recommendations]
    assert read == [number.removeprefix("Recs ") for number in numbers]
    assert {fault.code for fault in plan.faults}.isdisjoint({"scrap", "number_lost", "unread"})
    assert [len(recommendation.entries) for recommendation in plan.recommendations] == [1, 1, 1]


@pytest.mark.parametrize("day", ["1/3/24", "01/02/24", "1.3.24"])
def test_a_day_in_figures_is_a_target_and_no_group_of_numbers(day: str) -> None:
    rows = [f"1\t{REST}\t{day}", f"\t\t\tWe will check what was learned.\tHead of Audit\t{day}"]
    plan = read_bytes("\n".join((HEADER, *rows)).encode(), "example.txt")
    (recommendation,) = plan.recommendations
    assert [entry.targets[0].target_raw for entry in recommendation.entries] == [day, day]
