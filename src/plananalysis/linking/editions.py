"""Which plans are editions of one review, and which are the same edition twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from plananalysis.linking.outlines import Outline
from plananalysis.store import keys

ReviewKind = Literal["thematic inspection", "case review", "inspection", "other"]

# Below this two titles are those of two reviews. Editions of one plan differ by misread letters,
# a few in a hundred.
TITLE_AGREEMENT = 90.0
UNKNOWN_DAY = "9999"


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan in its place among the editions of its review; `number` is 1 for the first."""

    plan: Outline
    plan_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review with the editions of its plan, the earliest first."""

    review_id: str
    title: str | None
    kind: ReviewKind
    published_on: str | None
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A plan that was set aside for another, `kept`, and why."""

    plan: Outline
    kept: Outline
    reason: str


def find_reviews(plans: Iterable[Outline]) -> tuple[tuple[Review, ...], tuple[Duplicate, ...]]:
    """The reviews that the plans answer, by key, and the plans set aside as the same edition.

    The order of `plans` does not matter.
    """
    taken: set[str] = set()
    reviews: list[Review] = []
    duplicates: list[Duplicate] = []
    for group in group_by_review(plans):
        kept, set_aside = _drop_repeated(group)
        duplicates.extend(set_aside)
        reviews.append(_review(kept, taken))
    reviews.sort(key=lambda review: review.review_id)
    duplicates.sort(key=lambda duplicate: duplicate.plan.source_file)
    return tuple(reviews), tuple(duplicates)


def group_by_review(plans: Iterable[Outline]) -> tuple[tuple[Outline, ...], ...]:
    """The plans parted by review, each group and the groups in order of their days."""
    groups: list[list[Outline]] = []
    places = _Places()
    for plan in sorted(plans, key=_by_day):
        number = next(
            (n for n in places.near(plan) if any(is_same_review(plan, o) for o in groups[n])),
            len(groups),
        )
        if number == len(groups):
            groups.append([])
        groups[number].append(plan)
        places.add(plan, number)
    return tuple(map(tuple, groups))


@dataclass(frozen=True, slots=True)
class _Places:
    """By what `is_same_review` looks at, the numbers of the groups that a plan may belong to.

    A plan is never compared with all others, which keeps the work in line with their number.
    """

    by_publication: dict[str, dict[int, None]] = field(default_factory=lambda: defaultdict(dict))
    by_fact: dict[tuple[str, object], set[int]] = field(default_factory=lambda: defaultdict(set))
    unpublished: dict[int, int] = field(default_factory=dict)

    def add(self, plan: Outline, group: int) -> None:
        """Put down that the plan is in the group."""
        if plan.published_on:
            self.by_publication[plan.published_on][group] = None
        else:
            self.unpublished.setdefault(group, len(self.unpublished))
        for fact in _facts(plan):
            self.by_fact[fact].add(group)

    def near(self, plan: Outline) -> Iterator[int]:
        """The groups to compare the plan with, in the order in which they are to be tried."""
        alike = {group for fact in _facts(plan) for group in self.by_fact.get(fact, ())}
        if not plan.published_on:
            yield from sorted(alike)
            return
        same_day = self.by_publication.get(plan.published_on, {})
        yield from same_day
        others = alike & self.unpublished.keys() - same_day.keys()
        yield from sorted(others, key=self.unpublished.__getitem__)


def _facts(plan: Outline) -> Iterator[tuple[str, object]]:
    """What plans of one review have in common where the day of publication does not tell."""
    yield "bytes", plan.source_sha256
    if words := _title_words(plan.title):
        yield "title", words
    if plan.submitted_on:
        yield "submitted", plan.submitted_on


def is_same_review(plan: keys.TitleBlock, other: keys.TitleBlock) -> bool:
    """Whether two plans answer one review: the titles agree, misreads allowed for, and the days.

    Where one does not state when the review was published, the day of the first submission,
    which every edition prints, decides; where that fails too, only equal titles will do.
    """
    if plan.source_sha256 == other.source_sha256:
        return True
    if not titles_agree(plan.title, other.title):
        return False
    if plan.published_on and other.published_on:
        return plan.published_on == other.published_on
    if plan.submitted_on and other.submitted_on:
        return plan.submitted_on == other.submitted_on
    return _title_words(plan.title) == _title_words(other.title)


def titles_agree(title: str | None, other: str | None) -> bool:
    """Whether two titles differ by no more than case, quotes and misread or broken words.

    Numbers must be equal, and a word may differ by one letter: inspections of two prisons of
    similar name remain two.
    """
    left, right = _title_words(title), _title_words(other)
    if not left or not right:
        return False
    if [word for word in left if word.isdigit()] != [word for word in right if word.isdigit()]:
        return False
    if fuzz.ratio(" ".join(left), " ".join(right)) < TITLE_AGREEMENT:
        return False
    only_left = [word for word in left if word not in right]
    only_right = [word for word in right if word not in left]
    letters = Levenshtein.distance("".join(only_left), "".join(only_right))
    return letters <= max(len(only_left), len(only_right))


