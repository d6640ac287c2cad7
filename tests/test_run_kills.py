"""Runs that are killed, and runs that meet: readers see one finished run, whole."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from smallrun import Project, make_project

import plananalysis.running.changes
import plananalysis.running.parts
import plananalysis.running.run
import plananalysis.site
import plananalysis.store.export
from plananalysis.running import reports as folders
from plananalysis.running.manifest import find_intact, read_manifest
from plananalysis.store.locks import BusyError, hold

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return make_project(tmp_path, monkeypatch)


def run_aside(
    project: Project, before: Callable[[], None] = lambda: None
) -> multiprocessing.Process:
    """A run in a process of its own, which can be killed."""

    def work() -> None:
        before()
        project.run()

    process = FORK.Process(target=work)
    process.start()
    return process


def check_whole(project: Project, *contents: str) -> str:
    """Everything that readers find is of one finished run: of which of the raw contents."""
    manifest = read_manifest(project.reports)
    assert manifest
    assert find_intact(manifest, project.reports) == set(manifest.outputs)
    assert set(project.read()) == {*manifest.outputs, "manifest.json"}
    (content,) = [one for one in contents if project.read()["tables/plans.csv"] == one.encode()]
    assert content.encode() in project.read()["site/index.html"]
    return content


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


DEADLY = {
    "while the tables are written": (plananalysis.store.export, "export"),
    "while the notebooks are executed": (plananalysis.running.parts, "execute_notebook"),
    "while the site is made": (plananalysis.site, "make_site"),
    "before the manifest is written": (plananalysis.running.run, "write_manifest"),
    "before the run is put in its place": (folders, "put_in_place"),
    "after it was put in its place": (folders, "show"),
}


@pytest.mark.parametrize("moment", DEADLY)
def test_a_run_that_is_killed_leaves_the_last_good_reports(project: Project, moment: str) -> None:
    (project.raw / "plan.txt").write_text("[old]")
    project.run()
    (project.raw / "plan.txt").write_text("[new]")
    module, name = DEADLY[moment]

    def arm() -> None:
        survives = [name == "show"]  # which is called once before anything is made
        real = getattr(module, name)
        setattr(
            module, name, lambda *a, **k: real(*a, **k) if survives and survives.pop() else die()
        )

    killed = run_aside(project, arm)
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert check_whole(project, "[old]", "[new]") == ("[new]" if name == "show" else "[old]")
    project.run()
    assert check_whole(project, "[new]")
    assert len(list((project.reports / ".runs").iterdir())) <= 2


def test_a_first_run_that_is_killed_leaves_nothing_in_the_way_of_the_next(project: Project) -> None:
    killed = run_aside(project, lambda: setattr(folders, "show", die))
    killed.join()
    killed = run_aside(project, lambda: setattr(folders, "put_in_place", die))
    killed.join()
    project.run()
    assert check_whole(project, "one")


def test_a_run_may_be_killed_at_any_moment(project: Project) -> None:
    project.run()
    started = time.monotonic()
    run_aside(project).join()
    project.run(force=True)
    longest = time.monotonic() - started
    chance = random.Random(6)
    before, killed = "one", 0
    for turn in range(12):
        content = f"[{turn}]"
        (project.raw / "plan.txt").write_text(content)
        process = run_aside(project)
        process.join(chance.uniform(0, longest))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        before = check_whole(project, before, content)
    assert killed
    project.run()
    assert check_whole(project, content)


def test_runs_exclude_each_other_and_a_dead_one_excludes_nobody(project: Project) -> None:
    def sleep(*_: object) -> None:
        (project.root / "begun").touch()
        time.sleep(60)

    running = run_aside(project, lambda: setattr(plananalysis.store.export, "export", sleep))
    try:
        while not (project.root / "begun").exists():
            assert running.is_alive()
            time.sleep(0.01)
        begun = list((project.reports / ".runs").iterdir())
        with pytest.raises(BusyError, match="Another run is going on"):
            project.run()
        assert begun and list((project.reports / ".runs").iterdir()) == begun
    finally:
        running.kill()
        running.join()
    assert project.run().is_complete


def test_runs_of_one_database_exclude_each_other_though_their_reports_differ(
    project: Project,
) -> None:
    project.run()
    with hold(project.database.parent / ".plans.duckdb.lock"), pytest.raises(BusyError):
        project.run()


def test_who_reads_in_the_run_before_can_read_on(project: Project) -> None:
    project.run()
    page = (project.reports / "site" / "index.html").resolve()
    (project.raw / "plan.txt").write_text("two")
    project.run()
    assert b"one" in page.read_bytes()
    assert b"two" in (project.reports / "site" / "index.html").read_bytes()


def test_what_stood_in_the_place_of_a_report_is_set_aside(project: Project) -> None:
    for _ in range(2):
        if (project.reports / "notebooks").is_symlink():
            (project.reports / "notebooks").unlink()
        (project.reports / "notebooks").mkdir(parents=True)
        (project.reports / "notebooks" / "mine.ipynb").write_text("mine")
        project.run()
        assert check_whole_notebooks(project)
    assert (project.reports / "notebooks.earlier" / "mine.ipynb").read_text() == "mine"
    assert (project.reports / "notebooks.earlier-2" / "mine.ipynb").read_text() == "mine"


def check_whole_notebooks(project: Project) -> bool:
    names = {path.name for path in (project.reports / "notebooks").iterdir()}
    return names == {"01-a.ipynb", "02-b.ipynb"}
