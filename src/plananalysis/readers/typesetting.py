"""Words on paper put back into lines, and lines into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from plananalysis.readers.paper import Word

# From one line to the next, in heights of the letters, where nothing on the page tells.
USUAL_PITCH = 1.1
LARGER_PITCH = 1.25
SPACE_WIDTH = 0.22
NARROWEST_SPACE = 0.12
OTHER_SIZE = 1.15
SENTENCE_END = re.compile(r"[.!?:;][\"'’”)]*$")
BULLET = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2023]\s")
# No line begins with these, so that what they follow goes with them.
UNPARTED = frozenset("/!?,.:;)]}\u2019\u201d%")
FIGURE = re.compile(r"\W*\d+(?:\.\d+)*\W*")
BROKEN_WORD = re.compile(r"[^\W_]-$")


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of words. `first` is as far as its first word, which could not be broken, reaches."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    first: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that run on into one another, and where they begin."""

    text: str
    top: float


@dataclass(frozen=True, slots=True)
class Block:
    """The text of a cell with its first and its last line, set between `left` and `right`."""

    text: str = ""
    first: TypeLine | None = None
    last: TypeLine | None = None
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class Typesetting:
    """How far apart the lines of a paragraph stand in this document, in heights of letters."""

    pitch: float = USUAL_PITCH

    def learn(self, words: Sequence[Word]) -> Typesetting:
        """The setting of a page, where it has enough lines to tell; else that of the one before."""
        steps = []
        for word, following in pairwise(words):
            step = (following.middle - word.middle) / max(word.height, 0.1)
            if 0.8 < step < 2.5 and following.left < word.left:
                steps.append(step)
        return Typesetting(median(steps)) if len(steps) > 7 else self


def find_lines(words: Iterable[Word]) -> list[TypeLine]:
    """The words as lines, from top to bottom and left to right; raised letters on their line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.middle, word.left)):
        # The newest lines are the nearest; a small letter may belong to the one before.
        home = next((line for line in reversed(lines[-3:]) if _is_beside(word, line[0])), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return [_line(sorted(line, key=lambda word: word.left)) for line in lines]


def _is_beside(word: Word, other: Word) -> bool:
    shared = min(word.bottom, other.bottom) - max(word.top, other.top)
    return shared > 0.5 * min(word.height, other.height)


def _line(words: Sequence[Word]) -> TypeLine:
    text, first, is_first = "", words[0].right, True
    for before, word in zip((None, *words), words, strict=False):
        if before is not None:
            gap = word.left - before.right
            if word.is_parted or gap > NARROWEST_SPACE * min(before.height, word.height):
                text += " "
                is_first = is_first and word.text[0] in UNPARTED
        text += word.text
        if is_first:
            first = word.right
    tallest = max(words, key=lambda word: word.height)
    right = max(word.right for word in words)
    return TypeLine(text, words[0].left, tallest.top, right, tallest.bottom, first)


def join_lines(
    lines: Sequence[TypeLine], left: float, right: float, setting: Typesetting
) -> Iterator[Paragraph]:
    """The paragraphs of lines that are set between `left` and `right`.

    A line that had room for the next one's first word was ended on purpose. So was one with more
    than the usual space below it, or with letters of another size.
    """
    text, top = "", 0.0
    before: TypeLine | None = None
    for line in lines:
        if before is None:
            text, top = line.text, line.top
        elif _is_ended(before, line, left, right, setting):
            yield Paragraph(text, top)
            text, top = line.text, line.top
        else:
            text = join_words(text, line.text)
        before = line
    if before is not None:
        yield Paragraph(text, top)


def set_block(words: Iterable[Word], left: float, right: float, setting: Typesetting) -> Block:
    """The words of a cell as a text, a line break behind each paragraph but the last."""
    lines = find_lines(words)
    paragraphs = join_lines(lines, left, right, setting)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return Block(text, lines[0], lines[-1], left, right) if lines else Block()


def join_words(text: str, following: str) -> str:
    """Two lines of a paragraph as one; a word is put together that its own hyphen broke."""
    return f"{text}{following}" if BROKEN_WORD.search(text) else f"{text} {following}"


def runs_on(pairs: Sequence[tuple[Block, Block]]) -> bool:
    """Are texts at the head of a page the rest of those in their columns on the page before?

    Each has one to go on with, which breaks off where its last line had no room for the next word;
    the longest does not end with a sentence, and none is a figure, which never breaks.
    """
    pairs = [(one, other) for one, other in pairs if other.text]
    for one, other in pairs:
        if one.last is None or other.first is None or FIGURE.fullmatch(one.text):
            return False
        if has_room(one.last, other.first, one.left, one.right):
            return False
    if not pairs:
        return False
    longest, rest = max(pairs, key=lambda pair: len(pair[0].text))
    return rest.text[0].islower() or not SENTENCE_END.search(longest.text)


def _is_ended(
    line: TypeLine, following: TypeLine, left: float, right: float, setting: Typesetting
) -> bool:
    pitch = (following.bottom - line.bottom) / max(line.height, 0.1)
    return pitch > LARGER_PITCH * setting.pitch or has_room(line, following, left, right)


def has_room(line: TypeLine, following: TypeLine, left: float, right: float) -> bool:
    """Was a line ended on purpose, as it had room for the first word of the one that follows?

    So it was where a bullet or letters of another size follow.
    """
    sizes = sorted((line.height, following.height))
    if BULLET.match(following.text) or sizes[1] > OTHER_SIZE * sizes[0]:
        return True
    indent, rest = line.left - left, right - line.right
    # What stands in the middle has room on both sides.
    is_centred = indent > 4 and abs(indent - rest) < 4
    room = indent + rest if is_centred else rest
    needed = following.first - following.left + SPACE_WIDTH * line.height
    return needed + 1.5 < room
