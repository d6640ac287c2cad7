"""`plananalysis run` as a shell or a scheduler sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from click.testing import Result
from smallrun import Project, make_project
from typer.testing import CliRunner

from plananalysis import cli
from plananalysis.store import export
from plananalysis.store.locks import hold

Command = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return make_project(tmp_path, monkeypatch)


@pytest.fixture
def command(project: Project) -> Command:
    places = ("raw", "database", "notebooks", "reports")
    options = [part for one in places for part in (f"--{one}", str(getattr(project, one)))]
    return lambda *more: CliRunner().invoke(cli.app, ["run", *options, *more])


def test_a_run_ends_with_the_address_of_the_site_and_nought(
    command: Command, project: Project
) -> None:
    result = command()
    assert result.exit_code == 0, result.output
    assert f"file://{project.reports}/site/index.html" in result.output
    assert "2 executed" in result.output


def test_a_run_with_nothing_to_do_says_so(command: Command) -> None:
    command()
    result = command()
    assert result.exit_code == 0 and "nothing changed" in result.output


def test_a_notebook_that_fails_is_named_with_its_cell_and_makes_it_one(
    command: Command, project: Project
) -> None:
    project.failing.add("02-b.ipynb")
    result = command()
    assert result.exit_code == 1 and "failed: 02-b.ipynb, cell 1: failed" in result.output


def test_a_plan_that_cannot_be_read_makes_it_one(command: Command, project: Project) -> None:
    (project.raw / "empty.txt").touch()
    assert command().exit_code == 1
    again = command()
    assert again.exit_code == 1 and "empty.txt" in again.output


@pytest.mark.parametrize(
    "wrong",
    [
        ("--as-of", "soon"),
        ("--only", "07"),
        ("-p", "nothing=1"),
        ("-p", "nothing"),
    ],
)
def test_a_request_that_cannot_be_met_makes_it_two(
    command: Command, wrong: tuple[str, ...]
) -> None:
    result = command(*wrong)
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_where_nothing_is_built_it_is_two(command: Command, project: Project) -> None:
    (project.raw / "plan.txt").unlink()
    assert command().exit_code == 2


def test_where_another_run_is_going_on_it_is_three(command: Command, project: Project) -> None:
    with hold(project.reports / ".lock"):
        result = command()
    assert result.exit_code == 3 and "Another run is going on" in result.output


def test_the_summary_goes_to_machines_alone(command: Command, project: Project) -> None:
    command()
    summary = json.loads(command("--json").stdout)
    assert summary["exit_code"] == 0 and summary["is_unchanged"] is True
    with hold(project.reports / ".lock"):
        busy = json.loads(command("--json").stdout)
    assert busy["exit_code"] == 3 and busy["error"].startswith("Another run")


def test_parameters_and_notebooks_are_chosen(command: Command, project: Project) -> None:
    assert command("--only", "01", "-p", "x=recall", "--as-of", "2024-07-31").exit_code == 0
    assert project.executed == ["01-a.ipynb"]
    assert b"2024-07-31{'x': 'recall'}" in project.read()["notebooks/01-a.ipynb"]


def test_the_formats_of_the_command_are_those_of_the_export() -> None:
    assert get_args(cli.Format) == export.FORMATS


def test_the_command_starts_without_what_it_may_not_need() -> None:
    heavy = {"pandas", "matplotlib", "nbclient", "nbformat", "scipy", "sklearn"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, plananalysis.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert heavy.isdisjoint(loaded.stdout.split())
