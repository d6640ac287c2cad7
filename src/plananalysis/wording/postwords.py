"""What a post looks like in print: an owner told from a text, and posts glued in a cell parted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from plananalysis.memo import REMEMBERED, remember
from plananalysis.wording.vocabulary import fold, read_rows

SMALL = frozenset("of and for the with in on to a an at by & / - – , hm".split())
BIG, LITTLE = "Aa"
# A name cannot end or begin with these: the rest of it stands in the next row or the one before.
DANGLING_END = re.compile(
    r"(?:[,&/–-]|\b(?:and|or|of|for|with|the|to|by|in|from|at|on))\s*$", re.IGNORECASE
)
# What speaks against a post: a second sentence, or a figure.
NO_POST = re.compile(r"\.\s+[A-Z]|\d")
BARE_TITLE = re.compile(r"(?:Deputy |Executive |Regional |Assistant )?(?:Director|Head|Manager)")
UNIT = re.compile(r"[A-Z][A-Z&]{1,7}")


@dataclass(frozen=True, slots=True)
class PostPatterns:
    """How posts are worded: what they begin with, what titles they end with, and what they lack.

    A post begins with a head (`starts`), or is anything that ends with a `tail`. `words` name posts
    and units, `sentence` has words that posts have none of. `rest` opens the rest of a post that
    began elsewhere; `unfinished` and `cut_short` end a title that wants its noun or its unit.
    `words` and `sentence` are in small letters, as what is searched for them is.
    """

    starts: re.Pattern[str]
    tail: re.Pattern[str]
    words: re.Pattern[str]
    sentence: re.Pattern[str]
    rest: re.Pattern[str]
    unfinished: re.Pattern[str]
    cut_short: re.Pattern[str]


@cache
def post_patterns() -> PostPatterns:
    """The patterns that `vocabulary/postwords.csv` makes."""
    heads = rf"(?:{_any_of('before head')}\s+)*{_any_of('head')}"
    return PostPatterns(
        # A capital behind a small letter begins a post that the export glued to the one before.
        starts=re.compile(rf"(?:(?<![\w/&])|(?<=[a-z])(?=[A-Z])){heads}"),
        tail=re.compile(rf"\b{_any_of('tail')}\b"),
        words=re.compile(rf"\b{_any_of('word')}\b"),
        sentence=re.compile(rf"\b{_any_of('sentence')}\b"),
        rest=re.compile(rf"^\s*(?:[,&/–-]|(?:and|of|for|with)\b|[a-z]|{_any_of('rest')}\b)"),
        unfinished=re.compile(rf"(?:^|\s){_any_of('unfinished')}$"),
        cut_short=re.compile(rf"(?:^|\s){_any_of('cut short')}$"),
    )


def _any_of(role: str) -> str:
    """A pattern of any of the wordings of the vocabulary that play this role."""
    rows = read_rows("postwords", ("role", "pattern", "reason"))
    return "(?:" + "|".join(row["pattern"] for row in rows if row["role"] == role) + ")"


@remember
def owner_likeness(string: str) -> float:
    """How like a post, or a stack of posts, a cell's text is: 0 (not at all) to 1."""
    words = string.split()
    if not words or not any(map(str.isalpha, string)):
        return 0.0
    sizes = "".join(map(_size, words))
    if not sizes:
        return 0.1
    share = sizes.count(BIG) / len(sizes)
    length = 0.004 * max(len(words) - 14, 0)
    small = string.casefold()
    verbs = 0
    for verbs, _ in enumerate(post_patterns().sentence.finditer(small), 1):
        if 0.35 + 0.65 * share - 0.25 * verbs - length <= 0.0:
            # A sentence, whatever else it says and whatever posts it names.
            return 0.0
    known = bool(post_patterns().words.search(small))
    score = 0.35 * known + 0.65 * share - 0.25 * verbs - length
    if string.rstrip().endswith("."):
        score -= 0.15
    if NO_POST.search(string):
        score -= 0.2
    return min(1.0, max(0.0, score))


@lru_cache(maxsize=REMEMBERED)
def _size(word: str) -> str:
    """BIG or LITTLE, by what a word begins with; nothing for those that are little in names too."""
    if word.casefold().strip(",.;()") in SMALL:
        return ""
    return BIG if word[0].isupper() or word[0] in "(‘'" else LITTLE


