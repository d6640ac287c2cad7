"""A recommendation while its rows are gathered: its texts, and the rows that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from plananalysis.readers.sourcetext import Text
from plananalysis.records import EntryKind
from plananalysis.table.columns import TableRow


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between rows: whom the next recommendations address, or where progress begins.

    `kind` is `addressee`, `progress`, or `action` where actions go on behind progress; `is_label`:
    it stands in the cell of the text that it announces.
    """

    line: int
    kind: str
    addressee: str | None = None
    month: str | None = None
    period: str | None = None
    number: str | None = None
    is_label: bool = False


@dataclass
class Block:
    """The rows under one recommendation that hold its actions, or its progress of one month."""

    kind: EntryKind
    as_of: str | None
    line: int
    rows: list[TableRow] = field(default_factory=list)
    period: str | None = None


@dataclass
class Draft:
    """A recommendation while its rows are gathered."""

    number: str | None
    number_text: Text
    texts: list[Text]
    response_text: Text
    addressee: str | None
    line: int
    blocks: list[Block] = field(default_factory=list)
    response: str | None = None


def iter_blocks(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Block]]:
    """Every block with its recommendation, in reading order."""
    for draft in drafts:
        for block in draft.blocks:
            yield draft, block
