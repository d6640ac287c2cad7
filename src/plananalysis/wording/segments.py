"""Where one paragraph or sentence of a cell ends and the next begins.

Exports keep the marks of paragraphs (a tag, a line break, a bullet), keep a trace of them (two
spaces), or lose them. The marks are tried in that order, and what was used is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Mark = Literal["hard", "weak", "sentence", "scored"]

BULLETS = "•●▪◦‣"
# White space that holds a line break, or stands before a bullet; and two spaces before a capital.
# Each begins with one space, for which a text is searched fast.
HARD = re.compile(rf"\s(?:(?<=\n)\s*|\s*\n\s*|\s*(?=[{BULLETS}]))")
WEAK = re.compile(rf"{HARD.pattern[:-1]}|(?<=\S\s)\s+(?=[\"'‘“(]?[A-Z0-9]))")
# A full stop ends a sentence unless it follows an abbreviation or an initial.
SENTENCE = re.compile(
    r"[.!?](?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<!\bNo\.)(?<!\bvs\.)(?<!\s[A-Z]\.)"
    r"[\"'’”)]?\s+(?=[\"'‘“(•]?[A-Z0-9])"
)
# A reference to a paragraph of the report, '(S40)' or '(1.12)', closes a recommendation as well.
TERMINAL = re.compile(r"(?:[.!?:;…][\"'’”)\]]*|\([A-Z]?\d[^()]*\))\s*$")
STOPS, CLOSING = frozenset(".!?:;…"), frozenset("\"'’”)]")
DANGLING = re.compile(
    r"(?:,|-|–|\b(?:a|an|the|and|or|of|to|in|on|for|with|by|from|at|as|that|which|who|this|these"
    r"|their"
    r"|its|including|into|through|between|is|are|was|were|be|been|has|have|had|will|can|should|may"
    r"|not|than|such|all|each|any|both|where|when|while|also|more|new|ongoing|national"
    r"|support))\s*$",
    re.IGNORECASE,
)
# Ends that no sentence has, however loosely it is punctuated.
BROKEN = re.compile(
    r"\b(?:a|an|the|and|or|of|to|with|by|from|as|their|its|including)\s*$", re.IGNORECASE
)
LONGEST_WORD = 20
LOWER_START = re.compile(r"^\W*[a-z]")
BULLET_START = re.compile(rf"^\s*[{BULLETS}]")
# 'HMPPS will review …', 'The Probation Service has revised …': the start of a promise or report.
ACTOR = r"(?:[A-Z][\w’'&/-]*|of|and|the|for|to)"
PROMISE = re.compile(
    rf"^\W*(?:The |Each |All |Every |A |An )?{ACTOR}(?:\s+(?:{ACTOR}|\([A-Z]\w*\)|[a-z]+))"
    r"{0,6}?\s+will\s+(?!be\b)(?:also\s+)?[a-z]+"
)
REPORT = re.compile(
    rf"^\W*(?:The |Each |All |Every |A |An )?{ACTOR}(?:\s+(?:{ACTOR}|\([A-Z]\w*\)|[a-z]+))"
    r"{0,5}?\s+(?:has|have)\s+"
)
ANAPHORIC = re.compile(
    r"^\W*(?:This|These|It|They|Those|Such|How|In addition|As part|As a result|However|Therefore"
    r"|Overall|Alongside)\b"
)


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Where each segment begins (the first at 0), and by which marks."""

    starts: tuple[int, ...]
    mark: Mark


def paragraph_starts(text: str, marks: re.Pattern[str] = WEAK) -> list[int]:
    """Where the paragraphs of a text begin, 0 first."""
    if not _may_part_paragraphs(text):
        return [0]
    starts = [match.end() for match in marks.finditer(text)]
    if not starts:
        return [0]
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return [0, *(start for start in starts if first < start < last)]


def _may_part_paragraphs(text: str) -> bool:
    """Could HARD or WEAK be found in a text? Only False is sure, and told far sooner.

    Of all white space, printable text has single spaces alone.
    """
    return not text.isprintable() or "  " in text or any(map(text.__contains__, BULLETS))


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of a text begin, 0 first."""
    starts = {match.end() for match in SENTENCE.finditer(text)} | set(paragraph_starts(text))
    return sorted(starts)


def is_unfinished(text: str) -> bool:
    """Does a text break off inside a sentence?"""
    text = text.rstrip()
    if text[-1:] not in CLOSING:
        return text[-1:] not in STOPS
    return not TERMINAL.search(text)


def starts_inside(text: str, before: str, *, is_page_first: bool, has_values: bool) -> bool:
    """Does a row's text go on with a sentence that the row before began?"""
    if not before.strip() or not text.strip():
        return False
    if LOWER_START.match(text) and not BULLET_START.match(text):
        return is_unfinished(before) or is_page_first
    before = before.strip()
    # Only its last word counts.
    last = max(0, len(before) - LONGEST_WORD)
    if not is_page_first:
        return bool(BROKEN.search(before, last))
    return bool(DANGLING.search(before, last)) or (is_unfinished(before) and not has_values)


@lru_cache(maxsize=4096)
def segment(text: str, count: int) -> Segmentation | None:
    """The text cut into `count` paragraphs, None where a reader could not tell the places."""
    if count < 2:
        return Segmentation((0,), "hard")
    ways: tuple[tuple[Mark, re.Pattern[str]], ...] = (("hard", HARD), ("weak", WEAK))
    starts = {mark: paragraph_starts(text, pattern) for mark, pattern in ways}
    # The bullets of a list belong to what announces it, unless only they make up the count.
    for read in (_join_lists, lambda _, found: found):
        for mark, found in starts.items():
            reading = read(text, found)
            if len(reading) == count:
                return Segmentation(tuple(reading), mark)
    sentences = sentence_starts(text)
    if len(sentences) == count:
        return Segmentation(tuple(sentences), "sentence")
    if len(sentences) > count == 2:
        chosen = _best_starts(text, sentences, count)
        if chosen:
            return Segmentation(tuple(chosen), "scored")
    return None


def _join_lists(text: str, starts: list[int]) -> list[int]:
    """The paragraphs, those joined to the one before that go on with it or with its list."""
    kept = [0]
    in_list = False
    for start, end in zip(starts[1:], [*starts[2:], len(text)], strict=False):
        before = text[kept[-1] : start].rstrip()
        paragraph = text[start:end]
        in_list = before.endswith(":") or (in_list and bool(BULLET_START.match(paragraph)))
        if in_list or LOWER_START.match(paragraph):
            continue
        kept.append(start)
    return kept


def _best_starts(text: str, sentences: list[int], count: int) -> list[int] | None:
    """The sentences that most look like the start of a promise, if it is clear which they are."""
    scored = []
    for start, end in zip(sentences[1:], [*sentences[2:], len(text)], strict=False):
        sentence = text[start:end]
        score = 2.0 * bool(PROMISE.match(sentence)) + 1.0 * bool(REPORT.match(sentence))
        scored.append((score - 2.0 * bool(ANAPHORIC.match(sentence)), start))
    ranked = sorted(scored, reverse=True)
    wanted = count - 1
    if ranked[wanted - 1][0] < 2.0 or (
        len(ranked) > wanted and ranked[wanted][0] >= ranked[wanted - 1][0]
    ):
        return None
    return [0, *sorted(start for _, start in ranked[:wanted])]
