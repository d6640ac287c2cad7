"""A build that reads only what changed holds what a build of everything holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import make_plan as make_small_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from stored import write_plans

from plananalysis.errors import DatabaseError
from plananalysis.linking.outlines import outline
from plananalysis.reading import read_plan
from plananalysis.records import Plan
from plananalysis.store import batches, crew, gathering, hands, packs, reckoning, seams, shelf
from plananalysis.store import build as building
from plananalysis.store.build import build
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.loading import read_outlines
from plananalysis.store.locks import BusyError, hold
from plananalysis.store.seams import Seam
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
    monkeypatch.setattr(reckoning, "read_views", lambda _: {})


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
    (table,) = (tmp_path / shelf.SHELF).rglob("entries.parquet")
    assert len(pq.read_table(table)["key"].unique()) == 1
    fill(raw, {"b.txt": export(3)})
    build(raw, database)
    (table,) = (tmp_path / shelf.SHELF).rglob("entries.parquet")
    assert len(pq.read_table(table)["key"].unique()) == 1


@pytest.mark.usefixtures("without_views")
def test_packs_of_which_plans_are_gone_lose_them_and_small_ones_are_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "MANY_SMALL", 3)
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    place = shelf.open_shelf(database, read_plan).plans
    contents: dict[str, bytes] = {}
    for seed in (1, 2, 3):
        contents[f"{seed}.txt"] = export(seed)
        fill(raw, contents)
        build(raw, database)
    (pack,) = packs.find_packs(place)
    assert len(pack.keys) == 3
    del contents["2.txt"]
    fill(raw, contents)
    build(raw, database)
    (rest,) = packs.find_packs(place)
    assert set(rest.keys) < set(pack.keys) and len(rest.keys) == 2
    build(raw, tmp_path / "anew.duckdb")
    assert rows_of(database) == rows_of(tmp_path / "anew.duckdb")


@pytest.mark.usefixtures("without_views")
def test_what_a_build_left_that_was_killed_as_it_tidied_is_loaded_once(tmp_path: Path) -> None:
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {f"{seed}.txt": export(seed) for seed in (1, 2, 3)})
    build(raw, database)
    before = rows_of(database)
    place = shelf.open_shelf(database, read_plan).plans
    ones = packs.find_packs(place)
    keys = frozenset(key for pack in ones for key in pack.keys)
    packs._rewrite(place, ones[:2], keys)
    (place / f"{packs.NEW}half").mkdir()
    assert len(list(place.iterdir())) == len(ones) + 2
    build(raw, database)
    assert rows_of(database) == before
    assert sorted(key for pack in packs.find_packs(place) for key in pack.keys) == sorted(keys)
    assert not list(place.glob(f"{packs.NEW}*"))


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


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.name)
def test_an_outline_is_kept_as_it_was_found(tmp_path: Path, path: Path) -> None:
    kept = shelf.open_shelf(tmp_path / "plans.duckdb", read_plan)
    (found,) = batches.read_batch([path], lambda _: None, kept)
    assert isinstance(found, batches.Kept)
    assert read_outlines({path.name: found}) == [outline(read_plan(path))]


@pytest.mark.usefixtures("without_views")
def test_text_of_any_characters_is_kept_as_it_is(tmp_path: Path) -> None:
    title = "\x00\u202e\U0001f600 \"'\\\n"
    write_plans(tmp_path / "plans.duckdb", make_small_plan(title=title))
    assert rows_of(tmp_path / "plans.duckdb")["plans"][0][6] == title


@pytest.mark.usefixtures("without_views")
@pytest.mark.parametrize("folder", ["a[1]*", "day=2024-01-01", 'it\'s "odd"; --'])
def test_whatever_the_folder_is_called_what_is_kept_is_found(tmp_path: Path, folder: str) -> None:
    raw, database = tmp_path / "raw", tmp_path / folder / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(11)})
    build(raw, database)
    fill(raw, {"a.txt": export(1), "b.txt": export(11), "c.txt": export(2)})
    assert build(raw, database).count("loaded") == 3


@pytest.mark.usefixtures("without_views")
@pytest.mark.parametrize(("folder", "other"), [("a[b]", "ab"), ("*", "ab")])
def test_what_is_kept_for_a_database_in_a_like_folder_is_not_loaded(
    tmp_path: Path, folder: str, other: str
) -> None:
    raw = tmp_path / "raw"
    fill(raw, {"a.txt": export(1)})
    for name in (other, folder):
        build(raw, tmp_path / name / "plans.duckdb")
    (tmp_path / other / shelf.SHELF).rename(tmp_path / "gone")
    shutil.copytree(tmp_path / folder / shelf.SHELF, tmp_path / other / shelf.SHELF)
    for pack in (tmp_path / other / shelf.SHELF).rglob("*.parquet"):
        pack.write_bytes(b"of another database")
    build(raw, tmp_path / folder / "plans.duckdb")
    assert rows_of(tmp_path / folder / "plans.duckdb") == rows_of(tmp_path / other / "plans.duckdb")


@pytest.mark.usefixtures("without_views")
def test_a_file_that_changes_as_it_is_read_is_kept_as_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1)})
    build(raw, tmp_path / "first.duckdb")

    def read(path: Path) -> Plan:
        path.write_bytes(export(2))
        return read_plan(path)

    with monkeypatch.context() as patched:
        patched.setattr(building, "read_plan", read)
        build(raw, database)
    fill(raw, {"a.txt": export(1)})
    build(raw, database)
    assert rows_of(database) == rows_of(tmp_path / "first.duckdb")


@pytest.mark.usefixtures("without_views")
def test_links_of_editions_are_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    link = seams.link_editions

    def tell(*pair: Plan) -> object:
        told.append(1)
        return link(*pair)

    monkeypatch.setattr(seams, "link_editions", tell)
    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(11)})
    for _ in range(2):
        build(raw, database)
        assert rows_of(database)["edition_links"]
    assert len(told) == 1


def link_never(seams: Sequence[Seam], begin: hands.Begin, shelf: shelf.Shelf) -> list[str]:
    """Ends its process at any seam, as two editions of thousands of actions may."""
    import os

    begin(0)
    os.kill(os.getpid(), 9)
    return []


@pytest.mark.usefixtures("without_views")
def test_an_edition_that_cannot_be_linked_stops_no_other_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "link_batch", link_never)
    fill(tmp_path / "raw", {"a.txt": export(1), "b.txt": export(11), "c.txt": export(2)})
    report = build(tmp_path / "raw", tmp_path / "plans.duckdb", workers=2)
    assert [source.outcome for source in report.outcomes] == ["loaded", "unreadable", "loaded"]
    assert "its links to the edition before" in (report.outcomes[1].message or "")
    assert len(rows_of(tmp_path / "plans.duckdb")["plans"]) == 2


@pytest.mark.usefixtures("without_views")
def test_what_is_deleted_as_it_is_needed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = building.find_seams

    def lose(*given: Any) -> list[Seam]:
        found = find(*given)
        shutil.rmtree(tmp_path / shelf.SHELF)
        return found

    monkeypatch.setattr(building, "find_seams", lose)
    fill(tmp_path / "raw", {"a.txt": export(1), "b.txt": export(11)})
    with pytest.raises(DatabaseError, match="cannot be read"):
        build(tmp_path / "raw", tmp_path / "plans.duckdb")


def test_a_process_that_is_ended_before_it_begins_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []
    start = hands._start

    def die_at_first() -> Any:
        process = start()
        if not begun:
            process.kill()
        begun.append(process.pid)
        return process

    monkeypatch.setattr(hands, "_start", die_at_first)
    ((_, results),) = crew.Crew(1).map(exhaust, [[1, 3]])
    assert results == [1, 3] and len(begun) == 2


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
    monkeypatch.setattr(gathering, "MOST_PIECES", 2)
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
    monkeypatch.setattr(gathering, "SHARES", 0.1)  # All in one batch.
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
    monkeypatch.setattr(gathering, "SHARES", 0.1)
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

    monkeypatch.setattr(batches, "write_pack", fail)
    fill(tmp_path / "raw", {"a.txt": export(1)})
    with pytest.raises(DatabaseError, match="No space left on device"):
        build(tmp_path / "raw", tmp_path / "plans.duckdb")


@pytest.mark.usefixtures("without_views")
def test_what_cannot_be_tidied_is_left_for_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    raw, database = tmp_path / "raw", tmp_path / "plans.duckdb"
    fill(raw, {"a.txt": export(1), "b.txt": export(2)})
    monkeypatch.setattr(gathering, "SHARES", 0.1)
    build(raw, database)
    fill(raw, {"a.txt": export(1)})
    with monkeypatch.context() as full:
        full.setattr(packs, "write_pack", fail)
        assert build(raw, database).is_written
    assert len(rows_of(database)["plans"]) == 1
    build(raw, database)
    (pack,) = packs.find_packs(shelf.open_shelf(database, read_plan).plans)
    assert len(pack.keys) == 1


def test_a_pack_that_another_process_has_just_put_in_its_place_is_that_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"seams": pa.table({"key": ["a"]})}
    move = Path.replace

    def come_second(self: Path, target: Path) -> Path:
        shutil.copytree(self, target)
        return move(self, target)

    monkeypatch.setattr(Path, "replace", come_second)
    pack = packs.write_pack(tmp_path, ["a"], rows)
    assert packs.find_packs(tmp_path) == [pack]


@pytest.mark.usefixtures("without_views")
def test_what_lies_in_the_working_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "raw", {"a.txt": export(1), "pyarrow.py": b"raise SystemExit('run')"})
    monkeypatch.chdir(tmp_path / "raw")
    assert build(Path(), tmp_path / "plans.duckdb", workers=2).count("loaded") == 1


def exhaust(batch: Sequence[int], begin: hands.Begin) -> list[int]:
    """Says that there is no memory left, at one piece."""
    for place, piece in enumerate(batch):
        begin(place)
        if piece == 2:
            raise MemoryError
    return list(batch)


def test_a_piece_that_takes_all_memory_stops_no_other() -> None:
    ((_, results),) = crew.Crew(1).map(exhaust, [[1, 2, 3]])
    assert results[0] == 1 and results[2] == 3
    assert "GB of memory" in str(results[1])


def close_slowly(batch: Sequence[int], begin: hands.Begin) -> list[int]:
    """Takes no time for each piece, and a second apiece, or for ever, for all together."""
    for place in range(len(batch)):
        begin(place)
    begin(hands.TOGETHER)
    time.sleep(600 if 2 in batch else 1.0 * len(batch))
    return list(batch)


def test_what_is_done_for_all_together_has_the_time_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "MOST_SECONDS", 2)
    ((_, whole), (_, cut)) = crew.Crew(1).map(close_slowly, [[1, 3, 4], [1, 2, 3]])
    assert whole == [1, 3, 4]
    assert (cut[0], cut[2]) == (1, 3) and "took more than 2 seconds" in str(cut[1])


def starve_of_one(path: Path) -> Plan:
    """Says that there is no memory left, at one file."""
    if path.name == "2.txt":
        raise MemoryError
    return read_plan(path)


@pytest.mark.usefixtures("without_views")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_takes_all_memory_is_no_mistake_of_ours_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    fill(tmp_path / "raw", {f"{seed}.txt": export(seed) for seed in (1, 2, 3)})
    monkeypatch.setattr(gathering, "SHARES", 0.1)  # All in one batch.
    monkeypatch.setattr(building, "read_plan", starve_of_one)
    report = build(tmp_path / "raw", tmp_path / "plans.duckdb", workers=workers)
    assert [source.outcome for source in report.outcomes] == ["loaded", "unreadable", "loaded"]
    message = report.outcomes[1].message or ""
    assert "memory" in message and batches.REPORT_THIS not in message


def test_a_database_is_built_once_at_a_time_by_whatever_link(tmp_path: Path) -> None:
    fill(tmp_path / "raw", {"a.txt": export(1)})
    (tmp_path / "kept").mkdir()
    (tmp_path / "link.duckdb").symlink_to(tmp_path / "kept" / "plans.duckdb")
    held = hold(tmp_path / "kept" / ".plans.duckdb.build.lock")
    with held, pytest.raises(BusyError):
        build(tmp_path / "raw", tmp_path / "link.duckdb")


def test_a_machine_of_one_processor_reads_in_other_processes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)
    assert crew.count_processors() == 2
