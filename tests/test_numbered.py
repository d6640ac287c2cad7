"""Rows are cut into entries by the numbers that the plan prints, not by figures in its text."""

from __future__ import annotations

import pytest
from tablerows import table

from plananalysis.entries.numbered import read_numbered


def items(*actions: str, number: str | None = "1", **first: str) -> list[tuple[str | None, str]]:
    rows = table(*({"action": action} for action in actions))
    found = read_numbered(rows, number)
    assert found is not None
    return [(item.ref, item.plain) for item in found[0]]


def test_a_number_at_the_start_of_a_row_begins_an_entry() -> None:
    assert items("1.1 We will start.", "1.2 We will end.") == [
        ("1.1", "We will start."),
        ("1.2", "We will end."),
    ]


@pytest.mark.parametrize("text", ["1.1 One.  1.2 Two.", "<p>1.1 One.</p><p>1.2 Two.</p>"])
def test_several_entries_in_one_cell_are_parted(text: str) -> None:
    assert items(text) == [("1.1", "One."), ("1.2", "Two.")]


@pytest.mark.parametrize("written", ["1.1 One", "1.1. One", "1.1) One", "• 1.1 One", "1.1 – One"])
def test_a_number_may_be_marked_in_many_ways(written: str) -> None:
    assert [ref for ref, _ in items(written)] == ["1.1"]


def test_a_number_may_be_glued_to_the_first_word_of_its_paragraph() -> None:
    assert items("<p>1.1The governor acts.</p><p>1.2Staff are trained by 1.3Million.</p>") == [
        ("1.1", "The governor acts."),
        ("1.2", "Staff are trained by 1.3Million."),
    ]


def test_rows_without_a_number_go_on_with_the_entry_before() -> None:
    assert items("1.1 We will start", "on the first day.", "1.2 We end.") == [
        ("1.1", "We will start on the first day."),
        ("1.2", "We end."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.1 The score rose from 1.2 to 1.9 This year.",
        "1.1 Paragraph 4.2 Of the report is met.",
        "1.1 It costs 1.47 Million pounds.",
    ],
)
def test_a_figure_in_the_text_is_no_number_of_an_entry(text: str) -> None:
    assert [ref for ref, _ in items(text)] == ["1.1"] or "from 1.2" in text


@pytest.mark.parametrize("numbers", ["1.1 and 1.2", "1.1 & 1.2", "1.1/1.2", "1.1, 1.2 and 1.3"])
def test_numbers_with_only_a_joining_word_between_them_are_of_one_entry(numbers: str) -> None:
    assert items(f"{numbers} Tags are tested.", "1.4 We end.") == [
        (numbers, "Tags are tested."),
        ("1.4", "We end."),
    ]


def test_a_figure_that_breaks_the_order_begins_nothing() -> None:
    assert [ref for ref, _ in items("1.1 See 1.7 Above. 1.2 Then this.")] == ["1.1", "1.2"]


def test_a_number_in_a_column_of_its_own_is_the_entrys() -> None:
    rows = table({"ref": "1.1", "action": "One."}, {"ref": "1.2", "action": "Two."})
    found = read_numbered(rows, "1")
    assert found is not None
    assert [(item.ref, item.plain) for item in found[0]] == [("1.1", "One."), ("1.2", "Two.")]
    assert [text.plain for text in found[2]] == ["1.1", "1.2"]


def test_a_paragraph_before_the_first_number_leads_in() -> None:
    found = read_numbered(table({"action": "<p>It is agreed.</p><p>1.1 One.</p>"}), "1")
    assert found is not None
    assert [(item.ref, item.plain) for item in found[0]] == [("1.1", "One.")]
    assert [text.plain for _, text in found[1]] == ["It is agreed."]


def test_a_number_of_the_next_recommendation_is_kept_as_printed_and_said() -> None:
    found = read_numbered(table({"action": "6.3 One."}), "7")
    assert found is not None
    assert [item.ref for item in found[0]] == ["6.3"]
    assert [(fault.code, fault.before) for fault in found[3]] == [("number_astray", "6.3")]


def test_a_recommendation_with_a_letter_numbers_its_entries_without_it() -> None:
    assert items("4.1 One.", "4.2 Two.", number="4a") == [("4.1", "One."), ("4.2", "Two.")]


@pytest.mark.parametrize("action", ["We will start.", "a. We will start.", "1) We will start."])
def test_rows_without_numbers_are_not_numbered(action: str) -> None:
    assert read_numbered(table({"action": action}), "1") is None


@pytest.mark.parametrize("filling", [", " * 5000, "<br>" * 5000, " and" * 5000, " & " * 5000])
def test_long_runs_between_numbers_take_no_time(filling: str) -> None:
    assert items(f"1.1{filling}", "1.2 We end.")[-1] == ("1.2", "We end.")


def test_a_figure_misread_in_a_number_is_put_back_and_said() -> None:
    rows = table({"action": "1.l We start."}, {"action": "1.2 We end."})
    found = read_numbered(rows, "1")
    assert found is not None
    assert [(item.ref, item.plain) for item in found[0]] == [
        ("1.1", "We start."),
        ("1.2", "We end."),
    ]
    assert [(fault.code, fault.before) for fault in found[3]] == [("number_misread", "1.l")]


def test_a_row_without_values_before_the_first_number_leads_in() -> None:
    rows = table(
        {"action": "This is partly agreed."},
        {"action": "1.1 We start.", "owner": "Head of Courts", "target": "May 2024"},
    )
    found = read_numbered(rows, "1")
    assert found is not None
    assert [item.ref for item in found[0]] == ["1.1"]
    assert [text.plain for _, text in found[1]] == ["This is partly agreed."]
