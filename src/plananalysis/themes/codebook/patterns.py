"""The small language in which the codebook writes phrases, compiled to regular expressions.

`training`          the word itself, in upper or lower case
`enquir*`           a word that begins so
`(check|checks)`    one of several, each of one or more words
`child?`            a word that may be missing (a group too: `(the|a)?`)
`{publish}`         one of a word list of the codebook
`guidance ... {publish}`   up to six words between, within one sentence

Words may be parted by spaces, hyphens, slashes, quotes or brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeVar

GAP_WORDS = 6
STEM_LENGTHS = (4, 3)
"""Letters at the beginning of a word by which an open word, such as `enquir*`, is looked up."""
ANY = "*"
"""The key that every word has."""

_TOKEN = re.compile(r"\.\.\.|\{[^{}]*\}\??|\(|\)\??|\||[a-z0-9&'£%]+\*?\??|\s+|-|/|.")
_WORD = re.compile(r"[a-z0-9&'£%]+\*?\??")
_BREAK = r"[\s\-/'\"“”()]+"
_BETWEEN = r"[^a-z0-9.;!?•]++"
_AFTER = r"(?![a-z0-9])"
# A gap is read in one way only, each word with what apostrophes join to it: a run of apostrophes
# that can be parted in many ways would be tried in all of them. What ends a gap may be joined, too.
_GAP_WORD = r"[a-z0-9]++(?:'++[a-z0-9]++){0,3}+"
_GAP = f"(?:{_BETWEEN}{_GAP_WORD}){{0,{GAP_WORDS}}}?{_BETWEEN}(?:[a-z0-9]++'++){{0,3}}?"
_FOLDED = tuple(zip("’‘‑‐–—\u00a0", "''----\u0020", strict=True))
_READ_WORD = re.compile(r"[a-z0-9]+")

T = TypeVar("T")
Keys = frozenset[str]
"""Words as they stand, and beginnings of words with a star, as `word_keys` gives them."""
Opening = tuple[str, ...]
"""The keys of the words that a phrase begins with: the first two, or the one that is all of it."""
Openings = frozenset[Opening]
_OPENING = 2


class PatternError(ValueError):
    """A phrase that cannot be read; the text says what is wrong with it."""


@dataclass(frozen=True)
class Pattern:
    """A phrase of the codebook, ready to be tried at the beginning of a word.

    It can match only where words have the keys of one of its `openings`. `has_gap`: other words may
    stand within it; it can match then only in a sentence that has one of the keys `needed`, which
    stand behind a gap.
    """

    phrase: str
    expression: str
    openings: Openings
    needed: Keys
    has_gap: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first wanted: few texts want more than a few phrases."""
        return re.compile(self.expression)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a phrase; `needed` is None where all of it may be missing."""

    expression: str
    openings: Openings
    needed: Keys | None
    is_optional: bool = False


def fold(text: str) -> str:
    """The text in lower case with plain quotes and dashes, every character in its place."""
    folded = text.lower()
    if folded.isascii():
        return folded
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    for mark, plain in _FOLDED:
        folded = folded.replace(mark, plain)
    return folded


def word_keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word: itself, its beginnings with a star, and that of any word."""
    return (word, *(f"{word[:length]}*" for length in STEM_LENGTHS), ANY)


def find_words(folded: str) -> Iterator[tuple[int, str]]:
    """The words of a folded text, each with the place where it begins."""
    return ((word.start(), word[0]) for word in _READ_WORD.finditer(folded))


def compile_pattern(phrase: str, lists: Mapping[str, Sequence[str]]) -> Pattern:
    """Compile a phrase; `lists` are the word lists it may name. Raises PatternError."""
    tokens = _tokens(phrase)
    reader = _Reader(tokens, lists)
    part = reader.alternatives()
    if reader.position < len(tokens):
        raise PatternError("a bracket ')' is closed that was not opened")
    if part.is_optional or part.needed is None:
        raise PatternError("every word of it may be missing")
    expression = f"(?:{part.expression}){_AFTER}"
    return Pattern(phrase, expression, part.openings, part.needed, "..." in phrase)


def _tokens(phrase: str) -> list[str]:
    tokens = _TOKEN.findall(fold(phrase))
    strange = [t for t in tokens if len(t) == 1 and not t.isalnum() and t not in "()|-/&'£% \t\n"]
    if strange:
        raise PatternError(f"'{strange[0]}' has no meaning here")
    return [token for token in tokens if not token.isspace() and token not in "-/"]


