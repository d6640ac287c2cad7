"""A column of progress beside the actions gives reports of those actions, with their owners."""

from __future__ import annotations

import pytest

from plananalysis.linking.links import link_entries
from plananalysis.reading import read_bytes
from plananalysis.records import Entry, Plan

FRONT = """Action Plan Submitted: 14 March 2024
Action Plan Updated: 20 March 2025
A Response to: An inspection of HMP Netherby
Report Published: 29 February 2024

"""
TEXT = "Ensure that every prisoner has a key worker within a week of arrival."
A, B = "Head of Safety", "Head of Operations"


def plan(columns: str, *rows: str) -> Plan:
    header = f"No\tRecommendation\tResponse\tAction\tOwner\tTarget Date\t{columns}"
    return read_bytes((FRONT + "\n".join((header, *rows)) + "\n").encode(), "example.txt")


def opening(action: str, *reports: str, owner: str = A, target: str = "June 2024") -> str:
    return "\t".join(("1", TEXT, "Agreed", action, owner, target, *reports))


def following(action: str, *reports: str, owner: str = B, target: str = "July 2024") -> str:
    return "\t".join(("", "", "", action, owner, target, *reports))


def reports(found: Plan) -> list[Entry]:
    return [entry for entry in found.recommendations[0].entries if entry.kind == "progress"]


def links(found: Plan) -> list[tuple[int, int]]:
    return [
        (a.progress_position, a.action_position) for a in link_entries(found.recommendations[0])
    ]


def codes(found: Plan) -> list[str]:
    return [fault.code for fault in found.faults if fault.code != "totals_missing"]


def test_a_report_is_of_the_action_of_its_row_and_has_its_owner() -> None:
    found = plan(
        "Progress (February 2025)",
        opening("Lists will be published.", "Time is set aside on most wings."),
        following("Time will be set aside.", "Lists are published every week."),
    )
    assert [(entry.text, entry.owners, entry.as_of) for entry in reports(found)] == [
        ("Time is set aside on most wings.", (A,), "2025-02"),
        ("Lists are published every week.", (B,), "2025-02"),
    ]
    assert links(found) == [(2, 0), (3, 1)]
    assert codes(found) == []
    assert found.account.unread == 0


@pytest.mark.parametrize(
    ("cell", "text", "raw", "state"),
    [
        ("Complete", "Complete", "Complete", "complete"),
        ("Complete. It is published.", "It is published.", "Complete", "complete"),
        ("Ongoing – it is in draft", "it is in draft", "Ongoing", "ongoing"),
        ("It is in draft.", "It is in draft.", "", "none"),
        ("Completed reviews are read.", "Completed reviews are read.", "", "none"),
    ],
)
def test_a_state_that_opens_a_report_is_the_reports_and_not_the_actions(
    cell: str, text: str, raw: str, state: str
) -> None:
    found = plan("Progress (May 2025)", opening("Lists will be published.", cell))
    action, report = found.recommendations[0].entries
    assert (report.text, report.targets[0].target_raw, report.targets[0].state) == (
        text,
        raw,
        state,
    )
    assert action.targets[0].target_raw == "June 2024"
    assert found.account.unread == 0


def test_a_column_of_states_beside_one_of_reports_gives_their_state() -> None:
    found = plan("Status\tUpdate", opening("Lists will be published.", "Complete", "They are out."))
    (report,) = reports(found)
    assert (report.text, report.targets[0].state) == ("They are out.", "complete")


def test_a_column_of_states_alone_is_a_report_even_where_the_target_is_empty() -> None:
    found = plan("Status", opening("Lists will be published.", "Ongoing", target=""))
    action, report = found.recommendations[0].entries
    assert (action.targets[0].state, report.targets[0].state) == ("none", "ongoing")


def test_a_column_that_states_no_month_speaks_for_the_plans_own_day_and_says_so() -> None:
    found = plan("Progress", opening("Lists will be published.", "They are out."))
    assert [entry.as_of for entry in reports(found)] == ["2025-03"]
    assert codes(found) == ["month_from_plan"]


def test_two_columns_of_reports_speak_each_for_its_month() -> None:
    found = plan(
        "6 month update (September 2024)\t12 month update (March 2025)",
        opening("Lists will be published.", "In draft.", "They are out."),
    )
    assert [(entry.as_of, entry.text) for entry in reports(found)] == [
        ("2024-09", "In draft."),
        ("2025-03", "They are out."),
    ]
    assert links(found) == [(1, 0), (2, 0)]


