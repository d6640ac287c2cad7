"""From a file to a plan: the stages of the reading in their order.

raw file → grid → sections → rows by role, mended → recommendations → entries → plan
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from plananalysis.entries.accounting import settle
from plananalysis.entries.blockitems import BlockItems, add_progress_columns, read_items
from plananalysis.entries.finishing import finish
from plananalysis.readers.grid import Grid, read_grid, read_text_grid
from plananalysis.readers.sourcetext import Ledger
from plananalysis.records import Fault, Plan
from plananalysis.table.sections import Sections, split_sections
from plananalysis.table.structure import Structure, read_structure


def read_plan(path: Path) -> Plan:
    """The plan in a file; raises `UnreadablePlanError` with one clear line where there is none."""
    return understand(read_grid(path))


def read_bytes(data: bytes, name: str) -> Plan:
    """The plan in the bytes of a text export named `name`; raises as `read_plan` does."""
    return understand(read_text_grid(data, name))


def understand(grid: Grid) -> Plan:
    """The plan that a grid holds, every character of it accounted for."""
    sections = split_sections(grid)
    block = sections.title_block
    day = block.updated_on or block.submitted_on
    structure = read_structure(
        sections.body,
        sections.columns,
        sections.response_codes,
        is_coded=sections.is_coded,
        updated_on=block.updated_on,
    )
    ledger = Ledger()
    ledger.set_aside(
        *grid.rules,
        *sections.furniture,
        *sections.title_texts,
        *sections.totals_texts,
        *structure.headings,
    )
    ledger.explain(*structure.explained)
    ledger.record(*sections.title_texts, *sections.totals_texts)
    faults = [*grid.faults, *sections.faults, *structure.faults]
    items, done = read_items(structure.drafts, block.updated_on)
    faults.extend(done)
    items, done = add_progress_columns(structure.drafts, items, sections.progress_months, day)
    faults.extend(done)
    recommendations = finish(structure.drafts, items, grid.source, block, ledger, faults)
    account, unread = settle(grid, ledger)
    faults.extend(unread)
    faults.extend(_missing(sections))
    return Plan(
        source_file=grid.source.name,
        source_sha256=grid.source.sha256,
        source_format=grid.format,
        layout=_layout(structure, items),
        title=block.title,
        submitted_on=block.submitted_on,
        updated_on=block.updated_on,
        published_on=block.published_on,
        recommendations=tuple(recommendations),
        printed_totals=sections.totals,
        faults=tuple(sorted(faults, key=lambda fault: (fault.line, fault.code))),
        account=account,
    )


def _missing(sections: Sections) -> list[Fault]:
    """What a plan should state and this one does not."""
    block = sections.title_block
    needed = (
        ("title_missing", block.title, "the title of the review"),
        ("submitted_missing", block.submitted_on, "the day on which the plan was submitted"),
        ("published_missing", block.published_on, "the day on which the report was published"),
        ("totals_missing", sections.totals, "the closing table of responses"),
    )
    return [
        Fault(1, code, f"{what} was not found", False) for code, value, what in needed if not value
    ]


def _layout(structure: Structure, items: Sequence[Sequence[BlockItems]]) -> str:
    """The layout in words: family of numbering, entries numbered or not, progress or not."""
    dotted = sum(
        bool(draft.number and re.search(r"\d\.\d", draft.number)) for draft in structure.drafts
    )
    numbered = [read.is_numbered for blocks in items for read in blocks if read.items]
    share = sum(numbered) / len(numbered) if numbered else 0.0
    entries = (
        "numbered entries"
        if share > 0.8
        else "unnumbered entries"
        if share < 0.2
        else "entries numbered in part"
    )
    has_progress = any(read.block.kind == "progress" for blocks in items for read in blocks)
    parts = (
        "recommendations numbered by section"
        if dotted * 2 > len(structure.drafts)
        else "recommendations numbered through",
        entries,
        "with progress" if has_progress else "actions only",
    )
    return ", ".join(parts)
