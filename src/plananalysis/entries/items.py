"""An entry while its owners and targets are still being found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from plananalysis.readers.sourcetext import Text
from plananalysis.records import Alignment


@dataclass
class Item:
    """An entry in the making. `first_row` and `last_row` index the rows of its block."""

    ref: str | None
    parts: list[Text]
    first_row: int
    last_row: int
    owners: list[Text] = field(default_factory=list)
    targets: list[Text] = field(default_factory=list)
    owner_alignment: Alignment = "certain"
    target_alignment: Alignment = "certain"
    # Owners that could not be told apart yet: candidates in order, for `alignment`.
    candidates: list[Text] = field(default_factory=list)
    # Printed again beside it, and of no other entry: read, but not given twice.
    repeated: list[Text] = field(default_factory=list)
    # How what is inferred was told, in words for a reader, each once and in order.
    told_by: list[str] = field(default_factory=list)
    # The actions that a report stands beside, in a column of progress.
    beside: list[Item] = field(default_factory=list)

    def tell(self, how: str) -> None:
        """Keeps how a value that is inferred was told."""
        if how not in self.told_by:
            self.told_by.append(how)

    @property
    def plain(self) -> str:
        return " ".join(part.plain for part in self.parts if part)


def share_out(
    items: Sequence[Item],
    values: Sequence[Text],
    what: Literal["owner", "target"],
    sure: Alignment,
    how: str = "",
) -> None:
    """Gives each item its owners or targets; changes the items.

    One value for each where counts agree (as sure as `sure`, told by `how` where that is inferred),
    one for all where it spans, else all of them for each.
    """
    for index, item in enumerate(items):
        given, alignment = list(values), sure
        if len(values) == len(items):
            given = [values[index]]
        elif len(items) > 1 and len(values) == 1:
            alignment = "inferred"
            item.tell(f"one {what} is printed beside {len(items)} entries and spans them")
        elif len(items) > 1 and values:
            alignment = "ambiguous"
        is_spanning = len(items) > 1 and len(values) == 1
        if alignment == "inferred" and how and values and not is_spanning:
            item.tell(how)
        if what == "owner":
            item.owners, item.owner_alignment = given, alignment
            item.candidates = list(values) if alignment == "ambiguous" else []
        else:
            item.targets, item.target_alignment = given, alignment


WORSE: dict[Alignment, int] = {"certain": 0, "inferred": 1, "ambiguous": 2}


def alignment_of(item: Item) -> Alignment:
    """How sure it is that an entry's owners and targets are its own: the less sure of the two."""
    return max((item.owner_alignment, item.target_alignment), key=lambda value: WORSE[value])
