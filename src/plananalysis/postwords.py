"""What a post looks like in print: an owner told from a text, and posts glued in a cell parted."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from plananalysis.vocabulary import fold

# A post begins with one of these, or is anything that ends with one of TAILS.
HEADS = (
    r"(?:(?:Interim|Acting|Joint|Assistant|Associate|National|Senior)\s+)*"
    r"(?:Deputy\s+Directors?(?:\s+General)?|Executive\s+Directors?|Area\s+Executive\s+Directors?"
    r"|Regional\s+Probation\s+Directors?|Prison\s+Group\s+Directors?|Group\s+Directors?"
    r"|Directors?(?:\s+General)?(?=\s*,|\s+of\b|\s+for\b|\s+[A-Z])|Chief\s+Probation\s+Officer"
    r"|Chief\s+Executives?|Chief\s+Officers?|Head(?:s)?\s+of|Head(?=,)"
    r"|SRO\b|Senior\s+Responsible\s+Owner"
    r"|(?:Deputy\s+)?Governing\s+Governor|(?:Deputy\s+)?Governors?|Public\s+Prot?ection\s+Director"
    r"|Minister\s+of|Permanent\s+Secretary|RPDs?|CPO|HoF|CM\b)"
)
TAILS = (
    r"(?:Leads?|Officers?|Managers?|Directors?|Directorate|Governors?|Teams?|Coordinators?"
    r"|Inspector|Commissioners?)"
)
STARTS = re.compile(rf"(?<![\w/&])(?:{HEADS})")
POST_WORD = re.compile(
    r"\b(?:director|head|lead|governor|officer|manager|sro|chief|deputy|executive|regional|minister"
    r"|directorate|group|team|board|programme|board|commissioner|secretary|owner|coordinator|senior"
    r"|custodial|function|department|unit|rpds?|cpo|healthcare|provider|hmpps|moj|nhs)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:will|has|have|had|is|are|was|were|been|be|being|can|should|must|ensure"
    r"|continue|continues"
    r"|provides?|provided|this|these|that|which|their|they|it|we)\b",
    re.IGNORECASE,
)
SMALL = frozenset("of and for the with in on to a an at by & / - – , hm".split())
# A name cannot end or begin with these: the rest of it stands in the next row or the one before.
DANGLING_END = re.compile(r"(?:[,&/–-]|\b(?:and|of|for|with|the|to))\s*$", re.IGNORECASE)
DANGLING_START = re.compile(
    r"^\s*(?:[,&/–-]|(?:and|of|for|with)\b|[a-z]"
    r"|(?:Group|Programme|Team|Unit|Region|Directorate|Project)\b)"
)
UNFINISHED_TITLE = re.compile(
    r"^Public Protection$|(?:^|\s)(?:Deputy|Joint|Executive|Regional|Acting|Interim|Assistant|Area"
    r"|Prison Group|Regional Probation|Chief)$"
)


@lru_cache(maxsize=65536)
def owner_likeness(string: str) -> float:
    """How like a post, or a stack of posts, a cell's text is: 0 (not at all) to 1."""
    words = string.split()
    if not words or not any(character.isalpha() for character in string):
        return 0.0
    big = [word for word in words if word.casefold().strip(",.;()") not in SMALL]
    if not big:
        return 0.1
    share = sum(word[:1].isupper() or word[:1] in "(‘'" for word in big) / len(big)
    verbs = len(VERB.findall(string))
    known = bool(POST_WORD.search(string))
    score = 0.35 * known + 0.65 * share - 0.25 * verbs - 0.004 * max(len(words) - 14, 0)
    if string.rstrip().endswith(".") and not string.rstrip().endswith("Project."):
        score -= 0.15
    if re.search(r"\.\s+[A-Z]", string) or re.search(r"\d", string):
        score -= 0.2
    return min(1.0, max(0.0, score))


