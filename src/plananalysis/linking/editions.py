"""Which plans are editions of one review, and which are the same edition twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from plananalysis.linking.reconciliation import outline_plan, reconcile
from plananalysis.records import Plan
from plananalysis.store import keys

ReviewKind = Literal["thematic inspection", "case review", "inspection", "other"]

# Below this two titles are those of two reviews. Editions of one plan differ by misread letters,
# a few in a hundred.
TITLE_AGREEMENT = 90.0
UNKNOWN_DAY = "9999"


@dataclass(frozen=True, slots=True)
class Edition:
    """A plan in its place among the editions of its review; `number` is 1 for the first."""

    plan: Plan
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

    plan: Plan
    kept: Plan
    reason: str


def find_reviews(plans: Sequence[Plan]) -> tuple[tuple[Review, ...], tuple[Duplicate, ...]]:
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


def group_by_review(plans: Iterable[Plan]) -> tuple[tuple[Plan, ...], ...]:
    """The plans parted by review, each group and the groups in order of their days.

    A plan is compared with those of its days alone, and each title of a day once.
    """
    groups: list[list[Plan]] = []
    known = _Known()
    for plan in sorted(plans, key=_by_day):
        number = known.find(plan)
        if number is None:
            number = len(groups)
            groups.append([])
        groups[number].append(plan)
        known.add(plan, number)
    return tuple(map(tuple, groups))


class _Facts(NamedTuple):
    """What of a plan tells which review it answers; without `words`, nothing does."""

    words: tuple[str, ...]
    published_on: str | None
    submitted_on: str | None


class _Known:
    """The facts of the plans so far with the numbers of their groups, by what must be alike."""

    def __init__(self) -> None:
        self.by_bytes: dict[str, int] = {}
        self.groups: dict[_Facts, int] = {}
        self.by_title: defaultdict[str, list[_Facts]] = defaultdict(list)
        # Of each day, told apart by what happened on it, the titles with the facts of each.
        self.by_day: defaultdict[tuple[str, str], defaultdict[str, list[_Facts]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def find(self, plan: Plan) -> int | None:
        """The group of a plan's review, the one of its day of publication first."""
        if plan.source_sha256 in self.by_bytes:
            return self.by_bytes[plan.source_sha256]
        facts = _facts(plan)
        if facts in self.groups:
            return self.groups[facts]
        title = " ".join(facts.words)
        near = list(self.by_title[title])
        for day in _days(facts):
            titles = self.by_day[day]
            alike = process.extract(
                title, titles.keys(), scorer=fuzz.ratio, score_cutoff=TITLE_AGREEMENT, limit=None
            )
            near += [each for other, _, _ in alike for each in titles[other]]
        published_on = facts.published_on
        agreeing = (each for each in near if _agree(facts, each))
        ranked = (
            (published_on is not None and each.published_on != published_on, self.groups[each])
            for each in agreeing
        )
        return min(ranked, default=(False, None))[1]

    def add(self, plan: Plan, number: int) -> None:
        """Put down the facts of a plan of this group."""
        self.by_bytes.setdefault(plan.source_sha256, number)
        facts = _facts(plan)
        if facts.words and facts not in self.groups:
            self.groups[facts] = number
            title = " ".join(facts.words)
            self.by_title[title].append(facts)
            for day in _days(facts):
                self.by_day[day][title].append(facts)


def _facts(plan: Plan) -> _Facts:
    return _Facts(_title_words(plan.title or ""), plan.published_on, plan.submitted_on)


def _days(facts: _Facts) -> list[tuple[str, str]]:
    days = (("published", facts.published_on), ("submitted", facts.submitted_on))
    return [(what, day) for what, day in days if day]


@lru_cache(maxsize=4096)
def _title_words(title: str) -> tuple[str, ...]:
    return tuple(keys.plain_words(title))


def is_same_review(plan: Plan, other: Plan) -> bool:
    """Whether two plans answer one review: the titles agree, misreads allowed for, and the days.

    Where one does not state when the review was published, the day of the first submission,
    which every edition prints, decides; where that fails too, only equal titles will do.
    """
    return plan.source_sha256 == other.source_sha256 or _agree(_facts(plan), _facts(other))


