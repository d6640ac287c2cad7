"""Owners and targets that name the entries that they are of: '1.1 May 2023 1.2 Complete', 'b) May'.

What such a cell says of an entry is certain, however many values it holds and in whatever order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from plananalysis.dates.targetwords import opens_with_other
from plananalysis.entries.items import Item
from plananalysis.entries.values import split_owners, split_target_cell
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.table.columns import TableRow

NUMBER = re.compile(r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?")
OPENING = re.compile(rf"[\s•–-]{{0,9}}{NUMBER.pattern}(?![\w/]|\.\d)")
JOINER = re.compile(r"\s*(?:(?:[,&/]|\band\b)\s*){0,3}")
RANGE = re.compile(r"\s*(?:[\u2013-]|\bto\b)\s*")
LABEL = re.compile(
    rf"(?<![\w.]){NUMBER.pattern}(?![\w/]|\.\d)[.):]?(?:\s{{1,3}}[\u2013-](?=\s{{1,3}}[^\W\d_]))?"
)


# 'a) Head of Courts b) Head of Work', where the entries are lettered so.
LETTER = re.compile(r"(?<![\w(.])\(?(?:[a-h]|[ivx]{1,4})[).](?=\s)")
OPENING_LETTER = re.compile(rf"\s{{0,9}}{LETTER.pattern}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a cell says of the entries that it names by these numbers."""

    numbers: tuple[str, ...]
    label: Text
    value: Text


def part_by_numbers(cell: Text, known: Sequence[str]) -> list[Labelled]:
    """The parts of a cell that begins with the number of an entry; none where it does not.

    None either where a number is not one of the `known` ones, or names no value.
    """
    string = cell.string
    label = LETTER if OPENING_LETTER.match(string) else LABEL
    found = list(label.finditer(string))
    if not found or string[: found[0].start()].strip(" \n•–-"):
        return []
    parts: list[Labelled] = []
    numbers: list[str] = []
    start, is_range = 0, False
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(string)
        start = start if numbers else match.start()
        number = match.group().strip(".(): \u2013-\n\t")
        numbers.extend(_between(numbers[-1], number, known) if is_range else [])
        numbers.append(number)
        value = cell.slice(match.end(), end)
        is_range = at + 1 < len(found) and label is LABEL and bool(RANGE.fullmatch(value.string))
        if is_range or (at + 1 < len(found) and JOINER.fullmatch(value.string)):
            continue
        parts.append(Labelled(tuple(numbers), cell.slice(start, match.end()), value.strip()))
        numbers = []
    named = [number for part in parts for number in part.numbers]
    is_sound = not numbers and len(set(named)) == len(named) and set(named) <= set(known)
    return parts if is_sound and all(part.value for part in parts) else []


def _between(first: str, last: str, known: Sequence[str]) -> list[str]:
    """The known numbers between two, in their order: '2.2' between '2.1' and '2.3'."""
    low, high = (tuple(map(int, number.split("."))) for number in (first, last))
    numbers = {one: tuple(map(int, one.split("."))) for one in known if NUMBER.fullmatch(one)}
    return [one for one, number in numbers.items() if low < number < high]


def _targets_by_numbers(cell: Text, known: Sequence[str]) -> list[Labelled]:
    """The parts of a target's cell; none where its one number may count: '1.2 FTE by May 2024'."""
    parts = part_by_numbers(cell, known)
    may_count = len(parts) == 1 and len(known) > 1 and opens_with_other(parts[0].value.string)
    return [] if may_count else parts


def take_labelled(row: TableRow, items: Sequence[Item], known: Collection[str]) -> TableRow:
    """Gives items the owners and targets that name them; returns the row without these cells.

    Changes the items. `known` are posts that stand alone in cells of the plan.
    """
    cells = row.owner.string, row.target.string
    if not any(OPENING.match(cell) or OPENING_LETTER.match(cell) for cell in cells):
        return row
    numbers = Counter(item.ref for item in items)
    by_number = {item.ref: item for item in items if item.ref and numbers[item.ref] == 1}
    for part in _targets_by_numbers(row.target, [*by_number]):
        for number in part.numbers:
            by_number[number].targets.extend(split_target_cell(part.value, None)[0])
        by_number[part.numbers[0]].repeated.append(part.label)
        row = replace(row, target=EMPTY)
    for part in part_by_numbers(row.owner, [*by_number]):
        for number in part.numbers:
            by_number[number].owners.extend(split_owners(part.value, known, None)[0])
        by_number[part.numbers[0]].repeated.append(part.label)
        row = replace(row, owner=EMPTY)
    return row
