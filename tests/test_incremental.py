"""A build that reads only what changed holds what a build of everything holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from handmade import make_plan as make_small_plan
from handmade import make_update
from hypothesis import given, settings
from hypothesis import strategies as st

from plananalysis.errors import DatabaseError
from plananalysis.linking.owners import assign_posts
from plananalysis.linking.reconciliation import outline_plan, reconcile
from plananalysis.reading import read_plan
from plananalysis.records import Plan
from plananalysis.store import build as building
from plananalysis.store import crew, shelf
from plananalysis.store import database as store
from plananalysis.store.build import build
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.findings import find_all, outline
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import Shape, make_plan

RAW = Path(__file__).parents[1] / "data" / "raw"
Rows = dict[str, list[tuple[object, ...]]]


@cache
def export(seed: int) -> bytes:
    """A plan as published; two seeds that differ by ten are editions of one review."""
    plan = make_plan(seed % 10, Shape("case review", 2, is_numbered=True, has_progress=False))
    if seed >= 10:
        plan = replace(plan, updated_on="2026-01-31")
    return export_text(plan, make_layout(seed))


def rows_of(database: Path) -> Rows:
    with duckdb.connect(database, read_only=True) as connection:
        return {
            name: connection.sql(f"FROM {name}").fetchall() for name in load_dictionary().tables
        }


def fill(raw: Path, contents: Mapping[str, bytes]) -> None:
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir()
    for name, content in contents.items():
        (raw / name).write_bytes(content)


@pytest.fixture
def without_views(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measures take longest to make and are the same in every database."""
    monkeypatch.setattr(store, "_view_files", list)


# One step puts a plan under a name, in the place of another if there is one, or takes it away.
steps = st.lists(
    st.tuples(st.sampled_from("abcd"), st.none() | st.sampled_from([1, 2, 3, 11, 12])), max_size=5
)


@pytest.mark.usefixtures("without_views")
@settings(max_examples=8, deadline=None)
@given(histories=st.lists(steps, min_size=1, max_size=3))
def test_after_any_changes_the_rows_are_those_of_a_full_build(
    histories: list[list[tuple[str, int | None]]],
) -> None:
    with TemporaryDirectory() as folder:
        raw, database = Path(folder, "raw"), Path(folder, "kept", "plans.duckdb")
        contents = {"always.txt": export(4)}
        for history in histories:
            for name, seed in history:
                contents.pop(f"{name}.txt", None)
                if seed is not None:
                    contents[f"{name}.txt"] = export(seed)
            fill(raw, contents)
            build(raw, database)
        build(raw, Path(folder, "anew.duckdb"))
        assert rows_of(database) == rows_of(Path(folder, "anew.duckdb"))


@pytest.mark.usefixtures("without_views")
def test_only_new_and_changed_plans_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def read(path: Path) -> Plan:
        told.append(path.name)
        return read_plan(path)

    monkeypatch.setattr(building, "read_plan", read)
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(2)})
    build(raw, database)
    fill(raw, {"a.txt": export(1), "b.txt": export(3), "c.txt": export(2)})
    build(raw, database)
    assert told == ["a.txt", "b.txt", "b.txt", "c.txt"]
    monkeypatch.setattr(shelf, "hash_rules", lambda: "other rules")
    build(raw, database)
    assert told[4:] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.usefixtures("without_views")
def test_what_is_kept_is_no_more_than_the_present_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(2)})
    build(raw, database)
    monkeypatch.setattr(shelf, "hash_rules", lambda: "other rules")
    fill(raw, {"a.txt": export(1)})
    build(raw, database)
    kept = [path for path in (tmp_path / shelf.SHELF).rglob("*") if path.is_file()]
    assert len(kept) == 1


@pytest.mark.usefixtures("without_views")
@pytest.mark.parametrize("spoil", ["remove", "cut", "overwrite", "empty"])
def test_what_is_kept_may_be_deleted_or_spoilt_at_any_time(tmp_path: Path, spoil: str) -> None:
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(2)})
    build(raw, database)
    before = rows_of(database)
    for path in [path for path in (tmp_path / shelf.SHELF).rglob("*") if path.is_file()]:
        content = path.read_bytes()
        damaged = {"cut": content[:-9], "overwrite": b"x" * len(content), "empty": b""}
        path.unlink() if spoil == "remove" else path.write_bytes(damaged[spoil])
    build(raw, database)
    assert rows_of(database) == before


