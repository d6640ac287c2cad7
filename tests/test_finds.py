"""Files that once broke a promise of the reading: each gives a plan or one named error, in time."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from plananalysis.errors import PlanAnalysisError
from plananalysis.reading import read_plan

FINDS = sorted((Path(__file__).parent / "finds").iterdir())
MOST_SECONDS = 10


@pytest.mark.parametrize("path", FINDS, ids=lambda path: path.name)
def test_a_find_gives_a_plan_or_one_named_error_in_time(path: Path) -> None:
    signal.alarm(MOST_SECONDS)
    try:
        plan = read_plan(path)
    except PlanAnalysisError as error:
        assert str(error).startswith(f"{path.name}: ") and "\n" not in str(error)
    else:
        assert plan.source_file == path.name
    finally:
        signal.alarm(0)
