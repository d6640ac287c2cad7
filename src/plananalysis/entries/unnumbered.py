"""The rows under a heading cut into entries where the plan prints no numbers.

An entry is a row of the published table: the text that shares an owner and a target. The export
cuts rows over pages and sets the cut in the wrong place, and stacks several entries in one row;
what belongs together is told by where sentences break and by how many values stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from plananalysis.dates.targets import parse_target, split_targets
from plananalysis.entries.items import Item, share_out
from plananalysis.entries.values import CARRIED_ON, Values, ends_cut_target, may_run_on, read_values
from plananalysis.readers.sourcetext import Text, join
from plananalysis.records import Alignment, Fault
from plananalysis.table.columns import TableRow
from plananalysis.table.repetition import overlap
from plananalysis.wording.postwords import is_bare_title, is_tail
from plananalysis.wording.segments import (
    BROKEN,
    Mark,
    Segmentation,
    is_unfinished,
    paragraph_starts,
    segment,
    sentence_starts,
    starts_inside,
)

LIST_OR_LOWER = re.compile(r"\s*(?:[•●▪◦‣]|- |[a-z])")
LIST_MARK = re.compile(r"\s*(?:[•●▪◦‣]\s*|[-–]\s+)\w")


@dataclass
class Group:
    """Rows that share one stack of owners and targets, while their text is gathered."""

    parts: list[Text]
    rows: list[int]
    owners: list[Text] = field(default_factory=list)
    targets: list[Text] = field(default_factory=list)
    # Was it told apart by more than the rows themselves, so that its values are inferred?
    is_mixed: bool = False

    @property
    def text(self) -> str:
        return self.parts[-1].string.strip() if self.parts else ""


def read_unnumbered(
    rows: Sequence[TableRow], known: Collection[str]
) -> tuple[list[Item], list[Text], list[Fault]]:
    """The items of rows that print no numbers, with owners and targets; the words left out."""
    gathering = _Gathering(rows, known)
    for index in range(len(rows)):
        gathering.take(index)
    items = [
        item for group in gathering.groups for item in _items_of(group, rows, gathering.faults)
    ]
    return items, gathering.dropped, gathering.faults


class _Gathering:
    """The groups of a block while its rows are taken one by one."""

    def __init__(self, rows: Sequence[TableRow], known: Collection[str]) -> None:
        self.rows, self.known = rows, known
        self.groups: list[Group] = []
        self.dropped: list[Text] = []
        self.faults: list[Fault] = []

    def take(self, index: int) -> None:
        """Puts a row into the group before it, into one of its own, or parts it between the two."""
        row = self.rows[index]
        values = self._read_values(row)
        if not self.groups:
            self._open(row.action, index, values)
            return
        before = self.groups[-1]
        if self._begins_before_page(index, before):
            self._open(row.action, index, values)
            return
        if self._goes_on_over_page(index, before, values):
            _append(before, row.action, index, values)
            before.is_mixed = True
            return
        if not row.action or not (values or self._repeats(row)):
            _append(before, row.action, index, values)
            return
        if self._repeats(row):
            self._drop_repeat(before, row)
            self._open(row.action, index, values)
            return
        self._place(before, row, index, values)

    def _place(self, before: Group, row: TableRow, index: int, values: Values) -> None:
        """A row with text and with values of its own."""
        string, before_text = row.action.string, before.text
        opens_lower = bool(LIST_OR_LOWER.match(string))
        announces = before_text.endswith(":")
        if LIST_MARK.match(string) and row.owner and row.target and values.owners:
            # An item of a list with an owner and a date of its own is promised for itself.
            self._open(row.action, index, values)
            return
        if announces and not values.targets:
            # A list that the row before announces, printed in rows without dates.
            _append(before, row.action, index, values)
            return
        inside = (announces and opens_lower) or starts_inside(
            string, before_text, is_page_first=row.is_page_first, has_values=bool(values)
        )
        breaks_off = inside and not opens_lower and bool(BROKEN.search(before_text))
        leads_in = (announces and not opens_lower) or (
            breaks_off and _can_stand(_whole(self.rows, index), values)
        )
        if values.targets and leads_in:
            # The sentence that announces, or breaks off, belongs to what has dates of its own.
            lead = _take_last_sentence(before)
            self._open(
                join((lead.strip(), row.action.strip())) if lead else row.action, index, values
            )
            return
        cut = _tail_end(string, values, inside=inside, is_page_first=row.is_page_first)
        if cut is None:
            self._open(row.action, index, values)
        elif cut >= len(string.rstrip()) or not _can_stand(row.action.slice(cut), values):
            _append(before, row.action, index, values)
            before.is_mixed = True
        else:
            _append(before, row.action.slice(0, cut), index, Values())
            self._open(row.action.slice(cut), index, values)
            self.groups[-1].is_mixed = not inside

    def _begins_before_page(self, index: int, before: Group) -> bool:
        """Does a row begin a text that the page cuts, whose owner and target stand behind it?"""
        row = self.rows[index]
        following = self.rows[index + 1] if index + 1 < len(self.rows) else None
        is_bare = row.action and not (row.owner or row.target)
        has_values = following and following.is_page_first and following.owner and following.target
        if not (is_bare and has_values and following and following.action):
            return False
        is_afresh = not (is_unfinished(before.text) or LIST_OR_LOWER.match(row.action.string))
        return is_afresh and bool(before.targets) and is_unfinished(row.action.string)

    def _goes_on_over_page(self, index: int, before: Group, values: Values) -> bool:
        """Does a row go on with a text that the page cut, and give it the values that it wants?"""
        row = self.rows[index]
        is_wanting = not before.targets and not (before.owners and values.owners)
        is_cut = row.is_page_first and before.text and is_unfinished(before.text)
        return bool(is_cut and is_wanting and row.action and row.target)

    def _open(self, text: Text, index: int, values: Values) -> None:
        parts = [text] if text else []
        is_restored = self.rows[index].is_restored
        self.groups.append(
            Group(parts, [index], list(values.owners), list(values.targets), is_restored)
        )

    def _read_values(self, row: TableRow) -> Values:
        """The row's values; what only ends the ones before is joined to them."""
        before = self.groups[-1] if self.groups else None
        last_owner = before.owners[-1] if before and before.owners else None
        is_cut = before and is_unfinished(before.text) and row.action.string.strip()[:1].islower()
        is_whole = before is not None and _has_own_values(before, row)
        goes_on = is_cut and not is_whole and may_run_on(last_owner, row.owner)
        may_continue = row.is_page_first or not row.target or goes_on
        last_owner = last_owner if may_continue else None
        is_afresh = before is not None and _begins_afresh(before, row)
        is_afresh = is_afresh or (is_whole and not is_tail(row.owner.plain))
        values = read_values(row.owner, row.target, self.known, last_owner, is_afresh=is_afresh)
        if before and values.is_owner_continued:
            whole = join((before.owners[-1], values.owners[0]))
            self._say(
                row,
                "owner_over_page",
                "an owner runs over a row break; joined",
                values.owners[0],
                whole,
            )
            before.owners[-1] = whole
            values = replace(values, owners=values.owners[1:])
        is_own = is_afresh and not row.is_page_first and len(values.targets) == 1
        if before and values.targets and not is_own and _ends_target(before, values.targets[0]):
            first = values.targets[0]
            whole = join((before.targets.pop(), first)) if before.targets else first
            self._say(
                row, "target_over_page", "a target runs over a row break; joined", first, whole
            )
            before.targets.append(whole)
            before.is_mixed = True
            values = replace(values, targets=values.targets[1:])
        return values

    def _repeats(self, row: TableRow) -> int:
        """How many characters of the row repeat the end of the group before."""
        parts = self.groups[-1].parts
        return overlap(parts[-1], row.action) if parts else 0

    def _drop_repeat(self, before: Group, row: TableRow) -> None:
        """Takes the words off the end of a group that the next row begins with."""
        repeated = row.action.string[: self._repeats(row)]
        last = before.parts.pop()
        starts = reversed(paragraph_starts(last.string))
        same = (start for start in starts if last.string[start:].split() == repeated.split())
        at = next(same, max(0, len(last.string.rstrip()) - len(repeated.strip())))
        if last.slice(0, at):
            before.parts.append(last.slice(0, at))
        dropped = last.slice(at)
        self.dropped.append(dropped)
        message = "the row before ends with the words that this one begins with; kept once"
        self._say(row, "repeated_words", message, dropped, None)

    def _say(
        self, row: TableRow, code: str, message: str, before: Text, after: Text | None
    ) -> None:
        self.faults.append(
            Fault(row.line, code, message, True, before.plain, after.plain if after else None)
        )


