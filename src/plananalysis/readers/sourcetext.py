"""Text that remembers where in the source each of its characters stands.

A `Text` is a string made of pieces, each with its place in the decoded source. Slicing and joining
keep the places, so every field of a record can be followed back, and every printed character of a
source can be accounted for (`Ledger`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Piece(NamedTuple):
    """Characters that stand at `start:end` of the source (`start` is -1: not from the source).

    Where `text` is shorter or longer than `end - start` it stands for the whole stretch, as a
    line break does for a tag; else only spaces of other widths differ from what stands there.
    There are many: as a tuple, each is made in a third of the time.
    """

    text: str
    start: int
    end: int

    @property
    def is_literal(self) -> bool:
        return self.start >= 0 and self.end - self.start == len(self.text)


class Text:
    """A string with the place of its characters in the source; never changed once it is made."""

    __slots__ = ("_plain", "pieces", "string")

    def __init__(self, pieces: tuple[Piece, ...] = ()) -> None:
        self.pieces = pieces
        self.string = pieces[0].text if len(pieces) == 1 else "".join([p.text for p in pieces])
        self._plain: str | None = None

    @classmethod
    def of(cls, string: str, start: int) -> Text:
        return cls((Piece(string, start, start + len(string)),)) if string else EMPTY

    @property
    def plain(self) -> str:
        """The words as a reader would copy them: white space collapsed."""
        if self._plain is None:
            self._plain = " ".join(self.string.split())
        return self._plain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.pieces == other.pieces

    def __hash__(self) -> int:
        return hash(self.pieces)

    def __repr__(self) -> str:
        return f"Text({self.pieces!r})"

    def __len__(self) -> int:
        return len(self.string)

    def __bool__(self) -> bool:
        return bool(self.string) and not self.string.isspace()

    def slice(self, first: int, last: int | None = None) -> Text:
        """The part `first:last` of the string, with its places."""
        length = len(self.string)
        first = max(first, 0)
        last = length if last is None else min(last, length)
        if first == 0 and last == length:
            return self
        if first >= last:
            return EMPTY
        kept, at = [], 0
        for piece in self.pieces:
            text, start, end = piece
            low, high = max(first - at, 0), min(last - at, len(text))
            if low < high:
                if piece.is_literal:
                    start, end = start + low, start + high
                kept.append(Piece(text[low:high], start, end))
            at += len(text)
        return Text(tuple(kept))

    def strip(self) -> Text:
        string = self.string
        return self.slice(len(string) - len(string.lstrip()), len(string.rstrip()))

    @property
    def places(self) -> list[tuple[int, int]]:
        """The stretches `start, end` of the source that this text was made from."""
        return [(start, end) for _, start, end in self.pieces if start >= 0]

    @property
    def start(self) -> int:
        """Where its first printed character stands, -1 where nothing is from the source."""
        for text, start, _ in self.pieces:
            if start >= 0 and text and not text.isspace():
                return start
        return -1

    @property
    def end(self) -> int:
        """Where its last printed character ends, -1 where nothing is from the source."""
        for text, start, end in reversed(self.pieces):
            if start >= 0 and text and not text.isspace():
                return end
        return -1


EMPTY = Text()


def join(texts: Iterable[Text], separator: str = " ") -> Text:
    """The texts one behind the other; the separator is of no place in the source."""
    texts = list(texts)
    if len(texts) == 1:
        return texts[0]
    pieces: list[Piece] = []
    for text in texts:
        if pieces and text.pieces and separator:
            pieces.append(Piece(separator, -1, -1))
        pieces.extend(text.pieces)
    return Text(tuple(pieces))


@dataclass(frozen=True)
class Source:
    """A decoded file: its name, its characters, and where each line begins."""

    name: str
    sha256: str
    string: str
    line_starts: tuple[int, ...]

    def line_of(self, place: int) -> int:
        """The number, from 1, of the line on which a character stands."""
        return max(1, bisect_right(self.line_starts, place))


@dataclass
class Ledger:
    """Where each printed character of a source ended: in a field, in furniture, or in a fault."""

    faults: list[tuple[int, int]] = field(default_factory=list)
    fields: list[tuple[int, int]] = field(default_factory=list)
    furniture: list[tuple[int, int]] = field(default_factory=list)

    def record(self, *texts: Text) -> None:
        for text in texts:
            self.fields.extend(text.places)

    def explain(self, *texts: Text) -> None:
        for text in texts:
            self.faults.extend(text.places)

    def set_aside(self, *texts: Text) -> None:
        for text in texts:
            self.furniture.extend(text.places)
