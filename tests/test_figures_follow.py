from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation, make_update
from measured import done, open_measured, target

from plananalysis.errors import PlanAnalysisError
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, ORANGE
from plananalysis.figures.follow import followed_promises_chart, followed_promises_data
from plananalysis.records import Entry, Recommendation

TOPIC = "da_enquiries"
ABOUT = "Domestic abuse enquiries will be made in every case."
OTHER = "Curfews will be monitored."


def followed(folder: Path, *entries: Entry) -> pd.DataFrame:
    recommendation = make_recommendation(text="Do better.", entries=entries)
    plans = open_measured(folder, make_update(recommendations=(recommendation,)))
    return followed_promises_data(plans, TOPIC)


def test_a_promise_is_followed_by_its_own_words_or_those_of_a_report_on_it(tmp_path: Path) -> None:
    data = followed(
        tmp_path,
        make_entry(1, text=ABOUT, ref="1.1"),
        make_entry(2, text=OTHER, ref="1.2"),
        make_entry(3, text=OTHER, ref="1.3"),
        make_progress(4, text="Seen to.", ref="1.1", dates=()),
        make_progress(5, text="Domestic abuse enquiries were made.", ref="1.2", dates=()),
        make_progress(6, text="Curfews are monitored.", ref="1.3", dates=()),
    )
    assert list(data["ref"]) == ["1.1", "1.2"]


def test_a_promise_restated_by_a_later_edition_stands_once_with_its_first_date(
    tmp_path: Path,
) -> None:
    entry = make_entry(text=ABOUT)
    first = make_plan(recommendations=(make_recommendation(entries=(entry,)),))
    told = make_progress(text="Seen to.", dates=())
    later = make_update(recommendations=(make_recommendation(entries=(entry, told)),))
    data = followed_promises_data(open_measured(tmp_path, first, later), TOPIC)
    assert len(data) == 1
    assert data["promised_on"].iloc[0] < data["reckoned_on"].iloc[0]


def test_a_promise_is_followed_by_what_its_third_edition_makes_of_it(tmp_path: Path) -> None:
    def edition(text: str) -> tuple[Recommendation, ...]:
        return (make_recommendation(text="Do better.", entries=(make_entry(text=text),)),)

    plain = f"{OTHER} Every prison will do so in full, with a manager who answers for it."
    plans = open_measured(
        tmp_path,
        make_plan(recommendations=edition(plain)),
        make_update(recommendations=edition(plain)),
        make_update(
            "third.txt", updated_on="2025-07-22", recommendations=edition(f"{plain} {ABOUT}")
        ),
    )
    ((links,),) = plans.sql("SELECT count(*) FROM edition_links").itertuples(index=False)
    assert links == 2
    data = followed_promises_data(plans, TOPIC)
    assert list(data["text"]) == [plain]


def test_a_promise_complete_on_arrival_and_open_later_is_open(tmp_path: Path) -> None:
    data = followed(
        tmp_path,
        make_entry(text=ABOUT, targets=(target("complete"),)),
        make_progress(targets=(target("dated", "2024-12"),), dates=()),
    )
    row = data.iloc[0]
    assert (row["outcome"], row["is_open"]) == ("complete on arrival, then open", True)
    assert followed_promises_chart(data).title.endswith(
        "of 1 promise in 1 review, 1 was open when last reported on"
    )


def test_what_could_not_be_read_is_neither_open_nor_complete(tmp_path: Path) -> None:
    data = followed(
        tmp_path,
        make_entry(text=ABOUT, targets=(target("none", raw=""),)),
        make_progress(targets=(target("none", raw=""),), dates=()),
    )
    assert not data["is_open"].iloc[0]
    assert data["completed_by_on"].isna().all()


def test_a_topic_that_the_codebook_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanAnalysisError, match="no topic"):
        followed_promises_data(open_measured(tmp_path, make_plan()), "weather")


def test_a_box_is_as_wide_as_its_date_is_vague(tmp_path: Path) -> None:
    data = followed(
        tmp_path,
        make_entry(1, text=ABOUT, ref="1.1", targets=(target("dated", "2023"),)),
        make_entry(2, text=ABOUT, ref="1.2", targets=(target("dated", "2023-09"),)),
    )
    boxes = [
        box
        for box in followed_promises_chart(data).figure.axes[0].patches
        if box.get_facecolor() == _rgba(LIGHT_BLUE)
    ][1:]
    year, month = (box.get_width() for box in boxes)
    assert year / month == pytest.approx(364 / 29, rel=0.01)


def test_each_date_of_a_promise_has_its_colour(tmp_path: Path) -> None:
    data = followed(
        tmp_path,
        make_entry(1, text=ABOUT, ref="1.1", targets=(target("dated", "2023-09"),)),
        make_entry(2, text=ABOUT, ref="1.2", targets=(target("dated", "2023-09"),)),
        make_progress(3, ref="1.1", targets=(target("dated", "2024-12"),), dates=()),
        make_progress(4, ref="1.2", targets=(target("complete"),), dates=(done("2023-11"),)),
    )
    chart = followed_promises_chart(data)
    colours = [box.get_facecolor() for box in chart.figure.axes[0].patches]
    # One of each is in the key.
    counts = [colours.count(_rgba(colour)) for colour in (LIGHT_BLUE, ORANGE, NAVY)]
    assert counts == [3, 2, 2]
    assert "new date 1 December 2024 to 31 December 2024" in chart.alt
    assert "done, by its text 1 November 2023 to 30 November 2023" in chart.alt


def test_where_there_are_many_promises_the_latest_are_drawn(tmp_path: Path) -> None:
    row = followed(tmp_path, make_entry(text=ABOUT))
    many = pd.concat([row.assign(ref=f"no {n}") for n in range(40)], ignore_index=True)
    chart = followed_promises_chart(many)
    assert "no 9," not in chart.alt and "no 39," in chart.alt


def _rgba(colour: str) -> tuple[float, ...]:
    return (*(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)), 1.0)