def is_cut_short(string: str) -> bool:
    """Does a post break off, so that its rest must stand elsewhere?"""
    string = string.strip()
    return bool(DANGLING_END.search(string) or post_patterns().cut_short.search(string))


def is_bare_title(string: str) -> bool:
    """Is this a title without the unit that it is held in, such as 'Deputy Director'?"""
    return BARE_TITLE.fullmatch(string.strip()) is not None


def is_unit_beside(post: str, string: str) -> bool:
    """Is this a unit by its abbreviation ('EPSIG') behind a post that is whole without it?"""
    is_abbreviation = bool(UNIT.fullmatch(string.strip()))
    return is_abbreviation and not is_cut_short(post) and not is_bare_title(post)


def is_tail(string: str) -> bool:
    """Is this the rest of a post that began elsewhere, rather than a post?"""
    folded = string.strip()
    if post_patterns().rest.match(folded):
        return True
    return not post_patterns().starts.match(folded) and not post_patterns().tail.search(folded)


def complete_posts(names: Collection[str]) -> frozenset[str]:
    """Those of the names that are one whole post: no stack of two of them, no beginning or end."""
    single = {
        name
        for name in names
        if not any(
            name.startswith(other + " ")
            and name[len(other) + 1 :] in names
            and not is_tail(name[len(other) + 1 :])
            for other in names
            if len(other) < len(name)
        )
    }
    return frozenset(
        name
        for name in single
        if not is_tail(name)
        and not is_cut_short(name)
        and not any(_begins(other, name) for other in single if len(other) > len(name))
    )


def _begins(longer: str, name: str) -> bool:
    """Does a longer post begin with this one, so that this one may be cut short?"""
    if not longer.startswith(name):
        return False
    rest = longer[len(name) :]
    return bool(
        re.match(r"[\s,](?!\s*(?:and|with|&|/|–|-)\b)", rest)
    ) and not post_patterns().starts.match(rest.strip(" ,"))


def _is_post(string: str) -> bool:
    """Could this stand alone: does it begin like a post, or end with a title?"""
    string = string.strip(" ,;")
    return bool(post_patterns().starts.match(string) or post_patterns().tail.search(string))


def split_posts(
    string: str, known: Collection[str] = (), expected: int | None = None
) -> list[tuple[int, int]]:
    """The places `start, end` of the posts glued in one line of an owner cell, in order.

    `known` are posts that stand alone in other cells of the same plan: they are recognised whole.
    `expected`, the number of posts that the row's other cells call for, allows cuts that the words
    alone leave open.
    """
    cuts = _cuts(string, frozenset(known))
    if expected is not None and len(cuts) + 1 < expected:
        loose = tuple(sorted({*cuts, *_cut_behind_titles(string)}))
        cuts = loose if len(loose) + 1 == expected else cuts
    # A mark between two posts stays with the first of them.
    behind = [cut + len(string[cut:]) - len(string[cut:].lstrip(" ;,")) for cut in cuts]
    edges = [0, *behind, len(string)]
    return [(first, last) for first, last in pairwise(edges) if string[first:last].strip(" ,;")]


@lru_cache(maxsize=512)
def _cuts(string: str, known: frozenset[str]) -> tuple[int, ...]:
    """Where a new post begins: at a known post, behind one, or at the first words of one."""
    taken = _known_places(string, known)
    options = {start for start, _ in taken} | {
        match.start() for match in post_patterns().starts.finditer(string)
    }
    options |= {len(string) - len(string[end:].lstrip()) for _, end in taken}
    options |= set(_cut_behind_titles(string, only=("Lead", "Leads", "Officer")))
    sure = _cut_at_doubled(string) | _cut_at_semicolons(string)
    options |= sure
    cuts: list[int] = []
    for cut in sorted(options):
        before, after = string[cuts[-1] if cuts else 0 : cut], string[cut:]
        if not before.strip() or not after.strip():
            continue
        if cut in sure:
            cuts.append(cut)
            continue
        if any(start < cut < end for start, end in taken) or DANGLING_END.search(before):
            continue
        if JOINER.match(after):
            continue
        if post_patterns().unfinished.search(before.rstrip()) and TITLE_NOUN.match(after):
            continue
        if _is_post(before) and _is_post(after):
            cuts.append(cut)
    return tuple(cuts)


