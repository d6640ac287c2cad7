"""The figures of slippage show what the measure says, and no more surely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from gallery import join_texts
from measured import done, first, open_measured, promise, report, target, update

from plananalysis.figures.charts import GREY, NAVY, ORANGE, Chart
from plananalysis.figures.moves import (
    MOST_MOVED,
    dated_completions_chart,
    dated_completions_data,
    moved_dates_chart,
    moved_dates_data,
)
from plananalysis.figures.slippage import slippage_outcomes_data, slipped_owners_data


def moved(folder: Path, original: str, later: str) -> pd.DataFrame:
    plans = open_measured(
        folder,
        first(promise(target("dated", original))),
        update(
            promise(target("dated", original)),
            report(target("dated", later), position=2),
        ),
    )
    with plans:
        return moved_dates_data(plans)


def widths(chart: Chart, colour: str) -> list[float]:
    """How wide the marks of one colour are, without the one of the key."""
    (axes,) = chart.figure.axes
    boxes = [box for box in axes.patches if box.get_facecolor()[:3] == rgb(colour)]
    return [box.get_width() for box in boxes[1:]]


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def test_a_year_is_drawn_twelve_times_as_wide_as_a_month(tmp_path: Path) -> None:
    chart = moved_dates_chart(moved(tmp_path, "2023-09", "2025"))
    (month,), (year,) = widths(chart, GREY), widths(chart, ORANGE)
    assert year / month == pytest.approx(365 / 30, rel=0.01)
    assert "+16 to +27 months" in join_texts(chart)


def test_a_date_moved_forward_has_another_colour_and_a_minus(tmp_path: Path) -> None:
    chart = moved_dates_chart(moved(tmp_path, "2024-06", "2024-03"))
    assert (len(widths(chart, ORANGE)), len(widths(chart, NAVY))) == (0, 1)
    assert "−3 months" in join_texts(chart)
    assert chart.title == "No promise was put off; 1 got an earlier date"


def test_a_promise_whose_date_is_repeated_is_not_drawn(tmp_path: Path) -> None:
    assert moved(tmp_path, "2024-06", "2024-06").empty


def test_the_longest_moves_are_drawn_where_there_are_too_many(tmp_path: Path) -> None:
    one = moved(tmp_path, "2023-09", "2023-10")
    many = pd.concat(
        [
            one.assign(promise_id=f"p{n}", ref=f"9.{n}", months_min=n, months_max=n)
            for n in range(1, MOST_MOVED + 6)
        ],
        ignore_index=True,
    )
    drawn = join_texts(moved_dates_chart(many))
    assert f"of {MOST_MOVED + 5}, the {MOST_MOVED} longest moves are drawn" in drawn
    assert "Action 9.6:" in drawn and "Action 9.5:" not in drawn


def test_work_dated_by_its_text_is_set_against_the_original_target(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        update(
            promise(target("dated", "2023-09")),
            report(target("complete"), position=2, dates=(done("2023-11"),)),
        ),
    )
    with plans:
        data = dated_completions_data(plans)
    assert list(data["months_min"]) == list(data["months_max"]) == [2]
    assert "n = 1 of 1 dated promises" in join_texts(dated_completions_chart(data)).replace(
        "\n", " "
    )


def test_no_month_is_the_one_that_a_recurring_promise_was_due_in(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        update(
            promise(replace(target("dated", "2023-09"), recurs="monthly")),
            report(target("complete"), position=2, dates=(done("2023-11"),)),
        ),
    )
    with plans:
        assert dated_completions_data(plans).empty


def test_the_title_keeps_the_longest_move_as_vague_as_it_is(tmp_path: Path) -> None:
    one = moved(tmp_path, "2023-09", "2025")
    assert moved_dates_chart(one).title.endswith("was put off, by 16 to 27 months")
    both = pd.concat([one, one.assign(months_min=8, months_max=8)], ignore_index=True)
    assert "by 8 months at least, by 16 to 27 at most" in moved_dates_chart(both).title


def test_an_ambiguous_entry_is_marked(tmp_path: Path) -> None:
    one = moved(tmp_path, "2023-09", "2025").assign(alignment="ambiguous")
    assert "ambiguous entry" in join_texts(moved_dates_chart(one))
    assert "ambiguous entry" in moved_dates_chart(one).alt


def test_the_outcomes_of_a_plan_add_up_to_its_promises_with_a_date(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        update(promise(target("dated", "2023-09")), report(target("complete"), position=2)),
    )
    with plans:
        data = slippage_outcomes_data(plans)
    assert list(data["reported_complete"]) == list(data["denominator"]) == [1]


def test_a_post_without_a_date_stated_twice_is_not_compared(tmp_path: Path) -> None:
    plans = open_measured(
        tmp_path,
        update(promise(target("dated", "2023-09")), report(target("complete"), position=2)),
    )
    with plans:
        data = slipped_owners_data(plans)
    assert data.empty and data.attrs["owners"] == 1
