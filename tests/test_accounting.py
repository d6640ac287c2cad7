"""Every printed character of a source ends in a field, in furniture, or in a fault.

The account that a plan carries is held here against a count of its own: the printed characters of
the source, and the words of the records and the faults, taken from nothing but the plan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plananalysis.entries.accounting import settle
from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.grid import read_text_grid
from plananalysis.readers.sourcetext import Ledger
from plananalysis.reading import read_bytes
from plananalysis.records import Account, Plan
from plananalysis.table.sections import split_sections
from plananalysis.table.structure import read_structure
from plananalysis.testing.damage import KINDS, damage
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import Layout, each_option, make_layout
from plananalysis.testing.plans import Shape, make_plan

RAW = sorted((Path(__file__).parents[1] / "data" / "raw").glob("*.txt"))
SHAPES = (
    Shape("case review", 5, is_numbered=True, has_progress=True),
    Shape("thematic inspection", 5, is_numbered=False, has_progress=True),
    Shape("prison inspection", 20, is_numbered=False, has_progress=False),
)
# The faults that hold words which no field holds.
LEFT_OUT = frozenset(
    "unread scrap repeated_words repeated_cell lead_in empty_cell text_out_of_column".split()
)
WORD = re.compile(r"[^\W_]+")


def words(text: str | None) -> Iterator[str]:
    return (word.casefold() for word in WORD.findall(text or ""))


def printed(text: str) -> int:
    return sum(not character.isspace() for character in text)


def said_by(plan: Plan) -> Counter[str]:
    """The words of the records and of the faults that hold what was left out."""
    said: Counter[str] = Counter()
    for recommendation in plan.recommendations:
        for text in (recommendation.number, recommendation.text, recommendation.response):
            said.update(words(text))
        for entry in recommendation.entries:
            said.update(words(entry.ref))
            said.update(words(entry.text))
            for owner in entry.owners:
                said.update(words(owner))
            for target in entry.targets:
                said.update(words(target.target_raw))
    for fault in plan.faults:
        if fault.code in LEFT_OUT:
            said.update(words(fault.before))
    return said


def lost_words(data: bytes) -> Counter[str]:
    """The words of the action table that stand in no record, no heading and no fault."""
    sections = split_sections(read_text_grid(data, "example.txt"))
    structure = read_structure(sections.body, sections.columns)
    table: Counter[str] = Counter()
    for row in sections.body:
        for cell in row.cells:
            table.update(words(cell.string))
    for heading in structure.headings:
        table.subtract(words(heading.string))
    table.subtract(said_by(read_bytes(data, "example.txt")))
    return +table


def assert_accounted(data: bytes) -> None:
    plan = read_bytes(data, "example.txt")
    grid = read_text_grid(data, "example.txt")
    total = sum(printed(cell.string) for row in grid.rows for cell in row.cells)
    total += sum(printed(rule.string) for rule in grid.rules)
    account = plan.account
    assert account.fields + account.furniture + account.unread == total
    left_out = sum(printed(fault.before or "") for fault in plan.faults if fault.code in LEFT_OUT)
    assert account.unread <= left_out
    assert not lost_words(data)


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
def test_every_printed_character_of_a_published_plan_is_accounted_for(path: Path) -> None:
    assert_accounted(path.read_bytes())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.family)
@pytest.mark.parametrize("layout", [Layout(), *dict(each_option()).values()], ids=repr)
def test_every_printed_character_of_a_layout_is_accounted_for(shape: Shape, layout: Layout) -> None:
    assert_accounted(export_text(make_plan(7, shape), layout))


@pytest.mark.parametrize("shape", SHAPES[:2], ids=lambda shape: shape.family)
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("seed", range(3))
def test_no_damage_makes_a_character_vanish(shape: Shape, kind: str, seed: int) -> None:
    sound = export_text(make_plan(seed, shape), make_layout(seed))
    try:
        assert_accounted(damage(sound, kind, seed)[0])
    except UnicodeDecodeError:
        pytest.fail("the generator writes UTF-8")


@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 10_000), max_size=6))
@settings(max_examples=150)
def test_a_torn_and_shuffled_plan_loses_nothing(seed: int, cuts: list[int]) -> None:
    random = Random(seed)
    text = export_text(make_plan(seed, random.choice(SHAPES)), make_layout(seed)).decode("utf-8")
    for cut in cuts:
        lines = text.split("\n")
        at = cut % len(lines)
        torn = (
            lines[:at] + lines[at + 1 :],
            [*lines[:at], lines[at].replace("\t", " ", 1), *lines[at + 1 :]],
            [*lines[:at], "\t" + lines[at], *lines[at + 1 :]],
            [*lines[:at], *lines[at : at + 1] * 2, *lines[at + 1 :]],
            [*lines[:at], lines[at][: cut % (len(lines[at]) + 1)], *lines[at + 1 :]],
        )
        text = "\n".join(torn[cut % len(torn)])
    try:
        assert_accounted(text.encode())
    except UnreadablePlanError:
        return


def test_what_nothing_claims_becomes_an_unread_fault_on_its_line() -> None:
    grid = read_text_grid(b"one two\tthree\nfour", "example.txt")
    account, faults = settle(grid, Ledger())
    assert account == Account(fields=0, furniture=0, unread=15)
    assert [(fault.line, fault.before) for fault in faults] == [
        (1, "one two"),
        (1, "three"),
        (2, "four"),
    ]


def test_a_character_of_a_field_counts_once_even_where_furniture_claims_it_too() -> None:
    grid = read_text_grid(b"one\ttwo", "example.txt")
    ledger = Ledger()
    ledger.record(grid.rows[0].cells[0])
    ledger.set_aside(*grid.rows[0].cells)
    assert settle(grid, ledger) == (Account(fields=3, furniture=3, unread=0), ())


def test_words_that_a_repair_explains_are_unread_without_a_second_fault() -> None:
    grid = read_text_grid(b"one\ttwo", "example.txt")
    ledger = Ledger()
    ledger.record(grid.rows[0].cells[0])
    ledger.explain(grid.rows[0].cells[1])
    assert settle(grid, ledger) == (Account(fields=3, furniture=0, unread=3), ())


def test_rules_are_furniture_and_white_space_is_nothing() -> None:
    grid = read_text_grid(b"  one  \n--------\n", "example.txt")
    ledger = Ledger()
    ledger.record(*grid.rows[0].cells)
    assert settle(grid, ledger)[0] == Account(fields=3, furniture=8, unread=0)
