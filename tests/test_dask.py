"""A build on a Dask cluster holds what one on this machine does, whatever becomes of workers."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from distributed import Client, LocalCluster

from plananalysis.reading import read_plan
from plananalysis.records import Plan
from plananalysis.store import build as building
from plananalysis.store import cluster as clusters
from plananalysis.store import reckoning, shelf
from plananalysis.store.build import build
from plananalysis.store.cluster import ClusterError
from plananalysis.store.dictionary import load_dictionary
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import Shape, make_plan

PLANS = 8


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reckoning, "read_views", lambda _: {})
    folder = tmp_path / "raw"
    folder.mkdir()
    for seed in range(PLANS):
        plan = make_plan(seed, Shape("case review", 2, is_numbered=True, has_progress=False))
        (folder / f"{seed:02}.txt").write_bytes(export_text(plan, make_layout(seed)))
    (folder / "bad.txt").write_text("?")
    return folder


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(path, read_only=True) as connection:
        return {
            name: connection.sql(f"FROM {name}").fetchall() for name in load_dictionary().tables
        }


def read_slowly(path: Path) -> Plan:
    time.sleep(0.5)
    return read_plan(path)


def test_a_worker_that_is_killed_midway_changes_nothing(
    tmp_path: Path, raw: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = build(raw, tmp_path / "here.duckdb")
    monkeypatch.setattr(building, "read_plan", read_slowly)
    told: list[str] = []
    with Client(cluster) as client:
        ((victim, *_),) = [list(client.run(os.getpid).values())]

    def kill(name: str, done: int, total: int) -> None:
        if done == 2:
            os.kill(victim, signal.SIGKILL)
            told.append(name)

    there = build(raw, tmp_path / "there.duckdb", kill, dask=cluster.scheduler_address)
    assert told
    assert there.outcomes == here.outcomes and there.count("loaded") == PLANS
    assert rows_of(tmp_path / "there.duckdb") == rows_of(tmp_path / "here.duckdb")
    again = build(raw, tmp_path / "there.duckdb", workers=1)
    assert again.outcomes == here.outcomes


def die_of_one(path: Path) -> Plan:
    if path.name == "03.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    return read_plan(path)


def test_a_file_that_ends_its_process_ends_no_worker(
    tmp_path: Path, raw: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Client(cluster) as client:
        before = client.run(os.getpid)
        monkeypatch.setattr(building, "read_plan", die_of_one)
        report = build(raw, tmp_path / "plans.duckdb", dask=cluster.scheduler_address)
        assert client.run(os.getpid) == before
    lost = {each.source_file: each.message for each in report.outcomes if each.message}
    assert set(lost) == {"03.txt", "bad.txt"} and "ended the program" in str(lost["03.txt"])


def test_a_scheduler_that_does_not_answer_is_said(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    with pytest.raises(ClusterError, match="no scheduler answers there within 1 seconds"):
        build(raw, tmp_path / "plans.duckdb", dask="tcp://127.0.0.1:9")
    with pytest.raises(ClusterError, match="no scheduler answers there"):
        build(raw, tmp_path / "plans.duckdb", dask="nonsense://x")


def test_a_cluster_without_workers_is_said(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 2)
    with (
        LocalCluster(n_workers=0, dashboard_address=None) as empty,
        pytest.raises(ClusterError, match="has no worker"),
    ):
        build(raw, tmp_path / "plans.duckdb", dask=empty.scheduler_address)


def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'plananalysis\[dask\]'"):
        build(raw, tmp_path / "plans.duckdb", dask="tcp://127.0.0.1:9")


def test_workers_of_other_rules_or_that_see_other_folders_are_refused(
    tmp_path: Path, raw: Path, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = cluster.scheduler_address
    with monkeypatch.context() as patched:
        patched.setattr(clusters, "hash_rules", another := lambda: "other rules")
        patched.setattr(clusters, "_ask", lambda *_: {"tcp://w": shelf.hash_rules()})
        with pytest.raises(ClusterError, match="worker tcp://w has another version"):
            build(raw, tmp_path / "plans.duckdb", dask=address)
        assert another() == "other rules"
    with monkeypatch.context() as patched:
        patched.setattr(clusters, "_check_rules", lambda _: None)
        patched.setattr(clusters, "hash_rules", lambda: "other rules")
        with pytest.raises(ClusterError, match="A worker that has joined has another version"):
            build(raw, tmp_path / "plans.duckdb", dask=address)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", lambda *_, **__: 0)  # As if written elsewhere.
        with pytest.raises(ClusterError, match=r"does not see .*must be shared"):
            build(raw, tmp_path / "plans.duckdb", dask=address)
    assert not (tmp_path / "plans.duckdb").exists()
