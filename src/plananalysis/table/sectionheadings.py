"""Headings inside the table that name a section, or the body to which what follows is addressed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from plananalysis.readers.grid import Row
from plananalysis.wording.vocabulary import addressees, fold, headings


@dataclass(frozen=True, slots=True)
class AddresseeHeading:
    """A section heading that names the body addressed; None where it names none."""

    addressee: str | None
    is_cut: bool


SHOULD = re.compile(r"s\s*h[o0]+\s*u\s*[l1I|]\s*d\s*:?\s*$|\bshould:?\s*$", re.IGNORECASE)
# 'The Probation Service should ensure that:', where each recommendation ends the sentence
SHOULD_ENSURE = re.compile(
    r"(?P<body>[A-Z][^.:;]{2,90}?)\s+should\s+(?:ensure|make sure)(?:\s+that)?\s*:"
)
# 'The Ministry of Justice should, together with the Home Office:'
SHOULD_WITH = re.compile(
    r"(?P<body>[A-Z][^.:;]{1,90}?)\s+should,\s(?:alongside|jointly|supported|together|with|working"
    r"|in\s+(?:collaboration|conjunction|consultation|liaison|partnership))\b[^.:;]{2,80}:"
)
# 'To the Governor', 'Main recommendations to HMPPS', 'Directed to: the Home Office'
TO_WHOM = re.compile(
    r"(?P<lead>(?:[A-Z][\w ]{2,40}?:?\s+)?[Rr]ecommendations?\s*:?\s*)?"
    r"(?P<to>(?:(?:[Dd]irected|[Aa]ddressed)\s+)?[Tt]o|[Ff]or)\s*:?\s+"
    r"(?P<body>(?:the\s+)?[A-Z]?[^.;]{2,90}?)\s*:?"
)
MOST_WORDS = 12
# From this likeness on, of 100, a name is that of a body that is known.
SAME_BODY = 92
# Words that a heading has none of: with one of them it is a sentence, or a part of one.
SENTENCE = re.compile(r"\b(?:is|are|will|has|have|been|be|should|must|ensure|that|which|their)\b")


def find_addressee_heading(row: Row) -> AddresseeHeading | None:
    """The section heading that a row is (`… should:`, `To the Governor`), None where it is none.

    A heading that names nobody ('Main recommendations', 'Safety') has no addressee.
    """
    cells = [row.cells[index].plain for index in row.filled]
    if not cells or sum(map(len, cells)) > 140 or any(cell[:1].isdigit() for cell in cells):
        return None
    line = " ".join(cells)
    announced = SHOULD_ENSURE.fullmatch(line) or SHOULD_WITH.fullmatch(line)
    if announced:
        return AddresseeHeading(announced.group("body"), False)
    if _ends_with_should("".join(cells[-3:])):
        variants = [variant for variant in _mend_cuts(cells) if SHOULD.search(variant)]
        named = [SHOULD.sub("", variant).strip(" :") for variant in variants]
        return AddresseeHeading(_likeliest_body(named), len(cells) > 1) if named else None
    if fold(line) in headings("section"):
        return AddresseeHeading(None, False)
    return _addressed_to(line)


def _addressed_to(line: str) -> AddresseeHeading | None:
    """The heading that a short line is by its 'To …'; None where it may be the rest of a text."""
    match = TO_WHOM.fullmatch(line)
    if not match or len(line.split()) > MOST_WORDS or SENTENCE.search(line):
        return None
    body = match.group("body")
    is_opening = bool(match.group("lead")) or match.group("to")[0].isupper()
    return AddresseeHeading(body, False) if is_opening else None


def _ends_with_should(string: str) -> bool:
    letters = "".join(filter(str.isalpha, string.lower()))
    return any(Levenshtein.distance("should", letters[-count:]) <= 1 for count in (5, 6, 7))


def _mend_cuts(cells: list[str]) -> list[str]:
    """Every likely joining of cells cut in a word: whole, or less a letter doubled or astray."""
    variants = [cells[0]]
    for cell in cells[1:5]:
        variants = [
            left[: len(left) - dropped_left] + space + cell[dropped_right:]
            for left in variants
            for dropped_left, dropped_right in ((0, 0), (1, 0), (0, 1), (2, 0))
            for space in ((" ", "") if cell[:1].isupper() else ("", " "))
        ]
    return list(dict.fromkeys(" ".join(variant.split()) for variant in variants))


def _likeliest_body(variants: list[str]) -> str | None:
    """The variant that is nearest to a body that is known; the plainest joining where none is."""
    scored = [
        (max(fuzz.ratio(variant.casefold(), body.casefold()) for body in addressees()), variant)
        for variant in variants
    ]
    best = max(score for score, _ in scored)
    if best >= SAME_BODY:
        return next(variant for score, variant in scored if score == best) or None
    # A body that is not known tells nothing of letters astray: the joining with the most words of
    # bodies that are known.
    return max(variants, key=_known_words) or None


def _known_words(variant: str) -> int:
    """How many letters of a name stand in words of bodies that are known."""
    return sum(len(word) for word in fold(variant).split() if word in _body_words())


@cache
def _body_words() -> frozenset[str]:
    return frozenset(word for body in addressees() for word in fold(body).split())
