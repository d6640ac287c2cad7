"""What all tests share: reproducible property tests, and the published plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and every day: a property test that fails must fail again.
settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.load_profile("reproducible")

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="session")
def published_plans() -> tuple[Path, ...]:
    """The five plans of `data/raw/`, in the order of their names."""
    return tuple(sorted(RAW.glob("*.txt")))
