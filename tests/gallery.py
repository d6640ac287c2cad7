"""What holds for every chart, as functions: the gallery's tests and each figure's own use them."""

from __future__ import annotations

import io
from itertools import combinations
from xml.etree import ElementTree

import matplotlib.style
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox
from PIL import Image

from plananalysis.figures.charts import SHEETS, WIDTH, Chart

HOSTILE = r"<b>$\frac{1}{0}$</b> \input{x} " + "W" * 200 + " \u202e\x07 🙂 _^{}%#&"
MOST_INCHES = 30


def list_texts(chart: Chart) -> list[tuple[str, Bbox]]:
    """Every text that is drawn, and the box that it fills."""
    with matplotlib.style.context(SHEETS):
        renderer = FigureCanvasAgg(chart.figure).get_renderer()
        (axes,) = chart.figure.axes
        return [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]


def join_texts(chart: Chart) -> str:
    """All that is written on a chart, as one text."""
    return " ".join(text for text, _ in list_texts(chart))


def find_cut_off(chart: Chart) -> list[str]:
    """The texts that run over the edge of the chart."""
    page = chart.figure.bbox
    return [text for text, box in list_texts(chart) if not _holds(page, box)]


def find_overlaps(chart: Chart) -> list[tuple[str, str]]:
    """The texts that lie on one another."""
    boxes = [(text, box.padded(-1)) for text, box in list_texts(chart) if text.strip()]
    return [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]


def check_image(chart: Chart) -> None:
    """The chart is an image as large as its sheet, with a title and alternative text."""
    with Image.open(io.BytesIO(chart.png())) as image:
        assert image.width == 150 * WIDTH
        assert image.text["Description"] == chart.alt
    assert chart.figure.get_figheight() <= MOST_INCHES
    description = ElementTree.fromstring(chart.svg()).find(
        ".//{http://purl.org/dc/elements/1.1/}description"
    )
    assert description is not None and description.text == chart.alt
    assert chart.title in chart.alt
    assert chart.title.strip() and not chart.title.endswith(".")


def make_large(data: pd.DataFrame, keys: tuple[str, ...], rows: int) -> pd.DataFrame:
    """The data again and again, under other keys each time, until there are so many rows."""
    copies = [data]
    while len(data) and sum(map(len, copies)) < rows:
        number, copy = len(copies), data.copy()
        for key in keys:
            is_text = data[key].dtype.kind not in "iuf"
            shift = f" {number}" if is_text else number * (int(data[key].max()) + 1)
            copy[key] = data[key] + shift
        copies.append(copy)
    large = pd.concat(copies, ignore_index=True)
    large.attrs = data.attrs
    return large


def make_hostile(data: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    """The data with text in its labels that is meant to break a chart."""
    return data.assign(**{label: HOSTILE for label in labels})


def _holds(page: Bbox, box: Bbox) -> bool:
    return page.x0 <= box.x0 and page.y0 <= box.y0 and box.x1 <= page.x1 and box.y1 <= page.y1