def is_cut_short(string: str) -> bool:
    """Does a post break off, so that its rest must stand elsewhere?"""
    string = string.strip()
    return bool(
        DANGLING_END.search(string)
        or re.search(
            r"(?:^|\s)(?:Deputy|Joint|Regional|Assistant|Chief|Regional Probation)$", string
        )
    )


def is_bare_title(string: str) -> bool:
    """Is this a title without the unit that it is held in, such as 'Deputy Director'?"""
    return bool(
        re.fullmatch(
            r"(?:Deputy |Executive |Regional |Assistant )?(?:Director|Head|Manager)", string.strip()
        )
    )


def is_tail(string: str) -> bool:
    """Is this the rest of a post that began elsewhere, rather than a post?"""
    folded = string.strip()
    if DANGLING_START.match(folded):
        return True
    return not STARTS.match(folded) and not re.search(rf"\b{TAILS}\b", folded)


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
    return bool(re.match(r"[\s,](?!\s*(?:and|with|&|/|–|-)\b)", rest)) and not STARTS.match(
        rest.strip(" ,")
    )


def _is_post(string: str) -> bool:
    """Could this stand alone: does it begin like a post, or end with a title?"""
    string = string.strip(" ,;")
    return bool(
        STARTS.match(string)
        or re.search(rf"\b{TAILS}$", string)
        or re.search(rf"\b{TAILS}\b", string)
    )


def split_posts(
    string: str, known: Collection[str] = (), expected: int | None = None
) -> list[tuple[int, int]]:
    """The places `start, end` of the posts glued in one line of an owner cell, in order.

    `known` are posts that stand alone in other cells of the same plan: they are recognised whole.
    `expected`, the number of posts that the row's other cells call for, allows cuts that the words
    alone leave open.
    """
    cuts = _cuts(string, known)
    if expected is not None and len(cuts) + 1 < expected:
        loose = sorted({*cuts, *_cut_behind_titles(string)})
        cuts = loose if len(loose) + 1 == expected else cuts
    # A mark between two posts stays with the first of them.
    behind = [cut + len(string[cut:]) - len(string[cut:].lstrip(" ;,")) for cut in cuts]
    edges = [0, *behind, len(string)]
    return [(first, last) for first, last in pairwise(edges) if string[first:last].strip(" ,;")]


def _cuts(string: str, known: Collection[str]) -> list[int]:
    """Where a new post begins: at a known post, behind one, or at the first words of one."""
    taken = _known_places(string, known)
    options = {start for start, _ in taken} | {match.start() for match in STARTS.finditer(string)}
    options |= {len(string) - len(string[end:].lstrip()) for _, end in taken}
    options |= set(_cut_behind_titles(string, only=("Lead", "Leads", "Officer")))
    cuts: list[int] = []
    for cut in sorted(options):
        before, after = string[cuts[-1] if cuts else 0 : cut], string[cut:]
        if not before.strip() or not after.strip():
            continue
        if any(start < cut < end for start, end in taken) or DANGLING_END.search(before):
            continue
        if JOINER.match(after):
            continue
        if UNFINISHED_TITLE.search(before.rstrip()) and TITLE_NOUN.match(after):
            continue
        if _is_post(before) and _is_post(after):
            cuts.append(cut)
    return cuts


TITLE_NOUN = re.compile(
    r"(?:(?:Executive|Probation|Deputy|Group)\s+)?(?:Director|Head|Officer|Manager|Governor)"
)
JOINER = re.compile(r"\s*(?:[,&/–-]|(?:and|of|for|with)\b|\()")


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
    for match in re.finditer(rf"\b{TAILS}(?=\s+[A-Z])", string):
        rest = string[match.end() :].lstrip()
        if (only is None or match.group() in only) and re.search(rf"\b{TAILS}\b", rest):
            cuts.append(len(string) - len(rest))
    return cuts


def same_post(left: str, right: str) -> bool:
    """Do two wordings name the same post, spelling and punctuation aside?"""
    return fold(left) == fold(right)
