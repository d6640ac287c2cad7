"""Repeated promises: passages under different recommendations that say the same.

Verbatim, lightly reworded, or the same fact told again. Sentences are compared by the words and
pairs of words that they share, rare ones counting more; an index of the rare ones proposes which
sentences to compare, so that the work grows with the texts and not with their square.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from rapidfuzz.distance import Indel

from plananalysis.themes.codebook.patterns import fold

SAME = 0.38
"""From this likeness on (cosine of weighted words, 0 to 1) two sentences say the same. Set on the
plans: above it hardly a pair tells different facts, below it hardly one tells the same."""
WORDS_IN_COMMON = 3
"""Telling words that two sentences must share, whatever their likeness."""
FEW = 1000
"""Of fewer sentences than this it is not known which words are rare: all weigh much the same."""
RARE = 20
"""A word or pair of words in at most so many different sentences proposes them for comparison."""
PROPOSALS = 2
"""How many such words two sentences must share to be compared."""
ENOUGH = 0.5
"""More than this share of the shorter side's words must stand in the longer, in the same order."""
TRIM = 3
"""So many words in a row without a counterpart at an end of a passage are left out of it."""

MANY = 50
"""A wording that stands in more places is a formula, and is not paired with each of its kind."""
FIRSTS = 3
"""The places of a formula, first by plan, with which each other one is paired: more than one, for
those that may not be compared with the first."""

_SENTENCE = re.compile(r"[^.;!?•]+(?:[.;!?](?!\s+[\"'“‘(]?[A-Z])[^.;!?•]+)*[.;!?]?")
_WORD = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly)$")

# Words that any two sentences may share: of grammar, of dates, and of the services themselves.
_UNTELLING = frozenset(
    "a all also an and any are as at be been being by each for from had has have in into is it its "
    "may more must new no not now of on or our should so such than that the their them there these "
    "they this those through to under was we were when where which who will with within would "
    "january february march april june july august september october november december "
    "hmpps probation service services".split()
)

Features = Mapping[str, float]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A recommendation's or an entry's text, and where it stands."""

    item_id: str
    recommendation_id: str
    plan_id: str
    review_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two passages that say the same; `similarity` is the share of their words in common order."""

    left_id: str
    right_id: str
    similarity: float
    left_start: int
    left_end: int
    right_start: int
    right_end: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: its number in its text, and its words with their places in the text."""

    passage: int
    number: int
    words: Words
    spans: tuple[tuple[int, int], ...]


def find_repeats(passages: Iterable[Passage]) -> list[Repeat]:
    """The repeats among passages, in their order; the left one stands first.

    Passages of one recommendation are not compared, nor those of different editions of one
    review: an edition restates the one before.
    """
    known = list(passages)
    sentences = [each for place, passage in enumerate(known) for each in _sentences(place, passage)]
    by_words: defaultdict[Words, list[int]] = defaultdict(list)
    for place, sentence in enumerate(sentences):
        by_words[sentence.words].append(place)
    matches: defaultdict[tuple[int, int], list[tuple[float, _Sentence, _Sentence]]]
    matches = defaultdict(list)
    for likeness, one, other in _alike(list(by_words)):
        for first, second in _pairs(by_words[one], by_words[other]):
            left, right = (sentences[place] for place in sorted((first, second)))
            if _may_repeat(known[left.passage], known[right.passage]):
                matches[left.passage, right.passage].append((likeness, left, right))
    repeats = []
    for (left_place, right_place), found in sorted(matches.items()):
        aligned = (_align(known[left_place], known[right_place], run) for run in _runs(found))
        repeats += [each for each in aligned if each]
    return repeats


def _pairs(some: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The places of one wording with those of another, or of the same, to be paired.

    Every one with every other, unless they are many: then each with the first few of the other
    wording, which hold them together, so that the pairs grow with the places and not their square.
    """
    if len(some) <= MANY and len(others) <= MANY:
        yield from combinations(some, 2) if some is others else product(some, others)
        return
    firsts = others[:FIRSTS]
    yield from (
        (one, first) for one in some for first in firsts if one > first or some is not others
    )
    if some is not others:
        yield from ((first, one) for first in some[:FIRSTS] for one in others[FIRSTS:])


def _may_repeat(left: Passage, right: Passage) -> bool:
    if left.recommendation_id == right.recommendation_id:
        return False
    return left.review_id != right.review_id or left.plan_id == right.plan_id


def _sentences(place: int, passage: Passage) -> Iterator[_Sentence]:
    folded = fold(passage.text)
    for number, found in enumerate(_SENTENCE.finditer(passage.text)):
        words = list(_WORD.finditer(folded, found.start(), found.end()))
        if len(words) > WORDS_IN_COMMON:
            yield _Sentence(
                place,
                number,
                tuple(word[0] for word in words),
                tuple(word.span() for word in words),
            )


