"""Without numbers an entry is the text that shares an owner and a target."""

from __future__ import annotations

from tablerows import table

from plananalysis.entries.items import alignment_of
from plananalysis.entries.unnumbered import read_unnumbered

A, B = "Head of Courts", "Head of Work"
KNOWN = frozenset((A, B))


def read(*rows: dict[str, str]) -> list[tuple[str, list[str], list[str]]]:
    items, _, _ = read_unnumbered(table(*rows), KNOWN)
    return [
        (item.plain, [o.plain for o in item.owners], [t.plain for t in item.targets])
        for item in items
    ]


def row(action: str, owner: str = "", target: str = "", **more: str) -> dict[str, str]:
    return {"action": action, "owner": owner, "target": target, **more}


def test_each_row_with_an_owner_and_a_date_is_an_entry() -> None:
    assert read(row("We start.", A, "May 2024"), row("We end.", B, "June 2024")) == [
        ("We start.", [A], ["May 2024"]),
        ("We end.", [B], ["June 2024"]),
    ]


def test_a_row_without_values_goes_on_with_the_entry_before() -> None:
    assert read(row("We start.", A, "May 2024"), row("Then we go on.")) == [
        ("We start. Then we go on.", [A], ["May 2024"])
    ]


def test_text_over_a_page_break_is_one_entry() -> None:
    rows = (row("We will start with the", A, "May 2024"), row("first of them.", page="1"))
    assert read(*rows) == [("We will start with the first of them.", [A], ["May 2024"])]


def test_the_tail_of_an_entry_stands_before_the_next_ones_text() -> None:
    rows = (
        row("We will start with the", A, "May 2024"),
        row("first of them. We end then.", B, "June 2024", page="1"),
    )
    assert read(*rows) == [
        ("We will start with the first of them.", [A], ["May 2024"]),
        ("We end then.", [B], ["June 2024"]),
    ]


def test_a_stack_is_parted_where_counts_agree() -> None:
    stacked = row(
        "<p>We start.</p><p>We end.</p>", f"<p>{A}</p><p>{B}</p>", "<p>May 2024</p><p>June 2024</p>"
    )
    assert read(stacked) == [("We start.", [A], ["May 2024"]), ("We end.", [B], ["June 2024"])]


def test_one_owner_spans_several_dates() -> None:
    stacked = row("<p>We start.</p><p>We end.</p>", A, "<p>May 2024</p><p>June 2024</p>")
    assert read(stacked) == [("We start.", [A], ["May 2024"]), ("We end.", [A], ["June 2024"])]


def test_a_stack_that_cannot_be_told_apart_stays_whole_and_is_said() -> None:
    rows = table(
        row("One. Two. Three.", f"<p>{A}</p><p>{B}</p>", "<p>May 2024</p><p>June 2024</p>")
    )
    items, _, faults = read_unnumbered(rows, KNOWN)
    assert [(len(item.owners), len(item.targets)) for item in items] == [(2, 2)]
    assert items[0].owner_alignment == items[0].target_alignment == "ambiguous"
    assert [(fault.code, fault.is_repaired) for fault in faults] == [("stack_ambiguous", False)]


def test_words_that_a_page_repeats_are_kept_once_and_handed_back() -> None:
    items, dropped, faults = read_unnumbered(
        table(
            row("We start. We will then train all staff.", A, "May 2024"),
            row("We will then train all staff. It takes a year.", B, "June 2024", page="1"),
        ),
        KNOWN,
    )
    assert [item.plain for item in items] == [
        "We start.",
        "We will then train all staff. It takes a year.",
    ]
    assert [text.plain for text in dropped] == ["We will then train all staff."]
    assert [fault.code for fault in faults] == ["repeated_words"]


def test_a_list_belongs_to_the_row_that_announces_it() -> None:
    rows = (row("We will do these:", A, "May 2024"), row("• train staff"), row("• publish a guide"))
    assert [text for text, _, _ in read(*rows)] == [
        "We will do these: • train staff • publish a guide"
    ]


def test_an_owner_over_a_row_break_is_joined() -> None:
    rows = (
        row("We will start with the", "Deputy Director, Public Protection", "May 2024"),
        row("first.", "Group", page="1"),
    )
    assert read(*rows) == [
        (
            "We will start with the first.",
            ["Deputy Director, Public Protection Group"],
            ["May 2024"],
        )
    ]


def test_a_target_over_a_row_break_is_joined() -> None:
    rows = (row("We start", A, "May 2024"), row("then.", "", "and monthly thereafter", page="1"))
    assert read(*rows) == [("We start then.", [A], ["May 2024 and monthly thereafter"])]


def test_a_text_that_the_page_cuts_takes_the_values_behind_it() -> None:
    assert read(
        row("We start.", A, "Complete"),
        row("Places will be made once the work is done by the Property"),
        row("Directorate.", B, "June 2024", page="yes"),
    ) == [
        ("We start.", [A], ["Complete"]),
        (
            "Places will be made once the work is done by the Property Directorate.",
            [B],
            ["June 2024"],
        ),
    ]


