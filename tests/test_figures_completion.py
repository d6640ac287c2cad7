"""The figures of completion, of silence and of restatement show what the measures say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from gallery import join_texts
from measured import PROMISE, first, open_measured, promise, report, target, update

from plananalysis.analysis.plans import Plans
from plananalysis.figures.completion import (
    IN_TIME,
    completion_chart,
    completion_data,
    time_to_complete_chart,
    timeliness_chart,
    timeliness_data,
)
from plananalysis.figures.restatements import (
    CHANGES,
    restatements_chart,
    restatements_data,
    silent_actions_chart,
    silent_actions_data,
)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Plans:
    """One promise kept and one on which nothing is reported; the update moved a date."""
    return open_measured(
        tmp_path_factory.mktemp("measured"),
        first(
            promise(target("dated", "2023-09")),
            promise(target("dated", "2023-10"), position=2, text="Another promise altogether."),
        ),
        update(
            promise(target("dated", "2023-09")),
            promise(target("dated", "2023-12"), position=2, text="Another promise altogether."),
            report(target("complete"), position=3),
        ),
    )


def curve(**changes: object) -> pd.DataFrame:
    bounds = {"known": (0.1, 0.9), "complete": (0.4, 0.5)}
    row = {
        f"{name}_{end}": value
        for name, both in bounds.items()
        for end, value in zip(("min", "max"), both, strict=True)
    }
    row |= {"complete_low": 0.3, "complete_high": 0.7, "n": 8, "watched": 5}
    return pd.DataFrame([row | {"months": month} for month in range(15)]).assign(**changes)


def test_a_share_stands_with_its_interval_and_n(plans: Plans) -> None:
    data = completion_data(plans, "plan")
    chart = completion_chart(data)
    assert "1 of 2" in join_texts(chart) and "n = 2 actions" in join_texts(chart)
    (axes,) = chart.figure.axes
    spans = [
        line
        for line in axes.lines
        if len(set(line.get_ydata())) == 1 and len(line.get_xdata()) == 2
    ]
    (span,) = [line for line in spans if line.get_linewidth() == 1.6]
    left, right = span.get_xdata()
    ticks = [line.get_xdata()[0] for line in axes.lines if line.get_linewidth() == 0.8]
    scale = max(ticks) - min(ticks)
    (row,) = data.to_dict("records")
    assert (left - min(ticks)) / scale == pytest.approx(row["share_low"])
    assert (right - min(ticks)) / scale == pytest.approx(row["share_high"])


def test_every_outcome_of_timeliness_has_a_place_in_the_chart(plans: Plans) -> None:
    outcomes = timeliness_data(plans)["outcome"]
    assert {name for _, names, _, _ in IN_TIME for name in names} == set(outcomes)


def test_the_pieces_of_timeliness_add_up_to_n(plans: Plans) -> None:
    data = timeliness_data(plans)
    assert data["numerator"].sum() == data["denominator"].iloc[0]
    assert timeliness_chart(data).title.startswith("Of 2 promises with a date, at least 1 (50%)")


def test_the_curve_says_between_what_bounds_completion_lies_after_a_year() -> None:
    chart = time_to_complete_chart(curve())
    assert chart.title.startswith("Of promises not complete on arrival, between 10% and 90%")
    assert "by month 12: known 10% to 90%, estimated 40% to 50%" in chart.alt


def test_a_curve_that_ends_earlier_speaks_of_its_last_month() -> None:
    assert " within 2 months;" in time_to_complete_chart(curve().head(3)).title


def test_silence_is_counted_of_all_actions(plans: Plans) -> None:
    data = silent_actions_data(plans)
    chart = silent_actions_chart(data)
    n, silent = data.attrs["denominator"], data.attrs["numerator"]
    assert f" linked to {silent} of {n} action" in chart.title
    assert silent >= 1


def test_every_kind_of_change_has_a_column(plans: Plans) -> None:
    data = restatements_data(plans)
    assert list(data["change"]) == list(CHANGES)
    assert set(plans.restatements()["change"]) <= set(CHANGES)
    assert data["changes"].sum() == len(plans.restatements()) == 1
    assert "n = 1 change in 1 review" in join_texts(restatements_chart(data))


@pytest.mark.parametrize(
    ("before", "after", "change", "changes"), [(2, 1, "run together", 2), (1, 2, "parted", 1)]
)
def test_promises_are_counted_and_not_the_parts_of_one(
    tmp_path: Path, before: int, after: int, change: str, changes: int
) -> None:
    due, other = target("dated", "2023-09"), "Each region will hold one event for its staff."
    entries = {
        1: (promise(due, text=f"{PROMISE} {other}"),),
        2: (promise(due), promise(due, position=2, ref="1.2", text=other)),
    }
    plans = open_measured(tmp_path, first(*entries[before]), update(*entries[after]))
    assert plans.restatements()["change"].tolist() == [change] * 2
    data = restatements_data(plans).set_index("change")
    assert data["changes"].to_dict() == {name: changes * (name == change) for name in CHANGES}
    assert data.loc[change, "n_certain"] == changes


def test_kinds_of_change_are_those_that_the_measure_knows() -> None:
    view = Path(__file__).parents[1] / "src/plananalysis/sql/views/by_review/15_restatements.sql"
    text = view.read_text(encoding="utf-8")
    assert [change for change in CHANGES if f"'{change}'" not in text] == []