def _whole(rows: Sequence[TableRow], index: int) -> Text:
    """A row's text with those of the rows behind that have no owner and no target of their own."""
    texts = [rows[index].action]
    for row in rows[index + 1 :]:
        if row.owner or row.target:
            break
        texts.append(row.action)
    return join([text.strip() for text in texts])


def _begins_afresh(before: Group, row: TableRow) -> bool:
    """Does a row with an owner begin a text of its own, and not go on with the one before?"""
    is_cut = is_unfinished(before.text) or LIST_OR_LOWER.match(row.action.string)
    return bool(row.owner and row.action) and not is_cut


def _has_own_values(before: Group, row: TableRow) -> bool:
    """Do an owner and a target stand beside a row that end no value of the one before?"""
    is_full = bool(row.owner and row.target and before.targets)
    return is_full and not ends_cut_target(before.targets[-1].plain, row.target.plain)


def _ends_target(group: Group, first: Text) -> bool:
    """'… August 2023' / 'and bi-monthly thereafter', 'By 31st' / 'January 2024'."""
    is_cut = bool(group.targets) and ends_cut_target(group.targets[-1].plain, first.plain)
    return is_cut or bool(CARRIED_ON.match(first.string))


def _append(group: Group, text: Text, index: int, values: Values) -> None:
    if text:
        group.parts.append(text)
    group.rows.append(index)
    group.owners.extend(values.owners)
    group.targets.extend(values.targets)


