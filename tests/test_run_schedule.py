"""The schedules as they are shipped: well formed, and calling what there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from plananalysis import cli

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEDULE = ROOT / "schedule"
DOCUMENT = (ROOT / "docs" / "SCHEDULE.md").read_text(encoding="utf-8")


def read_workflow(path: Path) -> dict[Any, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read_and_ends_in_time(path: Path) -> None:
    workflow = read_workflow(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            # Text that somebody typed goes to the shell as a variable, never as part of a command.
            assert "${{" not in step.get("run", "")


def test_the_checks_run_on_a_pull_request_and_are_those_of_the_project() -> None:
    workflow = read_workflow(ROOT / ".github" / "workflows" / "checks.yml")
    # YAML takes the word `on` for true.
    assert "pull_request" in workflow[True]
    commands = [step["run"] for step in workflow["jobs"]["checks"]["steps"] if "run" in step]
    assert commands == [".ci/run"] and (ROOT / ".ci" / "run").is_file()


def test_all_schedules_speak_of_the_same_time() -> None:
    (line,) = [
        line
        for line in (SCHEDULE / "plananalysis.cron").read_text().splitlines()
        if not line.startswith("#")
    ]
    when = read_workflow(ROOT / ".github" / "workflows" / "scheduled.yml")[True]["schedule"]
    assert line.split()[:5] == when[0]["cron"].split() == "30 6 * * 1".split()
    assert "OnCalendar=Mon *-*-* 06:30:00" in (SCHEDULE / "plananalysis.timer").read_text()
    assert "%" not in line  # which cron takes for the end of the line


def test_every_schedule_runs_the_command() -> None:
    for name in ("schedule/plananalysis.cron", "schedule/plananalysis.service"):
        assert ".venv/bin/plananalysis run" in (ROOT / name).read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "plananalysis" / ".venv" / "bin" / "plananalysis"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    for unit in ("plananalysis.service", "plananalysis.timer"):
        text = (SCHEDULE / unit).read_text().replace("%h", str(tmp_path))
        (tmp_path / unit).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "plananalysis.timer"],
        capture_output=True,
        text=True,
        check=False,
    )
    about_us = [line for line in found.stderr.splitlines() if "plananalysis" in line]
    assert found.returncode == 0 and about_us == []


def test_every_option_that_is_explained_is_one_of_the_command() -> None:
    known = CliRunner().invoke(cli.app, ["run", "--help"], env={"COLUMNS": "200"}).output
    lines = re.findall(r"^plananalysis run(.*?)(?:#.*)?$", DOCUMENT, re.MULTILINE)
    used = {word for line in lines for word in shlex.split(line) if word.startswith("--")}
    assert used and all(option in known for option in used)


def test_the_exit_codes_that_are_explained_are_those_of_the_command() -> None:
    table = re.findall(r"^\| (\d) \| (.*?) \|", DOCUMENT, re.MULTILINE)
    assert [int(code) for code, _ in table] == [0, cli.DOUBT, cli.FAILURE, cli.BUSY]
    assert "another run" in table[cli.BUSY][1]
