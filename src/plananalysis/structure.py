"""The table's rows told apart: headings, recommendations, and the rows that answer each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from plananalysis.columns import Columns, TableRow, learn_columns, read_row
from plananalysis.flattened import next_number, part_recommendations, restore_rows
from plananalysis.grid import Row
from plananalysis.headings import find_addressee_heading, find_progress_heading
from plananalysis.mending import mend_row, put_back_tail
from plananalysis.postwords import complete_posts, owner_likeness
from plananalysis.records import EntryKind, Fault
from plananalysis.segments import is_unfinished
from plananalysis.sourcetext import EMPTY, Text
from plananalysis.vocabulary import read_response

NUMBER = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?(?:[a-z]\b)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between rows: whom the next recommendations address, or where progress begins."""

    line: int
    kind: str
    addressee: str | None = None
    month: str | None = None
    number: str | None = None


@dataclass
class Block:
    """The rows under one recommendation that hold its actions, or its progress of one month."""

    kind: EntryKind
    as_of: str | None
    line: int
    rows: list[TableRow] = field(default_factory=list)


@dataclass
class Draft:
    """A recommendation while its rows are gathered."""

    number: str | None
    number_text: Text
    texts: list[Text]
    response_text: Text
    addressee: str | None
    line: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def response(self) -> str | None:
        return read_response(self.response_text.string) if self.response_text else None


@dataclass(frozen=True, slots=True)
class Structure:
    """A plan's recommendations in draft, what was recognised as heading, and what was mended."""

    drafts: tuple[Draft, ...]
    headings: tuple[Text, ...]
    explained: tuple[Text, ...]
    faults: tuple[Fault, ...]


def read_structure(rows: Sequence[Row], header: tuple[str | None, ...]) -> Structure:
    """The drafts of a plan from the rows of its table."""
    parts, aside, faults = _part_headings(rows)
    columns = learn_columns([part for part in parts if isinstance(part, Row)], header)
    table: list[TableRow | Heading] = []
    for part in parts:
        if isinstance(part, Heading):
            table.append(part)
            continue
        row, done = mend_row(read_row(part, columns))
        table.append(row)
        faults.extend(done)
    table, done = _restore(table)
    faults.extend(done)
    gathering = _Gathering(table, columns)
    for heading_or_row in table:
        gathering.take(heading_or_row)
    drafts = gathering.drafts
    faults.extend(gathering.faults)
    faults.extend(_number(drafts, columns.is_dotted))
    faults.extend(_date_headings(drafts))
    explained = [text for part in table if isinstance(part, TableRow) for text in part.explained]
    return Structure(tuple(drafts), (*aside, *gathering.aside), tuple(explained), tuple(faults))


def _part_headings(rows: Sequence[Row]) -> tuple[list[Row | Heading], list[Text], list[Fault]]:
    """The rows with the headings taken out of them."""
    parts: list[Row | Heading] = []
    aside: list[Text] = []
    faults: list[Fault] = []
    for row in rows:
        progress = find_progress_heading(row)
        if progress:
            aside.extend(progress.parts)
            parts.append(Heading(row.line, "progress", None, progress.month, progress.number))
            if progress.is_cut:
                before = " | ".join(part.plain for part in progress.parts if part)
                after = f"Progress against commitments ({progress.month or 'month lost'})"
                faults.append(
                    Fault(
                        row.line,
                        "heading_cut",
                        "a progress heading is broken or misread; put together",
                        True,
                        before,
                        after,
                    )
                )
            if progress.rest.filled:
                parts.append(progress.rest)
            continue
        section = find_addressee_heading(row)
        if section:
            aside.extend(row.cells)
            parts.append(Heading(row.line, "addressee", section.addressee))
            if section.is_cut:
                before = " | ".join(cell.plain for cell in row.cells if cell)
                faults.append(
                    Fault(
                        row.line,
                        "heading_cut",
                        "a section heading is cut over cells; put together",
                        True,
                        before,
                        section.addressee,
                    )
                )
            continue
        parts.append(row)
    return parts, aside, faults


def known_posts(table: Iterable[TableRow | Heading]) -> frozenset[str]:
    """Posts that stand alone in a cell of the plan: they part the stacks in which they recur."""
    names = set()
    for row in table:
        if isinstance(row, Heading) or not row.owner:
            continue
        for piece in row.owner.string.split("\n"):
            words = " ".join(piece.split())
            if len(words.split()) <= 14 and owner_likeness(words) > 0.8:
                names.add(words)
    return complete_posts(names)


