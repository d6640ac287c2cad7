"""What the documents quote from the data, written into them, so that no figure is typed.

`make publish` runs `python -m plananalysis.documents`: it writes the marked blocks of README.md and
docs/METHODOLOGY.md, the charts of docs/images and the outputs of the notebooks anew, from the plans
in data/raw, and lists those plans in notebooks/PLANS.sha256. Tests build from that list, so a plan
that a user adds changes nothing that is published until `make publish` is run again.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
import shutil
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from plananalysis import accuracy
from plananalysis.build import build
from plananalysis.charts import Chart
from plananalysis.database import connect
from plananalysis.errors import PlanAnalysisError
from plananalysis.figures import target_states_chart, target_states_data
from plananalysis.reference import REFERENCE_DIR
from plananalysis.run import execute_notebook, find_notebooks

PLAN_LIST = Path("notebooks", "PLANS.sha256")
RAW = Path("data", "raw")
ANNOTATED = Path("tests", "annotated")
CHART = Path("docs", "images", "target-states.svg")
DOCUMENTS = (Path("README.md"), Path("docs", "METHODOLOGY.md"))

_BLOCK = re.compile(
    r"(<!-- generated:(?P<name>[a-z-]+) -->\n).*?(<!-- /generated:(?P=name) -->)", re.DOTALL
)


class DocumentError(PlanAnalysisError):
    """A document, or what it is made from, does not fit; the text says what to do."""


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
    return target_states_chart(target_states_data(connection))


def make_blocks(database: Path, root: Path) -> dict[str, str]:
    """The text of every block by its name, from a database and the annotations of `root`."""
    with connect(database) as connection:
        return {
            "chart": f"![{_escape(make_chart(connection).title)}]({CHART.as_posix()})\n",
            "headline": _headline(connection),
            "reading": _reading(connection),
            "accuracy": _accuracy(database, root / ANNOTATED),
            "repairs": _repairs(connection),
        }


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


def load_rules() -> dict[str, str]:
    """What each rule of the reading means, by the code of its faults."""
    text = resources.files("plananalysis").joinpath("rules.csv").read_text(encoding="utf-8")
    return {row["code"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def _headline(connection: duckdb.DuckDBPyConnection) -> str:
    """What each plan that speaks for its review holds, and all of them together."""
    states = target_states_data(connection)
    states["is_complete"] = states["state"].isin(["complete", "complete_ongoing"])
    recommendations = dict(
        connection.execute(
            "SELECT plan_id, count(*) FROM recommendations GROUP BY plan_id"
        ).fetchall()
    )

    def cells(plan_ids: list[str]) -> tuple[str, ...]:
        rows = states[states["plan_id"].isin(plan_ids)]
        actions = int(rows.loc[rows["kind"] == "action", "entries"].sum())
        progress = rows[rows["kind"] == "progress"]
        n, complete = (
            int(part["entries"].sum()) for part in (progress, progress[progress["is_complete"]])
        )
        share = f"{complete} of {n} ({complete / n:.0%})" if n else "–"
        answered = sum(recommendations.get(plan_id, 0) for plan_id in plan_ids)
        return str(answered), str(actions), str(n), share

    plans = states.drop_duplicates("plan_id")
    rows = [
        (_escape(title), _day(day), *cells([plan_id]))
        for plan_id, title, day in zip(
            plans["plan_id"], plans["title"], plans["as_of_on"], strict=True
        )
    ]
    if len(plans) > 1:
        days = f"{_day(plans['as_of_on'].min())} to {_day(plans['as_of_on'].max())}"
        rows.append((f"all {len(plans)}", days, *cells(list(plans["plan_id"]))))
    heads = (
        "review, by the latest edition of its plan",
        "as of",
        "recommendations",
        "actions promised",
        "progress entries",
        "of these reported complete",
    )
    return _table(heads, rows, left=2)


def _reading(connection: duckdb.DuckDBPyConnection) -> str:
    """How much was read of each plan, how sure it is, and what is left."""
    rows = connection.execute(
        "SELECT source_file, layout, (SELECT count(*) FROM recommendations AS r "
        "WHERE r.plan_id = plans.plan_id), count(entry_id), "
        "count(*) FILTER (alignment = 'certain'), count(*) FILTER (alignment = 'inferred'), "
        "count(*) FILTER (alignment = 'ambiguous'), any_value(account_unread), "
        "any_value(account_fields + account_furniture + account_unread) "
        "FROM plans LEFT JOIN recommendations USING (plan_id) "
        "LEFT JOIN entries USING (recommendation_id) "
        "GROUP BY plan_id, source_file, layout ORDER BY source_file"
    ).fetchall()
    cells = [
        (f"`{file}`", layout, *map(str, counts), f"{unread:,} of {printed:,}")
        for file, layout, *counts, unread, printed in rows
    ]
    if rows:
        sums = [sum(row[place] for row in rows) for place in range(2, 9)]
        total = f"{sums[5]:,} of {sums[6]:,}"
        cells.append((f"all {len(rows)}", "", *map(str, sums[:5]), total))
    heads = (
        "plan",
        "layout",
        "recommendations",
        "entries",
        "certain",
        "inferred",
        "ambiguous",
        "characters in no field",
    )
    return _table(heads, cells, left=2)


def _accuracy(database: Path, others: Path) -> str:
    """The scores of the reference set beside those of the other annotated plans, all pooled."""
    sets = [_pooled_scores(accuracy.score(database, folder)) for folder in (REFERENCE_DIR, others)]
    rows = [
        (field, *(cell for scores in sets for cell in scores.get(field, ("–",) * 4)))
        for field in ("plan", *accuracy.FIELDS)
    ]
    measures = ("n", "precision", "recall", "F1")
    heads = ("field", *(f"{name}: {one}" for name in ("reference", "others") for one in measures))
    return _table(heads, rows)


def _pooled_scores(scores: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    return {
        row["field"]: (
            str(row["n"]),
            *(_share(row[name]) for name in ("precision", "recall", "f1")),
        )
        for row in scores[scores["plan"] == accuracy.ALL_PLANS].to_dict("records")
    }


def _repairs(connection: duckdb.DuckDBPyConnection) -> str:
    """Each rule with how often it mended or only noted something, the most frequent first."""
    found = {
        code: counts
        for code, *counts in connection.execute(
            "SELECT code, count(*) FILTER (is_repaired), count(*) FILTER (NOT is_repaired), "
            "count(DISTINCT plan_id) FROM faults GROUP BY code ORDER BY count(*) DESC, code"
        ).fetchall()
    }
    rules = load_rules()
    unexplained = [code for code in found if code not in rules]
    if unexplained:
        raise DocumentError(f"rules.csv does not say what '{unexplained[0]}' means. Add a line.")
    silent = {code: [0, 0, 0] for code in rules if code not in found}
    rows = [
        (f"`{code}`", rules[code], *map(str, counts)) for code, counts in (found | silent).items()
    ]
    mended, left = (sum(counts[place] for counts in found.values()) for place in (0, 1))
    rows.append(("all", "", str(mended), str(left), ""))
    heads = ("rule", "what was found, and what is done", "mended", "left", "plans")
    return _table(heads, rows, left=2)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]], left: int = 1) -> str:
    """A table in Markdown; the columns behind the first `left` are set to the right."""
    marks = ["---"] * left + ["---:"] * (len(heads) - left)
    return "".join("| " + " | ".join(row) + " |\n" for row in (heads, tuple(marks), *rows))


def _escape(text: str) -> str:
    """Text of a document as Markdown shows it: one line, without markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~$&])", r"\\\1", " ".join(text.split()))


def _share(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.3f}"


def _day(day: Any) -> str:
    return "–" if pd.isna(day) else f"{day:%Y-%m-%d}"


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
    root = Path(__file__).parents[2]
    try:
        written = publish(root)
    except PlanAnalysisError as error:
        raise SystemExit(str(error)) from None
    for path in written:
        print(f"written: {path.relative_to(root)}")


if __name__ == "__main__":
    main()
