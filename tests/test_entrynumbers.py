"""Entry numbers in the ways that plans print them are told from dates, figures and lists."""

from __future__ import annotations

import pytest
from tablerows import table

from plananalysis.entries.entrynumbers import find_marks, is_astray, number_alike


def refs(*actions: str, number: str | None = "1") -> list[str]:
    rows = table(*({"action": action} for action in actions))
    return [mark.ref for found in find_marks(rows, number) for mark in found]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("1.1", "1.2", ["1.1", "1.2"]),
        ("1.1.1", "1.1.2", ["1.1.1", "1.1.2"]),
        ("1a.", "1b.", ["1a", "1b"]),
        ("1a", "1b", ["1a", "1b"]),
        ("1(a)", "1(b)", ["1(a)", "1(b)"]),
        ("(a)", "(b)", ["a", "b"]),
        ("a)", "b)", ["a", "b"]),
        ("(i)", "(ii)", ["i", "ii"]),
        ("i)", "ii)", ["i", "ii"]),
        ("(h)", "(i)", ["h"]),
        ("a.", "b.", ["a", "b"]),
        ("i.", "ii.", ["i", "ii"]),
        ("Action 1:", "Action 2:", ["1", "2"]),
        ("Action 1 –", "Action 2 –", ["1", "2"]),
        ("Action 1.1 –", "Action 1.2 –", ["1.1", "1.2"]),
        ("Commitment 1.", "Commitment 2.", ["1", "2"]),
        ("1.1:", "1.2:", ["1.1", "1.2"]),
    ],
)
def test_rows_are_numbered_in_many_ways(first: str, second: str, found: list[str]) -> None:
    assert refs(f"{first} We will start.", f"{second} We will end.") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1a. One. 1b. Two.", ["1a", "1b"]),
        ("(i) One. (ii) Two. (iii) Three.", ["i", "ii", "iii"]),
        ("1.1.1 One. 1.1.2 Two.", ["1.1.1", "1.1.2"]),
        ("1.1 & 1.2 Both. 1.3 Three.", ["1.1 & 1.2", "1.3"]),
        ("1.1 – 1.3 All of them. 1.4 Four.", ["1.1 – 1.3", "1.4"]),
        ("1.1 to 1.3 All of them. 1.4 Four.", ["1.1 to 1.3", "1.4"]),
        ("1.1 One. 1.2 - 1.3 Both.", ["1.1", "1.2 - 1.3"]),
        ("1.1-1.3 All of them.", ["1.1-1.3"]),
        ("Action 1.1: One. Action 1.2: Two.", ["1.1", "1.2"]),
        ("i. One. ii. Two.", ["i", "ii"]),
    ],
)
def test_several_numbers_in_one_cell_are_found(text: str, found: list[str]) -> None:
    assert refs(text) == found


def test_a_list_inside_a_numbered_entry_numbers_nothing() -> None:
    assert refs("1.1 It will: (a) Open daily. (b) Answer calls.", "1.2 Then.") == ["1.1", "1.2"]


def test_a_list_that_a_sentence_announces_numbers_nothing() -> None:
    assert refs("We will act as follows: (a) Train staff. (b) Appoint a lead.") == []


@pytest.mark.parametrize(("is_throughout", "found"), [(True, ["i"]), (False, [])])
def test_one_number_is_one_where_all_of_the_plan_is_numbered_so(
    is_throughout: bool, found: list[str]
) -> None:
    rows = table({"action": "i. We will start.", "owner": "Governor", "target": "May 2024"})
    marks = find_marks(rows, "1", is_throughout=is_throughout)
    assert [mark.ref for row in marks for mark in row] == found


@pytest.mark.parametrize(
    "text",
    [
        "1.4.2024 Is the day on which it begins.",
        "1.4.24 Is the day on which it begins.",
        "From 1.4.2024 The prison will open.",
        "I will write to them. A plan follows. B wing is first.",
        "Phase 1a Will begin. Phase 1b Will follow.",
        "2a. Belongs to another recommendation.",
        "The score rose by 1.5 Points.",
        "See paragraph (a) Above.",
        "civil) Servants",
        "a. A list of one is none.",
        "e.g. The first.",
        "The work is as follows: a. Train staff. b. Appoint a lead.",
        "Action 1 will follow and Action 2 is done.",
        "See Action 2: The plan.",
    ],
)
def test_dates_figures_and_prose_are_no_numbers(text: str) -> None:
    assert refs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1.1 to 1.3 hours of training were given.",
        "1.1 – 1.3 million pounds a year will be spent.",
        "1.2 FTE staff will be found.",
        "1.1% of cases will be audited.",
        "1.5 hours per week are given.",
        "1.5 to 2.5 staff are needed.",
        "1.5 to 2.5 Officers are needed.",
        "1.5-2.5 staff are needed.",
        "1.5 posts are funded.",
    ],
)
def test_a_figure_that_says_how_much_is_no_number(text: str) -> None:
    assert refs(text) == []


