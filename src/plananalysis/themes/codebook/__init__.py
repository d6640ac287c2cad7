"""The codebook: topics and levers, each with the phrases that earn it, read from one TOML file.

How a phrase is written stands in `codebook.toml` itself, where a topic is added without Python.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from plananalysis.errors import VocabularyError
from plananalysis.themes.codebook.patterns import Pattern, PatternError, compile_pattern

Facet = Literal["topic", "lever"]
FACETS: tuple[Facet, ...] = get_args(Facet)
DEFAULT_CODEBOOK = Path(__file__).with_name("codebook.toml")
OTHER = "other"
"""The topic of what no topic fits; it has no phrases."""
MOST_CODES = 63
"""Of a facet: the database holds those that a text has as bits of one number (`kept.code_bits`)."""

_CONTEXT = ("purpose", "purpose_of_entry", "aside", "actors", "passing")
_CODES_HEADER = re.compile(r"\s*\[\[\s*codes\s*\]\]")
_REQUIRED = ("facet", "code", "label", "definition")
_LISTS = ("phrases", "mentions", "yields_to")
_TOO_MANY = (
    "'{code}' is one more than the {most} codes that the facet '{facet}' may have. "
    "Put its phrases under a code that is there, or join two others."
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its phrases, of which one is enough, and mentions, of which one is not.

    Where a text has one of the codes in `yields_to`, it takes two phrases.
    """

    facet: Facet
    code: str
    label: str
    definition: str
    phrases: tuple[Pattern, ...]
    mentions: tuple[Pattern, ...]
    yields_to: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Codebook:
    """All codes, and the words that open a purpose clause or an aside, act, or mean nothing."""

    codes: tuple[Code, ...]
    purpose: tuple[Pattern, ...]
    purpose_of_entry: tuple[Pattern, ...]
    aside: tuple[Pattern, ...]
    actors: tuple[Pattern, ...]
    passing: tuple[Pattern, ...]

    @cached_property
    def yielding(self) -> Mapping[str, frozenset[str]]:
        """The topics that yield, and to which."""
        topics = [code for code in self.codes if code.facet == "topic" and code.yields_to]
        return {code.code: frozenset(code.yields_to) for code in topics}

    @cached_property
    def order(self) -> Mapping[Facet, Mapping[str, int]]:
        """The place of each code in the codebook, by facet."""
        order: dict[Facet, dict[str, int]] = {facet: {} for facet in FACETS}
        for place, code in enumerate(self.codes):
            order[code.facet][code.code] = place
        return order

    @cached_property
    def has_other(self) -> bool:
        """Whether there is a topic of what no topic fits."""
        return any((code.facet, code.code) == ("topic", OTHER) for code in self.codes)


