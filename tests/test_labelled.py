"""Values that name the entries that they are of are given to these, whatever their order."""

from __future__ import annotations

import pytest
from tablerows import table

from plananalysis.entries.alignment import align_numbered
from plananalysis.entries.items import alignment_of
from plananalysis.entries.labelled import part_by_numbers
from plananalysis.entries.numbered import read_numbered

KNOWN = ("1.1", "1.2", "1.3")


def parts(cell: str) -> list[tuple[tuple[str, ...], str]]:
    (row,) = table({"action": "It is done.", "target": cell})
    return [(part.numbers, part.value.plain) for part in part_by_numbers(row.target, KNOWN)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.1 April 2023 1.2 Complete", [(("1.1",), "April 2023"), (("1.2",), "Complete")]),
        ("1.1 & 1.3 Complete 1.2 May 2024", [(("1.1", "1.3"), "Complete"), (("1.2",), "May 2024")]),
        ("1.2: Complete<br>1.1: May 2024", [(("1.2",), "Complete"), (("1.1",), "May 2024")]),
        ("1.1 1.2 Complete", [(("1.1", "1.2"), "Complete")]),
        ("1.1 – 1.3 Complete", [(("1.1", "1.2", "1.3"), "Complete")]),
        ("1.1 – Complete 1.2 – May 2024", [(("1.1",), "Complete"), (("1.2",), "May 2024")]),
        ("1.1 30.1.2024", [(("1.1",), "30.1.2024")]),
    ],
)
def test_a_cell_that_begins_with_a_number_is_parted_by_its_numbers(
    cell: str, expected: list[tuple[tuple[str, ...], str]]
) -> None:
    assert parts(cell) == expected


@pytest.mark.parametrize(
    "cell",
    ["Complete", "Complete 1.1", "1.1.2024", "1.4 Complete", "1.1 Complete 1.1 Ongoing", "1.1 1.2"],
)
def test_a_cell_without_sure_numbers_is_left_whole(cell: str) -> None:
    assert parts(cell) == []


def test_a_figure_that_counts_names_no_entry() -> None:
    rows = table({"action": "1.1 We start. 1.2 We end.", "target": "1.2 FTE in post by May 2024"})
    found = read_numbered(rows, "1")
    assert found is not None
    align_numbered(found[0], rows, ())
    assert [[t.plain for t in one.targets] for one in found[0]] == [[rows[0].target.plain]] * 2
    assert {one.target_alignment for one in found[0]} == {"inferred"}


def test_owners_and_targets_go_to_the_entries_that_they_name() -> None:
    rows = table(
        {
            "action": "1.1 We start. 1.2 We end. 1.3 We report.",
            "owner": "1.1 and 1.2 Head of Courts 1.3 Head of Work",
            "target": "1.1 Complete 1.2 & 1.3 May 2024",
        }
    )
    found = read_numbered(rows, "1")
    assert found is not None
    items = found[0]
    align_numbered(items, rows, ())
    given = [([o.plain for o in one.owners], [t.plain for t in one.targets]) for one in items]
    assert given == [
        (["Head of Courts"], ["Complete"]),
        (["Head of Courts"], ["May 2024"]),
        (["Head of Work"], ["May 2024"]),
    ]
    assert {alignment_of(item) for item in items} == {"certain"}


@pytest.mark.parametrize("opening", ["{}) ", "({}) ", "{}. "])
def test_owners_and_targets_are_named_by_letters_where_the_entries_are(opening: str) -> None:
    a, b = opening.format("a"), opening.format("b")
    rows = table(
        {
            "action": f"{a}We will start. {b}We will end.",
            "owner": f"{b}Head of Courts, North {a}Head of Work",
            "target": f"{a}1st Oct 2024 {b}Mar 2025",
        }
    )
    found = read_numbered(rows, "1")
    assert found is not None
    items = found[0]
    align_numbered(items, rows, ())
    given = [([o.plain for o in one.owners], [t.plain for t in one.targets]) for one in items]
    assert given == [
        (["Head of Work"], ["1st Oct 2024"]),
        (["Head of Courts, North"], ["Mar 2025"]),
    ]
    assert {alignment_of(item) for item in items} == {"certain"}


def test_letters_that_no_entry_bears_part_nothing() -> None:
    cell = "a) Head of Work b) Head of Courts"
    rows = table({"action": "1.1 We will start. 1.2 We will end.", "owner": cell})
    found = read_numbered(rows, "1")
    assert found is not None
    align_numbered(found[0], rows, ())
    assert [part_by_numbers(rows[0].owner, ("1.1", "1.2"))] == [[]]
    assert "a)" in found[0][0].owners[0].plain
