"""Rows and headings make recommendations, each with its actions and its progress by month."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import read_text_grid
from plananalysis.table.drafts import Draft
from plananalysis.table.sections import STANDARD_COLUMNS
from plananalysis.table.structure import Structure, read_structure

A, T = "Head of Courts", "May 2024"


def structure(*lines: str, updated_on: str | None = None) -> Structure:
    grid = read_text_grid("\n".join(lines).encode(), "example.txt")
    return read_structure(grid.rows, STANDARD_COLUMNS, updated_on=updated_on)


def opening(
    number: str,
    text: str = "Review how cases are allocated to staff",
    action: str = "It will be done.",
    target: str = T,
) -> str:
    return f"{number}\t{text}\tAgreed\t{action}\t{A}\t{target}"


def shape(draft: Draft) -> list[tuple[str, str | None, int]]:
    return [(block.kind, block.as_of, len(block.rows)) for block in draft.blocks]


def codes(found: Structure) -> list[str]:
    return [fault.code for fault in found.faults]


def test_a_row_with_a_response_opens_a_recommendation() -> None:
    found = structure(opening("1"), opening("2"))
    assert [draft.number for draft in found.drafts] == ["1", "2"]
    assert [shape(draft) for draft in found.drafts] == [[("action", None, 1)]] * 2


def test_progress_stands_in_a_block_of_its_month() -> None:
    found = structure(
        opening("1"),
        "Progress against commitments (May 2024)",
        f"\t\t\tIt was done in April.\t{A}\tComplete",
        "Progress against commitments (May 2025)",
        f"\t\t\tIt is still done.\t{A}\tComplete",
    )
    assert shape(found.drafts[0]) == [
        ("action", None, 1),
        ("progress", "2024-05", 1),
        ("progress", "2025-05", 1),
    ]


def test_a_lost_month_is_that_of_most_other_headings() -> None:
    report = f"\t\t\tIt was done in April.\t{A}\tComplete"
    found = structure(
        opening("1"),
        "Progress against commitments (May 2024)",
        report,
        opening("2"),
        "Progress against commitments (",
        report,
    )
    assert shape(found.drafts[1])[1] == ("progress", "2024-05", 1)
    assert "month_lost" in codes(found)


def test_an_addressee_holds_until_the_next() -> None:
    found = structure(
        "The Probation Service should:", opening("1"), opening("2"), "To the Governor", opening("3")
    )
    assert [draft.addressee for draft in found.drafts] == [
        "The Probation Service",
        "The Probation Service",
        "the Governor",
    ]


def test_a_lost_number_is_taken_from_the_order() -> None:
    found = structure(opening("1"), opening(""), opening("3"))
    assert [draft.number for draft in found.drafts] == ["1", "2", "3"]
    assert codes(found) == ["number_lost"]


def test_a_lost_number_in_a_section_follows_the_one_before() -> None:
    text = "Prisoners should be safe from one another. (1.2)"
    found = structure(opening("5.1", text), opening("5.2", text), opening("", text))
    assert [draft.number for draft in found.drafts] == ["5.1", "5.2", "5.3"]


def test_numbers_with_letters_are_kept_as_printed() -> None:
    found = structure(opening("1a"), opening("1(b)"), opening(""), opening("3"))
    assert [draft.number for draft in found.drafts] == ["1a", "1(b)", "2", "3"]
    found = structure(opening("1(i)"), opening("1(ii)"), opening("2"))
    assert [draft.number for draft in found.drafts] == ["1(i)", "1(ii)", "2"]


def test_the_end_of_a_recommendation_in_the_next_ones_cell_is_put_back() -> None:
    found = structure(
        opening("1", "Ensure that staff are trained before they"),
        "",
        opening("2", "work with the public Publish guidance for all of them"),
        opening("3", "Review the training of staff"),
    )
    assert [" ".join(text.plain for text in draft.texts) for draft in found.drafts[:2]] == [
        "Ensure that staff are trained before they work with the public",
        "Publish guidance for all of them",
    ]
    assert codes(found) == ["tail_of_previous"]


def test_the_name_of_a_section_is_no_text_of_the_recommendation_before() -> None:
    for progress in ((), ("Progress update (May 2024)", f"\t\t\tIt was done.\t{A}\tComplete")):
        found = structure(
            opening("1", "Cells should be clean. (S4)"),
            *progress,
            "\tEarly days\t\t\t\t",
            opening("2"),
        )
        assert [text.plain for text in found.drafts[0].texts] == ["Cells should be clean. (S4)"]
        assert codes(found) == ["section_name"]


def test_the_rest_of_a_recommendation_behind_a_page_break_is_its_text() -> None:
    found = structure(opening("1", "Ensure that staff are trained before they"), "", "\tstart work")
    assert [text.plain for text in found.drafts[0].texts][-1] == "start work"


def test_rows_before_any_recommendation_belong_to_none() -> None:
    found = structure(
        "Progress update (May 2024)", f"\t\t\tIt was done.\t{A}\tComplete", opening("1")
    )
    assert [shape(draft) for draft in found.drafts] == [[("action", None, 1)]]


def test_a_season_in_a_progress_heading_is_no_month_and_is_said() -> None:
    report = f"\t\t\tIt was done in April.\t{A}\tComplete"
    found = structure(
        opening("1"),
        "Progress against commitments (May 2024)",
        report,
        opening("2"),
        "Progress against commitments (Spring 2024)",
        report,
    )
    assert [shape(draft)[1][1] for draft in found.drafts] == ["2024-05", None]
    assert [(fault.code, fault.before) for fault in found.faults] == [
        ("month_not_stated", "Spring 2024")
    ]


def test_a_year_alone_has_lost_its_month_only_where_the_others_lie_in_it() -> None:
    report = f"\t\t\tIt was done in April.\t{A}\tComplete"
    for year, month, code in (
        ("2024", "2024-05", "month_lost"),
        ("2023", None, "month_not_stated"),
    ):
        found = structure(
            opening("1"),
            "Progress against commitments (May 2024)",
            report,
            opening("2"),
            f"Progress against commitments ({year})",
            report,
        )
        assert shape(found.drafts[1])[1][1] == month
        assert codes(found) == [code]


def test_actions_go_on_between_two_labels_of_one_month() -> None:
    found = structure(
        opening("1"),
        f"\t\t\tUpdate (July 2024): It was done.\t{A}\tComplete",
        f"\t\t\tA report will be sent.\t{A}\t{T}",
        "\t\t\tUpdate (July 2024): Reports are sent each",
        f"\t\t\tfortnight.\t{A}\tOngoing",
        opening("2"),
    )
    assert shape(found.drafts[0]) == [
        ("action", None, 1),
        ("progress", "2024-07", 1),
        ("action", None, 1),
        ("progress", "2024-07", 2),
    ]


@pytest.mark.parametrize(
    ("updated_on", "kinds"),
    [
        ("2024-06-24", ["action"]),
        ("2024-07-01", ["action", "progress"]),
        (None, ["action", "progress"]),
    ],
)
def test_a_label_of_a_month_to_come_announces_no_progress(
    updated_on: str | None, kinds: list[str]
) -> None:
    label = f"\t\t\tUpdate (July 2024): it will be sent to all.\t{A}\t{T}"
    found = structure(opening("1"), label, updated_on=updated_on)
    assert [kind for kind, _, _ in shape(found.drafts[0])] == kinds


def test_behind_labels_of_two_months_what_follows_is_progress() -> None:
    found = structure(
        opening("1"),
        f"\t\t\tUpdate (July 2023): It was begun.\t{A}\tOngoing",
        f"\t\t\tReports are written.\t{A}\tOngoing",
        f"\t\t\tUpdate (July 2024): It was done.\t{A}\tComplete",
    )
    assert shape(found.drafts[0]) == [
        ("action", None, 1),
        ("progress", "2023-07", 2),
        ("progress", "2024-07", 1),
    ]


def test_the_next_line_of_targets_that_number_their_entries_is_put_back() -> None:
    found = structure(
        opening("1", action="1.1 It will be done. 1.2 It will be told.")[: -len(T)]
        + "1.1 Complete",
        "1.2 December 2021",
        opening("2"),
    )
    (row,) = found.drafts[0].blocks[0].rows
    assert row.target.plain.split() == "1.1 Complete 1.2 December 2021".split()
    assert codes(found) == ["target_over_page"]


@pytest.mark.parametrize(
    ("action", "below", "is_text"),
    [
        ("The rest will be recruited by the end of", "June 2024.", True),
        ("The rest will be recruited.", "June 2024.", False),
        ("The rest will be recruited by the end of", "June 2024", False),
    ],
)
def test_a_date_that_ends_a_sentence_over_a_row_break_is_no_target(
    action: str, below: str, is_text: bool
) -> None:
    found = structure(opening("1", action=action), f"\t\t\t{below}", opening("2"))
    _, row = found.drafts[0].blocks[0].rows
    assert (row.action or row.target).plain == below
    assert bool(row.action) == is_text
    assert ("text_out_of_column" in codes(found)) == is_text


@pytest.mark.parametrize("target", ["By end of", "Revised from May 2024 to", "May 2024."])
def test_a_date_below_a_target_that_it_ends_or_is_like_is_a_target(target: str) -> None:
    action = "It is for those whom staff rely on"
    found = structure(opening("1", action=action, target=target), "\t\t\tJune 2024.", opening("2"))
    _, row = found.drafts[0].blocks[0].rows
    assert row.target.plain == "June 2024."


@pytest.mark.parametrize(
    ("word", "line", "is_note"),
    [
        ("officers2", "2 The police answered for this part of it.", True),
        ("officers,¹ and others", "¹ Without those of the youth estate.", True),
        ("officers*", "* As counted in the spring.", True),
        ("officers", "2 The police answered for this part of it.", False),
        ("officers2", "2 years later it was done again.", False),
        ("officers2", "\t\t\t2 The police answered for this part of it.", False),
    ],
)
def test_a_line_that_explains_a_mark_of_its_page_is_a_footnote(
    word: str, line: str, is_note: bool
) -> None:
    found = structure(opening("1", action=f"It will be told to {word}."), line, "", opening("2"))
    assert ("footnote" in codes(found)) == is_note
    (block,) = found.drafts[0].blocks
    texts = (*found.drafts[0].texts, *(row.action for row in block.rows))
    assert (line.split()[1] in " ".join(text.plain for text in texts)) != is_note


def test_a_footnote_in_the_middle_of_a_page_is_a_row() -> None:
    note = "2 The police answered for this part of it."
    found = structure(opening("1", action="It will be told to officers2."), note, opening("2"))
    assert "footnote" not in codes(found)