def _agree(facts: _Facts, other: _Facts) -> bool:
    if facts.published_on and other.published_on:
        is_same_day = facts.published_on == other.published_on
    elif facts.submitted_on and other.submitted_on:
        is_same_day = facts.submitted_on == other.submitted_on
    else:
        is_same_day = facts.words == other.words
    return is_same_day and _words_agree(facts.words, other.words)


def titles_agree(title: str | None, other: str | None) -> bool:
    """Whether two titles differ by no more than case, quotes and misread or broken words.

    Numbers must be equal, and a word may differ by one letter: inspections of two prisons of
    similar name remain two.
    """
    return _words_agree(_title_words(title or ""), _title_words(other or ""))


def _words_agree(left: Sequence[str], right: Sequence[str]) -> bool:
    if not left or not right:
        return False
    if [word for word in left if word.isdigit()] != [word for word in right if word.isdigit()]:
        return False
    in_left, in_right = set(left), set(right)
    only_left = [word for word in left if word not in in_right]
    only_right = [word for word in right if word not in in_left]
    most = max(len(only_left), len(only_right))
    if fuzz.ratio(" ".join(left), " ".join(right)) < TITLE_AGREEMENT:
        return False
    letters = Levenshtein.distance("".join(only_left), "".join(only_right), score_cutoff=most)
    return letters <= most


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


def _by_day(plan: Plan) -> tuple[str, str, str]:
    return (keys.as_of_on(plan) or UNKNOWN_DAY, plan.source_sha256, plan.source_file)


def _drop_repeated(group: Sequence[Plan]) -> tuple[list[Plan], list[Duplicate]]:
    """The plans of a review, one for each edition, and those set aside.

    The same edition are the same bytes, or the same day; but a plan with progress is never one
    without. An update whose own date is lost would otherwise pass for the first edition, and be
    lost too.
    """
    if len(group) == 1:
        return [*group], []
    kept: list[Plan] = []
    places: dict[object, int] = {}
    duplicates: list[Duplicate] = []
    for plan in sorted(group, key=_by_quality):
        as_of = keys.as_of_on(plan)
        marks: list[object] = [plan.source_sha256]
        marks += [(as_of, _has_progress(plan))] if as_of is not None else []
        place = min((places[mark] for mark in marks if mark in places), default=None)
        if place is None:
            places.update(dict.fromkeys(marks, len(kept)))
            kept.append(plan)
            continue
        twin = kept[place]
        if plan.source_sha256 == twin.source_sha256:
            duplicates.append(Duplicate(plan, twin, f"holds the same bytes as {twin.source_file}"))
        else:
            reason = (
                f"is the same edition as {twin.source_file} (as of {as_of}), "
                f"which {_why_better(twin, plan)}"
            )
            duplicates.append(Duplicate(plan, twin, reason))
    return sorted(kept, key=_by_day), duplicates


def _has_progress(plan: Plan) -> bool:
    return any(entry.kind == "progress" for rec in plan.recommendations for entry in rec.entries)


# The published document itself leads a reader to the page; an export only to its own lines.
FORMATS = ("pdf", "word", "opendocument", "html", "text")


def _by_quality(plan: Plan) -> tuple[bool, int, int, int, int, str]:
    """Sorts the better reading of an edition first, by what `_why_better` says in words."""
    left = sum(not fault.is_repaired for fault in plan.faults)
    is_doubtful = not reconcile(outline_plan("", plan)).is_reconciled
    known = FORMATS.index(plan.source_format) if plan.source_format in FORMATS else len(FORMATS)
    return (
        is_doubtful,
        plan.account.unread,
        left,
        known,
        len(plan.faults) - left,
        plan.source_file,
    )


def _why_better(better: Plan, other: Plan) -> str:
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


def _review(kept: Sequence[Plan], taken: set[str]) -> Review:
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
    free = key if key not in taken else f"{key}-{mark}"
    taken.add(free)
    return free


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[: keys.HASH_LENGTH]
