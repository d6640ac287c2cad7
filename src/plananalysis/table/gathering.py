"""Headings and rows gathered into recommendations, each with its actions and its progress."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plananalysis.dates.targets import parse_target
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.records import EntryKind, Fault
from plananalysis.table.columns import Columns, TableRow
from plananalysis.table.drafts import Block, Draft, Heading
from plananalysis.table.likeness import NUMBER
from plananalysis.table.lostmarks import follows, number_in
from plananalysis.wording.segments import is_unfinished
from plananalysis.wording.vocabulary import opening_words


class Gathering:
    """The recommendations of a plan while its rows are taken one by one."""

    def __init__(self, table: Sequence[TableRow | Heading], columns: Columns) -> None:
        self.columns = columns
        self.openings = _usual_openings(table)
        self.drafts: list[Draft] = []
        self.aside: list[Text] = []
        self.faults: list[Fault] = []
        self.addressee: str | None = None
        self.is_behind_heading = False

    def take(self, part: TableRow | Heading) -> None:
        """Puts a heading or a row where it belongs."""
        if isinstance(part, Heading):
            self._take_heading(part)
        elif _opens_recommendation(part, self.drafts, self.columns):
            self._open(part)
        elif self.drafts:
            self._go_on(part)
        self.is_behind_heading = isinstance(part, Heading)

    def _take_heading(self, heading: Heading) -> None:
        if heading.kind == "addressee":
            self.addressee = heading.addressee or self.addressee
        elif self.drafts:
            kind: EntryKind = "action" if heading.kind == "action" else "progress"
            block = Block(kind, heading.month, heading.line, period=heading.period)
            self.drafts[-1].blocks.append(block)

    def _open(self, row: TableRow) -> None:
        row, tail, done = _part_tail(row, self.drafts, self.openings)
        self.faults.extend(done)
        if tail:
            self.drafts[-1].texts.append(tail)
        block = Block("action", None, row.line)
        self.drafts.append(
            Draft(
                number=number_in(row.number.string),
                number_text=row.number,
                texts=[row.recommendation],
                response_text=row.response,
                addressee=self.addressee,
                line=row.line,
                blocks=[block],
            )
        )
        self._keep_values(row)

    def _go_on(self, row: TableRow) -> None:
        """A row that opens no recommendation: it goes on with the last one."""
        draft = self.drafts[-1]
        if _is_section_name(row, draft, is_behind_heading=self.is_behind_heading):
            self.aside.append(row.recommendation)
            if not self.is_behind_heading:
                message = "a short line between recommendations is taken for a section's name"
                before = row.recommendation.plain
                self.faults.append(Fault(row.line, "section_name", message, True, before))
        elif row.recommendation.plain and row.recommendation.plain == _said_by(draft):
            self.aside.append(row.recommendation)
            message = "a merged cell is printed again in each of its rows; its text is kept once"
            before = row.recommendation.plain
            self.faults.append(Fault(row.line, "repeated_words", message, True, before))
        elif row.recommendation and _goes_on_with_action(row, draft):
            row = replace(row, action=row.recommendation, recommendation=EMPTY)
            message = "the rest of an action stood in another column behind a page break; put back"
            before = row.action.plain
            self.faults.append(Fault(row.line, "text_out_of_column", message, True, before))
        elif row.recommendation:
            draft.texts.append(row.recommendation)
        elif _ends_action(row, draft):
            row = replace(row, action=row.target, target=EMPTY)
            message = "the rest of an action reads like a target behind a row break; put back"
            before = row.action.plain
            self.faults.append(Fault(row.line, "text_out_of_column", message, True, before))
        self._keep_values(row)

    def _keep_values(self, row: TableRow) -> None:
        beside = (*row.progress, row.status, row.revised)
        if any((row.action, row.owner, row.target, row.ref, *beside)):
            self.drafts[-1].blocks[-1].rows.append(row)


MOST_NAME_WORDS = 8
# What no action ends with: a date, or the name of what comes, must follow.
WANTS_MORE = re.compile(r"\b(?:by|in|on|of|from|until|to|the|during|since|and)\s*$", re.IGNORECASE)


def _is_section_name(row: TableRow, draft: Draft, *, is_behind_heading: bool) -> bool:
    """Is a lone short text the name of a section, such as 'Early days in custody'?

    It stands behind a heading, or where the recommendation before is whole.
    """
    text = row.recommendation.plain
    is_lone = not (row.action or row.owner or row.target or row.number or row.response)
    is_name = text[:1].isupper() and len(text.split()) <= MOST_NAME_WORDS and is_unfinished(text)
    block = draft.blocks[-1]
    # Behind a heading of progress it is the progress, not the recommendation, that may go on.
    texts = draft.texts if block.kind == "action" else [part.action for part in block.rows]
    is_open = is_unfinished(texts[-1].string) if texts else True
    return bool(text) and is_lone and is_name and (is_behind_heading or not is_open)


def _goes_on_with_action(row: TableRow, draft: Draft) -> bool:
    """Is a lone text the rest of the action before it, not of a recommendation that is whole?"""
    rows = draft.blocks[-1].rows
    is_lone = not (row.action or row.owner or row.target or row.number)
    return (
        is_lone
        and bool(rows)
        and rows[-1].action.string.strip() != ""
        and is_unfinished(rows[-1].action.string)
        and not is_unfinished(draft.texts[-1].string)
    )


def _ends_action(row: TableRow, draft: Draft) -> bool:
    """Is a lone date the end of an action that breaks off, not of a target or a target itself?

    '… will be complete by the end of', whose target is printed beside it, and 'June 2023.' below.
    """
    rows = draft.blocks[-1].rows
    is_lone = row.target and not (row.action or row.owner or row.number or row.response)
    return bool(
        is_lone
        and rows
        and _is_whole_target(rows[-1].target.plain)
        and WANTS_MORE.search(rows[-1].action.string)
        and row.target.plain.endswith(".")
    )


def _is_whole_target(string: str) -> bool:
    """Is this a target that does not break off, and that does not end with a full stop either?"""
    is_open = WANTS_MORE.search(string) or string.endswith((".", "-", "–", ","))
    return not is_open and bool(string) and parse_target(string).understood


def _opens_recommendation(row: TableRow, drafts: Sequence[Draft], columns: Columns) -> bool:
    if row.response and (row.recommendation or row.number):
        return True
    if not (row.number and row.recommendation):
        return False
    # A number and a text without a response: only where the number goes on with the numbering.
    last = next((draft.number for draft in reversed(drafts) if draft.number), None)
    number = number_in(row.number.string)
    if number is None:
        return False
    is_whole = bool(row.action and NUMBER.fullmatch(row.number.string))
    if "response" not in columns.header and is_whole:
        # A plan without responses: a whole row opens one, in whatever order they are numbered.
        return number != last or not _is_printed_again(row, drafts[-1])
    return last is None or follows(last, number, is_dotted=columns.is_dotted)


def _is_printed_again(row: TableRow, draft: Draft) -> bool:
    """Is the number that of a merged cell, beside the same text or the rest of it?"""
    text = row.recommendation.plain
    return text[:1].islower() or text == _said_by(draft)


def _said_by(draft: Draft) -> str:
    return " ".join(text.plain for text in draft.texts)


def _usual_openings(table: Sequence[TableRow | Heading]) -> tuple[frozenset[str], bool]:
    """The first words of the plan's recommendations, and whether most begin with a capital."""
    firsts = [
        part.recommendation.plain.split()[0]
        for part in table
        if isinstance(part, TableRow) and part.response and part.recommendation
    ]
    capital = sum(word[:1].isupper() for word in firsts)
    return frozenset(word for word in firsts if word[:1].isupper()), capital * 2 > len(firsts)


def _part_tail(
    row: TableRow, drafts: Sequence[Draft], openings: tuple[frozenset[str], bool]
) -> tuple[TableRow, Text, list[Fault]]:
    """The end of the recommendation before, where it opens this one's cell behind a page break."""
    words, is_capital = openings
    string = row.recommendation.string.lstrip()
    if not (drafts and row.is_page_first and is_capital and string[:1].islower()):
        return row, EMPTY, []
    previous = drafts[-1].texts[-1].plain if drafts[-1].texts else ""
    if not previous or previous.endswith((".", ":", "?")):
        return row, EMPTY, []
    for match in re.finditer(r"(?<=[\w),.;’'”\"])\s+([A-Z]\w+)", row.recommendation.string):
        if match.group(1) in words | opening_words():
            tail = row.recommendation.slice(0, match.start(1))
            rest = row.recommendation.slice(match.start(1))
            fault = Fault(
                row.line,
                "tail_of_previous",
                "the end of the recommendation before stood in this one's cell; put back",
                True,
                row.recommendation.plain,
                f"{tail.plain} | {rest.plain}",
            )
            return replace(row, recommendation=rest), tail, [fault]
    return row, EMPTY, []
