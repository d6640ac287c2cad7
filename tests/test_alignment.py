"""Owners and targets go to the entries that they stand beside, and doubt is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tablerows import table

from plananalysis.entries.alignment import align_numbered, inherit, resolve_by_sisters
from plananalysis.entries.items import Item, alignment_of, share_out
from plananalysis.entries.numbered import read_numbered
from plananalysis.readers.sourcetext import Text

A, B, C = "Head of Courts", "Head of Work", "Head of Safety"


def aligned(*rows: dict[str, str]) -> list[tuple[str | None, list[str], list[str], str]]:
    made = table(*rows)
    found = read_numbered(made, "1")
    assert found is not None
    items = found[0]
    align_numbered(items, made, (A, B, C))
    inherit(items, made)
    return [
        (
            item.ref,
            [owner.plain for owner in item.owners],
            [target.plain for target in item.targets],
            alignment_of(item),
        )
        for item in items
    ]


def row(action: str, owner: str = "", target: str = "", **more: str) -> dict[str, str]:
    return {"action": action, "owner": owner, "target": target, **more}


def p(*values: str) -> str:
    return "".join(f"<p>{value}</p>" for value in values)


def test_values_on_an_entrys_own_row_are_certain() -> None:
    assert aligned(row("1.1 One.", A, "May 2024"), row("1.2 Two.", B, "Complete")) == [
        ("1.1", [A], ["May 2024"], "certain"),
        ("1.2", [B], ["Complete"], "certain"),
    ]


def test_stacks_of_equal_count_pair_in_order() -> None:
    assert aligned(row(p("1.1 One.", "1.2 Two."), p(A, B), p("May 2024", "June 2024"))) == [
        ("1.1", [A], ["May 2024"], "certain"),
        ("1.2", [B], ["June 2024"], "certain"),
    ]


def test_one_owner_beside_several_entries_spans_them() -> None:
    assert aligned(row(p("1.1 One.", "1.2 Two."), A, p("May 2024", "June 2024"))) == [
        ("1.1", [A], ["May 2024"], "certain"),
        ("1.2", [A], ["June 2024"], "certain"),
    ]


def test_one_target_beside_several_entries_is_inferred_for_each() -> None:
    assert [entry[2:] for entry in aligned(row(p("1.1 One.", "1.2 Two."), A, "May 2024"))] == [
        (["May 2024"], "inferred")
    ] * 2


def test_counts_that_disagree_leave_all_values_on_each_and_say_so() -> None:
    found = aligned(row(p("1.1 One.", "1.2 Two.", "1.3 Three."), p(A, B), "May 2024"))
    assert [entry[1] for entry in found] == [[A, B]] * 3
    assert {entry[3] for entry in found} == {"ambiguous"}


def test_an_empty_owner_cell_is_spanned_by_the_one_above() -> None:
    found = aligned(row("1.1 One.", A, "May 2024"), row("1.2 Two.", "", "June 2024"))
    assert found[1] == ("1.2", [A], ["June 2024"], "inferred")


def test_an_empty_target_beside_an_owner_stays_empty() -> None:
    found = aligned(row("1.1 One.", A, "May 2024"), row("1.2 Two.", B, ""))
    assert found[1] == ("1.2", [B], [], "certain")


def test_an_entry_without_any_owner_is_ambiguous() -> None:
    assert aligned(row("1.1 One.", "", "May 2024"))[0] == ("1.1", [], ["May 2024"], "ambiguous")


def test_a_value_too_many_belongs_to_the_entry_of_the_next_row() -> None:
    found = aligned(row("1.1 One goes", A, "May 2024"), row("on. 1.2 Two.", B, "", page="1"))
    assert found[0][2] == ["May 2024"]


@pytest.mark.parametrize(
    ("count", "values", "alignment"),
    [
        (1, 1, "certain"),
        (2, 2, "certain"),
        (1, 2, "certain"),
        (2, 1, "inferred"),
        (3, 2, "ambiguous"),
    ],
)
def test_sharing_out_is_as_sure_as_the_counts(count: int, values: int, alignment: str) -> None:
    items = [Item("1.1", [Text.of("x", 0)], 0, 0) for _ in range(count)]
    share_out(items, [Text.of(f"v{at}", at * 3) for at in range(values)], "target", "certain")
    assert {item.target_alignment for item in items} == {alignment}


def test_the_sister_table_tells_a_stack_apart() -> None:
    stack = [Text.of(A, 0), Text.of(B, 40)]
    items = [
        Item(ref, [Text.of("x", 90)], 0, 0, owner_alignment="ambiguous", candidates=stack)
        for ref in ("1.1", "1.2", "1.3")
    ]
    sisters = [
        Item(ref, [Text.of("y", 99)], 0, 0, owners=[Text.of(owner, 200)])
        for ref, owner in (("1.1", A), ("1.2", B), ("1.3", B))
    ]
    assert resolve_by_sisters(items, sisters) == 3
    assert [[owner.plain for owner in item.owners] for item in items] == [[A], [B], [B]]
    assert {item.owner_alignment for item in items} == {"inferred"}


def test_sisters_against_the_order_of_the_stack_tell_nothing() -> None:
    stack = [Text.of(A, 0), Text.of(B, 40)]
    items = [Item(ref, [], 0, 0, owners=stack, candidates=stack) for ref in ("1.1", "1.2")]
    sisters = [
        Item(ref, [], 0, 0, owners=[Text.of(owner, 200)]) for ref, owner in (("1.1", B), ("1.2", A))
    ]
    assert resolve_by_sisters(items, sisters) == 0
    assert all(item.owners == stack for item in items)


def test_an_owner_alone_in_a_row_below_is_of_the_entry_above_and_inferred() -> None:
    found = aligned(
        row("1.1 One.", A, "May 2024"), row("", "EPSIG"), row("1.2 Two.", B, "May 2025")
    )
    assert found == [
        ("1.1", [A, "EPSIG"], ["May 2024"], "inferred"),
        ("1.2", [B], ["May 2025"], "certain"),
    ]


def test_what_is_inferred_says_how_it_was_told() -> None:
    items = [Item("1.1", [Text.of("x", 0)], at, at) for at in range(2)]
    share_out(items[:1], [Text.of(A, 0)], "owner", "certain")
    inherit(items, table(row("1.1 One.", A), row("1.2 Two.")))
    assert items[0].told_by == []
    assert items[1].told_by == ["its owner's cell is empty: that of the entry above spans it"]
    share_out(items, [Text.of("May 2024", 9)], "target", "certain")
    assert items[0].told_by == ["one target is printed beside 2 entries and spans them"]


def test_a_cell_that_says_there_is_no_owner_takes_none_from_its_neighbours() -> None:
    items = [Item("1.1", [Text.of("x", 0)], at, at) for at in range(3)]
    share_out(items[:1], [Text.of(A, 0)], "owner", "certain")
    rows = table(row("1.1 One.", A), row("1.2 Two."), row("1.3 Three."))
    inherit(items, [rows[0], replace(rows[1], is_unowned=True), rows[2]])
    owners = [[owner.plain for owner in item.owners] for item in items]
    assert owners == [[A], [], [A]]
    assert [item.owner_alignment for item in items] == ["certain", "certain", "inferred"]


def test_an_owner_at_a_page_break_is_of_the_entry_that_begins_beside_it() -> None:
    found = aligned(
        row(
            "<p>1.1 One.</p><p>1.2 Two.</p>",
            p("College of Policing", "NPCC lead"),
            p("2024", "2025"),
        ),
        row("1.3 Three.", "Chief Constables", "July 2024", page=""),
    )
    assert [(ref, owners) for ref, owners, _, _ in found] == [
        ("1.1", ["College of Policing"]),
        ("1.2", ["NPCC lead"]),
        ("1.3", ["Chief Constables"]),
    ]


def test_what_is_said_of_a_recommendation_refused_wants_no_owner() -> None:
    item = Item(None, [Text.of("It is not agreed.", 0)], 0, 0)
    rows = table(row("It is not agreed."))
    inherit([item], rows, is_refused=True)
    assert alignment_of(item) == "certain"
    inherit([item], rows)
    assert alignment_of(item) == "ambiguous"


def test_the_values_of_an_entry_may_end_in_the_row_where_the_next_begins() -> None:
    found = aligned(
        row("1.1 One.", "Quality", "31 October"),
        row("1.2 Two.", "Officers", p("2023", "Ongoing"), page=""),
    )
    assert found == [
        ("1.1", ["Quality Officers"], ["31 October 2023"], "inferred"),
        ("1.2", ["Quality Officers"], ["Ongoing"], "inferred"),
    ]
    found = aligned(row("1.1 One.", A, "31 October"), row("1.2 Two.", B, "2023", page=""))
    assert [(owners, targets) for _, owners, targets, _ in found] == [
        ([A], ["31 October"]),
        ([B], ["2023"]),
    ]


@pytest.mark.parametrize(
    ("owner", "alignment"),
    [
        (A, "certain"),
        ("Home Office", "certain"),
        ("Lead for Health, Work and Homes", "certain"),
        ("College of Policing NPCC lead for Offenders", "inferred"),
    ],
)
def test_an_owner_that_may_be_two_spans_entries_for_less_than_certain(
    owner: str, alignment: str
) -> None:
    found = aligned(row(p("1.1 One.", "1.2 Two."), owner, p("May 2024", "June 2024")))
    assert [(owners, sure) for _, owners, _, sure in found] == [([owner], alignment)] * 2


def test_a_stack_whose_second_owner_may_be_a_unit_of_the_first_is_no_certain_one() -> None:
    for second, alignment in (("Performance and Quality", "inferred"), (B, "certain")):
        found = aligned(
            row(p("1.1 One.", "1.2 Two."), p("Director London", second), p("May 2024", "June 2024"))
        )
        assert [(owners, sure) for _, owners, _, sure in found] == [
            (["Director London"], alignment),
            ([second], alignment),
        ]


def test_a_second_owner_that_a_page_break_cuts_is_parted_from_the_first() -> None:
    found = aligned(
        row("1.1 All warrants will be reviewed by", f"{A} Senior Probation", "May 2024"),
        row("the end of March.", "Officer (Enforcement)", page="2"),
    )
    assert found == [
        ("1.1", [A, "Senior Probation Officer (Enforcement)"], ["May 2024"], "certain")
    ]