@cache
def load_codebook(path: Path = DEFAULT_CODEBOOK) -> Codebook:
    """Give the codebook of a file.

    Raises VocabularyError with file, line and reason for each mistake, all in one go.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name}: not a TOML file. {_with_line(error)}") from error
    return _Reading(path.name, text, content).codebook()


class _Reading:
    """One file on its way to a codebook, and the mistakes met."""

    def __init__(self, name: str, text: str, content: Mapping[str, Any]) -> None:
        self.name, self.content = name, content
        self.lines = text.splitlines()
        self.mistakes: list[tuple[int, str]] = []

    def codebook(self) -> Codebook:
        self.check_keys(self.content, ("words", "context", "codes"), 1)
        lists = self.word_lists()
        context = self.section("context")
        self.check_keys(context, _CONTEXT, self.header("context"))
        parts = {
            key: self.patterns(context, key, lists, self.header("context")) for key in _CONTEXT
        }
        codes = tuple(self.codes(lists))
        if self.mistakes:
            said = (f"{self.name}, line {line}: {what}" for line, what in sorted(self.mistakes))
            raise VocabularyError("\n".join(said))
        return Codebook(codes, **parts)

    def word_lists(self) -> dict[str, Sequence[str]]:
        words = self.section("words")
        start = self.header("words")
        lists: dict[str, Sequence[str]] = {}
        for name in words:
            strings = self.strings(words, name, start)
            for word in strings:
                if "..." in word:
                    self.refuse(word, start, "a word list holds no gap")
            # What cannot be read is told here, once, and not where the list is named.
            lists[name] = [word for word in strings if self.compile(word, {}, start)]
        return lists

    def codes(self, lists: Mapping[str, Sequence[str]]) -> Iterator[Code]:
        starts = [n for n, line in enumerate(self.lines, 1) if _CODES_HEADER.match(line)]
        blocks = self.content.get("codes", [])
        if not isinstance(blocks, list) or not blocks or len(starts) != len(blocks):
            self.mistakes.append((1, "codes are written as blocks under [[codes]]; there are none"))
            return
        seen: dict[tuple[str, str], int] = {}
        for block, start in zip(blocks, starts, strict=True):
            self.check_keys(block, (*_REQUIRED, *_LISTS), start)
            absent = [key for key in _REQUIRED if not _is_filled(block.get(key))]
            if absent:
                self.mistakes.append((start, f"the code has no {' and no '.join(absent)}"))
                continue
            facet, code = block["facet"], block["code"]
            if facet not in FACETS:
                allowed = " or ".join(FACETS)
                self.refuse(facet, start, f"the facet '{facet}' is unknown. Write {allowed}.")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
                self.refuse(code, start, f"the code '{code}' is not in small letters, 0-9 and _")
            if (facet, code) in seen:
                first = seen[facet, code]
                self.refuse(code, start, f"the {facet} '{code}' stands already in line {first}")
            seen.setdefault((facet, code), start)
            if sum(facet == other for other, _ in seen) > MOST_CODES:
                self.refuse(code, start, _TOO_MANY.format(code=code, most=MOST_CODES, facet=facet))
            phrases = self.patterns(block, "phrases", lists, start)
            mentions = self.patterns(block, "mentions", lists, start)
            if not block.get("phrases") and not block.get("mentions") and code != OTHER:
                self.mistakes.append((start, f"the code '{code}' has no phrases"))
            yields_to = tuple(self.strings(block, "yields_to", start))
            strangers = [name for name in yields_to if not self.is_code(facet, name)]
            for name in strangers:
                self.refuse(name, start, f"'{code}' yields to '{name}', which is no {facet}")
            yield Code(
                facet, code, block["label"], block["definition"], phrases, mentions, yields_to
            )

    def is_code(self, facet: str, name: str) -> bool:
        blocks = self.content.get("codes", [])
        return any((each.get("facet"), each.get("code")) == (facet, name) for each in blocks)

    def patterns(
        self, block: Mapping[str, Any], key: str, lists: Mapping[str, Sequence[str]], start: int
    ) -> tuple[Pattern, ...]:
        phrases = self.strings(block, key, start)
        for again in {phrase for phrase in phrases if phrases.count(phrase) > 1}:
            self.refuse(again, start, f"the phrase '{again}' stands twice under {key}")
        compiled = [self.compile(phrase, lists, start) for phrase in phrases]
        return tuple(pattern for pattern in compiled if pattern)

    def compile(
        self, phrase: str, lists: Mapping[str, Sequence[str]], start: int
    ) -> Pattern | None:
        if not phrase.strip():
            self.refuse(phrase, start, "a phrase is empty")
            return None
        try:
            return compile_pattern(phrase, lists)
        except PatternError as error:
            self.refuse(phrase, start, f"the phrase '{phrase}' cannot be read: {error}")
            return None

    def strings(self, block: Mapping[str, Any], key: str, start: int) -> list[str]:
        values = block.get(key, [])
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
        line = self.line_of(key, start)
        self.mistakes.append((line, f"{key} is not a list of phrases in quotes"))
        return []

    def section(self, name: str) -> Mapping[str, Any]:
        section = self.content.get(name, {})
        if isinstance(section, dict):
            return section
        self.mistakes.append((self.line_of(name), f"{name} is not a section. Write [{name}]."))
        return {}

    def check_keys(self, block: Mapping[str, Any], known: Sequence[str], start: int) -> None:
        for key in block:
            if key not in known:
                what = f"'{key}' is unknown here. Write one of {', '.join(known)}."
                self.mistakes.append((self.line_of(key, start), what))

    def refuse(self, value: str, start: int, reason: str) -> None:
        self.mistakes.append((self.line_of(f'"{value}"', start, f"'{value}'"), reason))

    def header(self, name: str) -> int:
        """The line in which a section begins; the first where there is none."""
        return next((n for n, line in enumerate(self.lines, 1) if line.strip() == f"[{name}]"), 1)

    def line_of(self, words: str, start: int = 1, otherwise: str | None = None) -> int:
        """The last line of a block that holds the words; the block's first line if none does.

        The last, because what stands twice is wrong where it stands again.
        """
        found = start
        for number, line in enumerate(self.lines[start - 1 :], start=start):
            if number > start and line.startswith("["):
                break
            if words in line or (otherwise and otherwise in line):
                found = number
        return found


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _with_line(error: Exception) -> str:
    """The message of the TOML reader, its line in the words of this package."""
    return re.sub(r"\(at line (\d+), column \d+\)", r"(line \1)", str(error))
