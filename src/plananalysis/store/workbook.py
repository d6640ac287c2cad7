"""The tables and measures as a spreadsheet that those who use a screen reader can use too."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import duckdb

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

    described = load_dictionary().tables
    sheets, notes = {}, []
    for relation in relations:
        frame = read_frame(connection, relation)
        total = len(frame)
        if not total:
            notes.append(f"{relation.name}: holds no rows, and has no sheet.")
            continue
        frame = frame.head(MOST_ROWS)
        longest = frame.map(lambda cell: len(cell) if isinstance(cell, str) else 0)
        if total > MOST_ROWS:
            notes.append(f"{relation.name}: the first {MOST_ROWS} of {total} rows are shown.")
        if longest.size and longest.to_numpy().max() > LONGEST_CELL:
            notes.append(f"{relation.name}: texts over {LONGEST_CELL} characters are cut.")
            frame = frame.map(lambda cell: cell[:LONGEST_CELL] if isinstance(cell, str) else cell)
        title = described[relation.name].row if relation.name in described else "measure"
        sheets[relation.name[:31]] = gptables.GPTable(
            # An empty cell is said to be one, as the guidance on accessible spreadsheets asks.
            table=frame.where(frame.notna() & (frame != ""), "[x]"),
            table_name=relation.name,
            title=f"{relation.name}: {title}",
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
