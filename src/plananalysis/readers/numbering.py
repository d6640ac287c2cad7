"""The numbers that a word processor prints before paragraphs and does not keep in their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

BULLET = "\u2022"
DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: `kind` of its figures, and the `pattern` that they stand in, '%1.%2'.

    `kind` is 'bullet', a key of `FIGURES`, or what the document calls it where it is not known.
    """

    kind: str
    pattern: str
    start: int = 1


class Counters:
    """The numbers that the lists of a document have come to."""

    def __init__(self) -> None:
        self._at: dict[str, dict[int, int]] = {}

    def restart(self, numbering: str, level: int = 0, start: int | None = None) -> None:
        """The next item of this level, from 0, begins anew: at `start`, if that is said."""
        counts = self._at.get(numbering, {})
        self._at[numbering] = {depth: n for depth, n in counts.items() if depth < level}
        if start is not None:
            self._at[numbering][level] = start - 1

    def label(self, numbering: str, levels: Mapping[int, Level], level: int) -> str | None:
        """What stands before the next item of that level; None where its figures are not known."""
        own = levels.get(level)
        if own is None:
            return None
        if own.kind == "bullet":
            return BULLET
        counts = self._at.setdefault(numbering, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [depth for depth in counts if depth > level]:
            del counts[deeper]

        def figure(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            known = levels.get(depth, own)
            written = FIGURES.get(known.kind, str)
            return written(counts.get(depth, known.start))

        if own.kind not in FIGURES:
            return None
        return re.sub(r"%([1-9])%?", figure, own.pattern)


def _letters(number: int) -> str:
    """1 is a, 26 z, 27 aa."""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 20) if number > 0 else "0"


ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in ROMAN:
        written += letters * (number // value)
        number %= value
    return written


FIGURES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda _: "",
}
