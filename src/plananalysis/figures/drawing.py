"""A figure as the gallery lists it: its name, its numbers, its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import Chart


@dataclass(frozen=True, slots=True)
class Drawing:
    """`chart(data(plans))` is the figure; `name` is that of its files.

    `keys` are the columns of the data that tell one row drawn from the next, `labels` those that
    hold text of documents. By them the tests of the gallery make data larger, and worse.
    """

    name: str
    data: Callable[[Plans], pd.DataFrame]
    chart: Callable[[pd.DataFrame], Chart]
    keys: tuple[str, ...]
    labels: tuple[str, ...]