def test_a_whole_paragraph_without_values_stays_with_the_row_before() -> None:
    assert read(
        row("We start.", A, "Complete"),
        row("Places will be made."),
        row("Reports are sent.", B, "June 2024", page="yes"),
    ) == [
        ("We start. Places will be made.", [A], ["Complete"]),
        ("Reports are sent.", [B], ["June 2024"]),
    ]


def test_a_date_that_a_row_break_cuts_is_one() -> None:
    assert read(
        row("Coordinators are", A, "By 31st"),
        row("told in time. They can read it.", "", "January 2024", page="yes"),
    ) == [("Coordinators are told in time. They can read it.", [A], ["By 31st January 2024"])]


def test_items_of_a_list_with_values_of_their_own_are_entries() -> None:
    assert read(
        row("The backlog cannot be cleared. The region will:"),
        row("- recruit supervisors", A, "January 2025"),
        row("- open on Sundays", B, "April 2025"),
    ) == [
        ("The backlog cannot be cleared. The region will:", [], []),
        ("- recruit supervisors", [A], ["January 2025"]),
        ("- open on Sundays", [B], ["April 2025"]),
    ]


def test_a_stack_whose_target_may_be_two_is_no_certain_one() -> None:
    items, _, _ = read_unnumbered(
        table(row("We start. We end.", f"{A}<br>{B}", "Ongoing Completed April 2022")), KNOWN
    )
    assert [[t.plain for t in item.targets] for item in items] == [
        ["Ongoing"],
        ["Completed April 2022"],
    ]
    assert {item.target_alignment for item in items} == {"inferred"}


def test_a_name_that_is_no_post_may_run_over_a_row_break_with_its_sentence() -> None:
    rows = (
        row("Assessments will be", "Chief Crown", "June"),
        row("used to test this.", "Prosecutors", "2022"),
    )
    assert read(*rows) == [
        ("Assessments will be used to test this.", ["Chief Crown Prosecutors"], ["June 2022"])
    ]
    rows = (row("Cases will be", "Head of Public", "June"), row("seen by us.", "Group", "2022"))
    assert read(*rows)[0][1] == ["Head of Public Group"]
    rows = (row("Assessments will be", A, "June"), row("used to test this.", "Leau", "2022"))
    assert read(*rows)[0][1] == [A, "Leau"]


def test_owners_of_one_cell_share_its_one_sentence_for_certain() -> None:
    cell = f"<p>{A}</p><p>{B}</p>"
    for text, alignment in (
        ("Every case will be screened.", "certain"),
        ("Cases are screened. They are listed. All are told.", "ambiguous"),
        ("Cases are screened; the police are told", "ambiguous"),
    ):
        (item,), _, faults = read_unnumbered(table(row(text, cell, "May 2024")), KNOWN)
        assert ([owner.plain for owner in item.owners], alignment_of(item)) == ([A, B], alignment)
        assert bool(faults) == (alignment == "ambiguous")


def test_a_row_that_begins_a_text_of_its_own_keeps_its_owner_and_target() -> None:
    for page in ("1", ""):
        rows = row("We start.", "Healthcare", "May 2024"), row("We end.", "Safety Lead", page=page)
        assert [owners for _, owners, _ in read(*rows)] == [["Healthcare"], ["Safety Lead"]]
    rows = row("We start.", A, "Ongoing –"), row("We end.", B, "March 2024")
    assert [targets for _, _, targets in read(*rows)] == [["Ongoing –"], ["March 2024"]]


def test_a_row_with_a_whole_date_of_its_own_ends_no_name_above() -> None:
    rows = row("We start and", "Healthcare", "May 2024"), row("go on.", "Safety Lead", "June 2024")
    ((_, owners, _),) = read(*rows)
    assert owners == ["Healthcare", "Safety Lead"]


def test_targets_that_name_their_parts_are_all_of_one_entry() -> None:
    action = "Guidance will be issued. Training will follow."
    target = "May 2024 (guidance) July 2024 (training)"
    items, _, faults = read_unnumbered(table(row(action, A, target)), KNOWN)
    assert [[t.plain for t in one.targets] for one in items] == [
        ["May 2024 (guidance)", "July 2024 (training)"]
    ]
    assert alignment_of(items[0]) == "certain"
    assert faults == []


def test_paragraphs_take_targets_that_name_their_parts_one_each() -> None:
    action = "Guidance will be issued.<br>Training will follow."
    assert read(row(action, A, "May 2024 (guidance) July 2024 (training)")) == [
        ("Guidance will be issued.", [A], ["May 2024 (guidance)"]),
        ("Training will follow.", [A], ["July 2024 (training)"]),
    ]
