"""Makes plans whose every field is known, the same for the same seed.

The wording is invented; its length, its posts and its target values are those of published plans.
Dates inside the texts are not annotated: `Entry.dates` is empty. Line numbers are 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Literal, get_args

from plananalysis.records import (
    Entry,
    Plan,
    PrintedTotal,
    Reason,
    Recommendation,
    Response,
    Target,
)
from plananalysis.testing.wording import (
    ADDRESSEES,
    MONTHS,
    POSTS,
    PRISON_POSTS,
    TITLES,
    Family,
    Writer,
    make_title,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


RESPONSES: tuple[tuple[Response, ...], tuple[int, ...]] = (
    ("agreed", "partly agreed", "agreed in principle", "not agreed"),
    (80, 10, 5, 5),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a plan is to hold. `recommendations` is their number, from 1."""

    family: Family
    recommendations: int
    is_numbered: bool
    has_progress: bool


def make_shape(seed: int) -> Shape:
    """A shape drawn by that seed: three families, 1 to 60 recommendations."""
    random = Random(f"shape {seed}")
    family = random.choice(get_args(Family))
    if family == "prison inspection":
        return Shape(family, random.randint(50, 60), is_numbered=False, has_progress=False)
    count = random.randint(1, 20)
    return Shape(family, count, random.random() < 0.6, random.random() < 0.7)


def make_plan(seed: int, shape: Shape | None = None) -> Plan:
    """A plan of known records, of that shape or of one drawn by the seed."""
    shape = shape or make_shape(seed)
    random = Random(f"plan {seed}")
    writer = Writer(random, set())
    year = random.randint(2019, 2024)
    as_of: tuple[str, ...] = ()
    if shape.has_progress:
        as_of = (f"{year + 1}-{random.randint(1, 12):02d}",)
    if as_of and random.random() < 0.2:
        as_of = (*as_of, f"{year + 1}-{random.randint(1, 12):02d}")
    recommendations = tuple(
        _recommendation(writer, shape, position, year, as_of)
        for position in range(1, shape.recommendations + 1)
    )
    return Plan(
        source_file="",
        source_sha256="",
        source_format="text",
        layout="",
        # Of a chance of its own, so that the rest of a plan does not hang on how titles are made.
        title=make_title(random.choice(TITLES[shape.family]), Random(f"title {seed}")),
        submitted_on=f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        updated_on=f"{year + 1}-12-{random.randint(1, 28):02d}" if as_of else None,
        published_on=f"{year}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        recommendations=recommendations,
        printed_totals=_printed_totals(recommendations),
    )


def make_first_edition(plan: Plan) -> Plan:
    """The plan as it was first published, before any progress was reported."""
    recommendations = tuple(
        replace(each, entries=tuple(entry for entry in each.entries if entry.kind == "action"))
        for each in plan.recommendations
    )
    return replace(plan, updated_on=None, recommendations=recommendations)


def plans(max_recommendations: int = 12) -> SearchStrategy[Plan]:
    """A hypothesis strategy of plans. Raises ImportError where hypothesis is not installed."""
    from hypothesis import strategies

    shapes = strategies.builds(
        Shape,
        family=strategies.sampled_from(get_args(Family)),
        recommendations=strategies.integers(1, max_recommendations),
        is_numbered=strategies.booleans(),
        has_progress=strategies.booleans(),
    ).map(_as_published)
    return strategies.builds(make_plan, strategies.integers(0, 2**32), shapes)


def _as_published(shape: Shape) -> Shape:
    """Prison plans have one edition, and their actions carry no number."""
    if shape.family != "prison inspection":
        return shape
    return Shape(shape.family, shape.recommendations, is_numbered=False, has_progress=False)


def _printed_totals(recommendations: tuple[Recommendation, ...]) -> tuple[PrintedTotal, ...]:
    counts = {"agreed": 0, "partly agreed": 0, "not agreed": 0}
    for recommendation in recommendations:
        response = recommendation.response or "agreed"
        counts["agreed" if response == "agreed in principle" else response] += 1
    rows = tuple(PrintedTotal(response, count) for response, count in counts.items())
    return (*rows, PrintedTotal("total", len(recommendations)))


# --- recommendations and entries ---------------------------------------------------------------