class _Reader:
    """A descent through the tokens of one phrase."""

    def __init__(self, tokens: Sequence[str], lists: Mapping[str, Sequence[str]]) -> None:
        self.tokens, self.lists, self.position = tokens, lists, 0

    def alternatives(self) -> _Part:
        """Sequences parted by `|`."""
        parts = [self.sequence()]
        while self.peek() == "|":
            self.position += 1
            parts.append(self.sequence())
        return _any_of(parts)

    def sequence(self) -> _Part:
        """Words, groups and lists in a row, with gaps between some."""
        runs: list[list[_Part]] = [[]]
        while (token := self.peek()) is not None and token != "|" and not token.startswith(")"):
            if token == "...":
                self.position += 1
                runs.append([])
            else:
                runs[-1].append(self.piece(token))
        if runs == [[]]:
            raise PatternError("an alternative is empty" if self.tokens else "it is empty")
        if len(runs) > 1 and any(all(part.is_optional for part in run) for run in runs):
            raise PatternError("'...' must stand between words, of which one is needed")
        return _in_a_row(runs)

    def piece(self, token: str) -> _Part:
        """One word, group or list."""
        self.position += 1
        if token == "(":
            part = self.alternatives()
            closing = self.peek()
            if closing is None:
                raise PatternError("a bracket '(' is never closed")
            self.position += 1
            return replace(part, is_optional=part.is_optional or closing.endswith("?"))
        if token.startswith("{"):
            name = token.rstrip("?").strip("{}")
            if name not in self.lists:
                known = ", ".join(sorted(self.lists)) or "none"
                raise PatternError(f"there is no word list '{name}' (known: {known})")
            if not self.lists[name]:
                raise PatternError(f"the word list '{name}' has no words")
            return replace(_word_list(tuple(self.lists[name])), is_optional=token.endswith("?"))
        if not _WORD.fullmatch(token):
            raise PatternError(f"'{token}' has no meaning here")
        return _word(token)

    def peek(self) -> str | None:
        """The next token, None at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None


@lru_cache(maxsize=64)
def _word_list(words: tuple[str, ...]) -> _Part:
    """Any of the words of a list, which phrases name again and again."""
    patterns = [compile_pattern(word, {}) for word in words]
    return _Part(
        f"(?:{'|'.join(pattern.expression for pattern in patterns)})",
        _union(pattern.openings for pattern in patterns),
        _union(pattern.needed for pattern in patterns),
    )


def _word(token: str) -> _Part:
    is_optional = token.endswith("?")
    stem = token.rstrip("?")
    is_open = stem.endswith("*")
    stem = stem.rstrip("*")
    expression = re.escape(stem) + ("[a-z0-9]*" if is_open else "")
    first = _READ_WORD.match(stem)
    if first is None:
        raise PatternError(f"'{token}' is no word")
    key = first[0]
    openings = {tuple(_READ_WORD.findall(stem)[:_OPENING])}
    if is_open and key == stem:
        if len(key) < min(STEM_LENGTHS):
            raise PatternError(f"'{token}' is too short: write {min(STEM_LENGTHS)} letters")
        key = f"{key[: max(STEM_LENGTHS)]}*"
        openings = {(key,)}
    elif is_open:  # Behind an apostrophe it goes on with a word more, or none.
        openings = {(key,), (key, ANY)}
    return _Part(expression, frozenset(openings), frozenset({key}), is_optional)


def _any_of(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    needed = [part.needed for part in parts if part.needed is not None]
    return _Part(
        f"(?:{'|'.join(part.expression for part in parts)})",
        _union(part.openings for part in parts),
        _union(needed) if len(needed) == len(parts) else None,
        any(part.is_optional for part in parts),
    )


def _in_a_row(runs: Sequence[Sequence[_Part]]) -> _Part:
    """One expression of a sequence; it needs what the part with the fewest keys needs.

    Where there is a gap that is a part behind it: what stands before it is there, where it is
    tried. Each run of words between gaps becomes a group, so that a match can tell its own words.
    """
    parts = [part for run in runs for part in run]
    telling = [part for run in runs[1:] or runs for part in run if not part.is_optional]
    needed = [part.needed for part in telling if part.needed is not None]
    expressions = [_run(run) for run in runs]
    if len(runs) > 1:
        expressions = [f"({expression})" for expression in expressions]
    return _Part(
        _GAP.join(expressions),
        _openings(runs),
        min(needed, key=len) if needed else None,
        all(part.is_optional for part in parts),
    )


def _openings(runs: Sequence[Sequence[_Part]]) -> Openings:
    """How a sequence can begin; behind the first run stands a gap, and in it any word."""
    openings: Openings = frozenset({()})
    gap = [_Part("", frozenset({(ANY,)}), None)] if len(runs) > 1 else []
    for part in [*runs[0], *gap]:
        if all(len(opening) == _OPENING for opening in openings):
            break
        longer = frozenset(
            (*before, *behind)[:_OPENING] for before in openings for behind in part.openings
        )
        openings = openings | longer if part.is_optional else longer
    return openings


def _run(parts: Sequence[_Part]) -> str:
    opening = next((n for n, part in enumerate(parts) if not part.is_optional), len(parts) - 1)
    pieces = [f"(?:{part.expression}{_BREAK})?" for part in parts[:opening]]
    pieces.append(f"(?:{parts[opening].expression}){_AFTER}")
    for part in parts[opening + 1 :]:
        piece = f"{_BREAK}(?:{part.expression}){_AFTER}"
        pieces.append(f"(?:{piece})?" if part.is_optional else piece)
    return "".join(pieces)


def _union(many: Iterable[frozenset[T]]) -> frozenset[T]:
    return frozenset(each for one in many for each in one)