def test_a_report_that_runs_over_a_page_is_one() -> None:
    found = plan(
        "Progress (May 2025)",
        opening("Lists will be published for all who", "They are on order and will"),
        "",
        "\t\t\tlive here.\t\t\tarrive in June.",
    )
    assert [entry.text for entry in found.recommendations[0].entries] == [
        "Lists will be published for all who live here.",
        "They are on order and will arrive in June.",
    ]


def test_reports_with_numbers_are_linked_by_them() -> None:
    found = plan(
        "Progress (May 2025)",
        opening(
            "<p>1.1 Lists will be published.</p><p>1.2 Time will be set aside.</p>",
            "<p>1.1 Complete. Lists are out.</p><p>1.2 Time is set aside.</p>",
            owner=f"<p>{A}</p><p>{B}</p>",
        ),
    )
    assert [(entry.ref, entry.text, entry.owners) for entry in reports(found)] == [
        ("1.1", "Lists are out.", (A,)),
        ("1.2", "Time is set aside.", (B,)),
    ]
    assert links(found) == [(2, 0), (3, 1)]


def test_one_report_beside_several_actions_reports_on_all_of_them() -> None:
    found = plan(
        "Progress (May 2025)",
        opening(
            "<p>1.1 Lists will be out.</p><p>1.2 Trolleys will be bought.</p>", "Both are done."
        ),
    )
    assert links(found) == [(2, 0), (2, 1)]


def test_words_of_a_column_that_has_no_field_are_kept_in_faults() -> None:
    found = plan("Success measures", opening("Lists will be published.", "Nine of ten are out."))
    assert [fault.before for fault in found.faults if fault.code == "unread"] == [
        "Nine of ten are out."
    ]
    assert len(found.recommendations[0].entries) == 1


def said(found: Plan) -> list[tuple[str, tuple[str, ...], str]]:
    return [
        (report.text, tuple(target.state for target in report.targets), report.alignment)
        for report in reports(found)
    ]


def test_states_stacked_beside_numbered_reports_are_each_of_its_own_report() -> None:
    row = opening(
        "<p>1.1 A policy will be written.</p><p>1.2 Staff will be trained.</p>",
        "<p>1.1 The policy was written.</p><p>1.2 No one has been trained.</p>",
        "<p>Complete</p><p>Ongoing</p>",
        owner=f"<p>{A}</p><p>{B}</p>",
    )
    assert said(plan("Progress March 2025\tStatus", row)) == [
        ("The policy was written.", ("complete",), "certain"),
        ("No one has been trained.", ("ongoing",), "certain"),
    ]


def test_states_stacked_beside_bullets_are_each_of_its_own_bullet() -> None:
    row = opening(
        "A list and a tracker will be kept.",
        "<ul><li>The list is kept.</li><li>The tracker is not made.</li></ul>",
        "Complete<br>Overdue",
    )
    assert said(plan("Progress March 2025\tStatus", row)) == [
        ("The list is kept.", ("complete",), "certain"),
        ("The tracker is not made.", ("delayed",), "certain"),
    ]


def test_states_stacked_beside_one_report_are_values_of_their_own() -> None:
    row = opening("A panel will meet.", "The panel met. Its terms are open.", "Complete<br>Ongoing")
    assert said(plan("Progress March 2025\tStatus", row)) == [
        ("The panel met. Its terms are open.", ("complete", "ongoing"), "certain")
    ]


def test_one_state_beside_several_reports_spans_them() -> None:
    row = opening(
        "<p>1.1 A policy will be written.</p><p>1.2 Staff will be trained.</p>",
        "<p>1.1 The policy was written.</p><p>1.2 Staff were trained.</p>",
        "Complete",
        owner=f"<p>{A}</p><p>{B}</p>",
    )
    assert said(plan("Progress March 2025\tStatus", row)) == [
        ("The policy was written.", ("complete",), "inferred"),
        ("Staff were trained.", ("complete",), "inferred"),
    ]


