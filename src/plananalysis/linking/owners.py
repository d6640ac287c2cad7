"""Posts under one name however an owner is printed.

Case, `&`, commas, dashes, brackets and misread letters are settled by rule; whatever goes beyond
spelling stands in `vocabulary/posts.csv`, reviewed by hand, with a reason each. The words of titles
stand in `vocabulary/ownerwords.csv`. A post's key comes from its own wording alone, so it stays the
same whichever other plans are read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from plananalysis.wording.vocabulary import fold, read_rows


@dataclass(frozen=True, slots=True)
class Post:
    """A post that owns entries; `unit` is its group, directorate or region, where it is stated."""

    post_id: str
    label: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class PostTable:
    """The posts that own entries of some plans, in order of id."""

    posts: tuple[Post, ...]

    def post_of(self, owner_raw: str) -> str:
        """Give the `post_id` of an owner as printed."""
        return name_post(owner_raw).post_id


_LEAST_NAME = 15
"""Letters from which a name with one letter wrong can still be no other."""


def assign_posts(wordings: Iterable[str]) -> PostTable:
    """Give the posts that owners as printed name, one for each name; none is left out.

    An owner that names two posts in one breath ("X & Y") is a post of its own, without a unit.
    """
    posts: dict[str, Post] = {}
    for wording in sorted(set(wordings)):
        post = name_post(wording)
        known = posts.setdefault(post.post_id, post)
        if _capitals(post.label) < _capitals(known.label):
            posts[post.post_id] = post
    return PostTable(tuple(posts[post_id] for post_id in sorted(posts)))


@lru_cache(maxsize=16_384)
def name_post(owner_raw: str) -> Post:
    """Give the post that an owner as printed names."""
    wording = _spell_out(owner_raw)
    key = _key(wording)
    listed = _listed()
    known = key if key in listed else _misread(key)
    if known is not None:
        return listed[known]
    title, unit = _part(wording)
    label = f"{title}, {unit}" if unit and not title.casefold().endswith("of") else wording
    return Post(_slug(key, owner_raw), _capitalise(label), _capitalise(unit) if unit else None)


def _spell_out(owner: str) -> str:
    """Settle how a wording is spelt: white space, `&`, dashes, brackets, misread title words."""
    text = " ".join(owner.replace("&", " and ").replace("’", "'").split())
    # A line's end breaks a word in a narrow cell: "Chief Proba- tion Officer".
    text = re.sub(r"(?<=[a-z])[-‐] (?=[a-z])", "", text)
    text = re.sub(r"[A-Za-z]{6,}", lambda found: _read_title_word(found[0]), text)
    # The abbreviation of the words before it adds nothing: "Improvement Support Group (ISG)".
    text = re.sub(r"\s*\(([A-Z][A-Za-z&-]+)\)", _drop_abbreviation, text)
    text = re.sub(r"\s*\(([^()]*)\)", r", \1", text)
    text = re.sub(r"\s*(?:,|\s[-–—])\s*", ", ", text)
    text = re.sub(r"\s*/\s*", " / ", text)
    return text.strip(" .,;:/-–—")


def _drop_abbreviation(found: re.Match[str]) -> str:
    words = fold(found.string[: found.start()]).split()
    letters = [letter for letter in found[1].casefold() if letter.isalpha()]
    initials = [word[0] for word in words if word not in _words("small word")]
    return "" if initials[-len(letters) :] == letters else found[0]


def _key(wording: str) -> str:
    return " ".join(word for word in fold(wording).split() if word not in _words("left out of key"))


@lru_cache(maxsize=16_384)
def _read_title_word(word: str) -> str:
    """Give the title that a word is with one letter misread, else the word."""
    near = [
        title
        for title in _words("title word")
        if len(title) == len(word) and OSA.distance(title, word.casefold(), score_cutoff=1) <= 1
    ]
    if len(near) != 1 or near[0] == word.casefold():
        return word
    return near[0].capitalize() if word[0].isupper() else near[0]


def _misread(key: str) -> str | None:
    """Give the one listed post whose name this is with a single letter wrong, else None."""
    if len(key) < _LEAST_NAME:
        return None
    alike = process.extract(
        _as_seen(key), _listed_as_seen(), scorer=OSA.distance, score_cutoff=1, limit=None
    )
    near = [name for _, _, name in alike if _is_slip(name.split(), key.split())]
    return near[0] if len(near) == 1 else None


@cache
def _listed_as_seen() -> Mapping[str, str]:
    return {name: _as_seen(name) for name in _listed()}


def _as_seen(key: str) -> str:
    """Write letters that look alike in print alike."""
    return key.replace("rn", "m").replace("vv", "w").replace("0", "o").replace("1", "l")


def _is_slip(name: list[str], read: list[str]) -> bool:
    """Whether two names differ by a misread letter: no number, no plural, no other title."""
    if len(name) != len(read):
        return True  # A space lost or too many.
    ours, theirs = next((a, b) for a, b in zip(name, read, strict=True) if a != b)
    is_plural = ours.rstrip("s") == theirs.rstrip("s")
    is_title = theirs in _words("title word")
    return ours.isalpha() and theirs.isalpha() and not is_plural and not is_title


@cache
def _listed() -> Mapping[str, Post]:
    """The posts of the vocabulary by key of every wording given for them."""
    posts: dict[str, Post] = {}
    for row in read_rows("posts", ("wording", "label", "unit", "reason")):
        post = Post(_slug(_key(row["label"]), row["label"]), row["label"], row["unit"] or None)
        posts[_key(_spell_out(row["wording"]))] = post
    return MappingProxyType(posts)


def _part(wording: str) -> tuple[str, str | None]:
    """Part a wording into title and unit; no unit where it names two posts or none."""
    found = _titles().match(wording) or _titles_at_comma().match(wording)
    if not found:
        return wording, None
    title, rest = found[0], wording[found.end() :].strip()
    rest = re.sub(r"^(?:,|of\b|for\b)\s*", "", rest, flags=re.IGNORECASE)
    is_of = title.casefold().endswith("head")
    is_joined = re.search(r"\band\b", title, re.IGNORECASE) or "/" in rest
    if not rest or is_joined or _words("title word") & set(fold(rest).split()):
        return wording, None
    return (f"{title} of", rest) if is_of else (title, rest)


def _capitalise(wording: str) -> str:
    """Write each word with a capital, small words without; words with capitals inside stay."""
    words = wording.split(" ")
    if wording.isupper():  # All capitals: what is short may be an abbreviation and stays.
        words = [word.lower() if len(word.strip(",")) > 5 else word for word in words]
    return " ".join(
        word.lower()
        if i and word.casefold() in _words("small word")
        else (word[:1].upper() + word[1:] if word.islower() else word)
        for i, word in enumerate(words)
    )


def _capitals(label: str) -> tuple[int, str]:
    """Order the spellings of one name: what keeps most of its abbreviations' capitals first."""
    return -sum(character.isupper() for character in label), label


def _slug(key: str, owner_raw: str) -> str:
    if key:
        return key.replace(" ", "-")
    return "post-" + hashlib.sha256(owner_raw.encode()).hexdigest()[:8]


@cache
def _titles() -> re.Pattern[str]:
    """A title with which a wording begins, with the words before it."""
    before, titles = "|".join(_patterns("before title")), "|".join(_patterns("title"))
    return re.compile(rf"(?:(?:{before})\s+)*(?:{titles})\b", re.IGNORECASE)


@cache
def _titles_at_comma() -> re.Pattern[str]:
    """Any words up to a title that a comma parts from its unit."""
    titles = "|".join(_patterns("title at comma"))
    return re.compile(rf"[^,/]+\b(?:{titles})(?=,)", re.IGNORECASE)


@cache
def _words(role: str) -> frozenset[str]:
    return frozenset(_patterns(role))


def _patterns(role: str) -> list[str]:
    rows = read_rows("ownerwords", ("role", "pattern", "reason"))
    return [row["pattern"] for row in rows if row["role"] == role]
