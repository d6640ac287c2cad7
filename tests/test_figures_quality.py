from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from gallery import join_texts
from handmade import make_entry, make_plan, make_recommendation, make_update
from measured import open_measured

from plananalysis.analysis.plans import Plans
from plananalysis.figures.accuracy import (
    coding_accuracy_chart,
    coding_accuracy_data,
    reading_accuracy_chart,
    reading_accuracy_data,
)
from plananalysis.figures.quality import (
    INFERRED,
    alignment_chart,
    alignment_data,
    faults_chart,
    faults_data,
)
from plananalysis.records import Fault

FAULTS = (
    Fault(3, "heading_cut", "cut", is_repaired=True),
    Fault(4, "heading_cut", "cut", is_repaired=False),
    Fault(5, "scrap", "scrap", is_repaired=True),
)


@pytest.fixture
def plans(tmp_path: Path) -> Plans:
    entries = (make_entry(1), make_entry(2, alignment="ambiguous"))
    first = make_plan(recommendations=(make_recommendation(entries=entries),), faults=FAULTS)
    return open_measured(tmp_path, first, make_update(faults=FAULTS[:1]))


def test_faults_of_every_edition_are_counted_by_rule(plans: Plans) -> None:
    data = faults_data(plans).set_index("code")
    assert data.loc["heading_cut", ["mended", "left", "n", "plans"]].tolist() == [2, 1, 3, 2]
    assert data.loc["scrap", ["mended", "left", "n", "plans"]].tolist() == [1, 0, 1, 1]
    assert faults_chart(faults_data(plans)).title.startswith(
        "Of 4 faults found in the sources, 3 were mended, 0 settled by inference and 1 left"
    )


def test_an_inference_is_not_counted_as_mended() -> None:
    row = {"code": INFERRED, "mended": 2, "left": 0, "n": 2, "plans": 1, "n_plans": 1}
    other = row | {"code": "scrap", "mended": 1, "left": 1}
    title = faults_chart(pd.DataFrame([row, other])).title
    assert title.endswith("1 was mended, 2 settled by inference and 1 left as printed")


def test_only_editions_published_by_the_day_are_seen(plans: Plans) -> None:
    earlier = replace(plans, as_of="2023-12-31")
    assert faults_data(earlier)["n"].sum() == 3
    assert alignment_data(earlier)["plan_id"].nunique() == 1


def test_each_edition_has_a_row_for_each_degree_of_certainty(plans: Plans) -> None:
    data = alignment_data(plans)
    assert data.groupby("plan_id")["alignment"].nunique().eq(3).all()
    first = data[data["as_of_on"] == data["as_of_on"].min()].set_index("alignment")["entries"]
    assert first.to_dict() == {"certain": 1, "inferred": 0, "ambiguous": 1}
    assert "For 1 of " in alignment_chart(data).title


def test_the_source_line_names_the_days_of_every_edition(plans: Plans) -> None:
    days = set(faults_data(plans).attrs["speaks_for"].values())
    assert len(days) == 2


def test_without_the_annotated_plans_no_value_is_found(plans: Plans) -> None:
    data = reading_accuracy_data(plans)
    assert data["right"].sum() == 0
    assert reading_accuracy_chart(data).title == "No annotated plan is in the database"
    assert reading_accuracy_data(replace(plans, as_of="1999-12-31")).empty
    assert coding_accuracy_data(replace(plans, as_of="1999-12-31")).empty


def scores(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    names = ["label", "n", "found", "right"]
    frame = pd.DataFrame(rows, columns=names).assign(plans=2, low=0.1, high=0.9)
    for share, of in (("precision", "found"), ("recall", "n")):
        frame[share] = frame["right"] / frame[of].where(frame[of] > 0)
        frame[f"{share}_low"], frame[f"{share}_high"] = frame["low"], frame["high"]
    return frame


def test_the_title_names_the_code_that_is_missed_most() -> None:
    chart = coding_accuracy_chart(scores(("Curfew", 4, 8, 4), ("Sharing", 10, 5, 5)))
    assert chart.title == "Sharing is missed most: 5 of 10 texts about it were found"
    whole = coding_accuracy_chart(scores(("Curfew", 4, 8, 4)))
    assert whole.title == "No code was missed on the plans coded by eye"


def test_a_share_of_nothing_is_not_drawn() -> None:
    chart = coding_accuracy_chart(scores(("Curfew", 0, 3, 0)))
    points = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    assert len(points) == 1
    assert chart.title == "No code has been judged by eye"


def fields(annotated: str, *rows: tuple[str, int, int, int]) -> pd.DataFrame:
    return (
        scores(*rows).rename(columns={"label": "field"}).assign(annotated=annotated, is_part=False)
    )


def test_the_title_of_the_reading_does_not_claim_what_was_missed() -> None:
    chart = reading_accuracy_chart(fields("reference", ("a", 4, 4, 3)))
    assert chart.title == (
        "Of 4 values in plans with which the rules were written, 3 are found, fewest of a: 3 of 4"
    )
    assert "3 of 4" in join_texts(chart)


def test_the_reading_is_told_by_the_plans_that_the_rules_were_not_written_with() -> None:
    reference = fields("reference", ("a", 4, 4, 4), ("links_made", 5, 5, 5))
    others = fields("others", ("a", 9, 9, 9), ("links_made", 8, 7, 6))
    chart = reading_accuracy_chart(pd.concat([reference, others]))
    assert chart.title == (
        "Of 17 values in plans that others annotated, 15 are found, fewest of links made: 6 of 8"
    )
    assert "6 of 8; 5 of 5" in join_texts(chart)


def test_who_does_not_see_the_scores_is_told_each_with_the_interval_of_its_own() -> None:
    others = fields("others", ("links", 8, 7, 6)).assign(recall_low=0.41, recall_high=0.93)
    reference = fields("reference", ("links", 5, 5, 5)).assign(recall_low=0.57, recall_high=1.0)
    chart = reading_accuracy_chart(pd.concat([reference, others]))
    assert "links: 6 of 8 (others, 41% to 93%), 5 of 5 (reference, 57% to 100%)." in chart.alt
    # The only interval of a code that nobody gave by eye is that of its precision.
    codes = scores(("Curfew", 0, 3, 0), ("Sharing", 4, 4, 4))
    assert "Curfew: 0 of 0; Sharing: 4 of 4 (10% to 90%)." in coding_accuracy_chart(codes).alt


def test_values_that_are_part_of_another_field_are_counted_once() -> None:
    rows = fields("others", ("alignment", 9, 9, 9), ("doubt admitted", 4, 4, 4))
    rows["is_part"] = [False, True]
    assert reading_accuracy_chart(rows).title.startswith("Of 9 values")