def _recommendation(
    writer: Writer, shape: Shape, position: int, year: int, as_of: tuple[str, ...]
) -> Recommendation:
    random = writer.random
    is_prison = shape.family == "prison inspection"
    number = f"5.{position}" if is_prison else str(position)
    response = random.choices(*RESPONSES)[0]
    reasons: tuple[Reason, ...] = ()
    if response in ("partly agreed", "not agreed") and random.random() < 0.8:
        reasons = (random.choice(get_args(Reason)),)
    addressees = ADDRESSEES[shape.family]
    text = writer.recommendation()
    actions = _actions(writer, shape, number, year, response, reasons)
    months = (random.choice(as_of),) if as_of else ()
    return Recommendation(
        number=number,
        position=position,
        addressee=addressees[(position - 1) * len(addressees) // shape.recommendations],
        text=f"{text} (S{random.randint(1, 99)})" if is_prison else text,
        response=response,
        reasons=reasons,
        line_first=0,
        line_last=0,
        entries=(*actions, *_progress(writer, actions, months)),
    )


def _actions(
    writer: Writer,
    shape: Shape,
    number: str,
    year: int,
    response: Response,
    reasons: tuple[Reason, ...],
) -> tuple[Entry, ...]:
    random = writer.random
    opening = ""
    if reasons:
        opening = f"This recommendation is {response} for {reasons[0]} reasons. "
    if response == "not agreed":
        return (_entry(1, None, opening + writer.action(), (), (Target("", "none"),)),)
    count = random.choice((1, 1, 2, 2, 3, 4, 6))
    posts = PRISON_POSTS if shape.family == "prison inspection" else POSTS
    owner = random.choice(posts)
    is_shared = random.random() < 0.4
    entries = []
    for position in range(1, count + 1):
        ref = f"{number}.{position}" if shape.is_numbered else None
        owners: tuple[str, ...] = (owner,) if is_shared else (random.choice(posts),)
        if not is_shared and random.random() < 0.1:
            owners = tuple(random.sample(posts, 2))
        targets = _targets(random, year)
        if opening and position == 1:
            owners, targets = owners[:1], targets[:1]
        text = (opening if position == 1 else "") + _text(writer, ref, owners, targets)
        entries.append(_entry(position, ref, text, owners, targets))
    return tuple(entries)


def _text(
    writer: Writer, ref: str | None, owners: tuple[str, ...], targets: tuple[Target, ...]
) -> str:
    # Without a number, two sentences beside two posts or two dates could as well be two entries.
    is_one = ref is not None or (len(owners) < 2 and len(targets) < 2)
    return writer.action() if is_one else writer.sentence()


def _progress(
    writer: Writer, actions: tuple[Entry, ...], months: tuple[str, ...]
) -> tuple[Entry, ...]:
    if not months:
        return ()
    random = writer.random
    month, year = months[0], int(months[0][:4])
    entries = []
    for position, action in enumerate(actions, len(actions) + 1):
        owners = action.owners or (random.choice(POSTS),)
        targets = (_target(random, year, is_progress=True),)
        text = _text(writer, action.ref, owners, targets)
        entries.append(_entry(position, action.ref, text, owners, targets, as_of=month))
    return tuple(entries)


def _entry(
    position: int,
    ref: str | None,
    text: str,
    owners: tuple[str, ...],
    targets: tuple[Target, ...],
    as_of: str | None = None,
) -> Entry:
    kind: Literal["action", "progress"] = "progress" if as_of else "action"
    return Entry(kind, position, ref, as_of, text, owners, targets, "certain", 0, 0)


def _targets(random: Random, year: int) -> tuple[Target, ...]:
    draw = random.random()
    if draw < 0.04:
        return (Target("", "none"),)
    first = _target(random, year, is_progress=False)
    if draw < 0.08 and first.edtf:
        return (first, Target("Reviewed monthly", "recurring", None, "monthly"))
    return (first,)


def _target(random: Random, year: int, *, is_progress: bool) -> Target:
    month = random.randint(1, 12)
    day = random.randint(1, 28)
    name = MONTHS[month - 1]
    edtf = f"{year}-{month:02d}"
    complete = (
        Target("Complete", "complete"),
        Target("Completed", "complete"),
        Target("Complete and ongoing", "complete_ongoing"),
        Target("Complete \u2013 ongoing", "complete_ongoing"),
        Target("Complete with ongoing monitoring and review", "complete_ongoing"),
        Target("Complete and ongoing on an annual basis", "complete_ongoing", None, "annually"),
        Target(f"Complete \u2013 (London {name} {year})", "complete", edtf),
        Target("Ongoing", "ongoing"),
    )
    dated = (
        Target(f"{name} {year}", "dated", edtf),
        Target(f"{day} {name} {year}", "dated", f"{edtf}-{day:02d}"),
        Target(f"End of {name} {year}", "dated", edtf),
        Target(f"By {name} {year}", "dated", edtf),
        Target(f"Spring {year}", "dated", f"{year}-21"),
        Target(f"From Autumn {year}", "dated", f"{year}-23"),
        Target(f"Early {year}", "dated", str(year)),
        Target(str(year + 2), "dated", str(year + 2)),
        Target(f"Revised policy to be published in {name} {year}", "dated", edtf),
        Target(f"Commenced {name} {year}", "commenced", edtf),
        Target(f"Commencing {name} {year}", "commenced", edtf),
        Target(f"Delayed until {name} {year}", "delayed", edtf),
        Target(f"{name} {year} and quarterly thereafter", "dated", edtf, "quarterly"),
        Target(f"Annually with next events {name} {year}", "dated", edtf, "annually"),
        Target("Reviewed monthly", "recurring", None, "monthly"),
    )
    # Most cells hold the plain words; the rest of the wordings are rare, as they are in print.
    if random.random() < 0.4:
        return random.choice((*complete, *dated))
    return (
        random.choice(complete[:2]) if random.random() < (0.7 if is_progress else 0.3) else dated[0]
    )
