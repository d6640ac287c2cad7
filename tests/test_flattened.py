"""A table that became running text is put back into rows by what the plan itself prints."""

from __future__ import annotations

from tablerows import table

from plananalysis.table.flattened import next_number, part_recommendations, restore_rows

KNOWN = frozenset(("Head of Courts", "Regional Quality Manager, Performance"))
LONG = "The Probation Service will review how cases are allocated in every region and publish it."


def rows(text: str, **cells: str) -> list[tuple[str, str, str]]:
    restored, _ = restore_rows(table({"action": text, **cells})[0], KNOWN)
    return [(row.action.plain, row.owner.plain, row.target.plain) for row in restored]


def test_an_owner_and_a_date_behind_a_text_end_a_row() -> None:
    text = f"{LONG} Head of Courts May 2024 {LONG} Head of Courts Complete"
    assert rows(text) == [
        (LONG, "Head of Courts", "May 2024"),
        (LONG, "Head of Courts", "Complete"),
    ]


def test_words_of_an_owner_woven_through_the_lines_are_gathered() -> None:
    text = (
        f"{LONG} {LONG} Regional Quality Manager, The audit tool has now been Complete Performance "
        "revised for all of the regions that take part."
    )
    assert rows(text)[-1] == (
        "The audit tool has now been revised for all of the regions that take part.",
        "Regional Quality Manager, Performance",
        "Complete",
    )


def test_what_was_done_is_said_once() -> None:
    text = f"{LONG} Head of Courts May 2024 {LONG} Head of Courts Complete"
    _, faults = restore_rows(table({"action": text})[0], KNOWN)
    assert [(fault.code, fault.is_repaired) for fault in faults] == [("flattened_page", True)]


def test_a_text_that_only_speaks_of_a_post_stays_whole() -> None:
    text = f"{LONG} The Head of Courts will lead it. {LONG}"
    assert rows(text) == [(text, "", "")]


def test_posts_that_stand_nowhere_else_part_nothing() -> None:
    text = f"{LONG} Head of Nowhere May 2024 {LONG} Head of Nowhere Complete"
    assert rows(text) == [(text, "", "")]


def test_a_row_with_values_of_its_own_is_not_flattened() -> None:
    text = f"{LONG} Head of Courts May 2024 {LONG}"
    assert rows(text, owner="Head of Work") == [(text, "Head of Work", "")]


def test_the_next_recommendation_inside_a_running_text_opens_a_row() -> None:
    text = f"{LONG} {LONG} 4 Ensure that all staff are trained Agreed 4.1 We will train them."
    head, opened = part_recommendations(table({"action": text})[0], "4")
    assert head.action.plain == f"{LONG} {LONG}"
    assert (opened.number.plain, opened.response.plain) == ("4", "Agreed")
    assert opened.recommendation.plain == "Ensure that all staff are trained"
    assert opened.action.plain == "4.1 We will train them."


def test_a_number_that_is_not_the_next_opens_nothing() -> None:
    text = f"{LONG} {LONG} 9 Ensure that all staff are trained Agreed 9.1 We will train them."
    assert len(part_recommendations(table({"action": text})[0], "4")) == 1


def test_the_number_that_comes_next() -> None:
    assert [next_number(number) for number in ("4", "5.9", "4a", "Rec 6", "")] == [
        "5",
        "5.10",
        "5",
        "7",
        None,
    ]
