"""nbval holds the notebooks to the plans that their committed outputs were made from.

These are listed in PLANS.sha256. A plan that a user adds to data/raw changes no test.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from plananalysis.publishing.documents import build_published
from plananalysis.store.database import ENVIRONMENT_VARIABLE


def pytest_configure(config: pytest.Config) -> None:
    # The workers of pytest-xdist inherit the environment of the process that starts them.
    if config.getoption("nbval", False) and not hasattr(config, "workerinput"):
        folder = tempfile.TemporaryDirectory(prefix="plananalysis-")
        config.add_cleanup(folder.cleanup)
        database = build_published(Path(__file__).parents[1], Path(folder.name))
        os.environ[ENVIRONMENT_VARIABLE] = str(database)
