"""Owners and dates found in running text: whole behind each text, or in pieces woven into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plananalysis.dates.targets import parse_target, scan_targets

# A line of the text column holds about so many words; the pieces of an owner stand that far apart.
FEWEST_BETWEEN, MOST_BETWEEN = 3, 30
MARKS = re.compile(r"[^\w&/]+")


@dataclass(frozen=True, slots=True)
class Found:
    """An owner and a target found in running text, by the words that they take."""

    owner: tuple[int, ...]
    target: tuple[int, ...]

    @property
    def first(self) -> int:
        return min((*self.owner, *self.target))

    @property
    def last(self) -> int:
        return max((*self.owner, *self.target))


def bare_word(word: str) -> str:
    """A word in lower case, without the marks around it: how words of posts are compared."""
    return (word if word.isalnum() else MARKS.sub("", word)).casefold()


def find_joined(
    string: str,
    words: Sequence[tuple[int, int]],
    bare: Sequence[str],
    posts: Sequence[tuple[str, list[str]]],
) -> Iterator[Found]:
    """Owners that stand whole with a date or a state right behind them."""
    at = 0
    while at < len(words):
        found = None
        for _, post in posts if string[words[at][0]].isupper() else ():
            end = at + len(post)
            if bare[at:end] != post:
                continue
            target = _target_at(string, words, end)
            if target:
                found = Found(tuple(range(at, end)), target)
                break
        if found:
            yield found
            at = found.last + 1
        else:
            at += 1


# The text behind a value begins with such a word; the value does not end with it.
OPENING_WORD = re.compile(
    r"\s(?:The|A|An|This|These|In|On|At|By|From|To|For|Each|All)$", re.IGNORECASE
)


def _target_at(string: str, words: Sequence[tuple[int, int]], at: int) -> tuple[int, ...]:
    """The words of a target value that begins at this word, longest first."""
    for count in (7, 6, 5, 4, 3, 2, 1):
        end = at + count
        if end > len(words):
            continue
        value = string[words[at][0] : words[end - 1][1]]
        if not value[:1].isupper() and not value[:1].isdigit():
            return ()
        if OPENING_WORD.search(value):
            continue
        spans = scan_targets(value)
        parsed = parse_target(value)
        if (
            parsed.understood
            and parsed.target.state != "none"
            and len(spans) == 1
            and spans[0].start == 0
            and spans[0].end == len(value)
        ):
            return tuple(range(at, end))
    return ()


def find_woven(
    string: str,
    words: Sequence[tuple[int, int]],
    bare: Sequence[str],
    posts: Sequence[tuple[str, list[str]]],
) -> Iterator[Found]:
    """Owners whose words stand in pieces between lines of the text, a target before the second."""
    at = 0
    while at < len(words):
        found = None
        if at == 0 or string[words[at - 1][0] : words[at - 1][1]].endswith(
            (".", ":", ")", "!", "?")
        ):
            for _, post in posts:
                found = _weave(string, words, bare, at, post)
                if found:
                    break
        if found:
            yield found
            at = found.first + 1
        else:
            at += 1


def _weave(
    string: str, words: Sequence[tuple[int, int]], bare: Sequence[str], at: int, post: list[str]
) -> Found | None:
    """The post in pieces from this word on: the first here, each next a line further."""
    length = 0
    while length < len(post) and at + length < len(bare) and bare[at + length] == post[length]:
        length += 1
    for first in range(min(length, len(post) - 1), 0, -1):
        taken = list(range(at, at + first))
        target: tuple[int, ...] = ()
        done = first
        place = at + first
        while done < len(post):
            piece = _next_piece(bare, place, post, done)
            if piece is None:
                break
            start, count = piece
            if not target:
                target = _target_before(string, words, start, place)
                if not target:
                    break
            taken.extend(range(start, start + count))
            done += count
            place = start + count
        if done == len(post) and target:
            return Found(tuple(taken), target)
    return None


def _next_piece(
    bare: Sequence[str], place: int, post: list[str], done: int
) -> tuple[int, int] | None:
    """Where the next words of the post stand, and how many of them: the longest piece in reach."""
    best: tuple[int, int] | None = None
    for start in range(place + FEWEST_BETWEEN, min(place + MOST_BETWEEN, len(bare))):
        count = 0
        while (
            done + count < len(post)
            and start + count < len(bare)
            and bare[start + count] == post[done + count]
        ):
            count += 1
        if count and (best is None or count > best[1]):
            best = (start, count)
    return best


def _target_before(
    string: str, words: Sequence[tuple[int, int]], start: int, least: int
) -> tuple[int, ...]:
    """The target value that ends right before this word."""
    for count in (4, 3, 2, 1):
        first = start - count
        if first <= least:
            continue
        taken = _target_at(string, words, first)
        if taken and taken[-1] == start - 1:
            return taken
    return ()
