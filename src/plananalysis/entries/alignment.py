"""Owners and target dates given to the entries that they stand beside, and how sure that is.

Where counts agree, in order. Where a cell spans, to each. Where the export broke a stack over a
page, to the entries of both. What only the sister table can tell (the actions for the progress, the
progress for the actions) is taken from there and said to be inferred; what cannot be told stays on
every entry concerned, and is said to be ambiguous.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain

from rapidfuzz import fuzz

from plananalysis.entries.items import Item, share_out
from plananalysis.entries.labelled import take_labelled
from plananalysis.entries.values import (
    Values,
    ends_cut_target,
    may_run_on,
    read_values,
    split_owners,
)
from plananalysis.readers.sourcetext import Text, join
from plananalysis.records import Alignment, Fault
from plananalysis.table.columns import TableRow
from plananalysis.wording.postwords import is_tail
from plananalysis.wording.vocabulary import fold


def align_numbered(
    items: Sequence[Item], rows: Sequence[TableRow], known: Collection[str]
) -> list[Fault]:
    """Gives the values of the rows to numbered items; changes the items, returns what was done."""
    faults: list[Fault] = []
    last_owner: Text | None = None
    spare: list[Text] = []
    for index, row in enumerate(rows):
        starting = [item for item in items if item.first_row == index]
        running = next((item for item in items if item.first_row < index <= item.last_row), None)
        plain = take_labelled(row, items, known)
        values = _read_values(plain, known, last_owner, len(starting), running)
        cut = running
        if row.is_page_first and not running and len(values.targets) == len(starting) + 1:
            # The stack begins with the end of the target above: so may the owners.
            cut = next((item for item in reversed(items) if item.first_row < index), None)
            if cut and _ends_target(cut, values):
                values = _read_values(plain, known, last_owner, len(starting), cut)
        if values.is_owner_continued and last_owner:
            whole = join((last_owner, values.owners[0]))
            faults.append(_joined(row, last_owner, values.owners[0], whole))
            posts = split_owners(whole, known, None)[0]  # its two halves may hold two
            for item in items:
                owners = [posts if owner is last_owner else [owner] for owner in item.owners]
                item.owners = list(chain.from_iterable(owners))
            values = replace(values, owners=values.owners[1:])
            last_owner = posts[-1]
            if not values.owners:
                # The cell runs on beside the entries that begin here: it spans them too.
                share_out(starting, posts[-1:], "owner", "certain")
                _span(starting)
        is_cut = cut is not None and _ends_target(cut, values)
        if cut and is_cut:
            first, *others = values.targets
            whole = join((cut.targets[-1], first))
            faults.append(_joined(row, cut.targets[-1], first, whole, "target"))
            cut.targets[-1] = whole
            values = replace(values, targets=tuple(others))
        above = running
        if not (starting or running or row.action):
            # A row of an owner alone: the cell of the entry above goes on.
            above = next((item for item in reversed(items) if item.first_row < index), None)
            if above and values.owners:
                above.owner_alignment = "inferred"
                above.tell("an owner stands alone in the row below: it is of the entry above")
        _give_owners(
            starting, above, values, _is_loose(values.owners, values.owners_are_marked, row)
        )
        is_loose = _is_loose(values.targets, values.targets_are_marked, row)
        spare = _give_targets(starting, running, values, spare, is_loose=is_loose)
        if is_cut and not running:
            _doubt([cut, *starting] if cut else starting)
        last_owner = values.owners[-1] if values.owners else last_owner
    if spare and items:
        items[-1].targets.extend(spare)
        items[-1].target_alignment = "ambiguous"
    return faults


def _read_values(
    row: TableRow,
    known: Collection[str],
    last_owner: Text | None,
    count: int,
    running: Item | None,
) -> Values:
    """The values of a row where `count` entries begin, and where `running` goes on, if any."""
    is_lower = row.action.string.strip()[:1].islower()
    above = running.targets[-1].plain if running and running.targets else None
    is_whole = row.target and above and not ends_cut_target(above, row.target.plain)
    goes_on = not (count or is_whole) and is_lower and may_run_on(last_owner, row.owner)
    before = last_owner if row.is_page_first or not row.target or goes_on else None
    expected = count if count > 1 else None
    is_afresh = bool(count) and running is None
    return read_values(row.owner, row.target, known, before, expected, is_afresh=is_afresh)


def _doubt(items: Sequence[Item]) -> None:
    """Says of entries that a page break cut the values of one of them off into those of another."""
    for item in items:
        item.target_alignment = "inferred"
        item.tell("the values beside it begin with the end of a target above the page break")


def _ends_target(running: Item, values: Values) -> bool:
    """Does a row begin with the end of the target that the row before broke off?"""
    both = running.targets[-1:], values.targets[:1]
    return all(both) and ends_cut_target(both[0][0].plain, both[1][0].plain)


def _joined(row: TableRow, first: Text, second: Text, whole: Text, what: str = "owner") -> Fault:
    before = f"{first.plain} | {second.plain}"
    message = f"{'an' if what == 'owner' else 'a'} {what} runs over a row break; joined"
    return Fault(row.line, f"{what}_over_page", message, True, before, whole.plain)


def _is_loose(values: Sequence[Text], is_marked: bool, row: TableRow) -> bool:
    """Did a stack lose marks that the text beside it kept, so that order is all there is?"""
    return (
        "\n" in row.action.string and not is_marked and len({value.plain for value in values}) > 1
    )


MOST_WORDS_OF_A_NAME = 3


def _may_be_stack(owner: str) -> bool:
    """May an owner be several whose names say no post: 'College of Policing NPCC lead for Arms'?"""
    return is_tail(owner) and len(owner.split()) > MOST_WORDS_OF_A_NAME


def _span(items: Sequence[Item]) -> None:
    """An owner printed once beside several numbered entries of its row spans them for certain."""
    for item in items:
        item.owner_alignment = "certain"


def _give_owners(
    starting: Sequence[Item], running: Item | None, values: Values, is_loose: bool
) -> None:
    owners = list(values.owners)
    if running and not starting:
        running.owners.extend(owners)
        return
    if running and not running.owners and len(owners) == len(starting) + 1:
        running.owners = [owners.pop(0)]
    if not owners:
        return
    share_out(
        starting,
        owners,
        "owner",
        "inferred" if is_loose and len(starting) > 1 else "certain",
        "the marks of a stack of owners are lost: they are given in order",
    )
    if len(owners) == 1 and not _may_be_stack(owners[0].plain):
        _span(starting)


def _give_targets(
    starting: Sequence[Item],
    running: Item | None,
    values: Values,
    spare: list[Text],
    *,
    is_loose: bool,
) -> list[Text]:
    """Gives a row's targets; returns those that must belong to an entry of the next row."""
    targets = list(values.targets)
    if spare and starting and not targets:
        # The stack of the row before held one value more than entries: it is the next one's.
        starting[0].targets, starting[0].target_alignment = spare, "inferred"
        starting[0].tell(
            "the stack of targets above holds one more than its entries: it is this one's"
        )
        return []
    if spare and running:
        running.targets.extend(spare)
        running.target_alignment = "ambiguous"
    if running and not running.targets and not starting:
        running.targets, targets = targets, []
    elif running and not running.targets and len(targets) == len(starting) + 1:
        running.targets = [targets.pop(0)]
    if not starting:
        return targets
    if targets:
        sure: Alignment = "inferred" if is_loose and len(starting) > 1 else "certain"
        how = "the marks of a stack of targets are lost: they are given in order"
        share_out(starting, targets, "target", sure, how)
    return []


