"""Which action a progress entry reports on, and which action of a later edition restates one.

A printed number decides where both sides carry it. Otherwise the content decides, with the order of
the entries and the owner as weak evidence. What shares no content with any action stays unlinked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from plananalysis.entries.numberfamilies import JOINER
from plananalysis.linking.likeness import cosine, weigh
from plananalysis.records import Entry, Plan, Recommendation
from plananalysis.wording.numbergroups import group_members

LinkMethod = Literal["number", "text", "order"]


@dataclass(frozen=True, slots=True)
class Link:
    """A progress entry reports on an action; positions index the recommendation's `entries`."""

    progress_position: int
    action_position: int
    method: LinkMethod
    score: float


@dataclass(frozen=True, slots=True)
class EditionLink:
    """An action of an earlier edition is restated, whole or in part, in one of a later edition.

    Both stand as index of the recommendation in its plan, and of the entry in its recommendation.
    """

    earlier: tuple[int, int]
    later: tuple[int, int]
    method: LinkMethod
    score: float


# Chosen on links judged by eye beforehand; docs/METHODOLOGY.md gives the figures.
_SHARED_CONTENT = 0.01
"""Cosine below which a progress entry and an action share nothing to speak of: low, because
nearly every progress entry reports on some action of its recommendation."""
_ORDER_WEIGHT = 0.1
"""What the whole distance from first to last takes off a cosine; doubled where counts are equal."""
_OWNER_WEIGHT = 0.05
"""What a common owner adds, where it tells the actions apart."""
_CONTRADICTION = 0.05
"""By how much another action must be closer in content to speak against the order."""
_TWIN_SHARE, _TWIN_LIKENESS = 0.9, 0.3
"""A second action is reported on too when it is as close as this share of the best, and this."""
_SAME_OWNER = 85.0
_SAME_RECOMMENDATION = 80.0
_SAME_SENTENCE = 80.0
_RESTATED = 0.5
"""Share of one entry's letters that stand, sentence by sentence, in the other."""
_MIN_SENTENCE = 12
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+|\s*[•\uf0b7]\s*")


def link_entries(recommendation: Recommendation) -> tuple[Link, ...]:
    """Give the links from progress entries to actions, in the order of the progress entries.

    `score` is 1 for a link by number, else the cosine of the two texts, from 0 to 1.
    """
    actions = [i for i, entry in enumerate(recommendation.entries) if entry.kind == "action"]
    reports = [i for i, entry in enumerate(recommendation.entries) if entry.kind == "progress"]
    if not actions or not reports:
        return ()
    entries = recommendation.entries
    vectors = weigh([entry.text for entry in entries])
    squares = [sum([weight * weight for weight in vector.values()]) for vector in vectors]
    order = _weigh_order(len(actions), len(reports))
    owners: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}
    links: list[Link] = []
    for rank, report in enumerate(reports):
        likeness = [
            cosine(vectors[report], vectors[action], squares[report] * squares[action])
            for action in actions
        ]
        beside = [
            i
            for i, action in enumerate(actions)
            if entries[action].position in entries[report].reports_on
        ]
        numbered = [
            same
            for number in _numbers_of(entries[report])
            if (
                same := [
                    i for i, action in enumerate(actions) if number in _numbers_of(entries[action])
                ]
            )
        ]
        if beside and not numbered:
            # What stands in the action's own row reports on it, whatever it says.
            scores = ((i, round(min(likeness[i], 1.0), 4)) for i in beside)
            links.extend(Link(report, actions[i], "order", score) for i, score in scores)
            continue
        evidence = [
            likeness[i] - order * abs(_share(i, len(actions)) - _share(rank, len(reports)))
            for i in range(len(actions))
        ]
        pairs = [(entries[report].owners, entries[action].owners) for action in actions]
        owners |= {pair: _share_owner(*pair) for pair in {*pairs} - owners.keys()}
        if not all(owners[pair] for pair in pairs):  # Else the owner tells nothing apart.
            evidence = [
                e + _OWNER_WEIGHT * owners[pair] for e, pair in zip(evidence, pairs, strict=True)
            ]
        for i, method in _choose(likeness, evidence, numbered, rank, len(reports)):
            score = 1.0 if method == "number" else round(min(likeness[i], 1.0), 4)
            links.append(Link(report, actions[i], method, score))
    return tuple(links)