def _alike(sentences: Sequence[Words]) -> Iterator[tuple[float, Words, Words]]:
    """The pairs of different sentences that say the same, and each sentence with itself."""
    names = [_features(words) for words in sentences]
    counts = Counter(name for each in names for name in each)
    total = max(FEW, len(sentences))
    weighted = [_weigh(each, counts, total) for each in names]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(names):
        if sum(" " not in name for name in each) >= WORDS_IN_COMMON:
            yield 1.0, sentences[place], sentences[place]
        for name in each:
            if counts[name] <= RARE:
                holders[name].append(place)
    proposed: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        proposed.update(combinations(places, 2))
    for (one, other), shared in proposed.items():
        if shared >= PROPOSALS:
            likeness = _likeness(weighted[one], weighted[other])
            if likeness >= SAME and _count_common(names[one], names[other]) >= WORDS_IN_COMMON:
                yield likeness, sentences[one], sentences[other]


def _features(words: Words) -> frozenset[str]:
    """The telling words of a sentence, and its pairs of neighbouring words, without endings."""
    stems = [_ENDING.sub("", word) if len(word) > 4 else word for word in words]
    telling = {
        stem
        for word, stem in zip(words, stems, strict=True)
        if word not in _UNTELLING and not word.isdigit()
    }
    pairs = {f"{one} {two}" for one, two in pairwise(stems)}
    return frozenset(telling | pairs)


def _weigh(names: frozenset[str], counts: Mapping[str, int], total: int) -> Features:
    """The weights of a sentence's features, rare ones weighing more; as a vector of length one."""
    weights = {name: math.log(1 + total / counts[name]) for name in sorted(names)}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()}


def _likeness(one: Features, other: Features) -> float:
    return sum(weight * other[name] for name, weight in one.items() if name in other)


def _count_common(one: frozenset[str], other: frozenset[str]) -> int:
    return sum(" " not in name for name in one & other)


def _runs(
    found: Sequence[tuple[float, _Sentence, _Sentence]],
) -> list[list[tuple[_Sentence, _Sentence]]]:
    """Pairs of sentences of two texts as runs: each sentence once, with its likest; neighbours
    that pair with neighbours are one passage.
    """
    ranked = sorted(found, key=lambda each: (-each[0], each[1].number, each[2].number))
    chosen: list[tuple[_Sentence, _Sentence]] = []
    for _, left, right in ranked:
        if all(left is not one and right is not other for one, other in chosen):
            chosen.append((left, right))
    runs: list[list[tuple[_Sentence, _Sentence]]] = []
    for left, right in sorted(chosen, key=lambda pair: pair[0].number):
        if runs and _follows(runs[-1][-1], (left, right)):
            runs[-1].append((left, right))
        else:
            runs.append([(left, right)])
    return runs


def _follows(pair: tuple[_Sentence, _Sentence], after: tuple[_Sentence, _Sentence]) -> bool:
    return all(two.number == one.number + 1 for one, two in zip(pair, after, strict=True))


def _align(
    left: Passage, right: Passage, run: Sequence[tuple[_Sentence, _Sentence]]
) -> Repeat | None:
    """A run as a repeat, without what either side has more of at its beginning and end.

    None where too little of the shorter side is in the longer: then it is but a name, say,
    that the two have in common.
    """
    left_words = [word for one, _ in run for word in one.words]
    right_words = [word for _, other in run for word in other.words]
    left_spans = [span for one, _ in run for span in one.spans]
    right_spans = [span for _, other in run for span in other.spans]
    blocks = [code for code in Indel.opcodes(left_words, right_words) if code.tag == "equal"]
    in_common = sum(block.src_end - block.src_start for block in blocks)
    if in_common <= min(len(left_words), len(right_words)) * ENOUGH:
        return None
    left_first, left_last = _trim(len(left_words), blocks[0].src_start, blocks[-1].src_end)
    right_first, right_last = _trim(len(right_words), blocks[0].dest_start, blocks[-1].dest_end)
    similarity = Indel.normalized_similarity(
        left_words[left_first:left_last], right_words[right_first:right_last]
    )
    return Repeat(
        left.item_id,
        right.item_id,
        round(similarity, 3),
        left_spans[left_first][0],
        left_spans[left_last - 1][1],
        right_spans[right_first][0],
        right_spans[right_last - 1][1],
    )


def _trim(count: int, first: int, last: int) -> tuple[int, int]:
    return (first if first >= TRIM else 0), (last if count - last >= TRIM else count)