@pytest.mark.parametrize("name", sorted(path.name for path in RAW.glob("*.txt")))
def test_a_kept_plan_is_the_plan_that_was_read(tmp_path: Path, name: str) -> None:
    kept = shelf.open_shelf(tmp_path / "plans.duckdb", read_plan)
    place = kept.place_of(RAW / name)
    read = kept.fetch(place, RAW / name)
    assert replace(kept, read=None).fetch(place, RAW / name) == read


def test_text_of_any_characters_is_kept_as_it_is(tmp_path: Path) -> None:
    plan = make_small_plan(title="\ud800\x00\u202e\U0001f600 \"'\\\n")
    path = tmp_path / "plan.txt"
    path.write_text("x")
    kept = shelf.open_shelf(tmp_path / "plans.duckdb", lambda _: plan)
    place = kept.place_of(path)
    kept.fetch(place, path)
    assert kept.fetch(place, path) == find_all(plan)


def test_an_outline_is_enough_to_place_and_to_judge_a_plan() -> None:
    for plan in (make_update(), *map(read_plan, RAW.glob("*.txt"))):
        thin = outline(plan)
        assert assign_posts([thin]) == assign_posts([plan])
        assert reconcile(outline_plan("", thin)).is_reconciled == (
            reconcile(outline_plan("", plan)).is_reconciled
        )
        assert len(repr(thin)) < len(repr(plan))


def test_no_reading_depends_on_what_the_rules_leave_out() -> None:
    code = "import sys, plananalysis.store.crew; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    for folder in shelf.NO_RULES:
        assert f"plananalysis.{folder}" not in loaded.decode().split()


@pytest.mark.usefixtures("without_views")
def test_several_processes_give_the_same_rows_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "raw", {f"{seed}.txt": export(seed) for seed in (1, 2, 3, 11)} | {"x": b"?"})
    one = build(tmp_path / "raw", tmp_path / "one.duckdb")
    monkeypatch.setattr(crew, "AHEAD", 1)
    two = build(tmp_path / "raw", tmp_path / "two.duckdb", workers=2)
    assert one.outcomes == two.outcomes and one.count("unreadable") == 1
    assert rows_of(tmp_path / "one.duckdb") == rows_of(tmp_path / "two.duckdb")


def die_of_one(path: Path) -> Plan:
    """Reads in a process of its own, which one file ends."""
    if path.name == "2.txt":
        import os

        os.kill(os.getpid(), 9)
    return read_plan(path)


@pytest.mark.usefixtures("without_views")
def test_a_file_that_ends_its_process_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "raw", {f"{seed}.txt": export(seed) for seed in (1, 2, 3)})
    monkeypatch.setattr(building, "read_plan", die_of_one)
    report = build(tmp_path / "raw", tmp_path / "plans.duckdb", workers=2)
    assert [source.outcome for source in report.outcomes] == ["loaded", "unreadable", "loaded"]
    assert "ended the program" in (report.outcomes[1].message or "")


def hang_on_one(path: Path) -> Plan:
    """Never comes back from one file, nor heeds an exception, as a library in C may."""
    if path.name == "2.txt":
        import ctypes

        ctypes.CDLL(None).sleep(600)
    return read_plan(path)


@pytest.mark.usefixtures("without_views")
def test_a_file_that_takes_too_long_is_given_up_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "raw", {f"{seed}.txt": export(seed) for seed in (1, 2, 3)})
    monkeypatch.setattr(crew, "MOST_SECONDS", 3)
    monkeypatch.setattr(building, "read_plan", hang_on_one)
    report = build(tmp_path / "raw", tmp_path / "plans.duckdb", workers=2)
    assert [source.outcome for source in report.outcomes] == ["loaded", "unreadable", "loaded"]
    assert "took more than 3 seconds" in (report.outcomes[1].message or "")


def test_a_shelf_that_cannot_be_written_is_no_fault_of_a_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "_save", fail)
    fill(tmp_path / "raw", {"a.txt": export(1)})
    with pytest.raises(DatabaseError, match="No space left on device"):
        build(tmp_path / "raw", tmp_path / "plans.duckdb")


def test_a_machine_of_one_processor_reads_in_other_processes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    assert crew.count_processors() == 2
