"""The owner's and the target's cells give separate values, in order, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.entries.values import (
    ends_cut_target,
    read_values,
    split_owners,
    split_target_cell,
)
from plananalysis.readers.sourcetext import Text


def owners(cell: str, *known: str, expected: int | None = None) -> tuple[list[str], bool]:
    found, are_marked = split_owners(Text.of(cell, 0), known, expected)
    return [text.plain for text in found], are_marked


def targets(cell: str, expected: int | None = None) -> list[str]:
    return [text.plain for text in split_target_cell(Text.of(cell, 0), expected)[0]]


def test_lines_part_owners_for_certain_and_spaces_do_not() -> None:
    assert owners("Head of Courts\nHead of Work") == (["Head of Courts", "Head of Work"], True)
    assert owners("Head of Courts  Head of Work") == (["Head of Courts", "Head of Work"], False)
    assert owners("Head of Courts Head of Work") == (["Head of Courts", "Head of Work"], False)


def test_a_line_break_inside_a_post_parts_nothing() -> None:
    assert owners("Deputy Director,\nPublic Protection Group")[0] == [
        "Deputy Director, Public Protection Group"
    ]
    assert owners("Deputy Director, Public Protection\nGroup")[0] == [
        "Deputy Director, Public Protection Group"
    ]


def test_a_body_below_a_post_is_an_owner_of_its_own() -> None:
    assert owners("Head of Courts\nHMPPS")[0] == ["Head of Courts", "HMPPS"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("May 2024\nJune 2024", ["May 2024", "June 2024"]),
        ("Complete\nOngoing", ["Complete", "Ongoing"]),
        ("August 2023 and bi-monthly thereafter", ["August 2023 and bi-monthly thereafter"]),
        ("Complete – (London March 2024)", ["Complete – (London March 2024)"]),
        (
            "Launch: complete Champions: complete Report: May 2024",
            ["Launch: complete", "Champions: complete", "Report: May 2024"],
        ),
        ("Cards – May 2024 Training – July 2024", ["Cards – May 2024", "Training – July 2024"]),
        (
            "Tracker by June 2025 Mailboxes by February 2025",
            ["Tracker by June 2025", "Mailboxes by February 2025"],
        ),
        ("• December 2024 • March 2025", ["• December 2024", "• March 2025"]),
        ("when funds allow", ["when funds allow"]),
        ("", []),
    ],
)
def test_values_of_a_target_cell(cell: str, found: list[str]) -> None:
    assert targets(cell) == found


@given(
    st.lists(
        st.sampled_from(["May 2024", "Complete", "by", "x", "\n", "Annually", ";"]), max_size=8
    )
)
def test_no_letter_of_a_target_cell_is_lost(parts: list[str]) -> None:
    cell = " ".join(parts)
    assert "".join("".join(targets(cell)).split()) == "".join(cell.split())


@given(st.lists(st.sampled_from(["Head of A", "Lead", "and", ",", ";", "\n", "Group"]), max_size=8))
def test_no_letter_of_an_owner_cell_is_lost(parts: list[str]) -> None:
    cell = " ".join(parts)
    assert "".join("".join(owners(cell)[0]).split()).replace(";", "").replace(",", "") == "".join(
        cell.split()
    ).replace(";", "").replace(",", "")


def test_the_rest_of_a_post_goes_on_with_the_row_before() -> None:
    before = Text.of("Deputy Director, Public Protection", 0)
    rest = Text.of("Group", 50)
    assert read_values(rest, Text(), (), before).is_owner_continued
    assert not read_values(rest, Text(), (), None).is_owner_continued
    assert not read_values(Text.of("Head of Work", 50), Text(), (), before).is_owner_continued


@pytest.mark.parametrize(
    ("before", "piece", "goes_on"),
    [
        ("Head of Courts", "EPSIG", False),
        ("Deputy Director,", "EPSIG", True),
        ("Deputy Director", "EPSIG", True),
        ("Deputy Director, Reducing", "Reoffending Group", True),
        ("Quality", "Development Officer", True),
        ("Quality Development", "Officers", True),
        ("Head of Work", "Officers", False),
        ("Quality", "Head of Work", False),
        ("Regional Probation Directors supported by", "Head of Work", True),
    ],
)
def test_a_unit_by_its_abbreviation_behind_a_whole_post_is_an_owner_of_its_own(
    before: str, piece: str, goes_on: bool
) -> None:
    values = read_values(Text.of(piece, 50), Text(), (), Text.of(before, 0))
    assert values.is_owner_continued == goes_on


UNKNOWN = ("College of Policing", "NPCC lead for Offenders")


def test_marks_part_posts_that_are_not_known_where_the_count_bears_them_out() -> None:
    cell = Text.of("\n".join(UNKNOWN), 0)
    assert owners("\n".join(UNKNOWN))[0] == [" ".join(UNKNOWN)]
    for values in (
        read_values(cell, Text(), (), None, expected=2),
        read_values(cell, Text.of("May 2024\nComplete", 60), (), None),
    ):
        assert tuple(owner.plain for owner in values.owners) == UNKNOWN
    cut = Text.of("Deputy Director,\nPublic Protection Group", 0)
    assert len(read_values(cut, Text(), (), None, expected=2).owners) == 1


@pytest.mark.parametrize(
    ("before", "piece", "goes_on"),
    [
        ("NPCC lead for Offenders", "Chief Constables", False),
        ("Deputy Director, Public Protection", "Group", True),
        ("Deputy Director", "Public Protection", True),
        ("Deputy Director,", "Chief Constables", True),
    ],
)
def test_an_owner_beside_an_entry_of_its_own_goes_on_only_where_the_words_say_so(
    before: str, piece: str, goes_on: bool
) -> None:
    values = read_values(Text.of(piece, 50), Text(), (), Text.of(before, 0), is_afresh=True)
    assert values.is_owner_continued == goes_on


@pytest.mark.parametrize(
    ("before", "first", "is_end"),
    [
        ("Complete –", "ongoing", True),
        ("Spring", "2024", True),
        ("Complete and", "ongoing", True),
        ("Complete", "and ongoing", True),
        ("August 2023", "and bi-monthly thereafter", True),
        ("31 October", "2024", True),
        ("By 31st", "January 2024", True),
        ("By 31 March", "July 2024", False),
        ("Complete", "ongoing", False),
        ("Sent to the board –", "who may say more", False),
        ("May 2024, now", "complete", True),
        ("Rescheduled", "June 2024", True),
        ("Moved to", "June 2024", True),
        ("July 2024 revised", "Complete", False),
        ("Complete with review in May", "2025", True),
    ],
)
def test_a_state_that_a_row_break_cuts_is_one(before: str, first: str, is_end: bool) -> None:
    assert ends_cut_target(before, first) == is_end
