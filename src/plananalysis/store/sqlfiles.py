"""The package's SQL: each statement or script in a file of its own."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def read_sql(name: str) -> str:
    """The text of a file below `sql/`, such as `load/plans.sql`."""
    return resources.files("plananalysis").joinpath("sql", name).read_text(encoding="utf-8")


def read_views(folder: str) -> dict[str, str]:
    """The SQL of the measures' views in a folder of `sql/views`, by file name and in that order."""
    files = resources.files("plananalysis").joinpath("sql", "views", folder).iterdir()
    names = sorted(file.name for file in files)
    return {name: read_sql(f"views/{folder}/{name}") for name in names if name.endswith(".sql")}
