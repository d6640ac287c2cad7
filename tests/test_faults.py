"""What a machine does to a build: the old database stands or the new one does, never neither.

`PLANANALYSIS_KILLS=50 python -m pytest tests/test_faults.py` kills more often (`make soak`).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import duckdb
import pytest

from plananalysis.errors import DatabaseError, PlanAnalysisError
from plananalysis.reading import read_plan
from plananalysis.store.build import build
from plananalysis.store.locks import BusyError, hold
from plananalysis.store.shelf import open_shelf
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import Shape, make_plan

KILLS = int(os.environ.get("PLANANALYSIS_KILLS", "6"))
OLD, NEW = 2, 3
"""Plans in the database before a build, and after it."""

BUILD = """
import sys, resource
from pathlib import Path
from plananalysis.store.build import build
from plananalysis.errors import PlanAnalysisError
raw, database, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
print("ready", flush=True)
try:
    build(Path(raw), Path(database))
except PlanAnalysisError as error:
    sys.exit(str(error))
"""


def put_plans(raw: Path, count: int) -> None:
    raw.mkdir(exist_ok=True)
    for seed in range(count):
        plan = make_plan(seed, Shape("case review", 2, is_numbered=True, has_progress=True))
        (raw / f"{seed}.txt").write_bytes(export_text(plan, make_layout(seed)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of the old plans, and a raw folder of the new ones."""
    folder = tmp_path_factory.mktemp("built")
    put_plans(folder / "raw", OLD)
    build(folder / "raw", folder / "plans.duckdb")
    put_plans(folder / "raw", NEW)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def start(folder: Path, limit: int = 0) -> subprocess.Popen[str]:
    """A build in a process of its own, which has begun when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, folder / "raw", folder / "plans.duckdb", str(limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def count_plans(folder: Path) -> int:
    """The plans of the database, every table and every view of which can be read."""
    with duckdb.connect(folder / "plans.duckdb", read_only=True) as connection:
        names = connection.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        assert names
        ((count,),) = connection.sql("SELECT count(*) FROM plans").fetchall()
        assert connection.sql("SELECT count(*) FROM sources").fetchall() == [(count,)]
    return int(count)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".building-")]


def moments() -> Iterator[float]:
    random = Random("kills")
    return (random.random() for _ in range(KILLS))


def test_a_build_killed_at_any_moment_leaves_the_old_database_or_the_new(folder: Path) -> None:
    old = (folder / "plans.duckdb").read_bytes()
    begun = time.monotonic()
    assert start(folder).wait() == 0
    whole = time.monotonic() - begun
    found = set()
    for moment in moments():
        (folder / "plans.duckdb").write_bytes(old)
        process = start(folder)
        time.sleep(moment * whole)
        process.kill()
        process.communicate()
        found.add(count_plans(folder))
    assert OLD in found <= {OLD, NEW}
    build(folder / "raw", folder / "plans.duckdb")
    assert count_plans(folder) == NEW
    assert leftovers(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_a_full_disk_leaves_the_old_database_and_says_so(folder: Path) -> None:
    process = start(folder, limit=200_000)
    _, said = process.communicate()
    assert process.returncode == 1
    assert len(said.strip().splitlines()) == 1 and "plans.duckdb" in said
    assert count_plans(folder) == OLD
    assert leftovers(folder) == []


def test_a_second_build_at_the_same_time_is_told_and_touches_nothing(folder: Path) -> None:
    live = folder / ".building-plans.duckdb-live"
    live.mkdir()
    with hold(folder / ".plans.duckdb.build.lock"), pytest.raises(BusyError, match="going on"):
        build(folder / "raw", folder / "plans.duckdb")
    assert live.exists()
    assert count_plans(folder) == OLD


def test_what_killed_builds_left_is_cleared_and_no_more(folder: Path) -> None:
    for name in (
        ".building-plans.duckdb-dead",
        ".building-plans.duckdb-2-live",
        ".building-other.duckdb-live",
    ):
        (folder / name).mkdir()
        (folder / name / "plans.duckdb").write_bytes(b"half")
    build(folder / "raw", folder / "plans.duckdb")
    assert sorted(leftovers(folder)) == [
        ".building-other.duckdb-live",
        ".building-plans.duckdb-2-live",
    ]


DIE_AS_WORKERS_LOOK = """
import os, signal, sys
from pathlib import Path
from plananalysis.store import cluster
class Client:
    def run(self, *_, **__):
        os.kill(os.getpid(), signal.SIGKILL)
cluster._check_folders(Client(), Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_the_mark_of_a_killed_build_is_cleared_and_that_of_a_live_one_is_not(folder: Path) -> None:
    shelf = open_shelf(folder / "plans.duckdb", read_plan).folder
    command = [sys.executable, "-c", DIE_AS_WORKERS_LOOK, folder / "raw", shelf]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (mark,) = shelf.glob(".mark-*")
    with hold(folder / ".plans.duckdb.build.lock"), pytest.raises(BusyError):
        build(folder / "raw", folder / "plans.duckdb")
    assert mark.exists()
    build(folder / "raw", folder / "plans.duckdb")
    assert not mark.exists()
    assert count_plans(folder) == NEW


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("a?b/plans.duckdb", "question mark"),
        ("plans?.duckdb", "question mark"),
        ("kept.duckdb", "named as the schema"),
    ],
)
def test_a_place_that_the_library_cannot_write_is_said_before_anything_is_made(
    folder: Path, place: str, why: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(DatabaseError, match=why):
        build(folder / "raw", folder / place)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_plans_may_lie_in_a_folder_whose_name_holds_a_question_mark(folder: Path) -> None:
    raw = (folder / "raw").rename(folder / "what? *[now]")
    build(raw, folder / "plans.duckdb")
    assert count_plans(folder) == NEW


def test_a_write_ahead_file_of_another_database_does_no_harm(folder: Path) -> None:
    (folder / "plans.duckdb.wal").write_bytes(b"not of this file" * 100)
    build(folder / "raw", folder / "plans.duckdb")
    assert count_plans(folder) == NEW


def test_a_reader_held_open_neither_blocks_a_build_nor_is_disturbed(folder: Path) -> None:
    with duckdb.connect(folder / "plans.duckdb", read_only=True) as reader:
        assert reader.sql("SELECT count(*) FROM plans").fetchall() == [(OLD,)]
        build(folder / "raw", folder / "plans.duckdb")
        assert reader.sql("SELECT count(*) FROM entries").fetchall() > [(0,)]
        assert reader.sql("SELECT count(*) FROM plans").fetchall() == [(OLD,)]


def test_a_place_that_cannot_be_written_is_said_before_anything_is_read(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    with pytest.raises(PlanAnalysisError, match="cannot be written"):
        build(folder / "raw", folder / "file" / "plans.duckdb")
