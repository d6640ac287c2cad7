"""Exports: sorted, the same bytes for the same data, and no text that turns into a formula."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from frictionless import validate
from handmade import make_entry, make_plan, make_recommendation
from stored import write_plans
from typer.testing import CliRunner

from plananalysis.cli import app
from plananalysis.errors import PlanAnalysisError
from plananalysis.store import workbook
from plananalysis.store.database import connect
from plananalysis.store.export import FORMATS, Format, export
from plananalysis.store.formulas import FORMULA_STARTS, guard
from plananalysis.store.relations import Relation

HOSTILE = '=HYPERLINK("http://example.invalid","press")'
TEXTS = (HOSTILE, "- a dash", "+1", "@here", "plain <b>text</b>")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = tuple(
        make_entry(position=position, text=text) for position, text in enumerate(TEXTS, 1)
    )
    plan = make_plan(recommendations=(make_recommendation(entries=entries),))
    path = tmp_path_factory.mktemp("data") / "plans.duckdb"
    write_plans(path, plan)
    return path


@pytest.mark.parametrize("fmt", ("csv", "parquet", "datapackage"))
def test_the_same_data_gives_the_same_bytes(database: Path, tmp_path: Path, fmt: Format) -> None:
    digests = []
    for name in ("one", "two"):
        files = export(database, tmp_path / name, fmt)
        digests.append({file.name: sha256(file.read_bytes()).hexdigest() for file in files})
    assert digests[0] == digests[1] and len(digests[0]) > 10


def test_csv_shows_text_that_looks_like_a_formula_behind_an_apostrophe(
    database: Path, tmp_path: Path
) -> None:
    export(database, tmp_path / "csv", "csv")
    texts = pd.read_csv(tmp_path / "csv" / "entries.csv", dtype=str)["text"].tolist()
    assert texts == [f"'{HOSTILE}", "'- a dash", "'+1", "'@here", "plain <b>text</b>"]
    for file in (tmp_path / "csv").glob("*.csv"):
        cells = pd.read_csv(file, dtype=str, keep_default_na=False).to_numpy().ravel()
        assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)], file.name


def test_only_text_is_guarded() -> None:
    assert guard(-3) == -3 and guard(None) is None and guard("a=b") == "a=b"


def test_parquet_holds_text_as_it_is_printed(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "parquet", "parquet")
    frame = pd.read_parquet(tmp_path / "parquet" / "entries.parquet")
    assert frame["text"].iloc[0] == HOSTILE


def test_the_spreadsheet_holds_no_formula_and_no_link(database: Path, tmp_path: Path) -> None:
    (file,) = export(database, tmp_path / "xlsx", "xlsx")
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "inlineStr"}
    assert HOSTILE in {cell.value for cell in cells}
    entries = book["entries"]
    assert not [cell for row in entries.iter_rows() for cell in row if cell.hyperlink]


def test_the_spreadsheet_says_what_it_cannot_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    monkeypatch.setattr(workbook, "LONGEST_CELL", 3)
    columns = (("number", "INTEGER"), ("words", "VARCHAR"))
    relations = [Relation(name, "measure", ("number",), columns) for name in ("long", "empty")]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE long (number INTEGER, words VARCHAR)")
        connection.execute("CREATE TABLE empty AS FROM long")
        connection.execute("INSERT INTO long VALUES (1, 'abcdef'), (2, 'gh')")
        workbook.write_workbook(connection, relations, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "plananalysis.xlsx")
    cover = [cell.value for row in book["Cover"].iter_rows() for cell in row if cell.value]
    assert "long: the first 1 of 2 rows are shown." in cover
    assert "long: texts over 3 characters are cut." in cover
    assert "empty: holds no rows, and has no sheet." in cover
    assert "empty" not in book.sheetnames
    shown = {cell.value for row in book["long"].iter_rows() for cell in row}
    assert "abc" in shown and not shown & {"abcdef", "gh"}


def test_the_data_package_is_valid_and_described(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "package", "datapackage")
    descriptor = tmp_path / "package" / "datapackage.json"
    report = validate(str(descriptor))
    assert report.valid, report.flatten(["name", "fieldName", "note"])
    resources = {one["name"]: one for one in json.loads(descriptor.read_text())["resources"]}
    fields = {field["name"]: field for field in resources["entries"]["schema"]["fields"]}
    assert fields["text"]["description"] and resources["entries"]["schema"]["primaryKey"]


def test_every_table_is_exported_in_full(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "parquet", "parquet")
    with connect(database) as connection:
        for file in (tmp_path / "parquet").glob("*.parquet"):
            ((count,),) = connection.execute(f'SELECT count(*) FROM "{file.stem}"').fetchall()
            assert len(pd.read_parquet(file)) == count, file.name


def test_a_folder_with_other_files_is_not_written_over(database: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(PlanAnalysisError, match="holds files that no export made"):
        export(database, tmp_path, "csv")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_export_replaces_the_one_before_whole(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(database, folder, "csv")
    files = export(database, folder, "parquet")
    assert {file.suffix for file in files} == {".parquet"}
    assert set(FORMATS) == {"csv", "parquet", "xlsx", "datapackage"}


def test_an_unknown_format_is_named(database: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanAnalysisError, match="unknown format 'docx'"):
        export(database, tmp_path / "out", "docx")  # type: ignore[arg-type]


def test_the_command_says_where_the_files_are(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    result = CliRunner().invoke(
        app, ["export", "--to", str(folder), "--database", str(database), "--format", "csv"]
    )
    assert result.exit_code == 0 and str(folder) in result.output.replace("\n", "")
    assert (folder / "entries.csv").exists()
