"""Published action plans, read into tables that can be checked to the line.

import plananalysis

plans = plananalysis.open()
plans.completion(by="plan")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from plananalysis.analysis.plans import Plans

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(
    database: Path | str | None = None,
    raw: Path | str | None = None,
    as_of: date | str | None = None,
) -> Plans:
    """The plans of a database, as `plananalysis.analysis.plans.open_plans` gives them.

    What it needs is imported here, so that the command line starts without pandas.
    """
    from plananalysis.analysis.plans import open_plans

    return open_plans(database, raw, as_of)
