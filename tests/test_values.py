"""The owner's and the target's cells give separate values, in order, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.entries.values import read_values, split_owners, split_target_cell
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
    ],
)
def test_a_unit_by_its_abbreviation_behind_a_whole_post_is_an_owner_of_its_own(
    before: str, piece: str, goes_on: bool
) -> None:
    values = read_values(Text.of(piece, 50), Text(), (), Text.of(before, 0))
    assert values.is_owner_continued == goes_on