def inherit(items: Sequence[Item], rows: Sequence[TableRow], *, is_refused: bool = False) -> None:
    """Entries beside an empty cell take the owner of the cell that spans them; changes the items.

    Where the target's cell is empty too, the row has no values of its own, and both span; an empty
    target beside an owner stays empty, and a cell that says that there is no owner ('N/A') is not
    empty. Nor does what a plan says of a recommendation that it refuses (`is_refused`) want any.
    """
    for index, item in enumerate(items):
        if item.owners or rows[item.first_row].is_unowned:
            continue
        before = next((other for other in reversed(items[:index]) if other.owners), None)
        source = before or next((other for other in items[index + 1 :] if other.owners), None)
        if source is None:
            is_none_due = is_refused and not item.targets
            item.owner_alignment = "certain" if is_none_due else "ambiguous"
            continue
        if (
            not item.targets
            and before is not None
            and len(before.targets) == 1
            and item.first_row != before.first_row
        ):
            item.targets, item.target_alignment = list(before.targets), "inferred"
            item.tell("its target's cell is empty too: that of the entry above spans it")
        item.owners = [source.owners[-1]] if len(source.owners) > 1 else list(source.owners)
        item.owner_alignment = "inferred"
        where = "above" if before is not None else "below"
        item.tell(f"its owner's cell is empty: that of the entry {where} spans it")


