from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured import PROMISE, done, first, open_measured, planned, promise, report, target, update

from plananalysis.records import Entry, Plan
from plananalysis.store.sqlfiles import read_sql


def the_only(folder: Path, *plans: Plan, as_of: str | None = None) -> pd.Series[Any]:
    """The slippage of the one promise that the plans make."""
    found = open_measured(folder, *plans).slippage(as_of)
    assert len(found) == 1, list(found["promise_id"])
    return found.iloc[0]


def months(row: pd.Series[Any], kind: str = "slip") -> tuple[int, int]:
    return int(row[f"{kind}_months_min"]), int(row[f"{kind}_months_max"])


DUE = target("dated", "2023-09")

OUTCOMES: dict[str, tuple[Entry, ...]] = {
    "reported complete": (promise(DUE), report(target("complete"))),
    "later": (promise(DUE), report(target("dated", "2024-06"))),
    "earlier": (promise(target("dated", "2024-06")), report(target("dated", "2024-04"))),
    "unchanged": (promise(DUE), report(DUE)),
    "past due, no new date": (promise(DUE), report(target("ongoing"))),
    "not yet due": (promise(target("dated", "2024-06")), report(target("ongoing"))),
    "no date": (promise(DUE), report(target("none", raw=""))),
    "silent": (promise(DUE),),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_promise_has_the_outcome_that_its_entries_give(tmp_path: Path, outcome: str) -> None:
    assert the_only(tmp_path, update(*OUTCOMES[outcome]))["outcome"] == outcome


@pytest.mark.parametrize(
    ("original", "later", "expected"),
    [
        ("2023-09", "2024-06", (9, 9)),
        ("2023-09-30", "2023-10-01", (1, 1)),
        ("2023-06", "2024-21", (9, 11)),
        ("2024-03", "2026", (22, 33)),
        ("2024", "2026", (13, 35)),
        ("2023", "2023-06", (-6, 5)),
    ],
)
def test_slippage_is_as_precise_as_the_dates_are_printed(
    tmp_path: Path, original: str, later: str, expected: tuple[int, int]
) -> None:
    entries = promise(target("dated", original)), report(target("dated", later))
    assert months(the_only(tmp_path, update(*entries))) == expected


def test_a_date_that_may_not_have_moved_is_unchanged_and_its_interval_says_so(
    tmp_path: Path,
) -> None:
    row = the_only(
        tmp_path, update(promise(target("dated", "2024-03")), report(target("dated", "2024-21")))
    )
    assert row["outcome"] == "unchanged"
    assert months(row) == (0, 2)


def test_reported_complete_is_not_zero_slippage(tmp_path: Path) -> None:
    row = the_only(tmp_path, update(promise(DUE), report(target("complete"))))
    assert pd.isna(row["slip_months_min"])
    assert months(row, "completed_slip") == (-2, 4)
    assert (str(row["completed_after_on"])[:10], str(row["completed_by_on"])[:10]) == (
        "2023-07-12",
        "2024-01-25",
    )
    assert pd.isna(row["evidenced_slip_months_min"])


def test_completion_that_the_text_dates_is_evidence(tmp_path: Path) -> None:
    row = the_only(
        tmp_path, update(promise(DUE), report(target("complete"), dates=(done("2023-10"),)))
    )
    assert months(row, "evidenced_slip") == (1, 1)


def test_several_deeds_are_evidence_from_the_first_to_the_last(tmp_path: Path) -> None:
    dates = done("2023-08"), done("2023-12")
    row = the_only(tmp_path, update(promise(DUE), report(target("complete"), dates=dates)))
    assert months(row, "evidenced_slip") == (-1, 3)


@pytest.mark.parametrize("edtf", ["2022-05", "2024-06"])
def test_a_deed_before_the_promise_or_after_the_report_is_no_evidence(
    tmp_path: Path, edtf: str
) -> None:
    row = the_only(tmp_path, update(promise(DUE), report(target("complete"), dates=(done(edtf),))))
    assert pd.isna(row["evidenced_slip_months_min"])


def test_a_promise_of_two_reports_is_dated_only_if_both_are(tmp_path: Path) -> None:
    entries = (
        promise(DUE),
        report(target("complete"), dates=(done("2023-10"),)),
        report(target("complete"), position=3),
    )
    row = the_only(tmp_path, update(*entries))
    assert row["outcome"] == "reported complete"
    assert pd.isna(row["evidenced_slip_months_min"])


def test_what_is_complete_on_arrival_has_no_slippage_whatever_is_said_later(
    tmp_path: Path,
) -> None:
    plans = open_measured(
        tmp_path, update(promise(target("complete")), report(target("dated", "2024-06")))
    )
    (row,) = plans.slippage().to_dict("records")
    assert pd.isna(row["outcome"])
    assert row["left_out"] == "complete on arrival"
    assert plans.complete_on_arrival()["state"].tolist() == ["open"]


def test_the_start_of_what_commenced_is_no_target(tmp_path: Path) -> None:
    row = the_only(
        tmp_path, update(promise(target("commenced", "2022-04")), report(target("complete")))
    )
    assert pd.isna(row["outcome"])
    assert row["left_out"] == "only a start is dated"


def test_a_promise_of_which_nothing_is_told_was_not_watched(tmp_path: Path) -> None:
    with open_measured(tmp_path, first(promise(target("none")))) as plans:
        (row,) = plans.completion_intervals().to_dict("records")
        assert row["left_out"] == "nothing known after the promise"
        assert plans.time_to_complete().empty


def test_a_promise_without_a_date_is_left_out_and_says_so(tmp_path: Path) -> None:
    row = the_only(tmp_path, update(promise(target("ongoing")), report(target("dated", "2024-06"))))
    assert pd.isna(row["outcome"])
    assert row["left_out"] == "no date promised"


def test_a_date_beside_the_word_complete_is_evidence_or_if_still_to_come_a_target(
    tmp_path: Path,
) -> None:
    past = the_only(tmp_path / "a", update(promise(DUE), report(target("complete", "2023-11"))))
    assert months(past, "evidenced_slip") == (2, 2)
    assert pd.isna(past["slip_months_min"])
    to_come = the_only(tmp_path / "b", update(promise(DUE), report(target("complete", "2024-03"))))
    assert to_come["outcome"] == "reported complete"
    assert months(to_come) == (6, 6)
    assert pd.isna(to_come["evidenced_slip_months_min"])


def test_one_value_that_is_not_complete_keeps_the_whole_open(tmp_path: Path) -> None:
    mixed = report(target("complete"), target("dated", "2024-09", "September 2024"))
    row = the_only(tmp_path, update(promise(DUE), mixed))
    assert (row["outcome"], row["current_raw"]) == ("later", "September 2024")


def test_an_empty_cell_says_nothing_and_is_marked(tmp_path: Path) -> None:
    row = the_only(tmp_path, update(promise(DUE), report(target("none", raw=""))))
    assert (row["outcome"], row["is_unread"]) == ("no date", True)
    arrived = the_only(
        tmp_path / "arrived", update(promise(target("complete")), report(target("none", raw="")))
    )
    assert arrived["state"] == "complete"


def test_the_two_editions_of_a_plan_make_one_promise(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        first(promise(DUE)),
        update(promise(DUE), report(target("dated", "2024-06"))),
    )
    assert plans.slippage()[["outcome", "slip_months_min"]].to_numpy().tolist() == [["later", 9]]
    assert plans.completion()["denominator"].tolist() == [1, 1, 1]
    assert plans.acceptance(outcome="agreed")["numerator"].tolist() == [1]
    assert plans.past_due(by="all")["denominator"].tolist() == [1, 1, 1]


def test_an_update_whose_first_edition_is_not_at_hand_carries_the_promise(tmp_path: Path) -> None:
    entries = promise(DUE), report(target("dated", "2024-06"))
    alone = the_only(tmp_path / "alone", update(*entries))
    both = the_only(tmp_path / "both", first(promise(DUE)), update(*entries))
    told = ["outcome", "original_edtf", "promised_on", "slip_months_min", "slip_months_max"]
    assert alone[told].tolist() == both[told].tolist()
    assert str(alone["promised_on"])[:10] == "2023-07-12"


def test_a_date_that_changes_twice_is_rebaselined_twice(tmp_path: Path) -> None:
    plans = (
        first(promise(DUE)),
        update(promise(DUE), report(target("dated", "2024-06"))),
        update(promise(DUE), report(target("dated", "2025-01"), as_of="2024-11"), on="2024-11-30"),
    )
    row = the_only(tmp_path, *plans)
    assert (row["dates_stated"], row["rebaselined"]) == (3, 2)
    assert months(row) == (16, 16)
    ledger = open_measured(tmp_path / "again", *plans).ledger()
    dated = ledger[ledger["is_telling"]]
    assert dated["edtf"].tolist() == ["2023-09", "2024-06", "2025-01"]
    assert dated["edition"].tolist() == [1, 2, 3]
    assert dated["line_first"].notna().all()


def test_every_later_edition_of_a_promise_is_followed_with_what_became_of_it(
    tmp_path: Path,
) -> None:
    """The third edition restates the second, which is no promise of its own."""
    plans = (
        first(promise(target("dated", "2023-09"))),
        update(promise(target("dated", "2023-09")), on="2024-01-25"),
        update(promise(target("dated", "2023-09")), on="2025-01-25"),
    )
    with open_measured(tmp_path, *plans) as measured:
        found = measured.sql("SELECT kind, original_raw FROM followed WHERE kind = 'action'")
    assert set(found["original_raw"]) == {"dated 2023-09"}


def test_a_day_in_between_shows_what_was_known_then(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path, first(promise(DUE)), update(promise(DUE), report(target("complete")))
    )
    assert plans.slippage("2023-08-01")["outcome"].tolist() == ["not yet due"]
    assert plans.slippage("2023-12-01")["outcome"].tolist() == ["past due, no new date"]
    assert plans.slippage("2024-01-25")["outcome"].tolist() == ["reported complete"]
    assert plans.slippage("2023-07-11").empty
    assert plans.slippage(date(2024, 1, 24)).attrs["as_of"] == "2024-01-24"


def test_complete_at_last_lies_after_the_edition_that_still_had_it_open(tmp_path: Path) -> None:
    row = the_only(
        tmp_path,
        first(promise(DUE)),
        update(promise(DUE), report(target("ongoing"))),
        update(promise(DUE), report(target("complete"), as_of="2024-11"), on="2024-11-30"),
    )
    assert (str(row["completed_after_on"])[:10], str(row["completed_by_on"])[:10]) == (
        "2024-01-25",
        "2024-11-30",
    )


def test_a_doubtful_repetition_is_no_new_date(tmp_path: Path) -> None:
    moved = target("dated", "2023-12")
    told = report(target("ongoing"))
    certain = the_only(tmp_path / "a", first(promise(DUE)), update(promise(moved), told))
    doubtful = the_only(
        tmp_path / "b", first(promise(DUE)), update(promise(moved, alignment="inferred"), told)
    )
    assert (certain["outcome"], doubtful["outcome"]) == ("later", "past due, no new date")


def test_actions_run_together_do_not_share_one_date(tmp_path: Path) -> None:
    other = "Each region will hold one event for its staff in protected learning time."
    two = (
        promise(DUE),
        promise(target("dated", "2023-12"), position=2, ref="1.2", text=other, line_first=12),
    )
    glued = promise(target("dated", "2024-05"), text=f"{PROMISE} {other}")
    plans = open_measured(
        tmp_path, first(*two), update(glued, report(target("ongoing"), position=2))
    )
    found = plans.slippage()
    assert found["original_edtf"].tolist() == ["2023-09", "2023-12"]
    assert found["outcome"].tolist() == ["past due, no new date"] * 2
    assert found["is_shared"].all()
    assert plans.restatements()["change"].tolist() == ["run together"] * 2


def test_a_deed_reported_of_promises_run_together_dates_none_of_them(tmp_path: Path) -> None:
    other = "Each region will hold one event for its staff in protected learning time."
    two = promise(DUE), promise(DUE, position=2, ref="1.2", text=other)
    glued = promise(DUE, text=f"{PROMISE} {other}")
    told = report(target("complete"), dates=(done("2023-10"),))
    found = open_measured(tmp_path, first(*two), update(glued, told)).slippage()
    assert found["outcome"].tolist() == ["reported complete"] * 2
    assert found["evidenced_slip_months_min"].isna().all()


def test_the_reason_for_a_change_is_quoted_where_the_text_gives_one(tmp_path: Path) -> None:
    text = "Work began. It was delayed because of the move. More will follow."
    row = the_only(tmp_path, update(promise(DUE), report(target("dated", "2024-06"), text=text)))
    assert row["reason"] == "It was delayed because of the move."


@pytest.mark.parametrize(
    "text", ["The tool is due to be launched in June.", "Work goes on.", "It is due to start."]
)
def test_a_text_without_a_cause_gives_no_reason(tmp_path: Path, text: str) -> None:
    row = the_only(tmp_path, update(promise(DUE), report(target("dated", "2024-06"), text=text)))
    assert pd.isna(row["reason"])


def test_complete_though_it_still_promises_is_marked(tmp_path: Path) -> None:
    told = report(target("complete"), dates=(done("2023-10"), planned("2024-02")))
    plans = open_measured(tmp_path, update(promise(DUE), told))
    assert plans.slippage()["is_still_promising"].tolist() == [True]
    assert plans.complete_with_promises()["promised_edtf"].tolist() == [("2024-02",)]


days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
Span = tuple[date, date]


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(days)
    return start, start + timedelta(days=draw(st.integers(0, 800)))


def slip(original: Span, later: Span) -> tuple[int, int]:
    (found,) = ARITHMETIC.execute(
        "SELECT slip_months_min($a2, $b1), slip_months_max($a1, $b2)",
        {"a1": original[0], "a2": original[1], "b1": later[0], "b2": later[1]},
    ).fetchall()
    return int(found[0]), int(found[1])


ARITHMETIC = duckdb.connect()
ARITHMETIC.execute(read_sql("views/by_review/00_arithmetic.sql"))


@given(spans(), spans())
def test_the_least_slip_is_not_above_the_most(original: Span, later: Span) -> None:
    least, most = slip(original, later)
    assert least <= most


@given(spans(), spans(), st.integers(0, 500), st.integers(0, 500))
def test_widening_the_precision_never_shrinks_the_interval(
    original: Span, later: Span, before: int, after: int
) -> None:
    least, most = slip(original, later)
    wide = original[0] - timedelta(days=before), original[1] + timedelta(days=after)
    assert slip(wide, later)[0] <= least
    assert slip(wide, later)[1] >= most
    wide = later[0] - timedelta(days=before), later[1] + timedelta(days=after)
    assert slip(original, wide)[0] <= least
    assert slip(original, wide)[1] >= most


@given(spans(), spans())
def test_reversing_the_order_flips_the_sign(original: Span, later: Span) -> None:
    least, most = slip(original, later)
    assert slip(later, original) == (-most, -least)
