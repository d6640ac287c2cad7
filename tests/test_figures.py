from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from gallery import HOSTILE, check_image, find_cut_off, find_overlaps, join_texts
from handmade import make_entry, make_plan, make_progress, make_recommendation, make_update
from measured import open_measured

from plananalysis.figures.charts import Chart, width_of, wrap
from plananalysis.figures.states import (
    KINDS,
    MOST_PLANS,
    STATES,
    target_states_chart,
    target_states_data,
)
from plananalysis.records import Target

TITLE = "A thematic inspection of work undertaken to reduce the incidence of domestic abuse"


def frame(*plans: tuple[str, list[int], list[int]]) -> pd.DataFrame:
    """Data of the chart: for each plan its title, and entries by state promised and reported."""
    return pd.DataFrame(
        [
            {
                "plan_id": f"plan-{number}",
                "title": title,
                "as_of_on": pd.Timestamp(2024, 1, 1) + pd.Timedelta(days=number),
                "kind": kind,
                "state": state,
                "entries": entries,
                "n": sum(counts),
                "share": entries / sum(counts) if sum(counts) else None,
            }
            for number, (title, *both) in enumerate(plans)
            for kind, counts in zip(KINDS, both, strict=True)
            for state, entries in zip(STATES, counts, strict=True)
        ],
        columns=["plan_id", "title", "as_of_on", "kind", "state", "entries", "n", "share"],
    )


CASES = {
    "empty": frame(),
    "one row": frame(("Review", [0, 0, 1, 0], [0, 0, 0, 0])),
    "a first edition": frame((TITLE, [3, 0, 9, 1], [0, 0, 0, 0])),
    "one entry beside many": frame((TITLE, [1, 1, 1, 1], [4000, 1, 1, 1])),
    "large": frame(*((f"{TITLE} {n}", [n * 99, 1, 5, 0], [n, n, 0, 7]) for n in range(200))),
    "large numbers": frame((TITLE, [10**6, 10**5, 10**6, 3], [10**6, 2, 10**4, 10**3])),
    "a hostile title": frame((HOSTILE, [1, 2, 3, 4], [4, 3, 2, 1])),
    "a title without end": frame((TITLE * 40, [1, 2, 3, 4], [4, 3, 2, 1])),
    "no known day": frame((TITLE, [1, 2, 3, 4], [4, 3, 2, 1])).assign(as_of_on=pd.NaT),
}


@cache
def chart_of(case: str) -> Chart:
    return target_states_chart(CASES[case])


@pytest.fixture(params=CASES)
def chart(request: pytest.FixtureRequest) -> Chart:
    return chart_of(request.param)


# What is counted


def counted(data: pd.DataFrame, kind: str) -> dict[str, int]:
    rows = data[(data["kind"] == kind) & (data["entries"] > 0)]
    return dict(zip(rows["state"], rows["entries"], strict=True))


def one_recommendation(tmp_path: Path, *targets: tuple[Target, ...]) -> pd.DataFrame:
    entries = tuple(
        make_entry(position=place, targets=values) for place, values in enumerate(targets, 1)
    )
    plan = make_plan(recommendations=(make_recommendation(entries=entries),))
    with open_measured(tmp_path, plan) as plans:
        return target_states_data(plans)


def test_an_entry_is_complete_only_if_every_value_of_its_cell_is(tmp_path: Path) -> None:
    complete, dated = Target("Complete", "complete"), Target("May 2024", "dated", "2024-05")
    data = one_recommendation(tmp_path, (complete,), (complete, dated), (complete, complete))
    assert counted(data, "action") == {"complete": 2, "open": 1}


def test_an_entry_with_an_empty_cell_states_nothing(tmp_path: Path) -> None:
    data = one_recommendation(tmp_path, (Target("", "none"),), (Target("Ongoing", "ongoing"),))
    assert counted(data, "action") == {"not stated": 1, "open": 1}


def test_a_kind_without_entries_has_no_share(tmp_path: Path) -> None:
    data = one_recommendation(tmp_path, (Target("Complete", "complete"),))
    progress = data[data["kind"] == "progress"]
    assert list(progress["n"]) == [0] * len(STATES)
    assert progress["share"].isna().all()


def test_only_the_edition_that_speaks_for_its_review_is_counted(tmp_path: Path) -> None:
    with open_measured(tmp_path, make_plan(), make_update()) as plans:
        latest = target_states_data(plans)
        earlier = target_states_data(replace(plans, as_of="2023-12-31"))
    assert latest["plan_id"].nunique() == earlier["plan_id"].nunique() == 1
    assert latest["as_of_on"].max() > earlier["as_of_on"].max()