def resolve_by_sisters(items: Sequence[Item], sisters: Sequence[Item]) -> int:
    """Owners that a stack left open, taken from the same entries of the sister table.

    Changes the items; returns how many were resolved. An owner is taken only where the order of
    the stack bears it out.
    """
    open_items = [item for item in items if item.candidates]
    if not open_items:
        return 0
    candidates = _without_repeats(open_items[0].candidates)
    chosen: list[int | None] = []
    for item in open_items:
        chosen.append(_sister_owner(item, sisters, candidates))
    chosen = _fill_in_order(chosen, len(candidates))
    known = [place for place in chosen if place is not None]
    if (
        len(known) < len(chosen)
        or known != sorted(known)
        or set(known) != set(range(len(candidates)))
    ):
        return 0
    open_items[0].repeated = [
        owner for owner in open_items[0].candidates if owner not in candidates
    ]
    for item, place in zip(open_items, known, strict=True):
        item.owners, item.owner_alignment, item.candidates = [candidates[place]], "inferred", []
        item.tell("a stack of owners is told apart by those of the same actions or progress")
    return len(open_items)


def _without_repeats(owners: Sequence[Text]) -> list[Text]:
    """A stack without the posts that only repeat the one before."""
    kept: list[Text] = []
    for owner in owners:
        if not kept or fold(kept[-1].plain) != fold(owner.plain):
            kept.append(owner)
    return kept


def _sister_owner(item: Item, sisters: Sequence[Item], candidates: Sequence[Text]) -> int | None:
    """Which of the candidates the sister entry of the same number, or like text, names."""
    matching = [
        other for other in sisters if other.ref and other.ref == item.ref and not other.candidates
    ]
    if not matching and item.ref is None:
        scored = [
            (fuzz.token_set_ratio(item.plain, other.plain), -at, other)
            for at, other in enumerate(sisters)
            if not other.candidates
        ]
        best = max(scored, key=lambda one: one[:2], default=None)
        matching = [best[2]] if best and best[0] >= 55 else []
    for other in matching:
        if len(other.owners) != 1:
            continue
        scores = [
            fuzz.ratio(fold(other.owners[0].plain), fold(candidate.plain))
            for candidate in candidates
        ]
        if max(scores) >= 88:
            return scores.index(max(scores))
    return None


def _fill_in_order(chosen: Sequence[int | None], count: int) -> list[int | None]:
    """Gaps between two equal choices, and at the ends where only one choice is left, filled."""
    filled = list(chosen)
    for index, place in enumerate(filled):
        if place is not None:
            continue
        before = next((other for other in reversed(filled[:index]) if other is not None), None)
        after = next((other for other in chosen[index + 1 :] if other is not None), None)
        if before is not None and (before == after or before == count - 1):
            filled[index] = before
        elif after == 0:
            filled[index] = 0
    return filled
