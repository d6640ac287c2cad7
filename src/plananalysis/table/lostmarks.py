"""Numbers and months that the export lost, taken from those of the recommendations around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from plananalysis.records import Fault
from plananalysis.table.drafts import Draft
from plananalysis.wording.numbergroups import group_members, printed_group

NUMBER = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?(?:[a-z]\b|\((?:[a-z]|[ivx]{2,4})\))?")


def number_in(string: str) -> str | None:
    """The recommendation's number that a cell holds, or its numbers; None where it holds none."""
    match = NUMBER.search(string)
    return (printed_group(string) or match.group()) if match else None


def follows(before: str, number: str, *, is_dotted: bool) -> bool:
    """May the second number come next after the first?"""
    left, right = _last_key(before), _key(number)
    if is_dotted:
        return right > left and right[0] - left[0] <= 1
    return 0 < right[0] - left[0] <= 2 and right[1] == 0


def _key(number: str) -> tuple[int, int]:
    """A number as one to compare: its section and its place there, a letter left out."""
    match = NUMBER.match(number)
    return (int(match.group(1)), int(match.group(2) or 0)) if match else (0, 0)


def _last_key(number: str) -> tuple[int, int]:
    """The key of the last of a group of numbers: of '2 & 3' that of 3."""
    return _key(group_members(number)[-1])


def restore_numbers(drafts: Sequence[Draft], *, is_dotted: bool) -> list[Fault]:
    """Numbers for the recommendations that lost theirs, from those around them."""
    faults = []
    for index, draft in enumerate(drafts):
        if draft.number is not None:
            continue
        before = drafts[index - 1].number if index else None
        if is_dotted:
            hinted = before and f"{_last_key(before)[0]}.{_last_key(before)[1] + 1}"
        else:
            hinted = str(_last_key(before)[0] + 1) if before else _from_below(drafts, index)
        draft.number = hinted or str(index + 1)
        faults.append(
            Fault(
                draft.line,
                "number_lost",
                "the recommendation's number is lost; taken from its place in the order",
                True,
                draft.number_text.plain or None,
                draft.number,
            )
        )
    return faults


def _from_below(drafts: Sequence[Draft], index: int) -> str | None:
    for at in range(index + 1, len(drafts)):
        number = drafts[at].number
        if number and "." not in number and _key(number)[0] - (at - index) > 0:
            return str(_key(number)[0] - (at - index))
    return None


def restore_months(drafts: Sequence[Draft]) -> list[Fault]:
    """Months for the progress headings that lost theirs: that of most other headings.

    A heading that states its time otherwise than by a month ('Spring 2024') has none: no month is
    what it says. One that states a year has lost its month where the others' lies in that year.
    """
    blocks = [block for draft in drafts for block in draft.blocks if block.kind == "progress"]
    months = Counter(block.as_of for block in blocks if block.as_of)
    usual = min(months, key=lambda month: (-months[month], month), default=None)
    faults = []
    for block in blocks:
        if block.as_of is not None:
            continue
        if usual is not None and (block.period is None or block.period == usual[:4]):
            block.as_of = usual
            message = (
                "a progress heading lost its month; that of the plan's other headings is taken"
            )
            faults.append(Fault(block.line, "month_lost", message, True, block.period, usual))
        else:
            stated = f"states {block.period} and no month" if block.period else "states no month"
            message = f"a progress heading {stated}; the month of its entries is left empty"
            faults.append(Fault(block.line, "month_not_stated", message, False, block.period))
    return faults