def _restore(table: Sequence[TableRow | Heading]) -> tuple[list[TableRow | Heading], list[Fault]]:
    """The table with the rows that were flattened to running text put back."""
    known = known_posts(table)
    following: str | None = "1"
    restored: list[TableRow | Heading] = []
    faults: list[Fault] = []
    for part in table:
        if isinstance(part, Heading):
            restored.append(part)
            continue
        row, done = put_back_tail(part, known)
        faults.extend(done)
        for piece in part_recommendations(row, following):
            if piece.response:
                following = next_number(piece.number.string)
            rows, done = restore_rows(piece, known)
            restored.extend(rows)
            faults.extend(done)
    return restored, faults


class _Gathering:
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
            self.drafts[-1].blocks.append(Block("progress", heading.month, heading.line))

    def _open(self, row: TableRow) -> None:
        row, tail, done = _part_tail(row, self.drafts, self.openings)
        self.faults.extend(done)
        if tail:
            self.drafts[-1].texts.append(tail)
        number = NUMBER.search(row.number.string)
        block = Block("action", None, row.line)
        self.drafts.append(
            Draft(
                number=number.group() if number else None,
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
        elif row.recommendation and _goes_on_with_action(row, draft):
            row = replace(row, action=row.recommendation, recommendation=EMPTY)
            message = "the rest of an action stood in another column behind a page break; put back"
            before = row.action.plain
            self.faults.append(Fault(row.line, "text_out_of_column", message, True, before))
        elif row.recommendation:
            draft.texts.append(row.recommendation)
        self._keep_values(row)

    def _keep_values(self, row: TableRow) -> None:
        if row.action or row.owner or row.target or row.ref:
            self.drafts[-1].blocks[-1].rows.append(row)


MOST_NAME_WORDS = 8


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


def _opens_recommendation(row: TableRow, drafts: Sequence[Draft], columns: Columns) -> bool:
    if row.response and (row.recommendation or row.number):
        return True
    if not (row.number and row.recommendation):
        return False
    # A number and a text without a response: only where the number goes on with the numbering.
    last = next((draft.number for draft in reversed(drafts) if draft.number), None)
    match = NUMBER.search(row.number.string)
    if match is None:
        return False
    return last is None or _follows(last, match.group(), columns.is_dotted)


def _follows(before: str, number: str, is_dotted: bool) -> bool:
    left, right = _key(before), _key(number)
    if is_dotted:
        return right > left and right[0] - left[0] <= 1
    return 0 < right[0] - left[0] <= 2 and right[1] == 0


def _key(number: str) -> tuple[int, int]:
    """A number as one to compare: its section and its place there, a letter left out."""
    match = NUMBER.match(number)
    return (int(match.group(1)), int(match.group(2) or 0)) if match else (0, 0)


def _usual_openings(table: Sequence[TableRow | Heading]) -> tuple[frozenset[str], bool]:
    """The first words of the plan's recommendations, and whether most begin with a capital."""
    firsts = [
        part.recommendation.plain.split()[0]
        for part in table
        if isinstance(part, TableRow) and part.response and part.recommendation
    ]
    capital = sum(word[:1].isupper() for word in firsts)
    return frozenset(word for word in firsts if word[:1].isupper()), capital * 2 > len(firsts)


# Words with which recommendations begin, beside those that the plan itself begins others with.
IMPERATIVES = frozenset(
    "Ensure Develop Review Publish Introduce Improve Provide Implement Work Include Consider Amend "
    "Undertake Conduct Create Establish Monitor Make Set Increase Reduce Promote Strengthen Update "
    "Build Commission Dedicate Support Revise Agree Address Prioritise Identify Use Require Take "
    "Clarify Deliver Expand Embed Evaluate Appoint Issue Maintain Put Produce Design".split()
)


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
        if match.group(1) in words | IMPERATIVES:
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


def _number(drafts: Sequence[Draft], is_dotted: bool) -> list[Fault]:
    """Numbers for the recommendations that lost theirs, from those around them."""
    faults = []
    for index, draft in enumerate(drafts):
        if draft.number is not None:
            continue
        before = drafts[index - 1].number if index else None
        if is_dotted:
            hinted = before and f"{_key(before)[0]}.{_key(before)[1] + 1}"
        else:
            hinted = str(_key(before)[0] + 1) if before else _from_below(drafts, index)
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


def _date_headings(drafts: Sequence[Draft]) -> list[Fault]:
    """Months for the progress headings that lost theirs: that of most other headings."""
    blocks = [block for draft in drafts for block in draft.blocks if block.kind == "progress"]
    months = Counter(block.as_of for block in blocks if block.as_of)
    if not months:
        return []
    usual = min(months, key=lambda month: (-months[month], month))
    faults = []
    for block in blocks:
        if block.as_of is None:
            block.as_of = usual
            message = (
                "a progress heading lost its month; that of the plan's other headings is taken"
            )
            faults.append(Fault(block.line, "month_lost", message, True, None, usual))
    return faults


def iter_blocks(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Block]]:
    """Every block with its recommendation, in reading order."""
    for draft in drafts:
        for block in draft.blocks:
            yield draft, block
