"""Every figure of the gallery, on the published plans and on data that is hard to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from gallery import (
    check_image,
    find_cut_off,
    find_overlaps,
    join_texts,
    make_hostile,
    make_large,
)

from plananalysis.analysis.plans import Plans, open_plans
from plananalysis.figures import GALLERY, Drawing
from plananalysis.figures.charts import Chart
from plananalysis.publishing.documents import build_published

ROOT = Path(__file__).parent.parent
MANY_ROWS = 2_000
CASES = ("published", "none published", "no rows", "one row", "very large", "hostile")

Render = Callable[[Drawing, str], Chart]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plans]:
    database = build_published(ROOT, tmp_path_factory.mktemp("published"))
    with open_plans(database) as opened:
        yield replace(opened, as_of=None)


@pytest.fixture(scope="module")
def render(plans: Plans) -> Render:
    """The chart of a figure in a case; each is drawn once."""

    @cache
    def data_of(drawing: Drawing) -> pd.DataFrame:
        return drawing.data(plans)

    def make_case(drawing: Drawing, case: str) -> pd.DataFrame:
        data = data_of(drawing)
        match case:
            case "none published":
                return drawing.data(replace(plans, as_of="1999-12-31"))
            case "no rows":
                return data.head(0)
            case "one row":
                return data.head(1)
            case "very large":
                return make_large(data, drawing.keys, MANY_ROWS)
            case "hostile":
                return make_hostile(data, drawing.labels)
            case _:
                return data

    @cache
    def draw(drawing: Drawing, case: str) -> Chart:
        return drawing.chart(make_case(drawing, case))

    return draw


@pytest.fixture(params=GALLERY, ids=lambda drawing: drawing.name)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return request.param


@pytest.fixture(params=CASES)
def chart(drawing: Drawing, render: Render, request: pytest.FixtureRequest) -> Chart:
    return render(drawing, request.param)


def test_names_of_figures_are_names_of_files_and_differ() -> None:
    names = [drawing.name for drawing in GALLERY]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in names)


def test_no_text_is_cut_off(chart: Chart) -> None:
    assert find_cut_off(chart) == []


def test_no_text_lies_on_another(chart: Chart) -> None:
    assert find_overlaps(chart) == []


@pytest.mark.parametrize("case", ["published", "very large", "hostile"])
def test_a_chart_is_an_image_with_a_title_and_alternative_text(
    drawing: Drawing, render: Render, case: str
) -> None:
    check_image(render(drawing, case))


def test_the_same_data_give_the_same_bytes(drawing: Drawing, render: Render, plans: Plans) -> None:
    again = drawing.chart(drawing.data(plans))
    first = render(drawing, "published")
    assert again.svg() == first.svg()
    assert again.png() == first.png()


def test_a_chart_with_nothing_to_show_says_so(drawing: Drawing, render: Render) -> None:
    empty, full = render(drawing, "none published"), render(drawing, "published")
    assert empty.title != full.title
    assert empty.title.startswith("No ")


def test_a_chart_that_cannot_show_all_says_so(drawing: Drawing, render: Render) -> None:
    if not drawing.keys:
        pytest.skip("draws an aggregate of any number of rows")
    assert "are drawn" in join_texts(render(drawing, "very large"))
    assert "are drawn" not in join_texts(render(drawing, "one row"))


def test_a_chart_shows_no_more_than_four_colours_beside_black_and_grey(
    drawing: Drawing, render: Render
) -> None:
    (axes,) = render(drawing, "published").figure.axes
    assert len({box.get_facecolor() for box in axes.patches}) <= 4