def _numbers_of(entry: Entry) -> list[str]:
    """The numbers that an entry bears: '2.1 – 2.3' are three, '1(a)' and '1a' are the same."""
    if not entry.ref:
        return []
    members = group_members(entry.ref)
    parts = members if len(members) > 1 else JOINER.split(entry.ref)
    return [re.sub(r"[() ]", "", part).strip(".") for part in parts]


def _choose(
    likeness: Sequence[float],
    evidence: Sequence[float],
    numbered: Sequence[Sequence[int]],
    rank: int,
    reports: int,
) -> list[tuple[int, LinkMethod]]:
    """Give the actions that one progress entry reports on, by index."""
    if numbered:  # A number printed twice: the content says which of the two is meant.
        meant = {max(same, key=lambda i: (evidence[i], -i)) for same in numbered}
        return [(i, "number") for i in sorted(meant)]
    best = max(range(len(evidence)), key=lambda i: (evidence[i], -i))
    if likeness[best] >= _SHARED_CONTENT:
        twins = [
            i
            for i, value in enumerate(likeness)
            if i != best and value >= _TWIN_LIKENESS and evidence[i] >= _TWIN_SHARE * evidence[best]
        ]
        return [(i, "text") for i in sorted([best, *twins])]
    if len(evidence) == 1:  # Nothing else was promised that it could report on.
        return [(0, "order")]
    if len(evidence) == reports and max(likeness) - likeness[rank] < _CONTRADICTION:
        return [(rank, "order")]
    return []


def link_editions(earlier: Plan, later: Plan) -> tuple[EditionLink, ...]:
    """Give the actions of `earlier` that `later` restates, in reading order of `earlier`.

    Recommendations are the same by text, or by number where neither text is found elsewhere. An
    action is restated where at least half of it, sentence by sentence, stands in the other one:
    either may have been cut in two or glued to its neighbour. `score` is that share.
    """
    links = []
    for first, second in _same_recommendations(earlier, later):
        befores = _actions(earlier.recommendations[first])
        afters = _actions(later.recommendations[second])
        for i, before, wanted in befores:
            for j, after, given in afters:
                score = max(_contained(wanted, given), _contained(given, wanted))
                if score >= _RESTATED:
                    is_same_ref = before.ref is not None and before.ref == after.ref
                    method: LinkMethod = "number" if is_same_ref else "text"
                    places = (first, i), (second, j)
                    links.append(EditionLink(*places, method, round(score, 4)))
    return tuple(links)


def _same_recommendations(earlier: Plan, later: Plan) -> list[tuple[int, int]]:
    befores, afters = earlier.recommendations, later.recommendations
    ranked = []
    for i, before in enumerate(befores):
        for j, after in enumerate(afters):
            # The score is 0 where it is below the bound, which spares most of the reckoning.
            likeness = fuzz.token_sort_ratio(
                before.text, after.text, score_cutoff=_SAME_RECOMMENDATION
            ) or 50.0 * (before.number == after.number)
            if likeness:
                ranked.append((-likeness, abs(i - j), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(ranked):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


class _Content(NamedTuple):
    """A text in lower case, and its sentences but those too short to tell anything."""

    text: str
    sentences: Sequence[str]
    letters: int


def _actions(recommendation: Recommendation) -> list[tuple[int, Entry, _Content]]:
    """The actions of a recommendation, each with its place and what it says."""
    return [
        (place, entry, _content(entry.text))
        for place, entry in enumerate(recommendation.entries)
        if entry.kind == "action"
    ]


def _content(text: str) -> _Content:
    sentences = [
        sentence
        for piece in _SENTENCE_END.split(text)
        if len(sentence := piece.strip().casefold()) >= _MIN_SENTENCE
    ]
    return _Content(text.casefold(), sentences, sum(map(len, sentences)))


def _contained(part: _Content, whole: _Content) -> float:
    """Give the share of a text, by letters, whose sentences stand in another, nearly verbatim."""
    text = whole.text
    found = sum(
        len(sentence)
        for sentence in part.sentences
        if len(sentence) <= len(text) / 0.8
        and (sentence in text or fuzz.partial_ratio(sentence, text, score_cutoff=_SAME_SENTENCE))
    )
    return found / part.letters if part.letters else 0.0


def _weigh_order(actions: int, reports: int) -> float:
    if reports == 1:  # A single report has no place among others.
        return 0.0
    return 2 * _ORDER_WEIGHT if actions == reports else _ORDER_WEIGHT


def _share(index: int, count: int) -> float:
    return index / max(count - 1, 1)


def _share_owner(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(
        fuzz.ratio(ours.casefold(), theirs.casefold()) >= _SAME_OWNER
        for ours in one
        for theirs in other
    )
