"""The Target Date column: what a value says, and where a cell of several values is cut."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.dates.doubts import settle_doubt
from plananalysis.dates.printed import bounds
from plananalysis.dates.targets import (
    TargetSpan,
    is_target,
    leftovers,
    parse_target,
    scan_targets,
    split_targets,
)


def said(raw: str) -> tuple[str, str | None, str | None]:
    target = parse_target(raw).target
    return target.state, target.edtf, target.recurs


def values(cell: str, expected: int | None = None) -> list[str]:
    return [cell[s.start : s.end] for s in split_targets(cell, expected)]


@pytest.mark.parametrize(
    ("raw", "state", "edtf", "recurs"),
    [
        ("Complete", "complete", None, None),
        ("Completed", "complete", None, None),
        ("COMPLETED.", "complete", None, None),
        ("Delivered March 2024", "complete", "2024-03", None),
        ("Complete and ongoing", "complete_ongoing", None, None),
        ("Complete - ongoing", "complete_ongoing", None, None),
        ("Complete-ongoing", "complete_ongoing", None, None),
        ("Completed and on-going", "complete_ongoing", None, None),
        ("Complete with ongoing monitoring and review", "complete_ongoing", None, None),
        ("Complete with continued monitoring", "complete_ongoing", None, None),
        ("Complete and continued", "complete_ongoing", None, None),
        ("Continued monitoring", "ongoing", None, None),
        ("Complete but ongoing", "complete_ongoing", None, None),
        ("Complete and ongoing on an annual basis", "complete_ongoing", None, "annually"),
        ("Complete – (London March 2024)", "complete", "2024-03", None),
        ("Completed March 2023", "complete", "2023-03", None),
        ("March 2023 - complete", "complete", "2023-03", None),
        ("Complete March 2024 and reviewed quarterly", "complete", "2024-03", "quarterly"),
        ("In place", "complete", None, None),
        ("In place and ongoing", "complete_ongoing", None, None),
        ("Already in place", "complete", None, None),
        ("Completed – closed", "complete", None, None),
        ("Complete; closed March 2024", "complete", "2024-03", None),
        ("To be in place by March 2024", "dated", "2024-03", None),
        ("Complete (three of three)", "complete", None, None),
        ("Every April", "recurring", None, "annually"),
        ("30 April 2024 and every April thereafter", "dated", "2024-04-30", "annually"),
        ("Ongoing", "ongoing", None, None),
        ("In progress", "ongoing", None, None),
        ("Ongoing until complete", "ongoing", None, None),
        ("September 2023", "dated", "2023-09", None),
        ("2026", "dated", "2026", None),
        ("From Spring 2024", "dated", "2024-21", None),
        ("By 31 March 2024", "dated", "2024-03-31", None),
        ("End of March 2024", "dated", "2024-03", None),
        ("April 2023 onwards", "dated", "2023-04", None),
        ("Revised date: June 2024", "dated", "2024-06", None),
        ("March 2024 (revised June 2024)", "dated", "2024-06", None),
        ("June 2024 (originally March 2024)", "dated", "2024-06", None),
        ("June 2024 (revised from March 2024)", "dated", "2024-06", None),
        ("May 2024 → July 2024", "dated", "2024-07", None),
        ("May 2024→July 2024", "dated", "2024-07", None),
        ("May 2024 -> July 2024 -> October 2024", "dated", "2024-10", None),
        ("May 2024 \uf0e0 July 2024", "dated", "2024-07", None),
        ("May 2024 à July 2024", "dated", "2024-07", None),
        ("May 2024 → Complete", "complete", None, None),
        ("April 2024 → ongoing", "ongoing", "2024-04", None),
        ("May 2024, now complete", "complete", None, None),
        ("May 2024 now July 2024", "dated", "2024-07", None),
        ("Original date May 2024 New date July 2024", "dated", "2024-07", None),
        ("May 2024 (original), July 2024 (revised)", "dated", "2024-07", None),
        ("July 2024 (revised), May 2024 (original)", "dated", "2024-07", None),
        ("May 2024, July 2024 revised", "dated", "2024-07", None),
        ("May 2024 pushed back to July 2024", "dated", "2024-07", None),
        ("May 2024 rolled over to July 2024", "dated", "2024-07", None),
        ("May 2024 replaced by July 2024", "dated", "2024-07", None),
        ("May 2024 (slipped to July 2024)", "delayed", "2024-07", None),
        ("May 2024, delayed until July 2024", "delayed", "2024-07", None),
        ("Comple- ted", "complete", None, None),
        ("De-\nlayed to Septem-\nber 2024", "delayed", "2024-09", None),
        ("CompleteApril 2024", "complete", "2024-04", None),
        ("April 2024Complete", "complete", "2024-04", None),
        ("DelayedMarch 2025", "delayed", "2025-03", None),
        ("CompleteOngoing", "complete_ongoing", None, None),
        ("June 2024 (delayed from March 2024)", "delayed", "2024-06", None),
        ("Complete (was due March 2024)", "complete", None, None),
        ("Ongoing (originally June 2024)", "ongoing", None, None),
        ("Target July 2024, completed September 2024", "complete", "2024-09", None),
        ("July 2024 (completed September 2024)", "complete", "2024-09", None),
        ("New deadline June 2025, was May 2025", "dated", "2025-06", None),
        ("1 April 2024 for new staff", "dated", "2024-04-01", None),
        ("Complete (100%)", "complete", None, None),
        ("Completed in 12 of 12 regions", "complete", None, None),
        ("Complete. Other regions follow", "complete", None, None),
        ("Brought forward from June 2024 to March 2024", "dated", "2024-03", None),
        ("Now from June 2024, initially March 2024", "dated", "2024-06", None),
        ("March 2024 instead of June 2024", "dated", "2024-03", None),
        ("Amended framework to be published in April 2024", "dated", "2024-04", None),
        ("To be completed by March 2024", "dated", "2024-03", None),
        ("Completion expected March 2024", "dated", "2024-03", None),
        ("August 2023 and bi-monthly thereafter", "dated", "2023-08", "bi-monthly"),
        ("Annually with next events November 2023", "dated", "2023-11", "annually"),
        ("Quarterly from April 2024", "dated", "2024-04", "quarterly"),
        ("Reviewed monthly", "recurring", None, "monthly"),
        ("Every six months", "recurring", None, "other"),
        ("Every 3 months", "recurring", None, "quarterly"),
        ("Commenced April 2022", "commenced", "2022-04", None),
        ("Commencing March 2025", "commenced", "2025-03", None),
        ("Started June 2023", "commenced", "2023-06", None),
        ("Delayed to March 2025", "delayed", "2025-03", None),
        ("Delayed from March 2024 to June 2025", "delayed", "2025-06", None),
        ("Overdue – new date June 2025", "delayed", "2025-06", None),
        ("On hold", "delayed", None, None),
        ("Immediate activity for 24/29 delayed until post-election.", "delayed", None, None),
        ("", "none", None, None),
        ("–", "none", None, None),
        ("N/A", "none", None, None),
        ("TBC", "none", None, None),
        ("To be confirmed", "none", None, None),
    ],
)
def test_a_value_gives_its_state_date_and_recurrence(
    raw: str, state: str, edtf: str | None, recurs: str | None
) -> None:
    assert said(raw) == (state, edtf, recurs)
    assert parse_target(raw).understood


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("Immediate", "no_such_state"),
        ("Superseded", "no_such_state"),
        ("Closed", "no_such_state"),
        ("Closed March 2024", "no_such_state"),
        ("Closed – not complete", "no_such_state"),
        ("Not started", "no_such_state"),
        ("Not yet complete", "no_such_state"),
        ("Incomplete", "no_such_state"),
        ("Completed in part", "no_such_state"),
        ("Implemented in part", "no_such_state"),
        ("80% complete", "no_such_state"),
        ("Complete (95%)", "no_such_state"),
        ("Complete: 4 of 6 actions", "no_such_state"),
        ("Completed in 8 out of 12 regions", "no_such_state"),
        ("One of two posts complete", "no_such_state"),
        ("Two of the three sites complete", "no_such_state"),
        ("Complete except for training", "no_such_state"),
        ("Complete, subject to sign off", "no_such_state"),
        ("Complete pending ministerial approval", "no_such_state"),
        ("Phase 1 complete", "no_such_state"),
        ("Draft complete", "no_such_state"),
        ("Complete (draft)", "no_such_state"),
        ("Complete but not embedded", "no_such_state"),
        ("Complete when funding is available", "no_such_state"),
        ("Complete once signed off", "no_such_state"),
        ("Completed then reopened", "no_such_state"),
        ("Complete for London; other regions to follow", "no_such_state"),
        ("Complete?", "doubtful_state"),
        ("Not in place", "no_such_state"),
        ("Team in place", "doubtful_state"),
        ("Policies in place", "doubtful_state"),
        ("Partially complete", "unknown_wording"),
        ("See above", "unknown_wording"),
        ("Comments", "unknown_wording"),
    ],
)
def test_a_wording_without_a_place_in_the_model_is_a_fault_and_not_a_guess(
    raw: str, fault: str
) -> None:
    parsed = parse_target(raw)
    assert (parsed.target.state, parsed.target.edtf, parsed.understood) == ("none", None, False)
    assert fault in parsed.faults


@pytest.mark.parametrize(
    "raw",
    [
        "Not complete",
        "To be complete",
        "Will be completed in May 2024",
        "Nearly complete",
        "Due to be completed May 2024",
        "Once complete",
        "Complete by May 2024",
        "Part completed",
    ],
)
def test_a_denial_or_promise_of_completion_is_never_completion(raw: str) -> None:
    assert parse_target(raw).target.state not in ("complete", "complete_ongoing")


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("Complele", "complete"),
        ("Compleled", "complete"),
        ("Cornplete", "complete"),
        ("C0mpleted", "complete"),
        ("Ongolng", "ongoing"),
        ("Comrnencing", "commenced"),
    ],
)
def test_a_misread_state_is_read_and_flagged(raw: str, state: str) -> None:
    parsed = parse_target(raw)
    assert (parsed.target.state, parsed.faults) == (state, ("misread_state",))


@pytest.mark.parametrize(
    "raw",
    [
        "As stated above",
        "Continued",
        "Referred to the department",
        "Passed to the department",
        "Competed",
        "Commented",
        "Achieve",
        "Contract finishes",
        "Nearly",
    ],
)
def test_a_word_of_its_own_is_no_misread_state(raw: str) -> None:
    assert said(raw) == ("none", None, None)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("Contract finishes May 2024", None),
        ("Contract competed May 2024", None),
        ("Consultation closes May 2024", None),
        ("Referred to ministers May 2024", None),
        ("As stated, May 2024", None),
        ("Pilot completes May 2024", "doubtful_state"),
        ("Completes May 2024", "doubtful_state"),
    ],
)
def test_what_is_to_end_then_is_dated_and_not_complete(raw: str, fault: str | None) -> None:
    assert said(raw) == ("dated", "2024-05", None)
    assert parse_target(raw).faults == ((fault,) if fault else ())


@pytest.mark.parametrize(
    ("raw", "state", "edtf"),
    [
        ("Complete April 2023 (Phase 1)", "dated", "2023-04"),
        ("Completed 30.04.23 (80% of staff)", "dated", "2023-04-30"),
        ("Complete April 2023, other regions to follow", "dated", "2023-04"),
        ("Phase 1 complete April 2023, phase 2 June 2024", "dated", "2024-06"),
        ("Phase 1 complete April 2023; phase 2 in progress", "ongoing", None),
        ("Complete April 2023. Other regions follow", "complete", "2023-04"),
        ("Complete April 2023 (100% of staff)", "complete", "2023-04"),
        ("Complete April 2023 and ongoing", "complete_ongoing", "2023-04"),
    ],
)
def test_what_a_bracket_behind_the_date_limits_is_not_complete(
    raw: str, state: str, edtf: str | None
) -> None:
    assert said(raw) == (state, edtf, None)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("Contract start: Spring 2024", "dated"),
        ("Project start – Spring 2024", "dated"),
        ("Start: Spring 2024", "commenced"),
        ("Training commences Spring 2024", "commenced"),
    ],
)
def test_the_start_of_something_is_an_event(raw: str, state: str) -> None:
    assert said(raw) == (state, "2024-21", None)


def test_two_dates_in_one_value_give_the_span_and_a_fault() -> None:
    parsed = parse_target("March 2024 and June 2024")
    assert (parsed.target.edtf, parsed.faults) == ("2024-03/2024-06", ("several_dates",))


def test_a_new_noun_does_not_make_its_date_the_new_one() -> None:
    read = parse_target("1 April 2024 for new staff; 1 July 2024 for all")
    assert (read.target.edtf, read.faults) == ("2024-04-01/2024-07-01", ("several_dates",))


def test_the_wording_is_kept_with_its_white_space_collapsed() -> None:
    assert parse_target(" August 2023\n and  bi-monthly ").target.target_raw == (
        "August 2023 and bi-monthly"
    )


@pytest.mark.parametrize(
    ("cell", "cut"),
    [
        ("September 2023 September 2023", ["September 2023", "September 2023"]),
        ("Complete  February 2023", ["Complete", "February 2023"]),
        ("October 2023 Reviewed monthly", ["October 2023", "Reviewed monthly"]),
        (
            "March 2024 Annually with next events November 2023",
            ["March 2024", "Annually with next events November 2023"],
        ),
        (
            "Completed Completed July 2025 Completed Completed",
            ["Completed", "Completed", "July 2025", "Completed", "Completed"],
        ),
        (
            "Completed and ongoing  Completed  Completed",
            ["Completed and ongoing", "Completed", "Completed"],
        ),
        ("Complete March 2024", ["Complete March 2024"]),
        ("Complete Complete – ongoing", ["Complete", "Complete – ongoing"]),
        ("Complete From Spring 2024", ["Complete", "From Spring 2024"]),
        ("March 2023 Complete", ["March 2023", "Complete"]),
        ("August 2023\nand bi-monthly thereafter", ["August 2023\nand bi-monthly thereafter"]),
        (
            "April 2023\nJune 2023\nComplete and ongoing on an annual basis",
            ["April 2023", "June 2023", "Complete and ongoing on an annual basis"],
        ),
        ("Complete – (London March 2024)", ["Complete – (London March 2024)"]),
        (
            "Amended framework to be published in April 2024",
            ["Amended framework to be published in April 2024"],
        ),
        ("", []),
        ("Deputy Director", []),
    ],
)
def test_a_glued_stack_is_cut_into_its_values(cell: str, cut: list[str]) -> None:
    assert values(cell) == cut


def test_an_expected_count_decides_between_readings_and_is_marked() -> None:
    assert values("Complete March 2024", 2) == ["Complete", "March 2024"]
    assert all(s.is_forced for s in split_targets("Complete March 2024", 2))
    assert not any(s.is_forced for s in split_targets("Complete March 2024", 1))
    assert values("Complete  February 2023", 1) == ["Complete  February 2023"]


def test_an_expected_count_that_cannot_be_had_changes_nothing() -> None:
    for expected in (3, 7, -1):
        assert split_targets("Complete March 2024", expected) == split_targets(
            "Complete March 2024"
        )


def test_a_count_that_two_cuts_would_give_forces_neither() -> None:
    cell = "Complete March 2024 Complete June 2024"
    assert values(cell, 3) == ["Complete March 2024", "Complete June 2024"]


def test_words_of_no_value_are_left_over() -> None:
    cell = "Director of Public Protection Complete"
    spans = split_targets(cell)
    assert [cell[s.start : s.end] for s in spans] == ["Complete"]
    assert [left.text for left in leftovers(cell, spans)] == ["Director of Public Protection"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Executive Director, HMPPS Change March 2026", ["March 2026"]),
        (
            "and bi-monthly thereafter Head of Public Protection September 2023 Vent as A senior",
            ["and bi-monthly thereafter", "September 2023"],
        ),
        ("Head of Courts Complete – (London March 2024)", ["Complete – (London March 2024)"]),
        ("Completed Head of Healthcare (Northern NHS Foundation Trust)", ["Completed"]),
        ("Deputy Director, Head of Digital Probation", []),
        ("practitioners to complete the ongoing work", []),
    ],
)
def test_a_scan_finds_values_among_other_words(text: str, held: list[str]) -> None:
    assert [text[s.start : s.end] for s in scan_targets(text)] == held


@pytest.mark.parametrize(
    "cell",
    [
        "Complete",
        "September 2023",
        "TBC",
        "Complele",
        "Complete with ongoing monitoring and review",
        "Completed Completed July 2025 Completed Completed",
        "Complete – (London March 2024)",
    ],
)
def test_a_cell_of_known_wordings_is_surely_a_target(cell: str) -> None:
    assert is_target(cell) >= 0.8


@pytest.mark.parametrize(
    "cell",
    [
        "Amended framework to be published in April 2024",
        "Immediate activity for 24/29 delayed until post-election.",
    ],
)
def test_a_short_dated_phrase_is_likely_a_target(cell: str) -> None:
    assert 0.5 <= is_target(cell) < 1


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "–",
        "Agreed",
        "1",
        "Deputy Director, Improvement Support Group",
        "Domestic Abuse Act 2021",
        "The review was completed in March 2023.",
        "8.1 The revised protocol was issued in February 2023.",
        "Progress against commitments (January 2024)",
        "delivery of annual campaigns",
        "Regions published a succession of communications on what is expected between September - "
        "November 2023 and delivered a workshop",
    ],
)
def test_other_cells_are_no_targets(cell: str) -> None:
    assert is_target(cell) < 0.3


_PIECES = st.lists(
    st.sampled_from(
        "Complete|Completed|ongoing|Ongoing|and|–|-|(|)|March 2024|2026|Spring 2024|bi-monthly|by"
        "|to be|Reviewed|monthly|delayed|Director|of|not|TBC|\n|  |Compleled|from|,|revised".split(
            "|"
        )
    ),
    max_size=10,
)
cells = st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join))


@given(cells, st.one_of(st.none(), st.integers(-2, 8)))
def test_any_cell_gives_ordered_spans_and_valid_targets(cell: str, expected: int | None) -> None:
    for spans in (split_targets(cell, expected), scan_targets(cell)):
        _hold(cell, spans)
    assert 0 <= is_target(cell) <= 1


def _hold(cell: str, spans: list[TargetSpan]) -> None:
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(cell)
        end = span.end
        target = span.parsed.target
        assert target.target_raw == " ".join(cell[span.start : span.end].split())
        if target.edtf:
            first, last = bounds(target.edtf)
            assert first <= last
        assert span.parsed.understood or span.parsed.faults
    left = leftovers(cell, spans)
    assert all(cell[piece.start : piece.end] == piece.text for piece in left)


@given(cells)
def test_a_wording_means_the_same_alone_as_in_its_span(cell: str) -> None:
    for span in split_targets(cell):
        alone = parse_target(cell[span.start : span.end])
        assert alone.target.state == span.parsed.target.state


@given(
    st.lists(st.sampled_from(["Complete", "Ongoing", "March 2024", "Reviewed monthly"]), min_size=1)
)
def test_values_on_lines_of_their_own_come_back_as_they_were(stack: list[str]) -> None:
    assert values("\n".join(stack)) == stack


@pytest.mark.parametrize(
    "printed", ["September 20 24", "Sept 20\n24", "Complete – September 20 24."]
)
def test_a_year_that_a_narrow_cell_breaks_is_one_year(printed: str) -> None:
    parsed = parse_target(printed)
    assert parsed.target.edtf == "2024-09"
    assert "misread_date" in parsed.faults


@pytest.mark.parametrize(
    ("cell", "expected", "pieces"),
    [
        # an original date and its revision are one value, however they are stacked
        ("May 2024 → July 2024", None, ["May 2024 → July 2024"]),
        ("May 2024\n→ July 2024", None, ["May 2024\n→ July 2024"]),
        ("May 2024\nRevised July 2024", None, ["May 2024\nRevised July 2024"]),
        ("May 2024\nJuly 2024 (revised)", None, ["May 2024\nJuly 2024 (revised)"]),
        ("Was: May 2024\nNow: July 2024", 2, ["Was: May 2024\nNow: July 2024"]),
        ("July 2024\nOriginally May 2024", None, ["July 2024\nOriginally May 2024"]),
        (
            "Original: May 2024 Revised: July 2024 Original: June 2024 Revised: August 2024",
            2,
            ["Original: May 2024 Revised: July 2024", "Original: June 2024 Revised: August 2024"],
        ),
        (
            "May 24 (original)\nJuly 24 (revised)\nJune 24 (original)\nAugust 24 (revised)",
            None,
            ["May 24 (original)\nJuly 24 (revised)", "June 24 (original)\nAugust 24 (revised)"],
        ),
        # two actions, of which the second was given a new date
        ("May 2024\nRevised July 2024", 2, ["May 2024", "Revised July 2024"]),
        ("May 2024\nRevised July 2024\nJune 2025", 2, ["May 2024\nRevised July 2024", "June 2025"]),
        # two actions that were both given a new date
        ("Revised May 2024\nRevised July 2024", None, ["Revised May 2024", "Revised July 2024"]),
        ("May 2024 (revised)\nJuly 2024", None, ["May 2024 (revised)", "July 2024"]),
        ("May 2024 → July 2024\nJune 2025", None, ["May 2024 → July 2024", "June 2025"]),
        # an arrow from one thing to another, each with a date of its own
        (
            "Phase 1: May 2024 → Phase 2: July 2024",
            2,
            ["Phase 1: May 2024", "→ Phase 2: July 2024"],
        ),
        # arrows that mark the items of a list
        ("→ May 2024\n→ July 2024", None, ["→ May 2024", "→ July 2024"]),
    ],
)
def test_a_date_and_the_one_that_replaces_it_are_one_value(
    cell: str, expected: int | None, pieces: list[str]
) -> None:
    assert values(cell, expected) == pieces


MAY = date(2024, 5, 1), date(2024, 5, 31)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("Completed by April 2024", "complete"),
        ("Completed by August 2022", "complete"),
        ("Completed by April 2024 and ongoing", "complete_ongoing"),
        ("Delivered by April 2024", "complete"),
        ("Completed by August 2025", "dated"),
        ("Complete by August 2025", "dated"),
    ],
)
def test_completed_by_a_time_is_a_report_of_what_is_past_and_a_promise_of_what_is_not(
    raw: str, state: str
) -> None:
    settled = settle_doubt(parse_target(raw), MAY)
    assert (settled.target.state, settled.understood) == (state, True)
    assert settled.target.edtf == parse_target(raw).target.edtf


@pytest.mark.parametrize(
    "raw",
    [
        "Completed by May 2024",
        "Completed by 2024",
        "Complete by April 2024",
        "Complete?",
        "Complete",
    ],
)
def test_what_no_day_settles_stays_as_it_is(raw: str) -> None:
    parsed = parse_target(raw)
    assert settle_doubt(parsed, MAY) == parsed
    assert settle_doubt(parse_target("Completed by April 2024"), None).understood is False


def test_an_arrow_to_another_thing_takes_no_date_out_of_force() -> None:
    parsed = parse_target("Pilot May 2024 → Roll-out July 2024")
    assert parsed.target.edtf == "2024-05/2024-07"
    assert "several_dates" in parsed.faults


@pytest.mark.parametrize(
    ("raw", "is_said"),
    [
        ("May 2024 → July 2024", True),
        ("July 2024 (was May 2024)", True),
        ("Revised from May 2024 to July 2024", True),
        ("Delayed from May 2024 to July 2024", True),
        ("Revised July 2024", False),
        ("Target July 2024, completed September 2024", False),
        ("Pilot May 2024 → Roll-out July 2024", False),
        ("September 2022 Revised policy to be published in April 2022", False),
    ],
)
def test_a_value_that_names_the_date_it_replaces_is_said_to(raw: str, is_said: bool) -> None:
    assert ("replaced_date" in parse_target(raw).faults) is is_said


@pytest.mark.parametrize(
    "raw",
    [
        "In place by March 2024",
        "Staff in place from March 2024",
        "Completed with further work by March 2024",
    ],
)
def test_what_may_yet_be_done_by_its_date_is_dated_and_not_complete(raw: str) -> None:
    parsed = parse_target(raw)
    assert (parsed.target.state, parsed.target.edtf) == ("dated", "2024-03")
    assert not parsed.understood


@pytest.mark.parametrize(
    ("raw", "state", "edtf"),
    [
        ("Complete – next due May 2024", "complete", None),
        ("Complete with a further review in May 2024", "complete", None),
        ("Completed (to be reviewed March 2025)", "complete", None),
        ("Complete – review planned for 2025", "complete", None),
        ("Complete – final report due to be published in May 2025", "complete", None),
        ("Complete (due March 2024)", "complete", None),
        ("Complete (28 November 2023), updated June 2024", "complete", "2023-11-28"),
        ("Complete and ongoing, next audit June 2025", "complete_ongoing", None),
        ("Complete March 2024, next review June 2025", "complete", "2024-03"),
        ("Completed May 2024 and to be reviewed May 2025", "complete", "2024-05"),
        ("June 2024 with a review in December 2024", "dated", "2024-06"),
    ],
)
def test_a_date_of_what_is_to_follow_is_not_that_of_the_work(
    raw: str, state: str, edtf: str | None
) -> None:
    parsed = parse_target(raw)
    assert (parsed.target.state, parsed.target.edtf) == (state, edtf)
    assert parsed.understood
    assert "following_date" in parsed.faults


@pytest.mark.parametrize(
    ("raw", "state", "edtf"),
    [
        ("Completed as planned May 2024", "complete", "2024-05"),
        ("Completed earlier than planned, May 2024", "complete", "2024-05"),
        ("Complete following review in May 2024", "complete", "2024-05"),
        ("Complete – policy review published May 2024", "complete", "2024-05"),
        ("Complete, with the planned review published in May 2024", "complete", "2024-05"),
        ("Review complete May 2024", "complete", "2024-05"),
        ("Annually with next events November 2023", "dated", "2023-11"),
        ("Ongoing – next review June 2025", "ongoing", "2025-06"),
    ],
)
def test_a_date_of_a_deed_is_left_out_for_no_review(raw: str, state: str, edtf: str) -> None:
    parsed = parse_target(raw)
    assert (parsed.target.state, parsed.target.edtf) == (state, edtf)
    assert "following_date" not in parsed.faults


@pytest.mark.parametrize(
    ("cell", "cut"),
    [
        (
            "Phase 1 – July 2024 Phase 2 – January 2025",
            ["Phase 1 – July 2024", "Phase 2 – January 2025"],
        ),
        (
            "Phase 1 (July 2024) and phase 2 (January 2025)",
            ["Phase 1 (July 2024)", "phase 2 (January 2025)"],
        ),
        ("12 by April 2024, 12 by September 2024", ["12 by April 2024", "12 by September 2024"]),
        (
            "Pilot from 3 March 2025, roll out from September 2025",
            ["Pilot from 3 March 2025", "roll out from September 2025"],
        ),
        (
            "31.03.23 (test) 30.09.23 (decision)",
            ["31.03.23 (test)", "30.09.23 (decision)"],
        ),
        (
            "March 2025 (draft) and by June 2025 (final)",
            ["March 2025 (draft)", "June 2025 (final)"],
        ),
        (
            "March 2024 (complete) June 2024 (ongoing)",
            ["March 2024 (complete)", "June 2024 (ongoing)"],
        ),
        (
            "First site complete; second site on course for May 2025",
            ["First site complete", "second site on course for May 2025"],
        ),
        (
            "1st report: complete; 2nd report: on target for March 2025",
            ["1st report: complete", "2nd report: on target for March 2025"],
        ),
        (
            "Business case complete, unit by April 2025",
            ["Business case complete", "unit by April 2025"],
        ),
    ],
)
def test_dates_of_parts_that_are_named_are_values_of_their_own(cell: str, cut: list[str]) -> None:
    assert values(cell) == cut


@pytest.mark.parametrize(
    "cell",
    [
        "Pilot from May 2024, to run until July 2024",
        "Roll out starts in May 2024 and ends in June 2024",
        "Workshops in March 2024, April 2024 and May 2024",
        "From March 2024 to June 2024",
        "Initial report May 2024, now expected July 2024",
        "Original date May 2024, revised date July 2024",
        "Review complete, report published May 2024",
        "May 2024 (original) July 2024 (revised)",
        "May 2024 (subject to funding) July 2024 (subject to funding)",
        "Phase 1 complete, phase 2 by June 2024",
        "Complete: report; training: June 2024",
        "Policy complete; published June 2024",
    ],
)
def test_dates_of_one_thing_stay_one_value(cell: str) -> None:
    assert values(cell) == [cell]