def _take_last_sentence(group: Group) -> Text | None:
    """The last sentence of a group, taken out; None where it is the group's only one."""
    last = group.parts[-1]
    start = sentence_starts(last.string)[-1]
    if start == 0:
        return None
    group.parts[-1] = last.slice(0, start)
    return last.slice(start)


def _tail_end(string: str, values: Values, *, inside: bool, is_page_first: bool) -> int | None:
    """Where the end of the entry before stops in a row with values of its own; None for nowhere."""
    wanted = max(len(values.owners), len(values.targets), 1)
    paragraphs = paragraph_starts(string)
    if inside:
        if len(paragraphs) > 1:
            return paragraphs[-wanted] if len(paragraphs) > wanted else paragraphs[1]
        sentences = sentence_starts(string)
        return sentences[1] if len(sentences) > 1 else len(string)
    if is_page_first and wanted > 1 and len(paragraphs) == wanted + 1:
        return paragraphs[1]
    return None


def _can_stand(text: Text, values: Values) -> bool:
    """Can a reader tell which words of this text each of the values belongs to?"""
    return _cut(text.string, values.owners, values.targets) is not None


def _cut(string: str, owners: Sequence[Text], targets: Sequence[Text]) -> Segmentation | None:
    """The text cut as its stack of owners and targets calls for; None where it cannot be told."""
    posts = [owner.plain for owner in owners if not is_bare_title(owner.plain)]
    count = _count(len(posts), len(targets))
    cuts = segment(string, count) if count else None
    if cuts and cuts.mark == "sentence" and len(posts) not in (len(targets), len(set(posts))):
        # A post that comes back in a stack answers for bullets, not for whole sentences.
        cuts = None
    if cuts is None and len(targets) > 1:
        # Owners and targets disagree: only marks of the export may part the text then.
        marked = segment(string, len(targets))
        cuts = marked if marked and marked.mark in ("hard", "weak") else None
    return cuts