TITLE_NOUN = re.compile(
    r"(?:(?:Executive|Probation|Deputy|Group)\s+)?(?:Director|Head|Officer|Manager|Governor)"
)
JOINER = re.compile(r"\s*(?:[,&/–-]|(?:and|of|for|with)\b|\()")


# 'OMiC SRO OMiC SRO': two words or more that are printed again at once.
DOUBLED = re.compile(
    r"(?<![\w/&,-])(?P<post>[A-Z][\w’'&/-]*(?:,?[ ][\w’'&/-]+){1,11}?),? (?P=post)(?![\w’'&/-])"
)


def _cut_at_doubled(string: str) -> set[int]:
    """Where a name that is printed twice running begins again, and where what follows is a post.

    No post says the same words twice: so it is one that the export stacked, known or not. Unless it
    is the unit of a post before it: 'Director of Prison Services, Prison Services Directorate'.
    """
    cuts: set[int] = set()
    words = string.split()
    match = DOUBLED.search(string) if len(set(words)) < len(words) else None
    while match:
        again, after = match.end() - len(match["post"]), string[match.end() :].lstrip()
        is_unit = match.start() and match.start() not in cuts and not _is_post(match["post"])
        if not is_unit:
            cuts.add(again)
        if not is_unit and _is_post(after) and not JOINER.match(after):
            cuts.add(len(string) - len(after))
        match = DOUBLED.search(string, again)
    return cuts


# 'Deputy Director;', 'Heads of Operations;': what they are of may stand behind the mark.
OPEN_TITLE = re.compile(r"(?:Directors|Governors|Heads|Leads|Managers)\b")


def _cut_at_semicolons(string: str) -> set[int]:
    """Where the next post begins behind a semicolon.

    One in brackets, before 'and', or between a title and what it is of, parts no posts.
    """
    cuts: set[int] = set()
    for match in re.finditer(r";\s+(?=\w)", string):
        before, (after, *_) = string[: match.start()], string[match.end() :].split(";")
        is_inside = before.count("(") > before.count(")") or JOINER.match(after)
        is_open = is_bare_title(before.rpartition(";")[2]) or OPEN_TITLE.match(before)
        if not is_inside and (_is_post(after) or not is_open):
            cuts.add(match.end())
    return cuts


def _known_places(string: str, known: Collection[str]) -> list[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for name in sorted((name for name in known if len(name) < len(string)), key=len, reverse=True):
        at = string.find(name)
        while at >= 0:
            end = at + len(name)
            before, after = string[:at], string[end:]
            is_whole = not (before[-1:].isalnum() or after[:1].isalnum())
            is_free = all(end <= low or at >= high for low, high in taken)
            rest_is_post = not after.strip() or (_is_post(after) and not JOINER.match(after))
            if is_whole and is_free and rest_is_post and not DANGLING_END.search(before):
                taken.append((at, end))
            at = string.find(name, end)
    return taken


def _cut_behind_titles(string: str, only: Collection[str] | None = None) -> list[int]:
    """Behind a closing title ('… Lead') where what follows holds a title of its own."""
    cuts = []
    for match in post_patterns().tail.finditer(string):
        rest = string[match.end() :].lstrip()
        if not rest[:1].isupper() or rest == string[match.end() :]:
            continue
        if (only is None or match.group() in only) and post_patterns().tail.search(rest):
            cuts.append(len(string) - len(rest))
    return cuts


# 'Head of PDU HR Business Partner': no head of something is a partner, too.
TWO_TITLES = re.compile(
    r"(?:Deputy\s|Regional\s)?Heads?\sof\s(?:(?!(?:and|for|of|or|the|to|with)\s)[\w’'.]+\s)+"
    r"(?:Business\sPartners?|Coordinators?|Leads?|Managers?|Officers?)"
)


def holds_two_posts(string: str) -> bool:
    """Does an owner begin as one post and end as another, where no word tells between them?"""
    return TWO_TITLES.fullmatch(string.strip()) is not None


def same_post(left: str, right: str) -> bool:
    """Do two wordings name the same post, spelling and punctuation aside?"""
    return fold(left) == fold(right)