def test_a_text_may_begin_with_how_much_behind_its_number() -> None:
    assert refs("1.1 2 days of training are given.", "1.2 - 1.3 All are.") == ["1.1", "1.2 - 1.3"]


def test_a_numbering_may_go_on_in_small_letters() -> None:
    assert refs("1.1 staff are trained.", "1.2 managers are told.") == ["1.1", "1.2"]


def test_numbers_of_three_parts_count_under_a_recommendation_of_two() -> None:
    assert refs("5.12.1 One.", "5.12.2 Two.", number="5.12") == ["5.12.1", "5.12.2"]
    assert refs("5.13.1 One.", number="5.12") == []


def test_the_second_part_of_a_number_may_name_the_recommendation() -> None:
    actions = "1.2.1 We will start.", "1.2.2 We will end."
    assert refs(*actions, number="2") == ["1.2.1", "1.2.2"]
    assert refs(*actions, number="3") == []
    assert refs("1.2.24 Is the day on which it begins.", number="2") == []
    assert not is_astray("1.2.1", "2")
    assert is_astray("1.2.1", "3")


def test_a_number_of_another_recommendation_is_astray() -> None:
    assert is_astray("6.3", "7")
    assert not is_astray("7(a)", "7")
    assert not is_astray("a", "7")
    assert not is_astray("12", "7")
    assert not is_astray("5.12.1", "5.12")


@pytest.mark.parametrize("ref", ["1.1 & 1.2", "1.1 – 1.2", "1.1, 1.2"])
def test_a_column_of_numbers_may_hold_several_of_one_entry(ref: str) -> None:
    rows = table({"ref": ref, "action": "We will start."}, {"ref": "1.3", "action": "We will end."})
    assert [mark.ref for found in find_marks(rows, "1") for mark in found] == [ref, "1.3"]


def counted(*actions: str) -> list[list[str]]:
    cells = [{"action": action, "owner": "Head of A", "target": "May"} for action in actions]
    return [[mark.ref for mark in found] for found in find_marks(table(*cells), "7")]


def test_entries_may_be_counted_anew_under_each_recommendation() -> None:
    assert counted("1. Staff are trained. 2. Checks are made.", "3. All are seen by 31. March") == [
        ["1", "2"],
        ["3"],
    ]
    assert not is_astray("3", "7")


def in_one_block(*actions: str) -> list[list[str]]:
    """What is found in a block where other rows of the plan begin with no number."""
    cells = [{"action": action, "owner": "Head of A", "target": "May"} for action in actions]
    marks = find_marks(table(*cells), "7", is_throughout=False)
    return [[mark.ref for mark in found] for found in marks]


@pytest.mark.parametrize("marks", [("1.", "2."), ("1)", "2)"), ("a.", "b."), ("i.", "ii.")])
def test_numbers_as_lists_have_them_count_only_what_has_values(marks: tuple[str, str]) -> None:
    one, two = marks
    bare = [mark.strip(".)") for mark in marks]
    assert in_one_block(f"{one} Staff are trained. {two} Checks are made.") == [[]]
    assert in_one_block(f"{one} It is led. {two} It is done.", "Checks are made.") == [[], []]
    assert in_one_block(f"{one} Staff are trained.", f"{two} Checks are made.") == [
        bare[:1],
        bare[1:],
    ]


def test_a_word_and_a_number_count_only_what_has_values() -> None:
    assert in_one_block("It is led. Action 1: Draft it. Action 2: End it.", "Checks.") == [[], []]
    assert in_one_block("It is led. Action 1: Draft it. Action 2: End it.") == [["1", "2"]]
    assert in_one_block("It is done in steps. Milestone 1: A draft. Milestone 2: The end.") == [[]]


def test_a_list_inside_an_entry_that_is_counted_is_none_of_the_count() -> None:
    assert counted("1. Staff learn: 1. Basics 2. More", "2. Checks.") == [["1"], ["2"]]


def test_only_plans_of_several_entries_say_how_they_are_numbered() -> None:
    cell = {"action": "1. Staff. 2. Checks.", "owner": "Head of A", "target": "May"}
    assert not number_alike(table(cell))
    assert number_alike(table(cell, cell, {"action": "A text that goes on."}))
    assert not number_alike(table(cell, cell | {"action": "Checks."}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.3 eLearning was launched.", ["1.3"]),
        ("1.3 progress has been made.", ["1.3"]),
        ("1.3 and 1.5 the review is done.", ["1.3 and 1.5"]),
        ("1.1 and 2.1 Both are done.", ["1.1 and 2.1"]),
        ("1.3 & 1.1 Both are done.", ["1.3 & 1.1"]),
        ("1.3 additional staff are found.", []),
    ],
)
def test_a_block_may_begin_with_a_later_number(text: str, found: list[str]) -> None:
    assert refs(text) == found


def test_a_list_inside_an_entry_counts_no_entries() -> None:
    assert counted("1. Staff are trained.", "Checks are made.") == [[], []]
    assert counted("Three steps: 1. Staff. 2. Checks. 3. All.") == [[]]
