"""What CHANGES.md says of two runs."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from handmade import make_update

from plananalysis.analysis.plans import open_plans
from plananalysis.running.changes import compare, take_snapshot, write_changes
from plananalysis.store import build as building


def plan(plan_id: str, review_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "review_id": review_id,
        "title": f"Review {review_id}",
        "as_of_on": "2024-07-22",
        "source_sha256": "aa",
        "recommendations": 5,
        "actions": 9,
        "progress": 0,
    } | changes


def figure(review: str, numerator: int, denominator: int, **changes: Any) -> dict[str, Any]:
    return {
        "measure": "completion",
        "review_id": review,
        "outcome": "reported complete",
        "numerator": numerator,
        "denominator": denominator,
        "low": None,
        "high": None,
    } | changes


BEFORE: dict[str, Any] = {
    "circumstances": {"version": "1"},
    "plans": [plan("a.1", "a"), plan("b.1", "b")],
    "figures": [figure("all", 20, 30), figure("a", 10, 15), figure("b", 10, 15)],
}


def changed(**parts: Any) -> dict[str, Any]:
    return copy.deepcopy(BEFORE) | parts


def test_a_first_run_says_that_it_is_the_first() -> None:
    assert "This is the first run" in write_changes(None)


def test_two_runs_of_the_same_do_not_differ() -> None:
    text = write_changes(compare(BEFORE, changed()))
    assert "No plan came, went or was read differently." in text and "None moved." in text


def test_new_plans_new_editions_and_plans_that_are_gone_are_told_apart() -> None:
    now = changed(plans=[plan("a.1", "a"), plan("a.2", "a"), plan("c.1", "c")])
    assert [line.split(": ")[0] for line in compare(BEFORE, now).plans] == [
        "new edition",
        "new plan",
        "no longer there",
    ]


def test_a_plan_that_is_read_differently_says_what_of_it() -> None:
    (line,) = compare(BEFORE, changed(plans=[plan("a.1", "a", actions=8), plan("b.1", "b")])).plans
    assert line.startswith("read differently") and line.endswith("; actions 9 → 8")
    (line,) = compare(
        BEFORE, changed(plans=[plan("a.1", "a", source_sha256="bb"), plan("b.1", "b")])
    ).plans
    assert line.startswith("another file of the same edition")


def test_a_figure_that_moved_stands_with_its_n_before_and_now() -> None:
    now = changed(figures=[figure("all", 21, 30), figure("a", 11, 15), figure("b", 10, 15)])
    assert compare(BEFORE, now).figures == (
        ("completion: reported complete", "all reviews", "20 of 30 (67%)", "21 of 30 (70%)"),
        ("completion: reported complete", "Review a", "10 of 15 (67%)", "11 of 15 (73%)"),
    )


def test_the_same_share_of_another_number_has_moved() -> None:
    now = changed(figures=[figure("all", 2, 3), figure("a", 10, 15), figure("b", 10, 15)])
    assert [moved[2:] for moved in compare(BEFORE, now).figures] == [
        ("20 of 30 (67%)", "2 of 3 (67%)")
    ]


def test_the_figures_of_a_review_that_came_or_went_are_not_listed_one_by_one() -> None:
    now = changed(
        plans=[plan("a.1", "a"), plan("c.1", "c")],
        figures=[figure("all", 20, 30), figure("a", 10, 15), figure("c", 10, 15)],
    )
    assert compare(BEFORE, now).figures == ()


def test_months_are_a_range_with_their_n() -> None:
    def snapshot(low: float | None, high: float | None, n: int) -> dict[str, Any]:
        months = {"measure": "slippage", "outcome": "median months moved", "low": low, "high": high}
        return changed(figures=[figure("all", 0, n) | months | {"numerator": None}])

    ((*_, before, now),) = compare(snapshot(None, None, 0), snapshot(15, 20.5, 2)).figures
    assert (before, now) == ("– (n = 0)", "15 to 20.5 (n = 2)")


def test_what_else_may_have_moved_a_figure_is_said() -> None:
    now = changed(circumstances={"version": "2", "library": "3"})
    assert compare(BEFORE, now).circumstances == ("library: none → 3", "version: 1 → 2")


def test_the_text_of_a_title_is_no_markup() -> None:
    title = "A | [link](x) <b>\n# heading"
    now = changed(
        plans=[plan("a.1", "a", title=title), plan("b.1", "b"), plan("c.1", "c", title=title)],
        figures=[figure("all", 20, 30), figure("a", 1, 15), figure("b", 10, 15)],
    )
    text = write_changes(compare(BEFORE, now))
    assert text.count(r"A \| \[link\](x) \<b\> \# heading") == 2


def test_a_snapshot_of_a_database_holds_its_plans_and_every_share_of_each_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "read_plan", lambda _: make_update("plan.txt"))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plan.txt").write_text("x")
    building.build(tmp_path / "raw", tmp_path / "p.duckdb")
    with open_plans(tmp_path / "p.duckdb", as_of="2030-01-01") as plans:
        snapshot = take_snapshot(plans, {"version": "1"})
        expected = plans.completion(by="all", outcome="reported complete").iloc[0]
    (read,) = snapshot["plans"]
    assert read["source_file"] == "plan.txt" and read["recommendations"] == 2
    assert {row["review_id"] for row in snapshot["figures"]} == {"all", read["review_id"]}
    (completion,) = [
        row
        for row in snapshot["figures"]
        if (row["measure"], row["outcome"], row["review_id"])
        == ("completion", "reported complete", "all")
    ]
    assert completion["denominator"] > 0
    assert completion["numerator"] == expected["numerator"]
    assert completion["denominator"] == expected["denominator"]
