"""Databases made from plans as they stand in records, by way of a build that reads no file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from plananalysis.records import Plan
from plananalysis.store import build as building
from plananalysis.store.build import BuildReport


def write_plans(database: Path, *plans: Plan) -> BuildReport:
    """Build the database of plans, each under the name of its source; nothing else is left."""
    by_name = {plan.source_file: plan for plan in plans}
    with TemporaryDirectory() as folder:
        raw, made = Path(folder, "raw"), Path(folder, database.name)
        raw.mkdir()
        for name in by_name:
            (raw / name).write_text(name)
        with patch.object(building, "read_plan", lambda path: by_name[path.name]):
            report = building.build(raw, made)
        if report.is_written:
            database.parent.mkdir(parents=True, exist_ok=True)
            database.write_bytes(made.read_bytes())
    return report
