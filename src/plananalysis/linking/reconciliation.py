"""Is what was read what the plan itself says that it holds?

A plan is held against its own closing table of totals and its own numbering. The same judgement
is passed on records as they are read and on the database as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plananalysis.memo import remember
from plananalysis.records import Fault, Plan, PrintedTotal
from plananalysis.wording.numbergroups import group_members

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Item:
    """What reconciling needs of a recommendation. `entries` is how many entries answer it."""

    number: str
    response: str | None
    entries: int
    line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What reconciling needs of a plan: its recommendations in reading order, and its totals."""

    plan_id: str
    items: tuple[Item, ...]
    printed: tuple[PrintedTotal, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A row of the closing table beside what was counted."""

    response: str
    printed: int
    counted: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up. `is_failure` is false where other evidence settles it."""

    code: str
    message: str
    line: int
    is_failure: bool = True


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What came of holding a plan against itself."""

    plan_id: str
    totals: tuple[Total, ...]
    findings: tuple[Finding, ...]

    @property
    def is_reconciled(self) -> bool:
        """Whether nothing speaks against what was read."""
        return not any(finding.is_failure for finding in self.findings)


def outline_plan(plan_id: str, plan: Plan) -> Outline:
    """The outline of a plan as read."""
    items = (
        Item(rec.number, rec.response, len(rec.entries), rec.line_first)
        for rec in plan.recommendations
    )
    return Outline(plan_id, tuple(items), _distinct(plan.printed_totals))


def reconcile(outline: Outline) -> Reconciliation:
    """Hold an outline against its printed totals and its own numbering."""
    totals = count_totals(outline)
    is_confirmed = any(t.response == TOTAL and t.printed == t.counted for t in totals)
    findings = (
        *_check_totals(outline, totals),
        *_check_numbers(outline.items, is_confirmed),
        *_check_items(outline.items),
    )
    return Reconciliation(outline.plan_id, totals, findings)


def count_totals(outline: Outline) -> tuple[Total, ...]:
    """Each printed row with the number of recommendations read for it.

    Closing tables that do not tell the two apart print one row for 'agreed' and 'agreed in
    principle': a response without a row of its own is counted where it belongs in that way. A row
    that answers '2 & 3' counts as the two that it is.
    """
    rows = {row.response for row in outline.printed}
    counts: Counter[str | None] = Counter()
    for item in outline.items:
        counts[_row_of(item.response, rows)] += len(group_members(item.number))
    counts[TOTAL] = counts.total()
    return tuple(Total(row.response, row.printed, counts[row.response]) for row in outline.printed)


def as_faults(reconciliation: Reconciliation) -> tuple[Fault, ...]:
    """The findings as faults of the plan, so that they stand in the database."""
    return tuple(
        Fault(finding.line, finding.code, finding.message, is_repaired=False)
        for finding in reconciliation.findings
    )


def _distinct(printed: Sequence[PrintedTotal]) -> tuple[PrintedTotal, ...]:
    """The rows of the closing table, the first of each response."""
    return tuple({row.response: row for row in reversed(printed)}.values())[::-1]


def _row_of(response: str | None, rows: set[str]) -> str | None:
    if response == "agreed in principle" and response not in rows:
        return "agreed"
    return response


def _check_totals(outline: Outline, totals: Sequence[Total]) -> Iterator[Finding]:
    line = outline.items[-1].line if outline.items else 0
    if not outline.items:
        yield Finding("no_recommendations", "no recommendation was read", 0)
    if not any(total.response == TOTAL for total in totals):
        message = f"no printed total confirms the {len(outline.items)} recommendations read"
        yield Finding("totals_missing", message, line)
    for total in totals:
        if total.printed != total.counted:
            message = (
                f"the closing table prints {total.printed} for '{total.response}', "
                f"{total.counted} were read"
            )
            yield Finding("total_differs", message, line)
    rows = {total.response for total in totals}
    if rows - {TOTAL}:
        responses = Counter(_row_of(item.response, rows) for item in outline.items)
        for response in sorted(str(r) for r in responses if r is not None and r not in rows):
            message = f"{responses[response]} read as '{response}', which has no printed row"
            yield Finding("total_row_missing", message, line)


def _check_items(items: Sequence[Item]) -> Iterator[Finding]:
    for item in items:
        if item.response is None:
            message = f"recommendation {item.number}: no response could be read"
            yield Finding("no_response", message, item.line)
        if item.entries == 0:
            message = f"recommendation {item.number}: no entry answers it"
            yield Finding("entries_missing", message, item.line)


def _check_numbers(items: Sequence[Item], is_confirmed: bool) -> Iterator[Finding]:
    """Numbers rise without repeat; whole numbers also without gap.

    A plan may answer only some of a review's recommendations, so a gap speaks against the reading
    only where no printed total confirms how many there are. Numbers such as `5.12` count the
    paragraphs of a chapter, and skip as they please.
    """
    seen: set[str] = set()
    highest: tuple[tuple[int, str], ...] = ()
    for item in items:
        members = group_members(item.number)
        number, last = _parse_number(members[0]), _parse_number(members[-1])
        if number is None or last is None:
            message = f"'{item.number}' is not a number that a recommendation can have"
            yield Finding("number_unclear", message, item.line)
            continue
        if not seen.isdisjoint(members):
            message = f"the number {item.number} is printed again"
            yield Finding("number_repeated", message, item.line)
        elif number < highest:
            message = f"the number {item.number} comes after a higher one"
            yield Finding("number_disordered", message, item.line)
        seen.update(members)
        highest = max(highest, last)
    if seen and all(number.isdecimal() for number in seen):
        present = {int(number) for number in seen}
        missing = sorted(set(range(1, min(max(present), 10_000) + 1)) - present)
        if missing:
            message = f"of the numbers 1 to {max(present)}, {_few(missing)} stand nowhere"
            line = items[0].line
            yield Finding("number_gap", message, line, is_failure=not is_confirmed)


@remember
def _parse_number(printed: str) -> tuple[tuple[int, str], ...] | None:
    """`5.12` as ((5, ""), (12, "")), `3a` as ((3, "a"),); None where it is not a number."""
    if not re.fullmatch(r"\d{1,6}[a-z]?(\.\d{1,6}[a-z]?)*", printed):
        return None
    parts = re.findall(r"(\d+)([a-z]?)", printed)
    return tuple((int(figures), letter) for figures, letter in parts)


def _few(numbers: Sequence[int], most: int = 8) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most} more"
