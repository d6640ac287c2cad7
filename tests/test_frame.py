"""The project's frame: pins, sources, licences and the commands that the README promises."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
RAW = ROOT / "data" / "raw"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES = [
    Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
]
LOCK = (ROOT / "requirements.lock.txt").read_text("utf-8")


def pins() -> dict[str, str]:
    """Version of each package in the lock, by normalised name."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", LOCK, re.MULTILINE)
    assert len(found) == len({name for name, _ in found}), "a package is pinned to two versions"
    return {canonicalize_name(name): version for name, version in found}


def sources() -> list[dict[str, str]]:
    with (RAW / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


# Pins


@pytest.mark.parametrize("requirement", DEPENDENCIES, ids=lambda requirement: requirement.name)
def test_a_dependency_is_pinned_to_a_version_that_it_allows(requirement: Requirement) -> None:
    assert pins().get(canonicalize_name(requirement.name), "none") in requirement.specifier


def test_every_pin_carries_hashes() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_names_no_address() -> None:
    assert re.findall(r"\S*://\S*|^--?\w\S*|\s@\s", LOCK, re.MULTILINE) == []


def test_conda_users_get_the_same_pins() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    [pip_section] = [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)]
    names = [canonicalize_name(requirement.name) for requirement in DEPENDENCIES]
    locked = pins()
    assert pip_section == [f"{name}=={locked[name]}" for name in names] + ["-e ."]


def test_conda_users_get_a_python_that_the_project_allows() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    [python] = [part for part in environment["dependencies"] if str(part).startswith("python=")]
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))


# Sources


def test_sources_list_every_raw_file_once_and_no_other() -> None:
    present = sorted(path.name for path in RAW.iterdir() if path.name != "SOURCES.csv")
    assert [row["file"] for row in sources()] == present


@pytest.mark.parametrize("row", sources(), ids=lambda row: row["file"])
def test_a_raw_plan_has_the_bytes_that_its_source_line_states(row: dict[str, str]) -> None:
    assert hashlib.sha256((RAW / row["file"]).read_bytes()).hexdigest() == row["sha256"]


def test_a_source_line_fills_every_column() -> None:
    columns = ["file", "sha256", "title", "publisher", "licence", "how_obtained"]
    assert [list(row) for row in sources()] == [columns] * len(sources())
    assert [row["file"] for row in sources() if not all(row.values())] == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_git_leaves_the_bytes_of_raw_plans_alone() -> None:
    paths = [f"data/raw/{row['file']}" for row in sources()]
    told = subprocess.run(
        ["git", "check-attr", "text", "--", *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [f"{path}: text: unset" for path in paths]


# Commands and package


def test_the_readme_names_only_commands_that_make_knows() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.M))
    assert {"run", "test", "lab"} <= named
    assert named <= make_targets()


def test_continuous_integration_runs_the_linters_and_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^make .+$", script, re.MULTILINE) == ["make lint", "make test"]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_clean_keeps_the_raw_plans_and_the_dictionary(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    kept = ["data/raw/plan.txt", "data/raw/SOURCES.csv", "data/curated/DICTIONARY.md"]
    made = ["data/curated/plans.duckdb", "data/curated/export/plans.csv", "reports/index.html"]
    for name in kept + made:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text", "utf-8")
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == sorted([*kept, "Makefile"])


def test_the_wheel_carries_every_data_file_of_the_package(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("plananalysis/")}
    source = ROOT / "src"
    files = {
        path.relative_to(source).as_posix()
        for path in (source / "plananalysis").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == files
    assert "plananalysis/py.typed" in packed


def test_the_citation_states_the_version_of_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)
    init = (ROOT / "src" / "plananalysis" / "__init__.py").read_text("utf-8")
    assert f'__version__ = "{citation["version"]}"' in init