def test_before_the_first_edition_there_is_nothing_to_count(tmp_path: Path) -> None:
    with open_measured(tmp_path, make_plan()) as plans:
        assert target_states_data(replace(plans, as_of="1999-12-31")).empty


def test_progress_is_counted_apart_from_actions(tmp_path: Path) -> None:
    entries = (make_entry(), make_progress(position=2))
    plan = make_update(recommendations=(make_recommendation(entries=entries),))
    with open_measured(tmp_path, plan) as plans:
        data = target_states_data(plans)
    assert data.groupby("kind")["entries"].sum().to_dict() == {"action": 1, "progress": 1}


# What is drawn


@pytest.mark.parametrize("case", ["empty", "a hostile title", "large"])
def test_the_same_data_give_the_same_bytes(case: str) -> None:
    first, second = chart_of(case), target_states_chart(CASES[case].copy())
    assert first.svg() == second.svg()
    assert first.png() == second.png() == first.png()


def test_no_text_is_cut_off(chart: Chart) -> None:
    assert find_cut_off(chart) == []


def test_no_text_lies_on_another(chart: Chart) -> None:
    assert find_overlaps(chart) == []


def test_a_chart_is_an_image_with_a_title_and_alternative_text(chart: Chart) -> None:
    check_image(chart)


def test_the_title_states_the_finding_and_counts_all_plans() -> None:
    assert chart_of("large").title.startswith("Of 41,200 progress entries, ")
    assert chart_of("empty").title == "No plan has been read"
    assert chart_of("one row").title == "No plan reports progress yet"
    one = target_states_chart(frame(("Review", [0] * 4, [0, 1, 0, 0])))
    assert one.title == "Of 1 progress entry, 1 (100%) is reported complete"


def test_a_chart_that_leaves_plans_out_says_so() -> None:
    drawn = join_texts(chart_of("large"))
    assert "in 200 plans" in drawn and f"the {MOST_PLANS} latest are drawn" in drawn
    assert "latest are drawn" not in join_texts(chart_of("one row"))


def test_the_alternative_text_holds_every_number_that_is_drawn() -> None:
    chart = target_states_chart(frame(("Review", [11, 12, 13, 14], [21, 22, 23, 24])))
    assert chart.alt.endswith(
        "Review (1 January 2024), promised: complete 11, complete and ongoing 12, "
        "not complete: a date, ongoing, delayed 13, nothing stated 14; "
        "Review (1 January 2024), reported: complete 21, complete and ongoing 22, "
        "not complete: a date, ongoing, delayed 23, nothing stated 24."
    )


def test_a_bar_is_as_long_as_its_entries_are_many() -> None:
    figure = target_states_chart(frame(("Review", [8, 0, 0, 0], [2, 1, 1, 0]))).figure
    widths = [box.get_width() for box in figure.axes[0].patches][len(STATES) :]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 1 / 4, 1 / 8, 1 / 8])


def test_a_chart_uses_no_more_than_four_colours() -> None:
    figure = chart_of("large").figure
    assert len({box.get_facecolor() for box in figure.axes[0].patches}) <= 4


def test_text_of_a_plan_is_drawn_as_printed() -> None:
    chart = target_states_chart(frame(("Cost: $1 to $2", [1] * 4, [1] * 4)))
    assert "Cost: $1 to $2" in join_texts(chart)


def test_in_a_notebook_the_alternative_text_goes_along_with_the_image() -> None:
    chart = chart_of("a first edition")
    content, metadata = chart._repr_mimebundle_()
    assert content["text/plain"] == metadata["image/png"]["alt"] == chart.alt


# Text that fits


def test_no_line_is_wider_than_it_may_be_and_no_letter_is_lost() -> None:
    lines = wrap(f"{TITLE} {'W' * 90}", 1.5)
    assert max(map(width_of, lines)) <= 1.5
    assert "".join(lines).replace(" ", "") == f"{TITLE}{'W' * 90}".replace(" ", "")


def test_a_text_with_too_many_lines_ends_in_an_ellipsis() -> None:
    lines = wrap(TITLE, 1.5, most=2)
    assert len(lines) == 2 and lines[-1].endswith("…")
    assert max(map(width_of, lines)) <= 1.5


def test_a_text_without_words_has_no_lines() -> None:
    assert wrap("  ", 1.5) == []
