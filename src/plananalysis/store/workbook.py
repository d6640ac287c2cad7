"""The tables and measures as a spreadsheet that those who use a screen reader can use too."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from plananalysis import __version__
from plananalysis.store.datapackage import ATTRIBUTION
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.relations import Relation, read_frame

# What a worksheet can hold; what a cell cannot hold is cut, and the cut is said.
MOST_ROWS, LONGEST_CELL = 1_048_000, 32_000


def write_workbook(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    """One accessible workbook in the form that the Government Analysis Function asks for."""
    import gptables

    sheets, notes = {}, []
    for relation in relations:
        frame = read_frame(connection, relation)
        if frame.empty:
            notes.append(f"{relation.name}: holds no rows, and has no sheet.")
            continue
        frame, cut = _cut_to_fit(frame)
        notes += [f"{relation.name}: {what}" for what in cut]
        sheets[relation.name[:31]] = gptables.GPTable(
            # An empty cell is said to be one, as the guidance on accessible spreadsheets asks.
            table=frame.where(frame.notna() & (frame != ""), "[x]"),
            table_name=relation.name,
            title=f"{relation.name}: {_title(relation)}",
            instructions="Each row is one record. Empty cells are shown as [x]: not stated.",
            source="Action plans of HMPPS and the Ministry of Justice",
        )
    cover = gptables.Cover(
        title="Action plans: tables and measures",
        intro=["Figures from published action plans. A plan reports on itself.", ATTRIBUTION],
        about=[f"Made by plananalysis {__version__}.", *notes],
    )
    with warnings.catch_warnings():
        # The library advises a sheet of notes; there are none beyond those on the cover.
        warnings.filterwarnings("ignore", message="No note text provided")
        gptables.write_workbook(
            filename=str(folder / "plananalysis.xlsx"),
            sheets=sheets,
            cover=cover,
            workbook_options={
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )


def _cut_to_fit(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """As much of a table as a worksheet can hold, and what was cut."""
    cut = []
    if len(frame) > MOST_ROWS:
        cut.append(f"the first {MOST_ROWS} of {len(frame)} rows are shown.")
        frame = frame.head(MOST_ROWS)
    longest = frame.map(lambda cell: len(cell) if isinstance(cell, str) else 0)
    if longest.size and longest.to_numpy().max() > LONGEST_CELL:
        cut.append(f"texts over {LONGEST_CELL} characters are cut.")
        frame = frame.map(lambda cell: cell[:LONGEST_CELL] if isinstance(cell, str) else cell)
    return frame, cut


def _title(relation: Relation) -> str:
    table = load_dictionary().tables.get(relation.name)
    return table.row if table else "measure"