def _count(owners: int, targets: int) -> int | None:
    """How many entries a stack of so many owners and targets calls for; None: cannot be told."""
    if owners == targets or owners <= 1 or targets <= 1:
        return max(owners, targets, 1)
    return None


def _items_of(group: Group, rows: Sequence[TableRow], faults: list[Fault]) -> list[Item]:
    text = join([part.strip() for part in group.parts])
    owners, targets = group.owners, group.targets
    cuts = _cut(text.string, owners, targets)
    first, last = group.rows[0], group.rows[-1]
    line = rows[first].line
    is_of_parts = _are_of_parts(owners, targets) and (not cuts or cuts.mark not in ("hard", "weak"))
    if is_of_parts or (cuts is None and _is_shared(text, group, rows)):
        cuts = Segmentation((0,), "sentence")
    if cuts is None:
        message = (
            f"{len(owners)} owners and {len(targets)} targets stand beside one text and cannot be "
            "told apart; all are kept on it"
        )
        faults.append(Fault(line, "stack_ambiguous", message, False))
        return [Item(None, [text], first, last, owners, targets, "ambiguous", "ambiguous")]
    edges = pairwise([*cuts.starts, len(text)])
    items = [Item(None, [text.slice(start, end)], first, last) for start, end in edges]
    _place_rows(items, group, rows)
    if len(items) > 1:
        message = (
            f"{len(items)} entries stood in one row with stacked owners or targets; parted by "
            f"{NAMES[cuts.mark]}"
        )
        faults.append(Fault(line, "stack_parted", message, True))
    is_doubtful = len(items) > 1 and len(targets) > 1 and any(map(_is_doubtful, targets))
    is_inferred = group.is_mixed or cuts.mark == "scored" or is_doubtful
    sure: Alignment = "inferred" if is_inferred else "certain"
    how = (
        "the row was told apart in a page of running text or across a row break"
        if group.is_mixed
        else "the sentences that make a promise part the text"
        if cuts.mark == "scored"
        else "a target of the stack could be read as two"
    )
    share_out(items, owners, "owner", sure, how)
    share_out(items, targets, "target", sure, how)
    return items


def _is_shared(text: Text, group: Group, rows: Sequence[TableRow]) -> bool:
    """Is there one sentence, with one target, that all owners of one cell must share?"""
    is_one_cell = sum(bool(rows[index].owner) for index in group.rows) == 1
    is_one_target = len(group.targets) <= 1
    is_one = len(sentence_starts(text.string)) == 1 and ";" not in text.string
    return is_one_cell and is_one_target and is_one


def _are_of_parts(owners: Sequence[Text], targets: Sequence[Text]) -> bool:
    """Does each of several targets beside one owner name the part of the work that it is of?

    'May 2024 (guidance)', 'Training – July 2024': they are all of the one entry.
    """
    if not len(owners) <= 1 < len(targets):
        return False
    names = [parse_target(target.plain).unread.lower() for target in targets]
    return all(names) and len(set(names)) == len(names)


def _is_doubtful(target: Text) -> bool:
    """Could a value be read as two: 'Completed April 2022'?"""
    return any(span.is_doubtful for span in split_targets(target.string))


NAMES: dict[Mark, str] = {
    "hard": "paragraph marks",
    "weak": "double spaces",
    "sentence": "sentences",
    "scored": "the sentence that makes a promise",
}


def _place_rows(items: Sequence[Item], group: Group, rows: Sequence[TableRow]) -> None:
    """The rows that each item of a group stands on, by where its characters come from."""
    for item in items:
        start, end = item.parts[0].start, item.parts[-1].end
        inside = [
            index
            for index in group.rows
            if rows[index].action
            and rows[index].action.start < end
            and rows[index].action.end > start
        ]
        if inside:
            item.first_row, item.last_row = inside[0], inside[-1]
