"""The ways in which plans print the numbers of entries: '1.4', '1(a)', 'Action 1:', 'ii.', '1.'."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

# Behind a number inside a cell stands an entry's first word, with a capital.
BEHIND = r"(?![\u2013-]\d)[\s\u2013-]{1,6}(?=[\"'‘“(]?[^\W_a-z])"
BEHIND_AT_START = r"\s{1,6}(?=\S)"
# '1.2The Deputy …': where a paragraph begins, the blank between may be lost.
GLUED = r"(?=[A-Z][a-z])"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
WORD_BEFORE = r"(?:Action|Commitment)\s"
WORDS_BEFORE = re.compile(WORD_BEFORE)
# Between the numbers of one entry: '2.1 and 2.2 Staff are trained', '2.1 – 2.3 All are trained'.
JOINER = re.compile(r"\s*(?:(?:[,&/]|\band\b)\s*)+|\s?[\u2013-]\s?|\sto\s")

Key = tuple[str, int]


@dataclass(frozen=True)
class Family:
    """A way to number entries: what a number looks like, and its key: what is before its count.

    `first` is the highest count with which a numbering may begin inside a cell, `highest` that with
    which it may begin a cell. `is_bare`: its numbers do not say whose entries they count, so they
    must begin the block, unless a word says what they are (`is_named`): a list that a sentence
    announces is none. Fewer than `fewest` of them number nothing. `is_like_list`: lists inside an
    entry are numbered alike.
    """

    pattern: str
    key: Callable[[str], Key | None]
    first: int = 1
    highest: int = 999
    is_bare: bool = False
    is_named: bool = False
    is_like_list: bool = False
    fewest: int = 1

    @cached_property
    def inside(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.])(?P<ref>{self.pattern}){self._more}{BEHIND}")

    @cached_property
    def at_start(self) -> re.Pattern[str]:
        return re.compile(rf"[\s•–-]*(?P<ref>{self.pattern}){self._more}{BEHIND_AT_START}")

    @cached_property
    def glued(self) -> re.Pattern[str]:
        return re.compile(rf"^[ \t•–-]*(?P<ref>{self.pattern})(?P<more>){GLUED}", re.MULTILINE)

    @property
    def _more(self) -> str:
        return rf"(?P<more>(?:(?:{JOINER.pattern}){self.pattern})*)"

    @cached_property
    def alone(self) -> re.Pattern[str]:
        return re.compile(rf"\W*?(?P<ref>{self.pattern}){self._more}\W*")


def _dotted(ref: str) -> Key:
    before, _, last = strip_marks(ref).rpartition(".")
    return before, int(last)


def count_of(ref: str) -> Key:
    """The key of a number that says only how many there are: '2.', 'Action 2:'."""
    return "", int(strip_marks(ref))


def _lettered(ref: str) -> Key:
    bare = strip_marks(ref).replace("(", "").replace(" ", "")
    return bare[:-1], ord(bare[-1]) - ord("a") + 1


def _roman(ref: str) -> Key | None:
    bare = strip_marks(ref).replace("(", "")
    return ("", ROMAN.index(bare) + 1) if bare in ROMAN else None


def strip_marks(ref: str) -> str:
    """A number without the marks that part it from its text, and the word before it."""
    return WORDS_BEFORE.sub("", ref).strip(" .):")


FAMILIES = (
    Family(rf"(?:{WORD_BEFORE})?\d{{1,3}}\.\d{{1,3}}[.):]?", _dotted, first=2),
    # '1.4.24' and '1.4.05' are days: a block begins with one of its first entries.
    Family(r"\d{1,3}\.\d{1,3}\.[1-9]\d{0,2}[.)]?", _dotted, highest=9),
    Family(
        rf"{WORD_BEFORE}\d{{1,3}}(?:[.):]|(?=\s[–-]\s))",
        count_of,
        is_bare=True,
        is_named=True,
        is_like_list=True,
    ),
    Family(r"\d{1,3}(?:\.\d{1,3})?(?: ?\([a-h]\)|[a-h])[.):]?", _lettered),
    Family(r"\(?[a-h]\)", _lettered, highest=8, is_bare=True),
    Family(r"\(?[ivx]{1,4}\)", _roman, highest=len(ROMAN), is_bare=True),
    Family(r"[a-h]\.", _lettered, highest=1, is_bare=True, is_like_list=True, fewest=2),
    Family(r"[ivx]{1,4}\.", _roman, highest=1, is_bare=True, is_like_list=True, fewest=2),
)
# '1. Staff will …' / '2. Checks will …', counted anew under each recommendation
COUNTED_ANEW = Family(r"\d{1,2}[.)]", count_of, highest=20, is_bare=True, is_like_list=True)
OPENS_LIST = re.compile(r"\s*(?:\d{1,2}[.)]|[a-h]\.|[ivx]{1,4}\.)\s")
