"""The role of a cell is told by what it holds and by the columns of its page."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import Row, read_text_grid
from plananalysis.table.columns import TableRow, read_rows
from plananalysis.table.sections import STANDARD_COLUMNS

TEXT = "Review how cases are allocated to officers in every region."
ACTION = "The Probation Service will review its allocation and publish what it finds."


def rows(*lines: str) -> tuple[Row, ...]:
    return read_text_grid("\n".join(lines).encode(), "example.txt").rows


def read(line: str, *others: str) -> TableRow:
    _, found = read_rows(rows(line, *others), STANDARD_COLUMNS)
    return found[0]


def held(row: TableRow) -> dict[str, str]:
    names = ("number", "recommendation", "response", "ref", "action", "owner", "target")
    return {name: getattr(row, name).plain for name in names if getattr(row, name)}


WHOLE = {
    "number": "1",
    "recommendation": TEXT,
    "response": "Agreed",
    "action": ACTION,
    "owner": "Head of Probation",
    "target": "May 2024",
}


def test_a_whole_row_is_read_in_the_order_of_the_table() -> None:
    assert held(read("\t".join(WHOLE.values()))) == WHOLE


def test_empty_columns_that_an_export_dropped_change_no_role() -> None:
    assert held(read(f"{ACTION}\tHead of Probation\tMay 2024")) == {
        key: WHOLE[key] for key in ("action", "owner", "target")
    }


@pytest.mark.parametrize("shift", ["\t", "\t\t\t"])
def test_a_row_that_is_shifted_keeps_its_roles(shift: str) -> None:
    assert held(read(shift + "\t".join(WHOLE.values()))) == WHOLE


def test_an_entry_number_in_a_column_of_its_own_is_a_ref() -> None:
    line = "\t".join(("1", TEXT, "Agreed", "1.1", ACTION, "Head of Probation", "May 2024"))
    assert held(read(line)) == WHOLE | {"ref": "1.1"}


def test_a_dotted_number_is_the_recommendations_own_where_the_plan_numbers_so() -> None:
    line = "\t".join(("5.12", *list(WHOLE.values())[1:]))
    assert held(read(line))["number"] == "5.12"


@pytest.mark.parametrize("number", ["7", "7.", "(7)", "R7", "Rec 7", "Recommendation 7", "7a"])
def test_a_number_may_carry_a_word_or_a_letter(number: str) -> None:
    assert held(read("\t".join((number, *list(WHOLE.values())[1:]))))["number"] == number


def test_a_lone_text_beside_an_owner_is_an_action() -> None:
    line = "\t".join(("", TEXT, "", "", "Head of Probation", "May 2024"))
    assert held(read(line))["action"] == TEXT


def test_a_date_stands_in_no_owners_column_and_an_owner_in_no_dates() -> None:
    assert held(read(f"\t\t\t{ACTION}\tComplete")) == {"action": ACTION, "target": "Complete"}
    assert held(read(f"\t\t\t{ACTION}\tHead of Probation")) == {
        "action": ACTION,
        "owner": "Head of Probation",
    }


@pytest.mark.parametrize("word", ["support", "Support", "declined", "accent", "refuse."])
@pytest.mark.parametrize("column", ["recommendation", "action", "owner"])
def test_a_word_alone_in_a_column_of_something_else_is_no_response(word: str, column: str) -> None:
    cells = [word if name == column else "" for name in WHOLE]
    found = held(read("\t".join(cells), *["\t".join(WHOLE.values())] * 3))
    assert "response" not in found
    assert list(found.values()) == [word]


def test_words_of_responses_in_the_rest_of_a_row_open_no_recommendation() -> None:
    rest = {"recommendation": "given and then", "action": "declined", "owner": "Support"}
    cells = [rest.get(name, "") for name in WHOLE]
    assert held(read("\t".join(cells), *["\t".join(WHOLE.values())] * 3)) == rest


@pytest.mark.parametrize("value", ["12/24", "24/25", "3-6"])
def test_figures_in_the_column_of_targets_are_no_group_of_numbers(value: str) -> None:
    row = WHOLE | {"target": value}
    assert held(read("\t".join(row.values()))) == row


def test_a_cell_that_fits_no_role_is_a_scrap_and_not_lost() -> None:
    row = read("\t".join((*WHOLE.values(), "ril")))
    assert [scrap.plain for scrap in row.scraps] == ["ril"]
    assert held(row) == WHOLE


def test_a_row_of_very_many_cells_is_left_as_scraps() -> None:
    row = read("x\t" * 90)
    assert held(row) == {}
    assert len(row.scraps) == 91


def test_a_plan_is_dotted_where_most_numbers_are() -> None:
    dotted = ["\t".join((f"5.{at}", *list(WHOLE.values())[1:])) for at in range(1, 4)]
    assert read_rows(rows(*dotted), STANDARD_COLUMNS)[0].is_dotted
    assert not read_rows(rows("\t".join(WHOLE.values())), STANDARD_COLUMNS)[0].is_dotted
