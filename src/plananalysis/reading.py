"""From a file to a plan: the stages of the reading in their order.

raw file → grid → sections → rows by role, mended → recommendations → entries → plan
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from plananalysis.accounting import settle
from plananalysis.alignment import align_numbered, inherit, resolve_by_sisters
from plananalysis.grid import Grid, read_grid, read_text_grid
from plananalysis.items import Item, alignment_of
from plananalysis.narrative import find_entry_dates
from plananalysis.numbered import read_numbered
from plananalysis.reasons import find_reasons
from plananalysis.records import (
    Entry,
    EntryKind,
    Fault,
    Plan,
    Recommendation,
    Response,
    Target,
)
from plananalysis.sections import Sections, TitleBlock, split_sections
from plananalysis.sourcetext import Ledger, Source, Text, join
from plananalysis.structure import Block, Draft, Structure, iter_blocks, known_posts, read_structure
from plananalysis.targets import parse_target
from plananalysis.unnumbered import read_unnumbered


def read_plan(path: Path) -> Plan:
    """The plan in a file; raises `UnreadablePlanError` with one clear line where there is none."""
    return understand(read_grid(path))


def read_bytes(data: bytes, name: str) -> Plan:
    """The plan in the bytes of a text export named `name`; raises as `read_plan` does."""
    return understand(read_text_grid(data, name))


def understand(grid: Grid) -> Plan:
    """The plan that a grid holds, every character of it accounted for."""
    sections = split_sections(grid)
    structure = read_structure(sections.body, sections.columns)
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
    faults = [*grid.faults, *structure.faults]
    items, done = _read_items(structure)
    faults.extend(done)
    recommendations = _finish(
        structure.drafts, items, grid.source, sections.title_block, ledger, faults
    )
    account, unread = settle(grid, ledger)
    faults.extend(unread)
    faults.extend(_missing(sections))
    block = sections.title_block
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


@dataclass(frozen=True, slots=True)
class BlockItems:
    """The items of a block; the texts of its numbers, and those that only a fault holds."""

    block: Block
    items: tuple[Item, ...]
    numbers: tuple[Text, ...]
    left_out: tuple[Text, ...]
    is_numbered: bool


def _read_items(structure: Structure) -> tuple[list[list[BlockItems]], list[Fault]]:
    """The items of every recommendation's blocks, owners and targets given."""
    known = known_posts(row for _, block in iter_blocks(structure.drafts) for row in block.rows)
    faults: list[Fault] = []
    everything: list[list[BlockItems]] = []
    for draft in structure.drafts:
        blocks: list[BlockItems] = []
        for block in draft.blocks:
            read, done = _read_block(block, draft.number, known)
            blocks.append(read)
            faults.extend(done)
        for read in blocks:
            sisters = [
                item
                for other in blocks
                if other.block.kind != read.block.kind
                for item in other.items
            ]
            resolve_by_sisters(read.items, sisters)
            for item in read.items:
                if item.candidates:
                    line = read.block.rows[item.first_row].line
                    faults.append(
                        Fault(
                            line,
                            "stack_ambiguous",
                            "stacked owners cannot be told apart for this entry; all are kept",
                            False,
                            " | ".join(owner.plain for owner in item.candidates),
                        )
                    )
        everything.append(blocks)
    return everything, faults


def _read_block(
    block: Block, number: str | None, known: frozenset[str]
) -> tuple[BlockItems, list[Fault]]:
    numbered = read_numbered(block.rows, number)
    if numbered is None:
        items, dropped, faults = read_unnumbered(block.rows, known)
        inherit(items)
        return BlockItems(block, tuple(items), (), tuple(dropped), False), faults
    items, lead_ins, numbers, faults = numbered
    faults.extend(align_numbered(items, block.rows, known))
    for row, text in lead_ins:
        faults.append(
            Fault(
                row.line,
                "lead_in",
                "a paragraph before the first numbered entry leads it in; no entry of its own",
                True,
                text.plain,
                None,
            )
        )
    inherit(items)
    left_out = tuple(text for _, text in lead_ins)
    return BlockItems(block, tuple(items), tuple(numbers), left_out, True), faults