@pytest.mark.parametrize("mark", ["–", "N/A", "-"])
def test_a_mark_for_an_empty_cell_is_no_report(mark: str) -> None:
    found = plan("Progress March 2025", opening("A panel will meet.", mark))
    assert not reports(found)
    assert "empty_cell" in {fault.code for fault in found.faults}


# --- revised dates ---


def values(found: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (entry.kind, tuple(target.target_raw for target in entry.targets))
        for entry in found.recommendations[0].entries
    ]


def test_a_revised_date_is_what_the_report_states_and_the_action_keeps_its_own() -> None:
    row = opening("A panel will meet.", "March 2025", "It could not meet.")
    found = plan("Revised Target Date\tProgress March 2025", row)
    assert values(found) == [("action", ("June 2024",)), ("progress", ("March 2025",))]
    assert [report.text for report in reports(found)] == ["It could not meet."]
    assert found.account.unread == 0


@pytest.mark.parametrize("header", ["Revised date", "New target date", "Revised Target Date"])
def test_a_revised_date_alone_is_a_report_of_the_plans_own_day(header: str) -> None:
    found = plan(header, opening("A panel will meet.", "March 2025"), following("It will act.", ""))
    (report,) = reports(found)
    assert (report.as_of, report.text, report.owners) == ("2025-03", "March 2025", (A,))
    assert (report.targets[0].state, report.targets[0].edtf) == ("dated", "2025-03")
    assert links(found) == [(2, 0)]
    assert codes(found) == ["month_from_plan"]


def test_a_revised_date_stands_beside_the_state_that_is_reported() -> None:
    row = opening("A panel will meet.", "March 2025", "Delayed", "It could not meet.")
    found = plan("Revised date\tStatus\tProgress March 2025", row)
    assert values(found)[1] == ("progress", ("Delayed", "March 2025"))


def test_what_is_complete_has_no_date_to_come() -> None:
    row = opening("A panel will meet.", "March 2025", "Complete. It met twice.")
    found = plan("Revised date\tProgress March 2025", row)
    assert values(found)[1] == ("progress", ("Complete",))
    assert [f.before for f in found.faults if f.code == "target_revised"] == ["March 2025"]
    assert "unread" not in codes(found)


def test_revised_dates_of_two_actions_in_one_row_are_each_that_of_its_own() -> None:
    texts = "<p>1.1 A policy will be written.</p><p>1.2 Staff will be trained.</p>"
    found = plan("Revised date", opening(texts, "<p>March 2025</p><p>May 2025</p>"))
    assert values(found)[2:] == [("progress", ("March 2025",)), ("progress", ("May 2025",))]
    assert links(found) == [(2, 0), (3, 1)]


def test_under_a_heading_of_progress_the_revised_date_is_the_reports() -> None:
    found = plan(
        "Revised date",
        opening("1.1 A panel will meet."),
        "Progress against commitments (March 2025)",
        following("1.1 It could not meet.", "May 2025", target="June 2024"),
    )
    assert values(found) == [("action", ("June 2024",)), ("progress", ("May 2025",))]
    assert [f.before for f in found.faults if f.code == "target_revised"] == ["June 2024"]
    assert "unread" not in codes(found)


def test_a_mark_for_no_revised_date_is_no_report() -> None:
    found = plan("Revised date", opening("A panel will meet.", "N/A"))
    assert not reports(found)
    assert codes(found) == ["empty_cell"]


def test_words_for_no_revised_date_are_no_report_and_replace_no_target() -> None:
    found = plan("Revised date", opening("A panel will meet.", "No change"))
    assert not reports(found)
    assert "No change" in [fault.before for fault in found.faults]
    found = plan(
        "Revised date",
        opening("1.1 A panel will meet."),
        "Progress against commitments (March 2025)",
        following("1.1 It could not meet.", "No change", target="June 2025"),
    )
    assert values(found) == [("action", ("June 2024",)), ("progress", ("June 2025",))]
    assert [f.before for f in found.faults if f.code == "target_revised"] == ["No change"]


def test_a_revised_date_behind_a_page_break_is_that_of_the_report_before() -> None:
    found = plan(
        "Revised date\tProgress March 2025",
        opening("A panel will meet for all who", "", "It could not meet and"),
        "",
        "\t\t\tlive here.\t\t\tMay 2025\twill do so.",
    )
    assert values(found) == [("action", ("June 2024",)), ("progress", ("May 2025",))]
