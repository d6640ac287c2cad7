"""Abbreviations and what they stand for, from a plan's own text.

Schwartz and Hearst's algorithm ("A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003), with one step before it: where the
initials of whole words spell the abbreviation, those words are taken, and no letter inside a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plananalysis.records import Plan


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation, what the plan says that it stands for, and how often it stands there."""

    abbreviation: str
    expansion: str
    mentions: int


_SHORT = r"[A-Za-z][A-Za-z0-9&/-]{1,9}"
_BEFORE = re.compile(rf"\(\s*({_SHORT})\s*\)")
"""`Expansion Words (ABC)`"""
_AFTER = re.compile(rf"(?<![\w(-])({_SHORT})\s+\(([^()]+)\)")
"""`ABC (Expansion Words)`"""
_REACH = 400
"""Letters before an abbreviation in which its expansion is looked for."""
_TOKEN = re.compile(r"[A-Za-z0-9&/'’-]+")
_MENTION = re.compile(r"[A-Za-z0-9&-]+")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?|&")
_MARK = re.compile(r"[^a-z0-9]")
_JOINERS = frozenset("a and as at by for from in of on or the to with &".split())


def find_abbreviations(plan: Plan) -> tuple[Abbreviation, ...]:
    """Give the abbreviations that a plan's recommendations and entries explain, in order of name.

    An abbreviation explained in two ways is given twice. Plurals, hyphens and capitals make no
    other abbreviation; the spelling kept is the first. `mentions` counts it in all these texts,
    explained or not.
    """
    texts = [
        text
        for recommendation in plan.recommendations
        for text in (recommendation.text, *(entry.text for entry in recommendation.entries))
    ]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for text in texts:
        # Without a bracket nothing is explained, and most texts need not be put on one line.
        for short, long in find_definitions(" ".join(text.split())) if "(" in text else ():
            found.setdefault((_bare(short), _same_words(long)), (short, long))
    spellings: dict[str, str] = {}
    for (bare, _), (short, _) in found.items():
        spellings.setdefault(bare, short)
    mentions = _count_mentions(texts) if spellings else {}
    rows = {(spellings[bare], long, mentions[bare]) for (bare, _), (_, long) in found.items()}
    return tuple(Abbreviation(*row) for row in sorted(rows))


def find_definitions(text: str) -> Iterator[tuple[str, str]]:
    """Give each abbreviation, in the singular, with its expansion, as a text defines them."""
    if "(" not in text:
        return
    for match in _BEFORE.finditer(text):
        short = _read_short(match[1])
        # A remark between the two is passed over: "Supervision (second generation) (SEEDS2)".
        before = text[max(match.start() - _REACH, 0) : match.start()]
        before = re.sub(r"\([^()]*\)\s*$", "", before).rstrip()
        if short and (long := _match(short, re.split(r"[.;:!?()\[\]•]\s|[()]", before)[-1])):
            yield short, long
    for match in _AFTER.finditer(text):
        short = _read_short(match[1])
        if short and (long := _match(short, match[2])):
            yield short, long


def _read_short(printed: str) -> str | None:
    """Give an abbreviation in the singular; None for a word that is none."""
    short = printed.removesuffix("s") if re.search(r"[A-Z]{2}s$", printed) else printed
    capitals = sum(letter.isupper() for letter in short)
    is_word = capitals < 2 or len(_bare(short)) < 2 or short.startswith("http")
    return None if is_word else short


def _match(short: str, candidate: str) -> str | None:
    """Give the end of `candidate` that `short` abbreviates, or None."""
    letters = _bare(short)
    words = [match.span() for match in _WORD.finditer(candidate)]
    words = words[-min(len(letters) + 5, 2 * len(letters) + 2) :]
    for spelled in dict.fromkeys((letters, letters.rstrip("0123456789"))):
        if len(spelled) < 2:
            continue
        for first in range(len(words) - 1, -1, -1):
            initials = [candidate[start].casefold() for start, _ in words[first:]]
            joins = [candidate[start:end].casefold() in _JOINERS for start, end in words[first:]]
            if not joins[0] and not joins[-1] and _spells(spelled, initials, joins):
                return candidate[words[first][0] :].strip(" ,'\"-–—/")
        start = _schwartz_hearst(spelled, candidate, words[0][0] if words else 0)
        if start is not None:
            long = candidate[start:].strip(" ,'\"-–—/")
            is_other = short.casefold() not in map(str.casefold, _TOKEN.findall(long))
            if is_other and len(long) > len(short) and " " in long:
                return long
    return None


def _spells(letters: str, initials: Sequence[str], joins: Sequence[bool]) -> bool:
    """Whether initials spell the letters in order, each word's used save that of a joiner."""
    spelled = {0}
    for initial, is_joiner in zip(initials, joins, strict=True):
        used = {place + 1 for place in spelled if letters[place : place + 1] == initial}
        spelled = used | spelled if is_joiner else used
    return len(letters) in spelled


def _schwartz_hearst(letters: str, candidate: str, least: int) -> int | None:
    """Give where the shortest end of `candidate` begins that has the letters in order.

    Read from the right; the first letter must begin a word. None where they are not all there.
    """
    lowered, place = candidate.casefold(), len(candidate)
    if len(lowered) != len(candidate):  # Case folding has moved the letters.
        return None
    for index in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= least and (
            lowered[place] != letters[index]
            or (index == 0 and place > 0 and lowered[place - 1].isalnum())
        ):
            place -= 1
        if place < least:
            return None
    return place


def _bare(short: str) -> str:
    return _MARK.sub("", short.casefold())


def _same_words(long: str) -> str:
    """Give an expansion's words without what may vary: capitals, plurals, joiners."""
    words = re.sub(r"['’]", "", long.casefold()).replace("-", " ").split()
    return " ".join(word.strip(",").removesuffix("s") for word in words if word not in _JOINERS)


def _count_mentions(texts: Sequence[str]) -> Counter[str]:
    """Count the tokens that could be each abbreviation, plural or not, with or without hyphen."""
    tokens = Counter(token for text in texts for token in _MENTION.findall(text))
    counts: Counter[str] = Counter()
    for token, times in tokens.items():
        if not token.islower() and sum(letter.isupper() for letter in token) >= 2:
            for bare in {_bare(token), _bare(token.removesuffix("s"))}:
                counts[bare] += times
    return counts