def _finish(
    drafts: Sequence[Draft],
    items: Sequence[Sequence[BlockItems]],
    source: Source,
    block: TitleBlock,
    ledger: Ledger,
    faults: list[Fault],
) -> list[Recommendation]:
    """The drafts as records."""
    recommendations = []
    for position, (draft, blocks) in enumerate(zip(drafts, items, strict=True), 1):
        entries: list[Entry] = []
        for read in blocks:
            ledger.record(*read.numbers)
            ledger.explain(*read.left_out)
            for item in read.items:
                if not any(part for part in item.parts):
                    continue
                entry, done = _entry(item, read.block, len(entries) + 1, source, block, ledger)
                entries.append(entry)
                faults.extend(done)
        texts = [text for text in draft.texts if text]
        ledger.record(draft.number_text, draft.response_text, *texts)
        response = cast("Response | None", draft.response)
        if response is None:
            faults.append(
                Fault(
                    draft.line,
                    "no_response",
                    f"recommendation {draft.number} has no response that is known",
                    False,
                    draft.response_text.plain or None,
                )
            )
        answer = [
            text.plain for read in blocks if read.block.kind == "action" for text in read.left_out
        ]
        answer += [entry.text for entry in entries if entry.kind == "action"]
        lines = [
            line
            for text in (*texts, draft.response_text, draft.number_text)
            if text
            for line in (source.line_of(text.start), source.line_of(text.end - 1))
        ]
        recommendations.append(
            Recommendation(
                number=draft.number or str(position),
                position=position,
                addressee=draft.addressee,
                text=join(texts).plain,
                response=response,
                reasons=find_reasons(" ".join(answer), response),
                line_first=min(lines, default=draft.line),
                line_last=max(lines, default=draft.line),
                entries=tuple(entries),
            )
        )
    return recommendations


def _entry(
    item: Item, block: Block, position: int, source: Source, title: TitleBlock, ledger: Ledger
) -> tuple[Entry, list[Fault]]:
    parts = [part for part in item.parts if part]
    text = join(parts).plain
    ledger.record(*parts, *item.owners, *item.targets, *item.repeated)
    faults, targets = [], []
    line = source.line_of(parts[0].start)
    for value in item.targets:
        parsed = parse_target(value.plain)
        targets.append(parsed.target)
        where = source.line_of(value.start)
        if not parsed.understood:
            faults.append(
                Fault(
                    where,
                    "target_not_understood",
                    "the wording of a target is not known; kept as printed, without a state",
                    False,
                    value.plain,
                )
            )
        elif any("misread" in code for code in parsed.faults):
            faults.append(
                Fault(
                    where,
                    "target_misread",
                    "a target is misread by the export; read as the word that it must be",
                    True,
                    value.plain,
                    parsed.target.edtf or parsed.target.state,
                )
            )
    alignment = alignment_of(item)
    if alignment != "certain":
        kept = (
            " | ".join(owner.plain for owner in item.owners),
            " | ".join(value.plain for value in item.targets),
        )
        faults.append(
            Fault(
                line,
                f"alignment_{alignment}",
                f"owners and targets of an entry are {alignment}",
                alignment == "inferred",
                None,
                f"owners: {kept[0] or 'none'}; targets: {kept[1] or 'none'}",
            )
        )
    kind: EntryKind = block.kind
    as_of = block.as_of if kind == "progress" else None
    return Entry(
        kind=kind,
        position=position,
        ref=item.ref,
        as_of=as_of,
        text=text,
        owners=tuple(owner.plain for owner in item.owners),
        targets=tuple(targets) or (Target("", "none"),),
        alignment=alignment,
        line_first=line,
        line_last=source.line_of(parts[-1].end - 1),
        dates=tuple(find_entry_dates(text, kind, as_of, title.submitted_on)),
    ), faults


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
