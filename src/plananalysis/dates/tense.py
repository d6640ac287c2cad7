"""Verbs of a sentence and what they say of time: done, to come, or open.

A small grammar of English tense and aspect for formal prose; no tagger and no model, so that every
reading can be traced to the words that made it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["future", "past", "present", "open", "negated"]

_ADVERBS = (
    r"(?:\s+(?:\w+ly|also|now|then|not|never|already|still|therefore|first|soon|next|since|both"
    r"|further|again|all|each|n['’]t))*"
)
_PLANNING = (
    r"(?:expected|anticipated|scheduled|planned|intended|projected|proposed|estimated|forecast"
    r"|targeted|hoped|envisaged)"
)
_IRREGULAR_PARTICIPLES = (
    r"(?:held|begun|built|led|met|set|sent|made|written|given|taken|run|brought|put|shown|seen|gone"
    r"|come|become|undertaken|won|drawn|chosen|spent|done|kept|found|left|got|had)"
)
_IRREGULAR_PASTS = (
    r"(?:held|ran|took|went|came|began|led|met|gave|wrote|sent|made|built|brought|put|saw|undertook"
    r"|became|set\s+up|fell|rose|grew)"
)
# Words in -ed that are no participles, or only as adjectives of a noun that follows.
_NO_PARTICIPLE = frozenset(
    "need embed indeed proceed exceed speed shared informed related based detailed dedicated "
    "advanced limited combined seed feed united succeed".split()
)
_DETERMINERS = frozenset(
    "a an the this that these those their its our his her new newly all any some each every more "
    "most other such".split()
)
_EVENT_NOUNS = (
    r"(?:roll\s?-?\s?out|launch|implementation|delivery|completion|publication|introduction"
    r"|go-?live|deployment|evaluation|review|training|start|commencement)"
)
_BE = r"(?:is|are|was|were)"
# "No training was held", and not "no fewer than 300 were trained".
_DENYING_SUBJECT = re.compile(
    r"(?:^|[,;:]\s|\b(?:and|but)\s)\W*(?:no(?!\.|\s+(?:fewer|less|more|later|longer))|none|neither|nobody"
    r"|nothing)\b[^,;:]*$",
    re.IGNORECASE,
)
_LONGEST_SUBJECT = 80  # characters
_CUE = re.compile(
    rf"""\b(?:
      (?P<modal>(?:will|shall|must|would|should|cannot|can|could|may|might)\b{_ADVERBS}
          (?:\s+(?:be|have|been))*{_ADVERBS}(?:\s+[a-z]\w+)?)
    | (?P<unable>(?:(?:(?:has|have|had)(?:\s+been)?|{_BE}|remains?){_ADVERBS}\s+)?
          (?:unable|not\s+able|fail(?:ed|s|ing)?)\s+to\s+\w+)
    | (?P<to_be>(?:{_BE}{_ADVERBS}\s+to(?:\s+(?:be|have(?:\s+been)?))?
          |to\s+(?:be|have(?:\s+been)?)){_ADVERBS}\s+\w+)
    | (?P<had_planned>had{_ADVERBS}\s+(?:been{_ADVERBS}\s+{_PLANNING}|(?:planned|intended|hoped
          |expected|aimed)\s+to(?:\s+(?:be|have))?\s+\w+))
    | (?P<plan>(?:(?:is|are|was|were|been|remains?){_ADVERBS}\s+)?(?:{_PLANNING}
          (?:\s+to\s+(?:be\s+|have\s+(?:been\s+)?)?\w+)?
        | due(?:\s+to\s+(?:be\s+)?(?:launch|start|commence|begin|complete|conclude|report|finish|end
              |go|publish|take|open|close|\w+ed)\w*|(?=\s+(?:for|in|by|on)\b|\s*:))
        | set\s+to\s+\w+ | on\s+(?:track|course|schedule)(?:\s+to\s+\w+)?)
      | (?:aims?|aiming|expects?|intends?|intending|plans?|planning|seeks?|hopes?)\s+to\s+\w+
      | with\s+(?:the|an)\s+(?:aim|intention|expectation|ambition|target)\s+(?:of|to|that))
    | (?P<perfect>(?:has|have|had|having)\b{_ADVERBS}(?:\s+been)?{_ADVERBS}\s+\w+(?:-\w+)*)
    | (?P<was>(?:was|were)\b{_ADVERBS}(?:\s+(?:being|been))?{_ADVERBS}\s+\w+(?:-\w+)*)
    | (?P<is>(?:is|are|am|being)\b{_ADVERBS}(?:\s+being)?{_ADVERBS}\s+\w+)
    | (?P<tell>following|after|upon|once|since\s+(?:its|the|their|launch\w*|\w+ing))\b
    | (?P<irregular>{_IRREGULAR_PASTS})
    | (?P<simple>starts|begins|launches|commences|comes|goes|ends|concludes|opens|takes\s+effect)
    | (?P<noun>with\s+(?:[\w-]+\s+){{0,3}}?{_EVENT_NOUNS})
    | (?P<infinitive>to\s+(?!the\b|a\b|an\b|all\b|its\b|their\b|our\b)[a-z]{{3,}})
    | (?P<participle>[a-z][\w-]*ed)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATIVE = re.compile(r"\b(?:that|which|who|where|when)\s+$", re.IGNORECASE)
_SEGMENT_END = re.compile(r"[,;:–—]\s|\n")


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb group, or a word that opens a phrase of time; `is_group` says it has an auxiliary."""

    start: int
    end: int
    kind: Kind
    is_group: bool  # with an auxiliary or a planning word, not a bare participle


def _kind_of(found: re.Match[str]) -> tuple[Kind, bool] | None:
    """What a matched group of words says of time; None where it is no verb after all."""
    words = found[0].lower().split()
    group = found.lastgroup
    if group != "participle" and (
        {"not", "never", "cannot"} & set(words) or words[0].endswith("n't")
    ):
        return "negated", True
    if group == "modal":
        return ("present" if words[0] in ("can", "could", "may", "might") else "future"), True
    if group == "unable":
        return "negated", True
    if group in ("to_be", "had_planned", "plan"):
        return "future", True
    if group == "perfect":
        is_participle = re.fullmatch(rf"[\w-]+(?:ed|en|wn)|{_IRREGULAR_PARTICIPLES}", words[-1])
        return ("past" if is_participle or "been" in words else "present"), True
    if group == "was":
        return "past", True
    if group == "is":
        return "present", True
    if group == "simple":
        return "open", True
    if group in ("tell", "noun", "infinitive"):
        return "open", False
    return "past", False


def find_cues(sentence: str, dates: Sequence[tuple[int, int]], offset: int) -> list[Cue]:
    """The verbs and their like in a sentence, in order, outside the spans of its dates.

    Spans are those of the whole text, in which the sentence begins at `offset`.
    """
    cues: list[Cue] = []
    last_group: Cue | None = None
    dated = bytearray(len(sentence) + 1)
    for a, b in dates:
        dated[max(0, a - offset) : b - offset] = b"\1" * (b - max(a, offset))
    for found in _CUE.finditer(sentence):
        start, end = offset + found.start(), offset + found.end()
        if any(dated[start - offset : end - offset]):
            continue
        kind_and_group = _kind_of(found)
        if kind_and_group is None:
            continue
        kind, is_group = kind_and_group
        if found["participle"]:
            head = sentence[max(0, found.start() - 40) : found.start()]
            before = re.findall(r"[\w-]+|[,;(]", head)
            word = found[0].lower()
            if word in _NO_PARTICIPLE or (before and before[-1].lower() in _DETERMINERS):
                continue
            if before and before[-1].lower() in ("and", "or", "then", "but") and last_group:
                kind, is_group = last_group.kind, True  # "will be reviewed and published"
        subject = sentence[max(0, found.start() - _LONGEST_SUBJECT) : found.start()]
        if is_group and _DENYING_SUBJECT.search(subject):
            kind = "negated"
        cues.append(Cue(start, end, kind, is_group))
        last_group = cues[-1] if is_group else last_group
    return cues


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def _is_relative(text: str, cue: Cue) -> bool:
    return bool(_RELATIVE.search(text[max(0, cue.start - 8) : cue.start]))


def find_governor(
    text: str, cues: Sequence[Cue], start: int, end: int, *, opens: bool
) -> Cue | None:
    """The verb that the phrase at `text[start:end]` hangs on.

    The nearest before it, or after it where it opens its clause; a verb with an auxiliary is taken
    before a bare participle, unless that stands next to the phrase.
    """
    # 'was on' ends in the preposition with which the phrase begins.
    left = [c for c in cues if c.start < start]
    right = [c for c in cues if c.start >= end]
    if opens and right and (not left or left[-1].kind == "present"):
        comma = _SEGMENT_END.search(text, end + 2)
        near = [c for c in right if not comma or c.start < comma.start()]
        if near or not left:
            near = near or right
            return next((c for c in near if c.is_group and not _is_relative(text, c)), near[0])
    if left:
        nearest = left[-1]
        groups = [c for c in left if c.is_group]
        is_close = count_words(text[nearest.end : start]) <= 1
        if nearest.is_group or nearest.kind == "open" or is_close or not groups:
            return nearest
        return groups[-1] if groups[-1].kind == "future" else nearest
    groups = [c for c in right if c.is_group]
    return next(iter(groups or right), None)