@lru_cache(maxsize=65_536)
def _title_words(title: str | None) -> tuple[str, ...]:
    return tuple(keys.plain_words(title or ""))


def review_kind(title: str | None) -> ReviewKind:
    """What sort of review a title names."""
    words = keys.plain_words(title or "")
    text = f" {' '.join(words)} "
    if "thematic" in words:
        return "thematic inspection"
    if " serious further offence " in text or {"case", "review"} <= set(words):
        return "case review"
    if {"inspection", "hmp", "hmyoi", "yoi", "prison"} & set(words):
        return "inspection"
    return "other"


def _by_day(plan: Outline) -> tuple[str, str, str]:
    return (keys.as_of_on(plan) or UNKNOWN_DAY, plan.source_sha256, plan.source_file)


def _drop_repeated(group: Sequence[Outline]) -> tuple[list[Outline], list[Duplicate]]:
    """The plans of a review, one for each edition, and those set aside."""
    kept: list[Outline] = []
    duplicates: list[Duplicate] = []
    # By what editions are told apart by, the place of the best: none is compared with all others.
    places: dict[object, int] = {}
    for plan in sorted(group, key=_by_quality):
        facts = _edition_facts(plan)
        place = min((places[fact] for fact in facts if fact in places), default=len(kept))
        if place == len(kept):
            kept.append(plan)
            places |= dict.fromkeys(facts, place)
            continue
        twin = kept[place]
        if plan.source_sha256 == twin.source_sha256:
            duplicates.append(Duplicate(plan, twin, f"holds the same bytes as {twin.source_file}"))
        else:
            reason = (
                f"is the same edition as {twin.source_file} (as of {keys.as_of_on(plan)}), "
                f"which {_why_better(twin, plan)}"
            )
            duplicates.append(Duplicate(plan, twin, reason))
    return sorted(kept, key=_by_day), duplicates


def is_same_edition(plan: Outline, other: Outline) -> bool:
    """Whether two plans of one review are one edition: of the same bytes, or of the same day.

    But a plan with progress is never one without: an update whose own date is lost would otherwise
    pass for the first edition, and vanish.
    """
    return not _edition_facts(plan).isdisjoint(_edition_facts(other))


def _edition_facts(plan: Outline) -> frozenset[object]:
    """What plans of one review have in common, if only one of it, where they are one edition."""
    day = keys.as_of_on(plan)
    return frozenset([plan.source_sha256, *([(day, plan.has_progress)] if day else [])])


# The published document itself leads a reader to the page; an export only to its own lines.
FORMATS = ("pdf", "word", "opendocument", "html", "text")


def _by_quality(plan: Outline) -> tuple[bool, int, int, int, int, str]:
    """Sorts the better reading of an edition first, by what `_why_better` says in words."""
    known = FORMATS.index(plan.source_format) if plan.source_format in FORMATS else len(FORMATS)
    return (
        not plan.is_reconciled,
        plan.account_unread,
        plan.faults_left,
        known,
        plan.faults_mended,
        plan.source_file,
    )


def _why_better(better: Outline, other: Outline) -> str:
    """What decided for the one and against the other."""
    pairs = zip(_by_quality(better), _by_quality(other), strict=True)
    at, (ours, theirs) = next((at, pair) for at, pair in enumerate(pairs) if pair[0] != pair[1])
    reasons = (
        "reconciles with its own totals and numbering, as this file does not",
        f"leaves fewer characters unread ({ours}, not {theirs})",
        f"leaves fewer faults ({ours}, not {theirs})",
        f"is nearer to the published document ({better.source_format}, not {other.source_format})",
        f"needed less mending ({ours} faults, not {theirs})",
        "comes first by name, as all else is alike",
    )
    return reasons[at]


def _review(kept: Sequence[Outline], taken: set[str]) -> Review:
    """The review of plans that are editions of it, earliest first, under keys not yet `taken`."""
    # An edition that says when the review was published makes the fuller key.
    main = next((plan for plan in kept if plan.published_on), kept[0])
    facts = f"{keys.plain_words(main.title or '')} {main.published_on} {main.submitted_on}"
    review_id = _free(keys.review_id(main), _digest(facts), taken)
    editions = []
    updates = 0
    for plan in kept:
        updates += plan.updated_on is not None
        plan_id = _free(keys.plan_id(plan), plan.source_sha256[: keys.HASH_LENGTH], taken)
        editions.append(Edition(plan, plan_id, 1 + updates if plan.updated_on else 1))
    return Review(
        review_id, main.title, review_kind(main.title), main.published_on, tuple(editions)
    )


def _free(key: str, mark: str, taken: set[str]) -> str:
    """The key itself or, where another review or plan already has it, the key with a mark."""
    free, again = key, 1
    while free in taken:
        # A mark is a few figures of a hash, of which one can make a second.
        free = f"{key}-{mark}" if again == 1 else f"{key}-{mark}-{again}"
        again += 1
    taken.add(free)
    return free


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[: keys.HASH_LENGTH]
