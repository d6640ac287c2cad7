"""What the documents quote from the data, written into them, so that no figure is typed.

`make publish` runs `python -m plananalysis.publishing.documents`: it writes the marked blocks of
README.md and docs/METHODOLOGY.md, the charts of docs/images and the outputs of the notebooks anew,
from the plans in data/raw, and lists those plans in notebooks/PLANS.sha256. Tests build from that
list, so a plan that a user adds changes nothing that is published until `make publish` is run
again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from plananalysis.analysis.plans import Plans
from plananalysis.errors import PlanAnalysisError
from plananalysis.figures import target_states_chart, target_states_data
from plananalysis.figures.charts import Chart
from plananalysis.publishing.blocks import (
    DocumentError,
    load_rules,
    tell_accuracy,
    tell_coding,
    tell_headline,
    tell_reading,
    tell_repairs,
    tell_slippage,
)
from plananalysis.running.run import execute_notebook, find_notebooks
from plananalysis.store.build import build
from plananalysis.store.database import connect
from plananalysis.wording.inert import escape

__all__ = [
    "DocumentError",
    "build_published",
    "fill_blocks",
    "load_rules",
    "make_blocks",
    "make_chart",
    "publish",
    "read_plan_list",
]

PLAN_LIST = Path("notebooks", "PLANS.sha256")
RAW = Path("data", "raw")
CHART = Path("docs", "images", "target-states.svg")
DOCUMENTS = (Path("README.md"), Path("docs", "METHODOLOGY.md"))

_BLOCK = re.compile(
    r"(<!-- generated:(?P<name>[a-z-]+) -->\n).*?(<!-- /generated:(?P=name) -->)", re.DOTALL
)


def read_plan_list(path: Path) -> dict[str, str]:
    """SHA-256 of each plan that the published figures rest on, by the name of its file.

    The list has the form of `sha256sum`. Raises DocumentError.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read. Run `make publish`.") from error
    found = [re.fullmatch(r"([0-9a-f]{64})  ([^/\\]+)", line) for line in lines]
    if None in found:
        at = found.index(None)
        raise DocumentError(f"{path}, line {at + 1}: '{lines[at]}' is not a SHA-256 and a file.")
    return {match[2]: match[1] for match in found if match}


def build_published(root: Path, folder: Path) -> Path:
    """Build the database of the listed plans alone, in `folder`; give the path of the database.

    Raises DocumentError where a listed plan is missing or not the file that was listed, or cannot
    be read.
    """
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, digest in read_plan_list(root / PLAN_LIST).items():
        source = root / RAW / name
        if not source.is_file() or _digest(source) != digest:
            raise DocumentError(
                f"{source}: missing, or not the plan that the published figures rest on. "
                "Put it back, or run `make publish` to publish new figures."
            )
        shutil.copy(source, raw)
    database = folder / "curated" / "plans.duckdb"
    report = build(raw, database)
    failed = [f"{one.source_file}: {one.message}" for one in report.outcomes if one.message]
    if failed or not report.is_written:
        raise DocumentError(" ".join(failed) or f"{raw}: holds no plan.")
    return database


def make_chart(connection: duckdb.DuckDBPyConnection) -> Chart:
    """The chart of the README."""
    return target_states_chart(target_states_data(_latest(connection)))


def make_blocks(database: Path, root: Path) -> dict[str, str]:
    """The text of every block by its name, from a database and the annotations of `root`."""
    with connect(database) as connection:
        plans = _latest(connection)
        return {
            "chart": f"![{escape(make_chart(connection).title)}]({CHART.as_posix()})\n",
            "headline": tell_headline(plans),
            "slippage": tell_slippage(plans),
            "reading": tell_reading(connection),
            "accuracy": tell_accuracy(database),
            "coding": tell_coding(database),
            "repairs": tell_repairs(connection),
        }


def _latest(connection: duckdb.DuckDBPyConnection) -> Plans:
    """What is published speaks for the latest editions, whatever day the environment names."""
    return Plans(connection, Path(), Path())


def fill_blocks(text: str, blocks: Mapping[str, str]) -> str:
    """The text with what stands between the marks of each block replaced.

    Raises DocumentError where a block has a name that is not known, or only one of its marks.
    """
    marks = re.findall(r"<!-- (/?)generated:([a-z-]+) -->", text)
    names = [match["name"] for match in _BLOCK.finditer(text)]
    if [name for name in names for _ in range(2)] != [name for _, name in marks]:
        raise DocumentError("The marks of the generated blocks do not pair.")
    unknown = [name for name in names if name not in blocks]
    if unknown:
        known = ", ".join(blocks)
        raise DocumentError(f"There is no generated block '{unknown[0]}'. Known are: {known}.")
    return _BLOCK.sub(lambda match: f"{match[1]}\n{blocks[match['name']]}\n{match[3]}", text)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def publish(root: Path) -> list[Path]:
    """Write all of it anew, from every plan in `data/raw`; give the files written.

    Raises PlanAnalysisError where a plan cannot be read or a notebook fails; what was published
    before is then left as it was, but for the list of plans.
    """
    files = [path for path in sorted((root / RAW).glob("*.*")) if path.name != "SOURCES.csv"]
    listed = "".join(f"{_digest(path)}  {path.name}\n" for path in files)
    (root / PLAN_LIST).write_text(listed, encoding="utf-8", newline="\n")
    written = [root / PLAN_LIST]
    with tempfile.TemporaryDirectory(prefix="plananalysis-") as name:
        folder = Path(name)
        database = build_published(root, folder)
        blocks = make_blocks(database, root)
        texts = {
            path: fill_blocks((root / path).read_text(encoding="utf-8"), blocks)
            for path in DOCUMENTS
        }
        with connect(database) as connection:
            chart = make_chart(connection).svg()
        notebooks = find_notebooks(root / "notebooks")
        for notebook in notebooks:
            problem = execute_notebook(notebook, folder / notebook.name, database)
            if problem:
                raise DocumentError(problem)
        for path, text in texts.items():
            (root / path).write_text(text, encoding="utf-8", newline="\n")
            written.append(root / path)
        (root / CHART).parent.mkdir(parents=True, exist_ok=True)
        (root / CHART).write_bytes(chart)
        written.append(root / CHART)
        for notebook in notebooks:
            shutil.copyfile(folder / notebook.name, notebook)
            written.append(notebook)
    return written


def main() -> None:
    """Publish from this checkout."""
    root = Path(__file__).parents[3]
    try:
        written = publish(root)
    except PlanAnalysisError as error:
        raise SystemExit(str(error)) from None
    for path in written:
        print(f"written: {path.relative_to(root)}")


if __name__ == "__main__":
    main()
